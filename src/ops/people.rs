//! Persons as their caseworkers see them: a page of briefs, and one person with the numbers masked. What follows from
//! their facts is for `explain`.

use chrono::NaiveDate;
use diesel::dsl::auto_type;
use diesel::prelude::*;
use serde::Serialize;

use super::session::{Session, division};
use crate::db::schema::{fact, person, person_key, personal, sender};
use crate::domain::codes::{Kind, RetirementGroup, Sex};
use crate::domain::division::Division;
use crate::domain::text::IdNumber;
use crate::error::{Error, Failure, Result};
use crate::on_engine;
use crate::seal::{DataKey, Field};

/// What a list tells of a person.
#[derive(Serialize, utoipa::ToSchema, Debug)]
pub struct PersonBrief {
    pub id: i64,
    /// Whose name for the person `person_ref` is.
    pub sender: String,
    pub person_ref: String,
    pub name: Option<String>,
    /// Significant digits.
    #[schema(value_type = String, example = "440703002101")]
    pub division: Division,
    /// The household the person is a member of.
    pub household: Option<i64>,
}

/// What is told of one person.
#[derive(Serialize, utoipa::ToSchema, Debug)]
pub struct Person {
    #[serde(flatten)]
    pub brief: PersonBrief,
    #[schema(value_type = Option<String>, example = "female")]
    pub sex: Option<&'static str>,
    pub birth_date: Option<NaiveDate>,
    #[schema(value_type = Option<String>, example = "female_50")]
    pub retirement_group: Option<&'static str>,
    /// With the birth date hidden.
    #[schema(example = "110105********002X")]
    pub id_number: Option<String>,
    /// All but the first three and the last four characters hidden.
    #[schema(example = "138****0000")]
    pub phone: Option<String>,
}

/// Which persons a page lists.
pub struct Wanted {
    pub division: Option<Division>,
    /// How the name begins.
    pub name: Option<String>,
    /// The last person of the page before.
    pub after: Option<i64>,
    pub limit: i64,
}

type Row = (i64, String, String, Option<String>, i64, Option<i64>);

/// The columns of [`Row`].
#[auto_type]
fn columns() -> _ {
    (person::id, sender::name, person::ref_, personal::name.nullable(), person::division, person::household_id)
}

impl PersonBrief {
    pub(super) fn of((id, sender, person_ref, name, number, household): Row) -> Result<Self> {
        Ok(Self { id, sender, person_ref, name, division: division(number)?, household })
    }
}

/// Lists persons in scope by number, one more than the limit when there are more.
///
/// # Errors
/// [`Failure::UnknownDivision`] for a division outside the scope.
pub fn list(s: &mut Session, wanted: &Wanted) -> Result<Vec<PersonBrief>> {
    let mut query = s.people().select(columns()).into_boxed();
    if let Some(division) = wanted.division {
        s.within(division)?;
        let (from, to) = division.scope();
        query = query.filter(person::division.ge(from)).filter(person::division.lt(to));
    }
    if let Some(name) = &wanted.name {
        let pattern = format!("{}%", name.replace('\\', "\\\\").replace('%', "\\%").replace('_', "\\_"));
        query = query.filter(personal::name.like(pattern).escape('\\'));
    }
    if let Some(after) = wanted.after {
        query = query.filter(person::id.gt(after));
    }
    let rows: Vec<Row> = query.order(person::id).limit(wanted.limit + 1).load(s.conn)?;
    rows.into_iter().map(PersonBrief::of).collect()
}

/// Finds the briefs of those of these persons who are in scope.
pub(super) fn briefs(s: &mut Session, ids: &[i64]) -> Result<Vec<PersonBrief>> {
    let mut found = Vec::new();
    for page in ids.chunks(500) {
        let query = s.people().filter(person::id.eq_any(page.to_vec())).order(person::id).select(columns());
        let rows: Vec<Row> = on_engine!(&mut *s.conn, |c| query.load(c))?;
        for row in rows {
            found.push(PersonBrief::of(row)?);
        }
    }
    Ok(found)
}

/// Finds a person in scope.
///
/// # Errors
/// [`Failure::NotFound`] when there is none.
pub fn get(s: &mut Session, id: i64) -> Result<Person> {
    // Not as a list of one: PostgreSQL would plan the query anew each time, taking a list to be long.
    let row: Option<Row> = s.people().filter(person::id.eq(id)).select(columns()).first(s.conn).optional()?;
    let brief = PersonBrief::of(row.ok_or(Failure::NotFound)?)?;
    let mut person =
        Person { brief, sex: None, birth_date: None, retirement_group: None, id_number: None, phone: None };
    let key = data_key(s, id)?;
    for said in said_of(s, id)? {
        person.sex = said.sex.and_then(Sex::from_number).map(Sex::as_str).or(person.sex);
        person.birth_date = said.born_on.or(person.birth_date);
        let group = said.retirement_group.and_then(RetirementGroup::from_number).map(RetirementGroup::as_str);
        person.retirement_group = group.or(person.retirement_group);
        let open = |field, sealed: Option<Vec<u8>>| -> Result<Option<String>> {
            let (Some(sealed), Some(key)) = (sealed, key.as_ref()) else { return Ok(None) };
            let opened = key.open(field, id, &sealed);
            opened.map(Some).map_err(|e| Error::new(Failure::Internal).context(format!("person {id}: {e}")))
        };
        if let Some(number) = open(Field::IdNumber, said.id_number)? {
            person.id_number = IdNumber::parse(&number).ok().map(|n| n.masked());
        }
        if let Some(phone) = open(Field::Phone, said.phone)? {
            person.phone = Some(masked_phone(&phone));
        }
    }
    Ok(person)
}

/// What one fact says of the person's own data.
#[derive(Queryable)]
struct Said {
    sex: Option<i16>,
    born_on: Option<NaiveDate>,
    retirement_group: Option<i16>,
    id_number: Option<Vec<u8>>,
    phone: Option<Vec<u8>>,
}

/// The live registration and changes of a person, the later ones later.
fn said_of(s: &mut Session, id: i64) -> Result<Vec<Said>> {
    let void = diesel::alias!(fact as void);
    let kinds = [Kind::PersonRegistered.number(), Kind::PersonChanged.number()];
    let voided = void.filter(void.field(fact::voids).eq(fact::position.nullable()));
    let query = fact::table
        .left_join(personal::table)
        .filter(fact::person_id.eq(id))
        .filter(fact::kind.eq_any(kinds))
        .filter(diesel::dsl::not(diesel::dsl::exists(voided)))
        .order((fact::effective_on, fact::position))
        .select((
            fact::sex,
            fact::born_on,
            fact::retirement_group,
            personal::id_number.nullable(),
            personal::phone.nullable(),
        ));
    Ok(on_engine!(&mut *s.conn, |c| query.load(c))?)
}

/// The data key of a person; none once the person is forgotten.
fn data_key(s: &mut Session, id: i64) -> Result<Option<DataKey>> {
    let wrapped: Option<Vec<u8>> = person_key::table.find(id).select(person_key::wrapped).first(s.conn).optional()?;
    let key = wrapped.map(|w| s.keys.unwrap_data_key(id, &w)).transpose();
    key.map_err(|e| Error::new(Failure::Internal).context(format!("the data key of person {id}: {e}")))
}

fn masked_phone(phone: &str) -> String {
    let characters: Vec<char> = phone.chars().collect();
    match characters.as_slice() {
        [a, b, c, .., w, x, y, z] if characters.len() >= 10 => format!("{a}{b}{c}****{w}{x}{y}{z}"),
        _ => "****".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_phone_is_masked_and_a_short_one_wholly() {
        assert_eq!(masked_phone("13800001234"), "138****1234");
        assert_eq!(masked_phone("3270000"), "****");
    }
}
