//! The door to the data: who comes in, what they say, and how they are answered.

pub mod access;
pub mod around;
pub mod docs;
pub mod door;
pub mod files;
pub mod health;
pub mod input;
pub mod problem;
