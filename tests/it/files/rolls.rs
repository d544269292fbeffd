//! Rolls of other authorities held against the ledger, and lists of deaths and absences, over HTTP.

use bangfu::auth::Role;
use diesel::connection::SimpleConnection as _;
use serde_json::{Value, json};

use crate::harness::{Engine, Reply, Service, engines, id_number, morning, text};

const VILLAGE: &str = "440703002101";
const NEXT_DOOR: &str = "440704001015";
const ONE: &str = "91350100M000100Y43";
const OTHER: &str = "91440700MA4UQB0P55";
const BORN: &str = "1980-05-06";

fn number(serial: u32) -> String {
    id_number(BORN, serial)
}

/// Somebody who wants work, with a serial number of their own.
fn seeker(person: &str, serial: u32, division: &str) -> Vec<Value> {
    vec![
        json!({"kind": "person_registered", "event_ref": person, "person_ref": person, "effective_on": "2020-01-01",
            "id_number": number(serial), "name": "例一", "sex": "male", "birth_date": BORN, "residence_division": division}),
        json!({"kind": "wish_declared", "event_ref": format!("wish of {person}"), "person_ref": person,
            "effective_on": "2020-01-01", "work": true, "help": true}),
    ]
}

/// A job from a day on, at an employer if one is named.
fn started(person: &str, form: &str, on: &str, uscc: Option<&str>) -> Value {
    let job = format!("job of {person}");
    let mut line = json!({"kind": "employment_started", "event_ref": job, "person_ref": person, "employment_ref": job,
        "form": form, "effective_on": on});
    if let Some(uscc) = uscc {
        line["uscc"] = json!(uscc);
    }
    line
}

fn service(engine: &Engine, names: &[&str], lines: &[Value]) -> Service {
    let world = engine.fresh();
    let mut seekers: Vec<Value> = (1..).zip(names).flat_map(|(serial, name)| seeker(name, serial, VILLAGE)).collect();
    seekers.extend(seeker("next door", 99, NEXT_DOOR));
    world.record(&seekers, morning("2026-01-05"));
    world.record(lines, morning("2026-04-05"));
    world.serve(morning("2026-05-15"))
}

fn send(service: &Service, token: &str, roll: &str, rows: &[(u32, &str)]) -> Reply {
    let mut file = "身份证号码,统一社会信用代码\n".to_owned();
    for (serial, uscc) in rows {
        file += &format!("{},{uscc}\n", number(*serial));
    }
    service.upload(&format!("/api/v1/rolls/{roll}?complete=true"), token, "text/csv", file.as_bytes())
}

/// What differs: the serial numbers and employers of the persons, by their references.
fn differences(service: &Service, token: &str, query: &str) -> Vec<(String, Value)> {
    let reply = service.get(&format!("/api/v1/rolls/{query}"), token);
    assert_eq!(reply.status, 200, "{reply:?}");
    let items = reply.body["items"].as_array().expect("a list").clone();
    let named = |item: &Value| {
        let person = service
            .get(&format!("/api/v1/people/{}", item["person"]), &service.token(Role::CityAdministrator, "440700"));
        (text(&person.body["person_ref"]), item.clone())
    };
    items.iter().map(named).collect()
}

/// The number of a person, by their reference.
fn person(service: &Service, token: &str, name: &str) -> i64 {
    let items = service.get("/api/v1/people?limit=200", token).body["items"].clone();
    let listed = items.as_array().expect("a list").iter().find(|item| item["person_ref"] == name);
    listed.and_then(|item| item["id"].as_i64()).unwrap_or_else(|| panic!("{name}: {items}"))
}

fn names(found: &[(String, Value)]) -> Vec<&str> {
    found.iter().map(|(name, _)| name.as_str()).collect()
}

#[test]
fn an_employment_nobody_pays_for_in_two_months_and_a_contribution_without_one_are_told() {
    let people =
        ["paid", "unpaid", "other", "own", "new", "edge", "ended", "pensioner", "flexible", "march", "noted", "early"];
    for engine in engines() {
        let unit = |person: &str, on: &str| started(person, "unit", on, Some(ONE));
        let lines = [
            unit("paid", "2026-01-01"),
            unit("unpaid", "2026-01-01"),
            unit("other", "2026-01-01"),
            started("own", "unit", "2026-01-01", None),
            unit("new", "2026-03-02"),
            unit("edge", "2026-03-01"),
            unit("ended", "2026-01-01"),
            json!({"kind": "employment_ended", "event_ref": "end", "person_ref": "ended", "employment_ref": "job of ended",
                "effective_on": "2026-04-30"}),
            unit("pensioner", "2026-01-01"),
            json!({"kind": "absence_started", "event_ref": "pension", "person_ref": "pensioner", "absence": "pension",
                "effective_on": "2026-02-01"}),
            started("flexible", "flexible", "2026-01-01", Some(ONE)),
            unit("march", "2026-01-01"),
            started("next door", "public_welfare", "2026-01-01", Some(ONE)),
            json!({"kind": "person_registered", "event_ref": "old", "person_ref": "old", "effective_on": "2020-01-01",
                "id_number": id_number("1950-05-06", 1), "name": "例一", "sex": "male", "birth_date": "1950-05-06",
                "residence_division": VILLAGE}),
            unit("old", "2026-01-01"),
            unit("early", "2026-01-01"),
            json!({"kind": "absence_started", "event_ref": "early retirement", "person_ref": "early", "absence": "early_retired",
                "effective_on": "2026-02-01"}),
        ];
        let service = service(&engine, &people, &lines);
        let department = service.token(Role::Department, "440700");
        let bureau = service.token(Role::CityAdministrator, "440700");

        let march = [(1, ONE), (10, ONE), (50, ONE)];
        let reply = send(&service, &department, "contributions/2026-03", &march);
        assert_eq!(reply.status, 200, "{reply:?}");
        assert_eq!(
            reply.body,
            json!({"rows": 3, "added": 2, "known": 0, "unregistered": 1, "refused": 0, "refusals": [], "complete": true})
        );
        let missing = service.get("/api/v1/rolls/contributions/2026-04/differences?difference=unpaid", &bureau);
        assert_eq!(missing.status, 404, "{engine:?} {missing:?}");

        // Who works for somebody the hire does not name may work for whoever pays.
        let april =
            [(1, ONE), (3, OTHER), (4, ""), (4, OTHER), (9, ONE), (11, ""), (11, ONE), (11, OTHER), (99, OTHER)];
        let reply = send(&service, &department, "contributions/2026-04", &april);
        assert_eq!(reply.body["added"], 9);
        let alone = service.get("/api/v1/rolls/contributions/2026-03/differences?difference=unpaid", &bureau);
        assert_eq!(alone.status, 404, "February is not there: {alone:?}");

        let unpaid = differences(&service, &bureau, "contributions/2026-04/differences?difference=unpaid");
        assert_eq!(names(&unpaid), ["unpaid", "other", "edge", "next door"]);
        let told = |field: &str| unpaid[1].1[field].clone();
        assert_eq!(
            ["difference", "division", "employer", "since", "late_from"].map(told),
            [json!("unpaid"), json!(VILLAGE), json!(ONE), json!("2026-01-01"), Value::Null]
        );
        let unfiled = differences(&service, &bureau, "contributions/2026-04/differences?difference=unfiled");
        let told: Vec<_> = unfiled.iter().map(|(name, item)| (name.as_str(), text(&item["employer"]))).collect();
        // Whoever works for themselves is not employed by who pays.
        let who = ["other", "flexible", "noted", "noted", "next door"].into_iter();
        assert_eq!(told, who.zip([OTHER, ONE, ONE, OTHER, OTHER].map(str::to_owned)).collect::<Vec<_>>());
        assert_eq!(unfiled[0].1["late_from"], "2026-05-31");

        // Page by page they are the same.
        let mut paged = Vec::new();
        let mut after = String::new();
        loop {
            let query = format!("/api/v1/rolls/contributions/2026-04/differences?difference=unpaid&limit=1{after}");
            let page = service.get(&query, &bureau).body;
            paged.extend(page["items"].as_array().expect("a list").clone());
            let Some(next) = page["next"].as_str() else { break };
            after = format!("&after={next}");
        }
        assert_eq!(paged, unpaid.iter().map(|(_, item)| item.clone()).collect::<Vec<_>>());

        // Everybody sees their own part of the city.
        let village = service.token(Role::CommunityCaseworker, NEXT_DOOR);
        let here = differences(&service, &village, "contributions/2026-04/differences?difference=unpaid");
        assert_eq!(names(&here), ["next door"]);
        let there = format!("contributions/2026-04/differences?difference=unpaid&division={VILLAGE}");
        assert_eq!(service.get(&format!("/api/v1/rolls/{there}"), &village).status, 404);
        assert_eq!(names(&differences(&service, &bureau, &there)), ["unpaid", "other", "edge"]);
        let unfiled = format!("contributions/2026-04/differences?difference=unfiled&division={NEXT_DOOR}");
        assert_eq!(names(&differences(&service, &bureau, &unfiled)), ["next door"]);

        // Filed late, a hire is no difference any more; nor is one that was paid for late.
        let hire = json!({"kind": "employment_started", "event_ref": "late", "person_ref": "noted", "employment_ref": "late",
            "form": "unit", "uscc": ONE, "effective_on": "2026-04-30"});
        service.world.record(&[hire], morning("2026-05-15"));
        let late = send(&service, &department, "contributions/2026-04", &[(2, ONE), (1, ONE)]);
        assert_eq!((late.body["added"].clone(), late.body["known"].clone()), (json!(1), json!(1)));
        let unpaid = differences(&service, &bureau, "contributions/2026-04/differences?difference=unpaid");
        assert_eq!(names(&unpaid), ["other", "edge", "next door"]);
        let unfiled = differences(&service, &bureau, "contributions/2026-04/differences?difference=unfiled");
        let told: Vec<_> = unfiled.iter().map(|(name, item)| (name.as_str(), text(&item["employer"]))).collect();
        let who = ["other", "flexible", "noted", "next door"].into_iter();
        assert_eq!(told, who.zip([OTHER, ONE, OTHER, OTHER].map(str::to_owned)).collect::<Vec<_>>());
    }
}

#[test]
fn what_was_paid_under_a_number_that_was_given_up_is_of_who_stays() {
    for engine in engines() {
        let service = service(&engine, &["stays", "given up"], &[started("stays", "unit", "2026-01-01", Some(ONE))]);
        let bureau = service.token(Role::CityAdministrator, "440700");
        let unpaid = |service: &Service| {
            let found = differences(service, &bureau, "contributions/2026-04/differences?difference=unpaid");
            names(&found).into_iter().map(str::to_owned).collect::<Vec<_>>()
        };
        for month in ["2026-03", "2026-04"] {
            assert_eq!(send(&service, &bureau, &format!("contributions/{month}"), &[(2, ONE)]).status, 200);
        }
        assert_eq!(unpaid(&service), ["stays"], "{engine:?}");

        let (stays, other) = (person(&service, &bureau, "stays"), person(&service, &bureau, "given up"));
        let compared = service.get(&format!("/api/v1/people/{stays}/duplicates/{other}"), &bureau);
        let merged = service.send(
            "POST",
            &format!("/api/v1/people/{stays}/merges"),
            &bureau,
            &[("If-Match", &compared.headers["etag"])],
            Some(&json!({"other": other})),
        );
        assert!(merged.status < 300, "{merged:?}");
        assert_eq!(unpaid(&service), [""; 0]);

        // Under either number it is one contribution.
        let march = "contributions/2026-03";
        assert_eq!(send(&service, &bureau, march, &[(1, OTHER), (2, OTHER)]).body["added"], 2);
        let unfiled = differences(&service, &bureau, "contributions/2026-03/differences?difference=unfiled");
        assert_eq!(names(&unfiled), ["stays"]);

        // Also what comes afterwards under that number.
        assert_eq!(service.send("DELETE", "/api/v1/rolls/contributions/2026-04", &bureau, &[], None).status, 204);
        assert_eq!(service.send("DELETE", "/api/v1/rolls/contributions/2026-03", &bureau, &[], None).status, 204);
        assert_eq!(send(&service, &bureau, "contributions/2026-03", &[(50, ONE)]).status, 200);
        assert_eq!(send(&service, &bureau, "contributions/2026-04", &[(2, ONE)]).status, 200);
        assert_eq!(unpaid(&service), [""; 0]);

        let merge = service.get(&format!("/api/v1/people/{stays}/merges"), &bureau).body["items"][0]["id"].clone();
        let separated = service.send("DELETE", &format!("/api/v1/people/{stays}/merges/{merge}"), &bureau, &[], None);
        assert!(separated.status < 300, "{separated:?}");
        assert_eq!(unpaid(&service), ["stays"]);
    }
}

#[test]
fn who_is_determined_for_what_a_roll_does_not_say_and_who_might_be_are_told() {
    for engine in engines() {
        let determined = |person: &str, category: &str| {
            json!({"kind": "person_determined", "event_ref": format!("determination of {person}"), "person_ref": person,
                "category": category, "effective_on": "2026-03-10"})
        };
        let people = ["listed", "not listed", "other category", "seeks", "works", "later", "until May", "wants none"];
        let lines = [
            determined("listed", "low_income"),
            determined("not listed", "low_income"),
            determined("other category", "disabled"),
            started("works", "unit", "2026-01-01", None),
            determined("until May", "low_income"),
        ];
        let service = service(&engine, &people, &lines);
        let bureau = service.token(Role::CityAdministrator, "440700");
        let mut later = determined("later", "low_income");
        later["effective_on"] = json!("2026-05-10");
        let after = [
            later,
            // Left the register for a job of a week.
            started("until May", "unit", "2026-05-04", None),
            json!({"kind": "employment_ended", "event_ref": "end", "person_ref": "until May", "employment_ref": "job of until May",
                "effective_on": "2026-05-11"}),
            json!({"kind": "wish_declared", "event_ref": "not now", "person_ref": "wants none", "work": false, "help": false,
                "effective_on": "2026-05-11"}),
        ];
        service.world.record(&after, morning("2026-05-15"));
        let roll = [(1, ""), (3, ""), (4, ""), (5, ""), (6, ""), (7, ""), (8, ""), (99, "")];
        assert_eq!(send(&service, &bureau, "low_income/2026-04", &roll).body["added"], 8, "{engine:?}");

        let found = differences(&service, &bureau, "low_income/2026-04/differences?difference=not_listed");
        assert_eq!(names(&found), ["not listed"]);
        assert_eq!(found[0].1["since"], "2026-03-10");
        let found = differences(&service, &bureau, "low_income/2026-04/differences?difference=not_determined");
        assert_eq!(names(&found), ["other category", "seeks", "next door"]);

        let next_door = |difference: &str| {
            let query = format!("low_income/2026-04/differences?difference={difference}&division={NEXT_DOOR}");
            names(&differences(&service, &bureau, &query)).join(" ")
        };
        assert_eq!(["not_listed", "not_determined"].map(next_door), ["", "next door"]);

        let of_none = service.get("/api/v1/rolls/disabled/2026-04/differences?difference=not_listed", &bureau);
        assert_eq!(of_none.status, 404, "it did not come");
        let nonsense = service.get("/api/v1/rolls/low_income/2026-04/differences?difference=unpaid", &bureau);
        assert_eq!((nonsense.status, &nonsense.body["field"]), (400, &json!("difference")));
        let before = send(&service, &bureau, "low_income/2026-02", &roll);
        assert_eq!(before.status, 200);
        let found = differences(&service, &bureau, "low_income/2026-02/differences?difference=not_listed");
        assert_eq!(names(&found), [""; 0], "nobody was determined by then");
    }
}

#[test]
fn a_roll_is_of_the_whole_city_of_a_month_that_has_begun_and_its_bad_rows_are_told() {
    for engine in engines() {
        let service = service(&engine, &["one"], &[]);
        let department = service.token(Role::Department, "440700");
        let bureau = service.token(Role::CityAdministrator, "440700");

        let of_district = service.token(Role::Department, "440703");
        assert_eq!(send(&service, &of_district, "contributions/2026-04", &[(1, ONE)]).status, 403, "{engine:?}");
        assert_eq!(service.send("DELETE", "/api/v1/rolls/contributions/2026-04", &of_district, &[], None).status, 403);
        let ahead = send(&service, &department, "contributions/2026-06", &[(1, ONE)]);
        assert_eq!((ahead.status, &ahead.body["field"]), (422, &json!("month")), "{ahead:?}");
        let long_ago = send(&service, &department, "contributions/2024-04", &[(1, ONE)]);
        assert_eq!((long_ago.status, &long_ago.body["field"]), (422, &json!("month")), "{long_ago:?}");
        assert_eq!(send(&service, &department, "disabled/2024-05", &[(1, "")]).status, 200, "two years ago");
        assert_eq!(service.send("DELETE", "/api/v1/rolls/disabled/2024-05", &department, &[], None).status, 204);
        assert_eq!(send(&service, &department, "pensions/2026-04", &[(1, ONE)]).status, 404);
        let unitless = format!("身份证号码\n{}\n", number(1));
        let unitless =
            service.upload("/api/v1/rolls/contributions/2026-05", &department, "text/csv", unitless.as_bytes());
        assert_eq!(unitless.status, 400, "nobody is said to pay: {unitless:?}");
        let headless =
            service.upload("/api/v1/rolls/contributions/2026-04", &department, "text/csv", "a,b\n1,2\n".as_bytes());
        assert_eq!(headless.status, 400, "{headless:?}");

        let file =
            format!("身份证号码,统一社会信用代码\n{},{ONE}\n110105194912310021,{ONE}\n{},123\n", number(1), number(1));
        let reply = service.upload(
            "/api/v1/rolls/contributions/2026-05?complete=true",
            &department,
            "text/csv",
            file.as_bytes(),
        );
        let counts = ["added", "refused", "complete"].map(|field| reply.body[field].clone());
        assert_eq!(counts, [json!(1), json!(2), json!(false)], "refused rows are still to come: {reply:?}");
        let rows: Vec<_> =
            reply.body["refusals"].as_array().expect("rows").iter().map(|row| row["row"].clone()).collect();
        assert_eq!(rows, [json!(3), json!(4)]);
        assert!(!reply.text.contains(&number(1)), "no number is repeated");

        // A part of a roll is held against nothing, and only who sends it goes on with it.
        let query = "/api/v1/rolls/contributions/2026-05/differences?difference=unfiled";
        assert_eq!(service.get(query, &bureau).status, 404);
        let another = service.token(Role::Department, "440700");
        assert_eq!(send(&service, &another, "contributions/2026-05", &[(1, ONE)]).status, 403);
        assert_eq!(service.send("DELETE", "/api/v1/rolls/contributions/2026-05", &another, &[], None).status, 403);
        assert_eq!(service.get("/api/v1/rolls", &bureau).body["items"][0]["complete"], false);
        // Rows that say the same count once and keep nothing from being complete.
        let again = send(&service, &bureau, "contributions/2026-05", &[(1, ONE), (1, ONE), (50, ONE)]);
        let counts = ["rows", "added", "known", "unregistered", "complete"].map(|field| again.body[field].clone());
        assert_eq!(counts, [json!(3), json!(0), json!(2), json!(1), json!(true)], "{again:?}");
        let part = service.upload("/api/v1/rolls/contributions/2026-05", &department, "text/csv", file.as_bytes());
        assert_eq!(part.body["complete"], true, "it was said before: {part:?}");
        // Also where every row of a file is refused.
        let refused = "身份证号码,统一社会信用代码\n110105194912310021,\n".as_bytes();
        let refused_of = |token: &str| {
            let path = "/api/v1/rolls/contributions/2026-05?complete=true";
            service.upload(path, token, "text/csv", refused)
        };
        assert_eq!(refused_of(&department).body["complete"], true);
        assert_eq!(refused_of(&another).status, 403);
        assert_eq!(service.get(query, &bureau).status, 200);

        let list = service.get("/api/v1/rolls", &department);
        assert_eq!(list.body["items"][0]["roll"], "contributions");
        assert_eq!(
            (list.body["items"][0]["month"].clone(), list.body["items"][0]["listed"].clone()),
            (json!("2026-05"), json!(1))
        );
        let query = "/api/v1/rolls/contributions/2026-05/differences?difference=unfiled";
        assert_eq!(service.get(query, &department).status, 403, "who sends it sees nobody");
        let audit = service.get("/api/v1/audit?limit=200", &bureau).text;
        assert!(audit.contains("roll_added") && audit.contains("contributions 2026-05"), "{audit}");
        assert_eq!(service.send("DELETE", "/api/v1/rolls/contributions/2026-05", &department, &[], None).status, 204);
        assert_eq!(service.send("DELETE", "/api/v1/rolls/contributions/2026-05", &department, &[], None).status, 404);
        assert_eq!(service.get("/api/v1/rolls", &department).body["items"], json!([]));
    }
}

#[test]
fn a_list_of_deaths_or_absences_becomes_facts_once_and_says_what_it_could_not() {
    for engine in engines() {
        let service = service(&engine, &["one", "two", "born later"], &[]);
        let department = service.token(Role::Department, "440700");
        let bureau = service.token(Role::CityAdministrator, "440700");
        let send = |query: &str, rows: &[(String, &str)]| {
            let mut file = "姓名,公民身份号码,发生日期\n".to_owned();
            for (number, on) in rows {
                file += &format!("例一,{number},{on}\n");
            }
            service.upload(&format!("/api/v1/messages/list?kind={query}"), &department, "text/csv", file.as_bytes())
        };
        let counts = |reply: &Reply| {
            ["applied", "known", "unregistered", "unsettled", "refused"]
                .map(|field| reply.body[field].as_i64().unwrap_or(-1))
        };

        let rows =
            [(number(1), "2026-04-20"), (number(2), "20260421"), (number(50), "2026-04-21"), (number(3), "1979-01-01")];
        let reply = send("absence_started&absence=pension", &rows);
        assert_eq!((reply.status, counts(&reply)), (200, [2, 0, 1, 1, 0]), "{engine:?} {reply:?}");
        assert_eq!(
            (&reply.body["refusals"][0]["row"], &reply.body["refusals"][0]["code"]),
            (&json!(5), &json!("before_birth"))
        );
        assert_eq!(
            counts(&send("absence_started&absence=pension", &rows)),
            [0, 2, 1, 1, 0],
            "sent again it says nothing, and what was not settled is told again"
        );
        let with_status = |status: &str| {
            let found = service.post("/api/v1/people/search", &bureau, &json!({"status": status}));
            let items = found.body["items"].as_array().unwrap_or_else(|| panic!("{found:?}")).clone();
            items.iter().map(|item| text(&item["person_ref"])).collect::<Vec<_>>()
        };
        assert_eq!(with_status("absent"), ["one", "two"]);

        assert_eq!(counts(&send("absence_ended&absence=pension", &[(number(1), "2026-05-01")])), [1, 0, 0, 0, 0]);
        assert_eq!(with_status("absent"), ["two"]);

        assert_eq!(counts(&send("died", &[(number(2), "2026-05-02")])), [1, 0, 0, 0, 0]);
        let other_day = send("died", &[(number(2), "2026-05-03"), (number(1), "2026-05-16"), (number(1), "")]);
        assert_eq!(counts(&other_day), [0, 0, 0, 0, 3], "{other_day:?}");
        let codes: Vec<_> =
            other_day.body["refusals"].as_array().expect("rows").iter().map(|row| text(&row["code"])).collect();
        assert_eq!(codes, ["bad_value", "missing_field", "conflict"]);
        assert_eq!(with_status("died"), ["two"]);
        // An absence of another kind begins on the same day, and who came back goes again.
        assert_eq!(counts(&send("absence_started&absence=abroad", &[(number(3), "2026-03-02")])), [1, 0, 0, 0, 0]);
        assert_eq!(counts(&send("absence_ended&absence=abroad", &[(number(3), "2026-03-05")])), [1, 0, 0, 0, 0]);
        for (kind, on) in
            [("started", "2026-03-02"), ("ended", "2026-03-10"), ("started", "2026-03-10"), ("ended", "2026-03-11")]
        {
            let reply = send(&format!("absence_{kind}&absence=student"), &[(number(3), on)]);
            assert_eq!(counts(&reply), [1, 0, 0, 0, 0], "{kind} {on}: {reply:?}");
        }
        let notes = service.get("/api/v1/audit?action=list_received&limit=200", &bureau).body["items"].clone();
        assert_eq!(notes.as_array().map(Vec::len), Some(11), "each sending is written down: {notes}");

        for (query, field) in
            [("died&absence=pension", "absence"), ("absence_started", "absence"), ("employment_started", "kind")]
        {
            let reply = send(query, &rows);
            assert_eq!((reply.status, &reply.body["field"]), (400, &json!(field)), "{query}");
        }
        // Whom a department does not reach is as nobody to it.
        let of_district = service.token(Role::Department, "440704");
        let file = format!("身份证号码,日期\n{},2026-05-02\n{},2026-05-02\n", number(3), number(99));
        let path = "/api/v1/messages/list?kind=absence_started&absence=abroad";
        let reply = service.upload(path, &of_district, "text/csv", file.as_bytes());
        assert_eq!(counts(&reply), [1, 0, 1, 0, 0], "{reply:?}");
        // Who sends it may push it too, and sees what became of it and nothing else.
        let pushed = service.events(
            &department,
            &json!({"specversion": "1.0", "type": "bangfu.absence_started", "source": "/army", "id": "1",
                "data": {"id_number": number(1), "absence": "military", "effective_on": "2026-05-10"}}),
        );
        assert_eq!((pushed.status, &pushed.body["state"]), (201, &json!("applied")), "{pushed:?}");
        let hire = service.events(
            &department,
            &json!({"specversion": "1.0", "type": "bangfu.employment_started", "source": "/army", "id": "2",
                "data": {"id_number": number(1), "form": "unit", "effective_on": "2026-05-10"}}),
        );
        assert_eq!(hire.status, 403, "{hire:?}");
        let messages = service.get("/api/v1/messages?state=parked", &department);
        assert_eq!(messages.body["items"][0]["code"], "before_birth");
        assert!(!messages.text.contains("1980"), "no number of anybody: {messages:?}");
        assert_eq!(service.get("/api/v1/people", &department).status, 403);
    }
}

#[test]
fn a_roll_goes_with_an_id_number_and_not_with_whoever_had_it_and_is_forgotten_after_two_years() {
    for engine in engines() {
        let service = service(&engine, &["one"], &[]);
        let bureau = service.token(Role::CityAdministrator, "440700");
        for month in ["2024-06", "2026-04"] {
            assert_eq!(send(&service, &bureau, &format!("disabled/{month}"), &[(1, ""), (99, "")]).status, 200);
        }
        let listed = |service: &Service, token: &str| {
            let rolls = service.get("/api/v1/rolls", token).body["items"].clone();
            let rolls = rolls.as_array().expect("a list").clone();
            rolls
                .iter()
                .map(|roll| (text(&roll["month"]), roll["listed"].as_i64().expect("a number")))
                .collect::<Vec<_>>()
        };
        let month = |month: &str, listed: i64| (month.to_owned(), listed);
        assert_eq!(listed(&service, &bureau), [month("2026-04", 2), month("2024-06", 2)], "{engine:?}");

        // Registered by a wrong number, and anew by the right one.
        let voided = |event: &str| json!({"kind": "voided", "event_ref": format!("void of {event}"), "voids": event, "effective_on": "2026-05-15"});
        let mut again = seeker("one", 7, VILLAGE);
        for fact in &mut again {
            fact["event_ref"] = json!(format!("{} again", text(&fact["event_ref"])));
        }
        service.world.record(&[voided("wish of one"), voided("one")], morning("2026-05-15"));
        service.world.record(&again, morning("2026-05-15"));
        assert_eq!(listed(&service, &bureau), [month("2026-04", 1), month("2024-06", 1)]);
        let found = differences(&service, &bureau, "disabled/2026-04/differences?difference=not_determined");
        assert_eq!(names(&found), ["next door"], "the other number is no longer theirs");

        // Nothing of it may be sent amid a restore.
        service
            .world
            .conn()
            .batch_execute("insert into setting (name, value) values ('restoring', 'yes')")
            .expect("begun");
        assert_eq!(send(&service, &bureau, "disabled/2026-05", &[(7, "")]).status, 409);
        assert_eq!(service.send("DELETE", "/api/v1/rolls/disabled/2026-04", &bureau, &[], None).status, 409);
        service.world.conn().batch_execute("delete from setting where name = 'restoring'").expect("ended");

        service.clock.set(morning("2026-07-01"));
        let bureau = service.token(Role::CityAdministrator, "440700");
        assert_eq!(send(&service, &bureau, "disabled/2026-06", &[(7, "")]).status, 200);
        assert_eq!(listed(&service, &bureau), [month("2026-06", 1), month("2026-04", 1)]);
    }
}
