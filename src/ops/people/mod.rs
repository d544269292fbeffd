//! Persons and households, and persons registered twice.

pub mod data_keys;
pub mod duplicates;
pub mod households;
pub mod merges;
pub mod people;
