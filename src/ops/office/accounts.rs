//! Accounts: their names, roles, divisions and passwords, and the end of their sessions. Passwords
//! and tokens are kept as hashes.

use chrono::NaiveDateTime;
use diesel::prelude::*;
use serde::Serialize;
use uuid::Uuid;

use crate::auth::{Actor, Role, password};
use crate::clock::{Clock, utc};
use crate::db::Conn;
use crate::db::schema::{account, refresh_token};
use crate::domain::inbox::message::HOURLY_CEILING;
use crate::domain::values::division::{Division, tree};
use crate::domain::values::id_number::IdNumber;
use crate::error::{Error, Failure, Result};
use crate::ops::outbox::seekers;
use crate::ops::session::Session;
use crate::ops::session::scope::division;
use crate::seal::kept::Field;

/// An account, as the city administrator sees it.
#[derive(Serialize, utoipa::ToSchema, Clone, Debug)]
pub struct Account {
    pub id: String,
    pub username: String,
    #[schema(value_type = String, example = "community_caseworker")]
    pub role: &'static str,
    /// The account's division, in significant digits.
    #[schema(value_type = String, example = "440703002101")]
    pub division: Division,
    pub disabled: bool,
    /// The version, which increases with every change; also the `ETag`.
    pub version: i64,
    #[serde(serialize_with = "utc")]
    pub created_at: NaiveDateTime,
    /// Whether the ID number of the account's holder is known; it keeps holders from handling
    /// applications of their own.
    pub identified: bool,
    /// The number of messages about persons that the account may send within an hour; further
    /// messages wait for the bureau's release.
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

/// Reads the role that the database keeps.
fn role(word: &str) -> Result<Role> {
    Role::from_word(word).ok_or_else(|| Error::internal("an account of no known role"))
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

    /// Gives the actor that uses the account.
    pub(super) fn actor(&self) -> Result<Actor> {
        let (account, role) = (self.id.clone(), role(self.role)?);
        Ok(Actor { account, version: self.version, role, scope: self.division, only: None })
    }

    pub(super) fn find(conn: &mut Conn, id: &str) -> Result<Self> {
        let row: Option<Row> = account::table.find(id).select(COLUMNS).first(conn).optional()?;
        Self::of(row.ok_or(Failure::NotFound)?)
    }
}

/// Makes an account.
///
/// # Errors
/// [`Failure::BadRequest`] for an invalid name, password or division, [`Failure::Conflict`] for a
/// name that is taken.
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

/// Checks the data of a new account, and hashes its password.
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

/// Makes the first account, the city administrator `admin`, in a database without accounts; gives
/// its password, which is kept nowhere else in the clear.
///
/// # Errors
/// When the database fails.
pub fn create_first(conn: &mut Conn, clock: &Clock) -> Result<Option<String>> {
    let is_any = |conn: &mut Conn| Ok::<_, Error>(account::table.count().get_result::<i64>(conn)? > 0);
    // Asked before the transaction, so that a service starts while facts are imported.
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

/// Tells whether an account may have this name: 3 to 32 lowercase letters, digits and `.`, `_`,
/// `-`, the first one a letter, so that no ID number or phone number is a name.
pub fn is_username(name: &str) -> bool {
    (3..=32).contains(&name.len())
        && name.starts_with(|c: char| c.is_ascii_lowercase())
        && name.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b"._-".contains(&b))
}

/// Tells whether a name and a password are well-formed; no account is looked up.
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

/// Gives the keyed hash of an ID number under which a person is found.
fn index_of(s: &Session, number: &IdNumber) -> Vec<u8> {
    s.keys.blind_index(Field::IdNumber, number.as_str()).to_vec()
}

/// The data of a new account, as the city administrator states it.
pub struct NewAccount {
    pub username: String,
    pub password: String,
    pub role: Role,
    pub division: Division,
    /// The ID number of the account's holder.
    pub id_number: Option<IdNumber>,
}

/// Makes an account for another person.
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

/// Lists accounts by name; gives one more than the limit if there are more.
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
/// [`Failure::NotFound`] if there is no such account.
pub fn get(s: &mut Session, id: &str) -> Result<Account> {
    Account::find(s.conn, id)
}

/// The changes to an account; a field that is `None` stays.
#[derive(Default)]
pub struct Change {
    pub role: Option<Role>,
    pub division: Option<Division>,
    pub disabled: Option<bool>,
    pub password: Option<String>,
    pub id_number: Option<IdNumber>,
    /// The number of messages about persons that the account may send within an hour, 1 to
    /// 1,000,000.
    pub hourly_ceiling: Option<i32>,
}

/// Changes an account and ends its sessions; its access tokens are no longer valid.
///
/// # Errors
/// [`Failure::NotFound`] if there is no such account, [`Failure::PreconditionFailed`] if the
/// account changed since that version, [`Failure::BadRequest`] for an invalid password or division,
/// [`Failure::Conflict`] if administrators would remove their own rights.
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

/// Recomputes what platforms are offered after an account was made or changed. The change stands
/// even if this fails now: the next recording then does it.
fn settle_platforms(s: &mut Session) {
    if let Err(e) = seekers::settle_platforms(s.conn, s.keys, s.clock.now()) {
        tracing::warn!(code = e.failure.code(), context = e.detail(), "what platforms are offered is settled later");
    }
}

/// Changes the actor's own password and ends every session of the account. Gives `false` if the
/// present password is wrong.
///
/// # Errors
/// [`Failure::BadRequest`] if the new password is too short or too long.
pub fn change_password(s: &mut Session, present: &str, new: &str) -> Result<bool> {
    let id = s.actor().account.clone();
    let known: String = account::table.find(&id).select(account::password_hash).first(s.conn)?;
    if !password::verify(present, Some(&known)) {
        return Ok(false);
    }
    let hash = password::hash(new)?;
    // The account is still as the token says, so its password is the one that was verified.
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
