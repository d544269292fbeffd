//! The document of the API and a page to read it. Both are part of the program and load nothing
//! from elsewhere, so that they work in a network without the internet. The page is our own:
//! ready-made pages bring megabytes of script or fetch it from abroad, and this one needs only a
//! tree of operations and their schemas.

use actix_web::http::header;
use actix_web::{HttpResponse, get};

/// Serves the page.
#[get("/docs")]
pub async fn page() -> HttpResponse {
    const POLICY: &str = "default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'; connect-src 'self'; frame-ancestors 'none'";
    HttpResponse::Ok()
        .content_type("text/html; charset=utf-8")
        .insert_header((header::CONTENT_SECURITY_POLICY, POLICY))
        .body(include_str!("docs.html"))
}

/// Serves the OpenAPI 3.1 document.
#[get("/openapi.json")]
pub async fn openapi() -> HttpResponse {
    HttpResponse::Ok().content_type("application/json").body(include_str!("../../../openapi/openapi.json"))
}
