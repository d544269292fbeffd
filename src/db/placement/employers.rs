//! The stored employers: the content of the valid version of each filing.

use std::collections::HashSet;

use chrono::NaiveDate;
use diesel::dsl::max;
use diesel::prelude::*;

use crate::db::engine::bulk::{self, rows};
use crate::db::engine::conn::Conn;
use crate::db::engine::query::paged;
use crate::db::schema::employer;
use crate::error::Result;
use crate::on_engine;

/// An employer, as a platform describes it.
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

rows! {
    EmployerRow => employer,
}

/// Gives the employers of an account with these subjects.
///
/// # Errors
/// When the database fails.
pub fn of_subjects(conn: &mut Conn, account: &str, subjects: &[&str]) -> Result<Vec<EmployerRow>> {
    paged(subjects, |page| {
        let query = employer::table.filter(employer::account.eq(account)).filter(employer::subject.eq_any(page));
        Ok(on_engine!(&mut *conn, |c| query.load::<EmployerRow>(c))?)
    })
}

/// Gives the accounts that have sent employers with these codes, as pairs of code and account.
///
/// # Errors
/// When the database fails.
pub fn senders_of(conn: &mut Conn, codes: &[&str]) -> Result<HashSet<(String, String)>> {
    let rows = paged(codes, |page| {
        let query = employer::table.filter(employer::uscc.eq_any(page)).select((employer::uscc, employer::account));
        Ok(on_engine!(&mut *conn, |c| query.load::<(String, String)>(c))?)
    })?;
    Ok(rows.into_iter().collect())
}

/// Gives the next free ID.
///
/// # Errors
/// When the database fails.
pub fn next_id(conn: &mut Conn) -> Result<i64> {
    let last: Option<i64> = employer::table.select(max(employer::id)).first(conn)?;
    Ok(last.unwrap_or(0) + 1)
}

/// Replaces the employers with these IDs.
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

/// The descriptions of some employers by platforms.
pub struct Employers(Vec<EmployerRow>);

impl Employers {
    /// Loads the descriptions of the employers with these codes.
    ///
    /// # Errors
    /// When the database fails.
    pub fn of(conn: &mut Conn, codes: &[&str]) -> Result<Self> {
        let rows = paged(codes, |page| {
            let query = employer::table.filter(employer::uscc.eq_any(page)).order(employer::id);
            Ok(on_engine!(&mut *conn, |c| query.load::<EmployerRow>(c))?)
        })?;
        Ok(Self(rows))
    }

    /// Gives the name of an employer according to the account of the vacancy, or else to another
    /// account.
    pub fn name(&self, code: &str, account: &str) -> Option<&str> {
        let named = || self.0.iter().filter(|row| row.uscc == code);
        let own = named().rfind(|row| row.account == account);
        own.or_else(|| named().next_back()).map(|row| row.name.as_str())
    }

    /// Gives the day on which an employer was deregistered, according to the account alone: other
    /// accounts cannot close its vacancies.
    pub fn gone_on(&self, code: &str, account: &str) -> Option<NaiveDate> {
        let own = self.0.iter().filter(|row| row.uscc == code && row.account == account);
        own.filter_map(|row| row.deregistered_on).min()
    }
}
