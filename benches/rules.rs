//! The cost of the rules themselves: histories, the parsing of a line, and the recording of a
//! batch.

use std::collections::BTreeSet;
use std::error::Error;
use std::hint::black_box;

use bangfu::clock::Clock;
use bangfu::db::Location;
use bangfu::db::facts::log;
use bangfu::demo::city::City;
use bangfu::domain::ledger::incoming::Incoming;
use bangfu::domain::ledger::interchange;
use bangfu::error::{Error as Failed, Failure};
use bangfu::ops::office::keys;
use bangfu::ops::recording::record::record;
use criterion::Criterion;

/// The lines in one batch, as many as in the import.
const BATCH: usize = 1000;

fn incoming(line: &str) -> Result<Incoming, String> {
    let line = interchange::parse(line.as_bytes()).map_err(|refusal| format!("{:?}", refusal.code))?;
    Ok(Incoming { sender: None, line, live: false, scope: None })
}

fn main() -> Result<(), Box<dyn Error>> {
    let mut criterion = Criterion::default().configure_from_args();
    let folder = tempfile::tempdir()?;
    let mut conn = Location::Sqlite(folder.path().join("rules.db")).open()?;
    conn.migrate()?;
    let keys = keys::open(&mut conn, &folder.path().join("key"))?;
    let now = Clock::System.now();

    // A year of a small town. Its last chapter stays out of the ledger, to be recorded over and
    // over.
    let mut chapters: Vec<Vec<String>> = City::new(1, 5_000, 12).map(|chapter| chapter.lines).collect();
    let rest = chapters.pop().ok_or("the city has chapters")?;
    for lines in chapters.iter().flat_map(|lines| lines.chunks(BATCH)) {
        let batch = lines.iter().map(|line| incoming(line)).collect::<Result<Vec<_>, _>>()?;
        conn.write(|conn| record(conn, &keys, now, &batch))?;
    }

    let people: BTreeSet<i64> = (1..=1000).collect();
    let world = log::neighbourhood(&mut conn, &people, &BTreeSet::new(), i64::MAX)?.world;
    // The subjects with the most facts, because their histories cost the most.
    let person = world.people().max_by_key(|p| world.facts_of(*p).len()).ok_or("nobody")?;
    let household = world
        .households()
        .max_by_key(|h| world.members_of(*h).iter().map(|p| world.facts_of(*p).len()).sum::<usize>())
        .ok_or("no household")?;
    // Histories cache their results, so each round begins with new ones.
    criterion.bench_function("life of a person", |b| b.iter(|| world.histories().life(black_box(person))));
    criterion
        .bench_function("timeline of a household", |b| b.iter(|| world.histories().timeline(black_box(household))));

    let line =
        chapters.iter().flatten().find(|line| line.contains("person_registered")).ok_or("nobody is registered")?;
    criterion.bench_function("parse of a registration", |b| {
        b.iter(|| interchange::parse(black_box(line.as_bytes())).is_ok());
    });

    let batch = rest.iter().take(BATCH).map(|line| incoming(line)).collect::<Result<Vec<_>, _>>()?;
    criterion.bench_function(&format!("record of a batch of {}", batch.len()), |b| {
        b.iter(|| {
            // Rolled back, so that every round starts from the same ledger.
            conn.write(|conn| {
                record(conn, &keys, now, &batch)?;
                Err::<(), _>(Failed::from(Failure::Internal))
            })
        });
    });
    criterion.final_summary();
    Ok(())
}
