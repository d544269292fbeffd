//! The course of an application (认定): from filing through the community's check and the public
//! notice, the town's review and the county's decision, to a re-check after a refusal.
//! `household_applied` or `person_applied` makes the application; each step is a fact of its own,
//! and the stage follows from the steps.
//!
//! Sources: 粤人社规〔2023〕11号 articles 3 to 5 (one request for missing papers, the county's 10 working
//! days, re-check within 30 days, delegation, written promise); 就业促进法 article 56. Limits that the
//! rules leave to the locality are the project's own and marked so.

use std::collections::BTreeSet;

use chrono::{Days, NaiveDate};

use super::step::{Ruling, Step};
use super::step_error::StepError;
use crate::values::codes::{Channel, Evidence, Finding, Stage, StepKind};
use crate::values::desk::Desk;
use crate::values::refusal::Refusal;
use crate::values::working_days::{Calendar, Deadline};

/// Working days for the community's check, including the public notice (the project's own).
pub const COMMUNITY_DAYS: u32 = 7;
/// The least working days of a public notice (the project's own).
pub const NOTICE_DAYS: u32 = 3;
/// Additional working days of a notice that extends into a provisional calendar (the project's
/// own).
pub const PROVISIONAL_DAYS: u32 = 1;
/// The most days of a public notice, so that the applicant is published no longer than necessary
/// (the project's own).
pub const NOTICE_MOST_DAYS: u64 = 30;
/// Working days for the town's review (the project's own).
pub const TOWN_DAYS: u32 = 5;
/// Working days for the county's decision (粤人社规〔2023〕11号).
pub const COUNTY_DAYS: u32 = 10;
/// Days after a refusal within which a re-check may be requested (粤人社规〔2023〕11号).
pub const RECHECK_DAYS: u64 = 30;

/// A step as recorded.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Taken {
    pub on: NaiveDate,
    /// The officer, as the sender's reference.
    pub officer: Option<String>,
    pub step: Step,
}

impl From<StepError> for Refusal {
    fn from(misfit: StepError) -> Self {
        Self::wrong_step(misfit.field(), misfit.hint())
    }
}

/// Checks the length of a notice that is published now. A published notice stands; later rules and
/// calendars do not apply to it. If the length depends on a provisional calendar, one more working
/// day is required, because the year's notice may shift one.
///
/// # Errors
/// The reason why the length is not acceptable.
pub fn check_notice(on: NaiveDate, until: NaiveDate, calendar: &Calendar) -> Result<(), StepError> {
    let least = calendar.after(on, NOTICE_DAYS);
    if least.is_provisional {
        if until < calendar.after(on, NOTICE_DAYS + PROVISIONAL_DAYS).on {
            return Err(StepError::NoticeShortProvisional);
        }
    } else if until < least.on {
        return Err(StepError::NoticeShort);
    }
    if until > on + Days::new(NOTICE_MOST_DAYS) { Err(StepError::NoticeLong) } else { Ok(()) }
}

/// The standing of an application after its steps.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Standing {
    pub stage: Stage,
    /// The day from which the stage's limit runs.
    pub since: NaiveDate,
    /// The day of the last step.
    pub last_on: NaiveDate,
    pub channel: Option<Channel>,
    pub promise: bool,
    pub papers_asked: Vec<Evidence>,
    pub evidence: BTreeSet<Evidence>,
    /// The first and last day of the notice.
    pub notice: Option<(NaiveDate, NaiveDate)>,
    pub objection_open: bool,
    /// Whether an objection was upheld, or the check or review was unclear; then the county
    /// decides.
    pub doubtful: bool,
    pub delegated: bool,
    refused_on: Option<NaiveDate>,
    rechecked: bool,
    handled_by: BTreeSet<String>,
}

impl Standing {
    /// Gives the standing at the beginning of an application.
    pub fn applied(on: NaiveDate) -> Self {
        Self {
            stage: Stage::Filed,
            since: on,
            last_on: on,
            channel: None,
            promise: false,
            papers_asked: Vec::new(),
            evidence: BTreeSet::new(),
            notice: None,
            objection_open: false,
            doubtful: false,
            delegated: false,
            refused_on: None,
            rechecked: false,
            handled_by: BTreeSet::new(),
        }
    }

    /// Derives the standing of an application. A step that does not fit, because an earlier one was
    /// voided, is ignored.
    pub fn after<'t>(applied_on: NaiveDate, steps: impl IntoIterator<Item = &'t Taken>) -> Self {
        let mut standing = Self::applied(applied_on);
        for taken in steps {
            let _ = standing.take(taken);
        }
        standing
    }

    /// Applies a step.
    ///
    /// # Errors
    /// The reason why it does not fit; the standing is then unchanged.
    pub fn take(&mut self, taken: &Taken) -> Result<(), StepError> {
        let on = taken.on;
        if on < self.last_on {
            return Err(StepError::Early);
        }
        match &taken.step {
            Step::Filed { channel, promise } => {
                self.at(&[Stage::Filed])?;
                if self.channel.is_some() || self.last_on != self.since {
                    return Err(StepError::Stage);
                }
                (self.channel, self.promise) = (Some(*channel), *promise);
            }
            Step::PapersAsked { papers } => {
                self.at(&[Stage::Filed])?;
                if self.promise {
                    return Err(StepError::Promised);
                }
                if !self.papers_asked.is_empty() {
                    return Err(StepError::AskedBefore);
                }
                self.papers_asked.clone_from(papers);
                self.stage = Stage::PapersAwaited;
            }
            Step::PapersSupplied => {
                self.at(&[Stage::PapersAwaited])?;
                (self.stage, self.since) = (Stage::Filed, on);
            }
            Step::EvidenceSeen { evidence } => {
                if self.stage.is_over() {
                    return Err(StepError::Stage);
                }
                self.evidence.insert(*evidence);
            }
            Step::Checked { finding } => {
                self.at(&[Stage::Filed])?;
                self.doubtful |= *finding == Finding::Unclear;
                self.stage = Stage::Checked;
                self.handled_by.extend(taken.officer.clone());
            }
            Step::NoticePublished { until } => {
                self.at(&[Stage::Checked])?;
                if *until < on {
                    return Err(StepError::NoticeShort);
                }
                (self.stage, self.notice) = (Stage::OnNotice, Some((on, *until)));
            }
            Step::ObjectionRaised => {
                self.at(&[Stage::OnNotice])?;
                if self.notice.is_none_or(|(_, until)| on > until) {
                    return Err(StepError::NoticeDays);
                }
                self.objection_open = true;
            }
            Step::ObjectionSettled { upheld } => {
                self.at(&[Stage::OnNotice])?;
                if !self.objection_open {
                    return Err(StepError::Objections);
                }
                self.objection_open = false;
                self.doubtful |= *upheld;
            }
            Step::Forwarded { delegated } => {
                self.at(&[Stage::OnNotice])?;
                if self.notice.is_none_or(|(_, until)| on <= until) {
                    return Err(StepError::NoticeDays);
                }
                if self.objection_open {
                    return Err(StepError::Objections);
                }
                (self.delegated, self.since) = (*delegated, on);
                self.stage = if *delegated { Stage::Decision } else { Stage::Review };
            }
            Step::Reviewed { finding } => {
                self.at(&[Stage::Review])?;
                self.doubtful |= *finding == Finding::Unclear;
                (self.stage, self.since) = (Stage::Decision, on);
                self.handled_by.extend(taken.officer.clone());
            }
            Step::Approved(_) | Step::Refused(_) => {
                self.at(&[Stage::Decision, Stage::Recheck])?;
                if taken.officer.as_ref().is_some_and(|officer| self.handled_by.contains(officer)) {
                    return Err(StepError::OwnHandling);
                }
                self.handled_by.extend(taken.officer.clone());
                let approved = matches!(taken.step, Step::Approved(_));
                self.refused_on = (!approved).then_some(on);
                (self.stage, self.since) = (if approved { Stage::Approved } else { Stage::Refused }, on);
            }
            Step::RecheckAsked => {
                self.at(&[Stage::Refused])?;
                if self.rechecked {
                    return Err(StepError::RecheckedBefore);
                }
                if self.refused_on.is_none_or(|refused| on > refused + Days::new(RECHECK_DAYS)) {
                    return Err(StepError::Late);
                }
                self.rechecked = true;
                (self.stage, self.since) = (Stage::Recheck, on);
            }
            Step::DocumentAdded { .. } => {
                if self.stage.is_over() {
                    return Err(StepError::Stage);
                }
            }
            Step::Withdrawn => {
                if self.stage.is_over() {
                    return Err(StepError::Stage);
                }
                (self.stage, self.since) = (Stage::Withdrawn, on);
            }
        }
        self.last_on = on;
        Ok(())
    }

    fn at(&self, stages: &[Stage]) -> Result<(), StepError> {
        if stages.contains(&self.stage) { Ok(()) } else { Err(StepError::Stage) }
    }

    /// Lists the kinds of steps that the application allows on a day. The desk of the officer and
    /// the eligibility checks are not considered.
    pub fn open_steps(&self, on: NaiveDate, officer: &str) -> Vec<StepKind> {
        let ruling = || Ruling { rule_text: String::new(), checks: String::new() };
        let sample = |kind: StepKind| match kind {
            StepKind::Filed => Step::Filed { channel: Channel::Window, promise: false },
            StepKind::PapersAsked => Step::PapersAsked { papers: vec![Evidence::IdCard] },
            StepKind::PapersSupplied => Step::PapersSupplied,
            StepKind::EvidenceSeen => Step::EvidenceSeen { evidence: Evidence::IdCard },
            StepKind::Checked => Step::Checked { finding: Finding::Confirmed },
            StepKind::NoticePublished => Step::NoticePublished { until: on },
            StepKind::ObjectionRaised => Step::ObjectionRaised,
            StepKind::ObjectionSettled => Step::ObjectionSettled { upheld: false },
            StepKind::Forwarded => Step::Forwarded { delegated: false },
            StepKind::Reviewed => Step::Reviewed { finding: Finding::Confirmed },
            StepKind::Approved => Step::Approved(ruling()),
            StepKind::Refused => Step::Refused(ruling()),
            StepKind::RecheckAsked => Step::RecheckAsked,
            StepKind::Withdrawn => Step::Withdrawn,
            StepKind::DocumentAdded => Step::DocumentAdded { evidence: Evidence::IdCard, document: String::new() },
        };
        let officer = Some(officer.to_owned());
        let fits = |kind: &StepKind| {
            let taken = Taken { on, officer: officer.clone(), step: sample(*kind) };
            self.clone().take(&taken).is_ok()
        };
        StepKind::ALL.iter().copied().filter(fits).collect()
    }

    /// Gives the desk for a step, in the present standing.
    pub fn desk(&self, step: StepKind) -> Desk {
        match step {
            StepKind::Reviewed => Desk::Town,
            StepKind::Approved | StepKind::Refused => {
                let towns = self.delegated && !self.doubtful && self.stage != Stage::Recheck;
                if towns { Desk::Town } else { Desk::County }
            }
            StepKind::Filed
            | StepKind::PapersAsked
            | StepKind::PapersSupplied
            | StepKind::EvidenceSeen
            | StepKind::Checked
            | StepKind::NoticePublished
            | StepKind::ObjectionRaised
            | StepKind::ObjectionSettled
            | StepKind::Forwarded
            | StepKind::RecheckAsked
            | StepKind::Withdrawn
            | StepKind::DocumentAdded => Desk::Community,
        }
    }

    /// Gives the last day of the stage's limit; `None` if there is no limit.
    pub fn due_on(&self, calendar: &Calendar) -> Option<Deadline> {
        self.stage.due_on(self.since, calendar)
    }
}

impl Stage {
    /// Tells whether nothing can follow except a re-check.
    pub fn is_over(self) -> bool {
        matches!(self, Self::Approved | Self::Refused | Self::Withdrawn)
    }

    /// Gives the last day of the stage's limit, counted from `since`; `None` if there is no limit.
    pub fn due_on(self, since: NaiveDate, calendar: &Calendar) -> Option<Deadline> {
        self.limit().map(|days| calendar.after(since, days))
    }

    /// Gives the limit of the stage in working days.
    pub fn limit(self) -> Option<u32> {
        match self {
            Self::Filed | Self::Checked | Self::OnNotice => Some(COMMUNITY_DAYS),
            Self::Review => Some(TOWN_DAYS),
            Self::Decision | Self::Recheck => Some(COUNTY_DAYS),
            Self::PapersAwaited | Self::Approved | Self::Refused | Self::Withdrawn => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::decisions::step::{CHANNELS, DETAILS, Detail, EVIDENCES, FINDINGS};
    use crate::values::hint::Hint;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    /// Applies steps written as day, step and officer; each of them must fit.
    fn walk(applied_on: &str, steps: &[(&str, Step, &str)]) -> Standing {
        let mut standing = Standing::applied(day(applied_on));
        for (on, step, officer) in steps {
            let taken = Taken { on: day(on), officer: Some((*officer).to_owned()), step: step.clone() };
            assert_eq!(standing.take(&taken), Ok(()), "{taken:?}");
        }
        standing
    }

    fn misfit(standing: &Standing, on: &str, step: Step, officer: &str) -> Option<StepError> {
        let before = standing.clone();
        let mut standing = standing.clone();
        let refused = standing.take(&Taken { on: day(on), officer: Some(officer.to_owned()), step }).err();
        assert!(refused.is_none() || standing == before, "a step that does not fit changes nothing");
        refused
    }

    fn ruling() -> Ruling {
        Ruling { rule_text: "text".to_owned(), checks: "seeking:passed".to_owned() }
    }

    fn filed() -> (&'static str, Step, &'static str) {
        ("2026-03-23", Step::Filed { channel: Channel::Window, promise: false }, "a")
    }

    fn checked() -> (&'static str, Step, &'static str) {
        ("2026-03-24", Step::Checked { finding: Finding::Confirmed }, "b")
    }

    fn noticed() -> (&'static str, Step, &'static str) {
        ("2026-03-25", Step::NoticePublished { until: day("2026-03-30") }, "b")
    }

    /// Gives a step of every kind, as an officer without earlier steps would take it.
    fn sample(kind: StepKind) -> Step {
        match kind {
            StepKind::Filed => Step::Filed { channel: Channel::Online, promise: true },
            StepKind::PapersAsked => Step::PapersAsked { papers: vec![Evidence::IdCard, Evidence::HouseholdBook] },
            StepKind::PapersSupplied => Step::PapersSupplied,
            StepKind::EvidenceSeen => Step::EvidenceSeen { evidence: Evidence::Diagnosis },
            StepKind::Checked => Step::Checked { finding: Finding::Unclear },
            StepKind::NoticePublished => Step::NoticePublished { until: day("2026-04-30") },
            StepKind::ObjectionRaised => Step::ObjectionRaised,
            StepKind::ObjectionSettled => Step::ObjectionSettled { upheld: true },
            StepKind::Forwarded => Step::Forwarded { delegated: true },
            StepKind::Reviewed => Step::Reviewed { finding: Finding::Confirmed },
            StepKind::Approved => Step::Approved(ruling()),
            StepKind::Refused => Step::Refused(ruling()),
            StepKind::RecheckAsked => Step::RecheckAsked,
            StepKind::Withdrawn => Step::Withdrawn,
            StepKind::DocumentAdded => {
                Step::DocumentAdded { evidence: Evidence::IdCard, document: format!("sm3:{}", "0f".repeat(32)) }
            }
        }
    }

    /// Gives an application at each stage; its notice, if any, is over on the day of the table
    /// below.
    fn at_each_stage() -> Vec<Standing> {
        let to_town = ("2026-03-31", Step::Forwarded { delegated: false }, "b");
        let reviewed = ("2026-04-01", Step::Reviewed { finding: Finding::Confirmed }, "c");
        let way = [filed(), checked(), noticed(), to_town, reviewed, ("2026-04-02", Step::Refused(ruling()), "d")];
        let upto = |n: usize| walk("2026-03-23", &way[..n]);
        let with = |n: usize, last: (&'static str, Step, &'static str)| {
            let mut steps = way[..n].to_vec();
            steps.push(last);
            walk("2026-03-23", &steps)
        };
        let papers = Step::PapersAsked { papers: vec![Evidence::IdCard] };
        vec![
            upto(1),
            with(1, ("2026-03-23", papers, "a")),
            upto(2),
            upto(3),
            upto(4),
            upto(5),
            with(6, ("2026-04-03", Step::RecheckAsked, "a")),
            with(5, ("2026-04-02", Step::Approved(ruling()), "d")),
            upto(6),
            with(1, ("2026-03-23", Step::Withdrawn, "a")),
        ]
    }

    #[test]
    fn every_step_fits_where_the_table_says_and_nowhere_else() {
        use StepKind as S;
        let fits: [(Stage, &[StepKind]); 10] = [
            (Stage::Filed, &[S::PapersAsked, S::EvidenceSeen, S::Checked, S::Withdrawn, S::DocumentAdded]),
            (Stage::PapersAwaited, &[S::PapersSupplied, S::EvidenceSeen, S::Withdrawn, S::DocumentAdded]),
            (Stage::Checked, &[S::EvidenceSeen, S::NoticePublished, S::Withdrawn, S::DocumentAdded]),
            // The notice is over: objections are late, and forwarding is allowed.
            (Stage::OnNotice, &[S::EvidenceSeen, S::Forwarded, S::Withdrawn, S::DocumentAdded]),
            (Stage::Review, &[S::EvidenceSeen, S::Reviewed, S::Withdrawn, S::DocumentAdded]),
            (Stage::Decision, &[S::EvidenceSeen, S::Approved, S::Refused, S::Withdrawn, S::DocumentAdded]),
            (Stage::Recheck, &[S::EvidenceSeen, S::Approved, S::Refused, S::Withdrawn, S::DocumentAdded]),
            (Stage::Approved, &[]),
            (Stage::Refused, &[S::RecheckAsked]),
            (Stage::Withdrawn, &[]),
        ];
        for (standing, (stage, allowed)) in at_each_stage().into_iter().zip(fits) {
            assert_eq!(standing.stage, stage);
            for &kind in StepKind::ALL {
                let fits = misfit(&standing, "2026-04-07", sample(kind), "somebody new").is_none();
                assert_eq!(fits, allowed.contains(&kind), "{} at {}", kind.as_str(), stage.as_str());
            }
            assert_eq!(standing.open_steps(day("2026-04-07"), "somebody new"), allowed, "{}", stage.as_str());
        }
    }

    #[test]
    fn every_desk_takes_its_own_steps_and_those_of_lower_desks() {
        let stages = at_each_stage();
        let delegated = walk(
            "2026-03-23",
            &[filed(), checked(), noticed(), ("2026-03-31", Step::Forwarded { delegated: true }, "b")],
        );
        for &kind in StepKind::ALL {
            for standing in &stages {
                let desk = match kind {
                    StepKind::Reviewed => Desk::Town,
                    StepKind::Approved | StepKind::Refused => Desk::County,
                    _ => Desk::Community,
                };
                assert_eq!(standing.desk(kind), desk, "{}", kind.as_str());
            }
        }
        assert_eq!((delegated.stage, delegated.desk(StepKind::Approved)), (Stage::Decision, Desk::Town));
        assert!(Desk::Community < Desk::Town && Desk::Town < Desk::County);
    }

    #[test]
    fn what_is_in_doubt_is_decided_by_the_county_also_where_it_delegated() {
        let unclear = ("2026-03-24", Step::Checked { finding: Finding::Unclear }, "b");
        let forwarded = ("2026-03-31", Step::Forwarded { delegated: true }, "b");
        let doubtful = walk("2026-03-23", &[filed(), unclear, noticed(), forwarded.clone()]);
        assert_eq!(doubtful.desk(StepKind::Approved), Desk::County);
        let raised = ("2026-03-26", Step::ObjectionRaised, "b");
        let upheld = ("2026-03-27", Step::ObjectionSettled { upheld: true }, "b");
        let objected = walk("2026-03-23", &[filed(), checked(), noticed(), raised, upheld, forwarded]);
        assert_eq!(objected.desk(StepKind::Approved), Desk::County);
    }

    #[test]
    fn limits_run_in_working_days_from_the_step_that_opened_the_stage() {
        let calendar = Calendar::new([]);
        let due = |standing: &Standing| standing.due_on(&calendar).map(|due| due.on);
        assert_eq!(due(&walk("2026-03-23", &[filed()])), Some(day("2026-04-01")));
        let papers = Step::PapersAsked { papers: vec![Evidence::IdCard] };
        let asked = walk("2026-03-23", &[filed(), ("2026-03-24", papers.clone(), "a")]);
        assert_eq!(due(&asked), None, "the applicant's time is not the community's");
        let supplied =
            walk("2026-03-23", &[filed(), ("2026-03-24", papers, "a"), ("2026-03-31", Step::PapersSupplied, "a")]);
        assert_eq!(due(&supplied), Some(day("2026-04-10")));
        let town = walk(
            "2026-03-23",
            &[filed(), checked(), noticed(), ("2026-03-31", Step::Forwarded { delegated: false }, "b")],
        );
        assert_eq!(due(&town), Some(day("2026-04-08")));
        let county = walk(
            "2026-03-23",
            &[filed(), checked(), noticed(), ("2026-04-01", Step::Forwarded { delegated: true }, "b")],
        );
        assert_eq!(due(&county), Some(day("2026-04-16")));
    }

    #[test]
    fn a_notice_stands_three_working_days_and_nothing_is_forwarded_before_it_is_over() {
        let calendar = Calendar::new([]);
        let published = |on, until| check_notice(day(on), day(until), &calendar);
        // Published on a Wednesday; Thursday, Friday and Monday count.
        assert_eq!(published("2026-03-25", "2026-03-29"), Err(StepError::NoticeShort));
        assert_eq!(published("2026-03-25", "2026-03-30"), Ok(()));
        assert_eq!(published("2026-03-25", "2026-04-24"), Ok(()));
        assert_eq!(published("2026-03-25", "2026-04-25"), Err(StepError::NoticeLong));
        // The third day is in a year without a notice: 31 December, 4 and 5 January, and one day
        // more.
        assert_eq!(published("2026-12-28", "2026-12-31"), Ok(()));
        assert_eq!(published("2026-12-30", "2027-01-05"), Err(StepError::NoticeShortProvisional));
        assert_eq!(published("2026-12-30", "2027-01-06"), Ok(()));
        assert_eq!(published("2026-12-30", "2027-01-30"), Err(StepError::NoticeLong));
        // A published notice is judged only by its own days.
        let standing = walk("2026-03-23", &[filed(), checked()]);
        let until = |on| Step::NoticePublished { until: day(on) };
        assert_eq!(misfit(&standing, "2026-12-31", until("2027-01-01"), "b"), None);
        assert_eq!(misfit(&standing, "2026-03-25", until("2026-03-24"), "b"), Some(StepError::NoticeShort));
        let standing = walk("2026-03-23", &[filed(), checked(), noticed()]);
        let forward = || Step::Forwarded { delegated: false };
        assert_eq!(misfit(&standing, "2026-03-30", forward(), "b"), Some(StepError::NoticeDays));
        assert_eq!(misfit(&standing, "2026-03-31", forward(), "b"), None);
        assert_eq!(misfit(&standing, "2026-03-30", Step::ObjectionRaised, "b"), None);
        assert_eq!(misfit(&standing, "2026-03-31", Step::ObjectionRaised, "b"), Some(StepError::NoticeDays));
        let objected = walk("2026-03-23", &[filed(), checked(), noticed(), ("2026-03-26", Step::ObjectionRaised, "b")]);
        assert_eq!(misfit(&objected, "2026-03-31", forward(), "b"), Some(StepError::Objections));
    }

    #[test]
    fn papers_are_asked_for_once_and_never_where_a_promise_stands_for_them() {
        let papers = || Step::PapersAsked { papers: vec![Evidence::IdCard] };
        let supplied =
            walk("2026-03-23", &[filed(), ("2026-03-24", papers(), "a"), ("2026-03-25", Step::PapersSupplied, "a")]);
        assert_eq!(misfit(&supplied, "2026-03-26", papers(), "a"), Some(StepError::AskedBefore));
        let promised =
            walk("2026-03-23", &[("2026-03-23", Step::Filed { channel: Channel::Online, promise: true }, "a")]);
        assert_eq!(misfit(&promised, "2026-03-24", papers(), "a"), Some(StepError::Promised));
    }

    #[test]
    fn nobody_decides_what_they_checked_reviewed_or_refused_before() {
        let to_town = ("2026-03-31", Step::Forwarded { delegated: false }, "b");
        let reviewed = ("2026-04-01", Step::Reviewed { finding: Finding::Confirmed }, "c");
        let standing = walk("2026-03-23", &[filed(), checked(), noticed(), to_town.clone(), reviewed.clone()]);
        for (officer, refused) in
            [("b", Some(StepError::OwnHandling)), ("c", Some(StepError::OwnHandling)), ("d", None)]
        {
            assert_eq!(misfit(&standing, "2026-04-02", Step::Approved(ruling()), officer), refused, "{officer}");
        }
        let refused = ("2026-04-02", Step::Refused(ruling()), "d");
        let again = ("2026-05-02", Step::RecheckAsked, "a");
        let recheck = walk("2026-03-23", &[filed(), checked(), noticed(), to_town, reviewed, refused, again]);
        assert_eq!(misfit(&recheck, "2026-05-06", Step::Approved(ruling()), "d"), Some(StepError::OwnHandling));
        assert_eq!(misfit(&recheck, "2026-05-06", Step::Approved(ruling()), "e"), None);
    }

    #[test]
    fn a_recheck_is_asked_for_once_and_within_thirty_days() {
        let to_town = ("2026-03-31", Step::Forwarded { delegated: true }, "b");
        let refused = ("2026-04-02", Step::Refused(ruling()), "d");
        let steps = [filed(), checked(), noticed(), to_town, refused];
        let standing = walk("2026-03-23", &steps);
        assert_eq!(misfit(&standing, "2026-05-02", Step::RecheckAsked, "a"), None);
        assert_eq!(misfit(&standing, "2026-05-03", Step::RecheckAsked, "a"), Some(StepError::Late));
        let mut steps = steps.to_vec();
        steps.extend([("2026-04-10", Step::RecheckAsked, "a"), ("2026-04-15", Step::Refused(ruling()), "e")]);
        let twice = walk("2026-03-23", &steps);
        assert_eq!(misfit(&twice, "2026-04-16", Step::RecheckAsked, "a"), Some(StepError::RecheckedBefore));
        assert_eq!(twice.desk(StepKind::Approved), Desk::Town, "over; the desk of a re-check is asked while it stands");
    }

    #[test]
    fn a_step_is_dated_on_or_after_the_one_before_it() {
        let standing = walk("2026-03-23", &[filed(), checked()]);
        assert_eq!(misfit(&standing, "2026-03-23", Step::Withdrawn, "a"), Some(StepError::Early));
    }

    #[test]
    fn what_no_longer_fits_because_a_step_before_it_was_voided_counts_for_nothing() {
        let taken =
            |(on, step, officer): (&str, Step, &str)| Taken { on: day(on), officer: Some(officer.to_owned()), step };
        let steps = [taken(filed()), taken(noticed())];
        assert_eq!(Standing::after(day("2026-03-23"), &steps).stage, Stage::Filed);
    }

    #[test]
    fn a_step_reads_back_from_its_fields_and_names_what_is_wrong_with_one() {
        for &kind in StepKind::ALL {
            let step = sample(kind);
            let details = step.details();
            assert_eq!(details.iter().map(|(name, _)| *name).collect::<Vec<_>>(), kind.details());
            let get = |name: &str| details.iter().find(|(n, _)| *n == name).map(|(_, d)| d.clone());
            assert_eq!(Step::read(kind, get), Ok(step));
            for missing in kind.details() {
                let without = |name: &str| get(name).filter(|_| name != *missing);
                assert_eq!(Step::read(kind, without), Err((*missing, None)));
                let spoilt =
                    |name: &str| if name == *missing { Some(Detail::Word("\n".to_owned())) } else { get(name) };
                assert!(matches!(Step::read(kind, spoilt), Err((field, Some(_))) if field == *missing));
            }
        }
        assert!(StepKind::ALL.iter().flat_map(|k| k.details()).all(|name| DETAILS.contains(name)));
        let listed =
            |hint, words: Vec<&str>| assert_eq!(hint, Hint::OneOf(Box::leak(words.join(", ").into_boxed_str())));
        listed(EVIDENCES, Evidence::ALL.iter().map(|e| e.as_str()).collect());
        listed(CHANNELS, Channel::ALL.iter().map(|e| e.as_str()).collect());
        listed(FINDINGS, Finding::ALL.iter().map(|e| e.as_str()).collect());
    }
}
