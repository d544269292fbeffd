//! Hires that a platform files as messages, compared with a bare write of the rows that they cause.

use std::collections::HashMap;
use std::time::Instant;

use bangfu::auth::actor::Role;
use bangfu::clock::Clock;
use bangfu::db::Conn;
use bangfu::db::employment::spells::SpellRow;
use bangfu::db::engine::bulk;
use bangfu::db::facts::log::last_position;
use bangfu::db::facts::rows::FactRow;
use bangfu::db::inbox::messages::MessageRow;
use bangfu::db::people::subjects::{self, Name};
use bangfu::db::placement::employers::{self, EmployerRow};
use bangfu::db::schema::{account, employment, fact, message, person_span, sender, spell};
use bangfu::domain::values::division::Division;
use bangfu::on_engine;
use bangfu::ops::office::accounts;
use diesel::prelude::*;
use serde_json::{Value, json};

use super::bulk::PersonSpan;
use super::service::{Client, Server, sign_in};
use super::town::{Outcome, Town, uninvolved, write_uninvolved};
use super::{Bench, Median};

const NAME: &str = "platform";
const PASSWORD: &str = "measured-and-thrown-away";
const EMPLOYER: &str = "91350100M000100Y43";
/// The messages in one request, and the filings in one bare transaction.
const BATCH: usize = 1000;

/// Measures a hire for every person in a town, in batches, one request after the other.
pub fn filings(bench: &Bench<'_>) -> Outcome {
    let count = (bench.persons / 10).max(BATCH);
    let file = bench.folder.join("filings.ndjson");
    write_uninvolved(&file, u64::try_from(count)?)?;
    let base = Town::found(bench.engine, bench.folder, "bangfu_bench_filed")?;
    base.import(&file)?;
    let mut conn = base.open()?;
    let account = accounts::create(&mut conn, &Clock::System, NAME, PASSWORD, Role::HiringPlatform, Division::CITY)?;
    prepare(&mut conn, &account.id)?;
    drop(conn);
    base.settle()?;
    let (mut bare, mut rates) = (Vec::new(), Vec::new());
    for _ in 0..bench.repeats {
        let (measured, raw) = (base.copy("bangfu_bench_filing")?, base.copy("bangfu_bench_raw")?);
        rates.push(file_all(&measured, count)?);
        bare.push(write_bare(&measured, &raw, count)?);
    }
    let (rate, bare) = (Median::of(rates)?, Median::of(bare)?);
    bench.row(
        &format!("{count} hires as messages, {BATCH} a request"),
        &format!("{rate} /s"),
        &format!("the same rows written bare: {bare} /s"),
        Some(rate.middle / bare.middle),
        "–",
    );
    Ok(())
}

/// Prepares an account to file any number of hires, for one employer that it has sent.
fn prepare(conn: &mut Conn, account: &str) -> Outcome<()> {
    diesel::update(account::table.find(account)).set(account::hourly_ceiling.eq(Some(1_000_000))).execute(conn)?;
    let employer = EmployerRow {
        id: 1,
        account: account.to_owned(),
        source: "/hiring".to_owned(),
        subject: "E".to_owned(),
        uscc: EMPLOYER.to_owned(),
        name: "某公司".to_owned(),
        division: Division::CITY.number(),
        industry: None,
        deregistered_on: None,
    };
    Ok(employers::put(conn, &[], &[employer])?)
}

/// Files the hires over HTTP, and gives the hires a second.
fn file_all(town: &Town, count: usize) -> Outcome<f64> {
    let server = Server::start(town)?;
    let token = sign_in(server.address, NAME, PASSWORD)?;
    let mut client = Client::connect(server.address)?;
    let hire = |n: usize| -> Outcome<Value> {
        let (_, number) = uninvolved(u64::try_from(n)?)?;
        Ok(json!({"specversion": "1.0", "id": format!("{n}"), "source": "/hiring", "type": "bangfu.employment_started",
            "data": {"id_number": number, "form": "unit", "uscc": EMPLOYER, "effective_on": "2025-01-10"}}))
    };
    let events = (0..count).map(hire).collect::<Outcome<Vec<Value>>>()?;
    let begun = Instant::now();
    for batch in events.chunks(BATCH) {
        let body = json!(batch).to_string();
        let (status, answer) =
            client.post_as("/api/v1/messages", &token, "application/cloudevents-batch+json", &body)?;
        let answers: Vec<Value> = serde_json::from_slice(&answer)?;
        if let Some(other) = answers.iter().find(|answer| answer["status"] != 201).filter(|_| status == 200) {
            return Err(format!("{other}").into());
        }
    }
    Ok(f64::from(u32::try_from(count)?) / begun.elapsed().as_secs_f64())
}

/// Writes the rows that the hires caused into a copy from before them, with as many hires in a
/// transaction as there were in a request: ledger, employments with their spells, messages, and the
/// spans of the persons, which replace the old ones. Gives the hires a second.
fn write_bare(from: &Town, to: &Town, count: usize) -> Outcome<f64> {
    let (mut filed, mut conn) = (from.open()?, to.open()?);
    let before = last_position(&mut conn)?;
    let facts: Vec<FactRow> = fact::table.filter(fact::position.gt(before)).order(fact::position).load(&mut filed)?;
    let messages: Vec<MessageRow> = message::table.order(message::id).load(&mut filed)?;
    let names: Vec<(i64, i32, String)> = employment::table.order(employment::id).load(&mut filed)?;
    let names: Vec<(i64, Name)> = names.into_iter().map(|(id, sender, name)| (id, (sender, name))).collect();
    let names = names.get(names.len() - count..).ok_or("an employment a hire")?;
    let mut spans: HashMap<i64, Vec<PersonSpan>> = HashMap::new();
    for span in person_span::table.order((person_span::person_id, person_span::seq)).load::<PersonSpan>(&mut filed)? {
        spans.entry(span.person_id).or_default().push(span);
    }
    let spells: Vec<SpellRow> =
        spell::table.filter(spell::position.gt(before)).order(spell::position).load(&mut filed)?;
    let senders: Vec<(i32, String)> = sender::table.load(&mut filed)?;
    let known: Vec<i32> = sender::table.select(sender::id).load(&mut conn)?;
    let new: Vec<(i32, String)> = senders.into_iter().filter(|(id, _)| !known.contains(id)).collect();
    if [facts.len(), messages.len(), spells.len()] != [count; 3] {
        return Err("a fact, a message and a spell a hire".into());
    }
    let begun = Instant::now();
    let mut new = Some(new);
    let batches = facts.chunks(BATCH).zip(messages.chunks(BATCH)).zip(names.chunks(BATCH)).zip(spells.chunks(BATCH));
    for (((facts, messages), names), spells) in batches {
        conn.write(|conn| {
            subjects::save_senders(conn, &new.take().unwrap_or_default())?;
            subjects::save_employments(conn, names)?;
            bulk::insert(conn, facts)?;
            bulk::insert(conn, messages)?;
            bulk::insert(conn, spells)?;
            let people: Vec<i64> = facts.iter().filter_map(|fact| fact.person_id).collect();
            let theirs: Vec<PersonSpan> = people.iter().filter_map(|id| spans.get(id)).flatten().cloned().collect();
            on_engine!(&mut *conn, |c| diesel::delete(
                person_span::table.filter(person_span::person_id.eq_any(&people))
            )
            .execute(c))?;
            for page in theirs.chunks(1000) {
                on_engine!(&mut *conn, |c| diesel::insert_into(person_span::table).values(page).execute(c))?;
            }
            Ok(())
        })?;
    }
    Ok(f64::from(u32::try_from(count)?) / begun.elapsed().as_secs_f64())
}
