//! The service under load, compared with pgbench running the same statements and, on SQLite, with a
//! loop without HTTP.

use bangfu::ops::recording::record;
use std::collections::HashSet;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::process::{Child, Command, Stdio};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use bangfu::auth::actor::Role;
use bangfu::clock::Clock;
use bangfu::db::Conn;
use bangfu::db::schema::{fact, person};
use bangfu::domain::ledger::incoming::{Incoming, Outcome as Recorded};
use bangfu::domain::ledger::interchange;
use bangfu::domain::values::codes::Kind;
use bangfu::domain::values::division::Division;
use bangfu::ops::office::accounts;
use diesel::connection::SimpleConnection;
use diesel::prelude::*;
use serde_json::{Value, json};

use super::town::{Engine, Outcome, Town, memory};
use super::{Bench, Median};

const CONNECTIONS: usize = 32;
const SECONDS: u64 = 8;
/// The number of facts in the loop without HTTP.
const LOOP: usize = 2_000;
const NAME: &str = "bench";
const PASSWORD: &str = "measured-and-thrown-away";

/// The server as a process of its own; dropping it ends the process.
pub struct Server {
    child: Child,
    pub address: SocketAddr,
    /// The time from its start to its first answer.
    answered: Duration,
}

impl Server {
    pub fn start(town: &Town) -> Outcome<Self> {
        let begun = Instant::now();
        let mut child = town.program().args(["serve", "--listen", "127.0.0.1:0"]).stdout(Stdio::piped()).spawn()?;
        let said = BufReader::new(child.stdout.take().ok_or("no output")?);
        let mut address = None;
        for line in said.lines() {
            let line = line?;
            address =
                line.split_once("http://").and_then(|(_, rest)| rest.split('/').next()).and_then(|a| a.parse().ok());
            if address.is_some() {
                break;
            }
        }
        let address = address.ok_or("the server told no address")?;
        Client::connect(address)?.ask("GET /healthz HTTP/1.1\r\nHost: b\r\n\r\n")?;
        Ok(Self { child, address, answered: begun.elapsed() })
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.child.kill(); // it may have ended already
        let _ = self.child.wait();
    }
}

/// A persistent connection.
pub struct Client(BufReader<TcpStream>);

impl Client {
    pub fn connect(address: SocketAddr) -> Outcome<Self> {
        let stream = TcpStream::connect(address)?;
        stream.set_nodelay(true)?;
        Ok(Self(BufReader::new(stream)))
    }

    /// Sends a request, and reads the status and the body of its answer.
    fn ask(&mut self, request: &str) -> Outcome<(u16, Vec<u8>)> {
        self.0.get_mut().write_all(request.as_bytes())?;
        let mut line = String::new();
        self.0.read_line(&mut line)?;
        let status = line.split(' ').nth(1).and_then(|s| s.parse().ok()).ok_or("an answer without status")?;
        let mut length = 0;
        loop {
            line.clear();
            self.0.read_line(&mut line)?;
            let Some((name, value)) = line.trim().split_once(':') else { break };
            if name.eq_ignore_ascii_case("content-length") {
                length = value.trim().parse()?;
            }
        }
        let mut body = vec![0; length];
        self.0.read_exact(&mut body)?;
        Ok((status, body))
    }

    pub fn post(&mut self, path: &str, token: &str, body: &str) -> Outcome<(u16, Vec<u8>)> {
        self.post_as(path, token, "application/json", body)
    }

    pub fn post_as(&mut self, path: &str, token: &str, content_type: &str, body: &str) -> Outcome<(u16, Vec<u8>)> {
        let length = body.len();
        self.ask(&format!(
            "POST {path} HTTP/1.1\r\nHost: b\r\nAuthorization: Bearer {token}\r\nContent-Type: {content_type}\r\nContent-Length: {length}\r\n\r\n{body}"
        ))
    }

    fn get(&mut self, path: &str, token: &str) -> Outcome<(u16, Vec<u8>)> {
        self.ask(&format!("GET {path} HTTP/1.1\r\nHost: b\r\nAuthorization: Bearer {token}\r\n\r\n"))
    }
}

pub fn sign_in(address: SocketAddr, username: &str, password: &str) -> Outcome<String> {
    let body = json!({"username": username, "password": password}).to_string();
    let (_, answer) = Client::connect(address)?.post("/api/v1/sessions", "", &body)?;
    let answer: Value = serde_json::from_slice(&answer)?;
    Ok(answer["access_token"].as_str().ok_or("not signed in")?.to_owned())
}

/// The result of a load: answers a second, and the time in milliseconds that 99 of 100 answers
/// stayed under.
struct Load {
    rate: f64,
    p99: f64,
}

/// Sends requests over all connections for a while; `request` gets a new number each time.
fn drive(address: SocketAddr, request: impl Fn(&mut Client, usize) -> Outcome<(u16, Vec<u8>)> + Sync) -> Outcome<Load> {
    let next = AtomicUsize::new(1);
    let begun = Instant::now();
    let worker = || -> Result<Vec<Duration>, String> {
        let mut client = Client::connect(address).map_err(|e| e.to_string())?;
        let mut took = Vec::new();
        while begun.elapsed() < Duration::from_secs(SECONDS) {
            let asked = Instant::now();
            match request(&mut client, next.fetch_add(1, Ordering::Relaxed)) {
                Ok((200..=299, _)) => took.push(asked.elapsed()),
                Ok((status, body)) => return Err(format!("{status} {}", String::from_utf8_lossy(&body))),
                Err(e) => return Err(e.to_string()),
            }
        }
        Ok(took)
    };
    let took = std::thread::scope(|scope| {
        let jobs: Vec<_> = (0..CONNECTIONS).map(|_| scope.spawn(worker)).collect();
        jobs.into_iter()
            .map(|job| job.join().unwrap_or_else(|_| Err("a connection panicked".to_owned())))
            .collect::<Result<Vec<_>, _>>()
    })?;
    let seconds = begun.elapsed().as_secs_f64();
    let mut took: Vec<f64> = took.into_iter().flatten().map(|t| t.as_secs_f64() * 1000.0).collect();
    took.sort_by(f64::total_cmp);
    let answers = u32::try_from(took.len())?;
    let p99 = took.get(took.len() * 99 / 100).copied().ok_or("nothing was answered")?;
    Ok(Load { rate: f64::from(answers) / seconds, p99 })
}

/// Gives the persons of the base without a recorded death.
fn living(conn: &mut Conn) -> Outcome<Vec<i64>> {
    let died: Vec<Option<i64>> =
        fact::table.filter(fact::kind.eq(Kind::Died.number())).select(fact::person_id).load(conn)?;
    let died: HashSet<i64> = died.into_iter().flatten().collect();
    let people: Vec<i64> = person::table.select(person::id).load(conn)?;
    Ok(people.into_iter().filter(|id| !died.contains(id)).collect())
}

/// Spreads numbers over the persons, by a step that is coprime to most counts.
fn some(n: usize, persons: &[i64]) -> i64 {
    persons.get(n.wrapping_mul(7_919) % persons.len().max(1)).copied().unwrap_or_default()
}

/// Measures the start and the idle memory of a server on an empty database.
pub fn idle(bench: &Bench<'_>) -> Outcome {
    let town = Town::found(bench.engine, bench.folder, "bangfu_bench_idle")?;
    // The first start also hashes the first account's password.
    drop(Server::start(&town)?);
    let server = Server::start(&town)?;
    std::thread::sleep(Duration::from_secs(2));
    let held = memory(&server.child, "VmRSS").ok_or("no process")?;
    let answered = server.answered.as_secs_f64();
    bench.row(
        "idle server",
        &format!("{held:.0} MB, first answer after {answered:.2} s"),
        "–",
        None,
        "RSS < 40 MB, ≤ 1 s",
    );
    Ok(())
}

/// Measures reads of one person and records of one fact over HTTP.
pub fn load(bench: &Bench<'_>, town: &Town, reads: bool, writes: bool) -> Outcome {
    let city = Division::CITY;
    accounts::create(&mut town.open()?, &Clock::System, NAME, PASSWORD, Role::CityAdministrator, city)?;
    let server = Server::start(town)?;
    let persons = living(&mut town.open()?)?;
    let token = sign_in(server.address, NAME, PASSWORD)?;
    if reads {
        let mut p99 = Vec::new();
        let rate = bench.median(|| {
            let load = drive(server.address, |client, n| {
                client.get(&format!("/api/v1/people/{}", some(n, &persons)), &token)
            })?;
            p99.push(load.p99);
            Ok(load.rate)
        })?;
        let bare = if bench.engine == Engine::Postgres {
            Some(pgbench(bench, town, include_str!("person.sql"))?)
        } else {
            None
        };
        bench.row(
            &format!("one person over HTTP, {CONNECTIONS} connections"),
            &format!("{rate} /s, p99 {:.1} ms", middle(p99)),
            &bare.map_or_else(|| "–".to_owned(), |b| format!("pgbench: {b} /s")),
            bare.map(|b| rate.middle / b.middle),
            "≥ 0.35 (PostgreSQL)",
        );
    }
    if writes {
        facts(bench, town, &server, &persons)?;
    }
    Ok(())
}

fn facts(bench: &Bench<'_>, town: &Town, server: &Server, persons: &[i64]) -> Outcome {
    let token = sign_in(server.address, NAME, PASSWORD)?;
    let mut p99 = Vec::new();
    let rate = bench.median(|| {
        let load = drive(server.address, |client, n| {
            let fact = json!({"kind": "wish_declared", "effective_on": "2025-01-10", "person": some(n, persons), "work": true, "help": true});
            client.post("/api/v1/facts", &token, &fact.to_string())
        })?;
        p99.push(load.p99);
        Ok(load.rate)
    })?;
    let (against, bare, target) = match bench.engine {
        Engine::Postgres => {
            let bare = pgbench(bench, town, include_str!("fact.sql"))?;
            (format!("pgbench: {bare} /s"), bare.middle, "≥ 0.35, p99 < 25 ms".to_owned())
        }
        Engine::Sqlite => {
            let durable = bench.median(|| one_by_one(town, persons, "full"))?;
            let unflushed = bench.median(|| one_by_one(town, persons, "off"))?;
            // The flush is the difference between a durable fact and one that is not.
            let bound = 0.7 * unflushed.middle / durable.middle;
            let against = format!("one transaction a fact without HTTP: {durable} /s; unflushed {unflushed} /s");
            (against, durable.middle, format!("≥ {:.2}, p99 < 25 ms", bound.min(2.0)))
        }
    };
    bench.row(
        &format!("one fact over HTTP, {CONNECTIONS} connections"),
        &format!("{rate} /s, p99 {:.1} ms", middle(p99)),
        &against,
        Some(rate.middle / bare),
        &target,
    );
    Ok(())
}

fn middle(mut all: Vec<f64>) -> f64 {
    all.sort_by(f64::total_cmp);
    all.get(all.len() / 2).copied().unwrap_or_default()
}

/// Records facts in a loop, one in each transaction, and gives the facts a second.
fn one_by_one(town: &Town, persons: &[i64], synchronous: &str) -> Outcome<f64> {
    let keys = town.keys()?;
    let mut conn = town.open()?;
    conn.batch_execute(&format!("pragma synchronous = {synchronous}"))?;
    let facts = (0..LOOP).map(|n| wish(&mut conn, some(n, persons))).collect::<Outcome<Vec<Incoming>>>()?;
    let begun = Instant::now();
    for fact in &facts {
        let outcomes =
            conn.write(|conn| record::record(conn, &keys, Clock::System.now(), std::slice::from_ref(fact)))?;
        if let [Recorded::Refused(refusal)] = outcomes.as_slice() {
            return Err(format!("{:?}", refusal.code).into());
        }
    }
    Ok(f64::from(u32::try_from(LOOP)?) / begun.elapsed().as_secs_f64())
}

/// Makes the same fact as the requests to the service, as a line with an unused reference.
fn wish(conn: &mut Conn, id: i64) -> Outcome<Incoming> {
    let reference: String = person::table.find(id).select(person::ref_).first(conn)?;
    let line = json!({"kind": "wish_declared", "event_ref": format!("bench:{}", uuid::Uuid::now_v7()), "effective_on": "2025-01-10",
                      "person_ref": reference, "work": true, "help": true});
    let line = interchange::parse(line.to_string().as_bytes()).map_err(|refusal| format!("{:?}", refusal.code))?;
    Ok(Incoming { sender: None, line, live: true, scope: None })
}

/// Runs a script with pgbench, as prepared statements over eight connections, and gives the
/// transactions a second.
fn pgbench(bench: &Bench<'_>, town: &Town, script: &str) -> Outcome<Median> {
    let file = bench.folder.join("script.sql");
    std::fs::write(&file, script)?;
    bench.median(|| {
        let out = Command::new("pgbench")
            .args(["--no-vacuum", "--protocol=prepared", "--client=8", "--jobs=2", "--time"])
            .arg(SECONDS.to_string())
            .arg(format!("--define=persons={}", bench.persons))
            .arg("--file")
            .arg(&file)
            .arg(&town.url)
            .output()?;
        let said = String::from_utf8_lossy(&out.stdout);
        let tps = said.lines().find_map(|line| line.strip_prefix("tps = ")?.split(' ').next()?.parse().ok());
        tps.filter(|_| out.status.success()).ok_or_else(|| String::from_utf8_lossy(&out.stderr).into_owned().into())
    })
}
