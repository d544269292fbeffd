//! The state of persons and households at the end of a day, from the facts that a view sees (RS-1
//! sections 1, 2 and 7).

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};
use std::rc::Rc;

use chrono::{Datelike, Months, NaiveDate};

use super::ledger::{Fact, Name, counts_after_death};
use super::register::Walks;

/// The common prefix of all division codes of the city.
pub const CITY: &str = "4407";

/// The facts that count in a view, each list in the order of (`effective_on`, position).
pub struct World {
    pub persons: BTreeMap<Name, Rc<Fact>>,
    /// Maps each merged registration to the one it was merged into.
    merged: BTreeMap<Name, Name>,
    pub households: BTreeMap<Name, Rc<Fact>>,
    about_person: HashMap<Name, Vec<Rc<Fact>>>,
    about_household: HashMap<Name, Vec<Rc<Fact>>>,
    about_employment: HashMap<Name, Vec<Rc<Fact>>>,
    living_lines: Vec<Rc<Fact>>,
    joined: HashMap<Name, BTreeSet<Name>>,
    days: BTreeSet<NaiveDate>,
    person_days: RefCell<HashMap<Name, BTreeMap<NaiveDate, Rc<PersonDay>>>>,
    household_days: RefCell<HashMap<Name, BTreeMap<NaiveDate, Rc<HouseholdDay>>>>,
    pub(super) household_walks: Walks,
    pub(super) person_walks: Walks,
}

/// The state of a person on a day.
#[derive(Default)]
pub struct PersonDay {
    pub dead: bool,
    pub working_age: bool,
    pub retires_on: NaiveDate,
    pub absent: BTreeSet<String>,
    pub wants_work: bool,
    pub wants_help: bool,
    pub helpers: BTreeSet<Name>,
    pub employed: bool,
    pub labour: bool,
    pub seeking: bool,
    pub member_of: Option<Name>,
    pub division: String,
    pub in_city: bool,
}

/// The state of a household on a day.
pub struct HouseholdDay {
    pub division: Option<String>,
    pub in_city: bool,
    pub members: Vec<Name>,
    pub seeking: Vec<Name>,
    pub labour_employed: bool,
    pub condition: bool,
}

impl World {
    /// Gives the view of a ledger up to a position.
    pub fn new(ledger: &[Rc<Fact>], position: i64) -> Self {
        let known = || ledger.iter().filter(|fact| fact.position <= position);
        let voided: HashSet<Name> = known().filter(|f| f.kind == "voided").map(|f| f.own("voids")).collect();
        let mut facts: Vec<_> =
            known().filter(|f| f.kind != "voided" && !voided.contains(&f.event)).map(Rc::clone).collect();
        let mergings = facts.iter().filter(|f| f.kind == "person_merged");
        let merged: BTreeMap<Name, Name> =
            mergings.filter_map(|f| Some((f.other.clone()?, f.person.clone()?))).collect();
        // Facts about a merged registration apply to the surviving one; its own registration is
        // dropped.
        facts.retain(|f| f.kind != "person_registered" || f.person.as_ref().is_none_or(|p| !merged.contains_key(p)));
        for fact in &mut facts {
            if let Some(person) = fact.person.as_ref().filter(|person| merged.contains_key(person)) {
                let person = Some(root(&merged, person));
                *fact = Rc::new(Fact { person, ..Fact::clone(fact) });
            }
        }
        let deaths: HashMap<Name, NaiveDate> =
            facts.iter().filter(|f| f.kind == "died").filter_map(|f| Some((f.person.clone()?, f.on))).collect();
        // Facts that could not have been recorded after the death do not count once the death is
        // known. The registration still counts: its content holds on every day.
        facts.retain(|f| {
            let death = f.person.as_ref().and_then(|person| deaths.get(person));
            matches!(f.kind.as_str(), "died" | "person_registered")
                || counts_after_death(&f.kind)
                || death.is_none_or(|death| f.on < *death)
        });
        facts.sort_by_key(|fact| (fact.on, fact.position));

        let mut world = Self {
            persons: BTreeMap::new(),
            merged,
            households: BTreeMap::new(),
            about_person: HashMap::new(),
            about_household: HashMap::new(),
            about_employment: HashMap::new(),
            living_lines: Vec::new(),
            joined: HashMap::new(),
            days: facts.iter().map(|fact| fact.on).collect(),
            person_days: RefCell::default(),
            household_days: RefCell::default(),
            household_walks: RefCell::default(),
            person_walks: RefCell::default(),
        };
        for fact in facts {
            if let Some(person) = &fact.person {
                world.about_person.entry(person.clone()).or_default().push(Rc::clone(&fact));
                if fact.kind == "person_registered" {
                    world.persons.insert(person.clone(), Rc::clone(&fact));
                }
                if let ("member_joined", Some(household)) = (fact.kind.as_str(), &fact.household) {
                    world.joined.entry(household.clone()).or_default().insert(person.clone());
                }
            } else if let Some(household) = &fact.household {
                world.about_household.entry(household.clone()).or_default().push(Rc::clone(&fact));
                if fact.kind == "household_registered" {
                    world.households.insert(household.clone(), Rc::clone(&fact));
                }
            }
            if matches!(fact.kind.as_str(), "employment_started" | "employment_ended" | "pay_changed") {
                world.about_employment.entry(fact.own("employment_ref")).or_default().push(Rc::clone(&fact));
            }
            if fact.kind == "living_line_set" {
                world.living_lines.push(fact);
            }
        }
        world
    }

    /// Gives the surviving registration as this view knows it.
    pub fn root(&self, person: &Name) -> Name {
        root(&self.merged, person)
    }

    /// Gives the facts about a person up to a day, oldest first.
    pub fn person_facts(&self, person: &Name, on: NaiveDate) -> impl Iterator<Item = &Rc<Fact>> {
        self.about_person.get(person).into_iter().flatten().take_while(move |fact| fact.on <= on)
    }

    /// Gives the facts about a household up to a day, oldest first. Joining and leaving are facts
    /// of the members.
    pub fn household_facts(&self, household: &Name, on: NaiveDate) -> impl Iterator<Item = &Rc<Fact>> {
        self.about_household.get(household).into_iter().flatten().take_while(move |fact| fact.on <= on)
    }

    /// Gives the first day of a kind of fact about a person.
    pub fn first_about_person(&self, person: &Name, kind: &str) -> Option<NaiveDate> {
        self.person_facts(person, NaiveDate::MAX).find(|fact| fact.kind == kind).map(|fact| fact.on)
    }

    /// Gives the first day of a kind of fact about a household.
    pub fn first_about_household(&self, household: &Name, kind: &str) -> Option<NaiveDate> {
        self.household_facts(household, NaiveDate::MAX).find(|fact| fact.kind == kind).map(|fact| fact.on)
    }

    /// Computes the state of a person at the end of a day.
    pub fn person(&self, person: &Name, on: NaiveDate) -> Rc<PersonDay> {
        if let Some(known) = self.person_days.borrow().get(person).and_then(|days| days.get(&on)) {
            return Rc::clone(known);
        }
        let computed = Rc::new(self.compute_person(person, on));
        self.person_days.borrow_mut().entry(person.clone()).or_default().insert(on, Rc::clone(&computed));
        computed
    }

    fn compute_person(&self, person: &Name, on: NaiveDate) -> PersonDay {
        let Some(registration) = self.persons.get(person) else {
            return PersonDay::default();
        };
        let mut day = PersonDay::default();
        let mut residence = registration.text("residence_division");
        let mut group = registration.text("retirement_group");
        for fact in self.person_facts(person, on) {
            match fact.kind.as_str() {
                "died" => day.dead = true,
                "person_changed" => {
                    residence = fact.line["residence_division"].as_str().unwrap_or(residence);
                    group = fact.line["retirement_group"].as_str().unwrap_or(group);
                }
                "wish_declared" => {
                    day.wants_work = fact.line["work"] == true;
                    day.wants_help = fact.line["help"] == true;
                }
                "absence_started" => drop(day.absent.insert(fact.text("absence").to_owned())),
                "absence_ended" => drop(day.absent.remove(fact.text("absence"))),
                "helper_assigned" => drop(day.helpers.insert(fact.own("helper_ref"))),
                "helper_released" => drop(day.helpers.remove(&fact.own("helper_ref"))),
                "member_joined" => day.member_of.clone_from(&fact.household),
                "member_left" if day.member_of == fact.household => day.member_of = None,
                _ => {}
            }
        }
        let household = day.member_of.as_ref().and_then(|household| self.division_of_household(household, on));
        day.division = household.unwrap_or_else(|| residence.to_owned());
        day.in_city = day.division.starts_with(CITY);
        day.employed = !day.dead
            && self
                .person_facts(person, on)
                .any(|fact| fact.kind == "employment_started" && self.spell_counts(fact, &day.division, on));
        let birth = registration.birth();
        day.retires_on = retires_on(birth, registration.text("sex"), group);
        day.working_age = of_age_on(birth) <= on && on < day.retires_on;
        day.labour = !day.dead && day.working_age && day.absent.is_empty();
        day.seeking = day.labour && day.wants_work && !day.employed;
        day
    }

    /// Tells whether a spell that began by this day still runs and counts.
    ///
    /// Ends and pay changes belong to the spell by the employment reference alone (RS-1 section 1).
    /// They count even if they name the person of an earlier start of the reference that was
    /// voided.
    fn spell_counts(&self, start: &Fact, division: &str, on: NaiveDate) -> bool {
        let later = self.about_employment[&start.own("employment_ref")]
            .iter()
            .filter(|fact| fact.kind != "employment_started" && fact.on > start.on && fact.on <= on);
        let mut pay = start.line["monthly_pay"].as_i64();
        for fact in later {
            if fact.kind == "employment_ended" {
                return false;
            }
            pay = fact.line["monthly_pay"].as_i64();
        }
        match start.text("form") {
            "internship" => false,
            "flexible" => match (pay, self.living_line(division, on)) {
                (Some(pay), Some(line)) => pay >= line,
                _ => true,
            },
            _ => true,
        }
    }

    /// Gives the living line that applies in a division: that of the village, else of the township,
    /// the county or the city.
    fn living_line(&self, division: &str, on: NaiveDate) -> Option<i64> {
        let city = format!("{}00", &division[..4]);
        [division, &division[..9], &division[..6], &city].into_iter().find_map(|level| {
            let set = |fact: &&Rc<Fact>| fact.on <= on && significant(fact.text("division")) == level;
            self.living_lines.iter().rev().find(set)?.line["monthly"].as_i64()
        })
    }

    /// Gives the division of a household, or `None` before its registration.
    fn division_of_household(&self, household: &Name, on: NaiveDate) -> Option<String> {
        let registered_on = self.households.get(household)?.on;
        let said = |fact: &&Rc<Fact>| matches!(fact.kind.as_str(), "household_registered" | "household_moved");
        let latest = self.household_facts(household, on).filter(said).last()?;
        (registered_on <= on).then(|| latest.text("division").to_owned())
    }

    /// Says what a household is at the end of a day.
    pub fn household(&self, household: &Name, on: NaiveDate) -> Rc<HouseholdDay> {
        if let Some(known) = self.household_days.borrow().get(household).and_then(|days| days.get(&on)) {
            return Rc::clone(known);
        }
        let computed = Rc::new(self.compute_household(household, on));
        self.household_days.borrow_mut().entry(household.clone()).or_default().insert(on, Rc::clone(&computed));
        computed
    }

    fn compute_household(&self, household: &Name, on: NaiveDate) -> HouseholdDay {
        let division = self.division_of_household(household, on);
        let in_city = division.as_ref().is_some_and(|code| code.starts_with(CITY));
        let members: Vec<Name> = self
            .joined
            .get(household)
            .into_iter()
            .flatten()
            .filter(|person| self.person(person, on).member_of.as_ref() == Some(household))
            .cloned()
            .collect();
        let seeking: Vec<Name> = members.iter().filter(|person| self.person(person, on).seeking).cloned().collect();
        let labour_employed = members.iter().any(|person| {
            let day = self.person(person, on);
            day.labour && day.employed
        });
        let condition = in_city && !seeking.is_empty() && !labour_employed;
        HouseholdDay { division, in_city, members, seeking, labour_employed, condition }
    }

    /// Gives the reporting division of a household: its division at the end of its last day in the
    /// city.
    pub fn household_reports_to(&self, household: &Name, on: NaiveDate) -> Option<String> {
        self.last_city_division(on, |day| self.division_of_household(household, day))
    }

    /// Gives the reporting division of a person: the division at the end of the last day in the
    /// city.
    ///
    /// The subject is the person. A person who joins a household outside the city keeps the
    /// person's own last city division, not that of the household.
    pub fn person_reports_to(&self, person: &Name, on: NaiveDate) -> Option<String> {
        self.last_city_division(on, |day| Some(self.person(person, day).division.clone()))
    }

    /// Goes back through the days on which anything happened, to the day before the first: divisions change on no other.
    fn last_city_division(&self, on: NaiveDate, division: impl Fn(NaiveDate) -> Option<String>) -> Option<String> {
        let eve = self.days.first().and_then(NaiveDate::pred_opt).map(|eve| eve.min(on));
        let in_city = |day| division(day).filter(|code| code.starts_with(CITY));
        self.days.range(..=on).rev().copied().chain(eve).find_map(in_city)
    }
}

fn root(merged: &BTreeMap<Name, Name>, person: &Name) -> Name {
    merged.get(person).map_or_else(|| person.clone(), |into| root(merged, into))
}

/// Gives the first day of working age.
pub fn of_age_on(birth: NaiveDate) -> NaiveDate {
    birth + Months::new(16 * 12)
}

/// Gives the statutory retirement date (RS-1 section 7).
fn retires_on(birth: NaiveDate, sex: &str, group: &str) -> NaiveDate {
    let (start, base, band, cap) = match (sex, group) {
        ("male", _) => (1965, 720, 4, 36),
        (_, "female_50") => (1975, 600, 2, 60),
        _ => (1970, 660, 4, 36),
    };
    let months = (birth.year() - start) * 12 + i32::try_from(birth.month0()).expect("a month");
    let delay = if months < 0 { 0 } else { (months / band + 1).min(cap) };
    birth + Months::new(base + u32::try_from(delay).expect("not below 0"))
}

/// Shortens a division to its significant digits.
pub fn significant(division: &str) -> &str {
    if division.len() == 12 && division.ends_with("000000") {
        &division[..6]
    } else if division.len() == 12 && division.ends_with("000") {
        &division[..9]
    } else {
        division
    }
}
