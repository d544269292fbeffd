//! The command line: what is asked, where the database lies, how answers and failures are printed. One file a command.

mod calendar;
mod demo;
mod explain;
mod export;
mod import;
mod month_end;
mod read_sheet;
mod serve;
mod table;

use std::io::{self, IsTerminal as _, Write as _};
use std::path::PathBuf;
use std::process::ExitCode;

use clap::error::ErrorKind;
use clap::{Args, CommandFactory as _, Parser, Subcommand, ValueEnum};
use indicatif::{ProgressBar, ProgressStyle};
use serde::Serialize;

use crate::clock::Clock;
use crate::db::{Conn, Location};
use crate::domain::values::division::Division;
use crate::domain::values::hint::Lang;
use crate::domain::values::month::Month;
use crate::error::{Error, Failure, Result};
use crate::ops::office::keys;
use crate::seal::keys::Keys;

/// The provable backend of one-to-one employment help: dated facts in, month-end registers out.
#[derive(Parser)]
#[command(name = "bangfu", version, about)]
struct Cli {
    #[command(flatten)]
    common: Common,
    #[command(subcommand)]
    command: Command,
}

/// What every command takes.
#[derive(Args)]
struct Common {
    /// Where the ledger lies: sqlite:PATH or postgres://…
    #[arg(
        long,
        global = true,
        env = "BANGFU_DATABASE_URL",
        default_value = "sqlite:bangfu.db",
        hide_env_values = true
    )]
    database: String,
    /// The key file; beside the database file, or ./bangfu.key for PostgreSQL, when not named.
    #[arg(long, global = true, env = "BANGFU_KEY_FILE")]
    key_file: Option<PathBuf>,
}

#[derive(Subcommand)]
enum Command {
    /// Make a synthetic city in a fresh database, close its months, show them, and serve the API.
    Demo(demo::Demo),
    /// Serve the API.
    Serve(serve::Serve),
    /// Bring the schema up to date.
    Migrate,
    /// Read interchange lines from files; `-` is the standard input.
    Import(import::Import),
    /// Close a month, show it, compare it, prove it.
    #[command(subcommand)]
    MonthEnd(month_end::MonthEnd),
    /// Tell why a household or a person stands where it does on a day.
    #[command(subcommand)]
    Explain(explain::Explain),
    /// Write the whole ledger as interchange lines.
    Export(export::Export),
    /// Keep the calendar of working days: the yearly notices on days off.
    #[command(subcommand)]
    Calendar(calendar::CalendarCommand),
    /// Read a file of a table for the service, from the standard input.
    #[command(hide = true)]
    ReadSheet,
}

/// How an answer is printed.
#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Format {
    Table,
    Json,
    Csv,
}

/// How an answer of words is printed.
#[derive(Clone, Copy, PartialEq, Eq, ValueEnum, Default)]
enum Plain {
    #[default]
    Text,
    Json,
}

/// What a command works with.
struct Context {
    location: Location,
    key_file: PathBuf,
    clock: Clock,
    lang: Lang,
}

impl Context {
    /// Opens a database that is there already; a file that is not is never made by a question.
    fn open(&self) -> Result<Conn> {
        if !self.location.exists() {
            return Err(Error::new(Failure::NotFound).context("there is no database file at that path"));
        }
        self.open_or_make()
    }

    /// Opens the database, makes its file when there is none, and brings its schema up to date.
    fn open_or_make(&self) -> Result<Conn> {
        let mut conn = self.location.open()?;
        conn.migrate()?;
        Ok(conn)
    }

    fn keys(&self, conn: &mut Conn) -> Result<Keys> {
        keys::open(conn, &self.key_file)
    }

    /// Opens a connection a core, for reading everything.
    fn open_readers(&self) -> Result<Vec<Conn>> {
        drop(self.open()?); // the schema may be behind
        self.location.open_readers()
    }
}

/// Runs the program.
pub fn main() -> ExitCode {
    let cli = Cli::parse();
    if matches!(cli.command, Command::ReadSheet) {
        return read_sheet::main();
    }
    let location = Location::parse(&cli.common.database).unwrap_or_else(|reason| {
        // Not as the parser of a value: its refusal would repeat the URL, and the password in it.
        Cli::command().error(ErrorKind::ValueValidation, format!("--database: {reason}")).exit()
    });
    tracing_subscriber::fmt()
        .with_writer(io::stderr)
        .with_env_filter(tracing_subscriber::EnvFilter::try_from_env("BANGFU_LOG").unwrap_or_else(|_| "info".into()))
        .with_target(false)
        .init();
    let key_file = cli.common.key_file.unwrap_or_else(|| location.default_key_file());
    let context = Context { location, key_file, clock: Clock::System, lang: lang() };
    let json = match &cli.command {
        Command::Import(c) => c.format == Plain::Json,
        Command::MonthEnd(c) => c.is_json(),
        Command::Explain(c) => c.is_json(),
        Command::Export(c) => c.format == Plain::Json,
        Command::Calendar(c) => c.is_json(),
        Command::Demo(_) | Command::Serve(_) | Command::Migrate | Command::ReadSheet => false,
    };
    let done = match cli.command {
        Command::Demo(command) => command.run(&context),
        Command::Serve(command) => command.run(&context),
        Command::Migrate => migrate(&context),
        Command::Import(command) => command.run(&context),
        Command::MonthEnd(command) => command.run(&context),
        Command::Explain(command) => command.run(&context),
        Command::Export(command) => command.run(&context),
        Command::Calendar(command) => command.run(&context),
        Command::ReadSheet => Ok(()), // done above, which needs nothing of the context
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            // Of a file that is refused the command has printed the document, with every row at fault.
            fail(&error, json && error.failure != Failure::BadCalendar, context.lang);
            ExitCode::FAILURE
        }
    }
}

fn migrate(context: &Context) -> Result<()> {
    let mut conn = context.location.open()?;
    let ran = conn.migrate()?;
    context.keys(&mut conn)?;
    let said = match context.lang {
        Lang::Zh => format!("已执行 {ran} 项迁移。"),
        Lang::En => format!("{ran} migrations ran."),
    };
    print(&said)
}

/// Prints a failure: as a JSON document on the standard output when JSON was asked for, else in words on the error output.
fn fail(error: &Error, json: bool, lang: Lang) {
    let message = error.failure.message(lang);
    let detail = error.detail();
    if json {
        let document = serde_json::json!({"code": error.failure.code(), "message": message});
        // Nobody is left to tell when even this cannot be written.
        let _ = writeln!(io::stdout(), "{document}");
    }
    let detail = if detail.is_empty() { String::new() } else { format!(" ({detail})") };
    let _ = writeln!(io::stderr(), "bangfu: {}: {message}{detail}", error.failure.code());
}

/// Prints a result to the standard output.
fn print(text: &str) -> Result<()> {
    let mut out = io::stdout().lock();
    match writeln!(out, "{text}").and_then(|()| out.flush()) {
        // Whoever reads may stop when they have seen enough.
        Err(e) if e.kind() != io::ErrorKind::BrokenPipe => {
            Err(Error::new(Failure::OutputUnwritable).context(e.to_string()))
        }
        _ => Ok(()),
    }
}

/// Prints a JSON document.
fn print_json(value: &impl Serialize) -> Result<()> {
    print(&to_json(value)?)
}

fn to_json(value: &impl Serialize) -> Result<String> {
    serde_json::to_string(value).map_err(|e| Error::new(Failure::Internal).context(e.to_string()))
}

/// A bar on the error output when that is a terminal; else nothing is shown.
fn bar(what: &'static str) -> ProgressBar {
    if !io::stderr().is_terminal() {
        return ProgressBar::hidden();
    }
    let style = ProgressStyle::with_template("{msg} {human_pos} {per_sec} [{elapsed_precise}] {spinner}");
    ProgressBar::new_spinner().with_style(style.unwrap_or_else(|_| ProgressStyle::default_spinner())).with_message(what)
}

/// The language of messages, by the environment; English when it says nothing of Chinese.
fn lang() -> Lang {
    let set =
        ["LC_ALL", "LC_MESSAGES", "LANG"].iter().find_map(|name| std::env::var(name).ok().filter(|v| !v.is_empty()));
    if set.is_some_and(|v| v.starts_with("zh")) { Lang::Zh } else { Lang::En }
}

fn month(text: &str) -> std::result::Result<Month, String> {
    Month::parse(text).ok_or_else(|| "a month is written YYYY-MM, as in 2026-03".to_owned())
}

fn division(text: &str) -> std::result::Result<Division, String> {
    Division::parse(text).ok_or_else(|| "a division is named by 6, 9 or 12 digits, as in 440703".to_owned())
}
