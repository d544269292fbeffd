//! The steps of an application and their fields.

use std::collections::BTreeSet;

use chrono::NaiveDate;

use super::document::is_hash;
use crate::values::codes::{Channel, Evidence, Finding, StepKind};
use crate::values::hint::Hint;

/// A step and its content.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Step {
    /// The channel of the application, and whether a written promise replaces the papers.
    Filed {
        channel: Channel,
        promise: bool,
    },
    /// The missing papers, requested once.
    PapersAsked {
        papers: Vec<Evidence>,
    },
    PapersSupplied,
    /// A paper was seen, or shared data confirms the same.
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
    /// The community forwards it; if the town decides in place of the county, without a review.
    Forwarded {
        delegated: bool,
    },
    /// The town's review.
    Reviewed {
        finding: Finding,
    },
    /// The determination itself is a separate fact.
    Approved(Ruling),
    Refused(Ruling),
    RecheckAsked,
    Withdrawn,
    /// A document as evidence, identified by its content hash.
    DocumentAdded {
        evidence: Evidence,
        document: String,
    },
}

/// The basis of a decision.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Ruling {
    /// The version of the rules.
    pub rule_text: String,
    /// The checks and their verdicts, as `check:verdict` separated by blanks.
    pub checks: String,
}

/// A value of a step's field.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Detail {
    Flag(bool),
    Word(String),
}

/// All fields that steps have beside their kind.
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

/// The most characters in a field's text.
pub(super) const LONGEST: usize = 500;

impl StepKind {
    /// Lists the fields of a step of this kind; all of them are required.
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

pub(super) const FLAG: Hint = Hint::said("应为 true 或 false", "expected true or false");

pub(super) const CHANNELS: Hint = Hint::OneOf("window, proxy, online");

pub(super) const FINDINGS: Hint = Hint::OneOf("confirmed, unclear");

pub(super) const EVIDENCES: Hint = Hint::OneOf(
    "id_card, disability_certificate, low_income_certificate, household_book, poverty_list, expropriation_paper, \
     rehab_certificate, release_certificate, hospital_certificate, veteran_certificate, diagnosis, local_paper",
);

pub(super) const HASH: Hint = Hint::said("应为 sm3: 加 64 位十六进制数字", "expected sm3: and 64 hexadecimal digits");

pub(super) const PAPERS: Hint = Hint::said(
    "应为一项或多项材料代码，以空格分隔，不得重复",
    "expected one or more kinds of evidence with single blanks between, none twice",
);

pub(super) const DAY: Hint =
    Hint::said("应为日历上存在的日期，写作 YYYY-MM-DD", "expected a day of the calendar, written YYYY-MM-DD");

pub(super) const WORDS: Hint =
    Hint::said("应为 1 至 500 个字符，不得含控制字符", "expected 1 to 500 characters, no control characters");

impl Step {
    /// Gives the kind.
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

    /// Gives the fields, in the order of [`StepKind::details`].
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

    /// Reads a step from its fields.
    ///
    /// # Errors
    /// The field to blame, and the expected value unless the field is missing.
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
