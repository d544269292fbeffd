//! Imports interchange lines from files: valid lines are recorded in batches of one transaction
//! each, and refused lines go to the report.

use std::fs::File;
use std::io::{self, BufRead, BufReader, Read};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use flate2::bufread::MultiGzDecoder;
use serde::ser::SerializeMap as _;
use serde::{Serialize, Serializer};

use crate::clock::Clock;
use crate::db::Conn;
use crate::db::facts::log::last_position;
use crate::db::ledger::restoring;
use crate::domain::ledger::fact::Claim;
use crate::domain::ledger::incoming::{Incoming, Outcome};
use crate::domain::ledger::interchange;
use crate::domain::values::codes::Code;
use crate::domain::values::fields::LONGEST_LINE;
use crate::domain::values::hint::Lang;
use crate::domain::values::month::Month;
use crate::domain::values::refusal::Refusal;
use crate::domain::values::text::Reference;
use crate::error::{Error, Failure, Result};
use crate::ops::months::close;
use crate::ops::outbox::seekers;
use crate::ops::recording::record::record;
use crate::seal::keys::Keys;

/// The most lines of one transaction, so that a running server can write in between.
pub const BATCH: usize = 1000;
/// The most entries of each list in the printed report.
const SHOWN: usize = 1000;

/// How to import.
pub struct Options<'o> {
    pub sender: Option<Reference>,
    /// Check every line and keep nothing.
    pub dry_run: bool,
    /// Restore into an empty database, or go on with an interrupted restore: senders and closes are
    /// taken from the lines.
    pub restore: bool,
    pub lang: Lang,
    /// Lines of one transaction; at most [`BATCH`].
    pub batch: usize,
    /// Keep every entry for a report file, not only the printed ones.
    pub keep_all: bool,
    /// Called with the number of lines read so far.
    pub progress: &'o dyn Fn(u64),
}

/// The result of an import.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Report {
    pub read: u64,
    pub applied: u64,
    pub duplicate: u64,
    pub refused: u64,
    pub flagged: u64,
    /// The last position of the ledger after the import.
    pub position: i64,
    pub refusals: Vec<Entry>,
    pub flags: Vec<Entry>,
}

/// A line that was refused or flagged. A file may have a million of them, so the message is built
/// only when the entry is written.
#[derive(Clone, Debug)]
pub struct Entry {
    pub file: Arc<str>,
    pub line: u64,
    pub refusal: Refusal,
    lang: Lang,
}

impl Entry {
    /// Gives the problem and the remedy in words.
    pub fn message(&self) -> String {
        self.refusal.message(self.lang)
    }
}

impl Serialize for Entry {
    fn serialize<S: Serializer>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error> {
        let Refusal { code, field, .. } = &self.refusal;
        let mut map = serializer.serialize_map(None)?;
        map.serialize_entry("file", &*self.file)?;
        map.serialize_entry("line", &self.line)?;
        map.serialize_entry("code", code.as_str())?;
        if let Some(field) = field {
            map.serialize_entry("field", field)?;
        }
        map.serialize_entry("message", &self.message())?;
        map.end()
    }
}

impl Report {
    /// Cuts long lists to the entries that are printed.
    pub fn shorten(&mut self) {
        self.refusals.truncate(SHOWN);
        self.flags.truncate(SHOWN);
    }
}

/// Imports files in the order given; `-` is the standard input. The report is complete up to the
/// end of the import, even an early one.
pub fn import(
    conn: &mut Conn,
    keys: &Keys,
    clock: &Clock,
    files: &[PathBuf],
    options: &Options<'_>,
) -> (Report, Result<()>) {
    let mut report = Report::default();
    let result = if options.dry_run {
        let tried = conn.write(|conn| {
            run(conn, keys, clock, files, options, &mut report)?;
            Err::<(), _>(Error::internal(DRY))
        });
        match tried {
            Err(e) if e.detail() == DRY => Ok(()),
            other => other,
        }
    } else {
        run(conn, keys, clock, files, options, &mut report)
    };
    match last_position(conn) {
        Ok(position) => report.position = position,
        Err(_) if result.is_err() => {} // the first error is the one to tell
        Err(e) => return (report, Err(e)),
    }
    (report, result)
}

/// Marks the rollback of a dry run.
const DRY: &str = "dry run";

fn run(
    conn: &mut Conn,
    keys: &Keys,
    clock: &Clock,
    files: &[PathBuf],
    options: &Options<'_>,
    report: &mut Report,
) -> Result<()> {
    if options.restore {
        within(conn, options, restoring::begin)?;
    }
    let mut importer = Importer { conn, keys, clock, options, report, waiting: Vec::new(), line: 0 };
    let ended = files.iter().try_for_each(|file| importer.file(file));
    // Lines read in full before the input broke off are recorded all the same.
    let flushed = if ended.as_ref().is_err_and(|e| !is_input(e.failure)) { Ok(()) } else { importer.flush() };
    ended.and(flushed)?;
    if options.restore {
        within(conn, options, |conn| {
            restoring::end(conn)?;
            seekers::settle_all(conn, keys, clock.now())
        })?;
    }
    Ok(())
}

/// Runs `work` in a transaction of its own; a dry run is one transaction already.
fn within<T>(conn: &mut Conn, options: &Options<'_>, work: impl FnOnce(&mut Conn) -> Result<T>) -> Result<T> {
    if options.dry_run { work(conn) } else { conn.write(work) }
}

fn is_input(failure: Failure) -> bool {
    matches!(failure, Failure::InputTruncated | Failure::InputUnreadable)
}

struct Importer<'i> {
    conn: &'i mut Conn,
    keys: &'i Keys,
    clock: &'i Clock,
    options: &'i Options<'i>,
    report: &'i mut Report,
    /// Parsed lines that are not recorded yet, each with its file and number.
    waiting: Vec<(Incoming, Arc<str>, u64)>,
    /// Counted over all files.
    line: u64,
}

impl Importer<'_> {
    fn file(&mut self, path: &Path) -> Result<()> {
        let name: Arc<str> = if path == Path::new("-") { "-".into() } else { path.display().to_string().into() };
        let mut lines = Lines::open(path)?;
        loop {
            let Some(line) = lines.next().map_err(|e| e.context(&*name))? else { return Ok(()) };
            self.line += 1;
            let parsed = match line {
                // A blank line says nothing, but it is counted, so that line numbers agree with an
                // editor's.
                Got::Blank => continue,
                Got::Line(bytes) => interchange::parse(bytes),
                Got::TooLong => Err(Refusal::new(Code::BadJson, None)),
            };
            self.report.read += 1;
            match parsed {
                Ok(line) if matches!(line.claim, Claim::MonthClosed { .. }) && self.options.restore => {
                    let Claim::MonthClosed { month } = line.claim else { continue };
                    self.close(month)?;
                }
                Ok(line) if line.sender.is_some() && !self.options.restore => {
                    self.refuse(&name, self.line, Refusal::new(Code::RestoreOnly, Some("sender")));
                }
                Ok(mut line) => {
                    let sender = line.sender.take().or_else(|| self.options.sender.clone());
                    self.waiting.push((Incoming { sender, line, live: false, scope: None }, name.clone(), self.line));
                }
                Err(refusal) => self.refuse(&name, self.line, refusal),
            }
            if self.waiting.len() >= self.options.batch.clamp(1, BATCH) {
                self.flush()?;
            }
        }
    }

    fn flush(&mut self) -> Result<()> {
        let waiting = std::mem::take(&mut self.waiting);
        if waiting.is_empty() {
            (self.options.progress)(self.report.read);
            return Ok(());
        }
        let (batch, places): (Vec<Incoming>, Vec<(Arc<str>, u64)>) =
            waiting.into_iter().map(|(incoming, file, line)| (incoming, (file, line))).unzip();
        let (keys, now) = (self.keys, self.clock.now());
        let options = self.options;
        let outcomes = within(self.conn, options, |conn| {
            if !options.restore {
                restoring::refuse(conn)?;
            }
            record(conn, keys, now, &batch)
        })?;
        for (outcome, (file, line)) in outcomes.into_iter().zip(places) {
            // If the database is lost later, this is the last position known.
            if let Outcome::Applied { position, .. } | Outcome::Duplicate { position } = &outcome
                && !self.options.dry_run
            {
                self.report.position = self.report.position.max(*position);
            }
            match outcome {
                Outcome::Applied { flag, .. } => {
                    self.report.applied += 1;
                    if let Some(code) = flag {
                        self.flag(&file, line, Refusal::new(code, None));
                    }
                }
                Outcome::Duplicate { .. } => self.report.duplicate += 1,
                Outcome::Refused(refusal) => self.refuse(&file, line, refusal),
            }
        }
        (self.options.progress)(self.report.read);
        Ok(())
    }

    fn close(&mut self, month: Month) -> Result<()> {
        self.flush()?;
        let clock = self.clock;
        let closed = within(self.conn, self.options, |conn| close::close_restored(conn, clock, month))?;
        if closed.already_closed {
            self.report.duplicate += 1;
        } else {
            self.report.applied += 1;
        }
        Ok(())
    }

    fn entry(&self, file: &Arc<str>, line: u64, refusal: Refusal) -> Entry {
        Entry { file: Arc::clone(file), line, refusal, lang: self.options.lang }
    }

    fn refuse(&mut self, file: &Arc<str>, line: u64, refusal: Refusal) {
        self.report.refused += 1;
        if self.options.keep_all || self.report.refusals.len() < SHOWN {
            let entry = self.entry(file, line, refusal);
            // A line that does not parse is refused before the lines that wait ahead of it.
            let at = self.report.refusals.partition_point(|e| e.line <= line);
            self.report.refusals.insert(at, entry);
        }
    }

    fn flag(&mut self, file: &Arc<str>, line: u64, flag: Refusal) {
        self.report.flagged += 1;
        if self.options.keep_all || self.report.flags.len() < SHOWN {
            let entry = self.entry(file, line, flag);
            self.report.flags.push(entry);
        }
    }
}

/// A line as read.
enum Got<'l> {
    Line(&'l [u8]),
    Blank,
    /// Longer than the limit; the rest of the line was skipped.
    TooLong,
}

/// Reads lines of a bounded length from a plain or compressed file.
struct Lines {
    reader: Box<dyn BufRead>,
    compressed: bool,
    line: Vec<u8>,
    first: bool,
}

impl Lines {
    fn open(path: &Path) -> Result<Self> {
        let unreadable =
            |e: io::Error| Error::new(Failure::InputUnreadable).context(format!("{}: {e}", path.display()));
        let input: Box<dyn Read> = if path == Path::new("-") {
            Box::new(io::stdin())
        } else {
            Box::new(File::open(path).map_err(unreadable)?)
        };
        let plain = BufReader::with_capacity(1 << 16, input);
        let compressed = path.extension().is_some_and(|e| e == "gz");
        let reader: Box<dyn BufRead> = if compressed {
            Box::new(BufReader::with_capacity(1 << 16, MultiGzDecoder::new(plain)))
        } else {
            Box::new(plain)
        };
        Ok(Self { reader, compressed, line: Vec::new(), first: true })
    }

    /// Reads the next line, without its end.
    fn next(&mut self) -> Result<Option<Got<'_>>> {
        self.line.clear();
        let (mut too_long, mut any, mut ended) = (false, false, false);
        while !ended {
            let buffer = match self.reader.fill_buf() {
                Ok(buffer) => buffer,
                Err(e) if e.kind() == io::ErrorKind::Interrupted => continue,
                Err(e) => return Err(self.failed(&e)),
            };
            if buffer.is_empty() {
                break;
            }
            any = true;
            let end = buffer.iter().position(|b| *b == b'\n');
            ended = end.is_some();
            let piece = &buffer[..end.unwrap_or(buffer.len())];
            too_long |= self.line.len() + piece.len() > LONGEST_LINE;
            if !too_long {
                self.line.extend_from_slice(piece);
            }
            let used = piece.len() + usize::from(ended);
            self.reader.consume(used);
        }
        if !any {
            return Ok(None);
        }
        if std::mem::take(&mut self.first) && self.line.starts_with(b"\xef\xbb\xbf") {
            self.line.drain(..3);
        }
        Ok(Some(if too_long {
            Got::TooLong
        } else if self.line.iter().all(u8::is_ascii_whitespace) {
            Got::Blank
        } else {
            Got::Line(&self.line)
        }))
    }

    fn failed(&self, e: &io::Error) -> Error {
        let broken_off = self.compressed && e.kind() == io::ErrorKind::UnexpectedEof;
        let failure = if broken_off { Failure::InputTruncated } else { Failure::InputUnreadable };
        Error::new(failure).context(e.to_string())
    }
}
