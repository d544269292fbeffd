//! Applications for recognition and determination (认定), and their steps.

use std::collections::BTreeMap;

use actix_web::http::header;
use actix_web::web::{Bytes, Json, Path, Query};
use actix_web::{HttpRequest, HttpResponse, get, post};
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use crate::domain::decisions::step::{Detail, Step};
use crate::domain::values::codes::{Category, Channel, Evidence, MediaType, Stage, StepKind};
use crate::domain::values::division::Division;
use crate::error::Failure;
use crate::http::door::access::{Access, HandleApplications, ReadPeople};
use crate::http::door::input::{Nothing, Page, Read, day, limit, note_text};
use crate::http::door::problem::Problem;
use crate::ops::decisions::application_views::{self, ApplicationBrief, ApplicationFilter, ApplicationView};
use crate::ops::decisions::applications::{self, Asked};
use crate::ops::decisions::checks::For;
use crate::ops::decisions::documents::{self, AddedDocument};

/// The filters of the list of applications.
#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct ApplicationsQuery {
    /// Only applications of subjects in this division.
    #[param(value_type = Option<String>, example = "440703002")]
    division: Option<Read<Division>>,
    /// Only applications at this stage.
    #[param(example = "decision")]
    stage: Option<String>,
    /// Only applications at a stage with a time limit that ends by this day.
    #[param(value_type = Option<NaiveDate>)]
    due_by: Option<Read<NaiveDate>>,
    /// The `next` of the previous page.
    after: Option<i64>,
    /// 1–200; 50 by default.
    limit: Option<u16>,
}

/// Lists applications, oldest first.
#[utoipa::path(tag = "applications", params(ApplicationsQuery), responses((status = 200, body = Page<ApplicationBrief>)),
    security(("bearer" = [])), extensions(("x-action" = json!("read_people"))))]
#[get("/applications")]
pub async fn list(
    access: Access<ReadPeople>,
    query: Query<ApplicationsQuery>,
) -> Result<Json<Page<ApplicationBrief>>, Problem> {
    let Query(ApplicationsQuery { division, stage, due_by, after, limit: asked }) = query;
    let limit = limit(asked)?;
    let bad_stage = || Problem::bad("stage", "应为接口说明所列的环节", "expected a stage as documented");
    let wanted = ApplicationFilter {
        division: division.map(|Read(division)| division),
        stage: stage.map(|word| Stage::from_word(&word).ok_or_else(bad_stage)).transpose()?,
        due_by: day(due_by),
        notice_until_by: None,
        after,
        limit: limit.into(),
    };
    let found = access.run(move |s| application_views::list(s, &wanted)).await?;
    Ok(Json(Page::of(found, limit, |application| application.id.to_string())))
}

/// Shows an application: its stage, its steps, and the possible next steps.
#[utoipa::path(tag = "applications", params(("id" = i64, Path)), responses((status = 200, body = ApplicationView)),
    security(("bearer" = [])), extensions(("x-action" = json!("read_people"))))]
#[get("/applications/{id}")]
pub async fn get(
    access: Access<ReadPeople>,
    id: Path<i64>,
    _: Query<Nothing>,
) -> Result<Json<ApplicationView>, Problem> {
    let id = id.into_inner();
    access.run(move |s| s.noting("application_read", id, |s| application_views::get(s, id))).await.map(Json)
}

/// An application of a person in a category, or of a household.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewApplication {
    /// The number of the person; requires a `category`.
    #[schema(example = 17)]
    person: Option<i64>,
    /// The number of the household.
    household: Option<i64>,
    #[schema(example = "older")]
    category: Option<String>,
    /// `window`, `proxy` or `online`.
    #[schema(example = "window")]
    channel: String,
    /// With `true`, a written promise stands for the papers.
    #[serde(default)]
    promise: bool,
    /// Today by default.
    #[schema(value_type = Option<NaiveDate>)]
    applied_on: Option<Read<NaiveDate>>,
    note: Option<String>,
}

/// A filed application.
#[derive(Serialize, ToSchema)]
pub struct FiledApplication {
    /// The ledger position of the filing.
    id: i64,
}

/// Files an application.
#[utoipa::path(tag = "applications", request_body = NewApplication, responses((status = 201, body = FiledApplication)),
    security(("bearer" = [])), extensions(("x-action" = json!("handle_applications"))))]
#[post("/applications")]
pub async fn file(
    access: Access<HandleApplications>,
    _: Query<Nothing>,
    body: Json<NewApplication>,
) -> Result<HttpResponse, Problem> {
    let Json(NewApplication { person, household, category, channel, promise, applied_on, note }) = body;
    let bad_category = || {
        Problem::bad(
            "category",
            "个人申请须填困难人员类别，家庭申请不填",
            "expected a category of determination for a person, none for a household",
        )
    };
    let one = || Problem::bad("person", "请填 person 或 household 之一", "expected either person or household");
    let channel = Channel::from_word(&channel);
    let channel = channel.ok_or_else(|| {
        Problem::bad("channel", "应为 window、proxy、online 之一", "expected window, proxy or online")
    })?;
    let of = match (person, household, category) {
        (Some(person), None, category) => {
            For::Person(person, category.and_then(|word| Category::from_word(&word)).ok_or_else(bad_category)?)
        }
        (None, Some(household), None) => For::Household(household),
        (None, Some(_), Some(_)) => return Err(bad_category()),
        _ => return Err(one()),
    };
    let (filed, note, applied_on) = (Step::Filed { channel, promise }, note_text(note)?, day(applied_on));
    let id = access.run(move |s| applications::file(s, of, &filed, applied_on, note)).await?;
    Ok(HttpResponse::Created().json(FiledApplication { id }))
}

/// A step of an application. The fields of its kind are required, those of other kinds are refused:
/// `papers_asked` has `papers`, `evidence_seen` has `evidence`, `checked` and `reviewed` have
/// `finding`, `notice_published` has `until`, `objection_settled` has `upheld`.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewStep {
    /// `papers_asked`, `papers_supplied`, `evidence_seen`, `checked`, `notice_published`,
    /// `objection_raised`, `objection_settled`, `forwarded`, `reviewed`, `approved`, `refused`,
    /// `recheck_asked` or `withdrawn`.
    #[schema(example = "checked")]
    step: String,
    /// Today by default; a decision is always dated today.
    #[schema(value_type = Option<NaiveDate>)]
    on: Option<Read<NaiveDate>>,
    papers: Option<Vec<String>>,
    evidence: Option<String>,
    /// `confirmed` or `unclear`.
    #[schema(example = "confirmed")]
    finding: Option<String>,
    #[schema(value_type = Option<NaiveDate>)]
    until: Option<Read<NaiveDate>>,
    upheld: Option<bool>,
    /// Required for a refusal: its reason, which the applicant is told.
    note: Option<String>,
}

/// Takes a step in an application.
///
/// An approval recognises the household or determines the person on the same day.
#[utoipa::path(tag = "applications", params(("id" = i64, Path)), request_body = NewStep, responses((status = 200, body = ApplicationView)),
    security(("bearer" = [])), extensions(("x-action" = json!("handle_applications"))))]
#[post("/applications/{id}/steps")]
pub async fn step(
    access: Access<HandleApplications>,
    id: Path<i64>,
    _: Query<Nothing>,
    body: Json<NewStep>,
) -> Result<Json<ApplicationView>, Problem> {
    let id = id.into_inner();
    let asked = asked(body.into_inner())?;
    let taken = access.run(move |s| {
        applications::step(s, id, &asked)?;
        application_views::get(s, id)
    });
    taken.await.map(Json)
}

fn asked(body: NewStep) -> Result<Asked, Problem> {
    let NewStep { step: word, on, papers, evidence, finding, until, upheld, note } = body;
    let is_a_step = |kind: &StepKind| !matches!(kind, StepKind::Filed | StepKind::DocumentAdded);
    let kind = StepKind::from_word(&word).filter(is_a_step);
    let kind = kind.ok_or_else(|| Problem::bad("step", "应为接口说明所列的步骤", "expected a step as documented"))?;
    let mut details = BTreeMap::new();
    details.extend(papers.map(|papers| ("papers", Detail::Word(papers.join(" ")))));
    details.extend(evidence.map(|word| ("evidence", Detail::Word(word))));
    details.extend(finding.map(|word| ("finding", Detail::Word(word))));
    details.extend(day(until).map(|day| ("until", Detail::Word(day.to_string()))));
    details.extend(upheld.map(|upheld| ("upheld", Detail::Flag(upheld))));
    if let Some(other) = details.keys().find(|name| !kind.details().contains(*name)) {
        return Err(Problem::bad(other, "该步骤没有这个字段", "this step has no such field"));
    }
    if kind == StepKind::Refused && note.is_none() {
        return Err(Problem::bad("note", "不予认定须说明理由", "a refusal says why"));
    }
    Ok(Asked { kind, details, on: day(on), note: note_text(note)? })
}

/// The kind of evidence of a file.
#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct DocumentQuery {
    #[param(example = "disability_certificate")]
    evidence: String,
}

/// The bytes of a file.
#[derive(ToSchema)]
#[schema(value_type = String, format = Binary)]
#[expect(dead_code, reason = "it only describes a body")]
pub struct Scan(Vec<u8>);

/// Adds a file of evidence to an application.
///
/// The file is PDF, JPEG or PNG, at most 5 MiB. It counts once an officer has seen it
/// (`evidence_seen`).
#[utoipa::path(tag = "applications", params(("id" = i64, Path), DocumentQuery),
    request_body(content((Scan = "application/pdf"), (Scan = "image/jpeg"), (Scan = "image/png"))),
    responses((status = 201, body = AddedDocument)), security(("bearer" = [])), extensions(("x-action" = json!("handle_applications"))))]
#[post("/applications/{id}/documents")]
pub async fn add_document(
    access: Access<HandleApplications>,
    request: HttpRequest,
    id: Path<i64>,
    query: Query<DocumentQuery>,
    body: Result<Bytes, actix_web::Error>,
) -> Result<HttpResponse, Problem> {
    let too_large = || {
        Problem::from(Failure::TooLarge)
            .saying("文件不得超过 5 MB，请压缩后再传。", "A file has at most 5 MiB; make it smaller.")
    };
    let bad_evidence =
        || Problem::bad("evidence", "应为接口说明所列的材料", "expected a kind of evidence as documented");
    let bad_content = || {
        Problem::bad(
            "Content-Type",
            "应为 application/pdf、image/jpeg 或 image/png，并与文件内容相符",
            "expected application/pdf, image/jpeg or image/png, and a file of that type",
        )
    };
    let content = body.map_err(|_| too_large())?;
    let evidence = Evidence::from_word(&query.evidence).ok_or_else(bad_evidence)?;
    let said = request.headers().get(header::CONTENT_TYPE).and_then(|v| v.to_str().ok()).and_then(MediaType::from_word);
    let id = id.into_inner();
    let added = access.run(move |s| documents::add(s, id, evidence, said, &content)).await?;
    let added = added.ok_or_else(bad_content)?;
    let location = format!("/api/v1/applications/{id}/documents/{}", added.document);
    Ok(HttpResponse::Created().insert_header((header::LOCATION, location)).json(added))
}

/// Downloads a file of evidence.
///
/// The audit trail notes the account that reads it.
#[utoipa::path(tag = "applications", params(("id" = i64, Path), ("document" = String, Path, description = "The SM3 hash of its content.")),
    responses((status = 200, content((Scan = "application/pdf"), (Scan = "image/jpeg"), (Scan = "image/png")))),
    security(("bearer" = [])), extensions(("x-action" = json!("handle_applications"))))]
#[get("/applications/{id}/documents/{document}")]
pub async fn get_document(
    access: Access<HandleApplications>,
    path: Path<(i64, String)>,
    _: Query<Nothing>,
) -> Result<HttpResponse, Problem> {
    let (id, hash) = path.into_inner();
    let (media_type, content) = access.run(move |s| documents::read(s, id, &hash)).await?;
    Ok(HttpResponse::Ok()
        .content_type(media_type.as_str())
        .insert_header((header::CONTENT_DISPOSITION, "attachment"))
        .body(content))
}
