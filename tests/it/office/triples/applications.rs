//! Applications: every stage, step and role.

use bangfu::domain::values::codes::{Stage, StepKind};
use serde_json::{Value, json};

use super::{COMMUNITY, COUNTY, ROLES, Stand, State, TODAY, TOWN, planned, tokens, whole, with};
use crate::harness::{engines, morning};

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
    // For each action: the states that it fits, in order, and the desk that performs it.
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
    whole(states.iter().map(|(_, stage, _)| *stage), Stage::ALL.iter().map(|stage| stage.as_str()));
    // Filing begins an application, and a document is a separate request.
    let others = [StepKind::Filed, StepKind::DocumentAdded];
    let steps = StepKind::ALL.iter().filter(|step| !others.contains(step)).map(|step| step.as_str());
    whole(actions.iter().filter_map(|(body, ..)| body["step"].as_str()), steps);
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
