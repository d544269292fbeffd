//! Rolls of other authorities.

pub mod rolls;
