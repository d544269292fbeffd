//! Accounts, sessions and tokens, divisions, and reading the audit trail.

pub mod accounts;
pub mod audit;
pub mod divisions;
pub mod sessions;
pub mod token;
