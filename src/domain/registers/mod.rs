//! The registers: how a household and a person stand with them, as spans of days.

pub mod determination;
pub mod household;
pub mod outlook;
pub mod register;
pub mod world;
