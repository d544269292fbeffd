//! The people and households of the synthetic city as its register knows them, and how they come into it: born, or moving
//! in with what is known of them on the first day.

use chrono::NaiveDate;
use serde_json::Value;

/// A job, known by the number of its reference.
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

/// What the lines written so far say of a person.
#[derive(Clone)]
pub(super) struct Person {
    pub(super) home: usize,
    pub(super) male: bool,
    pub(super) born: NaiveDate,
    pub(super) sixteen: NaiveDate,
    pub(super) retires: NaiveDate,
    /// The day of the last joining of a household.
    pub(super) joined: NaiveDate,
    /// The latest day any line about the person is dated.
    pub(super) last: NaiveDate,
    pub(super) wants_work: bool,
    pub(super) wants_help: bool,
    pub(super) absent: Option<&'static str>,
    pub(super) dead: bool,
    pub(super) spells: Vec<Spell>,
    pub(super) disabled: bool,
    pub(super) poor: bool,
    /// A category that comes of what the person was before: `veteran`, `released`.
    pub(super) past: Option<&'static str>,
    /// Whether the person was seeking work after the last line, and since when.
    pub(super) seeks: bool,
    pub(super) since: NaiveDate,
    /// Grows whenever the seeking begins or ends; what was planned for an earlier turn is dropped.
    pub(super) turn: u32,
    pub(super) registered: Option<NaiveDate>,
    pub(super) categories: Vec<&'static str>,
    pub(super) helper: Option<(String, NaiveDate)>,
    pub(super) refusals: Vec<NaiveDate>,
}

/// Where a household stands on the register, and since when.
#[derive(Clone, Copy, PartialEq)]
pub(super) enum Register {
    Out,
    In(NaiveDate),
    Eliminated(NaiveDate),
    Exited,
}

/// What the lines written so far say of a household.
#[derive(Clone)]
pub(super) struct Household {
    pub(super) division: String,
    /// Its place in [`COUNTIES`]; none outside the city.
    pub(super) county: Option<usize>,
    pub(super) urban: bool,
    pub(super) members: Vec<usize>,
    /// The latest day a line that can move the register is dated: later lines are dated on or after it, so that what is
    /// known of the household here is what every reader of the lines knows of it.
    pub(super) floor: NaiveDate,
    /// A wrong line waits to be voided; nothing else is written of the household before that.
    pub(super) frozen: bool,
    /// Whether it met the condition of the register after the last line.
    pub(super) zero: bool,
    pub(super) register: Register,
    /// Where it stood before the last step, should a late line undo that step.
    pub(super) prior: Register,
    pub(super) applied: bool,
    /// The line that last put it on the register.
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
