//! Public-welfare posts by unit, and the 30 % share of difficult persons among their holders, over
//! HTTP.

use bangfu::auth::Role;
use serde_json::{Value, json};

use crate::harness::{Engine, Service, engines, id_number, morning, text};

const VILLAGE: &str = "440703002101";
const NEXT_DOOR: &str = "440704001015";
const ONE: &str = "91350100M000100Y43";
const OTHER: &str = "91440700MA4UQB0P55";

/// Gives a job seeker with a serial number.
fn seeker(person: &str, serial: u32, division: &str) -> Vec<Value> {
    vec![
        json!({"kind": "person_registered", "event_ref": person, "person_ref": person, "effective_on": "2020-01-01",
            "id_number": id_number("1980-05-06", 2 * serial + 1), "name": "例一", "sex": "male", "birth_date": "1980-05-06",
            "residence_division": division}),
        json!({"kind": "wish_declared", "event_ref": format!("wish of {person}"), "person_ref": person,
            "effective_on": "2020-01-01", "work": true, "help": true}),
    ]
}

fn determined(person: &str, on: &str) -> Value {
    json!({"kind": "person_determined", "event_ref": format!("determination of {person}"), "person_ref": person,
        "category": "older", "effective_on": on})
}

/// Gives the start of a public-welfare post on a day; `more` adds or replaces fields.
fn started(person: &str, job: &str, on: &str, more: &Value) -> Value {
    let mut line = json!({"kind": "employment_started", "event_ref": job, "person_ref": person, "employment_ref": job,
        "form": "public_welfare", "effective_on": on});
    line.as_object_mut().expect("an object").extend(more.as_object().expect("an object").clone());
    line
}

fn ended(person: &str, job: &str, on: &str) -> Value {
    json!({"kind": "employment_ended", "event_ref": format!("end of {job}"), "person_ref": person, "employment_ref": job,
        "effective_on": on})
}

fn voided(event: &str) -> Value {
    json!({"kind": "voided", "event_ref": format!("void of {event}"), "voids": event, "effective_on": "2026-03-01"})
}

/// Starts a service on 5 March with seekers of these names in the village and the given facts.
fn city(engine: &Engine, names: &[&str], lines: &[Value]) -> Service {
    let world = engine.fresh();
    let seekers: Vec<Value> = (1..).zip(names).flat_map(|(serial, name)| seeker(name, serial, VILLAGE)).collect();
    world.record(&seekers, morning("2026-01-05"));
    world.record(lines, morning("2026-03-05"));
    world.serve(morning("2026-03-05"))
}

fn units(service: &Service, token: &str, query: &str) -> Value {
    let reply = service.get(&format!("/api/v1/welfare-units{query}"), token);
    assert_eq!(reply.status, 200, "{reply:?}");
    reply.body["items"].clone()
}

/// Gives the number of holders at the first unit on a day.
fn at_one_on(service: &Service, token: &str, day: &str) -> i64 {
    let units = units(service, token, &format!("?on={day}"));
    let one = units.as_array().expect("units").iter().find(|unit| unit["unit"] == ONE).cloned();
    one.map_or(0, |unit| unit["holders"].as_i64().expect("a number"))
}

fn holders(service: &Service, token: &str, query: &str) -> Value {
    let reply = service.get(&format!("/api/v1/welfare-units/{query}"), token);
    assert_eq!(reply.status, 200, "{reply:?}");
    reply.body
}

#[test]
fn each_unit_is_told_by_itself_whether_thirty_per_cent_were_difficult_persons_when_hired() {
    for engine in engines() {
        // P8 has ten holders, three of them determined until the hire. P9 has four, one of them
        // determined until the hire.
        let ten: Vec<String> = (0..10).map(|n| format!("A{n}")).collect();
        let four: Vec<String> = (0..4).map(|n| format!("B{n}")).collect();
        let names: Vec<&str> = ten.iter().chain(&four).map(String::as_str).collect();
        let mut lines: Vec<Value> = ["A0", "A1", "A2", "B0"].map(|person| determined(person, "2026-01-10")).into();
        let hired = |person: &String, unit: &str| {
            let job = format!("job of {person}");
            match person.as_str() {
                "A0" | "B1" => started(person, &job, "2026-02-01", &json!({"uscc": unit, "hired_as_difficult": true})),
                _ => started(person, &job, "2026-02-01", &json!({"uscc": unit})),
            }
        };
        lines.extend(ten.iter().map(|person| hired(person, ONE)));
        lines.extend(four.iter().map(|person| hired(person, OTHER)));
        let service = city(&engine, &names, &lines);
        let token = service.token(Role::CityAdministrator, "440700");

        let expected = json!([
            {"unit": ONE, "holders": 10, "difficult": 3, "claimed": 0, "required": 3,
                "rate": {"n": 3, "d": 10, "percent": "30.0"}, "kept": true},
            {"unit": OTHER, "holders": 4, "difficult": 1, "claimed": 1, "required": 2,
                "rate": {"n": 1, "d": 4, "percent": "25.0"}, "kept": false},
        ]);
        assert_eq!(units(&service, &token, ""), expected, "{engine:?}");
        assert_eq!(units(&service, &token, "?on=2026-02-01"), expected);
        assert_eq!(units(&service, &token, "?on=2026-01-31"), json!([]), "nobody holds a post, and there is no rate");

        let found = service.post("/api/v1/people/search", &token, &json!({"category": "older"}));
        assert_eq!(found.body["items"], json!([]), "being hired ended every determination");
        let of_other = holders(&service, &token, &format!("{OTHER}/holders"));
        let told = |nth: usize| {
            let holder = &of_other["items"][nth];
            ["from", "was_determined", "said", "disputed"].map(|field| holder[field].clone())
        };
        assert_eq!(told(0), [json!("2026-02-01"), json!(true), Value::Null, json!(false)]);
        assert_eq!(told(1), [json!("2026-02-01"), json!(false), json!(true), json!(true)]);
        assert_eq!(told(2), [json!("2026-02-01"), json!(false), Value::Null, json!(false)]);
    }
}

#[test]
fn a_post_is_held_from_its_start_until_its_end_or_the_death_by_all_that_is_known_now() {
    for engine in engines() {
        let one = json!({"uscc": ONE});
        let lines = [
            started("late", "filed in March", "2026-01-10", &one),
            started("ends", "ending", "2026-01-20", &one),
            ended("ends", "ending", "2026-02-10"),
            started("dies", "for life", "2026-01-20", &one),
            json!({"kind": "died", "event_ref": "death", "person_ref": "dies", "effective_on": "2026-02-20"}),
            started("pensioner", "with a pension", "2026-01-20", &one),
            json!({"kind": "absence_started", "event_ref": "pension", "person_ref": "pensioner", "absence": "pension",
                "effective_on": "2026-01-25"}),
            started("wrong", "taken back", "2026-01-20", &one),
            voided("taken back"),
            started("none", "no post", "2026-01-20", &json!({"uscc": ONE, "form": "unit"})),
            // The end was sent for the wrong person of the employment, and belongs to the right
            // one.
            started("wrong", "J", "2026-01-20", &one),
            ended("wrong", "J", "2026-03-03"),
            voided("J"),
            json!({"kind": "employment_started", "event_ref": "J again", "person_ref": "heir", "employment_ref": "J",
                "form": "public_welfare", "effective_on": "2026-01-20", "uscc": ONE}),
            // A voided end has no effect.
            started("stays", "staying", "2026-02-15", &one),
            ended("stays", "staying", "2026-02-25"),
            voided("end of staying"),
            started("stays", "elsewhere too", "2026-02-15", &json!({})),
        ];
        let names = ["late", "ends", "dies", "pensioner", "wrong", "none", "heir", "stays"];
        let service = city(&engine, &names, &lines);
        let token = service.token(Role::TownOfficer, "440703002");

        let days = ["01-09", "01-10", "01-19", "01-20", "02-09", "02-10", "02-15", "02-19", "02-20", "03-02", "03-03"];
        let counts = days.map(|day| at_one_on(&service, &token, &format!("2026-{day}")));
        assert_eq!(counts, [0, 1, 1, 5, 5, 4, 5, 5, 4, 4, 3], "{engine:?}");

        // A holder without a unit belongs to no unit, and units are not pooled.
        let unnamed = json!({"unit": null, "holders": 1, "difficult": 0, "claimed": 0, "required": null, "rate": null,
            "kept": null});
        assert_eq!(units(&service, &token, "")[0], unnamed);
        let items = holders(&service, &token, "none/holders")["items"].clone();
        assert_eq!((items.as_array().map(Vec::len), &items[0]["from"]), (Some(1), &json!("2026-02-15")));

        for path in ["/api/v1/welfare-units", &format!("/api/v1/welfare-units/{ONE}/holders")] {
            let tomorrow = service.get(&format!("{path}?on=2026-03-06"), &token);
            assert_eq!((tomorrow.status, &tomorrow.body["field"]), (400, &json!("on")), "{tomorrow:?}");
            assert_eq!(service.get(&format!("{path}?on=2026-03-05"), &token).status, 200);
        }
        assert_eq!(service.get("/api/v1/welfare-units/91350100M000100Y44/holders", &token).status, 404);
    }
}

#[test]
fn somebody_counts_once_a_unit_however_many_registrations_and_posts_there_are() {
    for engine in engines() {
        let one = json!({"uscc": ONE});
        let lines = [
            determined("P", "2026-01-10"),
            started("P", "first", "2026-02-01", &one),
            started("Q", "second", "2026-02-10", &json!({"uscc": ONE, "hired_as_difficult": false})),
            started("Q", "other", "2026-02-10", &json!({"uscc": OTHER})),
            started("R", "third", "2026-02-10", &one),
            json!({"kind": "person_merged", "event_ref": "m", "person_ref": "Q", "other_ref": "P", "effective_on": "2026-03-01"}),
        ];
        let service = city(&engine, &["P", "Q", "R"], &lines);
        let token = service.token(Role::CommunityCaseworker, VILLAGE);

        let told = |unit: &Value| ["unit", "holders", "difficult"].map(|field| unit[field].clone());
        let all = units(&service, &token, "");
        assert_eq!(told(&all[0]), [json!(ONE), json!(2), json!(1)], "{engine:?}");
        assert_eq!(told(&all[1]), [json!(OTHER), json!(1), json!(0)], "with a post, nobody is determined");
        let items = holders(&service, &token, &format!("{ONE}/holders"))["items"].clone();
        let found = service.post("/api/v1/people/search", &token, &json!({"id_number": id_number("1980-05-06", 5)}));
        assert_eq!((&items[0]["person"], &items[0]["from"]), (&found.body["items"][0]["id"], &json!("2026-02-01")));
        assert_eq!(items.as_array().map(Vec::len), Some(2));

        // A death sent for the merged registration is the death of the person.
        let death = json!({"kind": "died", "event_ref": "death", "person_ref": "P", "effective_on": "2026-03-02"});
        service.world.record(&[death], morning("2026-03-05"));
        assert_eq!(at_one_on(&service, &token, "2026-03-01"), 2);
        assert_eq!(at_one_on(&service, &token, "2026-03-02"), 1);
    }
}

#[test]
fn a_unit_is_told_by_all_its_holders_to_whoever_reaches_one_and_its_holders_within_reach_only() {
    for engine in engines() {
        let one = json!({"uscc": ONE});
        let mut lines = seeker("N", 9, NEXT_DOOR);
        // The difficult person among the four lives in a neighbouring division.
        lines.extend([
            determined("N", "2026-01-10"),
            started("P", "J1", "2026-02-01", &one),
            started("N", "J2", "2026-02-01", &one),
            started("Q", "J3", "2026-02-01", &one),
            started("R", "J4", "2026-02-01", &one),
            started("P", "J5", "2026-02-01", &json!({"uscc": OTHER})),
        ]);
        let service = city(&engine, &["P", "Q", "R"], &lines);
        let officer = service.token(Role::TownOfficer, "440703002");
        let neighbour = service.token(Role::TownOfficer, "440704001");
        let administrator = service.token(Role::CityAdministrator, "440700");

        let both = units(&service, &administrator, "");
        assert_eq!((&both[0]["holders"], &both[0]["difficult"]), (&json!(4), &json!(1)), "{engine:?}");
        assert_eq!(units(&service, &officer, ""), both);
        assert_eq!(units(&service, &neighbour, ""), json!([both[0]]));
        assert_eq!(units(&service, &administrator, "?division=440704"), json!([both[0]]));
        assert_eq!(units(&service, &administrator, "?division=440705"), json!([]));
        assert_eq!(service.get("/api/v1/welfare-units?division=440704", &officer).status, 404);

        let of = |token: &str, query: &str| holders(&service, token, &format!("{ONE}/holders{query}"));
        let here = of(&officer, "");
        let lives = |holder: &Value| text(&holder["division"]);
        let divisions = |page: &Value| page["items"].as_array().expect("items").iter().map(lives).collect::<Vec<_>>();
        assert_eq!((divisions(&here), &here["next"]), (vec![VILLAGE.to_owned(); 3], &Value::Null));
        assert_eq!(divisions(&of(&neighbour, "")), [NEXT_DOOR]);
        assert_eq!(divisions(&of(&administrator, "")).len(), 4);
        assert_eq!(holders(&service, &neighbour, &format!("{OTHER}/holders"))["items"], json!([]));

        let first = of(&officer, "?limit=2");
        let rest = of(&officer, &format!("?limit=2&after={}", text(&first["next"])));
        assert_eq!(first["items"], json!([here["items"][0], here["items"][1]]));
        assert_eq!((&rest["items"], &rest["next"]), (&json!([here["items"][2]]), &Value::Null));
    }
}
