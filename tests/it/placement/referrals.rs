//! Referrals over HTTP: a helped person is recommended for a vacancy, the platform receives the
//! referral and answers in any order, and refusals count by the helper's finding.

use bangfu::auth::Role;
use bangfu::db::schema::delivery;
use diesel::prelude::*;
use rand::rngs::Xoshiro256PlusPlus;
use rand::seq::SliceRandom as _;
use rand::{RngExt as _, SeedableRng as _};
use serde_json::{Value, json};

use crate::harness::{Engine, PASSWORD, Reply, Service, engines, id_number, morning, text};

const VILLAGE: &str = "440703002101";
const NEXT_DOOR: &str = "440704001015";

/// A service with a determined man in a village of 蓬江区, his case, a platform with two vacancies,
/// and a caseworker. The second of April 2026 is long after their last day.
struct Office {
    service: Service,
    caseworker: String,
    platform: String,
    person: i64,
    case: i64,
    /// One for all persons, and one for employment-disadvantaged persons alone.
    vacancies: [i64; 2],
}

fn event(kind: &str, subject: &str, version: i64, data: &Value) -> Value {
    json!({"specversion": "1.0", "id": format!("{subject} {version}"), "source": "/hiring", "type": format!("bangfu.{kind}"),
        "subject": subject, "version": version, "data": data})
}

fn vacancy(subject: &str, reserved: bool) -> Value {
    let data = json!({"uscc": "91350100M000100Y43", "title": "钳工", "occupation": "6-18-01-02", "headcount": 3, "division": "440703",
        "valid_until": "2026-12-31", "reserved": reserved});
    event("vacancy", subject, 1, &data)
}

impl Office {
    fn new(engine: &Engine) -> Self {
        let service = engine.fresh().serve(morning("2026-03-02"));
        service.world.record(
            &[
                json!({"kind": "person_registered", "event_ref": "1", "person_ref": "P", "effective_on": "2020-01-01", "id_number": id_number("1970-03-15", 1), "name": "例一", "sex": "male", "birth_date": "1970-03-15", "phone": "13800001234", "residence_division": VILLAGE}),
                json!({"kind": "wish_declared", "event_ref": "2", "person_ref": "P", "effective_on": "2020-01-01", "work": true, "help": true}),
                json!({"kind": "person_determined", "event_ref": "3", "person_ref": "P", "effective_on": "2026-02-10", "category": "older"}),
            ],
            morning("2026-03-02"),
        );
        let caseworker = service.account(Role::CommunityCaseworker, VILLAGE);
        let platform = service.account(Role::HiringPlatform, "440700");
        let mut office = Self { service, caseworker, platform, person: 0, case: 0, vacancies: [0; 2] };
        office.person = office.get(&office.caseworker, "/api/v1/people").body["items"][0]["id"].as_i64().expect("one");
        let opened = office.post(&office.caseworker, "/api/v1/cases", &json!({"person": office.person}));
        office.case = opened.body["id"].as_i64().expect("a case");
        office.send(&json!([vacancy("V", false), vacancy("W", true)]));
        let listed = office.get(&office.platform, "/api/v1/vacancies").body["items"].clone();
        office.vacancies = [1, 0].map(|nth| listed[nth]["id"].as_i64().expect("a number"));
        office
    }

    fn on(&self, day: &str) -> &Self {
        self.service.clock.set(morning(day));
        self
    }

    /// Gives a token of an account, valid for some minutes of the service's clock.
    fn token(&self, username: &str) -> String {
        let session = json!({"username": username, "password": PASSWORD});
        text(&self.service.post("/api/v1/sessions", "", &session).body["access_token"])
    }

    fn get(&self, who: &str, path: &str) -> Reply {
        self.service.get(path, &self.token(who))
    }

    fn post(&self, who: &str, path: &str, body: &Value) -> Reply {
        self.service.post(path, &self.token(who), body)
    }

    fn send(&self, events: &Value) -> Reply {
        self.service.events(&self.token(&self.platform), events)
    }

    fn refer(&self, vacancy: i64) -> Reply {
        let body = json!({"vacancy": vacancy, "consented": true});
        self.post(&self.caseworker, &format!("/api/v1/cases/{}/referrals", self.case), &body)
    }

    /// Makes a referral to the first vacancy; gives its number and its name.
    fn referred(&self) -> (i64, String) {
        let made = self.refer(self.vacancies[0]);
        assert_eq!(made.status, 201, "{made:?}");
        (made.body["id"].as_i64().expect("a number"), text(&made.body["referral"]))
    }

    fn told(&self, id: i64) -> Value {
        self.get(&self.caseworker, &format!("/api/v1/referrals/{id}")).body
    }

    fn case(&self) -> Value {
        self.get(&self.caseworker, &format!("/api/v1/cases/{}", self.case)).body
    }
}

fn answered(subject: &str, version: i64, referral: &str, result: &str, on: &str) -> Value {
    event(
        "referral_answered",
        subject,
        version,
        &json!({"referral": referral, "result": result, "on": on, "reason": "薪资"}),
    )
}

fn why(reply: &Reply) -> (u16, &str, &str) {
    (reply.status, reply.body["code"].as_str().unwrap_or(""), reply.body["field"].as_str().unwrap_or(""))
}

#[test]
fn a_referral_is_a_service_that_its_platform_hears_of_and_whose_person_it_may_reach() {
    for engine in engines() {
        let office = Office::new(&engine);
        let administrator = office.service.token(Role::CityAdministrator, "440700");
        let accounts = office.service.get("/api/v1/accounts?limit=200", &administrator).body["items"].clone();
        let of_platform =
            accounts.as_array().expect("accounts").iter().find(|of| of["username"] == office.platform.as_str());
        let path = format!("/api/v1/accounts/{}/endpoint", text(&of_platform.expect("the account")["id"]));
        let endpoint = json!({"url": "http://127.0.0.1:9/"});
        assert_eq!(office.service.send("PUT", &path, &administrator, &[], Some(&endpoint)).status, 200);

        let (id, name) = office.referred();

        let expected = json!({"id": id, "referral": name, "state": "recommended", "vacancy": office.vacancies[0], "title": "钳工",
            "employer": "91350100M000100Y43", "made_on": "2026-03-02", "answer_by": "2026-03-09", "provisional": false, "answered_on": null, "to_check": false,
            "case": office.case, "person": office.person, "name": "例一", "division": VILLAGE, "reason": null});
        assert_eq!(office.told(id), expected, "{engine:?}");
        let case = office.case();
        assert_eq!(case["services"][0]["service"], json!("job_recommended"));
        assert_eq!(case["services"][0]["posts"], json!(1));
        // The platform sees only the contact of a person who agreed to be called.
        let to_platform = office.get(&office.platform, &format!("/api/v1/referrals/{id}")).body;
        assert_eq!(to_platform["contact"], json!({"name": "例一", "phone": "13800001234"}));
        for hidden in ["case", "person", "name", "division"] {
            assert_eq!(to_platform.get(hidden), None, "{hidden}");
        }
        for (query, field) in [("person=1", "person"), ("division=440703", "division")] {
            let asked = office.get(&office.platform, &format!("/api/v1/referrals?{query}"));
            assert_eq!(why(&asked), (400, "bad_request", field), "a platform knows neither");
        }
        let listed = office.get(&office.platform, "/api/v1/referrals").body["items"].clone();
        assert_eq!((listed.as_array().map(Vec::len), listed[0].get("contact")), (Some(1), None));
        assert_eq!(why(&office.refer(office.vacancies[0])), (409, "wrong_step", "vacancy"), "already");

        let token = office.token(&office.caseworker);
        let taken_back = office.service.send("DELETE", &format!("/api/v1/referrals/{id}"), &token, &[], None);
        assert_eq!((taken_back.status, &taken_back.body["state"]), (200, &json!("withdrawn")));
        assert_eq!(office.case()["services"], json!([]), "its service is void");
        let gone = office.get(&office.platform, &format!("/api/v1/referrals/{id}")).body;
        assert_eq!((&gone["state"], gone.get("contact")), (&json!("withdrawn"), None));
        let again = office.service.send("DELETE", &format!("/api/v1/referrals/{id}"), &token, &[], None);
        assert_eq!(why(&again), (409, "wrong_step", "referral"));
        assert_eq!(office.refer(office.vacancies[0]).status, 201, "it may be made anew");

        let bodies: Vec<String> = delivery::table
            .select(delivery::body)
            .order(delivery::id)
            .load(&mut office.service.world.conn())
            .expect("read");
        let events: Vec<Value> = bodies.iter().map(|body| serde_json::from_str(body).expect("an event")).collect();
        let types: Vec<_> = events.iter().map(|event| text(&event["type"])).collect();
        assert_eq!(types, ["bangfu.referral_made", "bangfu.referral_withdrawn", "bangfu.referral_made"]);
        let data = json!({"id": id, "referral": name, "vacancy": {"source": "/hiring", "subject": "V"},
            "employer": "91350100M000100Y43", "made_on": "2026-03-02", "answer_by": "2026-03-09", "provisional": false});
        assert_eq!((&events[0]["subject"], &events[0]["data"]), (&json!(name), &data));
        assert!(!bodies.iter().any(|body| body.contains("例一") || body.contains("1380000")), "an event names nobody");
    }
}

#[test]
fn the_day_to_answer_by_is_provisional_until_the_notice_of_its_year_is_loaded() {
    for engine in engines() {
        let office = Office::new(&engine);
        office.on("2026-12-29");
        let administrator = office.service.account(Role::CityAdministrator, "440700");
        let accounts = office.get(&administrator, "/api/v1/accounts?limit=200").body["items"].clone();
        let platform = accounts.as_array().expect("accounts").iter().find(|one| one["username"] == office.platform);
        let path = format!("/api/v1/accounts/{}/endpoint", text(&platform.expect("the platform")["id"]));
        let endpoint = json!({"url": "http://127.0.0.1:9/"});
        let token = office.token(&administrator);
        assert_eq!(office.service.send("PUT", &path, &token, &[], Some(&endpoint)).status, 200);

        let (id, _) = office.referred();

        let body: String = delivery::table
            .select(delivery::body)
            .order(delivery::id.desc())
            .first(&mut office.service.world.conn())
            .expect("an event");
        let event: Value = serde_json::from_str(&body).expect("an event");
        let day = |told: &Value| json!([told["answer_by"], told["provisional"]]);
        assert_eq!(day(&event["data"]), json!(["2027-01-06", true]), "{engine:?}: {event}");
        assert_eq!(day(&office.told(id)), json!(["2027-01-06", true]));
        let notice = "date,day,holiday\n2027-01-01,off,\n2027-01-04,off,\n2027-02-05,off,\n2027-02-08,off,\n2027-04-05,off,\n\
                      2027-06-09,off,\n2027-09-15,off,\n2027-10-01,off,\n";
        let loaded = office.service.upload("/api/v1/calendars", &token, "text/csv", notice.as_bytes());
        assert_eq!(loaded.status, 201, "{loaded:?}");
        assert_eq!(day(&office.told(id)), json!(["2027-01-07", false]));
    }
}

#[test]
fn a_determination_is_told_to_whom_the_person_agrees_to_while_it_holds_and_never_its_category() {
    for engine in engines() {
        let office = Office::new(&engine);
        let administrator = office.service.token(Role::CityAdministrator, "440700");
        let accounts = office.service.get("/api/v1/accounts?limit=200", &administrator).body["items"].clone();
        let platform =
            accounts.as_array().expect("accounts").iter().find(|of| of["username"] == office.platform.as_str());
        let path = format!("/api/v1/accounts/{}/endpoint", text(&platform.expect("the account")["id"]));
        let endpoint = json!({"url": "http://127.0.0.1:9/"});
        assert_eq!(office.service.send("PUT", &path, &administrator, &[], Some(&endpoint)).status, 200);

        let body = json!({"vacancy": office.vacancies[1], "consented": true, "determination_shared": true});
        let made = office.post(&office.caseworker, &format!("/api/v1/cases/{}/referrals", office.case), &body);
        assert_eq!(made.status, 201, "{engine:?} {made:?}");
        let path = format!("/api/v1/referrals/{}", made.body["id"]);
        let to_platform = office.get(&office.platform, &path);
        let contact = json!({"name": "例一", "phone": "13800001234", "determined_since": "2026-02-10"});
        assert_eq!(to_platform.body["contact"], contact);
        let bodies: Vec<String> =
            delivery::table.select(delivery::body).load(&mut office.service.world.conn()).expect("read");
        assert!(
            bodies.len() == 1 && !bodies[0].contains("determined"),
            "an event tells nothing of anybody: {bodies:?}"
        );
        assert!(!to_platform.text.contains("older"), "{to_platform:?}");

        let removed = json!({"kind": "determination_removed", "effective_on": "2026-03-02", "person": office.person,
            "category": "older", "reason": "E99"});
        let removed = office.service.post("/api/v1/facts", &administrator, &removed);
        assert_eq!(removed.status, 201, "{removed:?}");
        let contact = office.get(&office.platform, &path).body["contact"].clone();
        assert_eq!(contact, json!({"name": "例一", "phone": "13800001234"}));
    }
}

#[test]
fn nobody_is_recommended_without_agreeing_or_for_what_is_not_open_or_kept_for_others() {
    for engine in engines() {
        let office = Office::new(&engine);
        let path = format!("/api/v1/cases/{}/referrals", office.case);
        let refer = |body: &Value| office.post(&office.caseworker, &path, body);
        let open = office.vacancies[0];

        assert_eq!(why(&refer(&json!({"vacancy": open, "consented": false}))), (422, "bad_value", "consented"));
        assert_eq!(refer(&json!({"vacancy": open})).status, 400, "nothing is taken for agreed");
        assert_eq!(why(&refer(&json!({"vacancy": 99, "consented": true}))), (422, "bad_value", "vacancy"));
        let before = json!({"vacancy": open, "consented": true, "on": "2026-03-01"});
        assert_eq!(why(&refer(&before)), (409, "wrong_step", "on"), "before the case was opened");
        // A reserved vacancy accepts a determined person only.
        assert_eq!(office.refer(office.vacancies[1]).status, 201);
        office.service.world.record(
            &[json!({"kind": "determination_removed", "event_ref": "4", "person_ref": "P", "effective_on": "2026-03-02", "reason": "E10"})],
            morning("2026-03-02"),
        );
        office.send(&vacancy("X", true));
        let listed = office.get(&office.platform, "/api/v1/vacancies").body["items"].clone();
        let undetermined = office.refer(listed[0]["id"].as_i64().expect("X"));
        assert_eq!(why(&undetermined), (422, "bad_value", "vacancy"));
        office.send(&event("withdrawn", "V", 2, &json!({})));
        assert_eq!(why(&office.refer(open)), (422, "bad_value", "vacancy"));
        let services = office.case()["services"].as_array().map(Vec::len);
        assert_eq!(services, Some(1), "what was refused left nothing: {engine:?}");
        let neighbour = office.service.account(Role::CommunityCaseworker, NEXT_DOOR);
        assert_eq!(office.post(&neighbour, &path, &json!({"vacancy": open, "consented": true})).status, 404);
    }
}

#[test]
fn a_platforms_refusal_counts_when_the_helper_found_no_good_reason() {
    for engine in engines() {
        let office = Office::new(&engine);
        let referred = ["A", "B", "C"].map(|subject| {
            office.send(&vacancy(subject, false));
            let listed = office.get(&office.platform, "/api/v1/vacancies").body["items"].clone();
            let made = office.refer(listed[0]["id"].as_i64().expect("a vacancy"));
            (made.body["id"].as_i64().expect("a number"), text(&made.body["referral"]))
        });
        office.on("2026-03-10");
        let referred = referred.map(|(id, name)| {
            let result = if id == 3 { "no_show" } else { "refused" };
            office.send(&answered(&format!("answer {id}"), 1, &name, result, "2026-03-09"));
            id
        });
        let told = office.told(referred[0]);
        assert_eq!(
            (&told["state"], &told["to_check"], &told["reason"]),
            (&json!("refused"), &json!(true), &json!("薪资"))
        );
        assert_eq!(office.case()["proposal"], Value::Null, "nobody has looked at a reason yet");
        let waiting = office.get(&office.caseworker, "/api/v1/referrals?to_check=true").body["items"].clone();
        assert_eq!(waiting.as_array().map(Vec::len), Some(3));

        let check = |id: i64, justified: bool| {
            let body = json!({"answered_on": "2026-03-09", "justified": justified, "note": "谈过"});
            office.post(&office.caseworker, &format!("/api/v1/referrals/{id}/check"), &body)
        };
        assert_eq!(check(referred[0], true).status, 200);
        assert_eq!(why(&check(referred[0], false)), (409, "wrong_step", "answered_on"), "once");
        assert_eq!(check(referred[1], false).status, 200);
        assert_eq!(check(referred[2], false).status, 200);
        assert_eq!(office.case()["proposal"], Value::Null, "one of three had a good reason");
        // An answer that the person gives to the helper is checked as it is recorded.
        let (id, _) = office.referred();
        let answer = |body: &Value| office.post(&office.caseworker, &format!("/api/v1/referrals/{id}/answers"), body);
        assert_eq!(why(&answer(&json!({"result": "refused"}))), (422, "bad_value", "justified"));
        assert_eq!(why(&answer(&json!({"result": "hired", "justified": true}))), (422, "bad_value", "justified"));
        assert_eq!(why(&answer(&json!({"result": "recommended"}))), (400, "bad_request", "result"));
        let early = json!({"result": "accepted", "on": "2026-03-09"});
        assert_eq!(why(&answer(&early)), (422, "bad_value", "on"), "before the referral");
        assert_eq!(answer(&json!({"result": "refused", "justified": false})).status, 200);

        let case = office.case();
        assert_eq!((&case["proposal"], &case["proposed_on"]), (&json!("E09"), &json!("2026-03-10")), "{engine:?}");
        assert_eq!(office.told(id)["to_check"], json!(false));
    }
}

#[test]
fn answers_are_refused_that_answer_nothing_of_the_platforms() {
    for engine in engines() {
        let office = Office::new(&engine);
        let (_, name) = office.referred();
        let other = office.service.token(Role::HiringPlatform, "440700");
        let stranger = office.service.events(&other, &answered("a", 1, &name, "accepted", "2026-03-02"));
        assert_eq!(why(&stranger), (422, "bad_value", "referral"));
        let early = office.send(&answered("a", 1, &name, "accepted", "2026-03-01"));
        assert_eq!(why(&early), (422, "bad_value", "on"));
        let ahead = office.send(&answered("a", 1, &name, "accepted", "2026-03-03"));
        assert_eq!(why(&ahead), (422, "bad_value", "on"));
        let odd = office.send(&answered("a", 1, &name, "withdrawn", "2026-03-02"));
        assert_eq!(why(&odd), (422, "bad_value", "result"), "{engine:?}");
    }
}

#[test]
fn any_mix_of_answers_leaves_a_referral_where_the_orderly_one_does() {
    let mut rng = Xoshiro256PlusPlus::seed_from_u64(20_260_302);
    for engine in engines() {
        let office = Office::new(&engine);
        let days = ["2026-03-02", "2026-03-03", "2026-03-04"];
        let results = ["accepted", "interviewed", "hired", "rejected", "no_show", "refused"];
        for mix in 0..12 {
            office.on("2026-03-02").send(&vacancy(&format!("V{mix}"), false));
            let listed = office.get(&office.platform, "/api/v1/vacancies").body["items"].clone();
            let made = office.refer(listed[0]["id"].as_i64().expect("a vacancy"));
            office.on("2026-03-05");
            let (id, name) = (made.body["id"].as_i64().expect("a number"), text(&made.body["referral"]));
            // Three filings with up to three versions each; the last version may be a withdrawal.
            let mut events = Vec::new();
            let mut expected: Vec<(&str, usize)> = Vec::new();
            for filing in 0..3 {
                let subject = format!("{mix} {filing}");
                let versions = rng.random_range(1..=3);
                let is_taken_back = rng.random_bool(0.3);
                for version in 1..=versions {
                    let (day, result) = (rng.random_range(0..3), rng.random_range(0..6));
                    if version == versions && is_taken_back {
                        events.push(event("withdrawn", &subject, version, &json!({})));
                    } else {
                        events.push(answered(&subject, version, &name, results[result], days[day]));
                        if version == versions {
                            expected.push((days[day], result));
                        }
                    }
                }
            }
            events.extend(events.clone().into_iter().filter(|_| rng.random_bool(0.3)).collect::<Vec<_>>());
            events.shuffle(&mut rng);
            let (batch, single) = events.split_at(events.len() / 2);
            assert_eq!(office.send(&json!(batch)).status, 200);
            for event in single {
                assert!(office.send(event).status < 300);
            }

            let told = office.told(id);
            let last = expected.iter().max();
            let state = last.map_or("recommended", |(_, result)| results[*result]);
            assert_eq!(told["state"], json!(state), "mix {mix} on {engine:?}: {events:?}");
            assert_eq!(told["answered_on"], json!(last.map(|(day, _)| day)));
        }
    }
}

#[test]
fn a_referral_goes_with_the_person_who_stays_of_two_registrations() {
    for engine in engines() {
        let office = Office::new(&engine);
        let (id, _) = office.referred();
        office.service.world.record(
            &[
                json!({"kind": "person_registered", "event_ref": "5", "person_ref": "Q", "effective_on": "2020-01-01", "id_number": id_number("1970-03-15", 3), "name": "例一", "sex": "male", "birth_date": "1970-03-15", "phone": "13900005678", "residence_division": NEXT_DOOR}),
                json!({"kind": "person_merged", "event_ref": "6", "person_ref": "Q", "other_ref": "P", "effective_on": "2026-03-02"}),
            ],
            morning("2026-03-02"),
        );
        let neighbour = office.service.account(Role::CommunityCaseworker, NEXT_DOOR);

        assert_eq!(office.get(&office.caseworker, &format!("/api/v1/referrals/{id}")).status, 404, "out of reach now");
        let told = office.get(&neighbour, &format!("/api/v1/referrals/{id}")).body;
        let stays = office.get(&neighbour, "/api/v1/people").body["items"][0]["id"].clone();
        assert_eq!(told["person"], stays, "{engine:?}");
        let by_person = office.get(&neighbour, &format!("/api/v1/referrals?person={stays}")).body["items"].clone();
        assert_eq!(by_person[0]["id"], json!(id));
        assert_eq!(
            office.get(&office.platform, &format!("/api/v1/referrals/{id}")).body["contact"]["phone"],
            json!("13900005678")
        );
        let again = office.post(
            &neighbour,
            &format!("/api/v1/cases/{}/referrals", office.case),
            &json!({"vacancy": office.vacancies[0], "consented": true}),
        );
        assert_eq!(why(&again), (409, "wrong_step", "vacancy"), "under whichever registration");
    }
}

/// Counts the live services of the case that are refusals without a good reason.
fn refusals(office: &Office) -> usize {
    let services = office.case()["services"].as_array().expect("services").clone();
    services.iter().filter(|of| of["outcome"] == "refused" && of["justified"] == false).count()
}

#[test]
fn a_refusal_counts_once_and_no_longer_than_it_stands() {
    for engine in engines() {
        let office = Office::new(&engine);
        let (id, name) = office.referred();
        office.on("2026-03-10");
        let answer = |body: &Value| office.post(&office.caseworker, &format!("/api/v1/referrals/{id}/answers"), body);
        let refusal = json!({"result": "refused", "on": "2026-03-05", "justified": false});
        for _ in 0..3 {
            assert_eq!(answer(&refusal).status, 200);
        }
        assert_eq!(refusals(&office), 1, "however often it is sent");
        // The platform reports another refusal, which the helper has not checked.
        office.send(&answered("I", 1, &name, "no_show", "2026-03-09"));
        assert_eq!(office.told(id)["to_check"], json!(true));
        let check = |on: &str| {
            let body = json!({"answered_on": on, "justified": false});
            office.post(&office.caseworker, &format!("/api/v1/referrals/{id}/check"), &body)
        };
        assert_eq!(why(&check("2026-03-05")), (409, "wrong_step", "answered_on"), "the one that was read");
        assert_eq!(check("2026-03-09").status, 200);
        assert_eq!((refusals(&office), &office.told(id)["to_check"]), (1, &json!(false)));
        // A service that belongs to a referral is voided with it, not by itself.
        let services = office.case()["services"].as_array().expect("services").clone();
        for service in services {
            let void = json!({"kind": "voided", "effective_on": "2026-03-10", "voids": service["position"]});
            assert_eq!(why(&office.post(&office.caseworker, "/api/v1/facts", &void)), (409, "in_use", "voids"));
        }
        // The platform withdraws its answer: no refusal is left.
        office.send(&event("withdrawn", "I", 2, &json!({})));
        assert_eq!((refusals(&office), &office.told(id)["state"]), (0, &json!("recommended")), "{engine:?}");
        office.send(&answered("I", 3, &name, "refused", "2026-03-08"));
        assert_eq!(check("2026-03-08").status, 200);
        // The same day and result with another reason must be checked again.
        let corrected = json!({"referral": name, "result": "refused", "on": "2026-03-08", "reason": "生病住院"});
        office.send(&event("referral_answered", "I", 4, &corrected));
        assert_eq!((refusals(&office), &office.told(id)["to_check"]), (0, &json!(true)));
        let waiting = office.get(&office.caseworker, "/api/v1/referrals?to_check=true").body["items"].clone();
        assert_eq!(waiting[0]["id"], json!(id));
        assert_eq!(check("2026-03-08").status, 200);
        assert_eq!(office.get(&office.caseworker, "/api/v1/referrals?to_check=true").body["items"], json!([]));
        let token = office.token(&office.caseworker);
        assert_eq!(office.service.send("DELETE", &format!("/api/v1/referrals/{id}"), &token, &[], None).status, 200);
        assert_eq!(office.case()["services"], json!([]));
        let late = office.send(&answered("K", 1, &name, "hired", "2026-03-08"));
        assert_eq!(why(&late), (409, "wrong_step", "referral"), "nothing is told of what was taken back");
    }
}

#[test]
fn a_platform_is_told_how_somebody_is_reached_while_it_is_of_use_and_of_the_employer_they_agreed_to() {
    for engine in engines() {
        let office = Office::new(&engine);
        let (id, name) = office.referred();
        let contact = || office.get(&office.platform, &format!("/api/v1/referrals/{id}")).body.get("contact").cloned();
        assert!(contact().is_some());
        // The vacancy moves to another employer and back.
        let mut other = vacancy("V", false);
        (other["version"], other["data"]["uscc"]) = (json!(2), json!("91440700MA4UQB0P55"));
        assert_eq!(office.send(&other).status, 201);
        assert_eq!(contact(), None);
        let employer = office.told(id)["employer"].clone();
        assert_eq!(employer, json!("91350100M000100Y43"), "whom the person agreed to");
        (other["version"], other["data"]["uscc"]) = (json!(3), employer);
        office.send(&other);
        assert!(contact().is_some());
        let taken_back = event("withdrawn", "V", 4, &json!({}));
        office.send(&taken_back);
        assert_eq!(contact(), None, "of a vacancy that is no more");
        other["version"] = json!(5);
        office.send(&other);
        assert!(contact().is_some());
        // The answer is rejected, and then corrected; at the end the case is closed.
        office.send(&answered("I", 1, &name, "rejected", "2026-03-02"));
        assert_eq!(contact(), None);
        office.send(&answered("I", 2, &name, "refused", "2026-03-02"));
        assert_eq!(office.told(id)["to_check"], json!(true));
        // The platform cannot undo what the person told the helper.
        let told = json!({"result": "refused", "justified": true, "on": "2026-03-02"});
        assert_eq!(office.post(&office.caseworker, &format!("/api/v1/referrals/{id}/answers"), &told).status, 200);
        office.on("2026-03-03").send(&answered("I", 3, &name, "accepted", "2026-03-03"));
        assert_eq!((&office.told(id)["state"], contact()), (&json!("accepted"), None));
        office.send(&answered("I", 4, &name, "refused", "2026-03-03"));
        assert_eq!(office.told(id)["to_check"], json!(true));
        let closed = json!({"step": "closed", "reason": "other"});
        let path = format!("/api/v1/cases/{}/steps", office.case);
        assert_eq!(office.post(&office.caseworker, &path, &closed).status, 200);
        assert_eq!(
            office.told(id)["to_check"],
            json!(false),
            "of a closed case nothing is to be looked at: {engine:?}"
        );
        let waiting = office.get(&office.caseworker, "/api/v1/referrals?to_check=true").body["items"].clone();
        assert_eq!(waiting, json!([]));
        office.send(&answered("I", 5, &name, "accepted", "2026-03-03"));
        assert_eq!(contact(), None);
    }
}

#[test]
fn nobody_takes_back_a_referral_of_their_own() {
    for engine in engines() {
        let office = Office::new(&engine);
        let (id, _) = office.referred();
        let administrator = office.service.token(Role::CityAdministrator, "440700");
        let accounts = office.service.get("/api/v1/accounts?limit=200", &administrator).body["items"].clone();
        let mut known = accounts.as_array().expect("accounts").iter();
        let account = known.find(|of| of["username"] == office.caseworker.as_str()).expect("the account");
        let path = format!("/api/v1/accounts/{}", text(&account["id"]));
        let body = json!({"id_number": id_number("1970-03-15", 1)});
        let told = office.service.send("PATCH", &path, &administrator, &[("If-Match", "\"1\"")], Some(&body));
        assert_eq!(told.status, 200, "{told:?}");

        let token = office.token(&office.caseworker);
        let path = format!("/api/v1/referrals/{id}");
        let own = office.service.send("DELETE", &path, &token, &[], None);
        assert_eq!(why(&own), (409, "wrong_step", "referral"), "{engine:?}");
        let officer = office.service.token(Role::TownOfficer, "440703002");
        assert_eq!(office.service.send("DELETE", &path, &officer, &[], None).status, 200);
    }
}

#[test]
fn what_was_found_in_a_case_that_is_closed_stands_whatever_its_platform_takes_back() {
    for engine in engines() {
        let office = Office::new(&engine);
        let (id, name) = office.referred();
        office.send(&answered("I", 1, &name, "refused", "2026-03-02"));
        let check = json!({"answered_on": "2026-03-02", "justified": false});
        assert_eq!(office.post(&office.caseworker, &format!("/api/v1/referrals/{id}/check"), &check).status, 200);
        let closed = json!({"step": "closed", "reason": "other"});
        let path = format!("/api/v1/cases/{}/steps", office.case);
        assert_eq!(office.post(&office.caseworker, &path, &closed).status, 200);

        office.send(&event("withdrawn", "I", 2, &json!({})));
        assert_eq!((refusals(&office), &office.told(id)["state"]), (1, &json!("recommended")), "{engine:?}");
    }
}

#[test]
fn vacancies_and_answers_are_use_of_the_platform_in_the_month_they_came() {
    for engine in engines() {
        let office = Office::new(&engine);
        let employed = [
            json!({"kind": "person_registered", "event_ref": "Q", "person_ref": "Q", "effective_on": "2020-01-01", "id_number": id_number("1980-03-15", 1), "name": "例二", "sex": "male", "birth_date": "1980-03-15", "residence_division": VILLAGE}),
            json!({"kind": "employment_started", "event_ref": "job", "person_ref": "Q", "employment_ref": "job", "form": "unit", "uscc": "91350100M000100Y43", "effective_on": "2026-01-05"}),
        ];
        office.service.world.record(&employed, morning("2026-03-02"));
        let used = |month: &str| {
            let administrator = office.service.token(Role::CityAdministrator, "440700");
            let usage = office.service.get(&format!("/api/v1/usage?from={month}&to={month}"), &administrator);
            assert_eq!(usage.body["enterprises"], 1, "{engine:?} {usage:?}");
            usage.body["used"].clone()
        };
        let (_, name) = office.referred();

        office.on("2026-04-02");
        assert_eq!(["2026-02", "2026-03", "2026-04"].map(&used), [0, 1, 0]);
        office.send(&answered("R", 1, &name, "accepted", "2026-04-01"));
        assert_eq!(used("2026-04"), 1);

        // Superseded versions count as use too.
        office.on("2026-05-06");
        office.send(&answered("R", 2, &name, "accepted", "2026-04-02"));
        let mut again = [vacancy("V", false), vacancy("W", true)];
        for event in &mut again {
            (event["version"], event["id"]) = (json!(2), json!(format!("{} 2", text(&event["subject"]))));
        }
        office.send(&json!(again));
        assert_eq!(["2026-02", "2026-03", "2026-04", "2026-05"].map(&used), [0, 1, 1, 1]);
    }
}
