//! What platforms sent.

pub mod messages;
