//! What platforms are told, where, and who is offered to them.

pub mod deliveries;
pub mod endpoints;
pub mod seekers;
