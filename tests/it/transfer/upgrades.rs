//! The data of an older program survive an upgrade. `tests/upgrades` has one folder for each
//! program, filled through that program's own interfaces by `make.py`.

use std::collections::BTreeMap;
use std::path::PathBuf;

use bangfu::auth::Role;
use bangfu::db::Conn;
use bangfu::db::Location;
use bangfu::db::schema::{delivery, referral, seeker};
use bangfu::on_engine;
use diesel::connection::SimpleConnection as _;
use diesel::prelude::*;
use serde_json::{Value, json};

use crate::harness::{Engine, Service, World, engines, morning};

/// Gives the folder of the program of a day.
fn left(day: &str) -> PathBuf {
    [env!("CARGO_MANIFEST_DIR"), "tests", "upgrades", day].iter().collect()
}

/// Loads the data of an older program into a new database, with its key file.
fn laid(engine: &Engine, day: &str) -> World {
    let world = engine.empty();
    let (dump, key) = match engine {
        Engine::Sqlite => ("sqlite.sql", "sqlite.keyfile"),
        Engine::Postgres(_) => ("postgres.sql", "postgres.keyfile"),
    };
    let dump = std::fs::read_to_string(left(day).join(dump)).expect("the dump");
    let key = std::fs::read(left(day).join(key)).expect("the key file");
    let path = world.dir().join("key");
    std::fs::write(&path, key).expect("the key file is written");
    let mode = std::os::unix::fs::PermissionsExt::from_mode(0o600);
    std::fs::set_permissions(path, mode).expect("it is its owner's alone");
    let mut conn = Location::parse(&world.url()).expect("a URL of ours").open().expect("the database opens");
    if let Conn::Sqlite(c) = &mut conn {
        // The dump lists the tables by name, so a row may precede the one that it refers to.
        c.batch_execute("pragma foreign_keys = off").expect("a pragma");
    }
    conn.batch_execute(&dump).expect("the dump is read");
    world
}

/// Counts the rows of every table.
fn rows(conn: &mut Conn) -> BTreeMap<String, i64> {
    #[derive(QueryableByName)]
    struct Name {
        #[diesel(sql_type = diesel::sql_types::Text)]
        name: String,
    }
    #[derive(QueryableByName)]
    struct Count {
        #[diesel(sql_type = diesel::sql_types::BigInt)]
        rows: i64,
    }
    let tables = match conn {
        Conn::Sqlite(_) => "select name from sqlite_master where type = 'table'",
        Conn::Postgres(_) => {
            "select table_name::text as name from information_schema.tables where table_schema = 'public'"
        }
    };
    let names: Vec<Name> = on_engine!(&mut *conn, |c| diesel::sql_query(tables).load(c)).expect("the tables");
    let mut count = |name: &str| -> Count {
        let query = diesel::sql_query(format!("select count(*) as rows from {name}"));
        on_engine!(&mut *conn, |c| query.get_result(c)).expect("a count")
    };
    names.iter().map(|Name { name }| (name.clone(), count(name).rows)).collect()
}

fn told(day: &str) -> Value {
    let text = std::fs::read_to_string(left(day).join("told.json")).expect("what was told");
    serde_json::from_str(&text).expect("an object")
}

fn get(service: &Service, token: &str, path: &str) -> Value {
    let reply = service.get(path, token);
    assert_eq!(reply.status, 200, "{path}: {reply:?}");
    reply.body
}

#[test]
fn what_was_offered_and_referred_of_people_who_do_not_fit_ends_with_its_reason_and_all_else_stays() {
    let day = "2026-11-30";
    let told = told(day);
    let reasons: BTreeMap<&str, &str> = BTreeMap::from([
        ("child", "under_age"),
        ("retired", "retired"),
        ("pensioner", "absent"),
        ("dead", "died"),
        ("fits", ""),
        ("turns_sixteen", "under_age"),
        ("retires_soon", ""),
        ("away_until_february", "absent"),
    ]);
    for engine in engines() {
        let world = laid(&engine, day);
        let mut conn = Location::parse(&world.url()).expect("a URL of ours").open().expect("it opens");
        let before = rows(&mut conn);
        assert_eq!(before["referral"], 8, "{engine:?}: {before:?}");
        drop(conn);

        let service = world.serve(morning("2026-12-01"));

        let after = rows(&mut service.world.conn());
        let may_grow = ["__diesel_schema_migrations", "setting", "delivery", "audit"];
        for (table, rows) in &before {
            let now = after.get(table).copied().unwrap_or(0);
            assert!(
                now == *rows || may_grow.contains(&table.as_str()) && now > *rows,
                "{engine:?} {table}: {rows}, {now}"
            );
        }
        let administrator = service.token(Role::CityAdministrator, "440700");
        let months = get(&service, &administrator, "/api/v1/months/2026-10");
        assert_eq!(months["digest"], told["digest"]);

        for (name, of) in told["people"].as_object().expect("people") {
            let reason = reasons[name.as_str()];
            let referral = get(&service, &administrator, &format!("/api/v1/referrals/{}", of["referral"]));
            let state = if reason.is_empty() { "recommended" } else { "ended" };
            assert_eq!(referral["state"], state, "{engine:?} {name}");
            assert_eq!(referral["ended_for"].as_str().unwrap_or(""), reason, "{engine:?} {name}");
            let case = get(&service, &administrator, &format!("/api/v1/cases/{}", of["case"]));
            assert_eq!(case["closed_on"], Value::Null, "{name}: cases stay open");
            assert_eq!(case["unfit"].as_str().unwrap_or(""), reason, "{name}");
            let page = get(&service, &administrator, &format!("/api/v1/people/{}", of["person"]));
            let was_offered = !["dead", "pensioner"].contains(&name.as_str());
            let ended = if was_offered && !reason.is_empty() {
                json!({"on": "2026-12-01", "reason": reason})
            } else {
                Value::Null
            };
            assert_eq!(page["offer_ended"], ended, "{engine:?} {name}");
        }
        let listed = get(&service, &administrator, "/api/v1/cases?unfit=true&open=true");
        assert_eq!(listed["items"].as_array().expect("cases").len(), 6);

        let mut conn = service.world.conn();
        let offered: i64 =
            seeker::table.filter(seeker::told.is_not_null()).count().get_result(&mut conn).expect("a count");
        assert_eq!(offered, 2, "{engine:?}");
        let bodies: Vec<String> =
            delivery::table.order(delivery::id).select(delivery::body).load(&mut conn).expect("deliveries");
        let count = |of_type: &str| bodies.iter().filter(|body| body.contains(of_type)).count();
        // The older program had already withdrawn two persons.
        assert_eq!((count("seeker_withdrawn"), count("referral_ended")), (6, 6));
        assert!(!bodies.iter().any(|body| body.contains("under_age") || body.contains("retired")));
        let told_ends: i64 = referral::table.filter(referral::end_told).count().get_result(&mut conn).expect("a count");
        assert_eq!(told_ends, 6);
    }
}
