//! Lists of deaths and absences that other authorities send as files.

use actix_web::post;
use actix_web::web::{Bytes, Json, Query};
use serde::Deserialize;
use utoipa::IntoParams;

use crate::domain::files::sheet::MOST_ROWS;
use crate::domain::files::sheet::cells::Unreadable;
use crate::domain::values::codes::{Absence, Kind};
use crate::domain::values::hint::Hint;
use crate::http::door::access::{Access, RecordAbsences};
use crate::http::door::files::unreadable;
use crate::http::door::problem::Problem;
use crate::http::files::imports::Table;
use crate::ops::inbox::lists::{self, Asked, ListReport};

/// The kind of fact that the rows of a list report.
#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct ListQuery {
    /// `died`, `absence_started` or `absence_ended`.
    #[param(example = "absence_started")]
    kind: String,
    /// The absence that began or ended, required unless `kind` is `died`: `student`, `military`,
    /// `imprisoned`, `incapacitated`, `abroad`, `pension` or `early_retired`.
    #[param(example = "pension")]
    absence: Option<String>,
}

/// Takes a list of deaths or absences from another authority.
///
/// The file is CSV (UTF-8 or GB18030) or XLSX with the columns 身份证号码 and 日期, at most 5 MiB
/// and 5,000 rows. Each row of a registered person becomes a message. A row that came before has no
/// effect, so the whole list may be sent every month.
#[utoipa::path(tag = "messages", params(ListQuery),
    request_body(content((Table = "text/csv"), (Table = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"))),
    responses((status = 200, body = ListReport)), security(("bearer" = [])), extensions(("x-action" = json!("record_absences"))))]
#[post("/messages/list")]
pub async fn take_list(
    access: Access<RecordAbsences>,
    query: Query<ListQuery>,
    body: Result<Bytes, actix_web::Error>,
) -> Result<Json<ListReport>, Problem> {
    let ListQuery { kind, absence } = query.into_inner();
    let kind = Kind::from_word(&kind)
        .filter(|kind| matches!(kind, Kind::Died | Kind::AbsenceStarted | Kind::AbsenceEnded))
        .ok_or_else(|| Problem::hinted("kind", Hint::OneOf("died, absence_started, absence_ended")))?;
    let absences = Hint::OneOf("student, military, imprisoned, incapacitated, abroad, pension, early_retired");
    let absence = absence.map(|word| Absence::from_word(&word).ok_or_else(|| Problem::hinted("absence", absences)));
    let absence = absence.transpose()?;
    if absence.is_some() == (kind == Kind::Died) {
        return Err(Problem::bad(
            "absence",
            "kind 为 absence_started 或 absence_ended 时必填，为 died 时不填",
            "needed of absence_started and absence_ended, and nothing to died",
        ));
    }
    let content = body.map_err(|_| unreadable_list(Unreadable::TooLarge))?;
    let sheet = access.read_sheet(content, MOST_ROWS, lists::is_head).await?.map_err(unreadable_list)?;
    let asked = Asked { kind, absence, lang: access.lang() };
    access.run(move |s| lists::take_list(s, &asked, &sheet)).await.map(Json)
}

fn unreadable_list(why: Unreadable) -> Problem {
    let problem = unreadable(why);
    if why == Unreadable::NoHead {
        return problem.saying(
            "前 10 行中没有同时含“身份证号码”和“日期”两列的表头；请补上表头后重新上传。",
            "None of the first 10 rows names the columns 身份证号码 and 日期; add such a head and send it again.",
        );
    }
    problem
}
