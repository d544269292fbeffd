//! The rules, pure: no clock, no database, no web. `ledger::fact` has the facts and
//! `ledger::interchange` their written form; their consequences for a person are in
//! `people::person` and `registers::determination`, for a household in `registers::household`, for
//! a month in `months::part` and `months::lines`. Normative text: docs/rules.md.

pub mod decisions;
pub mod employment;
pub mod files;
pub mod help;
pub mod inbox;
pub mod ledger;
pub mod months;
pub mod outbox;
pub mod people;
pub mod placement;
pub mod registers;
pub mod values;
