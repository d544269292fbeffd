//! Guarantees of the databases themselves: nothing in the ledger changes, positions have no gaps
//! and become visible in order, the schema is the one that the program knows, and no personal
//! number can be read from a file.

use std::collections::{BTreeMap, BTreeSet};
use std::os::unix::fs::PermissionsExt as _;
use std::sync::mpsc;

use bangfu::db::Conn;
use bangfu::db::Location;
use bangfu::db::facts::log::last_position;
use bangfu::db::schema::fact;
use bangfu::domain::ledger::incoming::{Incoming, Outcome};
use bangfu::domain::ledger::interchange;
use bangfu::domain::values::codes::Code;
use bangfu::domain::values::division::Division;
use bangfu::error::Failure;
use bangfu::on_engine;
use bangfu::ops::office::keys;
use bangfu::ops::recording::record::record;
use bangfu::seal::keys::Keys;
use diesel::connection::SimpleConnection as _;
use diesel::prelude::*;
use diesel::sql_types::Text;
use serde_json::{Value, json};

use crate::harness::command::{answer, run, run_with};
use crate::harness::watch::{self, wait_until, waiting};
use crate::harness::{Engine, World, engines, id_number, morning};

const PHONE: &str = "13800138007";
const ADDRESS: &str = "Lane 7 House 42 侨苑路";

#[test]
fn nothing_recorded_or_closed_can_be_changed_or_taken_away() {
    for engine in engines() {
        let world = engine.fresh();
        world.record(&household_of_one(1), morning("2026-02-02"));
        answer(&world, &["month-end", "close", "2026-01"]);
        let mut conn = world.conn();
        if let Conn::Sqlite(c) = &mut conn {
            // Another program would open it with this setting: the triggers must refuse a
            // replacement without it.
            c.batch_execute("pragma recursive_triggers = off").expect("a setting of the connection");
        }
        on_engine!(&mut conn, |c| c
            .batch_execute("insert into audit (at, action, request_id) values ('2026-02-02 00:00:00', 'test', 'r')"))
        .expect("the audit takes a row");

        for (table, column) in [
            ("fact", "event_ref"),
            ("month_close", "digest"),
            ("month_line", "line"),
            ("month_part", "part"),
            ("audit", "action"),
        ] {
            let before = whole_table(&mut conn, &engine, table);
            assert!(!before.is_empty(), "{table} has rows");
            let mut changes = vec![format!("update {table} set {column} = 'x'"), format!("delete from {table}")];
            match engine {
                Engine::Postgres(_) => changes.push(format!("truncate {table} cascade")),
                Engine::Sqlite => changes.push(format!("insert or replace into {table} select * from {table}")),
            }
            for change in changes {
                let refused = conn.batch_execute(&change);
                assert!(refused.is_err(), "{change} went through on {engine:?}");
            }
            assert_eq!(whole_table(&mut conn, &engine, table), before, "{table}");
        }
    }
}

#[test]
fn positions_have_no_gaps_whatever_is_refused_repeated_or_rolled_back() {
    for engine in engines() {
        let world = engine.fresh();
        let mut conn = world.conn();
        let keys = keys_of(&world, &mut conn);
        let lines = household_of_one(1);
        let unknown = json!({"kind": "died", "event_ref": "x", "effective_on": "2026-01-01", "person_ref": "nobody"});

        for chunk in [vec![&lines[0], &unknown, &lines[0], &lines[1]], vec![&unknown], vec![&lines[1], &lines[2]]] {
            let batch: Vec<Incoming> = chunk.into_iter().map(incoming).collect();
            conn.write(|c| record(c, &keys, morning("2026-02-02"), &batch)).expect("it is recorded");
            let undone = conn.write(|c| {
                record(c, &keys, morning("2026-02-02"), &[incoming(&lines[3])])?;
                Err::<(), _>(Failure::Busy.into())
            });
            assert_eq!(undone.map_err(|e| e.failure), Err(Failure::Busy));
        }

        let positions: Vec<i64> =
            fact::table.select(fact::position).order(fact::position).load(&mut conn).expect("positions");
        assert_eq!(positions, [1, 2, 3], "{engine:?}");
    }
}

#[test]
fn a_reader_never_sees_a_later_fact_before_an_earlier_one() {
    for engine in engines() {
        let world = engine.fresh();
        let mut conn = world.conn();
        let keys = keys_of(&world, &mut conn);
        let (holding, held) = mpsc::channel();
        let (release, released) = mpsc::channel::<()>();
        let (starting, started) = mpsc::channel();
        let (committing, committed) = mpsc::channel();

        std::thread::scope(|scope| {
            let (keys, world) = (&keys, &world);
            // The first writer has its positions and keeps its transaction open.
            scope.spawn(move || {
                let lines: Vec<Incoming> = household_of_one(1).iter().map(incoming).collect();
                world
                    .conn()
                    .write(|c| {
                        record(c, keys, morning("2026-02-02"), &lines)?;
                        holding.send(()).expect("the test waits");
                        released.recv().expect("the test releases");
                        Ok(())
                    })
                    .expect("the first commits");
            });
            held.recv().expect("the first holds");
            // The second writer begins meanwhile.
            scope.spawn(move || {
                let mut conn = world.conn();
                let lines: Vec<Incoming> = household_of_one(2).iter().map(incoming).collect();
                starting.send(()).expect("the test waits");
                conn.write(|c| record(c, keys, morning("2026-02-02"), &lines)).expect("the second commits");
                committing.send(()).expect("the test waits");
            });
            started.recv().expect("the second starts");
            if matches!(engine, Engine::Postgres(_)) {
                wait_until("the second waits for the first", || waiting(&mut conn) == 1);
            }
            for _ in 0..50 {
                assert_eq!(last_position(&mut conn).expect("a position"), 0, "{engine:?}");
            }
            assert!(committed.try_recv().is_err(), "the second overtook the first on {engine:?}");
            release.send(()).expect("the first waits");

            // A reader that continues from its last position misses nothing.
            let mut seen: Vec<i64> = Vec::new();
            while seen.len() < 8 {
                let after = seen.last().copied().unwrap_or(0);
                let next: Vec<i64> = fact::table
                    .filter(fact::position.gt(after))
                    .order(fact::position)
                    .select(fact::position)
                    .load(&mut conn)
                    .expect("positions");
                seen.extend(next);
            }
            assert_eq!(seen, [1, 2, 3, 4, 5, 6, 7, 8], "{engine:?}");
            committed.recv().expect("the second commits");
        });

        let refs: Vec<String> =
            fact::table.select(fact::event_ref).order(fact::position).load(&mut conn).expect("references");
        assert!(refs[..4].iter().all(|r| r.starts_with("s1")), "{refs:?}");
    }
}

#[test]
fn both_databases_have_the_schema_the_program_knows() {
    let known = known_schema();
    assert!(known.len() > 15, "the schema was read: {known:?}");
    for engine in engines() {
        let world = engine.fresh();
        let mut conn = world.conn();
        let tables = match engine {
            Engine::Sqlite => {
                "select name as value from sqlite_master where type = 'table' and name not like 'sqlite_%'"
            }
            Engine::Postgres(_) => {
                "select table_name::text as value from information_schema.tables where table_schema = 'public'"
            }
        };
        let tables: BTreeSet<String> = texts(&mut conn, tables).into_iter().filter(|t| !t.starts_with("__")).collect();
        assert_eq!(tables, known.keys().cloned().collect(), "tables on {engine:?}");
        for (table, columns) in &known {
            let asked = match engine {
                Engine::Sqlite => format!(
                    "select name || ' ' || lower(type) || case \"notnull\" when 0 then ' null' else '' end as value
                     from pragma_table_info('{table}') order by cid"
                ),
                Engine::Postgres(_) => format!(
                    "select column_name || ' ' || data_type || case is_nullable when 'YES' then ' null' else '' end as value
                     from information_schema.columns where table_schema = 'public' and table_name = '{table}'
                     order by ordinal_position"
                ),
            };
            let got: Vec<String> = texts(&mut conn, &asked).iter().map(|column| in_diesel(column)).collect();
            // SQLite accepts only the type `integer` for a row number of eight bytes.
            let rows = |column: &String| {
                got.contains(&column.replace("BigInt", "Integer")) && matches!(engine, Engine::Sqlite)
            };
            let wanted: Vec<String> =
                columns.iter().map(|c| if rows(c) { c.replace("BigInt", "Integer") } else { c.clone() }).collect();
            assert_eq!(got, wanted, "{table} on {engine:?}");
        }
    }
}

#[test]
fn no_number_phone_or_address_can_be_read_from_the_database() {
    for engine in engines() {
        let world = engine.fresh();
        let number = id_number("1990-05-06", 1);
        let mut lines = household_of_one(1);
        lines.push(
            json!({"kind": "person_changed", "event_ref": "changed", "effective_on": "2026-01-02", "person_ref": "P1",
                          "phone": "13900139008", "address": "Lane 8 House 43"}),
        );
        let input: String = lines.iter().map(|line| format!("{line}\n")).collect();
        // An open second connection makes SQLite keep its write-ahead log.
        let mut conn = world.conn();
        let ran = run_with(&world, &["import", "-"], input.as_bytes());
        assert_eq!(ran.answer["applied"], 5, "{}", ran.said);
        answer(&world, &["month-end", "close", "2026-01"]);
        answer(&world, &["explain", "person", "P1", "--on", "2026-01-31"]);

        let needles = [number.as_str(), PHONE, "13900139008", ADDRESS, "Lane 8 House 43"];
        for needle in needles {
            let found = match engine {
                Engine::Sqlite => sqlite_files(&world).into_iter().any(|bytes| holds(&bytes, needle.as_bytes())),
                Engine::Postgres(_) => {
                    let hex: String = needle.bytes().map(|byte| format!("{byte:02x}")).collect();
                    known_schema().keys().any(|table| {
                        let rows = whole_table(&mut conn, &engine, table).join("\n");
                        rows.contains(needle) || rows.contains(&hex)
                    })
                }
            };
            assert!(!found, "a personal value can be read on {engine:?}: {needle}");
        }
        // The search finds a text that is present, and the values are not lost.
        let event = "changed";
        assert!(match engine {
            Engine::Sqlite => sqlite_files(&world).into_iter().any(|bytes| holds(&bytes, event.as_bytes())),
            Engine::Postgres(_) => whole_table(&mut conn, &engine, "fact").join("\n").contains(event),
        });
        answer(&world, &["export", "out.ndjson"]);
        let exported = std::fs::read(world.dir().join("out.ndjson")).expect("the export");
        for needle in needles {
            assert!(holds(&exported, needle.as_bytes()), "the export has {needle}");
        }
    }
}

#[test]
fn an_export_is_for_its_owner_alone() {
    for engine in engines() {
        let world = engine.fresh();
        world.record(&household_of_one(1), morning("2026-02-02"));
        let out = world.dir().join("out.ndjson");
        std::fs::write(&out, "an older file that everybody may read").expect("a file");
        std::fs::set_permissions(&out, std::fs::Permissions::from_mode(0o644)).expect("its mode");

        answer(&world, &["export", "out.ndjson"]);

        assert_eq!(std::fs::metadata(&out).expect("the export").permissions().mode() & 0o777, 0o600);
        assert_eq!(std::fs::read_to_string(&out).expect("the export").lines().count(), 4);
        assert_eq!(std::fs::metadata(world.dir().join("key")).expect("the key").permissions().mode() & 0o777, 0o600);
    }
}

#[test]
fn a_wrong_or_missing_key_is_told_before_anything_is_written() {
    for engine in engines() {
        let world = engine.fresh();
        world.record(&household_of_one(1), morning("2026-02-02"));
        let (key, mine) = (world.dir().join("key"), world.dir().join("mine"));
        std::fs::rename(&key, &mine).expect("the key is put away");
        let input: String = household_of_one(2).iter().map(|line| format!("{line}\n")).collect();

        for code in ["key_missing", "wrong_key"] {
            if code == "wrong_key" {
                Keys::create(&key).expect("a key of another database");
            }
            for args in [&["import", "-"][..], &["import", "-", "--dry-run"], &["export", "out.ndjson"]] {
                let ran = run_with(&world, args, input.as_bytes());
                assert_eq!(
                    (ran.code, &ran.answer["code"]),
                    (Some(1), &json!(code)),
                    "{args:?} on {engine:?}: {}",
                    ran.said
                );
            }
            assert_eq!(key.exists(), code == "wrong_key", "no key is made for a database that has one");
            assert_eq!(last_position(&mut world.conn()).expect("a position"), 4);
            assert!(!world.dir().join("out.ndjson").exists());
            // These commands need no key.
            answer(&world, &["month-end", "show", "2026-01"]);
            let closed = run(&world, &["month-end", "close", "2026-01"]);
            assert_eq!(closed.code, Some(0), "{}", closed.said);
            answer(&world, &["month-end", "verify", "2026-01"]);
        }
    }
}

#[test]
fn nothing_that_is_secret_shows_when_it_is_printed_for_debugging() {
    let world = Engine::Sqlite.fresh();
    let mut conn = world.conn();
    let keys = keys_of(&world, &mut conn);
    let file = std::fs::read_to_string(world.dir().join("key")).expect("the key file");
    let secrets: Vec<&str> = file.split_whitespace().filter(|word| word.len() >= 32).collect();
    assert_eq!(secrets.len(), 3);
    let location = Location::parse("postgres://u:hunter2@127.0.0.1/x").expect("a URL");
    let lines: Vec<Incoming> = household_of_one(1).iter().map(incoming).collect();
    let (data_key, wrapped) = keys.new_data_key(1);

    let shown = format!("{keys:?} {data_key:?} {location:?} {lines:?}");

    let number = id_number("1990-05-06", 1);
    for secret in secrets.into_iter().chain(["hunter2", &number, PHONE, ADDRESS, "测试甲"]) {
        assert!(!shown.contains(secret), "{secret} shows");
    }
    assert!(shown.contains("s1:person"), "what is no secret does");
    assert!(!wrapped.is_empty());
}

#[test]
fn who_left_the_city_stays_with_the_last_division_in_it_whatever_came_in_one_batch() {
    let (first, second, away) = ("440703002101", "440704001015", "440106001001");
    for engine in engines() {
        let mut lines = household_of_one(1);
        lines.truncate(2);
        for (n, at) in [(1, second), (2, away)] {
            let on = format!("2025-0{}-01", 6 + n);
            lines.push(
                json!({"kind": "person_changed", "event_ref": format!("p{n}"), "person_ref": "P1", "effective_on": on,
                              "residence_division": at}),
            );
            lines.push(json!({"kind": "household_moved", "event_ref": format!("h{n}"), "household_ref": "H1",
                              "effective_on": on, "division": at}));
        }
        let voids = ["p1", "h1"].map(|voids| {
            json!({"kind": "voided", "event_ref": format!("v{voids}"), "voids": voids, "effective_on": "2025-09-01",
                   "reason": "x"})
        });
        for batch in ["1", "1000"] {
            let world = engine.fresh();
            let places = |world: &World| {
                ["person", "household"]
                    .map(|table| watch::number(&mut world.conn(), &format!("select division from {table}")).to_string())
            };
            let import = |lines: &[Value]| {
                std::fs::write(
                    world.dir().join("lines"),
                    lines.iter().map(|line| format!("{line}\n")).collect::<String>(),
                )
                .expect("the file is written");
                let report = answer(&world, &["import", "lines", "--batch", batch]);
                assert_eq!(report["refused"], 0, "{report}");
            };
            import(&lines);
            assert_eq!(places(&world), [second, second], "by {batch} on {engine:?}");
            import(&voids);
            assert_eq!(places(&world), [first, first], "by {batch} on {engine:?}: it never was in the other");
        }
    }
}

#[test]
fn the_files_of_a_database_are_its_owners_alone() {
    let world = Engine::Sqlite.fresh();
    let path = world.dir().join("new.db");
    let location = Location::parse(&format!("sqlite:{}", path.display())).expect("a path");
    let mut conn = location.open().expect("it is made");
    conn.migrate().expect("the migrations run");
    let files = std::fs::read_dir(world.dir()).expect("the directory is read");
    let mut modes = BTreeMap::new();
    for file in files.map(|file| file.expect("a file")) {
        let name = file.file_name().to_string_lossy().into_owned();
        if name.starts_with("new.db") {
            modes.insert(name, file.metadata().expect("its mode").permissions().mode() & 0o777);
        }
    }
    assert!(modes.len() > 1 && modes.values().all(|mode| *mode == 0o600), "{modes:?}");
}

#[test]
fn a_database_that_is_refused_is_refused_without_its_password() {
    let world = Engine::Sqlite.fresh();
    for url in ["postgres://u:hunter2@[/x", "mysql://u:hunter2@127.0.0.1/x", "hunter2"] {
        for by_environment in [false, true] {
            let mut command = std::process::Command::new(env!("CARGO_BIN_EXE_bangfu"));
            command.arg("migrate").current_dir(world.dir());
            if by_environment {
                command.env("BANGFU_DATABASE_URL", url);
            } else {
                command.args(["--database", url]);
            }
            let ran = crate::harness::command::finish(command);
            assert_eq!(ran.code, Some(2), "{}", ran.said);
            assert!(ran.said.contains("--database") && !ran.said.contains("hunter2"), "{}", ran.said);
        }
    }
}

#[test]
fn an_id_number_is_free_as_soon_as_its_registration_is_voided() {
    for engine in engines() {
        let world = engine.fresh();
        let register = |n: u32, person: u32, number: u32| {
            let mut line = household_of_one(person)[0].clone();
            line["event_ref"] = format!("e{n}").into();
            line["id_number"] = id_number("1990-05-06", number).into();
            line
        };
        world.record(&[register(1, 1, 1), register(2, 2, 2)], morning("2026-02-02"));
        // In one batch, two persons exchange numbers, and then a third person takes one of them.
        world.record(&[void("e1"), void("e2"), register(3, 1, 2), register(4, 2, 1)], morning("2026-02-03"));
        world.record(&[void("e3"), register(5, 3, 2)], morning("2026-02-04"));

        let mut conn = world.conn();
        let registered =
            "select ref as value from person where registered and id_number_index is not null order by ref";
        assert_eq!(texts(&mut conn, registered), ["P2", "P3"], "{engine:?}");
    }
}

#[test]
fn a_person_has_the_name_of_the_latest_day_among_those_that_stand() {
    for engine in engines() {
        let world = engine.fresh();
        let renamed = |event: &str, on: &str, name: &str| json!({"kind": "person_changed", "event_ref": event, "person_ref": "P1", "effective_on": on, "name": name});
        let mut conn = world.conn();
        let mut name_after = |lines: &[Value]| {
            world.record(lines, morning("2026-02-02"));
            let named = "select personal.name as value from person join personal on personal.id = person.name_id";
            texts(&mut conn, named).pop()
        };
        assert_eq!(name_after(&household_of_one(1)).as_deref(), Some("测试甲"));
        assert_eq!(name_after(&[renamed("r1", "2025-08-01", "测试乙")]).as_deref(), Some("测试乙"));
        assert_eq!(name_after(&[renamed("r2", "2025-07-01", "测试丙")]).as_deref(), Some("测试乙"), "a backdated one");
        assert_eq!(name_after(&[void("r1")]).as_deref(), Some("测试丙"), "a voided one");
        assert_eq!(
            name_after(&[renamed("r3", "2025-09-01", "测试丁"), void("r3"), void("r2")]).as_deref(),
            Some("测试甲")
        );
    }
}

#[test]
fn what_cannot_be_sealed_is_not_recorded_without_it() {
    for engine in engines() {
        let world = engine.fresh();
        world.record(&household_of_one(1), morning("2026-02-02"));
        let mut conn = world.conn();
        let keys = keys_of(&world, &mut conn);
        let zero = match engine {
            Engine::Postgres(_) => r"'\x00'",
            Engine::Sqlite => "x'00'",
        };
        conn.batch_execute(&format!("update person_key set wrapped = {zero}")).expect("a key is spoilt");

        let phone = json!({"kind": "person_changed", "event_ref": "phone", "person_ref": "P1",
                           "effective_on": "2025-07-01", "phone": "13900139000"});
        let done = conn.write(|c| record(c, &keys, morning("2026-02-02"), &[incoming(&phone)]));
        assert_eq!(done.map_err(|e| e.failure), Err(Failure::Internal), "{engine:?}");
        assert_eq!(last_position(&mut conn).expect("a position"), 4);
    }
}

#[test]
fn what_ties_a_person_to_a_household_is_voided_only_by_whoever_reaches_both() {
    for engine in engines() {
        let world = engine.fresh();
        let mut lines = household_of_one(1);
        lines[1]["division"] = "440704001015".into();
        // After the person has left, the person and the household are in different districts.
        lines.push(json!({"kind": "member_left", "event_ref": "left", "household_ref": "H1", "person_ref": "P1",
                          "effective_on": "2025-07-01"}));
        world.record(&lines, morning("2026-02-02"));
        let mut conn = world.conn();
        let keys = keys_of(&world, &mut conn);

        for (scope, reaches) in [("440703", false), ("440704", false), ("440700", true)] {
            let scope = Some(Division::parse(scope).expect("a division"));
            let answer = record_one(&mut conn, &keys, &Incoming { scope, ..incoming(&void("s1:joined")) });
            let applied = matches!(answer, Outcome::Applied { .. });
            assert_eq!(applied, reaches, "{scope:?} on {engine:?}: {answer:?}");
        }
    }
}

#[test]
fn a_line_reaches_whom_the_lines_before_it_left_in_reach() {
    let moved = |division: &str| {
        json!({"kind": "household_moved", "event_ref": "moved", "household_ref": "H1", "division": division,
               "effective_on": "2025-07-01"})
    };
    let applied = json!({"kind": "household_applied", "event_ref": "applied", "household_ref": "H1",
                         "effective_on": "2025-07-02"});
    let wish = json!({"kind": "wish_declared", "event_ref": "wish", "person_ref": "P1", "work": false, "help": false,
                      "effective_on": "2025-07-02"});
    for engine in engines() {
        let world = engine.fresh();
        world.record(&household_of_one(1), morning("2026-02-02"));
        let mut conn = world.conn();
        let keys = keys_of(&world, &mut conn);
        let before = last_position(&mut conn).expect("a position");
        // Gives the refusals of lines sent together; the first line has its own scope, the others
        // that of a district.
        let mut codes = |first: (&Value, Option<&str>), others: &[&Value], district: &str| {
            let scoped = |line: &Value, scope: Option<&str>| Incoming {
                scope: scope.map(|code| Division::parse(code).expect("a division")),
                ..incoming(line)
            };
            let mut batch = vec![scoped(first.0, first.1)];
            batch.extend(others.iter().map(|line| scoped(line, Some(district))));
            let mut codes = Vec::new();
            let _: bangfu::error::Result<()> = conn.write(|c| {
                let outcomes = record(c, &keys, morning("2026-02-02"), &batch)?;
                codes.extend(outcomes.into_iter().map(|outcome| match outcome {
                    Outcome::Refused(refusal) => Some(refusal.code),
                    _ => None,
                }));
                Err(Failure::Refused.into()) // rolled back, so that each attempt starts from the same state
            });
            codes
        };

        let (near, away) = (moved("440703002102"), moved("440704001015"));
        let (household, person, event) = (Code::UnknownHousehold, Code::UnknownPerson, Code::UnknownEvent);
        let all = [&applied, &wish, &void("moved")];
        assert_eq!(codes((&near, Some("440703")), &all, "440703"), [None; 4], "{engine:?}");
        let gone = [None, Some(household), Some(person), Some(event)];
        assert_eq!(codes((&away, Some("440703")), &all, "440703"), gone, "{engine:?}");
        assert_eq!(codes((&away, None), &all, "440704"), [None; 4], "{engine:?}");
        assert_eq!(codes((&near, None), &all, "440704"), gone, "{engine:?}");
        assert_eq!(last_position(&mut conn).expect("a position"), before);
    }
}

fn record_one(conn: &mut Conn, keys: &Keys, line: &Incoming) -> Outcome {
    let batch = std::slice::from_ref(line);
    conn.write(|c| record(c, keys, morning("2026-02-02"), batch)).expect("the batch is taken").remove(0)
}

fn void(event: &str) -> Value {
    json!({"kind": "voided", "event_ref": format!("void {event}"), "voids": event, "effective_on": "2026-02-02"})
}

/// Gives a job seeker alone in a household: four lines, all accepted.
pub fn household_of_one(n: u32) -> Vec<Value> {
    let (person, household, on) = (format!("P{n}"), format!("H{n}"), "2025-06-01");
    vec![
        json!({"kind": "person_registered", "event_ref": format!("s{n}:person"), "person_ref": person, "effective_on": on,
               "id_number": id_number("1990-05-06", n), "name": "测试甲", "sex": "male", "birth_date": "1990-05-06",
               "residence_division": "440703002101", "phone": PHONE, "address": ADDRESS}),
        json!({"kind": "household_registered", "event_ref": format!("s{n}:household"), "household_ref": household,
               "effective_on": on, "division": "440703002101", "urban": true}),
        json!({"kind": "member_joined", "event_ref": format!("s{n}:joined"), "household_ref": household,
               "person_ref": person, "relation": "02", "effective_on": on}),
        json!({"kind": "wish_declared", "event_ref": format!("s{n}:wish"), "person_ref": person, "work": true,
               "help": true, "effective_on": on}),
    ]
}

fn incoming(line: &Value) -> Incoming {
    let line = interchange::parse(line.to_string().as_bytes()).unwrap_or_else(|r| panic!("{line}: {r:?}"));
    Incoming { sender: None, line, live: false, scope: None }
}

fn keys_of(world: &World, conn: &mut Conn) -> Keys {
    keys::open(conn, &world.dir().join("key")).expect("the key file opens")
}

#[derive(QueryableByName)]
struct Said {
    #[diesel(sql_type = Text)]
    value: String,
}

fn texts(conn: &mut Conn, sql: &str) -> Vec<String> {
    let rows: Vec<Said> = on_engine!(conn, |c| diesel::sql_query(sql).load(c)).unwrap_or_else(|e| panic!("{sql}: {e}"));
    rows.into_iter().map(|row| row.value).collect()
}

/// Gives the rows of a table as text, with bytes in hexadecimal.
fn whole_table(conn: &mut Conn, engine: &Engine, table: &str) -> Vec<String> {
    match engine {
        Engine::Postgres(_) => texts(conn, &format!("select t::text as value from {table} t order by 1")),
        Engine::Sqlite => {
            let columns =
                texts(conn, &format!("select 'quote(' || name || ')' as value from pragma_table_info('{table}')"));
            texts(conn, &format!("select {} as value from {table} order by 1", columns.join(" || ' ' || ")))
        }
    }
}

/// Gives the contents of the database file and the files beside it, except the key file.
fn sqlite_files(world: &World) -> Vec<Vec<u8>> {
    let files = std::fs::read_dir(world.dir()).expect("the directory").map(|entry| entry.expect("an entry").path());
    let files: Vec<_> = files.filter(|path| path.to_string_lossy().contains("bangfu.db")).collect();
    assert!(files.iter().any(|path| path.to_string_lossy().ends_with("-wal")), "{files:?}");
    files.into_iter().map(|path| std::fs::read(path).expect("a file")).collect()
}

fn holds(bytes: &[u8], needle: &[u8]) -> bool {
    bytes.windows(needle.len()).any(|window| window == needle)
}

/// Gives the tables of `src/db/schema.rs`: the columns of each in order, with type and ` null`.
fn known_schema() -> BTreeMap<String, Vec<String>> {
    let mut tables: BTreeMap<String, Vec<String>> = BTreeMap::new();
    let (mut table, mut sql_name) = (String::new(), None);
    for line in include_str!("../../../src/db/schema.rs").lines().map(str::trim) {
        if line == "}" {
            table.clear();
        } else if let Some(name) = line.strip_prefix("#[sql_name = \"") {
            sql_name = name.strip_suffix("\"]").map(str::to_owned);
        } else if let Some((name, of)) = line.trim_end_matches(',').split_once(" -> ")
            && !table.is_empty()
        {
            let name = sql_name.take().unwrap_or_else(|| name.to_owned());
            let of = of
                .strip_prefix("Nullable<")
                .and_then(|of| of.strip_suffix('>'))
                .map_or(of.to_owned(), |of| format!("{of} null"));
            tables.entry(table.clone()).or_default().push(format!("{name} {of}"));
        } else if line.ends_with(") {") && !line.starts_with("diesel::") {
            line.split(' ').next().unwrap_or_default().clone_into(&mut table);
        }
    }
    tables
}

/// Translates a database's column type to Diesel's name.
fn in_diesel(column: &str) -> String {
    let (name, rest) = column.split_once(' ').expect("a name and a type");
    let (of, null) = rest.strip_suffix(" null").map_or((rest, ""), |of| (of, " null"));
    let of = match of {
        "bigint" => "BigInt",
        "integer" => "Integer",
        "smallint" => "SmallInt",
        "text" => "Text",
        "blob" | "bytea" => "Binary",
        "date" => "Date",
        "timestamp" | "timestamp without time zone" => "Timestamp",
        "boolean" => "Bool",
        other => panic!("no type of ours: {other}"),
    };
    format!("{name} {of}{null}")
}
