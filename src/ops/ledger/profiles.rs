//! Profiles, by which people are searched: the keys of their names, what the latest of their live
//! registrations and changes say, and the work they last declared to look for. A profile is
//! recomputed whole in the transaction that records a fact about it.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{Datelike as _, NaiveDate};
use diesel::prelude::*;
use serde_json::{Map, Value};

use crate::db::Conn;
use crate::db::engine::backfill::once;
use crate::db::engine::bulk;
use crate::db::engine::query::paged;
use crate::db::facts::{log, rows};
use crate::db::outbox::seekers;
use crate::db::people::merged::Merged;
use crate::db::people::subjects::{HouseholdRow, NameKeyRow, PersonRow, ProfileRow, save_standing, update_household};
use crate::db::schema::{fact, household, name_key, person, person_key, personal, profile};
use crate::domain::people::name;
use crate::domain::people::said::Registration;
use crate::domain::placement::sought::Sought;
use crate::domain::values::codes::{Form, Kind};
use crate::domain::values::division::Division;
use crate::error::{Result, corrupt};
use crate::on_engine;
use crate::seal::kept::Field;
use crate::seal::keys::Keys;

/// The setting that exists once the backfill has given every person a profile.
const FILLED: &str = "profiles";
/// Persons per page of the backfill.
const PAGE: u16 = 500;
/// The number of trailing digits of a telephone number that the index covers.
const PHONE_END: usize = 4;

/// The searchable data of one person.
#[derive(Default)]
struct Described {
    born_on: Option<NaiveDate>,
    education: Option<i16>,
    graduated_in: Option<i16>,
    phone: Option<String>,
    name: Option<String>,
    sought: Sought,
    /// Consent to share the profile with platforms, with the position of the last fact about it.
    shared: Option<(i64, bool)>,
}

impl Described {
    fn of(registration: &Registration) -> Self {
        let optional = &registration.optional;
        Self {
            born_on: Some(registration.birth_date),
            education: optional.education.as_deref().and_then(|code| code.parse().ok()),
            graduated_in: optional.graduated_on.and_then(year),
            phone: optional.phone.as_ref().map(|phone| phone.as_str().to_owned()),
            name: Some(registration.name.as_str().to_owned()),
            sought: Sought::default(),
            shared: None,
        }
    }

    /// Applies a later fact.
    fn take(&mut self, said: &Said, phone: Option<String>) {
        let attributes: Map<String, Value> =
            said.attributes.as_deref().and_then(|text| serde_json::from_str(text).ok()).unwrap_or_default();
        if said.kind == Kind::JobSought.number() {
            self.sought = rows::sought(said.amount, said.division, said.code, &attributes);
            // Consent follows the fact recorded last, whatever its valid time.
            if self.shared.is_none_or(|(position, _)| position < said.position) {
                self.shared = Some((said.position, self.sought.profile_shared));
            }
            return;
        }
        let word = |name: &str| attributes.get(name).and_then(Value::as_str);
        self.born_on = said.born_on.or(self.born_on);
        self.education = word("education").and_then(|code| code.parse().ok()).or(self.education);
        self.graduated_in = word("graduated_on").and_then(|day| day.parse().ok()).and_then(year).or(self.graduated_in);
        self.phone = phone.or(self.phone.take());
        self.name = said.name.clone().or(self.name.take());
    }

    /// Gives the person's row; none without a live registration.
    fn row(self, person_id: i64, keys: &Keys) -> Option<ProfileRow> {
        let sought = self.sought;
        let mut occupations = sought.occupations.iter().map(|occupation| occupation.as_str().to_owned());
        Some(ProfileRow {
            person_id,
            born_on: self.born_on?,
            education: self.education,
            graduated_in: self.graduated_in,
            phone_index: self.phone.and_then(|phone| phone_index(keys, &phone)),
            sought_1: occupations.next(),
            sought_2: occupations.next(),
            sought_3: occupations.next(),
            pay_from: sought.pay_from,
            sought_in: sought.area.map(Division::number),
            sought_form: sought.form.map(Form::number),
            available_on: sought.available_on,
            profile_shared: self.shared.is_some_and(|(_, shared)| shared),
        })
    }
}

fn year(day: NaiveDate) -> Option<i16> {
    day.year().try_into().ok()
}

/// Gives the index of a telephone number by its last digits; none for a shorter number.
pub fn phone_index(keys: &Keys, phone: &str) -> Option<Vec<u8>> {
    let digits: Vec<char> = phone.chars().filter(char::is_ascii_digit).collect();
    let end: String = digits.get(digits.len().checked_sub(PHONE_END)?..)?.iter().collect();
    Some(keys.phone_end_index(&end).to_vec())
}

/// The profiles that a batch of facts changes.
#[derive(Default)]
pub struct Profiles {
    /// Persons without a profile so far, with the content of their registration.
    new: BTreeMap<i64, Described>,
    /// Persons to recompute from their facts.
    anew: BTreeSet<i64>,
}

impl Profiles {
    /// Takes note of a person's registration; `is_new` when the ledger has no earlier fact of the
    /// person.
    pub fn registered(&mut self, person: i64, registration: &Registration, is_new: bool) {
        if is_new && !self.anew.contains(&person) && !self.new.contains_key(&person) {
            self.new.insert(person, Described::of(registration));
        } else {
            self.described(person);
        }
    }

    /// Takes note that a registration or change of a person, or a job sought, was recorded or
    /// voided.
    pub fn described(&mut self, person: i64) {
        self.new.remove(&person);
        self.anew.insert(person);
    }

    /// Tells whether nothing is known of a person but the registration in this batch.
    pub fn is_new(&self, person: i64) -> bool {
        self.new.contains_key(&person)
    }

    /// Writes the changed profiles; the facts must be in the ledger already.
    ///
    /// # Errors
    /// When the database fails, or a phone number cannot be decrypted.
    pub fn save(mut self, conn: &mut Conn, keys: &Keys) -> Result<()> {
        let anew: Vec<i64> = self.anew.into_iter().collect();
        for page in anew.chunks(PAGE.into()) {
            on_engine!(conn, |c| {
                diesel::delete(profile::table.filter(profile::person_id.eq_any(page))).execute(c)?;
                diesel::delete(name_key::table.filter(name_key::person_id.eq_any(page))).execute(c)
            })?;
        }
        self.new.extend(read(conn, keys, &anew)?);
        let (mut profiles, mut names) = (Vec::new(), Vec::new());
        for (person_id, mut described) in self.new {
            // Without a live registration a person has no profile.
            let Some(name) = described.name.take() else { continue };
            let Some(row) = described.row(person_id, keys) else { continue };
            profiles.push(row);
            names.extend(name::keys(&name).into_iter().map(|key| NameKeyRow { key, person_id }));
        }
        bulk::insert(conn, &profiles)?;
        bulk::insert(conn, &names)
    }
}

/// The content of one fact.
#[derive(Queryable)]
struct Said {
    on: NaiveDate,
    position: i64,
    person: i64,
    kind: i16,
    division: Option<i64>,
    code: Option<i16>,
    amount: Option<i64>,
    attributes: Option<String>,
    born_on: Option<NaiveDate>,
    pub(in crate::ops) name: Option<String>,
    phone: Option<Vec<u8>>,
}

/// Reads what the live registrations and changes of these persons say, and the work they look for;
/// later facts override earlier ones. A registration that was merged away contributes nothing.
fn read(conn: &mut Conn, keys: &Keys, people: &[i64]) -> Result<BTreeMap<i64, Described>> {
    if people.is_empty() {
        return Ok(BTreeMap::new());
    }
    let merged = Merged::now(conn)?;
    let names = merged.names(people.iter().copied());
    let wrapped: BTreeMap<i64, Vec<u8>> = paged(&names, |page| {
        Ok(on_engine!(&mut *conn, |c| person_key::table.filter(person_key::person_id.eq_any(page)).load(c))?)
    })?
    .into_iter()
    .collect();
    let kinds = [Kind::PersonRegistered, Kind::PersonChanged, Kind::JobSought].map(Kind::number);
    let mut said: Vec<Said> = paged(&names, |page| {
        let void = diesel::alias!(fact as void);
        let voided = void.filter(void.field(fact::voids).eq(fact::position.nullable()));
        let query = fact::table
            .left_join(personal::table)
            .filter(fact::person_id.eq_any(page))
            .filter(fact::kind.eq_any(kinds))
            .filter(diesel::dsl::not(diesel::dsl::exists(voided)))
            .select((
                fact::effective_on,
                fact::position,
                fact::person_id.assume_not_null(),
                fact::kind,
                fact::division,
                fact::code,
                fact::amount,
                fact::attributes,
                fact::born_on,
                personal::name.nullable(),
                personal::phone.nullable(),
            ));
        Ok(on_engine!(&mut *conn, |c| query.load(c))?)
    })?;
    // One person's registrations may come from several pages.
    said.sort_unstable_by_key(|said| (said.on, said.position));
    let mut described: BTreeMap<i64, Described> = BTreeMap::new();
    for said in said {
        let id = said.person;
        if merged.is_given_up(id) && said.kind == Kind::PersonRegistered.number() {
            continue;
        }
        let phone = match (&said.phone, wrapped.get(&id)) {
            (Some(sealed), Some(wrapped)) => {
                let opened = keys.unwrap_data_key(id, wrapped).and_then(|key| key.open(Field::Phone, id, sealed));
                Some(opened.map_err(|e| corrupt("phone", id, e))?)
            }
            _ => None,
        };
        described.entry(merged.root(id)).or_default().take(&said, phone);
    }
    Ok(described)
}

/// Gives a person's name and telephone number.
///
/// # Errors
/// When the database fails, or a phone number cannot be decrypted.
pub(in crate::ops) fn contact(conn: &mut Conn, keys: &Keys, person: i64) -> Result<(Option<String>, Option<String>)> {
    let described = read(conn, keys, &[person])?.remove(&person).unwrap_or_default();
    Ok((described.name, described.phone))
}

/// Backfills the profiles of persons that an earlier version of the program registered without one.
///
/// # Errors
/// When the database fails, or a phone number cannot be decrypted.
pub fn fill(conn: &mut Conn, keys: &Keys) -> Result<()> {
    once(conn, FILLED, |conn| {
        let mut last = 0;
        loop {
            let page = person::table.filter(person::id.gt(last)).order(person::id).limit(PAGE.into());
            let rows: Vec<PersonRow> = page.load(conn)?;
            let Some(end) = rows.last() else { break };
            last = end.id;
            let anew: BTreeSet<i64> = rows.iter().map(|row| row.id).collect();
            let near = log::neighbourhood(conn, &anew, &BTreeSet::new(), i64::MAX)?;
            save_standing(conn, rows, &near.world.histories())?;
            Profiles { anew, ..Profiles::default() }.save(conn, keys)?;
        }
        fill_households(conn)?;
        // Offers to platforms depend on profiles.
        seekers::forget_platforms(conn)
    })
}

/// Recomputes the division of every household.
fn fill_households(conn: &mut Conn) -> Result<()> {
    let mut last = 0;
    loop {
        let page = household::table.filter(household::id.gt(last)).order(household::id).limit(PAGE.into());
        let rows: Vec<HouseholdRow> = page.load(conn)?;
        let Some(end) = rows.last() else { return Ok(()) };
        last = end.id;
        let near = log::neighbourhood(conn, &BTreeSet::new(), &rows.iter().map(|row| row.id).collect(), i64::MAX)?;
        let histories = near.world.histories();
        for was in rows {
            let mut now = was.clone();
            now.stand(&histories);
            if now != was {
                update_household(conn, &now)?;
            }
        }
    }
}
