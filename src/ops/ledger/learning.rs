//! Applies accepted lines to the working set, so that the lines after them see them.

use super::recorder::Recorder;
use super::refusals::refuse;
use crate::db::decisions::applications::Application;
use crate::db::facts::log::Said;
use crate::db::facts::rows::FactRow;
use crate::db::ledger::book::{Event, is_application};
use crate::domain::decisions::application::Taken;
use crate::domain::ledger::accept;
use crate::domain::ledger::fact::Claim;
use crate::domain::values::codes::{Code, Kind};
use crate::domain::values::refusal::Refusal;
use crate::domain::values::uscc::Uscc;
use crate::error::Result;

impl Recorder<'_> {
    /// Adds a step to an application if the application's standing allows it.
    pub(super) fn take_step(&mut self, application: i64, position: i64, taken: Taken) -> Result<()> {
        let known = self.book.applications.get_mut(&application);
        let known = known.ok_or_else(|| refuse(Code::UnknownEvent, "application_ref"))?;
        known.standing().take(&taken).map_err(Refusal::from)?;
        known.steps.push((position, taken));
        self.touched_applications.insert(application);
        Ok(())
    }

    /// Removes a voided fact from the working set.
    pub(super) fn void(&mut self, target: &Event) {
        let of = target.person_id.map(|person| self.root(person));
        if let (Some(other), Some(person)) = (target.other_id, target.person_id) {
            if let Some(row) = self.book.person_rows.get_mut(&other) {
                row.merged_into = None;
            }
            self.merged.extend([other, person]);
        }
        self.touch(target.person_id, target.household_id);
        if is_application(target.kind) {
            self.book.applications.remove(&target.position);
            self.touched_applications.insert(target.position);
        }
        if let Some(about) = target.about {
            if let Some(application) = self.book.applications.get_mut(&about) {
                application.steps.retain(|(position, _)| *position != target.position);
            }
            self.touched_applications.insert(about);
        }
        self.moved |= Kind::from_number(target.kind).is_none_or(places);
        self.book.world.void(target.position, of, target.household_id);
        for event in self.book.events.values_mut().filter(|e| e.position == target.position) {
            event.voided = true;
        }
        if let Some(employment) = target.employment_id {
            self.void_of_job(target.position, employment);
        }
        if let (Some(Kind::PersonRegistered | Kind::PersonChanged | Kind::JobSought), Some(person)) =
            (Kind::from_number(target.kind), of)
        {
            self.profiles.described(person);
        }
        match Kind::from_number(target.kind) {
            Some(Kind::PersonRegistered) => {
                if let Some(row) = target.person_id.and_then(|p| self.book.person_rows.get_mut(&p)) {
                    row.registered = false;
                    row.name_id = None;
                    if let Some(index) = row.id_number_index.take() {
                        self.book.id_numbers.remove(&index);
                    }
                }
            }
            Some(Kind::HouseholdRegistered) => {
                if let Some(row) = target.household_id.and_then(|h| self.book.household_rows.get_mut(&h)) {
                    row.registered = false;
                }
            }
            Some(Kind::PersonChanged) => self.renamed.extend(of),
            Some(Kind::LivingLineSet) => self.living_lines_changed = true,
            _ => {}
        }
    }

    /// Removes a voided start, pay change or end from its employment.
    fn void_of_job(&mut self, position: i64, employment: i64) {
        let followed = self.book.followed.entry(employment).or_default();
        followed.retain(|(_, fact)| fact.position != position);
        let Some((started, start)) = self.book.starts.get(&employment).copied() else { return };
        let merged = &self.book.merged;
        let holder = merged.root(start.person);
        if started == position {
            self.book.starts.remove(&employment);
            for (_, fact) in followed.iter().filter(|(person, _)| merged.root(*person) != holder) {
                self.book.world.void(fact.position, Some(holder), None);
            }
        } else {
            self.book.world.void(position, Some(holder), None);
            self.touched_people.insert(holder);
        }
    }

    fn touch(&mut self, person: Option<i64>, household: Option<i64>) {
        match (person, household) {
            (Some(person), _) => {
                let person = self.root(person);
                self.touched_people.insert(person);
                // The household is touched even when the same batch voids the joining.
                self.touched_households.extend(household);
            }
            (None, Some(household)) => {
                self.touched_households.insert(household);
            }
            (None, None) => {}
        }
    }

    /// Applies an accepted line to the working set, where the lines after it see it.
    pub(super) fn learn(&mut self, row: &FactRow, claim: &Claim, said: &Said) {
        self.touch(row.person_id, row.household_id);
        self.moved |= places(claim.kind());
        if let (Some(other), Some(person)) = (row.other_id, row.person_id) {
            if let Some(given_up) = self.book.person_rows.get_mut(&other) {
                given_up.merged_into = Some(person);
            }
            self.merged.extend([other, person]);
        }
        match said {
            Said::Person(id, fact) => self.book.world.add_person_fact(*id, *fact),
            Said::Household(id, fact) => self.book.world.add_household_fact(*id, *fact),
            Said::Line(line) => {
                self.book.world.lines.add(*line);
                self.living_lines_changed = true;
            }
            Said::Void(_) | Said::Aside => {}
        }
        if let Claim::PersonApplied { .. } | Claim::HouseholdApplied { .. } = claim {
            let category = match claim {
                Claim::PersonApplied { category, .. } => Some(*category),
                _ => None,
            };
            let application = Application {
                person_id: row.person_id.map(|person| self.root(person)),
                household_id: row.household_id,
                category,
                applied_on: row.effective_on,
                steps: Vec::new(),
            };
            self.book.applications.insert(row.position, application);
            self.new_applications.insert(row.position);
        }
        if let (Claim::EmploymentStarted { job, .. }, Some(employment), Some(person)) =
            (claim, row.employment_id, row.person_id)
        {
            self.spells.unit(row.position, job.uscc.as_ref().map(Uscc::as_str));
            let start = accept::Start { person, on: row.effective_on };
            self.book.starts.insert(employment, (row.position, start));
            let holder = self.root(person);
            for fact in self.inherited(row) {
                self.book.world.add_person_fact(holder, fact);
            }
        }
        if let (
            Claim::EmploymentEnded { .. } | Claim::PayChanged { .. },
            Some(employment),
            Some(person),
            Said::Person(_, fact),
        ) = (claim, row.employment_id, row.person_id, said)
        {
            self.book.followed.entry(employment).or_default().push((person, *fact));
        }
        if let (Claim::JobSought { .. }, Said::Person(person, _)) = (claim, said) {
            self.profiles.described(*person);
        }
        if let (Claim::PersonChanged { changes, .. }, Said::Person(person, _)) = (claim, said) {
            let person = *person;
            self.profiles.described(person);
            if changes.name.is_some() {
                self.renamed.insert(person);
            }
        }
        if let (Claim::PersonRegistered { person_data, .. }, Some(entry)) =
            (claim, row.person_id.and_then(|p| self.book.person_rows.get_mut(&p)))
        {
            entry.name_id = Some(row.position);
            self.profiles.registered(entry.id, person_data, self.new_people.contains(&entry.id));
        }
    }
}

/// Tells whether a fact of this kind may change the division of its subjects.
pub(super) fn places(kind: Kind) -> bool {
    matches!(
        kind,
        Kind::PersonRegistered
            | Kind::PersonChanged
            | Kind::HouseholdRegistered
            | Kind::HouseholdMoved
            | Kind::MemberJoined
            | Kind::MemberLeft
    )
}
