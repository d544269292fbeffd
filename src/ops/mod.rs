//! The operations of an actor: load the data, apply the domain's rules, save the outcome.

pub mod decisions;
pub mod employment;
pub mod files;
pub mod help;
pub mod inbox;
pub mod ledger;
pub mod months;
pub mod office;
pub mod outbox;
pub mod people;
pub mod placement;
pub mod recording;
pub mod registers;
pub mod session;
pub mod transfer;
