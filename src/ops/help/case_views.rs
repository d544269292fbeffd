//! Reads cases of help: one case, a page of cases, or their number.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use diesel::dsl::{auto_type, count_star, exists, not, sql};
use diesel::expression::SqlLiteral;
use diesel::prelude::*;
use diesel::sql_types::Bool;
use serde::Serialize;

use crate::db::decisions::calendars;
use crate::db::help::cases::{self, CaseRow};
use crate::db::people::merged::{self, Merged};
use crate::db::registers::labour;
use crate::db::schema::{account, fact, help_case, helper, person, personal, sender};
use crate::domain::help::case::{self, Case, Help};
use crate::domain::help::package::Promise;
use crate::domain::values::codes::{CaseStage, CaseStep, CloseReason, Due, Kind, Outcome, Package};
use crate::domain::values::division::Division;
use crate::domain::values::month::FAR;
use crate::domain::values::text::Reference;
use crate::domain::values::working_days::Calendar;
use crate::error::{Error, Failure, Result};
use crate::on_engine;
use crate::ops::registers::fitness::unfit_on;
use crate::ops::session::Session;
use crate::ops::session::references::reference;
use crate::ops::session::scope::division;

/// A case, as a list shows it.
#[derive(Serialize, utoipa::ToSchema, Debug)]
pub struct CaseBrief {
    /// The case's number: the ledger position of its opening.
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
    /// The helper: the id of an account, or another reference that the sender gave.
    pub helper: Option<String>,
    /// The helper that is asked to take the case over and has not answered.
    pub offered_to: Option<String>,
    /// The day by which the case must have a helper; null once it is closed.
    pub assign_by: Option<NaiveDate>,
    /// What the case waits for next.
    #[schema(value_type = Option<String>, example = "follow_up")]
    pub due: Option<&'static str>,
    /// The last day for `due`.
    pub due_on: Option<NaiveDate>,
    /// Whether `assign_by` or `due_on` depends on a year without a loaded holiday notice.
    pub provisional: bool,
    /// Whether `assign_by` depends on such a year.
    #[serde(skip)]
    pub is_assign_by_provisional: bool,
    /// The removal proposed today: `E09` for refusals, `E11` for silence.
    #[schema(value_type = Option<String>, example = "E09")]
    pub proposal: Option<&'static str>,
    /// The day since which the removal is proposed.
    pub proposed_on: Option<NaiveDate>,
    /// For an open case, why its person cannot be placed today: `died`, `under_age`, `retired` or
    /// `absent`.
    #[schema(value_type = Option<String>, example = "retired")]
    pub unfit: Option<&'static str>,
}

/// One case with its services.
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
    /// The promises of the package, and how many services were done for each.
    pub progress: Vec<PromiseView>,
    /// The services since the opening.
    pub services: Vec<ServiceView>,
    /// The number of contact attempts that reached no one.
    pub attempts: usize,
    /// The steps that the caller may take next.
    #[schema(value_type = Vec<String>, example = json!(["planned", "served", "closed"]))]
    pub next_steps: Vec<&'static str>,
}

/// One promise of a package.
#[derive(Serialize, utoipa::ToSchema, Debug)]
pub struct PromiseView {
    /// The services that fulfil the promise; any of them counts.
    #[schema(value_type = Vec<String>, example = json!(["training", "internship"]))]
    pub services: Vec<&'static str>,
    pub times: usize,
    /// The number of posts that each service must offer.
    pub posts: u8,
    pub done: usize,
}

/// A service to the person.
#[derive(Serialize, utoipa::ToSchema, Debug)]
pub struct ServiceView {
    pub position: i64,
    pub on: NaiveDate,
    #[schema(value_type = String, example = "job_recommended")]
    pub service: &'static str,
    #[schema(value_type = Option<String>, example = "refused")]
    pub outcome: Option<&'static str>,
    pub posts: Option<u8>,
    /// For a refusal, whether its reason is good.
    pub justified: Option<bool>,
    pub next_on: Option<NaiveDate>,
    pub note: Option<String>,
}

/// The filter and the page of a list of cases.
#[derive(Default)]
pub struct CaseFilter {
    pub division: Option<Division>,
    pub stage: Option<CaseStage>,
    /// Cases that are not closed.
    pub is_open: bool,
    /// The reference of the helper.
    pub helper: Option<Reference>,
    /// The account that is asked to take the case over.
    pub offered_to: Option<Reference>,
    /// Cases with an offer that is not answered.
    pub is_offered: bool,
    /// Cases without a helper.
    pub is_unassigned: bool,
    /// Cases with a helper's account that is disabled or no longer covers the person.
    pub is_orphaned: bool,
    /// Cases with a removal proposed today.
    pub is_proposed: bool,
    /// Cases with a person that cannot be placed today.
    pub is_unfit: bool,
    pub due: Option<Due>,
    /// Cases that are due on this day or before.
    pub due_by: Option<NaiveDate>,
    /// The last case of the previous page.
    pub after: Option<i64>,
    pub limit: i64,
}

/// Gives a case in scope.
///
/// # Errors
/// [`Failure::NotFound`] if there is no such case in scope.
pub fn get(s: &mut Session, id: i64) -> Result<CaseView> {
    let found = find(s, id)?;
    let today = s.clock.today();
    let calendar = calendars::load(s.conn)?;
    let case = found.case(s)?;
    let unfit = unfit_of(s, &[&found.row])?.remove(&found.row.person_id);
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
        brief: CaseBrief {
            unfit,
            ..CaseBrief::of(&found.row, found.name.clone(), found.division, &found.helpers, today, &calendar)
        },
    })
}

/// Lists cases in scope by number; gives one more than the limit if there are more.
///
/// # Errors
/// [`Failure::UnknownDivision`] for a division outside the scope.
pub fn list(s: &mut Session, wanted: &CaseFilter) -> Result<Vec<CaseBrief>> {
    let today = s.clock.today();
    let calendar = calendars::load(s.conn)?;
    let (rows, _) = search(s, wanted, false)?;
    let helpers = helpers_of(s, rows.iter().flat_map(|(row, ..)| [row.helper_id, row.offered_to]).flatten())?;
    let unfit = unfit_of(s, &rows.iter().map(|(row, ..)| row).collect::<Vec<_>>())?;
    rows.into_iter()
        .map(|(row, name, number)| {
            let unfit = unfit.get(&row.person_id).copied().filter(|_| row.closed_on.is_none());
            Ok(CaseBrief { unfit, ..CaseBrief::of(&row, name, division(number)?, &helpers, today, &calendar) })
        })
        .collect()
}

/// Gives why the persons of open cases cannot be placed today; a person that can is left out.
fn unfit_of(s: &mut Session, rows: &[&CaseRow]) -> Result<BTreeMap<i64, &'static str>> {
    let today = s.clock.today();
    let people = rows.iter().filter(|row| row.closed_on.is_none()).map(|row| row.person_id).collect();
    Ok(unfit_on(s.conn, &people, today)?.into_iter().map(|(id, unfit)| (id, unfit.as_str())).collect())
}

/// Counts the cases that [`list`] gives over all its pages.
///
/// # Errors
/// As [`list`].
pub fn count(s: &mut Session, wanted: &CaseFilter) -> Result<i64> {
    search(s, wanted, true).map(|(_, count)| count)
}

/// A case, the name of its person, and the number of the person's division.
type Listed = (CaseRow, Option<String>, i64);

/// Loads a page of cases, or only counts them.
fn search(s: &mut Session, wanted: &CaseFilter, counts: bool) -> Result<(Vec<Listed>, i64)> {
    let division_of = wanted.division.map(|division| s.within(division)).transpose()?;
    let today = s.clock.today();
    let named = |name: &Reference| {
        helper::table.filter(helper::ref_.eq(name.as_str().to_owned())).select(helper::id.nullable())
    };
    let cases = s.cases().select((help_case::all_columns, personal::name.nullable(), person::division));
    Ok(on_engine!(&mut *s.conn, |c| {
        let mut query = cases.into_boxed();
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
        if wanted.is_offered {
            query = query.filter(help_case::offered_to.is_not_null());
        }
        if wanted.is_unassigned {
            query = query.filter(help_case::closed_on.is_null()).filter(help_case::helper_id.is_null());
        }
        if wanted.is_orphaned {
            query = query.filter(exists(helpers_who_cannot()));
        }
        if wanted.is_proposed {
            query = query.filter(help_case::refused_on.le(today).or(help_case::lost_on.le(today)).assume_not_null());
        }
        if wanted.is_unfit {
            query = query.filter(not(exists(labour::of_person(today))));
        }
        if let Some(due) = wanted.due {
            query = query.filter(help_case::due.eq(due.number()));
        }
        if let Some(day) = wanted.due_by {
            query = query.filter(help_case::due_on.le(day));
        }
        if counts {
            (Vec::new(), query.select(count_star()).get_result(c)?)
        } else {
            if let Some(after) = wanted.after {
                query = query.filter(help_case::position.gt(after));
            }
            (query.order(help_case::position).limit(wanted.limit + 1).load(c)?, 0)
        }
    }))
}

/// Selects the helper of the case in the query if the account is disabled or no longer covers the
/// person.
#[auto_type]
fn helpers_who_cannot() -> _ {
    let reaches: SqlLiteral<Bool> = account_reaches_person();
    helper::table
        .inner_join(account::table.on(account::id.eq(helper::ref_)))
        .filter(helper::id.nullable().eq(help_case::helper_id))
        .filter(account::disabled.or(not(reaches)))
}

/// Tells whether an account covers a person (`session::scope::reaches`). A division ends in as many
/// zeros as its level leaves open.
fn account_reaches_person() -> SqlLiteral<Bool> {
    sql("case when account.division % 1000 <> 0 then person.division = account.division \
         when account.division % 1000000 <> 0 then person.division / 1000 = account.division / 1000 \
         when account.division % 100000000 <> 0 then person.division / 1000000 = account.division / 1000000 \
         else true end")
}

/// A case in scope, with the known data of its person.
pub(in crate::ops) struct Found {
    pub row: CaseRow,
    name: Option<String>,
    pub division: Division,
    /// The sender of `person`, for the registration under which the case was opened. Of a person
    /// registered twice, each registration may have had a case in the same days, and the facts
    /// under a registration belong to its own case.
    pub sender: String,
    person: String,
    helpers: Helpers,
}

/// The senders and references of helpers, by number.
type Helpers = BTreeMap<i64, (String, String)>;

impl Found {
    /// Gives the reference of the person.
    pub fn person_ref(&self) -> Result<Reference> {
        reference(&self.person)
    }

    /// Gives the sender and the reference of a helper, by the number in the row.
    pub fn helper(&self, number: Option<i64>) -> Option<&(String, String)> {
        self.helpers.get(&number?)
    }

    /// Gives the stage of the case.
    pub fn stage(&self) -> Result<CaseStage> {
        CaseStage::from_number(self.row.stage).ok_or_else(|| Failure::Internal.into())
    }

    /// Derives the case from its facts.
    fn case(&self, s: &mut Session) -> Result<Case> {
        let person = self.row.person_id;
        let merged = Merged::into_person(s.conn, person)?;
        let facts = cases::facts_of(s.conn, &[person], &merged)?.remove(&person).unwrap_or_default();
        let found = case::cases(&facts, self.row.placed_on).into_iter().find(|case| case.position == self.row.position);
        found.ok_or_else(|| Error::internal("a case without its facts"))
    }
}

pub(in crate::ops) fn find(s: &mut Session, id: i64) -> Result<Found> {
    type Row = (CaseRow, Option<String>, i64);
    let columns = (help_case::all_columns, personal::name.nullable(), person::division);
    let query = s.cases().filter(help_case::position.eq(id)).select(columns);
    let row: Option<Row> = on_engine!(&mut *s.conn, |c| query.first(c)).optional()?;
    let (row, name, number) = row.ok_or(Failure::NotFound)?;
    let (sender, person) = merged::reference_in(s.conn, id)?;
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
    fn of(
        row: &CaseRow,
        name: Option<String>,
        division: Division,
        helpers: &Helpers,
        today: NaiveDate,
        calendar: &Calendar,
    ) -> Self {
        let is_assign_by_provisional = row.is_assign_by_provisional(calendar);
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
            provisional: is_assign_by_provisional || row.is_due_provisional(calendar),
            is_assign_by_provisional,
            proposal: proposal.map(|(ground, _)| ground.as_str()),
            proposed_on: proposal.map(|(_, on)| on),
            unfit: None,
        }
    }
}

/// A plan, a service or a contact attempt, with the note on it.
#[derive(Queryable)]
struct Said {
    position: i64,
    kind: i16,
    note: Option<String>,
}

/// Loads the plans, services and contact attempts of a case with their notes, and counts the
/// attempts.
fn said_of(s: &mut Session, case: &Case, person: i64) -> Result<(Vec<Said>, usize)> {
    let void = diesel::alias!(fact as void);
    let voided = void.filter(void.field(fact::voids).eq(fact::position.nullable()));
    let kinds = [Kind::CasePlanned, Kind::ServiceDelivered, Kind::ContactAttempted].map(Kind::number);
    let until = case.closed.map_or(NaiveDate::MAX, |(on, _)| on);
    let registrations = Merged::into_person(s.conn, person)?.names([person]);
    let query = fact::table
        .left_join(personal::table)
        .filter(fact::person_id.eq_any(registrations))
        .filter(fact::kind.eq_any(kinds))
        .filter(fact::effective_on.ge(case.opened_on))
        .filter(fact::effective_on.le(until.min(FAR)))
        .filter(not(exists(voided)))
        .order((fact::effective_on, fact::position))
        .select((fact::position, fact::kind, personal::note.nullable()));
    let said: Vec<Said> = on_engine!(&mut *s.conn, |c| query.load(c))?;
    let attempts = said.iter().filter(|said| said.kind == Kind::ContactAttempted.number()).count();
    Ok((said, attempts))
}

/// Gives where the person of a case in scope lives, the person's number, and the present helper.
pub(in crate::ops) fn place_of(s: &mut Session, id: i64) -> Result<(Division, i64, Option<String>)> {
    let found = find(s, id)?;
    let present = found.helper(found.row.helper_id).map(|(_, name)| name.clone());
    Ok((found.division, found.row.person_id, present))
}
