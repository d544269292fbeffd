//! The rules, pure: no clock, no database, no web. What was said is in `fact`, how it is written in `interchange`; what
//! it means for a person in `person` and `determination`, for a household in `household`, for a month in `part` and
//! `lines`. Normative text: docs/rules.md.

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
