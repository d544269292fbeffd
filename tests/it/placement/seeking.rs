//! Job searches of people: recorded over HTTP, shown, replaced and voided; refused with the
//! offending field; kept through a merge, an export and a restore.

use bangfu::auth::Role;
use bangfu::db::people::subjects::ProfileRow;
use bangfu::db::schema::profile;
use bangfu::ops::office::keys;
use diesel::connection::SimpleConnection as _;
use diesel::prelude::*;
use serde_json::{Value, json};

use crate::harness::command::{command, finish};
use crate::harness::{Engine, Reply, Service, engines, id_number, morning};
use crate::people::finding::derived_anew;

const VILLAGE: &str = "440703002101";
const NEXT_DOOR: &str = "440704001015";

/// A town with two persons; the second may be the same as the first.
struct Town {
    service: Service,
    officer: String,
    one: i64,
    other: i64,
}

impl Town {
    fn new(engine: &Engine) -> Self {
        let service = engine.fresh().serve(morning("2026-03-05"));
        let officer = service.token(Role::TownOfficer, "440703002");
        let register = |serial: u32| {
            let fact = json!({
                "kind": "person_registered", "effective_on": "2020-01-01", "id_number": id_number("1980-05-06", serial),
                "name": "林梅", "sex": "male", "birth_date": "1980-05-06", "residence_division": VILLAGE,
            });
            let reply = service.post("/api/v1/facts", &officer, &fact);
            assert_eq!(reply.status, 201, "{reply:?}");
            reply.body["person"].as_i64().expect("the number of the person")
        };
        let (one, other) = (register(1), register(2));
        Self { service, officer, one, other }
    }

    fn say(&self, token: &str, fact: &Value) -> Reply {
        self.service.post("/api/v1/facts", token, fact)
    }

    /// Records a job search of a person; gives the position.
    fn seek(&self, person: i64, on: &str, fields: &Value) -> i64 {
        let reply = self.say(&self.officer, &sought(person, on, fields));
        assert_eq!(reply.status, 201, "{fields}: {reply:?}");
        reply.body["position"].as_i64().expect("a position")
    }

    fn void(&self, position: i64) {
        let void = json!({"kind": "voided", "effective_on": "2026-03-05", "voids": position, "reason": "x"});
        assert_eq!(self.say(&self.officer, &void).status, 201);
    }

    fn shown(&self, person: i64) -> Value {
        let reply = self.service.get(&format!("/api/v1/people/{person}"), &self.officer);
        assert_eq!(reply.status, 200, "{reply:?}");
        reply.body["sought"].clone()
    }

    fn profile(&self, person: i64) -> ProfileRow {
        profile::table.find(person).first(&mut self.service.world.conn()).expect("a profile")
    }
}

fn towns() -> impl Iterator<Item = Town> {
    engines().into_iter().map(|engine| Town::new(&engine))
}

fn sought(person: i64, on: &str, fields: &Value) -> Value {
    let mut fact = json!({"kind": "job_sought", "effective_on": on, "person": person});
    fact.as_object_mut().expect("an object").extend(fields.as_object().expect("an object").clone());
    fact
}

fn everything() -> Value {
    json!({"occupations": ["4-07-03-02", "4-08", "6"], "pay_from": 350_000, "area": "4407", "form": "unit",
        "available_on": "2026-04-01", "profile_shared": true})
}

/// Gives a job search with every field, as the person's view shows it.
fn everything_shown() -> Value {
    json!({"occupations": ["4-07-03-02", "4-08", "6"], "pay_from": 350_000, "area": "440700", "form": "unit",
        "available_on": "2026-04-01", "profile_shared": true})
}

/// Gives a job search with a form alone, as the person's view shows it.
fn only(form: &str) -> Value {
    json!({"occupations": [], "pay_from": null, "area": null, "form": form, "available_on": null, "profile_shared": false})
}

#[test]
fn what_somebody_looks_for_is_shown_and_replaced_whole_by_what_is_said_for_a_later_day() {
    for town in towns() {
        assert_eq!(town.shown(town.one), Value::Null);

        town.seek(town.one, "2026-03-01", &everything());
        assert_eq!(town.shown(town.one), everything_shown());
        assert_eq!(town.shown(town.other), Value::Null);
        let row = town.profile(town.one);
        let occupations = [row.sought_1, row.sought_2, row.sought_3].map(|code| code.expect("three of them"));
        assert_eq!(occupations, ["4-07-03-02", "4-08", "6"]);
        assert_eq!((row.pay_from, row.sought_in, row.sought_form), (Some(350_000), Some(440_700_000_000), Some(1)));
        assert_eq!((row.available_on, row.profile_shared), ("2026-04-01".parse().ok(), true));

        town.seek(town.one, "2026-02-01", &json!({"form": "flexible"}));
        let mut unshared = everything_shown();
        unshared["profile_shared"] = json!(false);
        assert_eq!(
            town.shown(town.one),
            unshared,
            "an earlier day replaces nothing but the consent, which is as said last"
        );
        town.seek(town.one, "2026-03-01", &json!({"form": "internship"}));
        assert_eq!(town.shown(town.one), only("internship"), "the same day is replaced by what comes later");
        let change =
            json!({"kind": "person_changed", "effective_on": "2026-03-02", "person": town.one, "education": "70"});
        assert_eq!(town.say(&town.officer, &change).status, 201);
        assert_eq!(town.shown(town.one), only("internship"));
        assert_eq!(town.profile(town.one).education, Some(70));
    }
}

#[test]
fn what_was_said_before_counts_again_when_the_later_is_voided() {
    for town in towns() {
        let first = town.seek(town.one, "2026-03-01", &everything());
        let second = town.seek(town.one, "2026-03-02", &json!({"form": "flexible"}));
        assert_eq!(town.shown(town.one), only("flexible"));

        town.void(second);
        assert_eq!(town.shown(town.one), everything_shown());
        town.void(first);
        assert_eq!(town.shown(town.one), Value::Null);
        let row = town.profile(town.one);
        assert_eq!((row.sought_1, row.sought_form, row.profile_shared), (None, None, false));
    }
}

#[test]
fn what_nobody_can_look_for_is_refused_with_the_field_that_is_to_blame() {
    for town in towns() {
        for (fields, code, field) in [
            (json!({"occupations": ["1", "2", "3", "4"]}), "bad_value", json!("occupations")),
            (json!({"occupations": ["4-07-3"]}), "bad_value", json!("occupations")),
            (json!({"occupations": ["4-07", "4-07"]}), "bad_value", json!("occupations")),
            (json!({"occupations": []}), "bad_value", json!("occupations")),
            (json!({"pay_from": 0}), "bad_value", json!("pay_from")),
            (json!({"area": "440106"}), "bad_value", json!("area")),
            (json!({"area": "440706"}), "unknown_division", json!("area")),
            (json!({"form": "self_employed"}), "bad_value", json!("form")),
            (json!({"form": "unit", "available_on": "soon"}), "bad_value", json!("available_on")),
            (json!({"form": "unit", "profile_shared": 1}), "bad_value", json!("profile_shared")),
            (json!({"form": "unit", "note": "x"}), "unknown_field", json!("note")),
            (json!({}), "missing_field", Value::Null),
            (json!({"available_on": "2026-04-01", "profile_shared": true}), "missing_field", Value::Null),
        ] {
            let reply = town.say(&town.officer, &sought(town.one, "2026-03-01", &fields));
            assert_eq!((&reply.body["code"], &reply.body["field"]), (&json!(code), &field), "{fields}: {reply:?}");
        }
        assert_eq!(town.shown(town.one), Value::Null);

        for form in ["internship", "unit", "public_welfare", "flexible"] {
            town.seek(town.one, "2026-03-01", &json!({"form": form}));
            assert_eq!(town.shown(town.one), only(form));
        }
    }
}

#[test]
fn it_is_said_by_who_records_circumstances_of_who_is_in_reach_and_not_of_the_dead() {
    for town in towns() {
        let fact = sought(town.one, "2026-03-01", &everything());
        for role in [Role::HiringPlatform, Role::Auditor] {
            let token = town.service.token(role, "440703002");
            assert_eq!(town.say(&token, &fact).status, 403, "{role:?}");
        }
        let next_door = town.service.token(Role::CommunityCaseworker, NEXT_DOOR);
        assert_eq!(town.say(&next_door, &fact).body["code"], "unknown_person");

        let caseworker = town.service.token(Role::CommunityCaseworker, VILLAGE);
        let said = town.say(&caseworker, &fact);
        assert_eq!(said.status, 201, "{said:?}");
        let void = json!({"kind": "voided", "effective_on": "2026-03-05", "voids": said.body["position"]});
        assert_eq!(town.say(&next_door, &void).body["code"], "unknown_event");
        assert_eq!(town.say(&caseworker, &void).status, 201);
        let died = json!({"kind": "died", "effective_on": "2026-03-01", "person": town.one});
        assert_eq!(town.say(&town.officer, &died).status, 201);
        assert_eq!(town.say(&town.officer, &fact).body["code"], "after_death");
    }
}

#[test]
fn a_merging_keeps_what_was_said_last_of_either_and_gives_it_back_when_undone() {
    for town in towns() {
        town.seek(town.one, "2026-03-01", &json!({"form": "flexible"}));
        town.seek(town.other, "2026-03-02", &everything());

        let merge = format!("/api/v1/people/{}/duplicates/{}", town.one, town.other);
        let tag = town.service.get(&merge, &town.officer).headers["etag"].clone();
        let merges = format!("/api/v1/people/{}/merges", town.one);
        let body = json!({"other": town.other});
        let merged = town.service.send("POST", &merges, &town.officer, &[("If-Match", &tag)], Some(&body));
        assert_eq!(merged.status, 201, "{merged:?}");
        assert_eq!(town.shown(town.one), everything_shown());
        let later = town.seek(town.one, "2026-03-03", &json!({"form": "internship"}));
        assert_eq!(town.shown(town.one), only("internship"));
        town.void(later);
        assert_eq!(town.shown(town.one), everything_shown());

        let undone = format!("{merges}/{}", merged.body["id"]);
        let undone = town.service.send("DELETE", &undone, &town.officer, &[], None);
        assert!((200..300).contains(&undone.status), "{undone:?}");
        assert_eq!((town.shown(town.one), town.shown(town.other)), (only("flexible"), everything_shown()));
    }
}

#[test]
fn an_export_carries_it_and_a_restored_or_refilled_database_shows_the_same() {
    for engine in engines() {
        let town = Town::new(&engine);
        town.seek(town.one, "2026-03-01", &everything());
        town.seek(town.other, "2026-03-01", &json!({"area": VILLAGE}));
        let file = town.service.world.dir().join("ledger.ndjson");
        let file = file.to_str().expect("a path");
        let exported = finish(command(&town.service.world, &["export", file]));
        assert_eq!(exported.code, Some(0), "{}", exported.said);

        let copy = engine.fresh();
        let restored = finish(command(&copy, &["import", "--restore", file]));
        assert_eq!(restored.code, Some(0), "{}", restored.said);
        let again = copy.dir().join("again.ndjson");
        let exported = finish(command(&copy, &["export", again.to_str().expect("a path")]));
        assert_eq!(exported.code, Some(0), "{}", exported.said);
        let read = |path: &std::path::Path| std::fs::read_to_string(path).expect("the export is there");
        assert_eq!(read(std::path::Path::new(file)), read(&again));
        let mut conn = copy.conn();
        let rows: Vec<ProfileRow> = profile::table.order(profile::person_id).load(&mut conn).expect("profiles");
        let sought = |row: &ProfileRow| (row.sought_1.clone(), row.pay_from, row.sought_in, row.profile_shared);
        assert_eq!(
            rows.iter().map(sought).collect::<Vec<_>>(),
            [
                (Some("4-07-03-02".to_owned()), Some(350_000), Some(440_700_000_000), true),
                (None, None, Some(440_703_002_101), false)
            ]
        );
        let keys = keys::open(&mut conn, &copy.dir().join("key")).expect("the key file opens");
        let (before, after) = derived_anew(&mut conn, &keys);
        assert_eq!(before, after, "{engine:?}");
    }
}

#[test]
fn the_database_takes_no_such_fact_that_is_not_whole() {
    for engine in engines() {
        let town = Town::new(&engine);
        town.seek(town.one, "2026-03-01", &everything());
        let mut conn = town.service.world.conn();
        let mut position = 1_000;
        let mut insert = |columns: &str, values: &str| {
            position += 1;
            conn.batch_execute(&format!(
                "insert into fact (position, kind, effective_on, sender_id, event_ref, content_hash, recorded_at, {columns})
                 select {position}, 38, '2026-03-01', sender_id, '{position}', content_hash, recorded_at, {values}
                 from fact where kind = 38 and position < 1000"
            ))
        };

        assert!(insert("person_id, amount", "person_id, 1").is_ok());
        assert!(insert("person_id, attributes", r#"person_id, '{"occupations":["4"]}'"#).is_ok());
        for (columns, values) in [
            ("amount", "1"),
            ("person_id, amount", "person_id, 0"),
            ("person_id, code", "person_id, 2"),
            ("person_id, division", "person_id, 440106000000"),
            ("person_id, amount, reason", "person_id, 1, 9"),
            ("person_id", "person_id"),
            ("person_id, attributes", r#"person_id, '{"profile_shared":true}'"#),
        ] {
            assert!(insert(columns, values).is_err(), "{columns}: {values} on {engine:?}");
        }
    }
}
