//! How a subject stands with the registers and the labour force, and why.

pub mod explain;
pub mod fitness;
