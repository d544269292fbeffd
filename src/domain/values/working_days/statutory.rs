//! The statutory days off (法定节假日) of any year, computed: 全国年节及纪念日放假办法, 国务院令第795号 of 2024-11-10,
//! article 2, in force since 2025. Only the yearly notice tells which working days are shifted
//! around them, and which weekdays are off in place of those that fall on a weekend (article 6).

use std::borrow::Cow;
use std::ops::RangeInclusive;
use std::sync::LazyLock;

use chrono::{Datelike, Days, NaiveDate, Weekday};
use icu_calendar::Date;
use icu_calendar::types::Month;

/// The version of these rules; a new version causes stored days to be computed again.
pub const VERSION: u32 = 1;

/// The first year in which Spring Festival includes its eve and Labour Day a second day. Earlier
/// years all take the 11 days of 国务院令第644号 (in force since 2014), even years with another law: no
/// deadline is counted in them any more.
const THIRTEEN_DAYS_SINCE: i32 = 2025;

/// A day off and the name of its holiday.
type Named = (NaiveDate, &'static str);

/// The years for which the days are computed once, because each requires an astronomical
/// computation.
const COMMON: RangeInclusive<i32> = 2000..=2099;

static OF_COMMON: LazyLock<Vec<Vec<Named>>> = LazyLock::new(|| COMMON.map(compute).collect());

/// Lists the statutory days off of a year with the names of their holidays, by day. Two holidays on
/// one day count once.
///
/// A lunar holiday outside the calendar's range (years -9999 to 9999) is omitted.
pub fn statutory(year: i32) -> Cow<'static, [Named]> {
    let common = usize::try_from(i64::from(year) - i64::from(*COMMON.start())).ok();
    match common.and_then(|at| OF_COMMON.get(at)) {
        Some(days) => Cow::Borrowed(days),
        None => Cow::Owned(compute(year)),
    }
}

fn compute(year: i32) -> Vec<Named> {
    let is_thirteen = year >= THIRTEEN_DAYS_SINCE;
    let fixed = |month, day| NaiveDate::from_ymd_opt(year, month, day);
    let around = |first: Option<NaiveDate>, days: i64| {
        (0..days).filter_map(move |n| first?.checked_add_days(Days::new(n.unsigned_abs())))
    };
    let new_year = lunar(year, 1, 1);
    let spring = if is_thirteen {
        around(new_year.and_then(|day| day.pred_opt()), 4) // from the eve (除夕) to the third
    } else {
        around(new_year, 3)
    };
    let mut days: Vec<(NaiveDate, &'static str)> = Vec::with_capacity(13);
    let mut add = |found: &mut dyn Iterator<Item = NaiveDate>, name| days.extend(found.map(|day| (day, name)));
    add(&mut fixed(1, 1).into_iter(), "元旦");
    add(&mut { spring }, "春节");
    add(&mut fixed(4, qingming(year)).into_iter(), "清明节");
    add(&mut around(fixed(5, 1), if is_thirteen { 2 } else { 1 }), "劳动节");
    add(&mut lunar(year, 5, 5).into_iter(), "端午节");
    add(&mut lunar(year, 8, 15).into_iter(), "中秋节");
    add(&mut around(fixed(10, 1), 3), "国庆节");
    days.sort_unstable();
    days.dedup_by_key(|(day, _)| *day);
    days
}

/// Converts a day of the traditional calendar (农历, GB/T 33661-2017), not in a leap month.
fn lunar(year: i32, month: u8, day: u8) -> Option<NaiveDate> {
    let date = Date::try_new_chinese_traditional(year, Month::new(month), day).ok()?;
    // Both count days from 0001-01-01, which is day 1.
    NaiveDate::from_num_days_from_ce_opt(i32::try_from(date.to_rata_die().to_i64_date()).ok()?)
}

/// Gives the day of April on which Qingming (清明) falls, by the usual formula (寿星通式:
/// [Y×0.2422+4.81]−L, where Y counts the years since 2000 and L the leap days since then). It holds
/// at least from 1990 to 2100.
fn qingming(year: i32) -> u32 {
    let leap_days = |year: i32| year.div_euclid(4) - year.div_euclid(100) + year.div_euclid(400);
    let day = (48_100 + 2_422 * (i64::from(year) - 2000)).div_euclid(10_000);
    let day = day - i64::from(leap_days(year) - leap_days(2000));
    u32::try_from(day.clamp(3, 6)).unwrap_or(4)
}

pub(crate) fn is_weekend(day: NaiveDate) -> bool {
    matches!(day.weekday(), Weekday::Sat | Weekday::Sun)
}

#[cfg(test)]
mod tests {
    use chrono::Datelike as _;

    use super::*;

    fn text(days: impl IntoIterator<Item = Option<NaiveDate>>) -> Vec<String> {
        days.into_iter().map(|day| day.unwrap().to_string()).collect()
    }

    /// Taken from sxtwl 2.0.7 (寿星万年历) and, except for Qingming, from lunardate 0.3.0; they agree on
    /// every year to 2099.
    #[test]
    fn lunar_days_are_those_of_the_published_almanac() {
        for (year, days) in [
            (2023, ["2023-01-22", "2023-04-05", "2023-06-22", "2023-09-29"]),
            (2025, ["2025-01-29", "2025-04-04", "2025-05-31", "2025-10-06"]),
            (2027, ["2027-02-06", "2027-04-05", "2027-06-09", "2027-09-15"]),
            (2033, ["2033-01-31", "2033-04-04", "2033-06-01", "2033-09-08"]),
            (2034, ["2034-02-19", "2034-04-05", "2034-06-20", "2034-09-27"]),
            (2050, ["2050-01-23", "2050-04-04", "2050-06-23", "2050-09-30"]),
            (2100, ["2100-02-09", "2100-04-05", "2100-06-12", "2100-09-18"]),
        ] {
            let qingming = NaiveDate::from_ymd_opt(year, 4, qingming(year));
            assert_eq!(text([lunar(year, 1, 1), qingming, lunar(year, 5, 5), lunar(year, 8, 15)]), days);
        }
    }

    #[test]
    fn a_year_has_thirteen_statutory_days_and_had_eleven_before_2025() {
        assert_eq!([2023, 2024, 2025, 2026, 2027].map(|year| statutory(year).len()), [11, 11, 13, 13, 13]);
        let of_2027: Vec<String> =
            statutory(2027).iter().map(|(day, name)| format!("{}{name}", day.format("%m%d"))).collect();
        assert_eq!(
            of_2027.join(" "),
            "0101元旦 0205春节 0206春节 0207春节 0208春节 0405清明节 0501劳动节 0502劳动节 0609端午节 0915中秋节 1001国庆节 \
             1002国庆节 1003国庆节"
        );
        // Mid-Autumn falls on National Day.
        assert_eq!(statutory(2031).len(), 12);
    }

    #[test]
    fn years_beyond_every_table_have_their_fixed_days() {
        for year in [-20_000, 1, 1700, 3000, 20_000] {
            assert!(statutory(year).len() >= 6, "{year}");
            assert!(statutory(year).iter().all(|(day, _)| day.year() == year), "{year}");
        }
    }
}
