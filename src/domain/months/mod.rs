//! What one subject adds to a month, and the sum of all.

pub mod columns;
pub mod lines;
pub mod part;
