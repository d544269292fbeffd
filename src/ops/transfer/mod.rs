//! The whole ledger in and out, as interchange lines.

pub mod export;
pub mod import;
