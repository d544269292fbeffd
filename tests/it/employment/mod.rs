//! Filings, spells, usage and public-welfare posts.

pub mod filings;
pub mod spells;
pub mod usage;
pub mod welfare;
