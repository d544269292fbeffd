//! The outbox: deliveries to platforms, written in the transaction that causes them and sent
//! afterwards.

use std::collections::BTreeSet;

use chrono::NaiveDateTime;
use diesel::dsl::{exists, max, not, sql};
use diesel::expression::SqlLiteral;
use diesel::prelude::*;
use diesel::sql_types::Bool;

use crate::db::engine::bulk::{self, rows};
use crate::db::engine::conn::Conn;
use crate::db::schema::{account, delivery, endpoint};
use crate::domain::values::codes::DeliveryState;
use crate::error::Result;
use crate::on_engine;

/// A delivery to a platform.
#[derive(Insertable, Queryable, Clone, PartialEq, Debug)]
#[diesel(table_name = delivery, treat_none_as_default_value = false)]
pub struct DeliveryRow {
    pub id: i64,
    pub account: String,
    pub event_id: String,
    pub subject: String,
    pub body: String,
    pub state: i16,
    pub attempts: i32,
    pub due_at: Option<NaiveDateTime>,
    pub last_status: Option<i16>,
    pub created_at: NaiveDateTime,
    pub settled_at: Option<NaiveDateTime>,
}

rows! {
    DeliveryRow => delivery,
}

/// Gives those of these accounts that have an endpoint.
///
/// # Errors
/// When the database fails.
pub fn reached(conn: &mut Conn, accounts: &BTreeSet<&str>) -> Result<BTreeSet<String>> {
    let accounts: Vec<&str> = accounts.iter().copied().collect();
    let query = endpoint::table.filter(endpoint::account.eq_any(accounts)).select(endpoint::account);
    let reached: Vec<String> = on_engine!(conn, |c| query.load(c))?;
    Ok(reached.into_iter().collect())
}

/// Gives the next free ID.
///
/// # Errors
/// When the database fails.
pub fn next_id(conn: &mut Conn) -> Result<i64> {
    let last: Option<i64> = delivery::table.select(max(delivery::id)).first(conn)?;
    Ok(last.unwrap_or(0) + 1)
}

/// Puts deliveries into the outbox.
///
/// # Errors
/// When the database fails.
pub fn put(conn: &mut Conn, rows: &[DeliveryRow]) -> Result<()> {
    bulk::insert(conn, rows)
}

/// Erases what was sent to an account about these subjects: pending deliveries are dead, and no
/// body remains that could be sent again.
///
/// # Errors
/// When the database fails.
pub fn forget(conn: &mut Conn, account: &str, subjects: &[&str], now: NaiveDateTime) -> Result<()> {
    let told = || delivery::table.filter(delivery::account.eq(account)).filter(delivery::subject.eq_any(subjects));
    let given_up = (
        delivery::state.eq(DeliveryState::Dead.number()),
        delivery::due_at.eq(None::<NaiveDateTime>),
        delivery::settled_at.eq(Some(now)),
    );
    let pending = told().filter(is_pending());
    on_engine!(&mut *conn, |c| diesel::update(pending).set(given_up).execute(c))?;
    on_engine!(conn, |c| diesel::update(told()).set(delivery::body.eq("")).execute(c))?;
    Ok(())
}

/// Gives the accounts in force that have an endpoint and a delivery due.
///
/// # Errors
/// When the database fails.
pub fn awaiting(conn: &mut Conn, now: NaiveDateTime) -> Result<Vec<String>> {
    let query = delivery::table
        .inner_join(endpoint::table.on(endpoint::account.eq(delivery::account)))
        .inner_join(account::table.on(account::id.eq(delivery::account)))
        .filter(account::disabled.eq(false))
        .filter(is_pending())
        .filter(delivery::due_at.le(now))
        .select(delivery::account)
        .distinct();
    Ok(on_engine!(conn, |c| query.load(c))?)
}

/// Selects the pending deliveries, with the text of the partial index over them.
fn is_pending() -> SqlLiteral<Bool> {
    sql(&format!("delivery.state = {}", DeliveryState::Pending.number()))
}

/// Gives the next delivery of an account: the first that is due and has no earlier pending delivery
/// about the same subject.
///
/// # Errors
/// When the database fails.
pub fn next(conn: &mut Conn, account: &str, now: NaiveDateTime) -> Result<Option<DeliveryRow>> {
    let pending = DeliveryState::Pending.number();
    let before = diesel::alias!(delivery as before);
    let earlier = before
        .filter(before.field(delivery::account).eq(delivery::account))
        .filter(before.field(delivery::subject).eq(delivery::subject))
        .filter(before.field(delivery::state).eq(pending))
        .filter(before.field(delivery::id).lt(delivery::id));
    let query = delivery::table
        .filter(delivery::account.eq(account))
        .filter(is_pending())
        .filter(delivery::due_at.le(now))
        .filter(not(exists(earlier)))
        .order(delivery::id)
        .limit(1);
    Ok(on_engine!(conn, |c| query.first(c)).optional()?)
}

/// Stores the result of an attempt, unless the delivery was settled, tried or restarted meanwhile.
///
/// # Errors
/// When the database fails.
pub fn save(conn: &mut Conn, was: &DeliveryRow, now: &DeliveryRow) -> Result<()> {
    let unchanged = delivery::table
        .filter(delivery::id.eq(was.id))
        .filter(delivery::state.eq(was.state))
        .filter(delivery::attempts.eq(was.attempts))
        .filter(delivery::due_at.eq(was.due_at));
    let changes = (
        delivery::state.eq(now.state),
        delivery::attempts.eq(now.attempts),
        delivery::due_at.eq(now.due_at),
        delivery::last_status.eq(now.last_status),
        delivery::settled_at.eq(now.settled_at),
    );
    on_engine!(conn, |c| diesel::update(unchanged).set(changes).execute(c))?;
    Ok(())
}

/// Restarts a settled delivery. Gives false if it is pending, or if its content was erased.
///
/// # Errors
/// When the database fails.
pub fn begin_anew(conn: &mut Conn, id: i64, now: NaiveDateTime) -> Result<bool> {
    let pending = DeliveryState::Pending.number();
    let settled =
        delivery::table.filter(delivery::id.eq(id)).filter(delivery::state.ne(pending)).filter(delivery::body.ne(""));
    let changes = (
        delivery::state.eq(pending),
        delivery::attempts.eq(0),
        delivery::due_at.eq(Some(now)),
        delivery::settled_at.eq(None::<NaiveDateTime>),
    );
    let begun = on_engine!(conn, |c| diesel::update(settled).set(changes).execute(c))?;
    Ok(begun > 0)
}
