//! Filings of hires and terminations and how soon employers send them; employments that continue at
//! deregistered employers.

use actix_web::get;
use actix_web::web::{Json, Query};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use crate::domain::values::division::Division;
use crate::domain::values::month::Month;
use crate::domain::values::uscc::Uscc;
use crate::http::door::access::{Access, ReadPeople};
use crate::http::door::input::{Page, Read, limit};
use crate::http::door::problem::Problem;
use crate::ops::employment::filings::{self, EmployerFilings, Filing, Unended, Wanted};

/// The filters of the list of filings.
#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct FilingsQuery {
    /// The month of the first day at work, or of the first day without the job.
    #[param(value_type = String, example = "2026-03")]
    month: Read<Month>,
    /// The caller's own division by default.
    #[param(value_type = Option<String>, example = "440703")]
    division: Option<Read<Division>>,
    /// The employer's unified social credit code (GB 32100).
    #[param(example = "91350100M000100Y43")]
    employer: Option<String>,
    /// `true` for late filings only, `false` for timely filings only.
    late: Option<bool>,
    /// The `next` of the previous page.
    after: Option<i64>,
    /// 1–200; 50 by default.
    limit: Option<u16>,
}

/// Lists the filings of hires and terminations of a month.
///
/// Each filing has the days that it took. A hire is late after thirty days, a termination after
/// fifteen (就业服务与就业管理规定 article 62).
#[utoipa::path(tag = "filings", params(FilingsQuery), responses((status = 200, body = Page<Filing>)), security(("bearer" = [])),
    extensions(("x-action" = json!("read_people"))))]
#[get("/filings")]
pub async fn list(access: Access<ReadPeople>, query: Query<FilingsQuery>) -> Result<Json<Page<Filing>>, Problem> {
    let Query(FilingsQuery { month: Read(month), division, employer, late, after, limit: asked }) = query;
    let limit = limit(asked)?;
    let division = division.map_or(access.actor().scope, |Read(division)| division);
    let employer = employer.map(|code| Uscc::parse(&code)).transpose().map_err(|_| {
        Problem::bad("employer", "应为 18 位统一社会信用代码", "expected a unified social credit code of 18 characters")
    })?;
    let employer = employer.map(|code| code.as_str().to_owned());
    let wanted = Wanted { division, month, employer, late, after, limit: limit.into() };
    let found = access.run(move |s| filings::list(s, &wanted)).await?;
    Ok(Json(Page::of(found, limit, |filing| filing.position.to_string())))
}

/// The month and division of the summed filings.
#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct EmployersQuery {
    /// The month of the first day at work, or of the first day without the job.
    #[param(value_type = String, example = "2026-03")]
    month: Read<Month>,
    /// The caller's own division by default.
    #[param(value_type = Option<String>, example = "440703")]
    division: Option<Read<Division>>,
}

/// The filings of a month, summed by employer.
#[derive(Serialize, ToSchema)]
pub struct Employers {
    #[schema(example = "2026-03")]
    month: String,
    /// By unified social credit code; filings that name no employer come first.
    items: Vec<EmployerFilings>,
}

/// Counts the hires and terminations that each employer filed for a month.
///
/// The answer also counts the late ones.
#[utoipa::path(tag = "filings", params(EmployersQuery), responses((status = 200, body = Employers)), security(("bearer" = [])),
    extensions(("x-action" = json!("read_people"))))]
#[get("/filings/employers")]
pub async fn employers(access: Access<ReadPeople>, query: Query<EmployersQuery>) -> Result<Json<Employers>, Problem> {
    let EmployersQuery { month: Read(month), division } = query.into_inner();
    let division = division.map_or(access.actor().scope, |Read(division)| division);
    let items = access.run(move |s| filings::employers(s, division, month)).await?;
    Ok(Json(Employers { month: month.to_string(), items }))
}

/// The filters of the list of employments.
#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct UnendedQuery {
    /// The caller's own division by default.
    #[param(value_type = Option<String>, example = "440703")]
    division: Option<Read<Division>>,
    /// The `next` of the previous page.
    after: Option<i64>,
    /// 1–200; 50 by default.
    limit: Option<u16>,
}

/// Lists the employments that continue at deregistered employers.
///
/// The contract ended with the employer (劳动合同法 article 44). For each employment, its end or a
/// new hire elsewhere has to be filed.
#[utoipa::path(tag = "filings", params(UnendedQuery), responses((status = 200, body = Page<Unended>)), security(("bearer" = [])),
    extensions(("x-action" = json!("read_people"))))]
#[get("/filings/unended")]
pub async fn unended(access: Access<ReadPeople>, query: Query<UnendedQuery>) -> Result<Json<Page<Unended>>, Problem> {
    let UnendedQuery { division, after, limit: asked } = query.into_inner();
    let limit = limit(asked)?;
    let division = division.map_or(access.actor().scope, |Read(division)| division);
    let after = after.unwrap_or(0);
    let found = access.run(move |s| filings::unended(s, division, after, limit.into())).await?;
    Ok(Json(Page::of(found, limit, |unended| unended.position.to_string())))
}
