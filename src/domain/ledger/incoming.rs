//! A line to be recorded, and its result.

use super::fact::Line;
use crate::values::codes::Code;
use crate::values::division::Division;
use crate::values::refusal::Refusal;
use crate::values::text::Reference;

/// A line to be recorded in the ledger.
#[derive(Clone, Debug)]
pub struct Incoming {
    /// The sender; `None` means "default".
    pub sender: Option<Reference>,
    pub line: Line,
    /// Whether it comes from an interactive request: a line that would be flagged is then refused.
    pub live: bool,
    /// The sender's scope; subjects outside it are treated as unknown.
    pub scope: Option<Division>,
}

/// The result of a line.
#[derive(Clone, Debug, PartialEq)]
pub enum Outcome {
    /// It is in the ledger at this position; with a flag it has no effect.
    Applied {
        position: i64,
        flag: Option<Code>,
    },
    /// It was there already; nothing changed.
    Duplicate {
        position: i64,
    },
    Refused(Refusal),
}
