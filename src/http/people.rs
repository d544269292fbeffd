//! Persons in the actor's scope.

use actix_web::web::{Json, Path, Query};
use actix_web::{get, post};
use chrono::NaiveDate;
use serde::Deserialize;
use utoipa::{IntoParams, ToSchema};

use super::access::{Access, Explain, ReadPeople};
use super::input::{Nothing, Page, Read, limit};
use super::problem::Problem;
use crate::domain::division::Division;
use crate::ops::people::{self, Person, PersonBrief, Wanted};
use crate::ops::reports;

/// A page of persons.
#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct PeopleQuery {
    /// Only those in this division.
    #[param(value_type = Option<String>, example = "440703002")]
    division: Option<Read<Division>>,
    /// The `next` of the page before.
    after: Option<i64>,
    /// 1 to 200; 50 when left out.
    limit: Option<u16>,
}

/// List persons.
#[utoipa::path(tag = "people", params(PeopleQuery), responses((status = 200, body = Page<PersonBrief>)), security(("bearer" = [])),
    extensions(("x-action" = json!("read_people"))))]
#[get("/people")]
pub async fn list(access: Access<ReadPeople>, query: Query<PeopleQuery>) -> Result<Json<Page<PersonBrief>>, Problem> {
    let Query(PeopleQuery { division, after, limit: asked }) = query;
    page(&access, Wanted { division: division.map(|Read(division)| division), name: None, after, limit: 0 }, asked)
        .await
}

/// What to find persons by.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct PeopleSearch {
    /// Only those whose name begins so.
    #[schema(example = "林")]
    name: Option<String>,
    /// Only those in this division.
    #[schema(value_type = Option<String>, example = "440703002")]
    division: Option<Read<Division>>,
    /// The `next` of the page before.
    after: Option<i64>,
    /// 1 to 200; 50 when left out.
    limit: Option<u16>,
}

/// Find persons by their names. A POST, because a name has no place in a URL.
#[utoipa::path(tag = "people", request_body = PeopleSearch, responses((status = 200, body = Page<PersonBrief>)), security(("bearer" = [])),
    extensions(("x-action" = json!("read_people"))))]
#[post("/people/search")]
pub async fn search(
    access: Access<ReadPeople>,
    _: Query<Nothing>,
    body: Json<PeopleSearch>,
) -> Result<Json<Page<PersonBrief>>, Problem> {
    let Json(PeopleSearch { name, division, after, limit: asked }) = body;
    if name.as_deref().is_some_and(|name| name.trim().is_empty() || name.chars().any(char::is_control)) {
        return Err(Problem::bad("name", "应为姓名或其开头", "expected a name or the beginning of one"));
    }
    page(&access, Wanted { division: division.map(|Read(division)| division), name, after, limit: 0 }, asked).await
}

async fn page(
    access: &Access<ReadPeople>,
    wanted: Wanted,
    asked: Option<u16>,
) -> Result<Json<Page<PersonBrief>>, Problem> {
    let limit = limit(asked)?;
    let wanted = Wanted { limit: limit.into(), ..wanted };
    let found = access.run(move |s| people::list(s, &wanted)).await?;
    Ok(Json(Page::of(found, limit, |person| person.id.to_string())))
}

/// Look at a person. ID number and phone are masked.
#[utoipa::path(tag = "people", params(("id" = i64, Path)), responses((status = 200, body = Person)), security(("bearer" = [])),
    extensions(("x-action" = json!("read_people"))))]
#[get("/people/{id}")]
pub async fn get(access: Access<ReadPeople>, id: Path<i64>, _: Query<Nothing>) -> Result<Json<Person>, Problem> {
    let id = id.into_inner();
    access.run(move |s| people::get(s, id)).await.map(Json)
}

/// A day and a knowledge.
#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct ExplainQuery {
    /// The day; today when left out.
    pub on: Option<NaiveDate>,
    /// As known at this ledger position; now when left out.
    pub known_at: Option<i64>,
}

/// Explain a person's status on a day: what holds, the facts behind it, and why.
#[utoipa::path(tag = "people", params(("id" = i64, Path), ExplainQuery),
    responses((status = 200, body = Object, description = "The contract's explanation of a person.",
        example = json!({"on":"2026-03-31","known_at":12,"dead":false,"working_age":true,"absent":[],"employed":false,"labour":true,"seeking":true,"member_of":"H1","active":true,"categories":["older"],"retires_on":"2035-01-01","facts":[{"event_ref":"s:1","sender":"default","kind":"person_registered","effective_on":"2020-01-01","position":1}],"because":["…"]}))),
    security(("bearer" = [])), extensions(("x-action" = json!("explain"))))]
#[get("/people/{id}/explanation")]
pub async fn explain(
    access: Access<Explain>,
    id: Path<i64>,
    query: Query<ExplainQuery>,
) -> Result<Json<impl serde::Serialize>, Problem> {
    let (id, lang) = (id.into_inner(), access.lang());
    let on = query.on.unwrap_or_else(|| access.clock().today());
    let known_at = query.known_at;
    access.run(move |s| reports::explain_person(s, id, on, known_at, lang)).await.map(Json)
}
