//! A synthetic Jiangmen for `bangfu demo`: invented people on the real division tree, told in interchange lines, so that
//! the demo comes in by the same door as everything else. A seed gives the same lines on every machine and day.
//!
//! The city is lived through day by day in the order of *recording*: what is recorded on a day is dated that day or
//! earlier, and what an officer does follows from the lines written before. Wrong lines are written first and voided weeks
//! later. Whatever the register will hold of the city is therefore known here while it is told, and no line is refused.
//!
//! - `tables`: dice, villages, names and numbers
//! - `people`: persons and households, and how they come into the city
//! - `jobs`: hires, terminations, pay, the living line
//! - `happenings`: absences, moves, births, deaths, and wrong lines
//! - `office`: registers, determinations, helpers, services, and what is found late

pub mod city;
pub mod happenings;
pub mod jobs;
pub mod office;
pub mod people;
pub mod settling;
pub mod tables;
