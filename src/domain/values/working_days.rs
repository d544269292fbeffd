//! Working days (工作日): Monday to Friday, except for the days off and the worked weekends that the
//! State Council's office announces for each year (国务院办公厅关于部分节假日安排的通知). A year without a known
//! notice has a provisional calendar: its weekends and statutory days off, without the shifts of
//! the notice. So every day has an answer, and an answer tells whether it is provisional.

mod notice;
mod statutory;

use std::collections::{BTreeMap, BTreeSet};

use chrono::{Datelike as _, NaiveDate};
use sha2::{Digest as _, Sha256};

pub use self::notice::{FileFault, NoticeDay, YEARS, YearNotice, read};

use self::statutory::is_weekend;

/// A notice built into the program: its year, its publication date, and its days.
struct BuiltIn {
    year: i32,
    published_on: (i32, u32, u32),
    days: &'static str,
}

/// The notices built into the program, for years without a loaded notice.
const BUILT_IN: [BuiltIn; 3] = [
    BuiltIn { year: 2024, published_on: (2023, 10, 25), days: include_str!("../../../seeds/working_days/2024.csv") },
    BuiltIn { year: 2025, published_on: (2024, 11, 12), days: include_str!("../../../seeds/working_days/2025.csv") },
    BuiltIn { year: 2026, published_on: (2025, 11, 4), days: include_str!("../../../seeds/working_days/2026.csv") },
];

/// A deadline, usually counted in working days.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Deadline {
    pub on: NaiveDate,
    /// Whether one of the counted days lies in a year without a notice.
    pub is_provisional: bool,
}

/// The way in which a day differs from its weekday.
#[derive(Clone, PartialEq, Eq, Debug)]
struct Exception {
    works: bool,
    holiday: Option<String>,
}

/// The working days of every year: by its notice if there is one, otherwise provisional.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Calendar {
    /// The years that have a notice.
    announced: BTreeSet<i32>,
    exceptions: BTreeMap<NaiveDate, Exception>,
}

impl Calendar {
    /// Makes a calendar from the notices in force; a year without one uses the built-in notice, if
    /// there is one.
    ///
    /// A notice may name days of the December before its year, as the one for 2019 did; these
    /// override that year's own notice.
    pub fn new(in_force: impl IntoIterator<Item = YearNotice>) -> Self {
        let mut notices: BTreeMap<i32, Vec<NoticeDay>> =
            built_in().map(|(notice, _)| (notice.year, notice.days)).collect();
        notices.extend(in_force.into_iter().map(|notice| (notice.year, notice.days)));
        let announced = notices.keys().copied().collect();
        let exception = |day: NoticeDay| (day.day, Exception { works: day.works, holiday: day.holiday });
        Self { announced, exceptions: notices.into_values().flatten().map(exception).collect() }
    }

    /// Gives the day that is `count` working days after `day`; the day itself does not count (民法典
    /// article 201).
    pub fn after(&self, day: NaiveDate, count: u32) -> Deadline {
        let mut on = day;
        for _ in 0..count {
            on = self.next(on, NaiveDate::succ_opt);
        }
        Deadline { on, is_provisional: day.succ_opt().is_some_and(|from| self.is_any_provisional(from, on)) }
    }

    /// Gives the last day for which [`Self::after`] gives `day` or earlier; anything that began
    /// later is due later.
    pub fn before(&self, day: NaiveDate, count: u32) -> NaiveDate {
        let Some(steps) = count.checked_sub(1) else { return day };
        let mut on = if self.is_working(day) { day } else { self.next(day, NaiveDate::pred_opt) };
        for _ in 0..steps {
            on = self.next(on, NaiveDate::pred_opt);
        }
        on.pred_opt().unwrap_or(on)
    }

    /// Counts the working days after `day` up to and including `until`, and tells whether the count
    /// is provisional.
    pub fn between(&self, day: NaiveDate, until: NaiveDate) -> (usize, bool) {
        let days = day.iter_days().skip(1).take_while(|on| *on <= until);
        let is_provisional = day.succ_opt().is_some_and(|from| self.is_any_provisional(from, until));
        (days.filter(|on| self.is_working(*on)).count(), is_provisional)
    }

    /// Tells whether a day is a working day.
    pub fn is_working(&self, day: NaiveDate) -> bool {
        match self.exceptions.get(&day) {
            Some(exception) => exception.works,
            None if is_weekend(day) => false,
            None => {
                !self.is_provisional(day.year()) || !statutory::statutory(day.year()).iter().any(|(on, _)| *on == day)
            }
        }
    }

    /// Tells whether a year has no notice.
    pub fn is_provisional(&self, year: i32) -> bool {
        !self.announced.contains(&year)
    }

    /// Lists the days of a year that differ from their weekday or have a holiday's name, by day.
    pub fn days_of(&self, year: i32) -> Vec<NoticeDay> {
        let mut days = BTreeMap::new();
        if self.is_provisional(year) {
            let off = |(day, name): &(NaiveDate, &str)| NoticeDay {
                day: *day,
                works: false,
                holiday: Some((*name).to_owned()),
            };
            days.extend(statutory::statutory(year).iter().map(|found| (found.0, off(found))));
        }
        let own = self.exceptions.iter().filter(|(day, _)| day.year() == year);
        days.extend(own.map(|(day, Exception { works, holiday })| {
            (*day, NoticeDay { day: *day, works: *works, holiday: holiday.clone() })
        }));
        days.into_values().collect()
    }

    /// Counts the working days of a year.
    pub fn working_days_of(&self, year: i32) -> usize {
        let first = NaiveDate::from_ymd_opt(year, 1, 1);
        let days = first.iter().flat_map(NaiveDate::iter_days).take_while(|day| day.year() == year);
        days.filter(|day| self.is_working(*day)).count()
    }

    /// Gives a digest that differs between calendars with different working days.
    pub fn fingerprint(&self) -> String {
        let mut digest = Sha256::new_with_prefix(format!("provisional {}\n", statutory::VERSION));
        for year in &self.announced {
            digest.update(format!("{year}\n"));
        }
        for (day, exception) in &self.exceptions {
            digest.update(format!("{day} {}\n", exception.works));
        }
        digest.finalize().iter().map(|byte| format!("{byte:02x}")).collect()
    }

    fn next(&self, day: NaiveDate, step: fn(&NaiveDate) -> Option<NaiveDate>) -> NaiveDate {
        let mut on = day;
        while let Some(next) = step(&on) {
            on = next;
            if self.is_working(on) {
                break;
            }
        }
        on // there is no later day at the end of time
    }

    fn is_any_provisional(&self, from: NaiveDate, until: NaiveDate) -> bool {
        (from.year()..=until.year()).any(|year| from <= until && self.is_provisional(year))
    }
}

impl Deadline {
    /// Makes a deadline that does not depend on a calendar.
    pub fn fixed(on: NaiveDate) -> Self {
        Self { on, is_provisional: false }
    }
}

/// Lists the built-in notices with their publication dates, by year.
pub fn built_in() -> impl Iterator<Item = (YearNotice, Option<NaiveDate>)> {
    BUILT_IN.iter().map(|BuiltIn { year, published_on: (y, m, d), days }| {
        let days = days.lines().skip(1).filter_map(notice::seed).collect();
        (YearNotice { year: *year, days }, NaiveDate::from_ymd_opt(*y, *m, *d))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    fn carried() -> Calendar {
        Calendar::new([])
    }

    fn known(on: &str) -> Deadline {
        Deadline::fixed(day(on))
    }

    fn provisional(on: &str) -> Deadline {
        Deadline { on: day(on), is_provisional: true }
    }

    /// Makes a notice of these days, written `2027-02-14 work`.
    fn notice(year: i32, days: &[&str]) -> YearNotice {
        let read = |text: &&str| {
            let (on, word) = text.split_once(' ').unwrap();
            NoticeDay { day: day(on), works: word == "work", holiday: None }
        };
        YearNotice { year, days: days.iter().map(read).collect() }
    }

    #[test]
    fn every_built_in_notice_is_a_good_file() {
        for BuiltIn { year, days, .. } in BUILT_IN {
            let Ok(YearNotice { year: read, days: named }) = notice::read(days.as_bytes(), None) else {
                panic!("{year}")
            };
            assert_eq!((read, named.len()), (year, days.lines().count() - 1));
        }
    }

    /// Counted by hand from the announcements: the weekdays of the year, minus days off, plus
    /// worked weekends.
    #[test]
    fn the_days_of_a_year_add_up() {
        assert_eq!([2024, 2025, 2026].map(|year| carried().working_days_of(year)), [251, 248, 248]);
        // Without a notice: the weekdays minus the statutory days that fall on weekdays.
        assert_eq!([2023, 2027].map(|year| carried().working_days_of(year)), [260 - 8, 261 - 7]);
    }

    #[test]
    fn limits_count_from_the_day_after_and_leave_out_holidays() {
        let calendar = carried();
        assert_eq!(calendar.after(day("2026-03-23"), 7), known("2026-04-01"));
        assert_eq!(calendar.after(day("2026-04-01"), 10), known("2026-04-16"));
        assert_eq!(calendar.after(day("2026-03-31"), 5), known("2026-04-08"));
        assert_eq!(calendar.after(day("2026-03-31"), 0), known("2026-03-31"));
        // A worked Saturday counts.
        assert_eq!(calendar.after(day("2026-02-13"), 1), known("2026-02-14"));
        assert_eq!(calendar.after(day("2026-02-14"), 1), known("2026-02-24"));
    }

    #[test]
    fn a_year_without_a_notice_has_its_weekends_and_statutory_days_and_says_so() {
        let calendar = carried();
        assert_eq!(calendar.after(day("2026-12-28"), 3), known("2026-12-31"), "no day of 2027 is on the way");
        assert_eq!(calendar.after(day("2026-12-30"), 2), provisional("2027-01-04"));
        // Over Spring Festival, Friday to Monday.
        assert_eq!(calendar.after(day("2027-02-04"), 1), provisional("2027-02-09"));
        assert_eq!(calendar.before(day("2027-02-09"), 1), day("2027-02-08"));
        assert_eq!(calendar.before(day("2027-01-04"), 2), day("2026-12-30"));
        assert!(calendar.is_working(day("2023-01-21").pred_opt().unwrap()), "the eve was no statutory day before 2025");
        assert_eq!(calendar.between(day("2026-12-29"), day("2026-12-31")), (2, false));
        assert_eq!(calendar.between(day("2026-12-31"), day("2027-01-08")), (5, true));
        assert_eq!(calendar.between(day("2026-12-31"), day("2026-12-31")), (0, false));
    }

    #[test]
    fn a_year_with_a_notice_knows_no_other_day_off() {
        let of = |year: i32| -> Vec<bool> {
            carried().days_of(year).iter().map(|day| day.holiday.is_some() && day.day.year() == year).collect()
        };
        assert_eq!([2024, 2025, 2026].map(|year| of(year).len()), [36, 33, 39]);
        assert_eq!([2023, 2027].map(|year| of(year).len()), [11, 13]);
        assert!([2023, 2024, 2027].into_iter().flat_map(of).all(|is_own| is_own));
        // The notice overrides the statutory rule.
        let calendar = Calendar::new([notice(2027, &["2027-01-01 off"])]);
        assert!(calendar.is_working(day("2027-02-08")) && !calendar.is_working(day("2027-01-01")));
    }

    #[test]
    fn a_later_notice_wins_for_the_december_before_its_year() {
        let calendar = Calendar::new([
            notice(2028, &["2027-12-31 off", "2028-01-02 work"]),
            notice(2027, &["2027-01-01 off", "2027-12-25 work"]),
        ]);
        assert_eq!(calendar.after(day("2027-12-30"), 1), known("2028-01-02"), "a Friday off, a Sunday worked");
        assert!(calendar.is_working(day("2027-12-25")));
        // It does so even if the year itself has no notice.
        let calendar = Calendar::new([notice(2028, &["2027-12-31 off", "2027-12-26 work"])]);
        assert_eq!(calendar.after(day("2027-12-30"), 1), provisional("2028-01-03"));
        assert_eq!(calendar.after(day("2027-12-24"), 1), provisional("2027-12-26"));
    }

    #[test]
    fn a_fingerprint_follows_the_working_days_and_not_their_names() {
        let one = Calendar::new([notice(2027, &["2027-01-01 off"])]);
        let mut named = notice(2027, &["2027-01-01 off"]);
        named.days[0].holiday = Some("元旦".to_owned());
        assert_eq!(one.fingerprint(), Calendar::new([named]).fingerprint());
        let others =
            [carried(), Calendar::new([notice(2027, &["2027-01-02 off"])]), Calendar::new([notice(2028, &[])])];
        assert!(others.iter().all(|other| other.fingerprint() != one.fingerprint()));
    }

    #[test]
    fn the_ends_of_time_have_an_answer() {
        let calendar = carried();
        assert_eq!(calendar.after(NaiveDate::MAX, 10).on, NaiveDate::MAX);
        assert_eq!(calendar.before(NaiveDate::MIN, 10), NaiveDate::MIN);
        assert_eq!(calendar.between(NaiveDate::MAX, NaiveDate::MAX), (0, false));
    }

    #[test]
    fn what_began_by_the_day_before_is_due_by_the_day_and_nothing_later_is() {
        let calendar = carried();
        let days = day("2025-03-01").iter_days().take_while(|on| *on < day("2028-03-01"));
        for on in days {
            for count in [0, 1, 3, 7, 10] {
                let last = calendar.before(on, count);
                assert!(calendar.after(last, count).on <= on, "{on} {count}");
                assert!(calendar.after(last.succ_opt().unwrap(), count).on > on, "{on} {count}");
            }
        }
    }
}
