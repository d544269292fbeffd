//! Files applications, takes their steps and decides them. Each step is recorded as a fact in the
//! transaction that checks whether it fits; an approval also records its recognition or
//! determination.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use diesel::prelude::*;

use super::checks::{For, applies, checks, determines, find, is_delegated};
use crate::db::decisions::calendars;
use crate::db::schema::application;
use crate::domain::decisions::application::check_notice;
use crate::domain::decisions::eligibility;
use crate::domain::decisions::step::{Detail, Step};
use crate::domain::decisions::step_error::StepError;
use crate::domain::ledger::fact::Claim;
use crate::domain::values::codes::{Code, Stage, StepKind, Verdict};
use crate::domain::values::refusal::Refusal;
use crate::domain::values::text::Text;
use crate::error::{Failure, Result};
use crate::ops::recording::acting::{event, officer, record, record_as};
use crate::ops::recording::own::is_own;
use crate::ops::session::Session;
use crate::ops::session::references::reference;

/// A step to take.
pub struct Asked {
    pub kind: StepKind,
    /// The fields of the step, except those derived here: the rule text, the checks, and whether
    /// the town decides.
    pub details: BTreeMap<&'static str, Detail>,
    /// The day of the step; today if `None`.
    pub on: Option<NaiveDate>,
    pub note: Option<Text>,
}

/// Files an application and gives its number.
///
/// # Errors
/// [`Failure::Conflict`] if an application of the same subject for the same thing is under way;
/// [`Failure::Refused`] for a subject that is unknown in scope or the actor's own, and for a wrong
/// day; errors of the database.
pub fn file(s: &mut Session, of: For, filed: &Step, on: Option<NaiveDate>, note: Option<Text>) -> Result<i64> {
    s.write(|s| {
        let on = match day(s, on, filed.kind()) {
            Ok(on) => on,
            Err(refusal) => return Err(refusal.into()),
        };
        let Some((sender, claim)) = applies(s, of)? else {
            let (code, field) = match of {
                For::Person(..) => (Code::UnknownPerson, "person"),
                For::Household(_) => (Code::UnknownHousehold, "household"),
            };
            return Err(Refusal::new(code, Some(field)).into());
        };
        let (person, household) = match of {
            For::Person(person, _) => (Some(person), None),
            For::Household(household) => (None, Some(household)),
        };
        if is_own(s, person, household)? {
            return Err(StepError::Own.into());
        }
        if is_under_way(s, of)? {
            return Err(Failure::Conflict.into());
        }
        let applied = event(s)?;
        let step = Claim::ApplicationStep {
            application: applied.clone(),
            officer: Some(officer(s)?),
            step: Box::new(filed.clone()),
            note: note.clone(),
        };
        let lines = [(applied, on, claim), (event(s)?, on, step)];
        let positions = record(s, &sender, lines)?;
        s.note("application_filed", positions.first().map(ToString::to_string))?;
        positions.first().copied().ok_or_else(|| Failure::Internal.into())
    })
}

/// Takes a step of an application.
///
/// # Errors
/// [`Failure::NotFound`] if there is no such application in scope; [`Failure::Forbidden`] if the
/// actor's role may not take the step; [`Failure::Conflict`] for a recheck while another
/// application is under way; [`Failure::Refused`] for a step that does not fit; errors of the
/// database.
pub fn step(s: &mut Session, id: i64, asked: &Asked) -> Result<StepDone> {
    step_and(s, id, asked, |_| Ok(()))
}

/// The confirmation that a step was taken.
#[derive(Debug)]
pub struct StepDone;

/// Takes a step and runs `work` in the same transaction.
///
/// # Errors
/// As [`step`], and those of `work`.
pub(in crate::ops) fn step_and(
    s: &mut Session,
    id: i64,
    asked: &Asked,
    work: impl FnOnce(&mut Session<'_>) -> Result<()>,
) -> Result<StepDone> {
    s.write(|s| {
        let found = find(s, id)?;
        let on = match day(s, asked.on, asked.kind) {
            Ok(on) => on,
            Err(refusal) => return Err(refusal.into()),
        };
        let standing = found.application.standing();
        if s.actor().role.desk().is_none_or(|desk| desk < standing.desk(asked.kind)) {
            return Err(Failure::Forbidden.into());
        }
        if is_own(s, found.application.person_id, found.application.household_id)? {
            return Err(StepError::Own.into());
        }
        let mut details = asked.details.clone();
        if asked.kind == StepKind::Forwarded {
            details.insert("delegated", Detail::Flag(is_delegated(s, found.division, on)?));
        }
        if let StepKind::Approved | StepKind::Refused = asked.kind {
            let Some(text) = eligibility::rule_text(on) else {
                return Err(StepError::NoRuleText.into());
            };
            let checks = checks(s, &found.application, on)?;
            if asked.kind == StepKind::Approved && checks.iter().any(|(_, verdict)| *verdict == Verdict::Failed) {
                return Err(StepError::Checks.into());
            }
            details.insert("rule_text", Detail::Word(text.id.to_owned()));
            details.insert("checks", Detail::Word(eligibility::trace(&checks)));
        }
        let step = match Step::read(asked.kind, |name| details.get(name).cloned()) {
            Ok(step) => step,
            Err((field, Some(hint))) => return Err(Refusal::bad_value(field, hint).into()),
            Err((field, None)) => return Err(Refusal::new(Code::MissingField, Some(field)).into()),
        };
        if let Step::NoticePublished { until } = step
            && let Err(misfit) = check_notice(on, until, &calendars::load(s.conn)?)
        {
            return Err(misfit.into());
        }
        if let (Step::RecheckAsked, Some(of)) = (&step, found.application.of())
            && is_under_way(s, of)?
        {
            return Err(Failure::Conflict.into());
        }
        let approved = matches!(step, Step::Approved(_));
        let claim = Claim::ApplicationStep {
            application: reference(&found.event_ref)?,
            officer: Some(officer(s)?),
            step: Box::new(step),
            note: asked.note.clone(),
        };
        let mut lines = vec![(event(s)?, on, claim)];
        if approved && let Some((_, claim)) = determines(s, &found.application)? {
            lines.push((event(s)?, on, claim));
        }
        let subject_sender = reference(&found.subject_sender)?;
        record_as(s, &found.sender, Some(subject_sender), lines)?;
        work(s)?;
        s.note(&format!("application_{}", asked.kind.as_str()), Some(id.to_string()))?;
        Ok(StepDone)
    })
}

fn is_under_way(s: &mut Session, of: For) -> Result<bool> {
    let over = [Stage::Approved, Stage::Refused, Stage::Withdrawn].map(Stage::number);
    let open = application::table.filter(application::stage.ne_all(over)).into_boxed();
    let open = match of {
        For::Person(id, category) => {
            open.filter(application::person_id.eq(id)).filter(application::category.eq(category.number()))
        }
        For::Household(id) => open.filter(application::household_id.eq(id)),
    };
    let open: i64 = open.count().get_result(s.conn)?;
    Ok(open > 0)
}

/// Gives the day of a step: today for a decision or a notice, today or an earlier day for any other
/// step.
pub(super) fn day(s: &Session, asked: Option<NaiveDate>, kind: StepKind) -> Result<NaiveDate, Refusal> {
    let today = s.clock.today();
    let on = asked.unwrap_or(today);
    let decides = matches!(kind, StepKind::Approved | StepKind::Refused | StepKind::NoticePublished);
    if on > today || (decides && on != today) { Err(StepError::Day.into()) } else { Ok(on) }
}
