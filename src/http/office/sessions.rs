//! Sign-in, refresh, sign-out, and the change of the own password.

use actix_web::web::{Data, Json, Query};
use actix_web::{HttpResponse, post, put};
use chrono::NaiveDateTime;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::auth::token::ACCESS_MINUTES;
use crate::clock::utc;
use crate::http::door::access::{Access, OwnPassword};
use crate::http::door::door::{Door, From};
use crate::http::door::input::Nothing;
use crate::http::door::problem::Problem;
use crate::ops::office::accounts::Account;
use crate::ops::office::sessions::SignedIn;

/// A username and a password.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Credentials {
    username: String,
    password: String,
}

/// A refresh token.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct RefreshToken {
    refresh_token: String,
}

/// The tokens of a session.
#[derive(Serialize, ToSchema)]
pub struct Tokens {
    /// Sent as `Authorization: Bearer …`.
    access_token: String,
    #[schema(value_type = String, example = "Bearer")]
    token_type: &'static str,
    /// The lifetime of the access token in seconds.
    expires_in: i64,
    /// Valid for one refresh.
    refresh_token: String,
    #[serde(serialize_with = "utc")]
    refresh_expires_at: NaiveDateTime,
    account: Account,
}

impl Tokens {
    fn of((signed, access_token): (SignedIn, String)) -> Self {
        Self {
            access_token,
            token_type: "Bearer",
            expires_in: ACCESS_MINUTES * 60,
            refresh_token: signed.refresh_token,
            refresh_expires_at: signed.refresh_until,
            account: signed.account,
        }
    }
}

/// Signs in with a username and a password.
#[utoipa::path(tag = "sessions", request_body = Credentials, responses((status = 200, body = Tokens)))]
#[post("/sessions")]
pub async fn sign_in(
    door: Data<Door>,
    from: From,
    _: Query<Nothing>,
    body: Json<Credentials>,
) -> Result<Json<Tokens>, Problem> {
    let Json(Credentials { username, password }) = body;
    door.into_inner().sign_in(username, password, from).await.map(Tokens::of).map(Json)
}

/// Exchanges a refresh token for new tokens.
///
/// A token that is used twice ends its session.
#[utoipa::path(tag = "sessions", request_body = RefreshToken, responses((status = 200, body = Tokens)))]
#[post("/sessions/refresh")]
pub async fn refresh(
    door: Data<Door>,
    from: From,
    _: Query<Nothing>,
    body: Json<RefreshToken>,
) -> Result<Json<Tokens>, Problem> {
    door.into_inner().refresh(body.into_inner().refresh_token, from).await.map(Tokens::of).map(Json)
}

/// Signs out: ends the session of a refresh token.
#[utoipa::path(tag = "sessions", request_body = RefreshToken, responses((status = 204)))]
#[post("/sessions/end")]
pub async fn sign_out(door: Data<Door>, _: Query<Nothing>, body: Json<RefreshToken>) -> Result<HttpResponse, Problem> {
    door.into_inner().sign_out(body.into_inner().refresh_token).await?;
    Ok(HttpResponse::NoContent().finish())
}

/// The present and the new password.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewPassword {
    present: String,
    /// At least 12 characters.
    new: String,
}

/// Changes the password of the caller.
///
/// Every session of the account ends.
#[utoipa::path(tag = "sessions", request_body = NewPassword, responses((status = 204)), security(("bearer" = [])),
    extensions(("x-action" = json!("own_password"))))]
#[put("/me/password")]
pub async fn change_password(
    access: Access<OwnPassword>,
    _: Query<Nothing>,
    body: Json<NewPassword>,
) -> Result<HttpResponse, Problem> {
    let Json(NewPassword { present, new }) = body;
    if new.chars().count() < crate::auth::password::SHORTEST || new.len() > crate::auth::password::LONGEST {
        return Err(Problem::bad("new", "密码至少 12 个字符", "a password has 12 characters or more"));
    }
    if access.change_password(present, new).await? {
        Ok(HttpResponse::NoContent().finish())
    } else {
        Err(Problem::bad("present", "现用密码不正确", "the present password is another"))
    }
}
