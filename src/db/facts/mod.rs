//! Facts as rows of the ledger, and the queries that read them.

pub mod log;
pub mod rows;
