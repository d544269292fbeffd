//! What another process does with a database, seen from beside it, so that a test can act at the moment it means.

use std::time::{Duration, Instant};

use bangfu::db::Conn;
use bangfu::db::facts::log::last_position;
use bangfu::db::schema::fact;
use bangfu::on_engine;
use diesel::connection::SimpleConnection as _;
use diesel::prelude::*;
use diesel::sql_types::BigInt;

use crate::harness::World;

/// Asks again and again until it holds; fails when it does not within two minutes.
#[expect(clippy::disallowed_methods, reason = "the other process keeps no clock of ours; this only bounds the waiting")]
pub fn wait_until(what: &str, mut holds: impl FnMut() -> bool) {
    let begun = Instant::now();
    while !holds() {
        assert!(begun.elapsed() < Duration::from_mins(2), "in vain: {what}");
        std::thread::yield_now();
    }
}

/// The last position of the ledger.
pub fn position(conn: &mut Conn) -> usize {
    usize::try_from(last_position(conn).expect("a position")).expect("it is not negative")
}

/// The event references of the whole ledger in its order, whose positions must have no gaps.
pub fn ledger(world: &World) -> Vec<String> {
    let rows: Vec<(i64, String)> = fact::table
        .select((fact::position, fact::event_ref))
        .order(fact::position)
        .load(&mut world.conn())
        .expect("the ledger is read");
    assert!(rows.iter().map(|row| row.0).eq(1..=i64::try_from(rows.len()).expect("a count")), "positions have gaps");
    rows.into_iter().map(|row| row.1).collect()
}

/// The event references of interchange lines, in their order.
pub fn references(lines: &[String]) -> Vec<String> {
    let reference = |line: &String| {
        let line: serde_json::Value = serde_json::from_str(line).expect("a line is JSON");
        crate::harness::text(&line["event_ref"])
    };
    lines.iter().map(reference).collect()
}

/// A number the database tells.
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

/// On PostgreSQL, makes whoever writes wait: for the ledger's lock with no table, else where the table would be written.
/// The connection holds them up until it is dropped.
pub fn trap(world: &World, table: Option<&str>) -> Conn {
    let mut conn = world.conn();
    let lock = table.map_or(WRITERS_LOCK.to_owned(), |t| format!("lock table {t} in share mode"));
    conn.batch_execute(&format!("begin; {lock}")).expect("the lock is taken");
    conn
}

/// On PostgreSQL, how many wait for somebody else.
pub fn waiting(conn: &mut Conn) -> i64 {
    number(conn, &format!("select count(*) from ({WAITING}) w"))
}

/// On PostgreSQL, takes the connection away from whoever waits for somebody else.
pub fn cut_off_the_waiting(conn: &mut Conn) {
    assert_eq!(number(conn, &format!("select count(pg_terminate_backend(pid)) from ({WAITING}) w")), 1);
}

/// On PostgreSQL, takes the connection away from everybody else.
pub fn cut_off(conn: &mut Conn) {
    assert_eq!(number(conn, &format!("select count(pg_terminate_backend(pid)) from ({OTHERS}) o")), 1);
}

/// On PostgreSQL, waits until the server has done with everybody else; a client that was killed is noticed late.
pub fn wait_for_the_gone(conn: &mut Conn) {
    wait_until("the server lets go of a dead client", || {
        number(conn, &format!("select count(*) from ({OTHERS}) o")) == 0
    });
}

/// On PostgreSQL, what makes every writer of the ledger wait.
pub const WRITERS_LOCK: &str = "select from setting where name = 'writers_lock' for update";

const OTHERS: &str =
    "select pid from pg_stat_activity where datname = current_database() and backend_type = 'client backend'
                      and pid <> pg_backend_pid()";
const WAITING: &str =
    "select pid from pg_stat_activity where datname = current_database() and cardinality(pg_blocking_pids(pid)) > 0";
