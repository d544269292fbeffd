//! The state of the persons and households of the synthetic city, as the lines written so far
//! define it, and their references.

use chrono::NaiveDate;
use serde_json::Value;

/// A job, identified by the number in its reference.
#[derive(Clone)]
pub(super) struct Spell {
    pub(super) number: u32,
    /// The line that started it.
    pub(super) event: String,
    pub(super) form: &'static str,
    /// Fen a month.
    pub(super) pay: i64,
    pub(super) start: NaiveDate,
}

/// The state of a person after the lines written so far.
#[derive(Clone)]
pub(super) struct Person {
    pub(super) home: usize,
    pub(super) male: bool,
    pub(super) born: NaiveDate,
    pub(super) sixteen: NaiveDate,
    pub(super) retires: NaiveDate,
    /// The day of the last joining of a household.
    pub(super) joined: NaiveDate,
    /// The latest effective day of any line about the person.
    pub(super) last: NaiveDate,
    pub(super) wants_work: bool,
    pub(super) wants_help: bool,
    pub(super) absent: Option<&'static str>,
    pub(super) dead: bool,
    pub(super) spells: Vec<Spell>,
    pub(super) disabled: bool,
    pub(super) poor: bool,
    /// A category from the person's past: `veteran`, `released`.
    pub(super) past: Option<&'static str>,
    /// Whether the person sought work after the last line; `since` is the first day of the present
    /// state.
    pub(super) seeks: bool,
    pub(super) since: NaiveDate,
    /// A counter of the starts and ends of the search for work. A plan for an earlier turn is
    /// dropped.
    pub(super) turn: u32,
    pub(super) registered: Option<NaiveDate>,
    pub(super) categories: Vec<&'static str>,
    pub(super) helper: Option<(String, NaiveDate)>,
    pub(super) refusals: Vec<NaiveDate>,
}

/// The state of a household on the register, and its first day.
#[derive(Clone, Copy, PartialEq)]
pub(super) enum Register {
    Out,
    In(NaiveDate),
    Eliminated(NaiveDate),
    Exited,
}

/// The state of a household after the lines written so far.
#[derive(Clone)]
pub(super) struct Household {
    pub(super) division: String,
    /// The index in [`COUNTIES`]; none outside the city.
    pub(super) county: Option<usize>,
    pub(super) urban: bool,
    pub(super) members: Vec<usize>,
    /// The latest effective day of a line that can change the register. Later lines get this day or
    /// a later one, so that every reader of the lines derives the same state as this struct.
    pub(super) floor: NaiveDate,
    /// A wrong line is still to be voided; until then no other line about the household is written.
    pub(super) frozen: bool,
    /// Whether it met the condition of the register after the last line.
    pub(super) zero: bool,
    pub(super) register: Register,
    /// The register state before the last step, in case a late line undoes that step.
    pub(super) prior: Register,
    pub(super) applied: bool,
    /// The event of its last recognition.
    pub(super) recognition: Option<String>,
}

/// Gives a person's reference.
pub(super) fn person_ref(p: usize) -> String {
    format!("P{:07}", p + 1)
}

/// Gives a household's reference.
pub(super) fn household_ref(h: usize) -> String {
    format!("H{:06}", h + 1)
}

/// Gives a job's reference.
pub(super) fn employment_ref(number: u32) -> Value {
    Value::String(format!("J{number:07}"))
}
