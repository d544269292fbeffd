//! Who is offered to hiring platforms as it is kept: for which platforms, by which names, and what each was told last.

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;
use diesel::prelude::*;

use crate::db::engine::bulk::rows;
use crate::db::engine::conn::Conn;
use crate::db::engine::query::paged;
use crate::db::schema::{person, profile, seeker, seeker_platform};
use crate::domain::values::codes::OfferEnd;
use crate::error::Result;
use crate::on_engine;

/// The number of no division.
const NOWHERE: i64 = 100_000_000_000;

/// Somebody who is or was offered to a platform.
#[derive(Insertable, Queryable, Clone, PartialEq, Debug)]
#[diesel(table_name = seeker, treat_none_as_default_value = false)]
pub struct SeekerRow {
    pub account: String,
    pub person_id: i64,
    /// What the person is called to this platform.
    pub name: String,
    /// What it was told last; none where the offer is withdrawn.
    pub told: Option<String>,
    /// Since when it is withdrawn, and why (of [`OfferEnd`]); told
    /// to the bureau alone.
    pub ended_on: Option<NaiveDate>,
    pub ended_for: Option<i16>,
}

rows! {
    SeekerRow => seeker,
}

/// What decides whether a registered person is offered, and as what.
#[derive(Queryable)]
pub struct CandidateRow {
    pub person_id: i64,
    pub division: i64,
    /// Of [`Situation`](crate::domain::values::codes::Situation).
    pub status: i16,
    pub wants_work: bool,
    pub education: Option<i16>,
    /// The occupations they look for.
    pub sought: (Option<String>, Option<String>, Option<String>),
    pub pay_from: Option<i64>,
    pub sought_in: Option<i64>,
    /// Of [`Form`](crate::domain::values::codes::Form).
    pub sought_form: Option<i16>,
    pub available_on: Option<NaiveDate>,
    pub profile_shared: bool,
}

/// The platforms that offers were settled for, each with its division then.
///
/// # Errors
/// When the database fails.
pub fn platforms(conn: &mut Conn) -> Result<BTreeMap<String, i64>> {
    let rows: Vec<(String, i64)> = seeker_platform::table.load(conn)?;
    Ok(rows.into_iter().collect())
}

/// Keeps for which division offers are settled for a platform; none for one that is offered nobody.
///
/// # Errors
/// When the database fails.
pub fn put_platform(conn: &mut Conn, account: &str, division: Option<i64>) -> Result<()> {
    diesel::delete(seeker_platform::table.find(account)).execute(conn)?;
    if let Some(division) = division {
        diesel::insert_into(seeker_platform::table)
            .values((seeker_platform::account.eq(account), seeker_platform::division.eq(division)))
            .execute(conn)?;
    }
    Ok(())
}

/// Forgets for which divisions offers were settled: they are to be for every platform. Which platforms there are is not forgotten, so
/// that those that are in force no longer are settled too.
///
/// # Errors
/// When the database fails.
pub fn forget_platforms(conn: &mut Conn) -> Result<()> {
    diesel::update(seeker_platform::table).set(seeker_platform::division.eq(NOWHERE)).execute(conn)?;
    Ok(())
}

/// Which of these persons are offered to somebody, or let platforms see what they look for.
///
/// # Errors
/// When the database fails.
pub fn concerned(conn: &mut Conn, people: &[i64]) -> Result<BTreeSet<i64>> {
    let found = paged(people, |page| {
        let shared = profile::table
            .filter(profile::person_id.eq_any(page.clone()))
            .filter(profile::profile_shared)
            .select(profile::person_id);
        let mut found: Vec<i64> = on_engine!(&mut *conn, |c| shared.load(c))?;
        let offered = seeker::table
            .filter(seeker::person_id.eq_any(page))
            .filter(seeker::told.is_not_null())
            .select(seeker::person_id);
        found.extend(on_engine!(&mut *conn, |c| offered.load::<i64>(c))?);
        Ok(found)
    })?;
    Ok(found.into_iter().collect())
}

/// Everybody who is offered to a platform, and everybody between two numbers of divisions who lets platforms see what they look for.
///
/// # Errors
/// When the database fails.
pub fn concerned_of(conn: &mut Conn, account: &str, (from, to): (i64, i64)) -> Result<BTreeSet<i64>> {
    let offered =
        seeker::table.filter(seeker::account.eq(account)).filter(seeker::told.is_not_null()).select(seeker::person_id);
    let mut found: BTreeSet<i64> = on_engine!(&mut *conn, |c| offered.load::<i64>(c))?.into_iter().collect();
    let shared = profile::table
        .inner_join(person::table.on(person::id.eq(profile::person_id)))
        .filter(profile::profile_shared)
        .filter(person::division.ge(from))
        .filter(person::division.lt(to))
        .select(profile::person_id);
    found.extend(on_engine!(conn, |c| shared.load::<i64>(c))?);
    Ok(found)
}

/// What is known of those of these persons who are registered and let platforms see what they look for.
///
/// # Errors
/// When the database fails.
pub fn candidates(conn: &mut Conn, people: &[i64]) -> Result<Vec<CandidateRow>> {
    paged(people, |page| {
        let query = profile::table
            .inner_join(person::table.on(person::id.eq(profile::person_id)))
            .filter(profile::person_id.eq_any(page))
            .filter(profile::profile_shared)
            .filter(person::registered)
            .filter(person::merged_into.is_null())
            .select((
                person::id,
                person::division,
                person::status,
                person::wants_work,
                profile::education,
                (profile::sought_1, profile::sought_2, profile::sought_3),
                profile::pay_from,
                profile::sought_in,
                profile::sought_form,
                profile::available_on,
                profile::profile_shared,
            ));
        Ok(on_engine!(&mut *conn, |c| query.load(c))?)
    })
}

/// What some platforms were told of these persons.
///
/// # Errors
/// When the database fails.
pub fn rows(conn: &mut Conn, accounts: &[&str], people: &[i64]) -> Result<Vec<SeekerRow>> {
    paged(people, |page| {
        let query = seeker::table.filter(seeker::account.eq_any(accounts)).filter(seeker::person_id.eq_any(page));
        Ok(on_engine!(&mut *conn, |c| query.load(c))?)
    })
}

/// Keeps what a platform is told of somebody who is offered to it, or was before.
///
/// # Errors
/// When the database fails.
pub fn update(conn: &mut Conn, row: &SeekerRow) -> Result<()> {
    let known = seeker::table.find((row.account.as_str(), row.person_id));
    diesel::update(known)
        .set((
            seeker::told.eq(row.told.as_deref()),
            seeker::ended_on.eq(row.ended_on),
            seeker::ended_for.eq(row.ended_for),
        ))
        .execute(conn)?;
    Ok(())
}

/// Withdraws the persons whom platforms call by these names, for one reason.
///
/// # Errors
/// When the database fails.
pub fn withdraw(conn: &mut Conn, names: &[&str], on: NaiveDate, reason: OfferEnd) -> Result<()> {
    let named = seeker::table.filter(seeker::name.eq_any(names));
    let ended =
        (seeker::told.eq(None::<&str>), seeker::ended_on.eq(Some(on)), seeker::ended_for.eq(Some(reason.number())));
    on_engine!(conn, |c| diesel::update(named).set(ended).execute(c))?;
    Ok(())
}

/// Finds the latest end of the offers of a person who is offered to no platform any longer.
///
/// # Errors
/// When the database fails.
pub fn ended(conn: &mut Conn, person: i64) -> Result<Option<(NaiveDate, i16)>> {
    let rows: Vec<(Option<String>, Option<NaiveDate>, Option<i16>)> = seeker::table
        .filter(seeker::person_id.eq(person))
        .select((seeker::told, seeker::ended_on, seeker::ended_for))
        .load(conn)?;
    if rows.iter().any(|(told, ..)| told.is_some()) {
        return Ok(None);
    }
    Ok(rows.into_iter().filter_map(|(_, on, reason)| Some((on?, reason?))).max())
}
