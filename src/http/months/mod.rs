//! Months: their figures, the subjects behind the figures, and the board.

pub mod board;
pub mod months;
