//! Messages of platforms as they are kept: every version of every filing, what became of it, and what it says, sealed.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use chrono::{NaiveDate, NaiveDateTime};
use diesel::dsl::{exists, max};
use diesel::prelude::*;

use super::facts::paged;
use super::schema::{fact, message, person, sender};
use super::{Conn, bulk, merged};
use crate::domain::codes::{Code, Kind, MessageState};
use crate::error::Result;
use crate::on_engine;

/// A version of a filing.
#[derive(Insertable, Queryable, Clone, PartialEq, Debug)]
#[diesel(table_name = message, treat_none_as_default_value = false)]
pub struct MessageRow {
    pub id: i64,
    pub account: String,
    pub division: i64,
    pub source: String,
    pub subject: String,
    pub version: i32,
    pub event_id: String,
    pub kind: Option<i16>,
    pub effective_on: Option<NaiveDate>,
    pub employment_ref: Option<String>,
    pub id_number_index: Option<Vec<u8>>,
    pub content_hash: Vec<u8>,
    pub wrapped: Vec<u8>,
    pub sealed: Vec<u8>,
    pub state: i16,
    pub code: Option<i16>,
    pub field: Option<String>,
    pub position: Option<i64>,
    pub filed_at: NaiveDateTime,
    pub received_at: NaiveDateTime,
    pub settled_at: NaiveDateTime,
}

impl MessageRow {
    /// Tells whether it is in a state.
    pub fn is(&self, state: MessageState) -> bool {
        self.state == state.number()
    }

    /// The kind of fact it brings, unless it takes its filing back.
    pub fn kind(&self) -> Option<Kind> {
        self.kind.and_then(Kind::from_number)
    }

    /// Why it waits or was parked.
    pub fn code(&self) -> Option<Code> {
        self.code.and_then(Code::from_number)
    }
}

/// Rows by their numbers.
pub type Messages = BTreeMap<i64, MessageRow>;

/// The next free number.
///
/// # Errors
/// When the database fails.
pub fn next_id(conn: &mut Conn) -> Result<i64> {
    let last: Option<i64> = message::table.select(max(message::id)).first(conn)?;
    Ok(last.unwrap_or(0) + 1)
}

/// Every version of an account's filings with these subjects, from whichever source.
///
/// # Errors
/// When the database fails.
pub fn of_subjects(conn: &mut Conn, account: &str, subjects: &BTreeSet<&str>) -> Result<Messages> {
    let subjects: Vec<&str> = subjects.iter().copied().collect();
    let rows = paged(&subjects, |page| {
        let query = message::table.filter(message::account.eq(account)).filter(message::subject.eq_any(page));
        Ok(on_engine!(&mut *conn, |c| query.load::<MessageRow>(c))?)
    })?;
    Ok(by_id(rows))
}

/// Adds to some messages every version of every filing about the same employments, and every version of theirs.
///
/// # Errors
/// When the database fails.
pub fn complete(conn: &mut Conn, messages: &mut Messages) -> Result<()> {
    let mut employments: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for row in messages.values() {
        let of_account = employments.entry(row.account.clone()).or_default();
        of_account.extend(row.employment_ref.clone());
    }
    for (account, references) in employments {
        let references: Vec<String> = references.into_iter().collect();
        let rows = paged(&references, |page| {
            let query =
                message::table.filter(message::account.eq(&account)).filter(message::employment_ref.eq_any(page));
            Ok(on_engine!(&mut *conn, |c| query.load::<MessageRow>(c))?)
        })?;
        for row in rows {
            messages.entry(row.id).or_insert(row);
        }
    }
    Ok(())
}

/// The messages that wait for what facts after a position have brought: the registration of their person, or the start of an
/// employment of theirs.
///
/// # Errors
/// When the database fails.
pub fn awaited(conn: &mut Conn, after: i64) -> Result<Messages> {
    let waits: bool = diesel::select(exists(message::table.filter(message::state.eq(2)))).get_result(conn)?;
    if !waits {
        return Ok(Messages::new());
    }
    let brings = [Kind::PersonRegistered, Kind::EmploymentStarted].map(Kind::number);
    let known = fact::table
        .inner_join(person::table.on(fact::person_id.eq(person::id.nullable())))
        .filter(fact::position.gt(after))
        .filter(fact::kind.eq_any(brings))
        .filter(person::id_number_index.is_not_null())
        .select(person::id_number_index)
        .distinct();
    let known: Vec<Option<Vec<u8>>> = on_engine!(&mut *conn, |c| known.load(c))?;
    let known: Vec<Vec<u8>> = known.into_iter().flatten().collect();
    let rows = paged(&known, |page| {
        // What the state is is written out, as the index over those that wait has it.
        let query = message::table
            .filter(diesel::dsl::sql::<diesel::sql_types::Bool>("message.state = 2"))
            .filter(message::id_number_index.eq_any(page));
        Ok(on_engine!(&mut *conn, |c| query.load::<MessageRow>(c))?)
    })?;
    Ok(by_id(rows))
}

/// Somebody an ID number names.
#[derive(Clone)]
pub struct Found {
    pub id: i64,
    pub division: i64,
    /// Whose name for them the reference is.
    pub sender: String,
    pub reference: String,
}

/// Who the ID numbers of messages name, by blind index, in anybody's reach or not.
///
/// # Errors
/// When the database fails.
pub fn people(conn: &mut Conn, messages: &Messages) -> Result<HashMap<Vec<u8>, Found>> {
    let named: BTreeSet<Vec<u8>> = messages.values().filter_map(|row| row.id_number_index.clone()).collect();
    let owners = merged::of_id_numbers(conn, &named.into_iter().collect::<Vec<_>>())?;
    let ids: BTreeSet<i64> = owners.values().copied().collect();
    let rows: Vec<(i64, i64, String, String)> = paged(&ids.into_iter().collect::<Vec<_>>(), |page| {
        let query = person::table
            .inner_join(sender::table.on(sender::id.eq(person::sender_id)))
            .filter(person::id.eq_any(page))
            .filter(person::registered.eq(true))
            .select((person::id, person::division, sender::name, person::ref_));
        Ok(on_engine!(&mut *conn, |c| query.load(c))?)
    })?;
    let known =
        rows.into_iter().map(|(id, division, sender, reference)| (id, Found { id, division, sender, reference }));
    let known: HashMap<i64, Found> = known.collect();
    Ok(owners.into_iter().filter_map(|(index, id)| Some((index, known.get(&id)?.clone()))).collect())
}

/// Keeps what is new and what changed since it was loaded.
///
/// # Errors
/// When the database fails.
pub fn save(conn: &mut Conn, loaded: &Messages, messages: &Messages) -> Result<()> {
    let new: Vec<MessageRow> =
        messages.iter().filter(|(id, _)| !loaded.contains_key(id)).map(|(_, row)| row.clone()).collect();
    bulk::insert(conn, &new)?;
    let changed = messages.values().filter(|row| loaded.get(&row.id).is_some_and(|was| was != *row));
    for row in changed {
        diesel::update(message::table.find(row.id))
            .set((
                message::state.eq(row.state),
                message::code.eq(row.code),
                message::field.eq(&row.field),
                message::position.eq(row.position),
                message::settled_at.eq(row.settled_at),
            ))
            .execute(conn)?;
    }
    Ok(())
}

fn by_id(rows: Vec<MessageRow>) -> Messages {
    rows.into_iter().map(|row| (row.id, row)).collect()
}
