//! How soon an employer files what it must (用工备案): a hire within thirty days, a termination within fifteen
//! (就业服务与就业管理规定 article 62). The day itself is not counted.

use chrono::NaiveDate;

use crate::values::codes::{Form, Kind};
use crate::values::month::day_before;

/// Days after a hire within which it is to be filed.
pub const HIRE_DAYS: i64 = 30;
/// Days after a termination within which it is to be filed.
pub const TERMINATION_DAYS: i64 = 15;

/// Tells whether work of that form has an employer who files it.
pub fn has_employer(form: Form) -> bool {
    match form {
        Form::Unit | Form::PublicWelfare => true,
        Form::SelfEmployed | Form::Flexible | Form::Internship => false,
    }
}

/// Counts the days from the hire or the termination to its filing: a start happens on its first day, an end on the last day at
/// work, the one before its first day without. Less than 0 when it was filed ahead; none for what is neither.
pub fn days(kind: Kind, effective_on: NaiveDate, filed_on: NaiveDate) -> Option<i64> {
    let happened_on = match kind {
        Kind::EmploymentStarted => effective_on,
        Kind::EmploymentEnded => day_before(effective_on),
        _ => return None,
    };
    Some((filed_on - happened_on).num_days())
}

/// Tells whether a filing after so many days is late.
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
        // Whose last day at work was 31 March.
        assert_eq!(late(Kind::EmploymentEnded, "2026-04-01", "2026-04-15"), Some((15, false)));
        assert_eq!(late(Kind::EmploymentEnded, "2026-04-01", "2026-04-16"), Some((16, true)));
        assert_eq!(late(Kind::Died, "2026-04-01", "2026-04-16"), None);
    }
}
