//! Exports of lists of persons as files.

use actix_web::web::Query;
use actix_web::{HttpResponse, get};
use serde::Deserialize;
use utoipa::IntoParams;

use super::imports::{Table, WORKBOOK};
use crate::domain::values::division::Division;
use crate::domain::values::text::Text;
use crate::error::Failure;
use crate::http::door::access::{Access, ReadPeople};
use crate::http::door::files::attached;
use crate::http::door::input::Read;
use crate::http::door::problem::Problem;
use crate::http::people::people::PeopleSearch;
use crate::ops::files::rosters::{self, Format};

/// The number of digits in a row from which a text may identify a person, as a telephone number or
/// an ID number does.
const NAMING_DIGITS: usize = 8;

/// The format, purpose and filters of an export. Identifying data has no place in a URL.
#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct ExportQuery {
    /// `csv` or `xlsx`.
    #[param(example = "xlsx")]
    format: String,
    /// The purpose, which the file and the audit trail state. At most 200 characters; no ID number
    /// or phone number.
    #[param(example = "三月入户走访")]
    reason: String,
    /// Only persons in this division.
    #[param(value_type = Option<String>, example = "440703002")]
    division: Option<Read<Division>>,
    /// `died`, `absent`, `employed` or `without_work`.
    #[param(example = "without_work")]
    status: Option<String>,
    /// A category of determination that is in force today.
    category: Option<String>,
    wants_work: Option<bool>,
    wants_help: Option<bool>,
    /// The reference of the assigned helper.
    helper: Option<String>,
    /// The minimum age today, in years.
    age_from: Option<u32>,
    /// The maximum age today, in years.
    age_to: Option<u32>,
    /// A two-digit code of GB/T 4658; a code that ends in 0 stands for its group.
    education: Option<String>,
    /// The year of graduation.
    graduated_in: Option<i16>,
}

/// Exports a list of persons as a file.
///
/// The file has at most 10,000 persons, with ID numbers and phones masked. Its first row and the
/// audit trail name the account, the time and the purpose.
#[utoipa::path(tag = "people", params(ExportQuery),
    responses((status = 200, content((Table = "text/csv"), (Table = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet")))),
    security(("bearer" = [])), extensions(("x-action" = json!("read_people"))))]
#[get("/people/export")]
pub async fn export(access: Access<ReadPeople>, query: Query<ExportQuery>) -> Result<HttpResponse, Problem> {
    let Query(query) = query;
    let bad_format = || Problem::bad("format", "应为 csv 或 xlsx", "expected csv or xlsx");
    let bad_reason = || {
        Problem::bad(
            "reason",
            "应说明用途：1 至 200 个字符，不得含证件号码、电话号码",
            "expected what it is for: 1 to 200 characters, without an ID number or a phone",
        )
    };
    let format = Format::from_word(&query.format).ok_or_else(bad_format)?;
    let reason = Text::parse(&query.reason, Text::ADDRESS).ok().filter(|reason| !names_somebody(reason.as_str()));
    let reason = reason.ok_or_else(bad_reason)?;
    let search = PeopleSearch {
        division: query.division,
        status: query.status,
        category: query.category,
        wants_work: query.wants_work,
        wants_help: query.wants_help,
        helper: query.helper,
        age_from: query.age_from,
        age_to: query.age_to,
        education: query.education,
        graduated_in: query.graduated_in,
        ..PeopleSearch::default()
    };
    let (wanted, lang) = (search.wanted()?, access.lang());
    let content = access.run(move |s| rosters::write(s, wanted, format, &reason, lang)).await.map_err(|problem| {
        if problem.code() == Failure::TooLarge.code() {
            problem.saying(
                "超过 10000 人；请按区划或其他条件缩小范围，分几次导出。",
                "There are more than 10,000 persons; narrow it by division or otherwise, and take them in parts.",
            )
        } else {
            problem
        }
    })?;
    Ok(match format {
        Format::Csv => attached("text/csv; charset=utf-8", "people.csv", content),
        Format::Workbook => attached(WORKBOOK, "people.xlsx", content),
    })
}

/// Tells whether a text has so many digits in a row, blanks and hyphens aside, that they may be a
/// person's number.
fn names_somebody(text: &str) -> bool {
    let plain = text.chars().filter(|c| !c.is_whitespace() && *c != '-');
    let mut digits = 0;
    for c in plain {
        digits = if c.is_numeric() { digits + 1 } else { 0 };
        if digits >= NAMING_DIGITS {
            return true;
        }
    }
    false
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_reason_that_may_name_somebody_is_told_apart_from_one_with_a_year() {
        for text in ["13800001234", "电话 138-0000-1234", "１３８００００１２３４", "11010519491231002X"] {
            assert!(names_somebody(text), "{text}");
        }
        for text in ["2026 年 3 月走访", "第 3 网格 120 人"] {
            assert!(!names_somebody(text), "{text}");
        }
    }
}
