//! Persons registered twice: compared, merged and separated again, over HTTP.

use bangfu::auth::Role;
use bangfu::domain::values::month::Month;
use bangfu::ops::months::replay;
use serde_json::{Value, json};

use crate::harness::command::{answer, run_with};
use crate::harness::{PASSWORD, Reply, Service, engines, id_number, morning, text};

const VILLAGE: &str = "440703002101";
const NEXT_DOOR: &str = "440704001015";

/// A city in which 林梅 is registered twice: once by her village, with a household, and once by the
/// town with a typing error in the number.
struct City {
    service: Service,
    officer: String,
    right: i64,
    slip: i64,
}

fn number(slip: bool) -> String {
    id_number(if slip { "1980-06-05" } else { "1980-05-06" }, 1)
}

fn registered(reference: &str, id_number: &str, birth: &str, division: &str, phone: &str) -> Value {
    json!({"kind": "person_registered", "event_ref": format!("registered {reference}"), "person_ref": reference,
        "effective_on": "2020-01-01", "id_number": id_number, "name": "林梅", "sex": "male", "birth_date": birth,
        "residence_division": division, "phone": phone})
}

fn lines() -> Vec<Value> {
    vec![
        registered("right", &number(false), "1980-05-06", VILLAGE, "13800001234"),
        registered("slip", &number(true), "1980-06-05", "440703002102", "13900001234"),
        json!({"kind": "household_registered", "event_ref": "H", "household_ref": "H", "effective_on": "2020-01-01", "division": VILLAGE, "urban": true}),
        json!({"kind": "member_joined", "event_ref": "joined", "household_ref": "H", "person_ref": "right", "relation": "02", "effective_on": "2020-01-01"}),
        json!({"kind": "wish_declared", "event_ref": "wish", "person_ref": "right", "effective_on": "2020-01-01", "work": true, "help": true}),
    ]
}

impl City {
    fn of(service: Service) -> Self {
        let officer = service.token(Role::TownOfficer, "440703002");
        let find = |slip| {
            let found =
                service.post("/api/v1/people/search", &officer, &json!({"id_number": number(slip)})).body["items"]
                    .clone();
            found[0]["id"].as_i64().expect("one is found")
        };
        let (right, slip) = (find(false), find(true));
        Self { service, officer, right, slip }
    }

    fn compare(&self) -> Reply {
        self.service.get(&format!("/api/v1/people/{}/duplicates/{}", self.right, self.slip), &self.officer)
    }

    /// Merges with the version of the current comparison.
    fn merge(&self) -> Reply {
        let tag = self.compare().headers["etag"].clone();
        self.merge_by(&tag)
    }

    fn merge_by(&self, tag: &str) -> Reply {
        let body = json!({"other": self.slip, "note": "证件号码录入有误"});
        self.service.send("POST", &self.merges(), &self.officer, &[("If-Match", tag)], Some(&body))
    }

    fn merges(&self) -> String {
        format!("/api/v1/people/{}/merges", self.right)
    }

    fn person(&self, id: i64) -> Reply {
        self.service.get(&format!("/api/v1/people/{id}"), &self.officer)
    }

    fn explained(&self, id: i64, on: &str) -> Value {
        self.service.get(&format!("/api/v1/people/{id}/explanation?on={on}"), &self.officer).body
    }

    fn record(&self, line: &Value) {
        self.service.world.record(std::slice::from_ref(line), self.service.clock.now());
    }
}

fn cities(more: &[Value]) -> impl Iterator<Item = City> {
    engines().into_iter().map(|engine| {
        let world = engine.fresh();
        world.record(&[lines().as_slice(), more].concat(), morning("2026-03-05"));
        City::of(world.serve(morning("2026-03-05")))
    })
}

fn hired(person: &str) -> Value {
    json!({"kind": "employment_started", "event_ref": "hired", "person_ref": person, "employment_ref": "J", "form": "unit",
        "effective_on": "2026-02-10"})
}

#[test]
fn what_is_said_of_two_is_said_of_one_and_of_two_again_when_that_was_wrong() {
    let served = json!({"kind": "service_delivered", "event_ref": "served", "person_ref": "slip", "service": "guidance", "effective_on": "2026-02-01"});
    let moved = json!({"kind": "person_changed", "event_ref": "phone", "person_ref": "slip", "phone": "13700005678", "effective_on": "2026-02-02"});
    for city in cities(&[hired("slip"), served, moved]) {
        let compared = city.compare();
        assert_eq!(compared.status, 200, "{compared:?}");
        let differ: Vec<&str> = compared.body["differences"]
            .as_array()
            .expect("a list")
            .iter()
            .filter_map(|d| d["field"].as_str())
            .collect();
        assert_eq!(differ, ["id_number", "birth_date", "phone", "division", "household"]);
        assert_eq!(compared.body["conflicts"], json!([]));
        assert_eq!(city.explained(city.right, "2026-03-01")["employed"], false);

        let merged = city.merge();
        assert_eq!(merged.status, 201, "{merged:?}");
        let id = merged.body["id"].as_i64().expect("a position");
        assert_eq!((&merged.body["given_up"], &merged.body["person_ref"]), (&json!(city.slip), &json!("slip")));

        let one = city.explained(city.right, "2026-03-01");
        assert_eq!((&one["employed"], &one["seeking"], &one["member_of"]), (&json!(true), &json!(false), &json!("H")));
        assert_eq!(city.person(city.slip).status, 404);
        let person = city.person(city.right).body;
        assert_eq!(
            (&person["birth_date"], &person["phone"]),
            (&json!("1980-05-06"), &json!("137****5678")),
            "{person}"
        );
        let search = |body: &Value| {
            let found = city.service.post("/api/v1/people/search", &city.officer, body).body["items"].clone();
            found.as_array().expect("items").iter().filter_map(|item| item["id"].as_i64()).collect::<Vec<_>>()
        };
        for found_by in [json!({"id_number": number(true)}), json!({"phone_end": "5678"}), json!({"name": "lm"})] {
            assert_eq!(search(&found_by), [city.right], "{found_by}");
        }
        assert_eq!(city.service.get(&city.merges(), &city.officer).body["items"], json!([merged.body]));

        // The mistyped number still ends the job recorded under it.
        let ended = json!({"kind": "employment_ended", "effective_on": "2026-03-03", "id_number": number(true), "employment_ref": "J"});
        let answer = city.service.post("/api/v1/facts", &city.officer, &ended);
        assert_eq!(answer.status, 201, "{answer:?}");
        assert_eq!(city.explained(city.right, "2026-03-04")["employed"], false);

        let undone = city.service.send("DELETE", &format!("{}/{id}", city.merges()), &city.officer, &[], None);
        assert_eq!((undone.status, &undone.body), (200, &json!({"person": city.slip})), "{undone:?}");
        let (right, slip) = (city.explained(city.right, "2026-03-01"), city.explained(city.slip, "2026-03-01"));
        assert_eq!((&right["employed"], &slip["employed"]), (&json!(false), &json!(true)));
        assert_eq!(city.explained(city.slip, "2026-03-04")["employed"], false, "the end is of the job");
        assert_eq!(city.person(city.right).body["phone"], "138****1234");
        assert_eq!(search(&json!({"id_number": number(true)})), [city.slip]);
        assert_eq!(city.service.get(&city.merges(), &city.officer).body["items"], json!([]));
        let again = city.service.send("DELETE", &format!("{}/{id}", city.merges()), &city.officer, &[], None);
        assert_eq!(again.status, 404, "{again:?}");
    }
}

#[test]
fn a_closed_month_goes_on_to_count_two_and_its_restated_lines_count_one() {
    let helped = |person: &str| {
        vec![
            json!({"kind": "wish_declared", "event_ref": format!("wish {person}"), "person_ref": person, "effective_on": "2025-12-01", "work": true, "help": true}),
            json!({"kind": "person_determined", "event_ref": format!("determined {person}"), "person_ref": person, "category": "low_income", "effective_on": "2026-01-10"}),
        ]
    };
    for city in cities(&[helped("right"), helped("slip")].concat()) {
        let administrator = city.service.token(Role::CityAdministrator, "440700");
        let close = |month: &str| {
            let closed = city.service.post(&format!("/api/v1/months/{month}/close"), &administrator, &json!({}));
            assert_eq!(closed.status, 200, "{closed:?}");
        };
        let persons = |month: &str, view: &str| {
            city.service.get(&format!("/api/v1/months/{month}?view={view}"), &administrator).body["lines"][0]["persons"]
                .clone()
        };
        close("2026-01");

        assert_eq!(city.merge().status, 201);

        assert_eq!(persons("2026-01", "closed")["closing"], 2);
        assert_eq!(persons("2026-01", "restated")["closing"], 1);
        close("2026-02");
        let february = persons("2026-02", "closed");
        assert_eq!(
            (&february["opening"], &february["adjustment"], &february["closing"]),
            (&json!(2), &json!(-1), &json!(1))
        );
        assert_eq!(persons("2026-02", "restated")["opening"], 1);
        let diff = city.service.get("/api/v1/months/2026-01/diff", &administrator).body;
        let differ: Vec<(&str, &str)> = diff["persons"]
            .as_array()
            .expect("persons")
            .iter()
            .map(|person| {
                (person["person_ref"].as_str().unwrap_or(""), person["facts"][0]["kind"].as_str().unwrap_or(""))
            })
            .collect();
        assert_eq!(differ, [("slip", "person_merged")], "{diff}");
        for month in ["2026-01", "2026-02"] {
            let month = Month::parse(month).expect("a month");
            let verified =
                replay::verify(&mut [city.service.world.conn()], month, &|_| ()).expect("it can be verified");
            assert_eq!(verified.difference, None);
        }
    }
}

#[test]
fn what_contradicts_is_told_and_nothing_is_merged_against_it() {
    let elsewhere = [
        json!({"kind": "household_registered", "event_ref": "H2", "household_ref": "H2", "effective_on": "2020-01-01", "division": VILLAGE, "urban": true}),
        json!({"kind": "member_joined", "event_ref": "joined H2", "household_ref": "H2", "person_ref": "slip", "relation": "02", "effective_on": "2021-01-01"}),
    ];
    for city in cities(&elsewhere) {
        for person in [city.right, city.slip] {
            let opened = city.service.post("/api/v1/cases", &city.officer, &json!({"person": person}));
            assert_eq!(opened.status, 201, "{opened:?}");
        }

        let compared = city.compare().body;
        let told: Vec<(&str, &str)> = compared["conflicts"]
            .as_array()
            .expect("a list")
            .iter()
            .map(|conflict| (conflict["kind"].as_str().unwrap_or(""), conflict["code"].as_str().unwrap_or("")))
            .collect();
        assert_eq!(told, [("member_joined", "already_member"), ("case_opened", "case_open")], "{compared}");
        let refused = city.merge();
        assert_eq!((refused.status, text(&refused.body["code"])), (409, "merge_conflict".to_owned()));

        // The stay is voided, and then one case is closed. With the version of another comparison,
        // the merge still fails.
        city.record(
            &json!({"kind": "voided", "event_ref": "void", "voids": "joined H2", "effective_on": "2026-03-05"}),
        );
        let refused = city.merge();
        assert_eq!((refused.status, text(&refused.body["code"])), (409, "merge_conflict".to_owned()), "two open cases");
        let stale = city.compare().headers["etag"].clone();
        let of_slip = compared["conflicts"][1]["position"].as_i64().expect("the number of the case");
        let closed = json!({"step": "closed", "reason": "other"});
        assert_eq!(city.service.post(&format!("/api/v1/cases/{of_slip}/steps"), &city.officer, &closed).status, 200);
        assert_eq!(city.merge_by(&stale).status, 412);
        let unread = city.service.post(&city.merges(), &city.officer, &json!({"other": city.slip}));
        assert_eq!(unread.status, 428);
        assert_eq!(city.merge().status, 201);

        // After the merge, a request can no longer name the merged registration.
        let again = city.service.send(
            "POST",
            &city.merges(),
            &city.officer,
            &[("If-Match", "\"1\"")],
            Some(&json!({"other": city.slip})),
        );
        assert_eq!((again.status, text(&again.body["code"])), (404, "unknown_person".to_owned()));
        let open = city.service.get("/api/v1/cases?open=true", &city.officer).body["items"].clone();
        assert_eq!(open.as_array().map(Vec::len), Some(1), "{open}");
    }
}

#[test]
fn who_may_not_decide_or_does_not_reach_both_merges_nobody() {
    for city in cities(&[]) {
        let tag = city.compare().headers["etag"].clone();
        let merge = |token: &str, id: i64, other: i64| {
            let path = format!("/api/v1/people/{id}/merges");
            city.service.send("POST", &path, token, &[("If-Match", &tag)], Some(&json!({"other": other}))).status
        };
        let caseworker = city.service.token(Role::CommunityCaseworker, VILLAGE);
        let next_door = city.service.token(Role::TownOfficer, "440704001");

        assert_eq!(merge(&caseworker, city.right, city.slip), 403);
        assert_eq!(merge(&next_door, city.right, city.slip), 404);
        assert_eq!(merge(&city.officer, city.right, city.right), 422);

        // The account of an officer under the mistyped number of this person.
        let administrator = city.service.token(Role::CityAdministrator, "440700");
        let own = json!({"username": "own.business", "password": PASSWORD, "role": "town_officer", "division": "440703002", "id_number": number(true)});
        assert_eq!(city.service.post("/api/v1/accounts", &administrator, &own).status, 201);
        let signed_in = json!({"username": "own.business", "password": PASSWORD});
        let own = text(&city.service.post("/api/v1/sessions", "", &signed_in).body["access_token"]);
        assert_eq!(merge(&own, city.right, city.slip), 422);
        assert_eq!(merge(&city.officer, city.right, city.slip), 201);
        let id = city.service.get(&city.merges(), &own).body["items"][0]["id"].as_i64().expect("a merging");
        let separate =
            |token: &str| city.service.send("DELETE", &format!("{}/{id}", city.merges()), token, &[], None).status;
        let void = json!({"kind": "voided", "effective_on": "2026-03-05", "voids": id});
        let voided = |token: &str| city.service.post("/api/v1/facts", token, &void).status;
        assert_eq!((separate(&own), voided(&own)), (422, 409));
        assert_eq!((separate(&next_door), voided(&next_door)), (404, 404));
        assert_eq!((separate(&caseworker), voided(&caseworker)), (403, 403));
        assert_eq!(separate(&city.officer), 200);

        let compare = format!("/api/v1/people/{}/duplicates/{}", city.right, city.slip);
        assert_eq!(city.service.get(&compare, &caseworker).status, 404, "the other lives in the next village");
        city.record(&json!({"kind": "person_changed", "event_ref": "away", "person_ref": "slip", "residence_division": NEXT_DOOR, "effective_on": "2026-03-01"}));
        let tag = city.service.get(&compare, &administrator).headers["etag"].clone();
        let headers = [("If-Match", tag.as_str())];
        let moved =
            city.service.send("POST", &city.merges(), &city.officer, &headers, Some(&json!({"other": city.slip})));
        assert_eq!(moved.status, 404, "moved out of reach");
    }
}

#[test]
fn what_other_senders_said_is_ended_of_the_one_who_stays() {
    // The second registration, with its household and its job, comes from another sender; the names
    // of the job come from a third.
    let of = |sender: &str, mut line: Value| {
        line["sender"] = json!(sender);
        line
    };
    let elsewhere = [
        of("town", registered("P", &id_number("1990-01-01", 1), "1990-01-01", VILLAGE, "13600009999")),
        of(
            "town",
            json!({"kind": "household_registered", "event_ref": "T", "household_ref": "T", "effective_on": "2020-01-01", "division": VILLAGE, "urban": true}),
        ),
        of(
            "town",
            json!({"kind": "member_joined", "event_ref": "TP", "household_ref": "T", "person_ref": "P", "relation": "02", "effective_on": "2020-01-01"}),
        ),
        of(
            "platform",
            json!({"kind": "employment_started", "event_ref": "hired", "subject_sender": "town", "person_ref": "P", "employment_ref": "J", "form": "unit", "effective_on": "2026-02-10"}),
        ),
    ];
    for mut city in cities(&elsewhere) {
        let by_number = json!({"id_number": id_number("1990-01-01", 1)});
        let found = city.service.post("/api/v1/people/search", &city.officer, &by_number).body["items"].clone();
        city.right = city.slip;
        city.slip = found[0]["id"].as_i64().expect("one is found");
        let household = city.person(city.slip).body["household"].as_i64().expect("a household");
        assert_eq!(city.merge().status, 201);
        assert_eq!(city.explained(city.right, "2026-03-01")["member_of"], "T");

        let say = |token: &str, fact: &Value| {
            let answer = city.service.post("/api/v1/facts", token, fact);
            assert_eq!(answer.status, 201, "{answer:?}");
        };
        say(
            &city.officer,
            &json!({"kind": "employment_ended", "id_number": number(true), "employment_ref": "J", "effective_on": "2026-02-20"}),
        );
        say(
            &city.officer,
            &json!({"kind": "member_left", "person": city.right, "household": household, "effective_on": "2026-02-25"}),
        );
        // A reference of the person's own sender takes precedence over another sender's.
        city.record(
            &json!({"kind": "employment_started", "event_ref": "own J", "person_ref": "slip", "employment_ref": "J",
            "form": "unit", "effective_on": "2026-02-22"}),
        );
        say(
            &city.officer,
            &json!({"kind": "employment_ended", "id_number": number(true), "employment_ref": "J", "effective_on": "2026-02-24"}),
        );
        let now = city.explained(city.right, "2026-03-01");
        assert_eq!((&now["employed"], &now["member_of"]), (&json!(false), &Value::Null));
    }
}

#[test]
fn what_is_done_on_a_case_is_of_that_case_though_the_other_was_closed_the_same_day() {
    for city in cities(&[]) {
        let open = |person: i64| {
            let opened = city.service.post("/api/v1/cases", &city.officer, &json!({"person": person}));
            opened.body["id"].as_i64().unwrap_or_else(|| panic!("{opened:?}"))
        };
        let step =
            |case: i64, body: &Value| city.service.post(&format!("/api/v1/cases/{case}/steps"), &city.officer, body);
        let (of_right, of_slip) = (open(city.right), open(city.slip));
        assert_eq!(step(of_right, &json!({"step": "closed", "reason": "other"})).status, 200);
        assert_eq!(city.merge().status, 201);

        let administrator = city.service.token(Role::CityAdministrator, "440700");
        let username = city.service.account(Role::CommunityCaseworker, VILLAGE);
        let accounts = city.service.get("/api/v1/accounts?limit=200", &administrator).body["items"].clone();
        let helper = accounts.as_array().expect("accounts").iter().find(|one| one["username"] == username.as_str());
        let helped = json!({"helper": helper.expect("the account")["id"], "instead_of": null});
        let path = format!("/api/v1/cases/{of_slip}/helper");
        let assigned = city.service.send("PUT", &path, &city.officer, &[], Some(&helped));
        assert_eq!(assigned.status, 200, "{assigned:?}");
        let planned = step(of_slip, &json!({"step": "planned", "note": "先接受指导"}));
        assert_eq!((planned.status, text(&planned.body["stage"])), (200, "planned".to_owned()), "{planned:?}");
        let of_right = city.service.get(&format!("/api/v1/cases/{of_right}"), &city.officer).body;
        assert_eq!((&of_right["planned_on"], &of_right["helper"]), (&Value::Null, &Value::Null));
    }
}

#[test]
fn of_jobs_by_one_name_that_is_ended_which_has_not_ended() {
    let own = json!({"kind": "employment_ended", "event_ref": "own end", "person_ref": "slip", "employment_ref": "J",
        "effective_on": "2026-01-20"});
    let jobs = [
        json!({"kind": "employment_started", "event_ref": "own J", "person_ref": "slip", "employment_ref": "J", "form": "unit",
            "effective_on": "2026-01-10"}),
        own,
        json!({"kind": "employment_started", "sender": "platform", "event_ref": "J", "subject_sender": "default",
            "person_ref": "slip", "employment_ref": "J", "form": "unit", "effective_on": "2026-02-10"}),
    ];
    for city in cities(&jobs) {
        let ended = json!({"kind": "employment_ended", "id_number": number(true), "employment_ref": "J", "effective_on": "2026-02-20"});
        let answer = city.service.post("/api/v1/facts", &city.officer, &ended);
        assert_eq!(answer.status, 201, "{answer:?}");
        assert_eq!(city.explained(city.slip, "2026-03-01")["employed"], false);
        let again = city.service.post("/api/v1/facts", &city.officer, &ended);
        assert_eq!((again.status, text(&again.body["code"])), (409, "already_ended".to_owned()));
    }
}

#[test]
fn what_was_sent_before_is_known_again_after_a_restore() {
    // The end names the merged registration; the job began under the surviving one.
    let merged = json!({"kind": "person_merged", "event_ref": "m", "person_ref": "right", "other_ref": "slip", "effective_on": "2026-03-01"});
    let end = json!({"kind": "employment_ended", "event_ref": "end", "person_ref": "slip", "employment_ref": "J",
        "effective_on": "2026-03-02"});
    for engine in engines() {
        let (world, restored) = (engine.fresh(), engine.fresh());
        world.record(&[lines(), vec![hired("right"), merged.clone(), end.clone()]].concat(), morning("2026-03-05"));
        answer(&world, &["export", "out.ndjson"]);
        let exported = std::fs::read(world.dir().join("out.ndjson")).expect("the export");
        let imports = |args: &[&str], lines: &[u8]| {
            let report = run_with(&restored, args, lines).answer;
            (report["applied"].clone(), report["duplicate"].clone(), report["refused"].clone())
        };
        assert_eq!(imports(&["import", "--restore", "-"], &exported), (json!(8), json!(0), json!(0)));

        assert_eq!(imports(&["import", "-"], end.to_string().as_bytes()), (json!(0), json!(1), json!(0)));
        // The same fact on another day is different content.
        let mut other = end.clone();
        other["effective_on"] = json!("2026-03-03");
        assert_eq!(imports(&["import", "-"], other.to_string().as_bytes()), (json!(0), json!(0), json!(1)));
    }
}
