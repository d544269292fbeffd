//! Where platforms are reached.

use actix_web::web::{Json, Path, Query};
use actix_web::{HttpResponse, delete, get, post, put};
use serde::Deserialize;
use utoipa::ToSchema;
use uuid::Uuid;

use crate::http::door::access::{Access, ManageAccounts};
use crate::http::door::input::Nothing;
use crate::http::door::problem::Problem;
use crate::ops::outbox::endpoints::{self, Endpoint, NewEndpoint, NewSecret};

/// Tell where an account is reached.
#[utoipa::path(tag = "endpoints", params(("id" = String, Path, description = "The account.")), responses((status = 200, body = Endpoint)), security(("bearer" = [])),
    extensions(("x-action" = json!("manage_accounts"))))]
#[get("/accounts/{id}/endpoint")]
pub async fn get(access: Access<ManageAccounts>, id: Path<Uuid>, _: Query<Nothing>) -> Result<Json<Endpoint>, Problem> {
    Ok(Json(access.run(move |s| endpoints::get(s, &id.to_string())).await?))
}

/// Where an account is to be reached.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct EndpointBody {
    /// On the machine of the service, where something forwards to the platform by TLS.
    #[schema(example = "http://127.0.0.1:8443/hooks")]
    url: String,
}

/// Set where an account is reached; the answer has the secret that what is sent there is signed with, this once. Set again, it has
/// another.
#[utoipa::path(tag = "endpoints", params(("id" = String, Path, description = "The account.")), request_body = EndpointBody,
    responses((status = 200, body = NewEndpoint)), security(("bearer" = [])), extensions(("x-action" = json!("manage_accounts"))))]
#[put("/accounts/{id}/endpoint")]
pub async fn set(
    access: Access<ManageAccounts>,
    id: Path<Uuid>,
    _: Query<Nothing>,
    body: Json<EndpointBody>,
) -> Result<Json<NewEndpoint>, Problem> {
    let url = body.into_inner().url;
    Ok(Json(access.run(move |s| endpoints::set(s, &id.to_string(), &url)).await?))
}

/// Exchange the secret that what is sent there is signed with; the answer has the new one, this once. Until `old_until`, a day later, what
/// is sent has a signature with each. Exchanged again within the day, only the last two hold.
#[utoipa::path(tag = "endpoints", params(("id" = String, Path, description = "The account.")), responses((status = 200, body = NewSecret)), security(("bearer" = [])),
    extensions(("x-action" = json!("manage_accounts"))))]
#[post("/accounts/{id}/endpoint/secret")]
pub async fn rotate(
    access: Access<ManageAccounts>,
    id: Path<Uuid>,
    _: Query<Nothing>,
) -> Result<Json<NewSecret>, Problem> {
    Ok(Json(access.run(move |s| endpoints::rotate(s, &id.to_string())).await?))
}

/// Let an account be reached no longer; what is pending is given up.
#[utoipa::path(tag = "endpoints", params(("id" = String, Path, description = "The account.")), responses((status = 204)), security(("bearer" = [])),
    extensions(("x-action" = json!("manage_accounts"))))]
#[delete("/accounts/{id}/endpoint")]
pub async fn remove(
    access: Access<ManageAccounts>,
    id: Path<Uuid>,
    _: Query<Nothing>,
) -> Result<HttpResponse, Problem> {
    access.run(move |s| endpoints::remove(s, &id.to_string())).await?;
    Ok(HttpResponse::NoContent().finish())
}
