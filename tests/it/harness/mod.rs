//! The base of the tests: the available engines, a fresh database on one of them, and the service
//! on that database.
//!
//! SQLite is always available. PostgreSQL is the server of `BANGFU_TEST_POSTGRES_URL`, or one at
//! 127.0.0.1:5432, or one that the tests start from the installed programs. Without any of these,
//! the tests of PostgreSQL are skipped with a message; if `CI` is set, they must not be skipped.

pub mod command;
pub mod town;
pub mod watch;

use std::collections::BTreeMap;
use std::hash::{Hash as _, Hasher as _};
use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::{SocketAddr, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{OnceLock, mpsc};
use std::thread::JoinHandle;
use std::time::Duration;

use actix_web::dev::ServerHandle;
use bangfu::auth::Role;
use bangfu::clock::Clock;
use bangfu::db::Conn;
use bangfu::db::Location;
use bangfu::db::schema::account;
use bangfu::domain::files::sheet::limits::WALL_SECONDS;
use bangfu::domain::ledger::incoming::{Incoming, Outcome};
use bangfu::domain::ledger::interchange;
use bangfu::domain::values::division::Division;
use bangfu::http;
use bangfu::http::serve::Config;
use bangfu::ops::files::sheets::SheetReader;
use bangfu::ops::office::keys;
use bangfu::ops::recording::record::record;
use chrono::{NaiveDate, NaiveDateTime};
use diesel::{ExpressionMethods as _, RunQueryDsl as _, sql_query};
use serde_json::{Value, json};
use tempfile::TempDir;
use uuid::Uuid;

/// A database engine.
#[derive(Clone, Debug)]
pub enum Engine {
    Sqlite,
    /// The URL of a database whose user may create databases.
    Postgres(String),
}

/// Lists the available engines.
pub fn engines() -> Vec<Engine> {
    static POSTGRES: OnceLock<Option<String>> = OnceLock::new();
    let postgres = POSTGRES.get_or_init(|| {
        let url = given_postgres().or_else(started_postgres);
        if url.is_none() {
            assert!(std::env::var_os("CI").is_none(), "CI is set and there is no PostgreSQL");
            eprintln!("SKIPPED: PostgreSQL: set BANGFU_TEST_POSTGRES_URL, or install a server");
        }
        url
    });
    std::iter::once(Engine::Sqlite).chain(postgres.clone().map(Engine::Postgres)).collect()
}

/// Gives the URL of a server that is already running.
fn given_postgres() -> Option<String> {
    if let Ok(url) = std::env::var("BANGFU_TEST_POSTGRES_URL") {
        assert!(open(&url).is_ok(), "BANGFU_TEST_POSTGRES_URL is set and cannot be reached");
        return Some(url);
    }
    let url = "postgres://postgres@127.0.0.1:5432/postgres";
    let local = SocketAddr::from(([127, 0, 0, 1], 5432));
    TcpStream::connect_timeout(&local, Duration::from_millis(300)).ok()?;
    open(url).is_ok().then(|| url.to_owned())
}

/// Starts a server in its own directory, from the newest installed programs. It stops when this
/// process ends: a shell waits for the end of its standard input, and this process holds the other
/// end.
fn started_postgres() -> Option<String> {
    static SERVER: OnceLock<(Child, TempDir)> = OnceLock::new();
    let mut programs: Vec<PathBuf> =
        std::fs::read_dir("/usr/lib/postgresql").ok()?.flatten().map(|e| e.path().join("bin")).collect();
    programs.sort();
    let bin = programs.into_iter().rfind(|bin| bin.join("initdb").exists() && bin.join("postgres").exists())?;
    let dir = tempfile::Builder::new().prefix("bangfu-pg").tempdir().ok()?;
    let (root, path) = (is_root(), dir.path().to_str()?.to_owned());
    if root {
        // PostgreSQL refuses to run as root.
        Command::new("chown").args(["postgres", &path]).status().ok().filter(std::process::ExitStatus::success)?;
    }
    let bin = bin.to_str()?;
    // The shell waits until the server answers, prints `up`, and removes the directory at the end.
    let script = format!(
        "cd {path} && trap '{bin}/pg_ctl stop --mode fast -D {path}/data >/dev/null 2>&1; rm -rf {path}' EXIT && \
         {{ {bin}/initdb -D {path}/data -U postgres -A trust -E UTF8 --locale=C --no-sync && \
         {bin}/pg_ctl start --wait --timeout 60 -D {path}/data -l {path}/log \
         -o \"-k {path} -c listen_addresses='' -c fsync=off -c max_connections=300\"; }} >{path}/starting 2>&1 && \
         {{ echo up; cat >/dev/null; }}"
    );
    let mut command = if root { Command::new("su") } else { Command::new("sh") };
    if root {
        command.args(["postgres", "-s", "/bin/sh"]);
    }
    let command = command.args(["-c", &script]).stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::null());
    let mut server = command.spawn().ok()?;
    let mut said = String::new();
    BufReader::new(server.stdout.take()?).read_line(&mut said).ok()?;
    let _ = SERVER.set((server, dir));
    if said.trim() != "up" {
        eprintln!("the PostgreSQL that was started does not answer");
        return None;
    }
    Some(format!("postgres:///postgres?host={path}&user=postgres"))
}

fn is_root() -> bool {
    Command::new("id").arg("-u").output().is_ok_and(|said| said.stdout.trim_ascii() == b"0")
}

fn open(url: &str) -> Result<Conn, bangfu::error::Error> {
    Location::parse(url).expect("a URL of ours").open()
}

/// The number of the next database, account or fact of this process.
static NEXT: AtomicU32 = AtomicU32::new(1);

impl Engine {
    /// Makes a database with the schema of today: a copy of one that the migrations made.
    pub fn fresh(&self) -> World {
        match self {
            Self::Sqlite => {
                let world = self.empty();
                let mut options = std::fs::OpenOptions::new();
                std::os::unix::fs::OpenOptionsExt::mode(options.write(true).create_new(true), 0o600);
                let mut file = options.open(world.dir().join(SQLITE_FILE)).expect("a new file");
                file.write_all(sqlite_template()).expect("the copy is written");
                world
            }
            Self::Postgres(server) => postgres_copy(server),
        }
    }

    /// Makes a database without any table.
    pub fn empty(&self) -> World {
        match self {
            Self::Sqlite => {
                let dir = tempfile::Builder::new().prefix("bangfu-test").tempdir().expect("a temporary directory");
                World { url: format!("sqlite:{}", dir.path().join(SQLITE_FILE).display()), dir, made: None }
            }
            Self::Postgres(server) => World::on(server, None).unwrap_or_else(|e| panic!("a database can be made: {e}")),
        }
    }
}

/// The name of a SQLite database in the directory of its world.
const SQLITE_FILE: &str = "bangfu.db";

/// The content of a SQLite database with the schema of today.
pub fn sqlite_template() -> &'static [u8] {
    static TEMPLATE: OnceLock<Vec<u8>> = OnceLock::new();
    TEMPLATE.get_or_init(|| {
        let world = Engine::Sqlite.empty();
        drop(world.conn()); // what was written is in the file as soon as the last connection is closed
        std::fs::read(world.dir().join(SQLITE_FILE)).expect("the file is read")
    })
}

/// Copies the server's database with the schema of today. It stays there for the next run, one for each state of the
/// migrations; others are dropped.
fn postgres_copy(server: &str) -> World {
    static TEMPLATE: OnceLock<String> = OnceLock::new();
    let template = TEMPLATE.get_or_init(|| format!("{TEMPLATES}{:016x}", migrations_digest()));
    let copy = || World::on(server, Some(template));
    copy()
        .or_else(|_| {
            // Made under a name of its own, so that a template is whole as soon as it is there.
            let mut made = World::on(server, None)?;
            drop(made.conn());
            let mut conn = open(server).expect("the server answers");
            let old =
                sql_query(format!("select datname::text as name from pg_database where datname like '{TEMPLATES}%'"));
            for old in old.load::<Named>(&mut conn)?.into_iter().filter(|old| old.name != *template) {
                // Another run may still copy it.
                let _ = sql_query(format!("drop database {}", old.name)).execute(&mut conn);
            }
            let (_, name) = made.made.as_ref().expect("it was made on a server");
            // Where another run was faster, this one is dropped like any other.
            if sql_query(format!("alter database {name} rename to {template}")).execute(&mut conn).is_ok() {
                made.made = None;
            }
            copy()
        })
        .unwrap_or_else(|e| panic!("a database can be copied: {e}"))
}

/// What the names of databases begin with that others are copied from.
const TEMPLATES: &str = "bangfu_template_";

/// A row of a query for names.
#[derive(diesel::QueryableByName)]
struct Named {
    #[diesel(sql_type = diesel::sql_types::Text)]
    name: String,
}

/// Tells states of the migrations apart.
fn migrations_digest() -> u64 {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("migrations/postgres");
    let entries = std::fs::read_dir(folder).expect("the migrations are there");
    let mut folders: Vec<PathBuf> = entries.map(|entry| entry.expect("an entry").path()).collect();
    folders.sort();
    let mut hasher = std::hash::DefaultHasher::new();
    for folder in folders {
        (folder.file_name(), std::fs::read(folder.join("up.sql")).expect("a migration")).hash(&mut hasher);
    }
    hasher.finish()
}

/// Replaces the database in a server's URL.
fn of_database(server: &str, name: &str) -> String {
    let (base, query) =
        server.split_once('?').map_or((server, String::new()), |(base, query)| (base, format!("?{query}")));
    let (server, _) = base.rsplit_once('/').expect("a URL with a database");
    format!("{server}/{name}{query}")
}

/// A database of its own, dropped with this value.
pub struct World {
    url: String,
    dir: TempDir,
    /// The server and the name of a created database.
    made: Option<(String, String)>,
}

impl Drop for World {
    fn drop(&mut self) {
        if let Some((server, name)) = &self.made
            && let Ok(mut conn) = open(server)
        {
            // A database left behind does not fail a test that held.
            let _ = sql_query(format!("drop database {name} with (force)")).execute(&mut conn);
        }
    }
}

impl World {
    /// Makes a database on a server, empty or as another one is.
    fn on(server: &str, template: Option<&str>) -> diesel::QueryResult<Self> {
        let dir = tempfile::Builder::new().prefix("bangfu-test").tempdir().expect("a temporary directory");
        let name = format!("bangfu_{}_{}", std::process::id(), NEXT.fetch_add(1, Ordering::Relaxed));
        let mut conn = open(server).expect("the server answers");
        let template = template.map(|template| format!(" template {template}")).unwrap_or_default();
        sql_query(format!("create database {name}{template}")).execute(&mut conn)?;
        // Whether what is written would last a power cut is not what is asked here.
        sql_query(format!("alter database {name} set synchronous_commit = off")).execute(&mut conn)?;
        Ok(Self { url: of_database(server, &name), dir, made: Some((server.to_owned(), name)) })
    }

    /// The URL of the database.
    pub fn url(&self) -> String {
        self.url.clone()
    }

    /// The world's own directory, with the key file `key`.
    pub fn dir(&self) -> &Path {
        self.dir.path()
    }

    /// Opens the database with its schema up to date.
    pub fn conn(&self) -> Conn {
        let mut conn = open(&self.url).expect("the database opens");
        conn.migrate().expect("the migrations run");
        conn
    }

    /// Records interchange lines; all of them must be accepted. The sender is `default` if a line
    /// names none.
    pub fn record(&self, lines: &[Value], now: NaiveDateTime) {
        let mut conn = self.conn();
        let keys = keys::open(&mut conn, &self.dir().join("key")).expect("the key file opens");
        let read = |line: &Value| {
            let line = interchange::parse(line.to_string().as_bytes()).unwrap_or_else(|r| panic!("{line}: {r:?}"));
            Incoming { sender: line.sender.clone(), line, live: false, scope: None }
        };
        let batch: Vec<Incoming> = lines.iter().map(read).collect();
        let outcomes = conn.write(|conn| record(conn, &keys, now, &batch)).expect("the lines are recorded");
        for (line, outcome) in lines.iter().zip(outcomes) {
            assert!(matches!(outcome, Outcome::Applied { flag: None, .. }), "{line}: {outcome:?}");
        }
    }

    /// Starts the service on its own port, with the clock stopped at a moment.
    pub fn serve(self, at: NaiveDateTime) -> Service {
        self.serve_reading(at, reader())
    }

    /// Starts the service as [`Self::serve`] does, with the given reader of files.
    pub fn serve_reading(self, at: NaiveDateTime, reader: SheetReader) -> Service {
        let mut conn = self.conn();
        let keys = keys::open(&mut conn, &self.dir().join("key")).expect("the key file opens");
        let clock = Clock::fixed(at);
        let location = Location::parse(&self.url).expect("a URL of ours");
        let listen = SocketAddr::from(([127, 0, 0, 1], 0));
        let config = Config { location, keys, clock: clock.clone(), listen, reader };
        let (sender, ready) = mpsc::channel();
        let thread = std::thread::spawn(move || {
            http::serve::serve(config, |address, handle| sender.send((address, handle)).expect("the test waits"))
                .expect("the service runs");
        });
        let (address, handle) = ready.recv_timeout(Duration::from_secs(30)).expect("the service starts");
        Service { address, clock, handle, thread: Some(thread), world: self }
    }
}

/// Reads files with the program in a process of its own, as the service does.
pub fn reader() -> SheetReader {
    SheetReader::with(env!("CARGO_BIN_EXE_bangfu").into(), Duration::from_secs(WALL_SECONDS))
}

/// The service on a database, stopped with this value.
pub struct Service {
    address: SocketAddr,
    pub clock: Clock,
    handle: ServerHandle,
    thread: Option<JoinHandle<()>>,
    pub world: World,
}

impl Drop for Service {
    fn drop(&mut self) {
        drop(self.handle.stop(false)); // the signal is sent when the future is created
        if let Some(thread) = self.thread.take() {
            let _ = thread.join();
        }
    }
}

/// The unified social credit code of an employer.
pub const EMPLOYER: &str = "91350100M000100Y43";

/// The password of all accounts that the tests create.
pub const PASSWORD: &str = "correct horse battery";

/// Its hash, by the least that argon2id can be asked for: the program's own takes as long as a dozen requests.
const PASSWORD_HASH: &str = "$argon2id$v=19$m=8,t=1,p=1$b2YgdGhlIHRlc3Rz$0AUc2Wt7P+XDNiQuuWH4pgjMvDG7XEfV8xQxkSUTISM";

impl Service {
    /// The URL of the service.
    pub fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// Creates an account and gives its access token.
    pub fn token(&self, role: Role, division: &str) -> String {
        let username = self.account(role, division);
        let reply = self.post("/api/v1/sessions", "", &json!({"username": username, "password": PASSWORD}));
        assert_eq!(reply.status, 200, "{reply:?}");
        text(&reply.body["access_token"])
    }

    /// Creates an account and gives its username.
    pub fn account(&self, role: Role, division: &str) -> String {
        let username = format!("user{}", NEXT.fetch_add(1, Ordering::Relaxed));
        let division = Division::parse(division).expect("a division's code");
        assert!(role.fits(division), "{role:?} in {division}");
        let values = (
            account::id.eq(Uuid::new_v4().to_string()),
            account::username.eq(&username),
            account::password_hash.eq(PASSWORD_HASH),
            account::role.eq(role.as_str()),
            account::division.eq(division.number()),
            account::disabled.eq(false),
            account::version.eq(1_i64),
            account::created_at.eq(self.clock.now()),
        );
        let mut conn = self.world.conn();
        diesel::insert_into(account::table).values(values).execute(&mut conn).expect("the account is made");
        username
    }

    /// Records a recognition, a determination or an assignment as a line of another office, without
    /// an application or a case. The fact names its subject by number.
    pub fn decided(&self, token: &str, fact: &Value) {
        let (list, field, reference) = match fact["household"].as_i64() {
            Some(id) => (format!("/api/v1/households/{id}"), "household", "household_ref"),
            None => (format!("/api/v1/people/{}", fact["person"]), "person", "person_ref"),
        };
        let subject = self.get(&list, token).body;
        let mut line = fact.clone();
        let fields = line.as_object_mut().expect("a fact is an object");
        fields.remove(field);
        fields.insert(reference.to_owned(), subject[reference].clone());
        fields.insert("subject_sender".to_owned(), subject["sender"].clone());
        fields.insert("event_ref".to_owned(), json!(format!("decided {}", NEXT.fetch_add(1, Ordering::Relaxed))));
        self.world.record(&[line], self.clock.now());
    }

    /// Sends a GET.
    pub fn get(&self, path: &str, token: &str) -> Reply {
        self.send("GET", path, token, &[], None)
    }

    /// Sends a POST of JSON.
    pub fn post(&self, path: &str, token: &str, body: &Value) -> Reply {
        self.send("POST", path, token, &[], Some(body))
    }

    /// Sends a request on its own connection. An empty token sends no header.
    pub fn send(&self, method: &str, path: &str, token: &str, headers: &[(&str, &str)], body: Option<&Value>) -> Reply {
        let body = body.map(Value::to_string).unwrap_or_default();
        let json = [("Content-Type", "application/json")];
        let headers: Vec<_> = json.iter().filter(|_| !body.is_empty()).chain(headers).copied().collect();
        self.send_bytes(method, path, token, &headers, body.as_bytes())
    }

    /// Sends an event, or a list of events as a batch.
    pub fn events(&self, token: &str, events: &Value) -> Reply {
        let form = if events.is_array() { "cloudevents-batch" } else { "cloudevents" };
        let content_type = format!("application/{form}+json; charset=utf-8");
        let headers = [("Content-Type", content_type.as_str()), ("Accept-Language", "en")];
        self.send_bytes("POST", "/api/v1/messages", token, &headers, events.to_string().as_bytes())
    }

    /// Sends the employer of the platform's hires.
    pub fn sends_employer(&self, token: &str) {
        let employer = json!({"specversion": "1.0", "type": "bangfu.employer", "source": "/units", "id": EMPLOYER,
            "data": {"uscc": EMPLOYER, "name": "江门某机械有限公司", "division": "440703"}});
        let sent = self.events(token, &employer);
        assert_eq!(sent.status, 201, "{sent:?}");
    }

    /// Sends a POST with a file.
    pub fn upload(&self, path: &str, token: &str, content_type: &str, content: &[u8]) -> Reply {
        self.send_bytes("POST", path, token, &[("Content-Type", content_type)], content)
    }

    /// Sends a request with a body of any kind.
    pub fn send_bytes(&self, method: &str, path: &str, token: &str, headers: &[(&str, &str)], body: &[u8]) -> Reply {
        send_to(self.address, method, path, token, headers, body)
    }
}

/// Sends a request to a service.
pub fn send_to(
    address: SocketAddr,
    method: &str,
    path: &str,
    token: &str,
    headers: &[(&str, &str)],
    body: &[u8],
) -> Reply {
    let mut request = format!(
        "{method} {path} HTTP/1.1\r\nHost: {address}\r\nConnection: close\r\nContent-Length: {}\r\n",
        body.len()
    );
    if !token.is_empty() {
        request += &format!("Authorization: Bearer {token}\r\n");
    }
    for (name, value) in headers {
        request += &format!("{name}: {value}\r\n");
    }
    request += "\r\n";
    let mut stream = TcpStream::connect(address).expect("the service listens");
    stream.write_all(request.as_bytes()).expect("the request is sent");
    // A service that has already answered may not read the rest.
    let _ = stream.write_all(body);
    let mut answer = Vec::new();
    // A service that answers before it has read the whole request may reset the connection after
    // its answer.
    let _ = stream.read_to_end(&mut answer);
    Reply::of(&answer)
}

/// An answer.
#[derive(Debug)]
pub struct Reply {
    pub status: u16,
    /// The headers by their names in lower case.
    pub headers: BTreeMap<String, String>,
    /// The body as JSON; null if it is not JSON.
    pub body: Value,
    pub text: String,
    /// The body as received, text or not.
    pub bytes: Vec<u8>,
}

impl Reply {
    fn of(answer: &[u8]) -> Self {
        let end = answer.windows(4).position(|bytes| bytes == b"\r\n\r\n");
        let end = end.unwrap_or_else(|| panic!("no answer: {:?}", String::from_utf8_lossy(answer)));
        let (head, bytes) = (String::from_utf8_lossy(&answer[..end]), answer[end + 4..].to_vec());
        let text = String::from_utf8_lossy(&bytes).into_owned();
        let mut lines = head.lines();
        let status =
            lines.next().and_then(|line| line.split(' ').nth(1)).and_then(|s| s.parse().ok()).expect("a status");
        let headers =
            lines.filter_map(|line| line.split_once(": ")).map(|(n, v)| (n.to_lowercase(), v.to_owned())).collect();
        Self { status, headers, body: serde_json::from_str(&text).unwrap_or_default(), text, bytes }
    }
}

/// Gives the text of a JSON value that must be a string.
pub fn text(value: &Value) -> String {
    value.as_str().unwrap_or_else(|| panic!("not a text: {value}")).to_owned()
}

/// Gives 9 o'clock in the morning of a day in Shanghai, as UTC.
pub fn morning(day: &str) -> NaiveDateTime {
    day.parse::<NaiveDate>().expect("a day").and_hms_opt(1, 0, 0).expect("an hour")
}

/// Makes the ID number, with its check character, of a man born on a day; the serial tells men of
/// one day apart.
pub fn id_number(birth: &str, serial: u32) -> String {
    let body = format!("440703{}{:02}1", birth.replace('-', ""), serial);
    let weights = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];
    let sum: u32 = body.chars().zip(weights).map(|(c, w)| c.to_digit(10).expect("digits") * w).sum();
    let check = "10X98765432".chars().nth((sum % 11) as usize).expect("a remainder of 11");
    format!("{body}{check}")
}
