//! The stored messages of platforms: every version of every filing, its result, and its sealed
//! content.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use chrono::{NaiveDate, NaiveDateTime};
use diesel::dsl::{exists, max, sql};
use diesel::expression::SqlLiteral;
use diesel::prelude::*;
use diesel::sql_types::Bool;

use crate::db::engine::bulk::{self, rows};
use crate::db::engine::conn::Conn;
use crate::db::engine::query::{is_kind, paged};
use crate::db::people::merged::Merged;
use crate::db::schema::{employment, fact, message, person, sender};
use crate::domain::inbox::message::Brings;
use crate::domain::values::codes::{Code, Kind, MessageState};
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
    /// The referral that it answers.
    pub referral_id: Option<i64>,
    /// The moment at which it was held for exceeding the ceiling of its account. It is no version
    /// of its filing until it is released.
    pub held_at: Option<NaiveDateTime>,
    /// The employer that a hire names; none for a message from before this column was stored.
    pub uscc: Option<String>,
}

rows! {
    MessageRow => message,
}

impl MessageRow {
    /// Tells whether the message is in this state.
    pub fn is(&self, state: MessageState) -> bool {
        self.state() == Some(state)
    }

    /// Gives its state. A held message is `Held` until it is released or discarded, whatever its
    /// stored state.
    pub fn state(&self) -> Option<MessageState> {
        match (self.held_at.is_some(), MessageState::from_number(self.state)) {
            (true, Some(MessageState::Superseded)) => Some(MessageState::Discarded),
            (true, _) => Some(MessageState::Held),
            (false, state) => state,
        }
    }

    /// Tells whether both are versions of the same filing.
    pub fn is_of_filing(&self, other: &Self) -> bool {
        (&self.account, &self.source, &self.subject) == (&other.account, &other.source, &other.subject)
    }

    /// Gives what the message brings; none if it withdraws its filing.
    pub fn brings(&self) -> Option<Brings> {
        self.kind.and_then(Brings::from_number)
    }

    /// Gives the kind of the fact that it brings, if it brings one.
    pub fn kind(&self) -> Option<Kind> {
        self.kind.and_then(Kind::from_number)
    }

    /// Gives the reason for which it waits or was parked.
    pub fn code(&self) -> Option<Code> {
        self.code.and_then(Code::from_number)
    }
}

/// Messages by their IDs.
pub type Messages = BTreeMap<i64, MessageRow>;

/// Gives the next free ID.
///
/// # Errors
/// When the database fails.
pub fn next_id(conn: &mut Conn) -> Result<i64> {
    let last: Option<i64> = message::table.select(max(message::id)).first(conn)?;
    Ok(last.unwrap_or(0) + 1)
}

/// Gives every version of an account's filings, named by source and subject.
///
/// # Errors
/// When the database fails.
pub fn of_filings(conn: &mut Conn, account: &str, filings: &BTreeSet<(&str, &str)>) -> Result<Messages> {
    let mut by_source: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    for (source, subject) in filings {
        by_source.entry(source).or_default().push(subject);
    }
    let mut messages = Messages::new();
    for (source, subjects) in by_source {
        let rows = paged(&subjects, |page| {
            let query = message::table
                .filter(message::account.eq(account))
                .filter(message::source.eq(source))
                .filter(message::subject.eq_any(page));
            Ok(on_engine!(&mut *conn, |c| query.load::<MessageRow>(c))?)
        })?;
        messages.extend(by_id(rows));
    }
    Ok(messages)
}

/// Adds to these messages all that count among the messages about the same employments and the
/// answers to the same referrals. A superseded or withdrawn message does not count.
///
/// # Errors
/// When the database fails.
pub fn complete(conn: &mut Conn, messages: &mut Messages) -> Result<()> {
    let mut employments: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for row in messages.values() {
        let of_account = employments.entry(row.account.clone()).or_default();
        of_account.extend(row.employment_ref.clone());
    }
    let settled = [MessageState::Superseded, MessageState::Withdrawn].map(MessageState::number);
    for (account, references) in employments {
        let references: Vec<String> = references.into_iter().collect();
        let rows = paged(&references, |page| {
            let query = message::table
                .filter(message::account.eq(&account))
                .filter(message::employment_ref.eq_any(page))
                .filter(message::held_at.is_null())
                .filter(message::state.ne_all(settled));
            Ok(on_engine!(&mut *conn, |c| query.load::<MessageRow>(c))?)
        })?;
        for row in rows {
            messages.entry(row.id).or_insert(row);
        }
    }
    let referrals: BTreeSet<i64> = messages.values().filter_map(|row| row.referral_id).collect();
    let answers = paged(&referrals.into_iter().collect::<Vec<_>>(), |page| {
        let query = message::table.filter(message::referral_id.eq_any(page)).filter(message::state.ne_all(settled));
        Ok(on_engine!(&mut *conn, |c| query.load::<MessageRow>(c))?)
    })?;
    for row in answers {
        messages.entry(row.id).or_insert(row);
    }
    Ok(())
}

/// Counts the messages about people that were accepted from an account after a moment.
///
/// # Errors
/// When the database fails.
pub fn let_in_since(conn: &mut Conn, account: &str, since: NaiveDateTime) -> Result<i64> {
    let query = message::table
        .filter(message::account.eq(account))
        .filter(message::received_at.gt(since))
        .filter(message::held_at.is_null())
        .filter(is_about_people())
        .count();
    Ok(on_engine!(conn, |c| query.get_result(c))?)
}

/// Selects the messages that bring a fact, and those that withdraw a filing that brought one.
fn is_about_people() -> SqlLiteral<Bool> {
    sql("(message.kind <= 60 or message.kind is null and exists (select 1 from message brought \
         where brought.subject = message.subject and brought.account = message.account \
         and brought.source = message.source and brought.kind <= 60))")
}

/// Selects the messages that wait for a release.
pub fn is_held() -> SqlLiteral<Bool> {
    sql(&format!("(message.held_at is not null and message.state <> {})", MessageState::Superseded.number()))
}

/// Selects the messages that the bureau discarded.
pub fn is_discarded() -> SqlLiteral<Bool> {
    sql(&format!("(message.held_at is not null and message.state = {})", MessageState::Superseded.number()))
}

/// Gives the held messages of an account whose division lies in the range `from..to`, by ID, at
/// most `most` of them.
///
/// # Errors
/// When the database fails.
pub fn held(conn: &mut Conn, account: &str, (from, to): (i64, i64), most: i64) -> Result<Vec<MessageRow>> {
    let query = message::table
        .filter(message::account.eq(account))
        .filter(is_held())
        .filter(message::division.ge(from).and(message::division.lt(to)))
        .order(message::id)
        .limit(most);
    Ok(on_engine!(conn, |c| query.load(c))?)
}

/// Gives the hires of an account that wait for one of these employers.
///
/// # Errors
/// When the database fails.
pub fn awaiting_employers(conn: &mut Conn, account: &str, codes: &BTreeSet<String>) -> Result<Messages> {
    let rows = paged(&codes.iter().collect::<Vec<_>>(), |page| {
        let query =
            message::table.filter(message::account.eq(account)).filter(is_waiting()).filter(message::uscc.eq_any(page));
        Ok(on_engine!(&mut *conn, |c| query.load(c))?)
    })?;
    Ok(by_id(rows))
}

/// Gives the answers to a referral that count.
///
/// # Errors
/// When the database fails.
pub fn answers(conn: &mut Conn, referral: i64) -> Result<Vec<MessageRow>> {
    let query = message::table
        .filter(message::referral_id.eq(referral))
        .filter(message::state.eq(MessageState::Applied.number()));
    Ok(on_engine!(conn, |c| query.load::<MessageRow>(c))?)
}

/// Gives the messages that facts after a position may affect.
///
/// # Errors
/// When the database fails.
pub fn touched(conn: &mut Conn, after: i64) -> Result<Messages> {
    let mut rows = voided_since(conn, after)?;
    let waits: bool = diesel::select(exists(message::table.filter(is_waiting()))).get_result(conn)?;
    if waits {
        rows.extend(awaited(conn, after)?);
    }
    Ok(by_id(rows))
}

/// Selects the waiting messages, with the text of the partial index over them.
fn is_waiting() -> SqlLiteral<Bool> {
    sql(&format!("message.state = {} and message.held_at is null", MessageState::Waiting.number()))
}

/// Gives the messages that wait for a fact after a position: for the registration of their person,
/// for a merge of it, or for the start of the employment that they name.
fn awaited(conn: &mut Conn, after: i64) -> Result<Vec<MessageRow>> {
    let brings = [Kind::PersonRegistered, Kind::PersonMerged, Kind::EmploymentStarted].map(Kind::number);
    let brought = fact::table
        .left_join(employment::table.on(fact::employment_id.eq(employment::id.nullable())))
        .filter(fact::position.gt(after))
        .filter(fact::kind.eq_any(brings))
        .select((fact::person_id.assume_not_null(), employment::ref_.nullable()));
    let brought: Vec<(i64, Option<String>)> = on_engine!(&mut *conn, |c| brought.load(c))?;
    if brought.is_empty() {
        return Ok(Vec::new());
    }
    let merged = Merged::now(conn)?;
    let (started, registered): (Vec<_>, Vec<_>) = brought.into_iter().partition(|(_, begun)| begun.is_some());
    let mut indexes_of = |people: &[(i64, Option<String>)]| {
        let names = merged.names(merged.roots(people.iter().map(|(person, _)| *person)));
        paged(&names, |page| {
            let query = person::table.filter(person::id.eq_any(page)).select(person::id_number_index);
            Ok(on_engine!(&mut *conn, |c| query.load::<Option<Vec<u8>>>(c))?)
        })
    };
    let (of_registered, of_started) = (indexes_of(&registered)?, indexes_of(&started)?);
    let references: BTreeSet<String> = started.into_iter().filter_map(|(_, begun)| begun).collect();
    let mut rows = paged(&of_registered, |page| {
        let query = message::table.filter(is_waiting()).filter(message::id_number_index.eq_any(page));
        Ok(on_engine!(&mut *conn, |c| query.load::<MessageRow>(c))?)
    })?;
    for page in references.into_iter().collect::<Vec<_>>().chunks(REFERENCES) {
        rows.extend(paged(&of_started, |people| {
            let query = message::table
                .filter(is_waiting())
                .filter(message::id_number_index.eq_any(people))
                .filter(message::employment_ref.eq_any(page));
            Ok(on_engine!(&mut *conn, |c| query.load::<MessageRow>(c))?)
        })?);
    }
    Ok(rows)
}

/// The number of references in one statement, beside a page of other values.
const REFERENCES: usize = 1000;

/// Gives the messages that a void affects: it voids the fact of the message, or the start of its
/// employment.
fn voided_since(conn: &mut Conn, after: i64) -> Result<Vec<MessageRow>> {
    let voids = fact::table.filter(fact::position.gt(after)).filter(is_kind(Kind::Voided)).select(fact::voids);
    let voided: Vec<Option<i64>> = on_engine!(&mut *conn, |c| voids.load(c))?;
    let own = paged(&voided, |page| {
        let query = message::table.filter(message::position.eq_any(page));
        Ok(on_engine!(&mut *conn, |c| query.load::<MessageRow>(c))?)
    })?;
    let voided: Vec<i64> = voided.into_iter().flatten().collect();
    let unbegun = paged(&voided, |page| {
        let query = fact::table
            .filter(fact::position.eq_any(page))
            .filter(fact::kind.eq(Kind::EmploymentStarted.number()))
            .select(fact::employment_id);
        Ok(on_engine!(&mut *conn, |c| query.load::<Option<i64>>(c))?)
    })?;
    let following = paged(&unbegun, |page| {
        let query = message::table
            .inner_join(fact::table.on(message::position.eq(fact::position.nullable())))
            .filter(fact::employment_id.eq_any(page))
            .select(message::all_columns);
        Ok(on_engine!(&mut *conn, |c| query.load::<MessageRow>(c))?)
    })?;
    Ok([own, following].concat())
}

/// Gives the recorded facts of these messages, by position.
///
/// # Errors
/// When the database fails.
pub fn recorded(conn: &mut Conn, messages: &Messages) -> Result<HashMap<i64, Recorded>> {
    let positions: Vec<i64> = messages.values().filter_map(|row| row.position).collect();
    let rows: Vec<(i64, String, String)> = paged(&positions, |page| {
        let query = fact::table
            .inner_join(sender::table.on(sender::id.eq(fact::sender_id)))
            .filter(fact::position.eq_any(page))
            .select((fact::position, sender::name, fact::event_ref));
        Ok(on_engine!(&mut *conn, |c| query.load(c))?)
    })?;
    let void = paged(&positions, |page| {
        let page: Vec<Option<i64>> = page.into_iter().map(Some).collect();
        let query = fact::table.filter(fact::voids.eq_any(page)).select(fact::voids);
        Ok(on_engine!(&mut *conn, |c| query.load::<Option<i64>>(c))?)
    })?;
    let void: BTreeSet<i64> = void.into_iter().flatten().collect();
    let recorded =
        |(position, sender, event)| (position, Recorded { sender, event, is_void: void.contains(&position) });
    Ok(rows.into_iter().map(recorded).collect())
}

/// The fact that a message was recorded as: its sender and event reference, and whether it is void.
#[derive(Clone)]
pub struct Recorded {
    pub sender: String,
    pub event: String,
    pub is_void: bool,
}

/// A person found by an ID number.
#[derive(Clone)]
pub struct Found {
    /// The surviving registration; the division below is its own.
    pub id: i64,
    pub division: i64,
    /// The sender of the reference. Both are of the registration that has the ID number.
    pub sender: String,
    pub reference: String,
}

/// Gives the persons with the ID numbers of these messages, by blind index, in the scope of any
/// account.
///
/// # Errors
/// When the database fails.
pub fn people(conn: &mut Conn, messages: &Messages) -> Result<HashMap<Vec<u8>, Found>> {
    let named: BTreeSet<Vec<u8>> = messages.values().filter_map(|row| row.id_number_index.clone()).collect();
    type Row = (i64, Option<i64>, Option<Vec<u8>>, i64, String, String);
    let rows: Vec<Row> = paged(&named.into_iter().collect::<Vec<_>>(), |page| {
        let query = person::table
            .inner_join(sender::table.on(sender::id.eq(person::sender_id)))
            .filter(person::id_number_index.eq_any(page))
            .filter(person::registered.eq(true))
            .select((
                person::id,
                person::merged_into,
                person::id_number_index,
                person::division,
                sender::name,
                person::ref_,
            ));
        Ok(on_engine!(&mut *conn, |c| query.load(c))?)
    })?;
    let given_up = rows.iter().any(|(_, into, ..)| into.is_some());
    let merged = if given_up { Merged::now(conn)? } else { Merged::default() };
    let stay: Vec<i64> = rows.iter().filter(|row| row.1.is_some()).map(|row| merged.root(row.0)).collect();
    let homes: Vec<(i64, i64)> = paged(&stay, |page| {
        let query = person::table.filter(person::id.eq_any(page)).select((person::id, person::division));
        Ok(on_engine!(&mut *conn, |c| query.load(c))?)
    })?;
    let homes: HashMap<i64, i64> = homes.into_iter().collect();
    let found = |(id, _, index, division, sender, reference): Row| {
        let id = merged.root(id);
        let division = homes.get(&id).copied().unwrap_or(division);
        Some((index?, Found { id, division, sender, reference }))
    };
    Ok(rows.into_iter().filter_map(found).collect())
}

/// Stores the new messages, and those that changed since they were loaded.
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
                message::held_at.eq(row.held_at),
                message::division.eq(row.division),
                message::uscc.eq(&row.uscc),
            ))
            .execute(conn)?;
    }
    Ok(())
}

fn by_id(rows: Vec<MessageRow>) -> Messages {
    rows.into_iter().map(|row| (row.id, row)).collect()
}
