//! Spreadsheets and lists: how they are read and written, and what their rows say.

pub mod columns;
pub mod roll;
pub mod sheet;
pub mod survey;
