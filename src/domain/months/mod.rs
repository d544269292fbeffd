//! The contribution of each subject to a month, and their sums.

pub mod columns;
pub mod lines;
pub mod part;
