//! Calendar months, and the arithmetic of days that the rules need (RS-1 section 0).

use std::fmt;

use chrono::{Datelike, Days, Months, NaiveDate};

/// The day after all days, used as an open end.
pub const FAR: NaiveDate = NaiveDate::from_ymd_opt(9999, 12, 31).unwrap();

/// A calendar month, written `YYYY-MM` (ISO 8601).
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct Month {
    first: NaiveDate,
}

impl Month {
    /// Reads `YYYY-MM`, for the years 1900 to 9998.
    pub fn parse(text: &str) -> Option<Self> {
        let (year, month) = text.split_once('-')?;
        let digits = |s: &str, n: usize| s.len() == n && s.bytes().all(|b| b.is_ascii_digit());
        if !digits(year, 4) || !digits(month, 2) {
            return None;
        }
        let first = NaiveDate::from_ymd_opt(year.parse().ok()?, month.parse().ok()?, 1)?;
        (1900..=9998).contains(&first.year()).then_some(Self { first })
    }

    /// Gives the month of a day.
    pub fn of(day: NaiveDate) -> Self {
        Self { first: day.with_day(1).unwrap_or(day) }
    }

    /// Gives its first day.
    pub fn first(self) -> NaiveDate {
        self.first
    }

    /// Gives its last day.
    pub fn last(self) -> NaiveDate {
        day_before(self.next().first)
    }

    /// Gives the day before its first day, on which the opening figures are read.
    pub fn before(self) -> NaiveDate {
        day_before(self.first)
    }

    /// Gives the next month.
    pub fn next(self) -> Self {
        Self { first: add_months(self.first, 1) }
    }

    /// Gives the previous month.
    pub fn previous(self) -> Self {
        Self::of(self.before())
    }

    /// Tells whether the day lies in the month.
    pub fn contains(self, day: NaiveDate) -> bool {
        Self::of(day) == self
    }
}

impl fmt::Display for Month {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04}-{:02}", self.first.year(), self.first.month())
    }
}

/// Adds months in one step; if the day does not exist in the target month, takes its last day (RS-1
/// section 0). Past the end of the calendar it gives [`FAR`].
pub fn add_months(day: NaiveDate, months: u32) -> NaiveDate {
    day.checked_add_months(Months::new(months)).map_or(FAR, |d| d.min(FAR))
}

/// Subtracts months in one step; if the day does not exist in the target month, takes its last day.
pub fn months_before(day: NaiveDate, months: u32) -> NaiveDate {
    day.checked_sub_months(Months::new(months)).unwrap_or(NaiveDate::MIN)
}

/// Gives the day before.
pub fn day_before(day: NaiveDate) -> NaiveDate {
    day.pred_opt().unwrap_or(day)
}

/// Gives the day `n` days earlier.
pub fn days_before(day: NaiveDate, n: u64) -> NaiveDate {
    day.checked_sub_days(Days::new(n)).unwrap_or(NaiveDate::MIN)
}
