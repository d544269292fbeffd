//! The counts of a month, the answers of `explain` and `diff`, and the content of a digest (RS-1
//! sections 4 to 6 and 8).

use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;

use chrono::{Days, NaiveDate};
use serde_json::{Map, Value, json};

use super::day::{CITY, World, significant};
use super::ledger::{Ledger, Name, first_of, next_month};
use super::register::{Standing, State};

const HOUSEHOLDS_ONLY: [&str; 6] =
    ["closing_rural", "suspected", "overdue", "eliminations", "reversals", "jobless_members"];
const COVERAGE: [&str; 3] = ["target", "assigned", "served"];

/// The knowledge from which the lines of a month are computed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum View {
    /// The knowledge at which the month was closed.
    Closed,
    /// The knowledge at a position, by default the current one.
    Restated { known_at: Option<i64> },
}

/// The part of one household or person in a month's columns; empty if it has none.
#[derive(Clone, Default, PartialEq)]
struct Part {
    /// The division under which it opens: by the closing of the month closed before, if there is
    /// one.
    booked: Option<String>,
    opening: Option<String>,
    division: Option<String>,
    entry: Option<String>,
    leave: Option<String>,
    closing: bool,
    placed: BTreeSet<Name>,
    /// The persons counted as jobless members. The same number of other persons is a difference.
    jobless: BTreeSet<Name>,
    /// The counts for the other columns, all under the division of the last day.
    counts: BTreeMap<&'static str, usize>,
}

/// The parts of a month, by subject.
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
    /// Gives the lines of a month for several divisions.
    pub fn all_lines(&self, month: &str, view: View, divisions: &[&str]) -> Vec<Value> {
        let parts = self.parts(month, view);
        divisions.iter().map(|code| parts.as_ref().map_or(Value::Null, |parts| parts.line(code))).collect()
    }

    /// Gives the households and the persons that differ between a closed month and the same month
    /// restated now.
    ///
    /// The parts of the coverage are compared too. A subject that was registered after the close
    /// differs by its division, unless the registration is dated after the month: then no new fact
    /// about the month became known.
    pub fn diff(&self, month: &str) -> (BTreeSet<Name>, BTreeSet<Name>) {
        let (Some(known_at), Some(closed)) = (self.closed_at(month), self.parts(month, View::Closed)) else {
            return Default::default();
        };
        let restated = self.parts(month, View::Restated { known_at: None }).expect("no close is asked for");
        let (then, now, last) = (self.world(Some(known_at)), self.world(None), Month::read(month).last);
        let told = |s: Rc<Standing>| (s.state, s.since, s.cause.clone(), s.categories.clone());
        // A subject that was not registered yet had no part and no counts.
        let part = |parts: &BTreeMap<Name, Part>, name: &Name| {
            let mut part = parts.get(name).cloned().unwrap_or_default();
            part.counts.retain(|_, number| *number > 0);
            part
        };
        let mut households: BTreeSet<Name> =
            closed.households.keys().chain(restated.households.keys()).cloned().collect();
        households.retain(|name| {
            part(&closed.households, name) != part(&restated.households, name)
                || told(then.household_standing(name, last)) != told(now.household_standing(name, last))
        });
        let mut persons: BTreeSet<Name> = closed.persons.keys().chain(restated.persons.keys()).cloned().collect();
        persons.retain(|name| {
            let (was, mut is) = (part(&closed.persons, name), part(&restated.persons, name));
            let registered_after = now.persons.get(name).is_some_and(|fact| fact.on > last);
            if registered_after && !then.persons.contains_key(name) {
                is.division = None;
            }
            was != is || told(then.person_standing(name, last)) != told(now.person_standing(name, last))
        });
        (households, persons)
    }

    /// Gives the explanation of a household as `explain` does, without the texts; null if the view
    /// knows no such household.
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

    /// Gives the explanation of a person as `explain` does, without the texts; null if the view
    /// knows no such person.
    pub fn person(&self, sender: &str, reference: &str, on: NaiveDate, known_at: Option<i64>) -> Value {
        let world = self.world(known_at);
        let name = world.root(&Name::new(sender, reference));
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

    /// Lists what a month's digest covers beside the lines: the state of each household and person
    /// on the last day.
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
            for (shown, booked) in [(&mut parts.households, &booked.households), (&mut parts.persons, &booked.persons)]
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
            (part.placed, part.counts) = count_household(world, name, month);
            if part.counts["jobless_members"] > 0 {
                part.jobless = world.household(name, month.last).seeking.iter().cloned().collect();
            }
            (name.clone(), part)
        });
        let persons = world.persons.keys().map(|name| {
            let standing = |on| world.person_standing(name, on);
            let mut part = Part::of(month, standing, |on| world.person_reports_to(name, on));
            part.counts = count_person(world, name, month);
            (name.clone(), part)
        });
        Self { households: households.collect(), persons: persons.collect() }
    }

    fn line(&self, code: &str) -> Value {
        let households = columns(&self.households, code, &HOUSEHOLDS_ONLY);
        let mut persons = columns(&self.persons, code, &COVERAGE);
        let mut coverage = json!({});
        for column in COVERAGE {
            coverage[column] = persons.remove(column).unwrap_or(0.into());
        }
        coverage["assigned_rate"] = rate(&coverage["assigned"], &coverage["target"]);
        coverage["served_rate"] = rate(&coverage["served"], &coverage["target"]);
        for column in ["reinstated", "zero", "placed_members"] {
            persons.remove(column);
        }
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

fn count_household(world: &World, name: &Name, month: &Month) -> (BTreeSet<Name>, BTreeMap<&'static str, usize>) {
    let standing = |on| world.household_standing(name, on);
    let (last, day) = (standing(month.last), world.household(name, month.last));
    let closing = last.state == State::In;
    let steps: Vec<_> = month.days().flat_map(|on| standing(on).steps.clone()).collect();
    let moves = |to: State, cause: &str| steps.iter().filter(|step| step.to == to && step.cause == cause).count();
    let mut placed = BTreeSet::new();
    let mut was_in = standing(month.eve).state == State::In;
    for on in month.days() {
        let eve = on.pred_opt().expect("a day before");
        was_in |= on > month.first && standing(eve).steps.iter().any(|step| step.to == State::In);
        if was_in {
            let newly = |p: &Name| world.person(p, on).employed && !world.person(p, eve).employed;
            placed.extend(world.household(name, on).members.iter().filter(|p| newly(p)).cloned());
        }
    }
    let since = |since: NaiveDate| (month.last - since).num_days();
    let counts = BTreeMap::from([
        ("closing_rural", usize::from(closing && world.households[name].line["urban"] == false)),
        ("suspected", usize::from(day.condition && !closing)),
        ("overdue", usize::from(closing && last.since.map(since) > Some(30))),
        ("eliminations", moves(State::Eliminated, "employed")),
        ("reversals", moves(State::In, "reinstated")),
        ("jobless_members", if closing { day.seeking.len() } else { 0 }),
    ]);
    (placed, counts)
}

fn count_person(world: &World, name: &Name, month: &Month) -> BTreeMap<&'static str, usize> {
    let day = world.person(name, month.last);
    let target = world.person_standing(name, month.last).state == State::In && day.wants_help;
    let assigned = target && !day.helpers.is_empty();
    let since = month.last - Days::new(30);
    let mut facts = world.person_facts(name, month.last);
    let served = assigned && facts.any(|fact| fact.kind == "service_delivered" && fact.on >= since);
    BTreeMap::from([("target", target.into()), ("assigned", assigned.into()), ("served", served.into())])
}

/// Counts the columns of a division: those common to households and persons, and those in the
/// parts.
fn columns(parts: &BTreeMap<Name, Part>, code: &str, counted: &[&'static str]) -> Map<String, Value> {
    let here: Vec<&Part> = parts.values().filter(|part| under(part.division.as_ref(), code)).collect();
    let opens: Vec<&Part> = parts.values().filter(|part| under(part.opening.as_ref(), code)).collect();
    let booked = parts.values().filter(|part| under(part.booked.as_ref(), code)).count();
    let moved = |part: &&&Part| {
        part.opening.is_some() && at_level(part.opening.as_ref(), code) != at_level(part.division.as_ref(), code)
    };
    let enters = |cause| here.iter().filter(|part| part.entry.as_deref() == Some(cause)).count();
    let mut exits: BTreeMap<&str, usize> = BTreeMap::new();
    for cause in here.iter().filter_map(|part| part.leave.as_deref()) {
        *exits.entry(cause).or_default() += 1;
    }
    let eliminated = exits.remove("employed").unwrap_or(0);
    let closing = here.iter().filter(|part| part.closing).count();
    let placed: BTreeSet<&Name> = here.iter().flat_map(|part| &part.placed).collect();
    let signed = |number: usize| i64::try_from(number).expect("a small number");
    let mut columns = Map::new();
    for (column, value) in [
        ("opening", json!(booked)),
        ("recognised", json!(enters("recognised"))),
        ("reinstated", json!(enters("reinstated"))),
        ("moved_in", json!(here.iter().filter(moved).count())),
        ("eliminated", json!(eliminated)),
        ("exited", json!(exits.values().sum::<usize>())),
        ("exits", json!(exits)),
        ("moved_out", json!(opens.iter().filter(moved).count())),
        ("adjustment", json!(signed(opens.len()) - signed(booked))),
        ("closing", json!(closing)),
        ("zero", json!(closing == 0)),
        ("placed_members", json!(placed.len())),
    ] {
        columns.insert(column.to_owned(), value);
    }
    for &column in counted {
        let number: usize = here.iter().filter_map(|part| part.counts.get(column)).sum();
        columns.insert(column.to_owned(), number.into());
    }
    columns
}

/// Cuts a division code to the level of another code.
fn at_level<'a>(division: Option<&'a String>, code: &str) -> Option<&'a str> {
    division.map(|division| &division[..prefix(code).len()])
}

fn under(division: Option<&String>, code: &str) -> bool {
    division.is_some_and(|division| division.starts_with(prefix(code)))
}

fn prefix(code: &str) -> &str {
    match significant(code) {
        "440700" => CITY,
        code => code,
    }
}

fn rate(n: &Value, d: &Value) -> Value {
    let (Some(n), Some(d @ 1..)) = (n.as_u64(), d.as_u64()) else {
        return Value::Null;
    };
    let exact = (2000 * n + d) / (2 * d);
    let tenths = if n == d { exact } else { exact.min(999) };
    json!({ "n": n, "d": d, "percent": format!("{}.{}", tenths / 10, tenths % 10) })
}
