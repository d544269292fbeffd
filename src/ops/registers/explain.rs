//! Explains the standing of a household or person on a day, as known at a position: the state, the
//! facts behind it, and the rules applied, in words.

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;
use diesel::prelude::*;
use serde::Serialize;

use crate::db::Conn;
use crate::db::engine::query::paged;
use crate::db::facts::log::{self, Neighbourhood, last_position};
use crate::db::people::names::names_of;
use crate::db::schema::{fact, household, person, sender};
use crate::domain::ledger::accept;
use crate::domain::people::person::{Life, PersonWhat, Status, death_of};
use crate::domain::people::retirement::{group_of, retirement_date};
use crate::domain::registers::determination;
use crate::domain::registers::register::{Cause, Standing, State};
use crate::domain::registers::world::Histories;
use crate::domain::values::codes::{Absence, Category, Exit, Kind};
use crate::domain::values::division::{Division, tree};
use crate::domain::values::hint::Lang;
use crate::domain::values::month::{FAR, add_months};
use crate::error::{Failure, Result};
use crate::on_engine;

/// A fact behind an answer.
#[derive(Clone, Debug, Serialize, PartialEq, Eq)]
pub struct Behind {
    pub event_ref: String,
    pub sender: String,
    pub kind: &'static str,
    pub effective_on: NaiveDate,
    pub position: i64,
}

/// The standing of a household on a day.
#[derive(Clone, Debug, Serialize)]
pub struct Household {
    pub on: NaiveDate,
    pub known_at: i64,
    pub state: &'static str,
    pub since: Option<NaiveDate>,
    pub cause: Option<Cause>,
    pub condition: bool,
    pub suspected: bool,
    pub seeking: Vec<String>,
    /// The real division of the day.
    pub division: Option<Division>,
    pub facts: Vec<Behind>,
    pub because: Vec<String>,
}

/// The standing of a person on a day.
#[derive(Clone, Debug, Serialize)]
#[allow(clippy::struct_excessive_bools, reason = "the contract's fields")]
pub struct Person {
    pub on: NaiveDate,
    pub known_at: i64,
    pub dead: bool,
    pub working_age: bool,
    pub absent: Vec<&'static str>,
    pub employed: bool,
    pub labour: bool,
    pub seeking: bool,
    pub wants_work: bool,
    pub wants_help: bool,
    pub helped: bool,
    pub member_of: Option<String>,
    pub state: &'static str,
    pub since: Option<NaiveDate>,
    pub cause: Option<Cause>,
    pub active: bool,
    pub categories: Vec<&'static str>,
    pub retires_on: Option<NaiveDate>,
    /// The real division of the day.
    pub division: Option<Division>,
    pub facts: Vec<Behind>,
    pub because: Vec<String>,
}

/// Finds a household by its sender and reference.
///
/// # Errors
/// [`Failure::UnknownHousehold`].
pub fn find_household(conn: &mut Conn, sender_name: &str, reference: &str) -> Result<i64> {
    household::table
        .inner_join(sender::table.on(sender::id.eq(household::sender_id)))
        .filter(sender::name.eq(sender_name))
        .filter(household::ref_.eq(reference))
        .select(household::id)
        .first(conn)
        .optional()?
        .ok_or_else(|| Failure::UnknownHousehold.into())
}

/// Finds a person by sender and reference.
///
/// # Errors
/// [`Failure::UnknownPerson`].
pub fn find_person(conn: &mut Conn, sender_name: &str, reference: &str) -> Result<i64> {
    person::table
        .inner_join(sender::table.on(sender::id.eq(person::sender_id)))
        .filter(sender::name.eq(sender_name))
        .filter(person::ref_.eq(reference))
        .select(person::id)
        .first(conn)
        .optional()?
        .ok_or_else(|| Failure::UnknownPerson.into())
}

fn settled(conn: &mut Conn, known_at: Option<i64>) -> Result<i64> {
    let last = last_position(conn)?;
    let known_at = known_at.unwrap_or(last);
    if (0..=last).contains(&known_at) { Ok(known_at) } else { Err(Failure::PositionUnknown.into()) }
}

/// Explains the standing of a household on a day.
///
/// # Errors
/// [`Failure::PositionUnknown`], and [`Failure::UnknownHousehold`] when it was not registered at
/// that position.
pub fn household(conn: &mut Conn, id: i64, on: NaiveDate, known_at: Option<i64>, lang: Lang) -> Result<Household> {
    conn.snapshot(|conn| {
        let known_at = settled(conn, known_at)?;
        let Neighbourhood { world, .. } =
            log::neighbourhood(conn, &BTreeSet::new(), &BTreeSet::from([id]), known_at)?;
        if world.household_facts_of(id).is_empty() {
            return Err(Failure::UnknownHousehold.into());
        }
        let histories = world.histories();
        let timeline = histories.timeline(id);
        let span = timeline.on(on);
        let standing = span.map_or(Standing::default(), |s| s.standing);
        let condition = span.is_some_and(|s| s.meets);
        let members = world.members_of(id);
        let names = names_of(conn, &[], members)?.persons;
        let name = |p: &i64| names.get(p).map_or_else(|| p.to_string(), |(_, name)| name.clone());
        let division = crate::domain::people::person::division_on(&histories.divisions_of(id), on);
        let is_seeking = |member: &&i64| {
            let status = histories.life(**member).on(on);
            status.member_of == Some(id) && status.is_seeking()
        };
        let seeking = members.iter().filter(is_seeking).map(name).collect();
        let mut words = Words::new(lang);
        words.division(division);
        for member in members.iter().filter(|m| histories.life(**m).on(on).member_of == Some(id)) {
            words.member(&name(member), &histories, *member, on);
        }
        words.condition(condition, division);
        words.standing(standing, condition, on);
        let mut positions: Vec<(NaiveDate, i64)> =
            world.household_facts_of(id).iter().map(|f| (f.on, f.position)).collect();
        for member in members {
            let until = last_day_in(&histories.life(*member), id, on);
            let facts = world.facts_of(*member).iter().filter(|f| {
                let stay = matches!(f.what, PersonWhat::Joined { household } | PersonWhat::Left { household } if household == id);
                concerns(&f.what, f.on, on) && (stay || until.is_some_and(|until| f.on <= until))
            });
            positions.extend(facts.map(|f| (f.on, f.position)));
        }
        Ok(Household {
            on,
            known_at,
            state: standing.state.as_str(),
            since: standing.since,
            cause: standing.cause,
            condition,
            suspected: condition && standing.state != State::In,
            seeking,
            division,
            facts: behind(conn, positions, on)?,
            because: words.sentences,
        })
    })
}

/// Explains the standing of a person on a day.
///
/// # Errors
/// [`Failure::PositionUnknown`], and [`Failure::UnknownPerson`] when the person was not registered
/// at that position.
pub fn person(conn: &mut Conn, id: i64, on: NaiveDate, known_at: Option<i64>, lang: Lang) -> Result<Person> {
    conn.snapshot(|conn| {
        let known_at = settled(conn, known_at)?;
        let Neighbourhood { world, merged, .. } =
            log::neighbourhood(conn, &BTreeSet::from([id]), &BTreeSet::new(), known_at)?;
        let named = id;
        let id = merged.root(named);
        let facts = world.facts_of(id);
        let Some((birth, sex)) = accept::registration(facts) else { return Err(Failure::UnknownPerson.into()) };
        let histories = world.histories();
        let life = histories.life(id);
        let status = life.on(on);
        let spans = histories.person_spans(id);
        let span = determination::span_on(&spans, on);
        let standing = span.map_or(Standing::default(), |s| s.standing);
        let registered = facts.iter().find_map(|f| match f.what {
            PersonWhat::Registered { group, .. } => group,
            _ => None,
        });
        // Facts dated on or after the death no longer count.
        let death = death_of(facts).unwrap_or(FAR);
        let group = facts.iter().rev().filter(|f| f.on <= on && f.on < death).find_map(|f| match f.what {
            PersonWhat::Changed { group, .. } => group,
            _ => None,
        });
        let retires_on = retirement_date(birth, group_of(sex, group.or(registered)));
        let names = names_of(conn, &status.member_of.into_iter().collect::<Vec<_>>(), &[id])?;
        let division = histories.division_of(id, on);
        let mut words = Words::new(lang);
        if id != named {
            words.say(
                "此登记已并入另一登记，以下为保留的登记。",
                "This registration was merged into another; what follows is of the one that stays.",
            );
        }
        words.division(division);
        words.member(names.persons.get(&id).map_or("", |(_, name)| name), &histories, id, on);
        if group.or(registered).is_none() && sex == crate::domain::values::codes::Sex::Female {
            words.say(
                "原退休类别不明，按 55 周岁一类推算。",
                "Her retirement group is unknown and taken as female_55 (RS-1 section 7).",
            );
        }
        let categories: Vec<&'static str> =
            span.into_iter().flat_map(|s| s.categories.iter()).map(Category::as_str).collect();
        words.categories(&categories);
        words.standing_of_person(standing);
        let mut positions: Vec<(NaiveDate, i64)> = facts.iter().map(|f| (f.on, f.position)).collect();
        for household in world.households_of(id).collect::<BTreeSet<_>>() {
            let until = last_day_in(&histories.life(id), household, on);
            let facts = world.household_facts_of(household).iter().filter(|f| until.is_some_and(|until| f.on <= until));
            positions.extend(facts.map(|f| (f.on, f.position)));
        }
        Ok(Person {
            on,
            known_at,
            dead: status.is_dead(),
            working_age: status.is_of_working_age(),
            absent: status.absences().map(Absence::as_str).collect(),
            employed: status.is_employed(),
            labour: status.is_labour(),
            seeking: status.is_seeking(),
            wants_work: status.wants_work(),
            wants_help: status.wants_help(),
            helped: status.is_helped(),
            member_of: status.member_of.and_then(|h| names.households.get(&h)).map(|(_, name)| name.clone()),
            state: standing.state.as_str(),
            since: standing.since,
            cause: standing.cause,
            active: standing.state == State::In,
            categories,
            retires_on: Some(retires_on),
            division,
            facts: behind(conn, positions, on)?,
            because: words.sentences,
        })
    })
}

/// Gives the end of a person's last stay in a household that began by a day; [`FAR`] when the stay
/// has no end, none when there was no stay. Later facts of the household do not concern the person,
/// nor those of the person the household.
fn last_day_in(life: &Life, household: i64, on: NaiveDate) -> Option<NaiveDate> {
    let changes = life.changes();
    let in_it = |(_, status): &(NaiveDate, Status)| status.member_of == Some(household);
    let known = changes.partition_point(|(from, _)| *from <= on);
    let last = changes[..known].iter().rposition(in_it)?;
    Some(changes[last..].iter().find(|change| !in_it(change)).map_or(FAR, |(left, _)| *left))
}

/// Tells whether a member's fact concerns the household by a day; a registration also holds before
/// its own day.
fn concerns(what: &PersonWhat, fact_on: NaiveDate, on: NaiveDate) -> bool {
    (fact_on <= on || matches!(what, PersonWhat::Registered { .. }))
        && !matches!(what, PersonWhat::Served | PersonWhat::Noted | PersonWhat::Closed)
}

/// Gives those of the facts that are dated by a day, in the order in which the rules apply them.
fn behind(conn: &mut Conn, mut positions: Vec<(NaiveDate, i64)>, on: NaiveDate) -> Result<Vec<Behind>> {
    positions.retain(|(day, _)| *day <= on);
    positions.sort_unstable();
    positions.dedup();
    let found = facts_at(conn, &positions.iter().map(|(_, p)| *p).collect::<Vec<_>>())?;
    Ok(positions.iter().filter_map(|(_, p)| found.get(p).cloned()).collect())
}

/// Gives the facts at some positions, by position.
///
/// # Errors
/// When the database fails.
pub fn facts_at(conn: &mut Conn, positions: &[i64]) -> Result<BTreeMap<i64, Behind>> {
    let rows: Vec<(i64, String, String, i16, NaiveDate)> = paged(positions, |page| {
        Ok(on_engine!(conn, |c| fact::table
            .inner_join(sender::table.on(sender::id.eq(fact::sender_id)))
            .filter(fact::position.eq_any(page))
            .select((fact::position, fact::event_ref, sender::name, fact::kind, fact::effective_on))
            .load(c))?)
    })?;
    let row = |(position, event_ref, sender, kind, effective_on): (i64, String, String, i16, NaiveDate)| {
        let kind = Kind::from_number(kind).map_or("", Kind::as_str);
        (position, Behind { event_ref, sender, kind, effective_on, position })
    };
    Ok(rows.into_iter().map(row).collect())
}

/// Sentences in one language.
struct Words {
    lang: Lang,
    sentences: Vec<String>,
}

impl Words {
    fn new(lang: Lang) -> Self {
        Self { lang, sentences: Vec::new() }
    }

    fn say(&mut self, zh: impl Into<String>, en: impl Into<String>) {
        self.sentences.push(match self.lang {
            Lang::Zh => zh.into(),
            Lang::En => en.into(),
        });
    }

    fn division(&mut self, division: Option<Division>) {
        match division.map(|d| (d, tree().get(d))) {
            Some((code, Some(entry))) => {
                self.say(
                    format!("所属区划：{}（{code}）。", entry.name),
                    format!("Division: {} ({code}).", entry.name),
                );
            }
            Some((code, None)) => self.say(format!("在本市之外（{code}）。"), format!("Outside the city ({code}).")),
            None => self.say("当日尚无所属区划。", "No division yet on that day."),
        }
    }

    fn member(&mut self, name: &str, histories: &Histories<'_>, person: i64, on: NaiveDate) {
        let status = histories.life(person).on(on);
        let (zh, en): (&str, String) = if status.is_dead() {
            ("已死亡", "has died".into())
        } else if !status.is_of_working_age() {
            ("不在法定劳动年龄内", "is not of working age".into())
        } else if let Some(absence) = status.absences().next() {
            let (zh, en) = absence_words(absence);
            (zh, en.to_owned())
        } else if status.is_employed() {
            ("已就业", "is employed".into())
        } else if status.is_seeking() {
            ("有就业意愿且未就业", "wants work and has none".into())
        } else {
            ("未表示就业意愿", "has not declared to want work".into())
        };
        self.say(format!("成员 {name}：{zh}。"), format!("{name} {en}."));
    }

    fn condition(&mut self, holds: bool, division: Option<Division>) {
        if holds {
            self.say("符合条件：本市在册，至少一名成员求职，无劳动力成员就业（RS-1 第 2 节）。",
                     "The condition holds: in the city, a member is seeking, no member of the labour force is employed (RS-1 section 2).");
        } else if division.is_some_and(|d| !d.is_in_city()) {
            self.say(
                "不符合条件：已迁出本市（RS-1 第 2 节）。",
                "The condition does not hold: the household is not in the city (RS-1 section 2).",
            );
        } else {
            self.say("不符合条件：无人求职，或已有劳动力成员就业（RS-1 第 2 节）。",
                     "The condition does not hold: nobody is seeking, or a member of the labour force is employed (RS-1 section 2).");
        }
    }

    fn standing(&mut self, standing: Standing, condition: bool, on: NaiveDate) {
        let since = standing.since.map(|d| d.to_string()).unwrap_or_default();
        match (standing.state, standing.cause) {
            (State::None, _) if condition => self.say("未经认定，列为疑似（RS-1 第 3 节）。", "Nobody has recognised it: suspected (RS-1 section 3)."),
            (State::None, _) => self.say("从未列入登记册。", "It was never on the register."),
            (State::In, Some(Cause::Reinstated)) => self.say(
                format!("{since} 起再次在册：消除后六个月内重新符合条件（RS-1 第 3 节第 3 步）。"),
                format!("On the register again since {since}: the condition came back within six months of the elimination (RS-1 section 3, step 3)."),
            ),
            (State::In, _) => self.say(format!("{since} 认定在册（RS-1 第 3 节第 4 步）。"), format!("On the register since {since}, by a recognition (RS-1 section 3, step 4).")),
            (State::Eliminated, _) => {
                self.say(format!("{since} 因成员就业而消除（RS-1 第 3 节第 2 步）。"), format!("Eliminated on {since}: a member of the labour force was employed (RS-1 section 3, step 2)."));
                if let Some(since) = standing.since {
                    let until = add_months(since, 6);
                    if on <= until {
                        self.say(format!("至 {until} 若再度符合条件，将恢复在册。"), format!("Until {until} the condition alone would lead back."));
                    }
                }
            }
            (State::Exited, cause) => self.exited(&since, cause),
        }
        if standing.state != State::In && standing.state != State::None && condition {
            self.say(
                "现又符合条件而不在册，列为疑似。",
                "It meets the condition and is not on the register: suspected.",
            );
        }
    }

    fn exited(&mut self, since: &str, cause: Option<Cause>) {
        let Some(Cause::Exit(exit)) = cause else { return };
        let (zh, en) = exit_words(exit);
        self.say(
            format!("{since} 退出：{}（{zh}）。", exit.as_str()),
            format!("Exited on {since}: {} ({en}).", exit.as_str()),
        );
    }

    fn categories(&mut self, categories: &[&str]) {
        if categories.is_empty() {
            self.say("未持有困难类别。", "Holds no category of difficulty.");
        } else {
            let list = categories.join(", ");
            self.say(format!("持有困难类别：{list}（RS-1 第 6 节）。"), format!("Holds: {list} (RS-1 section 6)."));
        }
    }

    fn standing_of_person(&mut self, standing: Standing) {
        let since = standing.since.map(|d| d.to_string()).unwrap_or_default();
        match (standing.state, standing.cause) {
            (State::None, _) => self.say("从未认定为就业困难人员。", "Never determined to be in difficulty."),
            (State::In, _) => self.say(
                format!("{since} 起为就业困难人员。"),
                format!("On the register of difficult persons since {since}."),
            ),
            (State::Eliminated, _) => {
                self.say(format!("{since} 因就业退出。"), format!("Left the register on {since} by employment."));
            }
            (State::Exited, cause) => self.exited(&since, cause),
        }
    }
}

fn absence_words(absence: Absence) -> (&'static str, &'static str) {
    match absence {
        Absence::Student => ("在校就读", "is a student"),
        Absence::Military => ("服兵役", "is in military service"),
        Absence::Imprisoned => ("服刑", "is imprisoned"),
        Absence::Incapacitated => ("丧失劳动能力", "is incapacitated"),
        Absence::Abroad => ("移居境外", "is abroad"),
        Absence::Pension => ("领取养老金", "draws a pension"),
        Absence::EarlyRetired => ("内退或提前退休", "has retired early"),
    }
}

/// Gives the meaning of an exit code, in Chinese and English.
pub fn exit_words(exit: Exit) -> (&'static str, &'static str) {
    match exit {
        Exit::E01 => ("退休、领取养老金或达到退休年龄", "pension, early retirement or the retirement date"),
        Exit::E02 => ("丧失劳动能力", "incapacitated"),
        Exit::E03 => ("入学", "student"),
        Exit::E04 => ("服兵役", "military service"),
        Exit::E05 => ("移居境外", "abroad"),
        Exit::E06 => ("迁出本市", "no longer in the city"),
        Exit::E07 => ("服刑", "imprisoned"),
        Exit::E08 => ("死亡", "died"),
        Exit::E09 => ("六个月内三次拒绝服务", "refused help three times in six months"),
        Exit::E10 => ("无就业意愿或本人申请", "no longer wants work, or own request"),
        Exit::E11 => ("失去联系超过六个月", "out of contact for over six months"),
        Exit::E12 => ("提供虚假信息", "false information"),
        Exit::E13 => ("骗取补贴", "subsidy fraud"),
        Exit::E14 => ("不再是该户成员", "no longer a member of the household"),
        Exit::E15 => ("该户退出登记册", "the household went from the register"),
        Exit::E99 => ("其他", "other"),
    }
}
