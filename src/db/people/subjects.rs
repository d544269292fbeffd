//! Persons, households and their references, as rows. The facts about them are in
//! [`facts`](crate::db::facts).

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;
use diesel::prelude::*;

use super::merged::Merged;
use crate::db::engine::bulk::{self, rows};
use crate::db::engine::conn::Conn;
use crate::db::engine::query::paged;
use crate::db::schema::{employment, fact, helper, household, name_key, person, person_key, personal, profile, sender};
use crate::domain::registers::world::Histories;
use crate::domain::values::codes::Kind;
use crate::domain::values::division::Division;
use crate::domain::values::month::{FAR, day_before};
use crate::error::Result;
use crate::on_engine;

/// A reference within its sender: the sender's number and the reference.
pub type Name = (i32, String);

/// A row of `person`.
#[derive(Insertable, Queryable, Clone, Debug, PartialEq)]
#[diesel(table_name = person, treat_none_as_default_value = false)]
pub struct PersonRow {
    pub id: i64,
    pub sender_id: i32,
    pub ref_: String,
    pub registered: bool,
    pub id_number_index: Option<Vec<u8>>,
    pub name_id: Option<i64>,
    pub division: i64,
    pub household_id: Option<i64>,
    /// The number of a [`Situation`](crate::domain::values::codes::Situation).
    pub status: i16,
    pub wants_work: bool,
    pub wants_help: bool,
    pub helper_id: Option<i64>,
    /// The registration this one was merged into.
    pub merged_into: Option<i64>,
}

impl PersonRow {
    /// Updates the columns to the state after every known fact has taken effect. A person that left
    /// the city, or never was in it, keeps its last division in the city, if it has one.
    pub fn stand(&mut self, histories: &Histories<'_>) {
        let last = day_before(FAR);
        let place = histories.person_counted_in(self.id, last).or_else(|| histories.division_of(self.id, last));
        self.division = place.map_or(self.division, Division::number);
        let status = histories.life(self.id).on(day_before(FAR));
        self.household_id = status.member_of;
        self.status = status.situation().number();
        self.wants_work = status.wants_work();
        self.wants_help = status.wants_help();
        self.helper_id = histories.helper_of(self.id);
    }
}

/// A row of `profile`.
#[derive(Insertable, Queryable, Clone, Debug, PartialEq)]
#[diesel(table_name = profile, treat_none_as_default_value = false)]
pub struct ProfileRow {
    pub person_id: i64,
    pub born_on: NaiveDate,
    pub education: Option<i16>,
    pub graduated_in: Option<i16>,
    pub phone_index: Option<Vec<u8>>,
    /// The occupations sought.
    pub sought_1: Option<String>,
    pub sought_2: Option<String>,
    pub sought_3: Option<String>,
    pub pay_from: Option<i64>,
    pub sought_in: Option<i64>,
    /// The number of a [`Form`](crate::domain::values::codes::Form).
    pub sought_form: Option<i16>,
    pub available_on: Option<NaiveDate>,
    pub profile_shared: bool,
}

/// A row of `name_key`.
#[derive(Insertable, Queryable, Clone, Debug, PartialEq)]
#[diesel(table_name = name_key, treat_none_as_default_value = false)]
pub struct NameKeyRow {
    pub key: String,
    pub person_id: i64,
}

/// A row of `household`.
#[derive(Insertable, Queryable, Clone, Debug, PartialEq)]
#[diesel(table_name = household, treat_none_as_default_value = false)]
pub struct HouseholdRow {
    pub id: i64,
    pub sender_id: i32,
    pub ref_: String,
    pub registered: bool,
    pub division: i64,
    pub urban: bool,
}

impl HouseholdRow {
    /// Updates the division to the state after every known fact has taken effect, as
    /// [`PersonRow::stand`] does.
    pub fn stand(&mut self, histories: &Histories<'_>) {
        let place = histories.household_counted_in(self.id, day_before(FAR));
        let place = place.or_else(|| histories.divisions_of(self.id).last().map(|(_, division)| *division));
        self.division = place.map_or(self.division, Division::number);
    }
}

/// A row of `employment`.
#[derive(Insertable, Clone)]
#[diesel(table_name = employment, treat_none_as_default_value = false)]
pub struct EmploymentRow {
    id: i64,
    sender_id: i32,
    ref_: String,
}

/// A row of `helper`.
#[derive(Insertable, Clone)]
#[diesel(table_name = helper, treat_none_as_default_value = false)]
pub struct HelperRow {
    id: i64,
    sender_id: i32,
    ref_: String,
}

/// A row of `person_key`.
#[derive(Insertable, Clone)]
#[diesel(table_name = person_key, treat_none_as_default_value = false)]
pub struct KeyRow {
    person_id: i64,
    wrapped: Vec<u8>,
}

rows! {
    PersonRow => person,
    ProfileRow => profile,
    NameKeyRow => name_key,
    HouseholdRow => household,
    EmploymentRow => employment,
    HelperRow => helper,
    KeyRow => person_key,
}

/// Writes new senders.
///
/// # Errors
/// When the database fails.
pub fn save_senders(conn: &mut Conn, senders: &[(i32, String)]) -> Result<()> {
    for (id, name) in senders {
        diesel::insert_into(sender::table).values((sender::id.eq(id), sender::name.eq(name))).execute(conn)?;
    }
    Ok(())
}

/// Writes new wrapped data keys.
///
/// # Errors
/// When the database fails.
pub fn save_keys(conn: &mut Conn, keys: &[(i64, Vec<u8>)]) -> Result<()> {
    let rows: Vec<KeyRow> =
        keys.iter().map(|(person_id, wrapped)| KeyRow { person_id: *person_id, wrapped: wrapped.clone() }).collect();
    bulk::insert(conn, &rows)
}

/// Writes new references of employments.
///
/// # Errors
/// When the database fails.
pub fn save_employments(conn: &mut Conn, names: &[(i64, Name)]) -> Result<()> {
    let rows: Vec<EmploymentRow> = names
        .iter()
        .map(|(id, (sender, name))| EmploymentRow { id: *id, sender_id: *sender, ref_: name.clone() })
        .collect();
    bulk::insert(conn, &rows)
}

/// Writes new references of helpers.
///
/// # Errors
/// When the database fails.
pub fn save_helpers(conn: &mut Conn, names: &[(i64, Name)]) -> Result<()> {
    let rows: Vec<HelperRow> = names
        .iter()
        .map(|(id, (sender, name))| HelperRow { id: *id, sender_id: *sender, ref_: name.clone() })
        .collect();
    bulk::insert(conn, &rows)
}

/// Writes the columns of a person's row that can change.
///
/// # Errors
/// When the database fails.
pub fn update_person(conn: &mut Conn, row: &PersonRow) -> Result<()> {
    diesel::update(person::table.find(row.id))
        .set((
            person::registered.eq(row.registered),
            person::id_number_index.eq(&row.id_number_index),
            person::name_id.eq(row.name_id),
            person::division.eq(row.division),
            person::household_id.eq(row.household_id),
            person::status.eq(row.status),
            person::wants_work.eq(row.wants_work),
            person::wants_help.eq(row.wants_help),
            person::helper_id.eq(row.helper_id),
            person::merged_into.eq(row.merged_into),
        ))
        .execute(conn)?;
    Ok(())
}

/// Writes the columns of a household's row that can change.
///
/// # Errors
/// When the database fails.
pub fn update_household(conn: &mut Conn, row: &HouseholdRow) -> Result<()> {
    diesel::update(household::table.find(row.id))
        .set((
            household::registered.eq(row.registered),
            household::division.eq(row.division),
            household::urban.eq(row.urban),
        ))
        .execute(conn)?;
    Ok(())
}

/// Takes the ID numbers of these persons out of the index of live registrations.
///
/// # Errors
/// When the database fails.
pub fn free_id_numbers(conn: &mut Conn, people: &[i64]) -> Result<()> {
    for id in people {
        diesel::update(person::table.find(id)).set(person::id_number_index.eq(None::<Vec<u8>>)).execute(conn)?;
    }
    Ok(())
}

/// Points each of these persons to its current name: that in the latest live fact with a name, by
/// day and position. A registration merged away gets no name.
///
/// # Errors
/// When the database fails.
pub fn settle_names(conn: &mut Conn, people: &BTreeSet<i64>, merged: &Merged) -> Result<()> {
    let named = paged(&merged.names(people.iter().copied()), |page| {
        let void = diesel::alias!(fact as void);
        let voided = void.filter(void.field(fact::voids).eq(fact::position.nullable()));
        let query = fact::table
            .inner_join(personal::table)
            .filter(fact::person_id.eq_any(page))
            .filter(personal::name.is_not_null())
            .filter(diesel::dsl::not(diesel::dsl::exists(voided)))
            .order((fact::effective_on, fact::position))
            .select((fact::person_id.assume_not_null(), fact::kind, personal::id));
        Ok(on_engine!(&mut *conn, |c| query.load::<(i64, i16, i64)>(c))?)
    })?;
    let names = |(id, kind, _): &(i64, i16, i64)| !merged.is_given_up(*id) || *kind != Kind::PersonRegistered.number();
    let latest: BTreeMap<i64, i64> =
        named.into_iter().filter(names).map(|(id, _, name)| (merged.root(id), name)).collect();
    for id in people {
        let name = latest.get(id).copied();
        diesel::update(person::table.find(id)).set(person::name_id.eq(name)).execute(conn)?;
    }
    Ok(())
}

/// Writes the states that changed among those of these persons.
///
/// # Errors
/// When the database fails.
pub fn save_standing(conn: &mut Conn, rows: Vec<PersonRow>, histories: &Histories<'_>) -> Result<()> {
    for was in rows {
        let mut now = was.clone();
        now.stand(histories);
        if now != was {
            update_person(conn, &now)?;
        }
    }
    Ok(())
}

/// Reads the rows of these persons.
///
/// # Errors
/// When the database fails.
pub fn people(conn: &mut Conn, ids: &[i64]) -> Result<Vec<PersonRow>> {
    paged(ids, |page| Ok(on_engine!(&mut *conn, |c| person::table.filter(person::id.eq_any(page)).load(c))?))
}
