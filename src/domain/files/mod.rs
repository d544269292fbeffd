//! Spreadsheets and lists: their reading and writing, and the content of their rows.

pub mod columns;
pub mod roll;
pub mod sheet;
pub mod survey;
