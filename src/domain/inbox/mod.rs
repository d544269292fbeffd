//! Platform filings: which of their messages hold, in whatever order they came.

pub mod message;
