//! A restore that is not finished. What it has brought so far is a part of a ledger, at the positions the rest counts on:
//! until it has ended nobody else may write to it.

use diesel::prelude::*;

use crate::db::Conn;
use crate::db::facts::log::last_position;
use crate::db::schema::{month_close, setting};
use crate::error::{Failure, Result};

/// The setting that is there while a restore is not finished.
const MARK: &str = "restoring";

/// Marks the begin of a restore, inside a write transaction. It wants an empty database, or one that the same restore was
/// interrupted in.
///
/// # Errors
/// [`Failure::NotEmpty`].
pub fn begin(conn: &mut Conn) -> Result<()> {
    if is_under_way(conn)? {
        return Ok(());
    }
    let closed: i64 = month_close::table.count().get_result(conn)?;
    if last_position(conn)? > 0 || closed > 0 {
        return Err(Failure::NotEmpty.into());
    }
    diesel::insert_into(setting::table).values((setting::name.eq(MARK), setting::value.eq("yes"))).execute(conn)?;
    Ok(())
}

/// Takes the mark away: the restore has ended.
///
/// # Errors
/// When the database fails.
pub fn end(conn: &mut Conn) -> Result<()> {
    diesel::delete(setting::table.filter(setting::name.eq(MARK))).execute(conn)?;
    Ok(())
}

/// Refuses whoever is not the restore, inside a write transaction.
///
/// # Errors
/// [`Failure::RestoreUnfinished`].
pub fn refuse(conn: &mut Conn) -> Result<()> {
    if is_under_way(conn)? { Err(Failure::RestoreUnfinished.into()) } else { Ok(()) }
}

/// Tells whether a restore is not finished.
///
/// # Errors
/// When the database fails.
pub fn is_under_way(conn: &mut Conn) -> Result<bool> {
    let mark: Option<String> =
        setting::table.filter(setting::name.eq(MARK)).select(setting::value).first(conn).optional()?;
    Ok(mark.is_some())
}
