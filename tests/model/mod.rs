//! A slow model of rule set RS-1 that is easy to check, and the generator of random ledgers to test
//! it against.
//!
//! The model shares no line with the program: an interchange line stays a JSON value, every
//! question about a day is answered from the facts up to that day, and a register moves one day at
//! a time. [`ledger`] decides which lines are accepted and which are flagged, [`day`] computes the
//! state of a person and a household on a day, [`register`] moves the two registers, [`lines`]
//! computes the counts of a month, [`random`] generates ledgers, and [`reached`] measures their
//! coverage. The model expects lines of valid form. It does not cover the form of a line, the
//! division tree, the clock (`month_not_over`) or the bytes of the digest.
//!
//! Where the rules leave room, the model reads them as follows. A member of a household that is not
//! yet registered has the division of the residence. A reporting division is the subject's division
//! at the *end* of its last day in the city. Two removals on one day both apply to the state at the
//! start of the day. Facts that an earlier death makes impossible do not count, except the
//! registration. `diff` also compares the coverage, and the set of persons where a column counts
//! persons. A division that appears because the subject was registered later is a difference if the
//! registration is dated by the month's last day.

pub mod day;
pub mod ledger;
pub mod lines;
pub mod random;
pub mod reached;
pub mod register;

pub use self::ledger::{Ledger, Outcome};
pub use self::lines::View;
