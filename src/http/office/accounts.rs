//! Accounts, managed by the city administrator.

use actix_web::http::header;
use actix_web::web::{Json, Path, Query};
use actix_web::{HttpRequest, HttpResponse, HttpResponseBuilder, get, patch, post};
use serde::Deserialize;
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

use crate::auth::Role;
use crate::domain::values::division::Division;
use crate::domain::values::id_number::IdNumber;
use crate::error::Failure;
use crate::http::door::access::{Access, ManageAccounts};
use crate::http::door::input::{Nothing, Page, Read, Tag, if_match, limit};
use crate::http::door::problem::Problem;
use crate::ops::office::accounts::{self, Account, Change, NewAccount};

/// A page of accounts.
#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct AccountsQuery {
    /// The `next` of the previous page.
    after: Option<String>,
    /// 1–200; 50 by default.
    limit: Option<u16>,
}

/// Lists accounts by name.
#[utoipa::path(tag = "accounts", params(AccountsQuery), responses((status = 200, body = Page<Account>)), security(("bearer" = [])),
    extensions(("x-action" = json!("manage_accounts"))))]
#[get("/accounts")]
pub async fn list(access: Access<ManageAccounts>, query: Query<AccountsQuery>) -> Result<Json<Page<Account>>, Problem> {
    let Query(AccountsQuery { after, limit: asked }) = query;
    let limit = limit(asked)?;
    if after.as_deref().is_some_and(|name| !accounts::is_username(name)) {
        return Err(Problem::bad("after", "应为上一页的 next", "expected the next of the page before"));
    }
    let found = access.run(move |s| accounts::list(s, after.as_deref(), limit.into())).await?;
    Ok(Json(Page::of(found, limit, |account| account.username.clone())))
}

/// A new account.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct AccountBody {
    /// 3–32 lowercase letters, digits, `.`, `_` or `-`; starts with a letter.
    #[schema(example = "pengjiang.lin")]
    username: String,
    /// At least 12 characters.
    password: String,
    #[schema(example = "community_caseworker")]
    role: String,
    /// The division that the account reaches: the city, a county, a township or a village, as the
    /// role requires.
    #[schema(value_type = String, example = "440703002101")]
    division: Read<Division>,
    /// The holder's ID number, kept only as a keyed hash. The holder may then handle no application
    /// of their own household.
    #[schema(example = "11010519491231002X")]
    id_number: Option<String>,
}

fn id_number_of(text: Option<String>) -> Result<Option<IdNumber>, Problem> {
    let bad = || Problem::bad("id_number", "应为完整有效的公民身份号码", "expected a whole and valid ID number");
    text.map(|text| IdNumber::parse(&text).map_err(|_| bad())).transpose()
}

fn role_of(word: &str) -> Result<Role, Problem> {
    let bad = || {
        Problem::bad(
            "role",
            "应为 city_administrator、district_supervisor、town_officer、community_caseworker、hiring_platform、department、auditor 之一",
            "expected city_administrator, district_supervisor, town_officer, community_caseworker, hiring_platform, department or auditor",
        )
    };
    Role::from_word(word).ok_or_else(bad)
}

/// Adds the rules for accounts to the problem of a bad request.
fn explained(problem: Problem) -> Problem {
    if problem.code() == Failure::BadRequest.code() {
        problem.saying(
            "账号应为 3 至 32 个小写字母、数字或 . _ -，以字母开头；密码至少 12 个字符；区划层级须与角色相符。",
            "A username has 3 to 32 small letters, digits, '.', '_' or '-', a letter first; a password 12 characters or more; the division must be of the role's level.",
        )
    } else {
        problem
    }
}

/// Creates an account.
#[utoipa::path(tag = "accounts", request_body = AccountBody, responses((status = 201, body = Account)), security(("bearer" = [])),
    extensions(("x-action" = json!("manage_accounts"))))]
#[post("/accounts")]
pub async fn create(
    access: Access<ManageAccounts>,
    _: Query<Nothing>,
    body: Json<AccountBody>,
) -> Result<HttpResponse, Problem> {
    let Json(AccountBody { username, password, role, division: Read(division), id_number }) = body;
    let new = NewAccount { username, password, role: role_of(&role)?, division, id_number: id_number_of(id_number)? };
    let made = access.run(move |s| accounts::add(s, &new)).await.map_err(explained)?;
    let location = format!("/api/v1/accounts/{}", made.id);
    Ok(tagged(HttpResponse::Created().insert_header((header::LOCATION, location)), &made))
}

/// Shows an account.
///
/// A change of it needs its `ETag`.
#[utoipa::path(tag = "accounts", params(("id" = String, Path)), responses((status = 200, body = Account)), security(("bearer" = [])),
    extensions(("x-action" = json!("manage_accounts"))))]
#[get("/accounts/{id}")]
pub async fn get(access: Access<ManageAccounts>, id: Path<Uuid>, _: Query<Nothing>) -> Result<HttpResponse, Problem> {
    let account = access.run(move |s| accounts::get(s, &id.to_string())).await?;
    Ok(tagged(&mut HttpResponse::Ok(), &account))
}

/// The changes to an account; absent fields stay as they are.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct AccountChange {
    role: Option<String>,
    #[schema(value_type = Option<String>)]
    division: Option<Read<Division>>,
    disabled: Option<bool>,
    /// At least 12 characters.
    password: Option<String>,
    /// The holder's ID number.
    id_number: Option<String>,
    /// The number of messages about people that the account may send within an hour, 1–1,000,000;
    /// further messages are held until the bureau releases them.
    #[schema(example = 5000)]
    hourly_ceiling: Option<i32>,
}

/// Changes an account; requires `If-Match`.
///
/// The sessions of the account end, and its access tokens are no longer accepted.
#[utoipa::path(tag = "accounts", params(("id" = String, Path), ("If-Match" = String, Header, description = "The ETag that was read.")),
    request_body = AccountChange, responses((status = 200, body = Account)), security(("bearer" = [])),
    extensions(("x-action" = json!("manage_accounts"))))]
#[patch("/accounts/{id}")]
pub async fn change(
    access: Access<ManageAccounts>,
    request: HttpRequest,
    id: Path<Uuid>,
    _: Query<Nothing>,
    body: Json<AccountChange>,
) -> Result<HttpResponse, Problem> {
    let version = if_match(&request)?;
    let Json(AccountChange { role, division, disabled, password, id_number, hourly_ceiling }) = body;
    if hourly_ceiling.is_some_and(|ceiling| !(1..=1_000_000).contains(&ceiling)) {
        return Err(Problem::bad("hourly_ceiling", "应为 1 至 1000000", "expected 1 to 1,000,000"));
    }
    let id_number = id_number_of(id_number)?;
    let role = role.as_deref().map(role_of).transpose()?;
    let division = division.map(|Read(division)| division);
    let change = Change { role, division, disabled, password, id_number, hourly_ceiling };
    let account =
        access.run(move |s| accounts::change(s, &id.to_string(), version, &change)).await.map_err(explained)?;
    Ok(tagged(&mut HttpResponse::Ok(), &account))
}

fn tagged(response: &mut HttpResponseBuilder, account: &Account) -> HttpResponse {
    response.insert_header((header::ETAG, Tag(account.version).to_string())).json(account)
}
