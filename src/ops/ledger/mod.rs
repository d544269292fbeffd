//! Taking lines into the ledger.

pub mod append;
pub mod checks;
pub mod derived;
pub mod learning;
pub mod profiles;
pub mod recorder;
pub mod saving;
pub mod stop;
pub mod subjects;
