//! Spreadsheets and rolls.

pub mod imports;
pub mod rolls;
pub mod sheets;
