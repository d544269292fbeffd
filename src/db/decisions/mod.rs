//! Applications, and the calendars of working days for their time limits.

pub mod applications;
pub mod calendars;
