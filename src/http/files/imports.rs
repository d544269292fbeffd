//! Imports of lists of people from files.

use actix_web::web::{Bytes, Json, Path, Query};
use actix_web::{HttpResponse, get, post};
use serde::Deserialize;
use utoipa::{IntoParams, ToSchema};

use crate::domain::files::sheet::MOST_ROWS;
use crate::domain::files::sheet::cells::Unreadable;
use crate::domain::files::survey::{self, List};
use crate::domain::values::text::Reference;
use crate::error::corrupt;
use crate::http::door::access::{Access, RecordCircumstances};
use crate::http::door::files::{attached, unreadable};
use crate::http::door::input::{Nothing, Page, limit};
use crate::http::door::problem::Problem;
use crate::ops::files::imports::{self, Asked};
use crate::ops::files::results::{self, ImportReport, ImportView};

/// The kind of a file, and the way to import it.
#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct ImportQuery {
    /// `graduates` (a survey of graduates) or `survey` (a village's real-name ledger).
    #[param(example = "graduates")]
    list: String,
    /// With `true`, everything is checked and nothing is kept.
    dry_run: Option<bool>,
    /// The sender under which newly registered persons are kept; `bangfu` by default.
    sender: Option<String>,
}

/// The bytes of a file.
#[derive(ToSchema)]
#[schema(value_type = String, format = Binary)]
#[expect(dead_code, reason = "it only describes a body")]
pub struct Table(Vec<u8>);

/// Imports a list of people.
///
/// The file is CSV (UTF-8 or GB18030) or XLSX, recognised by its content, with at most 5 MiB and
/// 5,000 rows. Each row is recorded or refused on its own. The same file sent again gets the same
/// answer and is recorded once; an interrupted import continues.
#[utoipa::path(tag = "imports", params(ImportQuery),
    request_body(content((Table = "text/csv"), (Table = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"))),
    responses((status = 201, body = ImportReport), (status = 200, body = ImportReport, description = "A dry run, or a file that was sent before.")),
    security(("bearer" = [])), extensions(("x-action" = json!("record_circumstances"))))]
#[post("/imports")]
pub async fn create(
    access: Access<RecordCircumstances>,
    query: Query<ImportQuery>,
    body: Result<Bytes, actix_web::Error>,
) -> Result<HttpResponse, Problem> {
    let bad_list = || Problem::bad("list", "应为 graduates 或 survey", "expected graduates or survey");
    let bad_sender = || Problem::bad("sender", "应为报送单位名称", "expected the name of a sender");
    let Query(ImportQuery { list: word, dry_run, sender }) = query;
    let wanted = List::from_word(&word).ok_or_else(bad_list)?;
    let sender = sender.map(|sender| Reference::parse(&sender).map_err(|_| bad_sender())).transpose()?;
    let content = body.map_err(|_| unreadable(Unreadable::TooLarge))?;
    let sheet = access.read_sheet(content.clone(), MOST_ROWS, survey::is_head).await?.map_err(unreadable)?;
    let (dry_run, content) = (dry_run.unwrap_or(false), content.to_vec());
    let asked = Asked { list: wanted, sender, dry_run, content, lang: access.lang() };
    let report = access.run(move |s| imports::take(s, &asked, &sheet)).await?;
    let is_new = !report.earlier && !report.dry_run;
    let mut answer = if is_new { HttpResponse::Created() } else { HttpResponse::Ok() };
    if let Some(id) = report.import.id {
        answer.insert_header(("Location", format!("/api/v1/imports/{id}")));
    }
    Ok(answer.json(report))
}

/// A page of imports.
#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct ImportsQuery {
    /// The `next` of the previous page.
    after: Option<i64>,
    /// 1–200; 50 by default.
    limit: Option<u16>,
}

/// Lists the imports of accounts within reach, latest first.
#[utoipa::path(tag = "imports", params(ImportsQuery), responses((status = 200, body = Page<ImportView>)), security(("bearer" = [])),
    extensions(("x-action" = json!("record_circumstances"))))]
#[get("/imports")]
pub async fn list(
    access: Access<RecordCircumstances>,
    query: Query<ImportsQuery>,
) -> Result<Json<Page<ImportView>>, Problem> {
    let (after, limit) = (query.after, limit(query.limit)?);
    let found = access.run(move |s| results::list(s, after, limit.into())).await?;
    Ok(Json(Page::of(found, limit, |import| import.id.map(|id| id.to_string()).unwrap_or_default())))
}

/// Shows an import: its progress, and the outcomes of its rows.
#[utoipa::path(tag = "imports", params(("id" = i64, Path)), responses((status = 200, body = ImportView)), security(("bearer" = [])),
    extensions(("x-action" = json!("record_circumstances"))))]
#[get("/imports/{id}")]
pub async fn get(
    access: Access<RecordCircumstances>,
    id: Path<i64>,
    _: Query<Nothing>,
) -> Result<Json<ImportView>, Problem> {
    let id = id.into_inner();
    access.run(move |s| results::get(s, id)).await.map(Json)
}

/// Downloads the result of one of the account's own imports.
///
/// The workbook has the rows as they came, with the outcome of each and its reason in two more
/// columns. The file is kept for 30 days. The audit trail notes each download.
#[utoipa::path(tag = "imports", params(("id" = i64, Path)),
    responses((status = 200, content((Table = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet")))),
    security(("bearer" = [])), extensions(("x-action" = json!("record_circumstances"))))]
#[get("/imports/{id}/result")]
pub async fn result(
    access: Access<RecordCircumstances>,
    id: Path<i64>,
    _: Query<Nothing>,
) -> Result<HttpResponse, Problem> {
    let (id, lang) = (id.into_inner(), access.lang());
    let file = access.run(move |s| results::file(s, id)).await?;
    let sheet = access.read_sheet(file, MOST_ROWS, survey::is_head).await?;
    let sheet = sheet.map_err(|e| corrupt("import", id, format_args!("{e:?}")))?;
    let content = access.run(move |s| results::result(s, id, &sheet, lang)).await?;
    Ok(attached(WORKBOOK, &format!("import-{id}.xlsx"), content))
}

/// The media type of a workbook.
pub const WORKBOOK: &str = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";
