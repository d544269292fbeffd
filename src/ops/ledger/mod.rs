//! A batch on its way into the ledger: it is loaded into a working set ([`crate::db::ledger::book`]), judged line by line
//! against that without the database, and saved with the histories it changes, all in the caller's one transaction.

pub mod checks;
pub mod derived;
pub mod judging;
pub mod learning;
pub mod profiles;
pub mod recorder;
pub mod refusals;
pub mod saving;
pub mod subjects;
