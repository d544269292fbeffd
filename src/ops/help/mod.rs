//! Cases of help, their helpers, what these did, and what waits for whom.

pub mod case_views;
pub mod cases;
pub mod helpers;
pub mod news;
pub mod records;
pub mod suggestions;
pub mod work;
