//! Reads the bytes of a file and hands over its rows one by one. This runs in a process of its own,
//! because the workbook library reserves as much memory as a file claims to need.

use std::io::{self, Cursor, Read, Write};

use calamine::{DataRef, ExcelDateTime, Reader as _, SheetType, SheetVisible, Xlsx};
use chrono::NaiveDate;

use super::cells::{Cell, Row, Unreadable};
use super::limits::{LARGEST, Limits, MOST, MOST_COLUMNS};
use super::stream::Sender;
use crate::values::encoding::decode;

/// Reads a file, whose type its content determines, and writes its rows to a stream for
/// [`super::receive`].
///
/// # Errors
/// If the stream cannot be written. An unreadable file is no error: the stream carries the reason.
pub fn send(content: &[u8], out: impl Write) -> io::Result<()> {
    let mut sender = Sender(out);
    let read = if content.len() > LARGEST {
        Err(Unreadable::TooLarge.into())
    } else if content.starts_with(b"PK\x03\x04") {
        send_workbook(content, &mut sender)
    } else if content.starts_with(b"\xd0\xcf\x11\xe0") {
        Err(Unreadable::OldWorkbook.into())
    } else {
        decode(content).ok_or(Stop::File(Unreadable::Encoding)).and_then(|text| send_text(&text, &mut sender))
    };
    match read {
        Ok(()) => sender.finish(Ok(())),
        Err(Stop::File(why)) => sender.finish(Err(why)),
        Err(Stop::Stream(e)) => Err(e),
    }
}

/// The reason why reading stops.
enum Stop {
    File(Unreadable),
    Stream(io::Error),
}

impl From<Unreadable> for Stop {
    fn from(why: Unreadable) -> Self {
        Self::File(why)
    }
}

impl From<io::Error> for Stop {
    fn from(e: io::Error) -> Self {
        Self::Stream(e)
    }
}

/// The quantities that may still be handed over.
struct Room {
    cells: u64,
    text: u64,
}

impl Room {
    /// Makes room for a cell with that many bytes of text.
    fn take(&mut self, text: usize) -> Result<(), Unreadable> {
        self.cells = self.cells.checked_sub(1).ok_or(Unreadable::TooMuchContent)?;
        self.text = self.text.checked_sub(text as u64).ok_or(Unreadable::TooMuchContent)?;
        Ok(())
    }
}

/// A row of a workbook under construction.
#[derive(Default)]
struct Making {
    number: usize,
    cells: Vec<Cell>,
    is_too_wide: bool,
}

impl Making {
    fn put(&mut self, column: usize, value: Cell) {
        if column >= MOST_COLUMNS {
            self.is_too_wide = true;
            return;
        }
        if self.cells.len() <= column {
            self.cells.resize(column + 1, Cell::Empty);
        }
        self.cells[column] = value;
    }

    fn send(self, sender: &mut Sender<impl Write>) -> io::Result<()> {
        if self.is_too_wide { sender.too_wide() } else { sender.row(&Row { number: self.number, cells: self.cells }) }
    }
}

fn send_workbook(content: &[u8], sender: &mut Sender<impl Write>) -> Result<(), Stop> {
    measure(content, &MOST)?;
    let broken = |_| Unreadable::BrokenWorkbook;
    let mut workbook: Xlsx<_> = Xlsx::new(Cursor::new(content)).map_err(broken)?;
    let seen = |s: &&calamine::Sheet| s.visible == SheetVisible::Visible && s.typ == SheetType::WorkSheet;
    let names: Vec<String> = workbook.sheets_metadata().iter().filter(seen).map(|s| s.name.clone()).collect();
    let mut room = Room { cells: MOST.cells, text: MOST.text };
    for name in names {
        sender.sheet()?;
        let mut cells = workbook.worksheet_cells_reader(&name).map_err(broken)?;
        let mut row = Making::default();
        while let Some(cell) = cells.next_cell().map_err(broken)? {
            let (at, column) = cell.get_position();
            let (number, column) = (at as usize + 1, column as usize);
            // Counted before the text is copied: a million cells may show one long string.
            room.take(text_of(cell.get_value()).len())?;
            let value = of_workbook(cell.get_value());
            if value == Cell::Empty {
                continue;
            }
            if number != row.number {
                std::mem::replace(&mut row, Making { number, ..Making::default() }).send(sender)?;
            }
            row.put(column, value);
        }
        row.send(sender)?;
    }
    Ok(())
}

/// Unpacks every part of a workbook within the limits without keeping it, because a part may lie
/// about its size. Strings and cells are counted by their elements, so that a file with too many is
/// refused before any is kept.
pub(super) fn measure(content: &[u8], most: &Limits) -> Result<(), Unreadable> {
    let broken = |_| Unreadable::BrokenWorkbook;
    let mut parts = zip::ZipArchive::new(Cursor::new(content)).map_err(broken)?;
    let mut room = *most;
    let mut buffer = vec![0; 64 * 1024];
    for at in 0..parts.len() {
        let mut part = parts.by_index(at).map_err(broken)?;
        // The chain lists the cells with formulas a second time. If it is a sheet under a false
        // name, its cells are counted when they are handed over.
        let is_chain = part.name().is_ok_and(|name| name.ends_with("/calcChain.xml"));
        let mut elements = Elements::default();
        loop {
            let read = part.read(&mut buffer).map_err(|_| Unreadable::BrokenWorkbook)?;
            if read == 0 {
                break;
            }
            room.unpacked = room.unpacked.checked_sub(read as u64).ok_or(Unreadable::TooLarge)?;
            if !is_chain {
                elements.count(&buffer[..read], &mut room)?;
            }
        }
    }
    Ok(())
}

/// Counts the elements of a text that arrives in pieces, by their local names.
#[derive(Default)]
struct Elements {
    /// The beginning of the name of the element that has just begun.
    name: Option<Vec<u8>>,
}

impl Elements {
    fn count(&mut self, piece: &[u8], room: &mut Limits) -> Result<(), Unreadable> {
        let mut rest = piece;
        loop {
            let Some(name) = &mut self.name else {
                let Some(at) = rest.iter().position(|byte| *byte == b'<') else { return Ok(()) };
                rest = &rest[at + 1..];
                self.name = Some(Vec::new());
                continue;
            };
            let Some((byte, others)) = rest.split_first() else { return Ok(()) };
            rest = others;
            match byte {
                b':' => name.clear(),
                b'/' | b'>' | b' ' | b'\t' | b'\r' | b'\n' => {
                    let counted = match name.as_slice() {
                        b"si" => &mut room.strings,
                        b"c" => &mut room.cells,
                        _ => {
                            self.name = None;
                            continue;
                        }
                    };
                    *counted = counted.checked_sub(1).ok_or(Unreadable::TooMuchContent)?;
                    self.name = None;
                }
                // A name of three characters matches neither.
                _ if name.len() < 3 => name.push(*byte),
                _ => {}
            }
        }
    }
}

fn text_of<'v>(value: &'v DataRef<'v>) -> &'v str {
    match value {
        DataRef::String(said) | DataRef::DateTimeIso(said) | DataRef::DurationIso(said) => said,
        DataRef::SharedString(said) => said,
        DataRef::Bool(true) => "TRUE",
        DataRef::Bool(false) => "FALSE",
        DataRef::Int(_) | DataRef::Float(_) | DataRef::DateTime(_) | DataRef::Error(_) | DataRef::Empty => "",
    }
}

fn of_workbook(value: &DataRef<'_>) -> Cell {
    match value {
        #[expect(clippy::cast_precision_loss, reason = "a workbook keeps every number as a double")]
        DataRef::Int(number) => Cell::Number(*number as f64),
        DataRef::Float(number) => Cell::Number(*number),
        DataRef::DateTime(moment) => of_moment(moment),
        text => of_text(text_of(text)),
    }
}

fn of_text(said: &str) -> Cell {
    if said.is_empty() { Cell::Empty } else { Cell::Text(said.to_owned()) }
}

fn of_moment(moment: &ExcelDateTime) -> Cell {
    let (year, month, day, ..) = moment.to_ymd_hms_milli();
    let day = NaiveDate::from_ymd_opt(year.into(), month.into(), day.into()).filter(|_| moment.as_f64() >= 1.0);
    day.map_or(Cell::Number(moment.as_f64()), Cell::Date)
}

/// Reads CSV, separated by the most frequent of comma, tab and semicolon. Row numbers do not count
/// blank lines.
fn send_text(text: &str, sender: &mut Sender<impl Write>) -> Result<(), Stop> {
    let count = |delimiter: u8| text.bytes().filter(|b| *b == delimiter).count();
    let delimiter = [b';', b'\t', b','].into_iter().max_by_key(|d| count(*d)).unwrap_or(b',');
    let mut reader =
        csv::ReaderBuilder::new().has_headers(false).flexible(true).delimiter(delimiter).from_reader(text.as_bytes());
    let mut record = csv::StringRecord::new();
    let mut number = 0;
    sender.sheet()?;
    while reader.read_record(&mut record).map_err(|_| Unreadable::Encoding)? {
        number += 1;
        if record.len() > MOST_COLUMNS {
            sender.too_wide()?;
        } else {
            sender.row(&Row { number, cells: record.iter().map(of_text).collect() })?;
        }
    }
    Ok(())
}
