//! Cases of help, their helpers, the helpers' records, news and work lists.

pub mod case_views;
pub mod cases;
pub mod helpers;
pub mod news;
pub mod records;
pub mod suggestions;
pub mod work;
