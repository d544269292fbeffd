//! The standing of subjects with the registers and the labour force, and the reasons for it.

pub mod explain;
pub mod fitness;
