//! The references of households and persons.

use std::collections::BTreeMap;

use diesel::prelude::*;

use crate::db::Conn;
use crate::db::engine::query::paged;
use crate::db::schema::{household, person};
use crate::error::Result;
use crate::on_engine;

/// The references of subjects: sender and reference, by ID.
#[derive(Debug, Default)]
pub struct SubjectNames {
    pub households: BTreeMap<i64, (String, String)>,
    pub persons: BTreeMap<i64, (String, String)>,
}

/// Gives the references of subjects.
///
/// # Errors
/// When the database fails.
pub fn names_of(conn: &mut Conn, households: &[i64], persons: &[i64]) -> Result<SubjectNames> {
    use crate::db::schema::sender;
    let senders: BTreeMap<i32, String> = sender::table.load::<(i32, String)>(conn)?.into_iter().collect();
    let named = |rows: Vec<(i64, i32, String)>| {
        rows.into_iter()
            .map(|(id, sender, name)| (id, (senders.get(&sender).cloned().unwrap_or_default(), name)))
            .collect::<BTreeMap<_, _>>()
    };
    let households = paged(households, |page| {
        Ok(on_engine!(conn, |c| household::table
            .filter(household::id.eq_any(page))
            .select((household::id, household::sender_id, household::ref_))
            .load(c))?)
    })?;
    let persons = paged(persons, |page| {
        Ok(on_engine!(conn, |c| person::table
            .filter(person::id.eq_any(page))
            .select((person::id, person::sender_id, person::ref_))
            .load(c))?)
    })?;
    Ok(SubjectNames { households: named(households), persons: named(persons) })
}
