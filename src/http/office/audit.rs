//! Who did and read what.

use actix_web::get;
use actix_web::web::{Json, Query};
use serde::Deserialize;
use utoipa::IntoParams;

use crate::http::door::access::{Access, ReadAudit};
use crate::http::door::input::{Page, limit};
use crate::http::door::problem::Problem;
use crate::ops::session::audit::{self, AuditNote, Wanted};

/// A page of notes.
#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct AuditQuery {
    /// Only what this account did.
    account: Option<String>,
    #[param(example = "person_read")]
    action: Option<String>,
    /// Only what is about this: the number of a person with `person_read`, an account, a month.
    subject: Option<String>,
    /// The `next` of the page before.
    after: Option<i64>,
    /// 1 to 200; 50 when left out.
    limit: Option<u16>,
}

/// List who did and read what, the latest first.
#[utoipa::path(tag = "audit", params(AuditQuery), responses((status = 200, body = Page<AuditNote>)), security(("bearer" = [])),
    extensions(("x-action" = json!("read_audit"))))]
#[get("/audit")]
pub async fn list(access: Access<ReadAudit>, query: Query<AuditQuery>) -> Result<Json<Page<AuditNote>>, Problem> {
    let Query(AuditQuery { account, action, subject, after, limit: asked }) = query;
    let limit = limit(asked)?;
    let wanted = Wanted { account, action, subject, before: after, limit: limit.into() };
    let found = access.run(move |s| audit::list(s, &wanted)).await?;
    Ok(Json(Page::of(found, limit, |note| note.id.to_string())))
}
