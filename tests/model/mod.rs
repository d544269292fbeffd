//! The slow, obviously right model of rule set RS-1, and the generator of random ledgers to try it on.
//!
//! It shares no line with the program: an interchange line stays the JSON value it is, every question about a day is
//! answered by going through the facts up to that day, and a register moves one day at a time. What lives where:
//! [`ledger`] says which lines are accepted and which are flagged, [`day`] what a person and a household are on a day,
//! [`register`] how the two registers move, [`lines`] what a month then counts, [`random`] makes ledgers and
//! [`reached`] counts how far they reach. The model is given lines whose form is right: neither the form of a line
//! nor the division tree is its business, nor is the clock (`month_not_over`) or the digest's bytes.
//!
//! Where the rules leave room, the model reads them so: a member of a household not yet registered has the division
//! of the residence; a reporting division is where the subject last was at the *end* of a day in the city; of two
//! removals on one day both count as taking what the day began with; facts that a death dated before them makes
//! impossible do not count, the registration excepted; `diff` compares the coverage too, and who is counted where
//! a column counts persons, and a division that only
//! appears because the subject was registered later is a difference when the registration is dated up to the month's last
//! day.

pub mod day;
pub mod ledger;
pub mod lines;
pub mod random;
pub mod reached;
pub mod register;

pub use self::ledger::{Ledger, Outcome};
pub use self::lines::View;
