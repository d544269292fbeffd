//! The path of a batch into the ledger: load it into a working set ([`crate::db::ledger::book`]),
//! judge it line by line without the database, and save it with the histories it changes, all in
//! the caller's transaction.

pub mod checks;
pub mod derived;
pub mod judging;
pub mod learning;
pub mod profiles;
pub mod recorder;
pub mod refusals;
pub mod saving;
pub mod subjects;
