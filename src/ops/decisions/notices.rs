//! Public notices (公示): what the public may read of an application during its notice, and nothing
//! more: name, masked ID number and community. The category is never shown, because some categories
//! reveal an illness, rehabilitation or a release (戒毒条例 article 7; 个人信息保护法 article 28).

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;
use diesel::dsl::{exists, not};
use diesel::prelude::*;
use serde::Serialize;

use crate::db::Conn;
use crate::db::facts::log;
use crate::db::schema::{application, fact, household, person, person_key, personal};
use crate::domain::ledger::accept::registration;
use crate::domain::values::codes::{Kind, Stage};
use crate::domain::values::division::{Division, tree};
use crate::domain::values::id_number::IdNumber;
use crate::domain::values::month::add_months;
use crate::error::{Result, corrupt};
use crate::on_engine;
use crate::seal::kept::Field;
use crate::seal::keys::Keys;

/// Maximum number of notices listed for a community, which usually has a handful.
const MOST: i64 = 200;
/// Age in months from which a member can represent a household (民法典 article 17).
const ADULT_MONTHS: u32 = 18 * 12;
/// The attributes of the joining of a household's head (GB/T 4761).
const HEAD: &str = r#"{"relation":"02"}"#;

/// A public notice.
#[derive(Serialize, utoipa::ToSchema, Debug)]
pub struct Notice {
    /// The name of the applicant. For a household, the name of its head; null if it has no adult
    /// member.
    pub name: Option<String>,
    /// The ID number of the same person, with the birth date hidden.
    #[schema(example = "440703********0113")]
    pub id_number: Option<String>,
    #[schema(value_type = String, example = "440703002101")]
    pub division: Division,
    /// The name of the village or neighbourhood.
    pub community: String,
    /// The first day of the notice.
    pub from: NaiveDate,
    /// The last day of the notice.
    pub until: NaiveDate,
}

/// Lists the notices of a village or neighbourhood that are public today.
///
/// # Errors
/// When the database fails.
pub fn of(conn: &mut Conn, keys: &Keys, division: Division, today: NaiveDate) -> Result<Vec<Notice>> {
    type Row = (Option<i64>, Option<i64>, Option<NaiveDate>, Option<NaiveDate>);
    let (from, to) = division.scope();
    let here = person::table
        .filter(person::id.nullable().eq(application::person_id))
        .filter(person::registered)
        .filter(person::division.ge(from))
        .filter(person::division.lt(to));
    let household_here = household::table
        .filter(household::id.nullable().eq(application::household_id))
        .filter(household::registered)
        .filter(household::division.ge(from))
        .filter(household::division.lt(to));
    let query = application::table
        .filter(application::stage.eq(Stage::OnNotice.number()))
        .filter(application::notice_from.le(today))
        .filter(application::notice_until.ge(today))
        .filter(exists(here).or(exists(household_here)))
        .order((application::notice_from, application::position))
        .limit(MOST)
        .select((
            application::person_id,
            application::household_id,
            application::notice_from,
            application::notice_until,
        ));
    let rows: Vec<Row> = on_engine!(&mut *conn, |c| query.load(c))?;
    let households: Vec<i64> = rows.iter().filter_map(|(_, household, ..)| *household).collect();
    let heads = heads_of(conn, &households, today)?;
    let shown: Vec<(Option<i64>, Row)> = rows
        .into_iter()
        .map(|row| (row.0.or_else(|| row.1.and_then(|household| heads.get(&household).copied())), row))
        .collect();
    let people: Vec<i64> = shown.iter().filter_map(|(person, _)| *person).collect();
    let (names, numbers) = (names_of(conn, &people)?, masked_numbers_of(conn, keys, &people)?);
    let community = tree().get(division).map(|entry| entry.name.to_owned()).unwrap_or_default();
    let notice = |(person, (_, _, from, until)): (Option<i64>, Row)| {
        let of = |texts: &BTreeMap<i64, String>| person.and_then(|id| texts.get(&id).cloned());
        Some(Notice {
            name: of(&names),
            id_number: of(&numbers),
            division,
            community: community.clone(),
            from: from?,
            until: until?,
        })
    };
    Ok(shown.into_iter().filter_map(notice).collect())
}

/// Finds the person that represents each household: the head, by each member's last joining, among
/// the living adult members of today. Without a head it is the member registered first. A household
/// without an adult member is left out.
fn heads_of(conn: &mut Conn, households: &[i64], today: NaiveDate) -> Result<BTreeMap<i64, i64>> {
    let near = log::neighbourhood(conn, &BTreeSet::new(), &households.iter().copied().collect(), i64::MAX)?;
    let histories = near.world.histories();
    let is_adult = |id: i64| {
        let birth = registration(near.world.facts_of(id)).map(|(birth, _)| birth);
        birth.is_some_and(|birth| add_months(birth, ADULT_MONTHS) <= today)
    };
    let mut members: BTreeMap<i64, Vec<i64>> = BTreeMap::new();
    for household in households {
        for id in near.world.members_of(*household) {
            let status = histories.life(*id).on(today);
            if status.member_of == Some(*household) && !status.is_dead() && is_adult(*id) {
                members.entry(*household).or_default().push(*id);
            }
        }
    }
    let some: Vec<Option<i64>> = households.iter().copied().map(Some).collect();
    let void = diesel::alias!(fact as void);
    let voided = void.filter(void.field(fact::voids).eq(fact::position.nullable()));
    let query = fact::table
        .filter(fact::household_id.eq_any(some))
        .filter(fact::kind.eq(Kind::MemberJoined.number()))
        .filter(fact::effective_on.le(today))
        .filter(not(exists(voided)))
        .order((fact::effective_on, fact::position))
        .select((fact::household_id.assume_not_null(), fact::person_id.assume_not_null(), fact::attributes));
    let joined: Vec<(i64, i64, Option<String>)> = on_engine!(&mut *conn, |c| query.load(c))?;
    // Only the last joining of each member counts.
    let called: BTreeMap<(i64, i64), bool> = joined
        .into_iter()
        .map(|(household, person, relation)| ((household, near.merged.root(person)), relation.as_deref() == Some(HEAD)))
        .collect();
    let head = |(household, members): (i64, Vec<i64>)| {
        let is_head = |id: &&i64| called.get(&(household, **id)).copied().unwrap_or(false);
        let head = members.iter().filter(is_head).min().or(members.iter().min());
        head.map(|id| (household, *id))
    };
    Ok(members.into_iter().filter_map(head).collect())
}

fn names_of(conn: &mut Conn, people: &[i64]) -> Result<BTreeMap<i64, String>> {
    let query = person::table
        .inner_join(personal::table.on(person::name_id.eq(personal::id.nullable())))
        .filter(person::id.eq_any(people.to_vec()))
        .select((person::id, personal::name));
    let rows: Vec<(i64, Option<String>)> = on_engine!(conn, |c| query.load(c))?;
    Ok(rows.into_iter().filter_map(|(id, name)| Some((id, name?))).collect())
}

fn masked_numbers_of(conn: &mut Conn, keys: &Keys, people: &[i64]) -> Result<BTreeMap<i64, String>> {
    let void = diesel::alias!(fact as void);
    let voided = void.filter(void.field(fact::voids).eq(fact::position.nullable()));
    let some: Vec<Option<i64>> = people.iter().copied().map(Some).collect();
    let query = fact::table
        .inner_join(personal::table)
        .filter(fact::person_id.eq_any(some))
        .filter(fact::kind.eq(Kind::PersonRegistered.number()))
        .filter(not(exists(voided)))
        .select((fact::person_id, personal::id_number));
    let sealed: Vec<(Option<i64>, Option<Vec<u8>>)> = on_engine!(&mut *conn, |c| query.load(c))?;
    let query = person_key::table.filter(person_key::person_id.eq_any(people.to_vec()));
    let wrapped: BTreeMap<i64, Vec<u8>> = on_engine!(conn, |c| query.load::<(i64, Vec<u8>)>(c))?.into_iter().collect();
    let mut numbers = BTreeMap::new();
    for (id, sealed) in sealed {
        let Some((id, sealed, wrapped)) = id.and_then(|id| Some((id, sealed?, wrapped.get(&id)?))) else { continue };
        let broken = |e| corrupt("person", id, e);
        let number = keys.unwrap_data_key(id, wrapped).and_then(|key| key.open(Field::IdNumber, id, &sealed));
        if let Ok(number) = IdNumber::parse(&number.map_err(broken)?) {
            numbers.insert(id, number.masked());
        }
    }
    Ok(numbers)
}
