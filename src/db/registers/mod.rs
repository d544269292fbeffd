//! The spans of the registers and of the labour force.

pub mod labour;
pub mod spans;
