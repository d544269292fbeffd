//! Tells whether persons can be placed on a day, and why not: the one answer for offers, matching,
//! referrals and cases of help (RS-1 section 1; 禁止使用童工规定 article 2).

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;

use crate::db::Conn;
use crate::db::facts::log;
use crate::db::registers::labour;
use crate::domain::people::person::Status;
use crate::domain::values::codes::{Situation, Unfit};
use crate::domain::values::refusal::Refusal;
use crate::error::Result;
use crate::ops::session::Session;

/// Finds those of the persons that cannot be placed on a day, each with the reason. Only their
/// facts are read.
///
/// # Errors
/// When the database fails.
pub(in crate::ops) fn unfit_on(
    conn: &mut Conn,
    people: &BTreeSet<i64>,
    day: NaiveDate,
) -> Result<BTreeMap<i64, Unfit>> {
    let fit = labour::on(conn, &people.iter().copied().collect::<Vec<_>>(), day)?;
    let rest: BTreeSet<i64> = people.difference(&fit).copied().collect();
    if rest.is_empty() {
        return Ok(BTreeMap::new());
    }
    let near = log::neighbourhood(conn, &rest, &BTreeSet::new(), i64::MAX)?;
    let histories = near.world.histories();
    let why = |id: i64| histories.life(near.merged.root(id)).unfit_on(day).map(|unfit| (id, unfit));
    Ok(rest.into_iter().filter_map(why).collect())
}

/// Tells whether a situation ends a person's search for work. `situation` is the one after all
/// known facts; a situation recorded ahead ends the search on its own day.
pub(in crate::ops) fn is_leaving(situation: i16) -> bool {
    [Situation::Absent, Situation::Died].map(Situation::number).contains(&situation)
}

/// Gives the status of persons in the labour force on a day, after all known facts that take effect
/// before the person leaves it. Their facts are read, so it is meant for few persons.
///
/// # Errors
/// When the database fails.
pub(in crate::ops) fn before_leaving(
    conn: &mut Conn,
    people: &BTreeSet<i64>,
    day: NaiveDate,
) -> Result<BTreeMap<i64, Status>> {
    if people.is_empty() {
        return Ok(BTreeMap::new());
    }
    let near = log::neighbourhood(conn, people, &BTreeSet::new(), i64::MAX)?;
    let histories = near.world.histories();
    let stands = |id: i64| {
        let life = histories.life(near.merged.root(id));
        let last = life.leaves_labour(day).and_then(|(on, _)| on.pred_opt());
        life.on(last.map_or(day, |last| last.max(day)))
    };
    Ok(people.iter().map(|id| (*id, stands(*id))).collect())
}

/// Tells why a person cannot be placed on a day; none when the person can.
///
/// # Errors
/// When the database fails.
pub(in crate::ops) fn why_unfit(s: &mut Session, person: i64, day: NaiveDate) -> Result<Option<Unfit>> {
    Ok(unfit_on(s.conn, &BTreeSet::from([person]), day)?.remove(&person))
}

/// Refuses a person that cannot be placed on one of these days; the refusal names the given field.
pub(in crate::ops) fn refuse_unfit(
    s: &mut Session,
    person: i64,
    days: [NaiveDate; 2],
    field: &'static str,
) -> Result<()> {
    for day in days {
        if let Some(unfit) = why_unfit(s, person, day)? {
            return Err(Refusal::new(unfit.code(), Some(field)).into());
        }
    }
    Ok(())
}
