//! Filings of hires and terminations: how soon employers send what they must, one by one and employer by employer.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{NaiveDate, NaiveDateTime};
use diesel::dsl::{exists, not, sql};
use diesel::prelude::*;
use diesel::sql_types::Bool;
use serde::Serialize;
use serde_json::{Map, Value};

use super::session::{Session, division};
use crate::clock::business_day;
use crate::db::facts::paged;
use crate::db::merged::Merged;
use crate::db::schema::{fact, person};
use crate::domain::codes::{Form, Kind};
use crate::domain::division::Division;
use crate::domain::filing::{days, has_employer, is_late};
use crate::domain::month::Month;
use crate::error::{Error, Failure, Result};
use crate::on_engine;

/// A hire or a termination, as it was filed.
#[derive(Serialize, utoipa::ToSchema, Debug)]
pub struct Filing {
    /// The ledger position of the fact.
    pub position: i64,
    /// `employment_started` or `employment_ended`.
    #[schema(value_type = String, example = "employment_started")]
    pub kind: &'static str,
    pub person: i64,
    /// Where the person lives now.
    #[schema(value_type = String, example = "440703002101")]
    pub division: Division,
    /// The employer's unified social credit code (GB 32100); none where the start names none.
    #[schema(example = "91350100M000100Y43")]
    pub employer: Option<String>,
    pub effective_on: NaiveDate,
    /// The day the sender says it was recorded, else the day it came here.
    pub filed_on: NaiveDate,
    /// Days from the first day at work, or the last, to the filing; less than 0 when it was filed ahead.
    pub days: i64,
    pub late: bool,
}

/// What an employer filed of a month.
#[derive(Serialize, utoipa::ToSchema, Default, Debug)]
pub struct EmployerFilings {
    /// The employer's unified social credit code; none for those that name none.
    #[schema(example = "91350100M000100Y43")]
    pub employer: Option<String>,
    pub hires: usize,
    pub hires_late: usize,
    pub terminations: usize,
    pub terminations_late: usize,
    /// The most days one took; less than 0 when all were filed ahead.
    pub most_days: i64,
}

/// Which filings are asked for.
pub struct Wanted {
    pub division: Division,
    /// In which the job began, or the person was first without it.
    pub month: Month,
    pub employer: Option<String>,
    pub late: Option<bool>,
    /// The position of the last one of the page before.
    pub after: Option<i64>,
    pub limit: usize,
}

/// Lists the filings of a month by position, one more than the limit when there are more.
///
/// # Errors
/// [`Failure::UnknownDivision`] for a division outside the scope.
pub fn list(s: &mut Session, wanted: &Wanted) -> Result<Vec<Filing>> {
    let is_wanted = |filing: &Filing| {
        wanted.late.is_none_or(|late| filing.late == late)
            && wanted.employer.as_ref().is_none_or(|employer| filing.employer.as_ref() == Some(employer))
    };
    let filings = of(s, wanted.division, wanted.month, wanted.after.unwrap_or(0))?;
    Ok(filings.into_iter().filter(is_wanted).take(wanted.limit + 1).collect())
}

/// Sums the filings of a month up, employer by employer; who named none comes first.
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

/// The live starts and ends of a month that an employer files, of persons in scope, after a position and by it. An end is of
/// whoever has the employment, under whichever name it was sent.
fn of(s: &mut Session, within: Division, month: Month, after: i64) -> Result<Vec<Filing>> {
    s.within(within)?;
    type Row = (i64, i16, NaiveDate, NaiveDateTime, Option<NaiveDateTime>, i64);
    let void = diesel::alias!(fact as void);
    let voided = void.filter(void.field(fact::voids).eq(fact::position.nullable()));
    // What the kinds are is written out, as the index over them has it.
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
    let starts = starts_of(s, &employments.into_iter().collect::<Vec<_>>())?;
    let merged = Merged::now(s.conn)?;
    let people: BTreeSet<i64> = starts.values().map(|start| merged.root(start.person)).collect();
    let homes = homes_of(s, &people.into_iter().collect::<Vec<_>>())?;
    let mut filings = Vec::new();
    for (position, kind, effective_on, recorded_at, claimed_at, employment) in rows {
        // An end whose start was voided ends nothing, nor does one no later than its start.
        let Some(start) = starts.get(&employment) else { continue };
        let id = merged.root(start.person);
        let Some(home) = homes.get(&id).filter(|home| within.covers(**home)) else { continue };
        let whole = || Error::new(Failure::Internal).context(format!("fact {position} is not whole"));
        let kind = Kind::from_number(kind).ok_or_else(whole)?;
        let ends_nothing = kind == Kind::EmploymentEnded && effective_on <= start.on;
        if ends_nothing || !has_employer(start.form.ok_or_else(whole)?) {
            continue;
        }
        let filed_on = business_day(claimed_at.unwrap_or(recorded_at));
        let days = days(kind, effective_on, filed_on).ok_or_else(whole)?;
        filings.push(Filing {
            position,
            kind: kind.as_str(),
            person: id,
            division: *home,
            employer: start.employer.clone(),
            effective_on,
            filed_on,
            days,
            late: is_late(kind, days),
        });
    }
    Ok(filings)
}

/// What the live start of an employment tells.
struct Start {
    person: i64,
    on: NaiveDate,
    form: Option<Form>,
    employer: Option<String>,
}

/// The live starts of employments.
fn starts_of(s: &mut Session, employments: &[i64]) -> Result<BTreeMap<i64, Start>> {
    type Row = (i64, i64, NaiveDate, Option<i16>, Option<String>);
    let rows: Vec<Row> = paged(employments, |page| {
        let void = diesel::alias!(fact as void);
        let voided = void.filter(void.field(fact::voids).eq(fact::position.nullable()));
        let query = fact::table
            .filter(fact::employment_id.eq_any(page))
            .filter(fact::kind.eq(Kind::EmploymentStarted.number()))
            .filter(not(exists(voided)))
            .select((
                fact::employment_id.assume_not_null(),
                fact::person_id.assume_not_null(),
                fact::effective_on,
                fact::code,
                fact::attributes,
            ));
        Ok(on_engine!(&mut *s.conn, |c| query.load(c))?)
    })?;
    let told = |(employment, person, on, form, attributes): Row| {
        let form = form.and_then(Form::from_number);
        (employment, Start { person, on, form, employer: employer(attributes.as_deref()) })
    };
    Ok(rows.into_iter().map(told).collect())
}

/// Where those of these persons live who are in scope.
pub(super) fn homes_of(s: &mut Session, people: &[i64]) -> Result<BTreeMap<i64, Division>> {
    let rows: Vec<(i64, i64)> = paged(people, |page| {
        let query = s.people().filter(person::id.eq_any(page)).select((person::id, person::division));
        Ok(on_engine!(&mut *s.conn, |c| query.load(c))?)
    })?;
    rows.into_iter().map(|(id, number)| Ok((id, division(number)?))).collect()
}

/// The employer a start names.
pub(super) fn employer(attributes: Option<&str>) -> Option<String> {
    attribute(attributes, "uscc")?.as_str().map(str::to_owned)
}

/// What a fact says beside what the rules read.
pub(super) fn attribute(attributes: Option<&str>, name: &str) -> Option<Value> {
    let mut attributes: Map<String, Value> = serde_json::from_str(attributes?).ok()?;
    attributes.remove(name)
}
