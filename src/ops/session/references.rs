//! The references under which this service registers subjects and records events.

use chrono::NaiveDateTime;
use uuid::{NoContext, Timestamp, Uuid};

use crate::domain::values::text::Reference;
use crate::error::{Error, Result};

/// The sender under which this service registers subjects.
pub const OWN_SENDER: &str = "bangfu";

/// The prefix of the references of events recorded by this service.
pub(in crate::ops) const OWN_EVENTS: &str = "http:";

/// Fields of an interchange line that a live fact does not have: its sender is known, and its
/// subjects are named by their numbers.
pub(in crate::ops) const NOT_HERE: [&str; 5] =
    ["event_ref", "subject_sender", "person_ref", "household_ref", "recorded_at"];

/// Makes a unique reference: a UUID of version 7, by the service's clock.
pub(in crate::ops) fn minted(now: NaiveDateTime) -> String {
    let now = now.and_utc();
    let seconds = u64::try_from(now.timestamp()).unwrap_or(0);
    Uuid::new_v7(Timestamp::from_unix(NoContext, seconds, now.timestamp_subsec_nanos())).to_string()
}

pub(in crate::ops) fn reference(name: &str) -> Result<Reference> {
    Reference::parse(name).map_err(|_| Error::internal("a stored reference is not one"))
}
