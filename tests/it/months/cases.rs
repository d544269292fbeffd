//! Runs the month-end cases of `tests/cases` through the program on every available engine; the
//! README there describes their form.
//!
//! This file has the runner and the checks that hold for every line it reads. The expectations of a
//! case are in its file.

use std::collections::{BTreeMap, BTreeSet};
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use serde_json::{Value, json};

use crate::harness::{Engine, World, engines};

/// The result of a comparison, with the first difference as text.
type Held<T = ()> = Result<T, String>;

/// The sections of RS-1, and the codes of refused and flagged lines in the order of the checks.
const COVERED: [&str; 38] = [
    "section 0",
    "section 1",
    "section 2",
    "section 3",
    "section 4",
    "section 5",
    "section 6",
    "section 7",
    "section 8",
    "bad_json",
    "unknown_kind",
    "unknown_field",
    "missing_field",
    "bad_value",
    "unknown_division",
    "conflict",
    "unknown_person",
    "unknown_household",
    "unknown_event",
    "already_registered",
    "id_number_taken",
    "before_birth",
    "already_dead",
    "after_death",
    "child_labour",
    "employment_exists",
    "employment_unknown",
    "already_ended",
    "end_not_after_start",
    "already_member",
    "already_merged",
    "merge_conflict",
    "void_of_void",
    "already_voided",
    "in_use",
    "restore_only",
    "unfounded",
    "without_effect",
];

/// The columns in which the number of a division is the sum over its children.
const SUMMED: [(&str, &[&str]); 3] = [
    (
        "households",
        &[
            "opening",
            "recognised",
            "reinstated",
            "eliminated",
            "exited",
            "adjustment",
            "closing",
            "closing_rural",
            "suspected",
            "overdue",
            "eliminations",
            "reversals",
            "jobless_members",
        ],
    ),
    ("persons", &["opening", "recognised", "eliminated", "exited", "adjustment", "closing"]),
    ("coverage", &["target", "assigned", "served"]),
];

#[test]
fn every_case_holds_on_every_engine() {
    let mut failures = Vec::new();
    for engine in engines() {
        for path in files() {
            if let Err(difference) = run_case(&path, &engine) {
                failures.push(difference);
            }
        }
    }

    assert!(failures.is_empty(), "{} failed:\n\n{}", failures.len(), failures.join("\n\n"));
}

#[test]
fn every_section_and_every_code_of_a_line_has_a_case() {
    let covered: BTreeSet<String> = files()
        .iter()
        .flat_map(|path| read(path)["covers"].as_array().cloned().unwrap_or_default())
        .filter_map(|word| word.as_str().map(str::to_owned))
        .collect();

    let missing: Vec<_> = COVERED.iter().filter(|word| !covered.contains(**word)).collect();
    assert!(missing.is_empty(), "no case covers {missing:?}");
}

/// Runs a case against an empty database of the engine. The error names the case, the step and the
/// first difference.
pub fn run_case(path: &Path, engine: &Engine) -> Held {
    let case = read(path);
    let mut run = Run { engine, world: engine.fresh(), marks: BTreeMap::new(), closed: Vec::new(), last: Value::Null };
    let scheme = run.world.url().split(':').next().unwrap_or_default().to_owned();
    let steps = case["steps"].as_array().expect("a case has steps");
    for (number, step) in steps.iter().enumerate() {
        let next = steps.get(number + 1).map_or(&Value::Null, |next| &next["expect"]);
        run.step(step, next).map_err(|difference| {
            let what = step.get("expect").map_or_else(
                || step.as_object().and_then(|step| step.keys().next_back()).cloned().unwrap_or_default(),
                |expect| format!("expect {}", shortened(expect)),
            );
            format!("{} on {scheme}: {}\n  step {}: {what}\n  {difference}", name(path), case["title"], number + 1)
        })?;
    }
    Ok(())
}

/// A case in progress: its database, and the results of its steps so far.
struct Run<'a> {
    engine: &'a Engine,
    world: World,
    marks: BTreeMap<String, i64>,
    closed: Vec<String>,
    /// The answer of the last import or close.
    last: Value,
}

impl Run<'_> {
    fn step(&mut self, step: &Value, next: &Value) -> Held {
        if let Some(lines) = step.get("record") {
            self.record(step, list(lines), next)
        } else if let Some(month) = step.get("close") {
            self.close(text(month), next)
        } else if step.get("restore").is_some() {
            self.restore()
        } else if let Some(expect) = step.get("expect") {
            self.expect(expect)
        } else {
            Err("no such step".to_owned())
        }
    }

    fn record(&mut self, step: &Value, lines: &[Value], next: &Value) -> Held {
        let mut input = String::new();
        for line in lines {
            input += &line.as_str().map_or_else(|| line.to_string(), str::to_owned);
            input.push('\n');
        }
        let mut args = vec!["import", "-"];
        if let Some(sender) = step.get("sender") {
            args.extend(["--sender", text(sender)]);
        }
        let report = self.succeeds(&args, &input)?;
        if let Some(mark) = step.get("mark") {
            self.marks.insert(text(mark).to_owned(), count(&report["position"]));
        }
        for (number, entries) in [("refused", "refusals"), ("flagged", "flags")] {
            let foreseen = next.pointer("/import").is_some_and(|e| e.get(number).is_some() || e.get(entries).is_some());
            if count(&report[number]) > 0 && !foreseen {
                return Err(format!("the report has {entries} nobody expects: {}", report[entries]));
            }
        }
        self.last = report;
        Ok(())
    }

    fn close(&mut self, month: &str, next: &Value) -> Held {
        let (ok, answer) = self.bangfu(&["month-end", "close", month], "")?;
        if ok && !self.closed.iter().any(|closed| closed == month) {
            self.closed.push(month.to_owned());
        }
        if !ok && next.get("close").is_none() {
            return Err(format!("the close failed: {answer}"));
        }
        if ok {
            // At every step, the closed months must follow from their facts.
            let (proved, said) = self.bangfu(&["month-end", "verify", month], "")?;
            if !proved {
                return Err(format!("{month} is not proved: {said}"));
            }
        }
        self.last = if ok {
            json!({"month": answer["month"], "ok": true, "already": answer["already_closed"]})
        } else {
            json!({"month": month, "ok": false, "code": answer["code"]})
        };
        Ok(())
    }

    /// Exports the ledger, imports it into an empty database, compares every closed month, and
    /// continues there.
    fn restore(&mut self) -> Held {
        let before = self.closed_months()?;
        let other = self.engine.fresh();
        let file = other.dir().join("export.ndjson");
        let file = file.to_str().expect("temp dirs have plain names");
        let (done, said) = bangfu(&self.world, &["export", file], "");
        if !done {
            return Err(format!("the export failed: {said}"));
        }
        self.world = other;
        let report = self.succeeds(&["import", file, "--restore"], "")?;
        same("restore.refusals", &json!([]), &report["refusals"])?;
        let after = self.closed_months()?;
        for ((month, before), (_, after)) in before.iter().zip(&after) {
            same(&format!("restored {month}.digest"), &before["digest"], &after["digest"])?;
            if before["lines"] != after["lines"] {
                return Err(format!("restored {month}: other lines: {} became {}", before["lines"], after["lines"]));
            }
        }
        Ok(())
    }

    fn closed_months(&self) -> Held<Vec<(String, Value)>> {
        let lines = |month: &String| {
            let args = ["month-end", "show", month, "--depth", "village", "--view", "closed"];
            Ok((month.clone(), self.succeeds(&args, "")?))
        };
        self.closed.iter().map(lines).collect()
    }

    fn expect(&self, expect: &Value) -> Held {
        if let Some(report) = expect.get("import") {
            same("report", report, &self.last)
        } else if let Some(close) = expect.get("close") {
            same("close", close, &self.last)
        } else if let Some(months) = expect.get("identities") {
            self.identities(list(months), text(&expect["view"]))
        } else if expect.get("diff").is_some() {
            self.diff(expect)
        } else if let Some(household) = expect.get("household") {
            self.explain("household", text(household), expect)
        } else if let Some(person) = expect.get("person") {
            self.explain("person", text(person), expect)
        } else {
            self.month(expect)
        }
    }

    fn explain(&self, kind: &str, reference: &str, expect: &Value) -> Held {
        let mut args = vec!["explain", kind, reference, "--on", text(&expect["on"])];
        if let Some(sender) = expect.get("sender") {
            args.extend(["--sender", text(sender)]);
        }
        let known_at = self.position(expect)?;
        if let Some(position) = &known_at {
            args.extend(["--known-at", position]);
        }
        self.answers(&args, kind, &without(expect, &["household", "person", "on", "sender", "known_at"]))
    }

    fn month(&self, expect: &Value) -> Held {
        let month = text(&expect["month"]);
        let mut args = vec!["month-end", "show", month];
        for (field, flag) in [("division", "--division"), ("depth", "--depth"), ("view", "--view")] {
            if let Some(value) = expect.get(field) {
                args.extend([flag, text(value)]);
            }
        }
        let known_at = self.position(expect)?;
        if let Some(position) = &known_at {
            args.extend(["--known-at", position]);
        }
        let path = args[2..].join(" ");
        if expect.get("code").is_some() {
            return self.answers(&args, &path, &without(expect, &["month", "view", "division", "depth", "known_at"]));
        }
        let document = self.succeeds(&args, "")?;
        let lines = list(&document["lines"]);
        for line in lines {
            sound(line)?;
        }
        if let Some(view) = expect.get("view").or(expect.get("default_view")) {
            same(&format!("{path}: view"), view, &document["view"])?;
        }
        if let Some(codes) = expect.get("codes") {
            let listed: Value = lines.iter().map(|line| line["division"].clone()).collect();
            same(&format!("{path}: codes"), codes, &listed)?;
        }
        if let Some(named) = expect.get("lines") {
            all_lines(&path, list(named), lines)?;
        }
        let first =
            without(expect, &["month", "view", "default_view", "division", "depth", "known_at", "codes", "lines"]);
        same(&path, &first, lines.first().unwrap_or(&Value::Null))
    }

    fn diff(&self, expect: &Value) -> Held {
        let document = self.succeeds(&["month-end", "diff", text(&expect["diff"])], "")?;
        for (part, reference) in [("households", "household_ref"), ("persons", "person_ref")] {
            let named: BTreeSet<_> = list(&expect[part]).iter().map(text).collect();
            let got: BTreeSet<_> = list(&document[part]).iter().map(|entry| text(&entry[reference])).collect();
            if named != got {
                return Err(format!("diff {part}: expected {named:?}, got {got:?}"));
            }
            for entry in list(&document[part]) {
                let events: BTreeSet<_> = list(&entry["facts"]).iter().map(|fact| text(&fact["event_ref"])).collect();
                for wanted in list(&expect["facts"][text(&entry[reference])]) {
                    if !events.contains(text(wanted)) {
                        return Err(format!("diff facts of {}: expected {wanted} among {events:?}", entry[reference]));
                    }
                }
            }
        }
        Ok(())
    }

    /// Checks the sums over the tree, and that each month opens as the one before it closed.
    fn identities(&self, months: &[Value], view: &str) -> Held {
        let mut before: Option<BTreeMap<String, Value>> = None;
        for month in months {
            let month = text(month);
            let document = self.succeeds(&["month-end", "show", month, "--depth", "village", "--view", view], "")?;
            let lines: BTreeMap<String, Value> = list(&document["lines"])
                .iter()
                .map(|line| (text(&line["division"]).to_owned(), line.clone()))
                .collect();
            tree_sums(&lines).map_err(|difference| format!("{month} {view}: {difference}"))?;
            for code in before.iter().flat_map(BTreeMap::keys).chain(lines.keys()) {
                for part in ["households", "persons"] {
                    let number = |lines: &BTreeMap<String, Value>, column| {
                        lines.get(code).map_or(0, |line| count(&line[part][column]))
                    };
                    if let Some(before) = &before {
                        let (closed, opens) = (number(before, "closing"), number(&lines, "opening"));
                        equal(&format!("{month} {view} {code} {part}: opening = closing before"), closed, opens)?;
                    }
                }
            }
            before = Some(lines);
        }
        Ok(())
    }

    /// Gives the position of `known_at`: that of a mark, or the number itself.
    fn position(&self, expect: &Value) -> Held<Option<String>> {
        match expect.get("known_at") {
            None => Ok(None),
            Some(Value::String(mark)) => {
                let position = self.marks.get(mark).ok_or_else(|| format!("no step left the mark {mark}"))?;
                Ok(Some(position.to_string()))
            }
            Some(number) => Ok(Some(number.to_string())),
        }
    }

    /// Compares the answer of a command. An expected `code` means that the command fails with it.
    fn answers(&self, args: &[&str], path: &str, want: &Value) -> Held {
        let (ok, answer) = self.bangfu(args, "")?;
        if ok == want.get("code").is_some() {
            return Err(format!("{path}: expected {want}, got {answer}"));
        }
        same(path, want, &answer)
    }

    fn succeeds(&self, args: &[&str], input: &str) -> Held<Value> {
        match self.bangfu(args, input)? {
            (true, answer) => Ok(answer),
            (false, answer) => Err(format!("`{}` failed: {answer}", args.join(" "))),
        }
    }

    /// Runs a command that answers with one JSON document; tells whether it succeeded.
    fn bangfu(&self, args: &[&str], input: &str) -> Held<(bool, Value)> {
        let (ok, said) = bangfu(&self.world, &[args, &["--format", "json"]].concat(), input);
        let answer = serde_json::from_str(&said)
            .map_err(|_| format!("`{}` answers no JSON document: {said}", args.join(" ")))?;
        Ok((ok, answer))
    }
}

/// Runs the program against a world. Tells whether it succeeded, and gives its stdout, or stderr if
/// stdout is empty.
fn bangfu(world: &World, args: &[&str], input: &str) -> (bool, String) {
    let mut child = Command::new(env!("CARGO_BIN_EXE_bangfu"))
        .args(args)
        .args(["--database", &world.url(), "--key-file"])
        .arg(world.dir().join("key"))
        .current_dir(world.dir())
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("the binary starts");
    let mut stdin = child.stdin.take().expect("stdin is a pipe");
    // A command that refuses early does not read its input; its answer shows the reason, so a
    // broken pipe is ignored.
    let _ = stdin.write_all(input.as_bytes());
    drop(stdin);
    let output = child.wait_with_output().expect("the binary ends");
    let said = if output.stdout.is_empty() { output.stderr } else { output.stdout };
    (output.status.success(), String::from_utf8_lossy(&said).into_owned())
}

/// Compares the fields in `want`. Lists and `exits` must match as a whole, three of the lists in
/// any order.
fn same(path: &str, want: &Value, got: &Value) -> Held {
    let key = path.rsplit('.').next().unwrap_or_default();
    match (want, got) {
        (Value::Object(want), Value::Object(got)) if key != "exits" => want.iter().try_for_each(|(key, want)| {
            same(&format!("{path}.{key}"), want, got.get(key).unwrap_or(&json!("(not there)")))
        }),
        (Value::Array(want), Value::Array(got)) if want.len() == got.len() => {
            let (mut want, mut got) = (want.clone(), got.clone());
            if ["seeking", "categories", "absent"].contains(&key) {
                want.sort_by_key(Value::to_string);
                got.sort_by_key(Value::to_string);
            }
            want.iter().zip(&got).enumerate().try_for_each(|(i, (want, got))| same(&format!("{path}[{i}]"), want, got))
        }
        _ if want == got => Ok(()),
        _ => Err(format!("{path}: expected {want}, got {got}")),
    }
}

fn equal(path: &str, want: i64, got: i64) -> Held {
    if want == got { Ok(()) } else { Err(format!("{path}: expected {want}, got {got}")) }
}

/// Compares the named lines; all other listed lines must be zero.
fn all_lines(path: &str, named: &[Value], lines: &[Value]) -> Held {
    for line in lines {
        let want = named.iter().find(|want| want["division"] == line["division"]);
        match want {
            Some(want) => same(&format!("{path} {}", text(&line["division"])), want, line)?,
            None if any_number(line) => return Err(format!("{path}: expected only zeros in {line}")),
            None => {}
        }
    }
    let listed = |want: &&Value| !lines.iter().any(|line| line["division"] == want["division"]);
    named.iter().find(listed).map_or(Ok(()), |want| Err(format!("{path}: {want} is not listed")))
}

/// Checks the identities within every line: the balance, the exits, `zero` and the rates.
fn sound(line: &Value) -> Held {
    let division = text(&line["division"]);
    for part in ["households", "persons"] {
        let column = |name: &str| count(&line[part][name]);
        let reinstated = line[part].get("reinstated").map_or(0, count);
        let entered = column("opening") + column("recognised") + reinstated + column("moved_in") + column("adjustment");
        let left = column("eliminated") + column("exited") + column("moved_out");
        equal(&format!("{division} {part}: H = A + B1 + B2 + C - D - E - F + G"), entered - left, column("closing"))?;
        let exits: i64 = line[part]["exits"].as_object().into_iter().flatten().map(|(_, number)| count(number)).sum();
        equal(&format!("{division} {part}: exited = sum of exits"), exits, column("exited"))?;
    }
    let zero = count(&line["households"]["closing"]) == 0;
    same(&format!("{division} zero"), &json!(zero), &line["households"]["zero"])?;
    let target = count(&line["coverage"]["target"]);
    for (number, rate) in [("assigned", "assigned_rate"), ("served", "served_rate")] {
        let n = count(&line["coverage"][number]);
        let want = if target == 0 { Value::Null } else { json!({"n": n, "d": target, "percent": percent(n, target)}) };
        same(&format!("{division} {rate}"), &want, &line["coverage"][rate])?;
    }
    Ok(())
}

/// Formats a rate in percent: one decimal, rounded half up, 100.0 only if it is exact.
fn percent(n: i64, d: i64) -> String {
    let tenths = if n == d { 1000 } else { ((2000 * n + d) / (2 * d)).min(999) };
    format!("{}.{}", tenths / 10, tenths % 10)
}

/// Checks that each level sums the lines of depth village.
fn tree_sums(lines: &BTreeMap<String, Value>) -> Held {
    for (code, line) in lines {
        sound(line)?;
        let children = || lines.iter().filter(|(child, _)| parent(child) == Some(code)).map(|(_, line)| line);
        if level(code) < 3 {
            for (part, columns) in SUMMED {
                for column in columns {
                    let sum = children().map(|child| count(&child[part][column])).sum();
                    equal(&format!("{code} {part}.{column} = sum of its children's"), sum, count(&line[part][column]))?;
                }
            }
        }
        if level(code) > 1 && parent(code).is_some_and(|parent| !lines.contains_key(parent)) {
            return Err(format!("{code} is listed without the division above it"));
        }
    }
    for part in ["households", "persons"] {
        for depth in 0..=3 {
            let sum = |column: &str| {
                lines.iter().filter(|(code, _)| level(code) == depth).map(|(_, line)| count(&line[part][column])).sum()
            };
            equal(
                &format!("level {depth} {part}: sum of moved_in = sum of moved_out"),
                sum("moved_out"),
                sum("moved_in"),
            )?;
        }
    }
    Ok(())
}

/// Gives the depth of a division: 0 for the city, 1 for a county, 2 for a township, 3 for a
/// village.
fn level(code: &str) -> usize {
    if code == "440700" { 0 } else { code.len() / 3 - 1 }
}

fn parent(code: &str) -> Option<&str> {
    match level(code) {
        0 => None,
        1 => Some("440700"),
        _ => Some(&code[..code.len() - 3]),
    }
}

fn any_number(line: &Value) -> bool {
    SUMMED.iter().any(|(part, columns)| {
        columns
            .iter()
            .chain(&["moved_in", "moved_out"])
            .any(|column| line[part].get(*column).is_some_and(|number| count(number) != 0))
    })
}

/// Lists the case files by name.
fn files() -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cases");
    let mut files: Vec<_> = std::fs::read_dir(folder)
        .expect("the cases are part of the project")
        .map(|entry| entry.expect("the folder can be listed").path())
        .filter(|path| path.extension().is_some_and(|extension| extension == "json"))
        .collect();
    files.sort();
    files
}

fn read(path: &Path) -> Value {
    let text = std::fs::read_to_string(path).expect("a case can be read");
    serde_json::from_str(&text).unwrap_or_else(|error| panic!("{}: {error}", name(path)))
}

fn name(path: &Path) -> String {
    path.file_stem().unwrap_or_default().to_string_lossy().into_owned()
}

fn list(value: &Value) -> &[Value] {
    value.as_array().map_or(&[], Vec::as_slice)
}

fn text(value: &Value) -> &str {
    value.as_str().unwrap_or_default()
}

/// Reads a count. Other values become a number that no true sum equals, so that the difference
/// shows their place.
fn count(value: &Value) -> i64 {
    value.as_i64().unwrap_or(-1_000_000_000_000)
}

fn without(expect: &Value, fields: &[&str]) -> Value {
    let rest = expect.as_object().into_iter().flatten().filter(|(key, _)| !fields.contains(&key.as_str()));
    Value::Object(rest.map(|(key, value)| (key.clone(), value.clone())).collect())
}

fn shortened(value: &Value) -> String {
    let text = value.to_string();
    text.char_indices().nth(200).map_or_else(|| text.clone(), |(end, _)| format!("{}…", &text[..end]))
}
