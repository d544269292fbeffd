//! Re-evaluates what changes with the day alone, without a fact: a person reaches working age or
//! retires, or an absence known ahead begins or ends. Offers to platforms and open referrals follow
//! on that day.

use chrono::{NaiveDate, NaiveDateTime};
use diesel::prelude::*;

use super::{ended, seekers};
use crate::clock::business_day;
use crate::db::Conn;
use crate::db::ledger::restoring;
use crate::db::schema::setting;
use crate::error::Result;
use crate::seal::keys::Keys;

/// The setting that holds the last re-evaluated day.
const SETTLED_ON: &str = "settled_on";

/// Re-evaluates what changed since the last re-evaluated day, in a write transaction of its own;
/// does nothing when today is done, or during a restore.
///
/// # Errors
/// When the database fails.
pub fn settle(conn: &mut Conn, keys: &Keys, now: NaiveDateTime) -> Result<()> {
    let today = business_day(now);
    if settled_on(conn)? == Some(today) || restoring::is_under_way(conn)? {
        return Ok(());
    }
    conn.write(|conn| {
        // Another instance of the service may have done it meanwhile.
        let last = settled_on(conn)?;
        if last == Some(today) {
            return Ok(());
        }
        seekers::settle_day(conn, keys, now, last)?;
        ended::tell_ends(conn, now, None)?;
        diesel::delete(setting::table.filter(setting::name.eq(SETTLED_ON))).execute(conn)?;
        diesel::insert_into(setting::table)
            .values((setting::name.eq(SETTLED_ON), setting::value.eq(today.to_string())))
            .execute(conn)?;
        Ok(())
    })
}

fn settled_on(conn: &mut Conn) -> Result<Option<NaiveDate>> {
    let value: Option<String> =
        setting::table.filter(setting::name.eq(SETTLED_ON)).select(setting::value).first(conn).optional()?;
    Ok(value.and_then(|day| day.parse().ok()))
}
