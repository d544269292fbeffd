//! News about persons with an open case.

use actix_web::get;
use actix_web::web::{Json, Query};
use chrono::NaiveDate;
use serde::Deserialize;
use utoipa::IntoParams;

use crate::domain::values::division::Division;
use crate::http::door::access::{Access, ReadPeople};
use crate::http::door::input::{Page, Read, day, limit};
use crate::http::door::problem::Problem;
use crate::ops::help::news::{self, NewsItem, Wanted};

/// The filters of the news.
#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct NewsQuery {
    /// The caller's own division by default.
    #[param(value_type = Option<String>, example = "440703")]
    division: Option<Read<Division>>,
    /// With `true`, only news about persons whom the caller helps.
    mine: Option<bool>,
    /// The first day of arrival; two weeks ago by default.
    #[param(value_type = Option<String>, format = Date)]
    since: Option<Read<NaiveDate>>,
    /// The `next` of the previous page.
    after: Option<i64>,
    /// 1–200; 50 by default.
    limit: Option<u16>,
}

/// Lists the news about persons with an open case, latest first.
///
/// News come from messages of platforms and other authorities: a hire, its pay, an end, a death,
/// the start or end of an absence. Each item tells whether the person's household is on the
/// register today.
#[utoipa::path(tag = "news", params(NewsQuery), responses((status = 200, body = Page<NewsItem>)), security(("bearer" = [])),
    extensions(("x-action" = json!("read_people"))))]
#[get("/news")]
pub async fn list(access: Access<ReadPeople>, query: Query<NewsQuery>) -> Result<Json<Page<NewsItem>>, Problem> {
    let NewsQuery { division, mine, since, after, limit: asked } = query.into_inner();
    let limit = limit(asked)?;
    let division = division.map_or(access.actor().scope, |Read(division)| division);
    let wanted =
        Wanted { division, mine: mine.unwrap_or(false), since: day(since), before: after, limit: limit.into() };
    let found = access.run(move |s| news::list(s, &wanted)).await?;
    Ok(Json(Page::of(found, limit, |item| item.position.to_string())))
}
