//! Rolls of other authorities: taken as files, and held against the ledger. Only who is registered is kept; of everybody else a
//! roll is as if it had not named them.

use std::collections::{BTreeSet, HashSet};

use chrono::{NaiveDate, NaiveDateTime};
use diesel::dsl::{auto_type, exists, not};
use diesel::prelude::*;
use serde::Serialize;

use super::rows::RefusedRow;
use crate::auth::Action;
use crate::clock::utc;
use crate::db::facts::log::neighbourhood;
use crate::db::files::rolls::{self, RollRow};
use crate::db::registers::labour;
use crate::db::registers::spans::since_on;
use crate::db::schema::{listed, person, spell};
use crate::domain::files::columns::Why;
use crate::domain::files::roll::{self, Entry, KEPT_MONTHS, begun_by, category, late_from, paid_forms, paid_in};
use crate::domain::files::sheet::Sheet;
use crate::domain::values::codes::{Absence, Difference, Roll, Situation};
use crate::domain::values::division::Division;
use crate::domain::values::hint::{Hint, Lang};
use crate::domain::values::month::{Month, months_before};
use crate::domain::values::refusal::Refusal;
use crate::domain::values::uscc::Uscc;
use crate::error::{Failure, Result};
use crate::on_engine;
use crate::ops::session::Session;
use crate::ops::session::scope::{determined, division, is_of};
use crate::seal::kept::Field;

/// Rows of one transaction.
const BATCH: usize = 10_000;
/// Refused rows that an answer lists.
const SHOWN: usize = 1_000;
/// Employments that are looked at together.
const PAGE: i64 = 500;

/// What is to be added to a roll.
pub struct Asked {
    pub roll: Roll,
    pub month: Month,
    /// Whether there is no more to come.
    pub is_last: bool,
    pub lang: Lang,
}

/// What became of the rows of a file.
#[derive(Serialize, utoipa::ToSchema, Default, Debug)]
pub struct RollReport {
    /// How many rows it has.
    pub rows: usize,
    /// How many are kept now that were not before.
    pub added: usize,
    /// How many say what another row of the file says, or what was on the roll already.
    pub known: usize,
    /// How many of the others name nobody who is registered; they are not kept.
    pub unregistered: usize,
    pub refused: usize,
    /// The first 1,000.
    pub refusals: Vec<RefusedRow>,
    /// Whether the roll is complete: its sender says so with this file, of which no row is refused, or said so before.
    pub complete: bool,
}

/// A roll that came.
#[derive(Serialize, utoipa::ToSchema, Debug)]
pub struct RollView {
    /// `contributions`, `low_income` or `disabled`.
    #[schema(value_type = String, example = "contributions")]
    pub roll: &'static str,
    #[schema(example = "2026-03")]
    pub month: String,
    /// How many rows of it are kept: of those who are registered.
    pub listed: i64,
    /// Whether its sender said that there is no more to come; until then it is held against nothing.
    pub complete: bool,
    /// When rows were sent last.
    #[serde(serialize_with = "utc")]
    pub changed_at: NaiveDateTime,
}

/// What there is where a roll and the ledger differ.
#[derive(Serialize, utoipa::ToSchema, Debug)]
pub struct DifferenceView {
    /// `unpaid`, `unfiled`, `not_listed` or `not_determined`.
    #[schema(value_type = String, example = "unpaid")]
    pub difference: &'static str,
    pub person: i64,
    /// Where the person lives now.
    #[schema(value_type = String, example = "440703002101")]
    pub division: Division,
    /// The employer's unified social credit code (GB 32100), where there is one.
    #[schema(example = "91350100M000100Y43")]
    pub employer: Option<String>,
    /// The first day of the employment that is unpaid, or of the stay on the register of who is not listed.
    pub since: Option<NaiveDate>,
    /// The ledger position of the hire that is unpaid.
    pub position: Option<i64>,
    /// From when on the hire is late that was not filed.
    pub late_from: Option<NaiveDate>,
    /// Where the next page goes on.
    #[serde(skip)]
    pub cursor: i64,
}

/// Which differences are asked for.
pub struct Wanted {
    pub roll: Roll,
    pub month: Month,
    pub difference: Difference,
    pub division: Division,
    /// The cursor of the last one of the page before.
    pub after: i64,
    pub limit: usize,
}

/// The oldest month of which rolls are kept.
fn oldest_kept(s: &Session) -> Month {
    Month::of(months_before(s.clock.today(), KEPT_MONTHS))
}

/// Checks that the actor may add to a roll of a month, before a file is read for it.
///
/// # Errors
/// [`Failure::Forbidden`] for an account that does not reach the whole city, of which a roll is, and
/// for another authority than the one that sends it; the refusal of a month.
pub fn admit(s: &mut Session, of: Roll, month: Month) -> Result<()> {
    if s.scope().is_some() {
        return Err(Failure::Forbidden.into());
    }
    if month > Month::of(s.clock.today()) {
        let hint = Hint::said("不应晚于本月", "expected a month that has begun");
        return Err(Refusal::bad_value("month", hint).into());
    }
    if month < oldest_kept(s) {
        let hint =
            Hint::said("名单只保存两年，不应早于两年前", "a roll is kept for two years; expected a month since then");
        return Err(Refusal::bad_value("month", hint).into());
    }
    own(s, of, month).map(drop)
}

/// Adds the rows of a file to a roll, and tells what became of them. Sent again, they are there already.
///
/// # Errors
/// As [`admit`]; [`Failure::Conflict`] when the roll is taken
/// out meanwhile; what the database gives: the rows added before stay.
pub fn add(s: &mut Session, asked: &Asked, sheet: &Sheet) -> Result<RollReport> {
    admit(s, asked.roll, asked.month)?;
    let oldest = oldest_kept(s);
    let complete = own(s, asked.roll, asked.month)?.is_some_and(|row| row.complete);
    let mut report = RollReport { rows: sheet.rows.len(), complete, ..RollReport::default() };
    let mut entries = Vec::with_capacity(report.rows);
    let mut seen = HashSet::new();
    for (number, entry) in roll::entries(asked.roll, sheet) {
        match entry {
            Ok(entry) if !seen.insert(entry.clone()) => report.known += 1,
            Ok(entry) => entries.push(entry),
            Err(why) => report.refuse(number, why, asked.lang),
        }
    }
    for batch in entries.chunks(BATCH) {
        s.write(|s| keep(s, asked, oldest, batch, &mut report))?;
    }
    // What was refused is still to come.
    if asked.is_last && report.refused == 0 {
        s.write(|s| {
            // Unless somebody took it out since.
            let row = own(s, asked.roll, asked.month)?.ok_or(Failure::Conflict)?;
            rolls::put(s.conn, &RollRow { complete: true, changed_at: s.clock.now(), ..row })?;
            s.note("roll_completed", Some(format!("{} {}", asked.roll.as_str(), asked.month)))
        })?;
        report.complete = true;
    }
    Ok(report)
}

impl RollReport {
    fn refuse(&mut self, number: usize, why: Why, lang: Lang) {
        self.refused += 1;
        if self.refusals.len() < SHOWN {
            self.refusals.push(RefusedRow::of(number, why, lang));
        }
    }
}

/// Keeps some rows of a file in one transaction, and forgets the rolls before the oldest month.
fn keep(s: &mut Session, asked: &Asked, oldest: Month, batch: &[Entry], report: &mut RollReport) -> Result<()> {
    let (of, month) = (asked.roll, asked.month);
    let unit = |entry: &Entry| entry.unit.as_ref().map(|unit| Uscc::as_str(unit).to_owned());
    let indexed: Vec<(Vec<u8>, &Entry)> = batch
        .iter()
        .map(|entry| (s.keys.blind_index(Field::IdNumber, entry.id_number.as_str()).to_vec(), entry))
        .collect();
    let indexes: Vec<Vec<u8>> = indexed.iter().map(|(index, _)| index.clone()).collect();
    let registered = rolls::registrations(s.conn, &indexes)?;
    let named: BTreeSet<(i64, Option<String>)> =
        indexed.iter().filter_map(|(index, entry)| Some((*registered.get(index)?, unit(entry)))).collect();
    let known = rolls::known(s.conn, of, month, &named.iter().map(|(id, _)| *id).collect::<Vec<_>>())?;
    let new: BTreeSet<(i64, Option<String>)> = named.difference(&known).cloned().collect();
    report.unregistered += batch.len() - named.len();
    report.added += new.len();
    report.known += named.len() - new.len();
    rolls::forget_before(s.conn, oldest)?;
    let row = own(s, of, month)?.unwrap_or_else(|| begun(s, asked));
    let listed = row.listed + i64::try_from(new.len()).unwrap_or(0);
    rolls::put(s.conn, &RollRow { changed_at: s.clock.now(), listed, ..row })?;
    rolls::add(s.conn, of, month, &new)?;
    rolls::add_contributors(s.conn, month, &batch.iter().filter_map(unit).collect())?;
    s.note("roll_added", Some(format!("{} {month}", of.as_str())))
}

/// A roll that nothing of came yet.
fn begun(s: &Session, asked: &Asked) -> RollRow {
    RollRow {
        kind: asked.roll.number(),
        month: asked.month.to_string(),
        account: s.actor().account.clone(),
        changed_at: s.clock.now(),
        complete: false,
        listed: 0,
    }
}

/// A roll the actor may change, if any of it came: each is of the authority that sends it, and all are of the administrator.
fn own(s: &mut Session, of: Roll, month: Month) -> Result<Option<RollRow>> {
    let found = rolls::find(s.conn, of, month)?;
    let is_others = found.as_ref().is_some_and(|row| row.account != s.actor().account);
    if is_others && !s.may(Action::ManageAccounts) { Err(Failure::Forbidden.into()) } else { Ok(found) }
}

/// Takes a roll out, to send it anew.
///
/// # Errors
/// [`Failure::Forbidden`] as of [`admit`]; [`Failure::NotFound`] when there is none.
pub fn remove(s: &mut Session, of: Roll, month: Month) -> Result<()> {
    if s.scope().is_some() {
        return Err(Failure::Forbidden.into());
    }
    s.write(|s| {
        own(s, of, month)?.ok_or(Failure::NotFound)?;
        rolls::remove(s.conn, of, month)?;
        s.note("roll_removed", Some(format!("{} {month}", of.as_str())))
    })
}

/// Lists the rolls that came, the latest month first.
///
/// # Errors
/// When the database fails.
pub fn list(s: &mut Session) -> Result<Vec<RollView>> {
    let view = |row: RollRow| {
        Some(RollView {
            roll: Roll::from_number(row.kind)?.as_str(),
            month: row.month,
            listed: row.listed,
            complete: row.complete,
            changed_at: row.changed_at,
        })
    };
    Ok(rolls::all(s.conn)?.into_iter().filter_map(view).collect())
}

/// Lists where a roll and the ledger differ, one more than the limit when there are more.
///
/// # Errors
/// [`Failure::UnknownDivision`] for a division outside the scope; [`Failure::NotFound`] when the roll did not come whole.
pub fn find(s: &mut Session, wanted: &Wanted) -> Result<Vec<DifferenceView>> {
    let bounds = s.within(wanted.division)?;
    s.snapshot(|s| {
        let needed =
            if wanted.difference == Difference::Unpaid { paid_in(wanted.month).to_vec() } else { vec![wanted.month] };
        if rolls::whole(s.conn, wanted.roll, &needed)?.len() < needed.len() {
            return Err(Failure::NotFound.into());
        }
        match wanted.difference {
            Difference::Unpaid => unpaid(s, wanted, bounds),
            Difference::Unfiled => unfiled(s, wanted, bounds),
            Difference::NotListed => not_listed(s, wanted, bounds),
            Difference::NotDetermined => not_determined(s, wanted, bounds),
        }
    })
}

/// The employments that lasted all of two months and for which nobody paid in either, of those for whom contributions are paid.
fn unpaid(s: &mut Session, wanted: &Wanted, (from, to): (i64, i64)) -> Result<Vec<DifferenceView>> {
    type Row = (i64, i64, i64, Option<String>, NaiveDate, i64);
    let months: Vec<String> = paid_in(wanted.month).iter().map(Month::to_string).collect();
    let mut found = Vec::new();
    let mut after = wanted.after;
    while found.len() <= wanted.limit {
        let paid = listed::table
            .filter(listed::person_id.eq(spell::person_id))
            .filter(listed::roll.eq(wanted.roll.number()))
            .filter(listed::month.eq_any(months.clone()))
            .filter(spell::uscc.is_null().or(listed::uscc.eq(spell::uscc)));
        let query = s
            .spells()
            .filter(person::division.ge(from).and(person::division.lt(to)))
            .filter(spell::form.eq_any(paid_forms()))
            .filter(spell::from_on.le(begun_by(wanted.month)).and(spell::until_on.gt(wanted.month.last())))
            .filter(spell::employment_id.gt(after))
            .filter(not(exists(paid)))
            .order(spell::employment_id)
            .limit(PAGE)
            .select((
                spell::employment_id,
                spell::person_id,
                person::division,
                spell::uscc,
                spell::from_on,
                spell::position,
            ));
        let rows: Vec<Row> = on_engine!(&mut *s.conn, |c| query.load(c))?;
        let Some(last) = rows.last().map(|row| row.0) else { break };
        after = last;
        let paying = paying(s, &rows.iter().map(|row| row.1).collect(), wanted.month.last())?;
        for (cursor, person, home, employer, since, position) in rows {
            if paying.contains(&person) {
                found.push(DifferenceView {
                    difference: wanted.difference.as_str(),
                    person,
                    division: division(home)?,
                    employer,
                    since: Some(since),
                    position: Some(position),
                    late_from: None,
                    cursor,
                });
            }
        }
    }
    found.truncate(wanted.limit + 1);
    Ok(found)
}

/// Those of these persons for whom contributions are paid on a day: whoever has a pension, or reached the age for it, pays none.
fn paying(s: &mut Session, people: &BTreeSet<i64>, on: NaiveDate) -> Result<BTreeSet<i64>> {
    let near = neighbourhood(s.conn, people, &BTreeSet::new(), i64::MAX)?;
    let histories = near.world.histories();
    let pays = |id: &i64| {
        let status = histories.life(*id).on(on);
        let is_retired = status.is_absent_as(Absence::Pension) || status.is_absent_as(Absence::EarlyRetired);
        status.is_of_working_age() && !is_retired
    };
    Ok(people.iter().copied().filter(pays).collect())
}

/// The contributions of employers by whom the person was not employed on any day of the month, as far as the ledger knows.
fn unfiled(s: &mut Session, wanted: &Wanted, (from, to): (i64, i64)) -> Result<Vec<DifferenceView>> {
    let employed = spell::table
        .filter(spell::person_id.eq(listed::person_id))
        .filter(spell::form.eq_any(paid_forms()))
        .filter(spell::from_on.le(wanted.month.last()).and(spell::until_on.gt(wanted.month.first())))
        .filter(spell::uscc.is_null().or(spell::uscc.eq(listed::uscc)));
    // Whoever was registered twice may stand on it twice.
    let again = diesel::alias!(listed as again);
    let before = again
        .filter(again.field(listed::person_id).eq(listed::person_id))
        .filter(again.field(listed::roll).eq(listed::roll))
        .filter(again.field(listed::month).eq(listed::month))
        .filter(again.field(listed::uscc).eq(listed::uscc))
        .filter(again.field(listed::id).lt(listed::id));
    let query = s
        .on_rolls()
        .filter(person::division.ge(from).and(person::division.lt(to)))
        .filter(listed::roll.eq(wanted.roll.number()))
        .filter(listed::month.eq(wanted.month.to_string()))
        .filter(listed::uscc.is_not_null())
        .filter(listed::id.gt(wanted.after))
        .filter(not(exists(employed)))
        .filter(not(exists(before)))
        .order(listed::id)
        .limit(most(wanted))
        .select((listed::id, listed::person_id, person::division, listed::uscc));
    let rows: Vec<(i64, i64, i64, Option<String>)> = on_engine!(&mut *s.conn, |c| query.load(c))?;
    let view = |(cursor, person, home, employer): (i64, i64, i64, Option<String>)| {
        Ok(DifferenceView {
            difference: wanted.difference.as_str(),
            person,
            division: division(home)?,
            employer,
            since: None,
            position: None,
            late_from: Some(late_from(wanted.month)),
            cursor,
        })
    };
    rows.into_iter().map(view).collect()
}

/// Those who at the end of the month are determined in the roll's category and do not stand on it.
fn not_listed(s: &mut Session, wanted: &Wanted, (from, to): (i64, i64)) -> Result<Vec<DifferenceView>> {
    let category = category(wanted.roll).ok_or(Failure::NotFound)?;
    let query = s
        .people()
        .filter(person::division.ge(from).and(person::division.lt(to)))
        .filter(exists(determined(wanted.month.last(), is_of(category))))
        .filter(not(exists(on_roll(wanted.roll.number(), wanted.month.to_string()))))
        .filter(person::id.gt(wanted.after))
        .order(person::id)
        .limit(most(wanted))
        .select((person::id, person::division));
    let rows: Vec<(i64, i64)> = on_engine!(&mut *s.conn, |c| query.load(c))?;
    let since = since_on(s.conn, &rows.iter().map(|(id, _)| *id).collect::<Vec<_>>(), wanted.month.last())?;
    rows.into_iter().map(|(id, home)| of_person(wanted, id, home, since.get(&id).copied())).collect()
}

/// Those who stand on the roll, look for work now and were determined in its category neither at the end of the month nor are today.
fn not_determined(s: &mut Session, wanted: &Wanted, (from, to): (i64, i64)) -> Result<Vec<DifferenceView>> {
    let today = s.clock.today();
    let category = category(wanted.roll).ok_or(Failure::NotFound)?;
    let query = s
        .people()
        .filter(person::division.ge(from).and(person::division.lt(to)))
        .filter(person::status.eq(Situation::WithoutWork.number()).and(person::wants_work))
        .filter(exists(labour::of_person(today)))
        .filter(not(exists(determined(wanted.month.last(), is_of(category)))))
        .filter(not(exists(determined(today, is_of(category)))))
        .filter(exists(on_roll(wanted.roll.number(), wanted.month.to_string())))
        .filter(person::id.gt(wanted.after))
        .order(person::id)
        .limit(most(wanted))
        .select((person::id, person::division));
    let rows: Vec<(i64, i64)> = on_engine!(&mut *s.conn, |c| query.load(c))?;
    rows.into_iter().map(|(id, home)| of_person(wanted, id, home, None)).collect()
}

/// Where the person a query is about stands on a roll of a month.
#[auto_type]
fn on_roll(kind: i16, month: String) -> _ {
    listed::table.filter(listed::person_id.eq(person::id)).filter(listed::roll.eq(kind)).filter(listed::month.eq(month))
}

fn of_person(wanted: &Wanted, person: i64, home: i64, since: Option<NaiveDate>) -> Result<DifferenceView> {
    Ok(DifferenceView {
        difference: wanted.difference.as_str(),
        person,
        division: division(home)?,
        employer: None,
        since,
        position: None,
        late_from: None,
        cursor: person,
    })
}

fn most(wanted: &Wanted) -> i64 {
    i64::try_from(wanted.limit).unwrap_or(i64::MAX - 1) + 1
}
