//! News for helpers and supervisors: what recent messages of platforms and other authorities
//! reported about persons with an open case, and whether their household is on the register now.
//! The work lists show what is to be done about it.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{Days, NaiveDate, NaiveDateTime};
use diesel::dsl::exists;
use diesel::prelude::*;
use serde::Serialize;

use crate::auth::Role;
use crate::clock::{day_begins, utc};
use crate::db::engine::query::paged;
use crate::db::people::merged::stays;
use crate::db::schema::{account, fact, help_case, helper, household, message, person, personal, spell};
use crate::domain::values::codes::Kind;
use crate::domain::values::division::Division;
use crate::error::{Error, Result};
use crate::on_engine;
use crate::ops::session::Session;
use crate::ops::session::scope::{division, on_register};

/// Days that the news covers when no first day is given.
const DAYS: u64 = 14;

/// A fact that a message brought about a person with an open case.
#[derive(Serialize, utoipa::ToSchema, Debug)]
pub struct NewsItem {
    /// The ledger position of the fact.
    pub position: i64,
    /// When the ledger recorded the fact.
    #[serde(serialize_with = "utc")]
    pub at: NaiveDateTime,
    #[schema(value_type = String, example = "employment_started")]
    pub kind: &'static str,
    pub effective_on: NaiveDate,
    pub person: i64,
    pub name: Option<String>,
    /// The division where the person lives now.
    #[schema(value_type = String, example = "440703002101")]
    pub division: Division,
    /// The person's open case of help.
    pub case: i64,
    /// The person's household, if the person is a member of one.
    pub household: Option<i64>,
    /// Whether that household is on the register today.
    pub household_on_register: Option<bool>,
    /// For an employment, the employer's unified social credit code, if the hire names one.
    #[schema(example = "91350100M000100Y43")]
    pub employer: Option<String>,
}

/// The filter and the page of the news.
pub struct Wanted {
    pub division: Division,
    /// Only news about persons that the actor helps.
    pub mine: bool,
    /// The first day; two weeks ago if `None`.
    pub since: Option<NaiveDate>,
    /// The position of the last item of the previous page.
    pub before: Option<i64>,
    pub limit: i64,
}

/// Lists the news about persons in scope with an open case, the latest first; gives one more than
/// the limit if there are more.
///
/// # Errors
/// [`Failure::UnknownDivision`](crate::error::Failure::UnknownDivision) for a division outside the scope.
pub fn list(s: &mut Session, wanted: &Wanted) -> Result<Vec<NewsItem>> {
    let bounds = s.within(wanted.division)?;
    s.snapshot(|s| list_now(s, wanted, bounds))
}

fn list_now(s: &mut Session, wanted: &Wanted, (from, to): (i64, i64)) -> Result<Vec<NewsItem>> {
    type Row = (Told, i64, Option<String>, i64, i64, Option<i64>);
    let today = s.clock.today();
    let since = wanted.since.or_else(|| today.checked_sub_days(Days::new(DAYS))).unwrap_or(today);
    let own = s.actor().account.clone();
    let registration = diesel::alias!(person as registration);
    let others = [Role::HiringPlatform, Role::Department].map(Role::as_str);
    let others = account::table.filter(account::role.eq_any(others)).select(account::id);
    // Facts of a merged-away registration count for the surviving one.
    let query = s
        .cases()
        .inner_join(registration.on(person::id.eq(stays())))
        .inner_join(fact::table.on(fact::person_id.eq(registration.field(person::id).nullable())))
        .inner_join(message::table.on(message::position.eq(fact::position.nullable())))
        .filter(message::account.eq_any(others))
        .filter(person::division.ge(from).and(person::division.lt(to)))
        .filter(help_case::closed_on.is_null())
        .filter(message::position.is_not_null())
        .filter(message::settled_at.ge(day_begins(since)))
        .filter(fact::position.lt(wanted.before.unwrap_or(i64::MAX)))
        .order(fact::position.desc())
        .limit(wanted.limit + 1)
        .select((
            (fact::position, fact::recorded_at, fact::kind, fact::effective_on, fact::employment_id),
            person::id,
            personal::name.nullable(),
            person::division,
            help_case::position,
            person::household_id,
        ));
    let rows: Vec<Row> = on_engine!(&mut *s.conn, |c| {
        if wanted.mine {
            let own = helper::table.filter(helper::ref_.eq(own)).select(helper::id.nullable());
            query.filter(help_case::helper_id.eq_any(own)).load(c)?
        } else {
            query.load(c)?
        }
    });
    let households: BTreeSet<i64> = rows.iter().filter_map(|row| row.5).collect();
    let on_register = on_register_of(s, &households.into_iter().collect::<Vec<_>>(), today)?;
    let employments: BTreeSet<i64> = rows.iter().filter_map(|row| row.0.4).collect();
    let employers = employers_of(s, &employments.into_iter().collect::<Vec<_>>())?;
    let item = |((position, at, kind, effective_on, employment), person, name, home, case, household): Row| {
        let kind = Kind::from_number(kind).ok_or_else(|| Error::internal("a kind of fact"))?;
        Ok(NewsItem {
            position,
            at,
            kind: kind.as_str(),
            effective_on,
            person,
            name,
            division: division(home)?,
            case,
            household,
            household_on_register: household.map(|household| on_register.contains(&household)),
            employer: employment.and_then(|employment| employers.get(&employment).cloned()),
        })
    };
    rows.into_iter().map(item).collect()
}

/// Position, time of recording, kind, day and employment of a fact.
type Told = (i64, NaiveDateTime, i16, NaiveDate, Option<i64>);

/// Selects those of these households in scope that are on the register on a day.
fn on_register_of(s: &mut Session, households: &[i64], today: NaiveDate) -> Result<BTreeSet<i64>> {
    let found: Vec<i64> = paged(households, |page| {
        let query =
            s.households().filter(household::id.eq_any(page)).filter(exists(on_register(today))).select(household::id);
        Ok(on_engine!(&mut *s.conn, |c| query.load(c))?)
    })?;
    Ok(found.into_iter().collect())
}

/// Gives the employers of those employments that name one at their start.
fn employers_of(s: &mut Session, employments: &[i64]) -> Result<BTreeMap<i64, String>> {
    let rows: Vec<(i64, String)> = paged(employments, |page| {
        let query = spell::table
            .filter(spell::employment_id.eq_any(page))
            .filter(spell::uscc.is_not_null())
            .select((spell::employment_id, spell::uscc.assume_not_null()));
        Ok(on_engine!(&mut *s.conn, |c| query.load(c))?)
    })?;
    Ok(rows.into_iter().collect())
}
