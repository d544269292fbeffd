//! Writing what a batch brings, and the histories it changes.

use std::collections::BTreeSet;

use super::derived::{refresh_flexible, settle_merged};
use super::recorder::Recorder;
use crate::db::decisions::applications::{self, ApplicationRow};
use crate::db::engine::bulk;
use crate::db::files::rolls;
use crate::db::help::cases;
use crate::db::people::subjects::{self, HouseholdRow, PersonRow};
use crate::db::registers::labour::LabourSpans;
use crate::db::registers::spans::Written;
use crate::db::{self, Conn};
use crate::domain::values::codes::Kind;
use crate::error::Result;

impl Recorder<'_> {
    /// Writes what the batch brings and what is derived from it; gives the persons registered before whose histories it
    /// may have changed.
    pub(super) fn save(mut self, conn: &mut Conn) -> Result<BTreeSet<i64>> {
        if self.facts.is_empty() {
            return Ok(BTreeSet::new());
        }
        let (households, people) = self.touched();
        // Who is registered and no more can be offered to nobody.
        let mut offerable: BTreeSet<i64> = people.iter().copied().filter(|id| !self.profiles.is_new(*id)).collect();
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
        subjects::settle_names(conn, &self.renamed, &self.book.merged)?;
        self.save_applications(conn)?;
        self.profiles.save(conn, self.keys)?;
        written.save(conn)?;
        self.spells.save(conn)?;
        labour.save(conn)?;
        db::placement::referrals::settle_ends(conn, &offerable, &self.book.world.histories())?;
        if self.living_lines_changed {
            offerable.extend(refresh_flexible(conn)?);
        }
        let opened = self.facts.iter().filter(|row| row.kind == Kind::CaseOpened.number());
        let opened = opened.filter_map(|row| row.person_id).map(|person| self.book.merged.root(person)).collect();
        cases::settle(conn, &people, &opened, &self.book.world.histories(), &self.book.merged)?;
        if !self.merged.is_empty() {
            offerable.extend(settle_merged(conn, self.keys, self.merged)?);
        }
        Ok(offerable)
    }

    /// The subjects whose histories the batch may have changed; see [`crate::db::facts::log::neighbourhood`].
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
        // A number that was given up is free before another takes it.
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
