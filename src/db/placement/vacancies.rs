//! The stored vacancies: the content of the valid version of each filing.

use chrono::{NaiveDate, NaiveDateTime};
use diesel::dsl::max;
use diesel::prelude::*;

use crate::db::engine::bulk::{self, rows};
use crate::db::engine::conn::Conn;
use crate::db::engine::query::paged;
use crate::db::schema::vacancy;
use crate::domain::values::codes::Form;
use crate::error::Result;
use crate::on_engine;

/// A vacancy on a platform.
#[derive(Insertable, Queryable, AsChangeset, Clone, PartialEq, Debug)]
#[diesel(table_name = vacancy, treat_none_as_default_value = false, treat_none_as_null = true)]
pub struct VacancyRow {
    pub id: i64,
    pub account: String,
    pub source: String,
    pub subject: String,
    pub uscc: String,
    pub title: String,
    pub occupation: String,
    pub headcount: i32,
    pub pay_from: Option<i64>,
    pub pay_to: Option<i64>,
    pub division: i64,
    pub form: i16,
    pub education: Option<i16>,
    pub valid_until: NaiveDate,
    pub reserved: bool,
    pub reserved_until: Option<NaiveDate>,
    pub opened_on: Option<NaiveDate>,
    pub withdrawn: bool,
    pub posted_at: NaiveDateTime,
    pub changed_at: NaiveDateTime,
}

rows! {
    VacancyRow => vacancy,
}

impl VacancyRow {
    /// Tells whether it is reserved for employment-disadvantaged persons: by its own statement or
    /// as a public-welfare post, until the bureau opens it to others.
    pub fn is_kept(&self) -> bool {
        self.opened_on.is_none() && (self.reserved || self.form == Form::PublicWelfare.number())
    }
}

/// Gives an account's vacancies with these subjects.
///
/// # Errors
/// When the database fails.
pub fn of_subjects(conn: &mut Conn, account: &str, subjects: &[&str]) -> Result<Vec<VacancyRow>> {
    paged(subjects, |page| {
        let query = vacancy::table.filter(vacancy::account.eq(account)).filter(vacancy::subject.eq_any(page));
        Ok(on_engine!(&mut *conn, |c| query.load::<VacancyRow>(c))?)
    })
}

/// Gives the next free ID.
///
/// # Errors
/// When the database fails.
pub fn next_id(conn: &mut Conn) -> Result<i64> {
    let last: Option<i64> = vacancy::table.select(max(vacancy::id)).first(conn)?;
    Ok(last.unwrap_or(0) + 1)
}

/// Stores the new vacancies, and those that changed.
///
/// # Errors
/// When the database fails.
pub fn save(conn: &mut Conn, new: &[VacancyRow], changed: &[VacancyRow]) -> Result<()> {
    bulk::insert(conn, new)?;
    for row in changed {
        diesel::update(vacancy::table.find(row.id)).set(row).execute(conn)?;
    }
    Ok(())
}
