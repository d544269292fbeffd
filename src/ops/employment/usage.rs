//! Measures whether enterprises with labour use the hiring platform, as the city's policy asks of
//! all of them: which enterprises employ people, and which of these filed a hire, a change or an
//! end through a platform, had a vacancy there, or had a referral answered, in a period.

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDateTime;
use diesel::prelude::*;
use serde::Serialize;

use crate::auth::Role;
use crate::clock::day_begins;
use crate::db::engine::query::paged;
use crate::db::schema::{account, contributor, employer, fact, message, referral, spell, vacancy};
use crate::domain::files::roll::paid_forms;
use crate::domain::months::lines::Rate;
use crate::domain::values::codes::{MessageState, RecordKind};
use crate::domain::values::division::Division;
use crate::domain::values::month::Month;
use crate::error::{Failure, Result};
use crate::on_engine;
use crate::ops::session::Session;

/// The states of messages that took effect, including versions that a later one superseded.
const COUNTED: [MessageState; 2] = [MessageState::Applied, MessageState::Superseded];

/// The division and the months that a measurement covers.
#[derive(Clone, Copy)]
pub struct Period {
    pub from: Month,
    /// The last month.
    pub to: Month,
    pub division: Division,
}

/// How many enterprises with labour used the platform.
#[derive(Serialize, utoipa::ToSchema, Debug)]
pub struct Usage {
    /// Enterprises with labour: they employed people by the ledger, or paid contributions.
    pub enterprises: i64,
    /// Of these, the enterprises that used the platform.
    pub used: i64,
    /// The share of enterprises that used the platform, as an exact fraction with the percentage to
    /// show; null without enterprises.
    #[schema(value_type = Option<Object>, example = json!({"n": 3, "d": 4, "percent": "75.0"}))]
    pub rate: Option<Rate>,
    /// Of the enterprises, those without a place stated by a platform: they count for the whole
    /// city only.
    pub unplaced: i64,
}

/// An enterprise with labour.
#[derive(Serialize, utoipa::ToSchema, Debug)]
pub struct Enterprise {
    /// The unified social credit code (GB 32100).
    #[schema(example = "91350100M000100Y43")]
    pub uscc: String,
    /// The name that a platform states; null if none has stated one.
    pub name: Option<String>,
    /// The enterprise's division; null if no platform has stated one.
    #[schema(value_type = Option<String>, example = "440703")]
    pub division: Option<Division>,
    pub used: bool,
}

/// The filter and the page of a list of enterprises.
pub struct Wanted {
    pub period: Period,
    pub used: Option<bool>,
    /// The code of the last enterprise of the previous page.
    pub after: Option<String>,
    pub limit: usize,
}

/// Counts the enterprises with labour in a period, and those of them that used the platform.
///
/// # Errors
/// [`Failure::UnknownDivision`] for a division outside the scope.
pub fn share(s: &mut Session, period: Period) -> Result<Usage> {
    let enterprises = enterprises(s, period)?;
    let count = |is: fn(&Enterprise) -> bool| enterprises.iter().map(|one| i64::from(is(one))).sum::<i64>();
    let (all, used) = (count(|_| true), count(|one| one.used));
    Ok(Usage { enterprises: all, used, rate: Rate::of(used, all), unplaced: count(|one| one.division.is_none()) })
}

/// Lists the enterprises with labour in a period by code; gives one more than the limit if there
/// are more.
///
/// # Errors
/// As [`share`].
pub fn list(s: &mut Session, wanted: &Wanted) -> Result<Vec<Enterprise>> {
    let is_wanted = |one: &Enterprise| {
        wanted.used.is_none_or(|used| one.used == used) && wanted.after.as_ref().is_none_or(|after| one.uscc > *after)
    };
    Ok(enterprises(s, wanted.period)?.into_iter().filter(is_wanted).take(wanted.limit + 1).collect())
}

fn enterprises(s: &mut Session, period: Period) -> Result<Vec<Enterprise>> {
    s.within(period.division)?;
    s.snapshot(|s| {
        let with_labour = with_labour(s, period)?;
        let users = users(s, period)?;
        let codes: Vec<String> = with_labour.iter().cloned().collect();
        let places = places(s, &codes)?;
        let enterprise = |uscc: String| {
            let (name, division) = places.get(&uscc).cloned().unzip();
            Enterprise { used: users.contains(&uscc), uscc, name, division }
        };
        let is_here = |one: &Enterprise| {
            period.division == Division::CITY || one.division.is_some_and(|place| period.division.covers(place))
        };
        Ok(with_labour.into_iter().map(enterprise).filter(is_here).collect())
    })
}

/// Finds the enterprises that employed people on a day of the period, or paid contributions in one
/// of its months.
fn with_labour(s: &mut Session, period: Period) -> Result<BTreeSet<String>> {
    let employing = spell::table
        .filter(spell::form.eq_any(paid_forms()))
        .filter(spell::from_on.le(period.to.last()).and(spell::until_on.gt(period.from.first())))
        .filter(spell::uscc.is_not_null())
        .select(spell::uscc.assume_not_null())
        .distinct();
    let employing: Vec<String> = on_engine!(&mut *s.conn, |c| employing.load(c))?;
    let mut enterprises: BTreeSet<String> = employing.into_iter().collect();
    let months: Vec<String> = std::iter::successors(Some(period.from), |month| Some(month.next()))
        .take_while(|month| *month <= period.to)
        .map(|month| month.to_string())
        .collect();
    let paying = contributor::table.filter(contributor::month.eq_any(months)).select(contributor::uscc).distinct();
    let paying: Vec<String> = on_engine!(&mut *s.conn, |c| paying.load(c))?;
    enterprises.extend(paying);
    Ok(enterprises)
}

/// Finds the enterprises with a message from a platform that arrived in the period and took effect,
/// at least at the time: filings of their employments, their vacancies, and answers about persons
/// recommended to them.
fn users(s: &mut Session, period: Period) -> Result<BTreeSet<String>> {
    let (from, until) = (day_begins(period.from.first()), day_begins(period.to.next().first()));
    let mut users = BTreeSet::new();
    users.extend(by_filings(s, from, until)?);
    users.extend(by_records(s, from, until)?);
    Ok(users)
}

/// Finds the enterprises of the filings that arrived. A superseded version no longer leads to its
/// employment; the version in force does.
fn by_filings(s: &mut Session, from: NaiveDateTime, until: NaiveDateTime) -> Result<Vec<String>> {
    let stands = diesel::alias!(message as stands);
    let of_filing = stands
        .field(message::account)
        .eq(message::account)
        .and(stands.field(message::source).eq(message::source))
        .and(stands.field(message::subject).eq(message::subject));
    let query = message::table
        .inner_join(account::table.on(account::id.eq(message::account)))
        .inner_join(stands.on(of_filing))
        .inner_join(fact::table.on(stands.field(message::position).eq(fact::position.nullable())))
        .inner_join(spell::table.on(fact::employment_id.eq(spell::employment_id.nullable())))
        .filter(account::role.eq(Role::HiringPlatform.as_str()))
        .filter(message::state.eq_any(COUNTED.map(MessageState::number)))
        .filter(message::held_at.is_null())
        .filter(message::received_at.ge(from).and(message::received_at.lt(until)))
        .filter(spell::uscc.is_not_null())
        .select(spell::uscc.assume_not_null())
        .distinct();
    Ok(on_engine!(&mut *s.conn, |c| query.load(c))?)
}

fn by_records(s: &mut Session, from: NaiveDateTime, until: NaiveDateTime) -> Result<Vec<String>> {
    let vacancies = message::table
        .inner_join(account::table.on(account::id.eq(message::account)))
        .inner_join(
            vacancy::table.on(vacancy::account
                .eq(message::account)
                .and(vacancy::source.eq(message::source))
                .and(vacancy::subject.eq(message::subject))),
        )
        .filter(account::role.eq(Role::HiringPlatform.as_str()))
        .filter(message::kind.eq(RecordKind::Vacancy.number()))
        .filter(message::state.eq_any(COUNTED.map(MessageState::number)))
        .filter(message::received_at.ge(from).and(message::received_at.lt(until)))
        .select(vacancy::uscc)
        .distinct();
    let answers = message::table
        .inner_join(account::table.on(account::id.eq(message::account)))
        .inner_join(referral::table.on(message::referral_id.eq(referral::id.nullable())))
        .filter(account::role.eq(Role::HiringPlatform.as_str()))
        .filter(message::state.eq_any(COUNTED.map(MessageState::number)))
        .filter(message::received_at.ge(from).and(message::received_at.lt(until)))
        .select(referral::uscc)
        .distinct();
    let mut users: Vec<String> = on_engine!(&mut *s.conn, |c| vacancies.load(c))?;
    users.extend(on_engine!(&mut *s.conn, |c| answers.load::<String>(c))?);
    Ok(users)
}

/// Gives the names and divisions of enterprises, as the first platform stated them.
fn places(s: &mut Session, codes: &[String]) -> Result<BTreeMap<String, (String, Division)>> {
    let rows: Vec<(String, String, i64)> = paged(codes, |page| {
        let query = employer::table.filter(employer::uscc.eq_any(page)).order((employer::uscc, employer::id)).select((
            employer::uscc,
            employer::name,
            employer::division,
        ));
        Ok(on_engine!(&mut *s.conn, |c| query.load(c))?)
    })?;
    let mut places = BTreeMap::new();
    for (uscc, name, number) in rows {
        let division = Division::from_number(number).ok_or(Failure::Internal)?;
        places.entry(uscc).or_insert((name, division));
    }
    Ok(places)
}
