//! The statutory retirement date (RS-1 section 7; decision of the Standing Committee of the
//! National People's Congress of 2024-09-13 on the gradual delay of the statutory retirement age,
//! in force since 2025-01-01).

use chrono::{Datelike, NaiveDate};

use crate::values::codes::{RetirementGroup, Sex};
use crate::values::month::add_months;

/// The age in months at which working age begins: the 16th birthday (就业服务与就业管理规定 article 6).
pub const WORKING_AGE_MONTHS: u32 = 16 * 12;

/// Gives the group that applies: a woman without a known group counts as `female_55`, so that a
/// guess removes no woman.
pub fn group_of(sex: Sex, known: Option<RetirementGroup>) -> RetirementGroup {
    match (known, sex) {
        (Some(group), _) => group,
        (None, Sex::Male) => RetirementGroup::Male,
        (None, Sex::Female) => RetirementGroup::Female55,
    }
}

/// Tells whether a group fits the sex.
pub fn fits(group: RetirementGroup, sex: Sex) -> bool {
    (group == RetirementGroup::Male) == (sex == Sex::Male)
}

/// Gives the first day on which a person is not of working age any more.
pub fn retirement_date(birth: NaiveDate, group: RetirementGroup) -> NaiveDate {
    let (start_year, base, band, cap) = match group {
        RetirementGroup::Male => (1965, 720, 4, 36),
        RetirementGroup::Female55 => (1970, 660, 4, 36),
        RetirementGroup::Female50 => (1975, 600, 2, 60),
    };
    let k = (birth.year() - start_year) * 12 + birth.month0().cast_signed();
    let delay = u32::try_from(k).map_or(0, |k| (k / band + 1).min(cap));
    add_months(birth, base + delay)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Birth month, then age and month of retirement, as in the table of the official annex.
    #[test]
    fn the_dates_agree_with_the_official_table() {
        use RetirementGroup::{Female50 as F50, Female55 as F55, Male as M};
        let rows: &[(RetirementGroup, (i32, u32), (u32, u32), (i32, u32))] = &[
            (M, (1964, 12), (60, 0), (2024, 12)),
            (M, (1965, 1), (60, 1), (2025, 2)),
            (M, (1965, 4), (60, 1), (2025, 5)),
            (M, (1965, 5), (60, 2), (2025, 7)),
            (M, (1965, 9), (60, 3), (2025, 12)),
            (M, (1965, 12), (60, 3), (2026, 3)),
            (M, (1966, 1), (60, 4), (2026, 5)),
            (M, (1970, 6), (61, 5), (2031, 11)),
            (M, (1976, 8), (62, 11), (2039, 7)),
            (M, (1976, 9), (63, 0), (2039, 9)),
            (M, (1980, 1), (63, 0), (2043, 1)),
            (F55, (1969, 12), (55, 0), (2024, 12)),
            (F55, (1970, 1), (55, 1), (2025, 2)),
            (F55, (1970, 4), (55, 1), (2025, 5)),
            (F55, (1970, 5), (55, 2), (2025, 7)),
            (F55, (1971, 4), (55, 4), (2026, 8)),
            (F55, (1971, 12), (55, 6), (2027, 6)),
            (F55, (1973, 12), (56, 0), (2029, 12)),
            (F55, (1974, 1), (56, 1), (2030, 2)),
            (F55, (1981, 8), (57, 11), (2039, 7)),
            (F55, (1981, 9), (58, 0), (2039, 9)),
            (F55, (1981, 12), (58, 0), (2039, 12)),
            (F50, (1974, 12), (50, 0), (2024, 12)),
            (F50, (1975, 1), (50, 1), (2025, 2)),
            (F50, (1975, 2), (50, 1), (2025, 3)),
            (F50, (1975, 3), (50, 2), (2025, 5)),
            (F50, (1975, 11), (50, 6), (2026, 5)),
            (F50, (1976, 12), (51, 0), (2027, 12)),
            (F50, (1977, 1), (51, 1), (2028, 2)),
            (F50, (1980, 7), (52, 10), (2033, 5)),
            (F50, (1984, 10), (54, 11), (2039, 9)),
            (F50, (1984, 11), (55, 0), (2039, 11)),
            (F50, (1984, 12), (55, 0), (2039, 12)),
        ];
        for &(group, (y, m), (years, months), (ry, rm)) in rows {
            let birth = NaiveDate::from_ymd_opt(y, m, 20).unwrap();
            let date = retirement_date(birth, group);
            assert_eq!((date.year(), date.month(), date.day()), (ry, rm, 20), "{group:?} {birth}");
            assert_eq!(date, add_months(birth, years * 12 + months), "{group:?} {birth}");
        }
    }

    #[test]
    fn a_day_that_does_not_exist_is_the_months_last() {
        let birth = NaiveDate::from_ymd_opt(1965, 1, 31).unwrap();
        assert_eq!(retirement_date(birth, RetirementGroup::Male), NaiveDate::from_ymd_opt(2025, 2, 28).unwrap());
    }
}
