//! Cases of help, what they promise, and what a helper did in a month.

pub mod action_error;
pub mod case;
pub mod package;
pub mod records;
