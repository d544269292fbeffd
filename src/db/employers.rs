//! Employers as they are kept: what the version that counts of each filing says.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use diesel::dsl::max;
use diesel::prelude::*;

use super::facts::paged;
use super::schema::employer;
use super::{Conn, bulk};
use crate::error::Result;
use crate::on_engine;

/// An employer of a platform.
#[derive(Insertable, Queryable, Clone, PartialEq, Debug)]
#[diesel(table_name = employer, treat_none_as_default_value = false)]
pub struct EmployerRow {
    pub id: i64,
    pub account: String,
    pub source: String,
    pub subject: String,
    pub uscc: String,
    pub name: String,
    pub division: i64,
    pub industry: Option<String>,
    pub deregistered_on: Option<NaiveDate>,
}

/// What an account said of employers under some subjects.
///
/// # Errors
/// When the database fails.
pub fn of_subjects(conn: &mut Conn, account: &str, subjects: &[&str]) -> Result<Vec<EmployerRow>> {
    paged(subjects, |page| {
        let query = employer::table.filter(employer::account.eq(account)).filter(employer::subject.eq_any(page));
        Ok(on_engine!(&mut *conn, |c| query.load::<EmployerRow>(c))?)
    })
}

/// The next free number.
///
/// # Errors
/// When the database fails.
pub fn next_id(conn: &mut Conn) -> Result<i64> {
    let last: Option<i64> = employer::table.select(max(employer::id)).first(conn)?;
    Ok(last.unwrap_or(0) + 1)
}

/// Puts employers in place of what is kept under their numbers.
///
/// # Errors
/// When the database fails.
pub fn put(conn: &mut Conn, gone: &[i64], rows: &[EmployerRow]) -> Result<()> {
    let replaced: Vec<i64> = gone.iter().copied().chain(rows.iter().map(|row| row.id)).collect();
    paged(&replaced, |page| {
        on_engine!(&mut *conn, |c| diesel::delete(employer::table.filter(employer::id.eq_any(page))).execute(c))?;
        Ok(Vec::<()>::new())
    })?;
    bulk::insert(conn, rows)
}

/// What is known of employers, by their codes: of several who speak of one, what the last said who began to; but struck off is
/// whoever anybody says is.
///
/// # Errors
/// When the database fails.
pub fn known(conn: &mut Conn, codes: &[&str]) -> Result<BTreeMap<String, EmployerRow>> {
    let rows = paged(codes, |page| {
        let query = employer::table.filter(employer::uscc.eq_any(page)).order(employer::id);
        Ok(on_engine!(&mut *conn, |c| query.load::<EmployerRow>(c))?)
    })?;
    let mut known: BTreeMap<String, EmployerRow> = BTreeMap::new();
    for mut row in rows {
        let told = known.get(&row.uscc).and_then(|other| other.deregistered_on);
        row.deregistered_on = row.deregistered_on.into_iter().chain(told).min();
        known.insert(row.uscc.clone(), row);
    }
    Ok(known)
}
