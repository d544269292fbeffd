//! Calendars of working days, and the notices they come from.

use actix_web::web::{Bytes, Json, Path, Query};
use actix_web::{HttpResponse, get, post};
use chrono::NaiveDate;
use serde::Deserialize;
use utoipa::{IntoParams, ToSchema};

use crate::domain::values::text::Text;
use crate::domain::values::working_days::YEARS;
use crate::error::Failure;
use crate::http::door::access::{Access, ManageCalendars, ReadCalendars};
use crate::http::door::input::{Nothing, Read, day};
use crate::http::door::problem::Problem;
use crate::ops::decisions::calendars::{self, CalendarList, CalendarView, LoadedCalendar, NoticeInput};

/// Lists the known notices on days off.
///
/// The answer also tells whether this year or the next has no notice.
#[utoipa::path(tag = "calendars", responses((status = 200, body = CalendarList)), security(("bearer" = [])),
    extensions(("x-action" = json!("read_calendars"))))]
#[get("/calendars")]
pub async fn list(access: Access<ReadCalendars>, _: Query<Nothing>) -> Result<Json<CalendarList>, Problem> {
    access.run(calendars::list).await.map(Json)
}

/// Shows the calendar of a year.
///
/// The calendar of a year without a notice is provisional: its weekends and its statutory days off.
#[utoipa::path(tag = "calendars", params(("year" = i32, Path, description = "1950–2199.", example = 2027)),
    responses((status = 200, body = CalendarView)), security(("bearer" = [])), extensions(("x-action" = json!("read_calendars"))))]
#[get("/calendars/{year}")]
pub async fn show(
    access: Access<ReadCalendars>,
    year: Path<i32>,
    _: Query<Nothing>,
) -> Result<Json<CalendarView>, Problem> {
    let year = Some(year.into_inner()).filter(|year| YEARS.contains(year)).ok_or(Failure::NotFound)?;
    access.run(move |s| calendars::show(s, year)).await.map(Json)
}

/// The details of a notice beside its days.
#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct YearNoticeQuery {
    /// The number of the document, at most 64 characters.
    #[param(example = "国办发明电〔2024〕12号")]
    document: Option<String>,
    /// The day of publication.
    #[param(value_type = Option<NaiveDate>)]
    published_on: Option<Read<NaiveDate>>,
    /// The year of the notice, 1950–2199; by default the year of most of its days.
    #[param(example = 2027)]
    year: Option<i32>,
}

/// A notice as CSV: `date,day,holiday`, with a row for each day off (`off`) and each weekend day
/// worked (`work`).
#[derive(ToSchema)]
#[schema(value_type = String)]
#[expect(dead_code, reason = "it only describes a body")]
pub struct YearNoticeFile(String);

/// Loads the notice of a year.
///
/// The file is CSV in UTF-8 or GB18030. It replaces the notice in force for that year, and
/// everything counted in working days is recomputed. If the file is refused, `errors` has every
/// fault, and nothing is kept.
#[utoipa::path(tag = "calendars", params(YearNoticeQuery), request_body(content((YearNoticeFile = "text/csv"))),
    responses((status = 201, body = LoadedCalendar), (status = 200, body = LoadedCalendar, description = "This notice is in force already.")),
    security(("bearer" = [])), extensions(("x-action" = json!("manage_calendars"))))]
#[post("/calendars")]
pub async fn load(
    access: Access<ManageCalendars>,
    query: Query<YearNoticeQuery>,
    body: Result<Bytes, actix_web::Error>,
) -> Result<HttpResponse, Problem> {
    let YearNoticeQuery { document, published_on, year } = query.into_inner();
    let read = |text: String| Text::parse(&text, Text::SHORT).map_err(|hint| Problem::hinted("document", hint));
    let document = document.map(read).transpose()?;
    if year.is_some_and(|year| !YEARS.contains(&year)) {
        return Err(Problem::bad("year", "应为 1950 至 2199", "expected 1950 to 2199"));
    }
    let content = body.map_err(|_| Failure::TooLarge)?.to_vec();
    let new = NoticeInput { content, year, document, published_on: day(published_on) };
    let loaded = access.run(move |s| calendars::load(s, &new)).await?.map_err(Problem::of_file)?;
    let mut answer = if loaded.already_loaded { HttpResponse::Ok() } else { HttpResponse::Created() };
    Ok(answer.insert_header(("Location", format!("/api/v1/calendars/{}", loaded.calendar.year))).json(loaded))
}
