//! Employment: the deadlines of filings, and public-welfare posts.

pub mod filing;
pub mod job;
pub mod welfare;
