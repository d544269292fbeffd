//! Months: what they must say, and what proves them.

pub mod board;
pub mod cases;
pub mod city;
pub mod random;
