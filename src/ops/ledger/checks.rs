//! Checks a line against the working set: contradictions, voids, merges and steps of applications.

use super::recorder::Recorder;
use super::refusals::{refuse, refuse_person};
use crate::clock::business_day;
use crate::db::facts::log::Said;
use crate::db::facts::rows::FactRow;
use crate::db::ledger::book::{Event, is_application};
use crate::domain::ledger::accept;
use crate::domain::ledger::fact::Claim;
use crate::domain::values::codes::{Code, Kind};
use crate::domain::values::division::Division;
use crate::domain::values::hint::Hint;
use crate::domain::values::refusal::Refusal;
use crate::domain::values::text::Reference;
use crate::error::{Error, Result};

impl Recorder<'_> {
    pub(super) fn check(&self, row: &FactRow, claim: &Claim, said: &Said) -> Result<()> {
        if let Claim::PersonRegistered { person_data, .. } = claim
            && self.book.id_numbers.contains_key(self.index_of(person_data).as_slice())
        {
            return Err(refuse(Code::IdNumberTaken, "id_number").into());
        }
        let Said::Person(id, fact) = said else { return Ok(()) };
        let start = row
            .employment_id
            .and_then(|e| self.book.starts.get(&e))
            .map(|(_, start)| accept::Start { person: self.root(start.person), ..*start });
        accept::person_fact(*id, self.book.world.facts_of(*id), fact, start).map_err(refuse_person)?;
        match (row.person_id, row.other_id) {
            (Some(stays), Some(other)) => self.check_merging(stays, other),
            _ => Ok(()),
        }
    }

    /// Checks that a live request does not place a person outside the labour force; see
    /// [`accept::placing`].
    pub(super) fn check_placing(&self, claim: &Claim, said: &Said) -> Result<()> {
        let Said::Person(id, fact) = said else { return Ok(()) };
        let life = || self.book.world.histories().life(*id);
        let today = business_day(self.now);
        accept::placing(claim, || life().unfit_on(fact.on), || life().unfit_on(today))
            .map_err(|code| refuse(code, "effective_on").into())
    }

    /// Checks that two registrations may be merged: neither has been merged away, and no known fact
    /// of one contradicts the other.
    fn check_merging(&self, stays: i64, other: i64) -> Result<()> {
        if stays == other {
            let hint = Hint::said("不能与自身合并", "a registration cannot be merged into itself");
            return Err(Refusal::bad_value("other_ref", hint).into());
        }
        for (id, field) in [(stays, "person_ref"), (other, "other_ref")] {
            if self.book.merged.is_given_up(id) {
                return Err(refuse(Code::AlreadyMerged, field).into());
            }
        }
        let world = &self.book.world;
        if accept::merging(world.facts_of(stays), world.facts_of(other)).is_empty() {
            Ok(())
        } else {
            Err(refuse(Code::MergeConflict, "other_ref").into())
        }
    }

    pub(super) fn flag(&self, said: &Said) -> Option<Code> {
        match said {
            Said::Person(id, fact) => accept::person_flag(&self.book.world, *id, fact),
            Said::Household(id, fact) => accept::household_flag(&self.book.world, *id, fact.what, fact.on),
            Said::Line(_) | Said::Void(_) | Said::Aside => None,
        }
    }

    pub(super) fn check_void(&self, own: &str, voids: &Reference, scope: Option<Division>) -> Result<Event> {
        let unknown = || Error::from(refuse(Code::UnknownEvent, "voids"));
        let target = self.name(own, Some(voids)).and_then(|n| self.book.events.get(&n)).ok_or_else(unknown)?;
        let person = target.person_id.and_then(|p| self.book.person_rows.get(&p));
        let household = target.household_id.and_then(|h| self.book.household_rows.get(&h));
        if !person.is_none_or(|p| self.reaches_person(scope, p))
            || !household.is_none_or(|h| self.reaches_household(scope, h))
        {
            return Err(unknown());
        }
        if target.kind == Kind::Voided.number() {
            return Err(refuse(Code::VoidOfVoid, "voids").into());
        }
        if target.voided {
            return Err(refuse(Code::AlreadyVoided, "voids").into());
        }
        let world = &self.book.world;
        let in_use = if target.kind == Kind::PersonRegistered.number() {
            target.person_id.is_some_and(|p| self.book.merged.is_given_up(p) || world.facts_of(p).len() > 1)
        } else if target.kind == Kind::HouseholdRegistered.number() {
            target.household_id.is_some_and(|h| {
                world.household_facts_of(h).len() > 1
                    || world.people().any(|p| world.households_of(p).any(|of| of == h))
            })
        } else if is_application(target.kind) {
            self.book.applications.get(&target.position).is_some_and(|a| !a.steps.is_empty())
        } else if let Some(application) = target.about.and_then(|about| self.book.applications.get(&about)) {
            application.steps.last().is_some_and(|(last, _)| *last != target.position)
        } else {
            false
        };
        if in_use {
            return Err(refuse(Code::InUse, "voids").into());
        }
        Ok(target.clone())
    }

    /// Finds the live application that a step is about.
    pub(super) fn check_application(&self, own: &str, reference: &Reference, scope: Option<Division>) -> Result<Event> {
        let unknown = || Error::from(refuse(Code::UnknownEvent, "application_ref"));
        let target = self.name(own, Some(reference)).and_then(|n| self.book.events.get(&n)).ok_or_else(unknown)?;
        let person = target.person_id.and_then(|p| self.book.person_rows.get(&p));
        let household = target.household_id.and_then(|h| self.book.household_rows.get(&h));
        let reached = person.is_none_or(|p| self.reaches_person(scope, p))
            && household.is_none_or(|h| self.reaches_household(scope, h));
        if !is_application(target.kind) || target.voided || !reached {
            return Err(unknown());
        }
        Ok(target.clone())
    }
}
