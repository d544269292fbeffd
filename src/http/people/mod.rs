//! Persons and households; persons registered twice.

pub mod households;
pub mod merges;
pub mod people;
