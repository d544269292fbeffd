//! Months: their expected figures, and the proofs of them.

pub mod board;
pub mod cases;
pub mod city;
pub mod random;
