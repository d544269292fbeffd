//! Cases of help: the facts that they are read from, and the derived row with the state of each.

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;
use diesel::dsl::{exists, not};
use diesel::prelude::*;
use serde_json::{Map, Value};

use crate::db::decisions::calendars;
use crate::db::engine::bulk::{self, rows};
use crate::db::engine::conn::Conn;
use crate::db::engine::query::paged;
use crate::db::people::merged::Merged;
use crate::db::registers::spans;
use crate::db::schema::{fact, help_case, helper};
use crate::domain::help::case::{Case, CaseFact, CaseWhat, Served, assign_by, cases, first_contact_by, load};
use crate::domain::registers::world::Histories;
use crate::domain::values::codes::{CloseReason, Due, Exit, Kind, Outcome, Package, Service};
use crate::domain::values::working_days::Calendar;
use crate::error::{Failure, Result, corrupt};
use crate::on_engine;

/// The derived row of a case.
#[derive(Insertable, Queryable, AsChangeset, Clone, PartialEq, Debug)]
#[diesel(table_name = help_case, primary_key(position), treat_none_as_default_value = false, treat_none_as_null = true)]
pub struct CaseRow {
    pub position: i64,
    pub person_id: i64,
    pub package: i16,
    pub stage: i16,
    pub opened_on: NaiveDate,
    pub planned_on: Option<NaiveDate>,
    pub served_on: Option<NaiveDate>,
    pub placed_on: Option<NaiveDate>,
    pub closed_on: Option<NaiveDate>,
    pub close_reason: Option<i16>,
    pub helper_id: Option<i64>,
    pub offered_to: Option<i64>,
    pub assign_by: Option<NaiveDate>,
    pub due_on: Option<NaiveDate>,
    pub due: Option<i16>,
    pub refused_on: Option<NaiveDate>,
    pub lost_on: Option<NaiveDate>,
}

rows! {
    CaseRow => help_case,
}

impl CaseRow {
    fn of(person: i64, case: &Case, helper: Option<i64>, calendar: &Calendar) -> Self {
        let due = case.due(calendar);
        let is_open = case.closed.is_none();
        Self {
            position: case.position,
            person_id: person,
            package: case.package.number(),
            stage: case.stage().number(),
            opened_on: case.opened_on,
            planned_on: case.planned_on,
            served_on: case.services.last().map(|help| help.on),
            placed_on: case.placed_on,
            closed_on: case.closed.map(|(on, _)| on),
            close_reason: case.closed.map(|(_, reason)| reason.number()),
            helper_id: helper.filter(|_| is_open),
            offered_to: case.offered_to.filter(|_| is_open),
            assign_by: is_open.then(|| assign_by(case.package, case.opened_on, calendar).on),
            due_on: due.map(|(on, _)| on),
            due: due.map(|(_, due)| due.number()),
            refused_on: case.refused_on(),
            lost_on: case.lost_on(),
        }
    }
}

impl CaseRow {
    /// Gives the removal proposed on a day, and its first day. A refusal comes before lost contact.
    pub fn proposal(&self, day: NaiveDate) -> Option<(Exit, NaiveDate)> {
        let refused = self.refused_on.map(|on| (Exit::E09, on));
        let lost = self.lost_on.map(|on| (Exit::E11, on));
        [refused, lost].into_iter().flatten().find(|(_, on)| *on <= day)
    }

    /// Computes the days of an open case that are counted in working days (as [`Case::due`] does).
    fn counted_by(self, calendar: &Calendar) -> Result<Self> {
        let package = Package::from_number(self.package).ok_or(Failure::Internal)?;
        let assign_by = Some(assign_by(package, self.opened_on, calendar).on);
        if self.served_on.is_some() || self.placed_on.is_some() {
            return Ok(Self { assign_by, ..self });
        }
        let due_on = Some(first_contact_by(self.opened_on, calendar).on);
        Ok(Self { assign_by, due_on, due: Some(Due::FirstContact.number()), ..self })
    }

    /// Tells whether the last day for assigning a helper rests on a provisional calendar.
    pub fn is_assign_by_provisional(&self, calendar: &Calendar) -> bool {
        let package = Package::from_number(self.package).filter(|_| self.assign_by.is_some());
        package.is_some_and(|package| assign_by(package, self.opened_on, calendar).is_provisional)
    }

    /// Tells whether the last day of the next due action rests on a provisional calendar.
    pub fn is_due_provisional(&self, calendar: &Calendar) -> bool {
        self.due == Some(Due::FirstContact.number()) && first_contact_by(self.opened_on, calendar).is_provisional
    }
}

/// Derives the cases again of those of these persons that have any, and of the persons with a case
/// `opened`.
///
/// # Errors
/// When the database fails, or a fact is damaged.
pub fn settle(
    conn: &mut Conn,
    people: &BTreeSet<i64>,
    opened: &BTreeSet<i64>,
    histories: &Histories<'_>,
    merged: &Merged,
) -> Result<()> {
    let people: Vec<i64> = people.union(opened).copied().collect();
    let known: Vec<CaseRow> = paged(&people, |page| {
        Ok(on_engine!(&mut *conn, |c| help_case::table.filter(help_case::person_id.eq_any(page)).load(c))?)
    })?;
    let people: BTreeSet<i64> = known.iter().map(|row| row.person_id).chain(opened.iter().copied()).collect();
    let people: Vec<i64> = people.into_iter().collect();
    if people.is_empty() {
        return Ok(());
    }
    let calendar = calendars::load(conn)?;
    let mut known: BTreeMap<i64, CaseRow> = known.into_iter().map(|row| (row.position, row)).collect();
    let (mut changed, mut new, mut gone) = (Vec::new(), Vec::new(), Vec::new());
    for (person, facts) in facts_of(conn, &people, merged)? {
        let helper = histories.helper_of(person);
        for case in cases(&facts, histories.life(person).employed_since()) {
            let row = CaseRow::of(person, &case, helper, &calendar);
            match known.remove(&row.position) {
                Some(was) if was == row => {}
                Some(was) if was.person_id == row.person_id => changed.push(row),
                // The case moved to this person, who may have a case of its own: delete the old row
                // first.
                Some(was) => {
                    gone.push(was.position);
                    new.push(row);
                }
                None => new.push(row),
            }
        }
    }
    for position in known.into_keys().chain(gone) {
        diesel::delete(help_case::table.find(position)).execute(conn)?;
    }
    // Closed cases are written first, so that they make room for open ones.
    changed.sort_by_key(|row| row.closed_on.is_none());
    for row in changed {
        diesel::update(help_case::table.find(row.position)).set(&row).execute(conn)?;
    }
    bulk::insert(conn, &new)
}

/// Recounts the days of open cases that are counted in working days, a page at a time, and gives
/// the number of cases that changed.
///
/// # Errors
/// When the database fails.
pub fn redate(conn: &mut Conn, calendar: &Calendar) -> Result<usize> {
    const PAGE: i64 = 1000;
    let (mut after, mut redated) = (0, 0);
    loop {
        let query = help_case::table
            .filter(help_case::position.gt(after))
            .filter(help_case::closed_on.is_null())
            .order(help_case::position)
            .limit(PAGE);
        let rows: Vec<CaseRow> = on_engine!(&mut *conn, |c| query.load(c))?;
        let Some(last) = rows.last() else { return Ok(redated) };
        after = last.position;
        for was in rows {
            let row = was.clone().counted_by(calendar)?;
            if row != was {
                let days = (
                    help_case::assign_by.eq(row.assign_by),
                    help_case::due_on.eq(row.due_on),
                    help_case::due.eq(row.due),
                );
                diesel::update(help_case::table.find(row.position)).set(days).execute(conn)?;
                redated += 1;
            }
        }
    }
}

/// Gives the live facts of the cases of these persons, by day, then position. Every person asked
/// for has an entry; that of a registration merged away is empty.
///
/// # Errors
/// As [`settle`].
pub fn facts_of(conn: &mut Conn, people: &[i64], merged: &Merged) -> Result<BTreeMap<i64, Vec<CaseFact>>> {
    type Row = (i64, i16, NaiveDate, Option<i64>, Option<i64>, Option<i16>, Option<i16>, Option<String>);
    let kinds = [
        Kind::CaseOpened,
        Kind::CasePlanned,
        Kind::CaseClosed,
        Kind::HandoverOffered,
        Kind::HandoverAnswered,
        Kind::HelperAssigned,
        Kind::RemovalDismissed,
        Kind::ServiceDelivered,
        Kind::WishDeclared,
        Kind::PersonApplied,
        Kind::UnemploymentRegistered,
    ]
    .map(Kind::number);
    let some: Vec<Option<i64>> = merged.names(people.iter().copied()).into_iter().map(Some).collect();
    let rows: Vec<Row> = paged(&some, |page| {
        let void = diesel::alias!(fact as void);
        let voided = void.filter(void.field(fact::voids).eq(fact::position.nullable()));
        let query = fact::table
            .filter(fact::person_id.eq_any(page))
            .filter(fact::kind.eq_any(kinds))
            .filter(not(exists(voided)))
            .order((fact::effective_on, fact::position))
            .select((
                fact::position,
                fact::kind,
                fact::effective_on,
                fact::person_id,
                fact::helper_id,
                fact::code,
                fact::reason,
                fact::attributes,
            ));
        Ok(on_engine!(&mut *conn, |c| query.load(c))?)
    })?;
    let mut facts: BTreeMap<i64, Vec<CaseFact>> = people.iter().map(|id| (*id, Vec::new())).collect();
    for (position, kind, on, person, helper, code, reason, attributes) in rows {
        let what = what(kind, helper, code, reason, attributes.as_deref());
        let what = what.ok_or_else(|| corrupt("fact", position, "not whole"))?;
        let Some(of) = person else { continue };
        if let Some(facts) = facts.get_mut(&merged.root(of)) {
            facts.push(CaseFact { position, of, on, what });
        }
    }
    Ok(facts)
}

fn what(
    kind: i16,
    helper: Option<i64>,
    code: Option<i16>,
    reason: Option<i16>,
    attributes: Option<&str>,
) -> Option<CaseWhat> {
    Some(match Kind::from_number(kind)? {
        Kind::CaseOpened => CaseWhat::Opened { package: Package::from_number(code?)? },
        Kind::CasePlanned => CaseWhat::Planned,
        Kind::CaseClosed => CaseWhat::Closed { reason: CloseReason::from_number(code?)? },
        Kind::HandoverOffered => CaseWhat::Offered { helper: helper? },
        Kind::HandoverAnswered | Kind::HelperAssigned => CaseWhat::Answered,
        Kind::RemovalDismissed => CaseWhat::Dismissed { reason: Exit::from_number(reason?)? },
        Kind::ServiceDelivered => CaseWhat::Served(served(code?, helper, attributes)?),
        _ => CaseWhat::Heard,
    })
}

fn served(code: i16, helper: Option<i64>, attributes: Option<&str>) -> Option<Served> {
    let attributes: Map<String, Value> = attributes.map_or(Ok(Map::new()), serde_json::from_str).ok()?;
    let word = |name: &str| attributes.get(name).and_then(Value::as_str);
    Some(Served {
        service: Service::from_number(code)?,
        outcome: word("outcome").and_then(Outcome::from_word),
        posts: attributes.get("posts").and_then(|posts| posts.as_u64()?.try_into().ok()),
        justified: attributes.get("justified").and_then(Value::as_bool),
        next_on: word("next_on").and_then(|day| day.parse().ok()),
        helper,
    })
}

/// The load of a helper.
#[derive(Clone, Copy, Default, PartialEq, Eq, Debug)]
pub struct Load {
    /// The number of open cases.
    pub cases: usize,
    pub weight: usize,
}

/// Gives the load of these helpers on a day, by the references under which they are assigned.
/// Helpers without a case are left out.
///
/// # Errors
/// When the database fails.
pub fn loads(conn: &mut Conn, helpers: &[&str], day: NaiveDate) -> Result<BTreeMap<String, Load>> {
    let helped: Vec<(String, i64)> = paged(helpers, |page| {
        let query = help_case::table
            .inner_join(helper::table.on(helper::id.nullable().eq(help_case::helper_id)))
            .filter(helper::ref_.eq_any(page))
            .select((helper::ref_, help_case::person_id));
        Ok(on_engine!(&mut *conn, |c| query.load(c))?)
    })?;
    let people: Vec<i64> = helped.iter().map(|(_, person)| *person).collect();
    let categories = spans::categories_on(conn, &people, day)?;
    let mut loads: BTreeMap<String, Load> = BTreeMap::new();
    for (helper, person) in helped {
        let of = loads.entry(helper).or_default();
        of.cases += 1;
        of.weight += load::weight(categories.get(&person).map_or(0, |held| held.iter().count()));
    }
    Ok(loads)
}
