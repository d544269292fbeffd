//! Deliveries to platforms: their states, and sending them again.

use actix_web::web::{Json, Path, Query};
use actix_web::{get, post};
use serde::Deserialize;
use utoipa::IntoParams;

use crate::domain::values::codes::DeliveryState;
use crate::http::door::access::{Access, ReadMessages, SettleMessages};
use crate::http::door::input::{Nothing, Page, limit};
use crate::http::door::problem::Problem;
use crate::ops::outbox::deliveries::{self, DeliveryView, Wanted};

/// The filters of the list of deliveries.
#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct DeliveriesQuery {
    /// `pending`, `delivered` or `dead`.
    #[param(example = "dead")]
    state: Option<String>,
    /// The `next` of the previous page.
    after: Option<i64>,
    /// 1–200; 50 by default.
    limit: Option<u16>,
}

/// Lists deliveries and their outcomes, oldest first.
///
/// A platform sees its own; the bureau sees those to accounts that reach no further than the
/// caller.
#[utoipa::path(tag = "deliveries", params(DeliveriesQuery), responses((status = 200, body = Page<DeliveryView>)), security(("bearer" = [])),
    extensions(("x-action" = json!("read_messages"))))]
#[get("/deliveries")]
pub async fn list(
    access: Access<ReadMessages>,
    query: Query<DeliveriesQuery>,
) -> Result<Json<Page<DeliveryView>>, Problem> {
    let Query(DeliveriesQuery { state, after, limit: asked }) = query;
    let limit = limit(asked)?;
    let bad = || Problem::bad("state", "应为 pending、delivered 或 dead", "expected pending, delivered or dead");
    let state = state.map(|word| DeliveryState::from_word(&word).ok_or_else(bad)).transpose()?;
    let wanted = Wanted { state, after, limit: limit.into() };
    let found = access.run(move |s| deliveries::list(s, &wanted)).await?;
    Ok(Json(Page::of(found, limit, |delivery| delivery.id.to_string())))
}

/// Sends a delivered or dead delivery again.
#[utoipa::path(tag = "deliveries", params(("id" = i64, Path)), responses((status = 200, body = DeliveryView)), security(("bearer" = [])),
    extensions(("x-action" = json!("settle_messages"))))]
#[post("/deliveries/{id}/replay")]
pub async fn replay(
    access: Access<SettleMessages>,
    id: Path<i64>,
    _: Query<Nothing>,
) -> Result<Json<DeliveryView>, Problem> {
    let id = id.into_inner();
    Ok(Json(access.run(move |s| deliveries::replay(s, id)).await?))
}
