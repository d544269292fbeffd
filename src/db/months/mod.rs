//! Closed months.

pub mod closes;
