//! The service: routes and wire shapes under `/api/v1`, the document that describes them, and how it is run. What
//! requests may do is in `access`; what they do is in `ops`.

pub mod decisions;
pub mod door;
pub mod employment;
pub mod files;
pub mod help;
pub mod inbox;
pub mod ledger;
pub mod months;
pub mod office;
pub mod outbox;
pub mod people;
pub mod placement;

use std::net::SocketAddr;

use actix_web::body::MessageBody;
use actix_web::dev::{ServerHandle, ServiceFactory, ServiceRequest, ServiceResponse};
use actix_web::middleware::from_fn;
use actix_web::web::{Data, JsonConfig, PathConfig, PayloadConfig, QueryConfig};
use actix_web::{App, HttpServer, error, web};
use utoipa::OpenApi as _;
use utoipa::openapi::OpenApi;
use utoipa_actix_web::AppExt as _;
use utoipa_actix_web::scope::scope;
use utoipa_actix_web::service_config::ServiceConfig;

pub use self::door::access::Door;

use self::decisions::{applications, calendars, notices};
use self::door::problem::{self, Problem};
use self::door::{access, around, docs, health};
use self::employment::{filings, usage, welfare};
use self::files::{imports, rolls, rosters};
use self::help::{cases, news, records, work};
use self::inbox::{lists, messages};
use self::ledger::facts;
use self::months::board;
use self::office::{accounts, audit, divisions, sessions, token};
use self::outbox::{deliveries, endpoints, seekers};
use self::people::{households, merges};
use self::placement::{referrals, vacancies};
use crate::clock::Clock;
use crate::db::Location;
use crate::domain::decisions::document;
use crate::error::{Error, Failure, Result};
use crate::ops::files::sheets::SheetReader;
use crate::seal::keys::Keys;

/// The most bytes of a body: a batch of 1,000 lines fits well.
const LARGEST_BODY: usize = 2 * 1024 * 1024;
/// The most threads that take requests; each keeps its share of the threads that block.
const MOST_WORKERS: usize = 4;
/// Seconds requests under way have to end in when the service is stopped.
const GRACE_SECONDS: u64 = 30;

/// What the service needs.
pub struct Config {
    pub location: Location,
    pub keys: Keys,
    pub clock: Clock,
    pub listen: SocketAddr,
    pub reader: SheetReader,
}

/// Serves until the process is told to stop; `on_ready` hears the address once requests are taken.
///
/// # Errors
/// When the database cannot be reached or the address cannot be listened at.
pub fn run(config: Config, on_ready: impl FnOnce(SocketAddr)) -> Result<()> {
    serve(config, |address, _| on_ready(address))
}

/// [`run`], handing out what stops it as well.
///
/// # Errors
/// As [`run`].
pub fn serve(config: Config, on_ready: impl FnOnce(SocketAddr, ServerHandle)) -> Result<()> {
    let door = Data::new(Door::open(&config.location, config.keys, config.clock, config.reader)?);
    let workers = std::thread::available_parallelism().map_or(1, std::num::NonZero::get).min(MOST_WORKERS);
    // No more threads than connections: where more compete for them, the slowest answers take many times as long.
    let blocking = usize::try_from(access::POOL).unwrap_or(workers).div_ceil(workers);
    let failed =
        |e: std::io::Error| Error::new(Failure::Internal).context(format!("serving at {}: {e}", config.listen));
    actix_web::rt::System::new().block_on(async move {
        let server = HttpServer::new(move || app(Data::clone(&door)))
            .workers(workers)
            .worker_max_blocking_threads(blocking)
            .shutdown_timeout(GRACE_SECONDS)
            .bind(config.listen)
            .map_err(failed)?;
        let address = server.addrs().first().copied().unwrap_or(config.listen);
        let running = server.run();
        on_ready(address, running.handle());
        running.await.map_err(failed)
    })
}

/// Makes the application on a door.
pub fn app(
    door: Data<Door>,
) -> App<
    impl ServiceFactory<
        ServiceRequest,
        Config = (),
        Response = ServiceResponse<impl MessageBody>,
        Error = error::Error,
        InitError = (),
    >,
> {
    let app = App::new().into_utoipa_app().openapi(Described::openapi());
    app.configure(routes)
        .into_app()
        .service(docs::page)
        .service(docs::openapi)
        .app_data(door)
        .app_data(JsonConfig::default().limit(LARGEST_BODY).error_handler(|e, _| unreadable_body(&e).into()))
        .app_data(PayloadConfig::new(document::LARGEST))
        .app_data(QueryConfig::default().error_handler(|e, _| Problem::unreadable(&e.to_string()).into()))
        // What is no number, month or division is the name of nothing here.
        .app_data(PathConfig::default().error_handler(|_, _| Problem::from(Failure::NotFound).into()))
        .default_service(web::to(|| async { Err::<&str, _>(Problem::from(Failure::NotFound)) }))
        .wrap(from_fn(around::around))
}

fn unreadable_body(e: &error::JsonPayloadError) -> Problem {
    use error::JsonPayloadError as E;
    match e {
        E::Overflow { .. } | E::OverflowKnownLength { .. } => Failure::TooLarge.into(),
        E::Deserialize(e) => Problem::unreadable(&e.to_string()),
        E::ContentType => Problem::bad("Content-Type", "应为 application/json", "expected application/json"),
        _ => Failure::BadRequest.into(),
    }
}

fn routes(config: &mut ServiceConfig) {
    config.service(health::healthz).service(health::readyz).service(
        scope("/api/v1")
            .service(token::token)
            .service(sessions::sign_in)
            .service(sessions::refresh)
            .service(sessions::sign_out)
            .service(sessions::change_password)
            .service(accounts::list)
            .service(accounts::create)
            .service(accounts::get)
            .service(accounts::change)
            .service(divisions::list)
            .service(divisions::get)
            .service(people::people::list)
            .service(people::people::search)
            // Before the path of one person, who might be called so.
            .service(rosters::export)
            .service(people::people::get)
            .service(people::people::duplicates)
            .service(merges::compare)
            .service(merges::list_merges)
            .service(merges::merge)
            .service(merges::separate)
            .service(people::people::explain)
            .service(households::list)
            .service(households::get)
            .service(households::explain)
            .service(facts::record)
            .service(facts::record_batch)
            .service(imports::create)
            .service(imports::list)
            .service(imports::get)
            .service(imports::result)
            .service(applications::list)
            .service(applications::get)
            .service(applications::file)
            .service(applications::step)
            .service(applications::add_document)
            .service(applications::get_document)
            .service(cases::list)
            .service(cases::open)
            .service(cases::assign_all)
            .service(cases::get)
            .service(cases::step)
            .service(cases::serve)
            .service(cases::assign)
            .service(cases::suggestions)
            .service(notices::list)
            .service(news::list)
            .service(board::show)
            .service(calendars::list)
            .service(calendars::show)
            .service(calendars::load)
            .service(audit::list)
            .service(records::show)
            .service(messages::take)
            .service(lists::take_list)
            .service(messages::list)
            // Before the path of one message, which might be called so.
            .service(messages::held)
            .service(messages::release)
            .service(messages::discard)
            .service(messages::get)
            .service(messages::retry)
            .service(deliveries::list)
            .service(deliveries::replay)
            .service(endpoints::get)
            .service(endpoints::set)
            .service(endpoints::rotate)
            .service(endpoints::remove)
            .service(seekers::list)
            .service(referrals::make)
            .service(referrals::list)
            .service(referrals::get)
            .service(referrals::answer)
            .service(referrals::check)
            .service(referrals::withdraw)
            .service(vacancies::list)
            .service(vacancies::get)
            .service(vacancies::open)
            .service(vacancies::people)
            .service(vacancies::for_person)
            .service(filings::list)
            .service(filings::employers)
            .service(filings::unended)
            .service(rolls::list)
            .service(rolls::add)
            .service(rolls::remove)
            .service(rolls::differences)
            .service(usage::share)
            .service(usage::enterprises)
            .service(welfare::units)
            .service(welfare::holders)
            .service(work::counts)
            .service(work::list)
            .service(months::months::list)
            .service(months::months::show)
            .service(months::months::close)
            .service(months::months::diff)
            .service(months::months::column),
    );
}

/// What the document says beside the routes.
#[derive(utoipa::OpenApi)]
#[openapi(
    info(
        title = "bangfu 帮扶",
        description = "Dated facts in, month-end registers out. Errors are problems (RFC 9457) with stable codes; unknown parameters and fields are refused; lists are read by seeking. x-action names the permission an operation needs: docs/authorization.md says which role has it."
    ),
    servers((url = "/", description = "The service that gives this document.")),
    components(schemas(problem::ProblemBody)),
    modifiers(&Completed),
)]
struct Described;

/// Adds what every operation shares.
struct Completed;

impl utoipa::Modify for Completed {
    fn modify(&self, document: &mut OpenApi) {
        use utoipa::openapi::security::{HttpAuthScheme, HttpBuilder, SecurityScheme};
        let bearer = HttpBuilder::new().scheme(HttpAuthScheme::Bearer).bearer_format("JWT").build();
        let components = document.components.get_or_insert_default();
        components.security_schemes.insert("bearer".to_owned(), SecurityScheme::Http(bearer).into());
    }
}

/// Describes the service (OpenAPI 3.1).
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
            // What asks for no token says so.
            operation.security.get_or_insert_default();
            // Handlers are named within their modules, operations within the document.
            let tag = operation.tags.iter().flatten().next().cloned().unwrap_or_default();
            operation.operation_id = operation.operation_id.take().map(|name| format!("{tag}_{name}"));
        }
    }
    document
}
