//! Filings of employment, use of the hiring platform, and public-welfare posts.

pub mod filings;
pub mod usage;
pub mod welfare;
