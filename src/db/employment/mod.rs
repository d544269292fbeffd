//! Spells of employment.

pub mod jobs;
pub mod spells;
