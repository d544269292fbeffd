//! Finds applications, and runs the checks that precede their decision.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use diesel::dsl::{exists, not};
use diesel::prelude::*;

use crate::db::decisions::applications::{self, Application};
use crate::db::engine::query;
use crate::db::facts::log;
use crate::db::people::merged::Merged;
use crate::db::schema::{fact, household, person, personal, sender};
use crate::domain::decisions::eligibility::{self, Applicant};
use crate::domain::ledger::fact::Claim;
use crate::domain::values::codes::{Category, Check, Kind, Verdict};
use crate::domain::values::division::{Division, Level};
use crate::error::{Error, Failure, Result};
use crate::on_engine;
use crate::ops::session::Session;
use crate::ops::session::references::reference;
use crate::ops::session::scope::division;

/// The applicant and what the application is for.
#[derive(Clone, Copy, Debug)]
pub enum For {
    /// A person, for the determination in a category.
    Person(i64, Category),
    /// A household, for recognition.
    Household(i64),
}

/// An application in scope, with the senders under which it and its subject are recorded.
pub(super) struct Found {
    pub(super) application: Application,
    pub(super) division: Division,
    pub(super) sender: String,
    pub(super) event_ref: String,
    pub(super) subject_sender: String,
}

pub(super) fn find(s: &mut Session, id: i64) -> Result<Found> {
    // An application without steps was decided elsewhere and only reported here: no step fits it.
    let application = applications::load(s.conn, &[id])?.remove(&id).filter(|known| !known.steps.is_empty());
    let application = application.ok_or(Failure::NotFound)?;
    let place: Option<(i64, String)> = match (application.person_id, application.household_id) {
        (Some(person), _) => s
            .people()
            .filter(person::id.eq(person))
            .select((person::division, sender::name))
            .first(s.conn)
            .optional()?,
        (None, Some(household)) => s
            .households()
            .filter(household::id.eq(household))
            .select((household::division, sender::name))
            .first(s.conn)
            .optional()?,
        (None, None) => None,
    };
    let (number, subject_sender) = place.ok_or(Failure::NotFound)?;
    let query = fact::table
        .inner_join(sender::table.on(sender::id.eq(fact::sender_id)))
        .filter(fact::position.eq(id))
        .select((sender::name, fact::event_ref));
    let (sender, event_ref) = on_engine!(&mut *s.conn, |c| query.first::<(String, String)>(c))?;
    Ok(Found { application, division: division(number)?, sender, event_ref, subject_sender })
}

/// Gives the claim that applies and the sender of its subject; `None` if the subject is not in
/// scope.
pub(super) fn applies(s: &mut Session, of: For) -> Result<Option<(String, Claim)>> {
    let named = |(sender, name): (String, String)| Ok::<_, Error>((sender, reference(&name)?));
    let known = match of {
        For::Person(id, _) => {
            s.people().filter(person::id.eq(id)).select((sender::name, person::ref_)).first(s.conn).optional()?
        }
        For::Household(id) => s
            .households()
            .filter(household::id.eq(id))
            .select((sender::name, household::ref_))
            .first(s.conn)
            .optional()?,
    };
    let known = known.map(named).transpose()?;
    Ok(known.map(|(sender, name)| match of {
        For::Person(_, category) => (sender, Claim::PersonApplied { person: name, category }),
        For::Household(_) => (sender, Claim::HouseholdApplied { household: name }),
    }))
}

/// Gives the claim that an approval adds.
pub(super) fn determines(s: &mut Session, application: &Application) -> Result<Option<(String, Claim)>> {
    let Some(of) = application.of() else { return Ok(None) };
    Ok(applies(s, of)?.map(|(sender, claim)| match claim {
        Claim::PersonApplied { person, category } => (sender, Claim::PersonDetermined { person, category }),
        Claim::HouseholdApplied { household } => (sender, Claim::HouseholdRecognised { household }),
        other => (sender, other),
    }))
}

impl Application {
    pub(super) fn of(&self) -> Option<For> {
        match (self.person_id, self.category, self.household_id) {
            (Some(person), Some(category), _) => Some(For::Person(person, category)),
            (_, _, Some(household)) => Some(For::Household(household)),
            _ => None,
        }
    }
}

/// Tells whether the town of a division decides in its county's place on a day.
pub(super) fn is_delegated(s: &mut Session, of: Division, on: NaiveDate) -> Result<bool> {
    let void = diesel::alias!(fact as void);
    let voided = void.filter(void.field(fact::voids).eq(fact::position.nullable()));
    let query = fact::table
        .filter(query::is_kind(Kind::DelegationSet))
        .filter(fact::division.eq(of.ancestor(Level::Township).number()))
        .filter(fact::effective_on.le(on))
        .filter(not(exists(voided)))
        .order((fact::effective_on.desc(), fact::position.desc()))
        .select(fact::code);
    let code: Option<Option<i16>> = on_engine!(&mut *s.conn, |c| query.first(c)).optional()?;
    Ok(code.flatten() == Some(1))
}

/// Checks an application against the facts that hold on a day.
pub(super) fn checks(s: &mut Session, application: &Application, day: NaiveDate) -> Result<Vec<(Check, Verdict)>> {
    let standing = application.standing();
    let papers = eligibility::check_papers(application.category, &standing.evidence, standing.promise);
    let verdict = |holds: bool| if holds { Verdict::Passed } else { Verdict::Failed };
    let people = application.person_id.into_iter().collect();
    let households = application.household_id.into_iter().collect();
    let near = log::neighbourhood(s.conn, &people, &households, i64::MAX)?;
    let histories = near.world.histories();
    let mut checks = Vec::new();
    if let (Some(id), Some(category)) = (application.person_id, application.category) {
        let said = said_of(s, id, day)?;
        let life = histories.life(id);
        let status = life.on(day);
        let worked_since = |since: NaiveDate| {
            let stretches = life.changes();
            let mut ends = stretches.iter().skip(1).map(|(from, _)| *from).chain([NaiveDate::MAX]);
            stretches.iter().any(|(from, status)| {
                let until = ends.next().unwrap_or(NaiveDate::MAX);
                status.is_employed() && *from <= day && until > since
            })
        };
        if let Some((birth, sex)) = crate::domain::ledger::accept::registration(near.world.facts_of(id)) {
            let applicant = Applicant {
                birth,
                sex,
                hukou: said.hukou,
                in_city: histories.division_of(id, day).is_some_and(Division::is_in_city),
                seeking: status.is_seeking(),
                household_in: status.member_of.is_some_and(|h| histories.timeline(h).is_in_on(day)),
                unemployed_since: said.unemployed_since.filter(|since| !worked_since(*since)),
            };
            checks = eligibility::check(category, &applicant, day);
        }
    }
    if let Some(household) = application.household_id {
        let timeline = histories.timeline(household);
        checks.push((Check::Condition, verdict(timeline.on(day).is_some_and(|span| span.meets))));
    }
    checks.push(papers);
    Ok(checks)
}

/// The attributes of a person that no rule of the registers reads.
#[derive(Default)]
pub(super) struct Said {
    hukou: Option<Division>,
    unemployed_since: Option<NaiveDate>,
}

pub(super) fn said_of(s: &mut Session, person: i64, day: NaiveDate) -> Result<Said> {
    let void = diesel::alias!(fact as void);
    let voided = void.filter(void.field(fact::voids).eq(fact::position.nullable()));
    let kinds =
        [Kind::PersonRegistered, Kind::PersonChanged, Kind::UnemploymentRegistered, Kind::UnemploymentDeregistered];
    let merged = Merged::into_person(s.conn, person)?;
    let query = fact::table
        .filter(fact::person_id.eq_any(merged.names([person])))
        .filter(fact::kind.eq_any(kinds.map(Kind::number)))
        .filter(not(exists(voided)))
        .order((fact::effective_on, fact::position))
        .select((fact::kind, fact::effective_on, fact::attributes, fact::person_id.assume_not_null()));
    let rows: Vec<(i16, NaiveDate, Option<String>, i64)> = on_engine!(&mut *s.conn, |c| query.load(c))?;
    let mut said = Said::default();
    for (kind, on, attributes, of) in rows {
        match Kind::from_number(kind) {
            Some(Kind::UnemploymentRegistered) if on <= day => said.unemployed_since = Some(on),
            Some(Kind::UnemploymentDeregistered) if on <= day => said.unemployed_since = None,
            // A registration's attributes hold on every day; those of a merged-away one never do.
            Some(Kind::PersonRegistered) if merged.is_given_up(of) => {}
            Some(Kind::PersonRegistered) => said.hukou = hukou(attributes.as_deref()),
            Some(Kind::PersonChanged) if on <= day => said.hukou = hukou(attributes.as_deref()).or(said.hukou),
            _ => {}
        }
    }
    Ok(said)
}

pub(super) fn hukou(attributes: Option<&str>) -> Option<Division> {
    let attributes: serde_json::Value = serde_json::from_str(attributes?).ok()?;
    Division::parse(attributes.get("hukou_division")?.as_str()?)
}

pub(super) fn notes_of(s: &mut Session, id: i64) -> Result<BTreeMap<i64, String>> {
    let query =
        fact::table.inner_join(personal::table).filter(fact::about.eq(id)).select((fact::position, personal::note));
    let rows: Vec<(i64, Option<String>)> = on_engine!(&mut *s.conn, |c| query.load(c))?;
    Ok(rows.into_iter().filter_map(|(position, note)| Some((position, note?))).collect())
}
