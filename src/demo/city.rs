//! A synthetic city, generated chapter by chapter.

use std::collections::{BTreeMap, HashMap};

use chrono::{Datelike, NaiveDate, TimeDelta};
use serde_json::{Value, json};

use super::people::{Household, Person, person_ref};
use super::tables::{Dice, Villages};
use crate::domain::values::month::{Month, add_months, day_before};

/// The first day of the first month that is closed.
pub(in crate::demo) const FIRST: NaiveDate = NaiveDate::from_ymd_opt(2025, 1, 1).unwrap();

/// The days before that which the city also lives through, so that it does not begin with empty
/// registers.
pub(in crate::demo) const PRELUDE_DAYS: i64 = 92;

/// The day of the next month at the end of which a month is closed.
pub(in crate::demo) const CLOSING_DAY: i64 = 5;

/// An event planned for a later day.
pub(in crate::demo) type Plan = Box<dyn FnOnce(&mut City) + Send>;

/// The lines recorded between two closes, in the order of recording.
#[derive(Debug)]
pub struct Chapter {
    /// The month to close after the lines, as `YYYY-MM`; none for the initial chapter and for the
    /// late lines.
    pub month: Option<String>,
    /// Interchange lines, without line ends.
    pub lines: Vec<String>,
}

/// A synthetic city. It is generated chapter by chapter, so that only one has to be held in memory:
/// first the initial state, all dated before 2025, then one chapter for each month, and last the
/// late lines that change closed months.
pub struct City {
    pub(super) dice: Dice,
    pub(super) villages: Villages,
    pub(super) persons: Vec<Person>,
    pub(super) households: Vec<Household>,
    /// The number of ID numbers with the same prefix, birth date and sex.
    pub(super) numbers: HashMap<(&'static str, NaiveDate, bool), u32>,
    plans: BTreeMap<NaiveDate, Vec<Plan>>,
    /// The number of people at the start.
    pub(super) target: usize,
    months: usize,
    /// The number of chapters generated so far.
    told: usize,
    pub(super) today: NaiveDate,
    /// The day after which nothing is generated.
    pub(super) end: NaiveDate,
    /// The living line in fen a month.
    pub(super) living_line: i64,
    pub(super) settled: bool,
    pub(super) quiet: bool,
    events: u64,
    pub(super) jobs: u32,
    /// The number of lines recorded today.
    minute: i64,
    lines: Vec<String>,
}

impl City {
    /// Founds a city of `persons` people that covers the prelude, `months` months from 2025-01, and
    /// one late month.
    pub fn new(seed: u64, persons: usize, months: usize) -> Self {
        let closed = u32::try_from(months).unwrap_or(u32::MAX);
        Self {
            dice: Dice::new(seed),
            villages: Villages::read(),
            persons: Vec::new(),
            households: Vec::new(),
            numbers: HashMap::new(),
            plans: BTreeMap::new(),
            target: persons,
            months,
            told: 0,
            today: FIRST - TimeDelta::days(PRELUDE_DAYS),
            end: add_months(FIRST, closed.saturating_add(2)),
            living_line: 112_000,
            settled: false,
            quiet: false,
            events: 0,
            jobs: 0,
            minute: 0,
            lines: Vec::new(),
        }
    }

    /// Lives through the days before `until`.
    fn live_until(&mut self, until: NaiveDate) {
        while self.today < until {
            self.happen();
            match (self.today.month(), self.today.day()) {
                (6, 25) => self.finish_school(),
                (7, 1) => self.raise_living_line(),
                _ => {}
            }
            // A plan may add further plans for the same day.
            while let Some(plans) = self.plans.remove(&self.today) {
                for plan in plans {
                    plan(self);
                }
            }
            self.today += TimeDelta::days(1);
            self.minute = 0;
        }
    }

    /// Plans an event for a day; a past day counts as today.
    pub(super) fn at(&mut self, day: NaiveDate, plan: impl FnOnce(&mut Self) + Send + 'static) {
        self.plans.entry(day.max(self.today)).or_default().push(Box::new(plan));
    }

    /// Plans an event for `low` to `high` - 1 days from now.
    pub(super) fn soon(&mut self, low: i64, high: i64, plan: impl FnOnce(&mut Self) + Send + 'static) {
        let day = self.today + TimeDelta::days(self.dice.between(low, high));
        self.at(day, plan);
    }

    /// Writes a line and gives its reference. Fields that are null are left out.
    pub(super) fn say(&mut self, kind: &str, on: NaiveDate, fields: Value) -> String {
        self.events += 1;
        let event = format!("demo:{}", self.events);
        let mut line = json!({"kind": kind, "event_ref": event, "effective_on": on.to_string()});
        if self.settled {
            // Counters open at half past eight; nine hours hold every line of a day.
            let second = 30_600 + self.minute.min(32_399);
            self.minute += 1;
            let (hour, minute, second) = (second / 3600, second / 60 % 60, second % 60);
            line["recorded_at"] = format!("{}T{hour:02}:{minute:02}:{second:02}+08:00", self.today).into();
        }
        if let (Value::Object(line), Value::Object(fields)) = (&mut line, fields) {
            line.extend(fields.into_iter().filter(|(_, value)| !value.is_null()));
        }
        self.lines.push(line.to_string());
        event
    }

    /// Writes a line about a person.
    pub(super) fn tell(&mut self, p: usize, kind: &str, on: NaiveDate, mut fields: Value) -> String {
        self.persons[p].last = self.persons[p].last.max(on);
        fields["person_ref"] = person_ref(p).into();
        self.say(kind, on, fields)
    }
}

impl Iterator for City {
    type Item = Chapter;

    fn next(&mut self) -> Option<Chapter> {
        let told = self.told;
        self.told += 1;
        let first = |nth: usize| u32::try_from(nth).map_or(FIRST, |months| add_months(FIRST, months));
        if told == 0 {
            self.populate();
            self.settled = true;
            self.live_until(FIRST);
        } else if told <= self.months {
            self.live_until(first(told) + TimeDelta::days(CLOSING_DAY));
        } else if told == self.months + 1 {
            self.find_late(day_before(first(self.months)));
            self.live_until(first(self.months + 1) + TimeDelta::days(CLOSING_DAY));
        } else {
            return None;
        }
        let month = (1..=self.months).contains(&told).then(|| Month::of(first(told - 1)).to_string());
        Some(Chapter { month, lines: std::mem::take(&mut self.lines) })
    }
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;

    fn lines(seed: u64, persons: usize, months: usize) -> Vec<Vec<String>> {
        City::new(seed, persons, months).map(|chapter| chapter.lines).collect()
    }

    fn values(lines: &[String]) -> Vec<Value> {
        lines.iter().map(|line| serde_json::from_str(line).unwrap()).collect()
    }

    fn count(lines: &[String], kind: &str) -> usize {
        values(lines).iter().filter(|line| line["kind"] == kind).count()
    }

    #[test]
    fn a_seed_gives_the_same_lines_again_and_another_seed_gives_others() {
        assert!(lines(7, 500, 3) == lines(7, 500, 3));
        assert!(lines(7, 500, 3) != lines(8, 500, 3));
    }

    #[test]
    fn months_run_from_january_2025_between_the_base_and_the_late_chapter() {
        let months: Vec<_> = City::new(1, 50, 13).map(|chapter| chapter.month).collect();
        assert_eq!(months.len(), 15);
        assert_eq!((&months[0], &months[14]), (&None, &None));
        assert_eq!((months[1].as_deref(), months[13].as_deref()), (Some("2025-01"), Some("2026-01")));
    }

    #[test]
    fn a_longer_run_begins_like_a_shorter_one() {
        let (short, long) = (lines(3, 400, 2), lines(3, 400, 5));
        assert!(short[..3] == long[..3]);
    }

    #[test]
    fn what_the_city_brings_along_is_dated_before_the_first_month() {
        let base = values(&lines(2, 1000, 1)[0]);
        assert!(base.iter().all(|line| line["effective_on"].as_str().unwrap() < "2025-01-01"));
    }

    #[test]
    fn a_chapter_holds_what_was_recorded_from_one_close_to_the_next() {
        let chapters = lines(4, 2000, 2);
        let recorded = |nth: usize| {
            let days: Vec<String> =
                values(&chapters[nth]).iter().map(|line| line["recorded_at"].as_str().unwrap().to_owned()).collect();
            assert!(days.is_sorted());
            (days[0][..10].to_owned(), days[days.len() - 1][..10].to_owned())
        };
        for (nth, (from, to)) in
            [(1, ("2025-01-01", "2025-02-05")), (2, ("2025-02-06", "2025-03-05")), (3, ("2025-03-06", "2025-04-05"))]
        {
            let (first, last) = recorded(nth);
            assert!(from <= first.as_str() && last.as_str() <= to, "chapter {nth}: {first} to {last}");
        }
    }

    #[test]
    fn every_line_can_be_read() {
        for line in lines(11, 3000, 12).concat() {
            assert!(crate::domain::ledger::interchange::parse(line.as_bytes()).is_ok(), "{line}");
        }
    }

    #[test]
    fn references_of_events_and_id_numbers_are_unique() {
        let all = lines(5, 3000, 4).concat();
        let all = values(&all);
        let events: HashSet<_> = all.iter().map(|line| line["event_ref"].as_str().unwrap()).collect();
        assert_eq!(events.len(), all.len());
        let people: Vec<_> = all.iter().filter_map(|line| line["id_number"].as_str()).collect();
        assert_eq!(people.iter().collect::<HashSet<_>>().len(), people.len());
    }

    #[test]
    fn nothing_is_dated_after_the_day_it_was_recorded() {
        for line in values(&lines(6, 3000, 4).concat()) {
            if let Some(recorded) = line["recorded_at"].as_str() {
                assert!(line["effective_on"].as_str().unwrap() <= &recorded[..10], "{line}");
            }
        }
    }

    #[test]
    fn a_city_has_the_people_asked_for_and_something_to_do_every_month() {
        let chapters = lines(1, 10_000, 12);
        let grown_since_october = 10_000..10_120;
        assert!(grown_since_october.contains(&count(&chapters[0], "person_registered")));
        for month in &chapters[1..13] {
            assert!((300..1200).contains(&month.len()), "{} lines", month.len());
            assert!(count(month, "household_recognised") >= 3);
            assert!(count(month, "service_delivered") >= 20);
        }
        let all = chapters[1..].concat();
        for kind in [
            "voided",
            "household_moved",
            "household_removed",
            "determination_removed",
            "living_line_set",
            "died",
            "pay_changed",
        ] {
            assert!(count(&all, kind) > 0, "no {kind}");
        }
        assert_eq!(count(&chapters[7], "living_line_set") + count(&chapters[6], "living_line_set"), 1);
    }

    #[test]
    fn the_late_chapter_speaks_of_closed_months() {
        let chapters = lines(1, 10_000, 3);
        let late = values(&chapters[4]);
        let closed = |kind: &str| {
            late.iter()
                .filter(|line| line["kind"] == kind && line["effective_on"].as_str() < Some("2025-04-01"))
                .count()
        };
        assert!(closed("employment_started") >= 3);
        assert!(closed("employment_ended") >= 1);
        assert!(late.iter().any(|line| line["kind"] == "voided"));
    }

    #[test]
    fn a_hamlet_is_told_without_fuss() {
        for persons in [0, 1, 2, 30] {
            assert_eq!(lines(9, persons, 1).len(), 3);
        }
        assert_eq!(lines(9, 30, 0).len(), 2);
    }
}
