//! Who looks for work and lets platforms see that, as each platform is told.

use actix_web::get;
use actix_web::web::{Json, Query};
use serde::Deserialize;
use utoipa::IntoParams;

use crate::http::door::access::{Access, ReadSeekers};
use crate::http::door::input::{Page, limit};
use crate::http::door::problem::Problem;
use crate::ops::outbox::seekers::{self, SeekerView};

/// A page of seekers.
#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct SeekersQuery {
    /// The `next` of the page before.
    after: Option<String>,
    /// 1 to 200; 50 when left out.
    limit: Option<u16>,
}

/// List who is offered to the platform now: what the events about seekers add up to. Each reading is written down.
#[utoipa::path(tag = "seekers", params(SeekersQuery), responses((status = 200, body = Page<SeekerView>)), security(("bearer" = [])),
    extensions(("x-action" = json!("read_seekers"))))]
#[get("/seekers")]
pub async fn list(access: Access<ReadSeekers>, query: Query<SeekersQuery>) -> Result<Json<Page<SeekerView>>, Problem> {
    let Query(SeekersQuery { after, limit: asked }) = query;
    let limit = limit(asked)?;
    let found = access.run(move |s| seekers::list(s, after.as_deref(), limit.into())).await?;
    Ok(Json(Page::of(found, limit, |item| item.seeker.clone())))
}
