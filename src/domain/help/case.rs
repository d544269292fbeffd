//! A case of help (一对一帮扶): from its opening, through a plan and services, to a lasting placement or
//! another end. The actions are facts about the person; the stage of the case, its next due date
//! and its proposals follow from them, by valid time and not by knowledge time.
//!
//! Sources: 人社厅发〔2020〕79号 (first contact within five working days), 人社厅发〔2020〕3号 (contact every
//! month), 粤人社规〔2019〕7号 article 5 (removal after three refusals within six months, or more than six
//! months without contact). Limits that the rules leave to the locality are the project's own and
//! marked so.

use chrono::{Days, NaiveDate};

use super::action_error::ActionError;
use crate::values::codes::{CaseStage, CaseStep, CloseReason, Due, Exit, Outcome, Package, Service};
use crate::values::desk::Desk;
use crate::values::month::{add_months, days_before};
use crate::values::refusal::Refusal;
use crate::values::working_days::{Calendar, Deadline};

/// Working days until the first contact with the person.
const FIRST_CONTACT_DAYS: u32 = 5;
/// Working days until a case must have its helper (the project's own; a household's case must have
/// one on the day).
const ASSIGNMENT_DAYS: u32 = 3;
/// Months after a placement at which a visit checks whether the job lasts.
pub const VISIT_MONTHS: [u32; 3] = [1, 3, 6];
/// Days before its due day from which a visit counts (the project's own).
const VISIT_GRACE: u64 = 7;
/// Refusals without a good reason within [`REFUSAL_MONTHS`] that propose a removal.
const REFUSALS: usize = 3;
const REFUSAL_MONTHS: u32 = 6;
/// Months without contact after which a removal is proposed.
const SILENT_MONTHS: u32 = 6;

/// A fact of a case, or another fact that a case reads.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct CaseFact {
    pub position: i64,
    /// The registration that it was recorded under; a merged person has several.
    pub of: i64,
    pub on: NaiveDate,
    pub what: CaseWhat,
}

/// The content of such a fact. Helpers are the ledger's own numbers.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum CaseWhat {
    Opened {
        package: Package,
    },
    Planned,
    Closed {
        reason: CloseReason,
    },
    Offered {
        helper: i64,
    },
    /// The helper accepted or declined the offered case, or another helper was assigned.
    Answered,
    Dismissed {
        reason: Exit,
    },
    Served(Served),
    /// The person came forward: declared a wish, applied, or registered as unemployed.
    Heard,
}

/// The parts of a service that a case reads.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Served {
    pub service: Service,
    pub outcome: Option<Outcome>,
    pub posts: Option<u8>,
    pub justified: Option<bool>,
    pub next_on: Option<NaiveDate>,
    /// The helper who gave it.
    pub helper: Option<i64>,
}

/// A service within a case.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Help {
    pub position: i64,
    pub on: NaiveDate,
    pub served: Served,
}

impl Served {
    /// Tells whether it was refused without a good reason, in the helper's judgement.
    fn is_unjustified_refusal(&self) -> bool {
        self.outcome == Some(Outcome::Refused) && self.justified == Some(false)
    }
}

/// A case and its state once every known fact has taken effect.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Case {
    /// The position of its opening, which identifies it.
    pub position: i64,
    of: i64,
    pub package: Package,
    pub opened_on: NaiveDate,
    pub planned_on: Option<NaiveDate>,
    pub closed: Option<(NaiveDate, CloseReason)>,
    /// The first day of the present employment, if it began since the opening.
    pub placed_on: Option<NaiveDate>,
    /// The helper that it is offered to, without an answer yet.
    pub offered_to: Option<i64>,
    pub services: Vec<Help>,
    /// The last day on which the person was served or came forward.
    pub heard_on: Option<NaiveDate>,
    refusals_forgiven_on: Option<NaiveDate>,
    silence_forgiven_on: Option<NaiveDate>,
}

/// Derives the cases of a person, in the order of their opening. `facts` are live and sorted by
/// day, then position; `employed_since` is the first day of the employment that holds once every
/// known fact has taken effect.
///
/// If a person was registered twice, each registration may have had a case in the same days. A fact
/// recorded under one registration belongs to that registration's case, if it has one then. Of two
/// cases left open, the one opened first remains.
pub fn cases(facts: &[CaseFact], employed_since: Option<NaiveDate>) -> Vec<Case> {
    let mut cases: Vec<Case> = Vec::new();
    for fact in facts {
        let open = own_or_any(&cases, fact.of, |case| case.closed.is_none());
        match (fact.what, open) {
            (CaseWhat::Opened { package }, open) if open.is_none_or(|at| cases[at].of != fact.of) => {
                cases.push(Case::opened(fact, package));
            }
            (CaseWhat::Closed { reason }, Some(at)) => cases[at].closed = Some((fact.on, reason)),
            _ => {}
        }
    }
    if let Some(first) = cases.iter().find(|case| case.closed.is_none()).map(|case| case.position) {
        cases.retain(|case| case.closed.is_some() || case.position == first);
    }
    for fact in facts {
        // Actions on the day of the opening belong to the case, even if recorded before it.
        let holds =
            |case: &Case| case.opened_on <= fact.on && case.closed.is_none_or(|(closed_on, _)| fact.on <= closed_on);
        if let Some(at) = own_or_any(&cases, fact.of, holds) {
            cases[at].take(fact);
        }
    }
    if let Some(case) = cases.iter_mut().find(|case| case.closed.is_none()) {
        case.placed_on = employed_since.filter(|since| *since >= case.opened_on);
    }
    cases
}

/// Finds the last case with a property, preferably one of that registration.
fn own_or_any(cases: &[Case], of: i64, has: impl Fn(&Case) -> bool) -> Option<usize> {
    let own = cases.iter().rposition(|case| case.of == of && has(case));
    own.or_else(|| cases.iter().rposition(has))
}

/// Gives the day by which a case must have its helper.
pub fn assign_by(package: Package, opened_on: NaiveDate, calendar: &Calendar) -> Deadline {
    match package {
        Package::Household => Deadline::fixed(opened_on),
        Package::OneThreeOne | Package::OneOneThreeOne => calendar.after(opened_on, ASSIGNMENT_DAYS),
    }
}

/// Gives the day by which the person of a case must be contacted first.
pub fn first_contact_by(opened_on: NaiveDate, calendar: &Calendar) -> Deadline {
    calendar.after(opened_on, FIRST_CONTACT_DAYS)
}

impl Case {
    fn opened(fact: &CaseFact, package: Package) -> Self {
        Self {
            position: fact.position,
            of: fact.of,
            package,
            opened_on: fact.on,
            planned_on: None,
            closed: None,
            placed_on: None,
            offered_to: None,
            services: Vec::new(),
            heard_on: None,
            refusals_forgiven_on: None,
            silence_forgiven_on: None,
        }
    }

    fn take(&mut self, fact: &CaseFact) {
        match fact.what {
            CaseWhat::Planned => self.planned_on = Some(fact.on),
            CaseWhat::Offered { helper } => self.offered_to = Some(helper),
            CaseWhat::Answered => self.offered_to = None,
            CaseWhat::Dismissed { reason: Exit::E09 } => self.refusals_forgiven_on = Some(fact.on),
            CaseWhat::Dismissed { .. } => self.silence_forgiven_on = Some(fact.on),
            CaseWhat::Served(served) => {
                self.services.push(Help { position: fact.position, on: fact.on, served });
                self.heard_on = Some(fact.on);
            }
            CaseWhat::Heard => self.heard_on = Some(fact.on),
            CaseWhat::Opened { .. } | CaseWhat::Closed { .. } => {}
        }
    }

    /// Gives the stage of the case.
    pub fn stage(&self) -> CaseStage {
        if self.closed.is_some() {
            CaseStage::Closed
        } else if self.placed_on.is_some() {
            CaseStage::Placed
        } else if !self.services.is_empty() {
            CaseStage::InService
        } else if self.planned_on.is_some() {
            CaseStage::Planned
        } else {
            CaseStage::Open
        }
    }

    /// Gives the next thing that the case waits for, and its due date; `None` if the case is closed
    /// or all visits were made.
    pub fn due(&self, calendar: &Calendar) -> Option<(NaiveDate, Due)> {
        if self.closed.is_some() {
            return None;
        }
        if let Some(placed_on) = self.placed_on {
            return self.visit_due(placed_on).map(|on| (on, Due::StabilityVisit));
        }
        match self.services.last() {
            None => Some((first_contact_by(self.opened_on, calendar).on, Due::FirstContact)),
            Some(Help { on, served, .. }) => {
                let latest = add_months(*on, 1);
                Some((served.next_on.filter(|next| on < next).map_or(latest, |next| next.min(latest)), Due::FollowUp))
            }
        }
    }

    /// Gives the due date of the next visit after a placement. Any service within the time of a
    /// visit counts as the visit. That time begins a week before the visit's day and ends where the
    /// next visit's time begins; from then on the next visit is due instead.
    fn visit_due(&self, placed_on: NaiveDate) -> Option<NaiveDate> {
        let from = |months: u32| days_before(add_months(placed_on, months), VISIT_GRACE);
        let last = self.services.last().map(|help| help.on).filter(|on| *on >= placed_on);
        let next = VISIT_MONTHS.into_iter().find(|months| last.is_none_or(|last| last < from(*months)));
        next.map(|months| add_months(placed_on, months))
    }

    /// Gives the day of the refusal that proposes a removal (E09): the third without a good reason
    /// within six months. Refusals on or before the day of an officer's dismissal do not count.
    pub fn refused_on(&self) -> Option<NaiveDate> {
        let counts = |on: NaiveDate| self.refusals_forgiven_on.is_none_or(|forgiven| forgiven < on);
        let refusals: Vec<NaiveDate> = self
            .services
            .iter()
            .filter(|help| help.served.is_unjustified_refusal() && counts(help.on))
            .map(|help| help.on)
            .collect();
        let window = refusals.windows(REFUSALS).find(|three| {
            let (first, last) = (three[0], three[REFUSALS - 1]);
            first > last.checked_sub_months(chrono::Months::new(REFUSAL_MONTHS)).unwrap_or(NaiveDate::MIN)
        });
        window.map(|three| three[REFUSALS - 1]).filter(|_| self.closed.is_none())
    }

    /// Gives the first day on which a removal for silence (E11) is proposed: more than six months
    /// after the last service, the last time the person came forward, or an officer's dismissal.
    /// `None` for a closed case and for a person in work.
    pub fn lost_on(&self) -> Option<NaiveDate> {
        if self.closed.is_some() || self.placed_on.is_some() {
            return None;
        }
        let since = self.heard_on.unwrap_or(self.opened_on).max(self.silence_forgiven_on.unwrap_or(NaiveDate::MIN));
        add_months(since, SILENT_MONTHS).checked_add_days(Days::new(1))
    }

    /// Counts how often each promise of the package was kept, at most as often as promised.
    pub fn progress(&self) -> Vec<usize> {
        let kept = |promise: &super::package::Promise| {
            let keeps = |served: &Served| {
                promise.services.contains(&served.service) && served.posts.unwrap_or(0) >= promise.posts
            };
            self.services.iter().filter(|help| keeps(&help.served)).count().min(promise.times)
        };
        self.package.promises().iter().map(kept).collect()
    }
}

impl From<ActionError> for Refusal {
    fn from(misfit: ActionError) -> Self {
        Self::wrong_step(misfit.field(), misfit.hint())
    }
}

impl CaseStep {
    /// Gives the desk for this action; a higher desk may stand in for a lower one.
    pub fn desk(self) -> Desk {
        match self {
            Self::RemovalConfirmed | Self::RemovalDismissed => Desk::Town,
            Self::Planned
            | Self::Served
            | Self::ContactAttempted
            | Self::HandoverAccepted
            | Self::HandoverDeclined
            | Self::Closed => Desk::Community,
        }
    }

    /// Checks whether the action fits a case at that stage.
    ///
    /// # Errors
    /// The reason why it does not fit.
    pub fn fits(self, stage: CaseStage, is_offered: bool, is_proposed: bool) -> Result<(), ActionError> {
        match self {
            _ if stage == CaseStage::Closed => Err(ActionError::Closed),
            Self::HandoverAccepted | Self::HandoverDeclined if !is_offered => Err(ActionError::NotOffered),
            Self::RemovalConfirmed | Self::RemovalDismissed if !is_proposed => Err(ActionError::NotProposed),
            _ => Ok(()),
        }
    }
}

/// The weight of cases, which an officer considers when choosing a helper.
pub mod load {
    /// The most weight that a helper should carry (the project's own: forty persons of one
    /// category, or half as many harder ones).
    pub const MOST: usize = 80;
    /// The number of categories beyond which a case grows no heavier.
    const CATEGORIES: usize = 3;

    /// Gives the weight of a case: one, plus one for each category that its person is determined
    /// in, up to three.
    pub fn weight(categories: usize) -> usize {
        1 + categories.min(CATEGORIES)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    const GUIDED: Served =
        Served { service: Service::Guidance, outcome: None, posts: None, justified: None, next_on: None, helper: None };
    const REFUSED: Served = Served {
        service: Service::JobRecommended,
        outcome: Some(Outcome::Refused),
        posts: Some(3),
        justified: Some(false),
        next_on: None,
        helper: None,
    };

    /// Makes facts from their days, in the order of recording.
    fn told(facts: &[(&str, CaseWhat)]) -> Vec<CaseFact> {
        let mut facts: Vec<CaseFact> = (1..)
            .zip(facts)
            .map(|(position, (on, what))| CaseFact { position, of: 1, on: day(on), what: *what })
            .collect();
        facts.sort_by_key(|fact| (fact.on, fact.position));
        facts
    }

    fn opened(on: &str) -> (&str, CaseWhat) {
        (on, CaseWhat::Opened { package: Package::OneOneThreeOne })
    }

    fn only(facts: &[(&str, CaseWhat)]) -> Case {
        placed(facts, None)
    }

    fn placed(facts: &[(&str, CaseWhat)], since: Option<&str>) -> Case {
        let cases = cases(&told(facts), since.map(day));
        assert_eq!(cases.len(), 1, "{cases:?}");
        cases[0].clone()
    }

    #[test]
    fn a_case_goes_from_its_opening_over_plan_and_service_to_a_placement_and_its_end() {
        let open = opened("2026-03-02");
        let planned = ("2026-03-03", CaseWhat::Planned);
        let served = ("2026-03-04", CaseWhat::Served(GUIDED));
        let closed = ("2026-03-20", CaseWhat::Closed { reason: CloseReason::UnitEmployment });
        assert_eq!(only(&[open]).stage(), CaseStage::Open);
        assert_eq!(only(&[open, planned]).stage(), CaseStage::Planned);
        assert_eq!(only(&[open, planned, served]).stage(), CaseStage::InService);
        assert_eq!(placed(&[open, served], Some("2026-03-10")).stage(), CaseStage::Placed);
        assert_eq!(only(&[open, served, closed]).stage(), CaseStage::Closed);
        // A job that ended leaves the case in service; a job from before the opening is no
        // placement.
        assert_eq!(placed(&[open, served], Some("2026-03-01")).stage(), CaseStage::InService);
    }

    #[test]
    fn there_is_one_open_case_and_after_its_end_perhaps_another() {
        let closed = |on| (on, CaseWhat::Closed { reason: CloseReason::Other });
        let facts = told(&[opened("2026-03-02"), opened("2026-03-05"), closed("2026-04-01"), opened("2026-05-06")]);
        let cases = cases(&facts, None);
        let days: Vec<_> = cases.iter().map(|c| (c.position, c.opened_on, c.closed.map(|(on, _)| on))).collect();
        assert_eq!(days, [(1, day("2026-03-02"), Some(day("2026-04-01"))), (4, day("2026-05-06"), None)]);
        assert!(super::cases(&told(&[closed("2026-03-01")]), None).is_empty());
    }

    #[test]
    fn of_two_registrations_each_closes_and_is_served_in_its_own_case() {
        let of = |of, (on, what)| CaseFact { position: 0, of, on: day(on), what };
        let closed = |on| (on, CaseWhat::Closed { reason: CloseReason::Other });
        let mut facts = [
            of(1, opened("2026-03-02")),
            of(2, opened("2026-03-05")),
            of(1, ("2026-03-06", CaseWhat::Served(GUIDED))),
            of(2, closed("2026-03-09")),
        ];
        for (position, fact) in (1..).zip(&mut facts) {
            fact.position = position;
        }
        let told = |facts: &[CaseFact]| -> Vec<(i64, bool, usize)> {
            let cases = cases(facts, None);
            cases.iter().map(|case| (case.position, case.closed.is_none(), case.services.len())).collect()
        };
        assert_eq!(told(&facts), [(1, true, 1), (2, false, 0)]);
        assert_eq!(told(&facts[..3]), [(1, true, 1)], "of two open ones the first stands");
        let later = CaseFact { position: 5, ..of(2, closed("2026-03-20")) };
        assert_eq!(told(&[facts.as_slice(), &[later]].concat())[0], (1, false, 1), "it has none of its own by then");
    }

    #[test]
    fn what_was_done_belongs_to_the_case_of_its_day_however_late_it_is_recorded() {
        let facts = told(&[
            ("2026-03-02", CaseWhat::Served(GUIDED)),
            opened("2026-03-02"),
            ("2026-04-01", CaseWhat::Closed { reason: CloseReason::Other }),
            opened("2026-05-06"),
            ("2026-03-15", CaseWhat::Served(GUIDED)),
            ("2026-04-15", CaseWhat::Served(GUIDED)),
        ]);
        let services: Vec<usize> = cases(&facts, None).iter().map(|case| case.services.len()).collect();
        assert_eq!(services, [2, 0], "between two cases nobody is served by one");
    }

    #[test]
    fn the_first_contact_is_due_after_five_working_days_and_then_one_every_month() {
        // 5 working days after 2026-03-31, across the festival of 4 to 6 April.
        let calendar = Calendar::new([]);
        assert_eq!(only(&[opened("2026-03-31")]).due(&calendar), Some((day("2026-04-08"), Due::FirstContact)));
        assert_eq!(assign_by(Package::OneThreeOne, day("2026-03-31"), &calendar), Deadline::fixed(day("2026-04-03")));
        let served = |next_on: Option<&str>| {
            let served = Served { next_on: next_on.map(day), ..GUIDED };
            only(&[opened("2026-03-02"), ("2026-03-31", CaseWhat::Served(served))]).due(&calendar)
        };
        assert_eq!(served(None), Some((day("2026-04-30"), Due::FollowUp)));
        assert_eq!(served(Some("2026-04-10")), Some((day("2026-04-10"), Due::FollowUp)));
        assert_eq!(
            served(Some("2026-06-10")),
            Some((day("2026-04-30"), Due::FollowUp)),
            "later than a month will not do"
        );
        assert_eq!(assign_by(Package::Household, day("2026-12-31"), &calendar), Deadline::fixed(day("2026-12-31")));
        // The period extends into a year without a known notice.
        assert_eq!(only(&[opened("2026-12-29")]).due(&calendar), Some((day("2027-01-06"), Due::FirstContact)));
        assert!(first_contact_by(day("2026-12-29"), &calendar).is_provisional);
        assert!(!assign_by(Package::OneThreeOne, day("2026-12-28"), &calendar).is_provisional);
    }

    #[test]
    fn a_placement_is_visited_after_one_three_and_six_months() {
        let due = |visits: &[&str]| {
            let mut facts = vec![opened("2026-01-05"), ("2026-01-06", CaseWhat::Served(GUIDED))];
            facts.extend(visits.iter().map(|on| (*on, CaseWhat::Served(GUIDED))));
            placed(&facts, Some("2026-01-15")).due(&Calendar::new([])).map(|(on, due)| {
                assert_eq!(due, Due::StabilityVisit);
                on.to_string()
            })
        };
        assert_eq!(due(&[]).as_deref(), Some("2026-02-15"));
        assert_eq!(due(&["2026-02-07"]).as_deref(), Some("2026-02-15"), "more than a week early");
        assert_eq!(due(&["2026-02-08"]).as_deref(), Some("2026-04-15"));
        assert_eq!(due(&["2026-04-07"]).as_deref(), Some("2026-04-15"), "the first visit, late");
        assert_eq!(due(&["2026-04-08"]).as_deref(), Some("2026-07-15"), "the second, the first left out");
        assert_eq!(due(&["2026-02-15", "2026-04-15", "2026-07-15"]), None);
    }

    #[test]
    fn three_refusals_without_a_good_reason_within_six_months_propose_a_removal() {
        fn refused<'d>(days: &[&'d str]) -> Vec<(&'d str, CaseWhat)> {
            let mut facts = vec![opened("2025-09-01")];
            facts.extend(days.iter().map(|on| (*on, CaseWhat::Served(REFUSED))));
            facts
        }
        let on = |facts: &[(&str, CaseWhat)]| only(facts).refused_on();
        assert_eq!(on(&refused(&["2025-10-05", "2025-12-01", "2026-03-30"])), Some(day("2026-03-30")));
        assert_eq!(on(&refused(&["2025-09-20", "2025-12-01", "2026-03-30"])), None);
        assert_eq!(on(&refused(&["2025-09-30", "2025-12-01", "2026-03-30"])), None, "six months to the day");
        assert_eq!(on(&refused(&["2025-10-01", "2025-12-01", "2026-03-30"])), Some(day("2026-03-30")));
        let justified = Served { justified: Some(true), ..REFUSED };
        let mut facts = refused(&["2025-10-05", "2025-12-01"]);
        facts.push(("2026-03-30", CaseWhat::Served(justified)));
        assert_eq!(on(&facts), None);
        let mut facts = refused(&["2025-10-05", "2025-12-01", "2026-03-30"]);
        facts.push(("2026-04-02", CaseWhat::Dismissed { reason: Exit::E09 }));
        assert_eq!(on(&facts), None, "an officer forgave these");
        facts.extend(["2026-04-03", "2026-04-04", "2026-04-05"].map(|on| (on, CaseWhat::Served(REFUSED))));
        assert_eq!(on(&facts), Some(day("2026-04-05")));
    }

    #[test]
    fn more_than_six_months_of_silence_propose_a_removal() {
        let facts = [opened("2025-09-01"), ("2025-09-30", CaseWhat::Served(GUIDED))];
        assert_eq!(only(&facts).lost_on(), Some(day("2026-03-31")));
        let with = |more| only(&[facts[0], facts[1], more]).lost_on();
        assert_eq!(with(("2025-10-02", CaseWhat::Heard)), Some(day("2026-04-03")));
        assert_eq!(with(("2026-04-01", CaseWhat::Dismissed { reason: Exit::E11 })), Some(day("2026-10-02")));
        assert_eq!(only(&facts[..1]).lost_on(), Some(day("2026-03-02")), "never heard of: since the opening");
        assert_eq!(placed(&facts, Some("2025-10-10")).lost_on(), None);
    }

    #[test]
    fn progress_counts_what_the_package_promises() {
        let of = |package, services: &[(Service, u8)]| {
            let mut facts = vec![("2026-03-02", CaseWhat::Opened { package })];
            facts.extend(services.iter().map(|(service, posts)| {
                ("2026-03-04", CaseWhat::Served(Served { service: *service, posts: Some(*posts), ..GUIDED }))
            }));
            only(&facts).progress()
        };
        let services = [
            (Service::Guidance, 0),
            (Service::JobRecommended, 2),
            (Service::JobRecommended, 3),
            (Service::Internship, 0),
        ];
        assert_eq!(of(Package::OneOneThreeOne, &services), [0, 1, 2, 1]);
        assert_eq!(of(Package::OneThreeOne, &[(Service::Guidance, 0), (Service::Guidance, 0)]), [1, 0, 0]);
        assert_eq!(of(Package::Household, &services), [1], "a service counts with three posts");
    }

    #[test]
    fn every_step_is_allowed_and_refused_as_the_table_says() {
        use CaseStep::{
            Closed, ContactAttempted, HandoverAccepted, HandoverDeclined, Planned, RemovalConfirmed, RemovalDismissed,
            Served,
        };
        // In the order of the steps: whether it is allowed on an open case that is not offered and
        // proposes nothing, on one that is offered, and on one that proposes a removal.
        let table = [
            (Planned, [true, true, true]),
            (Served, [true, true, true]),
            (ContactAttempted, [true, true, true]),
            (HandoverAccepted, [false, true, false]),
            (HandoverDeclined, [false, true, false]),
            (RemovalConfirmed, [false, false, true]),
            (RemovalDismissed, [false, false, true]),
            (Closed, [true, true, true]),
        ];
        assert_eq!(table.map(|(step, _)| step), CaseStep::ALL);
        for (step, allowed) in table {
            for &stage in CaseStage::ALL {
                let fits = [(false, false), (true, false), (false, true)]
                    .map(|(offered, proposed)| step.fits(stage, offered, proposed).is_ok());
                let expected = if stage == CaseStage::Closed { [false; 3] } else { allowed };
                assert_eq!(fits, expected, "{step:?} at {stage:?}");
            }
            let town = matches!(step, RemovalConfirmed | RemovalDismissed);
            for desk in [Desk::Community, Desk::Town, Desk::County] {
                assert_eq!(desk >= step.desk(), !town || desk != Desk::Community, "{step:?} at {desk:?}");
            }
        }
    }

    #[test]
    fn an_offer_waits_until_it_is_answered() {
        let facts = [opened("2026-03-02"), ("2026-03-03", CaseWhat::Offered { helper: 7 })];
        assert_eq!(only(&facts).offered_to, Some(7));
        assert_eq!(only(&[facts[0], facts[1], ("2026-03-03", CaseWhat::Answered)]).offered_to, None);
    }

    #[test]
    fn a_case_weighs_by_the_difficulty_of_its_person() {
        assert_eq!([0, 1, 3, 9].map(load::weight), [1, 2, 4, 4]);
    }
}
