//! The service from end to end: facts go in, months come out, and every number leads to its
//! subjects.

use std::collections::BTreeMap;

use bangfu::auth::Role;
use serde_json::{Value, json};

use crate::harness::{Engine, Reply, Service, engines, id_number, morning, text};

const VILLAGE: &str = "440703002101";
const NEXT_DOOR: &str = "440704001015";

/// A service with a city administrator.
struct City {
    service: Service,
    token: String,
}

impl City {
    fn new(engine: &Engine) -> Self {
        let service = engine.fresh().serve(morning("2026-03-05"));
        let token = service.token(Role::CityAdministrator, "440700");
        Self { service, token }
    }

    /// Records a fact that must be accepted.
    fn fact(&self, fact: &Value) -> Value {
        if matches!(fact["kind"].as_str(), Some("household_recognised" | "person_determined")) {
            self.service.decided(&self.token, fact);
            return Value::Null;
        }
        let reply = self.service.post("/api/v1/facts", &self.token, fact);
        assert_eq!(reply.status, 201, "{fact}: {reply:?}");
        reply.body
    }

    fn get(&self, path: &str) -> Reply {
        self.service.get(path, &self.token)
    }

    fn person(&self, serial: u32, division: &str) -> i64 {
        let said = self.fact(&json!({
            "kind": "person_registered", "effective_on": "2020-01-01", "id_number": id_number("1980-05-06", serial), "name": format!("例{serial}"),
            "sex": "male", "birth_date": "1980-05-06", "residence_division": division, "phone": "13800001234",
        }));
        said["person"].as_i64().expect("the number of the person")
    }

    fn household(&self, division: &str) -> i64 {
        let said = self.fact(
            &json!({"kind": "household_registered", "effective_on": "2020-01-01", "division": division, "urban": true}),
        );
        said["household"].as_i64().expect("the number of the household")
    }

    /// Makes a household of one job seeker.
    fn jobless(&self, serial: u32, division: &str) -> (i64, i64) {
        let (person, household) = (self.person(serial, division), self.household(division));
        self.fact(&json!({"kind": "member_joined", "effective_on": "2020-01-01", "household": household, "person": person, "relation": "02"}));
        self.fact(&json!({"kind": "wish_declared", "effective_on": "2020-01-01", "person": person, "work": true, "help": true}));
        (person, household)
    }
}

#[test]
fn facts_over_http_make_a_month_and_its_explanation() {
    for engine in engines() {
        let city = City::new(&engine);
        let (person, household) = city.jobless(1, VILLAGE);
        city.fact(&json!({"kind": "household_recognised", "effective_on": "2026-01-06", "household": household}));
        let start = city.fact(
            &json!({"kind": "employment_started", "effective_on": "2026-02-10", "person": person, "form": "unit"}),
        );
        let closed = city.service.post("/api/v1/months/2026-02/close", &city.token, &Value::Null);
        let end = json!({"kind": "employment_ended", "effective_on": "2026-02-20", "person": person, "employment_ref": start["employment_ref"]});
        let end = city.fact(&end);

        assert_eq!((closed.status, &closed.body["already_closed"]), (200, &json!(false)), "{closed:?}");
        let shown = city.get("/api/v1/months/2026-02?division=440703&depth=village");
        assert_eq!(shown.body["view"], "closed");
        assert_eq!(shown.body["digest"], closed.body["digest"]);
        assert_eq!(shown.body["lines"].as_array().map(Vec::len), Some(3));
        assert_eq!(shown.body["lines"][0]["households"]["eliminated"], 1);
        let restated = city.get("/api/v1/months/2026-02?division=440703&view=restated");
        assert_eq!(restated.body["lines"][0]["households"]["reversals"], 1);
        let diff = city.get("/api/v1/months/2026-02/diff");
        assert_eq!(diff.body["households"][0]["restated"]["cause"], "reinstated", "{diff:?}");
        assert_eq!(diff.body["households"][0]["facts"][0]["event_ref"], end["event_ref"]);
        let why = city.get(&format!("/api/v1/households/{household}/explanation?on=2026-02-15"));
        assert_eq!(
            (why.body["state"].as_str(), why.body["cause"].as_str()),
            (Some("eliminated"), Some("employed")),
            "{why:?}"
        );
        let person = city.get(&format!("/api/v1/people/{person}"));
        assert_eq!(person.body["id_number"], json!("440703********0113"), "{person:?}");
        assert_eq!(person.body["phone"], "138****1234");
        assert!(!person.text.contains("19800506") && !person.text.contains("13800001234"));
        let months = city.get("/api/v1/months");
        assert_eq!(months.body["items"][0]["month"], "2026-02");
        assert_eq!(city.get("/api/v1/months/2026-01?view=closed").body["code"], "month_not_closed");
        let again = city.service.post("/api/v1/months/2026-02/close", &city.token, &Value::Null);
        assert_eq!((again.status, &again.body["already_closed"]), (200, &json!(true)));
        let early = city.service.post("/api/v1/months/2026-03/close", &city.token, &Value::Null);
        assert_eq!((early.status, early.body["code"].as_str()), (409, Some("month_not_over")));
    }
}

#[test]
fn every_number_of_every_line_is_drilled_down_to_as_many_subjects() {
    for engine in engines() {
        let city = City::new(&engine);
        let recognised = |household: i64, on: &str| {
            city.fact(&json!({"kind": "household_recognised", "effective_on": on, "household": household}))
        };
        let home = |serial| if serial == 7 { "440703002102" } else { VILLAGE };
        let households: Vec<(i64, i64)> = (1..=8).map(|serial| city.jobless(serial, home(serial))).collect();
        for (_, household) in &households[..6] {
            recognised(*household, "2026-01-06");
        }
        let older = |person: i64| {
            city.fact(&json!({"kind": "person_determined", "effective_on": "2026-01-07", "person": person, "category": "older"}))
        };
        for (person, _) in &households[..7] {
            older(*person);
        }
        assert_eq!(city.service.post("/api/v1/months/2026-01/close", &city.token, &Value::Null).status, 200);
        let job = |person: i64, on: &str| {
            city.fact(&json!({"kind": "employment_started", "effective_on": on, "person": person, "form": "unit"}))
        };
        // These facts arrive after the close of January: one household was on the register all
        // along, one left it and returns in February.
        recognised(households[6].1, "2026-01-20");
        let late = job(households[0].0, "2026-01-10");
        city.fact(&json!({"kind": "employment_ended", "effective_on": "2026-02-15", "person": households[0].0, "employment_ref": late["employment_ref"]}));
        recognised(households[7].1, "2026-02-05");
        city.fact(&json!({"kind": "person_determined", "effective_on": "2026-02-05", "person": households[7].0, "category": "older"}));
        city.fact(&json!({"kind": "household_moved", "effective_on": "2026-02-10", "household": households[1].1, "division": NEXT_DOOR}));
        city.fact(&json!({"kind": "household_moved", "effective_on": "2026-02-10", "household": households[2].1, "division": "440703002102"}));
        let start = job(households[3].0, "2026-02-03");
        city.fact(&json!({"kind": "employment_ended", "effective_on": "2026-02-12", "person": households[3].0, "employment_ref": start["employment_ref"]}));
        job(households[3].0, "2026-02-20");
        city.fact(&json!({"kind": "household_removed", "effective_on": "2026-02-21", "household": households[4].1, "reason": "E11"}));
        city.service.decided(&city.token, &json!({"kind": "helper_assigned", "effective_on": "2026-02-21", "person": households[5].0, "helper_ref": "W1"}));
        city.fact(&json!({"kind": "service_delivered", "effective_on": "2026-02-22", "person": households[5].0, "service": "guidance"}));
        city.fact(&json!({"kind": "determination_removed", "effective_on": "2026-02-22", "person": households[4].0, "reason": "E12"}));
        assert_eq!(city.service.post("/api/v1/months/2026-02/close", &city.token, &Value::Null).status, 200);

        let mut seen = BTreeMap::<String, i64>::new();
        for view in ["closed", "restated"] {
            let lines = city.get(&format!("/api/v1/months/2026-02?division=440700&depth=village&view={view}"));
            for line in lines.body["lines"].as_array().expect("lines") {
                let quiet = columns(line).iter().all(|(_, number)| *number == 0);
                // For a county without facts, one column is enough.
                for (column, number) in columns(line).into_iter().take(if quiet { 1 } else { usize::MAX }) {
                    *seen.entry(column.clone()).or_default() += number.abs();
                    let path = format!(
                        "/api/v1/months/2026-02/divisions/{}/columns/{column}?view={view}",
                        text(&line["division"])
                    );
                    let (sum, amounts) = drilled(&city, &path);
                    assert_eq!((sum, amounts), (number, number), "{path} on {engine:?}");
                }
            }
        }
        let never: Vec<_> =
            seen.iter().filter(|(_, number)| **number == 0).map(|(column, _)| column.as_str()).collect();
        assert_eq!(never, ["households.closing_rural"], "the world of this test has all else");
        assert_eq!(city.get("/api/v1/months/2026-02/divisions/440703/columns/households.happy").status, 404);
    }
}

/// Gives the columns of a line with their numbers, with exits by code.
fn columns(line: &Value) -> Vec<(String, i64)> {
    let mut columns = Vec::new();
    for part in ["households", "persons", "coverage"] {
        for (name, number) in line[part].as_object().expect("a part of a line") {
            match number {
                Value::Number(number) => columns.push((format!("{part}.{name}"), number.as_i64().expect("a count"))),
                Value::Object(exits) if name == "exits" => {
                    columns.extend(
                        exits.iter().map(|(code, n)| (format!("{part}.exits.{code}"), n.as_i64().expect("a count"))),
                    );
                }
                _ => {}
            }
        }
    }
    columns
}

/// Gives the number of the column in a drill-down, and the sum over its subjects, read in pages of
/// two.
fn drilled(city: &City, path: &str) -> (i64, i64) {
    let (mut amounts, mut listed, mut after) = (0, 0, String::new());
    loop {
        let page = city.get(&format!("{path}&limit=2{after}"));
        assert_eq!(page.status, 200, "{path}: {page:?}");
        let items = page.body["items"].as_array().expect("items");
        amounts += items.iter().map(|item| item["amount"].as_i64().expect("an amount")).sum::<i64>();
        listed += items.len();
        let Some(next) = page.body["next"].as_str() else {
            assert_eq!(page.body["count"], json!(listed), "{path}");
            return (page.body["sum"].as_i64().expect("a sum"), amounts);
        };
        after = format!("&after={next}");
    }
}

#[test]
fn who_moved_out_of_reach_is_listed_by_reference_alone() {
    let city = City::new(&Engine::Sqlite);
    let (person, household) = city.jobless(1, VILLAGE);
    city.fact(&json!({"kind": "household_recognised", "effective_on": "2026-01-06", "household": household}));
    city.fact(
        &json!({"kind": "person_determined", "effective_on": "2026-01-06", "person": person, "category": "older"}),
    );
    city.fact(&json!({"kind": "household_moved", "effective_on": "2026-02-10", "household": household, "division": NEXT_DOOR}));
    let old = city.service.token(Role::DistrictSupervisor, "440703");
    let new = city.service.token(Role::DistrictSupervisor, "440704");

    for (subject, id, column) in
        [("household", household, "households.moved_out"), ("person", person, "persons.moved_out")]
    {
        let page = city.service.get(&format!("/api/v1/months/2026-02/divisions/440703/columns/{column}"), &old);
        let item = &page.body["items"][0];
        let keys: Vec<_> = item.as_object().expect("a subject").keys().map(String::as_str).collect();
        assert_eq!(
            (page.body["count"].as_i64(), keys),
            (Some(1), vec!["amount", "reference", "sender", "subject"]),
            "{page:?}"
        );
        assert_eq!(item["subject"], subject);
        let moved_in = format!("/api/v1/months/2026-02/divisions/440704/columns/{}", column.replace("out", "in"));
        let there = city.service.get(&moved_in, &new);
        assert_eq!(
            (&there.body["items"][0]["id"], &there.body["items"][0]["division"]),
            (&json!(id), &json!(NEXT_DOOR)),
            "{there:?}"
        );
        assert_eq!(there.body["items"][0].get("name").is_some(), subject == "person", "{there:?}");
    }
}

#[test]
fn a_batch_answers_each_line_and_a_refused_fact_says_why() {
    for engine in engines() {
        let city = City::new(&engine);
        let (person, household) = city.jobless(1, VILLAGE);
        let batch = json!([
            {"kind": "wish_declared", "effective_on": "2026-02-01", "person": person, "work": true, "help": false},
            {"kind": "wish_declared", "effective_on": "2026-02-01", "person": 4711, "work": true, "help": false},
            {"kind": "employment_started", "effective_on": "2026-02-02", "person": person, "form": "unit", "employment_ref": "J"},
            {"kind": "employment_ended", "effective_on": "2026-02-02", "person": person, "employment_ref": "J"},
            {"kind": "household_removed", "effective_on": "2026-02-03", "household": household, "reason": "E10"},
            {"kind": "household_removed", "effective_on": "2026-02-03", "household": household, "reason": "E10", "colour": "red"},
            {"kind": "household_recognised", "effective_on": "2026-02-03", "household": household},
            {"kind": "member_left", "effective_on": "2026-02-03", "household": household},
            {"kind": "wish_declared", "effective_on": "2026-02-03", "person_ref": "P", "work": true, "help": false},
            {"kind": "month_closed", "month": "2026-02"},
        ]);

        let reply = city.service.post("/api/v1/facts/batch", &city.token, &batch);

        let results: Vec<(i64, &str, &str)> = reply
            .body
            .as_array()
            .expect("results")
            .iter()
            .map(|r| {
                (
                    r["status"].as_i64().expect("a status"),
                    r["code"].as_str().unwrap_or(""),
                    r["field"].as_str().unwrap_or(""),
                )
            })
            .collect();
        assert_eq!(
            (reply.status, results),
            (
                200,
                vec![
                    (201, "", ""),
                    (404, "unknown_person", "person"),
                    (201, "", ""),
                    (422, "end_not_after_start", "effective_on"),
                    // An import would only flag it; a caller of the API can still correct it.
                    (409, "without_effect", "effective_on"),
                    (422, "unknown_field", "colour"),
                    // This kind requires an application.
                    (422, "bad_value", "kind"),
                    (422, "missing_field", "person"),
                    (422, "unknown_field", "person_ref"),
                    (422, "restore_only", "kind"),
                ]
            ),
            "{reply:?}"
        );
        let one = city.service.post("/api/v1/facts", &city.token, &batch[3]);
        assert_eq!((one.status, one.headers["content-type"].as_str()), (422, "application/problem+json"));
        assert_eq!(one.body["type"], "urn:bangfu:problem:end_not_after_start");
        let zh =
            city.service.send("POST", "/api/v1/facts", &city.token, &[("Accept-Language", "zh-CN")], Some(&batch[1]));
        assert_eq!(zh.body["title"], "该事实未被接受。");
        assert!(text(&zh.body["detail"]).starts_with("字段 person："), "{zh:?}");
        let long: Value = vec![batch[0].clone(); 1_001].into();
        assert_eq!(city.service.post("/api/v1/facts/batch", &city.token, &long).status, 413);
    }
}

#[test]
fn a_wrong_fact_is_voided_by_its_position() {
    for engine in engines() {
        let city = City::new(&engine);
        let (person, household) = city.jobless(1, VILLAGE);
        let wrong = city.fact(
            &json!({"kind": "employment_started", "effective_on": "2026-02-10", "person": person, "form": "unit"}),
        );
        let void = json!({"kind": "voided", "effective_on": "2026-02-11", "voids": wrong["position"], "reason": "another person"});
        let next_door = city.service.token(Role::DistrictSupervisor, "440704");

        assert_eq!(city.service.post("/api/v1/facts", &next_door, &void).body["code"], "unknown_event");
        let done = city.fact(&void);

        let again = city.service.post("/api/v1/facts", &city.token, &void);
        assert_eq!((again.status, again.body["code"].as_str()), (409, Some("already_voided")), "{again:?}");
        let of_void = json!({"kind": "voided", "effective_on": "2026-02-11", "voids": done["position"]});
        assert_eq!(city.service.post("/api/v1/facts", &city.token, &of_void).body["code"], "void_of_void");
        let why = city.get(&format!("/api/v1/households/{household}/explanation?on=2026-02-15"));
        assert_eq!(why.body["suspected"], true, "{why:?}");
    }
}

#[test]
fn an_imported_subject_is_recorded_about_under_its_senders_name() {
    for engine in engines() {
        let city = City::new(&engine);
        city.service.world.record(
            &[json!({"kind": "person_registered", "event_ref": "1", "person_ref": "P1", "effective_on": "2020-01-01", "id_number": id_number("1980-05-06", 1), "name": "例一", "sex": "male", "birth_date": "1980-05-06", "residence_division": VILLAGE})],
            morning("2026-03-05"),
        );
        let supervisor = city.service.token(Role::DistrictSupervisor, "440703");
        let hired = json!({"kind": "employment_started", "effective_on": "2026-02-10", "id_number": id_number("1980-05-06", 1), "form": "unit", "employment_ref": "filing-1"});

        let reply = city.service.post("/api/v1/facts", &supervisor, &hired);

        assert_eq!((reply.status, reply.body["sender"].as_str()), (201, Some("default")), "{reply:?}");
        let ended = json!({"kind": "employment_ended", "effective_on": "2026-02-20", "id_number": id_number("1980-05-06", 1), "employment_ref": "filing-1"});
        assert_eq!(city.service.post("/api/v1/facts", &supervisor, &ended).status, 201);
        let mut nobody = hired.clone();
        nobody["id_number"] = json!(id_number("1980-05-06", 2));
        let reply = city.service.post("/api/v1/facts", &supervisor, &nobody);
        assert_eq!((reply.status, reply.body["field"].as_str()), (404, Some("id_number")), "{reply:?}");
        assert!(!reply.text.contains("19800506"));

        // A person under one sender's references cannot join a household of another sender without
        // a registration there.
        let imported = city.get("/api/v1/people").body["items"][0]["id"].as_i64().expect("a person");
        let join = |household: i64| json!({"kind": "member_joined", "effective_on": "2026-01-01", "household": household, "person": imported, "relation": "02"});
        let other = city.service.post("/api/v1/facts", &city.token, &join(city.household(VILLAGE)));
        assert_eq!(
            (other.body["code"].as_str(), other.body["field"].as_str()),
            (Some("bad_value"), Some("person")),
            "{other:?}"
        );
        let own = city.fact(&json!({"kind": "household_registered", "effective_on": "2020-01-01", "division": VILLAGE, "urban": true, "sender": "default"}));
        city.fact(&join(own["household"].as_i64().expect("a number")));
    }
}

#[test]
fn whose_line_differs_is_told_who_made_the_difference_also_when_they_left_since() {
    for engine in engines() {
        let city = City::new(&engine);
        let (_, household) = city.jobless(1, VILLAGE);
        city.fact(&json!({"kind": "household_recognised", "effective_on": "2025-12-05", "household": household}));
        for month in ["2025-12", "2026-01"] {
            assert_eq!(
                city.service.post(&format!("/api/v1/months/{month}/close"), &city.token, &Value::Null).status,
                200
            );
        }
        city.fact(&json!({"kind": "household_moved", "effective_on": "2026-02-10", "household": household, "division": NEXT_DOOR}));
        assert_eq!(city.service.post("/api/v1/months/2026-02/close", &city.token, &Value::Null).status, 200);
        city.fact(&json!({"kind": "household_removed", "effective_on": "2026-01-20", "household": household, "reason": "E10"}));

        for (county, told) in [("440703", 1), ("440704", 1), ("440705", 0)] {
            let supervisor = city.service.token(Role::DistrictSupervisor, county);
            let diff = city.service.get("/api/v1/months/2026-02/diff", &supervisor);
            assert_eq!(diff.body["households"].as_array().map(Vec::len), Some(told), "{county}: {diff:?}");
        }
    }
}

#[test]
fn what_happens_to_somebody_or_a_household_after_they_parted_is_no_matter_of_the_others() {
    let city = City::new(&Engine::Sqlite);
    let (person, household) = city.jobless(1, VILLAGE);
    let left = json!({"kind": "member_left", "effective_on": "2025-06-01", "household": household, "person": person});
    city.fact(&left);
    let started = city
        .fact(&json!({"kind": "employment_started", "effective_on": "2025-09-01", "person": person, "form": "unit"}));
    let moved = city.fact(&json!({"kind": "household_moved", "effective_on": "2025-10-01", "household": household, "division": NEXT_DOOR}));

    let kinds = |of: &str, but: &Value| -> Vec<String> {
        let explained = city.get(&format!("/api/v1/{of}/explanation?on=2026-01-01"));
        let facts = explained.body["facts"].as_array().expect("facts").clone();
        assert!(facts.iter().all(|fact| fact["event_ref"] != but["event_ref"]), "{of}: {explained:?}");
        facts.iter().map(|fact| text(&fact["kind"])).collect()
    };
    let of_household = kinds(&format!("households/{household}"), &started);
    assert!(["wish_declared", "member_left", "household_moved"].iter().all(|k| of_household.iter().any(|of| of == k)));
    let of_person = kinds(&format!("people/{person}"), &moved);
    assert!(
        ["household_registered", "member_left", "employment_started"]
            .iter()
            .all(|k| of_person.iter().any(|of| of == k))
    );
}

#[test]
fn somebody_out_of_reach_is_not_registered_and_a_household_may_move_away() {
    let city = City::new(&Engine::Sqlite);
    let (_, household) = city.jobless(1, VILLAGE);
    let caseworker = city.service.token(Role::CommunityCaseworker, VILLAGE);

    let away =
        json!({"kind": "household_registered", "effective_on": "2026-02-01", "division": NEXT_DOOR, "urban": true});
    let reply = city.service.post("/api/v1/facts", &caseworker, &away);
    assert_eq!((reply.status, reply.body["code"].as_str()), (422, Some("unknown_division")), "{reply:?}");
    let moved =
        json!({"kind": "household_moved", "effective_on": "2026-02-01", "household": household, "division": NEXT_DOOR});
    assert_eq!(city.service.post("/api/v1/facts", &caseworker, &moved).status, 201);
    assert_eq!(city.service.get(&format!("/api/v1/households/{household}"), &caseworker).status, 404);
    assert_eq!(city.service.post("/api/v1/facts", &caseworker, &moved).body["code"], "unknown_household");
}

#[test]
fn lists_are_read_by_seeking_and_found_by_name_and_division() {
    for engine in engines() {
        let city = City::new(&engine);
        for serial in 1..=5 {
            city.jobless(serial, if serial == 5 { NEXT_DOOR } else { VILLAGE });
        }
        let names = |path: &str| -> Vec<String> {
            let items = city.get(path).body["items"].as_array().expect("items").clone();
            items.iter().map(|item| text(&item["name"])).collect()
        };

        let first = city.get("/api/v1/people?limit=3").body;
        assert_eq!(first["items"].as_array().map(Vec::len), Some(3));
        assert_eq!(names(&format!("/api/v1/people?limit=3&after={}", text(&first["next"]))), ["例4", "例5"]);
        assert_eq!(names("/api/v1/people?division=440704"), ["例5"]);
        let search = |body: Value| city.service.post("/api/v1/people/search", &city.token, &body);
        let found = |body: Value| -> Vec<String> {
            let items = search(body).body["items"].as_array().expect("items").clone();
            items.iter().map(|item| text(&item["name"])).collect()
        };
        assert_eq!(found(json!({"name": "例2"})), ["例2"]);
        assert_eq!(found(json!({"name": "例", "division": "440704"})), ["例5"]);
        assert!(found(json!({"name": "%"})).is_empty(), "a per cent sign is no wildcard");
        let first = search(json!({"name": "例", "limit": 4})).body;
        assert_eq!(found(json!({"name": "例", "after": first["next"]})), ["例5"]);
        for name in ["", " ", "例\u{0}"] {
            let reply = search(json!({"name": name}));
            assert_eq!((reply.status, &reply.body["field"]), (400, &json!("name")), "{name:?}");
        }
        let in_url = city.get("/api/v1/people?name=x");
        assert_eq!((in_url.status, &in_url.body["field"]), (400, &json!("name")), "a name has no place in a URL");
        assert_eq!(city.get("/api/v1/households?division=440703").body["items"].as_array().map(Vec::len), Some(4));
        let divisions = city.get("/api/v1/divisions?limit=2").body;
        assert_eq!((&divisions["items"][0]["name"], &divisions["next"]), (&json!("蓬江区"), &json!("440704")));
        assert_eq!(city.get("/api/v1/divisions?after=440784").body["items"][0]["code"], "440785");
        for bad in ["limit=0", "limit=201", "limit=many", "after=x", "division=4407"] {
            assert_eq!(city.get(&format!("/api/v1/people?{bad}")).status, 400, "{bad}");
        }
    }
}

#[test]
fn the_service_tells_how_it_is_and_answers_what_it_does_not_know_with_a_problem() {
    let service = Engine::Sqlite.fresh().serve(morning("2026-03-05"));
    assert_eq!(service.get("/healthz", "").body, json!({"status": "ok"}));
    assert_eq!(service.get("/readyz", "").body, json!({"status": "ok"}));
    let nothing = service.get("/api/v1/nothing", "");
    assert_eq!((nothing.status, nothing.headers["content-type"].as_str()), (404, "application/problem+json"));
    assert_eq!(nothing.headers["cache-control"], "no-store");
    assert!(nothing.headers.contains_key("x-request-id"));
    let unreadable = service.post("/api/v1/sessions", "", &json!({"username": "somebody", "pass": "a secret"}));
    assert_eq!((unreadable.status, unreadable.body["field"].as_str()), (400, Some("pass")), "{unreadable:?}");
    assert!(!unreadable.text.contains("a secret"));
}
