//! Files in requests and answers.

use actix_web::HttpResponse;
use actix_web::http::header::CONTENT_DISPOSITION;

use super::problem::Problem;
use crate::domain::files::sheet::cells::Unreadable;
use crate::error::Failure;

/// Makes the problem that says why a file cannot be read.
pub fn unreadable(unreadable: Unreadable) -> Problem {
    let failure = if unreadable.is_too_much() { Failure::TooLarge } else { Failure::BadRequest };
    let (zh, en) = unreadable.message();
    Problem::from(failure).saying(zh, en)
}

/// Answers with a file as an attachment, which a browser saves and does not show.
pub fn attached(media_type: &'static str, name: &str, content: Vec<u8>) -> HttpResponse {
    HttpResponse::Ok()
        .content_type(media_type)
        .insert_header((CONTENT_DISPOSITION, format!("attachment; filename=\"{name}\"")))
        .body(content)
}
