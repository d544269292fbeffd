//! The middleware around every request. It gives the request an id, logs it without personal data,
//! renders a problem in the caller's language, and sets the headers that keep answers out of
//! caches.

use std::time::Instant;

use actix_web::body::{BoxBody, MessageBody};
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::http::header::{self, HeaderMap, HeaderName, HeaderValue};
use actix_web::middleware::Next;
use actix_web::{Error, HttpMessage};
use tracing::Instrument as _;
use uuid::Uuid;

use super::problem::Problem;
use crate::domain::values::hint::Lang;

/// The id of a request, which its log lines, its audit notes and its answer carry.
#[derive(Clone)]
pub struct RequestId(pub String);

/// The account that sent the request, for the log.
pub struct AskedBy(pub String);

/// Runs a request inside the middleware.
///
/// # Errors
/// None of its own.
pub async fn around(
    request: ServiceRequest,
    next: Next<impl MessageBody + 'static>,
) -> Result<ServiceResponse<BoxBody>, Error> {
    let id = Uuid::new_v4().to_string();
    let lang = lang_of(request.headers());
    request.extensions_mut().insert(RequestId(id.clone()));
    #[expect(clippy::disallowed_methods, reason = "it measures how long an answer takes, for the log alone")]
    let began = Instant::now();
    // The route's pattern, not the path; no query string, which may hold a name.
    let route = request.match_pattern().unwrap_or_default();
    let span = tracing::info_span!("request", id, method = %request.method(), route);
    async move {
        let mut response = next.call(request).await?.map_into_boxed_body();
        let milliseconds = began.elapsed().as_secs_f64() * 1000.0;
        let account = response.request().extensions().get::<AskedBy>().map(|a| a.0.clone()).unwrap_or_default();
        let problem = response.response().error().and_then(|e| e.as_error::<Problem>());
        let (code, context) = problem.map_or(("", ""), |p| (p.code(), p.context()));
        let status = response.status().as_u16();
        if status >= 500 {
            tracing::error!(status, code, context, account, milliseconds, "answered");
        } else {
            tracing::info!(status, code, context, account, milliseconds, "answered");
        }
        if let Some(written) = problem.map(|p| p.response(lang)) {
            response = response.into_response(written);
        }
        let headers = response.headers_mut();
        let mut set = |name: HeaderName, value: HeaderValue| {
            if !headers.contains_key(&name) {
                headers.insert(name, value);
            }
        };
        set(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
        set(header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
        set(header::CONTENT_SECURITY_POLICY, HeaderValue::from_static("default-src 'none'; frame-ancestors 'none'"));
        if let Ok(value) = HeaderValue::from_str(&id) {
            set(HeaderName::from_static("x-request-id"), value);
        }
        Ok(response)
    }
    .instrument(span)
    .await
}

/// Gives the language that a request asks for: Chinese where it is preferred to English, else
/// English.
pub fn lang_of(headers: &HeaderMap) -> Lang {
    let wanted = headers.get(header::ACCEPT_LANGUAGE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let weight = |language: &str| {
        let of = |range: &str| {
            let (tag, q) = range.split_once(';').unwrap_or((range, "q=1"));
            let tag = tag.trim().to_ascii_lowercase();
            let q: f32 = q.trim().strip_prefix("q=").and_then(|q| q.parse().ok()).unwrap_or(0.0);
            (tag.split('-').next() == Some(language)).then_some(q)
        };
        wanted.split(',').filter_map(of).fold(0.0, f32::max)
    };
    // Of two equal weights, the language named first wins.
    let (zh, en) = (weight("zh"), weight("en"));
    let zh_first = wanted.to_ascii_lowercase().trim_start().starts_with("zh");
    if zh > en || (zh > 0.0 && zh >= en && zh_first) { Lang::Zh } else { Lang::En }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn chinese_is_spoken_to_whoever_prefers_it() {
        let lang = |value: &'static str| {
            let mut headers = HeaderMap::new();
            headers.insert(header::ACCEPT_LANGUAGE, HeaderValue::from_static(value));
            lang_of(&headers)
        };
        for zh in ["zh", "zh-CN,zh;q=0.9,en;q=0.8", "en;q=0.5, zh-Hans;q=0.9", "fr, zh;q=0.1", "zh, en"] {
            assert_eq!(lang(zh), Lang::Zh, "{zh}");
        }
        for en in ["", "en", "en-GB,en;q=0.9,zh;q=0.8", "fr", "en, zh", "*"] {
            assert_eq!(lang(en), Lang::En, "{en}");
        }
        assert_eq!(lang_of(&HeaderMap::new()), Lang::En);
    }
}
