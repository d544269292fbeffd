//! The hourly ceiling of messages about people from one account. Messages beyond it are held: they
//! change nothing until the bureau, which is alerted, releases them. A stolen account or a faulty
//! program thus reaches a bounded number of people.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{Duration, NaiveDateTime};
use diesel::dsl::{count_star, min};
use diesel::prelude::*;
use serde::Serialize;

use super::keeping::{place, settle_and_keep};
use crate::auth::{Action, Role};
use crate::clock::utc;
use crate::db::inbox::messages::{self, MessageRow};
use crate::db::schema::{account, message};
use crate::domain::inbox::message::HOURLY_CEILING;
use crate::domain::values::codes::MessageState;
use crate::error::{Failure, Result};
use crate::on_engine;
use crate::ops::outbox::deliveries::announce;
use crate::ops::session::Session;
use crate::ops::session::scope::division;

/// Held messages released at a time.
const PAGE: i64 = 1_000;

/// The rest of the ceiling of the actor's account, by the messages of the past hour.
pub(in crate::ops) struct Room {
    left: i64,
    /// Whether messages of the account are held already: later messages do not overtake them.
    holds: bool,
    /// The number of messages held by this batch.
    held: usize,
}

impl Room {
    pub fn of(s: &mut Session) -> Result<Self> {
        let id = s.actor().account.clone();
        let own: Option<i32> = account::table.find(&id).select(account::hourly_ceiling).first(s.conn)?;
        let ceiling = own.map_or(HOURLY_CEILING, i64::from);
        let let_in = messages::let_in_since(s.conn, &id, s.clock.now() - Duration::hours(1))?;
        let holds = !messages::held(s.conn, &id, (0, i64::MAX), 1)?.is_empty();
        Ok(Self { left: ceiling - let_in, holds, held: 0 })
    }

    /// Takes a place for a message; gives false when there is none and the message is held.
    pub fn take(&mut self) -> bool {
        if self.left <= 0 || self.holds || self.held > 0 {
            self.held += 1;
            return false;
        }
        self.left -= 1;
        true
    }

    /// Alerts the bureau when the first messages of the account are held.
    pub fn note_held(&self, s: &mut Session) -> Result<()> {
        if self.held == 0 || self.holds {
            return Ok(());
        }
        let id = s.actor().account.clone();
        tracing::warn!(account = id, "an account sent more messages than it may; the rest is held");
        s.note("ceiling_reached", Some(id))
    }
}

/// The held messages of an account, as an alert to the bureau.
#[derive(Serialize, utoipa::ToSchema, Debug)]
pub struct HeldMessages {
    /// The id of the account.
    pub account: String,
    pub username: String,
    #[schema(example = "hiring_platform")]
    pub role: String,
    pub held: i64,
    /// The time at which the first held message came.
    #[serde(serialize_with = "utc")]
    pub since: NaiveDateTime,
    /// The number of messages about people that the account may send within an hour.
    pub hourly_ceiling: i64,
}

/// The result of a release.
#[derive(Serialize, utoipa::ToSchema, Debug)]
pub struct Released {
    pub released: usize,
    /// The number of messages still held; release again while it is not 0.
    pub left: i64,
}

/// The result of a discard.
#[derive(Serialize, utoipa::ToSchema, Debug)]
pub struct Discarded {
    pub discarded: usize,
    /// The number of messages still held; discard again while it is not 0.
    pub left: i64,
}

/// Lists the accounts with held messages in scope, the longest held first.
///
/// # Errors
/// When the database fails.
pub fn held(s: &mut Session) -> Result<Vec<HeldMessages>> {
    type Row = (String, (String, String, Option<i32>), i64, Option<NaiveDateTime>);
    let (from, to) = s.bounds();
    let query = message::table
        .inner_join(account::table.on(account::id.eq(message::account)))
        .filter(messages::is_held())
        .filter(message::division.ge(from).and(message::division.lt(to)))
        .group_by((account::id, account::username, account::role, account::hourly_ceiling))
        .select((
            account::id,
            (account::username, account::role, account::hourly_ceiling),
            count_star(),
            min(message::held_at),
        ));
    let rows: Vec<Row> = on_engine!(&mut *s.conn, |c| query.load(c))?;
    let mut found = Vec::with_capacity(rows.len());
    for (account, (username, role, own), held, since) in rows {
        let hourly_ceiling = own.map_or(HOURLY_CEILING, i64::from);
        let since = since.ok_or(Failure::Internal)?;
        found.push(HeldMessages { account, username, role, held, since, hourly_ceiling });
    }
    found.sort_by_key(|alert| alert.since);
    Ok(found)
}

/// Releases held messages of an account in order, up to 1,000; each is then processed as if it came
/// now. An actor cannot release messages of its own account.
///
/// # Errors
/// [`Failure::NotFound`] when no message of that account in scope is held; as [`let_in`].
pub fn release(s: &mut Session, id: &str) -> Result<Released> {
    s.write(|s| {
        let rows = held_of(s, id)?;
        let released = rows.len();
        let_in(s, id, rows)?;
        s.note("messages_released", Some(id.to_owned()))?;
        Ok(Released { released, left: left(s, id)? })
    })
}

/// Discards held messages of an account in order, up to 1,000: they never have an effect, and their
/// sender is told. An actor cannot discard messages of its own account.
///
/// # Errors
/// [`Failure::NotFound`] when no message of that account in scope is held, [`Failure::Forbidden`]
/// for the actor's own account.
pub fn discard(s: &mut Session, id: &str) -> Result<Discarded> {
    s.write(|s| {
        let rows = held_of(s, id)?;
        let now = s.clock.now();
        let loaded: BTreeMap<i64, MessageRow> = rows.into_iter().map(|row| (row.id, row)).collect();
        let mut discarded = loaded.clone();
        for row in discarded.values_mut() {
            row.state = MessageState::Superseded.number();
            (row.code, row.field, row.settled_at) = (None, None, now);
        }
        messages::save(s.conn, &loaded, &discarded)?;
        announce(s.conn, now, &discarded.values().collect::<Vec<_>>())?;
        s.note("messages_discarded", Some(id.to_owned()))?;
        Ok(Discarded { discarded: discarded.len(), left: left(s, id)? })
    })
}

/// Gives the first held messages of an account in scope; refuses the actor's own account.
fn held_of(s: &mut Session, id: &str) -> Result<Vec<MessageRow>> {
    let rows = messages::held(s.conn, id, s.bounds(), PAGE)?;
    if rows.is_empty() {
        return Err(Failure::NotFound.into());
    }
    if s.actor().account == id {
        return Err(Failure::Forbidden.into());
    }
    Ok(rows)
}

fn left(s: &mut Session, id: &str) -> Result<i64> {
    let (from, to) = s.bounds();
    let left = message::table
        .filter(message::account.eq(id))
        .filter(messages::is_held())
        .filter(message::division.ge(from).and(message::division.lt(to)))
        .count();
    Ok(on_engine!(&mut *s.conn, |c| left.get_result(c))?)
}

/// Lets held messages of an account in, with the scope that the account has by now.
///
/// # Errors
/// [`Failure::Conflict`] when the account is disabled, may no longer send such messages, or by now
/// has a scope outside the actor's; [`Failure::Forbidden`] for the actor's own account.
pub(in crate::ops) fn let_in(s: &mut Session, id: &str, rows: Vec<MessageRow>) -> Result<()> {
    if s.actor().account == id {
        return Err(Failure::Forbidden.into());
    }
    let now = s.clock.now();
    let standing: (String, i64, bool) =
        account::table.find(id).select((account::role, account::division, account::disabled)).first(s.conn)?;
    let (word, number, is_disabled) = standing;
    let role = Role::from_word(&word).ok_or(Failure::Internal)?;
    let may = |row: &MessageRow| {
        let action = row.kind().map_or(Some(Action::RecordFacts), Action::of_recording);
        action.is_some_and(|action| role.may(action))
    };
    if is_disabled || !rows.iter().all(may) {
        return Err(Failure::Conflict.into());
    }
    let (reach, (from, to)) = (division(number)?, s.bounds());
    let names: Vec<(String, String)> = rows.iter().map(|row| (row.source.clone(), row.subject.clone())).collect();
    let filings: BTreeSet<(&str, &str)> =
        names.iter().map(|(source, subject)| (source.as_str(), subject.as_str())).collect();
    let mut all = messages::of_filings(s.conn, id, &filings)?;
    let mut loaded: BTreeMap<i64, MessageRow> = all.clone();
    for row in rows {
        all.remove(&row.id);
        let was = division(row.division)?;
        let division = if reach.covers(was) { row.division } else { number };
        if !(from..to).contains(&division) {
            return Err(Failure::Conflict.into());
        }
        // No other message is of its version: a second one would have been recognised when it came.
        let _ = place(&mut all, MessageRow { held_at: None, settled_at: now, division, ..row });
    }
    messages::complete(s.conn, &mut all)?;
    for row in all.values() {
        loaded.entry(row.id).or_insert_with(|| row.clone());
    }
    settle_and_keep(s, id, &filings, &loaded, &mut all)
}
