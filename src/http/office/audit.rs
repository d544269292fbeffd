//! The audit trail.

use actix_web::get;
use actix_web::web::{Json, Query};
use serde::Deserialize;
use utoipa::IntoParams;

use crate::http::door::access::{Access, ReadAudit};
use crate::http::door::input::{Page, limit};
use crate::http::door::problem::Problem;
use crate::ops::session::audit::{self, AuditNote, Wanted};

/// The filters of the audit trail.
#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct AuditQuery {
    /// Only notes on actions of this account.
    account: Option<String>,
    #[param(example = "person_read")]
    action: Option<String>,
    /// Only notes about this subject: the number of a person with `person_read`, an account, a
    /// month.
    subject: Option<String>,
    /// The `next` of the previous page.
    after: Option<i64>,
    /// 1–200; 50 by default.
    limit: Option<u16>,
}

/// Lists the notes of the audit trail, latest first.
///
/// The notes tell what each account did and read.
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
