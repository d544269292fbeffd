//! Accounts, sessions and keys.

pub mod accounts;
pub mod keys;
pub mod sessions;
