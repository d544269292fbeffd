//! Applications as those who handle them see them: filed, moved on step by step, decided. Each step is recorded as a fact in the
//! one transaction that also looks whether it fits; an approval brings its recognition or determination along.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use diesel::dsl::{count_star, exists, not};
use diesel::prelude::*;
use serde::Serialize;

use crate::db::decisions::applications::{self, Application};
use crate::db::decisions::calendars;
use crate::db::engine::query;
use crate::db::facts::log;
use crate::db::ledger::restoring;
use crate::db::people::merged::Merged;
use crate::db::schema::{application, fact, household, person, personal, sender};
use crate::domain::decisions::application::{Taken, check_notice};
use crate::domain::decisions::eligibility::{self, Applicant};
use crate::domain::decisions::step::{Detail, Step};
use crate::domain::decisions::step_error::StepError;
use crate::domain::ledger::fact::Claim;
use crate::domain::values::codes::{Category, Channel, Check, Code, Evidence, Kind, Stage, StepKind, Verdict};
use crate::domain::values::division::{Division, Level};
use crate::domain::values::refusal::Refusal;
use crate::domain::values::text::{Reference, Text};
use crate::domain::values::working_days::Calendar;
use crate::error::{Error, Failure, Result};
use crate::on_engine;
use crate::ops::recording::acting::{event, officer, record, record_as};
use crate::ops::recording::own::is_own;
use crate::ops::session::stop::{Denied, refuse, settle};
use crate::ops::session::{Session, division};

/// Who applies, and for what.
#[derive(Clone, Copy, Debug)]
pub enum For {
    /// A person, to be determined in a category.
    Person(i64, Category),
    /// A household, to be recognised.
    Household(i64),
}

/// A step as it is asked for.
pub struct Asked {
    pub kind: StepKind,
    /// The fields of the step, but for those that are known here: the ruling, and whether the town decides.
    pub details: BTreeMap<&'static str, Detail>,
    /// The day of the step; today when left out.
    pub on: Option<NaiveDate>,
    pub note: Option<Text>,
}

/// What a list tells of an application.
#[derive(Serialize, utoipa::ToSchema, Debug)]
pub struct ApplicationBrief {
    /// The ledger position of what applied.
    pub id: i64,
    pub person: Option<i64>,
    pub household: Option<i64>,
    /// Of a person's.
    #[schema(value_type = Option<String>, example = "older")]
    pub category: Option<&'static str>,
    #[schema(value_type = String, example = "440703002101")]
    pub division: Division,
    pub applied_on: NaiveDate,
    #[schema(value_type = String, example = "on_notice")]
    pub stage: &'static str,
    /// The last day of the stage's limit; none where no limit runs.
    pub due_on: Option<NaiveDate>,
    /// Whether `due_on` rests on a year whose notice on days off is not loaded yet.
    pub provisional: bool,
    /// First and last day of the public notice.
    pub notice_from: Option<NaiveDate>,
    pub notice_until: Option<NaiveDate>,
}

/// What is told of one application.
#[derive(Serialize, utoipa::ToSchema, Debug)]
pub struct ApplicationView {
    #[serde(flatten)]
    pub brief: ApplicationBrief,
    #[schema(value_type = Option<String>, example = "window")]
    pub channel: Option<&'static str>,
    /// A written promise stands for the papers.
    pub promise: bool,
    /// The papers that show what is applied for.
    #[schema(value_type = Vec<String>, example = json!(["id_card"]))]
    pub papers: Vec<&'static str>,
    /// Those seen.
    #[schema(value_type = Vec<String>, example = json!(["id_card"]))]
    pub evidence: Vec<&'static str>,
    /// Those asked for as missing.
    #[schema(value_type = Vec<String>, example = json!([]))]
    pub papers_asked: Vec<&'static str>,
    pub objection_open: bool,
    /// The town decides in the county's place.
    pub delegated: bool,
    pub steps: Vec<StepView>,
    /// What the caller could do next.
    #[schema(value_type = Vec<String>, example = json!(["evidence_seen", "forwarded", "withdrawn"]))]
    pub next_steps: Vec<&'static str>,
    /// What the facts say today; kept with the decision once there is one.
    pub checks: Vec<CheckView>,
}

/// A step taken.
#[derive(Serialize, utoipa::ToSchema, Debug)]
pub struct StepView {
    pub position: i64,
    #[schema(value_type = String, example = "checked")]
    pub step: &'static str,
    pub on: NaiveDate,
    /// The account that took it.
    pub officer: Option<String>,
    /// The step's own fields.
    #[schema(value_type = Object, example = json!({"finding": "confirmed"}))]
    pub details: serde_json::Map<String, serde_json::Value>,
    pub note: Option<String>,
}

/// A check and what came of it.
#[derive(Serialize, utoipa::ToSchema, Debug)]
pub struct CheckView {
    #[schema(value_type = String, example = "seeking")]
    pub check: &'static str,
    /// `passed`, `failed` or `unknown`.
    #[schema(value_type = String, example = "passed")]
    pub verdict: &'static str,
}

/// Which applications a page lists.
#[derive(Default)]
pub struct Wanted {
    pub division: Option<Division>,
    pub stage: Option<Stage>,
    /// Those whose stage's limit ends by that day.
    pub due_by: Option<NaiveDate>,
    /// Those whose notice has its last day on that day or before.
    pub notice_until_by: Option<NaiveDate>,
    /// The last application of the page before.
    pub after: Option<i64>,
    pub limit: i64,
}

/// Files an application; gives its number.
///
/// # Errors
/// [`Failure::Conflict`] when one of the same subject for the same thing is under way; what the database gives.
pub fn file(
    s: &mut Session,
    of: For,
    filed: &Step,
    on: Option<NaiveDate>,
    note: Option<Text>,
) -> Result<Result<i64, Denied>> {
    let mut denied = None;
    let filed = s.write(|s| {
        restoring::refuse(s.conn)?;
        let on = match day(s, on, filed.kind()) {
            Ok(on) => on,
            Err(refusal) => return refuse(&mut denied, refusal),
        };
        let Some((sender, claim)) = applies(s, of)? else {
            let (code, field) = match of {
                For::Person(..) => (Code::UnknownPerson, "person"),
                For::Household(_) => (Code::UnknownHousehold, "household"),
            };
            return refuse(&mut denied, Refusal::new(code, Some(field)));
        };
        let (person, household) = match of {
            For::Person(person, _) => (Some(person), None),
            For::Household(household) => (None, Some(household)),
        };
        if is_own(s, person, household)? {
            return refuse(&mut denied, StepError::Own.into());
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
        let positions = record(s, &sender, lines, &mut denied)?;
        s.note("application_filed", positions.first().map(ToString::to_string))?;
        positions.first().copied().ok_or_else(|| Failure::Internal.into())
    });
    settle(filed, denied)
}

/// Takes a step of an application.
///
/// # Errors
/// [`Failure::NotFound`] when there is none in scope; what the database gives. A step that is denied is no error.
pub fn step(s: &mut Session, id: i64, asked: &Asked) -> Result<Result<StepDone, Denied>> {
    step_and(s, id, asked, |_| Ok(()))
}

/// A step was taken.
#[derive(Debug)]
pub struct StepDone;

/// Takes a step and does what goes with it, both or neither.
///
/// # Errors
/// As [`step`], and what the work gives.
pub(in crate::ops) fn step_and(
    s: &mut Session,
    id: i64,
    asked: &Asked,
    work: impl FnOnce(&mut Session<'_>) -> Result<()>,
) -> Result<Result<StepDone, Denied>> {
    let mut denied = None;
    let taken = s.write(|s| {
        restoring::refuse(s.conn)?;
        let found = find(s, id)?;
        let on = match day(s, asked.on, asked.kind) {
            Ok(on) => on,
            Err(refusal) => return refuse(&mut denied, refusal),
        };
        let standing = found.application.standing();
        if s.actor().role.desk().is_none_or(|desk| desk < standing.desk(asked.kind)) {
            denied = Some(Denied::Forbidden);
            return Err(Failure::Forbidden.into());
        }
        if is_own(s, found.application.person_id, found.application.household_id)? {
            return refuse(&mut denied, StepError::Own.into());
        }
        let mut details = asked.details.clone();
        if asked.kind == StepKind::Forwarded {
            details.insert("delegated", Detail::Flag(is_delegated(s, found.division, on)?));
        }
        if let StepKind::Approved | StepKind::Refused = asked.kind {
            let Some(text) = eligibility::rule_text(on) else {
                return refuse(&mut denied, StepError::NoRuleText.into());
            };
            let checks = checks(s, &found.application, on)?;
            if asked.kind == StepKind::Approved && checks.iter().any(|(_, verdict)| *verdict == Verdict::Failed) {
                return refuse(&mut denied, StepError::Checks.into());
            }
            details.insert("rule_text", Detail::Word(text.id.to_owned()));
            details.insert("checks", Detail::Word(eligibility::trace(&checks)));
        }
        let step = match Step::read(asked.kind, |name| details.get(name).cloned()) {
            Ok(step) => step,
            Err((field, Some(hint))) => return refuse(&mut denied, Refusal::bad_value(field, hint)),
            Err((field, None)) => return refuse(&mut denied, Refusal::new(Code::MissingField, Some(field))),
        };
        if let Step::NoticePublished { until } = step
            && let Err(misfit) = check_notice(on, until, &calendars::load(s.conn)?)
        {
            return refuse(&mut denied, misfit.into());
        }
        if let (Step::RecheckAsked, Some(of)) = (&step, found.application.of())
            && is_under_way(s, of)?
        {
            return Err(Failure::Conflict.into());
        }
        let approved = matches!(step, Step::Approved(_));
        let reference = |name: &str| {
            Reference::parse(name).map_err(|_| Error::new(Failure::Internal).context("a stored reference is not one"))
        };
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
        record_as(s, &found.sender, Some(subject_sender), lines, &mut denied)?;
        work(s)?;
        s.note(&format!("application_{}", asked.kind.as_str()), Some(id.to_string()))?;
        Ok(StepDone)
    });
    settle(taken, denied)
}

/// Looks at an application in scope.
///
/// # Errors
/// [`Failure::NotFound`] when there is none.
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

/// The live steps of an application in scope.
///
/// # Errors
/// [`Failure::NotFound`] when there is none.
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

/// Lists applications in scope by number, one more than the limit when there are more.
///
/// # Errors
/// [`Failure::UnknownDivision`] for a division outside the scope.
pub fn list(s: &mut Session, wanted: &Wanted) -> Result<Vec<ApplicationBrief>> {
    let calendar = calendars::load(s.conn)?;
    let (rows, _) = search(s, wanted, &calendar, false)?;
    briefs_of(s, rows, &calendar)
}

/// Counts the applications that [`list`] would list on all its pages.
///
/// # Errors
/// As [`list`].
pub fn count(s: &mut Session, wanted: &Wanted) -> Result<i64> {
    let calendar = calendars::load(s.conn)?;
    search(s, wanted, &calendar, true).map(|(_, count)| count)
}

type Row =
    (i64, Option<i64>, Option<i64>, Option<i16>, NaiveDate, i16, NaiveDate, Option<NaiveDate>, Option<NaiveDate>);

/// A page of applications, or how many there are.
fn search(s: &mut Session, wanted: &Wanted, calendar: &Calendar, counts: bool) -> Result<(Vec<Row>, i64)> {
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
    // What began after these days, by the limits of the stages, has until later.
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

fn briefs_of(s: &mut Session, rows: Vec<Row>, calendar: &Calendar) -> Result<Vec<ApplicationBrief>> {
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

/// An application in scope, and under whose names it and its subject are known.
struct Found {
    application: Application,
    division: Division,
    sender: String,
    event_ref: String,
    subject_sender: String,
}

fn find(s: &mut Session, id: i64) -> Result<Found> {
    // One that was only told of, and decided elsewhere, is nobody's to handle.
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

/// The claim that applies, under whose names its subject is known; none when the subject is not in scope.
fn applies(s: &mut Session, of: For) -> Result<Option<(String, Claim)>> {
    let named = |(sender, name): (String, String)| {
        let name = Reference::parse(&name).map_err(|_| Error::new(Failure::Internal).context("a stored reference"))?;
        Ok::<_, Error>((sender, name))
    };
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

/// The claim that an approval brings.
fn determines(s: &mut Session, application: &Application) -> Result<Option<(String, Claim)>> {
    let Some(of) = application.of() else { return Ok(None) };
    Ok(applies(s, of)?.map(|(sender, claim)| match claim {
        Claim::PersonApplied { person, category } => (sender, Claim::PersonDetermined { person, category }),
        Claim::HouseholdApplied { household } => (sender, Claim::HouseholdRecognised { household }),
        other => (sender, other),
    }))
}

impl Application {
    fn of(&self) -> Option<For> {
        match (self.person_id, self.category, self.household_id) {
            (Some(person), Some(category), _) => Some(For::Person(person, category)),
            (_, _, Some(household)) => Some(For::Household(household)),
            _ => None,
        }
    }
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

/// Whether the town a division lies in decides in its county's place on a day.
fn is_delegated(s: &mut Session, of: Division, on: NaiveDate) -> Result<bool> {
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

/// What the facts say of an application on a day.
fn checks(s: &mut Session, application: &Application, day: NaiveDate) -> Result<Vec<(Check, Verdict)>> {
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

/// What no rule of the registers reads.
#[derive(Default)]
struct Said {
    hukou: Option<Division>,
    unemployed_since: Option<NaiveDate>,
}

fn said_of(s: &mut Session, person: i64, day: NaiveDate) -> Result<Said> {
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
            // A registration's attributes hold on every day.
            Some(Kind::PersonRegistered) if merged.is_given_up(of) => {}
            Some(Kind::PersonRegistered) => said.hukou = hukou(attributes.as_deref()),
            Some(Kind::PersonChanged) if on <= day => said.hukou = hukou(attributes.as_deref()).or(said.hukou),
            _ => {}
        }
    }
    Ok(said)
}

fn hukou(attributes: Option<&str>) -> Option<Division> {
    let attributes: serde_json::Value = serde_json::from_str(attributes?).ok()?;
    Division::parse(attributes.get("hukou_division")?.as_str()?)
}

fn notes_of(s: &mut Session, id: i64) -> Result<BTreeMap<i64, String>> {
    let query =
        fact::table.inner_join(personal::table).filter(fact::about.eq(id)).select((fact::position, personal::note));
    let rows: Vec<(i64, Option<String>)> = on_engine!(&mut *s.conn, |c| query.load(c))?;
    Ok(rows.into_iter().filter_map(|(position, note)| Some((position, note?))).collect())
}

/// The day of a step: a decision or a notice is of today, another step of today or before.
fn day(s: &Session, asked: Option<NaiveDate>, kind: StepKind) -> Result<NaiveDate, Refusal> {
    let today = s.clock.today();
    let on = asked.unwrap_or(today);
    let decides = matches!(kind, StepKind::Approved | StepKind::Refused | StepKind::NoticePublished);
    if on > today || (decides && on != today) { Err(StepError::Day.into()) } else { Ok(on) }
}
