//! Messages of platforms about their filings: accepted in any order, each stored with its outcome.
//! A message about a person who is not registered waits for the registration; a message that breaks
//! a rule is parked and may be tried again. Records that are no facts about persons, such as
//! employers, vacancies and answers to referrals, are stored beside the ledger.

use chrono::{DateTime, FixedOffset, NaiveDate, NaiveDateTime};
use diesel::prelude::*;
use serde::Serialize;
use serde_json::{Map, Value};

use super::ceiling::{self, Room};
use super::keeping::{place, settle_and_keep};
use super::records;
use crate::auth::Action;
use crate::clock::utc;
use crate::db::inbox::messages::{self, MessageRow, Messages};
use crate::db::schema::message;
use crate::domain::inbox::message::{Brings, may_come};
use crate::domain::ledger::fact::Claim;
use crate::domain::ledger::interchange;
use crate::domain::values::codes::{Code, Kind, MessageState};
use crate::domain::values::hint::{Hint, Lang};
use crate::domain::values::id_number::IdNumber;
use crate::domain::values::refusal::Refusal;
use crate::domain::values::text::{Reference, Text};
use crate::error::{Failure, Result, item};
use crate::on_engine;
use crate::ops::recording::sealed::content;
use crate::ops::recording::settling;
use crate::ops::session::Session;
use crate::ops::session::references::NOT_HERE;
use crate::seal::kept::{Field, Kept};

/// A version of a filing, as received.
#[derive(Clone)]
pub struct Incoming {
    pub source: Reference,
    /// The filing.
    pub subject: Reference,
    pub version: i32,
    /// The sender's name of the message.
    pub event_id: Reference,
    /// The time of filing, according to the sender.
    pub filed_at: Option<DateTime<FixedOffset>>,
    /// The fact or record that it brings; none withdraws the filing.
    pub brings: Option<Brings>,
    /// The fields of the fact or record.
    pub data: Map<String, Value>,
}

/// A message of a platform, with its state.
#[derive(Serialize, utoipa::ToSchema, Clone, Debug)]
pub struct MessageView {
    pub id: i64,
    pub source: String,
    /// The filing that the message is about.
    #[schema(example = "2026-000731")]
    pub subject: String,
    pub version: i32,
    /// The sender's name of the message: the `id` of the event.
    pub event_id: String,
    /// The kind of fact that the message brings, or `employer`, `vacancy` or `referral_answered`;
    /// none for a withdrawal of the filing.
    #[schema(value_type = Option<String>, example = "employment_started")]
    pub kind: Option<&'static str>,
    pub effective_on: Option<NaiveDate>,
    pub employment_ref: Option<String>,
    /// The masked ID number; only for accounts that may read people.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = "440703********0113")]
    pub id_number: Option<String>,
    /// `applied`, `waiting`, `parked`, `superseded`, `withdrawn`, `held` until the bureau decides,
    /// or `discarded` by the bureau.
    #[schema(value_type = String, example = "waiting")]
    pub state: &'static str,
    /// The reason why the message waits, was parked or is held.
    #[schema(value_type = Option<String>, example = "unknown_person")]
    pub code: Option<&'static str>,
    /// The field that caused it.
    pub field: Option<String>,
    /// The reason in words, with the remedy.
    pub detail: Option<String>,
    /// The ledger position of the message's fact.
    pub position: Option<i64>,
    /// The time of filing according to the sender, or else the time of receipt.
    #[serde(serialize_with = "utc")]
    pub filed_at: NaiveDateTime,
    #[serde(serialize_with = "utc")]
    pub received_at: NaiveDateTime,
    /// The time at which the message came into its state.
    #[serde(serialize_with = "utc")]
    pub settled_at: NaiveDateTime,
}

/// A message that was accepted.
pub struct Taken {
    pub message: MessageView,
    /// Whether the same message had come before.
    pub is_known: bool,
}

/// The filter and page of a list of messages.
#[derive(Default)]
pub struct Wanted {
    pub state: Option<MessageState>,
    pub subject: Option<Reference>,
    /// The last message of the page before.
    pub after: Option<i64>,
    pub limit: i64,
}

/// Takes messages in one transaction; gives the outcome of each, in order.
///
/// # Errors
/// When the database fails. A refused message has its refusal as outcome, and the others go on.
pub fn take(s: &mut Session, batch: &[Incoming], lang: Lang) -> Result<Vec<Result<Taken>>> {
    s.write(|s| {
        let filings = batch.iter().map(|incoming| (incoming.source.as_str(), incoming.subject.as_str())).collect();
        let mut all = messages::of_filings(s.conn, &s.actor().account.clone(), &filings)?;
        let mut loaded = all.clone();
        let first = messages::next_id(s.conn)?;
        let mut answers = Vec::with_capacity(batch.len());
        let mut room = Room::of(s)?;
        for (incoming, id) in batch.iter().zip(first..) {
            answers.push(item(admit(s, &mut all, &mut room, incoming, id))?);
        }
        let new: Vec<i64> = all.keys().copied().filter(|id| !loaded.contains_key(id)).collect();
        if let Some((first, last)) = new.first().zip(new.last()) {
            messages::complete(s.conn, &mut all)?;
            for row in all.values().filter(|row| row.id < *first) {
                loaded.entry(row.id).or_insert_with(|| row.clone());
            }
            settle_and_keep(s, &s.actor().account.clone(), &filings, &loaded, &mut all)?;
            room.note_held(s)?;
            s.note("messages_received", Some(format!("{first}-{last}")))?;
        }
        let mut told = Vec::with_capacity(answers.len());
        for answer in answers {
            told.push(match answer {
                Ok((id, is_known)) => {
                    let row = all.get(&id).ok_or(Failure::Internal)?;
                    Ok(Taken { message: MessageView::of(row, None, lang), is_known })
                }
                Err(answer) => Err(answer),
            });
        }
        Ok(told)
    })
}

/// Adds a message to the loaded ones: it supersedes the earlier versions of its filing, or is
/// superseded by a later one. Gives its number, and whether it had come before.
///
/// # Errors
/// The refusal of the message; when the database fails.
fn admit(s: &mut Session, all: &mut Messages, room: &mut Room, incoming: &Incoming, id: i64) -> Result<(i64, bool)> {
    permitted(s, incoming)?;
    let mut row = draft(s, incoming, id)?;
    if turns_into_another_kind(all, &row) {
        let hint = Hint::said(
            "该备案此前报送的是另一类内容；请另用备案号（subject）",
            "this filing brought something of another kind before; send it as a filing of its own (subject)",
        );
        return Err(Refusal::conflict("type", hint).into());
    }
    if is_about_people(all, &row) && !is_known(all, &row) && !room.take() {
        row.held_at = Some(row.received_at);
    }
    place(all, row)
}

/// Tells whether a message brings a fact, or withdraws one.
fn is_about_people(all: &Messages, row: &MessageRow) -> bool {
    match row.brings() {
        Some(Brings::Fact(_)) => true,
        Some(Brings::Record(_)) => false,
        None => all.values().any(|other| other.is_of_filing(row) && other.kind().is_some()),
    }
}

/// Tells whether a filing would change between facts and records beside the ledger. A record could
/// otherwise withdraw a fact without counting as a message about people.
fn turns_into_another_kind(all: &Messages, row: &MessageRow) -> bool {
    let is_record = |row: &MessageRow| row.brings().map(|brings| matches!(brings, Brings::Record(_)));
    let differs = |other: &MessageRow| is_record(other).zip(is_record(row)).is_some_and(|(was, is)| was != is);
    all.values().any(|other| other.is_of_filing(row) && differs(other))
}

fn is_known(all: &Messages, row: &MessageRow) -> bool {
    all.values().any(|other| other.is_of_filing(row) && other.version == row.version)
}

/// Refuses a message that cannot be sent as a message, or not by the actor.
fn permitted(s: &Session, incoming: &Incoming) -> Result<()> {
    let action = match incoming.brings {
        Some(Brings::Fact(kind)) if !may_come(kind) => {
            let hint = Hint::said("这种事件不能以消息报送", "a fact of this kind does not come as a message");
            return Err(Refusal::bad_value("type", hint).into());
        }
        Some(Brings::Fact(kind)) => Action::of_recording(kind),
        Some(Brings::Record(_)) => Some(Action::PostVacancies),
        // The account of a filing may withdraw it.
        None => Some(Action::RecordFacts),
    };
    if action.is_some_and(|action| s.may(action)) { Ok(()) } else { Err(Failure::Forbidden.into()) }
}

/// Fields of a fact that a message does not have: its subject is named by ID number, and its sender
/// is the account that sends it.
const NEVER: [&str; 4] = ["kind", "sender", "person", "household"];

/// Reads the content of a message, and checks it as far as possible without other messages.
fn draft(s: &mut Session, incoming: &Incoming, id: i64) -> Result<MessageRow> {
    let now = s.clock.now();
    let mut data = incoming.data.clone();
    if let Some(name) = NEVER.iter().chain(&NOT_HERE).find(|name| data.contains_key(**name)) {
        return Err(Refusal::unknown_field(name).into());
    }
    let mut row = MessageRow {
        id,
        account: s.actor().account.clone(),
        division: s.actor().scope.number(),
        source: incoming.source.as_str().to_owned(),
        subject: incoming.subject.as_str().to_owned(),
        version: incoming.version,
        event_id: incoming.event_id.as_str().to_owned(),
        kind: None,
        effective_on: None,
        employment_ref: None,
        id_number_index: None,
        content_hash: Vec::new(),
        wrapped: Vec::new(),
        sealed: Vec::new(),
        state: MessageState::Withdrawn.number(),
        code: None,
        field: None,
        position: None,
        // A sender's clock may be fast; the time of filing is never after the receipt.
        filed_at: incoming.filed_at.map_or(now, |at| at.naive_utc().min(now)),
        received_at: now,
        settled_at: now,
        referral_id: None,
        held_at: None,
        uscc: None,
    };
    match incoming.brings {
        Some(Brings::Fact(kind)) => read_fact(s, &mut row, kind, &mut data)?,
        Some(Brings::Record(kind)) => {
            row.referral_id = records::check(s, kind, &data)?;
            row.kind = Some(kind.number());
            row.state = MessageState::Applied.number();
        }
        None => check_withdrawal(&data)?,
    }
    let content = Value::Object(data).to_string();
    let (key, wrapped) = s.keys.new_key_of(Kept::Message, id);
    row.content_hash = s.keys.content_hash(content.as_bytes()).to_vec();
    (row.wrapped, row.sealed) = (wrapped, key.seal_kept(Kept::Message, id, content.as_bytes()));
    Ok(row)
}

/// Reads the fact that a message brings.
fn read_fact(s: &Session, row: &mut MessageRow, kind: Kind, data: &mut Map<String, Value>) -> Result<(), Refusal> {
    let hint = Hint::said("应为公民身份号码", "expected an ID number");
    let named = data.get("id_number").ok_or_else(|| Refusal::new(Code::MissingField, Some("id_number")))?;
    let number = IdNumber::parse(named.as_str().unwrap_or_default());
    let number = number.map_err(|_| Refusal::bad_value("id_number", hint))?;
    if kind == Kind::EmploymentStarted {
        data.entry("employment_ref").or_insert_with(|| Value::String(row.subject.clone()));
    }
    data.insert("kind".to_owned(), Value::String(kind.as_str().to_owned()));
    let mut fields = data.clone();
    fields.remove("id_number");
    // The person's reference and the event's are known only when the fact is recorded.
    for name in ["person_ref", "event_ref"] {
        fields.insert(name.to_owned(), Value::String("-".to_owned()));
    }
    let line = interchange::parse(Value::Object(fields).to_string().as_bytes())?;
    row.kind = Some(kind.number());
    row.effective_on = Some(line.effective_on);
    if let Claim::EmploymentStarted { job, .. } = &line.claim {
        row.uscc = job.uscc.as_ref().map(|uscc| uscc.as_str().to_owned());
    }
    row.employment_ref = line.claim.employment().map(|reference| reference.as_str().to_owned());
    row.id_number_index = Some(s.keys.blind_index(Field::IdNumber, number.as_str()).to_vec());
    row.state = MessageState::Waiting.number();
    row.code = Some(Code::UnknownPerson.number());
    Ok(())
}

/// Checks the content of a withdrawal.
fn check_withdrawal(data: &Map<String, Value>) -> Result<(), Refusal> {
    if let Some(name) = data.keys().find(|name| *name != "reason") {
        return Err(Refusal::unknown_field(name));
    }
    let hint = Hint::said("应为不超过 64 个字符的文字", "expected a text of up to 64 characters");
    let is_text = |reason: &Value| reason.as_str().is_some_and(|text| Text::parse(text, Text::SHORT).is_ok());
    if data.get("reason").is_none_or(is_text) { Ok(()) } else { Err(Refusal::bad_value("reason", hint)) }
}

impl MessageView {
    fn of(row: &MessageRow, id_number: Option<String>, lang: Lang) -> Self {
        let (code, field) = match row.held_at {
            Some(_) if row.is(MessageState::Held) => (Some(Code::OverCeiling), None),
            _ => (row.code(), row.field.clone()),
        };
        let refusal = code.map(|code| Refusal::stored(code, field.clone()));
        Self {
            id: row.id,
            source: row.source.clone(),
            subject: row.subject.clone(),
            version: row.version,
            event_id: row.event_id.clone(),
            kind: row.brings().map(Brings::as_str),
            effective_on: row.effective_on,
            employment_ref: row.employment_ref.clone(),
            id_number,
            state: row.state().map_or("", MessageState::as_str),
            code: code.map(Code::as_str),
            field,
            detail: refusal.map(|refusal| refusal.message(lang)),
            position: row.position,
            filed_at: row.filed_at,
            received_at: row.received_at,
            settled_at: row.settled_at,
        }
    }

    /// Gives the view of the sender, or the view with the person's masked ID number for an actor
    /// that may read people.
    fn to(s: &Session, row: &MessageRow, lang: Lang) -> Result<Self> {
        let number = if s.may(Action::ReadPeople) { content(s.keys, row)?.remove("id_number") } else { None };
        let masked = |number: &Value| IdNumber::parse(number.as_str()?).ok().map(|number| number.masked());
        Ok(Self::of(row, number.as_ref().and_then(masked), lang))
    }
}

/// Lists messages by number, one more than the limit when there are more. A platform sees its own
/// messages; the bureau sees those sent from within its scope.
///
/// # Errors
/// When the database fails.
pub fn list(s: &mut Session, wanted: &Wanted, lang: Lang) -> Result<Vec<MessageView>> {
    let rows = rows(s, None, wanted)?;
    rows.iter().map(|row| MessageView::to(s, row, lang)).collect()
}

/// Gives one message.
///
/// # Errors
/// [`Failure::NotFound`] when there is none in scope.
pub fn get(s: &mut Session, id: i64, lang: Lang) -> Result<MessageView> {
    let row = find(s, id)?;
    MessageView::to(s, &row, lang)
}

/// Tries a waiting or parked message again, or releases a held one.
///
/// # Errors
/// As [`get`] and, for a held one, as the release of its account's messages; [`Failure::Conflict`]
/// when it is in another state.
pub fn retry(s: &mut Session, id: i64, lang: Lang) -> Result<MessageView> {
    s.write(|s| {
        let row = find(s, id)?;
        if row.is(MessageState::Held) {
            let account = row.account.clone();
            ceiling::let_in(s, &account, vec![row])?;
            s.note("message_released", Some(id.to_string()))?;
            let row = find(s, id)?;
            return MessageView::to(s, &row, lang);
        }
        if !row.is(MessageState::Waiting) && !row.is(MessageState::Parked) {
            return Err(Failure::Conflict.into());
        }
        let mut all = Messages::from([(id, row)]);
        messages::complete(s.conn, &mut all)?;
        let loaded = all.clone();
        // A message whose fact the bureau voided by hand may be tried again too.
        for row in all.values_mut().filter(|row| row.id == id) {
            (row.state, row.code) = (MessageState::Waiting.number(), Some(Code::UnknownPerson.number()));
        }
        settling::settle(s.conn, s.keys, s.clock.now(), &loaded, &mut all)?;
        s.note("message_retried", Some(id.to_string()))?;
        let row = all.get(&id).ok_or(Failure::Internal)?;
        MessageView::to(s, row, lang)
    })
}

pub(super) fn find(s: &mut Session, id: i64) -> Result<MessageRow> {
    let found = rows(s, Some(id), &Wanted::default())?;
    found.into_iter().next().ok_or_else(|| Failure::NotFound.into())
}

fn rows(s: &mut Session, id: Option<i64>, wanted: &Wanted) -> Result<Vec<MessageRow>> {
    let (from, to) = s.bounds();
    let own = (!s.may(Action::ReadPeople)).then(|| s.actor().account.clone());
    Ok(on_engine!(&mut *s.conn, |c| {
        let mut query = message::table.into_boxed();
        query = match own {
            Some(own) => query.filter(message::account.eq(own)),
            None => query.filter(message::division.ge(from).and(message::division.lt(to))),
        };
        if let Some(id) = id {
            query = query.filter(message::id.eq(id));
        }
        query = match wanted.state {
            None => query,
            Some(MessageState::Held) => query.filter(messages::is_held()),
            Some(MessageState::Discarded) => query.filter(messages::is_discarded()),
            Some(state) => query.filter(message::state.eq(state.number())).filter(message::held_at.is_null()),
        };
        if let Some(subject) = &wanted.subject {
            query = query.filter(message::subject.eq(subject.as_str()));
        }
        if let Some(after) = wanted.after {
            query = query.filter(message::id.gt(after));
        }
        query.order(message::id).limit(wanted.limit + 1).load::<MessageRow>(c)?
    }))
}
