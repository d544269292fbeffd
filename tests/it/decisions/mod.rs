//! Applications and calendars.

pub mod applications;
pub mod calendars;
