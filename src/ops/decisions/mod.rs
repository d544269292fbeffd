//! Applications, their documents and notices, and the calendars their days are counted by.

pub mod application_views;
pub mod applications;
pub mod calendars;
pub mod checks;
pub mod documents;
pub mod notices;
