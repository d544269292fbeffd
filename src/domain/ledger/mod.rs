//! The lines of the ledger: their claims, their written form, and the checks against earlier facts.

pub mod accept;
pub mod fact;
pub mod incoming;
pub mod interchange;
