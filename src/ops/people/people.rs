//! Reads persons: a page of them, or one with the numbers masked. `registers::explain` gives what
//! follows from their facts.

use chrono::{Months, NaiveDate};
use diesel::dsl::{auto_type, exists};
use diesel::prelude::*;
use serde::Serialize;

use super::data_keys::data_keys;
use crate::db::outbox::seekers;
use crate::db::people::merged::{self, Merged};
use crate::db::people::subjects::ProfileRow;
use crate::db::schema::{fact, helper, name_key, person, personal, profile as profile_table, sender};
use crate::domain::people::name;
use crate::domain::values::codes::{Category, Form, Kind, OfferEnd, RetirementGroup, Sex, Situation, Unfit};
use crate::domain::values::division::Division;
use crate::domain::values::id_number::IdNumber;
use crate::domain::values::text::Reference;
use crate::error::{Failure, Result, corrupt};
use crate::on_engine;
use crate::ops::ledger::profiles;
use crate::ops::registers::fitness::why_unfit;
use crate::ops::session::Session;
use crate::ops::session::scope::{determined, division, is_of};
use crate::seal::kept::Field;

/// A person, as a list shows it.
#[derive(Serialize, utoipa::ToSchema, Debug)]
pub struct PersonBrief {
    pub id: i64,
    /// The sender of `person_ref`.
    pub sender: String,
    pub person_ref: String,
    pub name: Option<String>,
    /// The person's division, in significant digits.
    #[schema(value_type = String, example = "440703002101")]
    pub division: Division,
    /// The household the person is a member of.
    pub household: Option<i64>,
}

/// One person with the data recorded.
#[derive(Serialize, utoipa::ToSchema, Debug)]
pub struct Person {
    #[serde(flatten)]
    pub brief: PersonBrief,
    #[schema(value_type = Option<String>, example = "female")]
    pub sex: Option<&'static str>,
    pub birth_date: Option<NaiveDate>,
    #[schema(value_type = Option<String>, example = "female_50")]
    pub retirement_group: Option<&'static str>,
    /// The ID number, with the birth date hidden.
    #[schema(example = "110105********002X")]
    pub id_number: Option<String>,
    /// The phone number, with all but the first three and the last four characters hidden; a short
    /// number is hidden wholly.
    #[schema(example = "138****0000")]
    pub phone: Option<String>,
    /// The work that the person seeks, as last recorded.
    pub sought: Option<SoughtWork>,
    /// Why the person cannot be placed today: `died`, `under_age`, `retired` or `absent`. Such a
    /// person is neither offered to platforms, matched nor referred, nor taken into a case.
    #[schema(value_type = Option<String>, example = "retired")]
    pub unfit: Option<&'static str>,
    /// The end of the person's offer to platforms; null if the person is offered or never was.
    pub offer_ended: Option<OfferEnded>,
}

/// The end of the offer of a person to hiring platforms.
#[derive(Serialize, utoipa::ToSchema, Debug)]
pub struct OfferEnded {
    pub on: NaiveDate,
    /// `died`, `under_age`, `retired`, `absent`, `employed`, `no_wish`, `not_shared` or
    /// `out_of_reach`.
    #[schema(value_type = String, example = "retired")]
    pub reason: &'static str,
}

/// The work that a person seeks.
#[derive(Serialize, utoipa::ToSchema, Debug)]
pub struct SoughtWork {
    /// Up to three occupations (GB/T 6565).
    #[schema(example = json!(["4-07-03-02"]))]
    pub occupations: Vec<String>,
    /// The lowest pay that the person accepts, in fen per month.
    pub pay_from: Option<i64>,
    /// Where in the city, in significant digits.
    #[schema(value_type = Option<String>, example = "440703")]
    pub area: Option<Division>,
    #[schema(value_type = Option<String>, example = "unit")]
    pub form: Option<&'static str>,
    pub available_on: Option<NaiveDate>,
    /// Whether hiring platforms may see this, without the name.
    pub profile_shared: bool,
}

impl SoughtWork {
    /// Gives the work that a profile seeks. Each profile that seeks work states one of the first
    /// four fields.
    fn of(row: ProfileRow) -> Option<Self> {
        let sought = Self {
            occupations: [row.sought_1, row.sought_2, row.sought_3].into_iter().flatten().collect(),
            pay_from: row.pay_from,
            area: row.sought_in.and_then(Division::from_number),
            form: row.sought_form.and_then(Form::from_number).map(Form::as_str),
            available_on: row.available_on,
            profile_shared: row.profile_shared,
        };
        let is_said = !sought.occupations.is_empty()
            || sought.pay_from.is_some()
            || sought.area.is_some()
            || sought.form.is_some();
        is_said.then_some(sought)
    }
}

/// The filter and the page of a list of persons. A person must match every field that is given.
#[derive(Default)]
pub struct Wanted {
    pub division: Option<Division>,
    /// The beginning of the name, of its pinyin or of its initials.
    pub name: Option<String>,
    pub id_number: Option<IdNumber>,
    /// The last four digits of the phone number.
    pub phone_end: Option<String>,
    pub status: Option<Situation>,
    /// The category in which the person is determined today.
    pub category: Option<Category>,
    pub wants_work: Option<bool>,
    pub wants_help: Option<bool>,
    /// The reference of the assigned helper.
    pub helper: Option<Reference>,
    /// The least and the greatest age today, in years.
    pub age: (Option<u32>, Option<u32>),
    /// The education (GB/T 4658); a code that ends in 0 stands for its whole group.
    pub education: Option<i16>,
    pub graduated_in: Option<i16>,
    /// The place of the last person of the previous page.
    pub after: Option<Place>,
    pub limit: i64,
}

/// The place of a person in a list: the number of the division, and the person's number.
pub type Place = (i64, i64);

/// Persons of one name beyond which the search tests person by person: so many fill a page soon.
const NAMESAKES: i64 = 2000;

/// The persons of a name.
enum Names {
    /// Exactly these persons.
    These(Vec<i64>),
    /// Many persons: all with a name key from the first text up to the second.
    Between(String, String),
}

pub(in crate::ops) type Row = (i64, String, String, Option<String>, i64, Option<i64>);

/// The columns of [`Row`].
#[auto_type]
pub(in crate::ops) fn columns() -> _ {
    (person::id, sender::name, person::ref_, personal::name.nullable(), person::division, person::household_id)
}

impl PersonBrief {
    pub(in crate::ops) fn of((id, sender, person_ref, name, number, household): Row) -> Result<Self> {
        Ok(Self { id, sender, person_ref, name, division: division(number)?, household })
    }
}

/// Lists persons in scope by division and number; gives one more than the limit if there are more.
/// An index has this order in any scope, so the search ends with the page.
///
/// # Errors
/// [`Failure::UnknownDivision`] for a division outside the scope.
pub fn list(s: &mut Session, wanted: &Wanted) -> Result<Vec<PersonBrief>> {
    let division = wanted.division.map(|division| s.within(division)).transpose()?;
    let names = wanted.name.as_deref().map(|name| named(s, name)).transpose()?;
    let today = s.clock.today();
    let (born_after, born_until) = (
        wanted.age.1.and_then(|years| birthday(today, years.saturating_add(1))),
        wanted.age.0.and_then(|years| birthday(today, years)),
    );
    // A person registered twice is found by the ID number of either registration.
    let of_number = match &wanted.id_number {
        Some(number) => {
            let index = s.keys.blind_index(Field::IdNumber, number.as_str()).to_vec();
            let found = merged::of_id_numbers(s.conn, &[index])?.into_values().next();
            let Some(id) = found else { return Ok(Vec::new()) };
            Some(id)
        }
        None => None,
    };
    let phone = wanted.phone_end.as_ref().map(|end| profiles::phone_index(s.keys, end));
    let everybody = s.profiles().select(columns());
    let rows: Vec<Row> = on_engine!(&mut *s.conn, |c| {
        let mut query = everybody.into_boxed();
        if let Some((from, to)) = division {
            query = query.filter(person::division.ge(from)).filter(person::division.lt(to));
        }
        match &names {
            Some(Names::These(people)) => query = query.filter(person::id.eq_any(people)),
            Some(Names::Between(from, to)) => {
                let has = name_key::table.filter(name_key::person_id.eq(person::id));
                let has = has.filter(name_key::key.ge(from)).filter(name_key::key.lt(to));
                // With an offset PostgreSQL tests person by person, in the order of the list, until
                // the page is full; without one it would first gather all persons of the name.
                query = query.filter(exists(has.offset(0)));
            }
            None => {}
        }
        if let Some(id) = of_number {
            query = query.filter(person::id.eq(id));
        }
        if let Some(index) = phone {
            query = query.filter(profile_table::phone_index.eq(index));
        }
        if let Some(status) = wanted.status {
            query = query.filter(person::status.eq(status.number()));
        }
        if let Some(category) = wanted.category {
            query = query.filter(exists(determined(today, is_of(category))));
        }
        if let Some(wants) = wanted.wants_work {
            query = query.filter(person::wants_work.eq(wants));
        }
        if let Some(wants) = wanted.wants_help {
            query = query.filter(person::wants_help.eq(wants));
        }
        if let Some(reference) = &wanted.helper {
            let of = helper::table.filter(helper::ref_.eq(reference.as_str())).select(helper::id.nullable());
            query = query.filter(person::helper_id.eq_any(of));
        }
        if let Some(day) = born_after {
            query = query.filter(profile_table::born_on.gt(day));
        }
        if let Some(day) = born_until {
            query = query.filter(profile_table::born_on.le(day));
        }
        if let Some(code) = wanted.education {
            let last = if code % 10 == 0 { code + 9 } else { code };
            query = query.filter(profile_table::education.between(code, last));
        }
        if let Some(year) = wanted.graduated_in {
            query = query.filter(profile_table::graduated_in.eq(year));
        }
        if let Some((division, id)) = wanted.after {
            let further = person::division.gt(division).or(person::id.gt(id));
            query = query.filter(person::division.ge(division)).filter(further);
        }
        query.order((person::division, person::id)).limit(wanted.limit + 1).load(c)
    })?;
    rows.into_iter().map(PersonBrief::of).collect()
}

/// Gives the last birth date of a person that is so many years old today; a person born later is
/// younger.
fn birthday(today: NaiveDate, years: u32) -> Option<NaiveDate> {
    today.checked_sub_months(Months::new(years.checked_mul(12)?))
}

/// Looks up the persons of a name in the whole city; the list leaves out those out of scope.
fn named(s: &mut Session, name: &str) -> Result<Names> {
    let from = name::fold(name);
    let to = format!("{from}\u{10ffff}");
    let people = name_key::table
        .filter(name_key::key.ge(&from))
        .filter(name_key::key.lt(&to))
        .select(name_key::person_id)
        .limit(NAMESAKES + 1)
        .load::<i64>(s.conn)?;
    let few = i64::try_from(people.len()).is_ok_and(|found| found <= NAMESAKES);
    Ok(if few { Names::These(people) } else { Names::Between(from, to) })
}

/// Gives those of these persons that are in scope, as a list shows them.
pub(in crate::ops) fn briefs(s: &mut Session, ids: &[i64]) -> Result<Vec<PersonBrief>> {
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

/// Gives a person in scope.
///
/// # Errors
/// [`Failure::NotFound`] if there is no such person in scope.
pub fn get(s: &mut Session, id: i64) -> Result<Person> {
    // Not a list of one: PostgreSQL would plan that query anew each time, since it expects a long
    // list.
    let row: Option<Row> = s.people().filter(person::id.eq(id)).select(columns()).first(s.conn).optional()?;
    let brief = PersonBrief::of(row.ok_or(Failure::NotFound)?)?;
    let described: Option<ProfileRow> =
        s.profiles().filter(person::id.eq(id)).select(profile_table::all_columns).first(s.conn).optional()?;
    let today = s.clock.today();
    let unfit = why_unfit(s, id, today)?.map(Unfit::as_str);
    let ended = seekers::ended(s.conn, id)?;
    let ended = ended.and_then(|(on, reason)| Some(OfferEnded { on, reason: OfferEnd::from_number(reason)?.as_str() }));
    let mut person = Person {
        brief,
        sex: None,
        birth_date: None,
        retirement_group: None,
        id_number: None,
        phone: None,
        sought: described.and_then(SoughtWork::of),
        unfit,
        offer_ended: ended,
    };
    let merged = Merged::into_person(s.conn, id)?;
    let keys = data_keys(s, &merged.names([id]))?;
    for said in said_of(s, id, &merged)? {
        person.sex = said.sex.and_then(Sex::from_number).map(Sex::as_str).or(person.sex);
        person.birth_date = said.born_on.or(person.birth_date);
        let group = said.retirement_group.and_then(RetirementGroup::from_number).map(RetirementGroup::as_str);
        person.retirement_group = group.or(person.retirement_group);
        let open = |field, sealed: Option<Vec<u8>>| -> Result<Option<String>> {
            let (Some(sealed), Some(key)) = (sealed, keys.get(&said.person)) else { return Ok(None) };
            let opened = key.open(field, said.person, &sealed);
            opened.map(Some).map_err(|e| corrupt("person", id, e))
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

/// The personal data that one fact states.
#[derive(Queryable)]
struct Said {
    person: i64,
    kind: i16,
    sex: Option<i16>,
    born_on: Option<NaiveDate>,
    retirement_group: Option<i16>,
    id_number: Option<Vec<u8>>,
    phone: Option<Vec<u8>>,
}

/// Loads the registration and the changes of a person in the order of validity, without void facts.
/// A merged-away registration does not count.
fn said_of(s: &mut Session, id: i64, merged: &Merged) -> Result<Vec<Said>> {
    let void = diesel::alias!(fact as void);
    let kinds = [Kind::PersonRegistered.number(), Kind::PersonChanged.number()];
    let voided = void.filter(void.field(fact::voids).eq(fact::position.nullable()));
    let query = fact::table
        .left_join(personal::table)
        .filter(fact::person_id.eq_any(merged.names([id])))
        .filter(fact::kind.eq_any(kinds))
        .filter(diesel::dsl::not(diesel::dsl::exists(voided)))
        .order((fact::effective_on, fact::position))
        .select((
            fact::person_id.assume_not_null(),
            fact::kind,
            fact::sex,
            fact::born_on,
            fact::retirement_group,
            personal::id_number.nullable(),
            personal::phone.nullable(),
        ));
    let said: Vec<Said> = on_engine!(&mut *s.conn, |c| query.load(c))?;
    let holds = |said: &Said| !merged.is_given_up(said.person) || said.kind != Kind::PersonRegistered.number();
    Ok(said.into_iter().filter(holds).collect())
}

pub(in crate::ops) fn masked_phone(phone: &str) -> String {
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
