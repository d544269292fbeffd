//! The import, compared with a bare bulk write of the same rows, and its memory.

use std::path::Path;
use std::time::Instant;

use bangfu::db::Conn;
use bangfu::db::employment::spells::SpellRow;
use bangfu::db::engine::bulk;
use bangfu::db::facts::rows::{FactRow, PersonalRow};
use bangfu::db::people::subjects::{self, HouseholdRow, Name, NameKeyRow, PersonRow, ProfileRow};
use bangfu::db::schema::{
    employment, fact, helper, household, household_span, name_key, person, person_key, person_span, personal,
    placement, profile, sender, spell,
};
use bangfu::on_engine;
use chrono::NaiveDate;
use diesel::prelude::*;

use super::Bench;
use super::town::{Outcome, Town, write_city};

/// Imports the base into the town. If `measured`, it repeats the import into other databases, each
/// followed by a bare write.
pub fn import(bench: &Bench<'_>, town: &Town, file: &Path, measured: bool) -> Outcome {
    let first = town.import(file)?;
    if !measured {
        return Ok(());
    }
    let rows = Rows::read(&mut town.open()?)?;
    let bare = bench.median(|| {
        let empty = Town::found(bench.engine, bench.folder, "bangfu_bench_bare")?;
        rows.write(&mut empty.open()?)
    })?;
    drop(rows);
    let mut seconds = Some(first.seconds);
    let import = bench.median(|| match seconds.take() {
        Some(seconds) => Ok(seconds),
        None => Ok(Town::found(bench.engine, bench.folder, "bangfu_bench_again")?.import(file)?.seconds),
    })?;
    bench.row(
        &format!("import of {} persons, {:.0} lines", bench.persons, first.lines),
        &format!("{import} s, {:.0} lines/s", first.lines / import.middle),
        &format!("bare bulk write: {bare} s"),
        Some(bare.middle / import.middle),
        "≥ 0.15",
    );
    bench.row(
        &format!("memory of that import ({:.0} lines)", first.lines),
        &format!("{:.0} MB", first.peak),
        "–",
        None,
        "flat, < 200 MB",
    );
    Ok(())
}

/// Measures the memory of an import twice as large.
pub fn memory(bench: &Bench<'_>) -> Outcome {
    let file = bench.folder.join("twice.ndjson");
    write_city(&file, bench.persons * 2, 0)?;
    let twice = Town::found(bench.engine, bench.folder, "bangfu_bench_twice")?.import(&file)?;
    std::fs::remove_file(file)?;
    bench.row(
        &format!("memory of one twice as long ({:.0} lines)", twice.lines),
        &format!("{:.0} MB", twice.peak),
        "–",
        None,
        "flat, < 200 MB",
    );
    Ok(())
}

#[derive(Queryable, Insertable)]
#[diesel(table_name = household_span, treat_none_as_default_value = false)]
struct HouseholdSpan {
    household_id: i64,
    seq: i16,
    from_on: NaiveDate,
    until_on: NaiveDate,
    division: i64,
    urban: bool,
    state: i16,
    since: Option<NaiveDate>,
    cause: Option<i16>,
    meets: bool,
    seeking: String,
}

#[derive(Queryable, Insertable, Clone)]
#[diesel(table_name = person_span, treat_none_as_default_value = false)]
pub struct PersonSpan {
    pub person_id: i64,
    seq: i16,
    from_on: NaiveDate,
    until_on: NaiveDate,
    division: i64,
    state: i16,
    since: NaiveDate,
    cause: i16,
    categories: i32,
    wants_help: bool,
    helped: bool,
}

#[derive(Queryable, Insertable)]
#[diesel(table_name = placement)]
struct Placement {
    household_id: i64,
    person_id: i64,
    placed_on: NaiveDate,
}

/// The rows that an import writes.
struct Rows {
    senders: Vec<(i32, String)>,
    keys: Vec<(i64, Vec<u8>)>,
    employments: Vec<(i64, Name)>,
    helpers: Vec<(i64, Name)>,
    personal: Vec<PersonalRow>,
    people: Vec<PersonRow>,
    households: Vec<HouseholdRow>,
    facts: Vec<FactRow>,
    household_spans: Vec<HouseholdSpan>,
    person_spans: Vec<PersonSpan>,
    placements: Vec<Placement>,
    spells: Vec<SpellRow>,
    profiles: Vec<ProfileRow>,
    name_keys: Vec<NameKeyRow>,
}

impl Rows {
    fn read(conn: &mut Conn) -> Outcome<Self> {
        let named =
            |rows: Vec<(i64, i32, String)>| rows.into_iter().map(|(id, sender, name)| (id, (sender, name))).collect();
        Ok(Self {
            senders: sender::table.load(conn)?,
            keys: person_key::table.order(person_key::person_id).load(conn)?,
            employments: named(employment::table.order(employment::id).load(conn)?),
            helpers: named(helper::table.order(helper::id).load(conn)?),
            personal: personal::table.order(personal::id).load(conn)?,
            people: person::table.order(person::id).load(conn)?,
            households: household::table.order(household::id).load(conn)?,
            facts: fact::table.order(fact::position).load(conn)?,
            household_spans: household_span::table.load(conn)?,
            person_spans: person_span::table.load(conn)?,
            placements: placement::table.load(conn)?,
            spells: spell::table.order(spell::employment_id).load(conn)?,
            profiles: profile::table.order(profile::person_id).load(conn)?,
            name_keys: name_key::table.order((name_key::person_id, name_key::key)).load(conn)?,
        })
    }

    /// Writes all rows in one transaction: by `COPY` on PostgreSQL, with a thousand rows in each
    /// statement on SQLite. Gives the seconds.
    fn write(&self, conn: &mut Conn) -> Outcome<f64> {
        let begun = Instant::now();
        conn.write(|conn| {
            subjects::save_senders(conn, &self.senders)?;
            subjects::save_keys(conn, &self.keys)?;
            subjects::save_employments(conn, &self.employments)?;
            subjects::save_helpers(conn, &self.helpers)?;
            bulk::insert(conn, &self.personal)?;
            bulk::insert(conn, &self.people)?;
            bulk::insert(conn, &self.households)?;
            bulk::insert(conn, &self.facts)?;
            bulk::insert(conn, &self.profiles)?;
            bulk::insert(conn, &self.name_keys)?;
            for page in self.household_spans.chunks(1000) {
                on_engine!(&mut *conn, |c| diesel::insert_into(household_span::table).values(page).execute(c))?;
            }
            for page in self.person_spans.chunks(1000) {
                on_engine!(&mut *conn, |c| diesel::insert_into(person_span::table).values(page).execute(c))?;
            }
            for page in self.placements.chunks(1000) {
                on_engine!(&mut *conn, |c| diesel::insert_into(placement::table).values(page).execute(c))?;
            }
            bulk::insert(conn, &self.spells)?;
            Ok(())
        })?;
        Ok(begun.elapsed().as_secs_f64())
    }
}
