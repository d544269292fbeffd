//! Writes the deliveries to platforms: the new state of a message, a referral for a vacancy, an
//! offer of a job seeker. A delivery is written into the outbox in the transaction that causes it,
//! and sent by the courier ([`super::courier`]).

use std::collections::BTreeSet;

use chrono::NaiveDateTime;
use diesel::prelude::*;
use serde::Serialize;
use serde_json::{Value, json};

use crate::auth::Action;
use crate::clock::utc;
use crate::db::Conn;
use crate::db::inbox::messages::MessageRow;
use crate::db::outbox::deliveries::{self, DeliveryRow};
use crate::db::schema::{account, delivery};
use crate::domain::values::codes::{Code, DeliveryState, MessageState};
use crate::error::{Failure, Result};
use crate::on_engine;
use crate::ops::session::Session;
use crate::ops::session::references::minted;

/// A delivery to a platform.
#[derive(Serialize, utoipa::ToSchema, Debug)]
pub struct DeliveryView {
    pub id: i64,
    /// The id of the event, sent as `webhook-id` with every attempt.
    pub event_id: String,
    /// The subject of the event: a filing, a referral, or the platform's name of a job seeker.
    #[schema(example = "2026-000732")]
    pub subject: String,
    /// `pending`, `delivered` or `dead`.
    #[schema(value_type = String, example = "delivered")]
    pub state: &'static str,
    pub attempts: i32,
    /// The time of the next attempt.
    pub due_at: Option<String>,
    /// The HTTP status of the answer to the last attempt; none without an answer.
    pub last_status: Option<i16>,
    #[serde(serialize_with = "utc")]
    pub created_at: NaiveDateTime,
    /// The time at which the delivery arrived or was given up.
    pub settled_at: Option<String>,
}

/// The filter and page of a list of deliveries.
#[derive(Default)]
pub struct Wanted {
    pub state: Option<DeliveryState>,
    /// The last delivery of the page before.
    pub after: Option<i64>,
    pub limit: i64,
}

/// Announces new states of messages to their senders, as far as these have an endpoint.
///
/// # Errors
/// When the database fails.
pub(in crate::ops) fn announce(conn: &mut Conn, now: NaiveDateTime, changed: &[&MessageRow]) -> Result<()> {
    if changed.is_empty() {
        return Ok(());
    }
    let reached = deliveries::reached(conn, &changed.iter().map(|row| row.account.as_str()).collect::<BTreeSet<_>>())?;
    let told: Vec<&&MessageRow> = changed.iter().filter(|row| reached.contains(&row.account)).collect();
    if told.is_empty() {
        return Ok(());
    }
    let first = deliveries::next_id(conn)?;
    let rows: Vec<DeliveryRow> = told.into_iter().zip(first..).map(|(row, id)| told_of(row, id, now)).collect();
    deliveries::put(conn, &rows)
}

/// An event for an account about a subject.
pub(in crate::ops) struct Event<'e> {
    pub account: &'e str,
    pub of_type: &'static str,
    pub subject: &'e str,
    pub data: Value,
}

/// Queues an event for an account about a subject, if the account has an endpoint.
///
/// # Errors
/// When the database fails.
pub(in crate::ops) fn tell(
    conn: &mut Conn,
    now: NaiveDateTime,
    account: &str,
    (of_type, subject): (&'static str, &str),
    data: Value,
) -> Result<()> {
    tell_all(conn, now, &[Event { account, of_type, subject, data }])
}

/// Queues events in order, for the accounts that have an endpoint.
///
/// # Errors
/// When the database fails.
pub(in crate::ops) fn tell_all(conn: &mut Conn, now: NaiveDateTime, events: &[Event<'_>]) -> Result<()> {
    if events.is_empty() {
        return Ok(());
    }
    let reached = deliveries::reached(conn, &events.iter().map(|event| event.account).collect())?;
    let told: Vec<&Event<'_>> = events.iter().filter(|event| reached.contains(event.account)).collect();
    if told.is_empty() {
        return Ok(());
    }
    let first = deliveries::next_id(conn)?;
    let row = |(event, id): (&Event<'_>, i64)| {
        delivery_of(id, event.account, (event.of_type, event.subject), &event.data, now)
    };
    deliveries::put(conn, &told.into_iter().zip(first..).map(row).collect::<Vec<_>>())
}

/// Makes the delivery about a message; it holds the sender's name of the message and its state, and
/// no personal data.
fn told_of(row: &MessageRow, id: i64, now: NaiveDateTime) -> DeliveryRow {
    let data = json!({
        "source": row.source,
        "subject": row.subject,
        "version": row.version,
        "event_id": row.event_id,
        "state": row.state().map(MessageState::as_str),
        "code": row.code().map(Code::as_str),
        "field": row.field,
    });
    delivery_of(id, &row.account, ("message_settled", &row.subject), &data, now)
}

/// Makes the delivery of an event; every attempt sends the same body.
fn delivery_of(
    id: i64,
    account: &str,
    (of_type, subject): (&str, &str),
    data: &Value,
    now: NaiveDateTime,
) -> DeliveryRow {
    let event_id = minted(now);
    let body = json!({
        "specversion": "1.0",
        "id": event_id,
        "source": "/bangfu",
        "type": format!("bangfu.{of_type}"),
        "subject": subject,
        "time": now.and_utc(),
        "datacontenttype": "application/json",
        // By it a receiver orders two events (CloudEvents extension «sequence»).
        "sequence": format!("{id:019}"),
        "data": data,
    });
    DeliveryRow {
        id,
        account: account.to_owned(),
        event_id,
        subject: subject.to_owned(),
        body: body.to_string(),
        state: DeliveryState::Pending.number(),
        attempts: 0,
        due_at: Some(now),
        last_status: None,
        created_at: now,
        settled_at: None,
    }
}

impl DeliveryView {
    fn of(row: DeliveryRow) -> Self {
        let moment = |at: NaiveDateTime| at.and_utc().to_rfc3339_opts(chrono::SecondsFormat::AutoSi, true);
        Self {
            id: row.id,
            event_id: row.event_id,
            subject: row.subject,
            state: DeliveryState::from_number(row.state).map_or("", DeliveryState::as_str),
            attempts: row.attempts,
            due_at: row.due_at.map(moment),
            last_status: row.last_status,
            created_at: row.created_at,
            settled_at: row.settled_at.map(moment),
        }
    }
}

/// Lists deliveries by number, one more than the limit when there are more. A platform sees its own
/// deliveries; the bureau sees those to accounts within its scope.
///
/// # Errors
/// When the database fails.
pub fn list(s: &mut Session, wanted: &Wanted) -> Result<Vec<DeliveryView>> {
    Ok(rows(s, None, wanted)?.into_iter().map(DeliveryView::of).collect())
}

/// Sends a delivery again that was delivered or given up.
///
/// # Errors
/// [`Failure::NotFound`] when there is none in scope; [`Failure::Conflict`] when it is pending, its
/// platform has no endpoint, or its content was erased because the job seeker was withdrawn since.
pub fn replay(s: &mut Session, id: i64) -> Result<DeliveryView> {
    s.write(|s| {
        let find = |s: &mut Session| rows(s, Some(id), &Wanted::default()).map(|found| found.into_iter().next());
        let was = find(s)?.ok_or(Failure::NotFound)?;
        let is_reached = !deliveries::reached(s.conn, &BTreeSet::from([was.account.as_str()]))?.is_empty();
        if !is_reached || !deliveries::begin_anew(s.conn, id, s.clock.now())? {
            return Err(Failure::Conflict.into());
        }
        s.note("delivery_replayed", Some(id.to_string()))?;
        Ok(DeliveryView::of(find(s)?.ok_or(Failure::NotFound)?))
    })
}

fn rows(s: &mut Session, id: Option<i64>, wanted: &Wanted) -> Result<Vec<DeliveryRow>> {
    let (from, to) = s.bounds();
    let own = (!s.may(Action::ReadPeople)).then(|| s.actor().account.clone());
    Ok(on_engine!(&mut *s.conn, |c| {
        let mut query = delivery::table
            .inner_join(account::table.on(account::id.eq(delivery::account)))
            .filter(account::division.ge(from).and(account::division.lt(to)))
            .select(delivery::all_columns)
            .into_boxed();
        if let Some(own) = own {
            query = query.filter(delivery::account.eq(own));
        }
        if let Some(id) = id {
            query = query.filter(delivery::id.eq(id));
        }
        if let Some(state) = wanted.state {
            query = query.filter(delivery::state.eq(state.number()));
        }
        if let Some(after) = wanted.after {
            query = query.filter(delivery::id.gt(after));
        }
        query.order(delivery::id).limit(wanted.limit + 1).load::<DeliveryRow>(c)?
    }))
}
