//! Cases of help, news about them, helpers' records, and work lists.

pub mod cases;
pub mod news;
pub mod records;
pub mod work;
