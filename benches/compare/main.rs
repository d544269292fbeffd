//! The performance of bangfu as ratios: each figure is compared with the bare work of the database
//! in the same run, so that it means something on any machine. `cargo bench --bench compare --
//! NAME…` runs the named rows, without names all. docs/benchmarks.md explains each row and lists
//! the results.

#![expect(clippy::disallowed_methods, clippy::print_stdout, reason = "measuring and telling is what this is for")]

mod bulk;
mod filings;
mod months;
mod search;
mod service;
mod town;

use std::path::Path;

use town::{Engine, Outcome, Town};

/// The settings that the rows share.
pub struct Bench<'b> {
    engine: Engine,
    /// The number of persons in the base; other sizes follow from it.
    persons: usize,
    repeats: usize,
    folder: &'b Path,
}

impl Bench<'_> {
    /// Prints a row of the table.
    fn row(&self, figure: &str, measured: &str, against: &str, ratio: Option<f64>, target: &str) {
        let ratio = ratio.map_or_else(|| "–".to_owned(), |r| format!("{r:.2}"));
        println!("| {figure} | {} | {measured} | {against} | {ratio} | {target} |", self.engine.name());
    }

    /// Measures `repeats` times, and gives the median with the least and the most.
    fn median(&self, mut once: impl FnMut() -> Outcome<f64>) -> Outcome<Median> {
        Median::of((0..self.repeats).map(|_| once()).collect::<Outcome<Vec<f64>>>()?)
    }
}

/// The median of some measurements, with their range.
#[derive(Clone, Copy)]
pub struct Median {
    middle: f64,
    least: f64,
    most: f64,
}

impl Median {
    /// Computes the median of measurements.
    fn of(mut all: Vec<f64>) -> Outcome<Self> {
        all.sort_by(f64::total_cmp);
        let (Some(middle), Some(least), Some(most)) = (all.get(all.len() / 2), all.first(), all.last()) else {
            return Err("nothing was measured".into());
        };
        Ok(Self { middle: *middle, least: *least, most: *most })
    }
}

impl std::fmt::Display for Median {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let digits = if self.middle < 10.0 { 3 } else { 0 };
        write!(f, "{:.digits$} ({:.digits$}–{:.digits$})", self.middle, self.least, self.most)
    }
}

/// The names of the rows, in the order they run.
const ROWS: [&str; 9] = ["idle", "import", "verify", "person", "fact", "filing", "memory", "close", "search"];

fn main() -> Outcome {
    let asked: Vec<String> = std::env::args().skip(1).filter(|a| !a.starts_with("--")).collect();
    if let Some(name) = asked.iter().find(|a| !ROWS.contains(&a.as_str())) {
        return Err(format!("{name} is none of {}", ROWS.join(", ")).into());
    }
    let wanted = |name: &str| asked.is_empty() || asked.iter().any(|a| a == name);
    let number = |name: &str, default: usize| std::env::var(name).ok().and_then(|v| v.parse().ok()).unwrap_or(default);
    // Beside the build, on a disk that really keeps flushed data.
    let folder = tempfile::tempdir_in(env!("CARGO_TARGET_TMPDIR"))?;
    let engines = std::env::var("BANGFU_BENCH_ENGINES").unwrap_or_else(|_| "sqlite,postgres".to_owned());
    println!("| figure | engine | measured | against | ratio | target |\n|---|---|---|---|---|---|");
    for engine in engines.split(',') {
        let engine = if engine == "sqlite" { Engine::Sqlite } else { Engine::Postgres };
        let bench = Bench {
            engine,
            persons: number("BANGFU_BENCH_PERSONS", 250_000),
            repeats: number("BANGFU_BENCH_REPEATS", 3).max(1),
            folder: folder.path(),
        };
        if wanted("idle") {
            service::idle(&bench)?;
        }
        if ["import", "verify", "person", "fact"].into_iter().any(wanted) {
            let file = folder.path().join("base.ndjson");
            town::write_city(&file, bench.persons, 0)?;
            let town = Town::found(engine, folder.path(), "bangfu_bench_base")?;
            bulk::import(&bench, &town, &file, wanted("import"))?;
            town.settle()?;
            if wanted("verify") {
                months::verify(&bench, &town)?;
            }
            if wanted("person") || wanted("fact") {
                service::load(&bench, &town, wanted("person"), wanted("fact"))?;
            }
        }
        if wanted("filing") {
            filings::filings(&bench)?;
        }
        if wanted("memory") {
            bulk::memory(&bench)?;
        }
        if wanted("close") {
            months::close(&bench)?;
        }
        if wanted("search") {
            search::search(&bench)?;
        }
    }
    Ok(())
}
