//! Finds the subjects of a line, and checks that they lie in its sender's scope.

use super::recorder::Recorder;
use super::refusals::refuse;
use crate::db::facts::rows::FactRow;
use crate::db::people::subjects::{HouseholdRow, PersonRow};
use crate::domain::ledger::fact::Claim;
use crate::domain::ledger::incoming::Incoming;
use crate::domain::values::codes::{Code, Situation};
use crate::domain::values::division::Division;
use crate::domain::values::text::Reference;
use crate::error::Result;

impl Recorder<'_> {
    /// Finds the subjects that a line names. The subject of a registration may have no number yet;
    /// 0 then stands for it.
    pub(super) fn resolve(&self, row: &mut FactRow, incoming: &Incoming, own: &str, subject: &str) -> Result<()> {
        let claim = &incoming.line.claim;
        if claim.person().is_some() {
            let known = self.name(subject, claim.person()).and_then(|n| self.book.persons.get(&n));
            let live = known.and_then(|id| self.book.person_rows.get(&id)).filter(|p| p.registered);
            row.person_id = match claim {
                Claim::PersonRegistered { .. } if live.is_some() => {
                    return Err(refuse(Code::AlreadyRegistered, "person_ref").into());
                }
                Claim::PersonRegistered { .. } => Some(known.unwrap_or(0)),
                _ => {
                    let live = live.filter(|p| self.reaches_person(incoming.scope, p));
                    Some(live.ok_or(refuse(Code::UnknownPerson, "person_ref"))?.id)
                }
            };
        }
        if let Claim::PersonMerged { other, other_sender, .. } = claim {
            let sender = other_sender.as_ref().map_or(subject, Reference::as_str);
            let known = self.name(sender, Some(other)).and_then(|n| self.book.persons.get(&n));
            let live = known.and_then(|id| self.book.person_rows.get(&id)).filter(|p| p.registered);
            let live = live.filter(|p| self.reaches_person(incoming.scope, p));
            row.other_id = Some(live.ok_or(refuse(Code::UnknownPerson, "other_ref"))?.id);
        }
        if claim.household().is_some() {
            let known = self.name(subject, claim.household()).and_then(|n| self.book.households.get(&n));
            let live = known.and_then(|id| self.book.household_rows.get(&id)).filter(|h| h.registered);
            row.household_id = match claim {
                Claim::HouseholdRegistered { .. } if live.is_some() => {
                    return Err(refuse(Code::AlreadyRegistered, "household_ref").into());
                }
                Claim::HouseholdRegistered { .. } => Some(known.unwrap_or(0)),
                _ => {
                    let live = live.filter(|h| self.reaches_household(incoming.scope, h));
                    Some(live.ok_or(refuse(Code::UnknownHousehold, "household_ref"))?.id)
                }
            };
        }
        if claim.employment().is_some() {
            let employment =
                self.name(own, claim.employment()).and_then(|n| self.book.employments.get(&n)).unwrap_or(0);
            row.employment_id = Some(employment);
            // An employment ends under the registration by which it started, whichever of the
            // person's registrations the line names.
            let started = self.book.starts.get(&employment).map(|(_, start)| start.person);
            let follows = matches!(claim, Claim::PayChanged { .. } | Claim::EmploymentEnded { .. });
            if let (true, Some(started), Some(person)) = (follows, started, row.person_id)
                && self.root(started) == self.root(person)
            {
                row.person_id = Some(started);
            }
        }
        if claim.helper().is_some() {
            row.helper_id = Some(self.name(own, claim.helper()).and_then(|n| self.book.helpers.get(&n)).unwrap_or(0));
        }
        // A new subject must lie in the scope of its sender.
        let place = match claim {
            Claim::PersonRegistered { person_data, .. } => Some((person_data.residence_division, "residence_division")),
            Claim::HouseholdRegistered { division, .. } | Claim::DelegationSet { division, .. } => {
                Some((*division, "division"))
            }
            _ => None,
        };
        match place {
            Some((division, field)) if !is_within(incoming.scope, division.number()) => {
                Err(refuse(Code::UnknownDivision, field).into())
            }
            _ => Ok(()),
        }
    }

    /// Tells whether a person lies in a scope after all lines before this one: a sender that moves
    /// a person out of its scope can record nothing more about the person, even in the same batch.
    pub(super) fn reaches_person(&self, scope: Option<Division>, row: &PersonRow) -> bool {
        let Some(row) = self.book.person_rows.get(&self.root(row.id)) else { return false };
        if scope.is_none() || !self.moved {
            return is_within(scope, row.division);
        }
        let mut row = row.clone();
        row.stand(&self.book.world.histories());
        is_within(scope, row.division)
    }

    /// Tells the same of a household; see [`Self::reaches_person`].
    pub(super) fn reaches_household(&self, scope: Option<Division>, row: &HouseholdRow) -> bool {
        if scope.is_none() || !self.moved {
            return is_within(scope, row.division);
        }
        let mut row = row.clone();
        row.stand(&self.book.world.histories());
        is_within(scope, row.division)
    }

    /// Assigns numbers to the new names in an accepted line.
    pub(super) fn name_new(&mut self, row: &mut FactRow, claim: &Claim, own: &str, subject: &str) {
        let (own, subject) = (self.book.sender(own), self.book.sender(subject));
        let name = |sender, reference: Option<&Reference>| reference.map(|r| (sender, r.as_str().to_owned()));
        if let Some(name) = name(subject, claim.person()).filter(|_| row.person_id == Some(0)) {
            let id = self.book.persons.number(name);
            self.new_people.insert(id);
            row.person_id = Some(id);
        }
        if let Some(name) = name(subject, claim.household()).filter(|_| row.household_id == Some(0)) {
            let id = self.book.households.number(name);
            self.new_households.insert(id);
            row.household_id = Some(id);
        }
        if let Some(name) = name(own, claim.employment()) {
            row.employment_id = Some(self.book.employments.number(name));
        }
        if let Some(name) = name(own, claim.helper()) {
            row.helper_id = Some(self.book.helpers.number(name));
        }
        if let (Claim::PersonRegistered { person, person_data }, Some(id)) = (claim, row.person_id) {
            let index = self.index_of(person_data);
            self.book.id_numbers.insert(index.clone(), id);
            let entry = self.book.person_rows.entry(id).or_insert_with(|| PersonRow {
                id,
                sender_id: subject,
                ref_: person.as_str().to_owned(),
                registered: true,
                id_number_index: None,
                name_id: None,
                division: person_data.residence_division.number(),
                household_id: None,
                status: Situation::WithoutWork.number(),
                wants_work: false,
                wants_help: false,
                helper_id: None,
                merged_into: None,
            });
            entry.registered = true;
            entry.id_number_index = Some(index);
        }
        if let (Claim::HouseholdRegistered { household, division, urban }, Some(id)) = (claim, row.household_id) {
            let entry = self.book.household_rows.entry(id).or_insert_with(|| HouseholdRow {
                id,
                sender_id: subject,
                ref_: household.as_str().to_owned(),
                registered: true,
                division: division.number(),
                urban: *urban,
            });
            (entry.registered, entry.division, entry.urban) = (true, division.number(), *urban);
        }
    }
}

/// Tells whether a division lies in a scope; no scope means no bounds.
pub(super) fn is_within(scope: Option<Division>, division: i64) -> bool {
    scope.is_none_or(|s| Division::from_number(division).is_some_and(|d| s.covers(d)))
}
