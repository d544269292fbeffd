//! Export, import and restore of the whole ledger, and its state after kills and upgrades.

pub mod import;
pub mod kill;
pub mod upgrades;
