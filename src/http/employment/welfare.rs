//! Public-welfare posts by unit: who holds them, and whether enough of them were hired as difficult persons.

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

/// What stands in the place of a unit for the posts that name none.
const NO_UNIT: &str = "none";

/// Units on which day, with holders where.
#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct UnitsQuery {
    /// The day, today at the latest; today when left out.
    #[param(value_type = Option<NaiveDate>, example = "2026-03-31")]
    on: Option<Read<NaiveDate>>,
    /// Only units of which somebody who lives there holds a post; their numbers stay those of all holders.
    #[param(value_type = Option<String>, example = "440703")]
    division: Option<Read<Division>>,
}

/// The units that have public-welfare posts, on a day.
#[derive(Serialize, ToSchema)]
pub struct WelfareUnits {
    on: NaiveDate,
    /// By code; the posts that name no unit come first.
    items: Vec<WelfareUnit>,
}

/// Tell of each unit with holders of public-welfare posts in reach whether 30 % of all its holders were hired as difficult
/// persons. The numbers are of its holders in the whole city.
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

/// A page of holders.
#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct HoldersQuery {
    /// The day, today at the latest; today when left out.
    #[param(value_type = Option<NaiveDate>, example = "2026-03-31")]
    on: Option<Read<NaiveDate>>,
    /// The `next` of the page before.
    after: Option<i64>,
    /// 1 to 200; 50 when left out.
    limit: Option<u16>,
}

/// List those in reach who hold a public-welfare post at a unit, with what the ledger and the hire say of their being difficult
/// persons then.
#[utoipa::path(tag = "welfare", params(("unit" = String, Path, description = "The unified social credit code (GB 32100); `none` for the posts that name no unit."), HoldersQuery),
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

/// The day that is asked about: what will be held on a later one nobody knows yet.
fn day_asked(access: &Access<ReadPeople>, on: Option<Read<NaiveDate>>) -> Result<NaiveDate, Problem> {
    let today = access.clock().today();
    let on = day(on).unwrap_or(today);
    if on > today {
        return Err(Problem::bad("on", "应不晚于今天", "expected today or an earlier day"));
    }
    Ok(on)
}
