//! Plays thousands of random ledgers against the slow model: the outcome of every line, every
//! figure of every month as known at several positions, every explanation, difference, digest and
//! proof. A failing seed is reported with the fewest steps that still fail.
//!
//! `BANGFU_SEED` sets the first seed, `BANGFU_LEDGERS` the number of ledgers.

use bangfu::db::people::names;
use bangfu::domain::ledger::incoming;
use bangfu::ops::months::show;
use bangfu::ops::recording::record;
use std::collections::{BTreeMap, BTreeSet};
use std::io::Write as _;
use std::sync::Mutex;
use std::sync::atomic::{AtomicU64, Ordering};

use bangfu::clock::Clock;
use bangfu::db::Conn;
use bangfu::db::months::closes::Parts;
use bangfu::domain::ledger::incoming::Incoming;
use bangfu::domain::ledger::interchange;
use bangfu::domain::registers::determination::Categories;
use bangfu::domain::registers::register::Cause;
use bangfu::domain::values::codes::Category;
use bangfu::domain::values::division::Division;
use bangfu::domain::values::hint::Lang;
use bangfu::domain::values::month::Month;
use bangfu::domain::values::text::Reference;
use bangfu::error::{Error, Failure};
use bangfu::ops::months::close;
use bangfu::ops::months::show::{Asked, Depth, View};
use bangfu::ops::months::{diff, replay};
use bangfu::ops::registers::explain;
use bangfu::ops::transfer::export;
use bangfu::ops::transfer::import::{self, Options};
use bangfu::seal::keys::Keys;
use chrono::{Datelike as _, NaiveDate};
use diesel::connection::SimpleConnection as _;
use diesel::{Connection as _, SqliteConnection};
use serde_json::{Value, json};
use tempfile::NamedTempFile;

use crate::harness::{Engine, engines, sqlite_template};
use crate::model::random::{self, MONTHS, Step};
use crate::model::reached::Coverage;
use crate::model::{self, Ledger};

/// The result of a comparison, with the first difference as text.
type Held<T = ()> = Result<T, String>;

const FIRST_SEED: u64 = 20_260_301;
const LEDGERS: u64 = 2_000;
/// Every twentieth seed is played on PostgreSQL too.
const ON_POSTGRES: u64 = 20;
/// Every tenth seed is exported, restored and recorded again in batches of other sizes.
const AGAIN: u64 = 10;
/// The number of failing seeds after which the test stops.
const ENOUGH: usize = 3;

#[test]
fn random_ledgers_are_what_the_model_says_they_are() {
    let number = |name: &str, default| std::env::var(name).map_or(default, |v| v.parse().expect("a number"));
    let (first, ledgers) = (number("BANGFU_SEED", FIRST_SEED), number("BANGFU_LEDGERS", LEDGERS));
    println!("seeds {first} to {}", first + ledgers - 1);
    let next = AtomicU64::new(first);
    let coverage = Mutex::new(Coverage::default());
    let failures = Mutex::new(Vec::new());
    let engines = engines();

    let player = || {
        let player = Player::new(&engines);
        let mut reached = Coverage::default();
        loop {
            let seed = next.fetch_add(1, Ordering::Relaxed);
            if seed >= first + ledgers || failures.lock().expect("no panic").len() >= ENOUGH {
                break;
            }
            if let Err(difference) = player.try_seed(seed, &mut reached) {
                println!("{difference}\n");
                failures.lock().expect("no panic").push(difference);
            }
        }
        coverage.lock().expect("no panic").merge(reached);
    };
    std::thread::scope(|scope| {
        let threads: Vec<_> = (0..2).map(|_| scope.spawn(player)).collect();
        for thread in threads {
            thread.join().expect("a player panicked");
        }
    });

    let failures = failures.into_inner().expect("no panic");
    assert!(failures.is_empty(), "{}", failures.join("\n\n"));
    let missing = coverage.into_inner().expect("no panic").missing();
    assert!(missing.is_empty() || ledgers < LEDGERS, "no ledger reached {missing:?}");
}

/// Plays one ledger after another, each in a database of its own.
struct Player {
    keys: Keys,
    clock: Clock,
    dir: tempfile::TempDir,
    postgres: Option<Engine>,
}

/// The answer to a step, in the form common to the model and the program.
#[derive(Debug, PartialEq)]
enum Answer {
    Applied { position: i64, flag: Option<String> },
    Duplicate,
    Refused(String),
    Closed { already: bool },
    NotClosed(String),
}

/// A played ledger: the answers to its steps, and the digests of its months.
#[derive(Debug, PartialEq)]
struct Played {
    answers: Vec<Answer>,
    digests: BTreeMap<String, String>,
}

impl Player {
    fn new(engines: &[Engine]) -> Self {
        let dir = tempfile::tempdir().expect("a temporary directory");
        Self {
            keys: Keys::create(&dir.path().join("key")).expect("a key file"),
            clock: Clock::fixed(day("2027-01-01").and_time(chrono::NaiveTime::MIN)),
            dir,
            postgres: engines.iter().find(|e| matches!(e, Engine::Postgres(_))).cloned(),
        }
    }

    fn try_seed(&self, seed: u64, reached: &mut Coverage) -> Held {
        let steps = random::ledger(seed, 40 + usize::try_from(seed % 4).expect("small") * 25);
        let Err(difference) = self.holds(seed, &steps, Some(reached)) else { return Ok(()) };
        let fewest = shortened(steps, |steps| self.holds(seed, steps, None).is_err());
        let difference = self.holds(seed, &fewest, None).err().unwrap_or(difference);
        let lines: Vec<String> = fewest.iter().map(written).collect();
        Err(format!("seed {seed}: {difference}\n  {}", lines.join("\n  ")))
    }

    /// Plays a ledger with the model and on the engines, and compares all results.
    fn holds(&self, seed: u64, steps: &[Step], reached: Option<&mut Coverage>) -> Held {
        let mut ledger = Ledger::default();
        let mut seen = Coverage::default();
        let told = tell(&mut ledger, steps, &mut seen);
        let batch = [1, 3, 7, 50, 1000][usize::try_from(seed % 5).expect("small")];
        let (_file, conn) = &mut sqlite();
        let played = self.play(conn, steps, batch)?;
        same_answers(steps, &told, &played.answers)?;
        Comparison { ledger: &ledger, conn, steps, seed }.all()?;
        if seed.is_multiple_of(AGAIN) {
            self.in_other_batches(steps, &played)?;
            self.restored(conn, &played)?;
        }
        if seed.is_multiple_of(ON_POSTGRES)
            && let Some(postgres) = &self.postgres
        {
            let world = postgres.fresh();
            let conn = &mut world.conn();
            let on_postgres = self.play(conn, steps, batch)?;
            same("answers and digests on both engines", &on_postgres, &played)?;
            Comparison { ledger: &ledger, conn, steps, seed }.all().map_err(|e| format!("on PostgreSQL: {e}"))?;
            self.restored(conn, &played)?;
        }
        if let Some(reached) = reached {
            seen.ledger(&ledger);
            reached.merge(seen);
        }
        Ok(())
    }

    /// Records the lines and closes the months, in batches of the given size.
    fn play(&self, conn: &mut Conn, steps: &[Step], batch: usize) -> Held<Played> {
        let mut answers = Vec::new();
        let mut digests = BTreeMap::new();
        for run in steps.chunk_by(|a, b| matches!((a, b), (Step::Record { .. }, Step::Record { .. }))) {
            if let [Step::Close { month }] = run {
                answers.push(match close::close(conn, &self.clock, month_of(month)) {
                    Ok(closed) => {
                        digests.insert(month.clone(), closed.digest);
                        Answer::Closed { already: closed.already_closed }
                    }
                    Err(error) => Answer::NotClosed(error.failure.code().to_owned()),
                });
            }
            let lines: Vec<Incoming> = run.iter().filter_map(incoming).collect();
            for lines in lines.chunks(batch) {
                let outcomes =
                    conn.write(|conn| record::record(conn, &self.keys, self.clock.now(), lines)).map_err(failed)?;
                answers.extend(outcomes.into_iter().map(|outcome| match outcome {
                    incoming::Outcome::Applied { position, flag } => {
                        Answer::Applied { position, flag: flag.map(|code| code.as_str().to_owned()) }
                    }
                    incoming::Outcome::Duplicate { .. } => Answer::Duplicate,
                    incoming::Outcome::Refused(refusal) => Answer::Refused(refusal.code.as_str().to_owned()),
                }));
            }
        }
        Ok(Played { answers, digests })
    }

    /// Records the ledger anew in batches of other sizes: the months are the same.
    fn in_other_batches(&self, steps: &[Step], played: &Played) -> Held {
        [1, 7, 1000].into_iter().try_for_each(|batch| {
            let (_file, mut conn) = sqlite();
            same(&format!("in batches of {batch}"), &self.play(&mut conn, steps, batch)?, played)
        })
    }

    /// Derives anew what is derived, exports the ledger and restores it: all is the same.
    fn restored(&self, conn: &mut Conn, played: &Played) -> Held {
        let (was, is) = crate::people::finding::derived_anew(conn, &self.keys);
        same("what people are found by, derived anew", &is, &was)?;
        let (was, is) = crate::employment::spells::derived_anew(conn);
        same("spells of employment, derived anew", &is, &was)?;
        let (was, is) = crate::registers::labour::derived_anew(conn);
        same("labour spans, derived anew", &is, &was)?;
        let (was, is) = crate::help::cases::derived_anew(conn);
        same("cases, derived anew", &is, &was)?;
        let mut lines = Vec::new();
        export::export(conn, &self.keys, &mut lines).map_err(failed)?;
        // Each player runs in its own thread.
        let file = self.dir.path().join("export.ndjson");
        std::fs::write(&file, &lines).expect("the export is written");
        let (_file, restored) = &mut sqlite();
        let options = Options {
            sender: None,
            dry_run: false,
            restore: true,
            lang: Lang::En,
            batch: 1000,
            keep_all: true,
            progress: &|_| (),
        };
        let (report, done) = import::import(restored, &self.keys, &self.clock, &[file], &options);
        done.map_err(failed)?;
        if report.refused > 0 {
            return Err(format!("a restore refuses {:?}", report.refusals));
        }
        let digests: BTreeMap<String, String> = bangfu::db::months::closes::closes(restored)
            .map_err(failed)?
            .into_iter()
            .map(|close| (close.month, close.digest))
            .collect();
        same("digests after a restore", &digests, &played.digests)?;
        let mut exported_again = Vec::new();
        export::export(restored, &self.keys, &mut exported_again).map_err(failed)?;
        same("the export of a restored ledger", &text_lines(&exported_again), &text_lines(&lines))
    }
}

/// Plays the steps on the model, and counts what they reach.
fn tell(ledger: &mut Ledger, steps: &[Step], seen: &mut Coverage) -> Vec<Answer> {
    let mut answer = |step: &Step| match step {
        Step::Record { sender, line } => {
            let outcome = ledger.record(sender, line);
            seen.line(line["kind"].as_str().unwrap_or_default(), outcome);
            match outcome {
                model::Outcome::Applied { position, flag } => {
                    Answer::Applied { position, flag: flag.map(str::to_owned) }
                }
                model::Outcome::Duplicate => Answer::Duplicate,
                model::Outcome::Refused(code) => Answer::Refused(code.to_owned()),
            }
        }
        Step::Close { month } => {
            let closed = ledger.close(month);
            seen.close(closed);
            match closed {
                Ok(now) => Answer::Closed { already: !now },
                Err(code) => Answer::NotClosed(code.to_owned()),
            }
        }
    };
    steps.iter().map(&mut answer).collect()
}

fn same_answers(steps: &[Step], told: &[Answer], played: &[Answer]) -> Held {
    for ((step, told), played) in steps.iter().zip(told).zip(played) {
        same(&format!("answer to {}", written(step)), played, told)?;
    }
    same("number of answers", &played.len(), &told.len())
}

/// A ledger in the model and in a database.
struct Comparison<'a> {
    ledger: &'a Ledger,
    conn: &'a mut Conn,
    steps: &'a [Step],
    seed: u64,
}

impl Comparison<'_> {
    fn all(mut self) -> Held {
        for month in MONTHS {
            self.month(month)?;
        }
        let (kept, by_facts) =
            (crate::employment::spells::kept(self.conn), crate::employment::spells::by_facts(self.conn));
        same("spells of employment", &kept, &by_facts)?;
        self.labour()?;
        self.subjects()
    }

    /// Compares a month: its closed lines, its lines restated now and at earlier positions, its
    /// difference and its proof.
    fn month(&mut self, month: &str) -> Held {
        let last = self.ledger.last_position();
        let known = self.positions(month);
        self.lines(month, None, model::View::Restated { known_at: None })?;
        for position in known {
            self.lines(month, Some(position), model::View::Restated { known_at: Some(position) })?;
        }
        let stored = show::parts(self.conn, month_of(month), View::Restated).map_err(failed)?;
        let replayed =
            replay::parts(std::slice::from_mut(self.conn), month_of(month), last, None, &|_| ()).map_err(failed)?;
        same(&format!("{month}: the stored histories and the facts alone"), &stored, &replayed)?;
        if let Some(position) = self.ledger.closed_at(month) {
            self.lines(month, None, model::View::Closed)?;
            self.diff(month)?;
            self.proof(month, position)?;
        }
        Ok(())
    }

    /// Gives the positions a month is restated at: in one of two ledgers somewhere the seed says, in the other the last and
    /// where it was closed.
    fn positions(&self, month: &str) -> BTreeSet<i64> {
        let last = self.ledger.last_position();
        if self.is_asked(MONTHS.iter().position(|known| *known == month).unwrap_or_default()) {
            return BTreeSet::from([i64::try_from(self.seed).expect("small") * 31 % (last + 1)]);
        }
        [Some(last), self.ledger.closed_at(month)].into_iter().flatten().collect()
    }

    /// Tells whether this ledger is asked the question of that number, as one of two is: a thousand answers to each tell as
    /// much as two thousand, and take half the time.
    fn is_asked(&self, question: usize) -> bool {
        (self.seed + question as u64).is_multiple_of(2)
    }

    fn lines(&mut self, month: &str, known_at: Option<i64>, view: model::View) -> Held {
        let asked = Asked {
            division: Division::CITY,
            depth: Depth::Village,
            view: Some(if view == model::View::Closed { View::Closed } else { View::Restated }),
            known_at,
        };
        let shown = show::show(self.conn, month_of(month), &asked).map_err(failed)?;
        let mut shown: BTreeMap<String, Value> =
            shown.lines.iter().map(|line| (line.division.significant(), value(line))).collect();
        let codes = self.divisions();
        let codes: Vec<&str> = codes.iter().map(String::as_str).collect();
        for (code, told) in codes.iter().zip(self.ledger.all_lines(month, view, &codes)) {
            let what = format!("{month} {code} {view:?}");
            match shown.remove(*code) {
                Some(line) => {
                    for part in ["households", "persons", "coverage"] {
                        same_value(&format!("{what} {part}"), &line[part], &told[part])?;
                    }
                }
                // Divisions without numbers are omitted, except counties.
                None if has_number(&told) => return Err(format!("{what}: not listed, the model says {told}")),
                None => {}
            }
        }
        match shown.iter().find(|(_, line)| has_number(line)) {
            Some((code, line)) => Err(format!("{month} {code} {view:?}: nothing ever happened there, got {line}")),
            None => Ok(()),
        }
    }

    /// Lists the divisions of the city in the ledger, with their parents.
    fn divisions(&self) -> BTreeSet<String> {
        let mut codes = BTreeSet::from(["440700".to_owned()]);
        for step in self.steps {
            let Step::Record { line, .. } = step else { continue };
            for field in ["division", "residence_division"] {
                let Some(code) = line[field].as_str().filter(|code| code.starts_with("4407") && *code != "440700")
                else {
                    continue;
                };
                codes.extend([6, 9, 12].iter().filter_map(|digits| code.get(..*digits)).map(str::to_owned));
            }
        }
        codes
    }

    fn diff(&mut self, month: &str) -> Held {
        let diff = diff::diff(self.conn, month_of(month)).map_err(failed)?;
        let (households, persons) = self.ledger.diff(month);
        let told = |names: BTreeSet<model::ledger::Name>| -> BTreeSet<(String, String)> {
            names.into_iter().map(|name| (name.sender.to_string(), name.reference.to_string())).collect()
        };
        let got: BTreeSet<_> = diff.households.iter().map(|h| (h.sender.clone(), h.household_ref.clone())).collect();
        same(&format!("{month}: households that differ"), &got, &told(households))?;
        let got: BTreeSet<_> = diff.persons.iter().map(|p| (p.sender.clone(), p.person_ref.clone())).collect();
        same(&format!("{month}: persons who differ"), &got, &told(persons))?;
        let silent =
            diff.households.iter().any(|h| h.facts.is_empty()) || diff.persons.iter().any(|p| p.facts.is_empty());
        if silent { Err(format!("{month}: a difference without a fact behind it")) } else { Ok(()) }
    }

    /// Compares the content of the digest beside the lines, and runs the program's proof of the
    /// month.
    fn proof(&mut self, month: &str, position: i64) -> Held {
        let parts = show::parts(self.conn, month_of(month), View::Closed).map_err(failed)?;
        let listed = listed(self.conn, &parts)?;
        same_value(&format!("{month}: what the digest covers"), &listed, &self.ledger.proof(month, Some(position)))?;
        let verified = replay::verify(std::slice::from_mut(self.conn), month_of(month), &|_| ()).map_err(failed)?;
        verified.difference.map_or(Ok(()), |difference| Err(format!("{month} is not proved: {difference}")))
    }

    /// Compares every subject on some days, as known now or at some earlier position.
    fn subjects(&mut self) -> Held {
        let last = self.ledger.last_position();
        let earlier = i64::try_from(self.seed).expect("small") * 17 % (last + 1);
        let away = chrono::Days::new(self.seed % 200);
        for (kind, sender, reference) in self.names() {
            let days = [day("2025-12-31"), day("2026-02-01"), day("2025-11-01") + away, day("2026-06-30")];
            for (question, on) in days.into_iter().enumerate() {
                let known_at = if self.is_asked(question) { None } else { Some(earlier) };
                let what = format!("{kind} {sender}/{reference} on {on} known at {known_at:?}");
                let (got, told) = if kind == "household" {
                    let got = explain::find_household(self.conn, &sender, &reference)
                        .and_then(|id| explain::household(self.conn, id, on, known_at, Lang::En));
                    (known(got, Failure::UnknownHousehold)?, self.ledger.household(&sender, &reference, on, known_at))
                } else {
                    let got = explain::find_person(self.conn, &sender, &reference)
                        .and_then(|id| explain::person(self.conn, id, on, known_at, Lang::En));
                    (known(got, Failure::UnknownPerson)?, self.ledger.person(&sender, &reference, on, known_at))
                };
                same_explanation(&what, got, told)?;
            }
        }
        Ok(())
    }

    /// Compares the labour force in the database with the model's, around every day on which one of
    /// them changes.
    fn labour(&mut self) -> Held {
        let world = self.ledger.world(None);
        let kept = crate::registers::labour::kept(self.conn);
        for name in world.persons.keys() {
            let spans = kept.get(&(name.sender.to_string(), name.reference.to_string())).map_or(&[][..], Vec::as_slice);
            let mut days: BTreeSet<NaiveDate> = spans.iter().flat_map(|(from, until)| [*from, *until]).collect();
            days.extend(world.person_facts(name, NaiveDate::MAX).map(|fact| fact.on));
            let birth = world.persons[name].birth();
            days.extend([model::day::of_age_on(birth), world.person(name, day("2026-06-30")).retires_on]);
            for on in days.into_iter().flat_map(|on| [on.pred_opt(), Some(on)]).flatten().filter(|on| on.year() < 9999)
            {
                let is_labour = spans.iter().any(|(from, until)| *from <= on && on < *until);
                same(&format!("labour of {name:?} on {on}"), &is_labour, &world.person(name, on).labour)?;
            }
        }
        Ok(())
    }

    /// Lists the households and persons that the lines name.
    fn names(&self) -> BTreeSet<(&'static str, String, String)> {
        let mut names = BTreeSet::new();
        for step in self.steps {
            let Step::Record { sender, line } = step else { continue };
            let owner = line["subject_sender"].as_str().unwrap_or(sender);
            for (kind, field) in [("household", "household_ref"), ("person", "person_ref")] {
                names.extend(line[field].as_str().map(|name| (kind, owner.to_owned(), name.to_owned())));
            }
        }
        names
    }
}

/// Lists the content of the digest beside the lines, in the form of the model.
fn listed(conn: &mut Conn, parts: &Parts) -> Held<Value> {
    let households: Vec<i64> =
        parts.households.iter().filter(|(_, p)| p.flow.is_digested()).map(|(id, _)| *id).collect();
    let persons: Vec<i64> = parts.persons.iter().filter(|(_, p)| p.flow.is_digested()).map(|(id, _)| *id).collect();
    let names = names::names_of(conn, &households, &persons).map_err(failed)?;
    let mut households: Vec<_> = households.iter().map(|id| (&names.households[id], &parts.households[id])).collect();
    let mut persons: Vec<_> = persons.iter().map(|id| (&names.persons[id], &parts.persons[id])).collect();
    households.sort_by_key(|(name, _)| *name);
    persons.sort_by_key(|(name, _)| *name);
    let household = |((sender, name), part): (&(String, String), &bangfu::domain::months::part::HouseholdPart)| {
        json!([sender, name, part.flow.state.as_str(), part.flow.since, part.flow.cause.map(Cause::as_str)])
    };
    let person = |((sender, name), part): (&(String, String), &bangfu::domain::months::part::PersonPart)| {
        let mut held: Vec<&str> = Categories(part.categories).iter().map(Category::as_str).collect();
        held.sort_unstable();
        json!([sender, name, part.flow.state.as_str(), held])
    };
    Ok(json!({
        "households": households.into_iter().map(household).collect::<Vec<_>>(),
        "persons": persons.into_iter().map(person).collect::<Vec<_>>(),
    }))
}

/// Removes steps as long as the rest still fails: halves, quarters, and finally single steps.
fn shortened(mut steps: Vec<Step>, fails: impl Fn(&[Step]) -> bool) -> Vec<Step> {
    let mut size = steps.len() / 2;
    while size > 0 {
        let mut from = 0;
        while from < steps.len() {
            let mut fewer = steps.clone();
            fewer.drain(from..(from + size).min(steps.len()));
            if fails(&fewer) {
                steps = fewer;
            } else {
                from += size;
            }
        }
        size /= 2;
    }
    steps
}

/// An empty database with the schema of today, and its file, which nothing is flushed to.
fn sqlite() -> (NamedTempFile, Conn) {
    let mut file = NamedTempFile::new().expect("a temporary file");
    file.write_all(sqlite_template()).expect("the template is copied");
    let conn = SqliteConnection::establish(&file.path().to_string_lossy()).expect("a database");
    let mut conn = Conn::Sqlite(conn);
    let pragmas = "pragma locking_mode = exclusive; pragma journal_mode = memory; pragma synchronous = off; pragma foreign_keys = on";
    conn.batch_execute(pragmas).expect("the pragmas are known");
    (file, conn)
}

fn incoming(step: &Step) -> Option<Incoming> {
    let Step::Record { sender, line } = step else { return None };
    let line = interchange::parse(line.to_string().as_bytes()).unwrap_or_else(|refusal| panic!("{line}: {refusal:?}"));
    Some(Incoming { sender: Some(Reference::parse(sender).expect("a sender's name")), line, live: false, scope: None })
}

fn written(step: &Step) -> String {
    match step {
        Step::Record { sender, line } => format!("{sender}: {line}"),
        Step::Close { month } => format!("close {month}"),
    }
}

fn known<T: serde::Serialize>(got: Result<T, Error>, unknown: Failure) -> Held<Value> {
    match got {
        Ok(explanation) => Ok(value(&explanation)),
        Err(error) if error.failure == unknown => Ok(Value::Null),
        Err(error) => Err(failed(error)),
    }
}

/// Compares the fields that the model gives; lists of names match in any order.
fn same_explanation(what: &str, got: Value, told: Value) -> Held {
    let Value::Object(fields) = &told else { return same_value(what, &got, &told) };
    let sorted = |value: &Value| {
        let mut value = value.clone();
        if let Value::Array(list) = &mut value {
            list.sort_by_key(Value::to_string);
        }
        value
    };
    fields
        .iter()
        .try_for_each(|(field, told)| same_value(&format!("{what}: {field}"), &sorted(&got[field]), &sorted(told)))
}

fn has_number(line: &Value) -> bool {
    match line {
        Value::Number(number) => number.as_i64() != Some(0),
        Value::Array(list) => list.iter().any(has_number),
        Value::Object(fields) => fields.values().any(has_number),
        _ => false,
    }
}

fn same<T: PartialEq + std::fmt::Debug>(what: &str, got: &T, told: &T) -> Held {
    if got == told { Ok(()) } else { Err(format!("{what}:\n  got {got:?}\n  not {told:?}")) }
}

fn same_value(what: &str, got: &Value, told: &Value) -> Held {
    if got == told { Ok(()) } else { Err(format!("{what}:\n  got {got}\n  not {told}")) }
}

fn value(of: &impl serde::Serialize) -> Value {
    serde_json::to_value(of).expect("it is written as JSON")
}

fn text_lines(bytes: &[u8]) -> Vec<String> {
    String::from_utf8_lossy(bytes).lines().map(str::to_owned).collect()
}

fn failed(error: Error) -> String {
    format!("{} {}", error.failure.code(), error.detail())
}

fn month_of(month: &str) -> Month {
    Month::parse(month).expect("a month")
}

fn day(text: &str) -> NaiveDate {
    text.parse().expect("a day")
}
