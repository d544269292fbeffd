//! What a month counts, what `explain` and `diff` say, and what a digest covers (RS-1 sections 4 to 6 and 8).

use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;

use chrono::{Days, NaiveDate};
use serde_json::{Value, json};

use super::day::{CITY, World, significant};
use super::ledger::{Ledger, Name, first_of, next_month};
use super::register::{Standing, State};

/// Chooses what a month's lines are computed from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum View {
    /// As the month was closed.
    Closed,
    /// From what was known at a position, now if none is given.
    Restated { known_at: Option<i64> },
}

/// Holds the part one household or person has in a month's columns; nothing where it has none.
#[derive(Clone, Default, PartialEq)]
struct Part {
    /// Where it opens by the opening shown: by the closing of the month closed before, if there is one.
    booked: Option<String>,
    opening: Option<String>,
    division: Option<String>,
    entry: Option<String>,
    leave: Option<String>,
    closing: bool,
    household: HouseholdPart,
    person: PersonPart,
}

/// Holds what only households are counted by.
#[derive(Clone, Default, PartialEq)]
struct HouseholdPart {
    rural: bool,
    suspected: bool,
    overdue: bool,
    eliminations: usize,
    reversals: usize,
    jobless: usize,
    placed: BTreeSet<Name>,
}

/// Holds the coverage, which only persons have.
#[derive(Clone, Default, PartialEq)]
struct PersonPart {
    target: bool,
    assigned: bool,
    served: bool,
}

/// Holds every part of a month, by subject.
struct Parts {
    households: BTreeMap<Name, Part>,
    persons: BTreeMap<Name, Part>,
}

struct Month {
    eve: NaiveDate,
    first: NaiveDate,
    last: NaiveDate,
}

impl Month {
    fn read(month: &str) -> Self {
        let first = first_of(month);
        let last = first_of(&next_month(month)).pred_opt().expect("a day before");
        Self { eve: first.pred_opt().expect("a day before"), first, last }
    }

    fn days(&self) -> impl Iterator<Item = NaiveDate> {
        let last = self.last;
        self.first.iter_days().take_while(move |day| *day <= last)
    }
}

impl Ledger {
    /// Gives the households, persons and coverage of a division's line; null for a closed view of a month not closed.
    pub fn lines(&self, month: &str, view: View, division: &str) -> Value {
        self.parts(month, view).map_or(Value::Null, |parts| parts.line(division))
    }

    /// Gives a month's lines of several divisions at once.
    pub fn all_lines(&self, month: &str, view: View, divisions: &[&str]) -> Vec<Value> {
        let parts = self.parts(month, view);
        divisions.iter().map(|code| parts.as_ref().map_or(Value::Null, |parts| parts.line(code))).collect()
    }

    /// Names the households and the persons that differ between a closed month and the same month restated now.
    ///
    /// The parts in the coverage are compared too, and one who was registered only later differs by the division.
    pub fn diff(&self, month: &str) -> (BTreeSet<Name>, BTreeSet<Name>) {
        let (Some(known_at), Some(closed)) = (self.closed_at(month), self.parts(month, View::Closed)) else {
            return Default::default();
        };
        let restated = self.parts(month, View::Restated { known_at: None }).expect("no close is asked for");
        let (then, now, last) = (self.world(Some(known_at)), self.world(None), Month::read(month).last);
        let told = |s: Rc<Standing>| (s.state, s.since, s.cause.clone(), s.categories.clone());
        let part = |parts: &BTreeMap<Name, Part>, name: &Name| parts.get(name).cloned().unwrap_or_default();
        let mut households: BTreeSet<Name> = closed.households.keys().chain(restated.households.keys()).cloned().collect();
        households.retain(|name| {
            part(&closed.households, name) != part(&restated.households, name)
                || told(then.household_standing(name, last)) != told(now.household_standing(name, last))
        });
        let mut persons: BTreeSet<Name> = closed.persons.keys().chain(restated.persons.keys()).cloned().collect();
        persons.retain(|name| {
            part(&closed.persons, name) != part(&restated.persons, name)
                || told(then.person_standing(name, last)) != told(now.person_standing(name, last))
        });
        (households, persons)
    }

    /// Explains a household as `explain` does, but for the words; null when the view knows no such household.
    pub fn household(&self, sender: &str, reference: &str, on: NaiveDate, known_at: Option<i64>) -> Value {
        let (world, name) = (self.world(known_at), Name::new(sender, reference));
        if !world.households.contains_key(&name) {
            return Value::Null;
        }
        let (day, standing) = (world.household(&name, on), world.household_standing(&name, on));
        let mut seeking: Vec<&str> = day.seeking.iter().map(|person| &*person.reference).collect();
        seeking.sort_unstable();
        json!({
            "state": standing.state.name(),
            "since": standing.since.map(|day| day.to_string()),
            "cause": standing.cause,
            "condition": day.condition,
            "suspected": day.condition && standing.state != State::In,
            "seeking": seeking,
            "division": day.division.as_deref().map(significant),
        })
    }

    /// Explains a person as `explain` does, but for the words; null when the view knows no such person.
    pub fn person(&self, sender: &str, reference: &str, on: NaiveDate, known_at: Option<i64>) -> Value {
        let (world, name) = (self.world(known_at), Name::new(sender, reference));
        if !world.persons.contains_key(&name) {
            return Value::Null;
        }
        let (day, standing) = (world.person(&name, on), world.person_standing(&name, on));
        json!({
            "dead": day.dead,
            "working_age": day.working_age,
            "absent": day.absent,
            "employed": day.employed,
            "labour": day.labour,
            "seeking": day.seeking,
            "member_of": day.member_of.as_ref().map(|household| &*household.reference),
            "active": standing.state == State::In,
            "categories": standing.categories,
            "retires_on": day.retires_on.to_string(),
        })
    }

    /// Lists what a month's digest covers beside the lines: each household and person, as they stand on the last day.
    pub fn proof(&self, month: &str, known_at: Option<i64>) -> Value {
        let (world, month) = (self.world(known_at), Month::read(month));
        let moved = |standing: &dyn Fn(NaiveDate) -> Rc<Standing>| {
            let told = |s: &Standing| (s.state, s.since, s.cause.clone(), s.categories.clone());
            let days: Vec<Rc<Standing>> = [month.eve].into_iter().chain(month.days()).map(standing).collect();
            days.first().is_some_and(|eve| eve.state == State::In)
                || days.last().is_some_and(|last| last.state == State::In)
                || days.windows(2).any(|pair| told(&pair[0]) != told(&pair[1]))
        };
        let households = world.households.keys().filter(|name| moved(&|on| world.household_standing(name, on)));
        let persons = world.persons.keys().filter(|name| moved(&|on| world.person_standing(name, on)));
        json!({
            "households": households.map(|name| {
                let last = world.household_standing(name, month.last);
                json!([*name.sender, *name.reference, last.state.name(), last.since.map(|day| day.to_string()), last.cause])
            }).collect::<Vec<_>>(),
            "persons": persons.map(|name| {
                let last = world.person_standing(name, month.last);
                json!([*name.sender, *name.reference, last.state.name(), last.categories])
            }).collect::<Vec<_>>(),
        })
    }

    fn parts(&self, month: &str, view: View) -> Option<Parts> {
        let known_at = match view {
            View::Closed => Some(self.closed_at(month)?),
            View::Restated { known_at } => known_at,
        };
        let mut parts = Parts::of(&self.world(known_at), &Month::read(month));
        if let (View::Closed, Some((_, position))) = (view, self.closed_before(month)) {
            let booked = Parts::of(&self.world(Some(*position)), &Month::read(month));
            for (shown, booked) in
                [(&mut parts.households, &booked.households), (&mut parts.persons, &booked.persons)]
            {
                for part in shown.values_mut() {
                    part.booked = None;
                }
                for (name, part) in booked {
                    shown.entry(name.clone()).or_default().booked.clone_from(&part.opening);
                }
            }
        }
        Some(parts)
    }
}

impl Parts {
    fn of(world: &Rc<World>, month: &Month) -> Self {
        let households = world.households.keys().map(|name| {
            let standing = |on| world.household_standing(name, on);
            let mut part = Part::of(month, standing, |on| world.household_reports_to(name, on));
            part.household = HouseholdPart::of(world, name, month);
            (name.clone(), part)
        });
        let persons = world.persons.keys().map(|name| {
            let standing = |on| world.person_standing(name, on);
            let mut part = Part::of(month, standing, |on| world.person_reports_to(name, on));
            part.person = PersonPart::of(world, name, month);
            (name.clone(), part)
        });
        Self { households: households.collect(), persons: persons.collect() }
    }

    fn line(&self, code: &str) -> Value {
        let (mut households, zero) = columns(&self.households, code);
        let here = || self.households.values().filter(|part| lies_under(part.division.as_deref(), code));
        let many = |count: fn(&HouseholdPart) -> usize| here().map(|part| count(&part.household)).sum::<usize>();
        let closing = |count: fn(&HouseholdPart) -> usize| {
            here().filter(|part| part.closing).map(|part| count(&part.household)).sum::<usize>()
        };
        let placed: BTreeSet<&Name> = here().flat_map(|part| &part.household.placed).collect();
        households["reinstated"] =
            here().filter(|part| part.entry.as_deref() == Some("reinstated")).count().into();
        households["closing_rural"] = closing(|part| part.rural.into()).into();
        households["zero"] = zero.into();
        households["suspected"] = many(|part| part.suspected.into()).into();
        households["overdue"] = closing(|part| part.overdue.into()).into();
        households["eliminations"] = many(|part| part.eliminations).into();
        households["reversals"] = many(|part| part.reversals).into();
        households["placed_members"] = placed.len().into();
        households["jobless_members"] = closing(|part| part.jobless).into();

        let (persons, _) = columns(&self.persons, code);
        let covered = |has: fn(&PersonPart) -> bool| {
            self.persons
                .values()
                .filter(|part| lies_under(part.division.as_deref(), code) && has(&part.person))
                .count()
        };
        let target = covered(|part| part.target);
        let assigned = covered(|part| part.target && part.assigned);
        let served = covered(|part| part.target && part.assigned && part.served);
        let coverage = json!({
            "target": target,
            "assigned": assigned,
            "served": served,
            "assigned_rate": rate(assigned, target),
            "served_rate": rate(served, target),
        });
        json!({ "households": households, "persons": persons, "coverage": coverage })
    }
}

impl Part {
    fn of(
        month: &Month,
        standing: impl Fn(NaiveDate) -> Rc<Standing>,
        reports_to: impl Fn(NaiveDate) -> Option<String>,
    ) -> Self {
        let in_before = standing(month.eve).state == State::In;
        let in_last = standing(month.last).state == State::In;
        let steps: Vec<_> = month.days().flat_map(|day| standing(day).steps.clone()).collect();
        let entry = steps.iter().find(|step| step.to == State::In).filter(|_| !in_before);
        let leave = steps.iter().rev().find(|step| step.from == State::In).filter(|_| !in_last);
        let opening = reports_to(month.eve).filter(|_| in_before);
        Self {
            booked: opening.clone(),
            opening,
            division: reports_to(month.last),
            entry: entry.map(|step| step.cause.clone()),
            leave: leave.map(|step| step.cause.clone()),
            closing: in_last,
            ..Self::default()
        }
    }
}

impl HouseholdPart {
    fn of(world: &World, name: &Name, month: &Month) -> Self {
        let standing = |on| world.household_standing(name, on);
        let (last, day) = (standing(month.last), world.household(name, month.last));
        let moves = |to: State, cause: &str| {
            let steps = month.days().flat_map(|on| standing(on).steps.clone());
            steps.filter(|step| step.to == to && step.cause == cause).count()
        };
        let mut placed = BTreeSet::new();
        let mut was_in = standing(month.eve).state == State::In;
        for on in month.days() {
            let eve = on.pred_opt().expect("a day before");
            was_in |= on > month.first && standing(eve).steps.iter().any(|step| step.to == State::In);
            if was_in {
                let members = world.household(name, on).members;
                placed.extend(
                    members.into_iter().filter(|p| world.person(p, on).employed && !world.person(p, eve).employed),
                );
            }
        }
        Self {
            rural: last.state == State::In && world.households[name].line["urban"] == false,
            suspected: day.condition && last.state != State::In,
            overdue: last.state == State::In && last.since.is_some_and(|since| (month.last - since).num_days() > 30),
            eliminations: moves(State::Eliminated, "employed"),
            reversals: moves(State::In, "reinstated"),
            jobless: if last.state == State::In { day.seeking.len() } else { 0 },
            placed,
        }
    }
}

impl PersonPart {
    fn of(world: &World, name: &Name, month: &Month) -> Self {
        let day = world.person(name, month.last);
        let target = world.person_standing(name, month.last).state == State::In && day.wants_help;
        let assigned = target && !day.helpers.is_empty();
        let since = month.last - Days::new(30);
        let mut services = world.person_facts(name, month.last).filter(|fact| fact.kind == "service_delivered");
        Self { target, assigned, served: assigned && services.any(|fact| fact.on >= since) }
    }
}

/// Counts the columns that households and persons share; tells beside whether the closing is zero.
fn columns(parts: &BTreeMap<Name, Part>, code: &str) -> (Value, bool) {
    let count = |has: &dyn Fn(&Part) -> bool| parts.values().filter(|part| has(part)).count();
    let here = |part: &Part| lies_under(part.division.as_deref(), code);
    let opens = |part: &Part| lies_under(part.opening.as_deref(), code);
    let moved = |part: &Part| part.opening.is_some() && at_level(&part.opening, code) != at_level(&part.division, code);
    let mut exits: BTreeMap<&str, usize> = BTreeMap::new();
    for part in parts.values().filter(|part| here(part)) {
        if let Some(cause) = part.leave.as_deref().filter(|cause| *cause != "employed") {
            *exits.entry(cause).or_default() += 1;
        }
    }
    let opening = count(&|part| lies_under(part.booked.as_deref(), code));
    let known = count(&opens);
    let signed = |number: usize| i64::try_from(number).expect("a small number");
    let closing = count(&|part| here(part) && part.closing);
    let columns = json!({
        "opening": opening,
        "recognised": count(&|part| here(part) && part.entry.as_deref() == Some("recognised")),
        "moved_in": count(&|part| here(part) && moved(part)),
        "eliminated": count(&|part| here(part) && part.leave.as_deref() == Some("employed")),
        "exited": exits.values().sum::<usize>(),
        "exits": exits,
        "moved_out": count(&|part| opens(part) && moved(part)),
        "adjustment": signed(known) - signed(opening),
        "closing": closing,
    });
    (columns, closing == 0)
}

/// Cuts a village's code to the level of another code.
fn at_level<'a>(division: &'a Option<String>, code: &str) -> Option<&'a str> {
    division.as_deref().map(|division| &division[..prefix(code).len()])
}

fn lies_under(division: Option<&str>, code: &str) -> bool {
    division.is_some_and(|division| division.starts_with(prefix(code)))
}

fn prefix(code: &str) -> &str {
    match significant(code) {
        "440700" => CITY,
        code => code,
    }
}

fn rate(n: usize, d: usize) -> Value {
    if d == 0 {
        return Value::Null;
    }
    let exact = (2000 * n + d) / (2 * d);
    let tenths = if n == d { exact } else { exact.min(999) };
    json!({ "n": n, "d": d, "percent": format!("{}.{}", tenths / 10, tenths % 10) })
}
