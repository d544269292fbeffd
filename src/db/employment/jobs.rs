//! Finds employments by their references.

use std::collections::BTreeSet;

use chrono::NaiveDate;
use diesel::dsl::{exists, not};
use diesel::prelude::*;

use crate::db::Conn;
use crate::db::facts::log;
use crate::db::people::merged::Merged;
use crate::db::schema::{employment, fact, sender};
use crate::domain::values::codes::Kind;
use crate::error::Result;
use crate::on_engine;

/// Finds a person's employment by its reference: gives its sender and its start. Prefers open
/// employments, then the sender `own`, then the oldest. The facts at the positions `but` do not
/// count as ends.
pub fn job_named(
    conn: &mut Conn,
    id: i64,
    name: &str,
    own: &str,
    but: &BTreeSet<i64>,
) -> Result<Option<(String, NaiveDate)>> {
    let registrations = Merged::into_person(conn, id)?.names([id]);
    let void = diesel::alias!(fact as void);
    let query = fact::table
        .inner_join(employment::table.on(employment::id.nullable().eq(fact::employment_id)))
        .inner_join(sender::table.on(sender::id.eq(employment::sender_id)))
        .filter(fact::person_id.eq_any(registrations))
        .filter(fact::kind.eq(Kind::EmploymentStarted.number()))
        .filter(employment::ref_.eq(name))
        .filter(not(exists(void.filter(void.field(fact::voids).eq(fact::position.nullable())))))
        .select((sender::name, employment::id, fact::effective_on, fact::position));
    let starts: Vec<(String, i64, NaiveDate, i64)> = on_engine!(&mut *conn, |c| query.load(c))?;
    let employments: Vec<i64> = starts.iter().map(|(_, employment, ..)| *employment).collect();
    let rows = log::of_employments(conn, &employments, i64::MAX)?;
    let has_ended = |employment: i64, on: NaiveDate| {
        let of_job = rows.iter().filter(|row| row.employment_id == Some(employment) && !but.contains(&row.position));
        of_job.into_iter().any(|row| row.kind == Kind::EmploymentEnded.number() && row.effective_on > on)
    };
    let first = starts
        .into_iter()
        .min_by_key(|(sender, employment, on, position)| (has_ended(*employment, *on), sender != own, *position));
    Ok(first.map(|(sender, _, on, _)| (sender, on)))
}
