//! Recording facts.

pub mod facts;
