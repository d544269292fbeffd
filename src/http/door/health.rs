//! Liveness and readiness of the service.

use actix_web::get;
use actix_web::web::{Data, Json, Query};
use serde::Serialize;
use utoipa::ToSchema;

use super::door::Door;
use super::input::Nothing;
use super::problem::Problem;

/// The state of the service.
#[derive(Serialize, ToSchema)]
pub struct Health {
    #[schema(value_type = String, example = "ok")]
    status: &'static str,
}

/// Tells that the service is alive.
///
/// It does not ask the database.
#[utoipa::path(tag = "health", responses((status = 200, body = Health)))]
#[get("/healthz")]
pub async fn healthz(_: Query<Nothing>) -> Json<Health> {
    Json(Health { status: "ok" })
}

/// Tells whether the database answers and has the schema of this program.
#[utoipa::path(tag = "health", responses((status = 200, body = Health)))]
#[get("/readyz")]
pub async fn readyz(door: Data<Door>, _: Query<Nothing>) -> Result<Json<Health>, Problem> {
    // For a monitor, a schema that is behind is as much a reason for 503 as a missing database.
    door.into_inner().ready().await.map_err(|p| p.answered(503))?;
    Ok(Json(Health { status: "ok" }))
}
