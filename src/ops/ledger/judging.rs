//! Judges a batch line by line against the working set, without the database.

use std::borrow::Cow;

use super::recorder::Recorder;
use super::refusals::refuse;
use crate::db::facts::rows::{self, FactRow};
use crate::db::ledger::book::{Event, senders_of};
use crate::domain::decisions::application::Taken;
use crate::domain::ledger::fact::{Claim, Line};
use crate::domain::ledger::incoming::{Incoming, Outcome};
use crate::domain::ledger::interchange;
use crate::domain::values::codes::Code;
use crate::domain::values::text::Reference;
use crate::error::{Result, corrupt};
use crate::seal::keys::DataKey;

/// Gives the lines of a batch up to and including its next merge. The working set holds the facts
/// of two registrations either apart or together, so it is loaded again after a merge.
pub(in crate::ops) fn up_to_merge(batch: &[Incoming]) -> &[Incoming] {
    let merge = batch.iter().position(|incoming| matches!(incoming.line.claim, Claim::PersonMerged { .. }));
    merge.and_then(|at| batch.get(..=at)).unwrap_or(batch)
}

impl Recorder<'_> {
    /// Judges lines against the working set, one by one; each sees the lines before it. Gives the
    /// outcome of each line. Stops after a merge or the void of a merge, because the lines after it
    /// need a new working set.
    ///
    /// # Errors
    /// When a stored value cannot be read back; a refused line is no error.
    pub(in crate::ops) fn judge(&mut self, batch: &[Incoming]) -> Result<Vec<Outcome>> {
        let mut outcomes = Vec::with_capacity(batch.len());
        for incoming in batch {
            outcomes.push(self.take(incoming)?);
            if !self.merged.is_empty() {
                break;
            }
        }
        Ok(outcomes)
    }

    fn take(&mut self, incoming: &Incoming) -> Result<Outcome> {
        let (own, subject) = senders_of(incoming);
        let (own, subject) = (own.to_owned(), subject.to_owned());
        let hash = self.content_hash(&incoming.line, own == subject, &subject);
        let event = self.book.senders.get(&own).map(|id| (*id, incoming.line.event_ref.as_str().to_owned()));
        if let Some(known) = event.and_then(|name| self.book.events.get(&name)) {
            return Ok(if known.content_hash == hash || self.is_said_anew(known, incoming) {
                Outcome::Duplicate { position: known.position }
            } else {
                Outcome::Refused(refuse(Code::Conflict, "event_ref"))
            });
        }
        match self.apply(incoming, &own, &subject, hash) {
            Ok(outcome) => Ok(outcome),
            Err(error) => error.refusal().map(Outcome::Refused),
        }
    }

    /// Tells whether a line repeats an event of an employment under another registration of the
    /// same person. The event is stored, and exported, under the registration by which the
    /// employment started.
    fn is_said_anew(&self, known: &Event, incoming: &Incoming) -> bool {
        let (own, subject) = senders_of(incoming);
        let named = self.name(subject, incoming.line.claim.person()).and_then(|name| self.book.persons.get(&name));
        let kept = known.person_id.and_then(|id| self.book.person_rows.get(&id));
        let (Some(named), Some(kept)) = (named, kept) else { return false };
        let sender = self.book.senders.iter().find(|(_, id)| **id == kept.sender_id).map(|(name, _)| name.as_str());
        let (Some(sender), Ok(reference)) = (sender, Reference::parse(&kept.ref_)) else { return false };
        let mut line = incoming.line.clone();
        match &mut line.claim {
            Claim::EmploymentEnded { person, .. } | Claim::PayChanged { person, .. } => *person = reference,
            _ => return false,
        }
        line.subject_sender = Reference::parse(sender).ok();
        self.root(named) == self.root(kept.id) && self.content_hash(&line, own == sender, sender) == known.content_hash
    }

    /// Computes the keyed hash of a line's content. The line's sender is left out, and so is a
    /// subject sender that equals it.
    fn content_hash(&self, line: &Line, own_subjects: bool, subject: &str) -> Vec<u8> {
        let mut line = Cow::Borrowed(line);
        if own_subjects && line.subject_sender.is_some() {
            line.to_mut().subject_sender = None;
        }
        if let Claim::PersonMerged { other_sender: Some(sender), .. } = &line.claim
            && sender.as_str() == subject
            && let Claim::PersonMerged { other_sender, .. } = &mut line.to_mut().claim
        {
            *other_sender = None;
        }
        self.keys.content_hash(&interchange::content(&line)).to_vec()
    }

    fn apply(&mut self, incoming: &Incoming, own: &str, subject: &str, hash: Vec<u8>) -> Result<Outcome> {
        let line = &incoming.line;
        let mut row = FactRow {
            position: self.book.position + 1,
            kind: line.claim.kind().number(),
            effective_on: line.effective_on,
            event_ref: line.event_ref.as_str().to_owned(),
            content_hash: hash,
            claimed_at: line.recorded_at.map(|at| at.naive_utc()),
            recorded_at: self.now,
            ..FactRow::default()
        };
        match &line.claim {
            Claim::MonthClosed { .. } => return Err(refuse(Code::RestoreOnly, "kind").into()),
            Claim::Voided { voids, .. } => {
                let target = self.check_void(own, voids, incoming.scope)?;
                row.voids = Some(target.position);
                row.person_id = target.person_id;
                row.household_id = target.household_id;
                row.sender_id = self.book.sender(own);
                self.void(&target);
                return self.append(row, &line.claim, None);
            }
            Claim::ApplicationStep { application, officer, step, .. } => {
                let target = self.check_application(own, application, incoming.scope)?;
                let officer = officer.as_ref().map(|officer| officer.as_str().to_owned());
                self.take_step(
                    target.position,
                    row.position,
                    Taken { on: row.effective_on, officer, step: *step.clone() },
                )?;
                row.about = Some(target.position);
                row.person_id = target.person_id;
                row.household_id = target.household_id;
                rows::put(&line.claim, &mut row);
                row.sender_id = self.book.sender(own);
                let said = self.said(&row)?;
                self.learn(&row, &line.claim, &said);
                return self.append(row, &line.claim, None);
            }
            _ => {}
        }
        self.resolve(&mut row, incoming, own, subject)?;
        rows::put(&line.claim, &mut row);
        row.inherits = matches!(line.claim, Claim::EmploymentStarted { .. }) && self.of_others(&row).next().is_some();
        let said = self.said(&row)?;
        self.check(&row, &line.claim, &said)?;
        let flag = self.flag(&said);
        if incoming.live {
            self.check_placing(&line.claim, &said)?;
            if let Some(code) = flag {
                return Err(refuse(code, "effective_on").into());
            }
        }
        // From here on the line is accepted: the new names it brings get numbers.
        row.sender_id = self.book.sender(own);
        self.name_new(&mut row, &line.claim, own, subject);
        let said = self.said(&row)?;
        self.learn(&row, &line.claim, &said);
        self.append(row, &line.claim, flag)
    }

    fn append(&mut self, mut row: FactRow, claim: &Claim, flag: Option<Code>) -> Result<Outcome> {
        let position = row.position;
        let sealing = row.person_id.filter(|_| rows::needs_key(claim));
        let key = sealing.map(|person| self.data_key(person)).transpose()?;
        if let Some(side) = rows::side(claim, position, row.person_id, key.as_ref()) {
            row.personal_id = Some(position);
            self.personal.push(side);
        }
        let event = Event {
            position,
            content_hash: row.content_hash.clone(),
            kind: row.kind,
            person_id: row.person_id,
            household_id: row.household_id,
            employment_id: row.employment_id,
            about: row.about,
            other_id: row.other_id,
            voided: false,
        };
        self.book.events.insert((row.sender_id, row.event_ref.clone()), event);
        self.book.position = position;
        self.facts.push(row);
        Ok(Outcome::Applied { position, flag })
    }

    /// Gives the person's data key: the stored one, or a new one.
    fn data_key(&mut self, person: i64) -> Result<DataKey> {
        if let Some(wrapped) = self.book.wrapped.get(&person) {
            let key = self.keys.unwrap_data_key(person, wrapped);
            return key.map_err(|e| corrupt("data key", person, e));
        }
        let (key, wrapped) = self.keys.new_data_key(person);
        self.book.wrapped.insert(person, wrapped.clone());
        self.new_keys.push((person, wrapped));
        Ok(key)
    }
}
