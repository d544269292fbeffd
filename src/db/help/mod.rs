//! Cases of help.

pub mod cases;
