//! The use of the hiring platform by enterprises.

use actix_web::get;
use actix_web::web::{Json, Query};
use serde::Deserialize;
use utoipa::IntoParams;

use crate::domain::values::division::Division;
use crate::domain::values::month::Month;
use crate::domain::values::uscc::Uscc;
use crate::http::door::access::{Access, ReadMonths};
use crate::http::door::input::{Page, Read, limit};
use crate::http::door::problem::Problem;
use crate::ops::employment::usage::{self, Enterprise, Period, Usage, Wanted};

/// The maximum number of months of a period.
const LONGEST: usize = 24;

/// The period and division of the enterprises.
#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct UsageQuery {
    /// The first month.
    #[param(value_type = String, example = "2026-01")]
    from: Read<Month>,
    /// The last month; a period has at most 24 months.
    #[param(value_type = String, example = "2026-03")]
    to: Read<Month>,
    /// The division of the enterprises; the caller's own by default.
    #[param(value_type = Option<String>, example = "440703")]
    division: Option<Read<Division>>,
}

fn period(from: Month, to: Month, division: Division) -> Result<Period, Problem> {
    let longest = std::iter::successors(Some(from), |month| Some(month.next())).take(LONGEST).last();
    if from > to || longest.is_some_and(|longest| to > longest) {
        return Err(Problem::bad(
            "to",
            "应不早于 from，且至多 24 个月",
            "expected no month before from, and at most 24",
        ));
    }
    Ok(Period { from, to, division })
}

/// Counts the enterprises with labour that used the hiring platform in a period.
///
/// An enterprise used the platform if it filed a hire, a change of pay or an end, had a vacancy, or
/// answered a referral.
#[utoipa::path(tag = "usage", params(UsageQuery), responses((status = 200, body = Usage)), security(("bearer" = [])),
    extensions(("x-action" = json!("read_months"))))]
#[get("/usage")]
pub async fn share(access: Access<ReadMonths>, query: Query<UsageQuery>) -> Result<Json<Usage>, Problem> {
    let UsageQuery { from: Read(from), to: Read(to), division } = query.into_inner();
    let period = period(from, to, division.map_or(access.actor().scope, |Read(division)| division))?;
    access.run(move |s| usage::share(s, period)).await.map(Json)
}

/// The filters of the list of enterprises.
#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct EnterprisesQuery {
    /// The first month.
    #[param(value_type = String, example = "2026-01")]
    from: Read<Month>,
    /// The last month; a period has at most 24 months.
    #[param(value_type = String, example = "2026-03")]
    to: Read<Month>,
    /// The division of the enterprises; the caller's own by default.
    #[param(value_type = Option<String>, example = "440703")]
    division: Option<Read<Division>>,
    /// `true` for enterprises that used the platform, `false` for the others.
    used: Option<bool>,
    /// The `next` of the previous page.
    after: Option<String>,
    /// 1–200; 50 by default.
    limit: Option<u16>,
}

/// Lists the enterprises with labour in a period, and whether each used the hiring platform.
#[utoipa::path(tag = "usage", params(EnterprisesQuery), responses((status = 200, body = Page<Enterprise>)), security(("bearer" = [])),
    extensions(("x-action" = json!("read_months"))))]
#[get("/usage/enterprises")]
pub async fn enterprises(
    access: Access<ReadMonths>,
    query: Query<EnterprisesQuery>,
) -> Result<Json<Page<Enterprise>>, Problem> {
    let EnterprisesQuery { from: Read(from), to: Read(to), division, used, after, limit: asked } = query.into_inner();
    let limit = limit(asked)?;
    let period = period(from, to, division.map_or(access.actor().scope, |Read(division)| division))?;
    let after = after.map(|code| Uscc::parse(&code)).transpose().map_err(|hint| Problem::hinted("after", hint))?;
    let after = after.map(|code| code.as_str().to_owned());
    let wanted = Wanted { period, used, after, limit: limit.into() };
    let found = access.run(move |s| usage::list(s, &wanted)).await?;
    Ok(Json(Page::of(found, limit, |enterprise| enterprise.uscc.clone())))
}
