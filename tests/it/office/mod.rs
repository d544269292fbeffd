//! Accounts, sessions, permissions, and the audit.

pub mod audit;
pub mod authorization;
pub mod policy;
pub mod sessions;
pub mod triples;
