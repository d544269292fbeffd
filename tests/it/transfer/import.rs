//! Imports of faulty input: spoilt lines, broken files, a full disk, a lost database. Each fault is
//! reported clearly, nothing is half written, and the same command run again finishes the work.

use std::collections::BTreeSet;
use std::fs::File;
use std::io::Write as _;
use std::process::{Command, Stdio};

use bangfu::clock::Clock;
use bangfu::domain::values::codes::Code;
use bangfu::domain::values::hint::Lang;
use bangfu::error::Failure;
use bangfu::ops::office::keys;
use bangfu::ops::transfer::import::{self, Options, Report};
use diesel::connection::SimpleConnection as _;
use flate2::Compression;
use flate2::write::GzEncoder;
use serde_json::{Value, json};

use crate::harness::command::{Ran, Working, answer, command, finish, run, run_with};
use crate::harness::{Engine, World, engines, id_number, morning};
use crate::harness::{town, watch};

// ---- spoilt lines -------------------------------------------------------------------------------

#[test]
fn every_kind_of_bad_line_is_told_and_the_good_ones_beside_it_land() {
    let (file, wanted) = spoilt();
    let refused: BTreeSet<&str> = wanted.iter().map(|entry| entry.1).collect();
    let unmet: Vec<&str> = Code::ALL.iter().map(|code| code.as_str()).filter(|code| !refused.contains(code)).collect();
    let flagged = [Code::Unfounded, Code::WithoutEffect];
    // These codes belong to live requests and messages; the contract never refuses a line with
    // them.
    let live = [Code::UnderAge, Code::Retired, Code::Absent, Code::UnknownEmployer, Code::OverCeiling];
    assert_eq!(unmet, flagged.iter().chain(&live).map(|code| code.as_str()).collect::<Vec<_>>());
    for engine in engines() {
        for batch in ["1", "7", "1000"] {
            let world = engine.fresh();
            std::fs::write(world.dir().join("lines.ndjson"), &file.bytes).expect("the file is written");
            let args = ["import", "lines.ndjson", "--batch", batch, "--format", "json"];

            let in_language = |language: &str| {
                let mut import = command(&world, &args);
                import.env("LC_ALL", language);
                finish(import)
            };
            let (first, again) = (in_language("C"), in_language("zh_CN.UTF-8"));

            let good = file.good.len();
            assert_eq!((first.code, again.code), (Some(0), Some(0)), "{} {}", first.said, again.said);
            counts(&first.answer, [good + wanted.len(), good, 0, wanted.len()]);
            counts(&again.answer, [good + wanted.len(), 0, good, wanted.len()]);
            assert_eq!(watch::ledger(&world), file.good, "{engine:?}");
            for (ran, field_of) in [(&first, "Field NAME: "), (&again, "字段 NAME：")] {
                told(&ran.answer["refusals"], &wanted, field_of);
                for secret in SECRETS {
                    assert!(!ran.said.contains(secret), "a value of a line is told: {secret}");
                }
            }
            let flags: Vec<_> = file.flagged.iter().map(|(line, code)| (*line, *code, None)).collect();
            told(&first.answer["flags"], &flags, "");
            assert_eq!((&again.answer["flagged"], &again.answer["flags"]), (&json!(0), &json!([])));
        }
    }
}

/// Compares the entries of a report; the message of an entry with a field begins with that field.
fn told(entries: &Value, wanted: &[(usize, &'static str, Option<&'static str>)], field_of: &str) {
    let entries = entries.as_array().expect("a list");
    for (entry, (line, code, field)) in entries.iter().zip(wanted) {
        assert_eq!(
            (&entry["file"], &entry["line"], &entry["code"], entry.get("field").and_then(Value::as_str)),
            (&json!("lines.ndjson"), &json!(line), &json!(code), *field),
            "{entry}"
        );
        let message = entry["message"].as_str().expect("a message");
        assert!(
            message.starts_with(&field_of.replace("NAME", field.unwrap_or_default())) || field.is_none(),
            "{entry}"
        );
        assert!(message.ends_with(['.', '。']) && message.chars().count() > 15, "{entry}");
    }
    assert_eq!(entries.len(), wanted.len());
}

/// Compares the counts of a report (read, applied, duplicate, refused), and checks that they add
/// up.
fn counts(report: &Value, [read, applied, duplicate, refused]: [usize; 4]) {
    let count = |name: &str| report[name].as_u64().unwrap_or_else(|| panic!("{name} of {report}"));
    let got = ["read", "applied", "duplicate", "refused"].map(|name| usize::try_from(count(name)).expect("a count"));
    assert_eq!(got, [read, applied, duplicate, refused], "read, applied, duplicate, refused");
    assert_eq!(read, applied + duplicate + refused);
}

/// Values of the lines below that the output must not contain.
const SECRETS: [&str; 4] = ["440703198005060113", "例一", "1380013", "某路"];

/// A file of good and bad lines, with the event references of the good ones, and the flagged ones
/// among them.
#[derive(Default)]
struct Spoilt {
    bytes: Vec<u8>,
    lines: usize,
    good: Vec<String>,
    flagged: Vec<(usize, &'static str)>,
}

impl Spoilt {
    fn line(&mut self, line: &[u8]) {
        self.bytes.extend_from_slice(line);
        self.bytes.push(b'\n');
        self.lines += 1;
    }

    fn good(&mut self, kind: &str, on: &str, fields: &Value) {
        let event = format!("good:{}", self.good.len());
        self.line(fact(kind, &event, on, fields).to_string().as_bytes());
        self.good.push(event);
    }

    fn flagged(&mut self, code: &'static str, kind: &str, on: &str, fields: &Value) {
        self.good(kind, on, fields);
        self.flagged.push((self.lines, code));
    }
}

/// Gives a line of the common fields and its own fields, which may replace the common ones.
fn fact(kind: &str, event: &str, on: &str, fields: &Value) -> Value {
    let mut line = json!({"kind": kind, "event_ref": event, "effective_on": on});
    for (name, value) in fields.as_object().expect("fields") {
        line[name] = value.clone();
    }
    line
}

fn person(reference: &str, birth: &str, serial: u32) -> Value {
    json!({"person_ref": reference, "id_number": id_number(birth, serial), "name": "例一", "sex": "male", "birth_date": birth,
           "residence_division": "440703002101"})
}

/// Gives the fields with one of them replaced.
fn but(fields: &Value, name: &str, value: Value) -> Value {
    let mut fields = fields.clone();
    fields[name] = value;
    fields
}

/// Gives a file with a good line beside every bad one, and the line number, code and field of the
/// bad ones.
fn spoilt() -> (Spoilt, Vec<(usize, &'static str, Option<&'static str>)>) {
    let mut file = Spoilt::default();
    let (p1, p2, h1, h2) = (
        json!({"person_ref": "P1"}),
        json!({"person_ref": "P2"}),
        json!({"household_ref": "H1"}),
        json!({"household_ref": "H2"}),
    );
    let home = |h: &Value| but(&but(h, "division", json!("440703002101")), "urban", json!(true));
    let joins = |h: &Value, p: &str| but(&but(h, "person_ref", json!(p)), "relation", json!("02"));
    let wish = but(&but(&p1, "work", json!(true)), "help", json!(true));
    let job = |name: &str| json!({"person_ref": "P1", "employment_ref": name, "form": "unit"});
    let ends = |person: &str, name: &str| json!({"person_ref": person, "employment_ref": name});
    assert_eq!(id_number("1980-05-06", 1), SECRETS[0], "the ID number of P1");
    file.good("person_registered", "2020-01-01", &person("P1", "1980-05-06", 1));
    file.good("person_registered", "2020-01-01", &person("P2", "1970-05-06", 1));
    file.good("household_registered", "2020-01-01", &home(&h1));
    file.good("household_registered", "2020-01-01", &home(&h2));
    file.good("member_joined", "2020-01-01", &joins(&h1, "P1"));
    file.good("employment_started", "2025-02-01", &job("J1"));
    file.good("employment_started", "2024-02-01", &job("J2"));
    file.good("employment_ended", "2024-03-01", &ends("P1", "J2"));
    file.good("wish_declared", "2025-01-01", &wish);
    file.good("voided", "2025-01-01", &json!({"voids": "good:8"}));
    file.good("died", "2025-03-01", &p2);
    file.flagged("unfounded", "household_recognised", "2025-03-01", &h1);
    file.flagged("unfounded", "person_determined", "2025-03-01", &but(&p1, "category", json!("older")));
    file.flagged("without_effect", "absence_ended", "2025-03-01", &but(&p1, "absence", json!("student")));
    file.flagged("without_effect", "member_left", "2025-03-01", &json!({"household_ref": "H2", "person_ref": "P1"}));
    let step = |application: &str, word: &str| json!({"application_ref": application, "step": word});
    let merges = |stays: &str, other: &str| json!({"person_ref": stays, "other_ref": other});
    file.good("person_applied", "2025-01-01", &but(&p1, "category", json!("older")));
    file.good("application_step", "2025-01-02", &but(&step("good:15", "checked"), "finding", json!("confirmed")));
    file.good("person_registered", "2020-01-01", &person("P3", "1980-05-06", 3));
    file.good("person_merged", "2025-01-03", &merges("P1", "P3"));

    // Bytes that are not a line.
    let well = fact("died", "x", "2025-01-01", &p1).to_string();
    let padded = |length: usize| [well.as_bytes(), &vec![b' '; length - well.len()]].concat();
    let mut bad: Vec<(Vec<u8>, &str, Option<&str>)> = [
        b"died".to_vec(),
        b"[]".to_vec(),
        b"\"died\"".to_vec(),
        b"{".to_vec(),
        well.as_bytes()[..well.len() - 1].to_vec(),
        [well.as_bytes(), well.as_bytes()].concat(),
        well.replace("\"kind\"", "\"kind\":\"died\",\"kind\"").into_bytes(),
        well.replace("\"x\"", "'x'").into_bytes(),
        [&b"\xef\xbb\xbf"[..], well.as_bytes()].concat(),
        // 例一 in another encoding, and a line that ends in the middle of a character.
        [&b"{\"name\":\"\xc0\xfd\xd2\xbb\","[..], &well.as_bytes()[1..]].concat(),
        [&b"{\"name\":\"\xe4\xbe\","[..], &well.as_bytes()[1..]].concat(),
        well.replace("\"x\"", "\"x\0\"").into_bytes(),
        b"\0\0\0\0".to_vec(),
        padded(1_000_001),
        [&b"{\"name\":\""[..], &vec![b'x'; 10_000_000], b"\"}"].concat(),
        [&b"{\"kind\":"[..], &vec![b'['; 100_000]].concat(),
    ]
    .map(|line| (line, "bad_json", None))
    .into();

    // Lines that are not a known fact.
    let registered = person("P9", "1990-05-06", 1);
    let as_text = |kind: &str, fields: &Value| fact(kind, "x", "2025-01-01", fields).to_string().into_bytes();
    let mut add = |kind: &str, fields: &Value, code, field| bad.push((as_text(kind, fields), code, field));
    add("hired", &p1, "unknown_kind", Some("kind"));
    add("died", &json!({"person_ref": "P1", "kind": 5}), "unknown_kind", Some("kind"));
    add("died", &json!({"person_ref": "P1", "colour": "red"}), "unknown_field", Some("colour"));
    add("died", &json!({"person_ref": "P1", "440703198005060113": "red"}), "unknown_field", None);
    add("died", &json!({"person_ref": "P1", "例一": 1}), "unknown_field", None);
    add("died", &json!({}), "missing_field", Some("person_ref"));
    add("person_changed", &p1, "missing_field", None);
    add("wish_declared", &but(&p1, "work", json!(true)), "missing_field", Some("help"));
    for (name, value) in [
        ("event_ref", json!("")),
        ("event_ref", json!("440703198005060113")),
        ("event_ref", json!("x".repeat(65))),
        ("effective_on", json!("2025-02-30")),
        ("effective_on", json!("1899-12-31")),
        ("effective_on", json!("9999-01-01")),
        ("effective_on", json!("2025-1-1")),
        ("effective_on", Value::Null),
        ("person_ref", json!(1)),
        ("person_ref", json!(" ")),
        ("person_ref", json!("440703 19800506 0113")),
        ("person_ref", json!("a\tb")),
        ("subject_sender", json!("")),
        ("recorded_at", json!("2025-01-01T09:00:00")),
    ] {
        add("died", &but(&p1, name, value), "bad_value", Some(name));
    }
    for (name, value) in [
        ("id_number", json!("440703198005060112")),
        ("id_number", json!("44070319800506011")),
        ("id_number", json!(440_703_198_005_060_113_i64)),
        ("birth_date", json!("1990-05-07")),
        ("birth_date", json!("1799-12-31")),
        ("sex", json!("female")),
        ("sex", json!("男")),
        ("name", json!("")),
        ("name", json!("例".repeat(65))),
        ("retirement_group", json!("female_50")),
        ("residence_division", json!("440703")),
        ("residence_division", json!("440703002000")),
        ("hukou_division", json!("4407031")),
        ("hukou_rural", json!("no")),
        ("ethnic", json!("99")),
        ("education", json!("7")),
        ("marital", json!("unmarried")),
        ("phone", json!("1380013 ext")),
        ("address", json!("某路".repeat(101))),
        ("disability", json!({"category": "8", "grade": "1"})),
        ("disability", json!("1")),
        ("graduated_on", json!("2012")),
    ] {
        add("person_registered", &but(&registered, name, value), "bad_value", Some(name));
    }
    for (name, value) in [
        ("employment_ref", json!(["J9"])),
        ("form", json!("guild")),
        ("uscc", json!("91440700MA00000000")),
        ("monthly_pay", json!(-1)),
        ("monthly_pay", json!(3000.5)),
        ("monthly_pay", json!("300000")),
        ("monthly_pay", json!(1_000_000_000_001_i64)),
        ("occupation", json!("o".repeat(65))),
        ("industry", json!(5)),
        ("place", json!("town")),
        ("contract_until", json!("soon")),
        ("hired_as_difficult", json!(1)),
    ] {
        add("employment_started", &but(&job("J9"), name, value), "bad_value", Some(name));
    }
    add("member_joined", &but(&joins(&h1, "P1"), "relation", json!("head")), "bad_value", Some("relation"));
    add(
        "household_registered",
        &but(&home(&json!({"household_ref": "H9"})), "urban", json!("yes")),
        "bad_value",
        Some("urban"),
    );
    add("absence_started", &but(&p1, "absence", json!("asleep")), "bad_value", Some("absence"));
    add("household_removed", &but(&h1, "reason", json!("E01")), "bad_value", Some("reason"));
    add("person_applied", &but(&p1, "category", json!("poor")), "bad_value", Some("category"));
    add("helper_assigned", &but(&p1, "helper_ref", json!("")), "bad_value", Some("helper_ref"));
    add("service_delivered", &but(&p1, "service", json!("dinner")), "bad_value", Some("service"));
    let service = but(&p1, "service", json!("guidance"));
    add("service_delivered", &but(&service, "outcome", json!("")), "bad_value", Some("outcome"));
    add("service_delivered", &but(&service, "note", json!("n".repeat(1001))), "bad_value", Some("note"));
    add("living_line_set", &json!({"division": "44", "monthly": 1}), "bad_value", Some("division"));
    add("month_closed", &json!({"month": "2025-13"}), "bad_value", Some("month"));
    add("application_step", &step("good:15", "signed"), "bad_value", Some("step"));
    add("delegation_set", &json!({"division": "440703", "delegated": true}), "bad_value", Some("division"));
    let town = json!({"division": "440703999", "delegated": true});
    add("delegation_set", &town, "unknown_division", Some("division"));
    let nowhere = json!("440703999999");
    add(
        "person_registered",
        &but(&registered, "residence_division", nowhere.clone()),
        "unknown_division",
        Some("residence_division"),
    );
    add("person_changed", &but(&p1, "hukou_division", json!("440799")), "unknown_division", Some("hukou_division"));
    add("household_moved", &but(&h1, "division", nowhere), "unknown_division", Some("division"));

    // Facts that conflict with the recorded ones.
    add(
        "wish_declared",
        &but(&but(&wish, "help", json!(false)), "event_ref", json!("good:8")),
        "conflict",
        Some("event_ref"),
    );
    add("died", &json!({"person_ref": "P9"}), "unknown_person", Some("person_ref"));
    add("died", &but(&p1, "subject_sender", json!("nobody")), "unknown_person", Some("person_ref"));
    add("household_applied", &json!({"household_ref": "H9"}), "unknown_household", Some("household_ref"));
    add("voided", &json!({"voids": "x"}), "unknown_event", Some("voids"));
    add("application_step", &step("x", "withdrawn"), "unknown_event", Some("application_ref"));
    add("application_step", &step("good:0", "withdrawn"), "unknown_event", Some("application_ref"));
    add("person_registered", &person("P1", "1990-05-06", 2), "already_registered", Some("person_ref"));
    add("household_registered", &home(&h1), "already_registered", Some("household_ref"));
    add("person_registered", &person("P9", "1980-05-06", 1), "id_number_taken", Some("id_number"));
    add("wish_declared", &but(&wish, "effective_on", json!("1980-05-05")), "before_birth", Some("effective_on"));
    add("died", &p2, "already_dead", Some("effective_on"));
    add("unemployment_registered", &but(&p2, "effective_on", json!("2025-03-01")), "after_death", Some("effective_on"));
    add(
        "employment_started",
        &but(&job("J9"), "effective_on", json!("1996-05-05")),
        "child_labour",
        Some("effective_on"),
    );
    add("employment_started", &job("J1"), "employment_exists", Some("employment_ref"));
    add("employment_ended", &ends("P1", "J9"), "employment_unknown", Some("employment_ref"));
    add("employment_ended", &ends("P1", "J2"), "already_ended", Some("employment_ref"));
    add("employment_ended", &ends("P1", "J1"), "end_not_after_start", Some("effective_on"));
    add("member_joined", &joins(&h2, "P1"), "already_member", Some("household_ref"));
    add("person_merged", &merges("P1", "P1"), "bad_value", Some("other_ref"));
    add("person_merged", &merges("P1", "P9"), "unknown_person", Some("other_ref"));
    add("person_merged", &merges("P1", "P3"), "already_merged", Some("other_ref"));
    add("person_merged", &merges("P3", "P2"), "already_merged", Some("person_ref"));
    add("person_merged", &merges("P1", "P2"), "merge_conflict", Some("other_ref"));
    add("voided", &json!({"voids": "good:9"}), "void_of_void", Some("voids"));
    add("voided", &json!({"voids": "good:8"}), "already_voided", Some("voids"));
    add("voided", &json!({"voids": "good:0"}), "in_use", Some("voids"));
    add("voided", &json!({"voids": "good:2"}), "in_use", Some("voids"));
    add("voided", &json!({"voids": "good:15"}), "in_use", Some("voids"));
    add("voided", &json!({"voids": "good:17"}), "in_use", Some("voids"));
    let late = but(&step("good:15", "papers_supplied"), "effective_on", json!("2025-01-03"));
    add("application_step", &late, "wrong_step", Some("step"));
    add("application_step", &step("good:15", "withdrawn"), "wrong_step", Some("effective_on"));
    add("month_closed", &json!({"month": "2025-01"}), "restore_only", Some("kind"));
    add("died", &but(&p1, "sender", json!("other")), "restore_only", Some("sender"));

    let mut wanted = Vec::new();
    for (line, code, field) in bad {
        file.line(&line);
        wanted.push((file.lines, code, field));
        file.good("service_delivered", "2025-01-01", &service);
    }
    // A line of the maximum length is accepted.
    let longest = fact("died", "good:longest", "2025-06-01", &p1).to_string();
    file.line(&[longest.as_bytes(), &vec![b' '; 1_000_000 - longest.len()]].concat());
    file.good.push("good:longest".to_owned());
    (file, wanted)
}

// ---- files --------------------------------------------------------------------------------------

#[test]
fn byte_order_marks_blank_lines_and_line_ends_of_any_kind_change_nothing() {
    let facts = town::facts(20, 1);
    let (plain, wanted) = (town::file(&facts), watch::references(&facts));
    let joined = |before: &str, end: &str| -> Vec<u8> {
        facts.iter().flat_map(|line| format!("{before}{line}{end}").into_bytes()).collect()
    };
    let half = facts.len() / 2;
    for (name, files) in [
        ("no end of the last line", vec![plain[..plain.len() - 1].to_vec()]),
        ("a byte order mark", vec![[b"\xef\xbb\xbf", &plain[..]].concat()]),
        ("CRLF", vec![joined("", "\r\n")]),
        ("blank lines", vec![joined("\n \t\r\n", "\n\n")]),
        ("blanks around a line", vec![joined(" \t", " \n")]),
        ("a mark before each of two files", {
            let marked = |lines: &[String]| [b"\xef\xbb\xbf", &town::file(lines)[..]].concat();
            vec![marked(&facts[..half]), marked(&facts[half..])]
        }),
        ("no end between two files", {
            let first = town::file(&facts[..half]);
            vec![first[..first.len() - 1].to_vec(), town::file(&facts[half..])]
        }),
        ("compressed", vec![gzip(&plain)]),
        ("compressed in two parts", {
            vec![[gzip(&plain[..plain.len() / 2]), gzip(&plain[plain.len() / 2..])].concat()]
        }),
    ] {
        // The reading of a file does not depend on the engine.
        let world = Engine::Sqlite.fresh();
        let end = if name.starts_with("compressed") { ".gz" } else { "" };
        let names: Vec<String> = (0..files.len()).map(|n| format!("{n}.ndjson{end}")).collect();
        for (name, bytes) in names.iter().zip(files) {
            std::fs::write(world.dir().join(name), bytes).expect("the file is written");
        }
        let args: Vec<&str> = std::iter::once("import").chain(names.iter().map(String::as_str)).collect();

        let report = answer(&world, &args);

        assert_eq!(report["refusals"], json!([]), "{name}");
        counts(&report, [facts.len(), facts.len(), 0, 0]);
        assert_eq!(watch::ledger(&world), wanted, "{name}");
    }
}

#[test]
fn a_refused_line_is_told_by_the_number_an_editor_shows() {
    let world = Engine::Sqlite.fresh();
    let facts = town::facts(20, 1);
    let (one, two) = (format!("\u{feff}{}\n\n\r\nfirst\n", facts[0]), format!("\nsecond\n{}\n", facts[1]));
    std::fs::write(world.dir().join("one"), one).expect("the file is written");
    std::fs::write(world.dir().join("two"), two).expect("the file is written");

    let report = answer(&world, &["import", "one", "two", "-"]);

    counts(&report, [4, 2, 0, 2]);
    let entry = |n: usize| (report["refusals"][n]["file"].clone(), report["refusals"][n]["line"].clone());
    assert_eq!((entry(0), entry(1)), ((json!("one"), json!(4)), (json!("two"), json!(6))));
}

#[test]
fn a_file_cut_in_the_middle_of_a_line_lands_up_to_it_and_the_whole_one_lands_the_rest() {
    let facts = town::facts(20, 1);
    let (whole, wanted) = (town::file(&facts), watch::references(&facts));
    let named = facts.iter().position(|line| line.contains("\"name\"")).expect("somebody is registered");
    let start = |line: usize| town::file(&facts[..line]).len();
    let in_the_name = start(named) + facts[named].find(|c: char| !c.is_ascii()).expect("a Chinese name");
    let last = facts.len() - 1;
    for engine in engines() {
        for (cut, lines) in [
            (1, 0),
            (in_the_name + 1, named),
            (start(last / 2) + 30, last / 2),
            (start(last) + 1, last),
            (whole.len() - 2, last),
        ] {
            let world = engine.fresh();
            let path = world.dir().join("lines.ndjson");
            std::fs::write(&path, &whole[..cut]).expect("the file is written");
            let broken = answer(&world, &["import", "lines.ndjson"]);
            let landed = watch::ledger(&world);
            std::fs::write(&path, &whole).expect("the file is written");

            let again = answer(&world, &["import", "lines.ndjson"]);

            counts(&broken, [lines + 1, lines, 0, 1]);
            assert_eq!(
                (&broken["refusals"][0]["code"], &broken["refusals"][0]["line"]),
                (&json!("bad_json"), &json!(lines + 1))
            );
            assert_eq!(landed, wanted[..lines]);
            counts(&again, [facts.len(), facts.len() - lines, lines, 0]);
            assert_eq!(watch::ledger(&world), wanted);
        }
    }
}

#[test]
fn a_compressed_file_that_ends_early_lands_what_could_be_read_and_the_whole_one_lands_the_rest() {
    let facts = town::facts(100, 1);
    let (whole, wanted) = (gzip(&town::file(&facts)), watch::references(&facts));
    for engine in engines() {
        // Cuts in the header, in the lines and in the trailing checksum.
        for cut in [0, 5, 10, whole.len() / 10, whole.len() / 2, whole.len() - 8, whole.len() - 1] {
            let world = engine.fresh();
            let path = world.dir().join("lines.gz");
            std::fs::write(&path, &whole[..cut]).expect("the file is written");
            let args = ["import", "lines.gz", "--batch", "50", "--report", "report.json"];
            let broken = run(&world, &args);
            let (landed, report) = (watch::ledger(&world), report(&world));
            std::fs::write(&path, &whole).expect("the file is written");

            let again = answer(&world, &args);

            failed(&broken, "input_truncated");
            assert!(broken.said.contains("lines.gz"), "it tells which file: {}", broken.said);
            assert_eq!(landed, wanted[..landed.len()], "{cut}");
            assert_eq!(landed.is_empty(), cut <= 10, "{cut}: {} lines", landed.len());
            counts(&report, [landed.len(), landed.len(), 0, 0]);
            assert_eq!(report["position"], landed.len());
            counts(&again, [facts.len(), facts.len() - landed.len(), landed.len(), 0]);
            assert_eq!(watch::ledger(&world), wanted, "{engine:?}");
        }
    }
}

#[test]
fn what_is_no_compressed_file_or_was_spoilt_is_unreadable() {
    let facts = town::facts(100, 1);
    let (plain, whole) = (town::file(&facts), gzip(&town::file(&facts)));
    let mut sum = whole.clone();
    let at = sum.len() - 8;
    sum[at] ^= 1;
    for engine in engines() {
        for (name, bytes, lines) in [
            ("plain text", plain.clone(), 0),
            ("noise", noise(5000), 0),
            ("another check sum", sum.clone(), facts.len()),
            ("something behind it", [&whole[..], b"and so on and so forth"].concat(), facts.len()),
        ] {
            let world = engine.fresh();
            std::fs::write(world.dir().join("lines.gz"), bytes).expect("the file is written");
            let ran = run(&world, &["import", "lines.gz", "--report", "report.json"]);
            let report = report(&world);
            std::fs::write(world.dir().join("lines.gz"), &whole).expect("the file is written");

            let again = answer(&world, &["import", "lines.gz"]);

            failed(&ran, "input_unreadable");
            assert!(ran.said.contains("lines.gz"), "it tells which file: {}", ran.said);
            counts(&report, [lines, lines, 0, 0]);
            counts(&again, [facts.len(), facts.len() - lines, lines, 0]);
            assert_eq!(watch::ledger(&world), watch::references(&facts), "{name} on {engine:?}");
        }
    }
}

#[test]
fn a_compressed_file_that_was_spoilt_within_never_passes_for_good() {
    let facts = town::facts(100, 1);
    let whole = gzip(&town::file(&facts));
    for tenth in 1..10 {
        let world = Engine::Sqlite.fresh();
        let mut bytes = whole.clone();
        bytes[whole.len() * tenth / 10] ^= 0x55;
        std::fs::write(world.dir().join("lines.gz"), bytes).expect("the file is written");

        let ran = run(&world, &["import", "lines.gz"]);

        assert_eq!(ran.code, Some(1), "{}", ran.said);
        let code = ran.answer["code"].as_str().expect("a code");
        assert!(["input_unreadable", "input_truncated"].contains(&code), "{code}");
    }
}

#[test]
fn a_file_that_is_not_there_or_is_none_ends_the_import_and_those_before_it_landed() {
    let facts = town::facts(20, 1);
    for engine in engines() {
        for name in ["nowhere.ndjson", "nowhere.gz", "directory", "directory.gz", "lines.ndjson/inside"] {
            let world = engine.fresh();
            std::fs::write(world.dir().join("lines.ndjson"), town::file(&facts)).expect("the file is written");
            for directory in ["directory", "directory.gz"] {
                std::fs::create_dir(world.dir().join(directory)).expect("the directory is made");
            }
            let alone = run(&world, &["import", name]);
            let nothing = watch::ledger(&world);
            let dry = run(&world, &["import", "lines.ndjson", name, "--dry-run"]);
            let nothing_dry = watch::ledger(&world);

            let behind = run(&world, &["import", "lines.ndjson", name, "--report", "report.json"]);

            for ran in [&alone, &dry, &behind] {
                failed(ran, "input_unreadable");
                assert!(ran.said.contains(name), "it tells which file: {}", ran.said);
            }
            assert_eq!((nothing, nothing_dry), (Vec::new(), Vec::new()));
            counts(&report(&world), [facts.len(), facts.len(), 0, 0]);
            assert_eq!(watch::ledger(&world), watch::references(&facts));
        }
    }
}

#[test]
fn no_input_at_all_is_nothing_to_do_and_no_file_named_is_bad_usage() {
    for engine in engines() {
        let world = engine.fresh();

        let empty = run_with(&world, &["import", "-"], b"");
        let closed = Command::new("sh")
            .args(["-c", "exec \"$0\" \"$@\" <&-", env!("CARGO_BIN_EXE_bangfu"), "import", "-", "--format", "json"])
            .args(["--database", &world.url(), "--key-file", "key"])
            .current_dir(world.dir())
            .output()
            .expect("the program runs");

        for ran in [empty, crate::harness::command::ran(&closed)] {
            assert_eq!(ran.code, Some(0), "{}", ran.said);
            counts(&ran.answer, [0; 4]);
        }
        assert_eq!(run(&world, &["import"]).code, Some(2));
        assert_eq!(run(&world, &["import", "-", "--batch", "0"]).code, Some(2));
        assert_eq!(watch::ledger(&world), Vec::<String>::new());
    }
}

#[test]
fn what_ended_an_import_is_told_before_a_report_that_cannot_be_written() {
    let world = Engine::Sqlite.fresh();
    let facts = town::facts(20, 1);
    let whole = gzip(&town::file(&facts));
    std::fs::write(world.dir().join("lines.gz"), &whole[..whole.len() / 2]).expect("the file is written");
    failed(&run(&world, &["import", "lines.gz", "--report", "/dev/full"]), "input_truncated");

    std::fs::write(world.dir().join("lines.gz"), &whole).expect("the file is written");
    let finish = command(&world, &["import", "lines.gz", "--report", "/dev/full"]);
    let landed = crate::harness::command::finish(finish);
    assert_eq!(landed.code, Some(1));
    assert!(landed.said.contains("output_unwritable"), "{}", landed.said);
    assert!(landed.said.contains(&format!("{} lines read", facts.len())), "what was done is told too: {}", landed.said);
}

#[test]
fn a_report_that_cannot_be_written_is_told_and_what_landed_stays() {
    for engine in engines() {
        let world = engine.fresh();
        let facts = town::facts(20, 1);
        std::fs::write(world.dir().join("lines.ndjson"), town::file(&facts)).expect("the file is written");

        let file = run(&world, &["import", "lines.ndjson", "--report", "nowhere/report.json"]);
        let mut full = command(&world, &["import", "lines.ndjson"]);
        full.stdout(File::options().write(true).open("/dev/full").expect("the device that is always full"));
        let full = finish(full);

        failed(&file, "output_unwritable");
        assert_eq!(full.code, Some(1));
        assert!(full.said.contains("output_unwritable"), "{}", full.said);
        let again = answer(&world, &["import", "lines.ndjson"]);
        counts(&again, [facts.len(), 0, facts.len(), 0]);
    }
}

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::default());
    encoder.write_all(bytes).expect("it is compressed");
    encoder.finish().expect("it is compressed")
}

/// Gives meaningless bytes, the same on every run.
fn noise(count: usize) -> Vec<u8> {
    let mut state: u64 = 1;
    let mut next = || {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        state.to_be_bytes()[0]
    };
    (0..count).map(|_| next()).collect()
}

/// Reads and removes the report file of a run.
fn report(world: &World) -> Value {
    let path = world.dir().join("report.json");
    let report = std::fs::read(&path).expect("a report is written in any case");
    std::fs::remove_file(path).expect("the report is taken away");
    serde_json::from_slice(&report).expect("it is a JSON document")
}

/// Asserts that a failed run reports its code in all three ways.
fn failed(ran: &Ran, code: &str) {
    assert_eq!((ran.code, ran.answer["code"].as_str()), (Some(1), Some(code)), "{}", ran.said);
    assert!(ran.answer["message"].as_str().is_some_and(|message| message.ends_with('.')), "{}", ran.said);
    assert!(ran.said.contains(&format!("bangfu: {code}: ")), "{}", ran.said);
}

// ---- a full disk --------------------------------------------------------------------------------

/// Gives the town of the tests below, and the number of its closed months.
fn some_town() -> (Vec<String>, usize) {
    (town::facts(400, 3), 3)
}

/// Gives the digests of an undisturbed run.
fn undisturbed(engine: &Engine, facts: &[String], months: usize) -> Vec<String> {
    let world = engine.fresh();
    let ran = run_with(&world, &["import", "-"], &town::file(facts));
    counts(&ran.answer, [facts.len(), facts.len(), 0, 0]);
    town::close(&world, months)
}

/// Repeats a broken import, closes the months, and compares the digests with those of an
/// undisturbed run.
fn finishes(world: &World, args: &[&str], landed: usize, facts: &[String], digests: &[String]) {
    let again = answer(world, args);
    counts(&again, [facts.len(), facts.len() - landed, landed, 0]);
    assert_eq!(watch::ledger(world), watch::references(facts));
    assert_eq!(town::close(world, digests.len()), digests);
    assert_eq!(town::verified(world, digests.len()), digests);
}

#[test]
fn a_file_that_may_not_grow_ends_the_import_and_the_close_and_both_finish_later() {
    let (facts, months) = some_town();
    let digests = undisturbed(&Engine::Sqlite, &facts, months);
    let world = Engine::Sqlite.fresh();
    std::fs::write(world.dir().join("lines.ndjson"), town::file(&facts)).expect("the file is written");
    answer(&world, &["import", "-"]);
    let args = ["import", "lines.ndjson", "--batch", "50", "--report", "report.json"];
    // The shell counts in blocks of 512 or 1024 bytes.
    let limited = |blocks: u32, args: &[&str]| {
        let script = format!("trap '' XFSZ; ulimit -f {blocks}; exec \"$0\" \"$@\"");
        let mut sh = Command::new("sh");
        sh.args(["-c", &script, env!("CARGO_BIN_EXE_bangfu")]).args(args).args(["--format", "json", "--database"]);
        sh.arg(world.url()).args(["--key-file", "key"]).current_dir(world.dir()).env("LC_ALL", "C");
        finish(sh)
    };

    let mut landed = 0;
    for blocks in [10, 500, 1000] {
        let ran = limited(blocks, &args);
        failed(&ran, "database_lost");
        assert!(ran.said.contains("disk I/O error"), "the reason is told: {}", ran.said);
        let before = landed;
        landed = watch::ledger(&world).len();
        assert!(landed % 50 == 0 && landed >= before && landed < facts.len(), "{landed} of {}", facts.len());
    }
    assert!(landed > 0, "some batches fit");
    assert_eq!(watch::ledger(&world), watch::references(&facts)[..landed]);
    let again = answer(&world, &args);
    counts(&again, [facts.len(), facts.len() - landed, landed, 0]);
    for (month, digest) in town::months(months).iter().zip(&digests) {
        failed(&limited(10, &["month-end", "close", month]), "database_lost");
        failed(&run(&world, &["month-end", "show", month, "--view", "closed"]), "month_not_closed");
        assert_eq!(&answer(&world, &["month-end", "close", month])["digest"], digest.as_str());
    }
    assert_eq!(town::verified(&world, months), digests);
}

#[test]
fn a_database_that_may_have_no_more_pages_is_a_full_disk() {
    let (facts, months) = some_town();
    let digests = undisturbed(&Engine::Sqlite, &facts, months);
    let world = Engine::Sqlite.fresh();
    let path = world.dir().join("lines.ndjson");
    std::fs::write(&path, town::file(&facts)).expect("the file is written");
    let mut conn = world.conn();
    let keys = keys::open(&mut conn, &world.dir().join("key")).expect("the key file opens");
    let pages = watch::number(&mut conn, "select page_count from pragma_page_count");
    let mut import = |more: i64| -> (Report, Option<Failure>) {
        conn.batch_execute(&format!("pragma max_page_count = {}", pages + more)).expect("a limit is set");
        let options = Options {
            sender: None,
            dry_run: false,
            restore: false,
            lang: Lang::En,
            batch: 50,
            keep_all: false,
            progress: &|_| {},
        };
        let clock = Clock::fixed(morning("2025-07-01"));
        let (report, result) = import::import(&mut conn, &keys, &clock, std::slice::from_ref(&path), &options);
        (report, result.err().map(|error| error.failure))
    };

    let (none, failure) = import(1);
    assert_eq!((none.applied, none.position, failure), (0, 0, Some(Failure::DiskFull)));
    let (some, failure) = import(60);
    assert_eq!(failure, Some(Failure::DiskFull));
    let landed = usize::try_from(some.applied).expect("a count");
    assert_eq!(usize::try_from(some.position).expect("a position"), landed);
    assert!(landed > 0 && landed < facts.len() && landed % 50 == 0, "{landed}");
    drop(conn);

    finishes(&world, &["import", "lines.ndjson"], landed, &facts, &digests);
}

#[test]
fn a_disk_that_is_full_ends_the_import_and_with_more_room_it_finishes() {
    let (facts, months) = some_town();
    let world = Engine::Sqlite.fresh();
    // A small disk for this test, where an ordinary user may mount one.
    let inside = |script: &str| {
        let mut sh = Command::new("unshare");
        sh.args(["--user", "--map-root-user", "--mount", "sh", "-e", "-c", script, env!("CARGO_BIN_EXE_bangfu")]);
        sh.current_dir(world.dir()).env("LC_ALL", "C");
        sh.output()
    };
    std::fs::create_dir(world.dir().join("disk")).expect("the directory is made");
    if !inside("mount -t tmpfs -o size=1m none disk").is_ok_and(|said| said.status.success()) {
        eprintln!("SKIPPED: a full disk: no small file system can be mounted here");
        return;
    }
    let digests = undisturbed(&Engine::Sqlite, &facts, months);
    std::fs::write(world.dir().join("lines.ndjson"), town::file(&facts)).expect("the file is written");

    let output = inside(
        "mount -t tmpfs -o size=1850k none disk
         bangfu() { \"$0\" \"$@\" --format json --database sqlite:disk/bangfu.db --key-file key; }
         bangfu import lines.ndjson --batch 50 --report report.json && exit 3
         mount -o remount,size=64m disk
         bangfu import lines.ndjson --batch 50
         for month in 2025-01 2025-02 2025-03; do bangfu month-end close $month; bangfu month-end verify $month; done",
    )
    .expect("the script runs");

    let said = String::from_utf8_lossy(&output.stdout);
    assert_eq!(output.status.code(), Some(0), "{said} {}", String::from_utf8_lossy(&output.stderr));
    let said: Vec<Value> = said.lines().map(|line| serde_json::from_str(line).expect("JSON")).collect();
    assert_eq!(said[0]["code"], "disk_full");
    let report = report(&world);
    let landed = usize::try_from(report["applied"].as_u64().expect("a count")).expect("a count");
    assert!(landed > 0 && landed < facts.len() && landed % 50 == 0, "{landed}");
    assert_eq!(report["position"], landed);
    counts(&said[1], [facts.len(), facts.len() - landed, landed, 0]);
    let closed: Vec<&str> = said[2..].iter().filter_map(|document| document["digest"].as_str()).collect();
    assert_eq!(closed, digests.iter().flat_map(|digest| [digest, digest]).collect::<Vec<_>>());
}

// ---- a database that goes away ------------------------------------------------------------------

#[test]
fn a_database_that_cannot_be_opened_is_told() {
    for engine in engines() {
        let world = engine.fresh();
        let not_one = world.dir().join("not-one.db");
        std::fs::write(&not_one, noise(5000)).expect("the file is written");
        let urls = match &engine {
            Engine::Sqlite => [world.dir().join("nowhere/bangfu.db"), not_one.clone()]
                .map(|path| format!("sqlite:{}", path.display()))
                .to_vec(),
            Engine::Postgres(_) => vec![
                world.url().replacen("/bangfu_", "/no_such_", 1),
                "postgres://nobody@127.0.0.1:1/nothing".to_owned(),
            ],
        };
        for url in urls {
            let ran = Command::new(env!("CARGO_BIN_EXE_bangfu"))
                .args(["import", "-", "--format", "json", "--database", &url, "--key-file", "new-key"])
                .current_dir(world.dir())
                .env("LC_ALL", "C")
                .stdin(Stdio::null())
                .output()
                .expect("the program runs");

            failed(&crate::harness::command::ran(&ran), "database_lost");
            assert!(!world.dir().join("new-key").exists(), "no key is made for a database there is not");
        }
        assert_eq!(std::fs::read(not_one).expect("the file"), noise(5000), "it is left alone");
    }
}

#[test]
fn an_import_whose_database_goes_away_is_told_so_and_finishes_when_run_again() {
    let (facts, months) = some_town();
    let lines = |from: usize, to: usize| town::file(&facts[from..to]);
    for engine in engines().into_iter().filter(|engine| matches!(engine, Engine::Postgres(_))) {
        let digests = undisturbed(&engine, &facts, months);
        let world = engine.fresh();
        let mut conn = world.conn();
        let args = ["import", "-", "--batch", "50", "--report", "report.json", "--format", "json"];
        let mut landed = 0;
        // The connection is lost while the import waits for the writers' lock, while it writes,
        // while it waits for lines, and at an arbitrary moment.
        let held_up = |table| ("held up", table);
        for (how, table) in [
            held_up(None),
            held_up(Some("person")),
            held_up(Some("fact")),
            held_up(Some("household_span")),
            ("reading", None),
            ("anywhere", None),
        ] {
            let before = landed;
            let some_more = before + 100;
            let mut import = Working::start(command(&world, &args));
            import.feed(&lines(0, some_more + 25));
            watch::wait_until("two more batches land", || watch::position(&mut conn) == some_more);
            if how == "held up" {
                let trap = watch::trap(&world, table);
                import.feed(&lines(some_more + 25, some_more + 75));
                watch::wait_until("the import is held up", || watch::waiting(&mut conn) == 1);
                watch::cut_off_the_waiting(&mut conn);
                drop(trap);
            } else if how == "reading" {
                watch::cut_off(&mut conn);
                import.feed(&lines(some_more + 25, some_more + 75));
            } else {
                import.feed(&lines(some_more + 25, some_more + 275));
                watch::cut_off(&mut conn);
            }
            let ran = import.end();
            watch::wait_for_the_gone(&mut conn);

            failed(&ran, "database_lost");
            landed = watch::ledger(&world).len();
            assert!(landed == some_more || how == "anywhere" && landed % 50 == 0, "{landed} at {how} {table:?}");
            assert_eq!(watch::ledger(&world), watch::references(&facts)[..landed]);
            // The report counts the lines of the lost batch as read only.
            let report = report(&world);
            assert_eq!((&report["duplicate"], &report["refused"]), (&json!(before), &json!(0)), "at {how} {table:?}");
            assert_eq!(report["applied"], json!(landed - before), "at {how} {table:?}");
            assert_eq!(report["position"], json!(landed), "at {how} {table:?}");
        }

        std::fs::write(world.dir().join("lines.ndjson"), town::file(&facts)).expect("the file is written");
        finishes(&world, &["import", "lines.ndjson"], landed, &facts, &digests);
    }
}

#[test]
fn a_close_whose_database_goes_away_is_told_so_and_closes_when_run_again() {
    let (facts, months) = some_town();
    for engine in engines().into_iter().filter(|engine| matches!(engine, Engine::Postgres(_))) {
        let digests = undisturbed(&engine, &facts, months);
        let world = engine.fresh();
        let ran = run_with(&world, &["import", "-"], &town::file(&facts));
        counts(&ran.answer, [facts.len(), facts.len(), 0, 0]);
        let mut conn = world.conn();
        for (month, digest) in town::months(months).iter().zip(&digests) {
            let args = ["month-end", "close", month];
            for table in [None, Some("month_close"), Some("month_line"), Some("month_part")] {
                let trap = watch::trap(&world, table);
                let close = Working::start(command(&world, &[&args[..], &["--format", "json"]].concat()));
                watch::wait_until("the close is held up", || watch::waiting(&mut conn) == 1);

                watch::cut_off_the_waiting(&mut conn);
                let ran = close.end();
                drop(trap);

                failed(&ran, "database_lost");
                failed(&run(&world, &["month-end", "show", month, "--view", "closed"]), "month_not_closed");
            }
            let closed = answer(&world, &args);
            assert_eq!((&closed["already_closed"], closed["digest"].as_str()), (&json!(false), Some(digest.as_str())));
        }
        assert_eq!(town::verified(&world, months), digests);
    }
}
