//! The stored referrals, each beside the service that it is.

use std::collections::BTreeSet;

use chrono::NaiveDate;
use diesel::dsl::{auto_type, max, not, sql};
use diesel::expression::SqlLiteral;
use diesel::prelude::*;
use diesel::sql_types::Bool;

use crate::db::engine::conn::Conn;
use crate::db::engine::query::paged;
use crate::db::people::merged::Merged;
use crate::db::schema::{fact, referral, vacancy};
use crate::domain::registers::world::Histories;
use crate::domain::values::codes::{ReferralState, Unfit};
use crate::error::Result;
use crate::on_engine;

/// A referral.
#[derive(Insertable, Queryable, Clone, PartialEq, Debug)]
#[diesel(table_name = referral, treat_none_as_default_value = false)]
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
    /// Whether the platform may learn that the person is determined as a difficult person.
    pub determination_shared: bool,
    /// The first day on which the person is outside the labour force, and the reason (an
    /// [`Unfit`]). An open referral has ended from that day on.
    pub ends_on: Option<NaiveDate>,
    pub ends_for: Option<i16>,
    /// Whether its platform was notified of the end.
    pub end_told: bool,
}

impl ReferralRow {
    /// Gives the state by the answers alone.
    pub fn state(&self) -> Option<ReferralState> {
        ReferralState::from_number(self.state)
    }

    /// Gives the state on a day: an open referral has ended once the person has left the labour
    /// force.
    pub fn state_on(&self, day: NaiveDate) -> Option<ReferralState> {
        self.state().map(|state| if self.had_ended(day) && !state.is_settled() { ReferralState::Ended } else { state })
    }

    /// Tells whether it had ended by a day. Stored ends may lie in the future: do not ask for a day
    /// after today, because the answer would reveal the day of retirement.
    pub fn had_ended(&self, day: NaiveDate) -> bool {
        self.ends_on.is_some_and(|ends_on| ends_on <= day)
    }

    /// Gives the reason for which it has ended, if it has.
    pub fn ended_for(&self, day: NaiveDate) -> Option<Unfit> {
        let has_ended = self.state_on(day) == Some(ReferralState::Ended);
        self.ends_for.filter(|_| has_ended).and_then(Unfit::from_number)
    }

    /// Gives the helper's own finding.
    pub fn own(&self) -> Option<(NaiveDate, ReferralState)> {
        let own = Some((self.found_on?, ReferralState::from_number(self.found_state?)?));
        own.filter(|_| self.found_message.is_none())
    }

    /// Gives the day of a refusal whose reason the helper has not reviewed.
    pub fn to_check(&self) -> Option<NaiveDate> {
        let (state, on) = (self.state().filter(|state| state.is_persons_refusal())?, self.answered_on?);
        let is_looked_at = match self.message_id {
            Some(told) => self.found_message == Some(told),
            None => self.own() == Some((on, state)),
        };
        (!is_looked_at).then_some(on)
    }
}

/// Gives the next free ID.
///
/// # Errors
/// When the database fails.
pub fn next_id(conn: &mut Conn) -> Result<i64> {
    let last: Option<i64> = referral::table.select(max(referral::id)).first(conn)?;
    Ok(last.unwrap_or(0) + 1)
}

/// Stores a new referral.
///
/// # Errors
/// When the database fails.
pub fn insert(conn: &mut Conn, row: &ReferralRow) -> Result<()> {
    diesel::insert_into(referral::table).values(row).execute(conn)?;
    Ok(())
}

/// Stores the answers and the findings. The end is not written: it follows from facts, and may have
/// changed since the row was read.
///
/// # Errors
/// When the database fails.
pub fn update(conn: &mut Conn, row: &ReferralRow) -> Result<()> {
    diesel::update(referral::table.find(row.id))
        .set((
            referral::state.eq(row.state),
            referral::answered_on.eq(row.answered_on),
            referral::message_id.eq(row.message_id),
            referral::found.eq(row.found),
            referral::found_state.eq(row.found_state),
            referral::found_on.eq(row.found_on),
            referral::found_message.eq(row.found_message),
        ))
        .execute(conn)?;
    Ok(())
}

/// Stores whether the platform was notified of the end.
///
/// # Errors
/// When the database fails.
pub fn put_told(conn: &mut Conn, id: i64, end_told: bool) -> Result<()> {
    diesel::update(referral::table.find(id)).set(referral::end_told.eq(end_told)).execute(conn)?;
    Ok(())
}

/// Moves the referrals of cases opened under these registrations to the surviving registrations.
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

/// Selects the referrals that were open when their person left the labour force by this day.
#[auto_type]
pub fn has_ended(day: NaiveDate) -> _ {
    let open: SqlLiteral<Bool> = sql("referral.state in (1, 2, 3)");
    open.and(referral::ends_on.is_not_null()).and(referral::ends_on.assume_not_null().le(day))
}

/// Derives the days again on which the referrals of these persons end.
///
/// # Errors
/// When the database fails.
pub fn settle_ends(conn: &mut Conn, people: &BTreeSet<i64>, histories: &Histories<'_>) -> Result<()> {
    let people: Vec<i64> = people.iter().copied().collect();
    let rows: Vec<ReferralRow> = paged(&people, |page| {
        let query = referral::table.filter(referral::person_id.eq_any(page));
        Ok(on_engine!(&mut *conn, |c| query.load(c))?)
    })?;
    for was in rows {
        let end = histories.life(was.person_id).leaves_labour(was.made_on);
        let (ends_on, ends_for) = end.map(|(on, unfit)| (on, unfit.number())).unzip();
        if (was.ends_on, was.ends_for) != (ends_on, ends_for) {
            diesel::update(referral::table.find(was.id))
                .set((referral::ends_on.eq(ends_on), referral::ends_for.eq(ends_for)))
                .execute(conn)?;
        }
    }
    Ok(())
}

/// A referral, with the account, source and subject of its vacancy.
pub type ToTell = (ReferralRow, (String, String, String));

/// Gives the referrals that ended by a day without notice to their platforms, and those that are
/// open again after such a notice because the cause of the end is void; of these persons, or of
/// all.
///
/// # Errors
/// When the database fails.
pub fn to_tell(conn: &mut Conn, day: NaiveDate, people: Option<&BTreeSet<i64>>) -> Result<Vec<ToTell>> {
    let find = |conn: &mut Conn, page: Option<Vec<i64>>| {
        let goes_on = referral::end_told.and(not(has_ended(day))).and(is_open());
        let query = referral::table
            .inner_join(vacancy::table.on(vacancy::id.eq(referral::vacancy_id)))
            .filter(has_ended(day).and(not(referral::end_told)).or(goes_on))
            .order(referral::id)
            .select((referral::all_columns, (vacancy::account, vacancy::source, vacancy::subject)));
        Ok(on_engine!(conn, |c| {
            let mut query = query.into_boxed();
            if let Some(page) = page {
                query = query.filter(referral::person_id.eq_any(page));
            }
            query.load::<ToTell>(c)?
        }))
    };
    match people {
        Some(people) => paged(&people.iter().copied().collect::<Vec<_>>(), |page| find(conn, Some(page))),
        None => find(conn, None),
    }
}

/// Selects the open referrals: recommended, accepted or interviewed.
fn is_open() -> SqlLiteral<Bool> {
    sql("referral.state in (1, 2, 3)")
}

/// Gives the referrals with these IDs.
///
/// # Errors
/// When the database fails.
pub fn load(conn: &mut Conn, ids: &[i64]) -> Result<Vec<ReferralRow>> {
    paged(ids, |page| {
        let query = referral::table.filter(referral::id.eq_any(page));
        Ok(on_engine!(&mut *conn, |c| query.load::<ReferralRow>(c))?)
    })
}
