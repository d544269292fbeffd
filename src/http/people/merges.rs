//! Persons registered twice: comparison, merge and separation.

use actix_web::http::header;
use actix_web::web::{Json, Path, Query};
use actix_web::{HttpRequest, HttpResponse, delete, get, post};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::http::door::access::{Access, Decide, ReadPeople};
use crate::http::door::input::{Nothing, Tag, if_match, note_text};
use crate::http::door::problem::Problem;
use crate::ops::people::merges::{self, Asked, Comparison, Merge};

/// Compares two persons who may be one.
///
/// The answer has their differences and the facts that contradict a merge. A merge needs its
/// `ETag`.
#[utoipa::path(tag = "people", params(("id" = i64, Path, description = "The registration that would survive."),
        ("other" = i64, Path, description = "The registration that would be merged away.")),
    responses((status = 200, body = Comparison, headers(("ETag" = String, description = "The version that was compared.")))),
    security(("bearer" = [])), extensions(("x-action" = json!("read_people"))))]
#[get("/people/{id}/duplicates/{other}")]
pub async fn compare(
    access: Access<ReadPeople>,
    ids: Path<(i64, i64)>,
    _: Query<Nothing>,
) -> Result<HttpResponse, Problem> {
    let ((id, other), lang) = (ids.into_inner(), access.lang());
    let compare = move |s: &mut crate::ops::session::Session<'_>| {
        s.noting("person_read", id, |s| s.noting("person_read", other, |s| merges::compare(s, id, other, lang)))
    };
    let (comparison, version) = access.run(compare).await?;
    Ok(HttpResponse::Ok().insert_header((header::ETAG, Tag(version).to_string())).json(comparison))
}

/// The registrations that were merged into a person's.
#[derive(Serialize, ToSchema)]
pub struct Merges {
    items: Vec<Merge>,
}

/// Lists the registrations that were merged into a person's.
#[utoipa::path(tag = "people", params(("id" = i64, Path)), responses((status = 200, body = Merges)),
    security(("bearer" = [])), extensions(("x-action" = json!("read_people"))))]
#[get("/people/{id}/merges")]
pub async fn list_merges(
    access: Access<ReadPeople>,
    id: Path<i64>,
    _: Query<Nothing>,
) -> Result<Json<Merges>, Problem> {
    let id = id.into_inner();
    let items = access.run(move |s| s.noting("person_read", id, |s| merges::of(s, id))).await?;
    Ok(Json(Merges { items }))
}

/// The other registration of a person.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewMerge {
    /// The number of the registration that is merged away.
    #[schema(example = 18)]
    other: i64,
    note: Option<String>,
}

/// Merges another person into this one.
///
/// Requires the `ETag` of the comparison in `If-Match`. From then on, the facts of both
/// registrations count for one person in every restated figure; closed figures stay. The
/// registration that is merged away still names the person.
#[utoipa::path(tag = "people", params(("id" = i64, Path, description = "The surviving registration."),
        ("If-Match" = String, Header, description = "The ETag of the comparison.")),
    request_body = NewMerge, responses((status = 201, body = Merge)),
    security(("bearer" = [])), extensions(("x-action" = json!("decide"))))]
#[post("/people/{id}/merges")]
pub async fn merge(
    access: Access<Decide>,
    id: Path<i64>,
    _: Query<Nothing>,
    request: HttpRequest,
    body: Json<NewMerge>,
) -> Result<HttpResponse, Problem> {
    let (id, Json(NewMerge { other, note })) = (id.into_inner(), body);
    let asked = Asked { other, version: if_match(&request)?, note: note_text(note)? };
    let merged = access.run(move |s| merges::merge(s, id, &asked)).await?;
    Ok(HttpResponse::Created().json(merged))
}

/// The person that is registered separately again.
#[derive(Serialize, ToSchema)]
pub struct Separated {
    #[schema(example = 18)]
    person: i64,
}

/// Takes a merge back.
///
/// Every fact belongs again to the registration under which it was recorded.
#[utoipa::path(tag = "people", params(("id" = i64, Path), ("merge" = i64, Path, description = "The `id` of the merge.")),
    responses((status = 200, body = Separated)), security(("bearer" = [])), extensions(("x-action" = json!("decide"))))]
#[delete("/people/{id}/merges/{merge}")]
pub async fn separate(
    access: Access<Decide>,
    ids: Path<(i64, i64)>,
    _: Query<Nothing>,
) -> Result<Json<Separated>, Problem> {
    let (id, position) = ids.into_inner();
    let person = access.run(move |s| merges::separate(s, id, position)).await?;
    Ok(Json(Separated { person }))
}
