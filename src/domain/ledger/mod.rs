//! The ledger's lines: what can be said, how it is written, and whether it may stand beside what there is.

pub mod accept;
pub mod fact;
pub mod incoming;
pub mod interchange;
