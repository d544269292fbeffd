//! The inbox of platforms' messages.

pub mod messages;
