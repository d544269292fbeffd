//! Loads what is recorded of the persons of a file.

use std::collections::{BTreeMap, HashMap};

use chrono::NaiveDate;
use diesel::dsl::{exists, not};
use diesel::prelude::*;
use serde_json::{Map, Value};

use crate::db::engine::query::paged;
use crate::db::people::merged::{self, Merged};
use crate::db::schema::{fact, person, personal, sender};
use crate::domain::files::survey::Entry;
use crate::domain::people::said::{Changes, Optional, Registration};
use crate::domain::values::codes::Kind;
use crate::domain::values::text::{Phone, Text};
use crate::error::{Result, corrupt};
use crate::on_engine;
use crate::ops::people::data_keys::data_keys;
use crate::ops::session::Session;
use crate::seal::kept::Field;

/// The recorded data of a person in scope.
pub(super) struct Standing {
    pub(super) sender: String,
    pub(super) person_ref: String,
    registered_on: NaiveDate,
    /// The data of each registration and change, with the first day of its validity; later ones
    /// take precedence.
    said: Vec<(NaiveDate, Said)>,
    wishes: Vec<(NaiveDate, (bool, bool))>,
}

/// The data that one registration or change records, as far as a list can state it.
#[derive(Clone, Default)]
pub(super) struct Said {
    pub(super) name: Option<String>,
    division: Option<i64>,
    phone: Option<String>,
    address: Option<String>,
    attributes: Map<String, Value>,
}

impl Standing {
    /// Gives the data that holds on a day. For a day before the registration, that of the
    /// registration holds.
    pub(super) fn on(&self, day: NaiveDate) -> Said {
        let mut holds = Said::default();
        for (_, said) in self.said.iter().filter(|(from, _)| *from <= day.max(self.registered_on)) {
            let said = said.clone();
            holds.name = said.name.or(holds.name);
            holds.division = said.division.or(holds.division);
            holds.phone = said.phone.or(holds.phone);
            holds.address = said.address.or(holds.address);
            holds.attributes.extend(said.attributes);
        }
        holds
    }

    pub(super) fn wish_on(&self, day: NaiveDate) -> Option<(bool, bool)> {
        self.wishes.iter().rev().find(|(from, _)| *from <= day).map(|(_, wish)| *wish)
    }
}

impl Said {
    /// Gives the data that a row changes; data that the row does not state stays.
    pub(super) fn changes(&self, entry: &Entry) -> Option<Changes> {
        let Registration { residence_division, optional, .. } = &entry.registration;
        let word = |name: &str| self.attributes.get(name).and_then(Value::as_str);
        let digits = |phone: &str| phone.chars().filter(char::is_ascii_digit).collect::<String>();
        let plain = |address: &str| address.chars().filter(|c| !c.is_whitespace()).collect::<String>();
        let new_phone = |phone: &&Phone| self.phone.as_deref().map(digits) != Some(digits(phone.as_str()));
        let new_address = |address: &&Text| self.address.as_deref().map(plain) != Some(plain(address.as_str()));
        let new_day = |day: &NaiveDate| word("graduated_on") != Some(&day.to_string());
        let rural = self.attributes.get("hukou_rural").and_then(Value::as_bool);
        let changes = Changes {
            name: None,
            residence_division: Some(*residence_division)
                .filter(|of| entry.says_where && self.division != Some(of.number())),
            optional: Optional {
                phone: optional.phone.as_ref().filter(new_phone).cloned(),
                address: optional.address.as_ref().filter(new_address).cloned(),
                education: optional.education.clone().filter(|code| word("education") != Some(code.as_str())),
                hukou_rural: optional.hukou_rural.filter(|is| rural != Some(*is)),
                graduated_on: optional.graduated_on.filter(new_day),
                ..Optional::default()
            },
        };
        (changes != Changes::default()).then_some(changes)
    }
}

/// Loads the recorded data of those of these persons that are in scope, by ID number.
pub(super) fn standings<'e>(
    s: &mut Session,
    entries: impl Iterator<Item = &'e Entry>,
) -> Result<HashMap<String, Standing>> {
    let numbers: HashMap<Vec<u8>, &str> = entries
        .map(|entry| entry.registration.id_number.as_str())
        .map(|number| (s.keys.blind_index(Field::IdNumber, number).to_vec(), number))
        .collect();
    let indexes: Vec<Vec<u8>> = numbers.keys().cloned().collect();
    let owners = merged::of_id_numbers(s.conn, &indexes)?;
    let owned: Vec<i64> = owners.values().copied().collect();
    let people: Vec<(i64, (String, String))> = paged(&owned, |page| {
        let query = s.people().filter(person::id.eq_any(page)).select((person::id, (sender::name, person::ref_)));
        Ok(on_engine!(&mut *s.conn, |c| query.load(c))?)
    })?;
    let people: HashMap<i64, (String, String)> = people.into_iter().collect();
    let ids: Vec<i64> = people.keys().copied().collect();
    let said = said_of(s, &ids)?;
    let wishes = wishes_of(s, &ids)?;
    let mut standings = HashMap::new();
    for (index, number) in numbers {
        let Some(id) = owners.get(&index) else { continue };
        let Some((sender, person_ref)) = people.get(id).cloned() else { continue };
        let (registered_on, said) = said.get(id).cloned().unwrap_or_default();
        let wishes = wishes.get(id).cloned().unwrap_or_default();
        standings.insert(number.to_owned(), Standing { sender, person_ref, registered_on, said, wishes });
    }
    Ok(standings)
}

/// Loads the registrations and changes of persons in the order of validity, with the day of the
/// registration. Void facts are left out, and so are merged-away registrations.
pub(super) fn said_of(s: &mut Session, ids: &[i64]) -> Result<HashMap<i64, (NaiveDate, Vec<(NaiveDate, Said)>)>> {
    type Row = (i64, i16, NaiveDate, Option<i64>, Option<String>, Option<String>, Option<Vec<u8>>, Option<Vec<u8>>);
    let merged = Merged::now(s.conn)?;
    let registrations = merged.names(ids.iter().copied());
    let keys = data_keys(s, &registrations)?;
    let kinds = [Kind::PersonRegistered.number(), Kind::PersonChanged.number()];
    let rows: Vec<Row> = paged(&registrations, |page| {
        let void = diesel::alias!(fact as void);
        let voided = void.filter(void.field(fact::voids).eq(fact::position.nullable()));
        let query = fact::table
            .left_join(personal::table)
            .filter(fact::person_id.eq_any(page))
            .filter(fact::kind.eq_any(kinds))
            .filter(not(exists(voided)))
            .order((fact::effective_on, fact::position))
            .select((
                fact::person_id.assume_not_null(),
                fact::kind,
                fact::effective_on,
                fact::division,
                fact::attributes,
                personal::name.nullable(),
                personal::phone.nullable(),
                personal::address.nullable(),
            ));
        Ok(on_engine!(&mut *s.conn, |c| query.load(c))?)
    })?;
    let mut people: HashMap<i64, (NaiveDate, Vec<(NaiveDate, Said)>)> = HashMap::new();
    for (id, kind, on, division, attributes, name, phone, address) in rows {
        let open = |field, sealed: Option<Vec<u8>>| -> Result<Option<String>> {
            let (Some(sealed), Some(key)) = (sealed, keys.get(&id)) else { return Ok(None) };
            let opened = key.open(field, id, &sealed);
            opened.map(Some).map_err(|e| corrupt("person", id, e))
        };
        let said = Said {
            name,
            division,
            phone: open(Field::Phone, phone)?,
            address: open(Field::Address, address)?,
            attributes: attributes.as_deref().and_then(|text| serde_json::from_str(text).ok()).unwrap_or_default(),
        };
        if kind == Kind::PersonRegistered.number() && merged.is_given_up(id) {
            continue;
        }
        let person = people.entry(merged.root(id)).or_default();
        if kind == Kind::PersonRegistered.number() {
            person.0 = on;
        }
        person.1.push((on, said));
    }
    Ok(people)
}

/// Loads the wishes of persons, for work and for help, in the order of validity and without void
/// ones.
pub(super) fn wishes_of(s: &mut Session, ids: &[i64]) -> Result<BTreeMap<i64, Vec<(NaiveDate, (bool, bool))>>> {
    let merged = Merged::now(s.conn)?;
    let rows: Vec<(i64, NaiveDate, Option<i16>)> = paged(&merged.names(ids.iter().copied()), |page| {
        let void = diesel::alias!(fact as void);
        let voided = void.filter(void.field(fact::voids).eq(fact::position.nullable()));
        let query = fact::table
            .filter(fact::person_id.eq_any(page))
            .filter(fact::kind.eq(Kind::WishDeclared.number()))
            .filter(not(exists(voided)))
            .order((fact::effective_on, fact::position))
            .select((fact::person_id.assume_not_null(), fact::effective_on, fact::code));
        Ok(on_engine!(&mut *s.conn, |c| query.load(c))?)
    })?;
    let mut wishes: BTreeMap<i64, Vec<(NaiveDate, (bool, bool))>> = BTreeMap::new();
    for (id, on, code) in rows {
        let code = code.unwrap_or(0);
        wishes.entry(merged.root(id)).or_default().push((on, (code & 1 != 0, code & 2 != 0)));
    }
    Ok(wishes)
}
