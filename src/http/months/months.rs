//! Months: closed months, the lines of a month, its close, the changes since, and the subjects
//! behind a figure.

use actix_web::web::{Json, Path, Query};
use actix_web::{HttpResponse, get, post};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use crate::domain::months::columns::Column;
use crate::domain::values::division::Division;
use crate::domain::values::month::Month;
use crate::error::Failure;
use crate::http::door::access::{Access, CloseMonths, ReadMonths};
use crate::http::door::input::{Nothing, Page, Read, limit};
use crate::http::door::problem::Problem;
use crate::ops::months::reports::{self, AskedColumn, ClosedMonth, Subject};
use crate::ops::months::show::{Asked, Depth, View};

/// A page of closed months.
#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct MonthsQuery {
    /// The `next` of the previous page.
    #[param(value_type = Option<String>, example = "2026-03")]
    after: Option<Read<Month>>,
    /// 1–200; 50 by default.
    limit: Option<u16>,
}

/// Lists the closed months, latest first.
#[utoipa::path(tag = "months", params(MonthsQuery), responses((status = 200, body = Page<ClosedMonth>)), security(("bearer" = [])),
    extensions(("x-action" = json!("read_months"))))]
#[get("/months")]
pub async fn list(access: Access<ReadMonths>, query: Query<MonthsQuery>) -> Result<Json<Page<ClosedMonth>>, Problem> {
    let Query(MonthsQuery { after, limit: asked }) = query;
    let limit = limit(asked)?;
    let before = after.map(|Read(month)| month);
    let found = access.run(move |s| reports::closed_months(s, before, limit.into())).await?;
    Ok(Json(Page::of(found, limit, |month| month.month.clone())))
}

/// The division, depth and view of a month's lines.
#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct LinesQuery {
    /// The division; the caller's own by default.
    #[param(value_type = Option<String>, example = "440703")]
    division: Option<Read<Division>>,
    /// `self`, `county`, `township` or `village`; `self` by default.
    #[param(inline)]
    depth: Option<DepthWord>,
    /// `closed` or `restated`; by default `closed` if the month is closed, else `restated`.
    #[param(inline)]
    view: Option<ViewWord>,
    /// Restates the month as known at this ledger position.
    known_at: Option<i64>,
}

/// The level down to which lines are given.
#[derive(Deserialize, ToSchema, Clone, Copy)]
#[serde(rename_all = "snake_case")]
#[schema(as = Depth)]
pub enum DepthWord {
    #[serde(rename = "self")]
    Itself,
    County,
    Township,
    Village,
}

/// The view of a month.
#[derive(Deserialize, ToSchema, Clone, Copy)]
#[serde(rename_all = "snake_case")]
#[schema(as = View)]
pub enum ViewWord {
    Closed,
    Restated,
}

impl From<DepthWord> for Depth {
    fn from(word: DepthWord) -> Self {
        match word {
            DepthWord::Itself => Self::Itself,
            DepthWord::County => Self::County,
            DepthWord::Township => Self::Township,
            DepthWord::Village => Self::Village,
        }
    }
}

impl From<ViewWord> for View {
    fn from(word: ViewWord) -> Self {
        match word {
            ViewWord::Closed => Self::Closed,
            ViewWord::Restated => Self::Restated,
        }
    }
}

/// Shows the lines of a month.
#[utoipa::path(tag = "months", params(("month" = String, Path, example = "2026-03"), LinesQuery),
    responses((status = 200, body = Object, description = "The contract's month-end JSON.",
        example = json!({"month":"2026-03","view":"closed","rule_set":"RS-1","position":1234,"digest":"sm3:…","lines":[{"division":"440703","name":"蓬江区","level":"county","households":{"opening":1,"recognised":0,"reinstated":0,"moved_in":0,"eliminated":1,"exited":0,"exits":{},"moved_out":0,"adjustment":0,"closing":0,"closing_rural":0,"zero":true,"suspected":0,"overdue":0,"eliminations":1,"reversals":0,"placed_members":1,"jobless_members":0},"persons":{"opening":1,"recognised":0,"moved_in":0,"eliminated":1,"exited":0,"exits":{},"moved_out":0,"adjustment":0,"closing":0},"coverage":{"target":10,"assigned":10,"served":9,"assigned_rate":{"n":10,"d":10,"percent":"100.0"},"served_rate":{"n":9,"d":10,"percent":"90.0"}}}]}))),
    security(("bearer" = [])), extensions(("x-action" = json!("read_months"))))]
#[get("/months/{month}")]
pub async fn show(
    access: Access<ReadMonths>,
    month: Path<Read<Month>>,
    query: Query<LinesQuery>,
) -> Result<Json<impl Serialize>, Problem> {
    let Read(month) = month.into_inner();
    let Query(LinesQuery { division, depth, view, known_at }) = query;
    let asked = Asked {
        division: division.map_or(access.actor().scope, |Read(division)| division),
        depth: depth.map_or(Depth::Itself, Depth::from),
        view: view.map(View::from),
        known_at,
    };
    access.run(move |s| reports::show(s, month, &asked)).await.map(Json)
}

/// The close of a month.
#[derive(Serialize, ToSchema)]
pub struct Close {
    #[schema(example = "2026-03")]
    month: String,
    already_closed: bool,
    position: i64,
    digest: String,
}

/// Closes a month for good.
///
/// For a month that is closed already, the answer repeats its close.
#[utoipa::path(tag = "months", params(("month" = String, Path, example = "2026-03")), responses((status = 200, body = Close)),
    security(("bearer" = [])), extensions(("x-action" = json!("close_months"))))]
#[post("/months/{month}/close")]
pub async fn close(
    access: Access<CloseMonths>,
    month: Path<Read<Month>>,
    _: Query<Nothing>,
) -> Result<HttpResponse, Problem> {
    let Read(month) = month.into_inner();
    let closed = access.run(move |s| reports::close(s, month)).await?;
    let answer = Close {
        month: closed.month,
        already_closed: closed.already_closed,
        position: closed.position,
        digest: closed.digest,
    };
    Ok(HttpResponse::Ok().json(answer))
}

/// Compares a closed month with what is known now.
///
/// The answer has the subjects in scope that differ, and the facts that made the difference.
#[utoipa::path(tag = "months", params(("month" = String, Path, example = "2026-03")),
    responses((status = 200, body = Object, description = "The contract's difference.",
        example = json!({"month":"2026-03","closed_position":1200,"position":1234,"households":[{"household_ref":"H1","sender":"default","closed":{"state":"in","since":"2026-01-06","cause":"recognised","division":"440703002101"},"restated":{"state":"eliminated","since":"2026-03-02","cause":"employed","division":"440703002101"},"facts":[{"event_ref":"s:9","sender":"default","kind":"employment_started","effective_on":"2026-03-02","position":1230}]}],"persons":[]}))),
    security(("bearer" = [])), extensions(("x-action" = json!("read_months"))))]
#[get("/months/{month}/diff")]
pub async fn diff(
    access: Access<ReadMonths>,
    month: Path<Read<Month>>,
    _: Query<Nothing>,
) -> Result<Json<impl Serialize>, Problem> {
    let Read(month) = month.into_inner();
    access.run(move |s| reports::diff(s, month)).await.map(Json)
}

/// The view of a column, and a page of it.
#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct ColumnQuery {
    /// `closed` or `restated`; by default `closed` if the month is closed, else `restated`.
    #[param(inline)]
    view: Option<ViewWord>,
    /// The `next` of the previous page.
    after: Option<i64>,
    /// 1–200; 50 by default.
    limit: Option<u16>,
}

/// The subjects that a column counts. The amounts of all pages add up to the column's figure.
#[derive(Serialize, ToSchema)]
pub struct ColumnPage {
    #[schema(value_type = String, example = "closed")]
    view: &'static str,
    /// The number of subjects.
    count: usize,
    /// The sum of their amounts: the figure of the column.
    sum: i64,
    items: Vec<Subject>,
    /// Null on the last page.
    next: Option<String>,
}

/// Lists the subjects counted in a column of a division's line.
///
/// A subject that is now outside the caller's scope has only its reference.
#[utoipa::path(tag = "months",
    params(("month" = String, Path, example = "2026-03"), ("code" = String, Path, description = "The division: 6, 9 or 12 digits."),
        ("column" = String, Path, description = "The path of the column in a line.", example = "households.closing"), ColumnQuery),
    responses((status = 200, body = ColumnPage)), security(("bearer" = [])), extensions(("x-action" = json!("read_months"))))]
#[get("/months/{month}/divisions/{code}/columns/{column}")]
pub async fn column(
    access: Access<ReadMonths>,
    path: Path<(Read<Month>, Read<Division>, String)>,
    query: Query<ColumnQuery>,
) -> Result<Json<ColumnPage>, Problem> {
    let (Read(month), Read(division), column) = path.into_inner();
    let Query(ColumnQuery { view, after, limit: asked }) = query;
    let limit = limit(asked)?;
    let column = Column::from_name(&column).ok_or(Failure::NotFound)?;
    let asked = AskedColumn { division, column, view: view.map(View::from), after, limit: limit.into() };
    let page = access.run(move |s| reports::column(s, month, &asked)).await?;
    Ok(Json(ColumnPage {
        view: match page.view {
            View::Closed => "closed",
            View::Restated => "restated",
        },
        count: page.count,
        sum: page.sum,
        items: page.subjects,
        next: page.next.map(|id| id.to_string()),
    }))
}
