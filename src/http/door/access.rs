//! The door: the only way from a request to the data. [`Access`] is an extractor that names the permission it needs in
//! its type, so that a handler without one has nothing to read from; the pool is seen by nobody else.

use std::future::{Ready, ready};
use std::marker::PhantomData;
use std::net::IpAddr;
use std::sync::Arc;

use actix_web::dev::Payload;
use actix_web::http::header;
use actix_web::{FromRequest, HttpMessage, HttpRequest, web};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

use super::around::{AskedBy, RequestId, lang_of};
use super::problem::Problem;
use crate::auth::password::LONGEST;
use crate::auth::throttle::{Throttle, WINDOW_MINUTES};
use crate::auth::token::Tokens;
use crate::auth::{Action, Actor};
use crate::clock::Clock;
use crate::db::{Conn, Location, Pool};
use crate::domain::files::sheet::cells::{Cell, Unreadable};
use crate::domain::ledger::incoming::Incoming;
use crate::domain::values::division::Division;
use crate::domain::values::hint::Lang;
use crate::error::{Error, Failure, Result};
use crate::ops::decisions::notices::{self, Notice};
use crate::ops::files::sheets::{HeldSheet, SheetReader};
use crate::ops::office::accounts;
use crate::ops::office::sessions::{self, SignedIn};
use crate::ops::outbox::courier::Courier;
use crate::ops::outbox::{daily, seekers};
use crate::ops::recording::writer::{Answer, IdempotencyKey, Job, Recorded, Writer};
use crate::ops::session::Session;
use crate::seal::keys::Keys;

/// Connections that readers share; also how many threads block on them.
pub const POOL: u32 = 8;
/// Seconds to wait for a connection.
const WAIT_SECONDS: u64 = 5;
/// Passwords hashed at a time: each takes 19 MiB.
const HASHING: usize = 2;
/// Passwords that are hashed or wait for it, a few seconds' worth; whoever comes then is told to come again.
const WAITING: usize = 100;
/// Seconds after which to come again.
const WAITING_SECONDS: i64 = 5;
/// Seconds after which to come again with a file.
const READING_SECONDS: i64 = 15;
/// Requests for public notices answered at a time: a quarter of the connections.
const NOTICING: usize = 2;

/// What stands behind the door.
pub struct Door {
    pool: Pool,
    writer: Writer,
    /// Kept at work.
    _courier: Courier,
    keys: Arc<Keys>,
    tokens: Tokens,
    clock: Clock,
    throttle: Throttle,
    waiting: Arc<Semaphore>,
    hashing: Arc<Semaphore>,
    noticing: Arc<Semaphore>,
    reader: SheetReader,
}

/// The turn of a password. It goes with the work and ends with it, also when nobody waits for its answer any longer.
struct Turn {
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

    fn admit(&self, name: &str, address: Option<IpAddr>) -> Result<(), Problem> {
        if self.throttle.admit(name, address, self.clock.now()) {
            Ok(())
        } else {
            Err(Problem::from(Failure::TooMany).after(WINDOW_MINUTES * 60))
        }
    }

    /// Takes into account what came of a try: a right password gives all tries back, one that nobody looked at itself.
    fn settle(&self, name: &str, address: Option<IpAddr>, right: std::result::Result<bool, &Problem>) {
        match right {
            Ok(true) => self.throttle.clear(name, address),
            Ok(false) => {}
            Err(problem) if problem.status() == 401 => {}
            Err(_) => self.throttle.give_back(name, address),
        }
    }

    /// Finds a place for a password to wait in, before the try is counted: a try that was not looked at is none.
    fn place(&self) -> Result<OwnedSemaphorePermit, Problem> {
        let place = Arc::clone(&self.waiting).try_acquire_owned();
        place.map_err(|_| Problem::from(Failure::Busy).after(WAITING_SECONDS))
    }

    /// Waits for the turn of a place.
    async fn turn(&self, place: OwnedSemaphorePermit) -> Result<Turn, Problem> {
        let hashing = Arc::clone(&self.hashing).acquire_owned().await.map_err(|_| Failure::Busy)?;
        Ok(Turn { _place: place, _hashing: hashing })
    }

    fn conn(&self) -> Result<impl std::ops::DerefMut<Target = Conn> + use<>> {
        self.pool.get()
    }
}

/// Runs work that blocks on one of the threads kept for it.
async fn blocking<T: Send + 'static>(work: impl FnOnce() -> Result<T> + Send + 'static) -> Result<T, Problem> {
    let done =
        web::block(work).await.map_err(|_| Error::new(Failure::Internal).context("a blocking thread is gone"))?;
    Ok(done?)
}

/// Where a request comes from, and its id.
pub struct From {
    address: Option<IpAddr>,
    request_id: String,
}

impl FromRequest for From {
    type Error = Problem;
    type Future = Ready<Result<Self, Problem>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        ready(Ok(Self { address: request.peer_addr().map(|a| a.ip()), request_id: id_of(request) }))
    }
}

fn id_of(request: &HttpRequest) -> String {
    request.extensions().get::<RequestId>().map(|id| id.0.clone()).unwrap_or_default()
}

/// A permission, as a type.
pub trait Permission: 'static {
    /// What it permits.
    const ACTION: Action;

    /// Says what an actor without it is to do instead, in Chinese and English, where there is something.
    fn instead(_: &Actor) -> Option<(&'static str, &'static str)> {
        None
    }
}

/// Permits what [`Action::RecordDirectly`] names.
pub struct RecordDirectly;

impl Permission for RecordDirectly {
    const ACTION: Action = Action::RecordDirectly;

    fn instead(actor: &Actor) -> Option<(&'static str, &'static str)> {
        let files_by_messages = actor.role.may(Action::RecordFacts) && !actor.role.may(Action::RecordDirectly);
        files_by_messages.then_some((
            "平台和其他部门不在此录入事实，请以消息（POST /api/v1/messages）或名单（POST /api/v1/messages/list）报送，以公民身份号码指明人员。",
            "Platforms and other authorities record no facts here; send messages (POST /api/v1/messages) or lists (POST /api/v1/messages/list), which name people by their ID numbers.",
        ))
    }
}

macro_rules! permissions {
    ($($name:ident)+) => { $(
        #[doc = concat!("Permits what [`Action::", stringify!($name), "`] names.")]
        pub struct $name;

        impl Permission for $name {
            const ACTION: Action = Action::$name;
        }
    )+ };
}

permissions! {
    OwnPassword ReadDivisions ReadPeople ReadHouseholds ReadMonths Explain RecordFacts RecordCircumstances RecordAbsences HelpPeople
    HandleApplications Decide CloseMonths ReadAudit ManageAccounts ReadMessages SettleMessages ReadVacancies
    ReadReferrals SendRolls ReadRolls ReadSeekers ReadCalendars ManageCalendars
}

/// An actor who may do what `P` permits, and the way to the data in the actor's scope. It stands first among a
/// handler's arguments, so that 401 and 403 come before the body is read.
pub struct Access<P> {
    door: web::Data<Door>,
    actor: Actor,
    from: From,
    lang: Lang,
    permission: PhantomData<P>,
}

impl<P: Permission> FromRequest for Access<P> {
    type Error = Problem;
    type Future = Ready<Result<Self, Problem>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        ready(Self::of(request))
    }
}

impl<P: Permission> Access<P> {
    fn of(request: &HttpRequest) -> Result<Self, Problem> {
        let door = request.app_data::<web::Data<Door>>().cloned();
        let door = door.ok_or_else(|| Error::new(Failure::Internal).context("an app without a door"))?;
        let bearer = request.headers().get(header::AUTHORIZATION).and_then(|value| value.to_str().ok());
        let (scheme, token) = bearer.and_then(|value| value.split_once(' ')).ok_or(Failure::Unauthorized)?;
        let known = Some(token.trim()).filter(|_| scheme.eq_ignore_ascii_case("bearer"));
        let actor = known.and_then(|token| door.tokens.read(token, door.clock.now())).ok_or(Failure::Unauthorized)?;
        request.extensions_mut().insert(AskedBy(actor.account.clone()));
        if !actor.may(P::ACTION) {
            let forbidden = Problem::from(Failure::Forbidden);
            return Err(P::instead(&actor).map_or(forbidden.clone(), |(zh, en)| forbidden.saying(zh, en)));
        }
        let from = From { address: request.peer_addr().map(|a| a.ip()), request_id: id_of(request) };
        Ok(Self { door, actor, from, lang: lang_of(request.headers()), permission: PhantomData })
    }

    /// The language of the caller.
    pub fn lang(&self) -> Lang {
        self.lang
    }

    /// Who acts.
    pub fn actor(&self) -> &Actor {
        &self.actor
    }

    /// The clock of the service.
    pub fn clock(&self) -> &Clock {
        &self.door.clock
    }

    /// Does something in a session of the actor.
    ///
    /// # Errors
    /// 401 when the account was changed since the token was made, and what the work gives.
    pub async fn run<T: Send + 'static>(
        &self,
        work: impl FnOnce(&mut Session<'_>) -> Result<T> + Send + 'static,
    ) -> Result<T, Problem> {
        let (door, actor, request_id) = (self.door.clone(), self.actor.clone(), self.from.request_id.clone());
        blocking(move || {
            let mut conn = door.conn()?;
            work(&mut Session::open(&mut conn, &door.keys, &door.clock, actor, &request_id)?)
        })
        .await
    }

    /// Reads a file, once the account is found to be as its token says. No connection to the
    /// database is held meanwhile.
    ///
    /// # Errors
    /// 401 when the account was changed since the token was made, 503 when too many files wait or the
    /// account's last is not done. A file that cannot be read is no error.
    pub async fn read_sheet(
        &self,
        content: impl AsRef<[u8]> + Send + 'static,
        most_rows: usize,
        is_head: impl Fn(&[Cell]) -> bool + Send + 'static,
    ) -> Result<Result<HeldSheet, Unreadable>, Problem> {
        self.run(|_| Ok(())).await?;
        let read = self.door.reader.read(&self.actor.account, content, most_rows, is_head).await;
        read.map_err(|e| if e.failure == Failure::Busy { Problem::from(e).after(READING_SECONDS) } else { e.into() })
    }
}

impl Access<RecordDirectly> {
    /// Hashes a request, to tell whether it came before under its key; its body may hold personal data, so the hash is
    /// keyed.
    pub fn hash(&self, request: &[u8]) -> [u8; 32] {
        self.door.keys.content_hash(request)
    }

    /// Records facts through the writer.
    ///
    /// # Errors
    /// As [`Writer::record`].
    pub async fn record(
        &self,
        key: Option<IdempotencyKey>,
        batch: Vec<Incoming>,
        answer: impl Fn(&Recorded<'_>) -> Answer + Send + 'static,
    ) -> Result<Answer, Problem> {
        let (actor, request_id) = (self.actor.clone(), self.from.request_id.clone());
        Ok(self.door.writer.record(Job { actor, request_id, key, batch, answer: Box::new(answer) }).await?)
    }
}

impl Access<OwnPassword> {
    /// Changes the actor's password; false when the present one is wrong. Guesses are slowed down as at the sign-in.
    ///
    /// # Errors
    /// 429 after too many tries, 503 when too many passwords wait, 400 for a new password that will not do.
    pub async fn change_password(&self, present: String, new: String) -> Result<bool, Problem> {
        if present.len() > LONGEST {
            return Ok(false);
        }
        let name = format!("account {}", self.actor.account);
        let place = self.door.place()?;
        self.door.admit(&name, self.from.address)?;
        let turn = self.door.turn(place).await?;
        let change = move |s: &mut Session<'_>| {
            let _turn = turn;
            accounts::change_password(s, &present, &new)
        };
        let right = self.run(change).await;
        self.door.settle(&name, self.from.address, right.as_ref().copied());
        right
    }
}

#[cfg(test)]
mod tests {
    use actix_web::rt::task::yield_now;
    use diesel::connection::SimpleConnection as _;

    use super::*;
    use crate::auth::Role;
    use crate::domain::values::division::Division;

    const PASSWORD: &str = "correct horse battery";

    /// A door to a database with the account `somebody`.
    fn door() -> (tempfile::TempDir, Location, Arc<Door>) {
        let dir = tempfile::tempdir().unwrap();
        let location = Location::Sqlite(dir.path().join("bangfu.db"));
        let (clock, mut conn) = (Clock::System, location.open().unwrap());
        conn.migrate().unwrap();
        accounts::create(&mut conn, &clock, "somebody", PASSWORD, Role::Auditor, Division::CITY).unwrap();
        let keys = Keys::create(&dir.path().join("key")).unwrap();
        let door = Arc::new(Door::open(&location, keys, clock, SheetReader::own().unwrap()).unwrap());
        (dir, location, door)
    }

    async fn sign_in(door: Arc<Door>, username: String) -> Result<(SignedIn, String), Problem> {
        let from = From { address: None, request_id: String::new() };
        door.sign_in(username, PASSWORD.to_owned(), from).await
    }

    #[actix_web::test]
    async fn a_few_passwords_wait_and_who_comes_then_is_told_to_come_again_and_not_counted() {
        let (_dir, _, door) = door();
        let hashed = Arc::clone(&door.hashing).acquire_many_owned(2).await.unwrap();
        let wait = |n| actix_web::rt::spawn(sign_in(Arc::clone(&door), format!("nobody{n}")));
        let waiting: Vec<_> = (0..WAITING).map(wait).collect();
        while door.waiting.available_permits() > 0 {
            yield_now().await;
        }

        for _ in 0..10 {
            let busy = sign_in(Arc::clone(&door), "somebody".to_owned()).await.map(drop).unwrap_err();
            let retry_after = busy.response(Lang::En).headers().get(header::RETRY_AFTER).cloned();
            assert_eq!((busy.status(), retry_after), (503, Some(WAITING_SECONDS.into())));
        }

        waiting.iter().for_each(actix_web::rt::task::JoinHandle::abort);
        while door.waiting.available_permits() == 0 {
            yield_now().await;
        }
        drop(hashed);
        assert!(sign_in(door, "somebody".to_owned()).await.is_ok());
    }

    #[actix_web::test]
    async fn a_try_that_failed_for_the_databases_sake_was_none() {
        let (_dir, location, door) = door();
        let Ok(Conn::Sqlite(mut other)) = location.open() else { panic!("no SQLite") };
        other.batch_execute("alter table account rename to lost").unwrap();
        for _ in 0..10 {
            let failed = sign_in(Arc::clone(&door), "somebody".to_owned()).await.map(drop).unwrap_err();
            assert_eq!(failed.status(), 500);
        }
        other.batch_execute("alter table lost rename to account").unwrap();
        assert!(sign_in(door, "somebody".to_owned()).await.is_ok());
    }

    #[actix_web::test]
    async fn who_hangs_up_gives_no_other_password_the_turn_before_the_work_is_done() {
        let (_dir, location, door) = door();
        let Ok(Conn::Sqlite(mut writer)) = location.open() else { panic!("no SQLite") };
        writer.batch_execute("begin immediate").unwrap();
        let asked = actix_web::rt::spawn(sign_in(Arc::clone(&door), "somebody".to_owned()));
        while door.hashing.available_permits() == HASHING {
            yield_now().await;
        }

        asked.abort();
        assert!(asked.await.is_err());
        assert_eq!(door.hashing.available_permits(), HASHING - 1);

        writer.batch_execute("rollback").unwrap();
        while door.hashing.available_permits() < HASHING {
            yield_now().await;
        }
    }
}
