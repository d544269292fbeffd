//! The door to the data: authentication, parsing of input, and answers.

pub mod access;
pub mod around;
pub mod docs;
pub mod door;
pub mod files;
pub mod health;
pub mod input;
pub mod problem;
