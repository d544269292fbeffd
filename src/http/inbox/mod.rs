//! Messages and lists that platforms and other authorities send.

pub mod lists;
pub mod messages;
