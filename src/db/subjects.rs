//! Persons, households and the names senders give them, as rows. The facts about them are in `facts.rs`.

use diesel::prelude::*;

use super::schema::{employment, helper, household, person, person_key, sender};
use super::{Conn, bulk};
use crate::error::Result;

/// A name of a sender's: the sender and the reference.
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

/// Writes new names of employments.
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

/// Writes new names of helpers.
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
