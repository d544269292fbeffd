//! Cases of help.

pub mod cases;
pub mod news;
pub mod work;
