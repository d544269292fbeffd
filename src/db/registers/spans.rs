//! Register histories as rows: the spans of a subject are derived again whenever a fact about it
//! lands, and read by the month.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use diesel::prelude::*;

use crate::db::engine::conn::Conn;
use crate::db::engine::query::paged;
use crate::db::schema::{household_span, person_span, placement};
use crate::domain::registers::determination::{Categories, PersonSpan};
use crate::domain::registers::household::{HouseholdSpan, Timeline};
use crate::domain::registers::register::{Cause, Standing, State};
use crate::domain::values::division::Division;
use crate::domain::values::month::Month;
use crate::error::{Error, Result};
use crate::on_engine;

#[derive(Insertable, Queryable, PartialEq, Clone)]
#[diesel(table_name = household_span, treat_none_as_default_value = false)]
struct HouseholdRow {
    household_id: i64,
    seq: i16,
    from_on: NaiveDate,
    until_on: NaiveDate,
    division: i64,
    urban: bool,
    state: i16,
    since: Option<NaiveDate>,
    cause: Option<i16>,
    meets: bool,
    seeking: String,
}

#[derive(Insertable, Queryable, PartialEq, Clone)]
#[diesel(table_name = person_span, treat_none_as_default_value = false)]
struct PersonRow {
    person_id: i64,
    seq: i16,
    from_on: NaiveDate,
    until_on: NaiveDate,
    division: i64,
    state: i16,
    since: NaiveDate,
    cause: i16,
    categories: i32,
    wants_help: bool,
    helped: bool,
}

#[derive(Insertable, Queryable, PartialEq, Clone)]
#[diesel(table_name = placement)]
struct PlacementRow {
    household_id: i64,
    person_id: i64,
    placed_on: NaiveDate,
}

/// The register histories that a transaction is about to write; they replace the stored ones.
#[derive(Default)]
pub struct Written {
    households: Vec<HouseholdRow>,
    placements: Vec<PlacementRow>,
    people: Vec<PersonRow>,
    /// Subjects that may have old rows.
    old_households: Vec<i64>,
    old_people: Vec<i64>,
}

impl Written {
    /// Takes the history of a household; `is_new` says that it cannot have rows yet.
    pub fn household(&mut self, id: i64, timeline: &Timeline, is_new: bool) {
        if !is_new {
            self.old_households.push(id);
        }
        for (seq, span) in (0..).zip(&timeline.spans) {
            let seeking: Vec<String> = span.seeking.iter().map(i64::to_string).collect();
            self.households.push(HouseholdRow {
                household_id: id,
                seq,
                from_on: span.from,
                until_on: span.until,
                division: span.division.number(),
                urban: span.urban,
                state: span.standing.state.number(),
                since: span.standing.since,
                cause: span.standing.cause.map(Cause::number),
                meets: span.meets,
                seeking: seeking.join(","),
            });
        }
        self.placements.extend(timeline.placements.iter().map(|(on, person)| PlacementRow {
            household_id: id,
            person_id: *person,
            placed_on: *on,
        }));
    }

    /// Takes the history of a person; `is_new` says that the person cannot have rows yet.
    pub fn person(&mut self, id: i64, spans: &[PersonSpan], is_new: bool) {
        if !is_new {
            self.old_people.push(id);
        }
        for (seq, span) in (0..).zip(spans) {
            let (Some(since), Some(cause)) = (span.standing.since, span.standing.cause) else { continue };
            self.people.push(PersonRow {
                person_id: id,
                seq,
                from_on: span.from,
                until_on: span.until,
                division: span.division.number(),
                state: span.standing.state.number(),
                since,
                cause: cause.number(),
                categories: i32::from(span.categories.0),
                wants_help: span.wants_help,
                helped: span.helped,
            });
        }
    }

    /// Writes the histories that differ from the stored rows.
    ///
    /// # Errors
    /// When the database fails.
    pub fn save(mut self, conn: &mut Conn) -> Result<()> {
        self.save_households(conn)?;
        self.save_placements(conn)?;
        self.save_people(conn)
    }

    fn save_households(&mut self, conn: &mut Conn) -> Result<()> {
        use household_span::dsl as t;
        let there = paged(&self.old_households, |page| {
            Ok(on_engine!(conn, |c| t::household_span
                .filter(t::household_id.eq_any(page))
                .order((t::household_id, t::seq))
                .load::<HouseholdRow>(c))?)
        })?;
        let (gone, new) = differences(there, std::mem::take(&mut self.households), |r| r.household_id);
        for page in gone.chunks(1000) {
            on_engine!(conn, |c| diesel::delete(t::household_span.filter(t::household_id.eq_any(page))).execute(c))?;
        }
        for page in new.chunks(1000) {
            on_engine!(conn, |c| diesel::insert_into(t::household_span).values(page).execute(c))?;
        }
        Ok(())
    }

    fn save_placements(&mut self, conn: &mut Conn) -> Result<()> {
        use placement::dsl as t;
        let there = paged(&self.old_households, |page| {
            Ok(on_engine!(conn, |c| t::placement
                .filter(t::household_id.eq_any(page))
                .order((t::household_id, t::placed_on, t::person_id))
                .load::<PlacementRow>(c))?)
        })?;
        self.placements.sort_by_key(|r| (r.household_id, r.placed_on, r.person_id));
        let (gone, new) = differences(there, std::mem::take(&mut self.placements), |r| r.household_id);
        for page in gone.chunks(1000) {
            on_engine!(conn, |c| diesel::delete(t::placement.filter(t::household_id.eq_any(page))).execute(c))?;
        }
        for page in new.chunks(1000) {
            on_engine!(conn, |c| diesel::insert_into(t::placement).values(page).execute(c))?;
        }
        Ok(())
    }

    fn save_people(&mut self, conn: &mut Conn) -> Result<()> {
        use person_span::dsl as t;
        let there = paged(&self.old_people, |page| {
            Ok(on_engine!(conn, |c| t::person_span
                .filter(t::person_id.eq_any(page))
                .order((t::person_id, t::seq))
                .load::<PersonRow>(c))?)
        })?;
        let (gone, new) = differences(there, std::mem::take(&mut self.people), |r| r.person_id);
        for page in gone.chunks(1000) {
            on_engine!(conn, |c| diesel::delete(t::person_span.filter(t::person_id.eq_any(page))).execute(c))?;
        }
        for page in new.chunks(1000) {
            on_engine!(conn, |c| diesel::insert_into(t::person_span).values(page).execute(c))?;
        }
        Ok(())
    }
}

/// Compares rows by their subject: gives the subjects with rows to delete, and the rows that
/// replace them. Most facts change no history, and unchanged rows are not written again.
fn differences<R: PartialEq + Clone>(there: Vec<R>, wanted: Vec<R>, subject: impl Fn(&R) -> i64) -> (Vec<i64>, Vec<R>) {
    let group = |rows: Vec<R>| {
        let mut groups: BTreeMap<i64, Vec<R>> = BTreeMap::new();
        for row in rows {
            groups.entry(subject(&row)).or_default().push(row);
        }
        groups
    };
    let (there, wanted) = (group(there), group(wanted));
    let gone = there.iter().filter(|(id, rows)| wanted.get(id) != Some(rows)).map(|(id, _)| *id).collect();
    let new = wanted.into_iter().filter(|(id, rows)| there.get(id) != Some(rows)).flat_map(|(_, rows)| rows).collect();
    (gone, new)
}

fn damaged() -> Error {
    Error::internal("a span is not whole")
}

fn household_span_of(row: HouseholdRow) -> Option<(i64, HouseholdSpan)> {
    let seeking = row.seeking.split(',').filter(|s| !s.is_empty()).map(|s| s.parse().ok()).collect::<Option<_>>()?;
    Some((
        row.household_id,
        HouseholdSpan {
            from: row.from_on,
            until: row.until_on,
            division: Division::from_number(row.division)?,
            urban: row.urban,
            standing: Standing {
                state: State::from_number(row.state)?,
                since: row.since,
                cause: row.cause.and_then(Cause::from_number),
            },
            meets: row.meets,
            seeking,
        },
    ))
}

fn person_span_of(row: &PersonRow) -> Option<(i64, PersonSpan)> {
    Some((
        row.person_id,
        PersonSpan {
            from: row.from_on,
            until: row.until_on,
            division: Division::from_number(row.division)?,
            standing: Standing {
                state: State::from_number(row.state)?,
                since: Some(row.since),
                cause: Some(Cause::from_number(row.cause)?),
            },
            categories: Categories(u16::try_from(row.categories).ok()?),
            wants_help: row.wants_help,
            helped: row.helped,
        },
    ))
}

/// Gives the spans of households that touch a month, by household: those that are In or meet the
/// condition, and those that began in the month. For the households in `also` it gives all spans.
///
/// # Errors
/// When the database fails.
pub fn households_in(conn: &mut Conn, month: Month, also: &[i64]) -> Result<BTreeMap<i64, Vec<HouseholdSpan>>> {
    use household_span::dsl as t;
    let open: Vec<HouseholdRow> = t::household_span
        .filter(t::until_on.gt(month.before()).and(t::from_on.le(month.last())))
        .filter(t::state.eq(State::In.number()).or(t::meets))
        .load(conn)?;
    let begun: Vec<HouseholdRow> =
        t::household_span.filter(t::from_on.between(month.first(), month.last())).load(conn)?;
    let asked = paged(also, |page| {
        Ok(on_engine!(conn, |c| t::household_span.filter(t::household_id.eq_any(page)).load::<HouseholdRow>(c))?)
    })?;
    let rows: BTreeMap<(i64, i16), HouseholdRow> =
        open.into_iter().chain(begun).chain(asked).map(|r| ((r.household_id, r.seq), r)).collect();
    let mut spans: BTreeMap<i64, Vec<HouseholdSpan>> = BTreeMap::new();
    for row in rows.into_values() {
        let (id, span) = household_span_of(row).ok_or_else(damaged)?;
        spans.entry(id).or_default().push(span);
    }
    Ok(spans)
}

/// Gives the placements of a month, by household: the day and the person.
///
/// # Errors
/// When the database fails.
pub fn placements_in(conn: &mut Conn, month: Month) -> Result<BTreeMap<i64, Vec<(NaiveDate, i64)>>> {
    use placement::dsl as t;
    let rows: Vec<PlacementRow> = t::placement.filter(t::placed_on.between(month.first(), month.last())).load(conn)?;
    let mut placements: BTreeMap<i64, Vec<(NaiveDate, i64)>> = BTreeMap::new();
    for row in rows {
        placements.entry(row.household_id).or_default().push((row.placed_on, row.person_id));
    }
    Ok(placements)
}

/// Gives the spans of persons that touch a month, by person; see [`households_in`].
///
/// # Errors
/// When the database fails.
pub fn people_in(conn: &mut Conn, month: Month, also: &[i64]) -> Result<BTreeMap<i64, Vec<PersonSpan>>> {
    use person_span::dsl as t;
    let open: Vec<PersonRow> = t::person_span
        .filter(t::until_on.gt(month.before()).and(t::from_on.le(month.last())))
        .filter(t::state.eq(State::In.number()))
        .load(conn)?;
    let begun: Vec<PersonRow> = t::person_span.filter(t::from_on.between(month.first(), month.last())).load(conn)?;
    let asked = paged(also, |page| {
        Ok(on_engine!(conn, |c| t::person_span.filter(t::person_id.eq_any(page)).load::<PersonRow>(c))?)
    })?;
    let rows: BTreeMap<(i64, i16), PersonRow> =
        open.into_iter().chain(begun).chain(asked).map(|r| ((r.person_id, r.seq), r)).collect();
    let mut spans: BTreeMap<i64, Vec<PersonSpan>> = BTreeMap::new();
    for row in rows.values() {
        let (id, span) = person_span_of(row).ok_or_else(damaged)?;
        spans.entry(id).or_default().push(span);
    }
    Ok(spans)
}

/// Gives the categories in which these persons are determined on a day. Persons without one are
/// left out.
///
/// # Errors
/// When the database fails.
pub fn categories_on(conn: &mut Conn, people: &[i64], day: NaiveDate) -> Result<BTreeMap<i64, Categories>> {
    let held: Vec<(i64, i32)> = paged(people, |page| {
        let query = person_span::table
            .filter(person_span::person_id.eq_any(page))
            .filter(person_span::from_on.le(day))
            .filter(person_span::until_on.gt(day))
            .filter(person_span::categories.ne(0))
            .select((person_span::person_id, person_span::categories));
        Ok(on_engine!(&mut *conn, |c| query.load(c))?)
    })?;
    held.into_iter()
        .map(|(id, bits)| {
            let bits = u16::try_from(bits).map_err(|_| Error::internal("a set of categories"))?;
            Ok((id, Categories(bits)))
        })
        .collect()
}

/// Gives the stays of these persons on the register of difficult persons, each from its first day
/// to the day after its last.
///
/// # Errors
/// When the database fails.
pub fn stays_of(conn: &mut Conn, people: &[i64]) -> Result<BTreeMap<i64, Vec<(NaiveDate, NaiveDate)>>> {
    let rows: Vec<(i64, NaiveDate, NaiveDate)> = paged(people, |page| {
        let query = person_span::table
            .filter(person_span::person_id.eq_any(page))
            .filter(person_span::state.eq(State::In.number()))
            .select((person_span::person_id, person_span::from_on, person_span::until_on));
        Ok(on_engine!(&mut *conn, |c| query.load(c))?)
    })?;
    let mut stays: BTreeMap<i64, Vec<(NaiveDate, NaiveDate)>> = BTreeMap::new();
    for (person, from, until) in rows {
        stays.entry(person).or_default().push((from, until));
    }
    Ok(stays)
}

/// Gives those of these persons that are on the register of difficult persons on a day, each with
/// its first day there.
///
/// # Errors
/// When the database fails.
pub fn since_on(conn: &mut Conn, people: &[i64], day: NaiveDate) -> Result<BTreeMap<i64, NaiveDate>> {
    let rows: Vec<(i64, NaiveDate)> = paged(people, |page| {
        let query = person_span::table
            .filter(person_span::person_id.eq_any(page))
            .filter(person_span::state.eq(State::In.number()))
            .filter(person_span::from_on.le(day).and(person_span::until_on.gt(day)))
            .select((person_span::person_id, person_span::since));
        Ok(on_engine!(&mut *conn, |c| query.load(c))?)
    })?;
    Ok(rows.into_iter().collect())
}
