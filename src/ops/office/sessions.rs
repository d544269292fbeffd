//! Signing in, refreshing a session, and signing out.

use chrono::{Duration, NaiveDateTime};
use diesel::prelude::*;
use uuid::Uuid;

use super::accounts::Account;
use crate::auth::{Actor, password, token};
use crate::clock::Clock;
use crate::db::Conn;
use crate::db::schema::{account, refresh_token};
use crate::error::{Failure, Result};
use crate::ops::session::audit::{self, Note};
use crate::ops::session::hold;
use crate::seal::digest::Digest;

/// The result of a sign-in or a refresh: the actor of the access token, and the next refresh token.
pub struct SignedIn {
    pub account: Account,
    pub actor: Actor,
    pub refresh_token: String,
    pub refresh_until: NaiveDateTime,
}

/// Signs in with a name and a password. An unknown name takes as long as a known one.
///
/// # Errors
/// [`Failure::Unauthorized`], whatever was wrong.
pub fn sign_in(conn: &mut Conn, clock: &Clock, username: &str, password: &str, request_id: &str) -> Result<SignedIn> {
    let now = clock.now();
    by_password(conn, now, (username, password), request_id, |conn, id| {
        // These tokens of the account expired so long ago that they are of no use, and their reuse
        // would revoke nothing.
        diesel::delete(
            refresh_token::table
                .filter(refresh_token::account.eq(id))
                .filter(refresh_token::expires_at.lt(now - Duration::days(token::SIGN_IN_DAYS))),
        )
        .execute(conn)?;
        next_token(conn, id, &Uuid::new_v4().to_string(), now, now)
    })
}

/// Authenticates a program by the name and the password of its account. The program gets no refresh
/// token, since it authenticates each time.
///
/// # Errors
/// As [`sign_in`].
pub fn let_in(conn: &mut Conn, clock: &Clock, username: &str, password: &str, request_id: &str) -> Result<Actor> {
    by_password(conn, clock.now(), (username, password), request_id, |conn, id| Account::find(conn, id)?.actor())
}

/// Runs `work` for the account of a name and password, if they are right.
pub(super) fn by_password<T>(
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
        // Noted for an unknown name too: otherwise the answer would come sooner and reveal it.
        audit::note(conn, &[note(known.as_ref().map(|(id, ..)| id), "sign_in_failed")])?;
    }
    let Some((id, hash, _)) = known.filter(|_| !failed) else { return Err(Failure::Unauthorized.into()) };
    conn.write_beside(|conn| {
        hold(conn, [id.as_str()])?;
        // The password may have changed while this one was verified.
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

/// Exchanges a refresh token for the next one. A token that was exchanged before has been stolen:
/// its family ends.
///
/// # Errors
/// [`Failure::Unauthorized`] for a token that is unknown, expired, used or revoked, and for a
/// disabled account.
pub fn refresh(conn: &mut Conn, clock: &Clock, token: &str, request_id: &str) -> Result<SignedIn> {
    let now = clock.now();
    // Looked up before the lock, so that a caller without a token holds up no one.
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
            // Not an error: the revocation must be committed.
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

/// Signs out: ends the family of a refresh token. An unknown token is signed out already.
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

/// A refresh token, as stored.
#[derive(Queryable)]
pub(super) struct Token {
    family: String,
    account: String,
    signed_in_at: NaiveDateTime,
    expires_at: NaiveDateTime,
    used_at: Option<NaiveDateTime>,
}

impl Token {
    /// Finds a token that is not revoked, and that is used or has not expired. A token once revoked
    /// or expired stays so.
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

/// Hashes a token. A token has 256 random bits, so that its hash needs no key.
pub(super) fn hash_of(token: &str) -> String {
    let mut digest = Digest::default();
    digest.update(token.as_bytes());
    digest.finish()
}

pub(super) fn end_family(conn: &mut Conn, family: &str) -> Result<()> {
    diesel::update(refresh_token::table.filter(refresh_token::family.eq(family)))
        .set(refresh_token::revoked.eq(true))
        .execute(conn)?;
    Ok(())
}

/// Makes the next refresh token of a family.
pub(super) fn next_token(
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
