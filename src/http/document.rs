//! The OpenAPI 3.1 document of the interface.

use actix_web::App;
use utoipa::OpenApi as _;
use utoipa::openapi::OpenApi;
use utoipa_actix_web::AppExt as _;

use super::door::problem;
use super::routes::routes;

/// The parts of the document that do not come from the routes.
#[derive(utoipa::OpenApi)]
#[openapi(
    info(
        title = "bangfu 帮扶",
        description = "Takes dated facts and gives month-end registers. Errors are problems (RFC 9457) with stable codes. Unknown parameters and fields are rejected. Lists are paged by cursor. x-action names the permission that an operation needs; docs/authorization.md lists the permissions of each role."
    ),
    servers((url = "/", description = "The service that serves this document.")),
    components(schemas(problem::ProblemBody)),
    modifiers(&Completed),
)]
pub(in crate::http) struct Described;

/// Adds the bearer security scheme, to which the operations refer.
pub(in crate::http) struct Completed;

impl utoipa::Modify for Completed {
    fn modify(&self, document: &mut OpenApi) {
        use utoipa::openapi::security::{HttpAuthScheme, HttpBuilder, SecurityScheme};
        let bearer = HttpBuilder::new().scheme(HttpAuthScheme::Bearer).bearer_format("JWT").build();
        let components = document.components.get_or_insert_default();
        components.security_schemes.insert("bearer".to_owned(), SecurityScheme::Http(bearer).into());
    }
}

/// Builds the OpenAPI 3.1 document of the service.
pub fn document() -> OpenApi {
    use utoipa::openapi::{ContentBuilder, Ref, RefOr, ResponseBuilder};
    let app = App::new().into_utoipa_app().openapi(Described::openapi());
    let (_, mut document) = app.configure(routes).split_for_parts();
    let problem = ContentBuilder::new().schema(Some(Ref::from_schema_name("Problem"))).build();
    let problem =
        ResponseBuilder::new().description("A problem (RFC 9457).").content(problem::CONTENT_TYPE, problem).build();
    for item in document.paths.paths.values_mut() {
        for operation in
            [&mut item.get, &mut item.post, &mut item.put, &mut item.patch, &mut item.delete].into_iter().flatten()
        {
            for status in ["4XX", "5XX"] {
                operation.responses.responses.insert(status.to_owned(), RefOr::T(problem.clone()));
            }
            for response in operation.responses.responses.values_mut() {
                if let RefOr::T(response) = response
                    && response.description.is_empty()
                {
                    "What was asked for.".clone_into(&mut response.description);
                }
            }
            // An operation that needs no token says so with an empty `security`.
            operation.security.get_or_insert_default();
            // A handler's name is unique in its module, but an operation's id must be unique in the
            // document.
            let tag = operation.tags.iter().flatten().next().cloned().unwrap_or_default();
            operation.operation_id = operation.operation_id.take().map(|name| format!("{tag}_{name}"));
        }
    }
    document
}
