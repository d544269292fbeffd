//! What platforms and departments send: messages, their records and lists.

pub mod ceiling;
pub mod keeping;
pub mod lists;
pub mod messages;
pub mod records;
