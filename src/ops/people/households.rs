//! Households as their caseworkers see them: a page of briefs, and one with its present members.

use diesel::prelude::*;
use serde::Serialize;

use super::people::{PersonBrief, briefs};
use crate::db::schema::{household, person, sender};
use crate::domain::values::division::Division;
use crate::error::{Failure, Result};
use crate::on_engine;
use crate::ops::session::Session;
use crate::ops::session::scope::division;

/// What a list tells of a household.
#[derive(Serialize, utoipa::ToSchema, Debug)]
pub struct HouseholdBrief {
    pub id: i64,
    /// Whose name for the household `household_ref` is.
    pub sender: String,
    pub household_ref: String,
    /// Significant digits.
    #[schema(value_type = String, example = "440703002101")]
    pub division: Division,
    pub urban: bool,
}

/// What is told of one household.
#[derive(Serialize, utoipa::ToSchema, Debug)]
pub struct Household {
    #[serde(flatten)]
    pub brief: HouseholdBrief,
    /// The present members.
    pub members: Vec<PersonBrief>,
}

/// Which households a page lists.
pub struct Wanted {
    pub division: Option<Division>,
    /// The last household of the page before.
    pub after: Option<i64>,
    pub limit: i64,
}

type Row = (i64, String, String, i64, bool);

impl HouseholdBrief {
    fn of((id, sender, household_ref, number, urban): Row) -> Result<Self> {
        Ok(Self { id, sender, household_ref, division: division(number)?, urban })
    }
}

/// Lists households in scope by number, one more than the limit when there are more.
///
/// # Errors
/// [`Failure::UnknownDivision`] for a division outside the scope.
pub fn list(s: &mut Session, wanted: &Wanted) -> Result<Vec<HouseholdBrief>> {
    let columns = (household::id, sender::name, household::ref_, household::division, household::urban);
    let mut query = s.households().select(columns).into_boxed();
    if let Some(division) = wanted.division {
        let (from, to) = s.within(division)?;
        query = query.filter(household::division.ge(from)).filter(household::division.lt(to));
    }
    if let Some(after) = wanted.after {
        query = query.filter(household::id.gt(after));
    }
    let rows: Vec<Row> = query.order(household::id).limit(wanted.limit + 1).load(s.conn)?;
    rows.into_iter().map(HouseholdBrief::of).collect()
}

/// Finds the briefs of those of these households that are in scope.
pub(in crate::ops) fn household_briefs(s: &mut Session, ids: &[i64]) -> Result<Vec<HouseholdBrief>> {
    let mut found = Vec::new();
    for page in ids.chunks(500) {
        let columns = (household::id, sender::name, household::ref_, household::division, household::urban);
        let query = s.households().filter(household::id.eq_any(page.to_vec())).order(household::id).select(columns);
        let rows: Vec<Row> = on_engine!(&mut *s.conn, |c| query.load(c))?;
        for row in rows {
            found.push(HouseholdBrief::of(row)?);
        }
    }
    Ok(found)
}

/// Finds a household in scope, with its members.
///
/// # Errors
/// [`Failure::NotFound`] when there is none.
pub fn get(s: &mut Session, id: i64) -> Result<Household> {
    let brief = household_briefs(s, &[id])?.pop().ok_or(Failure::NotFound)?;
    let members = s.people().filter(person::household_id.eq(id)).select(person::id).load::<i64>(s.conn)?;
    Ok(Household { brief, members: briefs(s, &members)? })
}
