//! Whether the service lives, and whether it can do its work.

use actix_web::get;
use actix_web::web::{Data, Json, Query};
use serde::Serialize;
use utoipa::ToSchema;

use super::door::Door;
use super::input::Nothing;
use super::problem::Problem;

/// How the service is.
#[derive(Serialize, ToSchema)]
pub struct Health {
    #[schema(value_type = String, example = "ok")]
    status: &'static str,
}

/// Tell that the service lives. Asks nothing of the database.
#[utoipa::path(tag = "health", responses((status = 200, body = Health)))]
#[get("/healthz")]
pub async fn healthz(_: Query<Nothing>) -> Json<Health> {
    Json(Health { status: "ok" })
}

/// Tell whether the database answers and its schema is this program's.
#[utoipa::path(tag = "health", responses((status = 200, body = Health)))]
#[get("/readyz")]
pub async fn readyz(door: Data<Door>, _: Query<Nothing>) -> Result<Json<Health>, Problem> {
    // To whoever watches, a schema that is behind is not ready, as a database that is gone.
    door.into_inner().ready().await.map_err(|p| p.answered(503))?;
    Ok(Json(Health { status: "ok" }))
}
