//! Whether enterprises with labour use the hiring platform (the city's policy wants all of them to): who employs anybody, and who
//! of these filed a hire, a change or an end by a platform, or had a vacancy there, in a period.

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

/// Of which messages something came: also of a version that another took the place of.
const COUNTED: [MessageState; 2] = [MessageState::Applied, MessageState::Superseded];

/// Which enterprises, and when.
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
    /// Enterprises with labour: who employed somebody by the ledger, or paid contributions for somebody.
    pub enterprises: i64,
    /// Of these, who used the platform.
    pub used: i64,
    /// The used among the enterprises, as an exact fraction with the percentage to show; none without enterprises.
    #[schema(value_type = Option<Object>, example = json!({"n": 3, "d": 4, "percent": "75.0"}))]
    pub rate: Option<Rate>,
    /// Of the enterprises, how many no platform has said the place of: they count for the whole city alone.
    pub unplaced: i64,
}

/// An enterprise with labour.
#[derive(Serialize, utoipa::ToSchema, Debug)]
pub struct Enterprise {
    /// The unified social credit code (GB 32100).
    #[schema(example = "91350100M000100Y43")]
    pub uscc: String,
    /// As the platform calls it; none where no platform has said.
    pub name: Option<String>,
    /// Where it is; none where no platform has said.
    #[schema(value_type = Option<String>, example = "440703")]
    pub division: Option<Division>,
    pub used: bool,
}

/// Which enterprises a page lists.
pub struct Wanted {
    pub period: Period,
    pub used: Option<bool>,
    /// The code of the last one of the page before.
    pub after: Option<String>,
    pub limit: usize,
}

/// Tells how many enterprises with labour used the platform in a period.
///
/// # Errors
/// [`Failure::UnknownDivision`] for a division outside the scope.
pub fn share(s: &mut Session, period: Period) -> Result<Usage> {
    let enterprises = enterprises(s, period)?;
    let count = |is: fn(&Enterprise) -> bool| enterprises.iter().map(|one| i64::from(is(one))).sum::<i64>();
    let (all, used) = (count(|_| true), count(|one| one.used));
    Ok(Usage { enterprises: all, used, rate: Rate::of(used, all), unplaced: count(|one| one.division.is_none()) })
}

/// Lists the enterprises with labour in a period by code, one more than the limit when there are more.
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

/// Who employed somebody on a day of the period, or paid contributions in one of its months.
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

/// Whom a message of a platform was about that came in the period and held, then at least: filings of their employments, their
/// vacancies, and answers about who was recommended to them.
fn users(s: &mut Session, period: Period) -> Result<BTreeSet<String>> {
    let (from, until) = (day_begins(period.from.first()), day_begins(period.to.next().first()));
    let mut users = BTreeSet::new();
    users.extend(by_filings(s, from, until)?);
    users.extend(by_records(s, from, until)?);
    Ok(users)
}

/// Whose filings came: a version that counts no longer tells of the employment that the one that counts is of.
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

/// How enterprises are called and where they are, as a platform said first.
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
