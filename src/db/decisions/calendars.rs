//! The loaded notices on working days.

use std::collections::BTreeMap;

use chrono::{NaiveDate, NaiveDateTime};
use diesel::dsl::max;
use diesel::prelude::*;

use crate::db::engine::bulk::{self, rows};
use crate::db::engine::conn::Conn;
use crate::db::schema::{working_day, working_day_notice};
use crate::domain::values::working_days::{Calendar, NoticeDay, YearNotice};
use crate::error::Result;
use crate::on_engine;

/// A row of `working_day_notice`.
#[derive(Insertable, Queryable, Clone, Debug)]
#[diesel(table_name = working_day_notice, treat_none_as_default_value = false)]
pub struct YearNoticeRow {
    pub id: i64,
    pub year: i32,
    pub document: Option<String>,
    pub published_on: Option<NaiveDate>,
    pub loaded_at: NaiveDateTime,
    /// The account that loaded the notice; none if the command line did.
    pub account: Option<String>,
}

/// A row of `working_day`.
#[derive(Insertable, Queryable, Clone, Debug)]
#[diesel(table_name = working_day, treat_none_as_default_value = false)]
pub struct WorkingDayRow {
    notice_id: i64,
    year: i32,
    day: NaiveDate,
    works: bool,
    holiday: Option<String>,
}

rows! {
    WorkingDayRow => working_day,
}

/// Builds the calendar in force: the loaded notices, and for other years what the program knows.
///
/// # Errors
/// When the database fails.
pub fn load(conn: &mut Conn) -> Result<Calendar> {
    Ok(Calendar::new(in_force(conn)?.into_values()))
}

/// Gives the notices in force, by year: the last one loaded for each.
///
/// # Errors
/// When the database fails.
pub fn in_force(conn: &mut Conn) -> Result<BTreeMap<i32, YearNotice>> {
    let latest = working_day_notice::table
        .group_by(working_day_notice::year)
        .select(max(working_day_notice::id).assume_not_null());
    let query = working_day::table.filter(working_day::notice_id.eq_any(latest)).order(working_day::day);
    let rows: Vec<WorkingDayRow> = on_engine!(&mut *conn, |c| query.load(c))?;
    let mut notices: BTreeMap<i32, YearNotice> = BTreeMap::new();
    for WorkingDayRow { year, day, works, holiday, .. } in rows {
        let notice = notices.entry(year).or_insert_with(|| YearNotice { year, days: Vec::new() });
        notice.days.push(NoticeDay { day, works, holiday });
    }
    Ok(notices)
}

/// Lists every loaded notice, in the order of loading.
///
/// # Errors
/// When the database fails.
pub fn notices(conn: &mut Conn) -> Result<Vec<YearNoticeRow>> {
    let query = working_day_notice::table.order(working_day_notice::id);
    Ok(on_engine!(&mut *conn, |c| query.load(c))?)
}

/// Gives the next free ID of a notice, inside a write transaction.
///
/// # Errors
/// When the database fails.
pub fn next_id(conn: &mut Conn) -> Result<i64> {
    let last: Option<i64> = working_day_notice::table.select(max(working_day_notice::id)).first(conn)?;
    Ok(last.unwrap_or(0) + 1)
}

/// Stores a notice. It is in force from then on.
///
/// # Errors
/// When the database fails.
pub fn insert(conn: &mut Conn, row: &YearNoticeRow, notice: &YearNotice) -> Result<()> {
    on_engine!(&mut *conn, |c| diesel::insert_into(working_day_notice::table).values(row).execute(c))?;
    let days: Vec<WorkingDayRow> = notice
        .days
        .iter()
        .map(|NoticeDay { day, works, holiday }| WorkingDayRow {
            notice_id: row.id,
            year: row.year,
            day: *day,
            works: *works,
            holiday: holiday.clone(),
        })
        .collect();
    bulk::insert(conn, &days)
}
