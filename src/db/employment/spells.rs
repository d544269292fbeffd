//! Spells of employment as rows, a projection of facts: person, employer, form and period. All
//! spells of a person are derived again whenever a fact about the person lands. No rule reads the
//! employer, so it comes from the attributes of the start.

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;
use diesel::prelude::*;
use serde_json::{Map, Value};

use crate::db::engine::backfill::once;
use crate::db::engine::bulk::{self, rows};
use crate::db::engine::conn::Conn;
use crate::db::engine::query::{is_kind, paged};
use crate::db::facts::log::neighbourhood;
use crate::db::schema::{fact, spell};
use crate::domain::people::person::{PersonFact, spells};
use crate::domain::values::codes::Kind;
use crate::error::Result;
use crate::on_engine;

/// The setting that marks the backfill of all spells as done.
const FILLED: &str = "spells";
/// The number of persons in one page of the backfill, and of rows in one deletion.
const PAGE: usize = 500;

/// A row of `spell`.
#[derive(Insertable, Queryable, Clone, Debug, PartialEq)]
#[diesel(table_name = spell, treat_none_as_default_value = false)]
pub struct SpellRow {
    pub employment_id: i64,
    /// The surviving registration.
    pub person_id: i64,
    /// The position of the start.
    pub position: i64,
    /// The number of a [`Form`](crate::domain::values::codes::Form).
    pub form: i16,
    pub uscc: Option<String>,
    pub from_on: NaiveDate,
    pub until_on: NaiveDate,
}

rows! {
    SpellRow => spell,
}

/// The spells that a transaction is about to write.
#[derive(Default)]
pub struct Spells {
    rows: Vec<SpellRow>,
    /// Persons that may have old rows.
    old: Vec<i64>,
    /// Employments that may have an old row, possibly under another person until merges and voids
    /// are settled.
    known: Vec<i64>,
    /// The employer of each start recorded in this transaction, by position.
    units: BTreeMap<i64, Option<String>>,
}

impl Spells {
    /// Notes the employer that a start names.
    pub fn unit(&mut self, position: i64, uscc: Option<&str>) {
        self.units.insert(position, uscc.map(str::to_owned));
    }

    /// Takes the spells of a person; `is_new` says that the person cannot have rows yet.
    pub fn person(&mut self, id: i64, facts: &[PersonFact], is_new: bool) {
        let spells = spells(facts);
        if !is_new {
            self.old.push(id);
            self.known.extend(spells.iter().map(|spell| spell.employment));
        }
        self.rows.extend(spells.into_iter().map(|spell| SpellRow {
            employment_id: spell.employment,
            person_id: id,
            position: spell.position,
            form: spell.form.number(),
            uscc: None,
            from_on: spell.from,
            until_on: spell.until,
        }));
    }

    /// Writes the spells that differ from the stored rows.
    ///
    /// # Errors
    /// When the database fails.
    pub fn save(mut self, conn: &mut Conn) -> Result<()> {
        let mut there: Vec<SpellRow> = paged(&self.old, |page| {
            let query = spell::table.filter(spell::person_id.eq_any(page));
            Ok(on_engine!(&mut *conn, |c| query.load(c))?)
        })?;
        there.extend(paged(&self.known, |page| {
            let query = spell::table.filter(spell::employment_id.eq_any(page));
            Ok(on_engine!(&mut *conn, |c| query.load::<SpellRow>(c))?)
        })?);
        self.units.extend(there.iter().map(|row| (row.position, row.uscc.clone())));
        let unknown = self.rows.iter().map(|row| row.position).filter(|position| !self.units.contains_key(position));
        self.units.extend(units_of(conn, &unknown.collect::<Vec<_>>())?);
        for row in &mut self.rows {
            row.uscc = self.units.get(&row.position).cloned().flatten();
        }
        let there: BTreeMap<i64, SpellRow> = there.into_iter().map(|row| (row.employment_id, row)).collect();
        let wanted: BTreeMap<i64, SpellRow> = self.rows.into_iter().map(|row| (row.employment_id, row)).collect();
        let gone: Vec<i64> = there.iter().filter(|(id, row)| wanted.get(id) != Some(row)).map(|(id, _)| *id).collect();
        let new: Vec<SpellRow> =
            wanted.into_iter().filter(|(id, row)| there.get(id) != Some(row)).map(|(_, row)| row).collect();
        for page in gone.chunks(PAGE) {
            let gone = spell::table.filter(spell::employment_id.eq_any(page));
            on_engine!(&mut *conn, |c| diesel::delete(gone).execute(c))?;
        }
        bulk::insert(conn, &new)
    }
}

/// Gives the employer that each of the starts at these positions names.
fn units_of(conn: &mut Conn, positions: &[i64]) -> Result<BTreeMap<i64, Option<String>>> {
    let said: Vec<(i64, Option<String>)> = paged(positions, |page| {
        let query = fact::table.filter(fact::position.eq_any(page)).select((fact::position, fact::attributes));
        Ok(on_engine!(&mut *conn, |c| query.load(c))?)
    })?;
    let unit = |(position, attributes): (i64, Option<String>)| {
        let attributes: Option<Map<String, Value>> = attributes.and_then(|text| serde_json::from_str(&text).ok());
        (position, attributes.and_then(|said| Some(said.get("uscc")?.as_str()?.to_owned())))
    };
    Ok(said.into_iter().map(unit).collect())
}

/// Derives the spells of persons for the employments that an earlier program recorded without them.
///
/// # Errors
/// When the database fails.
pub fn fill(conn: &mut Conn) -> Result<()> {
    once(conn, FILLED, |conn| {
        let starts = fact::table.filter(is_kind(Kind::EmploymentStarted)).select(fact::person_id).distinct();
        let employed: Vec<Option<i64>> = on_engine!(&mut *conn, |c| starts.load(c))?;
        let employed: Vec<i64> = employed.into_iter().flatten().collect();
        for page in employed.chunks(PAGE) {
            let near = neighbourhood(conn, &page.iter().copied().collect(), &BTreeSet::new(), i64::MAX)?;
            let mut written = Spells::default();
            for id in near.merged.roots(page.iter().copied()) {
                written.person(id, near.world.facts_of(id), false);
            }
            written.save(conn)?;
        }
        Ok(())
    })
}
