//! The ways into the ledger: one fact at a time, in batches, from messages.

pub mod acting;
pub mod entry;
pub mod follow;
pub mod live;
pub mod own;
pub mod record;
pub mod sealed;
pub mod settling;
pub mod writer;
