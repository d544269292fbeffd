//! Persons in the actor's scope.

use actix_web::web::{Json, Path, Query};
use actix_web::{get, post};
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use crate::domain::people::name;
use crate::domain::values::codes::{Category, Situation};
use crate::domain::values::division::Division;
use crate::domain::values::id_number::IdNumber;
use crate::domain::values::text::Reference;
use crate::http::door::access::{Access, Explain, ReadPeople};
use crate::http::door::input::{Nothing, Page, Read, limit};
use crate::http::door::problem::Problem;
use crate::ops::months::reports;
use crate::ops::people::duplicates::Candidate;
use crate::ops::people::people::{self, Person, PersonBrief, Place, Wanted};
use crate::ops::session::Session;

/// A page of persons.
#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct PeopleQuery {
    /// Only persons in this division.
    #[param(value_type = Option<String>, example = "440703002")]
    division: Option<Read<Division>>,
    /// The `next` of the previous page.
    after: Option<String>,
    /// 1–200; 50 by default.
    limit: Option<u16>,
}

/// Lists persons.
#[utoipa::path(tag = "people", params(PeopleQuery), responses((status = 200, body = Page<PersonBrief>)), security(("bearer" = [])),
    extensions(("x-action" = json!("read_people"))))]
#[get("/people")]
pub async fn list(access: Access<ReadPeople>, query: Query<PeopleQuery>) -> Result<Json<Page<PersonBrief>>, Problem> {
    let Query(PeopleQuery { division, after, limit: asked }) = query;
    let after = place(after)?;
    page(&access, Wanted { division: division.map(|Read(division)| division), after, ..Wanted::default() }, asked).await
}

/// The criteria of a search; a person must meet all of them. They are sent in the body, because
/// personal data has no place in a URL.
#[derive(Deserialize, ToSchema, Default)]
#[serde(deny_unknown_fields)]
pub struct PeopleSearch {
    /// The beginning of the name, of its pinyin (with tones or without) or of its initials.
    #[schema(example = "linm")]
    pub(in crate::http) name: Option<String>,
    /// A whole ID number.
    #[schema(example = "11010519491231002X")]
    pub(in crate::http) id_number: Option<String>,
    /// The last four digits of the phone.
    #[schema(example = "0000")]
    pub(in crate::http) phone_end: Option<String>,
    /// Only persons in this division.
    #[schema(value_type = Option<String>, example = "440703002")]
    pub(in crate::http) division: Option<Read<Division>>,
    /// `died`, `absent`, `employed` or `without_work`, after every known fact has taken effect.
    #[schema(example = "without_work")]
    pub(in crate::http) status: Option<String>,
    /// A category of determination that is in force today.
    #[schema(example = "older")]
    pub(in crate::http) category: Option<String>,
    pub(in crate::http) wants_work: Option<bool>,
    pub(in crate::http) wants_help: Option<bool>,
    /// The reference of the assigned helper.
    pub(in crate::http) helper: Option<String>,
    /// The minimum age today, in years.
    #[schema(example = 40)]
    pub(in crate::http) age_from: Option<u32>,
    /// The maximum age today, in years.
    #[schema(example = 49)]
    pub(in crate::http) age_to: Option<u32>,
    /// A two-digit code of GB/T 4658; a code that ends in 0 stands for its group: 20 includes 21.
    #[schema(example = "20")]
    pub(in crate::http) education: Option<String>,
    /// The year of graduation.
    #[schema(example = 2026)]
    pub(in crate::http) graduated_in: Option<i16>,
    /// The `next` of the previous page.
    pub(in crate::http) after: Option<String>,
    /// 1–200; 50 by default.
    pub(in crate::http) limit: Option<u16>,
}

impl PeopleSearch {
    pub(in crate::http) fn wanted(self) -> Result<Wanted, Problem> {
        const OLDEST: u32 = 150;
        let bad_name = || {
            Problem::bad(
                "name",
                "应为姓名、拼音或首字母的开头",
                "expected the beginning of a name, its pinyin or its initials",
            )
        };
        let bad_number =
            || Problem::bad("id_number", "应为完整有效的公民身份号码", "expected a whole and valid ID number");
        let bad_phone = || Problem::bad("phone_end", "应为 4 位数字", "expected 4 digits");
        let bad_status = || {
            Problem::bad(
                "status",
                "应为 died、absent、employed、without_work 之一",
                "expected died, absent, employed or without_work",
            )
        };
        let bad_category = || {
            Problem::bad(
                "category",
                "应为接口说明所列的困难人员类别",
                "expected a category of determination as documented",
            )
        };
        let bad_helper = || Problem::bad("helper", "应为帮扶人编号", "expected the reference of a helper");
        let bad_age = |field| move || Problem::bad(field, "应为 0 至 150", "expected 0 to 150");
        let bad_education =
            || Problem::bad("education", "应为 GB/T 4658 的 2 位代码", "expected a two-digit code of GB/T 4658");
        let age = |age: Option<u32>, field| read(age, bad_age(field), |age| Some(age).filter(|age| *age <= OLDEST));
        let digits = |text: &str, count| text.len() == count && text.bytes().all(|b| b.is_ascii_digit());
        Ok(Wanted {
            division: self.division.map(|Read(division)| division),
            name: read(self.name, bad_name, |n| Some(n).filter(|n| is_name(n)))?,
            id_number: read(self.id_number, bad_number, |n| IdNumber::parse(&n).ok())?,
            phone_end: read(self.phone_end, bad_phone, |end| Some(end).filter(|end| digits(end, 4)))?,
            status: read(self.status, bad_status, |word| Situation::from_word(&word))?,
            category: read(self.category, bad_category, |word| Category::from_word(&word))?,
            wants_work: self.wants_work,
            wants_help: self.wants_help,
            helper: read(self.helper, bad_helper, |helper| Reference::parse(&helper).ok())?,
            age: (age(self.age_from, "age_from")?, age(self.age_to, "age_to")?),
            education: read(self.education, bad_education, |code| code.parse().ok().filter(|_| digits(&code, 2)))?,
            graduated_in: self.graduated_in,
            after: place(self.after)?,
            limit: 0,
        })
    }
}

/// Tells whether a text can be searched for as a name.
fn is_name(text: &str) -> bool {
    text.chars().count() <= 64 && !text.chars().any(char::is_control) && !name::fold(text).is_empty()
}

/// Reads the cursor: the place where the previous page ended.
fn place(after: Option<String>) -> Result<Option<Place>, Problem> {
    let bad = || Problem::bad("after", "应为上一页的 next", "expected the next of the page before");
    read(after, bad, |after| {
        let (division, id) = after.split_once('-')?;
        Some((division.parse().ok()?, id.parse().ok()?))
    })
}

/// Reads an optional value.
fn read<T, U>(
    given: Option<T>,
    bad: impl FnOnce() -> Problem,
    read: impl FnOnce(T) -> Option<U>,
) -> Result<Option<U>, Problem> {
    given.map(|given| read(given).ok_or_else(bad)).transpose()
}

/// Finds persons by name, pinyin, initials, ID number or phone, and by their status.
#[utoipa::path(tag = "people", request_body = PeopleSearch, responses((status = 200, body = Page<PersonBrief>)), security(("bearer" = [])),
    extensions(("x-action" = json!("read_people"))))]
#[post("/people/search")]
pub async fn search(
    access: Access<ReadPeople>,
    _: Query<Nothing>,
    body: Json<PeopleSearch>,
) -> Result<Json<Page<PersonBrief>>, Problem> {
    let Json(search) = body;
    let asked = search.limit;
    page(&access, search.wanted()?, asked).await
}

async fn page(
    access: &Access<ReadPeople>,
    wanted: Wanted,
    asked: Option<u16>,
) -> Result<Json<Page<PersonBrief>>, Problem> {
    let limit = limit(asked)?;
    let wanted = Wanted { limit: limit.into(), ..wanted };
    let found = access.run(move |s| people::list(s, &wanted)).await?;
    Ok(Json(Page::of(found, limit, |person| format!("{}-{}", person.division.number(), person.id))))
}

/// Shows a person.
///
/// The ID number and the phone are masked.
#[utoipa::path(tag = "people", params(("id" = i64, Path)), responses((status = 200, body = Person)), security(("bearer" = [])),
    extensions(("x-action" = json!("read_people"))))]
#[get("/people/{id}")]
pub async fn get(access: Access<ReadPeople>, id: Path<i64>, _: Query<Nothing>) -> Result<Json<Person>, Problem> {
    let id = id.into_inner();
    access.run(move |s| s.noting("person_read", id, |s| people::get(s, id))).await.map(Json)
}

/// The possible duplicates of a person.
#[derive(Serialize, ToSchema)]
pub struct Candidates {
    /// Most in common first; at most 50.
    candidates: Vec<Candidate>,
}

/// Lists the possible duplicates of a person.
///
/// Each has what the two have in common. Only persons within reach are compared.
#[utoipa::path(tag = "people", params(("id" = i64, Path)), responses((status = 200, body = Candidates)), security(("bearer" = [])),
    extensions(("x-action" = json!("read_people"))))]
#[get("/people/{id}/duplicates")]
pub async fn duplicates(
    access: Access<ReadPeople>,
    id: Path<i64>,
    _: Query<Nothing>,
) -> Result<Json<Candidates>, Problem> {
    let id = id.into_inner();
    let candidates =
        access.run(move |s| s.noting("person_read", id, |s| crate::ops::people::duplicates::of(s, id))).await?;
    Ok(Json(Candidates { candidates }))
}

/// The day and the knowledge time of an explanation.
#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct ExplainQuery {
    /// The day; today by default.
    pub on: Option<NaiveDate>,
    /// The ledger position up to which facts are known; the latest by default.
    pub known_at: Option<i64>,
}

/// Explains a person's status on a day.
///
/// The answer has the status, the facts behind it, and the reasons.
#[utoipa::path(tag = "people", params(("id" = i64, Path), ExplainQuery),
    responses((status = 200, body = Object, description = "The contract's explanation of a person.",
        example = json!({"on":"2026-03-31","known_at":12,"dead":false,"working_age":true,"absent":[],"employed":false,"labour":true,"seeking":true,"member_of":"H1","active":true,"categories":["older"],"retires_on":"2035-01-01","facts":[{"event_ref":"s:1","sender":"default","kind":"person_registered","effective_on":"2020-01-01","position":1}],"because":["…"]}))),
    security(("bearer" = [])), extensions(("x-action" = json!("explain"))))]
#[get("/people/{id}/explanation")]
pub async fn explain(
    access: Access<Explain>,
    id: Path<i64>,
    query: Query<ExplainQuery>,
) -> Result<Json<impl serde::Serialize>, Problem> {
    let (id, lang) = (id.into_inner(), access.lang());
    let on = query.on.unwrap_or_else(|| access.clock().today());
    let known_at = query.known_at;
    let explain = move |s: &mut Session<'_>| reports::explain_person(s, id, on, known_at, lang);
    access.run(move |s| s.noting("person_read", id, explain)).await.map(Json)
}
