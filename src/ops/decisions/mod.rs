//! Applications, their documents and notices, and the calendars their days are counted by.

pub mod applications;
pub mod calendars;
pub mod documents;
pub mod notices;
