//! Filings of hires and terminations: how promptly employers file, one by one and per employer, and
//! which employments continue at deregistered employers.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{NaiveDate, NaiveDateTime};
use diesel::dsl::{exists, not, sql};
use diesel::prelude::*;
use diesel::sql_types::Bool;
use serde::Serialize;

use crate::clock::business_day;
use crate::db::employment::spells::SpellRow;
use crate::db::engine::query::paged;
use crate::db::schema::{employer, fact, person, spell};
use crate::domain::employment::filing::{days, has_employer, is_late};
use crate::domain::values::codes::{Form, Kind};
use crate::domain::values::division::Division;
use crate::domain::values::month::Month;
use crate::error::{Result, corrupt};
use crate::on_engine;
use crate::ops::session::Session;
use crate::ops::session::scope::{division, reaches};

/// A hire or a termination, as filed.
#[derive(Serialize, utoipa::ToSchema, Debug)]
pub struct Filing {
    /// The ledger position of the fact.
    pub position: i64,
    /// `employment_started` or `employment_ended`.
    #[schema(value_type = String, example = "employment_started")]
    pub kind: &'static str,
    pub person: i64,
    /// The division where the person lives now.
    #[schema(value_type = String, example = "440703002101")]
    pub division: Division,
    /// The employer's unified social credit code (GB 32100); null if the hire names none.
    #[schema(example = "91350100M000100Y43")]
    pub employer: Option<String>,
    pub effective_on: NaiveDate,
    /// The day of recording that the sender states, else the day on which the fact arrived here.
    pub filed_on: NaiveDate,
    /// Days from the first day at work, or the last one, to the filing; negative if filed ahead.
    pub days: i64,
    pub late: bool,
}

/// The filings of an employer for a month.
#[derive(Serialize, utoipa::ToSchema, Default, Debug)]
pub struct EmployerFilings {
    /// The employer's unified social credit code; null for filings that name no employer.
    #[schema(example = "91350100M000100Y43")]
    pub employer: Option<String>,
    pub hires: usize,
    pub hires_late: usize,
    pub terminations: usize,
    pub terminations_late: usize,
    /// The longest time that a filing took, in days; negative if all were filed ahead.
    pub most_days: i64,
}

/// The filter and the page of a list of filings.
pub struct Wanted {
    pub division: Division,
    /// The month of the first day at work, or of the first day without the job.
    pub month: Month,
    pub employer: Option<String>,
    pub late: Option<bool>,
    /// The position of the last filing of the previous page.
    pub after: Option<i64>,
    pub limit: usize,
}

/// Lists the filings of a month by position; gives one more than the limit if there are more.
///
/// # Errors
/// [`Failure::UnknownDivision`](crate::error::Failure::UnknownDivision) for a division outside the scope.
pub fn list(s: &mut Session, wanted: &Wanted) -> Result<Vec<Filing>> {
    let is_wanted = |filing: &Filing| {
        wanted.late.is_none_or(|late| filing.late == late)
            && wanted.employer.as_ref().is_none_or(|employer| filing.employer.as_ref() == Some(employer))
    };
    let filings = of(s, wanted.division, wanted.month, wanted.after.unwrap_or(0))?;
    Ok(filings.into_iter().filter(is_wanted).take(wanted.limit + 1).collect())
}

/// Sums up the filings of a month per employer; filings that name no employer come first.
///
/// # Errors
/// As [`list`].
pub fn employers(s: &mut Session, within: Division, month: Month) -> Result<Vec<EmployerFilings>> {
    let mut employers: BTreeMap<Option<String>, EmployerFilings> = BTreeMap::new();
    for filing in of(s, within, month, 0)? {
        let of = employers.entry(filing.employer.clone()).or_insert_with(|| EmployerFilings {
            employer: filing.employer,
            most_days: i64::MIN,
            ..EmployerFilings::default()
        });
        let (all, late) = if filing.kind == Kind::EmploymentStarted.as_str() {
            (&mut of.hires, &mut of.hires_late)
        } else {
            (&mut of.terminations, &mut of.terminations_late)
        };
        *all += 1;
        *late += usize::from(filing.late);
        of.most_days = of.most_days.max(filing.days);
    }
    Ok(employers.into_values().collect())
}

/// Gives the starts and ends of a month that an employer files, of persons in scope, in the order
/// of positions after a given one; void facts are left out. An end belongs to the person that has
/// the employment, under whichever reference it was sent.
fn of(s: &mut Session, within: Division, month: Month, after: i64) -> Result<Vec<Filing>> {
    s.within(within)?;
    type Row = (i64, i16, NaiveDate, NaiveDateTime, Option<NaiveDateTime>, i64);
    let void = diesel::alias!(fact as void);
    let voided = void.filter(void.field(fact::voids).eq(fact::position.nullable()));
    // The kinds are literals, because the partial index over them has literals.
    let is_filing = sql::<Bool>(&format!(
        "fact.kind in ({}, {})",
        Kind::EmploymentStarted.number(),
        Kind::EmploymentEnded.number()
    ));
    let query = fact::table
        .filter(is_filing)
        .filter(fact::effective_on.between(month.first(), month.last()))
        .filter(fact::position.gt(after))
        .filter(not(exists(voided)))
        .order(fact::position)
        .select((
            fact::position,
            fact::kind,
            fact::effective_on,
            fact::recorded_at,
            fact::claimed_at,
            fact::employment_id.assume_not_null(),
        ));
    let rows: Vec<Row> = on_engine!(&mut *s.conn, |c| query.load(c))?;
    let employments: BTreeSet<i64> = rows.iter().map(|row| row.5).collect();
    let spells = spells_of(s, &employments.into_iter().collect::<Vec<_>>())?;
    let people: BTreeSet<i64> = spells.values().map(|spell| spell.person_id).collect();
    let homes = homes_of(s, &people.into_iter().collect::<Vec<_>>())?;
    let mut filings = Vec::new();
    for (position, kind, effective_on, recorded_at, claimed_at, employment) in rows {
        // There is no spell if the start is void or the person was dead. An end on or before its
        // start ends nothing.
        let Some(spell) = spells.get(&employment) else { continue };
        let Some(home) = homes.get(&spell.person_id).filter(|home| reaches(within, **home)) else {
            continue;
        };
        let whole = || corrupt("fact", position, "not whole");
        let kind = Kind::from_number(kind).ok_or_else(whole)?;
        let ends_nothing = kind == Kind::EmploymentEnded && effective_on <= spell.from_on;
        if ends_nothing || !has_employer(Form::from_number(spell.form).ok_or_else(whole)?) {
            continue;
        }
        let filed_on = business_day(claimed_at.unwrap_or(recorded_at));
        let days = days(kind, effective_on, filed_on).ok_or_else(whole)?;
        filings.push(Filing {
            position,
            kind: kind.as_str(),
            person: spell.person_id,
            division: *home,
            employer: spell.uscc.clone(),
            effective_on,
            filed_on,
            days,
            late: is_late(kind, days),
        });
    }
    Ok(filings)
}

/// An employment that continues at a unit that no longer exists: its end was not filed, or another
/// unit has taken it over.
#[derive(Serialize, utoipa::ToSchema, Debug)]
pub struct Unended {
    /// The ledger position of the hire.
    pub position: i64,
    pub person: i64,
    /// The division where the person lives now.
    #[schema(value_type = String, example = "440703002101")]
    pub division: Division,
    /// The employer's unified social credit code (GB 32100).
    #[schema(example = "91350100M000100Y43")]
    pub employer: String,
    /// The employer's name, as the platform states it.
    pub employer_name: String,
    /// The first day at work.
    pub from: NaiveDate,
    /// The day of the deregistration, as the platform states it.
    pub deregistered_on: NaiveDate,
}

/// Lists the employments of persons in scope that continue today although their employer is
/// deregistered, by the position of the hire; gives one more than the limit if there are more.
///
/// # Errors
/// [`Failure::UnknownDivision`](crate::error::Failure::UnknownDivision) for a division outside the scope.
pub fn unended(s: &mut Session, within: Division, after: i64, limit: usize) -> Result<Vec<Unended>> {
    let bounds = s.within(within)?;
    s.snapshot(|s| unended_now(s, bounds, after, limit))
}

fn unended_now(s: &mut Session, (from, to): (i64, i64), after: i64, limit: usize) -> Result<Vec<Unended>> {
    type Row = (i64, i64, i64, String, NaiveDate);
    let today = s.clock.today();
    let gone = || employer::table.filter(employer::deregistered_on.le(today));
    let query = s
        .spells()
        .filter(person::division.ge(from).and(person::division.lt(to)))
        .filter(exists(gone().filter(employer::uscc.nullable().eq(spell::uscc))))
        .filter(spell::until_on.gt(today))
        .filter(spell::position.gt(after))
        .order(spell::position)
        .limit(i64::try_from(limit).unwrap_or(i64::MAX - 1) + 1)
        .select((spell::position, spell::person_id, person::division, spell::uscc.assume_not_null(), spell::from_on));
    let rows: Vec<Row> = on_engine!(&mut *s.conn, |c| query.load(c))?;
    let units: BTreeSet<&String> = rows.iter().map(|row| &row.3).collect();
    let said: Vec<(String, String, NaiveDate)> = paged(&units.into_iter().cloned().collect::<Vec<_>>(), |page| {
        let query = gone().filter(employer::uscc.eq_any(page)).order(employer::id.desc()).select((
            employer::uscc,
            employer::name,
            employer::deregistered_on.assume_not_null(),
        ));
        Ok(on_engine!(&mut *s.conn, |c| query.load(c))?)
    })?;
    // Several platforms may know a unit: the first one counts.
    let said: BTreeMap<String, (String, NaiveDate)> =
        said.into_iter().map(|(uscc, name, on)| (uscc, (name, on))).collect();
    let unended = |(position, person, home, employer, from): Row| {
        // Missing if a platform has just revoked the deregistration.
        let (employer_name, deregistered_on) = said.get(&employer).cloned()?;
        let division = division(home);
        Some(division.map(|division| Unended {
            position,
            person,
            division,
            employer,
            employer_name,
            from,
            deregistered_on,
        }))
    };
    rows.into_iter().filter_map(unended).collect()
}

/// Loads the spells of employments.
fn spells_of(s: &mut Session, employments: &[i64]) -> Result<BTreeMap<i64, SpellRow>> {
    let rows: Vec<SpellRow> = paged(employments, |page| {
        let query = spell::table.filter(spell::employment_id.eq_any(page));
        Ok(on_engine!(&mut *s.conn, |c| query.load(c))?)
    })?;
    Ok(rows.into_iter().map(|row| (row.employment_id, row)).collect())
}

/// Gives the divisions where those of these persons live that are in scope.
pub(in crate::ops) fn homes_of(s: &mut Session, people: &[i64]) -> Result<BTreeMap<i64, Division>> {
    let rows: Vec<(i64, i64)> = paged(people, |page| {
        let query = s.people().filter(person::id.eq_any(page)).select((person::id, person::division));
        Ok(on_engine!(&mut *s.conn, |c| query.load(c))?)
    })?;
    rows.into_iter().map(|(id, number)| Ok((id, division(number)?))).collect()
}
