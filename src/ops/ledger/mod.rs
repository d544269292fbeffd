//! Taking lines into the ledger.

pub mod derived;
pub mod profiles;
pub mod recorder;
