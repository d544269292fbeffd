//! Spreadsheets: imports, rosters and rolls.

pub mod file;
pub mod imports;
pub mod known;
pub mod results;
pub mod rolls;
pub mod rosters;
pub mod rows;
pub mod sheets;
