//! The part of the database in an actor's scope: every query over persons and households begins
//! here.

use chrono::NaiveDate;
use diesel::dsl::{auto_type, sql};
use diesel::expression::SqlLiteral;
use diesel::prelude::*;
use diesel::sql_types::Bool;

use crate::db::schema::{
    help_case, household, household_span, listed, person, person_span, personal, profile, referral, sender, spell,
    vacancy,
};
use crate::domain::values::codes::Category;
use crate::domain::values::division::Division;
use crate::error::{Error, Result};

/// Gives the numbers of the divisions in the scope of an account of this division, as `from <=
/// number < to`. The city's scope also includes persons outside the city, such as former residents.
pub(in crate::ops) fn bounds(scope: Division) -> (i64, i64) {
    if scope == Division::CITY { (0, i64::MAX) } else { scope.scope() }
}

/// Tells whether an account of one division reaches another division.
pub(in crate::ops) fn reaches(scope: Division, division: Division) -> bool {
    let (from, to) = bounds(scope);
    (from..to).contains(&division.number())
}

/// Queries the registered persons with a division in a range of numbers. A registration that was
/// merged away is left out; the surviving one counts.
#[auto_type]
pub(super) fn people(from: i64, to: i64) -> _ {
    person::table
        .inner_join(sender::table.on(sender::id.eq(person::sender_id)))
        .left_join(personal::table.on(person::name_id.eq(personal::id.nullable())))
        .filter(person::registered.eq(true))
        .filter(person::merged_into.is_null())
        .filter(person::division.ge(from))
        .filter(person::division.lt(to))
}

/// Queries the registered persons with a division in a range of numbers, with their profiles.
#[auto_type]
pub(super) fn profiles(from: i64, to: i64) -> _ {
    person::table
        .inner_join(sender::table.on(sender::id.eq(person::sender_id)))
        .inner_join(profile::table.on(profile::person_id.eq(person::id)))
        .left_join(personal::table.on(person::name_id.eq(personal::id.nullable())))
        .filter(person::registered.eq(true))
        .filter(person::merged_into.is_null())
        .filter(person::division.ge(from))
        .filter(person::division.lt(to))
}

/// Queries the cases of registered persons with a division in a range of numbers.
#[auto_type]
pub(super) fn cases(from: i64, to: i64) -> _ {
    person::table
        .inner_join(sender::table.on(sender::id.eq(person::sender_id)))
        .inner_join(help_case::table.on(help_case::person_id.eq(person::id)))
        .left_join(personal::table.on(person::name_id.eq(personal::id.nullable())))
        .filter(person::registered.eq(true))
        .filter(person::merged_into.is_null())
        .filter(person::division.ge(from))
        .filter(person::division.lt(to))
}

/// Queries the referrals of registered persons with a division in a range of numbers.
#[auto_type]
pub(super) fn referrals(from: i64, to: i64) -> _ {
    referral::table
        .inner_join(vacancy::table.on(vacancy::id.eq(referral::vacancy_id)))
        .inner_join(person::table.on(person::id.eq(referral::person_id)))
        .left_join(help_case::table.on(help_case::position.eq(referral::case_position)))
        .left_join(personal::table.on(person::name_id.eq(personal::id.nullable())))
        .filter(person::registered.eq(true))
        .filter(person::merged_into.is_null())
        .filter(person::division.ge(from))
        .filter(person::division.lt(to))
}

/// Queries the spells of employment of registered persons with a division in a range of numbers.
#[auto_type]
pub(super) fn spells(from: i64, to: i64) -> _ {
    spell::table
        .inner_join(person::table.on(person::id.eq(spell::person_id)))
        .filter(person::registered.eq(true))
        .filter(person::division.ge(from))
        .filter(person::division.lt(to))
}

/// Queries the entries of rolls about registered persons with a division in a range of numbers.
#[auto_type]
pub(super) fn on_rolls(from: i64, to: i64) -> _ {
    listed::table
        .inner_join(person::table.on(person::id.eq(listed::person_id)))
        .filter(person::registered.eq(true))
        .filter(person::division.ge(from))
        .filter(person::division.lt(to))
}

/// Queries the determinations that hold on a day for the person of the outer query, filtered by
/// [`is_of`] or [`is_of_any`].
#[auto_type]
pub(in crate::ops) fn determined(day: NaiveDate, is_of: SqlLiteral<Bool>) -> _ {
    person_span::table
        .filter(person_span::person_id.eq(person::id))
        .filter(person_span::state.eq(1_i16))
        .filter(person_span::from_on.le(day))
        .filter(person_span::until_on.gt(day))
        .filter(is_of)
}

/// Queries the stay on the register that holds on a day for the household of the outer query.
#[auto_type]
pub(in crate::ops) fn on_register(day: NaiveDate) -> _ {
    household_span::table
        .filter(household_span::household_id.eq(household::id))
        .filter(household_span::state.eq(1_i16))
        .filter(household_span::from_on.le(day))
        .filter(household_span::until_on.gt(day))
}

/// Tells whether a determination has any category.
pub(in crate::ops) fn is_of_any() -> SqlLiteral<Bool> {
    sql("person_span.categories <> 0")
}

/// Tells whether a determination has a category.
pub(in crate::ops) fn is_of(category: Category) -> SqlLiteral<Bool> {
    sql(&format!("person_span.categories & {} <> 0", 1_i32 << category.number()))
}

/// Queries the registered households with a division in a range of numbers.
#[auto_type]
pub(super) fn households(from: i64, to: i64) -> _ {
    household::table
        .inner_join(sender::table.on(sender::id.eq(household::sender_id)))
        .filter(household::registered.eq(true))
        .filter(household::division.ge(from))
        .filter(household::division.lt(to))
}

/// A query over persons in scope with their profiles.
pub(in crate::ops) type Profiles = profiles;

/// A query over persons in scope.
pub(in crate::ops) type People = people;

/// A query over the cases of persons in scope.
pub(in crate::ops) type Cases = cases;

/// A query over referrals of persons in scope.
pub(in crate::ops) type Referrals = referrals;

/// A query over spells of employment of persons in scope.
pub(in crate::ops) type Spells = spells;

/// A query over entries of rolls about persons in scope.
pub(in crate::ops) type OnRolls = on_rolls;

/// A query over households in scope.
pub(in crate::ops) type Households = households;

/// Reads the stored number of a division.
pub(in crate::ops) fn division(number: i64) -> Result<Division> {
    Division::from_number(number).ok_or_else(|| Error::internal("a division of more than 12 digits"))
}
