//! The outcome of every line (applied, flagged or refused, with the code), and the closes of
//! months.

use std::cell::RefCell;
use std::collections::{BTreeMap, HashMap, HashSet};
use std::fmt;
use std::rc::Rc;

use chrono::NaiveDate;
use serde_json::Value;

use super::day::{World, of_age_on};
use super::register::State;

/// The name of a subject: the sender and the reference that the sender uses.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Name {
    pub sender: Rc<str>,
    pub reference: Rc<str>,
}

impl Name {
    /// Makes the name from the sender and its reference.
    pub fn new(sender: &str, reference: &str) -> Self {
        Self { sender: sender.into(), reference: reference.into() }
    }
}

impl fmt::Debug for Name {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}", self.sender, self.reference)
    }
}

/// An applied line with its position in the ledger.
#[derive(Clone)]
pub struct Fact {
    pub position: i64,
    pub on: NaiveDate,
    pub kind: String,
    pub sender: String,
    pub event: Name,
    pub person: Option<Name>,
    pub household: Option<Name>,
    /// The registration that a merge maps to the surviving one.
    pub other: Option<Name>,
    /// Of a registration.
    pub birth_date: Option<NaiveDate>,
    pub line: Value,
}

impl Fact {
    fn read(position: i64, sender: &str, line: &Value) -> Self {
        let owner = line["subject_sender"].as_str().unwrap_or(sender);
        let name = |field: &str| line[field].as_str().map(|reference| Name::new(owner, reference));
        Self {
            position,
            on: date(line["effective_on"].as_str().expect("a line has its day")),
            kind: line["kind"].as_str().expect("a line has its kind").to_owned(),
            sender: sender.to_owned(),
            event: Name::new(sender, line["event_ref"].as_str().expect("a line has its event")),
            person: name("person_ref"),
            household: name("household_ref"),
            other: line["other_ref"]
                .as_str()
                .map(|reference| Name::new(line["other_sender"].as_str().unwrap_or(owner), reference)),
            birth_date: line["birth_date"].as_str().map(date),
            line: line.clone(),
        }
    }

    /// Gives the birth date of a person's registration.
    pub fn birth(&self) -> NaiveDate {
        self.birth_date.expect("a registration has a birth date")
    }

    /// Gives a text field, empty where the line leaves it out.
    pub fn text(&self, field: &str) -> &str {
        self.line[field].as_str().unwrap_or("")
    }

    /// Gives the name of a voided event, an employment or a helper, which is always in the names of
    /// the line's own sender.
    pub fn own(&self, field: &str) -> Name {
        Name::new(&self.sender, self.text(field))
    }
}

/// The outcome of a line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    Applied { position: i64, flag: Option<&'static str> },
    Duplicate,
    Refused(&'static str),
}

/// All applied lines in order, at positions 1, 2, 3, …, and the months closed so far.
#[derive(Default)]
pub struct Ledger {
    facts: Vec<Rc<Fact>>,
    events: HashMap<Name, Rc<Fact>>,
    voided: HashSet<Name>,
    closes: Vec<(String, i64)>,
    worlds: RefCell<BTreeMap<i64, Rc<World>>>,
}

impl Ledger {
    /// Records a line of valid form, or refuses it. The checks run in the order of the contract's
    /// table.
    pub fn record(&mut self, sender: &str, line: &Value) -> Outcome {
        let mut fact = Fact::read(self.last_position() + 1, sender, line);
        // An end or a pay change belongs to the registration with the start, if both registrations
        // are of the same person.
        if matches!(fact.kind.as_str(), "employment_ended" | "pay_changed") {
            let employment = fact.own("employment_ref");
            let start = self.live("employment_started").find(|start| start.own("employment_ref") == employment);
            if let Some(started) = start.and_then(|start| start.person.clone())
                && fact.person.as_ref().is_some_and(|person| self.root(person) == self.root(&started))
            {
                fact.person = Some(started);
            }
        }
        let fact = Rc::new(fact);
        if let Some(known) = self.events.get(&fact.event) {
            return if same_content(&known.line, line) { Outcome::Duplicate } else { Outcome::Refused("conflict") };
        }
        if let Some(code) = self.refusal(&fact) {
            return Outcome::Refused(code);
        }
        if fact.kind == "voided" {
            self.voided.insert(fact.own("voids"));
        }
        self.events.insert(fact.event.clone(), Rc::clone(&fact));
        self.facts.push(Rc::clone(&fact));
        Outcome::Applied { position: fact.position, flag: self.flag(&fact) }
    }

    /// Closes a month at the current knowledge time. Gives true if the month is closed now, false
    /// if it was closed before.
    pub fn close(&mut self, month: &str) -> Result<bool, &'static str> {
        if self.closed_at(month).is_some() {
            return Ok(false);
        }
        if let Some((latest, _)) = self.closes.last()
            && next_month(latest) != month
        {
            return Err("month_order");
        }
        self.closes.push((month.to_owned(), self.last_position()));
        Ok(true)
    }

    /// Gives the position of the latest applied line, 0 before the first.
    pub fn last_position(&self) -> i64 {
        self.facts.last().map_or(0, |fact| fact.position)
    }

    /// Gives the knowledge time at which a month was closed, if it was.
    pub fn closed_at(&self, month: &str) -> Option<i64> {
        self.closes.iter().find(|(closed, _)| closed == month).map(|(_, position)| *position)
    }

    /// Gives the month closed before this one, with its knowledge time.
    pub fn closed_before(&self, month: &str) -> Option<&(String, i64)> {
        self.closes.iter().find(|(closed, _)| next_month(closed) == month)
    }

    /// Gives the view at a position, by default the last one.
    pub fn world(&self, known_at: Option<i64>) -> Rc<World> {
        let position = known_at.unwrap_or_else(|| self.last_position());
        let mut worlds = self.worlds.borrow_mut();
        Rc::clone(worlds.entry(position).or_insert_with(|| Rc::new(World::new(&self.facts, position))))
    }

    /// Gives the facts of one kind that are not voided.
    fn live<'a>(&'a self, kind: &'a str) -> impl Iterator<Item = &'a Rc<Fact>> {
        self.facts.iter().filter(move |fact| fact.kind == kind && !self.voided.contains(&fact.event))
    }

    /// Gives the surviving registration of a person, by the merges that are not voided.
    pub fn root(&self, person: &Name) -> Name {
        let given_up = |merging: &&Rc<Fact>| merging.other.as_ref() == Some(person);
        let into = self.live("person_merged").find(given_up).and_then(|merging| merging.person.as_ref());
        into.map_or_else(|| person.clone(), |into| self.root(into))
    }

    fn is_of(&self, fact: &Fact, person: &Name) -> bool {
        fact.person.as_ref().is_some_and(|named| self.root(named) == *person)
    }

    fn refusal(&self, fact: &Fact) -> Option<&'static str> {
        let registers_person = fact.kind == "person_registered";
        let registers_household = fact.kind == "household_registered";
        let person = self.live("person_registered").find(|known| known.person == fact.person);
        let household = self.live("household_registered").find(|known| known.household == fact.household);
        let other = self.live("person_registered").find(|known| known.person == fact.other);
        if fact.person.is_some() && person.is_none() && !registers_person {
            return Some("unknown_person");
        }
        if fact.other.is_some() && other.is_none() {
            return Some("unknown_person");
        }
        if fact.household.is_some() && household.is_none() && !registers_household {
            return Some("unknown_household");
        }
        if fact.kind == "voided" {
            return self.refusal_of_void(fact);
        }
        let who = fact.person.as_ref().map(|named| self.root(named));
        let person = self.live("person_registered").find(|known| who.is_some() && known.person == who).or(person);
        if fact.kind == "person_changed"
            && let Some(person) = person
            && let Some(group) = fact.line["retirement_group"].as_str()
            && group.starts_with("female") != (person.text("sex") == "female")
        {
            return Some("bad_value");
        }
        let is_there = self.live("person_registered").any(|known| known.person == fact.person);
        if registers_person && is_there || registers_household && household.is_some() {
            return Some("already_registered");
        }
        let number = fact.text("id_number");
        if registers_person && self.live("person_registered").any(|other| other.text("id_number") == number) {
            return Some("id_number_taken");
        }
        // A registration is checked against the birth date that it contains.
        let birth = if registers_person { Some(fact) } else { person.map(Rc::as_ref) };
        if let Some(birth) = birth.map(Fact::birth) {
            if fact.on < birth {
                return Some("before_birth");
            }
            let death = who.as_ref().and_then(|who| self.live("died").find(|death| self.is_of(death, who)));
            if let Some(death) = death {
                if fact.kind == "died" {
                    return Some("already_dead");
                }
                if fact.on >= death.on && !counts_after_death(&fact.kind) {
                    return Some("after_death");
                }
            }
            if fact.kind == "employment_started" && fact.on < of_age_on(birth) {
                return Some("child_labour");
            }
        }
        self.refusal_of_employment(fact)
            .or_else(|| self.refusal_of_join(fact))
            .or_else(|| self.refusal_of_merging(fact))
    }

    /// Gives the code that refuses a merge, if any.
    ///
    /// A merge is refused if one of the registrations was merged away before, or if a fact about
    /// one of them could not have been recorded about the other.
    fn refusal_of_merging(&self, fact: &Fact) -> Option<&'static str> {
        let (stays, other) = (fact.person.as_ref()?, fact.other.as_ref()?);
        if stays == other {
            return Some("bad_value");
        }
        if self.root(stays) != *stays || self.root(other) != *other {
            return Some("already_merged");
        }
        let registration = self.live("person_registered").find(|known| known.person.as_ref() == Some(stays))?;
        let birth = registration.birth();
        let about = |who: &Name| -> Vec<Rc<Fact>> {
            let of_job = |fact: &Fact| {
                let employment = fact.own("employment_ref");
                let start = self.live("employment_started").find(|start| start.own("employment_ref") == employment);
                matches!(fact.kind.as_str(), "employment_ended" | "pay_changed")
                    && start.is_some_and(|start| self.is_of(start, who))
            };
            let stands = |fact: &&Rc<Fact>| {
                !self.voided.contains(&fact.event)
                    && !matches!(fact.kind.as_str(), "voided" | "person_registered")
                    && (self.is_of(fact, who) || of_job(fact))
            };
            self.facts.iter().filter(stands).cloned().collect()
        };
        let clashes = |fact: &Fact, with: &Name| {
            let death = self.live("died").find(|death| self.is_of(death, with)).map(|death| death.on);
            match fact.kind.as_str() {
                "died" => death.is_some_and(|death| death != fact.on),
                kind if !counts_after_death(kind) && death.is_some_and(|death| fact.on >= death) => true,
                "member_joined" => {
                    let stay = self.world(None).person(with, fact.on).member_of.clone();
                    stay.is_some() && stay != fact.household
                }
                _ => false,
            }
        };
        let too_early = |fact: &Fact| {
            let group = fact.line["retirement_group"].as_str().filter(|_| fact.kind == "person_changed");
            fact.on < birth
                || fact.kind == "employment_started" && fact.on < of_age_on(birth)
                || group.is_some_and(|group| group.starts_with("female") != (registration.text("sex") == "female"))
        };
        let contradicts = about(other).iter().any(|fact| too_early(fact) || clashes(fact, stays))
            || about(stays).iter().any(|fact| clashes(fact, other));
        contradicts.then_some("merge_conflict")
    }

    fn refusal_of_employment(&self, fact: &Fact) -> Option<&'static str> {
        let employment = fact.own("employment_ref");
        let start = self.live("employment_started").find(|start| start.own("employment_ref") == employment);
        match fact.kind.as_str() {
            "employment_started" => start.map(|_| "employment_exists"),
            "employment_ended" | "pay_changed" => {
                let who = |fact: &Fact| fact.person.as_ref().map(|named| self.root(named));
                let Some(start) = start.filter(|start| who(start) == who(fact)) else {
                    return Some("employment_unknown");
                };
                let ended = self
                    .live("employment_ended")
                    .any(|end| end.own("employment_ref") == employment && end.on > start.on);
                if fact.kind == "employment_ended" && ended {
                    Some("already_ended")
                } else {
                    (fact.on <= start.on).then_some("end_not_after_start")
                }
            }
            _ => None,
        }
    }

    fn refusal_of_join(&self, fact: &Fact) -> Option<&'static str> {
        if fact.kind != "member_joined" {
            return None;
        }
        let stay = self.world(None).person(&self.root(fact.person.as_ref()?), fact.on).member_of.clone();
        (stay.is_some() && stay != fact.household).then_some("already_member")
    }

    fn refusal_of_void(&self, void: &Fact) -> Option<&'static str> {
        let Some(target) = self.events.get(&void.own("voids")) else {
            return Some("unknown_event");
        };
        let refers = |fact: &Rc<Fact>| {
            fact.position != target.position
                && !self.voided.contains(&fact.event)
                && match target.kind.as_str() {
                    "person_registered" => fact.person == target.person || fact.other == target.person,
                    "household_registered" => fact.household == target.household,
                    _ => false,
                }
        };
        if target.kind == "voided" {
            Some("void_of_void")
        } else if self.voided.contains(&target.event) {
            Some("already_voided")
        } else {
            self.facts.iter().any(refers).then_some("in_use")
        }
    }

    /// Gives the flag of the line just applied, if any, by the facts known with it.
    fn flag(&self, fact: &Fact) -> Option<&'static str> {
        // The line is the last of its day, so it is compared with the end of that day as known
        // without it.
        let before = || self.world(Some(fact.position - 1));
        let world = || self.world(None);
        let (day, eve) = (fact.on, fact.on.pred_opt()?);
        let person = fact.person.as_ref().map(|named| self.root(named));
        let person = person.as_ref();
        let without_effect = |has_effect: bool| (!has_effect).then_some("without_effect");
        match fact.kind.as_str() {
            "absence_ended" => without_effect(before().person(person?, day).absent.contains(fact.text("absence"))),
            "helper_released" => {
                without_effect(before().person(person?, day).helpers.contains(&fact.own("helper_ref")))
            }
            "member_left" => without_effect(before().person(person?, day).member_of == fact.household),
            "household_recognised" => {
                let household = fact.household.as_ref()?;
                if before().household_standing(household, day).state == State::In {
                    Some("without_effect")
                } else {
                    (!world().household(household, day).condition).then_some("unfounded")
                }
            }
            "household_removed" => {
                // A second removal on one day still gives its reason, so only the state of the day
                // before matters.
                let standing = world().household_standing(fact.household.as_ref()?, eve);
                without_effect(matches!(standing.state, State::In | State::Eliminated))
            }
            "person_determined" => {
                let founded = world().may_hold(person?, fact.text("category"), day);
                (!founded).then_some("unfounded")
            }
            "determination_removed" => {
                // As for households, a second removal on one day is compared with the state of the
                // day before.
                let standing = world().person_standing(person?, eve);
                let mut held = standing.categories.iter();
                without_effect(held.any(|held| fact.line["category"].is_null() || held == fact.text("category")))
            }
            _ => None,
        }
    }
}

/// Tells whether a kind is accepted, and counts, on and after the day of the death.
pub fn counts_after_death(kind: &str) -> bool {
    matches!(
        kind,
        "voided"
            | "employment_ended"
            | "member_left"
            | "absence_ended"
            | "helper_released"
            | "unemployment_deregistered"
            | "case_closed"
            | "person_merged"
            | "determination_removed"
    )
}

/// Parses a day.
pub fn date(text: &str) -> NaiveDate {
    text.parse().expect("a day as YYYY-MM-DD")
}

/// Gives the first day of a month written `YYYY-MM`.
pub fn first_of(month: &str) -> NaiveDate {
    date(&format!("{month}-01"))
}

/// Gives the month after this one.
pub fn next_month(month: &str) -> String {
    (first_of(month) + chrono::Months::new(1)).format("%Y-%m").to_string()
}

fn same_content(one: &Value, other: &Value) -> bool {
    let content = |line: &Value| {
        let mut line = line.clone();
        if let Some(fields) = line.as_object_mut() {
            fields.remove("recorded_at");
        }
        line
    };
    content(one) == content(other)
}
