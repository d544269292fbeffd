//! Databases for the measurements, their interchange files, and the program itself as a process.

use std::error::Error;
use std::fs::{self, File};
use std::io::{BufWriter, Write};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use bangfu::db::Conn;
use bangfu::db::Location;
use bangfu::demo::city::City;
use bangfu::ops::office::keys;
use bangfu::seal::keys::Keys;
use chrono::{Days, NaiveDate};
use diesel::connection::SimpleConnection;
use serde_json::{Value, json};

/// The result of a measurement.
pub type Outcome<T = ()> = Result<T, Box<dyn Error>>;

/// The interval between two looks at a process's peak memory.
const LOOK: Duration = Duration::from_millis(20);

/// A database engine.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Engine {
    Sqlite,
    Postgres,
}

impl Engine {
    /// Gives its name in the table.
    pub fn name(self) -> &'static str {
        match self {
            Self::Sqlite => "SQLite",
            Self::Postgres => "PostgreSQL",
        }
    }
}

/// A separate database with its key file; dropping it deletes the database.
pub struct Town {
    pub url: String,
    pub key_file: PathBuf,
    pub location: Location,
    engine: Engine,
    folder: PathBuf,
    name: String,
}

/// The cost of an import by the program.
#[derive(Clone, Copy)]
pub struct Imported {
    pub seconds: f64,
    pub lines: f64,
    /// The peak memory of the importing process, in MB.
    pub peak: f64,
}

/// Gives the URL of the PostgreSQL server in two parts: before the name of the database, and the
/// parameters after it.
fn server() -> (String, String) {
    let url =
        std::env::var("BANGFU_TEST_POSTGRES_URL").unwrap_or_else(|_| "postgres://postgres@127.0.0.1:5432/".to_owned());
    let (address, parameters) =
        url.split_once('?').map_or((url.as_str(), String::new()), |(a, p)| (a, format!("?{p}")));
    let (scheme, rest) = address.split_once("://").unwrap_or(("postgres", address));
    let host = rest.split('/').next().unwrap_or(rest);
    (format!("{scheme}://{host}/"), parameters)
}

/// Runs a statement in the server's `postgres` database.
fn on_server(statement: &str) -> Outcome {
    let (server, parameters) = server();
    Location::parse(&format!("{server}postgres{parameters}"))?.open()?.batch_execute(statement)?;
    Ok(())
}

impl Town {
    /// Creates an empty database with the schema and keys.
    pub fn found(engine: Engine, folder: &Path, name: &str) -> Outcome<Self> {
        let town = Self::at(engine, folder, name, folder.join(format!("{name}.key")))?;
        if engine == Engine::Postgres {
            on_server(&format!("drop database if exists {name}"))?;
            on_server(&format!("create database {name}"))?;
        }
        let mut conn = town.location.open()?;
        conn.migrate()?;
        keys::open(&mut conn, &town.key_file)?;
        Ok(town)
    }

    fn at(engine: Engine, folder: &Path, name: &str, key_file: PathBuf) -> Outcome<Self> {
        let url = match engine {
            Engine::Sqlite => format!("sqlite:{}", folder.join(format!("{name}.db")).display()),
            Engine::Postgres => {
                let (server, parameters) = server();
                format!("{server}{name}{parameters}")
            }
        };
        let location = Location::parse(&url)?;
        Ok(Self { url, key_file, location, engine, folder: folder.to_owned(), name: name.to_owned() })
    }

    /// Copies the database. It must have no open connections.
    pub fn copy(&self, name: &str) -> Outcome<Self> {
        let copy = Self::at(self.engine, &self.folder, name, self.key_file.clone())?;
        match (self.location.path(), copy.location.path()) {
            (Some(from), Some(to)) => {
                self.location.open()?.batch_execute("pragma wal_checkpoint(truncate)")?;
                fs::copy(from, to)?;
            }
            _ => on_server(&format!("create database {name} template {}", self.name))?,
        }
        Ok(copy)
    }

    /// Opens a connection.
    pub fn open(&self) -> Outcome<Conn> {
        Ok(self.location.open()?)
    }

    /// Loads the keys.
    pub fn keys(&self) -> Outcome<Keys> {
        Ok(keys::open(&mut self.location.open()?, &self.key_file)?)
    }

    /// Finishes deferred work before a measurement: on PostgreSQL the statistics of the planner,
    /// the visibility map and a checkpoint, on SQLite a checkpoint of the WAL.
    pub fn settle(&self) -> Outcome {
        let statement = if self.engine == Engine::Postgres {
            "vacuum analyze; checkpoint"
        } else {
            "pragma wal_checkpoint(truncate)"
        };
        for statement in statement.split(';') {
            self.location.open()?.batch_execute(statement)?;
        }
        Ok(())
    }

    /// Gives a command that runs the program on this database.
    pub fn program(&self) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_bangfu"));
        command.env("BANGFU_DATABASE_URL", &self.url).env("BANGFU_KEY_FILE", &self.key_file).env("BANGFU_LOG", "error");
        command
    }

    /// Imports a file with the program, with all checks, sealing and histories.
    pub fn import(&self, file: &Path) -> Outcome<Imported> {
        let begun = Instant::now();
        let mut child = self
            .program()
            .args(["import", "--format", "json"])
            .arg(file)
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()?;
        let mut peak = 0.0;
        while child.try_wait()?.is_none() {
            peak = memory(&child, "VmHWM").unwrap_or(peak);
            std::thread::sleep(LOOK);
        }
        let seconds = begun.elapsed().as_secs_f64();
        let report: Value = serde_json::from_slice(&child.wait_with_output()?.stdout)?;
        if report["refused"] != 0 || report["applied"] != report["read"] {
            return Err(format!("the import refused lines: {}", report["refusals"][0]).into());
        }
        Ok(Imported { seconds, lines: report["applied"].as_f64().unwrap_or_default(), peak })
    }
}

impl Drop for Town {
    fn drop(&mut self) {
        // Errors are ignored: a leftover stays in the folder of this run, or the next run drops it.
        match self.location.path() {
            Some(path) => {
                for end in ["", "-wal", "-shm"] {
                    let _ = fs::remove_file(format!("{}{end}", path.display()));
                }
            }
            None => drop(on_server(&format!("drop database if exists {} with (force)", self.name))),
        }
    }
}

/// Gives a figure of `/proc/PID/status`, in MB.
pub fn memory(child: &Child, figure: &str) -> Option<f64> {
    let status = fs::read_to_string(format!("/proc/{}/status", child.id())).ok()?;
    let line = status.lines().find(|line| line.starts_with(figure))?;
    line.split_whitespace().nth(1)?.parse::<f64>().ok().map(|kb| kb / 1024.0)
}

/// Writes the city and its first months as interchange lines.
pub fn write_city(path: &Path, persons: usize, months: usize) -> Outcome {
    let mut file = BufWriter::new(File::create(path)?);
    for chapter in City::new(1, persons, months).take(months + 1) {
        for line in chapter.lines {
            writeln!(file, "{line}")?;
        }
    }
    Ok(file.flush()?)
}

/// Writes people that live alone and have a job, and so never come near a register: four lines
/// each.
pub fn write_uninvolved(path: &Path, persons: u64) -> Outcome {
    let mut file = BufWriter::new(File::create(path)?);
    for n in 0..persons {
        let (born, number) = uninvolved(n)?;
        let (person, household) = (format!("U{n}"), format!("UH{n}"));
        let lines = [
            json!({"kind": "person_registered", "person_ref": person, "id_number": number, "name": "某某", "sex": "male",
                   "birth_date": born.to_string(), "residence_division": "440703002101"}),
            json!({"kind": "household_registered", "household_ref": household, "division": "440703002101", "urban": true}),
            json!({"kind": "member_joined", "household_ref": household, "person_ref": person, "relation": "02"}),
            json!({"kind": "employment_started", "person_ref": person, "employment_ref": format!("UE{n}"), "form": "unit"}),
        ];
        for (nth, mut line) in lines.into_iter().enumerate() {
            line["event_ref"] = format!("u:{n}:{nth}").into();
            line["effective_on"] = "2015-01-01".into();
            writeln!(file, "{line}")?;
        }
    }
    Ok(file.flush()?)
}

/// Gives the birth date and the ID number of one of them.
pub fn uninvolved(n: u64) -> Outcome<(NaiveDate, String)> {
    let first = NaiveDate::from_ymd_opt(1970, 1, 1).ok_or("a date")?;
    let born = first + Days::new(n / 400);
    Ok((born, id_number(&format!("110105{}{:03}", born.format("%Y%m%d"), n % 400 * 2 + 1))))
}

/// Completes an ID number with its check character (GB 11643-1999).
fn id_number(body: &str) -> String {
    let weights = [7_u32, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];
    let sum: u32 = body.bytes().zip(weights).map(|(digit, weight)| u32::from(digit - b'0') * weight).sum();
    let check = ["1", "0", "X", "9", "8", "7", "6", "5", "4", "3", "2"];
    format!("{body}{}", check.into_iter().cycle().nth(usize::try_from(sum % 11).unwrap_or(0)).unwrap_or_default())
}
