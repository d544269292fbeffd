//! Compares the program with a small policy written from the documentation: every request of every
//! role gets the answer of the policy, and every list holds exactly the subjects that can be read
//! one by one.

use std::collections::{BTreeMap, BTreeSet};

use bangfu::auth::Role;
use rand::SeedableRng as _;
use rand::rngs::Xoshiro256PlusPlus;
use rand::seq::IndexedRandom as _;
use serde_json::{Value, json};

use crate::harness::{Reply, Service, engines, id_number, morning};

/// Neighbourhoods and villages of one town, of two towns in one county, and of other counties.
const VILLAGES: [&str; 6] =
    ["440703002101", "440703002102", "440703005101", "440704001015", "440705001001", "440781001001"];
/// The number of questions on each engine.
const QUESTIONS: usize = 1_000;

/// The kinds of request.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
enum Verb {
    ReadPerson,
    ReadDuplicates,
    ExplainPerson,
    ReadHousehold,
    ExplainHousehold,
    ReadApplication,
    ReadCase,
    ReadMerges,
    ReadFilings,
    ReadLines,
    ReadBoard,
    RecordWish,
    RecordJob,
    SeeEvidence,
    Serve,
    SetLivingLine,
}

const VERBS: [Verb; 16] = [
    Verb::ReadPerson,
    Verb::ReadDuplicates,
    Verb::ExplainPerson,
    Verb::ReadHousehold,
    Verb::ExplainHousehold,
    Verb::ReadApplication,
    Verb::ReadCase,
    Verb::ReadMerges,
    Verb::ReadFilings,
    Verb::ReadLines,
    Verb::ReadBoard,
    Verb::RecordWish,
    Verb::RecordJob,
    Verb::SeeEvidence,
    Verb::Serve,
    Verb::SetLivingLine,
];

/// Tells whether a role may send a kind of request at all.
fn may(role: Role, verb: Verb) -> bool {
    match verb {
        Verb::RecordWish | Verb::SeeEvidence | Verb::Serve => {
            !matches!(role, Role::HiringPlatform | Role::Department | Role::Auditor)
        }
        // A platform files hires as messages and cannot name people by number.
        Verb::RecordJob => !matches!(role, Role::HiringPlatform | Role::Department | Role::Auditor),
        Verb::SetLivingLine => role == Role::CityAdministrator,
        _ => !matches!(role, Role::HiringPlatform | Role::Department),
    }
}

/// Tells whether a village lies in a division, given by its significant digits; the city has four.
fn reaches(scope: &str, village: &str) -> bool {
    village.starts_with(scope.strip_suffix("00").filter(|city| *city == "4407").unwrap_or(scope))
}

/// Gives the division of an account that contains a village: at the level of the role, or at a
/// chosen one if the role has no fixed level.
fn scope_of(role: Role, village: &'static str, any: usize) -> &'static str {
    match role {
        Role::CityAdministrator => "440700",
        Role::DistrictSupervisor => &village[..6],
        Role::TownOfficer => &village[..9],
        Role::CommunityCaseworker => village,
        Role::HiringPlatform | Role::Department | Role::Auditor => {
            ["440700", &village[..6], &village[..9], village][any]
        }
    }
}

/// In each village, a job seeker alone in a household that has applied.
struct World {
    service: Service,
    persons: BTreeMap<&'static str, i64>,
    households: BTreeMap<&'static str, i64>,
    applications: BTreeMap<&'static str, i64>,
    cases: BTreeMap<&'static str, i64>,
    tokens: BTreeMap<(usize, &'static str), String>,
}

impl World {
    fn new(service: Service) -> Self {
        let mut lines = Vec::new();
        for (n, village) in (1_u32..).zip(VILLAGES) {
            lines.extend([
                json!({"kind": "person_registered", "event_ref": format!("{n}:1"), "person_ref": format!("P{n}"), "effective_on": "2020-01-01", "id_number": id_number("1980-05-06", n), "name": format!("例{n}"), "sex": "male", "birth_date": "1980-05-06", "residence_division": village}),
                json!({"kind": "household_registered", "event_ref": format!("{n}:2"), "household_ref": format!("H{n}"), "effective_on": "2020-01-01", "division": village, "urban": true}),
                json!({"kind": "member_joined", "event_ref": format!("{n}:3"), "household_ref": format!("H{n}"), "person_ref": format!("P{n}"), "relation": "02", "effective_on": "2020-01-01"}),
                json!({"kind": "household_applied", "event_ref": format!("{n}:4"), "household_ref": format!("H{n}"), "effective_on": "2026-03-02"}),
                json!({"kind": "application_step", "event_ref": format!("{n}:5"), "application_ref": format!("{n}:4"), "step": "filed", "channel": "window", "promise": false, "effective_on": "2026-03-02"}),
                json!({"kind": "case_opened", "event_ref": format!("{n}:6"), "person_ref": format!("P{n}"), "package": "1131-2023", "effective_on": "2026-03-02"}),
            ]);
        }
        service.world.record(&lines, morning("2026-03-05"));
        let token = service.token(Role::CityAdministrator, "440700");
        let listed = |list: &str| -> BTreeMap<&'static str, i64> {
            let items = service.get(&format!("/api/v1/{list}?limit=200"), &token).body["items"].clone();
            let of = |village: &'static str| {
                let here = items.as_array()?.iter().find(|item| item["division"] == village)?;
                Some((village, here["id"].as_i64()?))
            };
            VILLAGES.into_iter().filter_map(of).collect()
        };
        let (persons, households) = (listed("people"), listed("households"));
        let (applications, cases) = (listed("applications"), listed("cases"));
        assert_eq!([persons.len(), households.len(), applications.len(), cases.len()], [VILLAGES.len(); 4]);
        Self { service, persons, households, applications, cases, tokens: BTreeMap::new() }
    }

    /// Gives an access token of a role in a division; each account is created once.
    fn token(&mut self, role: Role, scope: &'static str) -> String {
        let at = Role::ALL.iter().position(|known| *known == role).expect("a role");
        self.tokens.entry((at, scope)).or_insert_with(|| self.service.token(role, scope)).clone()
    }

    fn ask(&self, token: &str, verb: Verb, village: &str) -> Reply {
        let (person, household) = (self.persons[village], self.households[village]);
        let (application, case) = (self.applications[village], self.cases[village]);
        let get = |path: String| self.service.get(&format!("/api/v1/{path}"), token);
        let fact = |fact: Value| self.service.post("/api/v1/facts", token, &fact);
        match verb {
            Verb::ReadPerson => get(format!("people/{person}")),
            Verb::ReadDuplicates => get(format!("people/{person}/duplicates")),
            Verb::ExplainPerson => get(format!("people/{person}/explanation")),
            Verb::ReadHousehold => get(format!("households/{household}")),
            Verb::ExplainHousehold => get(format!("households/{household}/explanation")),
            Verb::ReadApplication => get(format!("applications/{application}")),
            Verb::ReadCase => get(format!("cases/{case}")),
            Verb::ReadMerges => get(format!("people/{person}/merges")),
            Verb::ReadFilings => get(format!("filings?month=2026-03&division={village}")),
            Verb::ReadLines => get(format!("months/2026-02?division={village}")),
            Verb::ReadBoard => get(format!("board?division={village}")),
            Verb::RecordWish => fact(
                json!({"kind": "wish_declared", "effective_on": "2026-03-03", "person": person, "work": true, "help": true}),
            ),
            Verb::RecordJob => fact(
                json!({"kind": "employment_started", "effective_on": "2026-03-03", "person": person, "form": "internship"}),
            ),
            Verb::SeeEvidence => self.service.post(
                &format!("/api/v1/applications/{application}/steps"),
                token,
                &json!({"step": "evidence_seen", "evidence": "household_book"}),
            ),
            Verb::Serve => {
                self.service.post(&format!("/api/v1/cases/{case}/services"), token, &json!({"service": "guidance"}))
            }
            Verb::SetLivingLine => fact(
                json!({"kind": "living_line_set", "effective_on": "2026-03-03", "division": village, "monthly": 100_000}),
            ),
        }
    }
}

#[test]
fn a_thousand_questions_are_answered_as_the_policy_says() {
    for engine in engines() {
        let mut world = World::new(engine.fresh().serve(morning("2026-03-05")));
        let mut random = Xoshiro256PlusPlus::seed_from_u64(440_700);
        let mut asked: BTreeMap<(Verb, u16), usize> = BTreeMap::new();
        for _ in 0..QUESTIONS {
            let role = *Role::ALL.choose(&mut random).expect("a role");
            let home = *VILLAGES[..4].choose(&mut random).expect("a village");
            let scope = scope_of(role, home, *[0, 1, 2, 3].choose(&mut random).expect("a level"));
            let village = *VILLAGES.choose(&mut random).expect("a village");
            let verb = *VERBS.choose(&mut random).expect("a verb");
            let token = world.token(role, scope);

            let reply = world.ask(&token, verb, village);

            let answer = match (may(role, verb), reaches(scope, village)) {
                (false, _) => 403,
                (true, false) => 404,
                (true, true) => 200,
            };
            let told = if reply.status == 201 { 200 } else { reply.status };
            assert_eq!(told, answer, "{role:?} of {scope} asks to {verb:?} in {village} on {engine:?}: {reply:?}");
            *asked.entry((verb, answer)).or_default() += 1;
        }
        for verb in VERBS {
            let answers: BTreeSet<u16> = asked.keys().filter(|(v, _)| *v == verb).map(|(_, answer)| *answer).collect();
            // Setting a living line never gives 404, because the only permitted role covers the
            // whole city.
            let all = if verb == Verb::SetLivingLine { vec![200, 403] } else { vec![200, 403, 404] };
            assert_eq!(answers.into_iter().collect::<Vec<_>>(), all, "{verb:?} was asked in every way");
        }
    }
}

#[test]
fn every_list_holds_exactly_those_who_can_be_read_one_by_one() {
    for engine in engines() {
        let mut world = World::new(engine.fresh().serve(morning("2026-03-05")));
        let lists = [
            ("people", world.persons.clone()),
            ("households", world.households.clone()),
            ("applications", world.applications.clone()),
            ("cases", world.cases.clone()),
        ];
        for &role in Role::ALL.iter().filter(|role| !matches!(role, Role::HiringPlatform | Role::Department)) {
            for home in [VILLAGES[0], VILLAGES[2], VILLAGES[5]] {
                let scope = scope_of(role, home, 2);
                let token = world.token(role, scope);
                for (list, subjects) in &lists {
                    let items = world.service.get(&format!("/api/v1/{list}?limit=200"), &token).body["items"].clone();
                    let items = items.as_array().expect("items");
                    let listed: BTreeSet<i64> = items.iter().filter_map(|item| item["id"].as_i64()).collect();
                    let read = |id: &i64| world.service.get(&format!("/api/v1/{list}/{id}"), &token).status;
                    let readable: BTreeSet<i64> = subjects.values().copied().filter(|id| read(id) == 200).collect();
                    assert_eq!(listed, readable, "{list} of {role:?} in {scope} on {engine:?}");
                    assert!(!listed.is_empty(), "somebody is there");
                }
            }
        }
    }
}
