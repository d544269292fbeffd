//! Labour spans: the days on which persons belong to the labour force (RS-1 section 1), a
//! projection of facts. All spans of a person are derived again whenever a fact about the person
//! lands, so that lists and offers can ask for a day without reading facts.

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;
use diesel::dsl::auto_type;
use diesel::prelude::*;

use crate::db::engine::backfill::once;
use crate::db::engine::bulk::{self, rows};
use crate::db::engine::conn::Conn;
use crate::db::engine::query::paged;
use crate::db::facts::log::neighbourhood;
use crate::db::placement::referrals;
use crate::db::schema::{labour_span, person};
use crate::domain::people::person::Life;
use crate::error::Result;
use crate::on_engine;

/// The setting that marks the backfill of all labour spans as done.
const FILLED: &str = "labour_spans";
/// The number of persons in one page of the backfill.
const PAGE: usize = 500;

/// A row of `labour_span`.
#[derive(Insertable, Queryable, Clone, PartialEq, Debug)]
#[diesel(table_name = labour_span, treat_none_as_default_value = false)]
pub struct LabourRow {
    pub person_id: i64,
    pub from_on: NaiveDate,
    pub until_on: NaiveDate,
}

rows! {
    LabourRow => labour_span,
}

/// The labour spans that a transaction is about to write.
#[derive(Default)]
pub struct LabourSpans {
    rows: Vec<LabourRow>,
    /// Persons that may have old rows.
    old: Vec<i64>,
}

impl LabourSpans {
    /// Takes the spans of a person; `is_new` says that the person cannot have rows yet.
    pub fn person(&mut self, id: i64, life: &Life, is_new: bool) {
        if !is_new {
            self.old.push(id);
        }
        let row = |(from_on, until_on)| LabourRow { person_id: id, from_on, until_on };
        self.rows.extend(life.labour().into_iter().map(row));
    }

    /// Writes the spans that differ from the stored rows.
    ///
    /// # Errors
    /// When the database fails.
    pub fn save(self, conn: &mut Conn) -> Result<()> {
        let there: Vec<LabourRow> = paged(&self.old, |page| {
            let query = labour_span::table.filter(labour_span::person_id.eq_any(page));
            Ok(on_engine!(&mut *conn, |c| query.load(c))?)
        })?;
        let group = |rows: Vec<LabourRow>| {
            let mut spans: BTreeMap<i64, Vec<LabourRow>> = BTreeMap::new();
            for row in rows {
                spans.entry(row.person_id).or_default().push(row);
            }
            for rows in spans.values_mut() {
                rows.sort_unstable_by_key(|row: &LabourRow| row.from_on);
            }
            spans
        };
        let (there, wanted) = (group(there), group(self.rows));
        let gone: Vec<i64> =
            there.iter().filter(|(id, rows)| wanted.get(id) != Some(rows)).map(|(id, _)| *id).collect();
        let new: Vec<LabourRow> =
            wanted.into_iter().filter(|(id, rows)| there.get(id) != Some(rows)).flat_map(|(_, rows)| rows).collect();
        for page in gone.chunks(PAGE) {
            let gone = labour_span::table.filter(labour_span::person_id.eq_any(page));
            on_engine!(&mut *conn, |c| diesel::delete(gone).execute(c))?;
        }
        bulk::insert(conn, &new)
    }
}

/// Gives the query for the labour span that covers a day, of the person in the outer query.
#[auto_type]
pub fn of_person(day: NaiveDate) -> _ {
    labour_span::table
        .filter(labour_span::person_id.eq(person::id))
        .filter(labour_span::from_on.le(day))
        .filter(labour_span::until_on.gt(day))
}

/// Gives those of these persons that belong to the labour force on a day.
///
/// # Errors
/// When the database fails.
pub fn on(conn: &mut Conn, people: &[i64], day: NaiveDate) -> Result<BTreeSet<i64>> {
    let found: Vec<i64> = paged(people, |page| {
        let query = labour_span::table
            .filter(labour_span::person_id.eq_any(page))
            .filter(labour_span::from_on.le(day))
            .filter(labour_span::until_on.gt(day))
            .select(labour_span::person_id);
        Ok(on_engine!(&mut *conn, |c| query.load(c))?)
    })?;
    Ok(found.into_iter().collect())
}

/// Gives the persons that enter or leave the labour force after one day and up to another.
///
/// # Errors
/// When the database fails.
pub fn turning(conn: &mut Conn, after: NaiveDate, until: NaiveDate) -> Result<BTreeSet<i64>> {
    let from = labour_span::table
        .filter(labour_span::from_on.gt(after).and(labour_span::from_on.le(until)))
        .select(labour_span::person_id);
    let mut found: BTreeSet<i64> = on_engine!(&mut *conn, |c| from.load::<i64>(c))?.into_iter().collect();
    let left = labour_span::table
        .filter(labour_span::until_on.gt(after).and(labour_span::until_on.le(until)))
        .select(labour_span::person_id);
    found.extend(on_engine!(conn, |c| left.load::<i64>(c))?);
    Ok(found)
}

/// Derives the spans of persons registered by a program without labour spans, and the days on which
/// their referrals end.
///
/// # Errors
/// When the database fails.
pub fn fill(conn: &mut Conn) -> Result<()> {
    once(conn, FILLED, |conn| {
        let everybody = person::table.filter(person::registered).filter(person::merged_into.is_null());
        let everybody: Vec<i64> = on_engine!(&mut *conn, |c| everybody.select(person::id).order(person::id).load(c))?;
        for page in everybody.chunks(PAGE) {
            let people: BTreeSet<i64> = page.iter().copied().collect();
            let near = neighbourhood(conn, &people, &BTreeSet::new(), i64::MAX)?;
            let histories = near.world.histories();
            let mut spans = LabourSpans::default();
            for id in &people {
                spans.person(*id, &histories.life(*id), false);
            }
            spans.save(conn)?;
            referrals::settle_ends(conn, &people, &histories)?;
        }
        Ok(())
    })
}
