//! Persons and households, found, read and changed; persons registered twice.

pub mod data_keys;
pub mod duplicates;
pub mod households;
pub mod merges;
pub mod people;
