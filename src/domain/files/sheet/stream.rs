//! The stream in which the reading process hands over the rows of a file. The receiver trusts
//! nothing in it: it keeps no more than its limits allow, and refuses the file at anything
//! unexpected.
//!
//! ```text
//! file   (sheet row*)* (end | refused)
//! sheet  S
//! row    R number:8 width:2 cell*   |   W                     a row with more columns than are read
//! cell   - | T length:4 bytes | N bits:8 | D days:4           nothing, UTF-8, a double, a day
//! end    E
//! refused X code:1
//! ```
//!
//! Numbers are big-endian. A double is sent as its bits, so that it arrives unchanged; a day as the
//! number of days since the year 1.

use std::io::{self, Read, Write};

use chrono::{Datelike as _, NaiveDate};

use super::cells::{Cell, Row, Unreadable};
use super::limits::MOST_COLUMNS;

/// The sending end.
pub(super) struct Sender<W>(pub W);

impl<W: Write> Sender<W> {
    /// Begins a sheet.
    pub fn sheet(&mut self) -> io::Result<()> {
        self.0.write_all(b"S")
    }

    /// Sends a row of the sheet.
    pub fn row(&mut self, row: &Row) -> io::Result<()> {
        let Some(width) = u16::try_from(row.cells.len()).ok().filter(|_| row.cells.len() <= MOST_COLUMNS) else {
            return self.too_wide();
        };
        self.0.write_all(b"R")?;
        self.0.write_all(&(row.number as u64).to_be_bytes())?;
        self.0.write_all(&width.to_be_bytes())?;
        row.cells.iter().try_for_each(|cell| self.cell(cell))
    }

    /// Reports a row with too many columns.
    pub fn too_wide(&mut self) -> io::Result<()> {
        self.0.write_all(b"W")
    }

    fn cell(&mut self, cell: &Cell) -> io::Result<()> {
        match cell {
            Cell::Empty => self.0.write_all(b"-"),
            Cell::Text(text) => {
                let length = u32::try_from(text.len()).map_err(|_| io::ErrorKind::InvalidData)?;
                self.0.write_all(b"T")?;
                self.0.write_all(&length.to_be_bytes())?;
                self.0.write_all(text.as_bytes())
            }
            Cell::Number(number) => {
                self.0.write_all(b"N")?;
                self.0.write_all(&number.to_bits().to_be_bytes())
            }
            Cell::Date(day) => {
                self.0.write_all(b"D")?;
                self.0.write_all(&day.num_days_from_ce().to_be_bytes())
            }
        }
    }

    /// Reports the end of the file, or the reason why it cannot be read.
    pub fn finish(&mut self, read: Result<(), Unreadable>) -> io::Result<()> {
        match read {
            Ok(()) => self.0.write_all(b"E")?,
            Err(why) => self.0.write_all(&[b'X', why.number()])?,
        }
        self.0.flush()
    }
}

/// An item of a stream.
pub(super) enum Item {
    Sheet,
    Row(Row),
    TooWide,
    End,
}

/// The receiving end.
pub(super) struct Receiver<R>(pub R);

impl<R: Read> Receiver<R> {
    /// Reads the next item; a row may have at most `most_text` bytes of text. The error is the
    /// reason to refuse the file.
    pub fn next(&mut self, most_text: u64) -> Result<Item, Unreadable> {
        match self.byte()? {
            b'S' => Ok(Item::Sheet),
            b'R' => self.row(most_text).map(Item::Row),
            b'W' => Ok(Item::TooWide),
            b'E' => Ok(Item::End),
            b'X' => Err(Unreadable::from_number(self.byte()?).unwrap_or(Unreadable::Unfinished)),
            _ => Err(Unreadable::Unfinished),
        }
    }

    fn row(&mut self, most_text: u64) -> Result<Row, Unreadable> {
        let number = usize::try_from(u64::from_be_bytes(self.bytes()?)).map_err(|_| Unreadable::Unfinished)?;
        let width = usize::from(u16::from_be_bytes(self.bytes()?));
        if width > MOST_COLUMNS {
            return Err(Unreadable::Unfinished);
        }
        let mut room = most_text;
        let mut cells = Vec::with_capacity(width);
        for _ in 0..width {
            cells.push(self.cell(&mut room)?);
        }
        Ok(Row { number, cells })
    }

    fn cell(&mut self, room: &mut u64) -> Result<Cell, Unreadable> {
        match self.byte()? {
            b'-' => Ok(Cell::Empty),
            b'T' => {
                let length = u64::from(u32::from_be_bytes(self.bytes()?));
                *room = room.checked_sub(length).ok_or(Unreadable::TooMuchContent)?;
                // Beyond that, it grows with the received bytes, not with the claimed length.
                let mut text = Vec::with_capacity(usize::try_from(length).unwrap_or(0).min(64 * 1024));
                let read = self.0.by_ref().take(length).read_to_end(&mut text);
                let text = read.ok().filter(|read| *read as u64 == length).and_then(|_| String::from_utf8(text).ok());
                text.map(Cell::Text).ok_or(Unreadable::Unfinished)
            }
            b'N' => Ok(Cell::Number(f64::from_bits(u64::from_be_bytes(self.bytes()?)))),
            b'D' => {
                let day = NaiveDate::from_num_days_from_ce_opt(i32::from_be_bytes(self.bytes()?));
                day.map(Cell::Date).ok_or(Unreadable::Unfinished)
            }
            _ => Err(Unreadable::Unfinished),
        }
    }

    fn byte(&mut self) -> Result<u8, Unreadable> {
        self.bytes().map(|[byte]| byte)
    }

    fn bytes<const N: usize>(&mut self) -> Result<[u8; N], Unreadable> {
        let mut bytes = [0; N];
        self.0.read_exact(&mut bytes).map_err(|_| Unreadable::Unfinished)?;
        Ok(bytes)
    }
}
