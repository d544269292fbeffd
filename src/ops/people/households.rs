//! Reads households: a page of them, or one with its present members.

use diesel::prelude::*;
use serde::Serialize;

use super::people::{PersonBrief, briefs};
use crate::db::schema::{household, person, sender};
use crate::domain::values::division::Division;
use crate::error::{Failure, Result};
use crate::on_engine;
use crate::ops::session::Session;
use crate::ops::session::scope::division;

/// A household, as a list shows it.
#[derive(Serialize, utoipa::ToSchema, Debug)]
pub struct HouseholdBrief {
    pub id: i64,
    /// The sender of `household_ref`.
    pub sender: String,
    pub household_ref: String,
    /// The household's division, in significant digits.
    #[schema(value_type = String, example = "440703002101")]
    pub division: Division,
    pub urban: bool,
}

/// One household with its members.
#[derive(Serialize, utoipa::ToSchema, Debug)]
pub struct Household {
    #[serde(flatten)]
    pub brief: HouseholdBrief,
    /// The present members.
    pub members: Vec<PersonBrief>,
}

/// The filter and the page of a list of households.
pub struct Wanted {
    pub division: Option<Division>,
    /// The last household of the previous page.
    pub after: Option<i64>,
    pub limit: i64,
}

type Row = (i64, String, String, i64, bool);

impl HouseholdBrief {
    fn of((id, sender, household_ref, number, urban): Row) -> Result<Self> {
        Ok(Self { id, sender, household_ref, division: division(number)?, urban })
    }
}

/// Lists households in scope by number; gives one more than the limit if there are more.
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

/// Gives those of these households that are in scope, as a list shows them.
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

/// Gives a household in scope, with its members.
///
/// # Errors
/// [`Failure::NotFound`] if there is no such household in scope.
pub fn get(s: &mut Session, id: i64) -> Result<Household> {
    let brief = household_briefs(s, &[id])?.pop().ok_or(Failure::NotFound)?;
    let members = s.people().filter(person::household_id.eq(id)).select(person::id).load::<i64>(s.conn)?;
    Ok(Household { brief, members: briefs(s, &members)? })
}
