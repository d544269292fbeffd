//! Vacancies published by platforms, and the persons they fit.

use actix_web::web::{Json, Path, Query};
use actix_web::{get, post};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use crate::domain::values::codes::Form;
use crate::domain::values::division::Division;
use crate::domain::values::hint::Hint;
use crate::domain::values::lists;
use crate::domain::values::occupation::Occupation;
use crate::domain::values::text::Text;
use crate::domain::values::uscc::Uscc;
use crate::http::door::access::{Access, Decide, ReadPeople, ReadVacancies};
use crate::http::door::input::{Nothing, Page, Read, limit};
use crate::http::door::problem::Problem;
use crate::ops::placement::matching::{self, FittingPerson, FittingVacancy};
use crate::ops::placement::vacancies::{self, VacancyView, Wanted};

/// The filters of the list of vacancies; a vacancy must meet all of them.
#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct VacanciesQuery {
    /// Only vacancies in this division.
    #[param(value_type = Option<String>, example = "440703")]
    division: Option<Read<Division>>,
    /// A code of GB/T 6565: only vacancies of this occupation or group.
    #[param(example = "6-18")]
    occupation: Option<String>,
    /// The employer's unified social credit code (GB 32100).
    #[param(example = "91350100M000100Y43")]
    employer: Option<String>,
    /// `unit`, `public_welfare`, `flexible` or `internship`.
    #[param(example = "unit")]
    form: Option<String>,
    /// Only vacancies that may pay this much, in fen a month.
    #[param(example = 400_000)]
    pay_from: Option<i64>,
    /// A code of GB/T 4658: only vacancies for which this education suffices.
    #[param(example = "60")]
    education: Option<String>,
    /// `true` for vacancies reserved for employment-disadvantaged persons, `false` for the others.
    reserved: Option<bool>,
    /// Words of the title.
    #[param(example = "钳工")]
    title: Option<String>,
    /// With `true`, also vacancies that are not open; only open ones by default.
    all: Option<bool>,
    /// The `next` of the previous page.
    after: Option<i64>,
    /// 1–200; 50 by default.
    limit: Option<u16>,
}

impl VacanciesQuery {
    fn read(self) -> Result<(Wanted, u16), Problem> {
        let limit = limit(self.limit)?;
        let occupation = self.occupation.map(|code| Occupation::parse(&code)).transpose();
        let employer = self.employer.map(|code| Uscc::parse(&code)).transpose();
        let title = self.title.map(|words| Text::parse(&words, Text::SHORT)).transpose();
        let form = self
            .form
            .map(|word| Form::from_word(&word).ok_or(Hint::OneOf("unit, public_welfare, flexible, internship")));
        let education = self.education.map(|code| {
            let known = lists::education(&code).and(code.parse().ok());
            known.ok_or(Hint::said("应为学历代码（GB/T 4658）两位数字", "expected two digits of GB/T 4658"))
        });
        let wanted = Wanted {
            division: self.division.map(|Read(division)| division),
            occupation: occupation.map_err(|hint| Problem::hinted("occupation", hint))?,
            employer: employer.map_err(|hint| Problem::hinted("employer", hint))?,
            form: form.transpose().map_err(|hint| Problem::hinted("form", hint))?,
            pay_from: self.pay_from,
            education: education.transpose().map_err(|hint| Problem::hinted("education", hint))?,
            reserved: self.reserved,
            words: title.map_err(|hint| Problem::hinted("title", hint))?.map(|title| title.as_str().to_owned()),
            all: self.all.unwrap_or(false),
            after: self.after,
            limit: limit.into(),
        };
        Ok((wanted, limit))
    }
}

/// Lists vacancies, newest first.
///
/// A platform sees its own, other callers see those of the whole city.
#[utoipa::path(tag = "vacancies", params(VacanciesQuery), responses((status = 200, body = Page<VacancyView>)), security(("bearer" = [])),
    extensions(("x-action" = json!("read_vacancies"))))]
#[get("/vacancies")]
pub async fn list(
    access: Access<ReadVacancies>,
    query: Query<VacanciesQuery>,
) -> Result<Json<Page<VacancyView>>, Problem> {
    let (wanted, limit) = query.into_inner().read()?;
    let found = access.run(move |s| vacancies::list(s, &wanted)).await?;
    Ok(Json(Page::of(found, limit, |vacancy| vacancy.id.to_string())))
}

/// Shows a vacancy, open or not.
#[utoipa::path(tag = "vacancies", params(("id" = i64, Path)), responses((status = 200, body = VacancyView)), security(("bearer" = [])),
    extensions(("x-action" = json!("read_vacancies"))))]
#[get("/vacancies/{id}")]
pub async fn get(
    access: Access<ReadVacancies>,
    id: Path<i64>,
    _: Query<Nothing>,
) -> Result<Json<VacancyView>, Problem> {
    let id = id.into_inner();
    Ok(Json(access.run(move |s| vacancies::get(s, id)).await?))
}

/// Opens a reserved public-welfare post to other persons.
///
/// The deadline (`reserved_until`) must be over, and no referral to the post may be under way. With
/// this call the bureau confirms that there are not enough employment-disadvantaged persons.
#[utoipa::path(tag = "vacancies", params(("id" = i64, Path)), responses((status = 200, body = VacancyView)), security(("bearer" = [])),
    extensions(("x-action" = json!("decide"))))]
#[post("/vacancies/{id}/opening")]
pub async fn open(access: Access<Decide>, id: Path<i64>, _: Query<Nothing>) -> Result<Json<VacancyView>, Problem> {
    let id = id.into_inner();
    access.run(move |s| vacancies::open_to_others(s, id)).await.map(Json)
}

/// The number of best matches to list.
#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct VacanciesForQuery {
    /// 1–200; 50 by default.
    limit: Option<u16>,
}

/// The vacancies that fit a person.
#[derive(Serialize, ToSchema)]
pub struct FittingVacancies {
    /// Best match first.
    items: Vec<FittingVacancy>,
}

/// Lists the open vacancies that fit what a person seeks, best match first.
///
/// Each has the reasons of the match. Vacancies with a referral of the person are left out, unless
/// the referral was withdrawn or has ended. Sex, age, ethnic group, marital status, health and
/// hukou are not considered.
#[utoipa::path(tag = "vacancies", params(("id" = i64, Path), VacanciesForQuery), responses((status = 200, body = FittingVacancies)),
    security(("bearer" = [])), extensions(("x-action" = json!("read_people"))))]
#[get("/people/{id}/vacancies")]
pub async fn for_person(
    access: Access<ReadPeople>,
    id: Path<i64>,
    query: Query<VacanciesForQuery>,
) -> Result<Json<FittingVacancies>, Problem> {
    let (id, limit) = (id.into_inner(), limit(query.limit)?.into());
    let items = access.run(move |s| s.noting("person_matched", id, |s| matching::vacancies_for(s, id, limit))).await?;
    Ok(Json(FittingVacancies { items }))
}

/// The division of the persons, and the number of best matches to list.
#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct PeopleForQuery {
    /// Only persons in this division.
    #[param(value_type = Option<String>, example = "440703")]
    division: Option<Read<Division>>,
    /// 1–200; 50 by default.
    limit: Option<u16>,
}

/// The persons that a vacancy fits.
#[derive(Serialize, ToSchema)]
pub struct FittingPeople {
    /// Best match first.
    items: Vec<FittingPerson>,
}

/// Lists the persons in reach that an open vacancy fits, best match first.
///
/// Each has the reasons of the match. Only persons without work who want to work and stated what
/// they seek are considered. Persons with a referral to the vacancy are left out, unless the
/// referral was withdrawn or has ended.
#[utoipa::path(tag = "vacancies", params(("id" = i64, Path), PeopleForQuery), responses((status = 200, body = FittingPeople)),
    security(("bearer" = [])), extensions(("x-action" = json!("read_people"))))]
#[get("/vacancies/{id}/people")]
pub async fn people(
    access: Access<ReadPeople>,
    id: Path<i64>,
    query: Query<PeopleForQuery>,
) -> Result<Json<FittingPeople>, Problem> {
    let PeopleForQuery { division, limit: asked } = query.into_inner();
    let (id, limit) = (id.into_inner(), limit(asked)?.into());
    let division = division.map(|Read(division)| division);
    let items = access.run(move |s| matching::people_for(s, id, division, limit)).await?;
    Ok(Json(FittingPeople { items }))
}
