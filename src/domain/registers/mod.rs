//! The registers: the standing of households and persons, as spans of days.

pub mod determination;
pub mod household;
pub mod outlook;
pub mod register;
pub mod world;
