//! Computes a month from the facts alone, at any knowledge time; `verify` compares a close with it,
//! and the view of an earlier position shows it. No projection is read.
//!
//! The facts are read in the order of persons over all connections given, and most persons are
//! dropped as soon as they are read: a household that was never recognised has no standing, and
//! adds to a month only when it meets the condition on the last day. Only the members of the other
//! households, and persons with a determination, are kept whole.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicU8, Ordering};

use diesel::connection::DefaultLoadingMode;
use diesel::prelude::*;
use rustc_hash::{FxHashMap, FxHashSet};

use super::computed::{Carried, Computed};
use crate::db::Conn;
use crate::db::facts::log::{RULE_COLUMNS, RuleRow, Said, last_position, living_lines, said_elsewhere};
use crate::db::months::closes::Parts;
use crate::db::people::merged::Merged;
use crate::db::schema::fact;
use crate::domain::months::part::{Flow, HouseholdPart, PersonPart};
use crate::domain::people::living::LivingLines;
use crate::domain::people::person::{self, PersonFact, PersonWhat, division_on};
use crate::domain::registers::household::{self, HouseholdFact, HouseholdWhat};
use crate::domain::registers::world::{Histories, World};
use crate::domain::values::month::Month;
use crate::error::{Error, Failure, Result};

/// A member is seeking on the month's last day.
const SEEKING: u8 = 1;
/// A member of the labour force is employed on the month's last day.
const WORKING: u8 = 2;

/// Computes the restated month at a position that the ledger has reached; gives the position too.
///
/// # Errors
/// [`Failure::PositionUnknown`] for another position.
pub fn restated(conn: &mut Conn, month: Month, known_at: i64) -> Result<(Computed, i64)> {
    if !(0..=last_position(conn)?).contains(&known_at) {
        return Err(Failure::PositionUnknown.into());
    }
    let parts = parts(std::slice::from_mut(conn), month, known_at, None, &|_| ())?;
    Ok((Computed::of(parts), known_at))
}

/// Computes the parts of a month from the facts known at a position. `progress` is called with
/// numbers of facts read.
///
/// # Errors
/// When the database fails, or a fact is incomplete.
pub fn parts(
    conns: &mut [Conn],
    month: Month,
    known_at: i64,
    carried: Option<&Carried>,
    progress: &(dyn Fn(u64) + Sync),
) -> Result<Parts> {
    let Some(first) = conns.first_mut() else { return Err(Failure::Internal.into()) };
    let lines = living_lines(first, known_at)?;
    let merged = Merged::at(first, known_at)?;
    let elsewhere = said_elsewhere(first, known_at, &merged)?;
    let last_person: Option<i64> = fact::table.select(diesel::dsl::max(fact::person_id)).first(first)?;
    let last_household: Option<i64> = fact::table.select(diesel::dsl::max(fact::household_id)).first(first)?;
    let homes =
        over_all(conns, last_household.unwrap_or(0), |conn, range| Homes::read(conn, range, known_at, progress))?;
    let mut homes = Homes::joined(homes, last_household.unwrap_or(0));
    // A carried household counts in full, even when its recognition was voided since.
    homes.recognise(carried.into_iter().flat_map(|c| c.households.keys()));
    let known = Known { at: known_at, month, lines: &lines, homes: &homes, merged: &merged, elsewhere: &elsewhere };
    let kept = over_all(conns, last_person.unwrap_or(0), |conn, range| read_people(conn, range, &known, progress))?;
    let mut world = World::with_lines(lines.clone());
    let mut determined = Vec::new();
    for person in kept.into_iter().flatten() {
        if person.determined {
            determined.push(person.id);
        }
        for fact in person.facts {
            world.add_person_fact(person.id, fact);
        }
    }
    determined.sort_unstable();
    homes.tell(&mut world);
    let histories = world.histories();
    let mut parts = Parts::default();
    homes.suspected(month, &mut parts);
    for id in &homes.recognised {
        let part = household_part(&histories, *id, month, carried);
        if part.is_relevant() {
            parts.households.insert(*id, part);
        }
    }
    for part in parts.households.values_mut().filter(|_| carried.is_some()) {
        part.flow.adjusts = true;
    }
    let carried_persons = carried.into_iter().flat_map(|c| c.persons.keys());
    for id in determined.iter().chain(carried_persons) {
        let part = person_part(&histories, *id, month, carried);
        if part.is_relevant() {
            parts.persons.insert(*id, part);
        }
    }
    Ok(parts)
}

/// Computes a household's part from its history.
pub fn household_part(histories: &Histories<'_>, id: i64, month: Month, carried: Option<&Carried>) -> HouseholdPart {
    let timeline = histories.timeline(id);
    let mut part = HouseholdPart::of(&timeline.spans, &timeline.placements, month);
    if let Some(carried) = carried {
        part.flow.carry(carried.households.get(&id).copied());
    }
    part
}

/// Computes a person's part from the person's history.
pub fn person_part(histories: &Histories<'_>, id: i64, month: Month, carried: Option<&Carried>) -> PersonPart {
    let mut part = PersonPart::of(&histories.person_spans(id), &histories.services(id), month);
    if let Some(carried) = carried {
        part.flow.carry(carried.persons.get(&id).copied());
    }
    part
}

/// Runs `read` over all connections at once, each with its range of the numbers up to `last`.
fn over_all<T: Send>(
    conns: &mut [Conn],
    last: i64,
    read: impl Fn(&mut Conn, (i64, i64)) -> Result<T> + Sync,
) -> Result<Vec<T>> {
    let ranges = split(last, conns.len());
    let read = &read;
    std::thread::scope(|scope| {
        let mut jobs: Vec<_> = conns.iter_mut().zip(ranges).collect();
        let own = jobs.pop();
        let others: Vec<_> = jobs.into_iter().map(|(conn, range)| scope.spawn(move || read(conn, range))).collect();
        let own = own.map(|(conn, range)| read(conn, range));
        let joined = others.into_iter().map(|h| h.join().unwrap_or_else(|_| Err(Failure::Internal.into())));
        joined.chain(own).collect()
    })
}

/// The facts of all households, and the flags of their members on the month's last day.
#[derive(Default)]
struct Homes {
    facts: Vec<(i64, HouseholdFact)>,
    starts: FxHashMap<i64, (usize, usize)>,
    /// Households with a recognition, or carried from the month before.
    recognised: Vec<i64>,
    is_recognised: FxHashSet<i64>,
    /// Flags of the members, by the number of the household.
    on_last: Vec<AtomicU8>,
}

impl Homes {
    /// Reads the households of a range.
    fn read(conn: &mut Conn, (from, to): (i64, i64), known_at: i64, progress: &(dyn Fn(u64) + Sync)) -> Result<Self> {
        let mut homes = Self::default();
        let mut group: Vec<RuleRow> = Vec::new();
        let mut read = 0;
        each_row(conn, Of::Households(from, to), known_at, |row| {
            read += 1;
            if group.last().is_some_and(|g: &RuleRow| g.household_id != row.household_id) {
                homes.take(&mut group)?;
            }
            group.push(row);
            Ok(())
        })?;
        homes.take(&mut group)?;
        progress(read);
        Ok(homes)
    }

    /// Joins the results of the ranges; `last` is the highest number of a household.
    fn joined(read: Vec<Self>, last: i64) -> Self {
        let mut homes = Self::default();
        for range in read {
            let offset = homes.facts.len();
            homes.facts.extend(range.facts);
            homes.starts.extend(range.starts.into_iter().map(|(id, (from, to))| (id, (from + offset, to + offset))));
            homes.recognised.extend(range.recognised);
            homes.is_recognised.extend(range.is_recognised);
        }
        homes.on_last.resize_with(usize::try_from(last).unwrap_or(0) + 1, AtomicU8::default);
        homes
    }

    /// Counts these households as recognised too.
    fn recognise<'i>(&mut self, households: impl Iterator<Item = &'i i64>) {
        for id in households {
            if self.is_recognised.insert(*id) {
                self.recognised.push(*id);
            }
        }
    }

    fn take(&mut self, group: &mut Vec<RuleRow>) -> Result<()> {
        let start = self.facts.len();
        let live = live(group)?;
        for said in live {
            if let Said::Household(id, fact) = said {
                if fact.what == HouseholdWhat::Recognised && self.is_recognised.insert(id) {
                    self.recognised.push(id);
                }
                self.facts.push((id, fact));
            }
        }
        self.facts[start..].sort_by_key(|(_, f)| (f.on, f.position));
        if let Some((id, _)) = self.facts.get(start) {
            self.starts.insert(*id, (start, self.facts.len()));
        }
        Ok(())
    }

    fn of(&self, household: i64) -> impl Iterator<Item = HouseholdFact> + '_ {
        let (from, to) = self.starts.get(&household).copied().unwrap_or((0, 0));
        self.facts[from..to].iter().map(|(_, f)| *f)
    }

    fn mark(&self, household: i64, bits: u8) {
        if let Some(cell) = usize::try_from(household).ok().and_then(|at| self.on_last.get(at)) {
            cell.fetch_or(bits, Ordering::Relaxed);
        }
    }

    /// Adds the facts of every household that a kept person belonged to or that was recognised.
    fn tell(&self, world: &mut World) {
        let people: Vec<i64> = world.people().collect();
        let mut wanted: FxHashSet<i64> = people.iter().flat_map(|p| world.households_of(*p)).collect();
        wanted.extend(&self.recognised);
        for household in wanted {
            for fact in self.of(household) {
                world.add_household_fact(household, fact);
            }
        }
    }

    /// Adds the parts of the households that meet the condition and were never recognised.
    fn suspected(&self, month: Month, parts: &mut Parts) {
        for (household, (from, to)) in &self.starts {
            let at = usize::try_from(*household).ok().and_then(|at| self.on_last.get(at));
            if at.is_none_or(|cell| cell.load(Ordering::Relaxed) != SEEKING) || self.is_recognised.contains(household) {
                continue;
            }
            let facts: Vec<HouseholdFact> = self.facts[*from..*to].iter().map(|(_, f)| *f).collect();
            let Some(division) = division_on(&household::divisions(&facts), month.last()).filter(|d| d.is_in_city())
            else {
                continue;
            };
            let urban = facts.iter().any(|f| matches!(f.what, HouseholdWhat::Registered { urban: true, .. }));
            let flow = Flow { division: Some(division), ..Flow::default() };
            parts
                .households
                .insert(*household, HouseholdPart { flow, urban, suspected: true, ..HouseholdPart::default() });
        }
    }
}

/// A person kept with all facts.
struct Kept {
    id: i64,
    facts: Vec<PersonFact>,
    determined: bool,
}

/// A range of subjects to read, from one number up to another, which is excluded.
#[derive(Clone, Copy)]
enum Of {
    Households(i64, i64),
    People(i64, i64),
}

/// Subjects per query of PostgreSQL. With one row at a time, half the time would go into decoding.
const AT_A_TIME: i64 = 4096;

impl Of {
    /// Splits the range into pages that are queried one after the other.
    fn pages(self, size: i64) -> impl Iterator<Item = Self> {
        let (from, to) = match self {
            Self::Households(from, to) | Self::People(from, to) => (from, to),
        };
        let starts = std::iter::successors(Some(from), move |at| at.checked_add(size)).take_while(move |at| *at < to);
        starts.map(move |at| match self {
            Self::Households(..) => Self::Households(at, to.min(at + size)),
            Self::People(..) => Self::People(at, to.min(at + size)),
        })
    }
}

/// Passes every row to `take`, grouped by its subject.
fn each_row(conn: &mut Conn, of: Of, known_at: i64, mut take: impl FnMut(RuleRow) -> Result<()>) -> Result<()> {
    macro_rules! read {
        ($c:expr, $of:expr) => {
            match $of {
                Of::Households(from, to) => {
                    let rows = fact::table
                        .filter(fact::household_id.ge(from).and(fact::household_id.lt(to)))
                        .filter(fact::person_id.is_null())
                        .filter(fact::position.le(known_at))
                        .order((fact::household_id, fact::position))
                        .select(RULE_COLUMNS)
                        .load_iter::<RuleRow, DefaultLoadingMode>($c)?;
                    for row in rows {
                        take(row?)?;
                    }
                }
                Of::People(from, to) => {
                    let rows = fact::table
                        .filter(fact::person_id.ge(from).and(fact::person_id.lt(to)))
                        .filter(fact::position.le(known_at))
                        .order((fact::person_id, fact::position))
                        .select(RULE_COLUMNS)
                        .load_iter::<RuleRow, DefaultLoadingMode>($c)?;
                    for row in rows {
                        take(row?)?;
                    }
                }
            }
        };
    }
    match conn {
        Conn::Postgres(c) => {
            for page in of.pages(AT_A_TIME) {
                read!(c, page);
            }
        }
        Conn::Sqlite(c) => read!(c, of),
    }
    Ok(())
}

/// The data about the whole city that the reading of persons needs.
struct Known<'k> {
    at: i64,
    month: Month,
    lines: &'k LivingLines,
    homes: &'k Homes,
    merged: &'k Merged,
    /// Facts from rows of other registrations, by person.
    elsewhere: &'k BTreeMap<i64, Vec<PersonFact>>,
}

fn read_people(
    conn: &mut Conn,
    (from, to): (i64, i64),
    known: &Known<'_>,
    progress: &(dyn Fn(u64) + Sync),
) -> Result<Vec<Kept>> {
    let mut kept = Vec::new();
    let mut group: Vec<RuleRow> = Vec::new();
    let mut read = 0;
    each_row(conn, Of::People(from, to), known.at, |row| {
        read += 1;
        if read % 65_536 == 0 {
            progress(65_536);
        }
        if group.last().is_some_and(|g: &RuleRow| g.person_id != row.person_id) {
            kept.extend(take_person(&mut group, known)?);
        }
        group.push(row);
        Ok(())
    })?;
    kept.extend(take_person(&mut group, known)?);
    progress(read % 65_536);
    Ok(kept)
}

fn take_person(group: &mut Vec<RuleRow>, known: &Known<'_>) -> Result<Option<Kept>> {
    let Known { month, lines, homes, .. } = *known;
    let mut facts: Vec<PersonFact> = Vec::with_capacity(group.len());
    let Some(id) = group.first().and_then(|g| g.person_id) else { return Ok(None) };
    if known.merged.is_given_up(id) {
        group.clear();
        return Ok(None);
    }
    for said in live(group)? {
        if let Said::Person(_, fact) = said {
            facts.push(fact);
        }
    }
    facts.extend(known.elsewhere.get(&id).into_iter().flatten());
    facts.sort_by_key(|f| (f.on, f.position));
    let determined = facts.iter().any(|f| matches!(f.what, PersonWhat::Determined(_)));
    let of_recognised = facts
        .iter()
        .any(|f| matches!(f.what, PersonWhat::Joined { household } if homes.is_recognised.contains(&household)));
    // A member of a recognised household may belong to another household now, so every member is
    // marked. Only the month's last day counts, so later facts are left out; a registration also
    // holds before its day.
    let until = facts.iter().filter(|f| f.on <= month.last() || matches!(f.what, PersonWhat::Registered { .. }));
    let until: Vec<PersonFact> = until.copied().collect();
    let chain = |household| std::rc::Rc::new(household::divisions(&homes.of(household).collect::<Vec<_>>()));
    let status = person::life(&until, chain, lines).on(month.last());
    if let Some(household) = status.member_of {
        let working = status.is_labour() && status.is_employed();
        homes.mark(household, if working { WORKING } else { 0 } | if status.is_seeking() { SEEKING } else { 0 });
    }
    Ok((determined || of_recognised).then_some(Kept { id, facts, determined }))
}

/// Gives the statements in the rows of one subject, without the ones voided among them; empties the
/// group.
fn live(group: &mut Vec<RuleRow>) -> Result<Vec<Said>> {
    let voided: Vec<i64> = group.iter().filter_map(|row| row.voids).collect();
    group.drain(..).filter(|row| row.voids.is_none() && !voided.contains(&row.position)).map(|row| row.said()).collect()
}

/// Splits the numbers up to `last` into ranges of about equal size.
fn split(last: i64, ranges: usize) -> Vec<(i64, i64)> {
    let n = i64::try_from(ranges.max(1)).unwrap_or(1);
    let step = last / n + 1;
    (0..n).map(|i| (i * step, (i + 1) * step)).collect()
}

/// The result of comparing a closed month with its recomputation from the facts.
#[derive(Debug)]
pub struct Verified {
    pub position: i64,
    pub digest: String,
    /// The first difference; none when the month holds.
    pub difference: Option<String>,
}

/// Recomputes a closed month from its facts at its knowledge time, over all connections given.
///
/// # Errors
/// [`Failure::MonthNotClosed`] when the month is open.
pub fn verify(conns: &mut [Conn], month: Month, progress: &(dyn Fn(u64) + Sync)) -> Result<Verified> {
    use crate::db::months::closes as rows;
    let Some(first) = conns.first_mut() else { return Err(Failure::Internal.into()) };
    let Some(close) = rows::close_of(first, month)? else { return Err(Failure::MonthNotClosed.into()) };
    let before = rows::close_of(first, month.previous())?;
    let stored_lines = rows::lines_of(first, month)?;
    let stored_parts = rows::parts_of(first, month)?;
    let carried = match &before {
        Some(before) => {
            let parts = rows::parts_of(first, month.previous())?;
            let computed = Computed { lines: rows::lines_of(first, month.previous())?, parts };
            if super::digest::of(first, month.previous(), &computed)? != before.digest {
                return Ok(Verified {
                    position: close.position,
                    digest: close.digest,
                    difference: Some(format!(
                        "the rows of {}, which {month} opens with, do not give its digest",
                        month.previous()
                    )),
                });
            }
            Some(Carried::of(&computed.parts))
        }
        None => None,
    };
    let computed = Computed::of(parts(conns, month, close.position, carried.as_ref(), progress)?);
    let first = conns.first_mut().ok_or(Error::new(Failure::Internal))?;
    let digest = super::digest::of(first, month, &computed)?;
    let difference = first_difference("line", &stored_lines, &computed.lines, ToString::to_string)
        .map_or_else(|| part_difference(first, &stored_parts, &computed.parts), |d| Ok(Some(d)))?
        .or_else(|| (digest != close.digest).then(|| format!("digest: closed {}, recomputed {digest}", close.digest)));
    Ok(Verified { position: close.position, digest: close.digest, difference })
}

fn part_difference(conn: &mut Conn, stored: &Parts, computed: &Parts) -> Result<Option<String>> {
    let households: Vec<i64> = stored.households.keys().chain(computed.households.keys()).copied().collect();
    let persons: Vec<i64> = stored.persons.keys().chain(computed.persons.keys()).copied().collect();
    if stored == computed {
        return Ok(None);
    }
    let names = crate::db::people::names::names_of(conn, &households, &persons)?;
    let name = |names: &BTreeMap<i64, (String, String)>, id: &i64| {
        names.get(id).map_or_else(|| format!("number {id}"), |(sender, name)| format!("{name} of {sender}"))
    };
    Ok(first_difference("household", &stored.households, &computed.households, |id| name(&names.households, id))
        .or_else(|| first_difference("person", &stored.persons, &computed.persons, |id| name(&names.persons, id))))
}

/// Describes the first difference between two maps.
fn first_difference<K: Ord, V: PartialEq + serde::Serialize>(
    what: &str,
    closed: &BTreeMap<K, V>,
    computed: &BTreeMap<K, V>,
    name: impl Fn(&K) -> String,
) -> Option<String> {
    let shown = |value: Option<&V>| {
        value.map_or_else(|| "nothing".to_owned(), |v| serde_json::to_string(v).unwrap_or_else(|_| "?".to_owned()))
    };
    let keys: std::collections::BTreeSet<&K> = closed.keys().chain(computed.keys()).collect();
    let key = keys.into_iter().find(|k| closed.get(k) != computed.get(k))?;
    Some(format!("{what} {}: closed {}, recomputed {}", name(key), shown(closed.get(key)), shown(computed.get(key))))
}

#[cfg(test)]
mod tests {
    use super::Of;

    #[test]
    fn pages_cover_everybody_once() {
        let pages = |from, to, size| {
            let pages = Of::People(from, to).pages(size).map(|page| match page {
                Of::Households(from, to) | Of::People(from, to) => (from, to),
            });
            pages.collect::<Vec<_>>()
        };
        assert_eq!(pages(3, 12, 4), [(3, 7), (7, 11), (11, 12)]);
        assert_eq!(pages(0, 8, 4), [(0, 4), (4, 8)]);
        assert_eq!(pages(5, 5, 4), []);
        assert_eq!(pages(i64::MAX - 1, i64::MAX, 1), [(i64::MAX - 1, i64::MAX)]);
    }
}
