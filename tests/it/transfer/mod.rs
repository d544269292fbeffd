//! The whole ledger in and out, and what survives.

pub mod import;
pub mod kill;
pub mod upgrades;
