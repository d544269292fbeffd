//! The month end: the close at two sizes of the city, and the verification of a month compared with
//! a bare read of its facts.

use std::time::Instant;

use bangfu::clock::Clock;
use bangfu::db::Conn;
use bangfu::db::facts::log::{RULE_COLUMNS, RuleRow, last_position};
use bangfu::db::schema::fact;
use bangfu::domain::values::month::Month;
use bangfu::on_engine;
use bangfu::ops::months::{close, replay};
use chrono::Days;
use diesel::connection::DefaultLoadingMode;
use diesel::prelude::*;

use super::town::{Outcome, Town, write_city, write_uninvolved};
use super::{Bench, Median};

/// The months to close. The first one opens with nothing and is not measured.
const MONTHS: [&str; 4] = ["2025-01", "2025-02", "2025-03", "2025-04"];
/// The size of the large city as a multiple; none of its additional people comes near a register.
const LARGER: u64 = 10;

/// Closes a month on the fifth of the next.
fn close_month(conn: &mut Conn, month: &str) -> Outcome<f64> {
    let month = Month::parse(month).ok_or("a month")?;
    let fifth = month.next().first() + Days::new(4);
    let clock = Clock::fixed(fifth.and_hms_opt(1, 0, 0).ok_or("an hour")?);
    let begun = Instant::now();
    close::close(conn, &clock, month)?;
    Ok(begun.elapsed().as_secs_f64())
}

fn closes(town: &Town) -> Outcome<Median> {
    town.settle()?;
    let mut conn = town.open()?;
    let mut seconds = MONTHS.iter().map(|month| close_month(&mut conn, month)).collect::<Outcome<Vec<f64>>>()?;
    seconds.remove(0);
    Median::of(seconds)
}

/// Closes the same months of two cities that differ only in people outside the registers.
pub fn close(bench: &Bench<'_>) -> Outcome {
    let persons = bench.persons * 2 / 5;
    let (city, others) = (bench.folder.join("city.ndjson"), bench.folder.join("others.ndjson"));
    write_city(&city, persons, MONTHS.len())?;
    let uninvolved = u64::try_from(persons)? * (LARGER - 1);
    write_uninvolved(&others, uninvolved)?;
    let small = Town::found(bench.engine, bench.folder, "bangfu_bench_small")?;
    small.import(&city)?;
    let large = small.copy("bangfu_bench_large")?;
    large.import(&others)?;
    let (in_small, in_large) = (closes(&small)?, closes(&large)?);
    bench.row(
        &format!("close of a month, {} persons against {persons}", u64::try_from(persons)? + uninvolved),
        &format!("{in_large} s"),
        &format!("{in_small} s"),
        Some(in_large.middle / in_small.middle),
        "≤ 1.5, both < 1 s",
    );
    Ok(())
}

/// Recomputes a closed month from the facts, and compares that with a bare read of them.
pub fn verify(bench: &Bench<'_>, town: &Town) -> Outcome {
    let month = Month::parse("2024-12").ok_or("a month")?;
    close_month(&mut town.open()?, "2024-12")?;
    let mut conns = town.location.open_readers()?;
    let cores = conns.len();
    let facts = last_position(conns.first_mut().ok_or("no connection")?)?;
    let bare = bench.median(|| {
        let begun = Instant::now();
        read(&mut conns, facts)?;
        Ok(begun.elapsed().as_secs_f64())
    })?;
    let verify = bench.median(|| {
        let begun = Instant::now();
        match replay::verify(&mut conns, month, &|_| ())?.difference {
            None => Ok(begun.elapsed().as_secs_f64()),
            Some(difference) => Err(difference.into()),
        }
    })?;
    let millions = f64::from(i32::try_from(facts)?) / 1e6;
    bench.row(
        &format!("verify of a month, {facts} facts"),
        &format!("{verify} s, {:.2} M facts/s", millions / verify.middle),
        &format!("bare ordered read over {cores} connections: {bare} s"),
        Some(bare.middle / verify.middle),
        "≥ 0.25, ≥ 1 M facts/s",
    );
    Ok(())
}

/// Reads the rows for the rules in the order of their subjects, households and then persons, over
/// all connections. PostgreSQL reads some thousand subjects in each query, which is the fastest
/// way.
fn read(conns: &mut [Conn], facts: i64) -> Outcome {
    const AT_A_TIME: i64 = 4096;
    macro_rules! count {
        ($conn:expr, $query:expr) => {
            on_engine!($conn, |c| $query
                .load_iter::<RuleRow, DefaultLoadingMode>(c)?
                .try_fold(0_i64, |n, row| row.map(|_| n + 1)))?
        };
    }
    let first = conns.first_mut().ok_or("no connection")?;
    let last: Option<i64> = fact::table.select(diesel::dsl::max(fact::household_id)).first(first)?;
    let households = over_all(conns, last.unwrap_or(0), |conn, (from, to)| {
        let of_households = fact::table
            .filter(fact::household_id.ge(from).and(fact::household_id.lt(to)).and(fact::person_id.is_null()))
            .order((fact::household_id, fact::position))
            .select(RULE_COLUMNS);
        Ok(count!(conn, of_households))
    })?;
    let first = conns.first_mut().ok_or("no connection")?;
    let last: Option<i64> = fact::table.select(diesel::dsl::max(fact::person_id)).first(first)?;
    let people = over_all(conns, last.unwrap_or(0), |conn, (from, to)| {
        let people = fact::table
            .filter(fact::person_id.ge(from).and(fact::person_id.lt(to)))
            .order((fact::person_id, fact::position))
            .select(RULE_COLUMNS);
        Ok(count!(conn, people))
    })?;
    // Living lines have no subject.
    return if households + people + 100 < facts { Err("the bare read missed facts".into()) } else { Ok(()) };

    fn over_all(
        conns: &mut [Conn],
        last: i64,
        count: impl Fn(&mut Conn, (i64, i64)) -> QueryResult<i64> + Sync,
    ) -> Outcome<i64> {
        let share = last / i64::try_from(conns.len())? + 1;
        let count = &count;
        let counted = std::thread::scope(|scope| {
            let of_range = |(n, conn): (i64, _)| scope.spawn(move || in_pages(conn, n * share, (n + 1) * share, count));
            let jobs: Vec<_> = (0..).zip(conns.iter_mut()).map(of_range).collect();
            jobs.into_iter().map(|job| job.join().unwrap_or(Ok(0))).sum::<QueryResult<i64>>()
        })?;
        Ok(counted)
    }

    fn in_pages(
        conn: &mut Conn,
        from: i64,
        to: i64,
        count: &impl Fn(&mut Conn, (i64, i64)) -> QueryResult<i64>,
    ) -> QueryResult<i64> {
        let size = if let Conn::Postgres(_) = conn { AT_A_TIME } else { to - from };
        let starts = std::iter::successors(Some(from), |at| at.checked_add(size)).take_while(|at| *at < to);
        starts.map(|at| count(conn, (at, to.min(at + size)))).sum()
    }
}
