//! Spells of employment in the database, compared with the facts.

use std::collections::BTreeMap;

use bangfu::db::Conn;
use bangfu::db::employment::spells;
use bangfu::db::schema::spell;
use bangfu::domain::values::month::FAR;
use bangfu::on_engine;
use chrono::NaiveDate;
use diesel::connection::SimpleConnection as _;
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Date, Nullable, SmallInt, Text};
use serde_json::{Value, json};

use crate::harness::{engines, id_number, morning};

/// Employment, person, position of the start, form, employer, first day, first day after the end.
pub type Spell = (i64, i64, i64, i16, Option<String>, NaiveDate, NaiveDate);

#[derive(QueryableByName)]
struct Fact {
    #[diesel(sql_type = BigInt)]
    position: i64,
    #[diesel(sql_type = SmallInt)]
    kind: i16,
    #[diesel(sql_type = Date)]
    effective_on: NaiveDate,
    #[diesel(sql_type = Nullable<BigInt>)]
    person_id: Option<i64>,
    #[diesel(sql_type = Nullable<BigInt>)]
    employment_id: Option<i64>,
    #[diesel(sql_type = Nullable<SmallInt>)]
    code: Option<i16>,
    #[diesel(sql_type = Nullable<Text>)]
    attributes: Option<String>,
}

/// Gives the spells in the database.
pub fn kept(conn: &mut Conn) -> Vec<Spell> {
    let query = spell::table.order(spell::employment_id);
    on_engine!(conn, |c| query.load(c)).expect("the spells are read")
}

/// Computes the spells from the facts that are not voided.
pub fn by_facts(conn: &mut Conn) -> Vec<Spell> {
    let sql = "select position, kind, effective_on, person_id, employment_id, code, attributes from fact
               where kind in (10, 11, 13) and not exists (select 1 from fact void where void.voids = fact.position)";
    let facts: Vec<Fact> = diesel::sql_query(sql).load(conn).expect("the facts are read");
    let merged = bangfu::db::people::merged::Merged::now(conn).expect("who is whom is read");
    let root = |fact: &Fact| merged.root(fact.person_id.expect("a person"));
    let started = facts.iter().filter(|fact| fact.kind == 11);
    let spell = |start: &Fact| {
        let ends = facts.iter().filter(|end| end.kind == 13 && end.employment_id == start.employment_id);
        let ended = ends.map(|end| end.effective_on).filter(|on| *on > start.effective_on).min();
        let died =
            facts.iter().filter(|fact| fact.kind == 10 && root(fact) == root(start)).map(|f| f.effective_on).min();
        let until = ended.into_iter().chain(died).min().unwrap_or(FAR);
        let said: Option<Value> =
            start.attributes.as_deref().map(|text| serde_json::from_str(text).expect("an object"));
        let uscc = said.and_then(|said| Some(said.get("uscc")?.as_str()?.to_owned()));
        let employment = start.employment_id.expect("an employment");
        let form = start.code.expect("a form");
        (employment, root(start), start.position, form, uscc, start.effective_on, until)
    };
    let all = started.map(spell).filter(|spell| spell.5 < spell.6);
    let by_employment: BTreeMap<i64, Spell> = all.map(|spell| (spell.0, spell)).collect();
    by_employment.into_values().collect()
}

/// Deletes the spells and derives them again; gives both versions.
pub fn derived_anew(conn: &mut Conn) -> (Vec<Spell>, Vec<Spell>) {
    let before = kept(conn);
    conn.batch_execute("delete from spell; delete from setting where name = 'spells'").expect("they are taken away");
    spells::fill(conn).expect("they are derived");
    (before, kept(conn))
}

fn registered(person: &str, serial: u32) -> Value {
    json!({"kind": "person_registered", "event_ref": person, "person_ref": person, "effective_on": "2020-01-01",
        "id_number": id_number("1980-05-06", serial), "name": "例一", "sex": "male", "birth_date": "1980-05-06",
        "residence_division": "440703002101"})
}

#[test]
fn a_spell_lasts_until_its_end_or_the_death_and_is_of_who_stays_by_the_facts_that_hold() {
    const UNIT: &str = "91350100M000100Y43";
    for engine in engines() {
        let world = engine.fresh();
        let started = |person: &str, job: &str, on: &str| {
            json!({"kind": "employment_started", "event_ref": job, "person_ref": person, "employment_ref": job, "form": "unit",
                "uscc": UNIT, "effective_on": on})
        };
        let ended = |person: &str, job: &str, on: &str| {
            json!({"kind": "employment_ended", "event_ref": format!("end of {job}"), "person_ref": person,
                "employment_ref": job, "effective_on": on})
        };
        let died = json!({"kind": "died", "event_ref": "death", "person_ref": "one", "effective_on": "2026-02-10"});
        let voided = |event: &str| json!({"kind": "voided", "event_ref": format!("void of {event}"), "voids": event, "effective_on": "2026-03-01"});
        let days = |world: &crate::harness::World| -> Vec<(String, String)> {
            let conn = &mut world.conn();
            let kept = kept(conn);
            assert_eq!(kept, by_facts(conn), "{engine:?}");
            assert!(kept.iter().all(|spell| spell.4.as_deref() == Some(UNIT)), "{kept:?}");
            kept.into_iter().map(|spell| (spell.5.to_string(), spell.6.to_string())).collect()
        };
        let day = |from: &str, until: &str| (from.to_owned(), until.to_owned());

        world.record(&[registered("one", 11), registered("two", 13)], morning("2026-01-05"));
        world.record(&[started("one", "A", "2026-01-02"), started("one", "B", "2026-01-03")], morning("2026-01-06"));
        assert_eq!(days(&world), [day("2026-01-02", "9999-12-31"), day("2026-01-03", "9999-12-31")]);

        world.record(&[ended("one", "A", "2026-01-20")], morning("2026-02-01"));
        world.record(&[died], morning("2026-02-11"));
        assert_eq!(days(&world), [day("2026-01-02", "2026-01-20"), day("2026-01-03", "2026-02-10")]);

        world.record(&[voided("death"), voided("A")], morning("2026-03-01"));
        assert_eq!(days(&world), [day("2026-01-03", "9999-12-31")], "what ended it stays without it");

        let again = json!({"kind": "employment_started", "event_ref": "A again", "person_ref": "two", "employment_ref": "A",
            "form": "unit", "uscc": UNIT, "effective_on": "2026-01-04"});
        world.record(&[again], morning("2026-03-02"));
        assert_eq!(days(&world), [day("2026-01-04", "2026-01-20"), day("2026-01-03", "9999-12-31")]);

        let merged = json!({"kind": "person_merged", "event_ref": "merging", "person_ref": "one", "other_ref": "two",
            "effective_on": "2026-03-03"});
        world.record(&[merged], morning("2026-03-03"));
        days(&world);
        let conn = &mut world.conn();
        let whose: Vec<i64> = kept(conn).iter().map(|spell| spell.1).collect();
        assert_eq!(whose[0], whose[1], "one person has both");
        let (was, is) = derived_anew(conn);
        assert_eq!(was, is);

        world.record(&[voided("merging")], morning("2026-03-04"));
        days(&world);
        let whose: Vec<i64> = kept(&mut world.conn()).iter().map(|spell| spell.1).collect();
        assert_ne!(whose[0], whose[1]);
    }
}

#[test]
fn a_living_line_and_a_merging_in_one_batch_leave_every_spell_where_it_belongs() {
    for engine in engines() {
        let world = engine.fresh();
        let job = |person: &str, form: &str| {
            json!({"kind": "employment_started", "event_ref": format!("job of {person}"), "person_ref": person,
                "employment_ref": format!("job of {person}"), "form": form, "monthly_pay": 100_000, "effective_on": "2026-01-02"})
        };
        let line = |event: &str| {
            json!({"kind": "living_line_set", "event_ref": event, "division": "440703", "monthly": 110_000,
                "effective_on": "2026-01-14"})
        };
        let merged = json!({"kind": "person_merged", "event_ref": "merging", "person_ref": "one", "other_ref": "two",
            "effective_on": "2026-01-20"});
        let voided =
            json!({"kind": "voided", "event_ref": "unmerging", "voids": "merging", "effective_on": "2026-01-21"});
        let whose = |world: &crate::harness::World| -> Vec<i64> {
            let conn = &mut world.conn();
            let kept = kept(conn);
            assert_eq!(kept, by_facts(conn), "{engine:?}");
            kept.into_iter().map(|spell| spell.1).collect()
        };

        world.record(&[registered("one", 11), registered("two", 13)], morning("2026-01-05"));
        world.record(&[job("one", "flexible"), job("two", "flexible")], morning("2026-01-06"));
        world.record(&[line("first"), merged], morning("2026-01-20"));
        let together = whose(&world);
        assert_eq!(together[0], together[1]);
        world.record(&[line("second"), voided], morning("2026-01-21"));
        let apart = whose(&world);
        assert_ne!(apart[0], apart[1]);
    }
}
