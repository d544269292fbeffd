//! Cases of help.

pub mod cases;
pub mod recounting;
