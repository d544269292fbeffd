//! Households in the actor's scope.

use actix_web::get;
use actix_web::web::{Json, Path, Query};
use serde::Deserialize;
use utoipa::IntoParams;

use super::people::ExplainQuery;
use crate::domain::values::division::Division;
use crate::http::door::access::{Access, Explain, ReadHouseholds};
use crate::http::door::input::{Nothing, Page, Read, limit};
use crate::http::door::problem::Problem;
use crate::ops::months::reports;
use crate::ops::people::households::{self, Household, HouseholdBrief, Wanted};
use crate::ops::session::Session;

/// A page of households.
#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct HouseholdsQuery {
    /// Only households in this division.
    #[param(value_type = Option<String>, example = "440703002")]
    division: Option<Read<Division>>,
    /// The `next` of the previous page.
    after: Option<i64>,
    /// 1–200; 50 by default.
    limit: Option<u16>,
}

/// Lists households.
#[utoipa::path(tag = "households", params(HouseholdsQuery), responses((status = 200, body = Page<HouseholdBrief>)),
    security(("bearer" = [])), extensions(("x-action" = json!("read_households"))))]
#[get("/households")]
pub async fn list(
    access: Access<ReadHouseholds>,
    query: Query<HouseholdsQuery>,
) -> Result<Json<Page<HouseholdBrief>>, Problem> {
    let Query(HouseholdsQuery { division, after, limit: asked }) = query;
    let limit = limit(asked)?;
    let wanted = Wanted { division: division.map(|Read(division)| division), after, limit: limit.into() };
    let found = access.run(move |s| households::list(s, &wanted)).await?;
    Ok(Json(Page::of(found, limit, |household| household.id.to_string())))
}

/// Shows a household and its present members.
#[utoipa::path(tag = "households", params(("id" = i64, Path)), responses((status = 200, body = Household)), security(("bearer" = [])),
    extensions(("x-action" = json!("read_households"))))]
#[get("/households/{id}")]
pub async fn get(access: Access<ReadHouseholds>, id: Path<i64>, _: Query<Nothing>) -> Result<Json<Household>, Problem> {
    let id = id.into_inner();
    access.run(move |s| s.noting("household_read", id, |s| households::get(s, id))).await.map(Json)
}

/// Explains a household's status on a day.
///
/// The answer has the standing, the facts behind it, and the reasons.
#[utoipa::path(tag = "households", params(("id" = i64, Path), ExplainQuery),
    responses((status = 200, body = Object, description = "The contract's explanation of a household.",
        example = json!({"on":"2026-03-31","known_at":12,"state":"in","since":"2026-01-06","cause":"recognised","condition":true,"suspected":false,"seeking":["P1"],"division":"440703002101","facts":[{"event_ref":"s:2","sender":"default","kind":"household_registered","effective_on":"2020-01-01","position":2}],"because":["…"]}))),
    security(("bearer" = [])), extensions(("x-action" = json!("explain"))))]
#[get("/households/{id}/explanation")]
pub async fn explain(
    access: Access<Explain>,
    id: Path<i64>,
    query: Query<ExplainQuery>,
) -> Result<Json<impl serde::Serialize>, Problem> {
    let (id, lang) = (id.into_inner(), access.lang());
    let on = query.on.unwrap_or_else(|| access.clock().today());
    let known_at = query.known_at;
    let explain = move |s: &mut Session<'_>| reports::explain_household(s, id, on, known_at, lang);
    access.run(move |s| s.noting("household_read", id, explain)).await.map(Json)
}
