//! Every combination of state, action and role for each state machine, over HTTP: the actions that
//! the tables here allow succeed, and all others are refused without any change.

mod applications;
mod cases;
mod deliveries;
mod merges;
mod messages;
mod referrals;
mod vacancies;

use std::collections::{BTreeMap, BTreeSet};

use bangfu::auth::Role;
use bangfu::db::schema::fact;
use diesel::prelude::*;
use serde_json::{Value, json};

use crate::harness::{Reply, Service, id_number, morning};

const VILLAGE: &str = "440703002101";
const TODAY: &str = "2026-04-07";

/// The roles and their levels; platforms, auditors and other authorities have level 0.
const ROLES: [(Role, &str, u8); 7] = [
    (Role::HiringPlatform, VILLAGE, 0),
    (Role::Auditor, VILLAGE, 0),
    (Role::CommunityCaseworker, VILLAGE, COMMUNITY),
    (Role::TownOfficer, "440703002", TOWN),
    (Role::DistrictSupervisor, "440703", COUNTY),
    (Role::CityAdministrator, "440700", COUNTY),
    (Role::Department, VILLAGE, 0),
];
const COMMUNITY: u8 = 1;
const TOWN: u8 = 2;
const COUNTY: u8 = 3;

/// A state: its name, its name in the answers, and the facts that lead to it after those common to
/// all subjects.
type State<'s> = (&'s str, &'s str, Vec<Value>);

/// The subjects of a test: one to change for every allowed triple, and one per state that must not
/// change.
struct Stand {
    changed: BTreeMap<Triple, i64>,
    untouched: Vec<i64>,
}

impl Stand {
    /// Records for each subject a person alone in a household, and the facts of its state. The
    /// position of the first of these facts is the subject's number.
    fn of(service: &Service, plan: &[(Key, Vec<Value>)]) -> Self {
        let lines: Vec<Value> = plan.iter().zip(0..).flat_map(|((_, facts), n)| told(n, facts)).collect();
        service.world.record(&lines, morning(TODAY));
        let known: BTreeMap<String, i64> = fact::table
            .select((fact::event_ref, fact::position))
            .load(&mut service.world.conn())
            .expect("the facts are read")
            .into_iter()
            .collect();
        let mut stand = Self { changed: BTreeMap::new(), untouched: Vec::new() };
        for (n, (key, _)) in plan.iter().enumerate() {
            let id = known[&format!("{n}:0")];
            match key {
                Key::Changed(triple) => drop(stand.changed.insert(*triple, id)),
                Key::Untouched => stand.untouched.push(id),
            }
        }
        stand
    }
}

/// Gives the lines of a subject.
fn told(n: u32, facts: &[Value]) -> Vec<Value> {
    let (person, home) = (format!("P{n}"), format!("H{n}"));
    let birth = format!("{}-{:02}-06", 1970 + n / 588, 1 + n / 49 % 12);
    let mut lines = vec![
        json!({"kind": "person_registered", "event_ref": format!("{n}:p"), "person_ref": person, "effective_on": "2020-01-01", "id_number": id_number(&birth, 2 * (n % 49) + 1), "name": format!("例{n}"), "sex": "male", "birth_date": birth, "residence_division": VILLAGE}),
        json!({"kind": "household_registered", "event_ref": format!("{n}:h"), "household_ref": home, "effective_on": "2020-01-01", "division": VILLAGE, "urban": true}),
        json!({"kind": "member_joined", "event_ref": format!("{n}:j"), "household_ref": home, "person_ref": person, "relation": "02", "effective_on": "2020-01-01"}),
        json!({"kind": "wish_declared", "event_ref": format!("{n}:w"), "person_ref": person, "effective_on": "2020-01-01", "work": true, "help": true}),
    ];
    for (m, fact) in facts.iter().enumerate() {
        let (field, reference) = match fact["kind"].as_str() {
            Some("application_step") => ("application_ref", format!("{n}:0")),
            Some("household_applied") => ("household_ref", home.clone()),
            _ => ("person_ref", person.clone()),
        };
        let mut line = with(fact, &json!({"event_ref": format!("{n}:{m}"), field: reference}));
        if line["kind"] == "employment_started" {
            line["employment_ref"] = json!(format!("J{n}"));
        }
        lines.push(line);
    }
    lines
}

/// Gives a line with more fields.
fn with(line: &Value, more: &Value) -> Value {
    let mut line = line.clone();
    line.as_object_mut().expect("an object").extend(more.as_object().expect("an object").clone());
    line
}

/// A state, an action and a role, each by its index.
type Triple = (usize, usize, usize);

/// The use of a subject.
enum Key {
    Changed(Triple),
    Untouched,
}

/// Plans the subjects of a table: one for every allowed triple, and one for every state.
fn planned(states: &[State], actions: usize, allowed: impl Fn(usize, usize, usize) -> bool) -> Vec<(Key, Vec<Value>)> {
    let mut plan = Vec::new();
    for (state, (_, _, facts)) in states.iter().enumerate() {
        plan.push((Key::Untouched, facts.clone()));
        for action in 0..actions {
            let roles = (0..ROLES.len()).filter(|role| allowed(state, action, *role));
            plan.extend(roles.map(|role| (Key::Changed((state, action, role)), facts.clone())));
        }
    }
    plan
}

fn tokens(service: &Service) -> Vec<String> {
    ROLES.iter().map(|(role, division, _)| service.token(*role, division)).collect()
}

/// Asserts that a table has exactly these words.
fn whole<'w>(words: impl Iterator<Item = &'w str>, all: impl Iterator<Item = &'static str>) {
    assert_eq!(words.collect::<BTreeSet<_>>(), all.collect::<BTreeSet<_>>());
}

/// The roles that help people: the bureau.
const BUREAU: &[Role] =
    &[Role::CommunityCaseworker, Role::TownOfficer, Role::DistrictSupervisor, Role::CityAdministrator];
/// The roles that decide: the bureau from the town up.
const DECIDERS: &[Role] = &[Role::TownOfficer, Role::DistrictSupervisor, Role::CityAdministrator];
/// The roles that settle the outcome of messages.
const SETTLERS: &[Role] = &[Role::DistrictSupervisor, Role::CityAdministrator];

/// The result of an action in a state, for a role that may perform it.
#[derive(Clone, Copy)]
enum Then {
    /// The action succeeds and leads to this state.
    Is(&'static str),
    /// The action is refused with this status and code.
    No(u16, &'static str),
}

/// An action of a table: the roles that may perform it, and its result in each state, in the order
/// of the states.
struct Row<'t> {
    action: &'t str,
    roles: &'t [Role],
    then: &'t [Then],
}

/// A state machine: a test creates its subjects, acts on them and reads them.
trait Machine {
    /// Creates a subject in a state, and gives its number.
    fn stand(&mut self, state: &str) -> i64;

    /// Performs an action on a subject.
    fn act(&mut self, action: &str, id: i64, token: &str) -> Reply;

    /// Gives the state of a subject as the API shows it.
    fn stands(&mut self, id: i64) -> String;

    /// Gives the stored rows of a subject, and the length of the ledger.
    fn kept(&mut self, id: i64) -> String;
}

/// Checks a machine against its table: every role tries every action in every state, and so does a
/// supervisor of the neighbouring district. A state has a name and its form in the API.
fn hold(machine: &mut impl Machine, states: &[(&str, &str)], rows: &[Row], tokens: &[String], next_door: &str) {
    for (nth, (state, told)) in states.iter().enumerate() {
        let untouched = machine.stand(state);
        assert_eq!(machine.stands(untouched), *told, "{state}");
        for Row { action, roles, then } in rows {
            assert_eq!(then.len(), states.len(), "{action} has an answer for every state");
            for ((role, ..), token) in ROLES.iter().zip(tokens) {
                let what = format!("{state}, {action}, {role:?}");
                match then[nth] {
                    _ if !roles.contains(role) => {
                        refuses(machine, (action, untouched, token), (403, "forbidden"), &what);
                    }
                    Then::No(status, code) => refuses(machine, (action, untouched, token), (status, code), &what),
                    Then::Is(next) => {
                        let id = machine.stand(state);
                        let reply = machine.act(action, id, token);
                        assert!([200, 201].contains(&reply.status), "{what}: {reply:?}");
                        assert_eq!(machine.stands(id), next, "{what}");
                    }
                }
            }
            let what = format!("{state}, {action}, next door");
            refuses(machine, (action, untouched, next_door), (404, "not_found"), &what);
        }
    }
}

/// Asserts that an action is refused, and that its subject does not change.
fn refuses(
    machine: &mut impl Machine,
    (action, id, token): (&str, i64, &str),
    (status, code): (u16, &str),
    what: &str,
) {
    let before = machine.kept(id);
    let reply = machine.act(action, id, token);
    assert_eq!((reply.status, reply.body["code"].as_str()), (status, Some(code)), "{what}: {reply:?}");
    assert_eq!(machine.kept(id), before, "{what}: what is refused changes nothing");
}

/// Gives the token of a supervisor of the neighbouring district.
fn next_door(service: &Service) -> String {
    service.token(Role::DistrictSupervisor, "440704")
}

#[test]
fn the_tables_ask_every_role_there_is() {
    whole(ROLES.iter().map(|(role, ..)| role.as_str()), Role::ALL.iter().map(|role| role.as_str()));
}
