//! Input of requests, parsed at the door: pages, divisions, months, preconditions. Unknown
//! parameters are refused.

use std::fmt;

use actix_web::HttpRequest;
use actix_web::http::header::{self, HeaderMap};
use chrono::NaiveDate;
use serde::{Deserialize, Deserializer, Serialize};

use super::problem::Problem;
use crate::domain::values::division::Division;
use crate::domain::values::month::Month;
use crate::domain::values::read;
use crate::domain::values::text::Text;
use crate::error::Failure;
use crate::ops::recording::writer::IdempotencyKey;

/// The query of a request that takes no parameters.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Nothing {}

/// Items of a page by default.
const PAGE: u16 = 50;
/// The maximum number of items of a page.
const LARGEST_PAGE: u16 = 200;

/// Checks the requested number of items of a page.
pub fn limit(asked: Option<u16>) -> Result<u16, Problem> {
    match asked.unwrap_or(PAGE) {
        limit @ 1..=LARGEST_PAGE => Ok(limit),
        _ => Err(Problem::bad("limit", "应为 1 至 200", "expected 1 to 200")),
    }
}

/// A page of a list, read by cursor: `next` is the `after` of the next page.
#[derive(Serialize, utoipa::ToSchema)]
pub struct Page<T> {
    pub items: Vec<T>,
    /// Null on the last page.
    pub next: Option<String>,
}

impl<T> Page<T> {
    /// Makes a page of up to `limit` items; one item more only shows that there is a next page.
    pub fn of(mut items: Vec<T>, limit: u16, place: impl Fn(&T) -> String) -> Self {
        let more = items.len() > usize::from(limit);
        items.truncate(usize::from(limit));
        let next = items.last().filter(|_| more).map(place);
        Self { items, next }
    }
}

/// A text parsed by a function of the domain.
pub struct Read<T>(pub T);

impl<'de> Deserialize<'de> for Read<Division> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Division::deserialize(deserializer).map(Self)
    }
}

impl<'de> Deserialize<'de> for Read<NaiveDate> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        let bad = || serde::de::Error::custom("not a day from 1900 to 9998, written YYYY-MM-DD");
        read::day(&text).map(Self).ok_or_else(bad)
    }
}

/// Gives the day, if the request names one.
pub fn day(read: Option<Read<NaiveDate>>) -> Option<NaiveDate> {
    read.map(|Read(day)| day)
}

impl<'de> Deserialize<'de> for Read<Month> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        Month::parse(&text).map(Self).ok_or_else(|| serde::de::Error::custom("not a month"))
    }
}

/// An entity tag made of a version.
pub struct Tag(pub i64);

impl fmt::Display for Tag {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "\"{}\"", self.0)
    }
}

/// Reads from `If-Match` the version to which a change applies.
pub fn if_match(request: &HttpRequest) -> Result<i64, Problem> {
    let tag = text(request.headers(), header::IF_MATCH.as_str()).ok_or(Failure::PreconditionRequired)?;
    let version = tag.strip_prefix('"').and_then(|tag| tag.strip_suffix('"')).and_then(|tag| tag.parse().ok());
    version.ok_or_else(|| Failure::PreconditionFailed.into())
}

/// Reads the idempotency key of a request, if it has one, and adds the hash of the request.
pub fn idempotency_key(
    headers: &HeaderMap,
    hash: impl FnOnce() -> [u8; 32],
) -> Result<Option<IdempotencyKey>, Problem> {
    const NAME: &str = "idempotency-key";
    if !headers.contains_key(NAME) {
        return Ok(None);
    }
    let key =
        text(headers, NAME).filter(|key| (1..=64).contains(&key.len()) && key.bytes().all(|b| b.is_ascii_graphic()));
    let bad = || {
        Problem::bad("Idempotency-Key", "应为 1 至 64 个可见 ASCII 字符", "expected 1 to 64 visible ASCII characters")
    };
    let key = key.ok_or_else(bad)?.to_owned();
    Ok(Some(IdempotencyKey { key, request_hash: hash() }))
}

fn text<'h>(headers: &'h HeaderMap, name: &str) -> Option<&'h str> {
    headers.get(name).and_then(|value| value.to_str().ok())
}

/// Decodes percent-encoded UTF-8 (RFC 3986 section 2.1).
pub fn percent_decoded(text: &str) -> Option<String> {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.bytes();
    while let Some(byte) = rest.next() {
        bytes.push(match byte {
            b'%' => {
                let mut digit = || char::from(rest.next()?).to_digit(16).and_then(|digit| u8::try_from(digit).ok());
                digit()? * 16 + digit()?
            }
            byte => byte,
        });
    }
    String::from_utf8(bytes).ok()
}

pub(in crate::http) fn note_text(note: Option<String>) -> Result<Option<Text>, Problem> {
    let bad = || {
        Problem::bad(
            "note",
            "应为 1 至 1000 个字符，不得含控制字符",
            "expected 1 to 1000 characters, no control characters",
        )
    };
    note.map(|note| Text::parse(&note, Text::NOTE).map_err(|_| bad())).transpose()
}
