//! Public-welfare posts (公益性岗位) and their holders: at each unit, at least 30 % of the holders are
//! difficult persons (the city's employment policy, annex 5-3 and main text 二(五)). Units are never
//! pooled. A holder determined at the time of the hire counts for as long as the post is held,
//! although the hire ends the determination.

use chrono::NaiveDate;

use crate::values::month::day_before;

/// The least share of difficult persons among the holders at a unit.
pub const SHARE: (i64, i64) = (3, 10);

/// Gives the least number of difficult persons among `holders` at a unit: 30 %, rounded up to whole
/// persons.
pub fn required(holders: i64) -> i64 {
    let (n, d) = SHARE;
    (n * holders + d - 1) / d
}

/// Tells whether a unit with these holders keeps the rule; `None` without holders.
pub fn is_kept(difficult: i64, holders: i64) -> Option<bool> {
    (holders > 0).then(|| difficult >= required(holders))
}

/// Tells whether the person was determined when hired. `stays` are the stays on the register of
/// difficult persons, each from its first day up to, not including, its end. The hire ends a stay
/// on that very day, so the day before decides; a determination on the day of the hire has no
/// effect (RS-1 section 6).
pub fn was_determined(stays: &[(NaiveDate, NaiveDate)], hired_on: NaiveDate) -> bool {
    let before = day_before(hired_on);
    stays.iter().any(|(from, until)| *from <= before && before < *until)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::months::lines::Rate;

    #[test]
    fn the_least_number_is_thirty_per_cent_rounded_up_to_whole_persons() {
        let cases = [(0, 0), (1, 1), (3, 1), (4, 2), (6, 2), (7, 3), (10, 3), (11, 4), (20, 6), (100, 30), (101, 31)];
        for (holders, least) in cases {
            assert_eq!(required(holders), least, "of {holders}");
        }
    }

    #[test]
    fn a_unit_keeps_the_rule_by_the_exact_fraction_and_by_its_own_holders_alone() {
        let told = |difficult, holders| {
            (Rate::of(difficult, holders).map(|rate| rate.percent), is_kept(difficult, holders), required(holders))
        };
        let percent = |shown: &str| Some(shown.to_owned());
        // P8 and P9.
        assert_eq!(told(3, 10), (percent("30.0"), Some(true), 3));
        assert_eq!(told(1, 4), (percent("25.0"), Some(false), 2));
        // Shown as 30.0, but less.
        assert_eq!(told(2999, 9999), (percent("30.0"), Some(false), 3000));
        assert_eq!(told(0, 0), (None, None, 0));
    }

    #[test]
    fn the_day_before_the_first_day_at_work_tells_who_was_determined() {
        let day = |text: &str| text.parse::<NaiveDate>().unwrap();
        let was = |from, until| was_determined(&[(day(from), day(until))], day("2026-02-01"));
        assert!(was("2026-01-10", "2026-02-01"), "the hire ended it");
        assert!(was("2026-01-31", "2026-02-01"));
        assert!(!was("2026-01-10", "2026-01-31"), "it had ended the day before");
        assert!(!was("2026-02-01", "2026-03-01"), "it came with the hire");
        assert!(!was("2026-01-31", "2026-01-31"), "it passed within a day");
        assert!(!was_determined(&[], day("2026-02-01")));
    }
}
