//! Recording of facts.

pub mod facts;
