//! Deliveries to platforms.

pub mod deliveries;
pub mod seekers;
