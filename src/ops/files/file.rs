//! Turns the rows of a file into lines.

use std::collections::{HashMap, HashSet};

use diesel::prelude::*;

use super::known::{Standing, standings};
use super::rows::{Row, count};
use crate::db::engine::query::paged;
use crate::db::schema::{fact, import, import_row, sender};
use crate::domain::files::columns::{Column, Why};
use crate::domain::files::survey::Entry;
use crate::domain::ledger::fact::{Claim, Line};
use crate::domain::ledger::incoming::{Incoming, Outcome};
use crate::domain::people::name;
use crate::domain::values::codes::RowOutcome;
use crate::domain::values::text::Reference;
use crate::error::Result;
use crate::on_engine;
use crate::ops::recording::record;
use crate::ops::session::Session;
use crate::ops::session::audit::{self, Note};

/// A file during its import.
pub(super) struct File {
    pub(super) id: i64,
    /// The prefix of the references of the file's facts and persons.
    pub(super) name: String,
    /// The sender of the persons that the file registers.
    pub(super) sender: String,
}

/// The outcome of a row, as stored.
#[derive(Insertable)]
#[diesel(table_name = import_row, treat_none_as_default_value = false)]
pub(super) struct Done {
    import_id: i64,
    number: i32,
    outcome: i16,
    code: Option<String>,
    title: Option<String>,
    zh: Option<String>,
    en: Option<String>,
}

impl File {
    /// Records a batch of rows, except the rows already processed.
    pub(super) fn record(&mut self, s: &mut Session, batch: &[(usize, Result<Entry, Why>)]) -> Result<()> {
        let numbers: Vec<i32> = batch.iter().map(|(number, _)| count(*number)).collect();
        let id = self.id;
        let done: HashSet<i32> = on_engine!(&mut *s.conn, |c| import_row::table
            .filter(import_row::import_id.eq(id))
            .filter(import_row::number.eq_any(numbers))
            .select(import_row::number)
            .load(c))?
        .into_iter()
        .collect();
        let open: Vec<&(usize, Result<Entry, Why>)> =
            batch.iter().filter(|(number, _)| !done.contains(&count(*number))).collect();
        if open.is_empty() {
            return Ok(());
        }
        let before = self.recorded_before(s, &open)?;
        let known = standings(s, open.iter().filter_map(|(_, entry)| entry.as_ref().ok()))?;

        let mut lines: Vec<Incoming> = Vec::new();
        let mut rows: Vec<(usize, Row<'_>)> = Vec::new();
        for (number, entry) in open {
            let row = match entry {
                Err(why) => Row::Refused(why.clone()),
                Ok(_) if before.contains(number) => Row::RecordedBefore,
                Ok(entry) => {
                    let from = lines.len();
                    match self.lines(*number, entry, known.get(entry.registration.id_number.as_str())) {
                        Err(why) => Row::Refused(why),
                        Ok((sender, said)) => {
                            let incoming =
                                |line| Incoming { sender: Some(sender.clone()), line, live: true, scope: s.scope() };
                            lines.extend(said.into_iter().map(incoming));
                            Row::Sent { entry, lines: from..lines.len() }
                        }
                    }
                }
            };
            rows.push((*number, row));
        }
        let outcomes = record::record(s.conn, s.keys, s.clock.now(), &lines)?;
        let is_known = |entry: &Entry| known.contains_key(entry.registration.id_number.as_str());
        let rows: Vec<(usize, RowOutcome, Option<Why>)> = rows
            .into_iter()
            .map(|(number, row)| {
                let (outcome, why) = row.outcome(&outcomes, is_known);
                (number, outcome, why)
            })
            .collect();
        self.keep(s, rows, &outcomes)
    }

    /// Finds the rows with facts of this file in the ledger: another account of the same village
    /// sent the file, or it was sent before the database was restored.
    fn recorded_before(&self, s: &mut Session, open: &[&(usize, Result<Entry, Why>)]) -> Result<HashSet<usize>> {
        let senders: Vec<i32> = sender::table.select(sender::id).load(s.conn)?;
        let events: HashMap<String, usize> = open
            .iter()
            .filter(|(_, entry)| entry.is_ok())
            .flat_map(|(number, _)| ["r", "c", "w"].map(|what| (self.event(*number, what), *number)))
            .collect();
        let names: Vec<String> = events.keys().cloned().collect();
        let known: Vec<String> = paged(&names, |page| {
            Ok(on_engine!(&mut *s.conn, |c| fact::table
                .filter(fact::sender_id.eq_any(&senders))
                .filter(fact::event_ref.eq_any(page))
                .select(fact::event_ref)
                .load(c))?)
        })?;
        Ok(known.iter().filter_map(|event| events.get(event).copied()).collect())
    }

    fn event(&self, number: usize, what: &str) -> String {
        format!("{}:{number}:{what}", self.name)
    }

    /// Gives the lines of a row that are new to the ledger, and the sender of the row's person.
    fn lines(&self, number: usize, entry: &Entry, known: Option<&Standing>) -> Result<(Reference, Vec<Line>), Why> {
        let reference = |text: &str| {
            Reference::parse(text)
                .map_err(|hint| Why::of_refusal(&crate::domain::values::refusal::Refusal::bad_value("event_ref", hint)))
        };
        let (sender, person) = match known {
            Some(known) => (reference(&known.sender)?, reference(&known.person_ref)?),
            None => (reference(&self.sender)?, reference(&format!("{}:{number}", self.name))?),
        };
        let line = |what: &str, claim: Claim| {
            Ok(Line {
                event_ref: reference(&self.event(number, what))?,
                effective_on: entry.on,
                sender: None,
                subject_sender: None,
                recorded_at: None,
                claim,
            })
        };
        let mut lines = Vec::new();
        match known {
            None => {
                let person_data = Box::new(entry.registration.clone());
                lines.push(line("r", Claim::PersonRegistered { person: person.clone(), person_data })?);
            }
            Some(known) => {
                let said = known.on(entry.on);
                if said.name.as_ref().is_some_and(|of| name::fold(of) != name::fold(entry.registration.name.as_str())) {
                    return Err(Why::of(
                        "name_differs",
                        Column::Name,
                        "该身份证号码登记的是另一姓名；请核对号码，确已更名的请先在人员资料中变更。",
                        "the ID number is registered under another name; check the number, or record the change of name first.",
                    ));
                }
                if let Some(changes) = said.changes(entry) {
                    lines.push(line("c", Claim::PersonChanged { person: person.clone(), changes: Box::new(changes) })?);
                }
            }
        }
        let wish = known.and_then(|known| known.wish_on(entry.on));
        let work = entry.wants_work.or(wish.map(|(work, _)| work));
        let help = entry.wants_help.or(wish.map(|(_, help)| help));
        // The wish for work is never guessed.
        if let Some(work) = work {
            let help = help.unwrap_or(false);
            if wish != Some((work, help)) {
                lines.push(line("w", Claim::WishDeclared { person, work, help })?);
            }
        }
        Ok((sender, lines))
    }

    /// Stores the outcomes of rows, and notes the actor in the audit.
    fn keep(&self, s: &mut Session, rows: Vec<(usize, RowOutcome, Option<Why>)>, outcomes: &[Outcome]) -> Result<()> {
        let of = |wanted: RowOutcome| count(rows.iter().filter(|(_, outcome, _)| *outcome == wanted).count());
        diesel::update(import::table.find(self.id))
            .set((
                import::registered.eq(import::registered + of(RowOutcome::Registered)),
                import::changed.eq(import::changed + of(RowOutcome::Changed)),
                import::unchanged.eq(import::unchanged + of(RowOutcome::Unchanged)),
                import::recorded_before.eq(import::recorded_before + of(RowOutcome::RecordedBefore)),
                import::refused.eq(import::refused + of(RowOutcome::Refused)),
            ))
            .execute(s.conn)?;
        let done: Vec<Done> = rows
            .into_iter()
            .map(|(number, outcome, why)| {
                let code = why.as_ref().map(|why| why.code.to_owned());
                let title = why.as_ref().and_then(|why| why.column).map(str::to_owned);
                let (zh, en) = why.map(|why| (why.zh, why.en)).unzip();
                Done { import_id: self.id, number: count(number), outcome: outcome.number(), code, title, zh, en }
            })
            .collect();
        on_engine!(&mut *s.conn, |c| diesel::insert_into(import_row::table).values(&done).execute(c))?;
        let positions: Vec<i64> = outcomes
            .iter()
            .filter_map(|outcome| match outcome {
                Outcome::Applied { position, .. } => Some(*position),
                Outcome::Duplicate { .. } | Outcome::Refused(_) => None,
            })
            .collect();
        let note = Note {
            at: s.clock.now(),
            account: Some(s.actor().account.clone()),
            action: "import_recorded".to_owned(),
            subject: Some(self.id.to_string()),
            request_id: s.request_id.to_owned(),
            first_position: positions.first().copied(),
            last_position: positions.last().copied(),
        };
        audit::note(s.conn, &[note])
    }

    pub(super) fn finish(&self, s: &mut Session) -> Result<()> {
        let now = s.clock.now();
        diesel::update(import::table.find(self.id)).set(import::finished_at.eq(now)).execute(s.conn)?;
        Ok(())
    }
}
