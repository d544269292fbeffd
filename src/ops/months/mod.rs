//! Months: closing, showing, comparing and proving them, and what the heads of offices read.

pub mod board;
pub mod close;
pub mod diff;
pub mod digest;
pub mod drill;
pub mod replay;
pub mod reports;
