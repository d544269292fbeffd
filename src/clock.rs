//! The only place that reads the time. All other code is given a [`Clock`], so that tests can set
//! it.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use chrono::{DateTime, FixedOffset, NaiveDate, NaiveDateTime, Utc};

/// A source of the present moment.
#[derive(Clone)]
pub enum Clock {
    /// The machine's clock.
    System,
    /// A clock that stands still until it is set: microseconds since 1970 in UTC.
    Fixed(Arc<AtomicI64>),
}

/// Writes a moment in UTC as RFC 3339, with its offset.
///
/// # Errors
/// The error of the serializer.
pub fn utc<S: serde::Serializer>(at: &NaiveDateTime, serializer: S) -> Result<S::Ok, S::Error> {
    serde::Serialize::serialize(&at.and_utc(), serializer)
}

impl Clock {
    /// Makes a clock that stands at a moment until it is set.
    pub fn fixed(at: NaiveDateTime) -> Self {
        Self::Fixed(Arc::new(AtomicI64::new(at.and_utc().timestamp_micros())))
    }

    /// Sets a fixed clock; does nothing to the machine's clock.
    pub fn set(&self, at: NaiveDateTime) {
        if let Self::Fixed(micros) = self {
            micros.store(at.and_utc().timestamp_micros(), Ordering::SeqCst);
        }
    }

    /// Gives the present moment in UTC, in whole microseconds, the precision of both databases.
    pub fn now(&self) -> NaiveDateTime {
        let micros = match self {
            #[allow(clippy::disallowed_methods, reason = "the one place that may")]
            Self::System => Utc::now().timestamp_micros(),
            Self::Fixed(micros) => micros.load(Ordering::SeqCst),
        };
        DateTime::from_timestamp_micros(micros).unwrap_or_default().naive_utc()
    }

    /// Gives the business day in Asia/Shanghai, which is UTC+8 all year (RS-1 section 0).
    pub fn today(&self) -> NaiveDate {
        business_day(self.now())
    }
}

/// Gives the moment in UTC at which a business day begins.
pub fn day_begins(day: NaiveDate) -> NaiveDateTime {
    day.and_time(chrono::NaiveTime::MIN) - chrono::TimeDelta::hours(8)
}

/// Gives the business day of a moment in UTC.
pub fn business_day(at: NaiveDateTime) -> NaiveDate {
    let shanghai = FixedOffset::east_opt(8 * 3600).map(|zone| at.and_utc().with_timezone(&zone).date_naive());
    shanghai.unwrap_or_else(|| at.date())
}
