//! Cases of help (一对一帮扶): opening, plan, services, handover and closing.

use actix_web::web::{Json, Path, Query};
use actix_web::{HttpResponse, get, post, put};
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use utoipa::{IntoParams, ToSchema};

use crate::domain::ledger::fact::ServiceDetails;
use crate::domain::values::codes::{CaseStage, CaseStep, CloseReason, Due, Exit, Mode, Outcome, Package, Service};
use crate::domain::values::division::Division;
use crate::domain::values::text::Reference;
use crate::error::Failure;
use crate::http::door::access::{Access, HelpPeople, ReadPeople};
use crate::http::door::input::{Nothing, Page, Read, day, limit, note_text};
use crate::http::door::problem::Problem;
use crate::ops;
use crate::ops::help::case_views::{self, CaseBrief, CaseFilter, CaseView};
use crate::ops::help::cases::{self, Asked, Assignment, Doing};
use crate::ops::help::suggestions::Suggestion;

/// The maximum number of cases that are assigned at once.
const LONGEST_BATCH: usize = 200;

/// The filters of the list of cases.
#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct CasesQuery {
    /// Only cases of persons in this division.
    #[param(value_type = Option<String>, example = "440703002")]
    division: Option<Read<Division>>,
    /// Only cases at this stage.
    #[param(example = "in_service")]
    stage: Option<String>,
    /// With `true`, only cases that are not closed.
    #[serde(default)]
    open: bool,
    /// Only cases of this helper.
    helper: Option<String>,
    /// Only cases offered to this helper and not answered yet.
    offered_to: Option<String>,
    /// With `true`, only cases offered to a helper and not answered yet.
    #[serde(default)]
    offered: bool,
    /// With `true`, only cases where the helper's account is disabled or no longer reaches the
    /// person.
    #[serde(default)]
    orphaned: bool,
    /// With `true`, only open cases without a helper.
    #[serde(default)]
    unassigned: bool,
    /// With `true`, only cases with a removal that is proposed today.
    #[serde(default)]
    proposed: bool,
    /// With `true`, only cases of persons who cannot be placed today: dead, retired, absent or
    /// under 16.
    #[serde(default)]
    unfit: bool,
    /// Only cases that wait for this: `first_contact`, `follow_up` or `stability_visit`.
    #[param(example = "follow_up")]
    due: Option<String>,
    /// Only cases due on this day or earlier.
    #[param(value_type = Option<NaiveDate>)]
    due_by: Option<Read<NaiveDate>>,
    /// The `next` of the previous page.
    after: Option<i64>,
    /// 1–200; 50 by default.
    limit: Option<u16>,
}

/// Lists cases, oldest first.
#[utoipa::path(tag = "cases", params(CasesQuery), responses((status = 200, body = Page<CaseBrief>)),
    security(("bearer" = [])), extensions(("x-action" = json!("read_people"))))]
#[get("/cases")]
pub async fn list(access: Access<ReadPeople>, query: Query<CasesQuery>) -> Result<Json<Page<CaseBrief>>, Problem> {
    let query = query.into_inner();
    let limit = limit(query.limit)?;
    let wanted = CaseFilter {
        division: query.division.map(|Read(division)| division),
        stage: query.stage.map(|word| one_of("stage", &word, CaseStage::from_word)).transpose()?,
        is_open: query.open,
        helper: query.helper.map(|name| helper("helper", &name)).transpose()?,
        offered_to: query.offered_to.map(|name| helper("offered_to", &name)).transpose()?,
        is_offered: query.offered,
        is_orphaned: query.orphaned,
        is_unassigned: query.unassigned,
        is_proposed: query.proposed,
        is_unfit: query.unfit,
        due: query.due.map(|word| one_of("due", &word, Due::from_word)).transpose()?,
        due_by: day(query.due_by),
        after: query.after,
        limit: limit.into(),
    };
    let found = access.run(move |s| case_views::list(s, &wanted)).await?;
    Ok(Json(Page::of(found, limit, |case| case.id.to_string())))
}

/// Shows a case: the promises of its package, its services, and the possible next steps.
#[utoipa::path(tag = "cases", params(("id" = i64, Path)), responses((status = 200, body = CaseView)),
    security(("bearer" = [])), extensions(("x-action" = json!("read_people"))))]
#[get("/cases/{id}")]
pub async fn get(access: Access<ReadPeople>, id: Path<i64>, _: Query<Nothing>) -> Result<Json<CaseView>, Problem> {
    let id = id.into_inner();
    access.run(move |s| s.noting("case_read", id, |s| case_views::get(s, id))).await.map(Json)
}

/// A new case.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewCase {
    #[schema(example = 17)]
    person: i64,
    /// `131-2022`, `1131-2023` or `household-2007`; by default `household-2007` for members of a
    /// household on the register and `1131-2023` for other persons.
    #[schema(example = "1131-2023")]
    package: Option<String>,
    /// Today by default.
    #[schema(value_type = Option<NaiveDate>)]
    opened_on: Option<Read<NaiveDate>>,
    note: Option<String>,
}

/// An opened case.
#[derive(Serialize, ToSchema)]
pub struct OpenedCase {
    /// The ledger position of the opening.
    id: i64,
}

/// Opens a case.
///
/// A person has at most one open case.
#[utoipa::path(tag = "cases", request_body = NewCase, responses((status = 201, body = OpenedCase)),
    security(("bearer" = [])), extensions(("x-action" = json!("help_people"))))]
#[post("/cases")]
pub async fn open(access: Access<HelpPeople>, _: Query<Nothing>, body: Json<NewCase>) -> Result<HttpResponse, Problem> {
    let Json(NewCase { person, package, opened_on, note }) = body;
    let package = package.map(|word| one_of("package", &word, Package::from_word)).transpose()?;
    let (note, opened_on) = (note_text(note)?, day(opened_on));
    let id = access.run(move |s| cases::open(s, person, package, opened_on, note)).await?;
    Ok(HttpResponse::Created().json(OpenedCase { id }))
}

/// A step of a case. `closed` has a `reason`; `removal_confirmed` and `removal_dismissed` have a
/// `reason`, `E09` or `E11`; `contact_attempted` may have a `mode`.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewCaseStep {
    /// `planned`, `contact_attempted`, `handover_accepted`, `handover_declined`,
    /// `removal_confirmed`, `removal_dismissed` or `closed`.
    #[schema(example = "planned")]
    step: String,
    #[schema(example = "unit_employment")]
    reason: Option<String>,
    /// `phone`, `visit`, `online` or `on_site`.
    #[schema(example = "phone")]
    mode: Option<String>,
    /// Today by default.
    #[schema(value_type = Option<NaiveDate>)]
    on: Option<Read<NaiveDate>>,
    /// The goals of a plan, or the reason of a dismissal; required for both.
    note: Option<String>,
}

/// Takes a step in a case.
///
/// A confirmed removal ends the person's determinations and closes the case.
#[utoipa::path(tag = "cases", params(("id" = i64, Path)), request_body = NewCaseStep, responses((status = 200, body = CaseView)),
    security(("bearer" = [])), extensions(("x-action" = json!("help_people"))))]
#[post("/cases/{id}/steps")]
pub async fn step(
    access: Access<HelpPeople>,
    id: Path<i64>,
    _: Query<Nothing>,
    body: Json<NewCaseStep>,
) -> Result<Json<CaseView>, Problem> {
    let asked = asked(body.into_inner())?;
    act(access, id.into_inner(), asked).await
}

fn asked(body: NewCaseStep) -> Result<Asked, Problem> {
    let NewCaseStep { step: word, reason, mode, on, note } = body;
    let kind = one_of("step", &word, |word| CaseStep::from_word(word).filter(|kind| *kind != CaseStep::Served))?;
    let has_reason = matches!(kind, CaseStep::Closed | CaseStep::RemovalConfirmed | CaseStep::RemovalDismissed);
    if reason.is_some() && !has_reason {
        return Err(Problem::bad("reason", "该步骤没有这个字段", "this step has no such field"));
    }
    if mode.is_some() && kind != CaseStep::ContactAttempted {
        return Err(Problem::bad("mode", "该步骤没有这个字段", "this step has no such field"));
    }
    if note.is_none() && matches!(kind, CaseStep::Planned | CaseStep::RemovalDismissed) {
        return Err(Problem::bad(
            "note",
            "请填写帮扶目标或不予移出的理由",
            "expected the goals of the plan, or why not",
        ));
    }
    let reason = reason.unwrap_or_default();
    let ground = || one_of("reason", &reason, |w| Exit::from_word(w).filter(|e| matches!(e, Exit::E09 | Exit::E11)));
    let doing = match kind {
        CaseStep::Planned | CaseStep::Served => Doing::Plan,
        CaseStep::ContactAttempted => {
            Doing::Attempt(mode.map(|word| one_of("mode", &word, Mode::from_word)).transpose()?)
        }
        CaseStep::HandoverAccepted => Doing::AnswerOffer { accepted: true },
        CaseStep::HandoverDeclined => Doing::AnswerOffer { accepted: false },
        CaseStep::RemovalConfirmed => Doing::ConfirmRemoval(ground()?),
        CaseStep::RemovalDismissed => Doing::DismissRemoval(ground()?),
        CaseStep::Closed => Doing::Close(one_of("reason", &reason, CloseReason::from_word)?),
    };
    Ok(Asked { doing, on: day(on), note: note_text(note)? })
}

/// A service to be recorded.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewService {
    /// `policy_talk`, `guidance`, `job_recommended`, `training`, `internship`, `follow_up` or
    /// `other`.
    #[schema(example = "job_recommended")]
    service: String,
    /// `accepted`, `refused`, `hired` or `none`.
    #[schema(example = "refused")]
    outcome: Option<String>,
    /// Only for a refusal: whether its reason is a good one.
    justified: Option<bool>,
    /// `phone`, `visit`, `online` or `on_site`.
    #[schema(example = "visit")]
    mode: Option<String>,
    /// The number of posts offered, 0–99.
    #[schema(example = 3)]
    posts: Option<u8>,
    /// The day agreed for the next service.
    #[schema(value_type = Option<NaiveDate>)]
    next_on: Option<Read<NaiveDate>>,
    /// Today by default.
    #[schema(value_type = Option<NaiveDate>)]
    on: Option<Read<NaiveDate>>,
    note: Option<String>,
}

/// Records a service.
#[utoipa::path(tag = "cases", params(("id" = i64, Path)), request_body = NewService, responses((status = 200, body = CaseView)),
    security(("bearer" = [])), extensions(("x-action" = json!("help_people"))))]
#[post("/cases/{id}/services")]
pub async fn serve(
    access: Access<HelpPeople>,
    id: Path<i64>,
    _: Query<Nothing>,
    body: Json<NewService>,
) -> Result<Json<CaseView>, Problem> {
    let Json(NewService { service, outcome, justified, mode, posts, next_on, on, note }) = body;
    if posts.is_some_and(|posts| posts > 99) {
        return Err(Problem::bad("posts", "应为 0 至 99 的整数", "expected a whole number from 0 to 99"));
    }
    let details = ServiceDetails {
        outcome: outcome.map(|word| one_of("outcome", &word, Outcome::from_word)).transpose()?,
        mode: mode.map(|word| one_of("mode", &word, Mode::from_word)).transpose()?,
        posts,
        justified,
        next_on: day(next_on),
        ..ServiceDetails::default()
    };
    let doing = Doing::Serve(one_of("service", &service, Service::from_word)?, Box::new(details));
    act(access, id.into_inner(), Asked { doing, on: day(on), note: note_text(note)? }).await
}

async fn act(access: Access<HelpPeople>, id: i64, asked: Asked) -> Result<Json<CaseView>, Problem> {
    let done = access.run(move |s| {
        cases::act(s, id, &asked)?;
        case_views::get(s, id)
    });
    done.await.map(Json)
}

/// The helper to be assigned.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewHelper {
    /// The id of an account that may help people in the person's division.
    #[schema(example = "1c2f5a0e-8a53-4a6e-9f4e-2b1f0f6f7a11")]
    helper: String,
    /// The present helper, as it was read; absent when there is none.
    instead_of: Option<String>,
    /// Today by default.
    #[schema(value_type = Option<NaiveDate>)]
    on: Option<Read<NaiveDate>>,
}

/// Assigns a helper to a case.
///
/// The new helper replaces the present one on the same day. A helper of another district than the
/// present one is asked first (`offered_to`) and answers with a step. An officer assigns any
/// helper; a caseworker only takes on a person without a helper.
#[utoipa::path(tag = "cases", params(("id" = i64, Path)), request_body = NewHelper, responses((status = 200, body = CaseView)),
    security(("bearer" = [])), extensions(("x-action" = json!("help_people"))))]
#[put("/cases/{id}/helper")]
pub async fn assign(
    access: Access<HelpPeople>,
    id: Path<i64>,
    _: Query<Nothing>,
    body: Json<NewHelper>,
) -> Result<Json<CaseView>, Problem> {
    let id = id.into_inner();
    let asked = assignment(body.into_inner())?;
    let done = access.run(move |s| {
        cases::assign(s, id, &asked)?;
        case_views::get(s, id)
    });
    done.await.map(Json)
}

fn assignment(body: NewHelper) -> Result<Assignment, Problem> {
    let NewHelper { helper: name, instead_of, on } = body;
    Ok(Assignment { helper: helper("helper", &name)?, instead_of, on: day(on) })
}

/// The helper to be assigned to a case.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewHelperOf {
    /// The number of the case.
    #[schema(example = 812)]
    case: i64,
    /// The id of an account that may help people in the person's division.
    #[schema(example = "1c2f5a0e-8a53-4a6e-9f4e-2b1f0f6f7a11")]
    helper: String,
    /// The present helper, as it was read; absent when there is none.
    instead_of: Option<String>,
    /// Today by default.
    #[schema(value_type = Option<NaiveDate>)]
    on: Option<Read<NaiveDate>>,
}

/// The result for one assignment: the `case`, with `status` 200 or a problem.
#[derive(Serialize, ToSchema)]
#[schema(value_type = Object, example = json!([{"status": 200, "case": 812}, {"status": 409, "case": 813, "code": "conflict", "title": "…", "type": "urn:bangfu:problem:conflict"}]))]
pub struct AssignmentResult(Value);

/// Assigns helpers to up to 200 cases, each on its own.
///
/// It serves when a helper leaves, or to redistribute the work.
#[utoipa::path(tag = "cases", request_body = Vec<NewHelperOf>, responses((status = 200, body = Vec<AssignmentResult>)),
    security(("bearer" = [])), extensions(("x-action" = json!("help_people"))))]
#[post("/cases/helpers")]
pub async fn assign_all(
    access: Access<HelpPeople>,
    _: Query<Nothing>,
    body: Json<Vec<NewHelperOf>>,
) -> Result<Json<Vec<AssignmentResult>>, Problem> {
    if body.len() > LONGEST_BATCH {
        return Err(Failure::TooLarge.into());
    }
    let read = |of: NewHelperOf| {
        let NewHelperOf { case, helper, instead_of, on } = of;
        (case, assignment(NewHelper { helper, instead_of, on }))
    };
    let asked: Vec<(i64, Result<Assignment, Problem>)> = body.into_inner().into_iter().map(read).collect();
    let lang = access.lang();
    let results = access.run(move |s| {
        let mut results = Vec::with_capacity(asked.len());
        for (case, asked) in asked {
            let done = asked.and_then(|asked| cases::assign(s, case, &asked).map_err(Problem::from));
            let mut result = match done {
                Ok(()) => json!({"status": 200}),
                Err(problem) => json!(problem.body(lang)),
            };
            result["case"] = json!(case);
            results.push(AssignmentResult(result));
        }
        Ok(results)
    });
    results.await.map(Json)
}

/// The suggested helpers for a case.
#[derive(Serialize, ToSchema)]
pub struct Suggestions {
    items: Vec<Suggestion>,
}

/// Suggests helpers for a case, best first, with the reasons for and against each.
#[utoipa::path(tag = "cases", params(("id" = i64, Path)), responses((status = 200, body = Suggestions)),
    security(("bearer" = [])), extensions(("x-action" = json!("help_people"))))]
#[get("/cases/{id}/suggestions")]
pub async fn suggestions(
    access: Access<HelpPeople>,
    id: Path<i64>,
    _: Query<Nothing>,
) -> Result<Json<Suggestions>, Problem> {
    let id = id.into_inner();
    access.run(move |s| ops::help::suggestions::suggestions(s, id)).await.map(|items| Json(Suggestions { items }))
}

fn one_of<T>(field: &'static str, word: &str, from_word: impl Fn(&str) -> Option<T>) -> Result<T, Problem> {
    let bad = || Problem::bad(field, "应为接口说明所列的值", "expected a value as documented");
    from_word(word).ok_or_else(bad)
}

fn helper(field: &'static str, name: &str) -> Result<Reference, Problem> {
    Reference::parse(name).map_err(|_| Problem::bad(field, "应为账号编号", "expected the id of an account"))
}
