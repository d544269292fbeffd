//! What platforms send: messages and lists.

pub mod lists;
pub mod messages;
