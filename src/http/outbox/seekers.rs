//! Seekers who let platforms see them, as each platform knows them.

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
    /// The `next` of the previous page.
    after: Option<String>,
    /// 1–200; 50 by default.
    limit: Option<u16>,
}

/// Lists the seekers offered to the platform now.
///
/// The list is the sum of the events about seekers. The audit trail notes each reading.
#[utoipa::path(tag = "seekers", params(SeekersQuery), responses((status = 200, body = Page<SeekerView>)), security(("bearer" = [])),
    extensions(("x-action" = json!("read_seekers"))))]
#[get("/seekers")]
pub async fn list(access: Access<ReadSeekers>, query: Query<SeekersQuery>) -> Result<Json<Page<SeekerView>>, Problem> {
    let Query(SeekersQuery { after, limit: asked }) = query;
    let limit = limit(asked)?;
    let found = access.run(move |s| seekers::list(s, after.as_deref(), limit.into())).await?;
    Ok(Json(Page::of(found, limit, |item| item.seeker.clone())))
}
