//! The search for people: by name, by number and by state. The search data follow from the facts,
//! whichever way the facts came in.

use bangfu::auth::Role;
use bangfu::db::Conn;
use bangfu::ops::ledger::profiles;
use bangfu::seal::keys::Keys;
use diesel::connection::SimpleConnection as _;
use diesel::prelude::*;
use diesel::sql_types::Text;
use serde_json::{Value, json};

use crate::harness::command::{command, finish};
use crate::harness::{Service, engines, id_number, morning, text};

const VILLAGE: &str = "440703002101";
const NEXT_DOOR: &str = "440704001015";

struct City {
    service: Service,
    token: String,
}

impl City {
    fn fact(&self, fact: &Value) -> Value {
        if matches!(fact["kind"].as_str(), Some("household_recognised" | "person_determined" | "helper_assigned")) {
            self.service.decided(&self.token, fact);
            return Value::Null;
        }
        let reply = self.service.post("/api/v1/facts", &self.token, fact);
        assert_eq!(reply.status, 201, "{fact}: {reply:?}");
        reply.body
    }

    /// Registers a person; `more` adds fields to the required ones.
    fn person(&self, serial: u32, name: &str, birth: &str, more: &Value) -> i64 {
        let mut fact = json!({
            "kind": "person_registered", "effective_on": "2020-01-01", "id_number": id_number(birth, serial), "name": name,
            "sex": "male", "birth_date": birth, "residence_division": VILLAGE,
        });
        for (field, value) in more.as_object().expect("an object") {
            fact[field] = value.clone();
        }
        self.fact(&fact)["person"].as_i64().expect("the number of the person")
    }

    fn search(&self, body: &Value) -> Vec<String> {
        self.search_as(&self.token, body)
    }

    fn search_as(&self, token: &str, body: &Value) -> Vec<String> {
        let reply = self.service.post("/api/v1/people/search", token, body);
        assert_eq!(reply.status, 200, "{body}: {reply:?}");
        reply.body["items"].as_array().expect("items").iter().map(|item| text(&item["name"])).collect()
    }
}

fn cities() -> impl Iterator<Item = City> {
    engines().into_iter().map(|engine| {
        let service = engine.fresh().serve(morning("2026-03-05"));
        let token = service.token(Role::CityAdministrator, "440700");
        City { service, token }
    })
}

#[test]
fn people_are_found_by_name_pinyin_initials_and_numbers_within_reach_only() {
    for city in cities() {
        city.person(1, "单小明", "1980-05-06", &json!({"phone": "13800001234"}));
        city.person(2, "区炳文", "1981-05-06", &json!({"phone": "13900001234", "residence_division": NEXT_DOOR}));
        city.person(3, "仇英", "1982-05-06", &json!({"phone": "0750-3270000"}));

        for (name, found) in [
            ("单", "单小明"),
            ("shanxm", ""),
            ("Shàn Xiǎo", "单小明"),
            ("sxm", "单小明"),
            ("oubing", "区炳文"),
            ("qiuying", "仇英"),
            ("chouying", ""),
            ("小明", ""),
            ("%", ""),
            ("_", ""),
        ] {
            let found: Vec<&str> = Some(found).filter(|name| !name.is_empty()).into_iter().collect();
            assert_eq!(city.search(&json!({"name": name})), found, "{name}");
        }
        assert_eq!(city.search(&json!({"id_number": id_number("1982-05-06", 3)})), ["仇英"]);
        assert_eq!(city.search(&json!({"id_number": id_number("1982-05-06", 4)})), [""; 0]);
        assert_eq!(city.search(&json!({"phone_end": "1234"})), ["单小明", "区炳文"]);
        assert_eq!(city.search(&json!({"phone_end": "0000", "name": "qy"})), ["仇英"]);

        let caseworker = city.service.token(Role::CommunityCaseworker, VILLAGE);
        let of_caseworker = |body: &Value| city.search_as(&caseworker, body);
        assert_eq!(of_caseworker(&json!({"phone_end": "1234"})), ["单小明"]);
        assert_eq!(of_caseworker(&json!({"name": "oubingwen"})), [""; 0]);
        assert_eq!(of_caseworker(&json!({"id_number": id_number("1981-05-06", 2)})), [""; 0]);
    }
}

#[test]
fn people_are_found_by_how_they_stand() {
    for city in cities() {
        let graduate = json!({"education": "21", "graduated_on": "2025-07-01"});
        let one = city.person(1, "甲", "2003-03-05", &graduate);
        let two = city.person(2, "乙", "2003-03-06", &json!({"education": "70"}));
        let three = city.person(3, "丙", "1970-01-01", &json!({"disability": {"category": "1", "grade": "2"}}));
        let wish = |person, work, help| json!({"kind": "wish_declared", "effective_on": "2026-01-01", "person": person, "work": work, "help": help});
        city.fact(&wish(one, true, true));
        city.fact(&wish(three, true, false));
        city.fact(&json!({"kind": "employment_started", "effective_on": "2026-02-01", "person": two, "form": "unit"}));
        city.fact(
            &json!({"kind": "absence_started", "effective_on": "2026-02-01", "person": three, "absence": "abroad"}),
        );
        city.fact(&json!({"kind": "helper_assigned", "effective_on": "2026-02-01", "person": one, "helper_ref": "W7"}));
        city.fact(
            &json!({"kind": "person_determined", "effective_on": "2026-01-02", "person": one, "category": "local"}),
        );

        for (body, found) in [
            (json!({"status": "employed"}), vec!["乙"]),
            (json!({"status": "without_work"}), vec!["甲"]),
            (json!({"status": "absent"}), vec!["丙"]),
            (json!({"status": "died"}), vec![]),
            (json!({"wants_work": true}), vec!["甲", "丙"]),
            (json!({"wants_work": true, "wants_help": false}), vec!["丙"]),
            (json!({"helper": "W7"}), vec!["甲"]),
            (json!({"helper": "W8"}), vec![]),
            (json!({"age_from": 23, "age_to": 23}), vec!["甲"]),
            (json!({"age_to": 22}), vec!["乙"]),
            (json!({"age_from": 24}), vec!["丙"]),
            (json!({"education": "20"}), vec!["甲"]),
            (json!({"education": "21", "graduated_in": 2025}), vec!["甲"]),
            (json!({"graduated_in": 2024}), vec![]),
            (json!({"category": "local"}), vec!["甲"]),
            (json!({"category": "older"}), vec![]),
            (json!({"limit": 2}), vec!["甲", "乙"]),
        ] {
            assert_eq!(city.search(&body), found, "{body}");
        }
        for (field, value) in [
            ("name", json!(" · ")),
            ("id_number", json!("110105194912310021")),
            ("phone_end", json!("123")),
            ("status", json!("idle")),
            ("category", json!("young")),
            ("helper", json!("")),
            ("age_from", json!(151)),
            ("education", json!("2")),
            ("after", json!("x")),
            ("limit", json!(0)),
            ("surname", json!("单")),
        ] {
            let reply = city.service.post("/api/v1/people/search", &city.token, &json!({field: value}));
            assert_eq!((reply.status, &reply.body["field"]), (400, &json!(field)), "{value}");
        }
    }
}

#[test]
fn who_leaves_a_register_is_not_on_it_on_that_day() {
    for city in cities() {
        let person = city.person(1, "甲", "1970-03-01", &json!({}));
        city.fact(&json!({"kind": "wish_declared", "effective_on": "2026-01-01", "person": person, "work": true, "help": true}));
        let household =
            json!({"kind": "household_registered", "effective_on": "2026-01-01", "division": VILLAGE, "urban": true});
        let household = city.fact(&household)["household"].clone();
        let joined = json!({"kind": "member_joined", "effective_on": "2026-01-01", "household": household, "person": person, "relation": "02"});
        city.fact(&joined);
        city.fact(&json!({"kind": "household_recognised", "effective_on": "2026-02-01", "household": household}));
        city.fact(
            &json!({"kind": "person_determined", "effective_on": "2026-02-01", "person": person, "category": "local"}),
        );
        let category = json!({"category": "local"});
        assert_eq!(city.search(&category), ["甲"]);

        let reason = |mut fact: Value| {
            (fact["effective_on"], fact["reason"]) = (json!("2026-03-05"), json!("E10"));
            city.fact(&fact);
        };
        reason(json!({"kind": "determination_removed", "person": person}));
        reason(json!({"kind": "household_removed", "household": household}));

        assert_eq!(city.search(&category), Vec::<String>::new());
        let case = city.service.post("/api/v1/cases", &city.token, &json!({"person": person})).body["id"].clone();
        let opened = city.service.get(&format!("/api/v1/cases/{case}"), &city.token).body;
        assert_eq!(opened["package"], json!("1131-2023"), "not that of households on the register");
    }
}

#[test]
fn what_people_are_found_by_follows_changes_and_voids() {
    for city in cities() {
        let person = city.person(1, "林梅", "1980-05-06", &json!({"phone": "13800001234", "education": "70"}));
        let change = city.fact(&json!({
            "kind": "person_changed", "effective_on": "2025-01-01", "person": person, "name": "林媚", "phone": "13800005678",
            "education": "60",
        }));
        let started =
            json!({"kind": "employment_started", "effective_on": "2026-02-01", "person": person, "form": "unit"});
        let started = city.fact(&started);
        let both = |name: &str, phone: &str, education: &str, status: &str| {
            city.search(&json!({"name": name, "phone_end": phone, "education": education, "status": status})).len()
        };
        assert_eq!(both("林媚", "5678", "60", "employed"), 1);
        assert_eq!((both("林梅", "5678", "60", "employed"), both("linmei", "1234", "60", "employed")), (0, 0));

        for fact in [change, started] {
            let void =
                json!({"kind": "voided", "effective_on": "2026-03-01", "voids": fact["position"], "reason": "x"});
            city.fact(&void);
        }
        assert_eq!(both("林梅", "1234", "70", "without_work"), 1);
        assert_eq!(both("林媚", "1234", "70", "without_work"), 0);
    }
}

#[test]
fn who_may_have_been_registered_twice_is_told_with_the_reasons_within_reach_only() {
    for city in cities() {
        let one = city.person(1, "林梅", "1980-05-06", &json!({"phone": "13800001234"}));
        city.person(2, "林 媚", "1980-05-06", &json!({"phone": "13900001234"}));
        city.person(3, "林梅", "1980-05-06", &json!({"residence_division": NEXT_DOOR}));
        city.person(4, "林梅", "1981-05-06", &json!({}));
        city.person(5, "陈好", "1980-05-06", &json!({"phone": "13900005678"}));
        let path = format!("/api/v1/people/{one}/duplicates");
        let told = |token: &str| -> Vec<(String, Value)> {
            let reply = city.service.get(&path, token);
            assert_eq!(reply.status, 200, "{reply:?}");
            let items = reply.body["candidates"].as_array().expect("candidates").clone();
            items.iter().map(|item| (text(&item["person"]["name"]), item["reasons"].clone())).collect()
        };
        let like = ("林 媚".to_owned(), json!(["same_sound", "same_birth_date", "same_phone_end"]));
        let next_door = ("林梅".to_owned(), json!(["same_name", "same_birth_date"]));

        assert_eq!(told(&city.token), [like.clone(), next_door]);
        let caseworker = city.service.token(Role::CommunityCaseworker, VILLAGE);
        assert_eq!(told(&caseworker), [like]);
        let elsewhere = city.service.token(Role::CommunityCaseworker, NEXT_DOOR);
        assert_eq!(city.service.get(&path, &elsewhere).status, 404);
    }
}

#[test]
fn a_name_of_thousands_is_read_page_by_page_and_within_reach_only() {
    const NAMESAKES: u32 = 2_100; // more than a search by name alone examines
    for engine in engines() {
        let world = engine.fresh();
        let place = |n: u32| if n.is_multiple_of(700) { NEXT_DOOR } else { VILLAGE };
        let lines: Vec<Value> = (1..=NAMESAKES)
            .map(|n| {
                let birth = format!("19{:02}-05-06", 60 + n / 90);
                json!({"kind": "person_registered", "event_ref": n.to_string(), "person_ref": n.to_string(), "name": "林梅",
                       "effective_on": "2020-01-01", "id_number": id_number(&birth, n % 90 + 1), "sex": "male",
                       "birth_date": birth, "residence_division": place(n)})
            })
            .collect();
        world.record(&lines, morning("2026-03-04"));
        let service = world.serve(morning("2026-03-05"));
        let search = |token: &str, body: Value| service.post("/api/v1/people/search", token, &body).body;
        let count = |page: &Value| page["items"].as_array().map(Vec::len);

        let next_door = service.token(Role::CommunityCaseworker, NEXT_DOOR);
        let there = search(&next_door, json!({"name": "linmei", "limit": 200}));
        assert_eq!((count(&there), &there["next"]), (Some(3), &Value::Null));
        let city = service.token(Role::CityAdministrator, "440700");
        let (mut found, mut after) = (0, Value::Null);
        loop {
            let mut body = json!({"name": "lm", "limit": 200});
            if !after.is_null() {
                body["after"] = after;
            }
            let page = search(&city, body);
            found += count(&page).expect("items");
            after = page["next"].clone();
            if after.is_null() {
                break;
            }
        }
        assert_eq!(found, lines.len());
        // Of the 89 persons with the same birth date, the first fifty are listed.
        let first = search(&city, json!({"name": "lm", "limit": 1}))["items"][0]["id"].as_i64().expect("a person");
        let alike = service.get(&format!("/api/v1/people/{first}/duplicates"), &city).body["candidates"].clone();
        assert_eq!(alike.as_array().map(Vec::len), Some(50));
    }
}

#[test]
fn a_database_of_a_program_that_knew_none_is_filled_as_soon_as_its_keys_are_opened() {
    for engine in engines() {
        let world = engine.fresh();
        world.record(&crate::ledger::ledger::household_of_one(1), morning("2026-02-02"));
        let mut conn = world.conn();
        let before = found_by(&mut conn);
        take_away(&mut conn);
        assert_ne!(found_by(&mut conn), before);

        let migrated = finish(command(&world, &["migrate"]));
        assert_eq!(migrated.code, Some(0), "{}", migrated.said);
        assert_eq!(found_by(&mut conn), before, "{engine:?}");
    }
}

#[derive(QueryableByName, PartialEq, Debug)]
struct Line {
    #[diesel(sql_type = Text)]
    line: String,
}

/// Gives all data that the search uses.
fn found_by(conn: &mut Conn) -> Vec<Line> {
    let columns = "coalesce(cast(%1 as text), '-')";
    let tables = [
        ("person", vec!["id", "division", "status", "wants_work", "wants_help", "helper_id", "household_id"]),
        ("household", vec!["id", "division"]),
        (
            "profile",
            vec![
                "person_id",
                "born_on",
                "education",
                "graduated_in",
                "hex",
                "sought_1",
                "sought_2",
                "sought_3",
                "pay_from",
                "sought_in",
                "sought_form",
                "available_on",
                "profile_shared",
            ],
        ),
        ("name_key", vec!["key", "person_id"]),
    ];
    let hex = if matches!(conn, Conn::Sqlite(_)) { "hex(phone_index)" } else { "encode(phone_index, 'hex')" };
    let mut lines = Vec::new();
    for (table, of_table) in tables {
        let of_table: Vec<String> =
            of_table.iter().map(|column| columns.replace("%1", if *column == "hex" { hex } else { column })).collect();
        // The search does not find unregistered persons, or registrations merged away.
        let of = match table {
            "person" => "where registered and merged_into is null",
            "household" => "where registered",
            _ => "",
        };
        let sql = format!("select {} as line from {table} {of} order by 1", of_table.join(" || ' ' || "));
        lines.extend(diesel::sql_query(sql).load::<Line>(conn).expect("the rows are read"));
    }
    lines
}

/// Deletes the search data and derives them again; gives both versions.
pub fn derived_anew(conn: &mut Conn, keys: &Keys) -> (Vec<String>, Vec<String>) {
    let before = found_by(conn);
    take_away(conn);
    profiles::fill(conn, keys).expect("it is derived");
    let lines = |lines: Vec<Line>| lines.into_iter().map(|line| line.line).collect();
    (lines(before), lines(found_by(conn)))
}

fn take_away(conn: &mut Conn) {
    conn.batch_execute(
        "delete from name_key; delete from profile; delete from setting where name = 'profiles';
         update person set status = 1, wants_work = false, wants_help = false, helper_id = null, household_id = null,
           division = 440704001015;
         update household set division = 440704001015;",
    )
    .expect("it is taken away");
}
