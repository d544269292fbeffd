//! The month-end board of the current month.

use actix_web::get;
use actix_web::web::{Json, Query};
use serde::Deserialize;
use utoipa::IntoParams;

use crate::domain::values::division::Division;
use crate::http::door::access::{Access, ReadHouseholds};
use crate::http::door::input::{Read, limit};
use crate::http::door::problem::Problem;
use crate::ops::months::board::{self, Board, Wanted};

/// A page of the board.
#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct BoardQuery {
    /// The caller's own division by default.
    #[param(value_type = Option<String>, example = "440703")]
    division: Option<Read<Division>>,
    /// The `next` of the previous page.
    after: Option<i64>,
    /// 1–200; 50 by default.
    limit: Option<u16>,
}

/// Shows where the current month will end if nothing else happens.
///
/// Hires filed ahead, birthdays and retirement dates are counted. The board lists each household
/// that is or will be on the register, with the help that was tried.
#[utoipa::path(tag = "board", params(BoardQuery), responses((status = 200, body = Board)), security(("bearer" = [])),
    extensions(("x-action" = json!("read_households"))))]
#[get("/board")]
pub async fn show(access: Access<ReadHouseholds>, query: Query<BoardQuery>) -> Result<Json<Board>, Problem> {
    let Query(BoardQuery { division, after, limit: asked }) = query;
    let division = division.map_or(access.actor().scope, |Read(division)| division);
    let wanted = Wanted { division, after, limit: limit(asked)?.into() };
    access.run(move |s| board::of(s, &wanted)).await.map(Json)
}
