//! The mark of an unfinished restore. What the restore has brought so far is a part of a ledger, at
//! the positions that the rest relies on, so no other writer may append until it has ended.

use diesel::prelude::*;

use crate::db::Conn;
use crate::db::facts::log::last_position;
use crate::db::schema::{month_close, setting};
use crate::error::{Failure, Result};

/// The setting that exists while a restore is unfinished.
const MARK: &str = "restoring";

/// Marks the start of a restore, inside a write transaction. The database must be empty, or carry
/// the mark of an interrupted restore.
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

/// Removes the mark at the end of the restore.
///
/// # Errors
/// When the database fails.
pub fn end(conn: &mut Conn) -> Result<()> {
    diesel::delete(setting::table.filter(setting::name.eq(MARK))).execute(conn)?;
    Ok(())
}

/// Refuses writers other than the restore, inside a write transaction.
///
/// # Errors
/// [`Failure::RestoreUnfinished`].
pub fn refuse(conn: &mut Conn) -> Result<()> {
    if is_under_way(conn)? { Err(Failure::RestoreUnfinished.into()) } else { Ok(()) }
}

/// Tells whether a restore is unfinished.
///
/// # Errors
/// When the database fails.
pub fn is_under_way(conn: &mut Conn) -> Result<bool> {
    let mark: Option<String> =
        setting::table.filter(setting::name.eq(MARK)).select(setting::value).first(conn).optional()?;
    Ok(mark.is_some())
}
