//! Access of authenticated requests to the data. [`Access`] is an extractor that names the
//! permission it needs in its type, so a handler without it has nothing to read from. The
//! operations that need no permission are methods of [`Door`], which keeps the connection pool
//! private.

use std::future::{Ready, ready};
use std::marker::PhantomData;

use actix_web::dev::Payload;
use actix_web::http::header;
use actix_web::{FromRequest, HttpMessage, HttpRequest, web};

use super::around::{AskedBy, lang_of};
use super::door::{Door, From, READING_SECONDS, blocking, id_of};
use super::problem::Problem;
use crate::auth::password::LONGEST;
use crate::auth::{Action, Actor};
use crate::clock::Clock;
use crate::domain::files::sheet::cells::{Cell, Unreadable};
use crate::domain::ledger::incoming::Incoming;
use crate::domain::values::hint::Lang;
use crate::error::{Error, Failure, Result};
use crate::ops::files::sheets::HeldSheet;
use crate::ops::office::accounts;
use crate::ops::recording::writer::{Answer, IdempotencyKey, Job, Recorded};
use crate::ops::session::Session;

/// A permission, as a type.
pub trait Permission: 'static {
    /// The action that it permits.
    const ACTION: Action;

    /// Gives the alternative, if there is one, for an actor without the permission, in Chinese and
    /// English.
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

/// An actor with the permission `P`, and the way to the data in the actor's scope.
///
/// It is the first argument of a handler, so that 401 and 403 come before the body is read.
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
        let door = door.ok_or_else(|| Error::internal("an app without a door"))?;
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

    /// Gives the language of the caller.
    pub fn lang(&self) -> Lang {
        self.lang
    }

    /// Gives the actor.
    pub fn actor(&self) -> &Actor {
        &self.actor
    }

    /// Gives the clock of the service.
    pub fn clock(&self) -> &Clock {
        &self.door.clock
    }

    /// Runs work in a session of the actor.
    ///
    /// # Errors
    /// 401 when the account was changed since the token was issued, and the errors of the work.
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

    /// Reads a file after checking that the account still matches its token.
    ///
    /// Holds no database connection while reading.
    ///
    /// # Errors
    /// 401 when the account was changed since the token was issued, 503 when too many files wait or
    /// the account's previous file is not finished. An unreadable file is the inner `Err`, not an
    /// error.
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
    /// Hashes a request, to recognise it when it comes again under its idempotency key.
    ///
    /// The hash is keyed, because the body may hold personal data.
    pub fn hash(&self, request: &[u8]) -> [u8; 32] {
        self.door.keys.content_hash(request)
    }

    /// Records facts through the writer.
    ///
    /// # Errors
    /// As [`Writer::record`](crate::ops::recording::writer::Writer::record).
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
    /// Changes the actor's password; returns false when the present password is wrong.
    ///
    /// Guesses are throttled as at sign-in.
    ///
    /// # Errors
    /// 429 after too many tries, 503 when too many passwords wait, 400 for an invalid new password.
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
    use std::sync::Arc;

    use actix_web::rt::task::yield_now;
    use diesel::connection::SimpleConnection as _;

    use super::*;
    use crate::auth::Role;
    use crate::db::engine::conn::Conn;
    use crate::db::engine::location::Location;
    use crate::domain::values::division::Division;
    use crate::http::door::door::{HASHING, WAITING, WAITING_SECONDS};
    use crate::ops::files::sheets::SheetReader;
    use crate::ops::office::sessions::SignedIn;
    use crate::seal::keys::Keys;

    const PASSWORD: &str = "correct horse battery";

    /// Opens a door to a database with the account `somebody`.
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
