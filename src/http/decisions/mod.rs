//! Applications, their notices, and the calendars their days are counted by.

pub mod applications;
pub mod calendars;
pub mod notices;
