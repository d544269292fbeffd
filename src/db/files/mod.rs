//! What other authorities list.

pub mod rolls;
