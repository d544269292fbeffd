//! Referrals: recommendations of persons for vacancies, and their answers.

use actix_web::web::{Json, Path, Query};
use actix_web::{HttpResponse, delete, get, post};
use chrono::NaiveDate;
use serde::Deserialize;
use utoipa::{IntoParams, ToSchema};

use crate::auth::Action;
use crate::domain::values::codes::{Mode, ReferralState};
use crate::domain::values::division::Division;
use crate::domain::values::hint::Hint;
use crate::http::door::access::{Access, HelpPeople, ReadReferrals};
use crate::http::door::input::{Nothing, Page, Read, day, limit, note_text};
use crate::http::door::problem::Problem;
use crate::ops::placement::referral_views::{self, ReferralBrief, ReferralView, Wanted};
use crate::ops::placement::referrals::{self, Asked, Check, Told};

/// The filters of the list of referrals.
#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct ReferralsQuery {
    /// `recommended`, `accepted`, `interviewed`, `hired`, `rejected`, `no_show`, `refused`,
    /// `withdrawn` or `ended`.
    #[param(example = "refused")]
    state: Option<String>,
    /// With `true`, only referrals with a refusal whose reason is not checked yet.
    #[serde(default)]
    to_check: bool,
    /// Only referrals to this vacancy.
    vacancy: Option<i64>,
    /// Only referrals of this person; not available to platforms.
    person: Option<i64>,
    /// Only referrals of persons in this division; not available to platforms.
    #[param(value_type = Option<String>, example = "440703002")]
    division: Option<Read<Division>>,
    /// The `next` of the previous page.
    after: Option<i64>,
    /// 1–200; 50 by default.
    limit: Option<u16>,
}

/// Lists referrals, oldest first.
///
/// A platform sees those to its vacancies, the bureau those of persons in reach.
#[utoipa::path(tag = "referrals", params(ReferralsQuery), responses((status = 200, body = Page<ReferralBrief>)), security(("bearer" = [])),
    extensions(("x-action" = json!("read_referrals"))))]
#[get("/referrals")]
pub async fn list(
    access: Access<ReadReferrals>,
    query: Query<ReferralsQuery>,
) -> Result<Json<Page<ReferralBrief>>, Problem> {
    let Query(ReferralsQuery { state, to_check, vacancy, person, division, after, limit: asked }) = query;
    let limit = limit(asked)?;
    if !access.actor().may(Action::ReadPeople) {
        let unknown =
            |field| Problem::bad(field, "平台不能按人员或区划查询", "a platform knows nobody's number or home");
        if person.is_some() {
            return Err(unknown("person"));
        }
        if division.is_some() {
            return Err(unknown("division"));
        }
    }
    let hint = Hint::OneOf("recommended, accepted, interviewed, hired, rejected, no_show, refused, withdrawn, ended");
    let state = state.map(|word| ReferralState::from_word(&word).ok_or_else(|| Problem::hinted("state", hint)));
    let wanted = Wanted {
        state: state.transpose()?,
        is_to_check: to_check,
        vacancy,
        person,
        division: division.map(|Read(division)| division),
        after,
        limit: limit.into(),
    };
    let found = access.run(move |s| referral_views::list(s, &wanted)).await?;
    Ok(Json(Page::of(found, limit, |referral| referral.id.to_string())))
}

/// Shows a referral.
///
/// While its result is open, the platform of the vacancy also sees the person's name and phone, to
/// which the person agreed.
#[utoipa::path(tag = "referrals", params(("id" = i64, Path)), responses((status = 200, body = ReferralView)), security(("bearer" = [])),
    extensions(("x-action" = json!("read_referrals"))))]
#[get("/referrals/{id}")]
pub async fn get(
    access: Access<ReadReferrals>,
    id: Path<i64>,
    _: Query<Nothing>,
) -> Result<Json<ReferralView>, Problem> {
    let id = id.into_inner();
    access.run(move |s| s.noting("referral_read", id, |s| referral_views::get(s, id))).await.map(Json)
}

/// A referral to be made.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewReferral {
    #[schema(example = 31)]
    vacancy: i64,
    /// `true`: the person agrees that the employer receives the name and the phone (PIPL article
    /// 23).
    consented: bool,
    /// `true`: the person agrees that the employer learns of the determination as an
    /// employment-disadvantaged person and its first day, never its category (PIPL articles 23 and
    /// 29). An employer that hires the person may claim what the law grants for that.
    #[serde(default)]
    determination_shared: bool,
    /// `phone`, `visit`, `online` or `on_site`.
    #[schema(example = "visit")]
    mode: Option<String>,
    /// Today by default.
    #[schema(value_type = Option<NaiveDate>)]
    on: Option<Read<NaiveDate>>,
    note: Option<String>,
}

/// Recommends the person of a case for an open vacancy.
///
/// The referral is a service of the case, and the platform is notified.
#[utoipa::path(tag = "referrals", params(("id" = i64, Path)), request_body = NewReferral,
    responses((status = 201, body = ReferralView)), security(("bearer" = [])), extensions(("x-action" = json!("help_people"))))]
#[post("/cases/{id}/referrals")]
pub async fn make(
    access: Access<HelpPeople>,
    case: Path<i64>,
    _: Query<Nothing>,
    body: Json<NewReferral>,
) -> Result<HttpResponse, Problem> {
    let Json(NewReferral { vacancy, consented, determination_shared, mode, on, note }) = body;
    let hint = Hint::OneOf("phone, visit, online, on_site");
    let mode = mode.map(|word| Mode::from_word(&word).ok_or_else(|| Problem::hinted("mode", hint)));
    let asked = Asked {
        vacancy,
        consented,
        determination_shared,
        on: day(on),
        mode: mode.transpose()?,
        note: note_text(note)?,
    };
    let case = case.into_inner();
    let made = access.run(move |s| {
        let id = referrals::make(s, case, &asked)?;
        referral_views::get(s, id)
    });
    Ok(HttpResponse::Created().json(made.await?))
}

/// An answer to a referral that the helper learned.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewAnswer {
    /// `accepted`, `interviewed`, `hired`, `rejected`, `no_show` or `refused`.
    #[schema(example = "interviewed")]
    result: String,
    /// Whether the reason is a good one: required for `no_show` and `refused`, refused for other
    /// results.
    justified: Option<bool>,
    /// Today by default.
    #[schema(value_type = Option<NaiveDate>)]
    on: Option<Read<NaiveDate>>,
    note: Option<String>,
}

/// Records an answer to a referral that the helper learned.
///
/// It is a service of the case and replaces the helper's earlier finding. Of several answers,
/// including the platform's, the one with the latest day counts.
#[utoipa::path(tag = "referrals", params(("id" = i64, Path)), request_body = NewAnswer, responses((status = 200, body = ReferralView)),
    security(("bearer" = [])), extensions(("x-action" = json!("help_people"))))]
#[post("/referrals/{id}/answers")]
pub async fn answer(
    access: Access<HelpPeople>,
    id: Path<i64>,
    _: Query<Nothing>,
    body: Json<NewAnswer>,
) -> Result<Json<ReferralView>, Problem> {
    let Json(NewAnswer { result, justified, on, note }) = body;
    let hint = Hint::OneOf("accepted, interviewed, hired, rejected, no_show, refused");
    let state = ReferralState::answer(&result).ok_or_else(|| Problem::hinted("result", hint))?;
    let told = Told { state, on: day(on), justified, note: note_text(note)? };
    let id = id.into_inner();
    let done = access.run(move |s| {
        referrals::answer(s, id, &told)?;
        referral_views::get(s, id)
    });
    done.await.map(Json)
}

/// The check of the reason of a refusal.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewCheck {
    /// The day of the refusal, as it was read; the check of a refusal of another day is rejected.
    #[schema(value_type = NaiveDate)]
    answered_on: Read<NaiveDate>,
    justified: bool,
    note: Option<String>,
}

/// Records whether a refusal that a platform reported has a good reason.
///
/// Without a good reason it counts as a refusal of the case.
#[utoipa::path(tag = "referrals", params(("id" = i64, Path)), request_body = NewCheck, responses((status = 200, body = ReferralView)),
    security(("bearer" = [])), extensions(("x-action" = json!("help_people"))))]
#[post("/referrals/{id}/check")]
pub async fn check(
    access: Access<HelpPeople>,
    id: Path<i64>,
    _: Query<Nothing>,
    body: Json<NewCheck>,
) -> Result<Json<ReferralView>, Problem> {
    let Json(NewCheck { answered_on: Read(answered_on), justified, note }) = body;
    let (id, asked) = (id.into_inner(), Check { answered_on, justified, note: note_text(note)? });
    let done = access.run(move |s| {
        referrals::check(s, id, &asked)?;
        referral_views::get(s, id)
    });
    done.await.map(Json)
}

/// Withdraws a referral that should not have been made.
///
/// Its services are voided, and the platform is notified.
#[utoipa::path(tag = "referrals", params(("id" = i64, Path)), responses((status = 200, body = ReferralView)), security(("bearer" = [])),
    extensions(("x-action" = json!("help_people"))))]
#[delete("/referrals/{id}")]
pub async fn withdraw(
    access: Access<HelpPeople>,
    id: Path<i64>,
    _: Query<Nothing>,
) -> Result<Json<ReferralView>, Problem> {
    let id = id.into_inner();
    let done = access.run(move |s| {
        referrals::withdraw(s, id)?;
        referral_views::get(s, id)
    });
    done.await.map(Json)
}
