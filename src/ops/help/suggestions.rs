//! Suggestions of helpers for a case.

use std::collections::BTreeMap;

use diesel::prelude::*;
use serde::Serialize;

use super::case_views;
use super::helpers::{COLUMNS, HelperAccount, Row};
use crate::db::help::cases::{Load, loads};
use crate::db::schema::account;
use crate::domain::help::case::load;
use crate::domain::values::division::{Division, Level};
use crate::error::Result;
use crate::on_engine;
use crate::ops::recording::own::identities;
use crate::ops::session::Session;

/// An account that could help, with the reasons for and against it.
#[derive(Serialize, utoipa::ToSchema, Debug)]
pub struct Suggestion {
    /// The id of the account.
    pub helper: String,
    pub username: String,
    #[schema(value_type = String, example = "community_caseworker")]
    pub role: &'static str,
    #[schema(value_type = String, example = "440703002101")]
    pub division: Division,
    /// The number of open cases.
    pub cases: usize,
    /// The weight of the cases: one for each, and one for each category in which its person is
    /// determined, at most three.
    pub weight: usize,
    /// The weight that a helper should not reach.
    pub most: usize,
    /// Any of `same_community`, `least_loaded` and `over_limit`.
    #[schema(value_type = Vec<String>, example = json!(["same_community", "least_loaded"]))]
    pub reasons: Vec<&'static str>,
}

/// Suggests helpers for a case, the best first: with room left, then of the person's own village or
/// neighbourhood, then least loaded.
///
/// # Errors
/// [`Failure::NotFound`](crate::error::Failure::NotFound) if there is no such case in scope.
pub fn suggestions(s: &mut Session, id: i64) -> Result<Vec<Suggestion>> {
    let (of, person, present) = case_views::place_of(s, id)?;
    // For a person that lives outside the city, the accounts of the whole city are the nearest.
    let near = if of.is_in_city() { [of, of.ancestor(Level::Township)] } else { [Division::CITY; 2] };
    let near = near.map(Division::number);
    let query = account::table.filter(account::division.eq_any(near)).order(account::id).select(COLUMNS);
    let rows: Vec<Row> = on_engine!(&mut *s.conn, |c| query.load(c))?;
    let accounts = rows.into_iter().map(HelperAccount::of).collect::<Result<Vec<_>>>()?;
    let identities = identities(s, Some(person), None)?;
    let own =
        |account: &HelperAccount| account.id_number_index.as_ref().is_some_and(|index| identities.contains(index));
    let able: Vec<HelperAccount> = accounts
        .into_iter()
        .filter(|account| account.may_help_in(of) && !own(account) && Some(&account.id) != present.as_ref())
        .collect();
    let ids: Vec<&str> = able.iter().map(|account| account.id.as_str()).collect();
    let loads: BTreeMap<String, Load> = loads(s.conn, &ids, s.clock.today())?;
    let load_of = |account: &HelperAccount| loads.get(&account.id).copied().unwrap_or_default();
    let least = able.iter().map(|account| load_of(account).weight).min();
    let mut suggestions: Vec<Suggestion> = able
        .iter()
        .map(|account| {
            let Load { cases, weight } = load_of(account);
            let reasons = [
                ("same_community", account.division == of),
                ("least_loaded", Some(weight) == least),
                ("over_limit", weight >= load::MOST),
            ];
            Suggestion {
                helper: account.id.clone(),
                username: account.username.clone(),
                role: account.role.as_str(),
                division: account.division,
                cases,
                weight,
                most: load::MOST,
                reasons: reasons.into_iter().filter(|(_, holds)| *holds).map(|(reason, _)| reason).collect(),
            }
        })
        .collect();
    suggestions.sort_by_key(|of| (of.weight >= of.most, !of.reasons.contains(&"same_community"), of.weight));
    Ok(suggestions)
}
