//! Cases of help as those see them who help: opened, planned, served, handed over, closed. What is done is recorded as facts about
//! the person; how the case stands is derived from them in the same transaction.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use diesel::dsl::{exists, not};
use diesel::prelude::*;
use serde::Serialize;

use super::facts::Denied;
use super::helpers;
use super::restoring;
use super::session::{Session, determined, division, is_of_any, on_register};
use super::together::{event, identities, is_own, officer, record, record_as, refuse, settle};
use crate::db::cases::{self, CaseRow};
use crate::db::schema::{fact, help_case, helper, household, person, personal, sender};
use crate::domain::application::Desk;
use crate::domain::case::{self, Case, Help, Misfit};
use crate::domain::codes::{CaseStage, CaseStep, CloseReason, Code, Due, Exit, Kind, Mode, Outcome, Package, Service};
use crate::domain::division::Division;
use crate::domain::fact::{By, Claim, ServiceDetails};
use crate::domain::package::Promise;
use crate::domain::refusal::Refusal;
use crate::domain::text::{Reference, Text};
use crate::error::{Error, Failure, Result};
use crate::on_engine;

/// What a list tells of a case.
#[derive(Serialize, utoipa::ToSchema, Debug)]
pub struct CaseBrief {
    /// The ledger position of its opening.
    pub id: i64,
    pub person: i64,
    pub name: Option<String>,
    #[schema(value_type = String, example = "440703002101")]
    pub division: Division,
    #[schema(value_type = String, example = "1131-2023")]
    pub package: &'static str,
    #[schema(value_type = String, example = "in_service")]
    pub stage: &'static str,
    pub opened_on: NaiveDate,
    /// Who helps: the id of an account, or another reference its sender gave.
    pub helper: Option<String>,
    /// Who is asked to take it over, and has not answered.
    pub offered_to: Option<String>,
    /// By when it is to have its helper; none where that year has no calendar.
    pub assign_by: Option<NaiveDate>,
    /// What it waits for next, and the last day for it.
    #[schema(value_type = Option<String>, example = "follow_up")]
    pub due: Option<&'static str>,
    pub due_on: Option<NaiveDate>,
    /// The removal that is proposed today, and since when: `E09` for refusals, `E11` for silence.
    #[schema(value_type = Option<String>, example = "E09")]
    pub proposal: Option<&'static str>,
    pub proposed_on: Option<NaiveDate>,
}

/// What is told of one case.
#[derive(Serialize, utoipa::ToSchema, Debug)]
pub struct CaseView {
    #[serde(flatten)]
    pub brief: CaseBrief,
    pub planned_on: Option<NaiveDate>,
    /// The goals of the plan.
    pub goals: Option<String>,
    /// The first day of the employment that lasts.
    pub placed_on: Option<NaiveDate>,
    pub closed_on: Option<NaiveDate>,
    #[schema(value_type = Option<String>, example = "unit_employment")]
    pub close_reason: Option<&'static str>,
    /// What the package promises, and how much of it was done.
    pub progress: Vec<PromiseView>,
    /// What was done since the opening.
    pub services: Vec<ServiceView>,
    /// Times somebody called and reached nobody.
    pub attempts: usize,
    /// What the caller could do next.
    #[schema(value_type = Vec<String>, example = json!(["planned", "served", "closed"]))]
    pub next_steps: Vec<&'static str>,
}

/// One promise of a package.
#[derive(Serialize, utoipa::ToSchema, Debug)]
pub struct PromiseView {
    /// Any of these.
    #[schema(value_type = Vec<String>, example = json!(["training", "internship"]))]
    pub services: Vec<&'static str>,
    pub times: usize,
    /// Posts that each of them has to offer.
    pub posts: u8,
    pub done: usize,
}

/// A service, or a call that reached nobody.
#[derive(Serialize, utoipa::ToSchema, Debug)]
pub struct ServiceView {
    pub position: i64,
    pub on: NaiveDate,
    #[schema(value_type = String, example = "job_recommended")]
    pub service: &'static str,
    #[schema(value_type = Option<String>, example = "refused")]
    pub outcome: Option<&'static str>,
    pub posts: Option<u8>,
    /// Of a refusal.
    pub justified: Option<bool>,
    pub next_on: Option<NaiveDate>,
    pub note: Option<String>,
}

/// Which cases a page lists.
#[derive(Default)]
pub struct Wanted {
    pub division: Option<Division>,
    pub stage: Option<CaseStage>,
    /// All but the closed ones.
    pub is_open: bool,
    /// A reference of the helper.
    pub helper: Option<Reference>,
    /// The account that is asked to take it over.
    pub offered_to: Option<Reference>,
    /// Those without a helper.
    pub is_unassigned: bool,
    /// Those of whom a removal is proposed today.
    pub is_proposed: bool,
    pub due: Option<Due>,
    /// Those whose due day is that day or before.
    pub due_by: Option<NaiveDate>,
    /// The last case of the page before.
    pub after: Option<i64>,
    pub limit: i64,
}

/// Who is to help, in whose place.
#[derive(Clone, Debug)]
pub struct Assignment {
    /// The id of an account.
    pub helper: Reference,
    /// Who helps so far, as the caller read it.
    pub instead_of: Option<String>,
    /// Today when left out.
    pub on: Option<NaiveDate>,
}

/// What is done about a case.
#[derive(Clone, Debug)]
pub enum Doing {
    /// The goals are the note.
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

/// What is asked for, when, and what there is to say.
#[derive(Clone, Debug)]
pub struct Asked {
    pub doing: Doing,
    /// Today when left out.
    pub on: Option<NaiveDate>,
    pub note: Option<Text>,
}

/// Opens a case; gives its number. Without a package, a member of a household on the register gets that of households.
///
/// # Errors
/// [`Failure::Conflict`] when the person has an open one; what the database gives.
pub fn open(
    s: &mut Session,
    person_id: i64,
    package: Option<Package>,
    on: Option<NaiveDate>,
    note: Option<Text>,
) -> Result<Result<i64, Denied>> {
    let mut denied = None;
    let opened = s.write(|s| {
        restoring::refuse(s.conn)?;
        let today = s.clock.today();
        let on = on.unwrap_or(today);
        let query =
            s.people().filter(person::id.eq(person_id)).select((sender::name, person::ref_, person::household_id));
        let known: Option<(String, String, Option<i64>)> = query.first(s.conn).optional()?;
        let Some((sender, name, household)) = known else {
            return refuse(&mut denied, Refusal::new(Code::UnknownPerson, Some("person")));
        };
        if is_own(s, Some(person_id), None)? {
            return refuse(&mut denied, Misfit::Own.into());
        }
        let last = help_case::table.filter(help_case::person_id.eq(person_id)).order(help_case::opened_on.desc());
        let last: Option<(NaiveDate, Option<NaiveDate>)> =
            last.select((help_case::opened_on, help_case::closed_on)).first(s.conn).optional()?;
        let free_from = match last {
            Some((_, None)) => return Err(Failure::Conflict.into()),
            Some((_, closed_on)) => closed_on,
            None => None,
        };
        if on > today || free_from.is_some_and(|day| on < day) {
            return refuse(&mut denied, Misfit::Day.into());
        }
        let package = match package {
            Some(package) => package,
            None if is_on_register(s, household, on)? => Package::Household,
            None => Package::OneOneThreeOne,
        };
        let claim = Claim::CaseOpened { person: reference(&name)?, package, by: by(s, note.clone())? };
        let line = (event(s)?, on, claim);
        let positions = record(s, &sender, [line], &mut denied)?;
        s.note("case_opened", positions.first().map(ToString::to_string))?;
        positions.first().copied().ok_or_else(|| Failure::Internal.into())
    });
    settle(opened, denied)
}

/// Does something about a case.
///
/// # Errors
/// [`Failure::NotFound`] when there is none in scope; what the database gives.
pub fn act(s: &mut Session, id: i64, asked: &Asked) -> Result<Result<(), Denied>> {
    let mut denied = None;
    let done = s.write(|s| {
        restoring::refuse(s.conn)?;
        let found = find(s, id)?;
        let today = s.clock.today();
        let step = asked.doing.step();
        if s.actor().role.desk().is_none_or(|desk| desk < step.desk()) {
            denied = Some(Denied::Forbidden);
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
            return refuse(&mut denied, misfit.into());
        }
        let on = asked.on.unwrap_or(today);
        if on < found.row.opened_on || on > today {
            return refuse(&mut denied, Misfit::Day.into());
        }
        if is_own(s, Some(found.row.person_id), None)? {
            return refuse(&mut denied, Misfit::Own.into());
        }
        do_it(s, &found, asked, on, &mut denied)?;
        s.note(&format!("case_{}", step.as_str()), Some(id.to_string()))
    });
    settle(done, denied)
}

fn do_it(s: &mut Session, found: &Found, asked: &Asked, on: NaiveDate, denied: &mut Option<Denied>) -> Result<()> {
    let person = || found.person_ref();
    let by = by(s, asked.note.clone())?;
    let claims = match &asked.doing {
        Doing::Plan => vec![Claim::CasePlanned { person: person()?, by }],
        Doing::Serve(service, details) => {
            if (details.outcome == Some(Outcome::Refused)) != details.justified.is_some() {
                return refuse(denied, Misfit::Refusal.into());
            }
            let details = ServiceDetails { helper: by.officer, note: by.note, ..(**details).clone() };
            vec![Claim::ServiceDelivered { person: person()?, service: *service, details: Box::new(details) }]
        }
        Doing::Attempt(mode) => vec![Claim::ContactAttempted { person: person()?, mode: *mode, by }],
        Doing::AnswerOffer { accepted } => {
            let to = found.helper(found.row.offered_to).ok_or(Failure::Internal)?.1.clone();
            // An officer may answer for somebody of the town.
            if s.actor().account != to && s.actor().role.desk() < Some(Desk::Town) {
                *denied = Some(Denied::Forbidden);
                return Err(Failure::Forbidden.into());
            }
            let answer = Claim::HandoverAnswered { person: person()?, accepted: *accepted, by };
            if *accepted {
                return hand_over(s, found, &reference(&to)?, on, vec![answer], denied);
            }
            vec![answer]
        }
        Doing::ConfirmRemoval(ground) => {
            not_ones_own_helping(s, found, denied)?;
            let reason = if *ground == Exit::E09 { CloseReason::RefusedService } else { CloseReason::LostContact };
            let mut claims = Vec::new();
            if is_determined(s, found.row.person_id, on)? {
                claims.push(Claim::DeterminationRemoved { person: person()?, category: None, reason: *ground });
            }
            claims.push(Claim::CaseClosed { person: person()?, reason, by });
            release(s, found, on, denied)?;
            claims
        }
        Doing::DismissRemoval(ground) => {
            not_ones_own_helping(s, found, denied)?;
            vec![Claim::RemovalDismissed { person: person()?, reason: *ground, by }]
        }
        Doing::Close(reason) => {
            release(s, found, on, denied)?;
            vec![Claim::CaseClosed { person: person()?, reason: *reason, by }]
        }
    };
    let lines = claims.into_iter().map(|claim| Ok((event(s)?, on, claim))).collect::<Result<Vec<_>>>()?;
    record(s, &found.sender, lines, denied).map(drop)
}

/// Refuses who helps the person.
fn not_ones_own_helping(s: &Session, found: &Found, denied: &mut Option<Denied>) -> Result<()> {
    let helps = found.helper(found.row.helper_id).is_some_and(|(_, name)| *name == s.actor().account);
    if helps { refuse(denied, Misfit::OwnHelp.into()) } else { Ok(()) }
}

/// Assigns a helper, if the one the caller read still helps. Who is of another district than the helper so far is asked first.
///
/// # Errors
/// [`Failure::NotFound`] when there is no such case in scope, [`Failure::Conflict`] when somebody else helps by now.
pub fn assign(s: &mut Session, id: i64, asked: &Assignment) -> Result<Result<(), Denied>> {
    let mut denied = None;
    let assigned = s.write(|s| {
        restoring::refuse(s.conn)?;
        let found = find(s, id)?;
        let today = s.clock.today();
        if found.stage()? == CaseStage::Closed {
            return refuse(&mut denied, Misfit::Closed.into());
        }
        let present = found.helper(found.row.helper_id).map(|(_, name)| name.clone());
        if present != asked.instead_of {
            return Err(Failure::Conflict.into());
        }
        // A caseworker takes on who has nobody; who helps whom else, an officer says.
        let takes_on = present.is_none() && asked.helper.as_str() == s.actor().account;
        if s.actor().role.desk() < Some(Desk::Town) && !takes_on {
            denied = Some(Denied::Forbidden);
            return Err(Failure::Forbidden.into());
        }
        let on = asked.on.unwrap_or(today);
        if on < found.row.opened_on || on > today {
            return refuse(&mut denied, Misfit::Day.into());
        }
        let asks_first = match &present {
            Some(present) => helpers::are_of_two_counties(s, present, asked.helper.as_str())?,
            None => false,
        };
        if asks_first {
            check_helper(s, &found, &asked.helper, &mut denied)?;
            let claim =
                Claim::HandoverOffered { person: found.person_ref()?, helper: asked.helper.clone(), by: by(s, None)? };
            let line = (event(s)?, on, claim);
            record(s, &found.sender, [line], &mut denied)?;
        } else {
            hand_over(s, &found, &asked.helper, on, Vec::new(), &mut denied)?;
        }
        s.note(if asks_first { "case_offered" } else { "case_assigned" }, Some(id.to_string()))
    });
    settle(assigned, denied)
}

/// Releases the helper so far and assigns another on the same day, without a day between.
fn hand_over(
    s: &mut Session,
    found: &Found,
    to: &Reference,
    on: NaiveDate,
    answer: Vec<Claim>,
    denied: &mut Option<Denied>,
) -> Result<()> {
    check_helper(s, found, to, denied)?;
    release(s, found, on, denied)?;
    let assigned = Claim::HelperAssigned { person: found.person_ref()?, helper: to.clone() };
    let claims = std::iter::once(assigned).chain(answer);
    let lines = claims.map(|claim| Ok((event(s)?, on, claim))).collect::<Result<Vec<_>>>()?;
    record(s, &found.sender, lines, denied).map(drop)
}

/// Releases the helper so far, under the sender who named them.
fn release(s: &mut Session, found: &Found, on: NaiveDate, denied: &mut Option<Denied>) -> Result<()> {
    let Some((sender, name)) = found.helper(found.row.helper_id).cloned() else { return Ok(()) };
    let claim = Claim::HelperReleased { person: found.person_ref()?, helper: reference(&name)? };
    let line = (event(s)?, on, claim);
    record_as(s, &sender, Some(reference(&found.sender)?), [line], denied).map(drop)
}

/// Checks that somebody may help a person: by an account in force that reaches the person, who is none of their own.
fn check_helper(s: &mut Session, found: &Found, helper: &Reference, denied: &mut Option<Denied>) -> Result<()> {
    let Some(account) = helpers::find(s, helper.as_str())?.filter(|account| account.may_help_in(found.division)) else {
        return refuse(denied, Misfit::Helper.into());
    };
    let identities = identities(s, Some(found.row.person_id), None)?;
    if account.id_number_index.is_some_and(|index| identities.contains(&index)) {
        refuse(denied, Misfit::Own.into())
    } else {
        Ok(())
    }
}

/// Looks at a case in scope.
///
/// # Errors
/// [`Failure::NotFound`] when there is none.
pub fn get(s: &mut Session, id: i64) -> Result<CaseView> {
    let found = find(s, id)?;
    let today = s.clock.today();
    let case = found.case(s)?;
    let (said, attempts) = said_of(s, &case, found.row.person_id)?;
    let goals =
        said.iter().rev().find(|said| said.kind == Kind::CasePlanned.number()).and_then(|said| said.note.clone());
    let mut notes: BTreeMap<i64, Option<String>> = said.into_iter().map(|said| (said.position, said.note)).collect();
    let service = |Help { position, on, served }: &Help| ServiceView {
        position: *position,
        on: *on,
        service: served.service.as_str(),
        outcome: served.outcome.map(Outcome::as_str),
        posts: served.posts,
        justified: served.justified,
        next_on: served.next_on,
        note: notes.remove(position).flatten(),
    };
    let services = case.services.iter().map(service).collect();
    let promise = |(promise, done): (&Promise, usize)| PromiseView {
        services: promise.services.iter().map(|service| service.as_str()).collect(),
        times: promise.times,
        posts: promise.posts,
        done,
    };
    let desk = s.actor().role.desk();
    let (stage, offered, proposed) =
        (found.stage()?, found.row.offered_to.is_some(), found.row.proposal(today).is_some());
    let mine =
        |step: &&CaseStep| desk.is_some_and(|desk| desk >= step.desk()) && step.fits(stage, offered, proposed).is_ok();
    Ok(CaseView {
        planned_on: found.row.planned_on,
        goals,
        placed_on: found.row.placed_on,
        closed_on: found.row.closed_on,
        close_reason: found.row.close_reason.and_then(CloseReason::from_number).map(CloseReason::as_str),
        progress: case.package.promises().iter().zip(case.progress()).map(promise).collect(),
        services,
        attempts,
        next_steps: CaseStep::ALL.iter().filter(mine).map(|step| step.as_str()).collect(),
        brief: CaseBrief::of(&found.row, found.name.clone(), found.division, &found.helpers, today),
    })
}

/// Lists cases in scope by number, one more than the limit when there are more.
///
/// # Errors
/// [`Failure::UnknownDivision`] for a division outside the scope.
pub fn list(s: &mut Session, wanted: &Wanted) -> Result<Vec<CaseBrief>> {
    let division_of = wanted.division.map(|division| s.within(division).map(|()| division.scope())).transpose()?;
    let today = s.clock.today();
    let named = |name: &Reference| {
        helper::table.filter(helper::ref_.eq(name.as_str().to_owned())).select(helper::id.nullable())
    };
    let query = s.cases().select((help_case::all_columns, personal::name.nullable(), person::division));
    let rows: Vec<(CaseRow, Option<String>, i64)> = on_engine!(&mut *s.conn, |c| {
        let mut query = query.into_boxed();
        if let Some((from, to)) = division_of {
            query = query.filter(person::division.ge(from)).filter(person::division.lt(to));
        }
        if let Some(stage) = wanted.stage {
            query = query.filter(help_case::stage.eq(stage.number()));
        }
        if wanted.is_open {
            query = query.filter(help_case::closed_on.is_null());
        }
        if let Some(name) = &wanted.helper {
            query = query.filter(help_case::helper_id.eq_any(named(name)));
        }
        if let Some(name) = &wanted.offered_to {
            query = query.filter(help_case::offered_to.eq_any(named(name)));
        }
        if wanted.is_unassigned {
            query = query.filter(help_case::closed_on.is_null()).filter(help_case::helper_id.is_null());
        }
        if wanted.is_proposed {
            query = query.filter(help_case::refused_on.le(today).or(help_case::lost_on.le(today)).assume_not_null());
        }
        if let Some(due) = wanted.due {
            query = query.filter(help_case::due.eq(due.number()));
        }
        if let Some(day) = wanted.due_by {
            query = query.filter(help_case::due_on.le(day));
        }
        if let Some(after) = wanted.after {
            query = query.filter(help_case::position.gt(after));
        }
        query.order(help_case::position).limit(wanted.limit + 1).load(c)
    })?;
    let helpers = helpers_of(s, rows.iter().flat_map(|(row, ..)| [row.helper_id, row.offered_to]).flatten())?;
    rows.into_iter()
        .map(|(row, name, number)| Ok(CaseBrief::of(&row, name, division(number)?, &helpers, today)))
        .collect()
}

/// A case in scope, with what there is to know about its person.
struct Found {
    row: CaseRow,
    name: Option<String>,
    division: Division,
    /// Whose name for the person `person` is.
    sender: String,
    person: String,
    helpers: Helpers,
}

/// Helpers by their numbers: whose name it is, and the name.
type Helpers = BTreeMap<i64, (String, String)>;

impl Found {
    fn person_ref(&self) -> Result<Reference> {
        reference(&self.person)
    }

    fn helper(&self, number: Option<i64>) -> Option<&(String, String)> {
        self.helpers.get(&number?)
    }

    fn stage(&self) -> Result<CaseStage> {
        CaseStage::from_number(self.row.stage).ok_or_else(|| Failure::Internal.into())
    }

    /// The case itself, from its facts.
    fn case(&self, s: &mut Session) -> Result<Case> {
        let facts = cases::facts_of(s.conn, &[self.row.person_id])?.remove(&self.row.person_id).unwrap_or_default();
        let found = case::cases(&facts, self.row.placed_on).into_iter().find(|case| case.position == self.row.position);
        found.ok_or_else(|| Error::new(Failure::Internal).context("a case without its facts"))
    }
}

fn find(s: &mut Session, id: i64) -> Result<Found> {
    type Row = (CaseRow, Option<String>, i64, String, String);
    let columns = (help_case::all_columns, personal::name.nullable(), person::division, sender::name, person::ref_);
    let query = s.cases().filter(help_case::position.eq(id)).select(columns);
    let row: Option<Row> = on_engine!(&mut *s.conn, |c| query.first(c)).optional()?;
    let (row, name, number, sender, person) = row.ok_or(Failure::NotFound)?;
    let helpers = helpers_of(s, [row.helper_id, row.offered_to].into_iter().flatten())?;
    Ok(Found { row, name, division: division(number)?, sender, person, helpers })
}

fn helpers_of(s: &mut Session, numbers: impl Iterator<Item = i64>) -> Result<Helpers> {
    let numbers: Vec<i64> = numbers.collect();
    let query = helper::table
        .inner_join(sender::table.on(sender::id.eq(helper::sender_id)))
        .filter(helper::id.eq_any(numbers))
        .select((helper::id, (sender::name, helper::ref_)));
    let rows: Vec<(i64, (String, String))> = on_engine!(&mut *s.conn, |c| query.load(c))?;
    Ok(rows.into_iter().collect())
}

impl CaseBrief {
    fn of(row: &CaseRow, name: Option<String>, division: Division, helpers: &Helpers, today: NaiveDate) -> Self {
        let helper = |number: Option<i64>| number.and_then(|id| helpers.get(&id)).map(|(_, name)| name.clone());
        let proposal = row.proposal(today);
        Self {
            id: row.position,
            person: row.person_id,
            name,
            division,
            package: Package::from_number(row.package).map_or("", Package::as_str),
            stage: CaseStage::from_number(row.stage).map_or("", CaseStage::as_str),
            opened_on: row.opened_on,
            helper: helper(row.helper_id),
            offered_to: helper(row.offered_to),
            assign_by: row.assign_by,
            due: row.due.and_then(Due::from_number).map(Due::as_str),
            due_on: row.due_on,
            proposal: proposal.map(|(ground, _)| ground.as_str()),
            proposed_on: proposal.map(|(_, on)| on),
        }
    }
}

/// What was written about what was done.
#[derive(Queryable)]
struct Said {
    position: i64,
    kind: i16,
    note: Option<String>,
}

/// The plans and services of a case with what was written about them, and how many calls reached nobody.
fn said_of(s: &mut Session, case: &Case, person: i64) -> Result<(Vec<Said>, usize)> {
    let void = diesel::alias!(fact as void);
    let voided = void.filter(void.field(fact::voids).eq(fact::position.nullable()));
    let kinds = [Kind::CasePlanned, Kind::ServiceDelivered, Kind::ContactAttempted].map(Kind::number);
    let until = case.closed.map_or(NaiveDate::MAX, |(on, _)| on);
    let query = fact::table
        .left_join(personal::table)
        .filter(fact::person_id.eq(person))
        .filter(fact::kind.eq_any(kinds))
        .filter(fact::effective_on.ge(case.opened_on))
        .filter(fact::effective_on.le(until.min(crate::domain::month::FAR)))
        .filter(not(exists(voided)))
        .order((fact::effective_on, fact::position))
        .select((fact::position, fact::kind, personal::note.nullable()));
    let said: Vec<Said> = on_engine!(&mut *s.conn, |c| query.load(c))?;
    let attempts = said.iter().filter(|said| said.kind == Kind::ContactAttempted.number()).count();
    Ok((said, attempts))
}

/// Whether a household is on the register on a day.
fn is_on_register(s: &mut Session, household: Option<i64>, day: NaiveDate) -> Result<bool> {
    let Some(id) = household else { return Ok(false) };
    let query = s.households().filter(household::id.eq(id)).filter(exists(on_register(day)));
    let found: i64 = query.count().get_result(s.conn)?;
    Ok(found > 0)
}

/// Whether a person is determined in some category on a day.
fn is_determined(s: &mut Session, id: i64, day: NaiveDate) -> Result<bool> {
    let query = s.people().filter(person::id.eq(id)).filter(exists(determined(day, is_of_any())));
    let found: i64 = query.count().get_result(s.conn)?;
    Ok(found > 0)
}

fn by(s: &Session, note: Option<Text>) -> Result<By> {
    Ok(By { officer: Some(officer(s)?), note })
}

fn reference(name: &str) -> Result<Reference> {
    Reference::parse(name).map_err(|_| Error::new(Failure::Internal).context("a stored reference is not one"))
}

/// Where the person of a case in scope lives, their number, and who helps so far.
pub(super) fn place_of(s: &mut Session, id: i64) -> Result<(Division, i64, Option<String>)> {
    let found = find(s, id)?;
    let present = found.helper(found.row.helper_id).map(|(_, name)| name.clone());
    Ok((found.division, found.row.person_id, present))
}
