//! The working state of a batch: what is known when it begins, and what its lines add. The
//! questions asked of a line are in the files beside this one.

use std::collections::BTreeSet;

use chrono::NaiveDateTime;

use super::profiles::Profiles;
use crate::db::Conn;
use crate::db::employment::spells::Spells;
use crate::db::facts::log::Said;
use crate::db::facts::rows::{FactRow, PersonalRow};
use crate::db::ledger::book::Book;
use crate::db::people::subjects::Name;
use crate::domain::ledger::incoming::Incoming;
use crate::domain::people::person::PersonFact;
use crate::domain::values::text::Reference;
use crate::error::Result;
use crate::seal::kept::Field;
use crate::seal::keys::Keys;

pub(in crate::ops) struct Recorder<'k> {
    pub(super) book: Book,
    pub(super) keys: &'k Keys,
    pub(super) now: NaiveDateTime,
    pub(super) facts: Vec<FactRow>,
    pub(super) personal: Vec<PersonalRow>,
    pub(super) new_keys: Vec<(i64, Vec<u8>)>,
    pub(super) new_people: BTreeSet<i64>,
    pub(super) new_households: BTreeSet<i64>,
    pub(super) touched_people: BTreeSet<i64>,
    pub(super) touched_households: BTreeSet<i64>,
    /// Persons with a latest name that may have changed.
    pub(super) renamed: BTreeSet<i64>,
    pub(super) new_applications: BTreeSet<i64>,
    /// Applications with changed steps, and voided applications.
    pub(super) touched_applications: BTreeSet<i64>,
    pub(super) profiles: Profiles,
    pub(super) spells: Spells,
    pub(super) living_lines_changed: bool,
    /// Whether a line of the batch may have changed the division of a subject.
    pub(super) moved: bool,
    /// Registrations on either side of a new merge, or of a voided one.
    pub(super) merged: BTreeSet<i64>,
}

impl<'k> Recorder<'k> {
    /// Loads what a batch refers to: every read that judging it needs.
    ///
    /// # Errors
    /// When the database fails.
    pub(in crate::ops) fn load(
        conn: &mut Conn,
        keys: &'k Keys,
        now: NaiveDateTime,
        batch: &[Incoming],
    ) -> Result<Self> {
        Ok(Self {
            book: Book::open(conn, keys, batch)?,
            keys,
            now,
            facts: Vec::new(),
            personal: Vec::new(),
            new_keys: Vec::new(),
            new_people: BTreeSet::new(),
            new_households: BTreeSet::new(),
            touched_people: BTreeSet::new(),
            touched_households: BTreeSet::new(),
            renamed: BTreeSet::new(),
            new_applications: BTreeSet::new(),
            touched_applications: BTreeSet::new(),
            profiles: Profiles::default(),
            spells: Spells::default(),
            living_lines_changed: false,
            moved: false,
            merged: BTreeSet::new(),
        })
    }

    /// Gives the statement of a row, about the surviving registration.
    pub(super) fn said(&self, row: &FactRow) -> Result<Said> {
        Ok(match row.rule_row().said()? {
            Said::Person(id, fact) => Said::Person(self.root(id), fact),
            other => other,
        })
    }

    /// Gives the surviving registration of a registration.
    pub(super) fn root(&self, id: i64) -> i64 {
        self.book.merged.root(id)
    }

    /// Gives the ends and pay changes of a row's employment that were recorded under registrations
    /// other than the row's.
    pub(super) fn of_others(&self, row: &FactRow) -> impl Iterator<Item = &(i64, PersonFact)> {
        let followed = row.employment_id.and_then(|employment| self.book.followed.get(&employment));
        followed.into_iter().flatten().filter(move |(person, _)| row.person_id != Some(*person))
    }

    /// Gives those ends and pay changes that belong to another person.
    pub(super) fn inherited(&self, row: &FactRow) -> Vec<PersonFact> {
        let own = row.person_id.map(|person| self.root(person));
        self.of_others(row).filter(|(person, _)| Some(self.root(*person)) != own).map(|(_, fact)| *fact).collect()
    }

    pub(super) fn name(&self, sender: &str, reference: Option<&Reference>) -> Option<Name> {
        Some((*self.book.senders.get(sender)?, reference?.as_str().to_owned()))
    }

    pub(super) fn index_of(&self, registration: &crate::domain::people::said::Registration) -> Vec<u8> {
        self.keys.blind_index(Field::IdNumber, registration.id_number.as_str()).to_vec()
    }
}
