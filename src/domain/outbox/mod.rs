//! The content of deliveries to platforms, and the times of retries.

pub mod delivery;
pub mod seeker;
