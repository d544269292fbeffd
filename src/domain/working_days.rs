//! Working days (工作日): Monday to Friday, but for the days off and the weekends worked that the State Council's office
//! announces for each year (`seeds/working_days`). A year nobody has announced, or nobody has put there, is an error and no
//! guess: the days moved to and fro differ every year.

use std::collections::BTreeMap;
use std::sync::OnceLock;

use chrono::{Datelike, NaiveDate, Weekday};

/// The years the program carries.
const YEARS: [(i32, &str); 3] = [
    (2024, include_str!("../../seeds/working_days/2024.csv")),
    (2025, include_str!("../../seeds/working_days/2025.csv")),
    (2026, include_str!("../../seeds/working_days/2026.csv")),
];

/// A year without a calendar was reached.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct NoCalendar {
    pub year: i32,
}

/// Gives the day that many working days after a day; the day itself does not count (民法典 article 201).
///
/// # Errors
/// When the way there leads through a year without a calendar.
pub fn after(day: NaiveDate, count: u32) -> Result<NaiveDate, NoCalendar> {
    let mut on = day;
    for _ in 0..count {
        on = next(on, NaiveDate::succ_opt)?;
    }
    Ok(on)
}

/// Gives the last day of which [`after`] still gives `day` or an earlier one: what began after it has until later.
///
/// # Errors
/// As [`after`].
pub fn before(day: NaiveDate, count: u32) -> Result<NaiveDate, NoCalendar> {
    let Some(steps) = count.checked_sub(1) else { return Ok(day) };
    let mut on = if is_working(day)? { day } else { next(day, NaiveDate::pred_opt)? };
    for _ in 0..steps {
        on = next(on, NaiveDate::pred_opt)?;
    }
    on.pred_opt().ok_or(NoCalendar { year: on.year() })
}

/// Tells whether people work on a day.
///
/// # Errors
/// When its year has no calendar.
pub fn is_working(day: NaiveDate) -> Result<bool, NoCalendar> {
    let year = calendar().get(&day.year()).ok_or(NoCalendar { year: day.year() })?;
    Ok(year.get(&day).copied().unwrap_or(!matches!(day.weekday(), Weekday::Sat | Weekday::Sun)))
}

fn next(day: NaiveDate, step: fn(&NaiveDate) -> Option<NaiveDate>) -> Result<NaiveDate, NoCalendar> {
    let mut on = day;
    loop {
        on = step(&on).ok_or(NoCalendar { year: on.year() })?;
        if is_working(on)? {
            return Ok(on);
        }
    }
}

/// The days of each year that are not as their weekday says, and whether they are worked.
fn calendar() -> &'static BTreeMap<i32, BTreeMap<NaiveDate, bool>> {
    static CALENDAR: OnceLock<BTreeMap<i32, BTreeMap<NaiveDate, bool>>> = OnceLock::new();
    CALENDAR.get_or_init(|| {
        YEARS.iter().map(|(year, table)| (*year, table.lines().skip(1).filter_map(row).collect())).collect()
    })
}

fn row(line: &str) -> Option<(NaiveDate, bool)> {
    let mut fields = line.split(',');
    let day = fields.next()?.parse().ok()?;
    Some((day, fields.next()? == "work"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    #[test]
    fn every_row_is_a_day_of_its_year_that_its_weekday_does_not_tell() {
        for (year, table) in YEARS {
            let rows: Vec<_> = table.lines().skip(1).collect();
            let read: Vec<_> = rows.iter().filter_map(|line| row(line)).collect();
            assert_eq!(read.len(), rows.len(), "{year}");
            assert!(read.is_sorted_by_key(|(on, _)| *on) && read.iter().all(|(on, _)| on.year() == year), "{year}");
            let weekend = |on: NaiveDate| matches!(on.weekday(), Weekday::Sat | Weekday::Sun);
            assert!(read.iter().all(|(on, works)| !works || weekend(*on)), "{year}");
        }
    }

    /// Counted by hand from the announcements: the weekdays of the year, less those off, and the weekends worked.
    #[test]
    fn the_days_of_a_year_add_up() {
        let of = |year| day(&format!("{year}-01-01")).iter_days().take_while(move |on| on.year() == year);
        let worked = |year| of(year).filter(|on| is_working(*on) == Ok(true)).count();
        assert_eq!([2024, 2025, 2026].map(worked), [251, 248, 248]);
    }

    #[test]
    fn limits_count_from_the_day_after_and_leave_out_holidays() {
        assert_eq!(after(day("2026-03-23"), 7), Ok(day("2026-04-01")));
        assert_eq!(after(day("2026-04-01"), 10), Ok(day("2026-04-16")));
        assert_eq!(after(day("2026-03-31"), 5), Ok(day("2026-04-08")));
        // A Saturday that is worked counts.
        assert_eq!(after(day("2026-02-13"), 1), Ok(day("2026-02-14")));
        assert_eq!(after(day("2026-02-14"), 1), Ok(day("2026-02-24")));
    }

    #[test]
    fn a_year_without_a_calendar_is_told_and_not_guessed() {
        assert_eq!(after(day("2026-12-30"), 2), Err(NoCalendar { year: 2027 }));
        assert_eq!(after(day("2023-12-29"), 1), Err(NoCalendar { year: 2023 }));
        assert_eq!(before(day("2024-01-03"), 3), Err(NoCalendar { year: 2023 }));
        assert_eq!(is_working(day("2027-01-04")), Err(NoCalendar { year: 2027 }));
    }

    #[test]
    fn what_began_by_the_day_before_is_due_by_the_day_and_nothing_later_is() {
        let days = day("2025-03-01").iter_days().take_while(|on| *on < day("2026-11-01"));
        for on in days {
            for count in [0, 1, 3, 7, 10] {
                let last = before(on, count).unwrap();
                assert!(after(last, count).unwrap() <= on, "{on} {count}");
                assert!(after(last.succ_opt().unwrap(), count).unwrap() > on, "{on} {count}");
            }
        }
    }
}
