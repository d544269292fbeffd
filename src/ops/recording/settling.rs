//! Re-evaluates messages: decides which filings belong in the ledger by all that is known now, and
//! records or voids the facts accordingly. A filing that no longer holds is voided, a filing that
//! has come to hold is recorded, and a filing that still holds is left alone.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use chrono::NaiveDateTime;
use diesel::prelude::*;
use serde_json::Value;

use super::entry::enter;
use crate::auth::Role;
use crate::db::Conn;
use crate::db::employment::jobs::job_named;
use crate::db::facts::log::last_position;
use crate::db::inbox::messages::{self, Found, MessageRow, Messages, Recorded};
use crate::db::placement::employers;
use crate::db::schema::account;
use crate::domain::inbox::message::{self, Filed, Verdict};
use crate::domain::ledger::accept::Start;
use crate::domain::ledger::fact::{Claim, Line};
use crate::domain::ledger::incoming::{Incoming, Outcome};
use crate::domain::ledger::interchange;
use crate::domain::values::codes::{Code, Kind, MessageState};
use crate::domain::values::division::Division;
use crate::domain::values::refusal::Refusal;
use crate::domain::values::text::Reference;
use crate::error::{Error, Result};
use crate::on_engine;
use crate::ops::outbox::deliveries::announce;
use crate::ops::session::Session;
use crate::ops::session::references::{minted, reference};
use crate::seal::keys::Keys;

/// The prefix of the sender under which the messages of an account are recorded.
const SENDER: &str = "messages:";

/// Re-evaluates the messages that facts after a position may affect, then those that the resulting
/// facts affect, until none is left.
///
/// # Errors
/// When the database fails.
pub fn settle_touched(conn: &mut Conn, keys: &Keys, now: NaiveDateTime, after: i64) -> Result<()> {
    let mut after = after;
    loop {
        let mut touched = messages::touched(conn, after)?;
        if touched.is_empty() {
            return Ok(());
        }
        messages::complete(conn, &mut touched)?;
        after = last_position(conn)?;
        let loaded = touched.clone();
        settle_these(conn, keys, now, &loaded, &mut touched)?;
    }
}

/// Re-evaluates messages and everything their facts affect, and saves what changed since they were
/// loaded. The messages must include every version of their filings and every counting filing about
/// their employments.
///
/// # Errors
/// When the database fails.
pub fn settle(
    conn: &mut Conn,
    keys: &Keys,
    now: NaiveDateTime,
    loaded: &Messages,
    messages: &mut Messages,
) -> Result<()> {
    let after = last_position(conn)?;
    settle_these(conn, keys, now, loaded, messages)?;
    settle_touched(conn, keys, now, after)
}

/// Re-evaluates the hires of an account that wait for one of these employers.
///
/// # Errors
/// When the database fails.
pub(in crate::ops) fn settle_awaiting_employers(
    s: &mut Session,
    account: &str,
    codes: &BTreeSet<String>,
) -> Result<()> {
    let mut waiting = messages::awaiting_employers(s.conn, account, codes)?;
    if waiting.is_empty() {
        return Ok(());
    }
    messages::complete(s.conn, &mut waiting)?;
    let loaded = waiting.clone();
    settle(s.conn, s.keys, s.clock.now(), &loaded, &mut waiting)
}

fn settle_these(
    conn: &mut Conn,
    keys: &Keys,
    now: NaiveDateTime,
    loaded: &Messages,
    messages: &mut Messages,
) -> Result<()> {
    let people = messages::people(conn, messages)?;
    let filers = filers(conn, messages)?;
    let recorded = messages::recorded(conn, messages)?;
    let mut settling = Settling {
        conn: &mut *conn,
        keys,
        now,
        messages: &mut *messages,
        people,
        filers,
        recorded,
        held: BTreeSet::new(),
    };
    settling.give_up_what_was_voided();
    settling.hold_without_employer()?;
    settling.begin()?;
    settling.follow()?;
    messages::save(conn, loaded, messages)?;
    // The sender knows the earlier state, so only changes are announced.
    let is_told = |row: &&MessageRow| {
        let was = loaded.get(&row.id);
        let was_held = was.is_some_and(|was| was.is(MessageState::Held));
        (is_latest(row) || was_held) && was.is_some_and(|was| (was.state(), was.code) != (row.state(), row.code))
    };
    announce(conn, now, &messages.values().filter(is_told).collect::<Vec<_>>())
}

/// An action in the ledger on behalf of a message.
enum Act {
    /// Record the message under this sender.
    Record(i64, String),
    /// Void the fact that the message was recorded as.
    Void(i64),
}

struct Settling<'s> {
    conn: &'s mut Conn,
    keys: &'s Keys,
    now: NaiveDateTime,
    messages: &'s mut Messages,
    /// By blind index.
    people: HashMap<Vec<u8>, Found>,
    /// By account.
    filers: BTreeMap<String, Filer>,
    /// By position.
    recorded: HashMap<i64, Recorded>,
    /// Hires that wait for their employer: they start no employment, and the filings that follow
    /// them wait too.
    held: BTreeSet<i64>,
}

impl Settling<'_> {
    /// Parks messages whose fact was voided by hand: the fact stays void until the message is tried
    /// again or another version comes.
    fn give_up_what_was_voided(&mut self) {
        for row in self.messages.values_mut() {
            if row.position.is_some_and(|position| self.recorded.get(&position).is_some_and(|fact| fact.is_void)) {
                row.position = None;
                if counts(row) {
                    turn(row, self.now, MessageState::Parked, Some((Code::AlreadyVoided, None)));
                }
            }
        }
    }

    /// Holds the hires that a platform files for an employer it has not sent; otherwise a platform
    /// could file a hire for any known ID number. The check comes before the person is looked up,
    /// so that the answer tells nothing about the registry. Hires recorded already stay.
    fn hold_without_employer(&mut self) -> Result<()> {
        let is_platforms = |row: &MessageRow| self.filers.get(&row.account).is_some_and(|filer| filer.is_platform);
        let mut hires = Vec::new();
        for row in self.messages.values_mut() {
            let is_new_hire = row.kind() == Some(Kind::EmploymentStarted) && row.position.is_none();
            if is_new_hire && counts(row) && is_platforms(row) {
                if row.uscc.is_none() {
                    // Rows from before this column existed still carry the code in their content.
                    row.uscc =
                        super::sealed::content(self.keys, row)?.get("uscc").and_then(Value::as_str).map(str::to_owned);
                }
                hires.push((row.id, row.account.clone(), row.uscc.clone()));
            }
        }
        let named: BTreeSet<&str> = hires.iter().filter_map(|(_, _, uscc)| uscc.as_deref()).collect();
        let sent = employers::senders_of(self.conn, &named.into_iter().collect::<Vec<_>>())?;
        for (id, account, uscc) in hires {
            let is_sent = uscc.is_some_and(|uscc| sent.contains(&(uscc, account)));
            if let Some(row) = self.messages.get_mut(&id).filter(|_| !is_sent) {
                turn(row, self.now, MessageState::Waiting, Some((Code::UnknownEmployer, Some("uscc".to_owned()))));
                self.held.insert(id);
            }
        }
        Ok(())
    }

    /// Voids what no longer counts, and records the starts and the messages that are about no
    /// employment.
    fn begin(&mut self) -> Result<()> {
        let mut acts = Vec::new();
        let stale = |row: &&MessageRow| row.position.is_some() && !counts(row);
        acts.extend(self.messages.values().filter(stale).map(|row| Act::Void(row.id)));
        let mut verdicts = Vec::new();
        for ids in self.employments().values() {
            let ids: Vec<i64> = ids.iter().copied().filter(|id| !self.held.contains(id)).collect();
            let judged = message::starts(&self.filed(&ids)).into_iter();
            verdicts.extend(judged.filter_map(|(at, verdict)| Some((*ids.get(at)?, verdict))));
        }
        let is_alone = |row: &&MessageRow| counts(row) && row.kind().is_some() && row.employment_ref.is_none();
        for row in self.messages.values().filter(is_alone) {
            let known = self.person_of(row).is_some();
            verdicts.push((row.id, if known { Verdict::Holds } else { Verdict::Waits(Code::UnknownPerson) }));
        }
        for (id, verdict) in verdicts {
            let own = self.messages.get(&id).and_then(|row| self.filers.get(&row.account));
            let own = own.map(|filer| filer.sender.clone());
            acts.extend(self.decide(id, verdict, own));
        }
        self.act(acts)
    }

    /// Records the messages that follow the starts in the ledger.
    fn follow(&mut self) -> Result<()> {
        let mut acts = Vec::new();
        for ((account, reference), ids) in self.employments() {
            let Some(own) = self.filers.get(&account).map(|filer| filer.sender.clone()) else { continue };
            let begun = self.begun(&reference, &own, &ids)?;
            let filed = self.filed(&ids);
            let mut verdicts: Vec<(i64, Verdict, Option<String>)> = Vec::new();
            for (at, unbegun) in message::followers(&filed, None) {
                let (Some(id), Some(filing)) = (ids.get(at), filed.get(at)) else { continue };
                let of_person = begun.iter().find(|(start, _)| filing.person == Some(start.person));
                let judged = of_person.and_then(|(start, sender)| {
                    let judged = message::followers(&filed, Some(*start)).into_iter().find(|(of, _)| *of == at);
                    Some((*id, judged?.1, Some(sender.clone())))
                });
                verdicts.push(judged.unwrap_or((*id, unbegun, None)));
            }
            for (id, verdict, under) in verdicts {
                acts.extend(self.decide(id, verdict, under));
            }
        }
        self.act(acts)
    }

    /// Gives the starts of an employment that are in the ledger, each with its sender: the
    /// account's own start or, where the account has filed none, the starts by other senders under
    /// that name, person by person.
    fn begun(&mut self, reference: &str, own: &str, ids: &[i64]) -> Result<Vec<(Start, String)>> {
        let rows = || ids.iter().filter_map(|id| self.messages.get(id));
        let starts: Vec<&MessageRow> = rows().filter(|row| row.kind() == Some(Kind::EmploymentStarted)).collect();
        if !starts.is_empty() {
            let begun = starts.iter().find(|row| row.position.is_some());
            let start = begun.and_then(|row| Some(Start { person: self.person_of(row)?.id, on: row.effective_on? }));
            return Ok(start.map(|start| (start, own.to_owned())).into_iter().collect());
        }
        let people: BTreeSet<i64> = rows().filter_map(|row| self.person_of(row)).map(|found| found.id).collect();
        let own_ends: BTreeSet<i64> = rows().filter_map(|row| row.position).collect();
        let mut begun = Vec::new();
        for person in people {
            let job = job_named(self.conn, person, reference, own, &own_ends)?;
            begun.extend(job.map(|(sender, on)| (Start { person, on }, sender)));
        }
        Ok(begun)
    }

    /// Gives the counting messages about employments, grouped by employment.
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

    /// Gives the person that a message names, if the person lies in the sender's scope or did when
    /// the message was recorded.
    fn person_of(&self, row: &MessageRow) -> Option<&Found> {
        let found = self.people.get(row.id_number_index.as_ref()?)?;
        let reached = |reach: Division| Division::from_number(found.division).is_some_and(|of| reach.covers(of));
        let reached = row.position.is_some() || reach(row).is_none_or(reached);
        Some(found).filter(|_| reached)
    }

    /// Applies the verdict to a message; gives the actions in the ledger that follow from it. A
    /// message that holds is recorded under the sender `under`.
    fn decide(&mut self, id: i64, verdict: Verdict, under: Option<String>) -> Vec<Act> {
        let Some(row) = self.messages.get_mut(&id) else { return Vec::new() };
        let void = row.position.map(|_| Act::Void(id));
        let (state, code) = match verdict {
            Verdict::Holds => {
                let stands_under = row.position.and_then(|at| self.recorded.get(&at)).map(|fact| &fact.sender);
                if void.is_some() && (stands_under.is_none() || stands_under == under.as_ref()) {
                    return Vec::new();
                }
                return void.into_iter().chain(under.map(|sender| Act::Record(id, sender))).collect();
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
        void.into_iter().collect()
    }

    /// Performs actions in the ledger, voids first.
    fn act(&mut self, mut acts: Vec<Act>) -> Result<()> {
        if acts.is_empty() {
            return Ok(());
        }
        acts.sort_by_key(|act| matches!(act, Act::Record(..)));
        let mut lines = Vec::new();
        let mut ids = Vec::new();
        for act in &acts {
            let line = match act {
                Act::Void(id) => self.void(*id),
                Act::Record(id, sender) => self.line(*id, sender),
            };
            match line {
                Ok(Some(line)) => {
                    lines.push(line);
                    ids.push(act);
                }
                Ok(None) => {}
                Err(error) => self.refused(act, &error.refusal()?),
            }
        }
        let outcomes = enter(self.conn, self.keys, self.now, &lines)?;
        for (act, outcome) in ids.into_iter().zip(outcomes) {
            match (act, outcome) {
                // A fact that was voided by hand is void already.
                (Act::Void(id), Outcome::Refused(refusal)) if refusal.code != Code::AlreadyVoided => {
                    let context = format!("message {id} cannot be voided: {}", refusal.code.as_str());
                    return Err(Error::internal(context));
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

    /// Makes the line that voids the fact a message was recorded as.
    fn void(&self, id: i64) -> Result<Option<Incoming>> {
        let position = self.messages.get(&id).and_then(|row| row.position);
        let Some(fact) = position.and_then(|position| self.recorded.get(&position)) else { return Ok(None) };
        let line = Line {
            event_ref: event_ref(self.now)?,
            effective_on: crate::clock::business_day(self.now),
            sender: None,
            subject_sender: None,
            recorded_at: None,
            claim: Claim::Voided { voids: reference(&fact.event)?, reason: None },
        };
        Ok(Some(Incoming { sender: Some(reference(&fact.sender)?), line, live: true, scope: None }))
    }

    /// Makes the line that records a message; gives the refusal when its content is not a valid
    /// line.
    fn line(&self, id: i64, sender: &str) -> Result<Option<Incoming>> {
        let Some(row) = self.messages.get(&id) else { return Ok(None) };
        let Some(found) = self.person_of(row) else { return Ok(None) };
        let mut fields = super::sealed::content(self.keys, row)?;
        fields.remove("id_number");
        fields.insert("person_ref".to_owned(), Value::String(found.reference.clone()));
        fields.insert("event_ref".to_owned(), Value::String(event_ref(self.now)?.as_str().to_owned()));
        let mut line = interchange::parse(Value::Object(fields).to_string().as_bytes())?;
        line.subject_sender = Some(reference(&found.sender)?);
        // The filing dates from when it was sent, however long the message waited.
        line.recorded_at = Some(row.filed_at.and_utc().fixed_offset());
        let scope = reach(row);
        Ok(Some(Incoming { sender: Some(reference(sender)?), line, live: true, scope }))
    }

    fn refused(&mut self, act: &Act, refusal: &Refusal) {
        let (Act::Record(id, _) | Act::Void(id)) = act;
        let Some(row) = self.messages.get_mut(id) else { return };
        let waits = matches!(refusal.code, Code::UnknownPerson | Code::EmploymentUnknown);
        let state = if waits { MessageState::Waiting } else { MessageState::Parked };
        turn(row, self.now, state, Some((refusal.code, refusal.field.as_deref().map(str::to_owned))));
    }
}

/// Tells whether a message is the version of its filing that counts, and no withdrawal.
fn is_latest(row: &MessageRow) -> bool {
    row.held_at.is_none() && !row.is(MessageState::Superseded) && !row.is(MessageState::Withdrawn)
}

/// Tells whether a message is to be in the ledger: one whose fact was voided by hand is not.
fn counts(row: &MessageRow) -> bool {
    is_latest(row) && !(row.is(MessageState::Parked) && row.code() == Some(Code::AlreadyVoided))
}

/// Gives the scope of the sender of a message, as the ledger takes it: none means no bounds.
fn reach(row: &MessageRow) -> Option<Division> {
    Division::from_number(row.division).filter(|reach| *reach != Division::CITY)
}

/// Puts a message into a state, and dates the change if it is one.
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

/// An account that files.
struct Filer {
    /// The sender under which its messages are recorded.
    sender: String,
    is_platform: bool,
}

/// Loads the accounts of messages.
fn filers(conn: &mut Conn, messages: &Messages) -> Result<BTreeMap<String, Filer>> {
    let accounts: BTreeSet<&str> = messages.values().map(|row| row.account.as_str()).collect();
    let query = account::table.filter(account::id.eq_any(accounts.into_iter().collect::<Vec<_>>())).select((
        account::id,
        account::username,
        account::role,
    ));
    let rows: Vec<(String, String, String)> = on_engine!(conn, |c| query.load(c))?;
    let filer = |(id, username, role): (String, String, String)| {
        (id, Filer { sender: format!("{SENDER}{username}"), is_platform: role == Role::HiringPlatform.as_str() })
    };
    Ok(rows.into_iter().map(filer).collect())
}
