//! The time that employers take to file hires and terminations, over HTTP.

use bangfu::auth::Role;
use serde_json::{Value, json};

use crate::harness::{Service, engines, id_number, morning, text};

const VILLAGE: &str = "440703002101";
const NEXT_DOOR: &str = "440704001015";
const ONE: &str = "91350100M000100Y43";
const OTHER: &str = "91440700MA4UQB0P55";

fn city() -> Vec<Value> {
    let registered = |reference: &str, serial: u32, division: &str| {
        json!({"kind": "person_registered", "event_ref": reference, "person_ref": reference, "effective_on": "2020-01-01",
            "id_number": id_number("1980-05-06", serial), "name": "例一", "sex": "male", "birth_date": "1980-05-06",
            "residence_division": division})
    };
    vec![registered("P", 1, VILLAGE), registered("Q", 3, VILLAGE), registered("N", 5, NEXT_DOOR)]
}

fn started(person: &str, job: &str, on: &str, more: &Value) -> Value {
    let mut line = json!({"kind": "employment_started", "event_ref": job, "person_ref": person, "employment_ref": job,
        "form": "unit", "effective_on": on});
    line.as_object_mut().expect("an object").extend(more.as_object().expect("an object").clone());
    line
}

fn ended(person: &str, job: &str, on: &str) -> Value {
    json!({"kind": "employment_ended", "event_ref": format!("end of {job}"), "person_ref": person, "employment_ref": job,
        "effective_on": on})
}

/// Gives the kind (start or end), the days and the lateness of each listed filing.
fn told(service: &Service, token: &str, query: &str) -> Vec<(String, i64, bool)> {
    let reply = service.get(&format!("/api/v1/filings?month=2026-03{query}"), token);
    assert_eq!(reply.status, 200, "{reply:?}");
    let items = reply.body["items"].as_array().expect("items").clone();
    items
        .iter()
        .map(|item| {
            let of = |field: &str| item[field].as_i64().expect("a number");
            (text(&item["kind"]), of("days"), item["late"].as_bool().expect("told"))
        })
        .collect()
}

#[test]
fn who_filed_late_is_told_one_by_one_and_by_employer_within_reach_only() {
    for engine in engines() {
        let world = engine.fresh();
        let one = json!({"uscc": ONE});
        world.record(&city(), morning("2026-01-05"));
        // The filing date is the day of arrival, except for one line with a time of recording.
        let said = json!({"uscc": ONE, "recorded_at": "2026-03-31T23:30:00+08:00"});
        let april = [
            started("P", "thirty days", "2026-03-02", &one),
            started("Q", "thirty-one days", "2026-03-01", &one),
            started("Q", "as its sender says", "2026-03-05", &said),
            started("P", "no employer named", "2026-03-31", &json!({})),
            started("P", "no filing", "2026-03-03", &json!({"form": "flexible"})),
            started("Q", "voided", "2026-03-04", &one),
            started("P", "of February", "2026-02-28", &one),
            started("N", "next door", "2026-03-01", &json!({"uscc": OTHER})),
            ended("P", "thirty days", "2026-03-18"),
            ended("Q", "thirty-one days", "2026-03-17"),
            ended("Q", "voided", "2026-03-20"),
            json!({"kind": "voided", "event_ref": "void", "voids": "voided", "effective_on": "2026-04-01"}),
        ];
        world.record(&april, morning("2026-04-01"));
        let service = world.serve(morning("2026-04-02"));
        let caseworker = service.token(Role::CommunityCaseworker, VILLAGE);
        let administrator = service.token(Role::CityAdministrator, "440700");
        let start = |days, late| ("employment_started".to_owned(), days, late);
        let end = |days, late| ("employment_ended".to_owned(), days, late);

        let here =
            [start(30, false), start(31, true), start(26, false), start(1, false), end(15, false), end(16, true)];
        assert_eq!(told(&service, &caseworker, ""), here, "{engine:?}");
        assert_eq!(told(&service, &administrator, "&division=440703"), here);
        assert_eq!(told(&service, &caseworker, "&late=true"), [start(31, true), end(16, true)]);
        let of_one = format!("&employer={ONE}&late=false");
        assert_eq!(told(&service, &administrator, &of_one), [start(30, false), start(26, false), end(15, false)]);
        assert_eq!(told(&service, &administrator, &format!("&employer={OTHER}")), [start(31, true)]);
        let refused = service.get("/api/v1/filings?month=2026-03&employer=91350100M000100Y44", &caseworker);
        assert_eq!((refused.status, &refused.body["field"]), (400, &json!("employer")));
        let elsewhere = service.get("/api/v1/filings?month=2026-03&division=440704", &caseworker);
        assert_eq!(elsewhere.status, 404, "{elsewhere:?}");

        let first = service.get("/api/v1/filings?month=2026-03&limit=4", &caseworker).body;
        let next = text(&first["next"]);
        assert_eq!(told(&service, &caseworker, &format!("&limit=4&after={next}")), here[4..]);

        let employers = service.get("/api/v1/filings/employers?month=2026-03", &administrator).body;
        let of = |employer: Value, hires: [i64; 2], terminations: [i64; 2], most_days: i64| {
            json!({"employer": employer, "hires": hires[0], "hires_late": hires[1], "terminations": terminations[0],
                "terminations_late": terminations[1], "most_days": most_days})
        };
        let expected = [
            of(Value::Null, [1, 0], [0, 0], 1),
            of(json!(ONE), [3, 1], [2, 1], 31),
            of(json!(OTHER), [1, 1], [0, 0], 31),
        ];
        assert_eq!(employers["items"], json!(expected), "{engine:?}");
        let own = service.get("/api/v1/filings/employers?month=2026-03", &caseworker).body;
        assert_eq!(own["items"].as_array().map(Vec::len), Some(2));
    }
}

#[test]
fn what_was_filed_of_somebody_registered_twice_is_told_of_the_one_who_stays() {
    for engine in engines() {
        let world = engine.fresh();
        world.record(&city(), morning("2026-01-05"));
        let merged = json!({"kind": "person_merged", "event_ref": "m", "person_ref": "P", "other_ref": "Q", "effective_on": "2026-04-01"});
        world.record(&[started("Q", "J", "2026-03-02", &json!({"uscc": ONE})), merged], morning("2026-04-01"));
        let service = world.serve(morning("2026-04-02"));
        let token = service.token(Role::TownOfficer, "440703002");

        let filings = service.get("/api/v1/filings?month=2026-03", &token).body["items"].clone();
        let one = service.post("/api/v1/people/search", &token, &json!({"id_number": id_number("1980-05-06", 1)})).body;
        assert_eq!((&filings[0]["person"], &filings[0]["division"]), (&one["items"][0]["id"], &json!(VILLAGE)));
    }
}

#[test]
fn an_end_is_told_of_whoever_has_the_job_and_only_when_it_ends_it() {
    for engine in engines() {
        let world = engine.fresh();
        world.record(&city(), morning("2026-01-05"));
        // Q's start is voided and the employment given to N, in a neighbouring division; the end
        // sent for Q moves with it. P's employment starts on the day of its recorded end.
        let lines = [
            started("Q", "J", "2026-03-02", &json!({"uscc": ONE})),
            ended("Q", "J", "2026-03-20"),
            json!({"kind": "voided", "event_ref": "void J", "voids": "J", "effective_on": "2026-03-02"}),
            json!({"kind": "employment_started", "event_ref": "J again", "person_ref": "N", "employment_ref": "J", "form": "unit",
                "effective_on": "2026-03-02", "uscc": ONE}),
            started("P", "K", "2026-03-02", &json!({"uscc": ONE})),
            ended("P", "K", "2026-03-10"),
            json!({"kind": "voided", "event_ref": "void K", "voids": "K", "effective_on": "2026-03-02"}),
            json!({"kind": "employment_started", "event_ref": "K again", "person_ref": "P", "employment_ref": "K", "form": "unit",
                "effective_on": "2026-03-10", "uscc": ONE}),
        ];
        world.record(&lines, morning("2026-03-21"));
        let service = world.serve(morning("2026-04-02"));
        let of = |division: &str| {
            let token = service.token(Role::TownOfficer, division);
            told(&service, &token, "").into_iter().map(|(kind, ..)| kind).collect::<Vec<_>>()
        };

        assert_eq!(of("440703002"), ["employment_started"]);
        assert_eq!(of("440704001"), ["employment_ended", "employment_started"]);
    }
}

#[test]
fn who_lives_outside_the_city_is_told_to_whoever_has_the_whole_of_it() {
    for engine in engines() {
        let world = engine.fresh();
        let mut outside = city().remove(0);
        outside["residence_division"] = json!("110105001001");
        world.record(&[outside], morning("2026-01-05"));
        world.record(&[started("P", "elsewhere", "2026-03-02", &json!({"uscc": ONE}))], morning("2026-03-12"));
        let service = world.serve(morning("2026-04-02"));
        let administrator = service.token(Role::CityAdministrator, "440700");
        let district = service.token(Role::DistrictSupervisor, "440703");

        assert_eq!(told(&service, &administrator, ""), [("employment_started".to_owned(), 10, false)], "{engine:?}");
        assert_eq!(told(&service, &district, ""), []);
    }
}
