//! Searches in a city four times as large as the base: the time that 95 of 100 stay under, one
//! search after the other.

use std::fs::File;
use std::io::{BufRead, BufReader};
use std::path::Path;
use std::time::Instant;

use bangfu::auth::actor::Role;
use bangfu::clock::Clock;
use bangfu::domain::people::name;
use bangfu::domain::values::division::Division;
use bangfu::ops::office::accounts;
use serde_json::{Value, json};

use super::Bench;
use super::service::{Client, Server, sign_in};
use super::town::{Outcome, Town, write_city};

/// The size of the city as a multiple of the base.
const LARGER: usize = 4;
/// The measured searches of each kind; a few uncounted ones first fill the caches.
const SEARCHES: usize = 200;
const UNCOUNTED: usize = 20;
const PASSWORD: &str = "measured-and-thrown-away";

/// The data of a person to search for.
struct Sought {
    name: String,
    id_number: String,
    phone_end: Option<String>,
    division: String,
}

/// Measures each kind of search, for the city and for a village.
pub fn search(bench: &Bench<'_>) -> Outcome {
    let file = bench.folder.join("many.ndjson");
    write_city(&file, bench.persons * LARGER, 0)?;
    let town = Town::found(bench.engine, bench.folder, "bangfu_bench_many")?;
    town.import(&file)?;
    town.settle()?;
    let sought = sample(&file, bench.persons * LARGER)?;
    std::fs::remove_file(file)?;
    let place = sought.first().ok_or("nobody")?.division.clone();
    let village = Division::parse(&place).ok_or("a division")?;
    let mut conn = town.open()?;
    for (name, role, scope) in
        [("city", Role::CityAdministrator, Division::CITY), ("village", Role::CommunityCaseworker, village)]
    {
        accounts::create(&mut conn, &Clock::System, name, PASSWORD, role, scope)?;
    }
    drop(conn);
    let server = Server::start(&town)?;
    let spelt = |s: &Sought, letters: bool| {
        let keys = name::keys(&s.name);
        let latin = keys.into_iter().filter(|key| key.is_ascii());
        if letters { latin.min_by_key(String::len) } else { latin.max_by_key(String::len) }.unwrap_or_default()
    };
    type Body<'b> = Box<dyn Fn(&Sought) -> Value + 'b>;
    let kinds: [(&str, Body<'_>); 8] = [
        ("a whole name", Box::new(|s| json!({"name": s.name}))),
        ("a surname", Box::new(|s| json!({"name": s.name.chars().take(1).collect::<String>()}))),
        ("pinyin", Box::new(|s| json!({"name": spelt(s, false)}))),
        ("initials", Box::new(|s| json!({"name": spelt(s, true)}))),
        ("an ID number", Box::new(|s| json!({"id_number": s.id_number}))),
        ("a phone's end", Box::new(|s| json!({"phone_end": s.phone_end.as_deref().unwrap_or("0000")}))),
        (
            "status and age",
            Box::new(|_| json!({"status": "without_work", "wants_work": true, "age_from": 50, "age_to": 59})),
        ),
        (
            "surname, education and a graduation",
            Box::new(
                |s| json!({"name": s.name.chars().take(1).collect::<String>(), "education": "20", "graduated_in": 2024}),
            ),
        ),
    ];
    for who in ["city", "village"] {
        let token = sign_in(server.address, who, PASSWORD)?;
        let mut client = Client::connect(server.address)?;
        for (kind, body) in &kinds {
            let mut took = Vec::new();
            for (n, sought) in sought.iter().cycle().take(UNCOUNTED + SEARCHES).enumerate() {
                let begun = Instant::now();
                let (status, answer) = client.post("/api/v1/people/search", &token, &body(sought).to_string())?;
                if status != 200 {
                    return Err(format!("{status} {}", String::from_utf8_lossy(&answer)).into());
                }
                if n >= UNCOUNTED {
                    took.push(begun.elapsed().as_secs_f64() * 1000.0);
                }
            }
            took.sort_by(f64::total_cmp);
            let at = |percent: usize| took.get(took.len() * percent / 100).copied().unwrap_or_default();
            bench.row(
                &format!("search among {} by {kind}, {who}", bench.persons * LARGER),
                &format!("p95 {:.1} ms, median {:.1} ms", at(95), at(50)),
                "–",
                None,
                "–",
            );
        }
    }
    Ok(())
}

/// Gives every nth registered person.
fn sample(file: &Path, persons: usize) -> Outcome<Vec<Sought>> {
    let mut sample = Vec::new();
    let mut nth = 0;
    for line in BufReader::new(File::open(file)?).lines() {
        let line = line?;
        if !line.contains("\"person_registered\"") {
            continue;
        }
        nth += 1;
        if nth % (persons / SEARCHES).max(1) != 0 {
            continue;
        }
        let line: Value = serde_json::from_str(&line)?;
        let text = |field: &str| line[field].as_str().map(str::to_owned);
        sample.push(Sought {
            name: text("name").ok_or("a name")?,
            id_number: text("id_number").ok_or("an ID number")?,
            phone_end: text("phone").map(|phone| phone.chars().skip(phone.chars().count().saturating_sub(4)).collect()),
            division: text("residence_division").ok_or("a division")?,
        });
    }
    Ok(sample)
}
