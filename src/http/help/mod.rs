//! Cases of help, what was done in them, and what waits for whom.

pub mod cases;
pub mod news;
pub mod records;
pub mod work;
