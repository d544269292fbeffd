//! The door to the data: connections, turns and threads.

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

/// Connections that readers share; also how many threads block on them.
pub const POOL: u32 = 8;

/// Seconds to wait for a connection.
pub(super) const WAIT_SECONDS: u64 = 5;

/// Passwords hashed at a time: each takes 19 MiB.
pub(super) const HASHING: usize = 2;

/// Passwords that are hashed or wait for it, a few seconds' worth; whoever comes then is told to come again.
pub(super) const WAITING: usize = 100;

/// Seconds after which to come again.
pub(super) const WAITING_SECONDS: i64 = 5;

/// Seconds after which to come again with a file.
pub(super) const READING_SECONDS: i64 = 15;

/// Requests for public notices answered at a time: a quarter of the connections.
pub(super) const NOTICING: usize = 2;

/// What stands behind the door.
pub struct Door {
    pool: Pool,
    pub(super) writer: Writer,
    /// Kept at work.
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

/// The turn of a password. It goes with the work and ends with it, also when nobody waits for its answer any longer.
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
        // What a migration could not settle, or a service that was stopped amid a change of an account.
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

    /// Signs in. Passwords guessed for a name from an address are slowed down. What by its form is nobody's is answered
    /// before it is counted: the throttle remembers names no longer than an account's, and such an answer, however quick,
    /// tells nothing of the accounts there are.
    ///
    /// # Errors
    /// 401, whatever was wrong; 429 after too many tries; 503 when too many passwords wait.
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

    /// Lets a program in; slowed down as [`Self::sign_in`].
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

    /// Lists the public notices of a village or neighbourhood: the one thing everybody may read.
    ///
    /// # Errors
    /// What the database gives.
    pub async fn notices(self: Arc<Self>, division: Division) -> Result<Vec<Notice>, Problem> {
        // Whoever is not signed in must not keep those out who are.
        let turn = Arc::clone(&self.noticing).try_acquire_owned().map_err(|_| Failure::Busy)?;
        blocking(move || {
            let _turn = turn;
            notices::of(&mut *self.conn()?, &self.keys, division, self.clock.today())
        })
        .await
    }

    /// Trades a refresh token for the next.
    ///
    /// # Errors
    /// 401 for one that is not good any longer.
    pub async fn refresh(self: Arc<Self>, token: String, from: From) -> Result<(SignedIn, String), Problem> {
        blocking(move || {
            let signed = sessions::refresh(&mut *self.conn()?, &self.clock, &token, &from.request_id)?;
            let token = self.tokens.issue(&signed.actor, self.clock.now())?;
            Ok((signed, token))
        })
        .await
    }

    /// Signs out the sessions that follow from the same sign-in.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn sign_out(self: Arc<Self>, token: String) -> Result<(), Problem> {
        blocking(move || sessions::sign_out(&mut *self.conn()?, &self.clock, &token)).await
    }

    /// Tells whether the database answers and its schema is ours.
    ///
    /// # Errors
    /// When it is not.
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

    /// Takes into account what came of a try: a right password gives all tries back, one that nobody looked at itself.
    pub(super) fn settle(&self, name: &str, address: Option<IpAddr>, right: std::result::Result<bool, &Problem>) {
        match right {
            Ok(true) => self.throttle.clear(name, address),
            Ok(false) => {}
            Err(problem) if problem.status() == 401 => {}
            Err(_) => self.throttle.give_back(name, address),
        }
    }

    /// Finds a place for a password to wait in, before the try is counted: a try that was not looked at is none.
    pub(super) fn place(&self) -> Result<OwnedSemaphorePermit, Problem> {
        let place = Arc::clone(&self.waiting).try_acquire_owned();
        place.map_err(|_| Problem::from(Failure::Busy).after(WAITING_SECONDS))
    }

    /// Waits for the turn of a place.
    pub(super) async fn turn(&self, place: OwnedSemaphorePermit) -> Result<Turn, Problem> {
        let hashing = Arc::clone(&self.hashing).acquire_owned().await.map_err(|_| Failure::Busy)?;
        Ok(Turn { _place: place, _hashing: hashing })
    }

    pub(super) fn conn(&self) -> Result<impl std::ops::DerefMut<Target = Conn> + use<>> {
        self.pool.get()
    }
}

/// Where a request comes from, and its id.
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

/// Runs work that blocks on one of the threads kept for it.
pub(super) async fn blocking<T: Send + 'static>(
    work: impl FnOnce() -> Result<T> + Send + 'static,
) -> Result<T, Problem> {
    let done = web::block(work).await.map_err(|_| Error::internal("a blocking thread is gone"))?;
    Ok(done?)
}
