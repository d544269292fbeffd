//! What becomes of messages: which filings belong into the ledger by all that is known now, and the facts that bring it there.
//! A filing that no longer holds is voided, one that came to hold is recorded; what stays true is left alone.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use chrono::NaiveDateTime;
use diesel::prelude::*;
use serde_json::Value;

use crate::db::Conn;
use crate::db::facts::paged;
use crate::db::messages::{self, Found, MessageRow, Messages};
use crate::db::schema::{account, fact, sender};
use crate::domain::accept::Start;
use crate::domain::codes::{Code, Kind, MessageState};
use crate::domain::division::Division;
use crate::domain::fact::{Claim, Line};
use crate::domain::interchange;
use crate::domain::message::{self, Filed, Verdict};
use crate::domain::refusal::Refusal;
use crate::domain::text::Reference;
use crate::error::{Error, Failure, Result};
use crate::on_engine;
use crate::ops::facts::{minted, sender_of_job};
use crate::ops::ledger::{self, Incoming, Outcome};
use crate::seal::Keys;

/// How the name begins under which the messages of an account are recorded.
const SENDER: &str = "messages:";

/// Settles those that waited for what the facts after a position brought.
///
/// # Errors
/// When the database fails.
pub fn settle_awaited(conn: &mut Conn, keys: &Keys, now: NaiveDateTime, after: i64) -> Result<()> {
    let mut awaited = messages::awaited(conn, after)?;
    if awaited.is_empty() {
        return Ok(());
    }
    messages::complete(conn, &mut awaited)?;
    let loaded = awaited.clone();
    settle(conn, keys, now, &mut awaited)?;
    messages::save(conn, &loaded, &awaited)
}

/// Settles messages; every version of their filings, and every filing about their employments, is among them.
///
/// # Errors
/// When the database fails.
pub fn settle(conn: &mut Conn, keys: &Keys, now: NaiveDateTime, messages: &mut Messages) -> Result<()> {
    let people = messages::people(conn, messages)?;
    let senders = senders(conn, messages)?;
    let mut settling = Settling { conn, keys, now, messages, people, senders };
    settling.begin()?;
    settling.follow()
}

/// What is to be done about a message in the ledger.
enum Act {
    /// Record it, as whose.
    Record(i64, String),
    /// Void the fact it was recorded as.
    Void(i64),
}

struct Settling<'s> {
    conn: &'s mut Conn,
    keys: &'s Keys,
    now: NaiveDateTime,
    messages: &'s mut Messages,
    /// By blind index.
    people: HashMap<Vec<u8>, Found>,
    /// Under whose name each account's messages are recorded.
    senders: BTreeMap<String, String>,
}

impl Settling<'_> {
    /// Voids what no longer counts, and brings the starts and whatever is no matter of an employment.
    fn begin(&mut self) -> Result<()> {
        let mut acts = Vec::new();
        let stale = |row: &&MessageRow| row.position.is_some() && !counts(row);
        acts.extend(self.messages.values().filter(stale).map(|row| Act::Void(row.id)));
        let mut verdicts = Vec::new();
        for ids in self.employments().values() {
            let judged = message::starts(&self.filed(ids)).into_iter();
            verdicts.extend(judged.filter_map(|(at, verdict)| Some((*ids.get(at)?, verdict))));
        }
        for row in self.messages.values().filter(|row| counts(row) && row.employment_ref.is_none()) {
            let known = self.person_of(row).is_some();
            verdicts.push((row.id, if known { Verdict::Holds } else { Verdict::Waits(Code::UnknownPerson) }));
        }
        for (id, verdict) in verdicts {
            acts.extend(self.decide(id, verdict, None));
        }
        self.act(acts)
    }

    /// Brings what follows the starts that are in the ledger now.
    fn follow(&mut self) -> Result<()> {
        let mut verdicts = Vec::new();
        for ids in self.employments().values() {
            let rows = ids.iter().filter_map(|id| self.messages.get(id));
            let starts: Vec<&MessageRow> = rows.filter(|row| row.kind() == Some(Kind::EmploymentStarted)).collect();
            let applied = starts.iter().find(|row| row.position.is_some());
            let start = applied.and_then(|row| Some(Start { person: self.person_of(row)?.id, on: row.effective_on? }));
            let judged = message::followers(&self.filed(ids), start).into_iter();
            verdicts.extend(judged.filter_map(|(at, verdict)| Some((*ids.get(at)?, verdict, starts.is_empty()))));
        }
        let mut acts = Vec::new();
        for (id, verdict, unbegun) in verdicts {
            // Nobody has filed the start of it here: another sender may have.
            let begun_by =
                if unbegun && verdict == Verdict::Waits(Code::EmploymentUnknown) { self.begun_by(id)? } else { None };
            let verdict = if begun_by.is_some() { Verdict::Holds } else { verdict };
            acts.extend(self.decide(id, verdict, begun_by));
        }
        self.act(acts)
    }

    /// Whose the employment is that a message of an end or a change of pay names.
    fn begun_by(&mut self, id: i64) -> Result<Option<String>> {
        let Some(row) = self.messages.get(&id) else { return Ok(None) };
        let named = (self.person_of(row), row.employment_ref.as_ref(), self.senders.get(&row.account));
        let (Some(found), Some(reference), Some(own)) = named else { return Ok(None) };
        let (person, reference, own) = (found.id, reference.clone(), own.clone());
        sender_of_job(self.conn, person, &reference, &own)
    }

    /// The messages that count and are about an employment, employment by employment.
    fn employments(&self) -> BTreeMap<(String, String), Vec<i64>> {
        let mut employments: BTreeMap<_, Vec<i64>> = BTreeMap::new();
        for row in self.messages.values().filter(|row| counts(row)) {
            if let Some(reference) = &row.employment_ref {
                employments.entry((row.account.clone(), reference.clone())).or_default().push(row.id);
            }
        }
        employments
    }

    fn filed(&self, ids: &[i64]) -> Vec<Filed<'_>> {
        let filed = |row| {
            let row: &MessageRow = row;
            let person = self.person_of(row).map(|found| found.id);
            Some(Filed { kind: row.kind()?, person, on: row.effective_on?, name: (&row.source, &row.subject) })
        };
        ids.iter().filter_map(|id| self.messages.get(id)).filter_map(filed).collect()
    }

    /// Who a message names, if its sender reaches them.
    fn person_of(&self, row: &MessageRow) -> Option<&Found> {
        let found = self.people.get(row.id_number_index.as_ref()?)?;
        let reached = |reach: Division| Division::from_number(found.division).is_some_and(|of| reach.covers(of));
        let reached = reach(row).is_none_or(reached);
        Some(found).filter(|_| reached)
    }

    /// Writes down what became of a message; gives what is to be done in the ledger for it, under whose name if not its own.
    fn decide(&mut self, id: i64, verdict: Verdict, under: Option<String>) -> Option<Act> {
        let row = self.messages.get_mut(&id)?;
        let (state, code) = match verdict {
            Verdict::Holds if row.position.is_some() => return None,
            Verdict::Holds => {
                let own = self.senders.get(&row.account).cloned();
                return under.or(own).map(|sender| Act::Record(id, sender));
            }
            Verdict::Waits(code) => (MessageState::Waiting, code),
            Verdict::Parked(code) => (MessageState::Parked, code),
        };
        let field = match code {
            Code::UnknownPerson => "id_number",
            Code::EndNotAfterStart => "effective_on",
            _ => "employment_ref",
        };
        turn(row, self.now, state, Some((code, Some(field.to_owned()))));
        row.position.is_some().then_some(Act::Void(id))
    }

    /// Does in the ledger what is to be done, voids first.
    fn act(&mut self, mut acts: Vec<Act>) -> Result<()> {
        if acts.is_empty() {
            return Ok(());
        }
        acts.sort_by_key(|act| matches!(act, Act::Record(..)));
        let recorded = self.recorded(&acts)?;
        let mut lines = Vec::new();
        let mut ids = Vec::new();
        for act in &acts {
            let line = match act {
                Act::Void(id) => self.void(*id, &recorded)?.map(Ok),
                Act::Record(id, sender) => self.line(*id, sender)?,
            };
            match line {
                Some(Ok(line)) => {
                    lines.push(line);
                    ids.push(act);
                }
                Some(Err(refusal)) => self.refused(act, &refusal),
                None => {}
            }
        }
        let outcomes = ledger::append(self.conn, self.keys, self.now, &lines)?;
        for (act, outcome) in ids.into_iter().zip(outcomes) {
            match (act, outcome) {
                // What somebody voided by hand is void.
                (Act::Void(id), Outcome::Refused(refusal)) if refusal.code != Code::AlreadyVoided => {
                    let context = format!("message {id} cannot be voided: {}", refusal.code.as_str());
                    return Err(Error::new(Failure::Internal).context(context));
                }
                (Act::Void(id), _) => {
                    if let Some(row) = self.messages.get_mut(id) {
                        row.position = None;
                    }
                }
                (Act::Record(id, _), Outcome::Applied { position, .. } | Outcome::Duplicate { position }) => {
                    if let Some(row) = self.messages.get_mut(id) {
                        turn(row, self.now, MessageState::Applied, None);
                        row.position = Some(position);
                    }
                }
                (act, Outcome::Refused(refusal)) => self.refused(act, &refusal),
            }
        }
        Ok(())
    }

    /// The sender and the event reference of each fact that is to be voided.
    fn recorded(&mut self, acts: &[Act]) -> Result<HashMap<i64, (String, String)>> {
        let voided = acts.iter().filter_map(|act| match act {
            Act::Void(id) => self.messages.get(id)?.position,
            Act::Record(..) => None,
        });
        let rows: Vec<(i64, (String, String))> = paged(&voided.collect::<Vec<_>>(), |page| {
            let query = fact::table
                .inner_join(sender::table.on(sender::id.eq(fact::sender_id)))
                .filter(fact::position.eq_any(page))
                .select((fact::position, (sender::name, fact::event_ref)));
            Ok(on_engine!(&mut *self.conn, |c| query.load(c))?)
        })?;
        Ok(rows.into_iter().collect())
    }

    /// The line that voids what a message was recorded as.
    fn void(&self, id: i64, recorded: &HashMap<i64, (String, String)>) -> Result<Option<Incoming>> {
        let position = self.messages.get(&id).and_then(|row| row.position);
        let Some((sender, event)) = position.and_then(|position| recorded.get(&position)) else { return Ok(None) };
        let line = Line {
            event_ref: event_ref(self.now)?,
            effective_on: crate::clock::business_day(self.now),
            sender: None,
            subject_sender: None,
            recorded_at: None,
            claim: Claim::Voided { voids: reference(event)?, reason: None },
        };
        Ok(Some(Incoming { sender: Some(reference(sender)?), line, live: true, scope: None }))
    }

    /// The line that records what a message says; a refusal when it says nothing a line may say.
    fn line(&self, id: i64, sender: &str) -> Result<Option<Result<Incoming, Refusal>>> {
        let Some(row) = self.messages.get(&id) else { return Ok(None) };
        let Some(found) = self.person_of(row) else { return Ok(None) };
        let mut fields = super::content(self.keys, row)?;
        fields.remove("id_number");
        fields.insert("person_ref".to_owned(), Value::String(found.reference.clone()));
        fields.insert("event_ref".to_owned(), Value::String(event_ref(self.now)?.as_str().to_owned()));
        let mut line = match interchange::parse(Value::Object(fields).to_string().as_bytes()) {
            Ok(line) => line,
            Err(refusal) => return Ok(Some(Err(refusal))),
        };
        line.subject_sender = Some(reference(&found.sender)?);
        // It was filed when it was sent, however long it waited.
        line.recorded_at = Some(row.filed_at.and_utc().fixed_offset());
        let scope = reach(row);
        Ok(Some(Ok(Incoming { sender: Some(reference(sender)?), line, live: true, scope })))
    }

    fn refused(&mut self, act: &Act, refusal: &Refusal) {
        let (Act::Record(id, _) | Act::Void(id)) = act;
        let Some(row) = self.messages.get_mut(id) else { return };
        let waits = matches!(refusal.code, Code::UnknownPerson | Code::EmploymentUnknown);
        let state = if waits { MessageState::Waiting } else { MessageState::Parked };
        turn(row, self.now, state, Some((refusal.code, refusal.field.as_deref().map(str::to_owned))));
    }
}

/// Whether a message is the version of its filing that counts, and brings a fact.
fn counts(row: &MessageRow) -> bool {
    !row.is(MessageState::Superseded) && !row.is(MessageState::Withdrawn)
}

/// What the sender of a message reached, as the ledger takes it: none means no bounds.
fn reach(row: &MessageRow) -> Option<Division> {
    Division::from_number(row.division).filter(|reach| *reach != Division::CITY)
}

/// Brings a message into a state, if it is not there already.
fn turn(row: &mut MessageRow, now: NaiveDateTime, state: MessageState, why: Option<(Code, Option<String>)>) {
    let (code, field) = why.map_or((None, None), |(code, field)| (Some(code.number()), field));
    if row.state != state.number() || row.code != code {
        row.settled_at = now;
    }
    (row.state, row.code, row.field) = (state.number(), code, field);
}

fn event_ref(now: NaiveDateTime) -> Result<Reference> {
    reference(&format!("message:{}", minted(now)))
}

fn reference(name: &str) -> Result<Reference> {
    Reference::parse(name).map_err(|_| Error::new(Failure::Internal).context("a stored reference is not one"))
}

/// Under whose name the messages of each account are recorded.
fn senders(conn: &mut Conn, messages: &Messages) -> Result<BTreeMap<String, String>> {
    let accounts: BTreeSet<&str> = messages.values().map(|row| row.account.as_str()).collect();
    let query = account::table
        .filter(account::id.eq_any(accounts.into_iter().collect::<Vec<_>>()))
        .select((account::id, account::username));
    let rows: Vec<(String, String)> = on_engine!(conn, |c| query.load(c))?;
    Ok(rows.into_iter().map(|(id, username)| (id, format!("{SENDER}{username}"))).collect())
}
