//! Work lists: every list holds what it says, and its count is its length.

use std::collections::BTreeMap;

use bangfu::auth::Role;
use serde_json::{Value, json};

use crate::harness::{Service, engines, id_number, morning, text};

const VILLAGE: &str = "440703002101";

/// A man who seeks work, alone in his household.
fn seeker(n: u32) -> Vec<Value> {
    let (person, home) = (format!("P{n}"), format!("H{n}"));
    vec![
        json!({"kind": "person_registered", "event_ref": format!("{n}:1"), "person_ref": person, "effective_on": "2020-01-01", "id_number": id_number("1970-05-06", 2 * n + 1), "name": format!("例{n}"), "sex": "male", "birth_date": "1970-05-06", "residence_division": VILLAGE}),
        json!({"kind": "household_registered", "event_ref": format!("{n}:2"), "household_ref": home, "effective_on": "2020-01-01", "division": VILLAGE, "urban": true}),
        json!({"kind": "member_joined", "event_ref": format!("{n}:3"), "household_ref": home, "person_ref": person, "relation": "02", "effective_on": "2020-01-01"}),
        json!({"kind": "wish_declared", "event_ref": format!("{n}:4"), "person_ref": person, "effective_on": "2020-01-01", "work": true, "help": true}),
    ]
}

fn case(n: u32, on: &str) -> Value {
    json!({"kind": "case_opened", "event_ref": format!("{n}:case"), "person_ref": format!("P{n}"), "package": "131-2022", "effective_on": on})
}

fn served(n: u32, on: &str, more: &Value) -> Value {
    let mut line = json!({"kind": "service_delivered", "event_ref": format!("{n}:served {on}"), "person_ref": format!("P{n}"), "service": "guidance", "effective_on": on});
    line.as_object_mut().expect("an object").extend(more.as_object().expect("an object").clone());
    line
}

/// The numbers of the persons or households that a list has, read two at a time.
fn listed(service: &Service, token: &str, list: &str, division: &str) -> Vec<Value> {
    let (mut items, mut after) = (Vec::new(), String::new());
    loop {
        let page = service.get(&format!("/api/v1/work/{list}?division={division}&limit=2{after}"), token);
        assert_eq!(page.status, 200, "{list}: {page:?}");
        items.extend(page.body["items"].as_array().expect("items").clone());
        match page.body["next"].as_str() {
            Some(next) => after = format!("&after={next}"),
            None => return items,
        }
    }
}

#[test]
fn every_list_holds_what_it_says_and_its_count_is_its_length() {
    for engine in engines() {
        let service = engine.fresh().serve(morning("2026-03-31"));
        let helper = service.account(Role::CommunityCaseworker, VILLAGE);
        let administrator = service.token(Role::CityAdministrator, "440700");
        let accounts = service.get("/api/v1/accounts?limit=200", &administrator).body["items"].clone();
        let known = accounts.as_array().expect("accounts").iter().find(|of| of["username"] == helper.as_str());
        let helper = text(&known.expect("the helper")["id"]);
        let assigned = |n: u32, on: &str| json!({"kind": "helper_assigned", "event_ref": format!("{n}:helper"), "person_ref": format!("P{n}"), "helper_ref": helper, "effective_on": on});
        let job = |n: u32, on: &str| json!({"kind": "employment_started", "event_ref": format!("{n}:job"), "person_ref": format!("P{n}"), "employment_ref": format!("J{n}"), "form": "unit", "effective_on": on});
        let refused = json!({"service": "job_recommended", "outcome": "refused", "justified": false});
        let mut lines: Vec<Value> = (1..=11).flat_map(seeker).collect();
        lines.extend([
            // Opened three weeks ago, and nobody came.
            case(1, "2026-03-09"),
            assigned(1, "2026-03-09"),
            // Opened so that somebody is to come today.
            case(9, "2026-03-24"),
            assigned(9, "2026-03-24"),
            // Seen once, in January.
            case(2, "2026-01-05"),
            assigned(2, "2026-01-05"),
            served(2, "2026-01-07", &json!({})),
            // Placed in February, and not visited since.
            case(3, "2026-01-05"),
            assigned(3, "2026-01-05"),
            job(3, "2026-02-02"),
            // Without a helper.
            case(4, "2026-03-30"),
            // Moved next door.
            case(5, "2026-03-30"),
            assigned(5, "2026-03-30"),
            json!({"kind": "household_moved", "event_ref": "5:moved", "household_ref": "H5", "division": "440703002102", "effective_on": "2026-03-30"}),
            // Offered to somebody.
            case(6, "2026-03-30"),
            assigned(6, "2026-03-30"),
            json!({"kind": "handover_offered", "event_ref": "6:offered", "person_ref": "P6", "helper_ref": "X", "effective_on": "2026-03-30"}),
            // Refused three times.
            case(7, "2026-03-02"),
            assigned(7, "2026-03-02"),
            served(7, "2026-03-03", &refused),
            served(7, "2026-03-10", &refused),
            served(7, "2026-03-20", &refused),
            // Silent for seven months.
            case(8, "2025-08-25"),
            assigned(8, "2025-08-25"),
            served(8, "2025-08-26", &json!({})),
            // On the register.
            json!({"kind": "household_recognised", "event_ref": "9:in", "household_ref": "H9", "effective_on": "2026-03-02"}),
            // Two applications, one of them on notice.
            json!({"kind": "household_applied", "event_ref": "10:a", "household_ref": "H10", "effective_on": "2026-03-24"}),
            json!({"kind": "application_step", "event_ref": "10:b", "application_ref": "10:a", "step": "filed", "channel": "window", "promise": false, "effective_on": "2026-03-24"}),
            json!({"kind": "household_applied", "event_ref": "11:a", "household_ref": "H11", "effective_on": "2026-03-30"}),
            json!({"kind": "application_step", "event_ref": "11:b", "application_ref": "11:a", "step": "checked", "finding": "confirmed", "effective_on": "2026-03-30"}),
            json!({"kind": "application_step", "event_ref": "11:c", "application_ref": "11:a", "step": "notice_published", "until": "2026-03-31", "effective_on": "2026-03-30"}),
        ]);
        service.world.record(&lines, morning("2026-03-31"));
        let people = service.get("/api/v1/people?limit=200", &administrator).body["items"].clone();
        let refs: BTreeMap<i64, String> = people
            .as_array()
            .expect("people")
            .iter()
            .filter_map(|person| Some((person["id"].as_i64()?, text(&person["person_ref"]))))
            .collect();
        let officer = service.token(Role::TownOfficer, "440703002");
        let counts = service.get("/api/v1/work", &officer);
        assert_eq!(counts.status, 200, "{counts:?}");

        let mut lists = BTreeMap::new();
        for of in counts.body["lists"].as_array().expect("lists") {
            let list = text(&of["list"]);
            let items = listed(&service, &officer, &list, "440703002");
            assert_eq!(of["count"], items.len(), "{list} on {engine:?}");
            let elsewhere = service.get(&format!("/api/v1/work/{list}?division=440705001"), &administrator);
            assert_eq!(elsewhere.body["items"], json!([]), "{list} elsewhere");
            let whose = |item: &Value| item["person"].as_i64().map_or_else(|| "-".to_owned(), |id| refs[&id].clone());
            lists.insert(list, items.iter().map(whose).collect::<Vec<String>>());
        }

        let of = |list: &str| lists[list].join(" ");
        assert_eq!(of("first_contact_overdue"), "P1");
        assert_eq!(of("follow_up_overdue"), "P2 P8");
        assert_eq!(of("stability_visit_overdue"), "P3");
        assert_eq!(of("unassigned"), "P4");
        assert_eq!(of("orphaned"), "P5");
        assert_eq!(of("offered"), "P6");
        assert_eq!(of("removal_proposed"), "P7 P8");
        assert_eq!(of("application_due"), "-", "the seven working days from 24 March end on 2 April");
        assert_eq!(of("notice_over"), "-");
        assert_eq!(of("household_open"), "-");
        // All but the one with a job, the one on the register, and those served in March.
        assert_eq!(lists["household_unvisited"].len(), 11 - 3);
        let open = listed(&service, &officer, "household_open", "440703002");
        assert_eq!(json!([open[0]["due_on"], open[0]["days_left"]]), json!(["2026-03-31", 0]));
        let overdue = listed(&service, &officer, "first_contact_overdue", "440703002");
        assert_eq!(json!([overdue[0]["due_on"], overdue[0]["days_left"]]), json!(["2026-03-16", -15]));
        assert_eq!(overdue[0]["helper"], helper.as_str());
        assert_eq!(service.get("/api/v1/work/everything", &officer).status, 404);

        // A helper whose account is disabled leaves their cases behind.
        let path = format!("/api/v1/accounts/{helper}");
        let gone =
            service.send("PATCH", &path, &administrator, &[("If-Match", "\"1\"")], Some(&json!({"disabled": true})));
        assert_eq!(gone.status, 200, "{gone:?}");
        let orphaned = listed(&service, &officer, "orphaned", "440703002");
        assert_eq!(orphaned.len(), 8, "{orphaned:?}");
    }
}

#[test]
fn who_lives_outside_the_city_is_on_the_lists_of_whoever_has_the_whole_of_it() {
    for engine in engines() {
        let world = engine.fresh();
        let mut lines = seeker(1);
        lines[0]["residence_division"] = json!("110105001001");
        lines[1]["division"] = json!("110105001001");
        lines.push(case(1, "2026-03-09"));
        lines.push(json!({"kind": "household_applied", "event_ref": "1:a", "household_ref": "H1", "effective_on": "2026-03-24"}));
        lines.push(json!({"kind": "application_step", "event_ref": "1:b", "application_ref": "1:a", "step": "filed", "channel": "window", "promise": false, "effective_on": "2026-03-24"}));
        world.record(&lines, morning("2026-03-31"));
        let service = world.serve(morning("2026-03-31"));
        let district = service.token(Role::DistrictSupervisor, "440703");
        let count = |path: &str, token: &str| {
            let reply = service.get(path, token);
            assert_eq!(reply.status, 200, "{path} on {engine:?}: {reply:?}");
            reply.body["items"].as_array().expect("items").len()
        };
        for list in ["work/unassigned", "work/application_due", "people", "households", "cases", "applications"] {
            for division in ["", "?division=440700"] {
                let administrator = service.token(Role::CityAdministrator, "440700");
                assert_eq!(count(&format!("/api/v1/{list}{division}"), &administrator), 1, "{list}{division}");
            }
            assert_eq!(count(&format!("/api/v1/{list}"), &district), 0, "{list}");
        }
        let administrator = service.token(Role::CityAdministrator, "440700");
        let lists = service.get("/api/v1/work", &administrator).body["lists"].clone();
        let unassigned = lists.as_array().expect("lists").iter().find(|of| of["list"] == "unassigned").cloned();
        assert_eq!(unassigned, Some(json!({"list": "unassigned", "count": 1})));
        // Somebody of the city's own may help them.
        let cases = service.get("/api/v1/cases", &administrator).body["items"].clone();
        let case = format!("/api/v1/cases/{}", cases[0]["id"]);
        let suggested = service.get(&format!("{case}/suggestions"), &administrator).body["items"].clone();
        let helper = suggested[0]["helper"].clone();
        let assigned = service.send(
            "PUT",
            &format!("{case}/helper"),
            &administrator,
            &[],
            Some(&json!({"helper": helper, "instead_of": null})),
        );
        assert_eq!(assigned.status, 200, "{suggested} {assigned:?}");
        assert_eq!(
            ["work/unassigned", "work/orphaned"].map(|list| count(&format!("/api/v1/{list}"), &administrator)),
            [0, 0]
        );
        // Who helped them is told too.
        service.world.record(&[served(1, "2026-03-31", &json!({}))], morning("2026-03-31"));
        assert_eq!(count("/api/v1/helpers/records?month=2026-03", &administrator), 1);
        assert_eq!(count("/api/v1/helpers/records?month=2026-03", &district), 0);
    }
}
