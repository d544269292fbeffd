//! What the ledger keeps to.

pub mod ledger;
pub mod writing;
