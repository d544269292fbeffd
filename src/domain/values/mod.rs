//! The values of lines and forms, each checked once on input and trusted afterwards.

pub mod codes;
pub mod desk;
pub mod disability;
pub mod division;
pub mod encoding;
pub mod fields;
pub mod hint;
pub mod id_number;
pub mod lists;
pub mod month;
pub mod occupation;
pub mod read;
pub mod refusal;
pub mod text;
pub mod uscc;
pub mod working_days;
