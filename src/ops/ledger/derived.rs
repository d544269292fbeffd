//! Recomputes projections beyond the subjects of a batch: after a change of a living line, and
//! after a merge or its void.

use std::collections::BTreeSet;

use diesel::prelude::*;

use super::profiles::Profiles;
use crate::db::Conn;
use crate::db::decisions::applications::{self, ApplicationRow};
use crate::db::employment::spells::Spells;
use crate::db::engine::query;
use crate::db::facts::log;
use crate::db::files::rolls;
use crate::db::help::cases;
use crate::db::people::merged::Merged;
use crate::db::people::subjects;
use crate::db::placement::referrals;
use crate::db::registers::labour::LabourSpans;
use crate::db::registers::spans::Written;
use crate::db::schema::fact;
use crate::domain::values::codes::{Form, Kind};
use crate::error::Result;
use crate::seal::keys::Keys;

/// Recomputes, a page at a time, the histories of all persons with flexible work that a living line
/// may count or not; gives these persons.
///
/// # Errors
/// When the database fails.
pub(in crate::ops) fn refresh_flexible(conn: &mut Conn) -> Result<BTreeSet<i64>> {
    const PAGE: usize = 500;
    let started: Vec<Option<i64>> = fact::table
        .filter(query::is_kind(Kind::EmploymentStarted))
        .filter(diesel::dsl::sql::<diesel::sql_types::Bool>(&format!("fact.code = {}", Form::Flexible.number())))
        .filter(fact::amount.is_not_null())
        .select(fact::person_id)
        .distinct()
        .load(conn)?;
    let changed: Vec<Option<i64>> =
        fact::table.filter(query::is_kind(Kind::PayChanged)).select(fact::person_id).distinct().load(conn)?;
    let heirs: Vec<Option<i64>> = fact::table.filter(fact::inherits).select(fact::person_id).distinct().load(conn)?;
    let people: BTreeSet<i64> = started.into_iter().chain(changed).chain(heirs).flatten().collect();
    let ids: Vec<i64> = people.iter().copied().collect();
    for page in ids.chunks(PAGE) {
        derive_anew(conn, &page.iter().copied().collect())?;
    }
    Ok(people)
}

/// Recomputes what depends on the merge map, for registrations that were merged or no longer are;
/// gives these registrations and the surviving ones.
///
/// # Errors
/// When the database fails.
pub(in crate::ops) fn settle_merged(conn: &mut Conn, keys: &Keys, mut people: BTreeSet<i64>) -> Result<BTreeSet<i64>> {
    let merged = Merged::now(conn)?;
    people.extend(merged.roots(people.iter().copied()));
    derive_anew(conn, &people)?;
    subjects::settle_names(conn, &people, &merged)?;
    let applied = applications::of_people(conn, &merged.names(people.iter().copied()))?;
    let handled = applied.iter().filter(|(_, known)| !known.steps.is_empty());
    let rows: Vec<ApplicationRow> = handled.map(|(position, known)| ApplicationRow::of(*position, known)).collect();
    applications::save(conn, &applied.keys().copied().collect::<Vec<_>>(), &rows)?;
    referrals::follow(conn, &merged.names(people.iter().copied()), &merged)?;
    let near = log::neighbourhood(conn, &people, &BTreeSet::new(), i64::MAX)?;
    referrals::settle_ends(conn, &people, &near.world.histories())?;
    rolls::follow(conn, &merged.names(people.iter().copied()), &merged)?;
    let mut profiles = Profiles::default();
    for id in &people {
        profiles.described(*id);
    }
    profiles.save(conn, keys)?;
    Ok(people)
}

/// Recomputes the histories of these persons and of their neighbourhood, and the standing of these
/// persons.
fn derive_anew(conn: &mut Conn, people: &BTreeSet<i64>) -> Result<()> {
    let near = log::neighbourhood(conn, people, &BTreeSet::new(), i64::MAX)?;
    let histories = near.world.histories();
    let mut written = Written::default();
    for id in &near.households {
        written.household(*id, &histories.timeline(*id), false);
    }
    // A registration that was merged away has no history of its own, so its spans are deleted.
    let changed: BTreeSet<i64> = near.people.union(people).copied().collect();
    for id in &changed {
        written.person(*id, &histories.person_spans(*id), false);
    }
    written.save(conn)?;
    let own: BTreeSet<i64> = near.merged.roots(people.iter().copied()).union(people).copied().collect();
    let mut spells = Spells::default();
    for id in &own {
        spells.person(*id, near.world.facts_of(*id), false);
    }
    spells.save(conn)?;
    let mut labour = LabourSpans::default();
    for id in &own {
        labour.person(*id, &histories.life(*id), false);
    }
    labour.save(conn)?;
    let rows = subjects::people(conn, &own.iter().copied().collect::<Vec<_>>())?;
    subjects::save_standing(conn, rows, &histories)?;
    cases::settle(conn, &changed, &own, &histories, &near.merged)
}
