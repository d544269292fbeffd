//! Acts on cases of help: opens, plans, serves, hands over and closes them. Actions are recorded as
//! facts about the person; the state of the case is derived from them in the same transaction.

use chrono::NaiveDate;
use diesel::dsl::exists;
use diesel::prelude::*;

use super::case_views::{Found, find};
use super::helpers;
use crate::db::schema::{help_case, household, person, sender};
use crate::domain::help::action_error::ActionError;
use crate::domain::ledger::fact::{By, Claim, ServiceDetails};
use crate::domain::values::codes::{CaseStage, CaseStep, CloseReason, Code, Exit, Mode, Outcome, Package, Service};
use crate::domain::values::desk::Desk;
use crate::domain::values::refusal::Refusal;
use crate::domain::values::text::{Reference, Text};
use crate::error::{Failure, Result};
use crate::ops::recording::acting::{event, officer, record, record_as};
use crate::ops::recording::own::{identities, is_own};
use crate::ops::registers::fitness::refuse_unfit;
use crate::ops::session::Session;
use crate::ops::session::references::reference;
use crate::ops::session::scope::{determined, is_of_any, on_register};

/// A helper to assign, and the one to replace.
#[derive(Clone, Debug)]
pub struct Assignment {
    /// The id of an account.
    pub helper: Reference,
    /// The present helper, as the caller read it.
    pub instead_of: Option<String>,
    /// The day; today if `None`.
    pub on: Option<NaiveDate>,
}

/// An action on a case.
#[derive(Clone, Debug)]
pub enum Doing {
    /// Plans the help; the note holds the goals.
    Plan,
    Serve(Service, Box<ServiceDetails>),
    Attempt(Option<Mode>),
    AnswerOffer {
        accepted: bool,
    },
    ConfirmRemoval(Exit),
    DismissRemoval(Exit),
    Close(CloseReason),
}

impl Doing {
    fn step(&self) -> CaseStep {
        match self {
            Self::Plan => CaseStep::Planned,
            Self::Serve(..) => CaseStep::Served,
            Self::Attempt(_) => CaseStep::ContactAttempted,
            Self::AnswerOffer { accepted: true } => CaseStep::HandoverAccepted,
            Self::AnswerOffer { accepted: false } => CaseStep::HandoverDeclined,
            Self::ConfirmRemoval(_) => CaseStep::RemovalConfirmed,
            Self::DismissRemoval(_) => CaseStep::RemovalDismissed,
            Self::Close(_) => CaseStep::Closed,
        }
    }
}

/// An action with its day and note.
#[derive(Clone, Debug)]
pub struct Asked {
    pub doing: Doing,
    /// The day; today if `None`.
    pub on: Option<NaiveDate>,
    pub note: Option<Text>,
}

/// Opens a case and gives its number. Without a package, a member of a household on the register
/// gets the package of households.
///
/// # Errors
/// [`Failure::Conflict`] if the person has an open case; [`Failure::Refused`] for a person that is
/// unknown in scope, the actor's own or unfit, and for a wrong day; errors of the database.
pub fn open(
    s: &mut Session,
    person_id: i64,
    package: Option<Package>,
    on: Option<NaiveDate>,
    note: Option<Text>,
) -> Result<i64> {
    s.write(|s| {
        let today = s.clock.today();
        let on = on.unwrap_or(today);
        let query =
            s.people().filter(person::id.eq(person_id)).select((sender::name, person::ref_, person::household_id));
        let known: Option<(String, String, Option<i64>)> = query.first(s.conn).optional()?;
        let Some((sender, name, household)) = known else {
            return Err(Refusal::new(Code::UnknownPerson, Some("person")).into());
        };
        if is_own(s, Some(person_id), None)? {
            return Err(ActionError::Own.into());
        }
        let ends = help_case::table.filter(help_case::person_id.eq(person_id)).select(help_case::closed_on);
        let ends: Vec<Option<NaiveDate>> = ends.load(s.conn)?;
        if ends.contains(&None) {
            return Err(Failure::Conflict.into());
        }
        let free_from = ends.into_iter().flatten().max();
        if on > today || free_from.is_some_and(|day| on < day) {
            return Err(ActionError::Day.into());
        }
        refuse_unfit(s, person_id, [on, today], "person")?;
        let package = match package {
            Some(package) => package,
            None if is_on_register(s, household, on)? => Package::Household,
            None => Package::OneOneThreeOne,
        };
        let claim = Claim::CaseOpened { person: reference(&name)?, package, by: by(s, note.clone())? };
        let line = (event(s)?, on, claim);
        let positions = record(s, &sender, [line])?;
        s.note("case_opened", positions.first().map(ToString::to_string))?;
        positions.first().copied().ok_or_else(|| Failure::Internal.into())
    })
}

/// Acts on a case.
///
/// # Errors
/// [`Failure::NotFound`] if there is no such case in scope; [`Failure::Forbidden`] if the actor's
/// role may not act so; [`Failure::Refused`] for an action that does not fit; errors of the
/// database.
pub fn act(s: &mut Session, id: i64, asked: &Asked) -> Result<()> {
    s.write(|s| {
        let (found, on) = admitted(s, id, asked)?;
        do_it(s, &found, asked, on)?;
        s.note(&format!("case_{}", asked.doing.step().as_str()), Some(id.to_string()))
    })
}

/// The person, the day and the position of a recorded service.
pub(in crate::ops) struct Served {
    pub person: i64,
    pub on: NaiveDate,
    pub position: i64,
}

/// Serves a case as part of a larger transaction.
///
/// # Errors
/// As [`act`].
pub(in crate::ops) fn serve(
    s: &mut Session,
    id: i64,
    service: Service,
    details: ServiceDetails,
    (on, note): (Option<NaiveDate>, Option<Text>),
) -> Result<Served> {
    let asked = Asked { doing: Doing::Serve(service, Box::new(details)), on, note };
    let (found, on) = admitted(s, id, &asked)?;
    let position = do_it(s, &found, &asked, on)?.first().copied().ok_or(Failure::Internal)?;
    Ok(Served { person: found.row.person_id, on, position })
}

/// Finds a case, checks that the actor may act on it, and gives the day of the action.
fn admitted(s: &mut Session, id: i64, asked: &Asked) -> Result<(Found, NaiveDate)> {
    let found = find(s, id)?;
    let today = s.clock.today();
    let step = asked.doing.step();
    if s.actor().role.desk().is_none_or(|desk| desk < step.desk()) {
        return Err(Failure::Forbidden.into());
    }
    let proposal = found.row.proposal(today);
    let is_proposed = match asked.doing {
        Doing::ConfirmRemoval(ground) | Doing::DismissRemoval(ground) => {
            proposal.is_some_and(|(proposed, _)| proposed == ground)
        }
        _ => proposal.is_some(),
    };
    if let Err(misfit) = step.fits(found.stage()?, found.row.offered_to.is_some(), is_proposed) {
        return Err(misfit.into());
    }
    let on = asked.on.unwrap_or(today);
    if on < found.row.opened_on || on > today {
        return Err(ActionError::Day.into());
    }
    if is_own(s, Some(found.row.person_id), None)? {
        return Err(ActionError::Own.into());
    }
    Ok((found, on))
}

/// Records the action; gives the positions of the facts that were recorded last.
fn do_it(s: &mut Session, found: &Found, asked: &Asked, on: NaiveDate) -> Result<Vec<i64>> {
    let person = || found.person_ref();
    let by = by(s, asked.note.clone())?;
    let claims = match &asked.doing {
        Doing::Plan => vec![Claim::CasePlanned { person: person()?, by }],
        Doing::Serve(service, details) => {
            if (details.outcome == Some(Outcome::Refused)) != details.justified.is_some() {
                return Err(ActionError::Refusal.into());
            }
            let details = ServiceDetails { helper: by.officer, note: by.note, ..(**details).clone() };
            vec![Claim::ServiceDelivered { person: person()?, service: *service, details: Box::new(details) }]
        }
        Doing::Attempt(mode) => vec![Claim::ContactAttempted { person: person()?, mode: *mode, by }],
        Doing::AnswerOffer { accepted } => {
            let to = found.helper(found.row.offered_to).ok_or(Failure::Internal)?.1.clone();
            // An officer of the town or above may answer for another account.
            if s.actor().account != to && s.actor().role.desk() < Some(Desk::Town) {
                return Err(Failure::Forbidden.into());
            }
            let answer = Claim::HandoverAnswered { person: person()?, accepted: *accepted, by };
            if *accepted {
                return hand_over(s, found, &reference(&to)?, on, vec![answer]);
            }
            vec![answer]
        }
        Doing::ConfirmRemoval(ground) => {
            not_ones_own_helping(s, found)?;
            let reason = if *ground == Exit::E09 { CloseReason::RefusedService } else { CloseReason::LostContact };
            let mut claims = Vec::new();
            if is_determined(s, found.row.person_id, on)? {
                claims.push(Claim::DeterminationRemoved { person: person()?, category: None, reason: *ground });
            }
            claims.push(Claim::CaseClosed { person: person()?, reason, by });
            release(s, found, on)?;
            claims
        }
        Doing::DismissRemoval(ground) => {
            not_ones_own_helping(s, found)?;
            vec![Claim::RemovalDismissed { person: person()?, reason: *ground, by }]
        }
        Doing::Close(reason) => {
            release(s, found, on)?;
            vec![Claim::CaseClosed { person: person()?, reason: *reason, by }]
        }
    };
    let lines = claims.into_iter().map(|claim| Ok((event(s)?, on, claim))).collect::<Result<Vec<_>>>()?;
    record(s, &found.sender, lines)
}

/// Refuses the case's own helper.
fn not_ones_own_helping(s: &Session, found: &Found) -> Result<()> {
    let helps = found.helper(found.row.helper_id).is_some_and(|(_, name)| *name == s.actor().account);
    if helps { Err(ActionError::OwnHelp.into()) } else { Ok(()) }
}

/// Assigns a helper if the helper that the caller read is still the present one. A helper of
/// another county than the present one is asked first.
///
/// # Errors
/// [`Failure::NotFound`] if there is no such case in scope; [`Failure::Conflict`] if the helper has
/// changed meanwhile; [`Failure::Forbidden`] if the actor may not assign this helper;
/// [`Failure::Refused`] for a helper or a day that does not fit.
pub fn assign(s: &mut Session, id: i64, asked: &Assignment) -> Result<()> {
    s.write(|s| {
        let found = find(s, id)?;
        let today = s.clock.today();
        if found.stage()? == CaseStage::Closed {
            return Err(ActionError::Closed.into());
        }
        let present = found.helper(found.row.helper_id).map(|(_, name)| name.clone());
        if present != asked.instead_of {
            return Err(Failure::Conflict.into());
        }
        // A caseworker may take on a case without a helper; an officer decides about all others.
        let takes_on = present.is_none() && asked.helper.as_str() == s.actor().account;
        if s.actor().role.desk() < Some(Desk::Town) && !takes_on {
            return Err(Failure::Forbidden.into());
        }
        let on = asked.on.unwrap_or(today);
        if on < found.row.opened_on || on > today {
            return Err(ActionError::Day.into());
        }
        let asks_first = match &present {
            Some(present) => helpers::are_of_two_counties(s, present, asked.helper.as_str())?,
            None => false,
        };
        if asks_first {
            check_helper(s, &found, &asked.helper)?;
            let claim =
                Claim::HandoverOffered { person: found.person_ref()?, helper: asked.helper.clone(), by: by(s, None)? };
            let line = (event(s)?, on, claim);
            record(s, &found.sender, [line])?;
        } else {
            hand_over(s, &found, &asked.helper, on, Vec::new())?;
        }
        s.note(if asks_first { "case_offered" } else { "case_assigned" }, Some(id.to_string()))
    })
}

/// Releases the present helper and assigns another on the same day, so that no day is without a
/// helper.
fn hand_over(s: &mut Session, found: &Found, to: &Reference, on: NaiveDate, answer: Vec<Claim>) -> Result<Vec<i64>> {
    check_helper(s, found, to)?;
    release(s, found, on)?;
    let assigned = Claim::HelperAssigned { person: found.person_ref()?, helper: to.clone() };
    let claims = std::iter::once(assigned).chain(answer);
    let lines = claims.map(|claim| Ok((event(s)?, on, claim))).collect::<Result<Vec<_>>>()?;
    record(s, &found.sender, lines)
}

/// Releases the present helper, under the sender of the assignment.
fn release(s: &mut Session, found: &Found, on: NaiveDate) -> Result<()> {
    let Some((sender, name)) = found.helper(found.row.helper_id).cloned() else { return Ok(()) };
    let claim = Claim::HelperReleased { person: found.person_ref()?, helper: reference(&name)? };
    let line = (event(s)?, on, claim);
    record_as(s, &sender, Some(reference(&found.sender)?), [line]).map(drop)
}

/// Checks that an account may help the case's person: it is enabled, covers the person, and is not
/// of the person or a member of the person's household.
fn check_helper(s: &mut Session, found: &Found, helper: &Reference) -> Result<()> {
    let Some(account) = helpers::find(s, helper.as_str())?.filter(|account| account.may_help_in(found.division)) else {
        return Err(ActionError::Helper.into());
    };
    let identities = identities(s, Some(found.row.person_id), None)?;
    if account.id_number_index.is_some_and(|index| identities.contains(&index)) {
        Err(ActionError::Own.into())
    } else {
        Ok(())
    }
}

/// Tells whether a household is on the register on a day.
fn is_on_register(s: &mut Session, household: Option<i64>, day: NaiveDate) -> Result<bool> {
    let Some(id) = household else { return Ok(false) };
    let query = s.households().filter(household::id.eq(id)).filter(exists(on_register(day)));
    let found: i64 = query.count().get_result(s.conn)?;
    Ok(found > 0)
}

/// Tells whether a person is determined in any category on a day.
pub(in crate::ops) fn is_determined(s: &mut Session, id: i64, day: NaiveDate) -> Result<bool> {
    let query = s.people().filter(person::id.eq(id)).filter(exists(determined(day, is_of_any())));
    let found: i64 = query.count().get_result(s.conn)?;
    Ok(found > 0)
}

fn by(s: &Session, note: Option<Text>) -> Result<By> {
    Ok(By { officer: Some(officer(s)?), note })
}
