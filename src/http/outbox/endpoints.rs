//! The endpoints of platforms.

use actix_web::web::{Json, Path, Query};
use actix_web::{HttpResponse, delete, get, post, put};
use serde::Deserialize;
use utoipa::ToSchema;
use uuid::Uuid;

use crate::http::door::access::{Access, ManageAccounts};
use crate::http::door::input::Nothing;
use crate::http::door::problem::Problem;
use crate::ops::outbox::endpoints::{self, Endpoint, NewEndpoint, NewSecret};

/// Shows the endpoint of an account.
#[utoipa::path(tag = "endpoints", params(("id" = String, Path, description = "The id of the account.")), responses((status = 200, body = Endpoint)), security(("bearer" = [])),
    extensions(("x-action" = json!("manage_accounts"))))]
#[get("/accounts/{id}/endpoint")]
pub async fn get(access: Access<ManageAccounts>, id: Path<Uuid>, _: Query<Nothing>) -> Result<Json<Endpoint>, Problem> {
    Ok(Json(access.run(move |s| endpoints::get(s, &id.to_string())).await?))
}

/// The endpoint of an account.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct EndpointBody {
    /// A URL on the machine of the service, where a proxy forwards to the platform by TLS.
    #[schema(example = "http://127.0.0.1:8443/hooks")]
    url: String,
}

/// Sets the endpoint of an account.
///
/// The answer has the secret that signs the deliveries, only this once. An endpoint that is set
/// again gets another secret.
#[utoipa::path(tag = "endpoints", params(("id" = String, Path, description = "The id of the account.")), request_body = EndpointBody,
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

/// Replaces the secret that signs the deliveries to an endpoint.
///
/// The answer has the new secret, only this once. Until `old_until`, a day later, deliveries are
/// signed with both secrets. After another replacement within the day, only the last two secrets
/// are valid.
#[utoipa::path(tag = "endpoints", params(("id" = String, Path, description = "The id of the account.")), responses((status = 200, body = NewSecret)), security(("bearer" = [])),
    extensions(("x-action" = json!("manage_accounts"))))]
#[post("/accounts/{id}/endpoint/secret")]
pub async fn rotate(
    access: Access<ManageAccounts>,
    id: Path<Uuid>,
    _: Query<Nothing>,
) -> Result<Json<NewSecret>, Problem> {
    Ok(Json(access.run(move |s| endpoints::rotate(s, &id.to_string())).await?))
}

/// Removes the endpoint of an account.
///
/// Its pending deliveries are given up.
#[utoipa::path(tag = "endpoints", params(("id" = String, Path, description = "The id of the account.")), responses((status = 204)), security(("bearer" = [])),
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
