//! The door to the data: connections, the queue of passwords, and blocking threads.

use std::future::{Ready, ready};
use std::net::IpAddr;
use std::sync::Arc;

use actix_web::dev::Payload;
use actix_web::{FromRequest, HttpMessage, HttpRequest, web};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

use super::around::RequestId;
use super::problem::Problem;
use crate::auth::Actor;
use crate::auth::throttle::{Throttle, WINDOW_MINUTES};
use crate::auth::token::Tokens;
use crate::clock::Clock;
use crate::db::{Conn, Location, Pool};
use crate::domain::values::division::Division;
use crate::error::{Error, Failure, Result};
use crate::ops::decisions::notices::{self, Notice};
use crate::ops::files::sheets::SheetReader;
use crate::ops::office::accounts;
use crate::ops::office::sessions::{self, SignedIn};
use crate::ops::outbox::courier::Courier;
use crate::ops::outbox::{daily, seekers};
use crate::ops::recording::writer::Writer;
use crate::seal::keys::Keys;

/// Connections that readers share; the number of blocking threads follows from it.
pub const POOL: u32 = 8;

/// Seconds that a reader waits for a connection.
pub(super) const WAIT_SECONDS: u64 = 5;

/// Passwords hashed at the same time; each hash takes 19 MiB.
pub(super) const HASHING: usize = 2;

/// Passwords that are being hashed or wait for it, a few seconds' worth; beyond them, a caller is
/// told to retry.
pub(super) const WAITING: usize = 100;

/// Seconds after which a caller retries with a password.
pub(super) const WAITING_SECONDS: i64 = 5;

/// Seconds after which a caller retries with a file.
pub(super) const READING_SECONDS: i64 = 15;

/// Requests for public notices answered at the same time: a quarter of the connections.
pub(super) const NOTICING: usize = 2;

/// The shared state of the service.
pub struct Door {
    pool: Pool,
    pub(super) writer: Writer,
    /// Keeps the courier running.
    _courier: Courier,
    pub(super) keys: Arc<Keys>,
    pub(super) tokens: Tokens,
    pub(super) clock: Clock,
    throttle: Throttle,
    pub(super) waiting: Arc<Semaphore>,
    pub(super) hashing: Arc<Semaphore>,
    noticing: Arc<Semaphore>,
    pub(super) reader: SheetReader,
}

/// The turn of a password. It moves into the work and ends with it, even after the client
/// disconnects.
pub(super) struct Turn {
    _place: OwnedSemaphorePermit,
    _hashing: OwnedSemaphorePermit,
}

impl Door {
    /// Opens the door to a database.
    ///
    /// # Errors
    /// When the database cannot be reached.
    pub fn open(location: &Location, keys: Keys, clock: Clock, reader: SheetReader) -> Result<Self> {
        let keys = Arc::new(keys);
        let pool = Pool::open(location, &clock, POOL, WAIT_SECONDS)?;
        // Recomputes the offers to platforms that a migration, or a service stopped during a change
        // of an account, left unsettled.
        seekers::settle_platforms(&mut *pool.get()?, &keys, clock.now())?;
        if let Err(e) = daily::settle(&mut *pool.get()?, &keys, clock.now()) {
            tracing::warn!(code = e.failure.code(), context = e.detail(), "the day is settled later");
        }
        Ok(Self {
            pool,
            writer: Writer::start(location.clone(), Arc::clone(&keys), clock.clone())?,
            _courier: Courier::start(location.clone(), Arc::clone(&keys), clock.clone())?,
            tokens: Tokens::new(&keys)?,
            keys,
            clock,
            throttle: Throttle::default(),
            waiting: Arc::new(Semaphore::new(WAITING)),
            hashing: Arc::new(Semaphore::new(HASHING)),
            noticing: Arc::new(Semaphore::new(NOTICING)),
            reader,
        })
    }

    /// Signs in with a name and a password.
    ///
    /// Guesses are throttled by name and address. A name or password that no account can have, by
    /// its form, is refused before it is counted: thus the throttle stores no name longer than an
    /// account's, and such an answer, however quick, reveals nothing about the existing accounts.
    ///
    /// # Errors
    /// 401 for wrong credentials, without saying what is wrong; 429 after too many tries; 503 when
    /// too many passwords wait.
    pub async fn sign_in(
        self: Arc<Self>,
        username: String,
        password: String,
        from: From,
    ) -> Result<(SignedIn, String), Problem> {
        self.by_password(username, password, from, |door, name, password, request_id| {
            let signed = sessions::sign_in(&mut *door.conn()?, &door.clock, name, password, request_id)?;
            let token = door.tokens.issue(&signed.actor, door.clock.now())?;
            Ok((signed, token))
        })
        .await
    }

    /// Authenticates a program; throttled like [`Self::sign_in`].
    ///
    /// # Errors
    /// As [`Self::sign_in`].
    pub async fn let_in(self: Arc<Self>, username: String, password: String, from: From) -> Result<Actor, Problem> {
        self.by_password(username, password, from, |door, name, password, request_id| {
            sessions::let_in(&mut *door.conn()?, &door.clock, name, password, request_id)
        })
        .await
    }

    /// Signs an access token for an actor.
    ///
    /// # Errors
    /// When signing fails.
    pub fn issue(&self, actor: &Actor) -> Result<String, Problem> {
        Ok(self.tokens.issue(actor, self.clock.now())?)
    }

    async fn by_password<T: Send + 'static>(
        self: Arc<Self>,
        username: String,
        password: String,
        from: From,
        work: impl FnOnce(&Self, &str, &str, &str) -> Result<T> + Send + 'static,
    ) -> Result<T, Problem> {
        if !accounts::can_be_somebodys(&username, &password) {
            return Err(Failure::Unauthorized.into());
        }
        let place = self.place()?;
        self.admit(&username, from.address)?;
        let turn = self.turn(place).await?;
        let door = Arc::clone(&self);
        let (name, from_address) = (username.clone(), from.address);
        let done = blocking(move || {
            let _turn = turn;
            work(&door, &name, &password, &from.request_id)
        })
        .await;
        self.settle(&username, from_address, done.as_ref().map(|_| true));
        done
    }

    /// Lists the public notices of a village or neighbourhood, the only data that needs no sign-in.
    ///
    /// # Errors
    /// 503 when too many requests for notices are running; the errors of the database.
    pub async fn notices(self: Arc<Self>, division: Division) -> Result<Vec<Notice>, Problem> {
        // Anonymous readers must not use up the connections of signed-in users.
        let turn = Arc::clone(&self.noticing).try_acquire_owned().map_err(|_| Failure::Busy)?;
        blocking(move || {
            let _turn = turn;
            notices::of(&mut *self.conn()?, &self.keys, division, self.clock.today())
        })
        .await
    }

    /// Exchanges a refresh token for the next one.
    ///
    /// # Errors
    /// 401 for a token that is no longer valid.
    pub async fn refresh(self: Arc<Self>, token: String, from: From) -> Result<(SignedIn, String), Problem> {
        blocking(move || {
            let signed = sessions::refresh(&mut *self.conn()?, &self.clock, &token, &from.request_id)?;
            let token = self.tokens.issue(&signed.actor, self.clock.now())?;
            Ok((signed, token))
        })
        .await
    }

    /// Ends the session of a refresh token, with every token from the same sign-in.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn sign_out(self: Arc<Self>, token: String) -> Result<(), Problem> {
        blocking(move || sessions::sign_out(&mut *self.conn()?, &self.clock, &token)).await
    }

    /// Checks that the database answers and has the schema of this program.
    ///
    /// # Errors
    /// When the database does not answer, or its schema is behind.
    pub async fn ready(self: Arc<Self>) -> Result<(), Problem> {
        blocking(move || {
            let mut conn = self.conn()?;
            if conn.is_behind()? { Err(Failure::SchemaBehind.into()) } else { Ok(()) }
        })
        .await
    }

    pub(super) fn admit(&self, name: &str, address: Option<IpAddr>) -> Result<(), Problem> {
        if self.throttle.admit(name, address, self.clock.now()) {
            Ok(())
        } else {
            Err(Problem::from(Failure::TooMany).after(WINDOW_MINUTES * 60))
        }
    }

    /// Settles the count of tries: a right password clears it, and a try whose password was not
    /// checked is given back.
    pub(super) fn settle(&self, name: &str, address: Option<IpAddr>, right: std::result::Result<bool, &Problem>) {
        match right {
            Ok(true) => self.throttle.clear(name, address),
            Ok(false) => {}
            Err(problem) if problem.status() == 401 => {}
            Err(_) => self.throttle.give_back(name, address),
        }
    }

    /// Reserves a place in the queue of passwords before the try is counted: a try without a place
    /// does not count.
    pub(super) fn place(&self) -> Result<OwnedSemaphorePermit, Problem> {
        let place = Arc::clone(&self.waiting).try_acquire_owned();
        place.map_err(|_| Problem::from(Failure::Busy).after(WAITING_SECONDS))
    }

    /// Waits until the password of a place may be hashed.
    pub(super) async fn turn(&self, place: OwnedSemaphorePermit) -> Result<Turn, Problem> {
        let hashing = Arc::clone(&self.hashing).acquire_owned().await.map_err(|_| Failure::Busy)?;
        Ok(Turn { _place: place, _hashing: hashing })
    }

    pub(super) fn conn(&self) -> Result<impl std::ops::DerefMut<Target = Conn> + use<>> {
        self.pool.get()
    }
}

/// The address and the id of a request.
pub struct From {
    pub(super) address: Option<IpAddr>,
    pub(super) request_id: String,
}

impl FromRequest for From {
    type Error = Problem;
    type Future = Ready<Result<Self, Problem>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        ready(Ok(Self { address: request.peer_addr().map(|a| a.ip()), request_id: id_of(request) }))
    }
}

pub(super) fn id_of(request: &HttpRequest) -> String {
    request.extensions().get::<RequestId>().map(|id| id.0.clone()).unwrap_or_default()
}

/// Runs blocking work on one of the threads kept for it.
pub(super) async fn blocking<T: Send + 'static>(
    work: impl FnOnce() -> Result<T> + Send + 'static,
) -> Result<T, Problem> {
    let done = web::block(work).await.map_err(|_| Error::internal("a blocking thread is gone"))?;
    Ok(done?)
}
