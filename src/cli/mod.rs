//! The command line: arguments, the location of the database, and the printing of answers and
//! failures. Each command has a file of its own.

mod calendar;
pub mod context;
mod demo;
mod explain;
mod export;
mod import;
mod month_end;
pub mod print;
mod read_sheet;
mod serve;
mod table;

use std::io::{self, Write as _};
use std::path::PathBuf;
use std::process::ExitCode;

use clap::error::ErrorKind;
use clap::{Args, CommandFactory as _, Parser, Subcommand};

use self::context::{Context, Plain};
use self::print::{lang, print};
use crate::clock::Clock;
use crate::db::Location;
use crate::domain::values::hint::Lang;
use crate::error::{Error, Failure, Result};

/// The provable backend of one-to-one employment help: dated facts in, month-end registers out.
#[derive(Parser)]
#[command(name = "bangfu", version, about)]
struct Cli {
    #[command(flatten)]
    common: Common,
    #[command(subcommand)]
    command: Command,
}

/// The options that every command takes.
#[derive(Args)]
struct Common {
    /// The location of the ledger: sqlite:PATH or postgres://…
    #[arg(
        long,
        global = true,
        env = "BANGFU_DATABASE_URL",
        default_value = "sqlite:bangfu.db",
        hide_env_values = true
    )]
    database: String,
    /// The key file; by default beside the database file, or ./bangfu.key for PostgreSQL.
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
    /// Explain the status of a household or a person on a day.
    #[command(subcommand)]
    Explain(explain::Explain),
    /// Write the whole ledger as interchange lines.
    Export(export::Export),
    /// Manage the calendar of working days: the yearly notices on days off.
    #[command(subcommand)]
    Calendar(calendar::CalendarCommand),
    /// Read a spreadsheet for the service, from the standard input.
    #[command(hide = true)]
    ReadSheet,
}

/// Runs the program.
pub fn main() -> ExitCode {
    let cli = Cli::parse();
    if matches!(cli.command, Command::ReadSheet) {
        return read_sheet::main();
    }
    let location = Location::parse(&cli.common.database).unwrap_or_else(|reason| {
        // Not with a value parser: its error message would repeat the URL, and the password in it.
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
        Command::ReadSheet => Ok(()), // returned early above, without a context
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            // For a refused file the command itself has printed the document, with every faulty
            // row.
            fail(&error, json && error.failure != Failure::BadCalendar, context.lang);
            ExitCode::FAILURE
        }
    }
}

pub(in crate::cli) fn migrate(context: &Context) -> Result<()> {
    let mut conn = context.location.open()?;
    let ran = conn.migrate()?;
    context.keys(&mut conn)?;
    let said = match context.lang {
        Lang::Zh => format!("已执行 {ran} 项迁移。"),
        Lang::En => format!("{ran} migrations ran."),
    };
    print(&said)
}

/// Prints a failure: as a JSON document on the standard output if JSON was requested, otherwise in
/// words on the error output.
fn fail(error: &Error, json: bool, lang: Lang) {
    let message = error.failure.message(lang);
    let detail = error.detail();
    if json {
        let document = serde_json::json!({"code": error.failure.code(), "message": message});
        // If this output fails too, no other is left.
        let _ = writeln!(io::stdout(), "{document}");
    }
    let detail = if detail.is_empty() { String::new() } else { format!(" ({detail})") };
    let _ = writeln!(io::stderr(), "bangfu: {}: {message}{detail}", error.failure.code());
}
