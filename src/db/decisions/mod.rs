//! Applications and the calendars by which their days are counted.

pub mod applications;
pub mod calendars;
