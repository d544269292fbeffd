//! Records of helpers for a month, by helper and community.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{Months, NaiveDate};
use diesel::prelude::*;
use serde::Serialize;

use crate::db::decisions::calendars;
use crate::db::engine::query::paged;
use crate::db::facts::log::neighbourhood;
use crate::db::help::cases::facts_of;
use crate::db::schema::{account, help_case, helper, person};
use crate::domain::help::case::cases;
use crate::domain::help::records::{Helped, Record, STABLE_MONTHS, records};
use crate::domain::values::division::Division;
use crate::domain::values::month::Month;
use crate::error::Result;
use crate::on_engine;
use crate::ops::session::Session;
use crate::ops::session::scope::division;

/// The work of a helper in a month for the persons of a community.
#[derive(Serialize, utoipa::ToSchema, Debug)]
pub struct HelperRecord {
    /// The helper: the id of an account, or another reference that the sender gave.
    pub helper: String,
    /// The username, if the helper is an account.
    pub username: Option<String>,
    /// The village or neighbourhood where the persons live now.
    #[schema(value_type = String, example = "440703002101")]
    pub division: Division,
    pub cases: usize,
    pub services: usize,
    pub persons_served: usize,
    pub first_contacts_due: usize,
    pub first_contacts_in_time: usize,
    pub placements: usize,
    pub stability_due: usize,
    pub stable: usize,
}

/// Computes the records of a month in a division in scope, by community, then helper.
///
/// # Errors
/// [`Failure::UnknownDivision`](crate::error::Failure) for a division outside the scope.
pub fn of(s: &mut Session, within: Division, month: Month) -> Result<Vec<HelperRecord>> {
    let bounds = s.within(within)?;
    let calendar = calendars::load(s.conn)?;
    let helped = helped_in(s, bounds, month)?;
    let people: Vec<i64> = helped.keys().copied().collect();
    let mut totals: BTreeMap<(i64, i64), Record> = BTreeMap::new();
    for page in people.chunks(500) {
        let near = neighbourhood(s.conn, &page.iter().copied().collect(), &BTreeSet::new(), i64::MAX)?;
        let histories = near.world.histories();
        for (id, facts) in facts_of(s.conn, page, &near.merged)? {
            let life = histories.life(id);
            let cases = cases(&facts, life.employed_since());
            let told = Helped { cases: &cases, facts: near.world.facts_of(id), life: &life };
            for (helper, record) in records(&told, month, &calendar) {
                totals.entry((helped[&id], helper)).or_default().add(record);
            }
        }
    }
    let numbers: BTreeSet<i64> = totals.keys().map(|(_, helper)| *helper).collect();
    let names = names_of(s, &numbers.into_iter().collect::<Vec<_>>())?;
    let mut items: BTreeMap<(i64, String), (Option<String>, Record)> = BTreeMap::new();
    for ((place, number), record) in totals {
        let Some((name, username)) = names.get(&number) else { continue };
        // Several senders may name the same account.
        items.entry((place, name.clone())).or_insert_with(|| (username.clone(), Record::default())).1.add(record);
    }
    items
        .into_iter()
        .map(|((place, helper), (username, record))| {
            Ok(HelperRecord {
                helper,
                username,
                division: division(place)?,
                cases: record.cases,
                services: record.services,
                persons_served: record.persons_served,
                first_contacts_due: record.first_contacts_due,
                first_contacts_in_time: record.first_contacts_in_time,
                placements: record.placements,
                stability_due: record.stability_due,
                stable: record.stable,
            })
        })
        .collect()
}

/// Finds the persons between two division numbers that had a case in a month, or that had one so
/// shortly before that its placement may count as stable in the month; gives where they live.
fn helped_in(s: &mut Session, (from, to): (i64, i64), month: Month) -> Result<BTreeMap<i64, i64>> {
    let since = month.first().checked_sub_months(Months::new(STABLE_MONTHS + 1)).unwrap_or(NaiveDate::MIN);
    let query = s
        .cases()
        .filter(person::division.ge(from))
        .filter(person::division.lt(to))
        .filter(help_case::opened_on.le(month.last()))
        .filter(help_case::closed_on.is_null().or(help_case::closed_on.ge(since).assume_not_null()))
        .select((person::id, person::division));
    let rows: Vec<(i64, i64)> = on_engine!(&mut *s.conn, |c| query.load(c))?;
    Ok(rows.into_iter().collect())
}

/// Gives the references of helpers by number, and the usernames of those that are accounts.
fn names_of(s: &mut Session, numbers: &[i64]) -> Result<BTreeMap<i64, (String, Option<String>)>> {
    let rows: Vec<(i64, String, Option<String>)> = paged(numbers, |page| {
        let query = helper::table
            .left_join(account::table.on(account::id.eq(helper::ref_)))
            .filter(helper::id.eq_any(page))
            .select((helper::id, helper::ref_, account::username.nullable()));
        Ok(on_engine!(&mut *s.conn, |c| query.load(c))?)
    })?;
    Ok(rows.into_iter().map(|(id, name, username)| (id, (name, username))).collect())
}
