//! A part of the city: the live facts about persons and households that a view sees, and the
//! histories that follow. A part is complete when it contains all past and present members of its
//! households; the caller that gathers the facts ensures that.

use std::cell::RefCell;
use std::rc::Rc;

use chrono::NaiveDate;
use rustc_hash::FxHashMap;

use super::determination::{self, Home, PersonSpan};
use super::household::{self, HouseholdFact, Timeline};
use crate::people::living::LivingLines;
use crate::people::person::{self, Chain, InForce, Life, PersonFact, PersonWhat};
use crate::values::division::Division;
use crate::values::month::{FAR, day_before};

/// The facts of a part of the city, each subject's sorted by day and position.
#[derive(Clone, Debug, Default)]
pub struct World {
    pub lines: LivingLines,
    people: FxHashMap<i64, Vec<PersonFact>>,
    households: FxHashMap<i64, Vec<HouseholdFact>>,
    /// All persons that ever joined a household, by household number.
    members: FxHashMap<i64, Vec<i64>>,
}

impl World {
    /// Begins a part of the city with these living lines.
    pub fn with_lines(lines: LivingLines) -> Self {
        Self { lines, ..Self::default() }
    }

    /// Adds a fact about a person at its place in the order.
    pub fn add_person_fact(&mut self, person: i64, fact: PersonFact) {
        if let PersonWhat::Joined { household } = fact.what {
            let members = self.members.entry(household).or_default();
            if let Err(at) = members.binary_search(&person) {
                members.insert(at, person);
            }
        }
        person::insert(self.people.entry(person).or_default(), fact);
    }

    /// Adds a fact about a household at its place in the order.
    pub fn add_household_fact(&mut self, household: i64, fact: HouseholdFact) {
        household::insert(self.households.entry(household).or_default(), fact);
    }

    /// Removes a voided fact, wherever it is.
    pub fn void(&mut self, position: i64, person: Option<i64>, household: Option<i64>) {
        if let Some(facts) = person.and_then(|p| self.people.get_mut(&p)) {
            facts.retain(|f| f.position != position);
        } else if let Some(facts) = household.and_then(|h| self.households.get_mut(&h)) {
            facts.retain(|f| f.position != position);
        } else {
            self.lines.void(position);
        }
    }

    /// Gives the facts about a person.
    pub fn facts_of(&self, person: i64) -> &[PersonFact] {
        self.people.get(&person).map_or(&[], Vec::as_slice)
    }

    /// Gives the facts about a household.
    pub fn household_facts_of(&self, household: i64) -> &[HouseholdFact] {
        self.households.get(&household).map_or(&[], Vec::as_slice)
    }

    /// Lists the persons that ever joined a household, by number, including those with a voided
    /// joining.
    pub fn members_of(&self, household: i64) -> &[i64] {
        self.members.get(&household).map_or(&[], Vec::as_slice)
    }

    /// Lists the households that the person joins or leaves in any live fact.
    pub fn households_of(&self, person: i64) -> impl Iterator<Item = i64> + '_ {
        self.facts_of(person).iter().filter_map(|f| match f.what {
            PersonWhat::Joined { household } | PersonWhat::Left { household } => Some(household),
            _ => None,
        })
    }

    /// Lists the persons of this part.
    pub fn people(&self) -> impl Iterator<Item = i64> + '_ {
        self.people.keys().copied()
    }

    /// Lists the households of this part.
    pub fn households(&self) -> impl Iterator<Item = i64> + '_ {
        self.households.keys().copied()
    }

    /// Derives the histories of this part; each is computed at its first use.
    pub fn histories(&self) -> Histories<'_> {
        Histories {
            world: self,
            divisions: RefCell::default(),
            lives: RefCell::default(),
            timelines: RefCell::default(),
        }
    }
}

/// The results derived for each subject, cached for later use.
type Kept<T> = RefCell<FxHashMap<i64, Rc<T>>>;

/// The histories that follow from the facts of a [`World`].
pub struct Histories<'w> {
    world: &'w World,
    divisions: Kept<Chain>,
    lives: Kept<Life>,
    timelines: Kept<Timeline>,
}

impl Histories<'_> {
    /// Gives the divisions of a household over time.
    pub fn divisions_of(&self, household: i64) -> Rc<Chain> {
        keep(&self.divisions, household, || household::divisions(self.world.household_facts_of(household)))
    }

    /// Gives the life of a person.
    pub fn life(&self, person: i64) -> Rc<Life> {
        keep(&self.lives, person, || {
            person::life(self.world.facts_of(person), |h| self.divisions_of(h), &self.world.lines)
        })
    }

    /// Gives the history of a household.
    pub fn timeline(&self, household: i64) -> Rc<Timeline> {
        keep(&self.timelines, household, || {
            let members: Vec<(i64, Rc<Life>)> =
                self.world.members_of(household).iter().map(|p| (*p, self.life(*p))).collect();
            let facts = self.world.household_facts_of(household);
            household::timeline(household, facts, &self.divisions_of(household), &members)
        })
    }

    /// Gives the parts of a household that its members' determinations depend on.
    pub fn home(&self, household: i64) -> Home {
        Home { divisions: self.divisions_of(household), timeline: self.timeline(household) }
    }

    /// Gives the history of a person in the register of difficult persons.
    pub fn person_spans(&self, person: i64) -> Vec<PersonSpan> {
        determination::spans(self.world.facts_of(person), &self.life(person), |h| self.home(h))
    }

    /// Lists the days on which a person was served.
    pub fn services(&self, person: i64) -> Vec<NaiveDate> {
        let facts = self.world.facts_of(person);
        facts.iter().filter(|f| f.what == PersonWhat::Served).map(|f| f.on).collect()
    }

    /// Gives the helper of a person once every known fact has taken effect.
    pub fn helper_of(&self, person: i64) -> Option<i64> {
        InForce::on(self.world.facts_of(person), day_before(FAR)).helper()
    }

    /// Gives the real division of a person on a day.
    pub fn division_of(&self, person: i64, day: NaiveDate) -> Option<Division> {
        let life = self.life(person);
        determination::division_of(&life, life.on(day), day, |h| self.divisions_of(h))
    }

    /// Gives the division in which a household is counted on a day: its own, or the last one in the
    /// city.
    pub fn household_counted_in(&self, household: i64, day: NaiveDate) -> Option<Division> {
        let chain = self.divisions_of(household);
        let known = chain.partition_point(|(from, _)| *from <= day);
        // Of two on one day, only the later ever held at the end of the day.
        let held = (0..known).rev().filter(|i| chain.get(i + 1).is_none_or(|(next, _)| *next > chain[*i].0));
        held.map(|i| chain[i].1).find(|d| d.is_in_city())
    }

    /// Gives the division in which a person is counted on a day: that of the day, or the last one
    /// in the city.
    pub fn person_counted_in(&self, person: i64, day: NaiveDate) -> Option<Division> {
        let life = self.life(person);
        let mut days: Vec<NaiveDate> =
            life.changes().iter().map(|(from, _)| *from).chain(life.residence_days()).collect();
        for household in self.world.households_of(person) {
            days.extend(self.divisions_of(household).iter().map(|(on, _)| *on));
        }
        days.retain(|d| *d <= day);
        days.push(day);
        days.sort_unstable();
        let first = days.first().map(|d| crate::values::month::day_before(*d));
        days.into_iter().rev().chain(first).find_map(|d| self.division_of(person, d).filter(|d| d.is_in_city()))
    }
}

fn keep<T>(kept: &Kept<T>, id: i64, derive: impl FnOnce() -> T) -> Rc<T> {
    if let Some(known) = kept.borrow().get(&id) {
        return Rc::clone(known);
    }
    let derived = Rc::new(derive());
    kept.borrow_mut().insert(id, Rc::clone(&derived));
    derived
}
