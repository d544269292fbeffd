//! A synthetic Jiangmen for `bangfu demo`: invented people on the real division tree, as
//! interchange lines, so that the demo uses the same import as real data. A seed gives the same
//! lines on every machine and day.
//!
//! The city lives day by day in the order of *recording*: a line recorded on a day has that day or
//! an earlier one as its effective day, and an officer acts on the lines written before. Wrong
//! lines are written first and voided weeks later. So the generator always knows what the register
//! will hold, and no line is refused.
//!
//! - `tables`: dice, villages, names and numbers
//! - `people`: persons and households, and their references
//! - `jobs`: hires, terminations, pay, the living line
//! - `happenings`: absences, moves, births, deaths, and wrong lines
//! - `office`: registers, determinations, helpers, services, and late findings

pub mod city;
pub mod happenings;
pub mod jobs;
pub mod office;
pub mod people;
pub mod settling;
pub mod tables;
