//! Months: their figures, what these are made of, and the board.

pub mod board;
pub mod months;
