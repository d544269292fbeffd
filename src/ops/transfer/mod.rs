//! Export and import of the whole ledger as interchange lines.

pub mod export;
pub mod import;
