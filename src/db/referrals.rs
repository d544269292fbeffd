//! Referrals as they are kept beside the services that they are.

use chrono::NaiveDate;
use diesel::dsl::max;
use diesel::prelude::*;

use super::Conn;
use super::facts::paged;
use super::merged::Merged;
use super::schema::{fact, referral};
use crate::domain::codes::ReferralState;
use crate::error::Result;
use crate::on_engine;

/// A referral.
#[derive(Insertable, Queryable, AsChangeset, Clone, PartialEq, Debug)]
#[diesel(table_name = referral, treat_none_as_default_value = false, treat_none_as_null = true)]
pub struct ReferralRow {
    pub id: i64,
    pub name: String,
    pub case_position: i64,
    pub person_id: i64,
    pub vacancy_id: i64,
    pub position: i64,
    pub made_on: NaiveDate,
    pub state: i16,
    pub answered_on: Option<NaiveDate>,
    pub message_id: Option<i64>,
    pub uscc: String,
    pub found: Option<i64>,
    pub found_state: Option<i16>,
    pub found_on: Option<NaiveDate>,
    pub found_message: Option<i64>,
    /// Whether the platform may be told that the person is determined as a difficult person.
    pub determination_shared: bool,
}

impl ReferralRow {
    /// Tells where it stands.
    pub fn state(&self) -> Option<ReferralState> {
        ReferralState::from_number(self.state)
    }

    /// The helper's own answer.
    pub fn own(&self) -> Option<(NaiveDate, ReferralState)> {
        let own = Some((self.found_on?, ReferralState::from_number(self.found_state?)?));
        own.filter(|_| self.found_message.is_none())
    }

    /// The day of a refusal whose reason the helper has not looked at.
    pub fn to_check(&self) -> Option<NaiveDate> {
        let (state, on) = (self.state().filter(|state| state.is_persons_refusal())?, self.answered_on?);
        let is_looked_at = match self.message_id {
            Some(told) => self.found_message == Some(told),
            None => self.own() == Some((on, state)),
        };
        (!is_looked_at).then_some(on)
    }
}

/// The next free number.
///
/// # Errors
/// When the database fails.
pub fn next_id(conn: &mut Conn) -> Result<i64> {
    let last: Option<i64> = referral::table.select(max(referral::id)).first(conn)?;
    Ok(last.unwrap_or(0) + 1)
}

/// Keeps a new one.
///
/// # Errors
/// When the database fails.
pub fn insert(conn: &mut Conn, row: &ReferralRow) -> Result<()> {
    diesel::insert_into(referral::table).values(row).execute(conn)?;
    Ok(())
}

/// Keeps what changed of one.
///
/// # Errors
/// When the database fails.
pub fn update(conn: &mut Conn, row: &ReferralRow) -> Result<()> {
    diesel::update(referral::table.find(row.id)).set(row).execute(conn)?;
    Ok(())
}

/// Lets the referrals of cases that were opened under these registrations be of who stays.
///
/// # Errors
/// When the database fails.
pub fn follow(conn: &mut Conn, registrations: &[i64], merged: &Merged) -> Result<()> {
    let rows: Vec<(i64, i64, i64)> = paged(registrations, |page| {
        let query = referral::table
            .inner_join(fact::table.on(fact::position.eq(referral::case_position)))
            .filter(fact::person_id.eq_any(page))
            .select((referral::id, referral::person_id, fact::person_id.assume_not_null()));
        Ok(on_engine!(&mut *conn, |c| query.load(c))?)
    })?;
    for (id, person, opened_under) in rows {
        let stays = merged.root(opened_under);
        if stays != person {
            diesel::update(referral::table.find(id)).set(referral::person_id.eq(stays)).execute(conn)?;
        }
    }
    Ok(())
}

/// Those of these numbers.
///
/// # Errors
/// When the database fails.
pub fn load(conn: &mut Conn, ids: &[i64]) -> Result<Vec<ReferralRow>> {
    paged(ids, |page| {
        let query = referral::table.filter(referral::id.eq_any(page));
        Ok(on_engine!(&mut *conn, |c| query.load::<ReferralRow>(c))?)
    })
}
