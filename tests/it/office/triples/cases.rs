//! Cases of help: every stage, step and role.

use std::slice::from_ref;

use bangfu::auth::Role;
use bangfu::domain::values::codes::{CaseStage, CaseStep};
use serde_json::{Value, json};

use super::{COMMUNITY, ROLES, Stand, State, TODAY, TOWN, VILLAGE, planned, tokens, whole, with};
use crate::harness::{PASSWORD, engines, morning, text};

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
        // For each action: the states that it fits, in order, and the desk that performs it.
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
            // A caseworker may take on a case without a helper; an officer may assign it.
            (json!({"helper": asked}), [1, 1, 1, 1, 1, 1, 1, 1, 0], COMMUNITY),
        ];
        whole(states.iter().map(|(_, stage, _)| *stage), CaseStage::ALL.iter().map(|stage| stage.as_str()));
        let word = |body: &Value| body["step"].as_str().or(body.get("service").map(|_| "served")).map(str::to_owned);
        let words: Vec<String> = actions.iter().filter_map(|(body, ..)| word(body)).collect();
        whole(words.iter().map(String::as_str), CaseStep::ALL.iter().map(|step| step.as_str()));
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
