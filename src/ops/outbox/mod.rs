//! What platforms are told, and who is offered to them.

pub mod courier;
pub mod daily;
pub mod deliveries;
pub mod ended;
pub mod endpoints;
pub mod seekers;
