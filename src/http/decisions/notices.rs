//! Public notices (公示), which need no sign-in.

use actix_web::get;
use actix_web::web::{Data, Json, Query};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use crate::domain::values::division::{Division, Level, tree};
use crate::error::Failure;
use crate::http::door::door::Door;
use crate::http::door::input::Read;
use crate::http::door::problem::Problem;
use crate::ops::decisions::notices::Notice;

/// The place of the notices.
#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct NoticesQuery {
    /// A village or neighbourhood, 12 digits.
    #[param(value_type = String, example = "440703002101")]
    division: Read<Division>,
}

/// The public notices of a community today.
#[derive(Serialize, ToSchema)]
pub struct Notices {
    items: Vec<Notice>,
}

/// Lists the public notices of a village or neighbourhood.
///
/// A notice disappears when its period is over.
#[utoipa::path(tag = "notices", params(NoticesQuery), responses((status = 200, body = Notices)))]
#[get("/notices")]
pub async fn list(door: Data<Door>, query: Query<NoticesQuery>) -> Result<Json<Notices>, Problem> {
    let Query(NoticesQuery { division: Read(division) }) = query;
    if division.level() != Level::Village || !tree().knows(division) {
        return Err(Problem::from(Failure::UnknownDivision)
            .saying("请填 12 位村（居）委会区划代码。", "Name a village or neighbourhood by its 12 digits."));
    }
    let items = door.into_inner().notices(division).await?;
    Ok(Json(Notices { items }))
}
