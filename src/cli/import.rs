//! `bangfu import`.

use std::fs::File;
use std::io::{self, BufWriter, Write as _};
use std::path::{Path, PathBuf};

use clap::Args;

use super::context::{Context, Plain};
use super::print::{bar, print, print_json};
use crate::domain::values::hint::Lang;
use crate::domain::values::refusal::Refusal;
use crate::domain::values::text::Reference;
use crate::error::{Error, Failure, Result};
use crate::ops::transfer::import::{self, BATCH, Options, Report};

#[derive(Args)]
pub(super) struct Import {
    /// Files of interchange lines, in order; also .gz, and - for the standard input.
    #[arg(required = true)]
    files: Vec<PathBuf>,
    /// The sender of the lines.
    #[arg(long, value_parser = sender)]
    sender: Option<Reference>,
    /// Check every line and store nothing.
    #[arg(long)]
    dry_run: bool,
    /// Write the whole report to this file.
    #[arg(long)]
    report: Option<PathBuf>,
    /// Restore an export into an empty database.
    #[arg(long, conflicts_with = "sender")]
    restore: bool,
    /// Lines of one transaction.
    #[arg(long, default_value_t = BATCH, hide = true, value_parser = batch)]
    batch: usize,
    #[arg(long, default_value = "text")]
    pub(super) format: Plain,
}

fn sender(text: &str) -> std::result::Result<Reference, String> {
    Reference::parse(text).map_err(|_| "a sender is named by 1 to 64 characters, and not by an ID number".to_owned())
}

fn batch(text: &str) -> std::result::Result<usize, String> {
    text.parse().ok().filter(|n| (1..=BATCH).contains(n)).ok_or_else(|| format!("1 to {BATCH}"))
}

impl Import {
    pub(super) fn run(self, context: &Context) -> Result<()> {
        // Before any line is accepted: a flag is reported only once, when its line is accepted.
        let report_file = match &self.report {
            Some(path) => Some((File::create(path).map_err(|e| unwritable(path, &e))?, path)),
            None => None,
        };
        let mut conn = context.open_or_make()?;
        let keys = context.keys(&mut conn)?;
        let bar = bar("lines");
        let options = Options {
            sender: self.sender,
            dry_run: self.dry_run,
            restore: self.restore,
            lang: context.lang,
            batch: self.batch,
            keep_all: self.report.is_some(),
            progress: &|lines| bar.set_position(lines),
        };
        let (mut report, result) = import::import(&mut conn, &keys, &context.clock, &self.files, &options);
        bar.finish_and_clear();
        let written =
            report_file.map_or(Ok(()), |(file, path)| written(file, &report).map_err(|e| unwritable(path, &e)));
        // A failed operation prints its code instead; the accepted lines are in the report file.
        result?;
        report.shorten();
        match self.format {
            Plain::Json => print_json(&report),
            Plain::Text => print(&words(&report, context.lang)),
        }?;
        written
    }
}

fn unwritable(path: &Path, e: &io::Error) -> Error {
    Error::new(Failure::OutputUnwritable).context(format!("{}: {e}", path.display()))
}

fn written(file: File, report: &Report) -> io::Result<()> {
    let mut file = BufWriter::new(file);
    serde_json::to_writer(&mut file, report)?;
    writeln!(file)?;
    file.flush()
}

fn words(report: &Report, lang: Lang) -> String {
    let Report { read, applied, duplicate, refused, flagged, position, .. } = report;
    let mut text = match lang {
        Lang::Zh => format!(
            "读取 {read} 行：入账 {applied}，重复 {duplicate}，拒绝 {refused}，标记 {flagged}；账本位置 {position}。"
        ),
        Lang::En => format!(
            "{read} lines read: {applied} applied, {duplicate} duplicate, {refused} refused, {flagged} flagged; position {position}."
        ),
    };
    for entry in report.refusals.iter().chain(&report.flags).take(20) {
        let Refusal { code, field, .. } = &entry.refusal;
        let field = field.as_deref().map(|f| format!(" {f}")).unwrap_or_default();
        text += &format!("\n{}:{}: {}{field}: {}", entry.file, entry.line, code.as_str(), entry.message());
    }
    text
}
