//! Filings of employment, the use of hiring platforms, and public-welfare posts.

pub mod filings;
pub mod usage;
pub mod welfare;
