//! Taking a batch into the ledger: its lines are checked one by one against a working set ([`crate::db::ledger::book`]),
//! appended, and the histories they touch are derived anew, all in the caller's one transaction.

pub mod append;
pub mod checks;
pub mod derived;
pub mod learning;
pub mod profiles;
pub mod recorder;
pub mod saving;
pub mod stop;
pub mod subjects;
