//! Sessions: sign-in, renewal, and immediate sign-out.

use bangfu::ops::office::sessions;
use std::sync::Barrier;

use bangfu::auth::{Actor, Role};
use bangfu::clock::Clock;
use bangfu::db::Conn;
use bangfu::domain::values::division::Division;
use bangfu::domain::values::month::Month;
use bangfu::error::{Failure, Result};
use bangfu::ops::months::reports;
use bangfu::ops::office::accounts::{self, Change, NewAccount};
use bangfu::ops::office::keys;
use bangfu::ops::office::sessions::SignedIn;
use bangfu::ops::session::Session;
use bangfu::seal::keys::Keys;
use base64::Engine as _;
use chrono::Duration;
use diesel::connection::SimpleConnection as _;
use diesel::{RunQueryDsl as _, sql_query};
use serde_json::{Value, json};

use crate::harness::watch::WRITERS_LOCK;
use crate::harness::{Engine, PASSWORD, Reply, Service, World, engines, morning, text};

fn service(engine: &Engine) -> Service {
    engine.fresh().serve(morning("2026-03-31"))
}

fn sign_in(service: &Service, username: &str, password: &str) -> Reply {
    service.post("/api/v1/sessions", "", &json!({"username": username, "password": password}))
}

fn refresh(service: &Service, token: &Value) -> Reply {
    service.post("/api/v1/sessions/refresh", "", &json!({"refresh_token": token}))
}

#[test]
fn a_refresh_token_is_good_once_and_using_it_twice_ends_the_session() {
    for engine in engines() {
        let service = service(&engine);
        let username = service.account(Role::Auditor, "440703");
        let first = sign_in(&service, &username, PASSWORD);
        assert_eq!((first.status, &first.body["expires_in"]), (200, &json!(900)), "{first:?}");
        let other = sign_in(&service, &username, PASSWORD);

        let second = refresh(&service, &first.body["refresh_token"]);
        assert_eq!(second.status, 200, "{second:?}");
        assert_eq!(service.get("/api/v1/people", &text(&second.body["access_token"])).status, 200);

        assert_eq!(refresh(&service, &first.body["refresh_token"]).status, 401, "used");
        assert_eq!(refresh(&service, &second.body["refresh_token"]).status, 401, "of the same family");
        assert_eq!(refresh(&service, &other.body["refresh_token"]).status, 200, "of another sign-in");
        assert_eq!(refresh(&service, &json!("nobody's")).status, 401);
    }
}

#[test]
fn an_access_token_lasts_15_minutes_and_a_refresh_token_12_hours_up_to_a_week() {
    let service = service(&Engine::Sqlite);
    let (username, start) = (service.account(Role::Auditor, "440703"), service.clock.now());
    let mut tokens = sign_in(&service, &username, PASSWORD).body;
    let access = text(&tokens["access_token"]);

    service.clock.set(start + Duration::minutes(14));
    assert_eq!(service.get("/api/v1/people", &access).status, 200);
    service.clock.set(start + Duration::minutes(15));
    assert_eq!(service.get("/api/v1/people", &access).status, 401);

    for half_days in 1..=13 {
        service.clock.set(start + Duration::hours(12 * half_days) - Duration::minutes(half_days * 2));
        let next = refresh(&service, &tokens["refresh_token"]);
        assert_eq!(next.status, 200, "{half_days}: {next:?}");
        tokens = next.body;
    }
    service.clock.set(start + Duration::days(7));
    assert_eq!(refresh(&service, &tokens["refresh_token"]).status, 401, "the week is over");
}

#[test]
fn signing_out_ends_the_session() {
    let service = service(&Engine::Sqlite);
    let tokens = sign_in(&service, &service.account(Role::Auditor, "440703"), PASSWORD).body;

    let out = service.post("/api/v1/sessions/end", "", &json!({"refresh_token": tokens["refresh_token"]}));

    assert_eq!(out.status, 204);
    assert_eq!(refresh(&service, &tokens["refresh_token"]).status, 401);
    assert_eq!(service.post("/api/v1/sessions/end", "", &json!({"refresh_token": "nobody's"})).status, 204);
}

#[test]
fn a_wrong_password_and_an_unknown_name_are_answered_alike_and_the_sixth_try_waits() {
    let service = service(&Engine::Sqlite);
    let username = service.account(Role::Auditor, "440703");

    let wrong = sign_in(&service, &username, "a wrong password");
    let unknown = sign_in(&service, "nobody", "a wrong password");
    assert_eq!((wrong.status, &wrong.body), (401, &unknown.body));

    for _ in 0..4 {
        assert_eq!(sign_in(&service, &username, "a wrong password").status, 401);
    }
    let waits = sign_in(&service, &username, PASSWORD);
    assert_eq!((waits.status, waits.headers["retry-after"].as_str()), (429, "900"));
    service.clock.set(service.clock.now() + Duration::minutes(15));
    assert_eq!(sign_in(&service, &username, PASSWORD).status, 200);
}

#[test]
fn what_can_be_nobodys_is_answered_alike_and_neither_counted_nor_asked_for() {
    for engine in engines() {
        let service = service(&engine);
        let username = service.account(Role::Auditor, "440703");
        let (long_name, long_password) = ("a".repeat(1024 * 1024), "a".repeat(257));
        let wrong = sign_in(&service, &username, "a wrong password");
        let mut nobodys = vec![(username.as_str(), long_password.as_str()); 6];
        for name in ["", "ab", "\u{0}", "nul\u{0}", "Nobody", "9lives", "nobody ", "林梅", &long_name] {
            nobodys.extend([(name, PASSWORD); 6]);
        }

        for (name, password) in nobodys {
            let reply = sign_in(&service, name, password);
            assert_eq!((reply.status, &reply.body), (401, &wrong.body), "{:.8?} {}", name, password.len());
        }

        assert_eq!(sign_in(&service, &username, PASSWORD).status, 200, "one wrong password was counted");
    }
}

#[test]
fn what_is_no_id_is_not_found_and_no_place_in_a_list_is_refused() {
    for engine in engines() {
        let service = service(&engine);
        let token = service.token(Role::CityAdministrator, "440700");
        for id in ["%00", "admin", "00000000-0000-4000-8000-000000000000"] {
            let path = format!("/api/v1/accounts/{id}");
            assert_eq!(service.get(&path, &token).status, 404, "{id}");
            let change = service.send("PATCH", &path, &token, &[("If-Match", "\"1\"")], Some(&json!({})));
            assert_eq!(change.status, 404, "{id}");
        }
        for after in ["%00", "", "Nobody"] {
            let reply = service.get(&format!("/api/v1/accounts?after={after}"), &token);
            assert_eq!((reply.status, &reply.body["field"]), (400, &json!("after")), "{after}");
        }
    }
}

#[test]
fn a_changed_account_is_out_at_once_and_its_change_needs_the_version_that_was_read() {
    for engine in engines() {
        let service = service(&engine);
        let administrator = service.token(Role::CityAdministrator, "440700");
        let username = service.account(Role::TownOfficer, "440703002");
        let tokens = sign_in(&service, &username, PASSWORD).body;
        let token = text(&tokens["access_token"]);
        let path = format!("/api/v1/accounts/{}", text(&tokens["account"]["id"]));
        let change =
            |headers: &[(&str, &str)], body: &Value| service.send("PATCH", &path, &administrator, headers, Some(body));
        let etag = service.get(&path, &administrator).headers["etag"].clone();
        assert_eq!(service.get("/api/v1/people", &token).status, 200);

        assert_eq!(change(&[], &json!({"disabled": true})).status, 428);
        assert_eq!(change(&[("If-Match", "\"7\"")], &json!({"disabled": true})).status, 412);
        assert_eq!(change(&[("If-Match", &etag)], &json!({"role": "auditor", "division": "440703002101"})).status, 200);

        assert_eq!(service.get("/api/v1/people", &token).status, 401, "the token tells of another role");
        assert_eq!(refresh(&service, &tokens["refresh_token"]).status, 401);
        let again = sign_in(&service, &username, PASSWORD);
        assert_eq!(again.body["account"]["role"], "auditor");
        assert_eq!(change(&[("If-Match", &etag)], &json!({"disabled": true})).status, 412, "read before the change");
        assert_eq!(change(&[("If-Match", "\"2\"")], &json!({"disabled": true})).status, 200);
        assert_eq!(sign_in(&service, &username, PASSWORD).status, 401);
        assert_eq!(service.get("/api/v1/people", &text(&again.body["access_token"])).status, 401);
    }
}

#[test]
fn administrators_cannot_take_their_own_rights_away() {
    let service = service(&Engine::Sqlite);
    let tokens = sign_in(&service, &service.account(Role::CityAdministrator, "440700"), PASSWORD).body;
    let path = format!("/api/v1/accounts/{}", text(&tokens["account"]["id"]));
    for change in [json!({"disabled": true}), json!({"role": "auditor"})] {
        let reply =
            service.send("PATCH", &path, &text(&tokens["access_token"]), &[("If-Match", "\"1\"")], Some(&change));
        assert_eq!(reply.status, 409, "{reply:?}");
    }
}

#[test]
fn an_account_is_made_as_its_role_demands_and_signs_in() {
    for engine in engines() {
        let service = service(&engine);
        let administrator = service.token(Role::CityAdministrator, "440700");
        let make = |username: &str, password: &str, role: &str, division: &str| {
            let body = json!({"username": username, "password": password, "role": role, "division": division});
            service.post("/api/v1/accounts", &administrator, &body)
        };

        let made = make("lin.mei", "correct horse battery", "community_caseworker", "440703002101");

        assert_eq!((made.status, made.headers["etag"].as_str()), (201, "\"1\""), "{made:?}");
        assert!(!made.text.contains("argon2"), "{made:?}");
        assert_eq!(sign_in(&service, "lin.mei", "correct horse battery").status, 200);
        assert_eq!(make("lin.mei", "correct horse battery", "auditor", "440703").status, 409);
        for (username, password, role, division) in [
            ("11010519491231002x", "correct horse battery", "auditor", "440703"),
            ("wang", "too short", "auditor", "440703"),
            ("wang", "correct horse battery", "mayor", "440703"),
            ("wang", "correct horse battery", "town_officer", "440703"),
            ("wang", "correct horse battery", "auditor", "440799"),
            ("wang", "correct horse battery", "auditor", "440100"),
        ] {
            let refused = make(username, password, role, division);
            assert_eq!(refused.status, 400, "{username} {role} {division}: {refused:?}");
            assert!(!refused.text.contains(password), "{refused:?}");
        }
    }
}

#[test]
fn ones_own_password_is_changed_by_who_knows_it_and_every_session_ends() {
    let service = service(&Engine::Sqlite);
    let username = service.account(Role::HiringPlatform, "440703");
    let tokens = sign_in(&service, &username, PASSWORD).body;
    let token = text(&tokens["access_token"]);
    let change = |present: &str, new: &str| {
        service.send("PUT", "/api/v1/me/password", &token, &[], Some(&json!({"present": present, "new": new})))
    };

    assert_eq!(change("a wrong password", "another horse battery").body["field"], "present");
    for _ in 0..6 {
        let longer_than_any = change(&"a".repeat(257), "another horse battery");
        assert_eq!((longer_than_any.status, &longer_than_any.body["field"]), (400, &json!("present")));
    }
    assert_eq!(change(PASSWORD, "too short").body["field"], "new");
    assert_eq!(change(PASSWORD, "another horse battery").status, 204);

    assert_eq!(change("another horse battery", PASSWORD).status, 401, "the token is of before");
    assert_eq!(refresh(&service, &tokens["refresh_token"]).status, 401);
    assert_eq!(sign_in(&service, &username, PASSWORD).status, 401);
    assert_eq!(sign_in(&service, &username, "another horse battery").status, 200);
}

#[test]
fn the_first_account_is_made_once() {
    for engine in engines() {
        let world = engine.fresh();
        let clock = Clock::fixed(morning("2026-03-31"));
        let password = accounts::create_first(&mut world.conn(), &clock).unwrap().expect("there is none yet");
        assert_eq!(accounts::create_first(&mut world.conn(), &clock).unwrap(), None);
        let service = world.serve(morning("2026-03-31"));
        assert_eq!(sign_in(&service, "admin", &password).body["account"]["role"], "city_administrator");
    }
}

/// Makes a database with one account, and its clock.
fn world(engine: &Engine) -> (World, Clock) {
    let (world, clock) = (engine.fresh(), Clock::fixed(morning("2026-03-31")));
    accounts::create(&mut world.conn(), &clock, "somebody", PASSWORD, Role::Auditor, Division::CITY)
        .expect("the account is made");
    (world, clock)
}

fn run(conn: &mut Conn, sql: &str) {
    sql_query(sql).execute(conn).unwrap_or_else(|e| panic!("{sql}: {e}"));
}

/// Opens a connection that holds the writers' lock like an endless import, and one that waits only
/// briefly for locks.
fn a_long_import(world: &World) -> (Conn, Conn) {
    let (mut writer, mut impatient) = (world.conn(), world.conn());
    let (hold, patience) = match writer {
        Conn::Postgres(_) => (format!("begin; {WRITERS_LOCK}"), "set lock_timeout = '1s'"),
        Conn::Sqlite(_) => ("begin immediate".to_owned(), "pragma busy_timeout = 0"),
    };
    writer.batch_execute(&hold).expect("the lock is taken");
    run(&mut impatient, patience);
    (writer, impatient)
}

/// Signs the account in.
fn signed_in(conn: &mut Conn, clock: &Clock) -> String {
    sessions::sign_in(conn, clock, "somebody", PASSWORD, "").expect("a name and its password").refresh_token
}

fn failure<T>(result: Result<T>) -> Option<Failure> {
    result.err().map(|e| e.failure)
}

#[test]
fn who_signs_in_on_postgresql_waits_for_no_import() {
    for engine in engines().into_iter().filter(|engine| matches!(engine, Engine::Postgres(_))) {
        let (world, clock) = world(&engine);

        let (_writer, mut conn) = a_long_import(&world);

        let token = signed_in(&mut conn, &clock);
        let wrong = sessions::sign_in(&mut conn, &clock, "somebody", "a wrong password", "");
        assert_eq!(failure(wrong), Some(Failure::Unauthorized));
        let next = sessions::refresh(&mut conn, &clock, &token, "").expect("it is good once").refresh_token;
        assert_eq!(failure(sessions::refresh(&mut conn, &clock, &token, "")), Some(Failure::Unauthorized), "used");
        assert_eq!(failure(sessions::refresh(&mut conn, &clock, &next, "")), Some(Failure::Unauthorized), "ended");
        let token = signed_in(&mut conn, &clock);
        sessions::sign_out(&mut conn, &clock, &token).expect("it is known");
        assert_eq!(failure(sessions::refresh(&mut conn, &clock, &token, "")), Some(Failure::Unauthorized));
        assert_eq!(accounts::create_first(&mut conn, &clock).expect("there is one"), None);
    }
}

#[test]
fn a_token_that_is_nobodys_or_over_takes_no_writers_turn() {
    for engine in engines() {
        let (world, clock) = world(&engine);
        let over = signed_in(&mut world.conn(), &clock);
        clock.set(clock.now() + Duration::hours(12));
        let ended = signed_in(&mut world.conn(), &clock);
        sessions::sign_out(&mut world.conn(), &clock, &ended).expect("it is known");

        let (_writer, mut conn) = a_long_import(&world);

        for token in ["nobody's", "", &over, &ended] {
            let refreshed = sessions::refresh(&mut conn, &clock, token, "");
            assert_eq!(failure(refreshed), Some(Failure::Unauthorized), "{engine:?}");
        }
        for token in ["nobody's", "", &over, &ended] {
            assert_eq!(failure(sessions::sign_out(&mut conn, &clock, token)), None, "{engine:?}");
        }
    }
}

/// Runs two actions at the same time, each on its own connection.
fn at_once<A: Send, B: Send>(
    world: &World,
    one: impl FnOnce(&mut Conn) -> A + Send,
    other: impl FnOnce(&mut Conn) -> B + Send,
) -> (A, B) {
    let barrier = Barrier::new(2);
    std::thread::scope(|scope| {
        let other = scope.spawn(|| {
            let mut conn = world.conn();
            barrier.wait();
            other(&mut conn)
        });
        let mut conn = world.conn();
        barrier.wait();
        (one(&mut conn), other.join().expect("the other ends"))
    })
}

#[test]
fn of_two_refreshes_at_once_one_succeeds_and_the_session_ends() {
    for engine in engines() {
        let (world, clock) = world(&engine);
        for _ in 0..10 {
            let token = signed_in(&mut world.conn(), &clock);
            let refresh = |conn: &mut Conn| sessions::refresh(conn, &clock, &token, "");

            let (one, other) = at_once(&world, refresh, refresh);

            let (won, lost): (Vec<Result<SignedIn>>, Vec<_>) = [one, other].into_iter().partition(Result::is_ok);
            assert_eq!(lost.into_iter().map(failure).collect::<Vec<_>>(), [Some(Failure::Unauthorized)], "{engine:?}");
            let next = won.into_iter().flatten().next().expect("one succeeds").refresh_token;
            let next = sessions::refresh(&mut world.conn(), &clock, &next, "");
            assert_eq!(failure(next), Some(Failure::Unauthorized), "{engine:?}");
        }
    }
}

#[test]
fn a_session_that_ends_while_it_is_refreshed_has_ended() {
    for engine in engines() {
        let (world, clock) = world(&engine);
        for reused in [false, true].repeat(10) {
            let first = signed_in(&mut world.conn(), &clock);
            let second = sessions::refresh(&mut world.conn(), &clock, &first, "").expect("it is good").refresh_token;

            let (next, ()) = at_once(
                &world,
                |conn| sessions::refresh(conn, &clock, &second, "").ok(),
                |conn| {
                    if reused {
                        let again = sessions::refresh(conn, &clock, &first, "");
                        assert_eq!(failure(again), Some(Failure::Unauthorized));
                    } else {
                        sessions::sign_out(conn, &clock, &first).expect("it is known");
                    }
                },
            );

            let next = next.map(|next| sessions::refresh(&mut world.conn(), &clock, &next.refresh_token, ""));
            assert!(next.is_none_or(|next| failure(next) == Some(Failure::Unauthorized)), "{engine:?}");
        }
    }
}

/// The parts of a session other than its actor and its connection.
struct Office {
    world: World,
    clock: Clock,
    keys: Keys,
}

impl Office {
    fn on(engine: &Engine) -> Self {
        let (world, clock) = world(engine);
        let keys = keys::open(&mut world.conn(), &world.dir().join("key")).expect("the key file opens");
        Self { world, clock, keys }
    }

    /// Creates a city administrator and signs in.
    fn administrator(&self, username: &str) -> Actor {
        let (conn, clock) = (&mut self.world.conn(), &self.clock);
        accounts::create(conn, clock, username, PASSWORD, Role::CityAdministrator, Division::CITY)
            .expect("the account is made");
        sessions::sign_in(conn, clock, username, PASSWORD, "").expect("a name and its password").actor
    }

    fn session<'c>(&'c self, conn: &'c mut Conn, actor: &Actor) -> Result<Session<'c>> {
        Session::open(conn, &self.keys, &self.clock, actor.clone(), "")
    }
}

fn somebody_else() -> NewAccount {
    let (username, password) = ("somebody.else".to_owned(), PASSWORD.to_owned());
    NewAccount { username, password, role: Role::Auditor, division: Division::CITY, id_number: None }
}

fn disabled() -> Change {
    Change { disabled: Some(true), ..Change::default() }
}

#[test]
fn what_an_account_asked_for_before_it_was_changed_is_not_done_afterwards() {
    for engine in engines() {
        let office = Office::on(&engine);
        let other = office.administrator("other");
        let acts: [(&str, &dyn Fn(&mut Session<'_>) -> Result<()>); 4] = [
            ("close.month", &|s| reports::close(s, Month::parse("2026-02").expect("a month")).map(drop)),
            ("add.account", &|s| accounts::add(s, &somebody_else()).map(drop)),
            ("change.account", &|s| accounts::change(s, &other.account, other.version, &disabled()).map(drop)),
            ("change.password", &|s| accounts::change_password(s, PASSWORD, "another horse battery").map(drop)),
        ];
        for (username, act) in acts {
            let actor = office.administrator(username);
            let mut conn = office.world.conn();
            let mut session = office.session(&mut conn, &actor).expect("the account is as it was");

            let change = format!("update account set version = version + 1 where id = '{}'", actor.account);
            run(&mut office.world.conn(), &change);

            assert_eq!(failure(act(&mut session)), Some(Failure::Unauthorized), "{username} {engine:?}");
        }
    }
}

#[test]
fn a_password_that_was_changed_while_it_was_verified_is_not_changed_by_who_knew_it() {
    use diesel::sql_types::BigInt;

    #[derive(diesel::QueryableByName)]
    struct Waiting {
        #[diesel(sql_type = BigInt)]
        count: i64,
    }

    for engine in engines().into_iter().filter(|engine| matches!(engine, Engine::Postgres(_))) {
        let office = Office::on(&engine);
        let actor = office.administrator("admin");
        let (mut other, mut watching) = (office.world.conn(), office.world.conn());
        run(&mut other, "begin");
        run(&mut other, "update account set password_hash = 'another', version = version + 1");

        let changed = std::thread::scope(|scope| {
            let change = scope.spawn(|| {
                let mut conn = office.world.conn();
                let session = &mut office.session(&mut conn, &actor).expect("the other did not commit");
                accounts::change_password(session, PASSWORD, "a third horse battery")
            });
            let waiting =
                "select count(*) from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'";
            while !change.is_finished()
                && sql_query(waiting).get_result::<Waiting>(&mut watching).expect("the server tells").count == 0
            {
            }
            run(&mut other, "commit");
            change.join().expect("it ends")
        });

        assert_eq!(failure(changed), Some(Failure::Unauthorized));
    }
}

#[test]
fn of_two_administrators_who_disable_each_other_one_stays() {
    for engine in engines() {
        let office = Office::on(&engine);
        for round in 0..10 {
            let (one, other) =
                (office.administrator(&format!("one{round}")), office.administrator(&format!("other{round}")));
            let disable = |conn: &mut Conn, own: &Actor, of: &Actor| {
                let session = &mut office.session(conn, own)?;
                accounts::change(session, &of.account, of.version, &disabled())
            };

            let (first, second) = if round == 0 {
                let mut conn = office.world.conn();
                let late = &mut office.session(&mut conn, &other).expect("nobody is disabled yet");
                let first = disable(&mut office.world.conn(), &one, &other);
                (first, accounts::change(late, &one.account, one.version, &disabled()))
            } else {
                at_once(&office.world, |conn| disable(conn, &one, &other), |conn| disable(conn, &other, &one))
            };

            let ends = [failure(first), failure(second)];
            assert!(ends.contains(&None) && ends.contains(&Some(Failure::Unauthorized)), "{ends:?} {engine:?}");
        }
    }
}

#[test]
fn an_account_is_changed_on_postgresql_while_facts_are_imported() {
    for engine in engines().into_iter().filter(|engine| matches!(engine, Engine::Postgres(_))) {
        let office = Office::on(&engine);
        let actor = office.administrator("admin");

        let (_writer, mut conn) = a_long_import(&office.world);
        let session = &mut office.session(&mut conn, &actor).expect("the account is as it was");

        let added = accounts::add(session, &somebody_else()).expect("the name is free");
        let changed = accounts::change(session, &added.id, added.version, &disabled()).expect("it is of that version");
        assert!(changed.disabled);
        assert!(accounts::change_password(session, PASSWORD, "another horse battery").expect("it will do"));
    }
}

/// Requests a token as a program does.
fn program(service: &Service, username: &str, password: &str, form: &str) -> Reply {
    let basic = format!("Basic {}", base64::engine::general_purpose::STANDARD.encode(format!("{username}:{password}")));
    let headers = [("Content-Type", "application/x-www-form-urlencoded"), ("Authorization", basic.as_str())];
    service.send_bytes("POST", "/api/v1/token", "", &headers, form.as_bytes())
}

#[test]
fn a_program_gets_a_token_for_what_it_asks_and_no_more_than_its_role_may() {
    const GRANT: &str = "grant_type=client_credentials";
    for engine in engines() {
        let service = service(&engine);
        let (platform, auditor) =
            (service.account(Role::HiringPlatform, "440703"), service.account(Role::Auditor, "440703"));
        // The blanks of the password are percent-encoded or written as +.
        let secret = PASSWORD.replace(' ', "%20");
        let ask = |username: &str, secret: &str, form: &str| program(&service, username, secret, form);

        let whole = ask(&platform, &secret, GRANT);
        assert_eq!((whole.status, &whole.body["token_type"]), (200, &json!("Bearer")), "{whole:?}");
        let all = "own_password record_facts record_employment read_messages post_vacancies read_vacancies read_referrals read_seekers read_calendars";
        assert_eq!((&whole.body["scope"], &whole.body["expires_in"]), (&json!(all), &json!(900)));
        assert_eq!(whole.body.get("refresh_token"), None);
        assert_eq!(service.get("/api/v1/vacancies", &text(&whole.body["access_token"])).status, 200);

        let some = ask(&platform, &PASSWORD.replace(' ', "+"), &format!("{GRANT}&scope=record_facts+read_messages"));
        assert_eq!((some.status, &some.body["scope"]), (200, &json!("record_facts read_messages")), "{engine:?}");
        let token = text(&some.body["access_token"]);
        assert_eq!(service.get("/api/v1/messages", &token).status, 200);
        assert_eq!(service.get("/api/v1/vacancies", &token).status, 403, "beyond its scope");
        // The token may send facts, except kinds that need further permissions.
        let hire = json!({"kind": "employment_started", "person": 1, "form": "unit", "effective_on": "2026-03-02"});
        assert_eq!(service.post("/api/v1/facts", &token, &hire).status, 403);

        let error = |reply: &Reply| (reply.status, text(&reply.body["error"]));
        let refused = |status: u16, error: &str| (status, error.to_owned());
        assert_eq!(error(&ask(&platform, "wrong", GRANT)), refused(401, "invalid_client"));
        assert_eq!(ask(&platform, "wrong", GRANT).headers["www-authenticate"], "Basic realm=\"bangfu\"");
        assert_eq!(error(&ask(&auditor, &secret, GRANT)), refused(400, "unauthorized_client"));
        for scope in ["read_people", "everything", "record_facts++read_messages", ""] {
            let asked = ask(&platform, &secret, &format!("{GRANT}&scope={scope}"));
            assert_eq!(error(&asked), refused(400, "invalid_scope"), "{scope}");
        }
        assert_eq!(error(&ask(&platform, &secret, "grant_type=password")), refused(400, "unsupported_grant_type"));
        let surprise = ask(&platform, &secret, &format!("{GRANT}&surprise=1"));
        assert_eq!(error(&surprise), refused(400, "invalid_request"));
        assert_eq!(surprise.body["error_description"], json!("surprise"));
        assert_eq!(ask(&platform, &secret, "scope=record_facts").body["error_description"], json!("grant_type"));
        // A change of the account invalidates its tokens, including these.
        let bureau = service.token(Role::CityAdministrator, "440700");
        let accounts = service.get("/api/v1/accounts?limit=200", &bureau).body["items"].clone();
        let of = accounts.as_array().expect("accounts").iter().find(|of| of["username"] == platform.as_str()).cloned();
        let path = format!("/api/v1/accounts/{}", text(&of.expect("the account")["id"]));
        let changed = service.send("PATCH", &path, &bureau, &[("If-Match", "\"1\"")], Some(&json!({"disabled": true})));
        assert_eq!(changed.status, 200, "{changed:?}");
        assert_eq!(service.get("/api/v1/messages", &token).status, 401);
        assert_eq!(error(&ask(&platform, &secret, GRANT)), refused(401, "invalid_client"));
    }
}

#[test]
fn passwords_guessed_by_a_program_are_slowed_down_too() {
    let service = service(&Engine::Sqlite);
    let platform = service.account(Role::HiringPlatform, "440703");
    let ask = || program(&service, &platform, "wrong", "grant_type=client_credentials");
    for _ in 0..5 {
        assert_eq!(ask().status, 401);
    }
    assert_eq!(ask().status, 429);
}
