//! The session of one request: a connection, the actor and the clock, handed over together.
//! Subjects are read through it, and it finds only those in the actor's scope; a subject outside is
//! not found.

pub mod audit;
pub mod references;
pub mod scope;

use diesel::prelude::*;

use self::scope::{
    Cases, Households, OnRolls, People, Profiles, Referrals, Spells, bounds, cases, households, on_rolls, people,
    profiles, reaches, referrals, spells,
};
use crate::auth::{Action, Actor};
use crate::clock::Clock;
use crate::db::Conn;
use crate::db::ledger::restoring;
use crate::db::schema::account;
use crate::domain::values::division::Division;
use crate::error::{Failure, Result};
use crate::seal::keys::Keys;

/// The context of a request.
pub struct Session<'c> {
    pub(super) conn: &'c mut Conn,
    pub(super) keys: &'c Keys,
    pub(super) clock: &'c Clock,
    pub(super) request_id: &'c str,
    actor: Actor,
}

impl<'c> Session<'c> {
    /// Opens a session for an actor, if the account is still as the access token says.
    ///
    /// # Errors
    /// [`Failure::Unauthorized`] when the account was disabled or changed after the token was
    /// issued: a new token carries the present permissions.
    pub fn open(
        conn: &'c mut Conn,
        keys: &'c Keys,
        clock: &'c Clock,
        actor: Actor,
        request_id: &'c str,
    ) -> Result<Self> {
        confirm(conn, &actor)?;
        Ok(Self { conn, keys, clock, request_id, actor })
    }

    /// Gives the actor.
    pub fn actor(&self) -> &Actor {
        &self.actor
    }

    /// Tells whether the actor may perform an action.
    pub fn may(&self, action: Action) -> bool {
        self.actor.may(action)
    }

    /// Tells whether a division lies in the actor's scope. The city's scope has no bounds: it also
    /// includes persons outside the city, such as former residents.
    pub fn covers(&self, division: Division) -> bool {
        reaches(self.actor.scope, division)
    }

    /// Gives the numbers of the divisions that a search narrowed to this division reaches, as `from
    /// <= number < to`. A division outside the scope is refused as an unknown one.
    ///
    /// # Errors
    /// [`Failure::UnknownDivision`].
    pub fn within(&self, division: Division) -> Result<(i64, i64)> {
        if self.covers(division) { Ok(bounds(division)) } else { Err(Failure::UnknownDivision.into()) }
    }

    /// Runs `work` as the only writer of the ledger, all or nothing, if the account is still as the
    /// token says once the write transaction has begun. A change of the account that is committed
    /// after that check takes effect after the work: changes of accounts neither read the ledger
    /// nor wait for it.
    ///
    /// # Errors
    /// [`Failure::RestoreUnfinished`] while a restore is under way, [`Failure::Unauthorized`] for
    /// an account that changed, and what `work` gives.
    pub(super) fn write<T>(&mut self, work: impl FnOnce(&mut Session<'_>) -> Result<T>) -> Result<T> {
        let (keys, clock, request_id, actor) = (self.keys, self.clock, self.request_id, self.actor.clone());
        self.conn.write(|conn| {
            restoring::refuse(conn)?;
            confirm(conn, &actor)?;
            work(&mut Session { conn, keys, clock, request_id, actor })
        })
    }

    /// Runs `work` in a write transaction that leaves the ledger alone, all or nothing. The
    /// transaction locks the actor's account, which must still be as the token says, and `other`,
    /// the account that the work is about.
    pub(super) fn write_beside<T>(
        &mut self,
        other: Option<&str>,
        work: impl FnOnce(&mut Session<'_>) -> Result<T>,
    ) -> Result<T> {
        let (keys, clock, request_id, actor) = (self.keys, self.clock, self.request_id, self.actor.clone());
        self.conn.write_beside(|conn| {
            hold(conn, other.into_iter().chain([actor.account.as_str()]))?;
            confirm(conn, &actor)?;
            work(&mut Session { conn, keys, clock, request_id, actor })
        })
    }

    /// Runs `work` on one snapshot of the database, whatever is written meanwhile.
    pub(super) fn snapshot<T>(&mut self, work: impl FnOnce(&mut Session<'_>) -> Result<T>) -> Result<T> {
        let (keys, clock, request_id, actor) = (self.keys, self.clock, self.request_id, self.actor.clone());
        self.conn.snapshot(|conn| work(&mut Session { conn, keys, clock, request_id, actor }))
    }

    /// Gives the numbers of the divisions in scope, as `from <= number < to`.
    pub(super) fn bounds(&self) -> (i64, i64) {
        bounds(self.actor.scope)
    }

    /// Gives the scope as the ledger takes it: none means no bounds.
    pub(super) fn scope(&self) -> Option<Division> {
        Some(self.actor.scope).filter(|scope| *scope != Division::CITY)
    }

    /// Begins a query over the registered persons in scope, with the names of their senders and
    /// their own.
    pub(super) fn people(&self) -> People {
        let (from, to) = self.bounds();
        people(from, to)
    }

    /// Begins a query over the registered persons in scope, as [`Self::people`] does, with their
    /// profiles.
    pub(super) fn profiles(&self) -> Profiles {
        let (from, to) = self.bounds();
        profiles(from, to)
    }

    /// Begins a query over the cases of the registered persons in scope, with the names of their
    /// senders and their own.
    pub(super) fn cases(&self) -> Cases {
        let (from, to) = self.bounds();
        cases(from, to)
    }

    /// Begins a query over the referrals of registered persons in scope, with the referrals'
    /// vacancies and cases and the persons' names.
    pub(super) fn referrals(&self) -> Referrals {
        let (from, to) = self.bounds();
        referrals(from, to)
    }

    /// Begins a query over the spells of employment of registered persons in scope.
    pub(super) fn spells(&self) -> Spells {
        let (from, to) = self.bounds();
        spells(from, to)
    }

    /// Begins a query over the entries of rolls about registered persons in scope.
    pub(super) fn on_rolls(&self) -> OnRolls {
        let (from, to) = self.bounds();
        on_rolls(from, to)
    }

    /// Begins a query over the registered households in scope, with the names of their senders.
    pub(super) fn households(&self) -> Households {
        let (from, to) = self.bounds();
        households(from, to)
    }
}

/// Refuses an actor whose account was disabled or changed after the token was issued.
fn confirm(conn: &mut Conn, actor: &Actor) -> Result<()> {
    let standing = account::table.find(&actor.account).select((account::version, account::disabled));
    match standing.first::<(i64, bool)>(conn).optional()? {
        Some((version, false)) if version == actor.version => Ok(()),
        _ => Err(Failure::Unauthorized.into()),
    }
}

/// Locks accounts until the transaction ends, in the order of their ids, so that two transactions
/// do not wait for each other. Every transaction that makes, uses or ends a refresh token locks its
/// account, so that no token is made while its family ends and no token is used twice. A
/// transaction that only refers to an account, such as the ledger's writer, is not delayed.
pub(super) fn hold<'i>(conn: &mut Conn, ids: impl IntoIterator<Item = &'i str>) -> Result<()> {
    if let Conn::Postgres(c) = conn {
        let held = account::table.filter(account::id.eq_any(ids)).order(account::id).select(account::id);
        held.for_no_key_update().load::<String>(c)?;
    }
    // A write transaction of SQLite locks the whole database.
    Ok(())
}
