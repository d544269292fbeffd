//! The stored offers of job seekers to hiring platforms: the platforms, the seekers' names there,
//! and the last content sent to each.

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

/// The number that stands for no division.
const NOWHERE: i64 = 100_000_000_000;

/// A person that is or was offered to a platform.
#[derive(Insertable, Queryable, Clone, PartialEq, Debug)]
#[diesel(table_name = seeker, treat_none_as_default_value = false)]
pub struct SeekerRow {
    pub account: String,
    pub person_id: i64,
    /// The name of the person for this platform.
    pub name: String,
    /// The content last sent to the platform; none if the offer is withdrawn.
    pub told: Option<String>,
    /// The day and the reason (an [`OfferEnd`]) of the withdrawal; shown to the bureau only.
    pub ended_on: Option<NaiveDate>,
    pub ended_for: Option<i16>,
}

rows! {
    SeekerRow => seeker,
}

/// The data that decide whether a registered person is offered, and with which content.
#[derive(Queryable)]
pub struct CandidateRow {
    pub person_id: i64,
    pub division: i64,
    /// The number of a [`Situation`](crate::domain::values::codes::Situation).
    pub status: i16,
    pub wants_work: bool,
    pub education: Option<i16>,
    /// The occupations sought.
    pub sought: (Option<String>, Option<String>, Option<String>),
    pub pay_from: Option<i64>,
    pub sought_in: Option<i64>,
    /// The number of a [`Form`](crate::domain::values::codes::Form).
    pub sought_form: Option<i16>,
    pub available_on: Option<NaiveDate>,
    pub profile_shared: bool,
}

/// Gives the platforms for which offers were settled, each with its division at that time.
///
/// # Errors
/// When the database fails.
pub fn platforms(conn: &mut Conn) -> Result<BTreeMap<String, i64>> {
    let rows: Vec<(String, i64)> = seeker_platform::table.load(conn)?;
    Ok(rows.into_iter().collect())
}

/// Stores the division for which offers to a platform are settled; none removes a platform that
/// gets no offers.
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

/// Forgets the divisions for which offers were settled, so that all platforms are settled again.
/// The platforms themselves stay, so that those no longer in force are settled too.
///
/// # Errors
/// When the database fails.
pub fn forget_platforms(conn: &mut Conn) -> Result<()> {
    diesel::update(seeker_platform::table).set(seeker_platform::division.eq(NOWHERE)).execute(conn)?;
    Ok(())
}

/// Gives those of these persons that are offered to a platform, or share their profile with
/// platforms.
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

/// Gives the persons offered to a platform, and the persons with a division in the range `from..to`
/// that share their profile with platforms.
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

/// Gives the data of those of these persons that are registered and share their profile with
/// platforms.
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

/// Gives the offers of these persons to these platforms.
///
/// # Errors
/// When the database fails.
pub fn rows(conn: &mut Conn, accounts: &[&str], people: &[i64]) -> Result<Vec<SeekerRow>> {
    paged(people, |page| {
        let query = seeker::table.filter(seeker::account.eq_any(accounts)).filter(seeker::person_id.eq_any(page));
        Ok(on_engine!(&mut *conn, |c| query.load(c))?)
    })
}

/// Stores the offer of a person that is or was offered to the platform.
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

/// Withdraws the offers with these names, for one reason.
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

/// Gives the latest end of a person's offers, if the person is no longer offered to any platform.
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
