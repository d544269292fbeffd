//! Compares a closed month with what is known now: every household and person with another standing
//! or count, and the facts that caused the change (RS-1 section 5).

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;
use diesel::prelude::*;
use serde::Serialize;

use super::computed::Carried;
use super::replay;
use crate::db::Conn;
use crate::db::engine::query::{self, paged};
use crate::db::facts::log::{self, Inherited, RULE_COLUMNS, RuleRow, last_position};
use crate::db::months::closes as rows;
use crate::db::people::merged::Merged;
use crate::db::people::names::{SubjectNames, names_of};
use crate::db::schema::fact;
use crate::domain::months::part::{Flow, HouseholdPart, PersonPart};
use crate::domain::people::person::{PersonFact, PersonWhat};
use crate::domain::registers::determination::Categories;
use crate::domain::registers::register::{Cause, State};
use crate::domain::registers::world::{Histories, World};
use crate::domain::values::codes::{Category, Form, Kind};
use crate::domain::values::division::Division;
use crate::domain::values::month::Month;
use crate::error::{Failure, Result};
use crate::on_engine;
use crate::ops::registers::explain::{Behind, facts_at};

/// Subjects compared at a time.
const PAGE: usize = 500;

/// The differences between a closed month and what is known now.
#[derive(Clone, Debug, Serialize)]
pub struct Diff {
    pub month: String,
    pub closed_position: i64,
    pub position: i64,
    pub households: Vec<HouseholdDiff>,
    pub persons: Vec<PersonDiff>,
}

/// A household that differs.
#[derive(Clone, Debug, Serialize)]
pub struct HouseholdDiff {
    pub household_ref: String,
    pub sender: String,
    pub closed: Standing,
    pub restated: Standing,
    pub facts: Vec<Behind>,
    /// The divisions that count the household in the month, as closed or as restated.
    #[serde(skip)]
    pub counted_in: BTreeSet<Division>,
}

/// A person who differs.
#[derive(Clone, Debug, Serialize)]
pub struct PersonDiff {
    pub person_ref: String,
    pub sender: String,
    pub closed: PersonStanding,
    pub restated: PersonStanding,
    pub facts: Vec<Behind>,
    /// The divisions that count the person in the month, as closed or as restated.
    #[serde(skip)]
    pub counted_in: BTreeSet<Division>,
}

/// The standing of a subject on the month's last day; `division` is the one that counts it.
#[derive(Clone, Debug, Serialize, PartialEq, Eq)]
pub struct Standing {
    pub state: State,
    pub since: Option<NaiveDate>,
    pub cause: Option<Cause>,
    pub division: Option<Division>,
}

/// The standing of a person.
#[derive(Clone, Debug, Serialize, PartialEq, Eq)]
pub struct PersonStanding {
    #[serde(flatten)]
    pub standing: Standing,
    pub categories: Vec<&'static str>,
}

impl Standing {
    fn of(flow: &Flow, division: Option<Division>) -> Self {
        Self { state: flow.state, since: flow.since, cause: flow.cause, division }
    }
}

/// Compares a closed month with what is known now.
///
/// # Errors
/// [`Failure::MonthNotClosed`] when the month is open.
pub fn diff(conn: &mut Conn, month: Month) -> Result<Diff> {
    conn.snapshot(|conn| {
        let Some(close) = rows::close_of(conn, month)? else { return Err(Failure::MonthNotClosed.into()) };
        let position = last_position(conn)?;
        let before = rows::close_of(conn, month.previous())?;
        let carried = match &before {
            Some(_) => Some(Carried::of(&rows::parts_of(conn, month.previous())?)),
            None => None,
        };
        let since = before.map_or(close.position, |b| b.position);
        let mut diff = Diff {
            month: month.to_string(),
            closed_position: close.position,
            position,
            households: vec![],
            persons: vec![],
        };
        let late = late_facts(conn, month, since)?;
        let people: Vec<i64> = late.people.iter().copied().collect();
        let households: Vec<i64> = late.households.iter().copied().collect();
        let mut seen = Seen::default();
        let pages = people.chunks(PAGE).map(|p| (p, &[][..])).chain(households.chunks(PAGE).map(|h| (&[][..], h)));
        for (people, households) in pages {
            let people: BTreeSet<i64> = people.iter().copied().collect();
            let households = households.iter().copied().collect();
            let then = log::neighbourhood(conn, &people, &households, close.position)?;
            let now = log::neighbourhood(conn, &people, &households, position)?;
            let sides = Sides {
                then: then.world.histories(),
                now: now.world.histories(),
                world: &now.world,
                then_world: &then.world,
                late: &late,
                month,
                carried: carried.as_ref(),
                closed: close.position,
            };
            // Two registrations that are merged now may have been counted apart at the close, or
            // carried into the month.
            let people: BTreeSet<i64> = people.into_iter().chain(then.people).chain(now.people).collect();
            let names = names_of(
                conn,
                &now.households.iter().copied().collect::<Vec<_>>(),
                &people.iter().copied().collect::<Vec<_>>(),
            )?;
            for id in now.households.into_iter().filter(|id| seen.households.insert(*id)) {
                diff.households.extend(sides.household(conn, id, &names)?);
            }
            for id in people.into_iter().filter(|id| seen.people.insert(*id)) {
                diff.persons.extend(sides.person(conn, id, &names)?);
            }
        }
        diff.households.sort_by(|a, b| (&a.sender, &a.household_ref).cmp(&(&b.sender, &b.household_ref)));
        diff.persons.sort_by(|a, b| (&a.sender, &a.person_ref).cmp(&(&b.sender, &b.person_ref)));
        Ok(diff)
    })
}

#[derive(Default)]
struct Seen {
    households: BTreeSet<i64>,
    people: BTreeSet<i64>,
}

/// The facts recorded after a position with a valid time up to a month's last day, by subject.
#[derive(Default)]
struct Late {
    people: BTreeSet<i64>,
    households: BTreeSet<i64>,
    by_person: BTreeMap<i64, Vec<i64>>,
    by_household: BTreeMap<i64, Vec<i64>>,
    /// Facts about no subject: living lines, delegations, and voids of these.
    of_lines: Vec<i64>,
}

fn late_facts(conn: &mut Conn, month: Month, since: i64) -> Result<Late> {
    // A merge holds for every day, whatever its own date.
    let by_the_last = fact::effective_on.le(month.last()).or(fact::kind.eq(Kind::PersonMerged.number()));
    let facts: Vec<RuleRow> = fact::table
        .filter(fact::position.gt(since))
        .filter(by_the_last.and(fact::voids.is_null()))
        .select(RULE_COLUMNS)
        .load(conn)?;
    let voids: Vec<RuleRow> = fact::table
        .filter(fact::position.gt(since))
        .filter(fact::voids.is_not_null())
        .select(RULE_COLUMNS)
        .load(conn)?;
    let voided: Vec<i64> = voids.iter().filter_map(|v| v.voids).collect();
    let merged = Merged::now(conn)?;
    let given_up: BTreeMap<i64, i64> = fact::table
        .filter(query::is_kind(Kind::PersonMerged))
        .filter(fact::other_id.is_not_null())
        .select((fact::position, fact::other_id.assume_not_null()))
        .load::<(i64, i64)>(conn)?
        .into_iter()
        .collect();
    let dated: BTreeMap<i64, (NaiveDate, i16, Option<i64>)> = paged(&voided, |page| {
        Ok(on_engine!(conn, |c| fact::table
            .filter(fact::position.eq_any(page))
            .select((fact::position, (fact::effective_on, fact::kind, fact::employment_id)))
            .load::<(i64, (NaiveDate, i16, Option<i64>))>(c))?)
    })?
    .into_iter()
    .collect();
    let inherited = Inherited::all(conn, i64::MAX, &merged)?;
    let mut late = Late::default();
    let voids = voids.into_iter().filter(|v| {
        let target = v.voids.and_then(|p| dated.get(&p));
        // A registration also holds before its own day, and so does a merge.
        let holds_before = [Kind::PersonRegistered, Kind::PersonMerged].map(Kind::number);
        target.is_some_and(|(on, kind, _)| *on <= month.last() || holds_before.contains(kind))
    });
    for row in facts.into_iter().chain(voids) {
        match (row.person_id, row.household_id) {
            (None, None) => late.of_lines.push(row.position),
            (person, household) => {
                // A fact about an employment concerns the person that holds the employment.
                let voided = row.voids.and_then(|p| dated.get(&p)).and_then(|(_, _, employment)| *employment);
                let employment = row.employment_id.or(voided);
                let heirs = inherited.heirs.iter().filter(|(of, _)| Some(*of) == employment).map(|(_, heir)| *heir);
                let other = given_up.get(&row.voids.unwrap_or(row.position)).copied();
                // A fact about a registration that was merged away also concerns the surviving one.
                let named = person.into_iter().chain(other);
                let subjects = named.flat_map(|id| [id, merged.root(id)]).chain(heirs);
                for id in subjects.collect::<BTreeSet<_>>() {
                    late.people.insert(id);
                    late.by_person.entry(id).or_default().push(row.position);
                }
                if let Some(id) = household {
                    late.households.insert(id);
                    late.by_household.entry(id).or_default().push(row.position);
                }
            }
        }
    }
    if !late.of_lines.is_empty() {
        let flexible: Vec<Option<i64>> = fact::table
            .filter(fact::kind.eq(Kind::EmploymentStarted.number()).and(fact::code.eq(Form::Flexible.number())))
            .select(fact::person_id)
            .distinct()
            .load(conn)?;
        late.people.extend(flexible.into_iter().flatten());
    }
    Ok(late)
}

/// One part of the city, as known at the close and as known now.
struct Sides<'w> {
    then: Histories<'w>,
    now: Histories<'w>,
    world: &'w World,
    then_world: &'w World,
    late: &'w Late,
    month: Month,
    carried: Option<&'w Carried>,
    closed: i64,
}

impl Sides<'_> {
    fn household(&self, conn: &mut Conn, id: i64, names: &SubjectNames) -> Result<Option<HouseholdDiff>> {
        let last = self.month.last();
        let part = |histories: &Histories<'_>, carried| replay::household_part(histories, id, self.month, carried);
        let (closed, restated) = (part(&self.then, self.carried), part(&self.now, None));
        let was = Standing::of(&closed.flow, self.then.household_counted_in(id, last));
        let is = Standing::of(&restated.flow, self.now.household_counted_in(id, last));
        if was == is && household_columns(&closed) == household_columns(&restated) {
            return Ok(None);
        }
        // When the part itself is the same at both knowledge times, only the opening and the
        // adjustment differ, and the facts recorded since the close before explain them.
        let since = if was == is && part(&self.then, None) == restated { 0 } else { self.closed };
        let members = self.world.members_of(id).iter().copied();
        let facts = self.facts(conn, [id].into_iter(), members, since)?;
        let Some((sender, household_ref)) = names.households.get(&id).cloned() else { return Ok(None) };
        let counted_in = counted_in([(&closed.flow, was.division), (&restated.flow, is.division)]);
        Ok(Some(HouseholdDiff { household_ref, sender, closed: was, restated: is, facts, counted_in }))
    }

    fn person(&self, conn: &mut Conn, id: i64, names: &SubjectNames) -> Result<Option<PersonDiff>> {
        let last = self.month.last();
        let part = |histories: &Histories<'_>, carried| replay::person_part(histories, id, self.month, carried);
        let (closed, restated) = (part(&self.then, self.carried), part(&self.now, None));
        let standing = |part: &PersonPart, histories: &Histories<'_>| PersonStanding {
            standing: Standing::of(&part.flow, histories.person_counted_in(id, last)),
            categories: Categories(part.categories).iter().map(Category::as_str).collect(),
        };
        let (was, mut is) = (standing(&closed, &self.then), standing(&restated, &self.now));
        // A person registered only after the close, and from a day after the month, was counted
        // nowhere in the month.
        let later = |f: &PersonFact| matches!(f.what, PersonWhat::Registered { .. }) && f.on > last;
        if self.then_world.facts_of(id).is_empty() && self.world.facts_of(id).iter().any(later) {
            is.standing.division = None;
        }
        if was == is && person_columns(&closed) == person_columns(&restated) {
            return Ok(None);
        }
        let since = if was == is && part(&self.then, None) == restated { 0 } else { self.closed };
        let households: BTreeSet<i64> = self
            .world
            .households_of(id)
            .chain(self.late.households.iter().copied().filter(|h| self.world.members_of(*h).contains(&id)))
            .collect();
        let people: BTreeSet<i64> =
            households.iter().flat_map(|h| self.world.members_of(*h)).copied().chain([id]).collect();
        let facts = self.facts(conn, households.into_iter(), people.into_iter(), since)?;
        let Some((sender, person_ref)) = names.persons.get(&id).cloned() else { return Ok(None) };
        let sides = [(&closed.flow, was.standing.division), (&restated.flow, is.standing.division)];
        Ok(Some(PersonDiff { person_ref, sender, closed: was, restated: is, facts, counted_in: counted_in(sides) }))
    }

    /// Gives the late facts after a position about some households and people, and about no
    /// subject.
    fn facts(
        &self,
        conn: &mut Conn,
        households: impl Iterator<Item = i64>,
        people: impl Iterator<Item = i64>,
        since: i64,
    ) -> Result<Vec<Behind>> {
        let mut positions: BTreeSet<i64> = BTreeSet::new();
        positions.extend(households.filter_map(|h| self.late.by_household.get(&h)).flatten());
        positions.extend(people.filter_map(|p| self.late.by_person.get(&p)).flatten());
        positions.extend(&self.late.of_lines);
        positions.retain(|p| *p > since);
        Ok(facts_at(conn, &positions.into_iter().collect::<Vec<_>>())?.into_values().collect())
    }
}

/// Gives the divisions that count a subject in a month: on its last day, on the day before the
/// month, and as carried into it.
fn counted_in(sides: [(&Flow, Option<Division>); 2]) -> BTreeSet<Division> {
    sides.into_iter().flat_map(|(flow, last)| [last, flow.division, flow.before, flow.carried]).flatten().collect()
}

/// Gives the values of a household's part that some column counts, and their divisions.
fn household_columns(part: &HouseholdPart) -> impl PartialEq + '_ {
    (
        flow_columns(&part.flow),
        (part.flow.closing && !part.urban, part.suspected, part.overdue, part.eliminations, part.reversals),
        (&part.jobless, &part.placed),
    )
}

/// Gives the values of a person's part that some column counts, and their divisions.
fn person_columns(part: &PersonPart) -> impl PartialEq + use<> {
    (flow_columns(&part.flow), (part.target, part.assigned, part.served))
}

fn flow_columns(flow: &Flow) -> impl PartialEq + use<> {
    let adjustment = if flow.adjusts { (flow.before, flow.carried) } else { (None, None) };
    let adjustment = if adjustment.0 == adjustment.1 { (None, None) } else { adjustment };
    let moves = flow.before.map(|before| (before, flow.division));
    (flow.opening(), adjustment, moves, flow.entered, flow.left, flow.closing)
}
