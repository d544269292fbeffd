//! Helpers' records of a month, with the definition of each figure.

use actix_web::get;
use actix_web::web::{Json, Query};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use crate::domain::values::division::Division;
use crate::domain::values::hint::Lang;
use crate::domain::values::month::Month;
use crate::http::door::access::{Access, ReadPeople};
use crate::http::door::input::Read;
use crate::http::door::problem::Problem;
use crate::ops::help::records::{self, HelperRecord};

/// The month and division of the records.
#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct RecordsQuery {
    #[param(value_type = String, example = "2026-03")]
    month: Read<Month>,
    /// The caller's own division by default.
    #[param(value_type = Option<String>, example = "440703002")]
    division: Option<Read<Division>>,
}

/// The records of a month.
#[derive(Serialize, ToSchema)]
pub struct Records {
    #[schema(example = "2026-03")]
    month: String,
    /// The definition of each figure.
    definitions: Definitions,
    /// By community, then by helper.
    items: Vec<HelperRecord>,
}

/// The definitions of the figures of a record.
#[derive(Serialize, ToSchema)]
pub struct Definitions {
    cases: &'static str,
    services: &'static str,
    persons_served: &'static str,
    first_contacts_due: &'static str,
    first_contacts_in_time: &'static str,
    placements: &'static str,
    stability_due: &'static str,
    stable: &'static str,
}

const ZH: Definitions = Definitions {
    cases: "月末最后一日由其帮扶、尚未结案的个案数",
    services: "当月提供的服务次数；未注明服务人的，计入当日的帮扶责任人",
    persons_served: "当月接受过其服务的人数",
    first_contacts_due: "首次联系期限（立案后 5 个工作日）在当月届满、届满日由其帮扶的个案数",
    first_contacts_in_time: "其中期限届满前已有服务的个案数",
    placements: "立案之后、当月开始且计为就业的次数，计入开始日（或其前一日）的帮扶责任人",
    stability_due: "就业满 6 个月之日在当月的次数",
    stable: "其中 6 个月内未中断的次数",
};

const EN: Definitions = Definitions {
    cases: "cases they help in on the month's last day that are not closed",
    services: "services given in the month; one that names nobody counts for who helps on its day",
    persons_served: "persons they gave a service to in the month",
    first_contacts_due: "cases whose first contact (five working days after the opening) was due in the month while they helped",
    first_contacts_in_time: "of these, those with a service by that day",
    placements: "employments that count and began in the month, after the opening, for who helped on their first day or the day before",
    stability_due: "employments whose six months were over in the month",
    stable: "of these, those that had lasted without a break",
};

/// Shows the work of each helper in a month, by community.
///
/// The records are the basis of performance pay. Every figure counts facts as they are known now.
#[utoipa::path(tag = "records", params(RecordsQuery), responses((status = 200, body = Records)), security(("bearer" = [])),
    extensions(("x-action" = json!("read_people"))))]
#[get("/helpers/records")]
pub async fn show(access: Access<ReadPeople>, query: Query<RecordsQuery>) -> Result<Json<Records>, Problem> {
    let RecordsQuery { month: Read(month), division } = query.into_inner();
    let division = division.map_or(access.actor().scope, |Read(division)| division);
    let definitions = if access.lang() == Lang::Zh { ZH } else { EN };
    let items = access.run(move |s| records::of(s, division, month)).await?;
    Ok(Json(Records { month: month.to_string(), definitions, items }))
}
