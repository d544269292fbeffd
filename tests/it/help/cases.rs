//! Cases of help over HTTP: opened, assigned, planned, served, handed over and closed, with the
//! coverage of the month.

use std::collections::BTreeSet;

use bangfu::auth::Role;
use bangfu::db::Conn;
use bangfu::db::facts::log::neighbourhood;
use bangfu::db::help::cases::{CaseRow, settle};
use bangfu::db::schema::{help_case, person};
use bangfu::on_engine;
use diesel::connection::SimpleConnection as _;
use diesel::prelude::*;
use serde_json::{Value, json};

use crate::harness::command::{command, finish};
use crate::harness::{Engine, PASSWORD, Reply, Service, engines, id_number, morning, text};

const VILLAGE: &str = "440703002101";
const TOWN: &str = "440703002";
const NEXT_DOOR: &str = "440704001015";

/// An account: its username and its id.
struct Account {
    username: String,
    id: String,
}

/// A service with the helpers of 蓬江区 and of the neighbouring 江海区.
struct Office {
    service: Service,
    caseworker: Account,
    colleague: Account,
    officer: Account,
    other_officer: Account,
    neighbour: Account,
    neighbours_officer: Account,
    administrator: Account,
    person: i64,
}

impl Office {
    /// Makes an office with a man in a village of 蓬江区 who seeks work and wants help, determined
    /// since 2026-02-10.
    fn new(engine: &Engine) -> Self {
        let service = engine.fresh().serve(morning("2026-03-02"));
        service.world.record(
            &[
                json!({"kind": "person_registered", "event_ref": "1", "person_ref": "P", "effective_on": "2020-01-01", "id_number": id_number("1970-03-15", 1), "name": "例一", "sex": "male", "birth_date": "1970-03-15", "residence_division": VILLAGE}),
                json!({"kind": "wish_declared", "event_ref": "2", "person_ref": "P", "effective_on": "2020-01-01", "work": true, "help": true}),
                json!({"kind": "person_determined", "event_ref": "3", "person_ref": "P", "effective_on": "2026-02-10", "category": "older"}),
            ],
            morning("2026-03-02"),
        );
        let usernames = [
            (Role::CommunityCaseworker, VILLAGE),
            (Role::CommunityCaseworker, VILLAGE),
            (Role::TownOfficer, TOWN),
            (Role::TownOfficer, TOWN),
            (Role::CommunityCaseworker, NEXT_DOOR),
            (Role::TownOfficer, "440704001"),
            (Role::CityAdministrator, "440700"),
        ]
        .map(|(role, division)| service.account(role, division));
        let token = signed_in(&service, &usernames[6]);
        let known = service.get("/api/v1/accounts?limit=200", &token).body["items"].clone();
        let account = |username: String| {
            let of = known.as_array().expect("accounts").iter().find(|of| of["username"] == username.as_str());
            Account { id: text(&of.expect("the account")["id"]), username }
        };
        let [caseworker, colleague, officer, other_officer, neighbour, neighbours_officer, administrator] =
            usernames.map(account);
        let person = service.get("/api/v1/people", &token).body["items"][0]["id"].as_i64().expect("a person");
        Self {
            service,
            caseworker,
            colleague,
            officer,
            other_officer,
            neighbour,
            neighbours_officer,
            administrator,
            person,
        }
    }

    fn on(&self, day: &str) -> &Self {
        self.service.clock.set(morning(day));
        self
    }

    fn get(&self, who: &Account, path: &str) -> Reply {
        self.service.get(path, &signed_in(&self.service, &who.username))
    }

    fn post(&self, who: &Account, path: &str, body: &Value) -> Reply {
        self.service.post(path, &signed_in(&self.service, &who.username), body)
    }

    fn open(&self) -> i64 {
        let reply = self.post(&self.caseworker, "/api/v1/cases", &json!({"person": self.person}));
        assert_eq!(reply.status, 201, "{reply:?}");
        reply.body["id"].as_i64().expect("a number")
    }

    fn assign(&self, who: &Account, case: i64, to: &Account, instead_of: Option<&Account>) -> Reply {
        let body = json!({"helper": to.id, "instead_of": instead_of.map(|account| account.id.clone())});
        let token = signed_in(&self.service, &who.username);
        self.service.send("PUT", &format!("/api/v1/cases/{case}/helper"), &token, &[], Some(&body))
    }

    /// Opens a case and assigns it to the caseworker.
    fn helped(&self) -> i64 {
        let case = self.open();
        assert_eq!(self.assign(&self.caseworker, case, &self.caseworker, None).status, 200);
        case
    }

    /// Opens a case, assigns it to the caseworker, and plans and serves it on 4 March. The next
    /// service is due a week later. Gives the case as shown.
    fn served(&self) -> (i64, Value) {
        let case = self.helped();
        let plan = json!({"step": "planned", "note": "先接受指导，再找工作"});
        assert_eq!(self.step(&self.caseworker, case, &plan).body["stage"], "planned");
        self.on("2026-03-04");
        let guided = json!({"service": "guidance", "mode": "visit", "next_on": "2026-03-11", "note": "谈了话"});
        let served = self.serve(case, &guided);
        assert_eq!(served.body["stage"], "in_service", "{served:?}");
        (case, served.body)
    }

    fn step(&self, who: &Account, case: i64, step: &Value) -> Reply {
        self.post(who, &format!("/api/v1/cases/{case}/steps"), step)
    }

    fn serve(&self, case: i64, service: &Value) -> Reply {
        self.post(&self.caseworker, &format!("/api/v1/cases/{case}/services"), service)
    }

    /// Records three refusals without a good reason, the last on the current day.
    fn refuse_three(&self, case: i64, days: [&str; 3]) {
        for on in days {
            let refused =
                json!({"service": "job_recommended", "outcome": "refused", "justified": false, "posts": 3, "on": on});
            let reply = self.serve(case, &refused);
            assert_eq!(reply.status, 200, "{reply:?}");
        }
    }

    fn seen(&self, who: &Account, case: i64) -> Value {
        let reply = self.get(who, &format!("/api/v1/cases/{case}"));
        assert_eq!(reply.status, 200, "{reply:?}");
        reply.body
    }

    /// Gives the numbers of the listed cases.
    fn listed(&self, who: &Account, query: &str) -> Vec<i64> {
        let reply = self.get(who, &format!("/api/v1/cases?{query}"));
        assert_eq!(reply.status, 200, "{reply:?}");
        reply.body["items"].as_array().expect("items").iter().filter_map(|item| item["id"].as_i64()).collect()
    }

    /// Gives the coverage of a division in the restated line of a month.
    fn coverage(&self, month: &str, division: &str) -> Value {
        let path = format!("/api/v1/months/{month}?division={division}&view=restated");
        let coverage = self.get(&self.administrator, &path).body["lines"][0]["coverage"].clone();
        json!([coverage["target"], coverage["assigned"], coverage["served"]])
    }
}

fn signed_in(service: &Service, username: &str) -> String {
    let reply = service.post("/api/v1/sessions", "", &json!({"username": username, "password": PASSWORD}));
    assert_eq!(reply.status, 200, "{reply:?}");
    text(&reply.body["access_token"])
}

/// Gives the status, the code and the field of a refusal.
fn why(reply: &Reply) -> (u16, String, String) {
    let word = |name: &str| reply.body[name].as_str().unwrap_or_default().to_owned();
    (reply.status, word("code"), word("field"))
}

fn wrong_step(field: &str) -> (u16, String, String) {
    (409, "wrong_step".to_owned(), field.to_owned())
}

#[test]
fn a_person_has_one_open_case_which_waits_for_a_helper() {
    for engine in engines() {
        let office = Office::new(&engine);

        let case = office.open();
        let again = office.post(&office.officer, "/api/v1/cases", &json!({"person": office.person}));

        assert_eq!((again.status, again.body["code"].as_str()), (409, Some("conflict")), "one is open");
        let brief = office.seen(&office.caseworker, case);
        let fields = ["stage", "package", "assign_by", "due", "due_on", "helper"];
        assert_eq!(
            json!(fields.map(|field| brief[field].clone())),
            json!(["open", "1131-2023", "2026-03-05", "first_contact", "2026-03-09", null]),
            "{brief}"
        );
        assert_eq!(office.listed(&office.officer, "unassigned=true"), [case]);
        assert_eq!(office.coverage("2026-03", "440703"), json!([1, 0, 0]));
    }
}

#[test]
fn a_case_is_taken_on_planned_and_served() {
    for engine in engines() {
        let office = Office::new(&engine);

        let (case, served) = office.served();

        assert_eq!(json!([served["due"], served["due_on"]]), json!(["follow_up", "2026-03-11"]));
        assert_eq!(served["goals"], "先接受指导，再找工作");
        assert_eq!(served["services"][0]["note"], "谈了话");
        let done: Vec<&Value> = served["progress"].as_array().expect("promises").iter().map(|p| &p["done"]).collect();
        assert_eq!(json!(done), json!([0, 1, 0, 0]));
        assert_eq!(office.coverage("2026-03", "440703"), json!([1, 1, 1]));
        let missed = json!({"step": "contact_attempted", "mode": "phone"});
        assert_eq!(office.step(&office.caseworker, case, &missed).body["attempts"], 1);
    }
}

#[test]
fn cases_are_listed_by_what_is_due_and_by_helper_to_those_whose_place_they_are_in() {
    for engine in engines() {
        let office = Office::new(&engine);
        let (case, _) = office.served();

        assert_eq!(office.listed(&office.officer, "due=follow_up&due_by=2026-03-11"), [case]);
        assert_eq!(office.listed(&office.officer, "due=follow_up&due_by=2026-03-10"), [0; 0]);
        assert_eq!(office.listed(&office.officer, &format!("helper={}", office.caseworker.id)), [case]);
        assert_eq!(office.get(&office.neighbour, &format!("/api/v1/cases/{case}")).status, 404);
        assert_eq!(office.listed(&office.neighbour, ""), [0; 0]);
    }
}

#[test]
fn a_step_that_does_not_fit_the_case_is_refused_by_its_field() {
    for engine in engines() {
        let office = Office::new(&engine);
        let (case, _) = office.served();

        for (step, field) in [
            (json!({"step": "handover_accepted"}), "step"),
            (json!({"step": "removal_confirmed", "reason": "E09"}), "step"),
            (json!({"step": "planned", "note": "x", "on": "2026-03-01"}), "on"),
            (json!({"step": "planned", "note": "x", "on": "2026-03-05"}), "on"),
        ] {
            assert_eq!(why(&office.step(&office.officer, case, &step)), wrong_step(field), "{step}");
        }
        let refused = json!({"service": "job_recommended", "outcome": "refused"});
        assert_eq!(why(&office.serve(case, &refused)), wrong_step("justified"), "it must say whether rightly");
    }
}

#[test]
fn a_step_that_lacks_a_field_or_has_a_foreign_one_is_no_step() {
    for engine in engines() {
        let office = Office::new(&engine);
        let (case, _) = office.served();

        for (step, field) in [
            (json!({"step": "planned"}), "note"),
            (json!({"step": "served"}), "step"),
            (json!({"step": "planned", "note": "x", "reason": "other"}), "reason"),
            (json!({"step": "closed"}), "reason"),
        ] {
            let reply = office.step(&office.officer, case, &step);
            assert_eq!((reply.status, reply.body["field"].as_str()), (400, Some(field)), "{step}");
        }
    }
}

#[test]
fn a_case_that_is_closed_covers_its_person_no_longer() {
    for engine in engines() {
        let office = Office::new(&engine);
        let (case, _) = office.served();
        assert_eq!(office.coverage("2026-03", "440703"), json!([1, 1, 1]));

        let closed = office.step(&office.caseworker, case, &json!({"step": "closed", "reason": "other"}));

        assert_eq!(closed.status, 200, "{closed:?}");
        assert_eq!(office.coverage("2026-03", "440703"), json!([1, 0, 0]), "nobody helps any longer");
    }
}

#[test]
fn a_helper_is_changed_by_who_knows_the_present_one_and_by_an_officer_alone() {
    for engine in engines() {
        let office = Office::new(&engine);
        let case = office.helped();
        let Office { caseworker, colleague, officer, other_officer, neighbour, administrator, .. } = &office;

        let by_colleague = office.assign(colleague, case, colleague, Some(caseworker));
        assert_eq!(by_colleague.status, 403, "a caseworker takes over nothing: {by_colleague:?}");
        assert_eq!(
            why(&office.assign(officer, case, neighbour, Some(caseworker))),
            wrong_step("helper"),
            "out of reach"
        );
        assert_eq!(office.assign(officer, case, colleague, Some(caseworker)).body["helper"], colleague.id.as_str());
        let late = office.assign(other_officer, case, officer, Some(caseworker));
        assert_eq!((late.status, late.body["code"].as_str()), (409, Some("conflict")), "somebody else helps by now");
        let nobody = office.assign(other_officer, case, officer, None);
        assert_eq!(nobody.status, 409);

        // A helper who leaves hands over all cases in one request; each case is answered by itself.
        let token = signed_in(&office.service, &officer.username);
        let body = json!([
            {"case": case, "helper": caseworker.id, "instead_of": colleague.id},
            {"case": case, "helper": caseworker.id, "instead_of": colleague.id},
            {"case": case + 1000, "helper": caseworker.id},
            {"case": case, "helper": "", "instead_of": caseworker.id},
        ]);
        let results = office.service.post("/api/v1/cases/helpers", &token, &body).body;
        let statuses: Vec<&Value> = results.as_array().expect("results").iter().map(|of| &of["status"]).collect();
        assert_eq!(json!(statuses), json!([200, 409, 404, 400]), "{results}");
        assert_eq!(office.coverage("2026-03", "440703"), json!([1, 1, 0]), "helped without a gap");

        // A disabled account cannot help.
        let token = signed_in(&office.service, &administrator.username);
        let path = format!("/api/v1/accounts/{}", colleague.id);
        let disabled =
            office.service.send("PATCH", &path, &token, &[("If-Match", "\"1\"")], Some(&json!({"disabled": true})));
        assert_eq!(disabled.status, 200, "{disabled:?}");
        assert_eq!(why(&office.assign(officer, case, colleague, Some(caseworker))), wrong_step("helper"));
        let fact = json!({"kind": "helper_released", "effective_on": "2026-03-02", "person": office.person, "helper_ref": caseworker.id});
        assert_eq!(why(&office.post(officer, "/api/v1/facts", &fact)), (422, "bad_value".into(), "kind".into()));
    }
}

#[test]
fn nobody_helps_their_own_household() {
    for engine in engines() {
        let office = Office::new(&engine);
        let token = signed_in(&office.service, &office.administrator.username);
        let path = format!("/api/v1/accounts/{}", office.caseworker.id);
        let body = json!({"id_number": id_number("1970-03-15", 1)});
        let told = office.service.send("PATCH", &path, &token, &[("If-Match", "\"1\"")], Some(&body));
        assert_eq!(told.status, 200, "{told:?}");
        let opened = office.post(&office.officer, "/api/v1/cases", &json!({"person": office.person}));
        let case = opened.body["id"].as_i64().expect("a case");

        assert_eq!(why(&office.assign(&office.officer, case, &office.caseworker, None)), wrong_step("helper"));
        let plan = json!({"step": "planned", "note": "x"});
        assert_eq!(why(&office.step(&office.caseworker, case, &plan)), wrong_step("helper"));
        let own = office.post(&office.caseworker, "/api/v1/cases", &json!({"person": office.person}));
        assert_eq!(why(&own), wrong_step("helper"));
        let suggested = office.get(&office.officer, &format!("/api/v1/cases/{case}/suggestions")).body;
        let ids: Vec<&Value> = suggested["items"].as_array().expect("items").iter().map(|of| &of["helper"]).collect();
        assert!(!ids.contains(&&json!(office.caseworker.id)), "{suggested}");
    }
}

#[test]
fn who_has_room_and_sits_in_the_same_village_is_suggested_first() {
    for engine in engines() {
        let office = Office::new(&engine);
        let case = office.helped();
        let suggested = office.get(&office.officer, &format!("/api/v1/cases/{case}/suggestions")).body["items"].clone();
        let first = &suggested[0];
        assert_eq!(
            json!([first["helper"], first["cases"], first["weight"], first["reasons"]]),
            json!([office.colleague.id, 0, 0, ["same_community", "least_loaded"]]),
            "{suggested}"
        );
        let ids: Vec<&Value> = suggested.as_array().expect("items").iter().map(|of| &of["helper"]).collect();
        assert_eq!(ids.len(), 3, "the town's two officers beside: {suggested}");

        assert_eq!(office.assign(&office.officer, case, &office.colleague, Some(&office.caseworker)).status, 200);
        let suggested = office.get(&office.officer, &format!("/api/v1/cases/{case}/suggestions")).body["items"].clone();
        assert_eq!(suggested[0]["helper"], office.caseworker.id.as_str());
        office.service.world.record(
            &[json!({"kind": "person_registered", "event_ref": "9", "person_ref": "Q", "effective_on": "2020-01-01", "id_number": id_number("1980-03-15", 2), "name": "例二", "sex": "male", "birth_date": "1980-03-15", "residence_division": VILLAGE})],
            morning("2026-03-02"),
        );
        let people = office.get(&office.officer, "/api/v1/people").body["items"].clone();
        let other =
            people.as_array().expect("people").iter().find(|p| p["id"] != office.person).expect("another")["id"]
                .clone();
        let second =
            office.post(&office.officer, "/api/v1/cases", &json!({"person": other, "package": "131-2022"})).body["id"]
                .as_i64()
                .expect("a case");
        let suggested =
            office.get(&office.officer, &format!("/api/v1/cases/{second}/suggestions")).body["items"].clone();
        let loads: Vec<Value> = suggested
            .as_array()
            .expect("items")
            .iter()
            .map(|of| json!([of["helper"], of["cases"], of["weight"]]))
            .collect();
        assert_eq!(loads[0], json!([office.caseworker.id, 0, 0]));
        assert!(loads.contains(&json!([office.colleague.id, 1, 2])), "one person of one category: {suggested}");
    }
}

#[test]
fn three_refusals_propose_a_removal_that_another_confirms() {
    for engine in engines() {
        let office = Office::new(&engine);
        let case = office.helped();
        let Office { caseworker, officer, other_officer, .. } = &office;
        office.on("2026-03-20").refuse_three(case, ["2026-03-05", "2026-03-10", "2026-03-20"]);
        let seen = office.seen(caseworker, case);
        assert_eq!(json!([seen["proposal"], seen["proposed_on"]]), json!(["E09", "2026-03-20"]));
        assert_eq!(office.listed(officer, "proposed=true"), [case]);
        let confirm = json!({"step": "removal_confirmed", "reason": "E09"});

        assert_eq!(office.step(caseworker, case, &confirm).status, 403, "no caseworker decides that");
        let silence = json!({"step": "removal_confirmed", "reason": "E11"});
        assert_eq!(why(&office.step(officer, case, &silence)), wrong_step("step"), "it is proposed for another reason");
        // The helper of a case never decides on it, whatever the role.
        assert_eq!(office.assign(other_officer, case, officer, Some(caseworker)).status, 200);
        assert_eq!(why(&office.step(officer, case, &confirm)), wrong_step("helper"));
        let dismissed = json!({"step": "removal_dismissed", "reason": "E09", "note": "路途过远，情有可原"});
        assert_eq!(office.step(other_officer, case, &dismissed).body["proposal"], Value::Null);
        assert_eq!(office.listed(officer, "proposed=true"), [0; 0]);

        office.on("2026-03-27").refuse_three(case, ["2026-03-21", "2026-03-24", "2026-03-27"]);
        let removed = office.step(other_officer, case, &confirm);
        assert_eq!(
            json!([removed.body["stage"], removed.body["close_reason"]]),
            json!(["closed", "refused_service"]),
            "{removed:?}"
        );
        let why_not = office.get(officer, &format!("/api/v1/people/{}/explanation", office.person)).body;
        assert_eq!(json!([why_not["state"], why_not["cause"]]), json!(["exited", "E09"]), "{why_not}");
        assert_eq!(office.coverage("2026-03", "440703"), json!([0, 0, 0]));
        assert_eq!(why(&office.step(officer, case, &json!({"step": "planned", "note": "x"}))), wrong_step("step"));
        assert_eq!(office.listed(officer, "open=true"), [0; 0]);

        // A person who returns gets a new case without the refusals of the last one.
        let again = office.open();
        assert_ne!(again, case);
        assert_eq!(office.seen(officer, again)["proposal"], Value::Null);
    }
}

#[test]
fn half_a_year_of_silence_proposes_a_removal() {
    for engine in engines() {
        let office = Office::new(&engine);
        let case = office.helped();
        office.serve(case, &json!({"service": "guidance"}));
        office.on("2026-09-02");
        assert_eq!(office.seen(&office.officer, case)["proposal"], Value::Null, "six months, and not more");
        office.on("2026-09-03");
        let seen = office.seen(&office.officer, case);
        assert_eq!(json!([seen["proposal"], seen["proposed_on"]]), json!(["E11", "2026-09-03"]));
        let confirmed = office.step(&office.officer, case, &json!({"step": "removal_confirmed", "reason": "E11"}));
        assert_eq!(confirmed.body["close_reason"], "lost_contact", "{confirmed:?}");
    }
}

#[test]
fn a_person_who_moves_keeps_the_helper_until_one_of_the_new_district_accepts() {
    for engine in engines() {
        let office = Office::new(&engine);
        let case = office.helped();
        office.on("2026-03-16");
        let moved = json!({"kind": "person_changed", "effective_on": "2026-03-16", "person": office.person, "residence_division": NEXT_DOOR});
        assert_eq!(office.post(&office.caseworker, "/api/v1/facts", &moved).status, 201);
        assert_eq!(
            office.get(&office.caseworker, &format!("/api/v1/cases/{case}")).status,
            404,
            "it is their case no longer"
        );

        office.on("2026-03-18");
        let Office { caseworker, neighbour, neighbours_officer, .. } = &office;
        let offered = office.assign(neighbours_officer, case, neighbour, Some(caseworker));
        assert_eq!(
            json!([offered.body["helper"], offered.body["offered_to"]]),
            json!([caseworker.id, neighbour.id]),
            "{offered:?}"
        );
        assert_eq!(office.listed(neighbour, &format!("offered_to={}", neighbour.id)), [case]);
        let declined = office.step(neighbour, case, &json!({"step": "handover_declined", "note": "已满额"}));
        assert_eq!(json!([declined.body["helper"], declined.body["offered_to"]]), json!([caseworker.id, null]));
        office.assign(neighbours_officer, case, neighbour, Some(caseworker));
        assert_eq!(office.coverage("2026-03", "440704"), json!([1, 1, 0]), "the helper so far helps until then");
        let accepted = office.step(neighbour, case, &json!({"step": "handover_accepted"}));
        assert_eq!(json!([accepted.body["helper"], accepted.body["offered_to"]]), json!([neighbour.id, null]));
        assert_eq!(office.coverage("2026-03", "440704"), json!([1, 1, 0]));
    }
}

#[test]
fn a_hire_places_the_person_and_the_visits_tell_whether_it_lasts() {
    for engine in engines() {
        let office = Office::new(&engine);
        let case = office.helped();
        office.serve(case, &json!({"service": "guidance"}));
        office.on("2026-04-10");
        let started = json!({"kind": "employment_started", "effective_on": "2026-03-16", "person": office.person, "form": "unit"});
        let started = office.post(&office.officer, "/api/v1/facts", &started).body;
        let seen = office.seen(&office.officer, case);
        assert_eq!(
            json!([seen["stage"], seen["placed_on"], seen["due"], seen["due_on"]]),
            json!(["placed", "2026-03-16", "stability_visit", "2026-04-16"])
        );
        let visited = office.serve(case, &json!({"service": "follow_up", "mode": "visit"}));
        assert_eq!(visited.body["due_on"], "2026-06-16", "{visited:?}");
        // The job ended, and the end was recorded late.
        let ended = json!({"kind": "employment_ended", "effective_on": "2026-04-02", "person": office.person, "employment_ref": started["employment_ref"]});
        assert_eq!(office.post(&office.officer, "/api/v1/facts", &ended).status, 201);
        let seen = office.seen(&office.officer, case);
        assert_eq!(
            json!([seen["stage"], seen["due"], seen["due_on"]]),
            json!(["in_service", "follow_up", "2026-05-10"])
        );
        let closed = office.step(&office.caseworker, case, &json!({"step": "closed", "reason": "moved_away"}));
        assert_eq!(json!([closed.body["helper"], closed.body["due"]]), json!([null, null]), "{closed:?}");
    }
}

#[test]
fn a_case_whose_opening_is_voided_is_gone_and_a_restored_copy_has_the_same_cases() {
    for engine in engines() {
        let office = Office::new(&engine);
        let mistaken = office.open();
        let void = json!({"kind": "voided", "effective_on": "2026-03-02", "voids": mistaken});
        assert_eq!(office.post(&office.officer, "/api/v1/facts", &void).status, 201);
        assert_eq!(office.get(&office.officer, &format!("/api/v1/cases/{mistaken}")).status, 404);
        let case = office.helped();
        office.on("2026-03-27").refuse_three(case, ["2026-03-21", "2026-03-24", "2026-03-27"]);
        office.step(
            &office.caseworker,
            case,
            &json!({"step": "contact_attempted", "mode": "phone", "note": "无人接听"}),
        );

        let file = office.service.world.dir().join("ledger.ndjson");
        let file = file.to_str().expect("a path");
        assert_eq!(finish(command(&office.service.world, &["export", file])).code, Some(0));
        let copy = engine.fresh();
        let restored = finish(command(&copy, &["import", "--restore", file]));
        assert_eq!(restored.code, Some(0), "{}", restored.said);
        let again = copy.dir().join("again.ndjson");
        assert_eq!(finish(command(&copy, &["export", again.to_str().expect("a path")])).code, Some(0));
        let read = |path: &std::path::Path| std::fs::read_to_string(path).expect("the export is there");
        assert_eq!(read(std::path::Path::new(file)), read(&again));
        let here = office.seen(&office.officer, case);
        let service = copy.serve(morning("2026-03-27"));
        let token = service.token(Role::TownOfficer, TOWN);
        assert_eq!(service.get(&format!("/api/v1/cases/{case}"), &token).body, here);
    }
}

#[test]
fn a_helpers_record_counts_what_they_did_and_says_what_it_counts() {
    for engine in engines() {
        let office = Office::new(&engine);
        let case = office.helped();
        office.on("2026-03-31");
        office.serve(case, &json!({"service": "guidance", "on": "2026-03-05"}));
        office.serve(case, &json!({"service": "policy_talk", "on": "2026-03-06"}));
        let started = json!({"kind": "employment_started", "effective_on": "2026-03-16", "person": office.person, "form": "unit"});
        assert_eq!(office.post(&office.officer, "/api/v1/facts", &started).status, 201);
        let told = |who: &Account, month: &str| office.get(who, &format!("/api/v1/helpers/records?month={month}")).body;
        let march = told(&office.officer, "2026-03");
        let expected = json!([{
            "helper": office.caseworker.id, "username": office.caseworker.username, "division": VILLAGE,
            "cases": 1, "services": 2, "persons_served": 1, "first_contacts_due": 1, "first_contacts_in_time": 1,
            "placements": 1, "stability_due": 0, "stable": 0,
        }]);
        assert_eq!(march["items"], expected, "{march}");
        assert!(march["definitions"]["stable"].is_string());
        assert_eq!(told(&office.officer, "2026-09")["items"][0]["stable"], 1);
        assert_eq!(told(&office.neighbour, "2026-03")["items"], json!([]));
        let definitions = march["definitions"].as_object().expect("definitions");
        assert!(
            expected[0]
                .as_object()
                .expect("a record")
                .keys()
                .filter(|name| !["helper", "username", "division"].contains(&name.as_str()))
                .all(|name| definitions.contains_key(name))
        );
    }
}

#[test]
fn the_database_holds_one_open_case_of_a_person() {
    for engine in engines() {
        let office = Office::new(&engine);
        let case = office.open();
        let mut conn = office.service.world.conn();
        let second = format!(
            "insert into help_case (position, person_id, package, stage, opened_on) \
             select position, {}, 1, 1, '2026-03-02' from fact where position <> {case} and kind = 1",
            office.person
        );
        assert!(conn.batch_execute(&second).is_err(), "a second open case on {engine:?}");
        let closed = second.replace("1, 1, '2026-03-02'", "1, 5, '2026-03-02', '2026-03-02', 99");
        let closed = closed.replace("opened_on)", "opened_on, closed_on, close_reason)");
        conn.batch_execute(&closed).expect("a closed one beside it");
    }
}

/// Gives the derived rows of the cases before and after they are deleted and derived again.
pub fn derived_anew(conn: &mut Conn) -> (Vec<String>, Vec<String>) {
    let rows = |conn: &mut Conn| -> Vec<String> {
        let rows = on_engine!(conn, |c| help_case::table.order(help_case::position).load::<CaseRow>(c));
        rows.expect("the cases are read").iter().map(|row| format!("{row:?}")).collect()
    };
    let was = rows(conn);
    conn.batch_execute("delete from help_case").expect("the cases are taken away");
    let people: BTreeSet<i64> =
        person::table.select(person::id).load(conn).expect("the persons are read").into_iter().collect();
    let near = neighbourhood(conn, &people, &BTreeSet::new(), i64::MAX).expect("the facts are read");
    settle(conn, &people, &people, &near.world.histories(), &near.merged).expect("they are derived");
    (was, rows(conn))
}
