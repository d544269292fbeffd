//! The names under which this service registers and records.

use chrono::NaiveDateTime;
use uuid::{NoContext, Timestamp, Uuid};

use crate::domain::values::text::Reference;
use crate::error::{Error, Result};

/// Whose names the subjects have that are registered here.
pub const OWN_SENDER: &str = "bangfu";

/// How the events begin that are recorded here.
pub(in crate::ops) const OWN_EVENTS: &str = "http:";

/// Names a line has and a live fact has not: who sends it is known, and its subjects are named by their numbers.
pub(in crate::ops) const NOT_HERE: [&str; 5] =
    ["event_ref", "subject_sender", "person_ref", "household_ref", "recorded_at"];

/// Makes a reference nobody has: a UUID of version 7, by the service's clock.
pub(in crate::ops) fn minted(now: NaiveDateTime) -> String {
    let now = now.and_utc();
    let seconds = u64::try_from(now.timestamp()).unwrap_or(0);
    Uuid::new_v7(Timestamp::from_unix(NoContext, seconds, now.timestamp_subsec_nanos())).to_string()
}

pub(in crate::ops) fn reference(name: &str) -> Result<Reference> {
    Reference::parse(name).map_err(|_| Error::internal("a stored reference is not one"))
}
