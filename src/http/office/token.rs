//! Access tokens for programs by client credentials (RFC 6749 section 4.4). The client is an
//! account with its password, given by HTTP Basic. The answers, including errors, follow that
//! standard and not the conventions of the other operations.

use actix_web::http::StatusCode;
use actix_web::http::header::{self, HeaderMap, HeaderValue};
use actix_web::web::{Data, Form, Query};
use actix_web::{Error, HttpRequest, HttpResponse, post};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::auth::Role;
use crate::auth::token::{ACCESS_MINUTES, limits, scope_of};
use crate::domain::values::hint::Lang;
use crate::http::door::door::{Door, From};
use crate::http::door::input::{Nothing, percent_decoded};
use crate::http::door::problem::Problem;

/// A program's request for a token.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct TokenRequest {
    /// `client_credentials`.
    grant_type: String,
    /// Actions of the role, separated by single blanks; all of them by default.
    #[schema(example = "record_facts record_employment")]
    scope: Option<String>,
}

/// An access token (RFC 6749 section 5.1).
#[derive(Serialize, ToSchema)]
pub struct ProgramToken {
    access_token: String,
    #[schema(value_type = String, example = "Bearer")]
    token_type: &'static str,
    /// The lifetime of the access token in seconds.
    expires_in: i64,
    /// The actions that the token permits.
    #[schema(example = "record_facts record_employment")]
    scope: String,
}

/// The reason why no token is issued (RFC 6749 section 5.2).
#[derive(Serialize, ToSchema)]
pub struct TokenError {
    #[schema(value_type = String, example = "invalid_client")]
    error: &'static str,
    /// The offending parameter, where one is missing or unknown.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = "grant_type")]
    error_description: Option<String>,
}

/// Issues an access token to the program of a platform or another authority.
///
/// The request has HTTP Basic credentials: name and password of the account, each percent-encoded.
/// The token permits all actions of the role, or those of `scope`.
#[utoipa::path(tag = "sessions", operation_id = "token", request_body(content = TokenRequest, content_type = "application/x-www-form-urlencoded"),
    responses((status = 200, body = ProgramToken), (status = 400, body = TokenError), (status = 401, body = TokenError)))]
#[post("/token")]
pub async fn token(
    door: Data<Door>,
    from: From,
    _: Query<Nothing>,
    request: HttpRequest,
    body: Result<Form<TokenRequest>, Error>,
) -> Result<HttpResponse, Problem> {
    let TokenRequest { grant_type, scope } = match body {
        Ok(Form(asked)) => asked,
        Err(e) => {
            let field = Problem::unreadable(&e.to_string()).body(Lang::En).field;
            return Ok(answer(
                StatusCode::BAD_REQUEST,
                TokenError { error: "invalid_request", error_description: field },
            ));
        }
    };
    if grant_type != "client_credentials" {
        return Ok(refused("unsupported_grant_type"));
    }
    let only = match scope.as_deref().map(limits) {
        Some(None) => return Ok(refused("invalid_scope")),
        only => only.flatten(),
    };
    let Some((username, password)) = credentials(request.headers()) else { return Ok(refused("invalid_client")) };
    let door = door.into_inner();
    let mut actor = match door.clone().let_in(username, password, from).await {
        Err(problem) if problem.status() == StatusCode::UNAUTHORIZED.as_u16() => return Ok(refused("invalid_client")),
        actor => actor?,
    };
    if !matches!(actor.role, Role::HiringPlatform | Role::Department) {
        return Ok(refused("unauthorized_client"));
    }
    let all = || crate::auth::Action::ALL.iter().copied().filter(|action| actor.role.may(*action)).collect();
    let only = only.unwrap_or_else(all);
    if !only.iter().all(|action| actor.role.may(*action)) {
        return Ok(refused("invalid_scope"));
    }
    let scope = scope_of(&only);
    actor.only = Some(only);
    let access_token = door.issue(&actor)?;
    let token = ProgramToken { access_token, token_type: "Bearer", expires_in: ACCESS_MINUTES * 60, scope };
    Ok(HttpResponse::Ok().json(token))
}

/// Reads the name and the password of a client (RFC 6749 section 2.3.1).
fn credentials(headers: &HeaderMap) -> Option<(String, String)> {
    let (scheme, encoded) = headers.get(header::AUTHORIZATION)?.to_str().ok()?.split_once(' ')?;
    let decoded = STANDARD.decode(Some(encoded.trim()).filter(|_| scheme.eq_ignore_ascii_case("basic"))?).ok()?;
    let pair = String::from_utf8(decoded).ok()?;
    let (username, password) = pair.split_once(':')?;
    let plain = |text: &str| percent_decoded(&text.replace('+', " "));
    Some((plain(username)?, plain(password)?))
}

fn refused(error: &'static str) -> HttpResponse {
    let is_unknown = error == "invalid_client";
    let status = if is_unknown { StatusCode::UNAUTHORIZED } else { StatusCode::BAD_REQUEST };
    answer(status, TokenError { error, error_description: None })
}

fn answer(status: StatusCode, error: TokenError) -> HttpResponse {
    let mut response = HttpResponse::build(status).json(error);
    if status == StatusCode::UNAUTHORIZED {
        response.headers_mut().insert(header::WWW_AUTHENTICATE, HeaderValue::from_static("Basic realm=\"bangfu\""));
    }
    response
}
