//! Printing of answers, and parsing of arguments.

use std::io;
use std::io::{IsTerminal as _, Write as _};

use indicatif::{ProgressBar, ProgressStyle};
use serde::Serialize;

use crate::domain::values::division::Division;
use crate::domain::values::hint::Lang;
use crate::domain::values::month::Month;
use crate::error::{Error, Failure, Result};

/// Prints a result to the standard output.
pub(in crate::cli) fn print(text: &str) -> Result<()> {
    let mut out = io::stdout().lock();
    match writeln!(out, "{text}").and_then(|()| out.flush()) {
        // The reader of a pipe may close it early; that is not an error.
        Err(e) if e.kind() != io::ErrorKind::BrokenPipe => {
            Err(Error::new(Failure::OutputUnwritable).context(e.to_string()))
        }
        _ => Ok(()),
    }
}

/// Prints a JSON document.
pub(in crate::cli) fn print_json(value: &impl Serialize) -> Result<()> {
    print(&to_json(value)?)
}

pub(in crate::cli) fn to_json(value: &impl Serialize) -> Result<String> {
    serde_json::to_string(value).map_err(|e| Error::internal(e.to_string()))
}

/// Gives a progress bar on the error output, hidden if that is not a terminal.
pub(in crate::cli) fn bar(what: &'static str) -> ProgressBar {
    if !io::stderr().is_terminal() {
        return ProgressBar::hidden();
    }
    let style = ProgressStyle::with_template("{msg} {human_pos} {per_sec} [{elapsed_precise}] {spinner}");
    ProgressBar::new_spinner().with_style(style.unwrap_or_else(|_| ProgressStyle::default_spinner())).with_message(what)
}

/// Gives the language of messages from the environment; English unless it names Chinese.
pub(in crate::cli) fn lang() -> Lang {
    let set =
        ["LC_ALL", "LC_MESSAGES", "LANG"].iter().find_map(|name| std::env::var(name).ok().filter(|v| !v.is_empty()));
    if set.is_some_and(|v| v.starts_with("zh")) { Lang::Zh } else { Lang::En }
}

pub(in crate::cli) fn month(text: &str) -> std::result::Result<Month, String> {
    Month::parse(text).ok_or_else(|| "a month is written YYYY-MM, as in 2026-03".to_owned())
}

pub(in crate::cli) fn division(text: &str) -> std::result::Result<Division, String> {
    Division::parse(text).ok_or_else(|| "a division is named by 6, 9 or 12 digits, as in 440703".to_owned())
}
