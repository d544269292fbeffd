//! Public-welfare posts by unit: their holders, and whether enough of these were hired as difficult
//! persons.

use actix_web::get;
use actix_web::web::{Json, Path, Query};
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use crate::domain::values::division::Division;
use crate::domain::values::uscc::Uscc;
use crate::error::Failure;
use crate::http::door::access::{Access, ReadPeople};
use crate::http::door::input::{Page, Read, day, limit};
use crate::http::door::problem::Problem;
use crate::ops::employment::welfare::{self, Holder, Wanted, WelfareUnit};

/// The path segment for the posts that name no unit.
const NO_UNIT: &str = "none";

/// The day and division of the list of units.
#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct UnitsQuery {
    /// The day, not in the future; today by default.
    #[param(value_type = Option<NaiveDate>, example = "2026-03-31")]
    on: Option<Read<NaiveDate>>,
    /// Only units with a holder who lives in this division; their figures still count all holders.
    /// Posts that name no unit are counted within the division.
    #[param(value_type = Option<String>, example = "440703")]
    division: Option<Read<Division>>,
}

/// The units with public-welfare posts on a day.
#[derive(Serialize, ToSchema)]
pub struct WelfareUnits {
    on: NaiveDate,
    /// By unified social credit code; the posts that name no unit come first.
    items: Vec<WelfareUnit>,
}

/// Lists the units with public-welfare posts and their share of difficult persons.
///
/// At least 30 % of a unit's holders must have been hired as difficult persons. A unit is listed if
/// one of its holders is in reach. Its figures count its holders in the whole city; the posts that
/// name no unit are counted within reach.
#[utoipa::path(tag = "welfare", params(UnitsQuery), responses((status = 200, body = WelfareUnits)), security(("bearer" = [])),
    extensions(("x-action" = json!("read_people"))))]
#[get("/welfare-units")]
pub async fn units(access: Access<ReadPeople>, query: Query<UnitsQuery>) -> Result<Json<WelfareUnits>, Problem> {
    let UnitsQuery { on, division } = query.into_inner();
    let on = day_asked(&access, on)?;
    let division = division.map(|Read(division)| division);
    let items = access.run(move |s| welfare::units(s, on, division)).await?;
    Ok(Json(WelfareUnits { on, items }))
}

/// The day, and a page of holders.
#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct HoldersQuery {
    /// The day, not in the future; today by default.
    #[param(value_type = Option<NaiveDate>, example = "2026-03-31")]
    on: Option<Read<NaiveDate>>,
    /// The `next` of the previous page.
    after: Option<i64>,
    /// 1–200; 50 by default.
    limit: Option<u16>,
}

/// Lists the holders in reach of public-welfare posts at a unit.
///
/// For each holder, `was_determined` tells whether the ledger has a determination as a difficult
/// person at the hire, and `said` what the hire itself says about it.
#[utoipa::path(tag = "welfare", params(("unit" = String, Path, description = "The unified social credit code (GB 32100), or `none` for the posts that name no unit."), HoldersQuery),
    responses((status = 200, body = Page<Holder>)), security(("bearer" = [])), extensions(("x-action" = json!("read_people"))))]
#[get("/welfare-units/{unit}/holders")]
pub async fn holders(
    access: Access<ReadPeople>,
    unit: Path<String>,
    query: Query<HoldersQuery>,
) -> Result<Json<Page<Holder>>, Problem> {
    let HoldersQuery { on, after, limit: asked } = query.into_inner();
    let limit = limit(asked)?;
    let on = day_asked(&access, on)?;
    let unit = Some(unit.into_inner()).filter(|unit| unit != NO_UNIT);
    let unit = unit.map(|code| Uscc::parse(&code)).transpose().map_err(|_| Failure::NotFound)?;
    let wanted = Wanted { unit, on, after, limit: limit.into() };
    let found = access.run(move |s| welfare::holders(s, &wanted)).await?;
    Ok(Json(Page::of(found, limit, |holder| holder.position.to_string())))
}

/// Gives the requested day, today by default. It refuses a later day, whose holders are not known
/// yet.
fn day_asked(access: &Access<ReadPeople>, on: Option<Read<NaiveDate>>) -> Result<NaiveDate, Problem> {
    let today = access.clock().today();
    let on = day(on).unwrap_or(today);
    if on > today {
        return Err(Problem::bad("on", "应不晚于今天", "expected today or an earlier day"));
    }
    Ok(on)
}
