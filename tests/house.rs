//! Checks the layout of the code: the rings, the rooms, and the imports that the tables of
//! `docs/architecture.md` allow. It also checks that no files import each other in a circle, and
//! that queries over persons and households begin where a scope is applied to them.

#![expect(clippy::expect_used, reason = "tests fail by panicking")]

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

const DOCUMENT: &str = include_str!("../docs/architecture.md");

/// The violations that exist today, each as its message. The list may only shrink.
const KNOWN: [&str; 0] = [];

/// A module as its path from the crate's root. `domain` is a crate of its own and appears under its
/// name.
type Module = Vec<String>;

/// A file with its module and the modules that it imports from, each with the path as written.
struct File {
    path: PathBuf,
    text: String,
    imports: BTreeMap<Module, String>,
}

/// All files of `src`, by module.
struct House(BTreeMap<Module, File>);

impl House {
    fn read() -> Self {
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
        let mut files = BTreeMap::new();
        let mut folders = vec![root.clone()];
        while let Some(folder) = folders.pop() {
            for entry in fs::read_dir(&folder).expect("a folder of the sources") {
                let path = entry.expect("an entry").path();
                if path.is_dir() {
                    folders.push(path);
                } else if path.extension().is_some_and(|extension| extension == "rs") {
                    let text = without_tests(&fs::read_to_string(&path).expect("a source"));
                    files.insert(module_of(&root, &path), File { path, text, imports: BTreeMap::new() });
                }
            }
        }
        let modules: BTreeSet<Module> = files.keys().cloned().collect();
        for (module, file) in &mut files {
            file.imports = imports(&file.text, module, &modules);
        }
        Self(files)
    }

    /// Lists the imports from `from` to `to` that `is_wrong` rejects, each with its file and line.
    fn wrong(&self, is_wrong: impl Fn(&Module, &Module) -> bool) -> Vec<String> {
        let mut wrong = Vec::new();
        for (module, file) in &self.0 {
            for (to, written) in file.imports.iter().filter(|(to, _)| is_wrong(module, to)) {
                wrong.push(format!("{} imports {} ({written})", file.place(written), to.join("::")));
            }
        }
        wrong
    }
}

impl File {
    fn place(&self, written: &str) -> String {
        let name = written.rsplit("::").next().unwrap_or(written);
        let line = self.text.lines().position(|line| line.contains(name)).map_or(0, |at| at + 1);
        let root = Path::new(env!("CARGO_MANIFEST_DIR"));
        format!("{}:{line}", self.path.strip_prefix(root).unwrap_or(&self.path).display())
    }
}

#[test]
fn rings_import_those_within_them() {
    let rings = table("ring");
    let allowed: BTreeMap<&str, Vec<&str>> =
        rings.iter().map(|row| (row[0].trim_matches('`'), words(&row[1]))).collect();
    let house = House::read();
    for ring in house.0.keys().map(|module| module[0].as_str()).filter(|ring| !["lib", "main"].contains(ring)) {
        assert!(allowed.contains_key(ring), "docs/architecture.md does not know the ring {ring}");
    }
    let wrong = house.wrong(|from, to| {
        let (Some(from), Some(to)) = (from.first(), to.first()) else { return false };
        from != to && allowed.get(from.as_str()).is_some_and(|allowed| !allowed.contains(&to.as_str()))
    });
    assert_eq!(news(&wrong), NOTHING, "climbs a ring");
}

#[test]
fn rooms_import_those_before_them() {
    let house = House::read();
    for row in table("rooms of") {
        let ring = row[0].trim_matches('`').to_owned();
        let order = words(&row[1]);
        let place = |module: &Module| {
            (module.first() == Some(&ring)).then(|| module.get(1)).flatten().map(|room| {
                let place = order.iter().position(|known| known == room);
                place.unwrap_or_else(|| panic!("{ring} has a room {room} that the table does not know"))
            })
        };
        let wrong = house.wrong(|from, to| match (place(from), place(to)) {
            (Some(from), Some(to)) => from < to,
            _ => false,
        });
        assert_eq!(news(&wrong), NOTHING, "runs back up in {ring}");
    }
}

#[test]
fn no_files_import_each_other_in_a_circle() {
    let house = House::read();
    let mut left: BTreeMap<&Module, BTreeSet<&Module>> = house
        .0
        .iter()
        .map(|(module, file)| (module, file.imports.keys().filter(|to| *to != module).collect()))
        .collect();
    loop {
        let free: BTreeSet<&Module> = left.iter().filter(|(_, to)| to.is_empty()).map(|(module, _)| *module).collect();
        if free.is_empty() {
            break;
        }
        left.retain(|module, _| !free.contains(module));
        for imported in left.values_mut() {
            imported.retain(|module| !free.contains(module));
        }
    }
    let circle: Vec<String> = left.keys().map(|module| module.join("::")).collect();
    assert_eq!(news(&circle), NOTHING, "is in a circle, or stands on one");
}

#[test]
fn the_service_names_no_table() {
    let wrong = House::read().wrong(|from, to| from[0] == "http" && to.get(1).is_some_and(|room| room == "schema"));
    assert_eq!(news(&wrong), NOTHING);
}

#[test]
fn queries_over_persons_and_households_begin_in_the_scope() {
    let reasoned: Vec<String> = table("reads past the scope").into_iter().map(|row| row[0].replace('`', "")).collect();
    let mut wrong = Vec::new();
    let mut needless: BTreeSet<&str> = reasoned.iter().map(String::as_str).collect();
    for file in House::read().0.values() {
        let place = file.place("");
        let path = place.split(':').next().unwrap_or_default().strip_prefix("src/").unwrap_or_default().to_owned();
        if !path.starts_with("ops/") || path == "ops/session/scope.rs" {
            continue;
        }
        for table in ["person::table", "household::table", "person_span::table", "household_span::table"] {
            let names = file
                .text
                .match_indices(table)
                .any(|(at, _)| !file.text[..at].ends_with(|c: char| c.is_alphanumeric() || c == '_'));
            if names && !reasoned.contains(&path) {
                wrong.push(format!("{path} names {table}"));
            }
            if names {
                needless.remove(path.as_str());
            }
        }
    }
    assert_eq!(news(&wrong), NOTHING);
    assert_eq!(needless, BTreeSet::new(), "reads nothing past the scope any more: strike it out");
}

#[test]
fn a_ring_has_at_most_eight_files_directly_in_it() {
    for ring in ["domain", "db", "ops", "http"] {
        let here = |module: &&Module| module.len() <= 2 && module[0] == ring;
        let house = House::read();
        let files = house.0.iter().filter(|(module, file)| here(module) && is_directly_in(&file.path, ring)).count();
        assert!((1..=8).contains(&files), "{files} files lie directly in {ring}");
    }
}

#[test]
fn a_path_is_followed_as_the_compiler_follows_it() {
    let modules: BTreeSet<Module> = ["ops::a", "ops::a::b", "ops::c", "domain::values::codes"]
        .iter()
        .map(|path| path.split("::").map(str::to_owned).collect())
        .collect();
    let module = vec!["ops".to_owned(), "c".to_owned()];
    let found = |text: &str| {
        let found = imports(&without_tests(text), &module, &modules);
        found.into_keys().map(|to| to.join("::")).collect::<Vec<_>>().join(" ")
    };

    assert_eq!(found("use crate::ops::a::{self, b::{X, Y}};\nfn f() { a::g() }"), "ops::a ops::a::b");
    assert_eq!(found("use super::a::Thing;"), "ops::a");
    assert_eq!(found("fn f() { crate::domain::values::codes::Kind::of(1) }"), "domain::values::codes");
    assert_eq!(found("use bangfu_domain::values::codes::Kind;"), "domain::values::codes");
    assert_eq!(found("pub use crate::ops::a;"), "ops::a");
    assert_eq!(found("const C: &str = \"we use it; or\";\nuse crate::ops::a::X;"), "ops::a");
    assert_eq!(found("// crate::ops::a::b\nuse std::fmt;"), "");
    assert_eq!(found("pub(in crate::ops::a) fn f() {}"), "");
}

const NOTHING: Vec<&str> = Vec::new();

/// Gives the violations that [`KNOWN`] does not list.
fn news(wrong: &[String]) -> Vec<&str> {
    wrong.iter().map(String::as_str).filter(|told| !KNOWN.contains(told)).collect()
}

/// Gives the rows of the table of `docs/architecture.md` with a first heading that starts with
/// `head`.
fn table(head: &str) -> Vec<Vec<String>> {
    let cells = |line: &str| line.trim_matches('|').split('|').map(|cell| cell.trim().to_owned()).collect::<Vec<_>>();
    let rows: Vec<_> = DOCUMENT
        .lines()
        .skip_while(|line| !(line.starts_with('|') && cells(line)[0].starts_with(head)))
        .take_while(|line| line.starts_with('|'))
        .skip(2)
        .map(cells)
        .collect();
    assert!(!rows.is_empty(), "docs/architecture.md has no table of {head}");
    rows
}

/// Gives the names in a table cell.
fn words(cell: &str) -> Vec<&str> {
    cell.split([',', ' ', '`']).filter(|word| !word.is_empty()).collect()
}

fn module_of(root: &Path, path: &Path) -> Module {
    let inside = path.strip_prefix(root).expect("a file of src").with_extension("");
    let mut module: Module = inside.iter().map(|part| part.to_string_lossy().into_owned()).collect();
    if module.last().is_some_and(|name| name == "mod") {
        module.pop();
    }
    module
}

fn is_directly_in(path: &Path, ring: &str) -> bool {
    path.parent().and_then(Path::file_name).is_some_and(|name| name == ring)
}

/// Gives a source up to its tests, without comments.
fn without_tests(source: &str) -> String {
    let code = source.lines().take_while(|line| !line.starts_with("mod tests"));
    code.map(|line| line.split("//").next().unwrap_or_default()).collect::<Vec<_>>().join("\n")
}

/// Gives the modules that a source imports from, by `use` or by a path in its text, each with a
/// path as written.
fn imports(text: &str, module: &Module, modules: &BTreeSet<Module>) -> BTreeMap<Module, String> {
    let text = without_visibilities(text);
    let mut found = BTreeMap::new();
    // Names bound to modules by a `use` or a declaration: a path that starts with one leads into
    // that module.
    let mut bound: BTreeMap<String, Module> = BTreeMap::new();
    for child in modules.iter().filter(|other| other.len() == module.len() + 1 && other.starts_with(module)) {
        bound.insert(child[module.len()].clone(), child.clone());
    }
    let mut rest = String::new();
    let mut remaining = text.as_str();
    while let Some(at) = remaining.find("use ") {
        // The match must be a `use` statement, not a word inside a string.
        let before = remaining[..at].rsplit('\n').next().unwrap_or_default().trim();
        let is_word = !(before.is_empty() || before.starts_with("pub"));
        let Some(length) = remaining[at..].find(';').filter(|_| !is_word) else {
            rest.push_str(&remaining[..at + 4]);
            remaining = &remaining[at + 4..];
            continue;
        };
        rest.push_str(&remaining[..at]);
        for leaf in leaves(&remaining[at + 4..at + length]) {
            let (path, name) = leaf.split_once(" as ").unwrap_or((&leaf, leaf.rsplit("::").next().unwrap_or(&leaf)));
            let Some(target) = absolute(path, module, &bound) else { continue };
            if modules.contains(&target) {
                if remaining[..at].trim_end().ends_with("pub") {
                    found.insert(target.clone(), path.to_owned());
                }
                bound.insert(name.trim().to_owned(), target);
            } else if let Some(file) = file_of(&target, modules) {
                found.insert(file, path.to_owned());
            }
        }
        remaining = &remaining[at + length..];
    }
    rest.push_str(remaining);
    for path in rest.split(|c: char| !(c.is_alphanumeric() || c == '_' || c == ':' || c == '$')) {
        let path = path.trim_end_matches(':').trim_start_matches(':');
        if !path.contains("::") {
            continue;
        }
        if let Some(file) = absolute(path, module, &bound).and_then(|target| file_of(&target, modules)) {
            found.insert(file, path.to_owned());
        }
    }
    found.remove(module);
    found
}

/// Removes `pub(in …)`, which names a module but imports nothing.
fn without_visibilities(text: &str) -> String {
    let mut parts = text.split("pub(in ");
    let first = parts.next().unwrap_or_default().to_owned();
    parts.fold(first, |text, part| text + part.split_once(')').map_or("", |(_, rest)| rest))
}

/// Expands the braces of a `use` into single paths; `self` stands for the module itself.
fn leaves(tree: &str) -> Vec<String> {
    let tree = tree.trim();
    let Some((prefix, inner)) = tree.split_once('{') else {
        return vec![tree.trim_end_matches("::self").to_owned()];
    };
    let inner = inner.trim_end().strip_suffix('}').unwrap_or(inner);
    let mut depth = 0;
    let parts = inner.split(|c: char| {
        depth += i32::from(c == '{') - i32::from(c == '}');
        c == ',' && depth == 0
    });
    let parts = parts.map(str::trim).filter(|part| !part.is_empty());
    parts.flat_map(|part| leaves(&format!("{prefix}{part}"))).collect()
}

/// Resolves a path from the crate's root; gives `None` for a path outside this project.
fn absolute(path: &str, module: &Module, bound: &BTreeMap<String, Module>) -> Option<Module> {
    let mut parts = path.split("::").map(str::trim).peekable();
    let mut target = match parts.peek().copied()? {
        "crate" | "$crate" => {
            parts.next();
            // Within the domain, `crate` is the domain.
            if module[0] == "domain" { vec!["domain".to_owned()] } else { Vec::new() }
        }
        // Outside it, the domain goes by the name of its crate.
        "bangfu_domain" => {
            parts.next();
            vec!["domain".to_owned()]
        }
        "self" => {
            parts.next();
            module.clone()
        }
        "super" => {
            let mut target = module.clone();
            while parts.next_if_eq(&"super").is_some() {
                target.pop();
            }
            target
        }
        first => {
            let target = bound.get(first)?.clone();
            parts.next();
            target
        }
    };
    target.extend(parts.map(str::to_owned));
    Some(target)
}

/// Gives the file that a path leads into: its longest prefix that is a module.
fn file_of(target: &Module, modules: &BTreeSet<Module>) -> Option<Module> {
    (1..=target.len()).rev().map(|length| target[..length].to_vec()).find(|module| modules.contains(module))
}
