//! What platforms are told.

pub mod deliveries;
pub mod seekers;
