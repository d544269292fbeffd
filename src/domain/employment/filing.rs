//! The deadlines of an employer's filings (用工备案): a hire within thirty days, a termination within
//! fifteen (就业服务与就业管理规定 article 62). The day itself does not count.

use chrono::NaiveDate;

use crate::values::codes::{Form, Kind};
use crate::values::month::day_before;

/// Days after a hire within which it must be filed.
pub const HIRE_DAYS: i64 = 30;
/// Days after a termination within which it must be filed.
pub const TERMINATION_DAYS: i64 = 15;

/// Tells whether work of that form has an employer that must file it.
pub fn has_employer(form: Form) -> bool {
    match form {
        Form::Unit | Form::PublicWelfare => true,
        Form::SelfEmployed | Form::Flexible | Form::Internship => false,
    }
}

/// Counts the days from the hire or the termination to its filing. A hire happens on its first day;
/// a termination on the last day at work, which is the day before its valid time. Negative if filed
/// ahead; `None` for other kinds.
pub fn days(kind: Kind, effective_on: NaiveDate, filed_on: NaiveDate) -> Option<i64> {
    let happened_on = match kind {
        Kind::EmploymentStarted => effective_on,
        Kind::EmploymentEnded => day_before(effective_on),
        _ => return None,
    };
    Some((filed_on - happened_on).num_days())
}

/// Tells whether a filing after `days` days is late.
pub fn is_late(kind: Kind, days: i64) -> bool {
    days > if kind == Kind::EmploymentStarted { HIRE_DAYS } else { TERMINATION_DAYS }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_hire_may_take_thirty_days_and_a_termination_fifteen_from_the_last_day_at_work() {
        let late = |kind, on: &str, filed: &str| {
            days(kind, on.parse().unwrap(), filed.parse().unwrap()).map(|days| (days, is_late(kind, days)))
        };
        assert_eq!(late(Kind::EmploymentStarted, "2026-03-02", "2026-04-01"), Some((30, false)));
        assert_eq!(late(Kind::EmploymentStarted, "2026-03-02", "2026-04-02"), Some((31, true)));
        assert_eq!(late(Kind::EmploymentStarted, "2026-03-02", "2026-03-01"), Some((-1, false)));
        // The last day at work was 31 March.
        assert_eq!(late(Kind::EmploymentEnded, "2026-04-01", "2026-04-15"), Some((15, false)));
        assert_eq!(late(Kind::EmploymentEnded, "2026-04-01", "2026-04-16"), Some((16, true)));
        assert_eq!(late(Kind::Died, "2026-04-01", "2026-04-16"), None);
    }
}
