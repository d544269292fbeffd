//! How facts lie in the ledger's table, and how they are read back.

pub mod log;
pub mod rows;
