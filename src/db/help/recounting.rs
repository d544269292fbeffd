//! The stored days of cases, recounted when the calendar has changed since they were counted.

use diesel::prelude::*;

use super::cases;
use crate::db::decisions::calendars::load;
use crate::db::engine::conn::Conn;
use crate::db::schema::setting;
use crate::error::Result;

/// The setting that names the calendar by which the stored days were counted.
pub(in crate::db) const COUNTED_BY: &str = "working_days";

/// Recounts the stored days if the calendar differs from the one they were counted by: after an
/// upgrade that brings a notice, or after a program that left days out for lack of a calendar.
///
/// # Errors
/// When the database fails.
pub fn fill(conn: &mut Conn) -> Result<()> {
    let fingerprint = load(conn)?.fingerprint();
    if is_counted_by(conn, &fingerprint)? { Ok(()) } else { conn.write(recount).map(drop) }
}

/// Recounts the stored days if the calendar differs from the one they were counted by, inside a
/// write transaction, and gives the number of cases that changed.
///
/// # Errors
/// When the database fails.
pub fn recount(conn: &mut Conn) -> Result<usize> {
    let calendar = load(conn)?;
    let fingerprint = calendar.fingerprint();
    if is_counted_by(conn, &fingerprint)? {
        return Ok(0);
    }
    let redated = cases::redate(conn, &calendar)?;
    diesel::delete(setting::table.filter(setting::name.eq(COUNTED_BY))).execute(conn)?;
    diesel::insert_into(setting::table)
        .values((setting::name.eq(COUNTED_BY), setting::value.eq(fingerprint)))
        .execute(conn)?;
    Ok(redated)
}

pub(in crate::db) fn is_counted_by(conn: &mut Conn, fingerprint: &str) -> Result<bool> {
    let known: Option<String> =
        setting::table.filter(setting::name.eq(COUNTED_BY)).select(setting::value).first(conn).optional()?;
    Ok(known.as_deref() == Some(fingerprint))
}
