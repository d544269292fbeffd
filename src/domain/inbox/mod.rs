//! What platforms file: which of their messages hold, whatever order they came in.

pub mod message;
