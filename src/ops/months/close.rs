//! Closes a month (RS-1 sections 4 and 8). `show` shows it, `diff` compares it with what is known
//! now, and `replay` proves it from the facts.

use serde::Serialize;

use super::computed::{Carried, Computed, RULE_SET};
use super::digest;
use super::present::{Wanted, present_parts};
use crate::clock::Clock;
use crate::db::Conn;
use crate::db::facts::log::last_position;
use crate::db::ledger::restoring;
use crate::db::months::closes as rows;
use crate::db::months::closes::CloseRow;
use crate::domain::values::month::Month;
use crate::error::{Failure, Result};

/// The answer to a close.
#[derive(Clone, Debug, Serialize, PartialEq, Eq)]
pub struct Closed {
    pub month: String,
    pub already_closed: bool,
    pub position: i64,
    pub digest: String,
}

/// Closes a month for good, at the present knowledge. A month that is closed already is answered
/// with its close.
///
/// # Errors
/// [`Failure::MonthNotOver`] before the month's end, [`Failure::MonthOrder`] when another month has
/// to be closed first, [`Failure::RestoreUnfinished`].
pub fn close(conn: &mut Conn, clock: &Clock, month: Month) -> Result<Closed> {
    conn.write(|conn| close_within(conn, clock, month))
}

/// Does the same as [`close`], inside a write transaction.
///
/// # Errors
/// As [`close`].
pub fn close_within(conn: &mut Conn, clock: &Clock, month: Month) -> Result<Closed> {
    restoring::refuse(conn)?;
    close_restored(conn, clock, month)
}

/// Does the same as [`close_within`], for the restore itself.
///
/// # Errors
/// As [`close`], but for [`Failure::RestoreUnfinished`].
pub fn close_restored(conn: &mut Conn, clock: &Clock, month: Month) -> Result<Closed> {
    if let Some(row) = rows::close_of(conn, month)? {
        return Ok(Closed { month: row.month, already_closed: true, position: row.position, digest: row.digest });
    }
    if clock.today() <= month.last() {
        return Err(Failure::MonthNotOver.into());
    }
    let last = rows::last_closed(conn)?;
    if last.is_some_and(|last| month != last.next()) {
        return Err(Failure::MonthOrder.into());
    }
    // This transaction is the only writer, so no fact below the last position is still in flight.
    let position = last_position(conn)?;
    let carried = last.map(|last| rows::parts_of(conn, last)).transpose()?.map(|parts| Carried::of(&parts));
    let computed = Computed::of(present_parts(conn, month, carried.as_ref(), &Wanted::default())?);
    let digest = digest::of(conn, month, &computed)?;
    let row = CloseRow {
        month: month.to_string(),
        position,
        rule_set: RULE_SET.to_owned(),
        digest: digest.clone(),
        closed_at: clock.now(),
    };
    rows::save(conn, &row, &computed.lines, &computed.parts)?;
    Ok(Closed { month: row.month, already_closed: false, position, digest })
}
