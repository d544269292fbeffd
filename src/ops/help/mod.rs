//! Cases of help, their helpers, what these did, and what waits for whom.

pub mod cases;
pub mod helpers;
pub mod news;
pub mod records;
pub mod suggestions;
pub mod views;
pub mod work;
