//! Applications, their documents and public notices, and the calendars of working days.

pub mod application_views;
pub mod applications;
pub mod calendars;
pub mod checks;
pub mod documents;
pub mod notices;
