//! Persons and households.

pub mod finding;
pub mod merging;
