//! Subjects, the registrations merged into others, and the names of both.

pub mod merged;
pub mod names;
pub mod subjects;
