//! Messages of a platform about its filings, over HTTP: in any order, repeated, corrected,
//! withdrawn, or too early.

use std::collections::BTreeMap;

use bangfu::auth::Role;
use bangfu::db::schema::{employment, fact, person, sender};
use diesel::dsl::{exists, not};
use diesel::prelude::*;
use rand::rngs::Xoshiro256PlusPlus;
use rand::seq::{IndexedRandom as _, SliceRandom as _};
use rand::{RngExt as _, SeedableRng as _};
use serde_json::{Value, json};

use crate::harness::{EMPLOYER, PASSWORD, Reply, Service, World, engines, id_number, morning, text};

const VILLAGE: &str = "440703002101";
const NEXT_DOOR: &str = "440704001015";
const PATH: &str = "/api/v1/messages";

fn somebody() -> String {
    id_number("1980-05-06", 1)
}

fn registered(serial: u32, division: &str) -> Value {
    json!({"kind": "person_registered", "event_ref": format!("registered {serial}"), "person_ref": format!("P{serial}"),
        "effective_on": "2020-01-01", "id_number": id_number("1980-05-06", serial), "name": "例一", "sex": "male",
        "birth_date": "1980-05-06", "residence_division": division})
}

/// Gives one version of a filing as an event.
fn event(kind: &str, subject: &str, version: i64, data: &Value) -> Value {
    json!({"specversion": "1.0", "id": format!("{subject} {version}"), "source": "/hiring", "type": format!("bangfu.{kind}"),
        "subject": subject, "version": version, "data": data})
}

fn hire(subject: &str, version: i64, on: &str) -> Value {
    let data =
        json!({"id_number": somebody(), "employment_ref": "J", "form": "unit", "uscc": EMPLOYER, "effective_on": on});
    event("employment_started", subject, version, &data)
}

fn end(subject: &str, version: i64, on: &str) -> Value {
    let data = json!({"id_number": somebody(), "employment_ref": "J", "effective_on": on});
    event("employment_ended", subject, version, &data)
}

fn withdrawn(subject: &str, version: i64) -> Value {
    event("withdrawn", subject, version, &json!({"reason": "误报"}))
}

/// A service with a platform of the city.
struct City {
    service: Service,
    platform: String,
    /// The username of the platform's account.
    platform_name: String,
    administrator: String,
}

impl City {
    fn of(world: World, at: &str) -> Self {
        let service = world.serve(morning(at));
        let platform_name = service.account(Role::HiringPlatform, "440700");
        let session = json!({"username": platform_name, "password": PASSWORD});
        let platform = text(&service.post("/api/v1/sessions", "", &session).body["access_token"]);
        let administrator = service.token(Role::CityAdministrator, "440700");
        service.sends_employer(&platform);
        Self { service, platform, platform_name, administrator }
    }

    fn send(&self, event: &Value) -> Reply {
        self.send_as(&self.platform, event)
    }

    fn send_as(&self, token: &str, event: &Value) -> Reply {
        self.service.events(token, event)
    }

    fn send_all(&self, events: &[Value]) -> Reply {
        self.send_all_as(&self.platform, events)
    }

    fn send_all_as(&self, token: &str, events: &[Value]) -> Reply {
        self.service.events(token, &json!(events))
    }

    /// Gives the states of a filing's versions, each with its code.
    fn states(&self, subject: &str) -> Vec<(i64, String, Option<String>)> {
        let found = self.service.get(&format!("{PATH}?subject={subject}"), &self.administrator).body["items"].clone();
        let mut states: Vec<_> = found
            .as_array()
            .expect("items")
            .iter()
            .map(|message| {
                let code = message["code"].as_str().map(str::to_owned);
                (message["version"].as_i64().expect("a version"), text(&message["state"]), code)
            })
            .collect();
        states.sort();
        states
    }

    /// Gives the live facts about a person's employments in order: kind, day and employment.
    fn jobs(&self, serial: u32) -> Vec<(i16, String, String)> {
        owned_jobs(&self.service.world, serial).into_iter().map(|(kind, on, of, _)| (kind, on, of)).collect()
    }
}

/// Gives the live facts about a person's employments: kind, day, employment and the sender of its
/// reference.
fn owned_jobs(world: &World, serial: u32) -> Vec<(i16, String, String, String)> {
    let mut conn = world.conn();
    let void = diesel::alias!(fact as void);
    let query = fact::table
        .inner_join(employment::table.on(employment::id.nullable().eq(fact::employment_id)))
        .inner_join(sender::table.on(sender::id.eq(employment::sender_id)))
        .inner_join(person::table.on(fact::person_id.eq(person::id.nullable())))
        .filter(person::ref_.eq(format!("P{serial}")))
        .filter(not(exists(void.filter(void.field(fact::voids).eq(fact::position.nullable())))))
        .select((fact::kind, fact::effective_on, employment::ref_, sender::name));
    let rows: Vec<(i16, chrono::NaiveDate, String, String)> = query.load(&mut conn).expect("the facts are read");
    let mut jobs: Vec<_> = rows.into_iter().map(|(kind, on, of, whose)| (kind, on.to_string(), of, whose)).collect();
    jobs.sort();
    jobs
}

fn cities(at: &str) -> impl Iterator<Item = City> {
    engines().into_iter().map(move |engine| {
        let world = engine.fresh();
        world.record(&[registered(1, VILLAGE)], morning("2026-01-05"));
        City::of(world, at)
    })
}

fn why(reply: &Reply) -> (u16, &str, &str) {
    (reply.status, reply.body["code"].as_str().unwrap_or(""), reply.body["field"].as_str().unwrap_or(""))
}

#[test]
fn a_hire_is_recorded_once_however_often_and_in_whatever_form_it_comes() {
    for city in cities("2026-03-24") {
        let first = city.send(&hire("F1", 1, "2026-03-20"));
        assert_eq!((first.status, text(&first.body["state"])), (201, "applied".to_owned()), "{first:?}");
        assert_eq!(first.body.get("id_number"), None, "the platform is told no number");

        let again = city.send(&hire("F1", 1, "2026-03-20"));
        assert_eq!((again.status, &again.body["position"]), (200, &first.body["position"]));
        let fields = json!({"id_number": somebody(), "employment_ref": "J", "form": "unit", "uscc": EMPLOYER, "effective_on": "2026-03-20"});
        let headers = [
            ("Content-Type", "application/json"),
            ("ce-specversion", "1.0"),
            ("ce-id", "an%20other"),
            ("ce-source", "/hiring"),
            ("ce-type", "bangfu.employment_started"),
            ("ce-subject", "F1"),
            ("ce-version", "1"),
            ("ce-time", "2026-03-24T09:00:00+08:00"),
        ];
        let body = fields.to_string();
        let binary = city.service.send_bytes("POST", PATH, &city.platform, &headers, body.as_bytes());
        assert_eq!((binary.status, &binary.body["id"]), (200, &first.body["id"]), "{binary:?}");
        let batch = city.send_all(&[hire("F1", 1, "2026-03-20"), hire("F1", 1, "2026-03-20")]);
        assert_eq!((&batch.body[0]["status"], &batch.body[1]["status"]), (&json!(200), &json!(200)));
        assert_eq!(city.jobs(1), [(11, "2026-03-20".to_owned(), "J".to_owned())]);

        let other = city.send(&hire("F1", 1, "2026-03-21"));
        assert_eq!(why(&other), (409, "conflict", "version"));
        // Another source has its own filings; the employment is the same because the platform is
        // the same.
        let mut elsewhere = hire("F1", 1, "2026-03-21");
        elsewhere["source"] = json!("/agency");
        let elsewhere = city.send(&elsewhere);
        assert_eq!(why(&elsewhere), (202, "employment_exists", "employment_ref"));
        assert_eq!(elsewhere.body["state"], "parked");
    }
}

#[test]
fn what_is_no_event_is_refused_with_its_field_and_good_ones_land_beside_it() {
    for city in cities("2026-03-24") {
        let spoilt = |change: fn(&mut Value)| {
            let mut event = hire("F1", 1, "2026-03-20");
            change(&mut event);
            event
        };
        let events = [
            (spoilt(|e| e["specversion"] = json!("0.3")), (422, "bad_value", "specversion")),
            (spoilt(|e| e["type"] = json!("org.example.hired")), (422, "bad_value", "type")),
            (spoilt(|e| e["type"] = json!("bangfu.person_registered")), (422, "bad_value", "type")),
            (spoilt(|e| e["type"] = json!("bangfu.died")), (403, "forbidden", "")),
            (spoilt(|e| e["source"] = json!("")), (422, "bad_value", "source")),
            (spoilt(|e| e["version"] = json!(0)), (422, "bad_value", "version")),
            (spoilt(|e| e["version"] = json!(1.5)), (422, "bad_value", "version")),
            (spoilt(|e| e["time"] = json!("yesterday")), (422, "bad_value", "time")),
            (spoilt(|e| e["time"] = json!("0001-01-01T00:00:00Z")), (422, "bad_value", "time")),
            // In UTC, the zone of an export, this time falls in the year before.
            (spoilt(|e| e["time"] = json!("1900-01-01T00:00:00+08:00")), (422, "bad_value", "time")),
            (spoilt(|e| e["datacontenttype"] = json!("text/xml")), (422, "bad_value", "datacontenttype")),
            (spoilt(|e| e["colour"] = json!("red")), (400, "bad_request", "colour")),
            (spoilt(|e| e["data"]["id_number"] = json!("440703198005060114")), (422, "bad_value", "id_number")),
            (
                spoilt(|e| drop(e["data"].as_object_mut().map(|d| d.remove("id_number")))),
                (422, "missing_field", "id_number"),
            ),
            (spoilt(|e| e["data"]["uscc"] = json!("91350100M000100Y44")), (422, "bad_value", "uscc")),
            (spoilt(|e| e["data"]["person"] = json!(1)), (422, "unknown_field", "person")),
            (spoilt(|e| e["data"]["sender"] = json!("default")), (422, "unknown_field", "sender")),
            (spoilt(|e| e["data"]["event_ref"] = json!("x")), (422, "unknown_field", "event_ref")),
            (spoilt(|e| e["data"] = json!("x")), (400, "bad_request", "")),
            (event("withdrawn", "F1", 2, &json!({"why": "x"})), (422, "unknown_field", "why")),
        ];
        for (event, answer) in &events {
            assert_eq!(why(&city.send(event)), *answer, "{event}");
        }
        let batch: Vec<Value> =
            events.iter().map(|(event, _)| event.clone()).chain([hire("F1", 1, "2026-03-20")]).collect();
        let answers = city.send_all(&batch);
        assert_eq!(answers.status, 200, "{answers:?}");
        for (answer, (_, (status, code, _))) in answers.body.as_array().expect("a list").iter().zip(&events) {
            assert_eq!((&answer["status"], &answer["code"]), (&json!(status), &json!(code)), "{answer}");
        }
        assert_eq!(answers.body[events.len()]["status"], 201);
        assert!(!answers.text.contains("4407031980"), "no answer repeats a number");

        let many = vec![json!({}); 1_001];
        assert_eq!((city.send_all(&many).status, city.send_all(&many[1..]).status), (413, 200));
        // A message with a time ahead of the clock is filed at its arrival.
        let mut ahead = hire("F3", 1, "2026-03-20");
        (ahead["time"], ahead["data"]["employment_ref"]) = (json!("2026-03-25T09:00:00+08:00"), json!("K"));
        let ahead = city.send(&ahead);
        assert_eq!((ahead.status, &ahead.body["filed_at"]), (201, &json!("2026-03-24T01:00:00Z")), "{ahead:?}");

        let plain = city.service.post(PATH, &city.platform, &hire("F2", 1, "2026-03-20"));
        assert_eq!(why(&plain), (400, "bad_request", "Content-Type"));
    }
}

#[test]
fn who_is_not_registered_is_waited_for() {
    for city in cities("2026-03-24") {
        let unknown = id_number("1980-05-06", 3);
        let mut of_unknown = [hire("F1", 1, "2026-03-02"), end("F2", 1, "2026-03-20")];
        for event in &mut of_unknown {
            event["data"]["id_number"] = json!(unknown);
        }
        for event in of_unknown.iter().rev() {
            let kept = city.send(event);
            assert_eq!((why(&kept), &kept.body["state"]), ((202, "unknown_person", "id_number"), &json!("waiting")));
        }

        // The bureau sees the ID number that a message waits for, masked. Another platform and a
        // district see nothing.
        let waiting = city.service.get(&format!("{PATH}?state=waiting"), &city.administrator);
        assert_eq!(waiting.body["items"].as_array().map(Vec::len), Some(2));
        assert_eq!(waiting.body["items"][0]["id_number"], format!("{}********{}", &unknown[..6], &unknown[14..]));
        assert!(!waiting.text.contains(&unknown));
        let own = city.service.get(&format!("{PATH}?state=waiting"), &city.platform);
        assert_eq!((own.body["items"].as_array().map(Vec::len), own.text.contains("********")), (Some(2), false));
        for (role, division) in [(Role::HiringPlatform, "440700"), (Role::DistrictSupervisor, "440703")] {
            let token = city.service.token(role, division);
            assert_eq!(city.service.get(PATH, &token).body["items"], json!([]));
            assert_eq!(city.service.get(&format!("{PATH}/1"), &token).status, 404);
        }

        // The person is registered a month later; the hire still counts as filed in time.
        city.service.clock.set(morning("2026-04-25"));
        let administrator = city.service.token(Role::CityAdministrator, "440700");
        let fact = json!({"kind": "person_registered", "effective_on": "2026-02-01", "id_number": unknown, "name": "例二", "sex": "male",
            "birth_date": "1980-05-06", "residence_division": VILLAGE});
        assert_eq!(city.service.post("/api/v1/facts", &administrator, &fact).status, 201);
        let settled = city.service.get(&format!("{PATH}?state=applied"), &administrator).body["items"].clone();
        assert_eq!(settled.as_array().map(Vec::len), Some(3), "with the employer: {settled}");
        assert_eq!(settled[1]["settled_at"], "2026-04-25T01:00:00Z");
        let filings = city.service.get("/api/v1/filings?month=2026-03", &administrator).body["items"].clone();
        assert_eq!((&filings[0]["days"], &filings[0]["late"]), (&json!(22), &json!(false)), "{filings}");
    }
}

#[test]
fn an_import_of_lines_brings_what_was_waited_for_too() {
    for engine in engines() {
        let city = City::of(engine.fresh(), "2026-03-24");
        assert_eq!(city.send(&hire("F1", 1, "2026-03-20")).status, 202);
        city.service.world.record(&[registered(1, VILLAGE)], morning("2026-03-25"));
        assert_eq!(city.states("F1"), [(1, "applied".to_owned(), None)]);

        // An end may wait for a start from another sender.
        let mut of_other = end("F2", 1, "2026-03-22");
        of_other["data"]["employment_ref"] = json!("K");
        assert_eq!(why(&city.send(&of_other)), (202, "employment_unknown", "employment_ref"));
        let start = json!({"kind": "employment_started", "event_ref": "K", "person_ref": "P1", "employment_ref": "K",
            "form": "unit", "effective_on": "2026-03-02"});
        city.service.world.record(&[start], morning("2026-03-25"));
        assert_eq!(city.states("F2"), [(1, "applied".to_owned(), None)]);
        let job = |kind, on: &str, of: &str| (kind, on.to_owned(), of.to_owned());
        assert_eq!(city.jobs(1), [job(11, "2026-03-02", "K"), job(11, "2026-03-20", "J"), job(13, "2026-03-22", "K")]);
    }
}

#[test]
fn the_highest_version_counts_and_what_it_takes_back_is_void() {
    for city in cities("2026-03-24") {
        city.send(&hire("F1", 1, "2026-03-20"));
        city.send(&end("F2", 1, "2026-03-22"));
        let corrected = city.send(&hire("F1", 3, "2026-03-10"));
        assert_eq!(corrected.status, 201, "{corrected:?}");
        let late = city.send(&hire("F1", 2, "2026-03-15"));
        assert_eq!((late.status, &late.body["state"]), (202, &json!("superseded")));
        let of = |state: &str, code: Option<&str>| (state.to_owned(), code.map(str::to_owned));
        let states =
            |subject| city.states(subject).into_iter().map(|(_, state, code)| (state, code)).collect::<Vec<_>>();
        assert_eq!(states("F1"), [of("superseded", None), of("superseded", None), of("applied", None)]);
        // The end keeps its content: a correction of the start does not change it.
        let job = |kind, on: &str| (kind, on.to_owned(), "J".to_owned());
        assert_eq!(city.jobs(1), [job(11, "2026-03-10"), job(13, "2026-03-22")]);

        // A start after the end parks the end; without a start, the end waits.
        city.send(&hire("F1", 4, "2026-03-23"));
        assert_eq!(states("F2"), [of("parked", Some("end_not_after_start"))]);
        let withdrawn = city.send(&withdrawn("F1", 5));
        assert_eq!((withdrawn.status, &withdrawn.body["state"]), (202, &json!("withdrawn")));
        assert_eq!(states("F2"), [of("waiting", Some("employment_unknown"))]);
        assert_eq!(city.jobs(1), []);
        // A withdrawn hire can be filed again.
        city.send(&hire("F1", 6, "2026-03-01"));
        assert_eq!(city.jobs(1), [job(11, "2026-03-01"), job(13, "2026-03-22")]);
        let person = city.service.post("/api/v1/people/search", &city.administrator, &json!({"id_number": somebody()}));
        let explained = format!("/api/v1/people/{}/explanation?on=2026-03-21", person.body["items"][0]["id"]);
        assert_eq!(city.service.get(&explained, &city.administrator).body["employed"], true);
    }
}

#[test]
fn what_breaks_a_rule_is_parked_and_tried_again_by_the_bureau() {
    for city in cities("2026-03-24") {
        let mut child = hire("F1", 1, "1995-01-01");
        child["data"]["effective_on"] = json!("1995-01-01");
        let parked = city.send(&child);
        assert_eq!((why(&parked), &parked.body["state"]), ((202, "child_labour", "effective_on"), &json!("parked")));
        assert!(parked.body["detail"].as_str().is_some_and(|detail| detail.starts_with("Field effective_on:")));

        // A district's platform cannot reach a person in a neighbouring division, and the answer
        // does not reveal the person.
        city.service.world.record(&[registered(3, NEXT_DOOR)], morning("2026-03-24"));
        let district = city.service.token(Role::HiringPlatform, "440703");
        city.service.sends_employer(&district);
        let mut next_door = hire("F2", 1, "2026-03-20");
        next_door["data"]["id_number"] = json!(id_number("1980-05-06", 3));
        let waiting = city.send_as(&district, &next_door);
        assert_eq!(why(&waiting), (202, "unknown_person", "id_number"));
        let path = format!("{PATH}/{}/retry", waiting.body["id"]);
        let supervisor = city.service.token(Role::DistrictSupervisor, "440703");
        let retry = || city.service.send("POST", &path, &supervisor, &[], None);
        assert_eq!((retry().status, &retry().body["state"]), (200, &json!("waiting")));
        let moved = json!({"kind": "person_changed", "event_ref": "moved", "person_ref": "P3", "effective_on": "2026-03-24",
            "residence_division": VILLAGE});
        city.service.world.record(&[moved], morning("2026-03-24"));
        assert_eq!((retry().body["state"].clone(), retry().status), (json!("applied"), 409));
        assert_eq!(city.service.send("POST", &path, &district, &[], None).status, 403);
    }
}

#[test]
fn what_was_recorded_stays_when_its_person_moves_out_of_reach() {
    for city in cities("2026-03-24") {
        let district = city.service.token(Role::HiringPlatform, "440703");
        city.service.sends_employer(&district);
        assert_eq!(city.send_as(&district, &hire("F1", 1, "2026-03-10")).status, 201);
        let moved = json!({"kind": "person_changed", "event_ref": "moved", "person_ref": "P1", "effective_on": "2026-03-20",
            "residence_division": NEXT_DOOR});
        city.service.world.record(&[moved], morning("2026-03-24"));
        let end = city.send_as(&district, &end("F2", 1, "2026-03-22"));
        assert_eq!(why(&end), (202, "unknown_person", "id_number"));
        assert_eq!(city.jobs(1), [(11, "2026-03-10".to_owned(), "J".to_owned())]);

        // An account moved to another division still sees its own messages.
        let accounts = city.service.get("/api/v1/accounts?limit=200", &city.administrator).body["items"].clone();
        let of_district = |account: &&Value| account["role"] == "hiring_platform" && account["division"] == "440703";
        let account = accounts.as_array().expect("accounts").iter().find(of_district).expect("the account").clone();
        let path = format!("/api/v1/accounts/{}", text(&account["id"]));
        let tag = format!("\"{}\"", account["version"]);
        let change = json!({"division": "440704"});
        let headers = [("If-Match", tag.as_str())];
        assert_eq!(city.service.send("PATCH", &path, &city.administrator, &headers, Some(&change)).status, 200);
        let session = json!({"username": account["username"], "password": PASSWORD});
        let token = text(&city.service.post("/api/v1/sessions", "", &session).body["access_token"]);
        assert_eq!(city.service.get(PATH, &token).body["items"].as_array().map(Vec::len), Some(3));
    }
}

#[test]
fn what_the_bureau_voids_by_hand_stays_void_until_it_is_tried_again() {
    for city in cities("2026-03-24") {
        let hired = city.send(&hire("F1", 1, "2026-03-10"));
        let void = json!({"kind": "voided", "voids": hired.body["position"], "effective_on": "2026-03-24"});
        assert_eq!(city.service.post("/api/v1/facts", &city.administrator, &void).status, 201);
        let voided = [(1, "parked".to_owned(), Some("already_voided".to_owned()))];
        assert_eq!(city.states("F1"), voided);

        // The right start comes from another sender, and the platform's end belongs to it.
        let right = json!({"kind": "employment_started", "event_ref": "J", "person_ref": "P1", "employment_ref": "J", "form": "unit",
            "effective_on": "2026-03-12"});
        city.service.world.record(&[right], morning("2026-03-24"));
        assert_eq!(city.send(&end("F2", 1, "2026-03-22")).status, 201);
        let job = |kind, on: &str| (kind, on.to_owned(), "J".to_owned());
        assert_eq!(
            (city.jobs(1), city.states("F1")),
            (vec![job(11, "2026-03-12"), job(13, "2026-03-22")], voided.to_vec())
        );

        let retry =
            city.service.send("POST", &format!("{PATH}/{}/retry", hired.body["id"]), &city.administrator, &[], None);
        assert_eq!(retry.body["state"], "applied", "{retry:?}");
        assert_eq!(city.jobs(1), [job(11, "2026-03-10"), job(11, "2026-03-12"), job(13, "2026-03-22")]);
    }
}

#[test]
fn of_somebody_registered_twice_either_number_will_do() {
    for city in cities("2026-03-24") {
        let merged = json!({"kind": "person_merged", "event_ref": "merged", "person_ref": "P1", "other_ref": "P3", "effective_on": "2026-03-01"});
        city.service.world.record(&[registered(3, VILLAGE), merged], morning("2026-03-24"));
        assert_eq!(why(&city.send(&end("F1", 1, "2026-03-22"))), (202, "employment_unknown", "employment_ref"));
        let started = json!({"kind": "employment_started", "event_ref": "J", "person_ref": "P3", "employment_ref": "J", "form": "unit",
            "effective_on": "2026-03-02"});
        city.service.world.record(&[started], morning("2026-03-24"));
        assert_eq!(city.states("F1"), [(1, "applied".to_owned(), None)]);

        // A filing stays with the registration of its number, and returns to it if the merge was
        // wrong.
        let mut of_other = hire("F2", 1, "2026-03-05");
        of_other["data"]["id_number"] = json!(id_number("1980-05-06", 3));
        of_other["data"]["employment_ref"] = json!("K");
        assert_eq!(city.send(&of_other).status, 201);
        assert!(city.jobs(3).contains(&(11, "2026-03-05".to_owned(), "K".to_owned())));
    }
}

/// A version of a filing: the platform, the filing, the version, and its kind, person and day;
/// `None` is a withdrawal.
type Version = (usize, String, i64, Option<(&'static str, u32, &'static str)>);

/// Generates filings about two employments of two persons, with corrections and withdrawals. The
/// second platform sends only starts.
fn filings(random: &mut Xoshiro256PlusPlus) -> Vec<Version> {
    const DAYS: [&str; 5] = ["2026-03-02", "2026-03-05", "2026-03-09", "2026-03-12", "2026-03-20"];
    let kinds = [
        (0, "employment_started", 0.6),
        (0, "employment_started", 0.3),
        (0, "employment_ended", 0.8),
        (0, "employment_ended", 0.4),
        (0, "pay_changed", 0.8),
        (1, "employment_started", 0.5),
    ];
    let mut versions = Vec::new();
    for job in ["J", "K"] {
        for (n, (platform, kind, share)) in kinds.into_iter().enumerate() {
            if !random.random_bool(share) {
                continue;
            }
            for version in 1..=random.random_range(1..=3) {
                let person = if random.random_bool(0.8) { 1 } else { 3 };
                let says = (kind, person, *DAYS.choose(random).expect("a day"));
                let says = Some(says).filter(|_| random.random_bool(0.8));
                versions.push((platform, format!("{job}{n}"), version, says));
            }
        }
    }
    versions
}

/// The result of a run: the live employment facts of each person with the owner of each employment,
/// and the state of each filing's last version.
type Ended = (Vec<Vec<(i16, String, String, String)>>, BTreeMap<String, (i64, String, Option<String>)>);

/// Sends messages to a service of its own and gives the result. One person is registered only after
/// `registration` messages.
fn play(world: World, versions: &[&Version], registration: usize, random: &mut Xoshiro256PlusPlus) -> Ended {
    world.record(&[registered(1, VILLAGE)], morning("2026-01-05"));
    let city = City::of(world, "2026-03-24");
    let second = city.service.token(Role::HiringPlatform, "440700");
    city.service.sends_employer(&second);
    let events: Vec<Value> = versions
        .iter()
        .map(|(_, subject, version, says)| match says {
            None => withdrawn(subject, *version),
            Some((kind, person, on)) => {
                let mut data = json!({"id_number": id_number("1980-05-06", *person), "employment_ref": subject[..1], "effective_on": on});
                match *kind {
                    "employment_started" => (data["form"], data["uscc"]) = (json!("unit"), json!(EMPLOYER)),
                    "pay_changed" => data["monthly_pay"] = json!(300_000),
                    _ => {}
                }
                event(kind, subject, *version, &data)
            }
        })
        .collect();
    let mut sent = 0;
    let mut is_registered = false;
    while sent < events.len() || !is_registered {
        if sent >= registration && !is_registered {
            city.service.world.record(&[registered(3, VILLAGE)], morning("2026-03-24"));
            is_registered = true;
        }
        let whose = versions.get(sent).map_or(0, |version| version.0);
        let run = versions[sent..].iter().take_while(|version| version.0 == whose).count();
        let until = sent + run.min(random.random_range(1..=4));
        let token = if whose == 0 { &city.platform } else { &second };
        let reply = city.send_all_as(token, &events[sent..until]);
        assert_eq!(reply.status, 200, "{reply:?}");
        for answer in reply.body.as_array().expect("a list") {
            assert!([200, 201, 202].map(Value::from).contains(&answer["status"]), "{answer}");
        }
        sent = until;
    }
    let counting = versions.iter().map(|(_, subject, ..)| {
        let last = city.states(subject).pop().expect("a version");
        (subject.clone(), last)
    });
    let counting = counting.collect();
    // The names of the accounts differ from run to run.
    let first = format!("messages:{}", city.platform_name);
    let of = |serial| {
        let jobs = owned_jobs(&city.service.world, serial).into_iter();
        let mut jobs: Vec<_> = jobs
            .map(|(kind, on, job, whose)| (kind, on, job, if whose == first { "first" } else { "second" }.to_owned()))
            .collect();
        jobs.sort();
        jobs
    };
    (vec![of(1), of(3)], counting)
}

#[test]
fn any_mix_of_messages_ends_as_the_orderly_one() {
    let cases = std::env::var("BANGFU_MIXES").ok().and_then(|cases| cases.parse().ok()).unwrap_or(12);
    for engine in engines() {
        for seed in 0..cases {
            let random = &mut Xoshiro256PlusPlus::seed_from_u64(seed);
            let versions = filings(random);
            let orderly: Vec<_> = versions.iter().collect();
            let mut mixed: Vec<_> = versions.iter().filter(|_| random.random_bool(0.3)).chain(&versions).collect();
            mixed.shuffle(random);
            let registration = random.random_range(0..=mixed.len());

            let wanted = play(engine.fresh(), &orderly, 0, random);
            let ended = play(engine.fresh(), &mixed, registration, random);
            assert_eq!(ended, wanted, "{engine:?}, seed {seed}: {mixed:?}");
        }
    }
}
