//! The way of an application (认定): from filing over the community's check and the public notice, the town's review and the
//! county's decision to a re-check after a refusal. An application is what `household_applied` or `person_applied` says; each
//! step of its way is a fact of its own, and where it stands follows from them.
//!
//! Sources: 粤人社规〔2023〕11号 articles 3 to 5 (one notice of what is missing, the county's 10 working days, re-check within 30
//! days, delegation, written promise); 就业促进法 article 56. Limits the rules leave to the locality are the project's own and
//! marked so.

use std::collections::BTreeSet;

use chrono::{Days, NaiveDate};

use super::document::is_hash;
use crate::domain::values::codes::{Channel, Evidence, Finding, Stage, StepKind};
use crate::domain::values::refusal::Hint;
use crate::domain::values::refusal::Refusal;
use crate::domain::values::working_days::{Calendar, Deadline};

/// Working days of the community's check, the public notice among them (the project's own).
pub const COMMUNITY_DAYS: u32 = 7;
/// Working days a public notice stands at least (the project's own).
pub const NOTICE_DAYS: u32 = 3;
/// Working days it stands longer where that rests on a provisional calendar (the project's own).
pub const PROVISIONAL_DAYS: u32 = 1;
/// Days a public notice stands at most: whom it tells of is told no longer than need be (the project's own).
pub const NOTICE_MOST_DAYS: u64 = 30;
/// Working days of the town's review (the project's own).
pub const TOWN_DAYS: u32 = 5;
/// Working days of the county's decision (粤人社规〔2023〕11号).
pub const COUNTY_DAYS: u32 = 10;
/// Days after a refusal within which a re-check may be asked for (粤人社规〔2023〕11号).
pub const RECHECK_DAYS: u64 = 30;

/// What a step says.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Step {
    /// How the application came, and whether a written promise stands for the papers.
    Filed {
        channel: Channel,
        promise: bool,
    },
    /// What is missing; told once.
    PapersAsked {
        papers: Vec<Evidence>,
    },
    PapersSupplied,
    /// A paper was seen, or shared data said the same.
    EvidenceSeen {
        evidence: Evidence,
    },
    /// The community's check of the circumstances.
    Checked {
        finding: Finding,
    },
    /// The notice stands until the end of that day.
    NoticePublished {
        until: NaiveDate,
    },
    ObjectionRaised,
    ObjectionSettled {
        upheld: bool,
    },
    /// The community sends it on, past the town when that decides in the county's place.
    Forwarded {
        delegated: bool,
    },
    /// The town's review.
    Reviewed {
        finding: Finding,
    },
    /// The determination itself is a fact beside it.
    Approved(Ruling),
    Refused(Ruling),
    RecheckAsked,
    Withdrawn,
    /// A file that is to show something; by its content's hash.
    DocumentAdded {
        evidence: Evidence,
        document: String,
    },
}

/// What a decision rests on.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Ruling {
    /// The version of the rule's text.
    pub rule_text: String,
    /// What was checked and what came of it, as `check:verdict` with blanks between.
    pub checks: String,
}

/// A value of a step's field.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Detail {
    Flag(bool),
    Word(String),
}

/// Every field that some step has beside its kind.
pub const DETAILS: [&str; 11] = [
    "channel",
    "promise",
    "papers",
    "evidence",
    "finding",
    "until",
    "upheld",
    "delegated",
    "rule_text",
    "checks",
    "document",
];
/// The longest text of a field.
const LONGEST: usize = 500;

impl StepKind {
    /// Names the fields a step of this kind has, all of them required.
    pub fn details(self) -> &'static [&'static str] {
        match self {
            Self::Filed => &["channel", "promise"],
            Self::PapersAsked => &["papers"],
            Self::EvidenceSeen => &["evidence"],
            Self::DocumentAdded => &["evidence", "document"],
            Self::Checked | Self::Reviewed => &["finding"],
            Self::NoticePublished => &["until"],
            Self::ObjectionSettled => &["upheld"],
            Self::Forwarded => &["delegated"],
            Self::Approved | Self::Refused => &["rule_text", "checks"],
            Self::PapersSupplied | Self::ObjectionRaised | Self::RecheckAsked | Self::Withdrawn => &[],
        }
    }
}

const FLAG: Hint = Hint::said("应为 true 或 false", "expected true or false");
const CHANNELS: Hint = Hint::OneOf("window, proxy, online");
const FINDINGS: Hint = Hint::OneOf("confirmed, unclear");
const EVIDENCES: Hint = Hint::OneOf(
    "id_card, disability_certificate, low_income_certificate, household_book, poverty_list, expropriation_paper, \
     rehab_certificate, release_certificate, hospital_certificate, veteran_certificate, diagnosis, local_paper",
);
const HASH: Hint = Hint::said("应为 sm3: 加 64 位十六进制数字", "expected sm3: and 64 hexadecimal digits");
const PAPERS: Hint = Hint::said(
    "应为一项或多项材料代码，以空格分隔，不得重复",
    "expected one or more kinds of evidence with single blanks between, none twice",
);
const DAY: Hint =
    Hint::said("应为日历上存在的日期，写作 YYYY-MM-DD", "expected a day of the calendar, written YYYY-MM-DD");
const WORDS: Hint =
    Hint::said("应为 1 至 500 个字符，不得含控制字符", "expected 1 to 500 characters, no control characters");

impl Step {
    /// Names its kind.
    pub fn kind(&self) -> StepKind {
        match self {
            Self::Filed { .. } => StepKind::Filed,
            Self::PapersAsked { .. } => StepKind::PapersAsked,
            Self::PapersSupplied => StepKind::PapersSupplied,
            Self::EvidenceSeen { .. } => StepKind::EvidenceSeen,
            Self::Checked { .. } => StepKind::Checked,
            Self::NoticePublished { .. } => StepKind::NoticePublished,
            Self::ObjectionRaised => StepKind::ObjectionRaised,
            Self::ObjectionSettled { .. } => StepKind::ObjectionSettled,
            Self::Forwarded { .. } => StepKind::Forwarded,
            Self::Reviewed { .. } => StepKind::Reviewed,
            Self::Approved(_) => StepKind::Approved,
            Self::Refused(_) => StepKind::Refused,
            Self::RecheckAsked => StepKind::RecheckAsked,
            Self::Withdrawn => StepKind::Withdrawn,
            Self::DocumentAdded { .. } => StepKind::DocumentAdded,
        }
    }

    /// Gives its fields in the order of [`StepKind::details`].
    pub fn details(&self) -> Vec<(&'static str, Detail)> {
        let word = |text: &str| Detail::Word(text.to_owned());
        match self {
            Self::Filed { channel, promise } => {
                vec![("channel", word(channel.as_str())), ("promise", Detail::Flag(*promise))]
            }
            Self::PapersAsked { papers } => {
                let papers: Vec<&str> = papers.iter().map(|p| p.as_str()).collect();
                vec![("papers", word(&papers.join(" ")))]
            }
            Self::EvidenceSeen { evidence } => vec![("evidence", word(evidence.as_str()))],
            Self::DocumentAdded { evidence, document } => {
                vec![("evidence", word(evidence.as_str())), ("document", word(document))]
            }
            Self::Checked { finding } | Self::Reviewed { finding } => vec![("finding", word(finding.as_str()))],
            Self::NoticePublished { until } => vec![("until", word(&until.to_string()))],
            Self::ObjectionSettled { upheld } => vec![("upheld", Detail::Flag(*upheld))],
            Self::Forwarded { delegated } => vec![("delegated", Detail::Flag(*delegated))],
            Self::Approved(ruling) | Self::Refused(ruling) => {
                vec![("rule_text", word(&ruling.rule_text)), ("checks", word(&ruling.checks))]
            }
            Self::PapersSupplied | Self::ObjectionRaised | Self::RecheckAsked | Self::Withdrawn => Vec::new(),
        }
    }

    /// Reads a step by its fields.
    ///
    /// # Errors
    /// The field at fault, and what was expected of it unless it is missing.
    pub fn read(kind: StepKind, get: impl Fn(&str) -> Option<Detail>) -> Result<Self, (&'static str, Option<Hint>)> {
        let flag = |name: &'static str| match get(name) {
            Some(Detail::Flag(flag)) => Ok(flag),
            Some(Detail::Word(_)) => Err((name, Some(FLAG))),
            None => Err((name, None)),
        };
        let word = |name: &'static str, hint| match get(name) {
            Some(Detail::Word(word)) => Ok(word),
            Some(Detail::Flag(_)) => Err((name, Some(hint))),
            None => Err((name, None)),
        };
        let text = |name: &'static str| {
            let plain = |t: &String| !t.is_empty() && t.chars().count() <= LONGEST && !t.chars().any(char::is_control);
            word(name, WORDS).and_then(|t| Some(t).filter(plain).ok_or((name, Some(WORDS))))
        };
        let finding = || {
            let read = Finding::from_word(&word("finding", FINDINGS)?);
            read.ok_or(("finding", Some(FINDINGS)))
        };
        let evidence = || Evidence::from_word(&word("evidence", EVIDENCES)?).ok_or(("evidence", Some(EVIDENCES)));
        let ruling = || Ok(Ruling { rule_text: text("rule_text")?, checks: text("checks")? });
        Ok(match kind {
            StepKind::Filed => Self::Filed {
                channel: Channel::from_word(&word("channel", CHANNELS)?).ok_or(("channel", Some(CHANNELS)))?,
                promise: flag("promise")?,
            },
            StepKind::PapersAsked => {
                let words = word("papers", PAPERS)?;
                let papers: Option<Vec<Evidence>> = words.split(' ').map(Evidence::from_word).collect();
                let once = |p: &Vec<Evidence>| p.iter().collect::<BTreeSet<_>>().len() == p.len();
                Self::PapersAsked { papers: papers.filter(once).ok_or(("papers", Some(PAPERS)))? }
            }
            StepKind::PapersSupplied => Self::PapersSupplied,
            StepKind::EvidenceSeen => Self::EvidenceSeen { evidence: evidence()? },
            StepKind::Checked => Self::Checked { finding: finding()? },
            StepKind::NoticePublished => {
                let until = word("until", DAY)?;
                let day = until.parse::<NaiveDate>().ok().filter(|day| day.to_string() == until);
                Self::NoticePublished { until: day.ok_or(("until", Some(DAY)))? }
            }
            StepKind::ObjectionRaised => Self::ObjectionRaised,
            StepKind::ObjectionSettled => Self::ObjectionSettled { upheld: flag("upheld")? },
            StepKind::Forwarded => Self::Forwarded { delegated: flag("delegated")? },
            StepKind::Reviewed => Self::Reviewed { finding: finding()? },
            StepKind::Approved => Self::Approved(ruling()?),
            StepKind::Refused => Self::Refused(ruling()?),
            StepKind::RecheckAsked => Self::RecheckAsked,
            StepKind::Withdrawn => Self::Withdrawn,
            StepKind::DocumentAdded => Self::DocumentAdded {
                evidence: evidence()?,
                document: Some(word("document", HASH)?).filter(|hash| is_hash(hash)).ok_or(("document", Some(HASH)))?,
            },
        })
    }
}

/// A step as it was taken.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Taken {
    pub on: NaiveDate,
    /// Who took it, in the sender's words.
    pub officer: Option<String>,
    pub step: Step,
}

/// Whose desk a step is taken at; a higher one may stand in for a lower.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Desk {
    Community,
    Town,
    County,
}

/// Why a step cannot be taken.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum StepError {
    /// The application does not stand where this step belongs.
    Stage,
    /// It is dated before the step before it.
    Early,
    /// What is missing was told once already.
    AskedBefore,
    /// A promise stands for the papers.
    Promised,
    /// The notice stands for too few working days.
    NoticeShort,
    /// The notice stands for too few working days of a year whose days off are not announced.
    NoticeShortProvisional,
    /// The notice stands for too many days.
    NoticeLong,
    /// The notice is not over, or is over.
    NoticeDays,
    /// An objection waits to be settled, or there is none.
    Objections,
    /// The 30 days are over.
    Late,
    /// There was a re-check already.
    RecheckedBefore,
    /// Who checked, reviewed or decided it before cannot decide it.
    OwnHandling,
    /// It is an application of one's own, or of one's household.
    Own,
    /// A check stands against the approval.
    Checks,
    /// No text of the rules was in force.
    NoRuleText,
    /// A decision or a notice is of the day it is made on, another step of that day or before.
    Day,
}

impl StepError {
    /// Names the field to blame.
    pub fn field(self) -> &'static str {
        match self {
            Self::Early | Self::NoticeDays | Self::Late | Self::NoRuleText | Self::Day => "effective_on",
            Self::NoticeShort | Self::NoticeShortProvisional | Self::NoticeLong => "until",
            Self::OwnHandling | Self::Own => "officer_ref",
            Self::Stage
            | Self::AskedBefore
            | Self::Promised
            | Self::Objections
            | Self::RecheckedBefore
            | Self::Checks => "step",
        }
    }

    /// Says what is wrong.
    pub fn hint(self) -> Hint {
        match self {
            Self::Stage => {
                Hint::said("该申请目前不在可办理这一步的环节", "the application does not stand where this step belongs")
            }
            Self::Early => Hint::said("日期早于该申请的上一步", "the date lies before the application's last step"),
            Self::AskedBefore => Hint::said("所缺材料只能一次性告知", "what is missing is told once, and was"),
            Self::Promised => Hint::said("申请人已书面承诺，不再要求材料", "a written promise stands for the papers"),
            Self::NoticeShort => Hint::said("公示不得少于 3 个工作日", "a notice stands for at least 3 working days"),
            Self::NoticeShortProvisional => Hint::said(
                "公示期跨入放假安排尚未导入的年度，按暂定日历公示不得少于 4 个工作日",
                "the notice reaches into a year whose days off are not loaded yet, so it stands for at least 4 working days of the provisional calendar",
            ),
            Self::NoticeLong => Hint::said("公示不得超过 30 日", "a notice stands for at most 30 days"),
            Self::NoticeDays => Hint::said(
                "日期须与公示期相符：异议在公示期内，上报在公示期满后",
                "an objection falls within the notice, forwarding after it",
            ),
            Self::Objections => Hint::said("有异议尚未处理，或没有待处理的异议", "an objection is open, or none is"),
            Self::Late => Hint::said(
                "重核须在不予认定之日起 30 日内提出",
                "a re-check is asked for within 30 days of the refusal",
            ),
            Self::RecheckedBefore => Hint::said("该申请已重核过一次", "the application was re-checked once already"),
            Self::OwnHandling => Hint::said(
                "核查、审核或原决定的经办人不得作出决定",
                "who checked, reviewed or decided it before cannot decide it",
            ),
            Self::Own => Hint::said(
                "不得办理本人或本人家庭的申请，请由他人办理",
                "nobody handles an application of their own or of their household",
            ),
            Self::Checks => Hint::said("核验未通过，不得认定", "a check stands against an approval"),
            Self::NoRuleText => Hint::said("当日没有生效的认定办法", "no text of the rules was in force on that day"),
            Self::Day => Hint::said(
                "决定和公示的日期为办理当日，其他步骤不得晚于当日",
                "a decision or a notice is of the day it is made on, another step of that day or before",
            ),
        }
    }
}

impl From<StepError> for Refusal {
    fn from(misfit: StepError) -> Self {
        Self::wrong_step(misfit.field(), misfit.hint())
    }
}

/// Checks how long a notice stands that is published now. One that was published stands as it is: no later rule or calendar judges it.
/// Where that rests on a provisional calendar a working day more is asked for, since the year's notice may shift one.
///
/// # Errors
/// Why it will not do.
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

/// Where an application stands after the steps taken.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Standing {
    pub stage: Stage,
    /// The day the stage's limit runs from.
    pub since: NaiveDate,
    /// The day of the last step.
    pub last_on: NaiveDate,
    pub channel: Option<Channel>,
    pub promise: bool,
    pub papers_asked: Vec<Evidence>,
    pub evidence: BTreeSet<Evidence>,
    /// First and last day of the notice.
    pub notice: Option<(NaiveDate, NaiveDate)>,
    pub objection_open: bool,
    /// An objection was upheld, or the check or the review left something unclear: the county decides.
    pub doubtful: bool,
    pub delegated: bool,
    refused_on: Option<NaiveDate>,
    rechecked: bool,
    handled_by: BTreeSet<String>,
}

impl Standing {
    /// Stands where an application begins.
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

    /// Derives where an application stands; a step that fits no longer, since one before it was voided, counts for nothing.
    pub fn after<'t>(applied_on: NaiveDate, steps: impl IntoIterator<Item = &'t Taken>) -> Self {
        let mut standing = Self::applied(applied_on);
        for taken in steps {
            let _ = standing.take(taken);
        }
        standing
    }

    /// Takes a step.
    ///
    /// # Errors
    /// Why it cannot be taken; then nothing changed.
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

    /// Lists the kinds of steps somebody could take on a day, as far as the application tells: at whose desk, and whether the
    /// checks allow it, are further questions.
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

    /// Tells at which desk a step is taken, as the application stands.
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

    /// The last day of the stage's limit; none where no limit runs.
    pub fn due_on(&self, calendar: &Calendar) -> Option<Deadline> {
        self.stage.due_on(self.since, calendar)
    }
}

impl Stage {
    /// Tells whether nothing more happens but a re-check.
    pub fn is_over(self) -> bool {
        matches!(self, Self::Approved | Self::Refused | Self::Withdrawn)
    }

    /// The last day of its limit, from the day that runs from; none where no limit runs.
    pub fn due_on(self, since: NaiveDate, calendar: &Calendar) -> Option<Deadline> {
        self.limit().map(|days| calendar.after(since, days))
    }

    /// The working days the stage may take.
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

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    /// Steps written `day kind detail officer`, each of which must fit.
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

    /// A step of every kind, as it would be taken by an officer who did nothing before.
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

    /// An application that stands at each stage, its notice (if any) over on the day of the table below.
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
            // The notice is over: objections are late, the way onward is free.
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
        // Published on a Wednesday: Thursday, Friday and Monday.
        assert_eq!(published("2026-03-25", "2026-03-29"), Err(StepError::NoticeShort));
        assert_eq!(published("2026-03-25", "2026-03-30"), Ok(()));
        assert_eq!(published("2026-03-25", "2026-04-24"), Ok(()));
        assert_eq!(published("2026-03-25", "2026-04-25"), Err(StepError::NoticeLong));
        // The last of the three is in a year without a notice: 31, 4 and 5 January, and one day more.
        assert_eq!(published("2026-12-28", "2026-12-31"), Ok(()));
        assert_eq!(published("2026-12-30", "2027-01-05"), Err(StepError::NoticeShortProvisional));
        assert_eq!(published("2026-12-30", "2027-01-06"), Ok(()));
        assert_eq!(published("2026-12-30", "2027-01-30"), Err(StepError::NoticeLong));
        // One that stands is judged by its own days alone.
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
