//! Concurrent writers, and lines that are written twice.

use bangfu::auth::Role;
use bangfu::db::schema::setting;
use bangfu::db::{Conn, Location};
use chrono::Duration;
use diesel::connection::SimpleConnection as _;
use diesel::prelude::*;
use serde_json::{Value, json};

use crate::harness::watch::number;
use crate::harness::{Engine, Reply, Service, World, engines, id_number, morning};

/// Starts a service with one person, and gives an administrator's token.
fn service(engine: &Engine) -> (Service, String) {
    let service = engine.fresh().serve(morning("2026-03-05"));
    service.world.record(
        &[json!({"kind": "person_registered", "event_ref": "1", "person_ref": "P1", "effective_on": "2020-01-01", "id_number": id_number("1980-05-06", 1), "name": "例一", "sex": "male", "birth_date": "1980-05-06", "residence_division": "440703002101"})],
        morning("2026-03-05"),
    );
    let token = service.token(Role::CityAdministrator, "440700");
    (service, token)
}

fn wish(help: bool) -> Value {
    json!({"kind": "wish_declared", "effective_on": "2026-02-01", "person": 1, "work": true, "help": help})
}

fn under(service: &Service, token: &str, key: &str, path: &str, body: &Value) -> Reply {
    service.send("POST", path, token, &[("Idempotency-Key", key)], Some(body))
}

#[test]
fn a_request_under_the_same_key_is_recorded_once_and_another_is_refused() {
    for engine in engines() {
        let (service, token) = service(&engine);
        let first = under(&service, &token, "k1", "/api/v1/facts", &wish(true));
        assert_eq!(first.status, 201, "{first:?}");

        let again = under(&service, &token, "k1", "/api/v1/facts", &wish(true));
        assert_eq!((again.status, &again.body), (201, &first.body));
        let other = under(&service, &token, "k1", "/api/v1/facts", &wish(false));
        assert_eq!((other.status, other.body["code"].as_str()), (422, Some("idempotency_key_reused")), "{other:?}");
        let batch = under(&service, &token, "k1", "/api/v1/facts/batch", &json!([wish(true)]));
        assert_eq!(batch.status, 422, "{batch:?}");
        let somebody = service.token(Role::CityAdministrator, "440700");
        let theirs = under(&service, &somebody, "k1", "/api/v1/facts", &wish(true));
        assert_ne!(theirs.body["position"], first.body["position"], "keys are each account's own");

        service.clock.set(service.clock.now() + Duration::hours(24));
        let token = service.token(Role::CityAdministrator, "440700");
        assert_eq!(under(&service, &token, "k1", "/api/v1/facts", &wish(false)).status, 201);
        assert_eq!(under(&service, &token, "a key\tof bad form", "/api/v1/facts", &wish(true)).status, 400);
    }
}

#[test]
fn a_key_is_forgotten_after_24_hours_and_not_before() {
    let (service, _) = service(&Engine::Sqlite);
    let (username, start) = (service.account(Role::CityAdministrator, "440700"), service.clock.now());
    let token = || {
        let reply =
            service.post("/api/v1/sessions", "", &json!({"username": username, "password": crate::harness::PASSWORD}));
        crate::harness::text(&reply.body["access_token"])
    };
    let first = under(&service, &token(), "k", "/api/v1/facts", &wish(true));

    service.clock.set(start + Duration::hours(24) - Duration::seconds(1));
    let before = under(&service, &token(), "k", "/api/v1/facts", &wish(true));
    service.clock.set(start + Duration::hours(24));
    let after = under(&service, &token(), "k", "/api/v1/facts", &wish(true));

    assert_eq!(first.body["position"], before.body["position"]);
    assert_ne!(first.body["position"], after.body["position"]);
}

#[test]
fn while_a_restore_is_not_finished_no_fact_is_recorded_and_no_month_closed() {
    for engine in engines() {
        let (service, token) = service(&engine);
        let mut conn = service.world.conn();
        let mark = (setting::name.eq("restoring"), setting::value.eq("yes"));
        diesel::insert_into(setting::table).values(mark).execute(&mut conn).expect("the mark of a restore is set");

        for (path, body) in [("/api/v1/facts", Some(wish(true))), ("/api/v1/months/2026-02/close", None)] {
            let refused = service.send("POST", path, &token, &[], body.as_ref());
            assert_eq!((refused.status, refused.body["code"].as_str()), (409, Some("restore_unfinished")), "{path}");
        }

        let mark = setting::table.filter(setting::name.eq("restoring"));
        diesel::delete(mark).execute(&mut conn).expect("the mark is taken away");
        assert_eq!(service.post("/api/v1/facts", &token, &wish(true)).status, 201);
        assert_eq!(service.send("POST", "/api/v1/months/2026-02/close", &token, &[], None).status, 200);
    }
}

#[test]
fn a_refused_fact_is_remembered_too() {
    let (service, token) = service(&Engine::Sqlite);
    let mut nobody = wish(true);
    nobody["person"] = json!(2);
    let first = under(&service, &token, "k", "/api/v1/facts", &nobody);
    assert_eq!(first.status, 404, "{first:?}");
    assert_eq!(under(&service, &token, "k", "/api/v1/facts", &nobody).text, first.text);
    assert_eq!(under(&service, &token, "k", "/api/v1/facts", &wish(true)).status, 422);
}

#[test]
fn many_who_write_at_once_each_get_their_own_answer_and_their_own_position() {
    for engine in engines() {
        let (service, token) = service(&engine);
        let positions: Vec<i64> = std::thread::scope(|scope| {
            let writers: Vec<_> = (0..8)
                .map(|writer| {
                    let (service, token) = (&service, &token);
                    scope.spawn(move || {
                        let one = |n| {
                            if n % 5 == 4 {
                                let nobody = json!({"kind": "died", "effective_on": "2026-02-01", "person": 9});
                                assert_eq!(service.post("/api/v1/facts", token, &nobody).status, 404);
                                return None;
                            }
                            let reply =
                                under(service, token, &format!("{writer}-{n}"), "/api/v1/facts", &wish(n % 2 == 0));
                            assert_eq!(reply.status, 201, "{reply:?}");
                            reply.body["position"].as_i64()
                        };
                        (0..10).filter_map(one).collect::<Vec<_>>()
                    })
                })
                .collect();
            writers.into_iter().flat_map(|writer| writer.join().expect("the writer held")).collect()
        });

        let mut sorted = positions.clone();
        sorted.sort_unstable();
        assert_eq!(sorted, (2..=65).collect::<Vec<i64>>(), "64 facts behind the registration, each once");
    }
}

#[test]
fn the_same_key_sent_at_once_is_recorded_once() {
    for engine in engines() {
        let (service, token) = service(&engine);
        let positions: Vec<Value> = std::thread::scope(|scope| {
            let send = || under(&service, &token, "k", "/api/v1/facts", &wish(true)).body["position"].clone();
            let writers: Vec<_> = (0..8).map(|_| scope.spawn(send)).collect();
            writers.into_iter().map(|writer| writer.join().expect("the writer held")).collect()
        });
        assert_eq!(positions, vec![json!(2); 8]);
    }
}

#[test]
fn what_was_done_is_written_down_and_cannot_be_unwritten() {
    use diesel::prelude::*;
    use diesel::sql_query;
    use diesel::sql_types::{BigInt, Nullable, Text};

    #[derive(QueryableByName, Debug, PartialEq)]
    struct Row {
        #[diesel(sql_type = Text)]
        action: String,
        #[diesel(sql_type = Nullable<BigInt>)]
        first_position: Option<i64>,
        #[diesel(sql_type = Nullable<BigInt>)]
        last_position: Option<i64>,
    }

    for engine in engines() {
        let (service, token) = service(&engine);
        service.post("/api/v1/facts/batch", &token, &json!([wish(true), {"kind": "nonsense"}, wish(false)]));
        service.post("/api/v1/facts", &token, &json!({"kind": "died", "effective_on": "2026-02-01", "person": 9}));
        service.post("/api/v1/months/2026-02/close", &token, &Value::Null);

        let mut conn = service.world.conn();
        let rows: Vec<Row> = sql_query("select action, first_position, last_position from audit order by id")
            .load(&mut conn)
            .expect("the audit is read");
        let row =
            |action: &str, first_position, last_position| Row { action: action.into(), first_position, last_position };
        assert_eq!(
            rows,
            [row("signed_in", None, None), row("facts_recorded", Some(2), Some(3)), row("month_closed", None, None)]
        );
        for change in ["update audit set action = 'nothing'", "delete from audit"] {
            assert!(sql_query(change).execute(&mut conn).is_err(), "{change}");
        }
    }
}

/// Opens a ledger in a schema of its own. A wait for a lock fails after 50 ms.
fn in_schema(world: &World, schema: &str) -> Conn {
    world.conn().batch_execute(&format!("create schema if not exists {schema}")).expect("a schema");
    let separator = if world.url().contains('?') { '&' } else { '?' };
    let url = format!("{}{separator}options=-csearch_path%3D{schema}%20-clock_timeout%3D50ms", world.url());
    let mut conn = Location::parse(&url).expect("a URL of ours").open().expect("the database opens");
    conn.migrate().expect("the migrations run");
    conn
}

#[test]
fn writers_of_two_schemas_of_a_database_do_not_wait_for_each_other() {
    for engine in engines().into_iter().filter(|engine| matches!(engine, Engine::Postgres(_))) {
        let world = engine.fresh();
        let (mut first, mut second) = (in_schema(&world, "one"), in_schema(&world, "one"));
        let mut elsewhere = in_schema(&world, "two");

        first
            .write(|_| {
                assert!(second.write(|_| Ok(())).is_err(), "the second waits for the first");
                elsewhere.write(|conn| Ok(number(conn, "select count(*) from fact")))
            })
            .map(|facts| assert_eq!(facts, 0, "they are two ledgers"))
            .expect("both commit");

        second.write(|_| Ok(())).expect("the first is gone");
    }
}

#[test]
fn without_the_row_that_writers_lock_nobody_writes() {
    for engine in engines().into_iter().filter(|engine| matches!(engine, Engine::Postgres(_))) {
        let world = engine.fresh();
        let mut conn = world.conn();
        conn.batch_execute("delete from setting where name = 'writers_lock'").expect("the row is deleted");

        let refused = conn.write(|_| Ok(())).expect_err("no row, no lock");

        assert!(refused.detail().contains("writers_lock"), "{refused:?}");
        conn.batch_execute("insert into setting (name, value) values ('writers_lock', '')").expect("the row is back");
        conn.write(|_| Ok(())).expect("the failed transaction is over");
    }
}
