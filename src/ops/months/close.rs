//! The month end: closing a month, showing its lines, telling the difference between what was closed and what is known
//! now, and proving a closed month from its facts (RS-1 sections 4, 5 and 8).

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;
use diesel::prelude::*;
use serde::Serialize;

use super::{digest, replay};
use crate::clock::Clock;
use crate::db::Conn;
use crate::db::engine::query::{is_kind, paged};
use crate::db::facts::log::last_position;
use crate::db::months::closes as rows;
use crate::db::months::closes::{CloseRow, Parts};
use crate::db::people::merged::Merged;
use crate::db::registers::spans;
use crate::db::schema::{fact, household, person};
use crate::domain::months::lines::{Line, Sum};
use crate::domain::months::part::{HouseholdPart, PersonPart, SERVICE_DAYS};
use crate::domain::values::codes::Kind;
use crate::domain::values::division::{Division, Level, tree};
use crate::domain::values::month::{Month, days_before};
use crate::error::{Error, Failure, Result};
use crate::on_engine;
use crate::ops::transfer::restoring;

/// The rules every figure follows.
pub const RULE_SET: &str = "RS-1";

/// What a close answers.
#[derive(Clone, Debug, Serialize, PartialEq, Eq)]
pub struct Closed {
    pub month: String,
    pub already_closed: bool,
    pub position: i64,
    pub digest: String,
}

/// Which of a month's two figures.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum View {
    /// As closed: it never changes.
    Closed,
    /// By what is known now, or was at a position: always true.
    Restated,
}

/// How deep under the division asked for the lines go.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Depth {
    Itself,
    County,
    Township,
    Village,
}

/// What of a month is asked for.
#[derive(Clone, Copy, Debug)]
pub struct Asked {
    pub division: Division,
    pub depth: Depth,
    /// The closed view when the month is closed, else the restated one, when nothing is said.
    pub view: Option<View>,
    /// Restated at this position.
    pub known_at: Option<i64>,
}

/// A month's lines, as the contract's month-end JSON has them.
#[derive(Clone, Debug, Serialize)]
pub struct Shown {
    pub month: String,
    pub view: &'static str,
    pub rule_set: String,
    pub position: i64,
    pub digest: Option<String>,
    pub lines: Vec<ShownLine>,
}

/// One division's line.
#[derive(Clone, Debug, Serialize)]
pub struct ShownLine {
    pub division: Division,
    pub name: &'static str,
    pub level: &'static str,
    #[serde(flatten)]
    pub line: Line,
}

/// A month computed: its parts, and the lines they add up to.
#[derive(Debug, PartialEq)]
pub struct Computed {
    pub parts: Parts,
    pub lines: BTreeMap<Division, Line>,
}

impl Computed {
    /// Adds parts up.
    pub fn of(parts: Parts) -> Self {
        let mut sum = Sum::default();
        parts.households.values().for_each(|p| sum.add_household(p));
        parts.persons.values().for_each(|p| sum.add_person(p));
        Self { parts, lines: sum.lines() }
    }
}

/// Where the closed month before counted its subjects at its end.
#[derive(Debug, Default)]
pub struct Carried {
    pub households: BTreeMap<i64, Division>,
    pub persons: BTreeMap<i64, Division>,
}

impl Carried {
    pub(super) fn of(parts: &Parts) -> Self {
        let closing = |flow: &crate::domain::months::part::Flow| flow.division.filter(|_| flow.closing);
        Self {
            households: parts.households.iter().filter_map(|(id, p)| Some((*id, closing(&p.flow)?))).collect(),
            persons: parts.persons.iter().filter_map(|(id, p)| Some((*id, closing(&p.flow)?))).collect(),
        }
    }
}

/// Closes a month at the present knowledge, for good. A month that is closed already is answered as it was.
///
/// # Errors
/// [`Failure::MonthNotOver`] before the month's end, [`Failure::MonthOrder`] out of turn,
/// [`Failure::RestoreUnfinished`].
pub fn close(conn: &mut Conn, clock: &Clock, month: Month) -> Result<Closed> {
    conn.write(|conn| close_within(conn, clock, month))
}

/// [`close`] inside a write transaction.
///
/// # Errors
/// As [`close`].
pub fn close_within(conn: &mut Conn, clock: &Clock, month: Month) -> Result<Closed> {
    restoring::refuse(conn)?;
    close_restored(conn, clock, month)
}

/// [`close_within`] for the restore itself.
///
/// # Errors
/// As [`close`].
pub fn close_restored(conn: &mut Conn, clock: &Clock, month: Month) -> Result<Closed> {
    if let Some(row) = rows::close_of(conn, month)? {
        return Ok(Closed { month: row.month, already_closed: true, position: row.position, digest: row.digest });
    }
    if clock.today() <= month.last() {
        return Err(Failure::MonthNotOver.into());
    }
    let last = rows::last_closed(conn)?;
    if last.is_some_and(|last| month != last.next()) {
        return Err(Failure::MonthOrder.into());
    }
    // Nobody else writes while this transaction does, so the last position has nothing in flight below it.
    let position = last_position(conn)?;
    let carried = last.map(|last| rows::parts_of(conn, last)).transpose()?.map(|parts| Carried::of(&parts));
    let computed = Computed::of(present_parts(conn, month, carried.as_ref(), &Wanted::default())?);
    let digest = digest::of(conn, month, &computed)?;
    let row = CloseRow {
        month: month.to_string(),
        position,
        rule_set: RULE_SET.to_owned(),
        digest: digest.clone(),
        closed_at: clock.now(),
    };
    rows::save(conn, &row, &computed.lines, &computed.parts)?;
    Ok(Closed { month: row.month, already_closed: false, position, digest })
}

/// Subjects whose parts are wanted whatever the month has to say of them.
#[derive(Debug, Default)]
pub struct Wanted {
    pub households: BTreeSet<i64>,
    pub persons: BTreeSet<i64>,
}

/// The parts of a month by all facts in the ledger, read off the stored histories. With `carried`, of the closed view.
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

/// The services a month's coverage looks at, by person: of some, or of everybody.
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

/// The lines of a month.
///
/// # Errors
/// [`Failure::UnknownDivision`], [`Failure::MonthNotClosed`] for a closed view of an open month,
/// [`Failure::PositionUnknown`] for a knowledge the ledger has not reached, [`Failure::BadRequest`] when a closed view
/// is asked for at another position.
pub fn show(conn: &mut Conn, month: Month, asked: &Asked) -> Result<Shown> {
    if !tree().knows(asked.division) {
        return Err(Failure::UnknownDivision.into());
    }
    if asked.known_at.is_some() && asked.view == Some(View::Closed) {
        return Err(Error::new(Failure::BadRequest).context("a closed view has its own position"));
    }
    let known_at = asked.known_at;
    if let Some(known_at) = known_at {
        let (computed, position) = replay::restated(conn, month, known_at)?;
        return Ok(shown(month, asked, View::Restated, RULE_SET, position, None, computed.lines));
    }
    conn.snapshot(|conn| {
        let closed = rows::close_of(conn, month)?;
        match (asked.view, closed) {
            (None | Some(View::Closed), Some(close)) => {
                let lines = rows::lines_of(conn, month)?;
                Ok(shown(month, asked, View::Closed, &close.rule_set, close.position, Some(close.digest), lines))
            }
            (Some(View::Closed), None) => Err(Failure::MonthNotClosed.into()),
            (None | Some(View::Restated), _) => {
                let position = last_position(conn)?;
                let computed = Computed::of(present_parts(conn, month, None, &Wanted::default())?);
                Ok(shown(month, asked, View::Restated, RULE_SET, position, None, computed.lines))
            }
        }
    })
}

fn shown(
    month: Month,
    asked: &Asked,
    view: View,
    rule_set: &str,
    position: i64,
    digest: Option<String>,
    lines: BTreeMap<Division, Line>,
) -> Shown {
    let line = |division: Division| {
        let entry = tree().get(division)?;
        let line = lines.get(&division).cloned().unwrap_or_else(Line::quiet);
        Some(ShownLine { division, name: entry.name, level: entry.level.as_str(), line })
    };
    let deepest = match asked.depth {
        Depth::Itself => Level::City,
        Depth::County => Level::County,
        Depth::Township => Level::Township,
        Depth::Village => Level::Village,
    };
    let under = tree().under(asked.division).iter().filter(|entry| {
        entry.code != asked.division
            && asked.depth != Depth::Itself
            && entry.level <= deepest
            && (entry.level == Level::County || lines.contains_key(&entry.code))
    });
    let lines = std::iter::once(asked.division).chain(under.map(|e| e.code)).filter_map(line).collect();
    Shown {
        month: month.to_string(),
        view: match view {
            View::Closed => "closed",
            View::Restated => "restated",
        },
        rule_set: rule_set.to_owned(),
        position,
        digest,
        lines,
    }
}

/// The parts behind a month's lines, for going down from a number to its names.
///
/// # Errors
/// [`Failure::MonthNotClosed`] for a closed view of an open month.
pub fn parts(conn: &mut Conn, month: Month, view: View) -> Result<Parts> {
    conn.snapshot(|conn| match view {
        View::Closed => match rows::close_of(conn, month)? {
            Some(_) => rows::parts_of(conn, month),
            None => Err(Failure::MonthNotClosed.into()),
        },
        View::Restated => present_parts(conn, month, None, &Wanted::default()),
    })
}

/// The senders' names of subjects: sender and reference, by number.
#[derive(Debug, Default)]
pub struct SubjectNames {
    pub households: BTreeMap<i64, (String, String)>,
    pub persons: BTreeMap<i64, (String, String)>,
}

/// Looks up the names of subjects.
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
