//! Announces to platforms which referrals ended.

use std::collections::BTreeSet;

use chrono::NaiveDateTime;
use serde_json::{Value, json};

use super::deliveries::tell;
use crate::clock::business_day;
use crate::db::Conn;
use crate::db::decisions::calendars;
use crate::db::placement::referrals::{self, ReferralRow};
use crate::domain::placement::referral::answer_by;
use crate::domain::values::codes::ReferralState;
use crate::domain::values::working_days::Calendar;
use crate::error::Result;

/// Makes the data of the event about a referral that was made, or that goes on after all.
pub(in crate::ops) fn made(row: &ReferralRow, source: &str, subject: &str, calendar: &Calendar) -> Value {
    let answer_by = answer_by(row.made_on, calendar);
    json!({
        "id": row.id,
        "referral": row.name,
        "vacancy": {"source": source, "subject": subject},
        "employer": row.uscc,
        "made_on": row.made_on,
        "answer_by": answer_by.on,
        "provisional": answer_by.is_provisional,
    })
}

/// Announces to platforms which open referrals ended by today because the person left the labour
/// force, and which of them go on after all; for these persons, or for all. The reason is not
/// disclosed.
///
/// # Errors
/// When the database fails.
pub(in crate::ops) fn tell_ends(conn: &mut Conn, now: NaiveDateTime, people: Option<&BTreeSet<i64>>) -> Result<()> {
    let today = business_day(now);
    let changed = referrals::to_tell(conn, today, people)?;
    if changed.is_empty() {
        return Ok(());
    }
    let calendar = calendars::load(conn)?;
    for (row, (account, source, subject)) in changed {
        let has_ended = row.state_on(today) == Some(ReferralState::Ended);
        let (of_type, data) = if has_ended {
            ("referral_ended", json!({"id": row.id, "referral": row.name}))
        } else {
            ("referral_made", made(&row, &source, &subject, &calendar))
        };
        tell(conn, now, &account, (of_type, &row.name), data)?;
        referrals::put_told(conn, row.id, has_ended)?;
    }
    Ok(())
}
