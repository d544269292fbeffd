//! Spans with the registers and the labour force.

pub mod labour;
pub mod spans;
