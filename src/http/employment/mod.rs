//! Filings of employment, what platforms did of them, and public-welfare posts.

pub mod filings;
pub mod usage;
pub mod welfare;
