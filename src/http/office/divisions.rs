//! The divisions in the actor's scope.

use actix_web::get;
use actix_web::web::{Json, Path, Query};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use crate::domain::values::division::{self, Entry, tree};
use crate::error::Failure;
use crate::http::door::access::{Access, ReadDivisions};
use crate::http::door::input::{Nothing, Page, Read, limit};
use crate::http::door::problem::Problem;

/// A division.
#[derive(Serialize, ToSchema)]
pub struct Division {
    /// The significant digits of the code.
    #[schema(value_type = String, example = "440703")]
    code: division::Division,
    #[schema(value_type = String, example = "蓬江区")]
    name: &'static str,
    #[schema(value_type = String, example = "county")]
    level: &'static str,
    #[schema(value_type = Option<String>, example = "440700")]
    parent: Option<division::Division>,
    #[schema(value_type = String)]
    category: &'static str,
}

impl Division {
    fn of(entry: &Entry) -> Self {
        Self {
            code: entry.code,
            name: entry.name,
            level: entry.level.as_str(),
            parent: entry.parent,
            category: entry.category,
        }
    }
}

/// A page of divisions.
#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct DivisionsQuery {
    /// Lists the divisions one level below this one; the caller's own division by default.
    #[param(value_type = Option<String>, example = "440703")]
    parent: Option<Read<division::Division>>,
    /// The `next` of the previous page.
    #[param(value_type = Option<String>)]
    after: Option<Read<division::Division>>,
    /// 1–200; 50 by default.
    limit: Option<u16>,
}

/// Lists the divisions one level below another, by code.
#[utoipa::path(tag = "divisions", params(DivisionsQuery), responses((status = 200, body = Page<Division>)), security(("bearer" = [])),
    extensions(("x-action" = json!("read_divisions"))))]
#[get("/divisions")]
pub async fn list(
    access: Access<ReadDivisions>,
    query: Query<DivisionsQuery>,
) -> Result<Json<Page<Division>>, Problem> {
    let Query(DivisionsQuery { parent, after, limit: asked }) = query;
    let limit = limit(asked)?;
    let parent = parent.map_or(access.actor().scope, |Read(parent)| parent);
    let after = after.map(|Read(after)| after);
    let found = access
        .run(move |s| {
            s.within(parent)?;
            if !tree().knows(parent) {
                return Err(Failure::UnknownDivision.into());
            }
            let below = tree().children(parent).filter(|entry| after.is_none_or(|after| entry.code > after));
            Ok(below.take(usize::from(limit) + 1).map(Division::of).collect())
        })
        .await?;
    Ok(Json(Page::of(found, limit, |division: &Division| division.code.to_string())))
}

/// Shows a division.
#[utoipa::path(tag = "divisions", params(("code" = String, Path, description = "6, 9 or 12 digits.")),
    responses((status = 200, body = Division)), security(("bearer" = [])), extensions(("x-action" = json!("read_divisions"))))]
#[get("/divisions/{code}")]
pub async fn get(
    access: Access<ReadDivisions>,
    code: Path<Read<division::Division>>,
    _: Query<Nothing>,
) -> Result<Json<Division>, Problem> {
    let Read(code) = code.into_inner();
    let found = access
        .run(move |s| {
            s.within(code)?;
            tree().get(code).map(Division::of).ok_or_else(|| Failure::UnknownDivision.into())
        })
        .await?;
    Ok(Json(found))
}
