//! Rolls of other authorities as rows: the rolls received, and the registered persons listed on
//! each.

use std::collections::{BTreeSet, HashMap};

use chrono::NaiveDateTime;
use diesel::dsl::max;
use diesel::prelude::*;

use crate::db::engine::bulk::{self, rows};
use crate::db::engine::conn::Conn;
use crate::db::engine::query::paged;
use crate::db::people::merged::Merged;
use crate::db::schema::{contributor, listed, person, roll};
use crate::domain::values::codes::Roll;
use crate::domain::values::month::Month;
use crate::error::Result;
use crate::on_engine;

/// A row of `roll`.
#[derive(Insertable, Queryable, Clone)]
#[diesel(table_name = roll)]
pub struct RollRow {
    /// The number of a [`Roll`].
    pub kind: i16,
    pub month: String,
    /// The account that sends the roll.
    pub account: String,
    pub changed_at: NaiveDateTime,
    /// Whether the roll is complete.
    pub complete: bool,
    /// The number of its rows that are stored.
    pub listed: i64,
}

/// A row of `listed`.
#[derive(Insertable, Queryable, Clone)]
#[diesel(table_name = listed, treat_none_as_default_value = false)]
pub struct ListedRow {
    pub id: i64,
    /// The number of a [`Roll`].
    pub roll: i16,
    pub month: String,
    /// The registration with the listed ID number.
    pub registration_id: i64,
    /// The surviving registration.
    pub person_id: i64,
    pub uscc: Option<String>,
}

/// A row of `contributor`.
#[derive(Insertable, Clone)]
#[diesel(table_name = contributor, treat_none_as_default_value = false)]
pub struct ContributorRow {
    pub month: String,
    pub uscc: String,
}

rows! {
    ListedRow => listed,
    ContributorRow => contributor,
}

/// Gives the registrations with these ID numbers, by blind index.
///
/// # Errors
/// When the database fails.
pub fn registrations(conn: &mut Conn, indexes: &[Vec<u8>]) -> Result<HashMap<Vec<u8>, i64>> {
    let rows: Vec<(Option<Vec<u8>>, i64)> = paged(indexes, |page| {
        let query =
            person::table.filter(person::id_number_index.eq_any(page)).select((person::id_number_index, person::id));
        Ok(on_engine!(&mut *conn, |c| query.load(c))?)
    })?;
    Ok(rows.into_iter().filter_map(|(index, id)| Some((index?, id))).collect())
}

/// Gives those of these registrations that are listed on a roll, each with its employer.
///
/// # Errors
/// When the database fails.
pub fn known(
    conn: &mut Conn,
    of: Roll,
    month: Month,
    registrations: &[i64],
) -> Result<BTreeSet<(i64, Option<String>)>> {
    let rows: Vec<(i64, Option<String>)> = paged(registrations, |page| {
        let query = listed::table
            .filter(listed::roll.eq(of.number()))
            .filter(listed::month.eq(month.to_string()))
            .filter(listed::registration_id.eq_any(page))
            .select((listed::registration_id, listed::uscc));
        Ok(on_engine!(&mut *conn, |c| query.load(c))?)
    })?;
    Ok(rows.into_iter().collect())
}

/// Gives the roll of a month, if any part of it was received.
///
/// # Errors
/// When the database fails.
pub fn find(conn: &mut Conn, of: Roll, month: Month) -> Result<Option<RollRow>> {
    Ok(roll::table.find((of.number(), month.to_string())).first(conn).optional()?)
}

/// Stores the state of a roll.
///
/// # Errors
/// When the database fails.
pub fn put(conn: &mut Conn, row: &RollRow) -> Result<()> {
    let there = roll::table.find((row.kind, row.month.clone()));
    let changes = (roll::changed_at.eq(row.changed_at), roll::complete.eq(row.complete), roll::listed.eq(row.listed));
    if diesel::update(there).set(changes).execute(conn)? == 0 {
        diesel::insert_into(roll::table).values(row).execute(conn)?;
    }
    Ok(())
}

/// Adds registrations, each with its employer, that are not on the roll yet. Each row also stores
/// the surviving registration.
///
/// # Errors
/// When the database fails.
pub fn add(conn: &mut Conn, of: Roll, month: Month, new: &BTreeSet<(i64, Option<String>)>) -> Result<()> {
    let merged = Merged::now(conn)?;
    let last: Option<i64> = listed::table.select(max(listed::id)).first(conn)?;
    let row = |((registration, uscc), id): (&(i64, Option<String>), i64)| ListedRow {
        id,
        roll: of.number(),
        month: month.to_string(),
        registration_id: *registration,
        person_id: merged.root(*registration),
        uscc: uscc.clone(),
    };
    bulk::insert(conn, &new.iter().zip(last.unwrap_or(0) + 1..).map(row).collect::<Vec<_>>())
}

/// Adds the employers that paid contributions in a month.
///
/// # Errors
/// When the database fails.
pub fn add_contributors(conn: &mut Conn, month: Month, units: &BTreeSet<String>) -> Result<()> {
    let all: Vec<String> = units.iter().cloned().collect();
    let known: Vec<String> = paged(&all, |page| {
        let query = contributor::table
            .filter(contributor::month.eq(month.to_string()))
            .filter(contributor::uscc.eq_any(page))
            .select(contributor::uscc);
        Ok(on_engine!(&mut *conn, |c| query.load(c))?)
    })?;
    let known: BTreeSet<String> = known.into_iter().collect();
    let row = |uscc: &String| ContributorRow { month: month.to_string(), uscc: uscc.clone() };
    bulk::insert(conn, &units.difference(&known).map(row).collect::<Vec<_>>())
}

/// Deletes a roll, if it exists.
///
/// # Errors
/// When the database fails.
pub fn remove(conn: &mut Conn, of: Roll, month: Month) -> Result<()> {
    let month = month.to_string();
    diesel::delete(listed::table.filter(listed::roll.eq(of.number())).filter(listed::month.eq(&month)))
        .execute(conn)?;
    if of == Roll::Contributions {
        diesel::delete(contributor::table.filter(contributor::month.eq(&month))).execute(conn)?;
    }
    diesel::delete(roll::table.find((of.number(), month))).execute(conn)?;
    Ok(())
}

/// Gives those of these months that have a complete roll.
///
/// # Errors
/// When the database fails.
pub fn whole(conn: &mut Conn, of: Roll, months: &[Month]) -> Result<Vec<String>> {
    let months: Vec<String> = months.iter().map(Month::to_string).collect();
    let query = roll::table
        .filter(roll::kind.eq(of.number()))
        .filter(roll::month.eq_any(months))
        .filter(roll::complete)
        .select(roll::month);
    Ok(on_engine!(conn, |c| query.load(c))?)
}

/// Gives every roll received, the latest month first.
///
/// # Errors
/// When the database fails.
pub fn all(conn: &mut Conn) -> Result<Vec<RollRow>> {
    Ok(roll::table.order((roll::month.desc(), roll::kind)).load(conn)?)
}

/// Deletes the rolls of the months before one.
///
/// # Errors
/// When the database fails.
pub fn forget_before(conn: &mut Conn, month: Month) -> Result<()> {
    let old: Vec<(i16, String)> =
        roll::table.filter(roll::month.lt(month.to_string())).select((roll::kind, roll::month)).load(conn)?;
    for (kind, month) in old {
        if let (Some(of), Some(month)) = (Roll::from_number(kind), Month::parse(&month)) {
            remove(conn, of, month)?;
        }
    }
    Ok(())
}

/// Deletes the roll entries of these registrations, because their ID numbers no longer belong to
/// them.
///
/// # Errors
/// When the database fails.
pub fn forget(conn: &mut Conn, registrations: &[i64]) -> Result<()> {
    for registration in registrations {
        let theirs = || listed::table.filter(listed::registration_id.eq(registration));
        let rows: Vec<(i16, String)> =
            on_engine!(&mut *conn, |c| theirs().select((listed::roll, listed::month)).load(c))?;
        if rows.is_empty() {
            continue;
        }
        diesel::delete(theirs()).execute(conn)?;
        for row in rows {
            diesel::update(roll::table.find(row)).set(roll::listed.eq(roll::listed - 1)).execute(conn)?;
        }
    }
    Ok(())
}

/// Moves the roll entries of these registrations to their surviving registrations.
///
/// # Errors
/// When the database fails.
pub fn follow(conn: &mut Conn, registrations: &[i64], merged: &Merged) -> Result<()> {
    for registration in registrations {
        let stays = merged.root(*registration);
        let other = listed::table.filter(listed::registration_id.eq(registration)).filter(listed::person_id.ne(stays));
        diesel::update(other).set(listed::person_id.eq(stays)).execute(conn)?;
    }
    Ok(())
}
