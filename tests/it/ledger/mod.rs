//! The guarantees of the ledger.

pub mod ledger;
pub mod writing;
