//! Events to platforms.

pub mod deliveries;
pub mod seekers;
