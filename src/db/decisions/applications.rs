//! Applications: the facts of applications and their steps, and the derived row with the stage of
//! each.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use diesel::dsl::{exists, not};
use diesel::prelude::*;

use crate::db::engine::bulk::{self, rows};
use crate::db::engine::conn::Conn;
use crate::db::engine::query::{is_kind, paged};
use crate::db::facts::rows;
use crate::db::people::merged::Merged;
use crate::db::schema::{application, fact};
use crate::domain::decisions::application::{Standing, Taken};
use crate::domain::values::codes::{Category, Kind};
use crate::error::Result;
use crate::on_engine;

/// An application and its live steps, each with its position.
#[derive(Clone, Debug)]
pub struct Application {
    pub person_id: Option<i64>,
    pub household_id: Option<i64>,
    pub category: Option<Category>,
    pub applied_on: NaiveDate,
    pub steps: Vec<(i64, Taken)>,
}

impl Application {
    /// Derives the current stage and its days.
    pub fn standing(&self) -> Standing {
        Standing::after(self.applied_on, self.steps.iter().map(|(_, taken)| taken))
    }
}

/// The derived row of an application.
#[derive(Insertable, Clone, Debug)]
#[diesel(table_name = application, treat_none_as_default_value = false)]
pub struct ApplicationRow {
    pub position: i64,
    pub person_id: Option<i64>,
    pub household_id: Option<i64>,
    pub category: Option<i16>,
    pub applied_on: NaiveDate,
    pub stage: i16,
    pub since: NaiveDate,
    pub notice_from: Option<NaiveDate>,
    pub notice_until: Option<NaiveDate>,
}

rows! {
    ApplicationRow => application,
}

impl ApplicationRow {
    /// Derives the row of the application at this position.
    pub fn of(position: i64, application: &Application) -> Self {
        let standing = application.standing();
        Self {
            position,
            person_id: application.person_id,
            household_id: application.household_id,
            category: application.category.map(Category::number),
            applied_on: application.applied_on,
            stage: standing.stage.number(),
            since: standing.since,
            notice_from: standing.notice.map(|(from, _)| from),
            notice_until: standing.notice.map(|(_, until)| until),
        }
    }
}

/// Loads the live applications filed under these registrations. It does not look up merged
/// registrations: the caller passes every registration of a person.
///
/// # Errors
/// As [`load`].
pub fn of_people(conn: &mut Conn, people: &[i64]) -> Result<BTreeMap<i64, Application>> {
    let some: Vec<Option<i64>> = people.iter().copied().map(Some).collect();
    let positions: Vec<i64> = paged(&some, |page| {
        Ok(on_engine!(&mut *conn, |c| fact::table
            .filter(is_kind(Kind::PersonApplied))
            .filter(fact::person_id.eq_any(page))
            .select(fact::position)
            .load(c))?)
    })?;
    load(conn, &positions)
}

/// Loads the live applications at these positions, each with its live steps in the order of
/// position.
///
/// # Errors
/// When the database fails, or the row of a step is damaged.
pub fn load(conn: &mut Conn, positions: &[i64]) -> Result<BTreeMap<i64, Application>> {
    type Applied = (i64, Option<i64>, Option<i64>, i16, Option<i16>, NaiveDate);
    type Step = (i64, Option<i64>, NaiveDate, Option<i16>, Option<String>);
    let kinds = [Kind::HouseholdApplied.number(), Kind::PersonApplied.number()];
    let applied: Vec<Applied> = paged(positions, |page| {
        let void = diesel::alias!(fact as void);
        let voided = void.filter(void.field(fact::voids).eq(fact::position.nullable()));
        Ok(on_engine!(&mut *conn, |c| fact::table
            .filter(fact::position.eq_any(page))
            .filter(fact::kind.eq_any(kinds))
            .filter(not(exists(voided)))
            .select((fact::position, fact::person_id, fact::household_id, fact::kind, fact::code, fact::effective_on))
            .load(c))?)
    })?;
    let steps: Vec<Step> = paged(positions, |page| {
        let void = diesel::alias!(fact as void);
        let voided = void.filter(void.field(fact::voids).eq(fact::position.nullable()));
        let page: Vec<Option<i64>> = page.into_iter().map(Some).collect();
        Ok(on_engine!(&mut *conn, |c| fact::table
            .filter(fact::about.eq_any(page))
            .filter(not(exists(voided)))
            .order(fact::position)
            .select((fact::position, fact::about, fact::effective_on, fact::code, fact::attributes))
            .load(c))?)
    })?;
    let merged = if applied.is_empty() { Merged::default() } else { Merged::now(conn)? };
    let mut applications: BTreeMap<i64, Application> = applied
        .into_iter()
        .map(|(position, person_id, household_id, kind, code, applied_on)| {
            let person_id = person_id.map(|id| merged.root(id));
            let category = code.filter(|_| kind == Kind::PersonApplied.number()).and_then(Category::from_number);
            (position, Application { person_id, household_id, category, applied_on, steps: Vec::new() })
        })
        .collect();
    for (position, about, on, code, attributes) in steps {
        if let Some(application) = about.and_then(|about| applications.get_mut(&about)) {
            application.steps.push((position, rows::taken(position, on, code, attributes.as_deref())?));
        }
    }
    Ok(applications)
}

/// Writes rows, after it deletes the rows at the positions `known`.
///
/// # Errors
/// When the database fails.
pub fn save(conn: &mut Conn, known: &[i64], rows: &[ApplicationRow]) -> Result<()> {
    for position in known {
        diesel::delete(application::table.find(*position)).execute(conn)?;
    }
    bulk::insert(conn, rows)
}
