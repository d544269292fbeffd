//! Applications, their public notices, and the calendars that count their days.

pub mod applications;
pub mod calendars;
pub mod notices;
