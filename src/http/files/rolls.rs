//! Rolls of other authorities, and their differences from the ledger.

use actix_web::web::{Bytes, Json, Path, Query};
use actix_web::{HttpResponse, delete, get, post};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::imports::Table;
use crate::domain::files::roll::{MOST_ROWS, is_head};
use crate::domain::files::sheet::cells::Unreadable;
use crate::domain::values::codes::{Difference, Roll};
use crate::domain::values::division::Division;
use crate::domain::values::month::Month;
use crate::error::Failure;
use crate::http::door::access::{Access, ReadPeople, ReadRolls, SendRolls};
use crate::http::door::files::unreadable;
use crate::http::door::input::{Nothing, Page, Read, limit};
use crate::http::door::problem::Problem;
use crate::ops::files::rolls::{self, Asked, DifferenceView, RollReport, RollView, Wanted};

/// The received rolls.
#[derive(Serialize, ToSchema)]
pub struct Rolls {
    /// Latest month first.
    items: Vec<RollView>,
}

/// Lists the received rolls, latest month first.
#[utoipa::path(tag = "rolls", responses((status = 200, body = Rolls)), security(("bearer" = [])),
    extensions(("x-action" = json!("read_rolls"))))]
#[get("/rolls")]
pub async fn list(access: Access<ReadRolls>, _: Query<Nothing>) -> Result<Json<Rolls>, Problem> {
    let items = access.run(rolls::list).await?;
    Ok(Json(Rolls { items }))
}

fn roll_of(word: &str) -> Result<Roll, Problem> {
    Roll::from_word(word).ok_or_else(|| Failure::NotFound.into())
}

/// The completeness of a roll.
#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct RollQuery {
    /// With `true`, this file completes the roll, unless rows of it are refused; the roll is
    /// compared with the ledger from then on.
    #[serde(default)]
    complete: bool,
}

/// Adds the rows of a file to the roll of a month.
///
/// A roll covers the whole city. The file is CSV (UTF-8 or GB18030) or XLSX, with at most 5 MiB and
/// 150,000 rows. It has a column 身份证号码, and for `contributions` also a column
/// 统一社会信用代码, empty where the person pays. Rows of unregistered persons are not kept. Rows
/// that came before change nothing, so a file may be sent again.
#[utoipa::path(tag = "rolls",
    params(("roll" = String, Path, description = "`contributions`, `low_income` or `disabled`."), ("month" = String, Path, example = "2026-03"), RollQuery),
    request_body(content((Table = "text/csv"), (Table = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"))),
    responses((status = 200, body = RollReport)), security(("bearer" = [])), extensions(("x-action" = json!("send_rolls"))))]
#[post("/rolls/{roll}/{month}")]
pub async fn add(
    access: Access<SendRolls>,
    path: Path<(String, Read<Month>)>,
    query: Query<RollQuery>,
    body: Result<Bytes, actix_web::Error>,
) -> Result<Json<RollReport>, Problem> {
    let (word, Read(month)) = path.into_inner();
    let roll = roll_of(&word)?;
    let content = body.map_err(|_| unreadable_roll(Unreadable::TooLarge))?;
    access.run(move |s| rolls::admit(s, roll, month)).await?;
    let sheet = access.read_sheet(content, MOST_ROWS, move |cells| is_head(roll, cells)).await?;
    let sheet = sheet.map_err(unreadable_roll)?;
    let asked = Asked { roll, month, is_last: query.complete, lang: access.lang() };
    Ok(Json(access.run(move |s| rolls::add(s, &asked, &sheet)).await?))
}

fn unreadable_roll(why: Unreadable) -> Problem {
    let problem = unreadable(why);
    match why {
        Unreadable::NoHead => problem.saying(
            "前 10 行中没有含“身份证号码”一列（缴费名单还须有“统一社会信用代码”一列）的表头；请补上表头后重新上传。",
            "None of the first 10 rows names the column 身份证号码, and 统一社会信用代码 of contributions; add such a head and send it again.",
        ),
        Unreadable::TooManyRows => problem.saying(
            "一次至多 150000 行；请分成几个文件上传。",
            "A file has at most 150,000 rows; send it in several files.",
        ),
        _ => problem,
    }
}

/// Removes the roll of a month, so that it can be sent anew.
#[utoipa::path(tag = "rolls",
    params(("roll" = String, Path, description = "`contributions`, `low_income` or `disabled`."), ("month" = String, Path, example = "2026-03")),
    responses((status = 204)), security(("bearer" = [])), extensions(("x-action" = json!("send_rolls"))))]
#[delete("/rolls/{roll}/{month}")]
pub async fn remove(
    access: Access<SendRolls>,
    path: Path<(String, Read<Month>)>,
    _: Query<Nothing>,
) -> Result<HttpResponse, Problem> {
    let (word, Read(month)) = path.into_inner();
    let roll = roll_of(&word)?;
    access.run(move |s| rolls::remove(s, roll, month)).await?;
    Ok(HttpResponse::NoContent().finish())
}

/// The kind of difference, and a page of the list.
#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct DifferencesQuery {
    /// For `contributions`, `unpaid` (employed through this month and the previous one, with no
    /// contribution in either) or `unfiled` (a contribution without a filed hire). For the other
    /// rolls, `not_listed` (determined in the roll's category, and not on the roll) or
    /// `not_determined` (on the roll and seeking work, and not determined).
    #[param(example = "unpaid")]
    difference: String,
    /// The caller's own division by default.
    #[param(value_type = Option<String>, example = "440703")]
    division: Option<Read<Division>>,
    /// The `next` of the previous page.
    after: Option<i64>,
    /// 1–200; 50 by default.
    limit: Option<u16>,
}

/// Lists the people within reach on whom a roll and the ledger differ.
///
/// The differences are to be verified; they change no figure.
#[utoipa::path(tag = "rolls",
    params(("roll" = String, Path, description = "`contributions`, `low_income` or `disabled`."), ("month" = String, Path, example = "2026-03"), DifferencesQuery),
    responses((status = 200, body = Page<DifferenceView>)), security(("bearer" = [])), extensions(("x-action" = json!("read_people"))))]
#[get("/rolls/{roll}/{month}/differences")]
pub async fn differences(
    access: Access<ReadPeople>,
    path: Path<(String, Read<Month>)>,
    query: Query<DifferencesQuery>,
) -> Result<Json<Page<DifferenceView>>, Problem> {
    let (word, Read(month)) = path.into_inner();
    let roll = roll_of(&word)?;
    let DifferencesQuery { difference, division, after, limit: asked } = query.into_inner();
    let limit = limit(asked)?;
    let known = Difference::from_word(&difference)
        .filter(|difference| crate::domain::files::roll::differences(roll).contains(difference));
    let difference = known.ok_or_else(|| {
        Problem::bad(
            "difference",
            "社保缴费名单应为 unpaid 或 unfiled，其他名单应为 not_listed 或 not_determined",
            "expected unpaid or unfiled of contributions, not_listed or not_determined of the other rolls",
        )
    })?;
    let division = division.map_or(access.actor().scope, |Read(division)| division);
    let after = after.unwrap_or(0);
    let wanted = Wanted { roll, month, difference, division, after, limit: limit.into() };
    let found = access.run(move |s| rolls::find(s, &wanted)).await.map_err(|problem| {
        if problem.code() == Failure::NotFound.code() {
            problem.saying(
                "该月名单尚未报全（complete=true）；核对 unpaid 还需要上一个月的名单。",
                "The roll of this month has not come whole (complete=true); for unpaid that of the month before is needed too.",
            )
        } else {
            problem
        }
    })?;
    Ok(Json(Page::of(found, limit, |difference| difference.cursor.to_string())))
}
