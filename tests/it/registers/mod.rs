//! The registers and the labour force.

pub mod labour;
