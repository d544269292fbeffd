//! Why an operation goes no further.

use crate::domain::values::refusal::Refusal;
use crate::error::{Failure, Result};

/// Why a fact does not get as far as the ledger.
#[derive(Debug, PartialEq)]
pub enum Denied {
    /// The role may not record this kind, or not void it.
    Forbidden,
    Refused(Refusal),
}

impl From<Refusal> for Denied {
    fn from(refusal: Refusal) -> Self {
        Self::Refused(refusal)
    }
}

/// Ends the transaction for a refusal that its caller is told.
pub(in crate::ops) fn refuse<T>(denied: &mut Option<Denied>, refusal: Refusal) -> Result<T> {
    *denied = Some(Denied::Refused(refusal));
    Err(Failure::Refused.into())
}

/// Tells apart what failed and what was denied.
pub(in crate::ops) fn settle<T>(done: Result<T>, denied: Option<Denied>) -> Result<Result<T, Denied>> {
    match denied {
        Some(denied) => Ok(Err(denied)),
        None => done.map(Ok),
    }
}
