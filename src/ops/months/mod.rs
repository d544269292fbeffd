//! Months: closing, showing, comparing and proving them, and the reports for the heads of offices.

pub mod board;
pub mod close;
pub mod computed;
pub mod diff;
pub mod digest;
pub mod present;
pub mod replay;
pub mod reports;
pub mod show;
