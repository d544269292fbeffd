//! Work lists: every list has the right subjects, and its count equals its length.

use std::collections::BTreeMap;

use bangfu::auth::Role;
use serde_json::{Value, json};

use crate::harness::{Engine, Service, engines, id_number, morning, text};

const VILLAGE: &str = "440703002101";

/// Gives a male job seeker, alone in his household.
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

/// Gives the persons or households of a list, read in pages of two.
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

fn assigned(n: u32, helper: &str, on: &str) -> Value {
    json!({"kind": "helper_assigned", "event_ref": format!("{n}:helper"), "person_ref": format!("P{n}"), "helper_ref": helper, "effective_on": on})
}

fn job(n: u32, on: &str) -> Value {
    json!({"kind": "employment_started", "event_ref": format!("{n}:job"), "person_ref": format!("P{n}"), "employment_ref": format!("J{n}"), "form": "unit", "effective_on": on})
}

/// Gives a case with a helper.
fn helped(n: u32, helper: &str, on: &str) -> [Value; 2] {
    [case(n, on), assigned(n, helper, on)]
}

/// Gives eleven persons, each with a task; a comment before their lines names it.
fn town(helper: &str) -> Vec<Value> {
    let refused = json!({"service": "job_recommended", "outcome": "refused", "justified": false});
    let mut lines: Vec<Value> = (1..=11).flat_map(seeker).collect();
    // Opened three weeks ago, without a visit.
    lines.extend(helped(1, helper, "2026-03-09"));
    // Opened so that a visit is due today.
    lines.extend(helped(9, helper, "2026-03-24"));
    // Served once, in January.
    lines.extend(helped(2, helper, "2026-01-05"));
    lines.push(served(2, "2026-01-07", &json!({})));
    // Placed in February, and not visited since.
    lines.extend(helped(3, helper, "2026-01-05"));
    lines.push(job(3, "2026-02-02"));
    // Without a helper.
    lines.push(case(4, "2026-03-30"));
    // Moved to a neighbouring division.
    lines.extend(helped(5, helper, "2026-03-30"));
    lines.push(json!({"kind": "household_moved", "event_ref": "5:moved", "household_ref": "H5", "division": "440703002102", "effective_on": "2026-03-30"}));
    // Offered to another helper.
    lines.extend(helped(6, helper, "2026-03-30"));
    lines.push(json!({"kind": "handover_offered", "event_ref": "6:offered", "person_ref": "P6", "helper_ref": "X", "effective_on": "2026-03-30"}));
    // Refused three times.
    lines.extend(helped(7, helper, "2026-03-02"));
    lines.extend(["2026-03-03", "2026-03-10", "2026-03-20"].map(|on| served(7, on, &refused)));
    // Silent for seven months.
    lines.extend(helped(8, helper, "2025-08-25"));
    lines.push(served(8, "2025-08-26", &json!({})));
    // On the register.
    lines.push(json!({"kind": "household_recognised", "event_ref": "9:in", "household_ref": "H9", "effective_on": "2026-03-02"}));
    // Two applications, one of them on notice.
    lines.extend([
        json!({"kind": "household_applied", "event_ref": "10:a", "household_ref": "H10", "effective_on": "2026-03-24"}),
        json!({"kind": "application_step", "event_ref": "10:b", "application_ref": "10:a", "step": "filed", "channel": "window", "promise": false, "effective_on": "2026-03-24"}),
        json!({"kind": "household_applied", "event_ref": "11:a", "household_ref": "H11", "effective_on": "2026-03-30"}),
        json!({"kind": "application_step", "event_ref": "11:b", "application_ref": "11:a", "step": "checked", "finding": "confirmed", "effective_on": "2026-03-30"}),
        json!({"kind": "application_step", "event_ref": "11:c", "application_ref": "11:a", "step": "notice_published", "until": "2026-03-31", "effective_on": "2026-03-30"}),
    ]);
    lines
}

/// A service on 31 March with the persons of [`town`], the id of their helper, and the accounts
/// that read the lists.
struct Office {
    service: Service,
    helper: String,
    officer: String,
    administrator: String,
}

impl Office {
    fn new(engine: &Engine) -> Self {
        let service = engine.fresh().serve(morning("2026-03-31"));
        let helper = service.account(Role::CommunityCaseworker, VILLAGE);
        let administrator = service.token(Role::CityAdministrator, "440700");
        let accounts = service.get("/api/v1/accounts?limit=200", &administrator).body["items"].clone();
        let known = accounts.as_array().expect("accounts").iter().find(|of| of["username"] == helper.as_str());
        let helper = text(&known.expect("the helper")["id"]);
        service.world.record(&town(&helper), morning("2026-03-31"));
        let officer = service.token(Role::TownOfficer, "440703002");
        Self { service, helper, officer, administrator }
    }

    /// Gives the lists and their counts.
    fn counts(&self) -> Vec<(String, Value)> {
        let counts = self.service.get("/api/v1/work", &self.officer);
        assert_eq!(counts.status, 200, "{counts:?}");
        let lists = counts.body["lists"].as_array().expect("lists").clone();
        lists.iter().map(|of| (text(&of["list"]), of["count"].clone())).collect()
    }

    fn listed(&self, list: &str) -> Vec<Value> {
        listed(&self.service, &self.officer, list, "440703002")
    }

    /// Gives the references of the persons by their numbers.
    fn refs(&self) -> BTreeMap<i64, String> {
        let people = self.service.get("/api/v1/people?limit=200", &self.administrator).body["items"].clone();
        let people = people.as_array().expect("people").iter();
        people.filter_map(|person| Some((person["id"].as_i64()?, text(&person["person_ref"])))).collect()
    }
}

#[test]
fn every_list_holds_what_it_says_and_its_count_is_its_length() {
    for engine in engines() {
        let office = Office::new(&engine);
        let refs = office.refs();

        let mut lists = BTreeMap::new();
        for (list, count) in office.counts() {
            let items = office.listed(&list);
            assert_eq!(count, items.len(), "{list} on {engine:?}");
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
        // All persons but the one with a job, the one on the register, and those served in March.
        assert_eq!(lists["household_unvisited"].len(), 11 - 3);
    }
}

#[test]
fn the_lists_of_another_town_are_empty_and_an_unknown_list_is_not_found() {
    for engine in engines() {
        let office = Office::new(&engine);

        let unknown = office.service.get("/api/v1/work/everything", &office.officer);

        for (list, _) in office.counts() {
            let path = format!("/api/v1/work/{list}?division=440705001");
            let elsewhere = office.service.get(&path, &office.administrator);
            assert_eq!(elsewhere.body["items"], json!([]), "{list} elsewhere");
        }
        assert_eq!(unknown.status, 404);
    }
}

#[test]
fn a_list_says_the_last_day_and_how_far_off_it_is() {
    for engine in engines() {
        let office = Office::new(&engine);

        let open = office.listed("household_open");
        let overdue = office.listed("first_contact_overdue");

        assert_eq!(json!([open[0]["due_on"], open[0]["days_left"]]), json!(["2026-03-31", 0]));
        assert_eq!(json!([overdue[0]["due_on"], overdue[0]["days_left"]]), json!(["2026-03-16", -15]));
        assert_eq!(overdue[0]["helper"], office.helper.as_str());
    }
}

#[test]
fn a_helper_whose_account_is_disabled_leaves_their_cases_behind() {
    for engine in engines() {
        let office = Office::new(&engine);

        let path = format!("/api/v1/accounts/{}", office.helper);
        let disabled = json!({"disabled": true});
        let headers = [("If-Match", "\"1\"")];
        let gone = office.service.send("PATCH", &path, &office.administrator, &headers, Some(&disabled));

        assert_eq!(gone.status, 200, "{gone:?}");
        let orphaned = office.listed("orphaned");
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
        // A helper with an account of the city may be assigned.
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
        // The records include the helper of the person.
        service.world.record(&[served(1, "2026-03-31", &json!({}))], morning("2026-03-31"));
        assert_eq!(count("/api/v1/helpers/records?month=2026-03", &administrator), 1);
        assert_eq!(count("/api/v1/helpers/records?month=2026-03", &district), 0);
    }
}
