//! Errors as answers (RFC 9457). A problem holds a stable code and a text in the caller's language,
//! never a value of the request. `around` renders it, because it knows the language.

use std::borrow::Cow;
use std::fmt;

use actix_web::http::StatusCode;
use actix_web::http::header::{self, HeaderValue};
use actix_web::{HttpResponse, ResponseError};
use serde::Serialize;

use crate::domain::values::codes::Code;
use crate::domain::values::hint::{Hint, Lang};
use crate::domain::values::refusal::Refusal;
use crate::domain::values::working_days::FileFault;
use crate::error::{Error, Failure};
use crate::ops::decisions::calendars::RowFault;

/// An answer that reports an error.
#[derive(Clone, Debug)]
pub struct Problem {
    code: &'static str,
    status: u16,
    title: Failure,
    field: Option<Cow<'static, str>>,
    detail: Option<Detail>,
    /// All faults of a file.
    errors: Vec<FileFault>,
    /// Seconds after which to retry.
    retry_after: Option<i64>,
    /// Gives the context, which only the log shows.
    context: String,
}

#[derive(Clone, Debug)]
enum Detail {
    Refusal(Refusal),
    Said { zh: &'static str, en: &'static str },
}

/// A problem (RFC 9457).
#[derive(Serialize, utoipa::ToSchema)]
#[schema(as = Problem)]
pub struct ProblemBody {
    /// `urn:bangfu:problem:` followed by the code.
    #[serde(rename = "type")]
    #[schema(example = "urn:bangfu:problem:not_found")]
    kind: String,
    /// What is wrong, in the caller's language.
    title: &'static str,
    status: u16,
    /// The stable code.
    #[schema(value_type = String, example = "not_found")]
    code: &'static str,
    /// Details of this occurrence, in the caller's language.
    #[serde(skip_serializing_if = "Option::is_none")]
    detail: Option<String>,
    /// The offending field, parameter or header.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(in crate::http) field: Option<String>,
    /// The faults of a file, by line.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    #[schema(required = false)]
    errors: Vec<RowFault>,
}

impl Problem {
    /// Rejects a field, parameter or header, and says what is expected of it.
    pub fn bad(field: &'static str, zh: &'static str, en: &'static str) -> Self {
        Self { field: Some(field.into()), detail: Some(Detail::Said { zh, en }), ..Failure::BadRequest.into() }
    }

    /// Rejects a parameter, with the hint of the domain at what is expected of it.
    pub fn hinted(field: &'static str, hint: Hint) -> Self {
        let refusal = Refusal::bad_value(field, hint);
        Self { field: refusal.field.clone(), detail: Some(Detail::Refusal(refusal)), ..Failure::BadRequest.into() }
    }

    /// Reports all faults of a file of working days.
    pub fn of_file(errors: Vec<FileFault>) -> Self {
        Self { errors, ..Failure::BadCalendar.into() }
    }

    /// Sets the detail of a problem, in Chinese and English.
    #[must_use]
    pub fn saying(self, zh: &'static str, en: &'static str) -> Self {
        Self { detail: Some(Detail::Said { zh, en }), ..self }
    }

    /// Sets the seconds after which to retry.
    #[must_use]
    pub fn after(self, seconds: i64) -> Self {
        Self { retry_after: Some(seconds), ..self }
    }

    /// Makes a problem from serde's message about a body or a query.
    ///
    /// The message may repeat a value of the request, so only a field name is taken from it, and
    /// only where it can be nothing else.
    pub fn unreadable(words: &str) -> Self {
        let name =
            |before: &str| words.split_once(before).and_then(|(_, rest)| rest.split_once('`')).map(|(name, _)| name);
        let plain = |name: &&str| name.len() <= 32 && name.bytes().all(|b| b.is_ascii_alphabetic() || b == b'_');
        let of = |name: &str, zh, en| Self {
            field: Some(name.to_owned().into()),
            detail: Some(Detail::Said { zh, en }),
            ..Failure::BadRequest.into()
        };
        if let Some(name) = name("unknown field `").filter(plain) {
            return of(name, "没有这个字段或参数。", "There is no such field or parameter.");
        }
        if let Some(name) = name("missing field `").filter(plain) {
            return of(name, "缺少这个字段或参数。", "This field or parameter is missing.");
        }
        Self::from(Failure::BadRequest)
            .saying("字段或参数的格式不符合接口说明。", "A field or parameter is not as documented.")
    }

    /// Replaces the status.
    #[must_use]
    pub fn answered(self, status: u16) -> Self {
        Self { status, ..self }
    }

    /// Gives the status of the answer.
    pub fn status(&self) -> u16 {
        self.status
    }

    /// Gives the context, which only the log shows.
    pub fn context(&self) -> &str {
        &self.context
    }

    /// The stable code.
    pub fn code(&self) -> &'static str {
        self.code
    }

    /// Renders the problem in a language.
    pub fn body(&self, lang: Lang) -> ProblemBody {
        ProblemBody {
            kind: format!("urn:bangfu:problem:{}", self.code),
            title: self.title.message(lang),
            status: self.status,
            code: self.code,
            detail: self.detail.as_ref().map(|detail| match (detail, lang) {
                (Detail::Refusal(refusal), _) => refusal.message(lang),
                (Detail::Said { zh, .. }, Lang::Zh) => (*zh).to_owned(),
                (Detail::Said { en, .. }, Lang::En) => (*en).to_owned(),
            }),
            field: self.field.as_deref().map(str::to_owned),
            errors: self.errors.iter().map(|fault| RowFault::of(fault, lang)).collect(),
        }
    }

    /// Builds the response in a language.
    pub fn response(&self, lang: Lang) -> HttpResponse {
        let status = StatusCode::from_u16(self.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        let mut response = HttpResponse::build(status).json(self.body(lang));
        let headers = response.headers_mut();
        headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(CONTENT_TYPE));
        if status == StatusCode::UNAUTHORIZED {
            headers.insert(header::WWW_AUTHENTICATE, HeaderValue::from_static("Bearer"));
        }
        if let Some(seconds) = self.retry_after {
            headers.insert(header::RETRY_AFTER, HeaderValue::from(seconds));
        }
        response
    }
}

/// The media type of a problem.
pub const CONTENT_TYPE: &str = "application/problem+json";

impl From<Failure> for Problem {
    fn from(failure: Failure) -> Self {
        Self {
            code: failure.code(),
            status: failure.status(),
            title: failure,
            field: None,
            detail: None,
            errors: Vec::new(),
            retry_after: None,
            context: String::new(),
        }
    }
}

impl From<Error> for Problem {
    fn from(error: Error) -> Self {
        let (failure, context) = (error.failure, error.detail().to_owned());
        Self { context, ..error.refusal().map_or_else(|_| failure.into(), Self::from) }
    }
}

impl From<Refusal> for Problem {
    fn from(refusal: Refusal) -> Self {
        Self {
            code: refusal.code.as_str(),
            status: status_of(refusal.code),
            field: refusal.field.clone(),
            detail: Some(Detail::Refusal(refusal)),
            ..Failure::Refused.into()
        }
    }
}

/// Gives the status of a refused fact: 404 when a thing it names is not found, 409 when it
/// contradicts what is recorded already, 422 when it is invalid as it stands.
pub fn status_of(code: Code) -> u16 {
    match code {
        Code::UnknownPerson | Code::UnknownHousehold | Code::UnknownEvent | Code::EmploymentUnknown => 404,
        Code::Conflict
        | Code::AlreadyRegistered
        | Code::IdNumberTaken
        | Code::AlreadyDead
        | Code::EmploymentExists
        | Code::AlreadyEnded
        | Code::AlreadyMember
        | Code::AlreadyVoided
        | Code::WrongStep
        | Code::AlreadyMerged
        | Code::MergeConflict
        | Code::OverCeiling
        | Code::InUse
        | Code::WithoutEffect => 409,
        Code::BadJson
        | Code::UnknownKind
        | Code::UnknownField
        | Code::MissingField
        | Code::BadValue
        | Code::UnknownDivision
        | Code::BeforeBirth
        | Code::AfterDeath
        | Code::ChildLabour
        | Code::UnderAge
        | Code::UnknownEmployer
        | Code::Retired
        | Code::Absent
        | Code::EndNotAfterStart
        | Code::VoidOfVoid
        | Code::RestoreOnly
        | Code::Unfounded => 422,
    }
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.code)
    }
}

impl ResponseError for Problem {
    fn status_code(&self) -> StatusCode {
        StatusCode::from_u16(self.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR)
    }

    fn error_response(&self) -> HttpResponse {
        self.response(Lang::En)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_words_of_serde_give_a_fields_name_and_never_a_value() {
        let body = |words| Problem::unreadable(words).body(Lang::En);
        assert_eq!(body("unknown field `colour`, expected `a` or `b` at line 1").field.as_deref(), Some("colour"));
        assert_eq!(body("missing field `role`").field.as_deref(), Some("role"));
        for words in
            ["unknown field `11010519491231002X`, expected `a`", "invalid type: string \"secret\", expected i64"]
        {
            let body = serde_json::to_string(&body(words)).unwrap();
            assert!(!body.contains("secret") && !body.contains("1101"), "{body}");
        }
    }

    #[test]
    fn a_refusal_keeps_its_code_and_field() {
        let problem = Problem::from(Refusal::new(Code::AlreadyMember, Some("household_ref")));
        let body = problem.body(Lang::Zh);
        assert_eq!((body.code, body.status, body.field.as_deref()), ("already_member", 409, Some("household_ref")));
        assert_eq!(body.kind, "urn:bangfu:problem:already_member");
    }
}
