//! Subjects, merged registrations, and the names of both.

pub mod merged;
pub mod names;
pub mod subjects;
