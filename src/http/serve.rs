//! The server: its limits, its start, and the application on a door.

use std::net::SocketAddr;

use actix_web::body::MessageBody;
use actix_web::dev::{ServerHandle, ServiceFactory, ServiceRequest, ServiceResponse};
use actix_web::middleware::from_fn;
use actix_web::web::{Data, JsonConfig, PathConfig, PayloadConfig, QueryConfig};
use actix_web::{App, HttpServer, error, web};
use utoipa::OpenApi as _;
use utoipa_actix_web::AppExt as _;

use super::document::Described;
use super::door::door::{self, Door};
use super::door::problem::Problem;
use super::door::{around, docs};
use super::routes::routes;
use crate::clock::Clock;
use crate::db::Location;
use crate::domain::decisions::document;
use crate::error::{Error, Failure, Result};
use crate::ops::files::sheets::SheetReader;
use crate::seal::keys::Keys;

/// The maximum size of a JSON body in bytes: a batch of 1,000 lines fits well.
pub(in crate::http) const LARGEST_BODY: usize = 2 * 1024 * 1024;

/// The maximum number of worker threads; each has its share of the blocking threads.
pub(in crate::http) const MOST_WORKERS: usize = 4;

/// Seconds that running requests have to finish when the service is stopped.
pub(in crate::http) const GRACE_SECONDS: u64 = 30;

/// The configuration of the service.
pub struct Config {
    pub location: Location,
    pub keys: Keys,
    pub clock: Clock,
    pub listen: SocketAddr,
    pub reader: SheetReader,
}

/// Serves until the process is told to stop.
///
/// Calls `on_ready` with the address once the service accepts requests.
///
/// # Errors
/// When the database cannot be reached, or the service cannot listen on the address.
pub fn run(config: Config, on_ready: impl FnOnce(SocketAddr)) -> Result<()> {
    serve(config, |address, _| on_ready(address))
}

/// Serves like [`run`], and also passes `on_ready` the handle that stops the server.
///
/// # Errors
/// As [`run`].
pub fn serve(config: Config, on_ready: impl FnOnce(SocketAddr, ServerHandle)) -> Result<()> {
    let door = Data::new(Door::open(&config.location, config.keys, config.clock, config.reader)?);
    let workers = std::thread::available_parallelism().map_or(1, std::num::NonZero::get).min(MOST_WORKERS);
    // No more threads than connections: when more threads compete for connections, the slowest
    // answers take many times as long.
    let blocking = usize::try_from(door::POOL).unwrap_or(workers).div_ceil(workers);
    let failed = |e: std::io::Error| Error::internal(format!("serving at {}: {e}", config.listen));
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

/// Builds the application on a door.
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
        // A path segment that is no valid number, month or division names no resource.
        .app_data(PathConfig::default().error_handler(|_, _| Problem::from(Failure::NotFound).into()))
        .default_service(web::to(|| async { Err::<&str, _>(Problem::from(Failure::NotFound)) }))
        .wrap(from_fn(around::around))
}

pub(in crate::http) fn unreadable_body(e: &error::JsonPayloadError) -> Problem {
    use error::JsonPayloadError as E;
    match e {
        E::Overflow { .. } | E::OverflowKnownLength { .. } => Failure::TooLarge.into(),
        E::Deserialize(e) => Problem::unreadable(&e.to_string()),
        E::ContentType => Problem::bad("Content-Type", "应为 application/json", "expected application/json"),
        _ => Failure::BadRequest.into(),
    }
}
