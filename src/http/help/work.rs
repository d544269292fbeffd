//! Work lists and their counts.

use actix_web::get;
use actix_web::web::{Json, Path, Query};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use crate::domain::values::codes::WorkList;
use crate::domain::values::division::Division;
use crate::error::Failure;
use crate::http::door::access::{Access, ReadPeople};
use crate::http::door::input::{Page, Read, limit};
use crate::http::door::problem::Problem;
use crate::ops::help::work::{self, Wanted, WorkCount, WorkItem};

/// The division of the counts.
#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct WorkQuery {
    /// The caller's own division by default.
    #[param(value_type = Option<String>, example = "440703")]
    division: Option<Read<Division>>,
}

/// The number of items of each work list.
#[derive(Serialize, ToSchema)]
pub struct Work {
    lists: Vec<WorkCount>,
}

/// Counts the items of each work list of a division today.
///
/// The lists hold overdue contacts and visits, cases without a helper or of persons who can no
/// longer be placed, removals to decide, applications and notices that run out, households that
/// must leave the register, and suspected households without a recent service.
#[utoipa::path(tag = "work", params(WorkQuery), responses((status = 200, body = Work)), security(("bearer" = [])),
    extensions(("x-action" = json!("read_people"))))]
#[get("/work")]
pub async fn counts(access: Access<ReadPeople>, query: Query<WorkQuery>) -> Result<Json<Work>, Problem> {
    let division = query.into_inner().division.map_or(access.actor().scope, |Read(division)| division);
    access.run(move |s| work::counts(s, division)).await.map(|lists| Json(Work { lists }))
}

/// A page of a work list.
#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct WorkListQuery {
    /// The caller's own division by default.
    #[param(value_type = Option<String>, example = "440703")]
    division: Option<Read<Division>>,
    /// The `next` of the previous page.
    after: Option<i64>,
    /// 1–200; 50 by default.
    limit: Option<u16>,
}

/// Lists the items of a work list.
///
/// The lists are `first_contact_overdue`, `follow_up_overdue`, `stability_visit_overdue`,
/// `unassigned`, `orphaned`, `offered`, `removal_proposed`, `unfit`, `application_due`,
/// `notice_over`, `household_open` and `household_unvisited`.
#[utoipa::path(tag = "work", params(("list" = String, Path, example = "unassigned"), WorkListQuery),
    responses((status = 200, body = Page<WorkItem>)), security(("bearer" = [])), extensions(("x-action" = json!("read_people"))))]
#[get("/work/{list}")]
pub async fn list(
    access: Access<ReadPeople>,
    list: Path<String>,
    query: Query<WorkListQuery>,
) -> Result<Json<Page<WorkItem>>, Problem> {
    let Query(WorkListQuery { division, after, limit: asked }) = query;
    let limit = limit(asked)?;
    let list = WorkList::from_word(&list).ok_or(Failure::NotFound)?;
    let division = division.map_or(access.actor().scope, |Read(division)| division);
    let wanted = Wanted { division, list, after, limit: limit.into() };
    let found = access.run(move |s| work::list(s, &wanted)).await?;
    let page = Page::of(found, limit, |(place, _)| place.to_string());
    Ok(Json(Page { items: page.items.into_iter().map(|(_, item)| item).collect(), next: page.next }))
}
