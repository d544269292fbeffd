//! Checks whether a new fact may stand beside the facts that a subject already has, and whether it
//! has an effect (contract, «Refusals»). Pure: resolving references is the ledger's part.

use std::collections::BTreeMap;

use chrono::NaiveDate;

use super::fact::Claim;
use crate::people::person::{InForce, PersonFact, PersonWhat, death_of};
use crate::people::retirement::{WORKING_AGE_MONTHS, fits};
use crate::registers::determination::{self, Categories};
use crate::registers::household::HouseholdWhat;
use crate::registers::register::State;
use crate::registers::world::World;
use crate::values::codes::{Category, Code, Service, Sex, Unfit};
use crate::values::division::Division;
use crate::values::month::{add_months, day_before};

/// The live start of an employment.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Start {
    pub person: i64,
    pub on: NaiveDate,
}

/// Checks a fact about a person against the person's live facts. `start` is the live start of the
/// employment that the fact names.
///
/// # Errors
/// The first code that applies, in the contract's order. A registration is checked only against its
/// birth date.
pub fn person_fact(person: i64, facts: &[PersonFact], fact: &PersonFact, start: Option<Start>) -> Result<(), Code> {
    let what = fact.what;
    if let PersonWhat::Registered { birth, .. } = what {
        return if fact.on < birth { Err(Code::BeforeBirth) } else { Ok(()) };
    }
    let Some((birth, sex)) = registration(facts) else { return Err(Code::UnknownPerson) };
    if let PersonWhat::Changed { group: Some(group), .. } = what
        && !fits(group, sex)
    {
        return Err(Code::BadValue);
    }
    if fact.on < birth {
        return Err(Code::BeforeBirth);
    }
    if let Some(death) = death_of(facts) {
        if what == PersonWhat::Died {
            return Err(Code::AlreadyDead);
        }
        if fact.on >= death && !what.may_follow_death() {
            return Err(Code::AfterDeath);
        }
    }
    match what {
        PersonWhat::JobStarted { .. } => {
            if fact.on < add_months(birth, WORKING_AGE_MONTHS) {
                return Err(Code::ChildLabour);
            }
            if start.is_some() {
                return Err(Code::EmploymentExists);
            }
        }
        PersonWhat::PayChanged { .. } | PersonWhat::JobEnded { .. } => {
            let start = start.filter(|s| s.person == person).ok_or(Code::EmploymentUnknown)?;
            if let PersonWhat::JobEnded { .. } = what
                && facts.iter().any(|f| f.what == what && f.on > start.on)
            {
                return Err(Code::AlreadyEnded);
            }
            if fact.on <= start.on {
                return Err(Code::EndNotAfterStart);
            }
        }
        PersonWhat::Joined { household } if InForce::on(facts, fact.on).member_of().is_some_and(|h| h != household) => {
            return Err(Code::AlreadyMember);
        }
        _ => {}
    }
    Ok(())
}

/// Checks a claim of a live request against the reasons why its person cannot be placed, on its day
/// or today.
///
/// A child is registered neither as unemployed nor as seeking work (禁止使用童工规定 article 2), not even
/// ahead of the 16th birthday. A person outside the labour force is not taken into a case,
/// recommended for work or sent to an internship. Interchange lines are not checked here: the
/// contract defines their refusals.
///
/// # Errors
/// The code of the reason.
pub fn placing(
    claim: &Claim,
    on_its_day: impl FnOnce() -> Option<Unfit>,
    today: impl FnOnce() -> Option<Unfit>,
) -> Result<(), Code> {
    let is_child = |unfit: Option<Unfit>| unfit == Some(Unfit::UnderAge);
    match claim {
        Claim::UnemploymentRegistered { .. } | Claim::JobSought { .. } => {
            if is_child(on_its_day()) || is_child(today()) { Err(Code::UnderAge) } else { Ok(()) }
        }
        Claim::CaseOpened { .. }
        | Claim::ServiceDelivered { service: Service::JobRecommended | Service::Internship, .. } => {
            on_its_day().map_or(Ok(()), |unfit| Err(unfit.code()))
        }
        _ => Ok(()),
    }
}

/// Finds the contradictions to a merge of two registrations: the facts of either one that could not
/// be recorded beside the facts of the other, by position, each with the first code that applies.
/// `stays` is the surviving registration, and its birth and sex hold; `given_up` is the one merged
/// away.
pub fn merging(stays: &[PersonFact], given_up: &[PersonFact]) -> BTreeMap<i64, Code> {
    let mut contradictions = BTreeMap::new();
    let Some((birth, sex)) = registration(stays) else { return contradictions };
    for fact in given_up.iter().filter(|fact| !matches!(fact.what, PersonWhat::Registered { .. })) {
        let code = match fact.what {
            _ if fact.on < birth => Some(Code::BeforeBirth),
            PersonWhat::Changed { group: Some(group), .. } if !fits(group, sex) => Some(Code::BadValue),
            PersonWhat::JobStarted { .. } if fact.on < add_months(birth, WORKING_AGE_MONTHS) => Some(Code::ChildLabour),
            _ => beside(stays, fact),
        };
        contradictions.extend(code.map(|code| (fact.position, code)));
    }
    for fact in stays.iter().filter(|fact| !matches!(fact.what, PersonWhat::Registered { .. })) {
        contradictions.extend(beside(given_up, fact).map(|code| (fact.position, code)));
    }
    contradictions
}

/// Gives the code if a fact cannot stand beside the facts of another registration of the same
/// person.
fn beside(others: &[PersonFact], fact: &PersonFact) -> Option<Code> {
    let death = death_of(others);
    match fact.what {
        PersonWhat::Died => death.filter(|death| *death != fact.on).map(|_| Code::AlreadyDead),
        what if !what.may_follow_death() && death.is_some_and(|death| fact.on >= death) => Some(Code::AfterDeath),
        PersonWhat::Joined { household } => {
            let elsewhere = InForce::on(others, fact.on).member_of().filter(|home| *home != household);
            elsewhere.map(|_| Code::AlreadyMember)
        }
        _ => None,
    }
}

/// Gives the birth date and sex of a registered person.
pub fn registration(facts: &[PersonFact]) -> Option<(NaiveDate, Sex)> {
    facts.iter().find_map(|f| match f.what {
        PersonWhat::Registered { birth, sex, .. } => Some((birth, sex)),
        _ => None,
    })
}

/// Flags an accepted fact about a person that has no effect, given what the world knows without it.
pub fn person_flag(world: &World, person: i64, fact: &PersonFact) -> Option<Code> {
    let facts = world.facts_of(person);
    let in_force = || InForce::on(facts, fact.on);
    let has_effect = match fact.what {
        PersonWhat::AbsenceEnded(absence) => in_force().absent_as(absence),
        PersonWhat::HelperReleased { helper } => in_force().helped_by(helper),
        PersonWhat::Left { household } => in_force().member_of() == Some(household),
        PersonWhat::DeterminationRemoved { category, .. } => {
            let spans = world.histories().person_spans(person);
            let held =
                determination::span_on(&spans, day_before(fact.on)).map_or(Categories::default(), |s| s.categories);
            !held.common(category.map_or(Categories::all(), Categories::of)).is_empty()
        }
        PersonWhat::Determined(category) => {
            return (!is_founded(world, person, category, fact.on)).then_some(Code::Unfounded);
        }
        _ => true,
    };
    (!has_effect).then_some(Code::WithoutEffect)
}

/// Tells whether a determination counts on its day (RS-1 section 6, step 3).
fn is_founded(world: &World, person: i64, category: Category, day: NaiveDate) -> bool {
    let histories = world.histories();
    let status = histories.life(person).on(day);
    let household_in = || status.member_of.is_some_and(|h| histories.timeline(h).is_in_on(day));
    status.is_seeking()
        && histories.division_of(person, day).is_some_and(Division::is_in_city)
        && (category != Category::ZeroHousehold || household_in())
}

/// Flags an accepted fact about a household that has no effect, given what the world knows without
/// it.
pub fn household_flag(world: &World, household: i64, what: HouseholdWhat, day: NaiveDate) -> Option<Code> {
    match what {
        HouseholdWhat::Recognised => {
            let timeline = world.histories().timeline(household);
            let now = timeline.on(day);
            if now.is_some_and(|s| s.standing.state == State::In) {
                Some(Code::WithoutEffect)
            } else if now.is_some_and(|s| s.meets) {
                None
            } else {
                Some(Code::Unfounded)
            }
        }
        HouseholdWhat::Removed(_) => {
            let timeline = world.histories().timeline(household);
            let was = timeline.on(day_before(day)).map_or(State::None, |s| s.standing.state);
            (!matches!(was, State::In | State::Eliminated)).then_some(Code::WithoutEffect)
        }
        HouseholdWhat::Registered { .. } | HouseholdWhat::Moved { .. } | HouseholdWhat::Noted => None,
    }
}
