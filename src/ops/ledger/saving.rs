//! Writes the facts of a batch and the histories it changes.

use std::collections::BTreeSet;

use super::profiles::Profiles;
use super::recorder::Recorder;
use crate::db::Conn;
use crate::db::decisions::applications::{self, ApplicationRow};
use crate::db::engine::bulk;
use crate::db::files::rolls;
use crate::db::ledger::book::Book;
use crate::db::people::subjects::{self, HouseholdRow, PersonRow};
use crate::db::registers::labour::LabourSpans;
use crate::db::registers::spans::Written;
use crate::domain::values::codes::Kind;
use crate::error::Result;

/// A saved batch, with what its followers need to know of it.
pub(in crate::ops) struct Saved {
    pub book: Book,
    /// The persons with histories that the batch may have changed.
    pub people: BTreeSet<i64>,
    /// Those of them that were registered before, and the persons that a follower adds.
    pub touched: BTreeSet<i64>,
    /// The persons with a latest name that may have changed.
    pub renamed: BTreeSet<i64>,
    /// The persons for whom the batch opens a case.
    pub opened: BTreeSet<i64>,
    /// The registrations that the batch merges or separates.
    pub merged: BTreeSet<i64>,
    pub profiles: Profiles,
    pub living_lines_changed: bool,
}

impl Recorder<'_> {
    /// Writes the facts of the batch and the histories it changes; gives none when no line was
    /// accepted.
    ///
    /// # Errors
    /// When the database fails.
    pub(in crate::ops) fn save(mut self, conn: &mut Conn) -> Result<Option<Saved>> {
        if self.facts.is_empty() {
            return Ok(None);
        }
        let (households, people) = self.touched();
        let mut written = Written::default();
        let mut labour = LabourSpans::default();
        {
            let histories = self.book.world.histories();
            for id in &households {
                written.household(*id, &histories.timeline(*id), self.new_households.contains(id));
            }
            for id in &people {
                written.person(*id, &histories.person_spans(*id), self.new_people.contains(id));
            }
            for id in &self.touched_people {
                self.spells.person(*id, self.book.world.facts_of(*id), self.new_people.contains(id));
                labour.person(*id, &histories.life(*id), self.new_people.contains(id));
            }
            for id in &people {
                if let Some(row) = self.book.person_rows.get_mut(id) {
                    row.stand(&histories);
                }
            }
            for id in &households {
                if let Some(row) = self.book.household_rows.get_mut(id) {
                    row.stand(&histories);
                }
            }
        }
        subjects::save_senders(conn, &self.book.new_senders)?;
        subjects::save_keys(conn, &self.new_keys)?;
        subjects::save_employments(conn, &self.book.employments.new)?;
        subjects::save_helpers(conn, &self.book.helpers.new)?;
        bulk::insert(conn, &self.personal)?;
        self.save_people(conn)?;
        self.save_households(conn)?;
        bulk::insert(conn, &self.facts)?;
        self.save_applications(conn)?;
        let opened = self.facts.iter().filter(|row| row.kind == Kind::CaseOpened.number());
        let opened = opened.filter_map(|row| row.person_id).map(|person| self.root(person)).collect();
        // A person with a registration and no other fact is offered to no platform.
        let touched = people.iter().copied().filter(|id| !self.profiles.is_new(*id)).collect();
        written.save(conn)?;
        self.spells.save(conn)?;
        labour.save(conn)?;
        Ok(Some(Saved {
            people,
            touched,
            renamed: self.renamed,
            opened,
            merged: self.merged,
            profiles: self.profiles,
            living_lines_changed: self.living_lines_changed,
            book: self.book,
        }))
    }

    /// Gives the households and persons with histories that the batch may have changed; see
    /// [`crate::db::facts::log::neighbourhood`].
    fn touched(&self) -> (BTreeSet<i64>, BTreeSet<i64>) {
        let world = &self.book.world;
        let mut people = self.touched_people.clone();
        people.extend(self.touched_households.iter().flat_map(|h| world.members_of(*h)));
        let mut households = self.touched_households.clone();
        households.extend(people.iter().flat_map(|p| world.households_of(*p)));
        people.extend(households.iter().flat_map(|h| world.members_of(*h)));
        (households, people)
    }

    fn save_applications(&self, conn: &mut Conn) -> Result<()> {
        let handled = |position: &i64| self.book.applications.get(position).filter(|known| !known.steps.is_empty());
        let row = |position: &i64| handled(position).map(|known| ApplicationRow::of(*position, known));
        let rows: Vec<ApplicationRow> = self.touched_applications.iter().filter_map(row).collect();
        let known: Vec<i64> = self.touched_applications.difference(&self.new_applications).copied().collect();
        applications::save(conn, &known, &rows)
    }

    fn save_people(&self, conn: &mut Conn) -> Result<()> {
        let new: Vec<PersonRow> =
            self.new_people.iter().filter_map(|id| self.book.person_rows.get(id).cloned()).collect();
        // The ID number of a registration merged away is freed before another registration takes
        // it.
        let given_up = self.book.given_up_id_numbers();
        subjects::free_id_numbers(conn, &given_up)?;
        rolls::forget(conn, &given_up)?;
        bulk::insert(conn, &new)?;
        for row in self.book.changed_people() {
            subjects::update_person(conn, row)?;
        }
        Ok(())
    }

    fn save_households(&self, conn: &mut Conn) -> Result<()> {
        let new: Vec<HouseholdRow> =
            self.new_households.iter().filter_map(|id| self.book.household_rows.get(id).cloned()).collect();
        bulk::insert(conn, &new)?;
        for row in self.book.changed_households() {
            subjects::update_household(conn, row)?;
        }
        Ok(())
    }
}
