//! The session of one request: a connection, who acts, and the clock, arriving together. Whoever is read is found
//! through it, and it finds only those in the actor's scope; what is outside is not found.

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

/// What a request works with.
pub struct Session<'c> {
    pub(super) conn: &'c mut Conn,
    pub(super) keys: &'c Keys,
    pub(super) clock: &'c Clock,
    pub(super) request_id: &'c str,
    actor: Actor,
}

impl<'c> Session<'c> {
    /// Opens a session for an actor whose account is as the access token says.
    ///
    /// # Errors
    /// [`Failure::Unauthorized`] when the account was disabled or changed since: a new token tells what it may now.
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

    /// Tells who acts.
    pub fn actor(&self) -> &Actor {
        &self.actor
    }

    /// Tells whether the actor may do it.
    pub fn may(&self, action: Action) -> bool {
        self.actor.may(action)
    }

    /// Tells whether a division lies in the actor's scope. That of the city has no bounds: it also holds those who
    /// moved away from it or live elsewhere.
    pub fn covers(&self, division: Division) -> bool {
        reaches(self.actor.scope, division)
    }

    /// Gives the numbers of the divisions that a narrower search in this one reaches, as `from <= number < to`; refuses one outside the
    /// scope as if there were none of its code.
    ///
    /// # Errors
    /// [`Failure::UnknownDivision`].
    pub fn within(&self, division: Division) -> Result<(i64, i64)> {
        if self.covers(division) { Ok(bounds(division)) } else { Err(Failure::UnknownDivision.into()) }
    }

    /// Runs `work` as the only writer of the ledger, all or nothing, if the account is still as the token says once its
    /// turn has come. A change of the account that is committed after that comes after the work: nobody who changes one
    /// builds upon the ledger, or waits for it.
    ///
    /// # Errors
    /// [`Failure::RestoreUnfinished`] while a restore is under way, [`Failure::Unauthorized`] for an account that changed,
    /// and what `work` gives.
    pub(super) fn write<T>(&mut self, work: impl FnOnce(&mut Session<'_>) -> Result<T>) -> Result<T> {
        let (keys, clock, request_id, actor) = (self.keys, self.clock, self.request_id, self.actor.clone());
        self.conn.write(|conn| {
            restoring::refuse(conn)?;
            confirm(conn, &actor)?;
            work(&mut Session { conn, keys, clock, request_id, actor })
        })
    }

    /// Runs `work` in a write transaction that leaves the ledger alone, all or nothing, holding the own account, which
    /// must still be as the token says, and another that the work is about.
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

    /// Runs `work` on one state of the database, whatever is written meanwhile.
    pub(super) fn snapshot<T>(&mut self, work: impl FnOnce(&mut Session<'_>) -> Result<T>) -> Result<T> {
        let (keys, clock, request_id, actor) = (self.keys, self.clock, self.request_id, self.actor.clone());
        self.conn.snapshot(|conn| work(&mut Session { conn, keys, clock, request_id, actor }))
    }

    /// The numbers of the divisions in scope, as `from <= number < to`.
    pub(super) fn bounds(&self) -> (i64, i64) {
        bounds(self.actor.scope)
    }

    /// The scope as the ledger takes it: none means no bounds.
    pub(super) fn scope(&self) -> Option<Division> {
        Some(self.actor.scope).filter(|scope| *scope != Division::CITY)
    }

    /// Begins a query over the registered persons in scope, with the names of their senders and their own.
    pub(super) fn people(&self) -> People {
        let (from, to) = self.bounds();
        people(from, to)
    }

    /// Begins a query over the registered persons in scope as [`Self::people`] does, with what they are found by.
    pub(super) fn profiles(&self) -> Profiles {
        let (from, to) = self.bounds();
        profiles(from, to)
    }

    /// Begins a query over the cases of the registered persons in scope, with the names of their senders and their own.
    pub(super) fn cases(&self) -> Cases {
        let (from, to) = self.bounds();
        cases(from, to)
    }

    /// Begins a query over the referrals of registered persons in scope, with their vacancies, cases and own names.
    pub(super) fn referrals(&self) -> Referrals {
        let (from, to) = self.bounds();
        referrals(from, to)
    }

    /// Begins a query over the spells of employment of registered persons in scope.
    pub(super) fn spells(&self) -> Spells {
        let (from, to) = self.bounds();
        spells(from, to)
    }

    /// Begins a query over who stands on a roll, of the registered persons in scope.
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

/// Refuses an actor whose account was disabled or changed since the token was made.
fn confirm(conn: &mut Conn, actor: &Actor) -> Result<()> {
    let standing = account::table.find(&actor.account).select((account::version, account::disabled));
    match standing.first::<(i64, bool)>(conn).optional()? {
        Some((version, false)) if version == actor.version => Ok(()),
        _ => Err(Failure::Unauthorized.into()),
    }
}

/// Holds accounts until the transaction ends, in the order of their ids, so that no two transactions wait for each other.
/// Who makes, uses or ends a refresh token holds its account, so that no token is made while its family ends, and none is
/// used twice. Who only refers to an account, as the ledger's writer does, is not held up.
pub(super) fn hold<'i>(conn: &mut Conn, ids: impl IntoIterator<Item = &'i str>) -> Result<()> {
    if let Conn::Postgres(c) = conn {
        let held = account::table.filter(account::id.eq_any(ids)).order(account::id).select(account::id);
        held.for_no_key_update().load::<String>(c)?;
    }
    // The transaction of SQLite holds the whole database.
    Ok(())
}
