//! What platforms are told, and when again.

pub mod delivery;
pub mod seeker;
