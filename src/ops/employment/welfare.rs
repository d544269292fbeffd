//! Holders of public-welfare posts, and whether each unit has enough difficult persons among them.
//! The numbers of a unit cover all its holders in the city, whatever the actor's scope: those of a
//! part would be wrong. The holders themselves are listed within scope only.

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;
use diesel::dsl::sql;
use diesel::prelude::*;
use diesel::sql_types::Bool;
use serde::Serialize;
use serde_json::{Map, Value};

use super::filings::homes_of;
use crate::db::registers::spans::stays_of;
use crate::db::schema::{fact, spell};
use crate::domain::employment::welfare::{is_kept, required, was_determined};
use crate::domain::months::lines::Rate;
use crate::domain::values::codes::Form;
use crate::domain::values::division::Division;
use crate::domain::values::uscc::Uscc;
use crate::error::Result;
use crate::on_engine;
use crate::ops::session::Session;
use crate::ops::session::scope::reaches;

/// A unit with public-welfare posts, measured against the 30 % of difficult persons among their
/// holders.
#[derive(Serialize, utoipa::ToSchema, Debug)]
pub struct WelfareUnit {
    /// The unified social credit code (GB 32100); null for posts that name no unit.
    #[schema(example = "91350100M000100Y43")]
    pub unit: Option<String>,
    /// Persons that hold a post at the unit, in the whole city. For posts that name no unit, only
    /// persons in the caller's scope and the requested division.
    pub holders: i64,
    /// Of these, persons determined as difficult when they were hired.
    pub difficult: i64,
    /// Of these, persons reported as hired as difficult but not determined; they do not count as
    /// difficult.
    pub claimed: i64,
    /// The least number of difficult persons. Like the rate, null for posts that name no unit:
    /// units are never pooled.
    pub required: Option<i64>,
    /// The share of difficult persons among the holders, as an exact fraction with the percentage
    /// to show.
    #[schema(value_type = Option<Object>, example = json!({"n": 3, "d": 10, "percent": "30.0"}))]
    pub rate: Option<Rate>,
    /// Whether there are as many difficult persons as required.
    pub kept: Option<bool>,
}

/// A holder of a public-welfare post.
#[derive(Serialize, utoipa::ToSchema, Debug)]
pub struct Holder {
    /// The ledger position of the hire.
    pub position: i64,
    pub person: i64,
    /// The division where the person lives now.
    #[schema(value_type = String, example = "440703002101")]
    pub division: Division,
    /// The first day at work.
    pub from: NaiveDate,
    /// Whether the person was determined as difficult when hired.
    pub was_determined: bool,
    /// Whether the hire reports the person as difficult; null if it does not say.
    pub said: Option<bool>,
    /// Whether the hire reports the person as difficult and the ledger has no determination.
    pub disputed: bool,
}

/// The filter and the page of a list of holders.
pub struct Wanted {
    /// The unit; `None` for posts that name no unit.
    pub unit: Option<Uscc>,
    pub on: NaiveDate,
    /// The position of the last holder of the previous page.
    pub after: Option<i64>,
    pub limit: usize,
}

/// Lists by code the units with a holder in scope on a day, and in the division if one is given;
/// posts that name no unit come first.
///
/// # Errors
/// [`Failure::UnknownDivision`](crate::error::Failure::UnknownDivision) for a division outside the
/// scope.
pub fn units(s: &mut Session, on: NaiveDate, within: Option<Division>) -> Result<Vec<WelfareUnit>> {
    if let Some(division) = within {
        s.within(division)?;
    }
    s.snapshot(|s| units_now(s, on, within))
}

fn units_now(s: &mut Session, on: NaiveDate, within: Option<Division>) -> Result<Vec<WelfareUnit>> {
    let mut units: BTreeMap<Option<String>, Vec<Held>> = BTreeMap::new();
    for held in held_on(s, on, |_| true)? {
        units.entry(held.post.unit.clone()).or_default().push(held);
    }
    let people: BTreeSet<i64> = units.values().flatten().map(|held| held.post.person).collect();
    let mut homes = homes_of(s, &people.into_iter().collect::<Vec<_>>())?;
    homes.retain(|_, home| within.is_none_or(|division| reaches(division, *home)));
    // Posts that name no unit have nothing in common: only holders within scope count.
    if let Some(of_none) = units.get_mut(&None) {
        of_none.retain(|held| homes.contains_key(&held.post.person));
    }
    units.retain(|_, held| held.iter().any(|held| homes.contains_key(&held.post.person)));
    Ok(units.into_iter().map(|(unit, held)| WelfareUnit::of(unit, &held)).collect())
}

/// Lists the holders of a unit's posts on a day that are in scope, by the position of the hire;
/// gives one more than the limit if there are more.
///
/// # Errors
/// When the database fails.
pub fn holders(s: &mut Session, wanted: &Wanted) -> Result<Vec<Holder>> {
    s.snapshot(|s| holders_now(s, wanted))
}

fn holders_now(s: &mut Session, wanted: &Wanted) -> Result<Vec<Holder>> {
    let unit = wanted.unit.as_ref().map(Uscc::as_str);
    let mut held = held_on(s, wanted.on, |post| post.unit.as_deref() == unit)?;
    held.retain(|held| wanted.after.is_none_or(|after| held.post.position > after));
    held.sort_unstable_by_key(|held| held.post.position);
    let homes = homes_of(s, &held.iter().map(|held| held.post.person).collect::<Vec<_>>())?;
    let told = |held: Held| Some(held.told(*homes.get(&held.post.person)?));
    Ok(held.into_iter().filter_map(told).take(wanted.limit + 1).collect())
}

impl WelfareUnit {
    fn of(unit: Option<String>, held: &[Held]) -> Self {
        let count = |is: fn(&Held) -> bool| held.iter().map(|held| i64::from(is(held))).sum::<i64>();
        let (holders, difficult) = (count(|_| true), count(|held| held.was_determined));
        let of_one = unit.is_some();
        Self {
            unit,
            holders,
            difficult,
            claimed: count(Held::is_disputed),
            required: of_one.then(|| required(holders)),
            rate: Rate::of(difficult, holders).filter(|_| of_one),
            kept: is_kept(difficult, holders).filter(|_| of_one),
        }
    }
}

/// A public-welfare post, as its hire records it.
struct Post {
    position: i64,
    person: i64,
    from: NaiveDate,
    unit: Option<String>,
    /// Whether the sender states that the person was hired as difficult.
    said: Option<bool>,
}

/// A post, and whether its holder was determined as difficult when hired.
struct Held {
    post: Post,
    was_determined: bool,
}

impl Held {
    fn is_disputed(&self) -> bool {
        self.post.said == Some(true) && !self.was_determined
    }

    fn told(&self, division: Division) -> Holder {
        Holder {
            position: self.post.position,
            person: self.post.person,
            division,
            from: self.post.from,
            was_determined: self.was_determined,
            said: self.post.said,
            disputed: self.is_disputed(),
        }
    }
}

/// Finds the holders of posts in the city on a day (RS-1 section 1: alive, and inside the spell),
/// as far as `is_asked_for` accepts the post. A person counts once per unit, by the earliest start
/// there.
fn held_on(s: &mut Session, on: NaiveDate, is_asked_for: impl Fn(&Post) -> bool) -> Result<Vec<Held>> {
    // The form is a literal, because the partial index over it has a literal.
    let is_post = sql::<Bool>(&format!("spell.form = {}", Form::PublicWelfare.number()));
    let query = spell::table
        .inner_join(fact::table.on(fact::position.eq(spell::position)))
        .filter(is_post)
        .filter(spell::from_on.le(on).and(spell::until_on.gt(on)))
        .order((spell::from_on, spell::position))
        .select((spell::position, spell::person_id, spell::from_on, spell::uscc, fact::attributes));
    let rows: Vec<(i64, i64, NaiveDate, Option<String>, Option<String>)> = on_engine!(&mut *s.conn, |c| query.load(c))?;
    let post = |(position, person, from, unit, attributes): (i64, i64, NaiveDate, _, Option<String>)| Post {
        position,
        person,
        from,
        unit,
        said: said(attributes.as_deref()),
    };
    let mut posts: Vec<Post> = rows.into_iter().map(post).filter(is_asked_for).collect();
    let mut seen = BTreeSet::new();
    posts.retain(|post| seen.insert((post.unit.clone(), post.person)));
    let people: BTreeSet<i64> = posts.iter().map(|post| post.person).collect();
    let stays = stays_of(s.conn, &people.into_iter().collect::<Vec<_>>())?;
    let held = |post: Post| {
        let was_determined = stays.get(&post.person).is_some_and(|stays| was_determined(stays, post.from));
        Held { post, was_determined }
    };
    Ok(posts.into_iter().map(held).collect())
}

/// Tells whether a hire reports the person as difficult.
fn said(attributes: Option<&str>) -> Option<bool> {
    let attributes: Map<String, Value> = serde_json::from_str(attributes?).ok()?;
    attributes.get("hired_as_difficult")?.as_bool()
}
