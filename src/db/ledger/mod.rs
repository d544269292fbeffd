//! The working set of a batch, and the mark of a restore.

pub mod book;
pub mod names;
pub mod restoring;
