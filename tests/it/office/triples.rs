//! Every (state, action, role) of what goes through states, over HTTP: what the tables here allow is done, everything else is
//! refused and changes nothing.

use std::collections::BTreeMap;
use std::slice::from_ref;

use bangfu::auth::Role;
use bangfu::db::schema::fact;
use diesel::prelude::*;
use serde_json::{Value, json};

use crate::harness::{PASSWORD, Service, engines, id_number, morning, text};

const VILLAGE: &str = "440703002101";
const TODAY: &str = "2026-04-07";

/// The roles that are asked, and how high each sits: the platform and the auditor sit nowhere.
const ROLES: [(Role, &str, u8); 6] = [
    (Role::HiringPlatform, VILLAGE, 0),
    (Role::Auditor, VILLAGE, 0),
    (Role::CommunityCaseworker, VILLAGE, COMMUNITY),
    (Role::TownOfficer, "440703002", TOWN),
    (Role::DistrictSupervisor, "440703", COUNTY),
    (Role::CityAdministrator, "440700", COUNTY),
];
const COMMUNITY: u8 = 1;
const TOWN: u8 = 2;
const COUNTY: u8 = 3;

/// A state: its name, as it is told, and the facts that lead to it after those that every subject has.
type State<'s> = (&'s str, &'s str, Vec<Value>);

/// Subjects that stand at one state each: for every triple that is allowed one to change, and one that nothing must change.
struct Stand {
    changed: BTreeMap<Triple, i64>,
    untouched: Vec<i64>,
}

impl Stand {
    /// Records of each subject a person alone in a household, and the facts of its state; it is named by the position of the
    /// first of these.
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

/// The lines of a subject.
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

/// A line with more fields.
fn with(line: &Value, more: &Value) -> Value {
    let mut line = line.clone();
    line.as_object_mut().expect("an object").extend(more.as_object().expect("an object").clone());
    line
}

/// A state, an action and a role, each by its number.
type Triple = (usize, usize, usize);

/// What a subject is for.
enum Key {
    Changed(Triple),
    Untouched,
}

/// What of a table is planned: a subject for every triple allowed, and one for every state.
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

#[test]
fn an_application_is_moved_on_by_whom_the_table_says_and_by_nobody_else() {
    let step = |on: &str, word: &str, more: &Value| {
        with(&json!({"kind": "application_step", "step": word, "effective_on": on}), more)
    };
    let applied = json!({"kind": "household_applied", "effective_on": "2026-03-23"});
    let checked = step("2026-03-24", "checked", &json!({"finding": "confirmed", "officer_ref": "b"}));
    let seen = step("2026-03-24", "evidence_seen", &json!({"evidence": "household_book"}));
    let notice = |until: &str| step("2026-03-25", "notice_published", &json!({"until": until}));
    let forwarded = step("2026-03-31", "forwarded", &json!({"delegated": false}));
    let reviewed = step("2026-04-01", "reviewed", &json!({"finding": "confirmed", "officer_ref": "c"}));
    let ruling = json!({"rule_text": "r", "checks": "papers:passed", "officer_ref": "d"});
    let refused = step("2026-04-02", "refused", &ruling);
    let filed = step("2026-03-23", "filed", &json!({"channel": "window", "promise": false}));
    let way = [applied, filed, seen, checked, notice("2026-03-30"), forwarded, reviewed, refused];
    let upto = |n: usize, more: &[Value]| [&way[..n], more].concat();
    let papers = step("2026-03-24", "papers_asked", &json!({"papers": "household_book"}));
    let objection = step("2026-03-26", "objection_raised", &json!({}));
    let states: [State; 12] = [
        ("filed", "filed", upto(2, &[])),
        ("papers awaited", "papers_awaited", upto(2, &[papers])),
        ("checked", "checked", upto(4, &[])),
        ("on notice that runs", "on_notice", upto(4, &[notice("2026-04-10")])),
        ("on notice with an objection", "on_notice", upto(4, &[notice("2026-03-30"), objection])),
        ("on notice that is over", "on_notice", upto(5, &[])),
        ("review", "review", upto(6, &[])),
        ("decision", "decision", upto(7, &[])),
        ("recheck", "recheck", upto(8, &[step("2026-04-03", "recheck_asked", &json!({}))])),
        ("approved", "approved", upto(7, &[step("2026-04-02", "approved", &ruling)])),
        ("refused", "refused", upto(8, &[])),
        ("withdrawn", "withdrawn", upto(2, &[step("2026-03-24", "withdrawn", &json!({}))])),
    ];
    // The states an action fits, in their order, and the desk it is done at.
    let actions: [(Value, [u8; 12], u8); 13] = [
        (
            json!({"step": "papers_asked", "papers": ["household_book"]}),
            [1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0],
            COMMUNITY,
        ),
        (json!({"step": "papers_supplied"}), [0, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0], COMMUNITY),
        (
            json!({"step": "evidence_seen", "evidence": "household_book"}),
            [1, 1, 1, 1, 1, 1, 1, 1, 1, 0, 0, 0],
            COMMUNITY,
        ),
        (json!({"step": "checked", "finding": "confirmed"}), [1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0], COMMUNITY),
        (json!({"step": "notice_published", "until": "2026-04-13"}), [0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0], COMMUNITY),
        (json!({"step": "objection_raised"}), [0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0], COMMUNITY),
        (json!({"step": "objection_settled", "upheld": false}), [0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0], COMMUNITY),
        (json!({"step": "forwarded"}), [0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0], COMMUNITY),
        (json!({"step": "reviewed", "finding": "confirmed"}), [0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0], TOWN),
        (json!({"step": "approved"}), [0, 0, 0, 0, 0, 0, 0, 1, 1, 0, 0, 0], COUNTY),
        (json!({"step": "refused", "note": "不符"}), [0, 0, 0, 0, 0, 0, 0, 1, 1, 0, 0, 0], COUNTY),
        (json!({"step": "recheck_asked"}), [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 0], COMMUNITY),
        (json!({"step": "withdrawn"}), [1, 1, 1, 1, 1, 1, 1, 1, 1, 0, 0, 0], COMMUNITY),
    ];
    let allowed = |state: usize, action: usize, role: usize| {
        let (_, fits, desk) = &actions[action];
        fits[state] == 1 && ROLES[role].2 >= *desk
    };
    let plan = planned(&states, actions.len(), allowed);
    for engine in engines() {
        let service = engine.fresh().serve(morning(TODAY));
        let (stand, tokens) = (Stand::of(&service, &plan), tokens(&service));
        for (state, (name, stage, _)) in states.iter().enumerate() {
            let read = |id: i64| {
                let reply = service.get(&format!("/api/v1/applications/{id}"), &tokens[4]);
                assert_eq!(reply.status, 200, "{name}: {reply:?}");
                reply.body
            };
            let before = read(stand.untouched[state]);
            assert_eq!(before["stage"], *stage, "{name}");
            for (action, (body, _, desk)) in actions.iter().enumerate() {
                for (role, (role_name, _, sits)) in ROLES.iter().enumerate() {
                    let is_allowed = allowed(state, action, role);
                    let id = if is_allowed { stand.changed[&(state, action, role)] } else { stand.untouched[state] };
                    let path = format!("/api/v1/applications/{id}/steps");
                    let reply = service.post(&path, &tokens[role], body);
                    let expected = if sits < desk { 403 } else { u16::from(!is_allowed) * 209 + 200 };
                    assert_eq!(reply.status, expected, "{name}, {body}, {role_name:?}: {reply:?}");
                }
            }
            assert_eq!(read(stand.untouched[state]), before, "{name}: what is refused changes nothing");
        }
    }
}

#[test]
fn a_case_is_moved_on_by_whom_the_table_says_and_by_nobody_else() {
    for engine in engines() {
        let service = engine.fresh().serve(morning(TODAY));
        let mut tokens = tokens(&service);
        let administrator = tokens[5].clone();
        let id_of = |username: &str| {
            let accounts = service.get("/api/v1/accounts?limit=200", &administrator).body["items"].clone();
            let found = accounts.as_array().expect("accounts").iter().find(|of| of["username"] == username).cloned();
            text(&found.expect("the account")["id"])
        };
        let [helper, caseworker] = [0, 1].map(|_| service.account(Role::CommunityCaseworker, VILLAGE));
        let signed_in = service.post("/api/v1/sessions", "", &json!({"username": caseworker, "password": PASSWORD}));
        tokens[2] = text(&signed_in.body["access_token"]);
        let (helper, asked) = (id_of(&helper), id_of(&caseworker));
        let said = |on: &str, kind: &str, more: &Value| with(&json!({"kind": kind, "effective_on": on}), more);
        let opened = said("2026-03-02", "case_opened", &json!({"package": "131-2022"}));
        let served = |on: &str| said(on, "service_delivered", &json!({"service": "guidance"}));
        let refused = |on: &str| {
            let more = json!({"service": "job_recommended", "outcome": "refused", "justified": false, "posts": 3});
            said(on, "service_delivered", &more)
        };
        let employment = json!({"form": "unit"});
        let helped = said("2026-03-02", "helper_assigned", &json!({"helper_ref": helper}));
        let offered = said("2026-04-01", "handover_offered", &json!({"helper_ref": asked}));
        let closed = said("2026-03-20", "case_closed", &json!({"reason": "other"}));
        let then = |more: &[Value]| [from_ref(&opened), more].concat();
        let long_ago = said("2025-09-01", "case_opened", &json!({"package": "131-2022"}));
        let states: [State; 9] = [
            ("open", "open", then(&[])),
            ("planned", "planned", then(&[said("2026-03-03", "case_planned", &json!({}))])),
            ("in service", "in_service", then(&[served("2026-04-01")])),
            ("placed", "placed", then(&[said("2026-03-10", "employment_started", &employment)])),
            ("helped", "open", then(from_ref(&helped))),
            ("offered", "open", then(&[helped.clone(), offered])),
            ("refusing", "in_service", then(&["2026-03-10", "2026-03-20", "2026-04-01"].map(refused))),
            ("silent", "open", vec![long_ago]),
            ("closed", "closed", then(&[closed])),
        ];
        // The states an action fits, in their order, and the desk it is done at.
        let actions: [(Value, [u8; 9], u8); 11] = [
            (json!({"step": "planned", "note": "先培训"}), [1, 1, 1, 1, 1, 1, 1, 1, 0], COMMUNITY),
            (json!({"service": "guidance"}), [1, 1, 1, 1, 1, 1, 1, 1, 0], COMMUNITY),
            (json!({"step": "contact_attempted", "mode": "phone"}), [1, 1, 1, 1, 1, 1, 1, 1, 0], COMMUNITY),
            (json!({"step": "handover_accepted"}), [0, 0, 0, 0, 0, 1, 0, 0, 0], COMMUNITY),
            (json!({"step": "handover_declined"}), [0, 0, 0, 0, 0, 1, 0, 0, 0], COMMUNITY),
            (json!({"step": "removal_confirmed", "reason": "E09"}), [0, 0, 0, 0, 0, 0, 1, 0, 0], TOWN),
            (json!({"step": "removal_confirmed", "reason": "E11"}), [0, 0, 0, 0, 0, 0, 0, 1, 0], TOWN),
            (
                json!({"step": "removal_dismissed", "reason": "E09", "note": "情有可原"}),
                [0, 0, 0, 0, 0, 0, 1, 0, 0],
                TOWN,
            ),
            (
                json!({"step": "removal_dismissed", "reason": "E11", "note": "已联系"}),
                [0, 0, 0, 0, 0, 0, 0, 1, 0],
                TOWN,
            ),
            (json!({"step": "closed", "reason": "other"}), [1, 1, 1, 1, 1, 1, 1, 1, 0], COMMUNITY),
            // The caseworker, of whoever has no helper yet: that one may take a case on, an officer may assign it.
            (json!({"helper": asked}), [1, 1, 1, 1, 1, 1, 1, 1, 0], COMMUNITY),
        ];
        let has_helper = |state: usize| ["helped", "offered"].contains(&states[state].0);
        let desk = |state: usize, action: usize| match &actions[action] {
            (body, ..) if body.get("helper").is_some() && has_helper(state) => TOWN,
            (_, _, desk) => *desk,
        };
        let allowed = |state: usize, action: usize, role: usize| {
            actions[action].1[state] == 1 && ROLES[role].2 >= desk(state, action)
        };
        let stand = Stand::of(&service, &planned(&states, actions.len(), allowed));
        for (state, (name, stage, _)) in states.iter().enumerate() {
            let read = |id: i64| service.get(&format!("/api/v1/cases/{id}"), &tokens[4]).body;
            let before = read(stand.untouched[state]);
            assert_eq!(before["stage"], *stage, "{name}");
            for (action, (body, ..)) in actions.iter().enumerate() {
                for (role, (role_name, _, sits)) in ROLES.iter().enumerate() {
                    let is_allowed = allowed(state, action, role);
                    let id = if is_allowed { stand.changed[&(state, action, role)] } else { stand.untouched[state] };
                    let token = &tokens[role];
                    let path = |of: &str| format!("/api/v1/cases/{id}/{of}");
                    let reply = if body.get("helper").is_some() {
                        let instead = if has_helper(state) { json!({"instead_of": helper}) } else { json!({}) };
                        service.send("PUT", &path("helper"), token, &[], Some(&with(body, &instead)))
                    } else {
                        let of = if body.get("service").is_some() { "services" } else { "steps" };
                        service.post(&path(of), token, body)
                    };
                    let expected = if *sits < desk(state, action) { 403 } else { u16::from(!is_allowed) * 209 + 200 };
                    assert_eq!(reply.status, expected, "{name}, {body}, {role_name:?}: {reply:?}");
                }
            }
            assert_eq!(read(stand.untouched[state]), before, "{name}: what is refused changes nothing");
        }
    }
}
