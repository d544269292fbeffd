//! The rows of a file, and their outcomes.

use serde::Serialize;

use crate::domain::files::columns::Why;
use crate::domain::files::survey::Entry;
use crate::domain::ledger::incoming::Outcome;
use crate::domain::values::codes::RowOutcome;
use crate::domain::values::hint::Lang;

/// A refused row.
#[derive(Serialize, utoipa::ToSchema, Debug)]
pub struct RefusedRow {
    /// The number of the row, as a spreadsheet counts it.
    pub row: i32,
    /// A code of the interchange contract, or `repeated` or `name_differs`.
    #[schema(example = "bad_value")]
    pub code: String,
    #[schema(example = "身份证号码")]
    pub column: Option<String>,
    /// The reason, and how to correct it.
    pub reason: String,
}

impl RefusedRow {
    /// Describes in a language why a row is refused.
    pub(in crate::ops) fn of(number: usize, why: Why, lang: Lang) -> Self {
        Self {
            row: count(number),
            code: why.code.to_owned(),
            column: why.column.map(str::to_owned),
            reason: match lang {
                Lang::Zh => why.zh,
                Lang::En => why.en,
            },
        }
    }
}

pub(super) fn count(rows: usize) -> i32 {
    i32::try_from(rows).unwrap_or(i32::MAX)
}

/// A row of a batch during recording.
pub(super) enum Row<'e> {
    Refused(Why),
    RecordedBefore,
    /// The row's lines are this range of the batch's lines.
    Sent {
        entry: &'e Entry,
        lines: std::ops::Range<usize>,
    },
}

impl Row<'_> {
    pub(super) fn outcome(self, outcomes: &[Outcome], is_known: impl Fn(&Entry) -> bool) -> (RowOutcome, Option<Why>) {
        let (entry, own) = match self {
            Self::Refused(why) => return (RowOutcome::Refused, Some(why)),
            Self::RecordedBefore => return (RowOutcome::RecordedBefore, None),
            Self::Sent { entry, lines } => (entry, outcomes.get(lines).unwrap_or_default()),
        };
        let refusal = own.iter().find_map(|outcome| match outcome {
            Outcome::Refused(refusal) => Some(Why::of_refusal(refusal)),
            Outcome::Applied { .. } | Outcome::Duplicate { .. } => None,
        });
        let outcome = match &refusal {
            Some(_) => RowOutcome::Refused,
            None if own.is_empty() => RowOutcome::Unchanged,
            None if own.iter().all(|outcome| matches!(outcome, Outcome::Duplicate { .. })) => {
                RowOutcome::RecordedBefore
            }
            None if is_known(entry) => RowOutcome::Changed,
            None => RowOutcome::Registered,
        };
        (outcome, refusal)
    }
}
