//! Reads applications: one application, a page of applications, or their number.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use diesel::dsl::{count_star, exists};
use diesel::prelude::*;
use serde::Serialize;

use super::checks::{checks, find, notes_of};
use crate::db::decisions::calendars;
use crate::db::schema::{application, household, person};
use crate::domain::decisions::application::Taken;
use crate::domain::decisions::eligibility;
use crate::domain::decisions::step::{Detail, Step};
use crate::domain::values::codes::{Category, Channel, Evidence, Stage, StepKind, Verdict};
use crate::domain::values::division::Division;
use crate::domain::values::working_days::Calendar;
use crate::error::{Failure, Result};
use crate::on_engine;
use crate::ops::recording::own::is_own;
use crate::ops::session::Session;
use crate::ops::session::scope::division;

/// An application, as a list shows it.
#[derive(Serialize, utoipa::ToSchema, Debug)]
pub struct ApplicationBrief {
    /// The application's number: the ledger position of the fact that opens it.
    pub id: i64,
    pub person: Option<i64>,
    pub household: Option<i64>,
    /// The category applied for; null for a household.
    #[schema(value_type = Option<String>, example = "older")]
    pub category: Option<&'static str>,
    #[schema(value_type = String, example = "440703002101")]
    pub division: Division,
    pub applied_on: NaiveDate,
    #[schema(value_type = String, example = "on_notice")]
    pub stage: &'static str,
    /// The last day of the stage's time limit; null if the stage has none.
    pub due_on: Option<NaiveDate>,
    /// Whether `due_on` depends on a year without a loaded holiday notice.
    pub provisional: bool,
    /// The first day of the public notice.
    pub notice_from: Option<NaiveDate>,
    /// The last day of the public notice.
    pub notice_until: Option<NaiveDate>,
}

/// One application with its steps and checks.
#[derive(Serialize, utoipa::ToSchema, Debug)]
pub struct ApplicationView {
    #[serde(flatten)]
    pub brief: ApplicationBrief,
    #[schema(value_type = Option<String>, example = "window")]
    pub channel: Option<&'static str>,
    /// Whether a written promise replaces the papers.
    pub promise: bool,
    /// The papers that prove what is applied for.
    #[schema(value_type = Vec<String>, example = json!(["id_card"]))]
    pub papers: Vec<&'static str>,
    /// The papers that an officer has seen.
    #[schema(value_type = Vec<String>, example = json!(["id_card"]))]
    pub evidence: Vec<&'static str>,
    /// The papers that an officer asked for as missing.
    #[schema(value_type = Vec<String>, example = json!([]))]
    pub papers_asked: Vec<&'static str>,
    pub objection_open: bool,
    /// Whether the town decides in the county's place.
    pub delegated: bool,
    pub steps: Vec<StepView>,
    /// The steps that the caller may take next.
    #[schema(value_type = Vec<String>, example = json!(["evidence_seen", "forwarded", "withdrawn"]))]
    pub next_steps: Vec<&'static str>,
    /// The results of the checks against today's facts. A decision keeps the results of its own day
    /// in the details of its step.
    pub checks: Vec<CheckView>,
}

/// A step of an application.
#[derive(Serialize, utoipa::ToSchema, Debug)]
pub struct StepView {
    pub position: i64,
    #[schema(value_type = String, example = "checked")]
    pub step: &'static str,
    pub on: NaiveDate,
    /// The account that took the step.
    pub officer: Option<String>,
    /// The fields of this kind of step.
    #[schema(value_type = Object, example = json!({"finding": "confirmed"}))]
    pub details: serde_json::Map<String, serde_json::Value>,
    pub note: Option<String>,
}

/// A check and its result.
#[derive(Serialize, utoipa::ToSchema, Debug)]
pub struct CheckView {
    #[schema(value_type = String, example = "seeking")]
    pub check: &'static str,
    /// `passed`, `failed` or `unknown`.
    #[schema(value_type = String, example = "passed")]
    pub verdict: &'static str,
}

/// The filter and the page of a list of applications.
#[derive(Default)]
pub struct ApplicationFilter {
    pub division: Option<Division>,
    pub stage: Option<Stage>,
    /// Applications with a stage limit that ends on this day or before.
    pub due_by: Option<NaiveDate>,
    /// Applications with a public notice that ends on this day or before.
    pub notice_until_by: Option<NaiveDate>,
    /// The last application of the previous page.
    pub after: Option<i64>,
    pub limit: i64,
}

/// Gives an application in scope.
///
/// # Errors
/// [`Failure::NotFound`] if there is no such application in scope.
pub fn get(s: &mut Session, id: i64) -> Result<ApplicationView> {
    let found = find(s, id)?;
    let today = s.clock.today();
    let standing = found.application.standing();
    let checks = checks(s, &found.application, today)?;
    let desk = s.actor().role.desk();
    let own = is_own(s, found.application.person_id, found.application.household_id)?;
    let against = checks.iter().any(|(_, verdict)| *verdict == Verdict::Failed);
    let next_steps = standing.open_steps(today, &s.actor().account).into_iter();
    let mine = |kind: &StepKind| {
        !own && desk.is_some_and(|desk| desk >= standing.desk(*kind)) && !(against && *kind == StepKind::Approved)
    };
    let mut notes = notes_of(s, id)?;
    let due = standing.due_on(&calendars::load(s.conn)?);
    let words = |papers: &mut dyn Iterator<Item = Evidence>| papers.map(Evidence::as_str).collect();
    Ok(ApplicationView {
        brief: ApplicationBrief {
            id,
            person: found.application.person_id,
            household: found.application.household_id,
            category: found.application.category.map(Category::as_str),
            division: found.division,
            applied_on: found.application.applied_on,
            stage: standing.stage.as_str(),
            due_on: due.map(|due| due.on),
            provisional: due.is_some_and(|due| due.is_provisional),
            notice_from: standing.notice.map(|(from, _)| from),
            notice_until: standing.notice.map(|(_, until)| until),
        },
        channel: standing.channel.map(Channel::as_str),
        promise: standing.promise,
        papers: words(&mut eligibility::papers(found.application.category).iter().copied()),
        evidence: words(&mut standing.evidence.iter().copied()),
        papers_asked: words(&mut standing.papers_asked.iter().copied()),
        objection_open: standing.objection_open,
        delegated: standing.delegated,
        steps: found.application.steps.iter().map(|(at, taken)| StepView::of(*at, taken, notes.remove(at))).collect(),
        next_steps: next_steps.filter(mine).map(StepKind::as_str).collect(),
        checks: checks
            .into_iter()
            .map(|(check, verdict)| CheckView { check: check.as_str(), verdict: verdict.as_str() })
            .collect(),
    })
}

/// Gives the steps of an application in scope that are not void.
///
/// # Errors
/// [`Failure::NotFound`] if there is no such application in scope.
pub(in crate::ops) fn steps_of(s: &mut Session, id: i64) -> Result<Vec<Step>> {
    Ok(find(s, id)?.application.steps.into_iter().map(|(_, taken)| taken.step).collect())
}

impl StepView {
    fn of(position: i64, taken: &Taken, note: Option<String>) -> Self {
        let value = |detail| match detail {
            Detail::Flag(flag) => serde_json::Value::Bool(flag),
            Detail::Word(word) => serde_json::Value::String(word),
        };
        let details = taken.step.details().into_iter();
        Self {
            position,
            step: taken.step.kind().as_str(),
            on: taken.on,
            officer: taken.officer.clone(),
            details: details.map(|(name, detail)| (name.to_owned(), value(detail))).collect(),
            note,
        }
    }
}

/// Lists applications in scope by number; gives one more than the limit if there are more.
///
/// # Errors
/// [`Failure::UnknownDivision`] for a division outside the scope.
pub fn list(s: &mut Session, wanted: &ApplicationFilter) -> Result<Vec<ApplicationBrief>> {
    let calendar = calendars::load(s.conn)?;
    let (rows, _) = search(s, wanted, &calendar, false)?;
    briefs_of(s, rows, &calendar)
}

/// Counts the applications that [`list`] gives over all its pages.
///
/// # Errors
/// As [`list`].
pub fn count(s: &mut Session, wanted: &ApplicationFilter) -> Result<i64> {
    let calendar = calendars::load(s.conn)?;
    search(s, wanted, &calendar, true).map(|(_, count)| count)
}

pub(super) type Row =
    (i64, Option<i64>, Option<i64>, Option<i16>, NaiveDate, i16, NaiveDate, Option<NaiveDate>, Option<NaiveDate>);

/// Loads a page of applications, or only counts them.
pub(super) fn search(
    s: &mut Session,
    wanted: &ApplicationFilter,
    calendar: &Calendar,
    counts: bool,
) -> Result<(Vec<Row>, i64)> {
    let (from, to) = wanted.division.map_or(Ok(s.bounds()), |division| s.within(division))?;
    let of_person = s
        .people()
        .filter(person::id.nullable().eq(application::person_id))
        .filter(person::division.ge(from))
        .filter(person::division.lt(to));
    let of_household = s
        .households()
        .filter(household::id.nullable().eq(application::household_id))
        .filter(household::division.ge(from))
        .filter(household::division.lt(to));
    // A stage that began after these days reaches its limit after `due_by`.
    let due: Vec<(i16, NaiveDate)> = match wanted.due_by {
        Some(day) => Stage::ALL
            .iter()
            .filter_map(|stage| Some((stage, stage.limit()?)))
            .map(|(stage, limit)| (stage.number(), calendar.before(day, limit)))
            .collect(),
        None => Vec::new(),
    };
    Ok(on_engine!(&mut *s.conn, |c| {
        let mut query = application::table
            .filter(exists(of_person).or(exists(of_household)))
            .select((
                application::position,
                application::person_id,
                application::household_id,
                application::category,
                application::applied_on,
                application::stage,
                application::since,
                application::notice_from,
                application::notice_until,
            ))
            .into_boxed();
        if let Some(stage) = wanted.stage {
            query = query.filter(application::stage.eq(stage.number()));
        }
        if wanted.due_by.is_some() {
            let mut any: Box<dyn BoxableExpression<application::table, _, SqlType = diesel::sql_types::Bool>> =
                Box::new(application::position.lt(0));
            for (stage, since) in due {
                any = Box::new(any.or(application::stage.eq(stage).and(application::since.le(since))));
            }
            query = query.filter(any);
        }
        if let Some(day) = wanted.notice_until_by {
            query = query.filter(application::notice_until.le(day));
        }
        if counts {
            (Vec::new(), query.select(count_star()).get_result(c)?)
        } else {
            if let Some(after) = wanted.after {
                query = query.filter(application::position.gt(after));
            }
            (query.order(application::position).limit(wanted.limit + 1).load(c)?, 0)
        }
    }))
}

pub(super) fn briefs_of(s: &mut Session, rows: Vec<Row>, calendar: &Calendar) -> Result<Vec<ApplicationBrief>> {
    let people: Vec<i64> = rows.iter().filter_map(|row| row.1).collect();
    let households: Vec<i64> = rows.iter().filter_map(|row| row.2).collect();
    let query = s.people().filter(person::id.eq_any(people)).select((person::id, person::division));
    let of_people: BTreeMap<i64, i64> =
        on_engine!(&mut *s.conn, |c| query.load::<(i64, i64)>(c))?.into_iter().collect();
    let query = s.households().filter(household::id.eq_any(households)).select((household::id, household::division));
    let of_households: BTreeMap<i64, i64> =
        on_engine!(&mut *s.conn, |c| query.load::<(i64, i64)>(c))?.into_iter().collect();
    rows.into_iter()
        .map(|(id, person, household, category, applied_on, stage, since, notice_from, notice_until)| {
            let place = person.and_then(|id| of_people.get(&id)).or(household.and_then(|id| of_households.get(&id)));
            let stage = Stage::from_number(stage).ok_or(Failure::Internal)?;
            let due = stage.due_on(since, calendar);
            Ok(ApplicationBrief {
                id,
                person,
                household,
                category: category.and_then(Category::from_number).map(Category::as_str),
                division: division(place.copied().ok_or(Failure::Internal)?)?,
                applied_on,
                stage: stage.as_str(),
                due_on: due.map(|due| due.on),
                provisional: due.is_some_and(|due| due.is_provisional),
                notice_from,
                notice_until,
            })
        })
        .collect()
}
