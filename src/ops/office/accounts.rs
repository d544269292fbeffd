//! Accounts and their sessions: who may sign in, as what, and for how long. Passwords and tokens are kept as hashes.

use chrono::{Duration, NaiveDateTime};
use diesel::prelude::*;
use serde::Serialize;
use uuid::Uuid;

use crate::auth::{Actor, Role, password, token};
use crate::clock::{Clock, utc};
use crate::db::Conn;
use crate::db::schema::{account, refresh_token};
use crate::domain::inbox::message::HOURLY_CEILING;
use crate::domain::values::division::{Division, tree};
use crate::domain::values::id_number::IdNumber;
use crate::error::{Error, Failure, Result};
use crate::ops::outbox::seekers;
use crate::ops::session::audit::{self, Note};
use crate::ops::session::{Session, division, hold};
use crate::seal::digest::Digest;
use crate::seal::kept::Field;

/// An account as the city administrator sees it.
#[derive(Serialize, utoipa::ToSchema, Clone, Debug)]
pub struct Account {
    pub id: String,
    pub username: String,
    #[schema(value_type = String, example = "community_caseworker")]
    pub role: &'static str,
    /// Significant digits of the division it reaches.
    #[schema(value_type = String, example = "440703002101")]
    pub division: Division,
    pub disabled: bool,
    /// Goes up with every change; it is the `ETag`.
    pub version: i64,
    #[serde(serialize_with = "utc")]
    pub created_at: NaiveDateTime,
    /// Whether its holder's ID number is known: nobody handles an application of their own.
    pub identified: bool,
    /// Messages about people that it may send within an hour; what comes beyond waits for the bureau's release.
    #[schema(example = 2000)]
    pub hourly_ceiling: i64,
}

type Row = (String, String, String, i64, bool, i64, NaiveDateTime, Option<Vec<u8>>, Option<i32>);

/// The columns of [`Row`].
const COLUMNS: (
    account::id,
    account::username,
    account::role,
    account::division,
    account::disabled,
    account::version,
    account::created_at,
    account::id_number_index,
    account::hourly_ceiling,
) = (
    account::id,
    account::username,
    account::role,
    account::division,
    account::disabled,
    account::version,
    account::created_at,
    account::id_number_index,
    account::hourly_ceiling,
);

/// Reads the role the database keeps.
fn role(word: &str) -> Result<Role> {
    Role::from_word(word).ok_or_else(|| Error::new(Failure::Internal).context("an account of no known role"))
}

impl Account {
    fn of(row: Row) -> Result<Self> {
        let (id, username, word, number, disabled, version, created_at, id_number_index, hourly_ceiling) = row;
        Ok(Self {
            id,
            username,
            role: role(&word)?.as_str(),
            division: division(number)?,
            disabled,
            version,
            created_at,
            identified: id_number_index.is_some(),
            hourly_ceiling: hourly_ceiling.map_or(HOURLY_CEILING, i64::from),
        })
    }

    /// Who acts by it.
    fn actor(&self) -> Result<Actor> {
        let (account, role) = (self.id.clone(), role(self.role)?);
        Ok(Actor { account, version: self.version, role, scope: self.division, only: None })
    }

    fn find(conn: &mut Conn, id: &str) -> Result<Self> {
        let row: Option<Row> = account::table.find(id).select(COLUMNS).first(conn).optional()?;
        Self::of(row.ok_or(Failure::NotFound)?)
    }
}

/// Makes an account.
///
/// # Errors
/// [`Failure::BadRequest`] for a name, a password or a division that will not do, [`Failure::Conflict`] for a name that
/// is taken.
pub fn create(
    conn: &mut Conn,
    clock: &Clock,
    username: &str,
    password: &str,
    role: Role,
    scope: Division,
) -> Result<Account> {
    let hash = checked(username, password, role, scope)?;
    insert(conn, clock, username, &hash, role, scope, None)
}

/// Checks what a new account is to be, and hashes its password.
fn checked(username: &str, password: &str, role: Role, scope: Division) -> Result<String> {
    if !is_username(username) {
        return Err(Error::new(Failure::BadRequest).context("a username"));
    }
    check_scope(role, scope)?;
    password::hash(password)
}

fn insert(
    conn: &mut Conn,
    clock: &Clock,
    username: &str,
    hash: &str,
    role: Role,
    scope: Division,
    id_number_index: Option<Vec<u8>>,
) -> Result<Account> {
    let id = Uuid::new_v4().to_string();
    let taken: i64 = account::table.filter(account::username.eq(username)).count().get_result(conn)?;
    if taken > 0 {
        return Err(Failure::Conflict.into());
    }
    diesel::insert_into(account::table)
        .values((
            account::id.eq(&id),
            account::username.eq(username),
            account::password_hash.eq(hash),
            account::role.eq(role.as_str()),
            account::division.eq(scope.number()),
            account::disabled.eq(false),
            account::version.eq(1_i64),
            account::created_at.eq(clock.now()),
            account::id_number_index.eq(id_number_index),
        ))
        .execute(conn)?;
    Account::find(conn, &id)
}

/// Makes the first account, the city administrator `admin`, in a database that has none; gives its password, which is
/// nowhere else.
///
/// # Errors
/// When the database fails.
pub fn create_first(conn: &mut Conn, clock: &Clock) -> Result<Option<String>> {
    let is_any = |conn: &mut Conn| Ok::<_, Error>(account::table.count().get_result::<i64>(conn)? > 0);
    // Asked before, so that a service starts while facts are imported.
    if is_any(conn)? {
        return Ok(None);
    }
    conn.write(|conn| {
        if is_any(conn)? {
            return Ok(None);
        }
        let password = password::random();
        create(conn, clock, "admin", &password, Role::CityAdministrator, Division::CITY)?;
        Ok(Some(password))
    })
}

/// Tells whether an account may have this name: letters and digits, so that no ID number or phone is one.
pub fn is_username(name: &str) -> bool {
    (3..=32).contains(&name.len())
        && name.starts_with(|c: char| c.is_ascii_lowercase())
        && name.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b"._-".contains(&b))
}

/// Tells whether a name and a password may be somebody's, by their form alone: no account is asked for.
pub fn can_be_somebodys(username: &str, password: &str) -> bool {
    is_username(username) && password.len() <= password::LONGEST
}

fn check_scope(role: Role, scope: Division) -> Result<()> {
    if tree().knows(scope) && role.fits(scope) {
        Ok(())
    } else {
        Err(Error::new(Failure::BadRequest).context("the division of an account does not fit its role"))
    }
}

/// The keyed hash of an ID number, as persons are found by it.
fn index_of(s: &Session, number: &IdNumber) -> Vec<u8> {
    s.keys.blind_index(Field::IdNumber, number.as_str()).to_vec()
}

/// What a city administrator says of a new account.
pub struct NewAccount {
    pub username: String,
    pub password: String,
    pub role: Role,
    pub division: Division,
    /// Its holder's.
    pub id_number: Option<IdNumber>,
}

/// Makes an account for somebody else.
///
/// # Errors
/// As [`create`].
pub fn add(s: &mut Session, new: &NewAccount) -> Result<Account> {
    let clock = s.clock;
    let hash = checked(&new.username, &new.password, new.role, new.division)?;
    let made = s.write_beside(None, |s| {
        let index = new.id_number.as_ref().map(|number| index_of(s, number));
        let made = insert(s.conn, clock, &new.username, &hash, new.role, new.division, index)?;
        s.note("account_created", Some(made.id.clone()))?;
        Ok(made)
    })?;
    settle_platforms(s);
    Ok(made)
}

/// Lists accounts by name, one more than the limit when there are more.
///
/// # Errors
/// When the database fails.
pub fn list(s: &mut Session, after: Option<&str>, limit: i64) -> Result<Vec<Account>> {
    let mut query = account::table.select(COLUMNS).into_boxed();
    if let Some(after) = after {
        query = query.filter(account::username.gt(after.to_owned()));
    }
    let rows: Vec<Row> = query.order(account::username).limit(limit + 1).load(s.conn)?;
    rows.into_iter().map(Account::of).collect()
}

/// Finds an account.
///
/// # Errors
/// [`Failure::NotFound`] when there is none.
pub fn get(s: &mut Session, id: &str) -> Result<Account> {
    Account::find(s.conn, id)
}

/// What is to be different about an account; what is none stays.
#[derive(Default)]
pub struct Change {
    pub role: Option<Role>,
    pub division: Option<Division>,
    pub disabled: Option<bool>,
    pub password: Option<String>,
    pub id_number: Option<IdNumber>,
    /// Messages about people that it may send within an hour, 1 to 1,000,000.
    pub hourly_ceiling: Option<i32>,
}

/// Changes an account. Its sessions end; what its access tokens said no longer holds.
///
/// # Errors
/// [`Failure::PreconditionFailed`] when it was changed since that version, [`Failure::Conflict`] when administrators
/// would take their own rights away.
pub fn change(s: &mut Session, id: &str, version: i64, change: &Change) -> Result<Account> {
    let hash = change.password.as_deref().map(password::hash).transpose()?;
    let changed = s.write_beside(Some(id), |s| {
        let was = Account::find(s.conn, id)?;
        if was.version != version {
            return Err(Failure::PreconditionFailed.into());
        }
        let role = change.role.map_or_else(|| role(was.role), Ok)?;
        let scope = change.division.unwrap_or(was.division);
        let disabled = change.disabled.unwrap_or(was.disabled);
        if id == s.actor().account && (role.as_str() != was.role || disabled) {
            return Err(Error::new(Failure::Conflict).context("administrators may not take their own rights away"));
        }
        check_scope(role, scope)?;
        diesel::update(account::table.find(id))
            .set((
                account::role.eq(role.as_str()),
                account::division.eq(scope.number()),
                account::disabled.eq(disabled),
                account::version.eq(version + 1),
            ))
            .execute(s.conn)?;
        if let Some(hash) = hash {
            diesel::update(account::table.find(id)).set(account::password_hash.eq(hash)).execute(s.conn)?;
        }
        if let Some(number) = &change.id_number {
            let index = index_of(s, number);
            diesel::update(account::table.find(id)).set(account::id_number_index.eq(index)).execute(s.conn)?;
        }
        if let Some(ceiling) = change.hourly_ceiling {
            diesel::update(account::table.find(id)).set(account::hourly_ceiling.eq(ceiling)).execute(s.conn)?;
        }
        end_sessions(s.conn, id)?;
        s.note("account_changed", Some(id.to_owned()))?;
        Account::find(s.conn, id)
    })?;
    settle_platforms(s);
    Ok(changed)
}

/// Brings what platforms are offered right after an account was made or changed. That stands whether or not this can be done now: whoever
/// records next does it else.
fn settle_platforms(s: &mut Session) {
    if let Err(e) = seekers::settle_platforms(s.conn, s.keys, s.clock.now()) {
        tracing::warn!(code = e.failure.code(), context = e.detail(), "what platforms are offered is settled later");
    }
}

/// Changes the actor's own password; every session of the account ends. False when the present password is wrong.
///
/// # Errors
/// [`Failure::BadRequest`] when the new one will not do.
pub fn change_password(s: &mut Session, present: &str, new: &str) -> Result<bool> {
    let id = s.actor().account.clone();
    let known: String = account::table.find(&id).select(account::password_hash).first(s.conn)?;
    if !password::verify(present, Some(&known)) {
        return Ok(false);
    }
    let hash = password::hash(new)?;
    // With the account as the token says, its password is still the one that was verified.
    s.write_beside(None, |s| {
        diesel::update(account::table.find(&id))
            .set((account::password_hash.eq(&hash), account::version.eq(account::version + 1)))
            .execute(s.conn)?;
        end_sessions(s.conn, &id)?;
        s.note("password_changed", Some(id.clone()))?;
        Ok(true)
    })
}

fn end_sessions(conn: &mut Conn, id: &str) -> Result<()> {
    diesel::update(refresh_token::table.filter(refresh_token::account.eq(id)))
        .set(refresh_token::revoked.eq(true))
        .execute(conn)?;
    Ok(())
}

/// What a sign-in or a refresh gives: the actor an access token is made for, and the next refresh token.
pub struct SignedIn {
    pub account: Account,
    pub actor: Actor,
    pub refresh_token: String,
    pub refresh_until: NaiveDateTime,
}

/// Signs in with a name and a password. Takes as long for a name nobody has.
///
/// # Errors
/// [`Failure::Unauthorized`], whatever was wrong.
pub fn sign_in(conn: &mut Conn, clock: &Clock, username: &str, password: &str, request_id: &str) -> Result<SignedIn> {
    let now = clock.now();
    by_password(conn, now, (username, password), request_id, |conn, id| {
        // The account's tokens that nobody can use any longer, and whose reuse would revoke nothing.
        diesel::delete(
            refresh_token::table
                .filter(refresh_token::account.eq(id))
                .filter(refresh_token::expires_at.lt(now - Duration::days(token::SIGN_IN_DAYS))),
        )
        .execute(conn)?;
        next_token(conn, id, &Uuid::new_v4().to_string(), now, now)
    })
}

/// Lets a program in by the name and the password of its account: there is nothing to refresh, for it comes again.
///
/// # Errors
/// As [`sign_in`].
pub fn let_in(conn: &mut Conn, clock: &Clock, username: &str, password: &str, request_id: &str) -> Result<Actor> {
    by_password(conn, clock.now(), (username, password), request_id, |conn, id| Account::find(conn, id)?.actor())
}

/// Does something for an account whose name and password are right.
fn by_password<T>(
    conn: &mut Conn,
    now: NaiveDateTime,
    (username, password): (&str, &str),
    request_id: &str,
    work: impl FnOnce(&mut Conn, &str) -> Result<T>,
) -> Result<T> {
    let known: Option<(String, String, bool)> = account::table
        .filter(account::username.eq(username))
        .select((account::id, account::password_hash, account::disabled))
        .first(conn)
        .optional()?;
    let right = password::verify(password, known.as_ref().map(|(_, hash, _)| hash.as_str()));
    let note = |account: Option<&String>, action: &str| Note {
        at: now,
        account: account.cloned(),
        action: action.to_owned(),
        subject: None,
        request_id: request_id.to_owned(),
        first_position: None,
        last_position: None,
    };
    let failed = known.as_ref().is_none_or(|(_, _, disabled)| !right || *disabled);
    if failed {
        // For a name nobody has too, or the answer would come sooner and tell so.
        audit::note(conn, &[note(known.as_ref().map(|(id, ..)| id), "sign_in_failed")])?;
    }
    let Some((id, hash, _)) = known.filter(|_| !failed) else { return Err(Failure::Unauthorized.into()) };
    conn.write_beside(|conn| {
        hold(conn, [id.as_str()])?;
        // The password may have been changed while this one was verified.
        let same: i64 = account::table
            .filter(account::id.eq(&id))
            .filter(account::password_hash.eq(&hash))
            .filter(account::disabled.eq(false))
            .count()
            .get_result(conn)?;
        if same == 0 {
            return Err(Failure::Unauthorized.into());
        }
        audit::note(conn, &[note(Some(&id), "signed_in")])?;
        work(conn, &id)
    })
}

/// Trades a refresh token for the next one. A token traded already was stolen by somebody: its family ends.
///
/// # Errors
/// [`Failure::Unauthorized`] for a token that is unknown, over, used or revoked, and for a disabled account.
pub fn refresh(conn: &mut Conn, clock: &Clock, token: &str, request_id: &str) -> Result<SignedIn> {
    let now = clock.now();
    // Asked before, so that nobody without a token holds up anybody.
    let known = Token::find(conn, token, now)?.ok_or(Failure::Unauthorized)?;
    let next = conn.write_beside(|conn| {
        hold(conn, [known.account.as_str()])?;
        let Some(known) = Token::find(conn, token, now)? else { return Ok(None) };
        if known.used_at.is_some() {
            end_family(conn, &known.family)?;
            let note = Note {
                at: now,
                account: Some(known.account),
                action: "refresh_token_reused".to_owned(),
                subject: None,
                request_id: request_id.to_owned(),
                first_position: None,
                last_position: None,
            };
            audit::note(conn, &[note])?;
            // No error: the revocation must be committed.
            return Ok(None);
        }
        if account::table.find(&known.account).select(account::disabled).first(conn)? {
            return Ok(None);
        }
        diesel::update(refresh_token::table.find(hash_of(token))).set(refresh_token::used_at.eq(now)).execute(conn)?;
        next_token(conn, &known.account, &known.family, known.signed_in_at, now).map(Some)
    })?;
    next.ok_or_else(|| Failure::Unauthorized.into())
}

/// Signs out: the family of a refresh token ends. A token nobody knows is signed out already.
///
/// # Errors
/// When the database fails.
pub fn sign_out(conn: &mut Conn, clock: &Clock, token: &str) -> Result<()> {
    let Some(known) = Token::find(conn, token, clock.now())? else { return Ok(()) };
    conn.write_beside(|conn| {
        hold(conn, [known.account.as_str()])?;
        end_family(conn, &known.family)
    })
}

/// A refresh token as it is kept.
#[derive(Queryable)]
struct Token {
    family: String,
    account: String,
    signed_in_at: NaiveDateTime,
    expires_at: NaiveDateTime,
    used_at: Option<NaiveDateTime>,
}

impl Token {
    /// Finds a token that is neither revoked nor over, but perhaps used: what is either stays so.
    fn find(conn: &mut Conn, token: &str, now: NaiveDateTime) -> Result<Option<Self>> {
        let found = refresh_token::table.find(hash_of(token)).filter(refresh_token::revoked.eq(false)).select((
            refresh_token::family,
            refresh_token::account,
            refresh_token::signed_in_at,
            refresh_token::expires_at,
            refresh_token::used_at,
        ));
        let found: Option<Self> = found.first(conn).optional()?;
        Ok(found.filter(|token| token.used_at.is_some() || now < token.expires_at))
    }
}

/// A token has 256 bits of chance, so that its hash needs no key.
fn hash_of(token: &str) -> String {
    let mut digest = Digest::default();
    digest.update(token.as_bytes());
    digest.finish()
}

fn end_family(conn: &mut Conn, family: &str) -> Result<()> {
    diesel::update(refresh_token::table.filter(refresh_token::family.eq(family)))
        .set(refresh_token::revoked.eq(true))
        .execute(conn)?;
    Ok(())
}

/// Makes the next refresh token of a family.
fn next_token(
    conn: &mut Conn,
    id: &str,
    family: &str,
    signed_in_at: NaiveDateTime,
    now: NaiveDateTime,
) -> Result<SignedIn> {
    let made = token::refresh_token();
    let until = token::refresh_until(signed_in_at, now);
    diesel::insert_into(refresh_token::table)
        .values((
            refresh_token::hash.eq(hash_of(&made)),
            refresh_token::family.eq(family),
            refresh_token::account.eq(id),
            refresh_token::signed_in_at.eq(signed_in_at),
            refresh_token::expires_at.eq(until),
            refresh_token::revoked.eq(false),
        ))
        .execute(conn)?;
    let account = Account::find(conn, id)?;
    let actor = account.actor()?;
    Ok(SignedIn { account, actor, refresh_token: made, refresh_until: until })
}
