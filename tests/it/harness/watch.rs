//! Observes from outside what another process does with a database, so that a test can act at a
//! chosen moment.

use std::time::{Duration, Instant};

use bangfu::db::Conn;
use bangfu::db::facts::log::last_position;
use bangfu::db::schema::fact;
use bangfu::on_engine;
use diesel::connection::SimpleConnection as _;
use diesel::prelude::*;
use diesel::sql_types::BigInt;

use crate::harness::World;

/// Polls a condition until it holds; fails if it does not hold within two minutes.
#[expect(clippy::disallowed_methods, reason = "the other process keeps no clock of ours; this only bounds the waiting")]
pub fn wait_until(what: &str, mut holds: impl FnMut() -> bool) {
    let begun = Instant::now();
    while !holds() {
        assert!(begun.elapsed() < Duration::from_mins(2), "in vain: {what}");
        std::thread::yield_now();
    }
}

/// Gives the last position of the ledger.
pub fn position(conn: &mut Conn) -> usize {
    usize::try_from(last_position(conn).expect("a position")).expect("it is not negative")
}

/// Gives the event references of the whole ledger in order, and asserts that the positions have no
/// gaps.
pub fn ledger(world: &World) -> Vec<String> {
    let rows: Vec<(i64, String)> = fact::table
        .select((fact::position, fact::event_ref))
        .order(fact::position)
        .load(&mut world.conn())
        .expect("the ledger is read");
    assert!(rows.iter().map(|row| row.0).eq(1..=i64::try_from(rows.len()).expect("a count")), "positions have gaps");
    rows.into_iter().map(|row| row.1).collect()
}

/// Gives the event references of interchange lines, in order.
pub fn references(lines: &[String]) -> Vec<String> {
    let reference = |line: &String| {
        let line: serde_json::Value = serde_json::from_str(line).expect("a line is JSON");
        crate::harness::text(&line["event_ref"])
    };
    lines.iter().map(reference).collect()
}

/// Gives the number that an SQL expression selects.
pub fn number(conn: &mut Conn, sql: &str) -> i64 {
    #[derive(QueryableByName)]
    struct Told {
        #[diesel(sql_type = BigInt)]
        value: i64,
    }
    let told: Told = on_engine!(conn, |c| diesel::sql_query(format!("select ({sql}) as value")).get_result(c))
        .unwrap_or_else(|e| panic!("{sql}: {e}"));
    told.value
}

/// On PostgreSQL, blocks writers: at the ledger's lock if no table is given, else at the first
/// write to the table. The lock is held until the connection is dropped.
pub fn trap(world: &World, table: Option<&str>) -> Conn {
    let mut conn = world.conn();
    let lock = table.map_or(WRITERS_LOCK.to_owned(), |t| format!("lock table {t} in share mode"));
    conn.batch_execute(&format!("begin; {lock}")).expect("the lock is taken");
    conn
}

/// On PostgreSQL, counts the connections that wait for a lock of another.
pub fn waiting(conn: &mut Conn) -> i64 {
    number(conn, &format!("select count(*) from ({WAITING}) w"))
}

/// On PostgreSQL, terminates the one connection that waits for a lock of another.
pub fn cut_off_the_waiting(conn: &mut Conn) {
    assert_eq!(number(conn, &format!("select count(pg_terminate_backend(pid)) from ({WAITING}) w")), 1);
}

/// On PostgreSQL, terminates the one other connection to the database.
pub fn cut_off(conn: &mut Conn) {
    assert_eq!(number(conn, &format!("select count(pg_terminate_backend(pid)) from ({OTHERS}) o")), 1);
}

/// On PostgreSQL, waits until no other connection is left; the server notices a killed client late.
pub fn wait_for_the_gone(conn: &mut Conn) {
    wait_until("the server lets go of a dead client", || {
        number(conn, &format!("select count(*) from ({OTHERS}) o")) == 0
    });
}

/// On PostgreSQL, the statement that takes the lock of the ledger's writers.
pub const WRITERS_LOCK: &str = "select from setting where name = 'writers_lock' for update";

const OTHERS: &str =
    "select pid from pg_stat_activity where datname = current_database() and backend_type = 'client backend'
                      and pid <> pg_backend_pid()";
const WAITING: &str =
    "select pid from pg_stat_activity where datname = current_database() and cardinality(pg_blocking_pids(pid)) > 0";
