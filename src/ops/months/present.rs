//! Computes the parts of a month by what is known now.

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;
use diesel::prelude::*;

use super::computed::Carried;
use crate::db::Conn;
use crate::db::engine::query::{is_kind, paged};
use crate::db::months::closes::Parts;
use crate::db::people::merged::Merged;
use crate::db::registers::spans;
use crate::db::schema::fact;
use crate::domain::months::part::{HouseholdPart, PersonPart, SERVICE_DAYS};
use crate::domain::values::codes::Kind;
use crate::domain::values::division::Division;
use crate::domain::values::month::{Month, days_before};
use crate::error::Result;
use crate::on_engine;

/// Subjects for which a part is given even when the month does not count them.
#[derive(Debug, Default)]
pub struct Wanted {
    pub households: BTreeSet<i64>,
    pub persons: BTreeSet<i64>,
}

/// Computes the parts of a month by all facts in the ledger, from the stored spans. With `carried`,
/// computes them for the closed view.
///
/// # Errors
/// When the database fails.
pub fn present_parts(conn: &mut Conn, month: Month, carried: Option<&Carried>, wanted: &Wanted) -> Result<Parts> {
    let also = |wanted: &BTreeSet<i64>, carried: Option<&BTreeMap<i64, Division>>| -> Vec<i64> {
        let carried = carried.into_iter().flat_map(BTreeMap::keys).copied();
        wanted.iter().copied().chain(carried).collect::<BTreeSet<_>>().into_iter().collect()
    };
    let households = also(&wanted.households, carried.map(|c| &c.households));
    let persons = also(&wanted.persons, carried.map(|c| &c.persons));
    let mut household_spans = spans::households_in(conn, month, &households)?;
    let mut placements = spans::placements_in(conn, month)?;
    let mut person_spans = spans::people_in(conn, month, &persons)?;
    let services = services_in(conn, month, None)?;
    for id in households {
        household_spans.entry(id).or_default();
    }
    for id in persons {
        person_spans.entry(id).or_default();
    }
    let mut parts = Parts::default();
    for (id, spans) in household_spans {
        let mut part = HouseholdPart::of(&spans, &placements.remove(&id).unwrap_or_default(), month);
        if let Some(carried) = carried {
            part.flow.carry(carried.households.get(&id).copied());
        }
        if part.is_relevant() || wanted.households.contains(&id) {
            parts.households.insert(id, part);
        }
    }
    for (id, spans) in person_spans {
        let mut part = PersonPart::of(&spans, services.get(&id).map_or(&[], Vec::as_slice), month);
        if let Some(carried) = carried {
            part.flow.carry(carried.persons.get(&id).copied());
        }
        if part.is_relevant() || wanted.persons.contains(&id) {
            parts.persons.insert(id, part);
        }
    }
    Ok(parts)
}

/// Gives the services that a month's coverage counts, by person: for these people, or for all.
pub(in crate::ops) fn services_in(
    conn: &mut Conn,
    month: Month,
    people: Option<&BTreeSet<i64>>,
) -> Result<BTreeMap<i64, Vec<NaiveDate>>> {
    let services = || {
        let void = diesel::alias!(fact as void);
        fact::table
            .left_join(void.on(void.field(fact::voids).eq(fact::position.nullable())))
            .filter(is_kind(Kind::ServiceDelivered))
            .filter(fact::effective_on.between(days_before(month.last(), SERVICE_DAYS), month.last()))
            .filter(void.field(fact::position).nullable().is_null())
            .select((fact::person_id.assume_not_null(), fact::effective_on))
    };
    let merged = Merged::now(conn)?;
    let rows: Vec<(i64, NaiveDate)> = match people {
        None => services().load(conn)?,
        Some(people) => paged(&merged.names(people.iter().copied()), |page| {
            Ok(on_engine!(&mut *conn, |c| services().filter(fact::person_id.eq_any(page)).load(c))?)
        })?,
    };
    let mut services: BTreeMap<i64, Vec<NaiveDate>> = BTreeMap::new();
    for (person, on) in rows {
        services.entry(merged.root(person)).or_default().push(on);
    }
    Ok(services)
}
