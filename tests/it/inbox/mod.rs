//! What platforms and departments send.

pub mod doors;
pub mod messages;
