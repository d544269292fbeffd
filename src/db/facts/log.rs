//! Facts as rows: the columns for the rules, and the queries that gather the facts that a set of
//! subjects depends on.

use std::collections::{BTreeMap, BTreeSet, HashSet};

use chrono::NaiveDate;
use diesel::dsl::{exists, not};
use diesel::prelude::*;

use crate::db::engine::conn::Conn;
use crate::db::engine::query::{is_kind, paged};
use crate::db::people::merged::Merged;
use crate::db::schema::fact;
use crate::domain::people::living::{LivingLine, LivingLines};
use crate::domain::people::person::{PersonFact, PersonWhat};
use crate::domain::registers::household::{HouseholdFact, HouseholdWhat};
use crate::domain::registers::world::World;
use crate::domain::values::codes::{Absence, Category, Exit, Form, Kind, RetirementGroup, Sex};
use crate::domain::values::division::Division;
use crate::error::{Result, corrupt};
use crate::on_engine;

/// The columns of a fact that the rules read.
#[derive(Queryable, Clone, Debug)]
pub struct RuleRow {
    pub position: i64,
    pub kind: i16,
    pub effective_on: NaiveDate,
    pub person_id: Option<i64>,
    pub household_id: Option<i64>,
    pub employment_id: Option<i64>,
    pub helper_id: Option<i64>,
    pub division: Option<i64>,
    pub code: Option<i16>,
    pub reason: Option<i16>,
    pub amount: Option<i64>,
    pub sex: Option<i16>,
    pub retirement_group: Option<i16>,
    pub born_on: Option<NaiveDate>,
    pub voids: Option<i64>,
}

/// The columns of [`RuleRow`], in its order.
pub const RULE_COLUMNS: RuleColumns = (
    fact::position,
    fact::kind,
    fact::effective_on,
    fact::person_id,
    fact::household_id,
    fact::employment_id,
    fact::helper_id,
    fact::division,
    fact::code,
    fact::reason,
    fact::amount,
    fact::sex,
    fact::retirement_group,
    fact::born_on,
    fact::voids,
);

/// The type of [`RULE_COLUMNS`].
pub type RuleColumns = (
    fact::position,
    fact::kind,
    fact::effective_on,
    fact::person_id,
    fact::household_id,
    fact::employment_id,
    fact::helper_id,
    fact::division,
    fact::code,
    fact::reason,
    fact::amount,
    fact::sex,
    fact::retirement_group,
    fact::born_on,
    fact::voids,
);

/// The meaning of a row for the rules.
#[derive(Clone, Copy, PartialEq, Debug)]
pub enum Said {
    Person(i64, PersonFact),
    Household(i64, HouseholdFact),
    Line(LivingLine),
    /// A void of the fact at this position.
    Void(i64),
    /// A fact that no rule reads.
    Aside,
}

impl RuleRow {
    /// Gives the row's meaning for the rules.
    ///
    /// # Errors
    /// When a column that the kind needs is missing or out of range, which only tampering with the
    /// database can cause.
    pub fn said(&self) -> Result<Said> {
        self.read().ok_or_else(|| corrupt("fact", self.position, "not whole"))
    }

    fn read(&self) -> Option<Said> {
        let person = |what| {
            Some(Said::Person(self.person_id?, PersonFact { position: self.position, on: self.effective_on, what }))
        };
        let household = |what| {
            Some(Said::Household(
                self.household_id?,
                HouseholdFact { position: self.position, on: self.effective_on, what },
            ))
        };
        let division = || Division::from_number(self.division?);
        let category = || self.code.and_then(Category::from_number);
        let exit = || self.reason.and_then(Exit::from_number);
        let group = || self.retirement_group.and_then(RetirementGroup::from_number);
        match Kind::from_number(self.kind)? {
            Kind::PersonRegistered => person(PersonWhat::Registered {
                birth: self.born_on?,
                sex: Sex::from_number(self.sex?)?,
                group: group(),
                residence: division()?,
            }),
            Kind::PersonChanged => {
                person(PersonWhat::Changed { group: group(), residence: self.division.and_then(Division::from_number) })
            }
            Kind::HouseholdRegistered => {
                household(HouseholdWhat::Registered { division: division()?, urban: self.code? == 1 })
            }
            Kind::MemberJoined => person(PersonWhat::Joined { household: self.household_id? }),
            Kind::MemberLeft => person(PersonWhat::Left { household: self.household_id? }),
            Kind::HouseholdMoved => household(HouseholdWhat::Moved { division: division()? }),
            Kind::WishDeclared => person(PersonWhat::Wish { work: self.code? & 1 != 0, help: self.code? & 2 != 0 }),
            Kind::AbsenceStarted => person(PersonWhat::AbsenceStarted(Absence::from_number(self.code?)?)),
            Kind::AbsenceEnded => person(PersonWhat::AbsenceEnded(Absence::from_number(self.code?)?)),
            Kind::Died => person(PersonWhat::Died),
            Kind::EmploymentStarted => person(PersonWhat::JobStarted {
                employment: self.employment_id?,
                form: Form::from_number(self.code?)?,
                pay: self.amount,
            }),
            Kind::PayChanged => person(PersonWhat::PayChanged { employment: self.employment_id?, pay: self.amount? }),
            Kind::EmploymentEnded => person(PersonWhat::JobEnded { employment: self.employment_id? }),
            Kind::UnemploymentRegistered
            | Kind::PersonApplied
            | Kind::CaseOpened
            | Kind::CasePlanned
            | Kind::HandoverOffered
            | Kind::HandoverAnswered
            | Kind::RemovalDismissed
            | Kind::ContactAttempted
            | Kind::JobSought => person(PersonWhat::Noted),
            Kind::UnemploymentDeregistered | Kind::CaseClosed | Kind::PersonMerged => person(PersonWhat::Closed),
            Kind::HouseholdApplied => household(HouseholdWhat::Noted),
            Kind::HouseholdRecognised => household(HouseholdWhat::Recognised),
            Kind::HouseholdRemoved => household(HouseholdWhat::Removed(exit()?)),
            Kind::PersonDetermined => person(PersonWhat::Determined(category()?)),
            Kind::DeterminationRemoved => {
                person(PersonWhat::DeterminationRemoved { category: category(), reason: exit()? })
            }
            Kind::HelperAssigned => person(PersonWhat::HelperAssigned { helper: self.helper_id? }),
            Kind::HelperReleased => person(PersonWhat::HelperReleased { helper: self.helper_id? }),
            Kind::ServiceDelivered => person(PersonWhat::Served),
            Kind::LivingLineSet => Some(Said::Line(LivingLine {
                position: self.position,
                on: self.effective_on,
                division: division()?,
                monthly: self.amount?,
            })),
            Kind::Voided => Some(Said::Void(self.voids?)),
            Kind::ApplicationStep => match self.person_id {
                Some(_) => person(PersonWhat::Closed),
                None => household(HouseholdWhat::Noted),
            },
            Kind::DelegationSet => Some(Said::Aside),
            Kind::MonthClosed => None,
        }
    }
}

/// Adds the facts of these rows to a working set, without the facts that a row among them voids.
///
/// # Errors
/// When a row is damaged.
pub fn fill(world: &mut World, rows: Vec<RuleRow>, merged: &Merged) -> Result<()> {
    let mut said = Vec::with_capacity(rows.len());
    let mut voided = HashSet::new();
    for row in rows {
        match row.said()? {
            Said::Void(position) => {
                voided.insert(position);
            }
            other => said.push((row.position, other)),
        }
    }
    for (_, fact) in said.into_iter().filter(|(position, _)| !voided.contains(position)) {
        match fact {
            Said::Person(id, fact) => {
                if let Some((id, fact)) = said_of_whom(id, fact, merged) {
                    world.add_person_fact(id, fact);
                }
            }
            Said::Household(id, fact) => world.add_household_fact(id, fact),
            Said::Line(line) => world.lines.add(line),
            Said::Void(_) | Said::Aside => {}
        }
    }
    Ok(())
}

/// Gives the surviving registration that a fact is about; none for the registration fact of a
/// registration that was merged away.
pub fn said_of_whom(id: i64, fact: PersonFact, merged: &Merged) -> Option<(i64, PersonFact)> {
    let says = !merged.is_given_up(id) || !matches!(fact.what, PersonWhat::Registered { .. });
    says.then(|| (merged.root(id), fact))
}

/// Gives all facts of persons known at a position, voids included, each with whether it is a start
/// that inherits.
fn of_people(conn: &mut Conn, people: &[i64], known_at: i64) -> Result<Vec<(RuleRow, bool)>> {
    paged(people, |page| {
        Ok(on_engine!(conn, |c| fact::table
            .filter(fact::person_id.eq_any(page))
            .filter(fact::position.le(known_at))
            .select((RULE_COLUMNS, fact::inherits))
            .load(c))?)
    })
}

/// Gives all facts known at a position that are about households alone, voids included.
///
/// # Errors
/// When the database fails.
pub fn of_households(conn: &mut Conn, households: &[i64], known_at: i64) -> Result<Vec<RuleRow>> {
    paged(households, |page| {
        Ok(on_engine!(conn, |c| fact::table
            .filter(fact::household_id.eq_any(page))
            .filter(fact::person_id.is_null())
            .filter(fact::position.le(known_at))
            .select(RULE_COLUMNS)
            .load(c))?)
    })
}

/// Gives the living lines known at a position.
///
/// # Errors
/// When the database fails.
pub fn living_lines(conn: &mut Conn, known_at: i64) -> Result<LivingLines> {
    let void = diesel::alias!(fact as void);
    let voided = void
        .filter(void.field(fact::voids).eq(fact::position.nullable()))
        .filter(void.field(fact::position).le(known_at));
    let query = fact::table
        .filter(is_kind(Kind::LivingLineSet))
        .filter(fact::position.le(known_at))
        .filter(not(exists(voided)))
        .select(RULE_COLUMNS);
    let mut world = World::default();
    fill(&mut world, on_engine!(conn, |c| query.load(c))?, &Merged::default())?;
    Ok(world.lines)
}

/// Gives the households that these persons joined or left in any fact, voided facts included.
///
/// # Errors
/// When the database fails.
pub fn households_of(conn: &mut Conn, people: &[i64]) -> Result<BTreeSet<i64>> {
    let rows: Vec<Option<i64>> = paged(people, |page| {
        Ok(on_engine!(conn, |c| fact::table
            .filter(fact::person_id.eq_any(page))
            .filter(fact::household_id.is_not_null())
            .select(fact::household_id)
            .distinct()
            .load(c))?)
    })?;
    Ok(rows.into_iter().flatten().collect())
}

/// Gives the persons that joined or left these households in any fact, voided facts included.
///
/// # Errors
/// When the database fails.
pub fn members_of(conn: &mut Conn, households: &[i64]) -> Result<BTreeSet<i64>> {
    let rows: Vec<Option<i64>> = paged(households, |page| {
        Ok(on_engine!(conn, |c| fact::table
            .filter(fact::household_id.eq_any(page))
            .filter(fact::person_id.is_not_null())
            .select(fact::person_id)
            .distinct()
            .load(c))?)
    })?;
    Ok(rows.into_iter().flatten().collect())
}

/// Employments whose present start is for another person than the ends and pay changes recorded
/// earlier. When the first start is voided, these stay: they belong to the employment by its
/// reference (RS-1 section 1), for any person that starts it.
#[derive(Debug, Default)]
pub struct Inherited {
    /// Each such employment with the person of its present start.
    pub heirs: Vec<(i64, i64)>,
    rows: Vec<RuleRow>,
}

impl Inherited {
    /// Gives all of them as known at a position. They are few: a sender recorded a start for the
    /// wrong person, recorded the course of the employment, and then voided the start alone.
    ///
    /// # Errors
    /// When the database fails.
    pub fn all(conn: &mut Conn, known_at: i64, merged: &Merged) -> Result<Self> {
        let heirs: Vec<(Option<i64>, Option<i64>)> = fact::table
            .filter(fact::inherits)
            .filter(fact::position.le(known_at))
            .select((fact::employment_id, fact::person_id))
            .load(conn)?;
        Self::of(conn, heirs.into_iter().filter_map(|(e, p)| Some((e?, merged.root(p?)))).collect(), known_at)
    }

    fn of(conn: &mut Conn, heirs: BTreeSet<(i64, i64)>, known_at: i64) -> Result<Self> {
        let employments: BTreeSet<i64> = heirs.iter().map(|(employment, _)| *employment).collect();
        let rows = of_employments(conn, &employments.into_iter().collect::<Vec<_>>(), known_at)?;
        Ok(Self { heirs: heirs.into_iter().collect(), rows })
    }

    /// Gives the facts that each heir inherits, by the heir: facts recorded for other persons.
    ///
    /// # Errors
    /// When a row is damaged.
    pub fn by_heir(&self, merged: &Merged) -> Result<BTreeMap<i64, Vec<PersonFact>>> {
        let mut by_heir: BTreeMap<i64, Vec<PersonFact>> = BTreeMap::new();
        for row in self.rows.iter().filter(|r| r.kind != Kind::EmploymentStarted.number()) {
            for (employment, heir) in &self.heirs {
                if row.employment_id == Some(*employment)
                    && row.person_id.map(|person| merged.root(person)) != Some(*heir)
                    && let Said::Person(_, fact) = row.said()?
                {
                    by_heir.entry(*heir).or_default().push(fact);
                }
            }
        }
        Ok(by_heir)
    }
}

/// Gives the live facts about employments known at a position: starts, pay changes and ends.
///
/// # Errors
/// When the database fails.
pub fn of_employments(conn: &mut Conn, employments: &[i64], known_at: i64) -> Result<Vec<RuleRow>> {
    paged(employments, |page| {
        let void = diesel::alias!(fact as void);
        let voided = void
            .filter(void.field(fact::voids).eq(fact::position.nullable()))
            .filter(void.field(fact::position).le(known_at));
        let query = fact::table
            .filter(fact::employment_id.eq_any(page))
            .filter(fact::position.le(known_at))
            .filter(not(exists(voided)))
            .select(RULE_COLUMNS);
        Ok(on_engine!(conn, |c| query.load(c))?)
    })
}

/// Gives the facts about persons in rows of other registrations, as known at a position: of
/// registrations merged away, and of employments recorded for another person.
///
/// # Errors
/// When the database fails, or a row is damaged.
pub fn said_elsewhere(conn: &mut Conn, known_at: i64, merged: &Merged) -> Result<BTreeMap<i64, Vec<PersonFact>>> {
    let mut elsewhere = Inherited::all(conn, known_at, merged)?.by_heir(merged)?;
    let mut given_up = World::default();
    let rows = of_people(conn, &merged.given_up().collect::<Vec<_>>(), known_at)?;
    fill(&mut given_up, rows.into_iter().map(|(row, _)| row).collect(), merged)?;
    for id in given_up.people() {
        elsewhere.entry(id).or_default().extend(given_up.facts_of(id));
    }
    Ok(elsewhere)
}

/// The subjects whose histories depend on some facts, and the facts of all subjects that those
/// depend on.
pub struct Neighbourhood {
    pub world: World,
    /// The merge map at the same position.
    pub merged: Merged,
    /// The persons affected: their register histories may change.
    pub people: BTreeSet<i64>,
    /// The households affected: their register histories may change.
    pub households: BTreeSet<i64>,
}

/// Gathers what facts about these subjects affect: the households of the persons, the members of
/// those households, and what their histories depend on in turn. Persons appear under their
/// surviving registrations.
///
/// # Errors
/// When the database fails.
pub fn neighbourhood(
    conn: &mut Conn,
    people: &BTreeSet<i64>,
    households: &BTreeSet<i64>,
    known_at: i64,
) -> Result<Neighbourhood> {
    let merged = if known_at == i64::MAX { Merged::now(conn)? } else { Merged::at(conn, known_at)? };
    let list = |set: &BTreeSet<i64>| set.iter().copied().collect::<Vec<_>>();
    let join = |a: &BTreeSet<i64>, b: BTreeSet<i64>| a.union(&b).copied().collect::<BTreeSet<_>>();
    let beyond = |a: &BTreeSet<i64>, b: &BTreeSet<i64>| a.difference(b).copied().collect::<Vec<_>>();
    let people = merged.roots(people.iter().copied());
    // A household's move changes the days of its members, and through them their other households.
    let moved = join(&people, merged.roots(members_of(conn, &list(households))?));
    let touched_households = join(households, households_of(conn, &merged.names(moved.iter().copied()))?);
    let touched_people = join(&moved, merged.roots(members_of(conn, &beyond(&touched_households, households))?));
    // A determination depends on all households of its person, and so on all their members.
    let further = merged.names(beyond(&touched_people, &moved));
    let all_households = join(&touched_households, households_of(conn, &further)?);
    let all_people =
        join(&touched_people, merged.roots(members_of(conn, &beyond(&all_households, &touched_households))?));
    let mut world = World::with_lines(living_lines(conn, known_at)?);
    let rows = of_people(conn, &merged.names(all_people), known_at)?;
    let homes: BTreeSet<i64> = rows.iter().filter_map(|(r, _)| r.household_id).chain(all_households).collect();
    let voided: HashSet<i64> = rows.iter().filter_map(|(r, _)| r.voids).collect();
    let starts = rows.iter().filter(|(r, inherits)| *inherits && !voided.contains(&r.position));
    let heirs = starts.filter_map(|(r, _)| Some((r.employment_id?, merged.root(r.person_id?)))).collect();
    fill(&mut world, rows.into_iter().map(|(r, _)| r).collect(), &merged)?;
    for (heir, facts) in Inherited::of(conn, heirs, known_at)?.by_heir(&merged)? {
        for fact in facts {
            world.add_person_fact(heir, fact);
        }
    }
    fill(&mut world, of_households(conn, &list(&homes), known_at)?, &merged)?;
    Ok(Neighbourhood { world, merged, people: touched_people, households: touched_households })
}

/// Gives the last position of the ledger; 0 while it is empty.
///
/// # Errors
/// When the database fails.
pub fn last_position(conn: &mut Conn) -> Result<i64> {
    Ok(fact::table.select(diesel::dsl::max(fact::position)).first::<Option<i64>>(conn)?.unwrap_or(0))
}
