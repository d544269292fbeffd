//! Spreadsheets: imports, rosters and rolls.

pub mod imports;
pub mod rolls;
pub mod rosters;
