//! What an actor can do: load what it needs, ask the domain, save the outcome.

pub mod book;
pub mod explain;
pub mod export;
pub mod import;
pub mod keys;
pub mod ledger;
pub mod months;
