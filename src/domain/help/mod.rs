//! Cases of help, their promises, and the monthly records of helpers.

pub mod action_error;
pub mod case;
pub mod package;
pub mod records;
