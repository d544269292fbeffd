//! The state after a kill. The program is killed at many moments of an import, a restore and a
//! close: committed lines are there and no others, the same command run again finishes the work,
//! and the months equal those of an undisturbed run.
//!
//! The moments depend on the progress of the program, not on time: it receives its lines in parts,
//! waits at a lock on an engine with locks, or is observed from outside.

use std::path::PathBuf;
use std::time::SystemTime;

use bangfu::db::Conn;
use bangfu::db::schema::month_close;
use diesel::connection::SimpleConnection as _;
use diesel::prelude::*;
use serde_json::{Value, json};

use crate::harness::command::{Working, answer, command, run, run_with};
use crate::harness::{Engine, World, engines};
use crate::harness::{town, watch};

/// The number of lines in one transaction here.
const BATCH: usize = 50;

/// A moment for the kill.
#[derive(Clone, Copy, Debug)]
enum Moment {
    /// The program has processed its input and waits for more.
    Reading,
    /// PostgreSQL: it waits for the writers' lock, or is about to write a table.
    HeldUp(Option<&'static str>),
    /// SQLite: it has begun to write; the kill follows after this many polls.
    Writing(u32),
    /// SQLite: its changes are on their way to the disk.
    Logging,
    /// It has just committed and continues; the kill follows after this many polls.
    Landing(u32),
}

use Moment::{HeldUp, Landing, Logging, Reading, Writing};

/// Gives the town of the import, and the number of its closed months.
fn some_town() -> (Vec<String>, usize) {
    (town::facts(400, 6), 6)
}

/// Imports a whole file; gives the report.
fn import(world: &World, lines: &[String], how: &[&str]) -> Value {
    let ran = run_with(world, &[&["import", "-"], how].concat(), &town::file(lines));
    assert_eq!((ran.code, &ran.answer["refused"]), (Some(0), &json!(0)), "{}", ran.said);
    ran.answer
}

/// Asserts that a repeated import counts exactly the recorded lines as duplicates.
fn assert_repeats(report: &Value, landed: usize, all: usize) {
    assert_eq!((&report["duplicate"], &report["applied"]), (&json!(landed), &json!(all - landed)));
}

/// Waits until the engine has released the killed program, and checks the integrity of its file.
fn settle(world: &World, engine: &Engine) {
    let mut conn = world.conn();
    match engine {
        Engine::Postgres(_) => watch::wait_for_the_gone(&mut conn),
        Engine::Sqlite => {
            for check in ["pragma_integrity_check where integrity_check <> 'ok'", "pragma_foreign_key_check"] {
                assert_eq!(watch::number(&mut conn, &format!("select count(*) from {check}")), 0, "{check}");
            }
        }
    }
}

/// Gives the length of SQLite's write-ahead log and the time of its last change.
fn log(world: &World) -> (u64, Option<SystemTime>) {
    let log: PathBuf = world.dir().join("bangfu.db-wal");
    log.metadata().map_or((0, None), |log| (log.len(), log.modified().ok()))
}

/// Tells whether another connection writes to this SQLite database.
fn is_written_to(conn: &mut Conn) -> bool {
    conn.batch_execute("begin immediate").is_err() || conn.batch_execute("rollback").is_err()
}

// ---- import -------------------------------------------------------------------------------------

#[test]
fn a_killed_import_leaves_what_it_committed_and_finishes_when_run_again() {
    let (facts, months) = some_town();
    let references = watch::references(&facts);
    for engine in engines() {
        let digests = {
            let world = engine.fresh();
            import(&world, &facts, &[]);
            town::close(&world, months)
        };
        for moments in moments_of_an_import(&engine) {
            let world = engine.fresh();
            let mut landed = 0;
            for moment in moments {
                let at_least = landed + BATCH;
                kill_import(&world, &facts, at_least, moment);
                settle(&world, &engine);

                let ledger = watch::ledger(&world);
                landed = ledger.len();
                assert_eq!(ledger, references[..landed], "{moment:?} on {engine:?}");
                assert_eq!(landed % BATCH, 0, "half a batch landed: {moment:?} on {engine:?}");
                match moment {
                    Reading | HeldUp(_) => assert_eq!(landed, at_least, "{moment:?} on {engine:?}"),
                    Writing(_) | Logging | Landing(_) => {
                        assert!(landed >= at_least && landed < facts.len(), "{moment:?}");
                    }
                }
                assert_repeats(&import(&world, &facts, &["--dry-run"]), landed, facts.len());
            }

            assert_repeats(&import(&world, &facts, &["--batch", "50"]), landed, facts.len());

            assert_eq!(watch::ledger(&world), references);
            assert_eq!(town::close(&world, months), digests, "{moments:?} on {engine:?}");
            assert_eq!(town::verified(&world, months), digests);
        }
    }
}

fn moments_of_an_import(engine: &Engine) -> [[Moment; 4]; 3] {
    match engine {
        Engine::Sqlite => [
            [Reading, Writing(0), Logging, Landing(0)],
            [Logging, Writing(40), Landing(30), Logging],
            [Writing(10), Logging, Writing(200), Landing(100)],
        ],
        Engine::Postgres(_) => [
            // The third batch of the town is one of the few that change the history of a household.
            [HeldUp(None), HeldUp(Some("household_span")), HeldUp(Some("fact")), Landing(0)],
            [HeldUp(Some("person_key")), HeldUp(Some("person")), HeldUp(Some("household")), Landing(10)],
            [HeldUp(Some("personal")), HeldUp(Some("employment")), Reading, Landing(40)],
        ],
    }
}

/// Starts the import again, lets it record `at_least` lines, and kills it at the moment.
fn kill_import(world: &World, facts: &[String], at_least: usize, moment: Moment) {
    let mut conn = world.conn();
    let mut import = Working::start(command(world, &["import", "-", "--batch", "50"]));
    import.feed(&town::file(&facts[..at_least]));
    watch::wait_until("it lands what it was given", || watch::position(&mut conn) == at_least);
    let after = |batches: usize| town::file(&facts[at_least..at_least + batches * BATCH]);
    // The program has half a batch in memory in any case. The observing connection closes before
    // the kill, so that the next one to open the database finds it as the killed program left it.
    match moment {
        Reading => {
            import.feed(&after(1)[..2000]);
            drop(conn);
        }
        HeldUp(table) => {
            let _trap = watch::trap(world, table);
            import.feed(&after(1));
            watch::wait_until(&format!("it is held up: {moment:?}"), || watch::waiting(&mut conn) == 1);
            drop(conn);
            assert!(import.kill(), "it had ended before");
            return;
        }
        Writing(later) => {
            conn.batch_execute("pragma busy_timeout = 0").expect("no patience");
            import.feed(&after(4));
            // If every write falls between two polls, the program is killed after the last one.
            let all = at_least + 4 * BATCH;
            watch::wait_until("it writes", || is_written_to(&mut conn) || watch::position(&mut conn) == all);
            (0..later).for_each(|_| _ = watch::position(&mut conn));
            drop(conn);
        }
        Logging => {
            drop(conn);
            let before = log(world);
            import.feed(&after(1));
            watch::wait_until("it logs", || log(world) != before);
        }
        Landing(later) => {
            import.feed(&after(4));
            watch::wait_until("the next batch lands", || watch::position(&mut conn) > at_least);
            (0..later).for_each(|_| _ = watch::position(&mut conn));
            drop(conn);
        }
    }
    assert!(import.kill(), "it had ended before");
}

// ---- restore ------------------------------------------------------------------------------------

/// The progress of a restore at the kill.
#[derive(Clone, Copy, Debug)]
enum Come {
    /// This many months are closed.
    Closed(usize),
    /// The facts before a close are recorded, so that it is about to close; the kill follows after
    /// this many polls.
    ToTheClose(u32),
    /// PostgreSQL: it is about to write the table for the first time.
    To(&'static str),
    /// SQLite: its first changes are on their way to the disk.
    ToTheLog,
}

#[test]
fn a_killed_restore_goes_on_when_run_again_and_gives_the_same_months() {
    let months = 6;
    let lines = town::chronicle(400, months);
    let is_close = |line: &String| line.contains("month_closed");
    let closes: Vec<usize> = (0..lines.len()).filter(|at| is_close(&lines[*at])).collect();
    // The number of facts before each close.
    let places: Vec<usize> = (0..months).map(|close| closes[close] - close).collect();
    let facts: Vec<String> = lines.iter().filter(|line| !is_close(line)).cloned().collect();
    let references = watch::references(&facts);
    for engine in engines() {
        let undisturbed = engine.fresh();
        import(&undisturbed, &lines, &["--restore"]);
        let digests = town::verified(&undisturbed, months);
        let world = engine.fresh();
        let come = match engine {
            Engine::Sqlite => {
                [Come::Closed(1), Come::ToTheClose(0), Come::ToTheClose(20), Come::ToTheLog, Come::ToTheLog]
            }
            Engine::Postgres(_) => [
                Come::Closed(1),
                Come::To("month_close"),
                Come::To("month_part"),
                Come::ToTheClose(0),
                Come::To("fact"),
            ],
        };
        let mut landed = 0;
        for (close, come) in come.into_iter().enumerate() {
            kill_restore(&world, &lines[..=closes[close]], places[close], come);
            settle(&world, &engine);

            let ledger = watch::ledger(&world);
            assert_eq!(ledger, references[..ledger.len()], "{come:?} on {engine:?}");
            let closed = closed_at(&world);
            assert_eq!(closed, places[..closed.len()], "{come:?} on {engine:?}");
            assert!(closed.len() <= close + 1 && ledger.len() <= places[close]);
            landed = ledger.len() + closed.len();
            assert_leaves_nobody_in(&world, &facts[..1]);
        }

        assert_repeats(&import(&world, &lines, &["--restore"]), landed, lines.len());

        assert_eq!(watch::ledger(&world), references);
        assert_eq!(town::verified(&world, months), digests, "{engine:?}");
        let again = run_with(&world, &["import", "-", "--restore"], &town::file(&lines));
        assert_eq!(again.answer["code"], "not_empty", "a restore that ended is over: {}", again.said);
    }
}

/// Asserts that all other writers are refused while a restore is unfinished.
fn assert_leaves_nobody_in(world: &World, lines: &[String]) {
    let before = watch::ledger(world);
    let is_refused = |args: &[&str]| {
        let other = run_with(world, args, &town::file(lines));
        assert_eq!(other.answer["code"], "restore_unfinished", "{args:?}: {}", other.said);
    };
    is_refused(&["import", "-"]);
    is_refused(&["import", "-", "--dry-run"]);
    is_refused(&["month-end", "close", "2025-01"]);
    assert_eq!(watch::ledger(world), before);
}

/// Restores lines that end with a close after the given number of facts, and kills the restore on
/// the way.
fn kill_restore(world: &World, lines: &[String], facts: usize, come: Come) {
    let start = || {
        let mut restore = Working::start(command(world, &["import", "-", "--restore", "--batch", "50"]));
        restore.feed(&town::file(lines));
        restore
    };
    let mut conn = world.conn();
    let restore = match come {
        Come::Closed(months) => {
            let restore = start();
            watch::wait_until("it closes", || closed_at(world).len() == months);
            restore
        }
        Come::ToTheClose(later) => {
            let restore = start();
            watch::wait_until("the facts land", || watch::position(&mut conn) == facts);
            (0..later).for_each(|_| _ = watch::position(&mut conn));
            restore
        }
        Come::To(table) => {
            let _trap = watch::trap(world, Some(table));
            let restore = start();
            watch::wait_until(&format!("it is held up: {come:?}"), || watch::waiting(&mut conn) == 1);
            assert!(restore.kill(), "it had ended before");
            return;
        }
        Come::ToTheLog => {
            drop(conn);
            assert_eq!(log(world).0, 0, "nobody has the database open");
            let restore = start();
            watch::wait_until("it logs", || log(world).0 > 0);
            assert!(restore.kill(), "it had ended before");
            return;
        }
    };
    drop(conn);
    assert!(restore.kill(), "it had ended before");
}

/// Gives the positions of the closes, in order of months.
fn closed_at(world: &World) -> Vec<usize> {
    let positions: Vec<i64> = month_close::table
        .select(month_close::position)
        .order(month_close::month)
        .load(&mut world.conn())
        .expect("the closes are read");
    positions.into_iter().map(|position| usize::try_from(position).expect("a position")).collect()
}

// ---- close --------------------------------------------------------------------------------------

#[test]
fn a_killed_close_has_closed_the_month_or_not_and_closes_it_when_run_again() {
    let months = 8;
    let facts = town::facts(1000, months);
    for engine in engines() {
        let world = engine.fresh();
        import(&world, &facts, &[]);
        let digests = {
            let undisturbed = engine.fresh();
            import(&undisturbed, &facts, &[]);
            town::close(&undisturbed, months)
        };
        let moments: &[Moment] = match engine {
            Engine::Sqlite => &[Writing(0), Writing(3), Logging],
            Engine::Postgres(_) => &[
                HeldUp(None),
                HeldUp(Some("month_close")),
                HeldUp(Some("month_line")),
                HeldUp(Some("month_part")),
                Landing(0),
            ],
        };
        let mut kills = 0;
        for (month, digest) in town::months(months).iter().zip(&digests) {
            for &moment in moments {
                let killed = kill_close(&world, month, moment);
                settle(&world, &engine);
                kills += usize::from(killed);

                let shown = run(&world, &["month-end", "show", month, "--view", "closed"]);
                let closed = shown.code == Some(0);
                if closed {
                    assert_eq!(shown.answer["digest"], digest.as_str(), "{moment:?}");
                } else {
                    assert_eq!(shown.answer["code"], "month_not_closed", "{}", shown.said);
                }
                assert!(!closed || !matches!(moment, HeldUp(_)), "{month} is closed without its parts");
                if closed {
                    break;
                }
            }
            let was_closed = run(&world, &["month-end", "show", month, "--view", "closed"]).code == Some(0);

            let again = answer(&world, &["month-end", "close", month]);

            assert_eq!((&again["already_closed"], &again["digest"]), (&json!(was_closed), &json!(digest)));
            assert_eq!(answer(&world, &["month-end", "verify", month])["digest"], digest.as_str());
        }
        assert!(kills >= 5, "only {kills} closes were killed on {engine:?}");
    }
}

/// Starts to close a month and kills it at the moment; gives false if the close ended before.
fn kill_close(world: &World, month: &str, moment: Moment) -> bool {
    let close = command(world, &["month-end", "close", month]);
    let mut conn = world.conn();
    match moment {
        HeldUp(table) => {
            let _trap = watch::trap(world, table);
            let close = Working::start(close);
            watch::wait_until(&format!("it is held up: {moment:?}"), || watch::waiting(&mut conn) == 1);
            close.kill()
        }
        Writing(later) => {
            conn.batch_execute("pragma busy_timeout = 0").expect("no patience");
            let mut close = Working::start(close);
            watch::wait_until("it writes", || is_written_to(&mut conn) || close.has_ended());
            (0..later).for_each(|_| _ = watch::position(&mut conn));
            drop(conn);
            close.kill()
        }
        Logging => {
            drop(conn);
            let mut close = Working::start(close);
            watch::wait_until("it logs", || log(world).0 > 0 || close.has_ended());
            close.kill()
        }
        Landing(_) => {
            let mut close = Working::start(close);
            let closed = |conn: &mut Conn| {
                watch::number(conn, &format!("select count(*) from month_close where month = '{month}'"))
            };
            watch::wait_until("it is closed", || closed(&mut conn) == 1 || close.has_ended());
            close.kill()
        }
        Reading => unreachable!("a close reads nothing"),
    }
}
