//! Deliveries to platforms, their endpoints, and the seekers offered to them.

pub mod deliveries;
pub mod endpoints;
pub mod seekers;
