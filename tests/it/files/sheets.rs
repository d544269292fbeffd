//! Files that claim or hold more than they should: whatever a file does to the process that reads
//! it, the service refuses the file and continues.

use std::fmt::Write as _;
use std::io::{BufRead as _, BufReader, Cursor, Read as _, Write as _};
use std::net::SocketAddr;
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use actix_web::rt;
use actix_web::rt::task::yield_now;
use bangfu::auth::Role;
use bangfu::clock::Clock;
use bangfu::db::files::rolls::{self, RollRow};
use bangfu::db::schema::account;
use bangfu::domain::files::sheet::MOST_ROWS;
use bangfu::domain::files::sheet::cells::Cell;
use bangfu::domain::files::sheet::limits::{CPU_SECONDS, MEMORY};
use bangfu::domain::values::codes::Roll;
use bangfu::domain::values::division::Division;
use bangfu::error::Failure;
use bangfu::ops::files::sheets::SheetReader;
use bangfu::ops::office::accounts;
use diesel::prelude::*;
use serde_json::json;
use zip::ZipWriter;
use zip::write::SimpleFileOptions;

use crate::harness::command::command;
use crate::harness::{Engine, PASSWORD, Reply, Service, World, engines, id_number, morning, reader, send_to, text};

const VILLAGE: &str = "440703002101";
/// The largest resident memory of the service process, whatever files arrive. An unoptimised build
/// with some accounts signed in takes 120 MB before the first file.
const PEAK_KB: u64 = 192 * 1024;

/// The program as its own process, with an account for every endpoint that takes files.
struct Program {
    child: Child,
    address: SocketAddr,
    caseworker: String,
    department: String,
    /// More caseworkers, because an account sends one file at a time.
    others: Vec<String>,
    _world: World,
}

impl Drop for Program {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

impl Program {
    fn start(engine: &Engine) -> Self {
        let world = engine.fresh();
        let mut conn = world.conn();
        let mut add = |name: &str, role, division| {
            let division = Division::parse(division).expect("a division");
            accounts::create(&mut conn, &Clock::System, name, PASSWORD, role, division).expect("the account is made");
        };
        let others = ["two", "three", "four", "five", "six", "seven", "eight"];
        add("department", Role::Department, "440700");
        for name in others.iter().chain(&["caseworker"]) {
            add(name, Role::CommunityCaseworker, VILLAGE);
        }
        let mut command = command(&world, &["serve", "--listen", "127.0.0.1:0"]);
        let mut child = command.stderr(Stdio::null()).spawn().expect("the program starts");
        let said = BufReader::new(child.stdout.take().expect("a pipe")).lines();
        let address =
            |line: String| Some(line.split_once("http://")?.1.strip_suffix("/docs")?.parse().expect("an address"));
        let address = said.map_while(Result::ok).find_map(address).expect("the program serves");
        let token = |name: &str| {
            let body = json!({"username": name, "password": PASSWORD}).to_string();
            let headers = [("Content-Type", "application/json")];
            let reply = send_to(address, "POST", "/api/v1/sessions", "", &headers, body.as_bytes());
            text(&reply.body["access_token"])
        };
        let (caseworker, department) = (token("caseworker"), token("department"));
        let others = others.map(token).to_vec();
        Self { child, address, caseworker, department, others, _world: world }
    }

    fn send(&self, path: &str, token: &str, file: &[u8]) -> Reply {
        send_to(self.address, "POST", path, token, &[("Accept-Language", "en")], file)
    }

    fn import(&self, file: &[u8]) -> Reply {
        self.send("/api/v1/imports?list=survey", &self.caseworker, file)
    }

    /// Asserts that the same process still answers, and used no more than its memory limit.
    fn assert_goes_on(&mut self) {
        assert_eq!(send_to(self.address, "GET", "/healthz", "", &[], b"").status, 200);
        assert!(self.child.try_wait().expect("a child of ours").is_none(), "the process ended");
        let status = std::fs::read_to_string(format!("/proc/{}/status", self.child.id())).expect("a running process");
        let peak = status.lines().find_map(|line| line.strip_prefix("VmHWM:")?.trim().strip_suffix(" kB"));
        let peak: u64 = peak.and_then(|peak| peak.parse().ok()).expect("a size");
        assert!(peak < PEAK_KB, "{peak} kB");
    }
}

/// Gives the status, the code and the detail of a refusal.
fn refusal(reply: &Reply) -> (u16, &str, &str) {
    let word = |name: &str| reply.body[name].as_str().unwrap_or_default();
    (reply.status, word("code"), word("detail"))
}

const MAIN: &str = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
const OFFICE: &str = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
const PACKAGE: &str = "http://schemas.openxmlformats.org/package/2006/relationships";

/// A workbook that no spreadsheet program writes: all its sheets are the same part.
struct Crafted {
    sheets: usize,
    cells: String,
    strings: String,
    styles: String,
    further_parts: usize,
}

impl Default for Crafted {
    fn default() -> Self {
        Self {
            sheets: 1,
            cells: "<sheetData/>".to_owned(),
            strings: "<sst/>".to_owned(),
            styles: "<styleSheet/>".to_owned(),
            further_parts: 0,
        }
    }
}

impl Crafted {
    fn pack(self) -> Vec<u8> {
        let mut sheets = String::new();
        for sheet in 1..=self.sheets {
            let _ = write!(sheets, r#"<sheet name="S{sheet}" sheetId="{sheet}" r:id="a"/>"#);
        }
        let relation = |id: &str, kind: &str, target: &str| {
            format!(r#"<Relationship Id="{id}" Type="{OFFICE}/{kind}" Target="{target}"/>"#)
        };
        let relations = |of: &[String]| format!(r#"<Relationships xmlns="{PACKAGE}">{}</Relationships>"#, of.concat());
        let parts = [
            ("_rels/.rels", relations(&[relation("a", "officeDocument", "xl/workbook.xml")])),
            (
                "xl/workbook.xml",
                format!(r#"<workbook xmlns="{MAIN}" xmlns:r="{OFFICE}"><sheets>{sheets}</sheets></workbook>"#),
            ),
            (
                "xl/_rels/workbook.xml.rels",
                relations(&[
                    relation("a", "worksheet", "worksheets/s.xml"),
                    relation("b", "sharedStrings", "sharedStrings.xml"),
                    relation("c", "styles", "styles.xml"),
                ]),
            ),
            ("xl/worksheets/s.xml", format!(r#"<worksheet xmlns="{MAIN}">{}</worksheet>"#, self.cells)),
            ("xl/sharedStrings.xml", self.strings),
            ("xl/styles.xml", self.styles),
        ];
        let mut packed = ZipWriter::new(Cursor::new(Vec::new()));
        for (name, content) in parts {
            packed.start_file(name, SimpleFileOptions::default()).expect("a part");
            packed.write_all(content.as_bytes()).expect("it is packed");
        }
        for part in 0..self.further_parts {
            packed.start_file(format!("p{part}"), SimpleFileOptions::default()).expect("a part");
        }
        packed.finish().expect("a file").into_inner()
    }
}

/// Gives a workbook that claims a number of shared strings and has none.
fn claiming(strings: &str) -> Vec<u8> {
    Crafted { strings: format!(r#"<sst xmlns="{MAIN}" uniqueCount="{strings}"></sst>"#), ..Crafted::default() }.pack()
}

/// Gives a row of cells with inline texts.
fn row(texts: &[&str]) -> String {
    let cells: String = texts.iter().map(|text| format!(r#"<c t="inlineStr"><is><t>{text}</t></is></c>"#)).collect();
    format!("<row>{cells}</row>")
}

#[test]
fn a_workbook_that_claims_more_strings_than_memory_holds_is_refused_at_every_door_and_the_service_goes_on() {
    let month = &Clock::System.today().to_string()[..7];
    for engine in engines() {
        let mut program = Program::start(&engine);
        for claim in ["2000000000", "18446744073709551615"] {
            let file = claiming(claim);
            for (path, token) in [
                ("/api/v1/imports?list=survey".to_owned(), &program.caseworker),
                ("/api/v1/imports?list=survey&dry_run=true".to_owned(), &program.caseworker),
                ("/api/v1/messages/list?kind=died".to_owned(), &program.department),
                (format!("/api/v1/rolls/contributions/{month}"), &program.department),
            ] {
                let reply = program.send(&path, token, &file);
                let (status, code, detail) = refusal(&reply);
                assert_eq!((status, code), (413, "too_large"), "{path} of {claim}: {reply:?}");
                assert!(detail.contains("more memory or time than it may"), "{reply:?}");
            }
            program.assert_goes_on();
        }
    }
}

#[test]
fn eight_workbooks_of_twelve_million_strings_at_once_leave_the_service_small() {
    let mut program = Program::start(&Engine::Sqlite);
    let file = Crafted { strings: format!("<sst>{}</sst>", "<si/>".repeat(12_000_000)), ..Crafted::default() }.pack();
    assert!(file.len() < 300_000, "{} bytes", file.len());

    let replies: Vec<Reply> = std::thread::scope(|scope| {
        let tokens = program.others.iter().chain([&program.caseworker]);
        let (program, file) = (&program, &file);
        let send = move |token| program.send("/api/v1/imports?list=survey", token, file);
        let sent: Vec<_> = tokens.map(|token| scope.spawn(move || send(token))).collect();
        sent.into_iter().map(|reply| reply.join().expect("an answer")).collect()
    });

    for reply in &replies {
        let (status, code, detail) = refusal(reply);
        match status {
            413 => assert!(code == "too_large" && detail.contains("holds too much"), "{reply:?}"),
            // The file did not get its turn in time.
            _ => {
                assert_eq!((status, code, reply.headers.contains_key("retry-after")), (503, "busy", true), "{reply:?}");
            }
        }
    }
    assert!(replies.iter().any(|reply| reply.status == 413), "{replies:?}");
    program.assert_goes_on();
}

#[test]
fn nothing_a_file_multiplies_or_claims_grows_in_the_service() {
    let mut program = Program::start(&Engine::Sqlite);
    let head = row(&["姓名", "身份证号"]);
    let filled = |cells: &str| format!("<sheetData>{head}{cells}</sheetData>");
    let shown = r#"<c t="s"><v>0</v></c>"#.repeat(200);
    let long = format!("<sst><si><t>{}</t></si></sst>", "x".repeat(32_000));
    let good = row(&["例一", &id_number("1985-05-06", 1)]);
    let too_much = (413, "holds too much");
    for (what, file, (status, says)) in [
        (
            "a long string that many cells show",
            Crafted { cells: filled(&format!("<row>{shown}</row>").repeat(100)), strings: long.clone(), ..Crafted::default() },
            too_much,
        ),
        (
            "more cells than are read",
            Crafted { cells: filled(&"<c/>".repeat(8_000_001)), ..Crafted::default() },
            too_much,
        ),
        (
            "one sheet of many names",
            Crafted {
                sheets: 2_000,
                cells: format!("<sheetData><row>{shown}</row></sheetData>"),
                strings: long,
                ..Crafted::default()
            },
            too_much,
        ),
        ("elements within elements", Crafted { cells: filled(&"<a>".repeat(5_000_000)), ..Crafted::default() }, (400, "")),
        ("many parts", Crafted { further_parts: 30_000, ..Crafted::default() }, (400, "None of the first 10 rows")),
        (
            "a great dimension and many styles that are only claimed",
            Crafted {
                cells: format!(r#"<dimension ref="A1:XFD1048576"/>{}"#, filled(&good)),
                styles: r#"<styleSheet><numFmts count="4294967295"/><cellXfs count="18446744073709551615"></cellXfs></styleSheet>"#
                    .to_owned(),
                ..Crafted::default()
            },
            (201, ""),
        ),
    ] {
        let reply = program.import(&file.pack());
        let (got, _, detail) = refusal(&reply);
        assert!(got == status && detail.contains(says), "{what}: {reply:?}");
        program.assert_goes_on();
    }
}

/// Starts a service that reads files with another program.
fn reading_with(engine: &Engine, program: &str, limit: Duration) -> (Service, String) {
    let reader = SheetReader::with(program.into(), limit);
    let service = engine.fresh().serve_reading(morning("2026-03-05"), reader);
    let caseworker = service.token(Role::CommunityCaseworker, VILLAGE);
    (service, caseworker)
}

#[test]
fn a_reader_that_dies_talks_nonsense_or_never_ends_is_a_refusal_of_the_file() {
    // More than a pipe holds, so that the file is still being written when the reader ends.
    let file = vec![b'x'; 1024 * 1024];
    let never_ends = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/files/never_ends");
    for engine in engines() {
        for (program, limit) in [
            ("false", Duration::from_mins(10)),
            ("true", Duration::from_mins(10)),
            ("echo", Duration::from_mins(10)),
            ("yes", Duration::from_mins(10)),
            (never_ends, Duration::from_millis(50)),
        ] {
            let (service, caseworker) = reading_with(&engine, program, limit);
            for path in ["/api/v1/imports?list=survey", "/api/v1/imports?list=survey&dry_run=true"] {
                let reply = service.send_bytes("POST", path, &caseworker, &[("Accept-Language", "zh")], &file);
                let (status, code, detail) = refusal(&reply);
                assert_eq!((status, code), (413, "too_large"), "{program}: {reply:?}");
                assert!(detail.contains("超出内存或时间限额"), "{program}: {reply:?}");
            }
            assert_eq!(service.get("/healthz", "").status, 200);
        }
    }
}

/// Signs an account in.
fn token(service: &Service, username: &str) -> String {
    let body = json!({"username": username, "password": PASSWORD});
    text(&service.post("/api/v1/sessions", "", &body).body["access_token"])
}

fn id_of(service: &Service, username: &str) -> String {
    let query = account::table.filter(account::username.eq(username)).select(account::id);
    query.first(&mut service.world.conn()).expect("an account")
}

#[test]
fn what_can_be_refused_without_its_file_is_refused_before_a_reader_is_started() {
    for engine in engines() {
        let (service, caseworker) = reading_with(&engine, "/there/is/no/such/program", Duration::from_mins(10));
        let sender = service.account(Role::Department, "440700");
        let (department, other) = (token(&service, &sender), service.token(Role::Department, "440700"));
        let (auditor, administrator) =
            (service.token(Role::Auditor, "440700"), service.token(Role::CityAdministrator, "440700"));
        let begun = RollRow {
            kind: Roll::Contributions.number(),
            month: "2026-03".to_owned(),
            account: id_of(&service, &sender),
            changed_at: morning("2026-03-05"),
            complete: false,
            listed: 0,
        };
        rolls::put(&mut service.world.conn(), &begun).expect("a roll is begun");
        let send = |path: &str, token: &str| service.send_bytes("POST", path, token, &[], b"x").status;
        let (import, list, roll) =
            ("/api/v1/imports?list=survey", "/api/v1/messages/list?kind=died", "/api/v1/rolls/contributions/2026-03");

        assert_eq!([send(import, &auditor), send(list, &auditor), send(roll, &auditor)], [403; 3]);
        assert_eq!(
            [send("/api/v1/imports?list=people", &caseworker), send("/api/v1/messages/list", &department)],
            [400; 2]
        );
        assert_eq!(send("/api/v1/rolls/contributions/2026-04", &department), 422, "it has not begun");
        assert_eq!(send("/api/v1/rolls/contributions/2020-01", &department), 422, "it is kept no longer");
        assert_eq!(send(roll, &other), 403, "another sends it");
        assert_eq!(
            [send(import, &caseworker), send(list, &department), send(roll, &department)],
            [500; 3],
            "the reader"
        );

        let path = format!("/api/v1/accounts/{}", id_of(&service, &sender));
        let change =
            service.send("PATCH", &path, &administrator, &[("If-Match", "\"1\"")], Some(&json!({"disabled": true})));
        assert_eq!(change.status, 200, "{change:?}");
        assert_eq!([send(list, &department), send(roll, &department)], [401; 2], "it is disabled");
    }
}

#[test]
fn two_files_are_read_at_a_time_one_of_an_account_some_wait_and_the_rest_come_again() {
    let file = format!("姓名,身份证号\n例一,{}\n", id_number("1985-05-06", 1)).into_bytes();
    rt::System::new().block_on(async {
        let reader = std::rc::Rc::new(reader());
        let read = |account: String| {
            let (reader, file) = (std::rc::Rc::clone(&reader), file.clone());
            async move { reader.read(&account, file, MOST_ROWS, |_: &[Cell]| true).await }
        };
        let failed = |read: bangfu::error::Result<_>| read.map(|_| ()).map_err(|e| e.failure);
        let mut held: Vec<_> = Vec::new();
        for n in 0..16 {
            // Rows in process do not block the reading of other files.
            held.push(read(n.to_string()).await.expect("it has its turn").expect("it can be read"));
        }
        assert_eq!(failed(read("16".to_owned()).await), Err(Failure::Busy), "there are places for sixteen");
        held.truncate(1);
        assert_eq!(failed(read("0".to_owned()).await), Err(Failure::Busy), "its first is not done");
        held.clear();
        assert_eq!(failed(read("0".to_owned()).await), Ok(()), "it is done");

        let waiting: Vec<_> = (0..16).map(|n| rt::spawn(read(n.to_string()))).collect();
        yield_now().await;
        assert_eq!(failed(read("16".to_owned()).await), Err(Failure::Busy));
        for read in waiting {
            assert!(read.await.expect("it goes on").expect("it has its turn").is_ok());
        }
    });
}

#[test]
fn the_reader_of_files_has_limited_itself_before_it_reads() {
    let mut command = Command::new(env!("CARGO_BIN_EXE_bangfu"));
    let mut child =
        command.arg("read-sheet").stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().expect("the program starts");
    child.stdin.take().expect("a pipe").write_all(&b"a,b\n".repeat(500_000)).expect("it reads");
    // The rest is more than the pipe holds, so the program cannot end.
    let mut first = [0];
    child.stdout.as_mut().expect("a pipe").read_exact(&mut first).expect("it writes");

    let limits = std::fs::read_to_string(format!("/proc/{}/limits", child.id())).expect("a running process");
    child.kill().expect("a child of ours");
    child.wait().expect("a child of ours");

    for (limit, most) in
        [("Max address space", MEMORY), ("Max cpu time", CPU_SECONDS), ("Max core file size", 0), ("Max file size", 0)]
    {
        let line = limits.lines().find_map(|line| line.strip_prefix(limit)).expect("a limit");
        let values: Vec<u64> = line.split_whitespace().filter_map(|value| value.parse().ok()).collect();
        assert_eq!(values, [most; 2], "{limit}");
    }
}

#[test]
fn the_reader_of_files_needs_no_database_and_is_no_command_to_be_shown() {
    let dir = tempfile::tempdir().expect("a directory");
    let program = || {
        let mut command = Command::new(env!("CARGO_BIN_EXE_bangfu"));
        command.current_dir(dir.path()).env("BANGFU_DATABASE_URL", "none").stderr(Stdio::piped());
        command
    };
    let mut child =
        program().arg("read-sheet").stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().expect("the program starts");
    child.stdin.take().expect("a pipe").write_all("姓名\n".as_bytes()).expect("it reads");
    let read = child.wait_with_output().expect("it ends");
    let help = program().arg("--help").output().expect("it ends");

    assert!(read.status.success() && read.stderr.is_empty(), "{read:?}");
    assert_eq!(read.stdout, "SR\0\0\0\0\0\0\0\u{1}\0\u{1}T\0\0\0\u{6}姓名E".as_bytes());
    assert!(help.status.success() && !String::from_utf8_lossy(&help.stdout).contains("read-sheet"));
    assert_eq!(std::fs::read_dir(dir.path()).expect("a directory").count(), 0);
}
