//! Messages from platforms and departments.

pub mod doors;
pub mod messages;
