//! Closed months as rows. They are written once and never changed; triggers enforce that.

use std::collections::BTreeMap;

use chrono::NaiveDateTime;
use diesel::prelude::*;
use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::db::engine::bulk::{self, rows};
use crate::db::engine::conn::Conn;
use crate::db::schema::{month_close, month_line, month_part};
use crate::domain::months::lines::Line;
use crate::domain::months::part::{HouseholdPart, PersonPart};
use crate::domain::values::division::Division;
use crate::domain::values::month::Month;
use crate::error::{Error, Result, corrupt};

/// The close of a month.
#[derive(Insertable, Queryable, Clone, Debug, PartialEq)]
#[diesel(table_name = month_close)]
pub struct CloseRow {
    pub month: String,
    pub position: i64,
    pub rule_set: String,
    pub digest: String,
    pub closed_at: NaiveDateTime,
}

/// A line of a closed month.
#[derive(Insertable, Queryable, Clone)]
#[diesel(table_name = month_line, treat_none_as_default_value = false)]
pub struct LineRow {
    month: String,
    division: i64,
    line: String,
}

/// The part of a subject in a closed month.
#[derive(Insertable, Queryable, Clone)]
#[diesel(table_name = month_part, treat_none_as_default_value = false)]
pub struct PartRow {
    month: String,
    subject: String,
    subject_id: i64,
    division: i64,
    part: String,
}

rows! {
    LineRow => month_line,
    PartRow => month_part,
}

/// The parts of a month, by the IDs of households and persons.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Parts {
    pub households: BTreeMap<i64, HouseholdPart>,
    pub persons: BTreeMap<i64, PersonPart>,
}

/// Gives the close of a month, if it is closed.
///
/// # Errors
/// When the database fails.
pub fn close_of(conn: &mut Conn, month: Month) -> Result<Option<CloseRow>> {
    Ok(month_close::table.find(month.to_string()).first(conn).optional()?)
}

/// Gives every close, in the order of months.
///
/// # Errors
/// When the database fails.
pub fn closes(conn: &mut Conn) -> Result<Vec<CloseRow>> {
    Ok(month_close::table.order(month_close::month).load(conn)?)
}

/// Gives the last closed month.
///
/// # Errors
/// When the database fails.
pub fn last_closed(conn: &mut Conn) -> Result<Option<Month>> {
    let last: Option<String> = month_close::table.select(diesel::dsl::max(month_close::month)).first(conn)?;
    Ok(last.as_deref().and_then(Month::parse))
}

/// Writes a closed month.
///
/// # Errors
/// When the database fails.
pub fn save(conn: &mut Conn, close: &CloseRow, lines: &BTreeMap<Division, Line>, parts: &Parts) -> Result<()> {
    diesel::insert_into(month_close::table).values(close).execute(conn)?;
    let month = &close.month;
    let lines = lines
        .iter()
        .map(|(division, line)| Ok(LineRow { month: month.clone(), division: division.number(), line: json(line)? }))
        .collect::<Result<Vec<_>>>()?;
    bulk::insert(conn, &lines)?;
    let row = |subject: &str, id: i64, division: Option<Division>, part: String| PartRow {
        month: month.clone(),
        subject: subject.to_owned(),
        subject_id: id,
        division: division.unwrap_or(Division::CITY).number(),
        part,
    };
    let mut rows = Vec::with_capacity(parts.households.len() + parts.persons.len());
    for (id, part) in &parts.households {
        rows.push(row("household", *id, part.flow.division, json(part)?));
    }
    for (id, part) in &parts.persons {
        rows.push(row("person", *id, part.flow.division, json(part)?));
    }
    bulk::insert(conn, &rows)
}

/// Gives the lines of a closed month that are not all zero, by division.
///
/// # Errors
/// When the database fails, or a row is damaged.
pub fn lines_of(conn: &mut Conn, month: Month) -> Result<BTreeMap<Division, Line>> {
    let rows: Vec<LineRow> = month_line::table.filter(month_line::month.eq(month.to_string())).load(conn)?;
    rows.iter()
        .map(|row| Ok((Division::from_number(row.division).ok_or_else(|| damaged(month))?, parse(&row.line, month)?)))
        .collect()
}

/// Gives the parts of a closed month.
///
/// # Errors
/// When the database fails, or a row is damaged.
pub fn parts_of(conn: &mut Conn, month: Month) -> Result<Parts> {
    let rows: Vec<PartRow> = month_part::table.filter(month_part::month.eq(month.to_string())).load(conn)?;
    let mut parts = Parts::default();
    for row in rows {
        if row.subject == "household" {
            parts.households.insert(row.subject_id, parse(&row.part, month)?);
        } else {
            parts.persons.insert(row.subject_id, parse(&row.part, month)?);
        }
    }
    Ok(parts)
}

fn damaged(month: Month) -> Error {
    corrupt("closed month", month, "not whole")
}

fn parse<T: DeserializeOwned>(text: &str, month: Month) -> Result<T> {
    serde_json::from_str(text).map_err(|_| damaged(month))
}

fn json<T: Serialize>(value: &T) -> Result<String> {
    serde_json::to_string(value).map_err(|e| Error::internal(format!("writing JSON: {e}")))
}
