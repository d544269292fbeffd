//! The endpoints of platforms, and the secrets that sign their deliveries.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use chrono::{Duration, NaiveDateTime};
use diesel::dsl::max;
use diesel::prelude::*;
use rand::Rng as _;
use serde::Serialize;
use zeroize::Zeroizing;

use crate::clock::utc;
use crate::db::Conn;
use crate::db::schema::{account, delivery, endpoint};
use crate::domain::outbox::delivery::check_url;
use crate::domain::values::codes::DeliveryState;
use crate::error::{Failure, Result, corrupt};
use crate::on_engine;
use crate::ops::session::Session;
use crate::seal::kept::Kept;
use crate::seal::keys::Keys;

/// The prefix of a secret (Standard Webhooks, «Signature scheme»).
const PREFIX: &str = "whsec_";
/// The length of a secret in bytes.
const LENGTH: usize = 32;
/// The time for which a replaced secret stays valid beside the new one.
const OVERLAP: Duration = Duration::hours(24);

/// The endpoint of an account.
#[derive(Serialize, utoipa::ToSchema, Debug)]
pub struct Endpoint {
    #[schema(example = "http://127.0.0.1:8443/hooks")]
    pub url: String,
    #[serde(serialize_with = "utc")]
    pub set_at: NaiveDateTime,
}

/// A new endpoint with its secret, which is shown only once.
#[derive(Serialize, utoipa::ToSchema)]
pub struct NewEndpoint {
    #[serde(flatten)]
    pub endpoint: Endpoint,
    /// The secret that signs deliveries (Standard Webhooks, `v1`).
    #[schema(example = "whsec_…")]
    pub secret: String,
}

/// A new secret in place of another; it is shown only once.
#[derive(Serialize, utoipa::ToSchema)]
pub struct NewSecret {
    /// The secret that signs deliveries (Standard Webhooks, `v1`).
    #[schema(example = "whsec_…")]
    pub secret: String,
    /// The time until which deliveries are also signed with the previous secret.
    #[serde(serialize_with = "utc")]
    pub old_until: NaiveDateTime,
}

/// A decrypted secret.
pub(in crate::ops) type Secret = Zeroizing<Vec<u8>>;

/// Gives the endpoint of an account.
///
/// # Errors
/// [`Failure::NotFound`] when there is no such account, or it has no endpoint.
pub fn get(s: &mut Session, account: &str) -> Result<Endpoint> {
    let query = endpoint::table.filter(endpoint::account.eq(account)).select((endpoint::url, endpoint::set_at));
    let known: Option<(String, NaiveDateTime)> = query.first(s.conn).optional()?;
    let (url, set_at) = known.ok_or(Failure::NotFound)?;
    Ok(Endpoint { url, set_at })
}

/// Sets the endpoint of an account, with a new secret; pending deliveries go to the new endpoint.
///
/// # Errors
/// [`Failure::NotFound`] when there is no such account; the refusal of a URL.
pub fn set(s: &mut Session, account: &str, url: &str) -> Result<NewEndpoint> {
    check_url(url)?;
    s.write(|s| {
        if !is_known(s.conn, account)? {
            return Err(Failure::NotFound.into());
        }
        let last: Option<i64> = endpoint::table.select(max(endpoint::id)).first(s.conn)?;
        let id = last.unwrap_or(0) + 1;
        let Minted { secret, wrapped, sealed } = Minted::new(s.keys, id);
        let set_at = s.clock.now();
        diesel::delete(endpoint::table.filter(endpoint::account.eq(account))).execute(s.conn)?;
        diesel::insert_into(endpoint::table)
            .values((
                endpoint::id.eq(id),
                endpoint::account.eq(account),
                endpoint::url.eq(url),
                endpoint::wrapped.eq(wrapped),
                endpoint::sealed.eq(sealed),
                endpoint::set_at.eq(set_at),
            ))
            .execute(s.conn)?;
        s.note("endpoint_set", Some(account.to_owned()))?;
        Ok(NewEndpoint { endpoint: Endpoint { url: url.to_owned(), set_at }, secret })
    })
}

/// Tells whether an account with this id exists.
fn is_known(conn: &mut Conn, id: &str) -> Result<bool> {
    Ok(diesel::select(diesel::dsl::exists(account::table.find(id))).get_result(conn)?)
}

/// Replaces the secret of an account's endpoint. For a day deliveries are also signed with the
/// previous secret, but with no older one.
///
/// # Errors
/// As [`get`].
pub fn rotate(s: &mut Session, account: &str) -> Result<NewSecret> {
    s.write(|s| {
        let query = endpoint::table.filter(endpoint::account.eq(account)).select((
            endpoint::id,
            endpoint::wrapped,
            endpoint::sealed,
        ));
        let known: Option<(i64, Vec<u8>, Vec<u8>)> = query.first(s.conn).optional()?;
        let (id, old_wrapped, old_sealed) = known.ok_or(Failure::NotFound)?;
        let Minted { secret, wrapped, sealed } = Minted::new(s.keys, id);
        let old_until = s.clock.now() + OVERLAP;
        diesel::update(endpoint::table.find(id))
            .set((
                endpoint::wrapped.eq(wrapped),
                endpoint::sealed.eq(sealed),
                endpoint::old_wrapped.eq(Some(old_wrapped)),
                endpoint::old_sealed.eq(Some(old_sealed)),
                endpoint::old_until.eq(Some(old_until)),
            ))
            .execute(s.conn)?;
        s.note("endpoint_secret_rotated", Some(account.to_owned()))?;
        Ok(NewSecret { secret, old_until })
    })
}

/// A new secret of an endpoint, in plain and in sealed form.
struct Minted {
    secret: String,
    wrapped: Vec<u8>,
    sealed: Vec<u8>,
}

impl Minted {
    fn new(keys: &Keys, id: i64) -> Self {
        let mut secret = Zeroizing::new([0; LENGTH]);
        rand::rng().fill_bytes(secret.as_mut_slice());
        let (key, wrapped) = keys.new_key_of(Kept::Endpoint, id);
        let sealed = key.seal_kept(Kept::Endpoint, id, secret.as_slice());
        Self { secret: format!("{PREFIX}{}", STANDARD.encode(secret.as_slice())), wrapped, sealed }
    }
}

/// Removes the endpoint of an account; pending deliveries are given up.
///
/// # Errors
/// As [`get`].
pub fn remove(s: &mut Session, account: &str) -> Result<()> {
    s.write(|s| {
        let removed = diesel::delete(endpoint::table.filter(endpoint::account.eq(account))).execute(s.conn)?;
        if removed == 0 {
            return Err(Failure::NotFound.into());
        }
        let pending = delivery::table
            .filter(delivery::account.eq(account))
            .filter(delivery::state.eq(DeliveryState::Pending.number()));
        diesel::update(pending)
            .set((
                delivery::state.eq(DeliveryState::Dead.number()),
                delivery::due_at.eq(None::<NaiveDateTime>),
                delivery::settled_at.eq(s.clock.now()),
            ))
            .execute(s.conn)?;
        s.note("endpoint_removed", Some(account.to_owned()))
    })
}

/// Gives the URL of an account's endpoint and its valid secrets, the present one first; none for a
/// disabled account or one without an endpoint.
///
/// # Errors
/// When the database fails, or a secret cannot be decrypted.
pub(in crate::ops) fn open(
    conn: &mut Conn,
    keys: &Keys,
    of: &str,
    now: NaiveDateTime,
) -> Result<Option<(String, Vec<Secret>)>> {
    type Row = (i64, String, (Vec<u8>, Vec<u8>), (Option<Vec<u8>>, Option<Vec<u8>>, Option<NaiveDateTime>));
    let query = endpoint::table
        .inner_join(account::table.on(account::id.eq(endpoint::account)))
        .filter(endpoint::account.eq(of))
        .filter(account::disabled.eq(false))
        .select((
            endpoint::id,
            endpoint::url,
            (endpoint::wrapped, endpoint::sealed),
            (endpoint::old_wrapped, endpoint::old_sealed, endpoint::old_until),
        ));
    let Some((id, url, present, old)): Option<Row> = on_engine!(conn, |c| query.first(c)).optional()? else {
        return Ok(None);
    };
    let mut kept = vec![present];
    if let (Some(wrapped), Some(sealed), Some(until)) = old
        && now < until
    {
        kept.push((wrapped, sealed));
    }
    let broken = |e| corrupt("secret of endpoint", id, e);
    let opened = |(wrapped, sealed): (Vec<u8>, Vec<u8>)| {
        let key = keys.unwrap_key_of(Kept::Endpoint, id, &wrapped).map_err(broken)?;
        key.open_kept(Kept::Endpoint, id, &sealed).map_err(broken)
    };
    Ok(Some((url, kept.into_iter().map(opened).collect::<Result<Vec<_>>>()?)))
}

/// Deletes replaced secrets that are no longer valid.
///
/// # Errors
/// When the database fails.
pub(in crate::ops) fn forget_old(conn: &mut Conn, now: NaiveDateTime) -> Result<()> {
    let over = || endpoint::table.filter(endpoint::old_until.le(now));
    if over().count().get_result::<i64>(conn)? == 0 {
        return Ok(());
    }
    conn.write_beside(|conn| {
        diesel::update(over())
            .set((
                endpoint::old_wrapped.eq(None::<Vec<u8>>),
                endpoint::old_sealed.eq(None::<Vec<u8>>),
                endpoint::old_until.eq(None::<NaiveDateTime>),
            ))
            .execute(conn)?;
        Ok(())
    })
}
