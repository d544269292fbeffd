//! The ways into the ledger: single facts, batches and messages.

pub mod acting;
pub mod entry;
pub mod follow;
pub mod live;
pub mod own;
pub mod record;
pub mod sealed;
pub mod settling;
pub mod writer;
