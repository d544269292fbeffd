//! Persons: a person's status day by day, names and their spellings, and likely duplicates.

pub mod likeness;
pub mod living;
pub mod name;
pub mod person;
pub mod retirement;
pub mod said;
