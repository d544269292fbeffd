//! A line on its way into the ledger, and what became of it.

use super::fact::Line;
use crate::values::codes::Code;
use crate::values::division::Division;
use crate::values::refusal::Refusal;
use crate::values::text::Reference;

/// A line on its way into the ledger.
#[derive(Clone, Debug)]
pub struct Incoming {
    /// Who sends it; nobody named is "default".
    pub sender: Option<Reference>,
    pub line: Line,
    /// A request somebody waits for: what would be flagged is refused.
    pub live: bool,
    /// Subjects outside this division are unknown to whoever sends it.
    pub scope: Option<Division>,
}

/// What became of a line.
#[derive(Clone, Debug, PartialEq)]
pub enum Outcome {
    /// It is in the ledger at this position; with a flag it has no effect.
    Applied {
        position: i64,
        flag: Option<Code>,
    },
    /// It was there already, and nothing changed.
    Duplicate {
        position: i64,
    },
    Refused(Refusal),
}
