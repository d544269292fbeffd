//! The merge map: merged registration → surviving registration. A registration is merged away when
//! its person was registered already. The merge is a fact like any other (`person_merged`), and no
//! other fact is rewritten for it: facts about the registration merged away are read as facts about
//! the surviving one, so that a void of the merge undoes it (docs/rules.md).

use std::collections::{BTreeSet, HashMap};

use diesel::dsl::{exists, not, sql};
use diesel::expression::SqlLiteral;
use diesel::prelude::*;
use diesel::sql_types::BigInt;
use rustc_hash::FxHashMap;

use crate::db::engine::conn::Conn;
use crate::db::engine::query::{is_kind, paged};
use crate::db::schema::{fact, person, sender};
use crate::domain::values::codes::Kind;
use crate::error::Result;
use crate::on_engine;

/// The registrations merged away, each with the one it was merged into, which may have been merged
/// away in turn.
#[derive(Clone, Debug, Default)]
pub struct Merged {
    into: FxHashMap<i64, i64>,
}

impl Merged {
    /// Gives the merges in force now.
    ///
    /// # Errors
    /// When the database fails.
    pub fn now(conn: &mut Conn) -> Result<Self> {
        let query = person::table
            .filter(person::merged_into.is_not_null())
            .select((person::id, person::merged_into.assume_not_null()));
        let into: Vec<(i64, i64)> = on_engine!(conn, |c| query.load(c))?;
        Ok(Self { into: into.into_iter().collect() })
    }

    /// Gives the merges known at a position, from the facts alone.
    ///
    /// # Errors
    /// When the database fails.
    pub fn at(conn: &mut Conn, known_at: i64) -> Result<Self> {
        let void = diesel::alias!(fact as void);
        let voided = void
            .filter(void.field(fact::voids).eq(fact::position.nullable()))
            .filter(void.field(fact::position).le(known_at));
        let query = fact::table
            .filter(is_kind(Kind::PersonMerged))
            .filter(fact::other_id.is_not_null())
            .filter(fact::position.le(known_at))
            .filter(not(exists(voided)))
            .select((fact::other_id.assume_not_null(), fact::person_id.assume_not_null()));
        let into: Vec<(i64, i64)> = on_engine!(conn, |c| query.load(c))?;
        Ok(Self { into: into.into_iter().collect() })
    }

    /// Gives the merges into one person, direct and indirect.
    ///
    /// # Errors
    /// When the database fails.
    pub fn into_person(conn: &mut Conn, id: i64) -> Result<Self> {
        let mut into = FxHashMap::default();
        let mut last = vec![id];
        while !last.is_empty() {
            let query = person::table
                .filter(person::merged_into.eq_any(last.into_iter().map(Some).collect::<Vec<_>>()))
                .select((person::id, person::merged_into.assume_not_null()));
            let found: Vec<(i64, i64)> = on_engine!(&mut *conn, |c| query.load(c))?;
            last = found.iter().map(|(given_up, _)| *given_up).collect();
            into.extend(found);
        }
        Ok(Self { into })
    }

    /// Gives the surviving registration: `id` itself unless it was merged away.
    pub fn root(&self, mut id: i64) -> i64 {
        // A registration merged away cannot be merged into, so the chain ends.
        while let Some(into) = self.into.get(&id) {
            id = *into;
        }
        id
    }

    /// Gives the surviving registrations of some registrations.
    pub fn roots(&self, ids: impl IntoIterator<Item = i64>) -> BTreeSet<i64> {
        ids.into_iter().map(|id| self.root(id)).collect()
    }

    /// Gives every registration of these persons, those merged away included.
    pub fn names(&self, people: impl IntoIterator<Item = i64>) -> Vec<i64> {
        let mut names: BTreeSet<i64> = people.into_iter().collect();
        let further: Vec<i64> = self.given_up().filter(|id| names.contains(&self.root(*id))).collect();
        names.extend(further);
        names.into_iter().collect()
    }

    /// Gives the registrations merged away.
    pub fn given_up(&self) -> impl Iterator<Item = i64> + '_ {
        self.into.keys().copied()
    }

    /// Tells whether a registration was merged away.
    pub fn is_given_up(&self, id: i64) -> bool {
        self.into.contains_key(&id)
    }
}

/// Gives the surviving registrations of the persons with these ID numbers, by blind index, in the
/// scope of any account.
///
/// # Errors
/// When the database fails.
pub fn of_id_numbers(conn: &mut Conn, indexes: &[Vec<u8>]) -> Result<HashMap<Vec<u8>, i64>> {
    type Row = (i64, Option<i64>, Option<Vec<u8>>);
    let rows: Vec<Row> = paged(indexes, |page| {
        let query = person::table.filter(person::id_number_index.eq_any(page)).select((
            person::id,
            person::merged_into,
            person::id_number_index,
        ));
        Ok(on_engine!(&mut *conn, |c| query.load(c))?)
    })?;
    let given_up = rows.iter().any(|(_, merged_into, _)| merged_into.is_some());
    let merged = if given_up { Merged::now(conn)? } else { Merged::default() };
    let owner = |(id, _, index): Row| Some((index?, merged.root(id)));
    Ok(rows.into_iter().filter_map(owner).collect())
}

/// Gives the senders and references of a person, those of the surviving registration first.
///
/// # Errors
/// When the database fails.
pub fn references_of(conn: &mut Conn, id: i64) -> Result<Vec<(String, String)>> {
    let registrations = Merged::into_person(conn, id)?.names([id]);
    let query = person::table
        .inner_join(sender::table.on(sender::id.eq(person::sender_id)))
        .filter(person::id.eq_any(registrations))
        .order((person::merged_into.is_not_null(), person::id))
        .select((sender::name, person::ref_));
    Ok(on_engine!(conn, |c| query.load(c))?)
}

/// Gives the sender and the reference by which the fact at a position names its person.
///
/// # Errors
/// When the database fails, or the fact is not about a person.
pub fn reference_in(conn: &mut Conn, position: i64) -> Result<(String, String)> {
    let query = fact::table
        .inner_join(person::table.on(fact::person_id.eq(person::id.nullable())))
        .inner_join(sender::table.on(sender::id.eq(person::sender_id)))
        .filter(fact::position.eq(position))
        .select((sender::name, person::ref_));
    Ok(on_engine!(conn, |c| query.first(c))?)
}

/// Gives the surviving registration for a registration.
///
/// # Errors
/// When the database fails.
pub fn root_of(conn: &mut Conn, mut id: i64) -> Result<i64> {
    loop {
        let into = person::table.find(id).select(person::merged_into).first::<Option<i64>>(conn).optional()?;
        match into.flatten() {
            Some(into) => id = into,
            None => return Ok(id),
        }
    }
}

/// Gives the surviving registration of the row of `person` with the alias `registration`, over any
/// number of merges.
pub fn stays() -> SqlLiteral<BigInt> {
    sql("case when registration.merged_into is null then registration.id else (
           with recursive stays (id, merged_into) as (
             select registration.id, registration.merged_into
             union
             select person.id, person.merged_into from person join stays on person.id = stays.merged_into)
           select id from stays where merged_into is null)
         end")
}

#[cfg(test)]
mod tests {
    use super::Merged;

    #[test]
    fn who_was_merged_twice_over_goes_by_the_last_who_stays() {
        let merged = Merged { into: [(3, 2), (2, 1), (9, 8)].into_iter().collect() };

        assert_eq!([1, 2, 3, 4].map(|id| merged.root(id)), [1, 1, 1, 4]);
        assert_eq!(merged.names([1, 5]), [1, 2, 3, 5]);
        assert_eq!(merged.roots([3, 9, 4]).into_iter().collect::<Vec<_>>(), [1, 4, 8]);
        assert!(merged.is_given_up(2) && !merged.is_given_up(1));
    }
}
