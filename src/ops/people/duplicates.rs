//! Finds persons that may have been registered twice.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use diesel::prelude::*;
use serde::Serialize;

use super::people::{PersonBrief, Row, columns};
use crate::db::schema::{person, profile};
use crate::domain::people::likeness::{Traits, likeness};
use crate::domain::values::codes::Likeness;
use crate::error::{Failure, Result};
use crate::on_engine;
use crate::ops::session::Session;

/// Maximum number of persons compared for a birth date, and for a phone ending: a city has a few
/// dozen of each.
const COMPARED: i64 = 1000;
/// Maximum number of candidates in an answer.
const TOLD: usize = 50;

/// A person that may be the same as another one.
#[derive(Serialize, utoipa::ToSchema, Debug)]
pub struct Candidate {
    pub person: PersonBrief,
    /// What the two have in common: `same_name`, `same_sound`, `same_birth_date`, `same_phone_end`,
    /// `same_household`.
    #[schema(value_type = Vec<String>, example = json!(["same_name", "same_birth_date"]))]
    pub reasons: Vec<&'static str>,
}

type Compared = (Row, NaiveDate, Option<Vec<u8>>);

/// Finds the persons in scope that may be the same as a person in scope, those with most in common
/// first.
///
/// # Errors
/// [`Failure::NotFound`] if there is no such person in scope.
pub fn of(s: &mut Session, id: i64) -> Result<Vec<Candidate>> {
    let traits = (columns(), profile::born_on, profile::phone_index);
    let own: Option<Compared> = s.profiles().filter(person::id.eq(id)).select(traits).first(s.conn).optional()?;
    let (own, born_on, phone) = own.ok_or(Failure::NotFound)?;
    let others = s.profiles().filter(person::id.ne(id)).limit(COMPARED);
    let of_day = others.filter(profile::born_on.eq(born_on)).select(traits);
    let mut found: Vec<Compared> = on_engine!(&mut *s.conn, |c| of_day.load(c))?;
    if let Some(phone) = &phone {
        let of_phone = others.filter(profile::phone_index.eq(phone)).select(traits);
        found.extend(on_engine!(&mut *s.conn, |c| of_phone.load::<Compared>(c))?);
    }
    let own = traits_of(&own, born_on, phone);
    let mut candidates = BTreeMap::new();
    for (row, born_on, phone) in found {
        if let Some(common) = likeness(&own, &traits_of(&row, born_on, phone)) {
            candidates.insert(row.0, (row, common));
        }
    }
    let mut candidates: Vec<_> = candidates.into_values().collect();
    candidates.sort_by_key(|((id, ..), common)| (std::cmp::Reverse(common.len()), *id));
    candidates.truncate(TOLD);
    let told = candidates.into_iter().map(|(row, common)| {
        let reasons = common.into_iter().map(Likeness::as_str).collect();
        Ok(Candidate { person: PersonBrief::of(row)?, reasons })
    });
    told.collect()
}

fn traits_of(row: &Row, born_on: NaiveDate, phone_end: Option<Vec<u8>>) -> Traits {
    let (_, _, _, name, _, household) = row;
    Traits { name: name.clone().unwrap_or_default(), born_on, phone_end, household: *household }
}
