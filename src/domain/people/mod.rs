//! Persons: what a person is day by day, what people are called and which of them are alike.

pub mod likeness;
pub mod living;
pub mod name;
pub mod person;
pub mod retirement;
pub mod said;
