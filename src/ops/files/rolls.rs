//! Rolls of other authorities: received as files, and compared with the ledger. Only entries of
//! registered persons are kept; of all other entries nothing is stored but the codes of the
//! employers that pay contributions.

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

/// Rows per transaction.
const BATCH: usize = 10_000;
/// Maximum number of refused rows in an answer.
const SHOWN: usize = 1_000;
/// Employments examined at a time.
const PAGE: i64 = 500;

/// The roll that a file is added to, and how.
pub struct Asked {
    pub roll: Roll,
    pub month: Month,
    /// Whether the file is the last one of the roll.
    pub is_last: bool,
    pub lang: Lang,
}

/// The outcome of adding a file to a roll.
#[derive(Serialize, utoipa::ToSchema, Default, Debug)]
pub struct RollReport {
    /// The number of rows of the file.
    pub rows: usize,
    /// Rows that are kept now and were not before.
    pub added: usize,
    /// Rows that repeat another row of the file, or that were on the roll already.
    pub known: usize,
    /// The other rows, which name no registered person; they are not kept.
    pub unregistered: usize,
    pub refused: usize,
    /// The first 1,000 refused rows.
    pub refusals: Vec<RefusedRow>,
    /// Whether the roll is complete: the sender declares so with this file, of which no row is
    /// refused, or declared so before.
    pub complete: bool,
}

/// A roll that an authority sent.
#[derive(Serialize, utoipa::ToSchema, Debug)]
pub struct RollView {
    /// `contributions`, `low_income` or `disabled`.
    #[schema(value_type = String, example = "contributions")]
    pub roll: &'static str,
    #[schema(example = "2026-03")]
    pub month: String,
    /// The number of rows that are kept: those of registered persons.
    pub listed: i64,
    /// Whether the sender declared the roll complete; until then it is compared with nothing.
    pub complete: bool,
    /// When a file was last added to the roll.
    #[serde(serialize_with = "utc")]
    pub changed_at: NaiveDateTime,
}

/// A difference between a roll and the ledger.
#[derive(Serialize, utoipa::ToSchema, Debug)]
pub struct DifferenceView {
    /// `unpaid`, `unfiled`, `not_listed` or `not_determined`.
    #[schema(value_type = String, example = "unpaid")]
    pub difference: &'static str,
    pub person: i64,
    /// The division where the person lives now.
    #[schema(value_type = String, example = "440703002101")]
    pub division: Division,
    /// The employer's unified social credit code (GB 32100), if there is an employer.
    #[schema(example = "91350100M000100Y43")]
    pub employer: Option<String>,
    /// For an unpaid employment, its first day; for a person that is not listed, the first day of
    /// the stay on the register.
    pub since: Option<NaiveDate>,
    /// For an unpaid employment, the ledger position of the hire.
    pub position: Option<i64>,
    /// For an unfiled hire, the day from which it is late.
    pub late_from: Option<NaiveDate>,
    /// The cursor from which the next page continues.
    #[serde(skip)]
    pub cursor: i64,
}

/// The filter and the page of a list of differences.
pub struct Wanted {
    pub roll: Roll,
    pub month: Month,
    pub difference: Difference,
    pub division: Division,
    /// The cursor of the last difference of the previous page.
    pub after: i64,
    pub limit: usize,
}

/// Gives the oldest month for which rolls are kept.
fn oldest_kept(s: &Session) -> Month {
    Month::of(months_before(s.clock.today(), KEPT_MONTHS))
}

/// Checks that the actor may add to a roll of a month, before a file is read for it.
///
/// # Errors
/// [`Failure::Forbidden`] for an account that does not cover the whole city, as a roll does, and
/// for another authority than the one that sends the roll; the refusal of the month.
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

/// Adds the rows of a file to a roll, and reports the outcome. Rows that are sent again count as
/// known.
///
/// # Errors
/// As [`admit`]; [`Failure::Conflict`] if the roll is removed meanwhile; errors of the database,
/// after which the rows added before remain.
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
    // The refused rows are still to come.
    if asked.is_last && report.refused == 0 {
        s.write(|s| {
            // The roll may have been removed meanwhile.
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

/// Adds a batch of rows in one transaction, and deletes the rolls before the oldest month.
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

/// Gives a roll that has no rows yet.
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

/// Finds a roll that the actor may change, if any of it was sent. A roll belongs to the authority
/// that sends it; the administrator may change all of them.
fn own(s: &mut Session, of: Roll, month: Month) -> Result<Option<RollRow>> {
    let found = rolls::find(s.conn, of, month)?;
    let is_others = found.as_ref().is_some_and(|row| row.account != s.actor().account);
    if is_others && !s.may(Action::ManageAccounts) { Err(Failure::Forbidden.into()) } else { Ok(found) }
}

/// Removes a roll, so that it can be sent anew.
///
/// # Errors
/// [`Failure::Forbidden`] as in [`admit`]; [`Failure::NotFound`] if there is no such roll.
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

/// Lists the rolls, the latest month first.
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

/// Lists the differences between a roll and the ledger; gives one more than the limit if there are
/// more.
///
/// # Errors
/// [`Failure::UnknownDivision`] for a division outside the scope; [`Failure::NotFound`] if the roll
/// is not complete.
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

/// Finds the employments that lasted all of two months without a contribution in either, of persons
/// that pay contributions.
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

/// Selects the persons that pay contributions on a day: those with a pension and those outside the
/// working age do not.
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

/// Finds the contributions of employers that did not employ the person on any day of the month, as
/// far as the ledger knows. An employment without an employer's code matches every employer.
fn unfiled(s: &mut Session, wanted: &Wanted, (from, to): (i64, i64)) -> Result<Vec<DifferenceView>> {
    let employed = spell::table
        .filter(spell::person_id.eq(listed::person_id))
        .filter(spell::form.eq_any(paid_forms()))
        .filter(spell::from_on.le(wanted.month.last()).and(spell::until_on.gt(wanted.month.first())))
        .filter(spell::uscc.is_null().or(spell::uscc.eq(listed::uscc)));
    // A person registered twice may be listed twice.
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

/// Finds the persons determined in the roll's category at the end of the month that are not listed.
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

/// Finds the listed persons that seek work now and are determined in the roll's category neither at
/// the end of the month nor today.
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

/// Selects the entries of the person in the query on a roll of a month.
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
