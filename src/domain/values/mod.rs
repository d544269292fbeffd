//! The values a line or a form holds, each checked once where it comes in and trusted afterwards.

pub mod codes;
pub mod division;
pub mod lists;
pub mod month;
pub mod read;
pub mod refusal;
pub mod text;
pub mod working_days;
