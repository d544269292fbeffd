//! The session of one request: a connection, who acts, and the clock, arriving together. Whoever is read is found
//! through it, and it finds only those in the actor's scope; what is outside is not found.

pub mod audit;
pub mod references;
pub mod stop;

use chrono::NaiveDate;
use diesel::dsl::{auto_type, sql};
use diesel::expression::SqlLiteral;
use diesel::prelude::*;
use diesel::sql_types::Bool;

use crate::auth::{Action, Actor};
use crate::clock::Clock;
use crate::db::Conn;
use crate::db::schema::{
    account, help_case, household, household_span, listed, person, person_span, personal, profile, referral, sender,
    spell, vacancy,
};
use crate::domain::values::codes::Category;
use crate::domain::values::division::Division;
use crate::error::{Error, Failure, Result};
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
    pub(super) fn write<T>(&mut self, work: impl FnOnce(&mut Session<'_>) -> Result<T>) -> Result<T> {
        let (keys, clock, request_id, actor) = (self.keys, self.clock, self.request_id, self.actor.clone());
        self.conn.write(|conn| {
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

/// The numbers of the divisions that an account of this one reaches, as `from <= number < to`. The city's also holds those who moved away
/// from it or live elsewhere.
pub(super) fn bounds(scope: Division) -> (i64, i64) {
    if scope == Division::CITY { (0, i64::MAX) } else { scope.scope() }
}

/// Tells whether an account of a division reaches another one.
pub(super) fn reaches(scope: Division, division: Division) -> bool {
    let (from, to) = bounds(scope);
    (from..to).contains(&division.number())
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

/// The persons whose division lies between two numbers; whose registration was given up goes by that of the one who stays.
#[auto_type]
fn people(from: i64, to: i64) -> _ {
    person::table
        .inner_join(sender::table.on(sender::id.eq(person::sender_id)))
        .left_join(personal::table.on(person::name_id.eq(personal::id.nullable())))
        .filter(person::registered.eq(true))
        .filter(person::merged_into.is_null())
        .filter(person::division.ge(from))
        .filter(person::division.lt(to))
}

/// The persons whose division lies between two numbers, with their profiles.
#[auto_type]
fn profiles(from: i64, to: i64) -> _ {
    person::table
        .inner_join(sender::table.on(sender::id.eq(person::sender_id)))
        .inner_join(profile::table.on(profile::person_id.eq(person::id)))
        .left_join(personal::table.on(person::name_id.eq(personal::id.nullable())))
        .filter(person::registered.eq(true))
        .filter(person::merged_into.is_null())
        .filter(person::division.ge(from))
        .filter(person::division.lt(to))
}

/// The cases of persons whose division lies between two numbers.
#[auto_type]
fn cases(from: i64, to: i64) -> _ {
    person::table
        .inner_join(sender::table.on(sender::id.eq(person::sender_id)))
        .inner_join(help_case::table.on(help_case::person_id.eq(person::id)))
        .left_join(personal::table.on(person::name_id.eq(personal::id.nullable())))
        .filter(person::registered.eq(true))
        .filter(person::merged_into.is_null())
        .filter(person::division.ge(from))
        .filter(person::division.lt(to))
}

/// The referrals of persons whose division lies between two numbers.
#[auto_type]
fn referrals(from: i64, to: i64) -> _ {
    referral::table
        .inner_join(vacancy::table.on(vacancy::id.eq(referral::vacancy_id)))
        .inner_join(person::table.on(person::id.eq(referral::person_id)))
        .left_join(help_case::table.on(help_case::position.eq(referral::case_position)))
        .left_join(personal::table.on(person::name_id.eq(personal::id.nullable())))
        .filter(person::registered.eq(true))
        .filter(person::merged_into.is_null())
        .filter(person::division.ge(from))
        .filter(person::division.lt(to))
}

/// The spells of employment of persons whose division lies between two numbers.
#[auto_type]
fn spells(from: i64, to: i64) -> _ {
    spell::table
        .inner_join(person::table.on(person::id.eq(spell::person_id)))
        .filter(person::registered.eq(true))
        .filter(person::division.ge(from))
        .filter(person::division.lt(to))
}

/// Who stands on a roll, of persons whose division lies between two numbers.
#[auto_type]
fn on_rolls(from: i64, to: i64) -> _ {
    listed::table
        .inner_join(person::table.on(person::id.eq(listed::person_id)))
        .filter(person::registered.eq(true))
        .filter(person::division.ge(from))
        .filter(person::division.lt(to))
}

/// The determinations of the person a query is about that hold on a day, of those [`is_of`] lets through.
#[auto_type]
pub(super) fn determined(day: NaiveDate, is_of: SqlLiteral<Bool>) -> _ {
    person_span::table
        .filter(person_span::person_id.eq(person::id))
        .filter(person_span::state.eq(1_i16))
        .filter(person_span::from_on.le(day))
        .filter(person_span::until_on.gt(day))
        .filter(is_of)
}

/// The stay on the register of the household a query is about that holds on a day.
#[auto_type]
pub(super) fn on_register(day: NaiveDate) -> _ {
    household_span::table
        .filter(household_span::household_id.eq(household::id))
        .filter(household_span::state.eq(1_i16))
        .filter(household_span::from_on.le(day))
        .filter(household_span::until_on.gt(day))
}

/// Tells whether a determination is of some category.
pub(super) fn is_of_any() -> SqlLiteral<Bool> {
    sql("person_span.categories <> 0")
}

/// Tells whether a determination is of a category.
pub(super) fn is_of(category: Category) -> SqlLiteral<Bool> {
    sql(&format!("person_span.categories & {} <> 0", 1_i32 << category.number()))
}

/// The households whose division lies between two numbers.
#[auto_type]
fn households(from: i64, to: i64) -> _ {
    household::table
        .inner_join(sender::table.on(sender::id.eq(household::sender_id)))
        .filter(household::registered.eq(true))
        .filter(household::division.ge(from))
        .filter(household::division.lt(to))
}

/// A query over persons in scope with their profiles.
pub(super) type Profiles = profiles;
/// A query over persons in scope.
pub(super) type People = people;
/// A query over the cases of persons in scope.
pub(super) type Cases = cases;
/// A query over referrals of persons in scope.
pub(super) type Referrals = referrals;
/// A query over spells of employment of persons in scope.
pub(super) type Spells = spells;
/// A query over who stands on a roll, of persons in scope.
pub(super) type OnRolls = on_rolls;
/// A query over households in scope.
pub(super) type Households = households;

/// Reads a division as the database keeps it.
pub(super) fn division(number: i64) -> Result<Division> {
    Division::from_number(number)
        .ok_or_else(|| Error::new(Failure::Internal).context("a division of more than 12 digits"))
}
