//! Spells of employment.

pub mod spells;
