//! Tables as offices keep them: XLSX and CSV, read into rows of cells, and written without anything
//! that a spreadsheet would execute. Reading has two ends, [`send`] in a process of its own and
//! [`receive`] in the service; the limits of both are in [`limits`]. The meaning of the columns is
//! in `survey`.

pub mod cells;
pub mod limits;
mod reading;
mod stream;

use std::io::Read;

use chrono::{Datelike as _, Days, NaiveDate, NaiveDateTime, Timelike as _};
use rust_xlsxwriter::{DocProperties, Workbook, XlsxError};

pub use self::limits::{LARGEST, MOST_ROWS};
pub use self::reading::send;

use self::cells::{Cell, Row, Unreadable};
use self::limits::{HEAD_WITHIN, MOST, ROW_TEXT};
use self::stream::{Item, Receiver};

/// The most characters in a cell of a spreadsheet.
const LONGEST_CELL: usize = 32_767;

/// A table: the header row, and the non-empty rows below it.
pub struct Sheet {
    pub head: Row,
    pub rows: Vec<Row>,
}

impl Sheet {
    /// Gives its approximate size in memory, in bytes.
    pub fn memory(&self) -> usize {
        let row = |row: &Row| size_of::<Row>() + row.cells.iter().map(Cell::memory).sum::<usize>();
        row(&self.head) + self.rows.iter().map(row).sum::<usize>()
    }
}

/// Receives the rows that [`send`] wrote: those of the first visible sheet with a matching header,
/// and at most `most_rows` below it. It reads no further than necessary, keeps no more than the
/// limits allow, and refuses the file if the stream is incomplete or malformed.
///
/// # Errors
/// The reason why the file is refused.
pub fn receive(stream: impl Read, most_rows: usize, is_head: impl Fn(&[Cell]) -> bool) -> Result<Sheet, Unreadable> {
    let mut stream = Receiver(stream);
    let mut item = stream.next(0)?;
    loop {
        match item {
            Item::Sheet => {}
            Item::End => return Err(Unreadable::NoHead),
            Item::Row(_) | Item::TooWide => return Err(Unreadable::Unfinished),
        }
        let mut table = Table::new(most_rows, &is_head);
        let mut goes_on = true;
        item = loop {
            match stream.next(table.text)? {
                Item::Row(row) if goes_on => goes_on = table.take(row)?,
                Item::TooWide if goes_on => return Err(Unreadable::TooManyColumns),
                Item::Row(_) | Item::TooWide => {}
                end @ (Item::Sheet | Item::End) => break end,
            }
        };
        if let Some(sheet) = table.finish() {
            return if sheet.rows.is_empty() { Err(Unreadable::NoRows) } else { Ok(sheet) };
        }
    }
}

/// Reads a file in this process, without the limits of the separate process.
#[cfg(test)]
pub fn read(content: &[u8], most_rows: usize, is_head: impl Fn(&[Cell]) -> bool) -> Result<Sheet, Unreadable> {
    let mut stream = Vec::new();
    send(content, &mut stream).unwrap();
    receive(stream.as_slice(), most_rows, is_head)
}

/// A table under construction, row by row.
struct Table<'h> {
    most_rows: usize,
    is_head: &'h dyn Fn(&[Cell]) -> bool,
    seen: usize,
    head: Option<Row>,
    rows: Vec<Row>,
    /// The number of cells that may still be kept.
    cells: u64,
    /// The number of bytes of text that may still be kept.
    text: u64,
}

impl<'h> Table<'h> {
    fn new(most_rows: usize, is_head: &'h dyn Fn(&[Cell]) -> bool) -> Self {
        let text = MOST.text.min(ROW_TEXT * most_rows as u64);
        Self { most_rows, is_head, seen: 0, head: None, rows: Vec::new(), cells: MOST.cells, text }
    }

    /// Takes a row; `false` if no header can follow any more.
    fn take(&mut self, row: Row) -> Result<bool, Unreadable> {
        if row.cells.iter().all(Cell::is_blank) {
            return Ok(true);
        }
        self.seen += 1;
        if self.head.is_some() {
            if self.rows.len() >= self.most_rows {
                return Err(Unreadable::TooManyRows);
            }
            self.make_room(&row)?;
            self.rows.push(row);
        } else if (self.is_head)(&row.cells) {
            self.make_room(&row)?;
            self.head = Some(row);
        }
        Ok(self.head.is_some() || self.seen < HEAD_WITHIN)
    }

    fn make_room(&mut self, row: &Row) -> Result<(), Unreadable> {
        let text = |cell: &Cell| if let Cell::Text(text) = cell { text.len() as u64 } else { 0 };
        let left = |room: u64, taken: u64| room.checked_sub(taken).ok_or(Unreadable::TooMuchContent);
        self.cells = left(self.cells, row.cells.len() as u64)?;
        self.text = left(self.text, row.cells.iter().map(text).sum())?;
        Ok(())
    }

    fn finish(self) -> Option<Sheet> {
        self.head.map(|head| Sheet { head, rows: self.rows })
    }
}

/// Converts a spreadsheet's serial number into a day: days since the end of 1899, including the
/// leap day of 1900 that did not exist.
pub fn of_serial(serial: u32) -> Option<NaiveDate> {
    NaiveDate::from_ymd_opt(1899, 12, 30)?.checked_add_days(Days::new(serial.into()))
}

/// Guards a text against execution: a spreadsheet treats a text that begins with one of these
/// characters as a formula.
pub fn guarded(text: &str) -> String {
    let runs = text.starts_with(['=', '+', '-', '@', '\t', '\r', '\n', '＝', '＋', '－', '＠']);
    let guard = if runs { "'" } else { "" };
    guard.chars().chain(text.chars()).take(LONGEST_CELL).collect()
}

/// Writes a workbook with one sheet and the creation time `at`; every cell is a guarded text.
///
/// # Errors
/// If there are more rows than a sheet can have.
pub fn workbook(rows: &[Vec<String>], at: NaiveDateTime) -> Result<Vec<u8>, XlsxError> {
    let mut workbook = Workbook::new();
    // Otherwise the library would read the system clock.
    let day = rust_xlsxwriter::ExcelDateTime::from_ymd(
        at.year().try_into().unwrap_or(1900),
        at.month().try_into().unwrap_or(1),
        at.day().try_into().unwrap_or(1),
    )?;
    let [hour, minute, second] = [at.hour(), at.minute(), at.second()].map(|part| part.try_into().unwrap_or(0));
    let moment = day.and_hms(hour.into(), minute, second)?;
    workbook.set_properties(&DocProperties::new().set_creation_datetime(&moment));
    let sheet = workbook.add_worksheet();
    for (row, cells) in (0..).zip(rows) {
        for (column, text) in (0..).zip(cells) {
            if !text.is_empty() {
                sheet.write_string(row, column, guarded(text))?;
            }
        }
    }
    workbook.save_to_buffer()
}

/// Writes CSV in UTF-8 with the byte order mark that spreadsheets need, every cell guarded.
pub fn csv(rows: &[Vec<String>]) -> Vec<u8> {
    let mut writer = csv::WriterBuilder::new().flexible(true).from_writer(b"\xef\xbb\xbf".to_vec());
    for cells in rows {
        let _ = writer.write_record(cells.iter().map(|text| guarded(text))); // memory accepts all writes
    }
    writer.into_inner().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use std::io::Cursor;

    use encoding_rs::GB18030;

    use super::limits::Limits;
    use super::reading::measure;
    use super::*;

    fn named(cells: &[Cell]) -> bool {
        cells.iter().any(|cell| cell.folded() == "姓名")
    }

    fn texts(sheet: &Sheet) -> Vec<Vec<String>> {
        sheet.rows.iter().map(|row| row.cells.iter().map(Cell::text).collect()).collect()
    }

    fn read_as(content: &[u8]) -> Result<Vec<Vec<String>>, Unreadable> {
        read(content, MOST_ROWS, named).map(|sheet| texts(&sheet))
    }

    #[test]
    fn a_text_is_read_in_either_encoding_with_any_of_three_delimiters() {
        let expected = ["例一", "羊桥"];
        for text in ["姓名,住址\n例一,羊桥\n", "\u{feff}姓名\t住址\r\n例一\t羊桥", "姓名;住址\n\n例一;羊桥\n;;\n"]
        {
            assert_eq!(read_as(text.as_bytes()).unwrap()[0], expected, "{text}");
            let (encoded, ..) = GB18030.encode(text.trim_start_matches('\u{feff}'));
            assert_eq!(read_as(&encoded).unwrap()[0], expected, "{text}");
        }
    }

    #[test]
    fn what_is_no_table_is_told_apart() {
        for (content, why) in [
            (&b"\xd0\xcf\x11\xe0rest"[..], Unreadable::OldWorkbook),
            (b"PK\x03\x04rest", Unreadable::BrokenWorkbook),
            (b"\x00\x01", Unreadable::Encoding),
            (b"\xff\xff\xff", Unreadable::Encoding),
            (b"", Unreadable::NoHead),
            (b"a,b\nc,d\n", Unreadable::NoHead),
            ("姓名\n".as_bytes(), Unreadable::NoRows),
            (&"姓名\n".repeat(MOST_ROWS + 2).into_bytes(), Unreadable::TooManyRows),
            (&vec![b' '; LARGEST + 1], Unreadable::TooLarge),
        ] {
            assert_eq!(read_as(content).unwrap_err(), why);
        }
    }

    fn packed(parts: &[(&str, &[u8])]) -> Vec<u8> {
        let mut packed = zip::ZipWriter::new(Cursor::new(Vec::new()));
        for (name, content) in parts {
            packed.start_file(*name, zip::write::SimpleFileOptions::default()).unwrap();
            std::io::Write::write_all(&mut packed, content).unwrap();
        }
        packed.finish().unwrap().into_inner()
    }

    #[test]
    fn what_unpacks_to_too_much_is_refused_before_anything_is_read_of_it() {
        let blanks = vec![b' '; 50_000];
        let packed = packed(&[("a", &blanks), ("b", &blanks)]);
        assert!(packed.len() < 1_000);
        let measured = |unpacked| measure(&packed, &Limits { unpacked, ..limits::MOST });
        assert_eq!(measured(100_000), Ok(()));
        assert_eq!(measured(99_999), Err(Unreadable::TooLarge));
    }

    #[test]
    fn strings_and_cells_are_counted_by_their_elements_however_they_are_written() {
        let strings = "<sst><si/><x:si ><t>c</t></x:si><si\n></si><sip/><s:i/></sst>";
        // More than one piece, and an element across their border.
        let cells = "<c r='A1'>".repeat(30_000) + "</c><cc/><c/>";
        let packed = packed(&[("s", strings.as_bytes()), ("c", cells.as_bytes())]);
        let measured = |strings, cells| measure(&packed, &Limits { strings, cells, ..limits::MOST });
        assert_eq!(measured(3, 30_001), Ok(()));
        assert_eq!(measured(2, 30_001), Err(Unreadable::TooMuchContent));
        assert_eq!(measured(3, 30_000), Err(Unreadable::TooMuchContent));
    }

    /// Receives a stream.
    fn received(stream: &[u8]) -> Result<Sheet, Unreadable> {
        receive(stream, MOST_ROWS, named)
    }

    #[test]
    fn every_cell_comes_back_as_it_was() {
        let numbers = [0.1 + 0.2, -0.0, f64::MAX, 5e-324, 1.1e17, f64::INFINITY];
        let mut cells: Vec<Cell> = numbers.map(Cell::Number).to_vec();
        cells.extend([Cell::Empty, Cell::Text("例\0一".to_owned()), Cell::Date(of_serial(61).unwrap()), Cell::Empty]);
        let head = Row { number: 3, cells: vec![Cell::Text("姓名".to_owned())] };
        let mut stream = Vec::new();
        let mut sender = stream::Sender(&mut stream);
        sender.sheet().unwrap();
        sender.row(&head).unwrap();
        sender.row(&Row { number: usize::MAX, cells: cells.clone() }).unwrap();
        sender.finish(Ok(())).unwrap();

        let sheet = received(&stream).ok().unwrap();

        assert_eq!((sheet.head.number, sheet.rows[0].number), (3, usize::MAX));
        assert!(sheet.rows[0].cells == cells);
        let bits = |cell: &Cell| if let Cell::Number(number) = cell { number.to_bits() } else { 0 };
        assert_eq!(sheet.rows[0].cells[..6].iter().map(bits).collect::<Vec<_>>(), numbers.map(f64::to_bits));
    }

    #[test]
    fn a_stream_that_is_cut_off_or_is_none_is_refused() {
        let mut stream = Vec::new();
        send("姓名,住址\n例一,羊桥\n".as_bytes(), &mut stream).unwrap();
        assert!(received(&stream).is_ok());
        for end in 0..stream.len() {
            assert_eq!(received(&stream[..end]).err(), Some(Unreadable::Unfinished), "{end}");
        }
        let row = |cells: &[u8]| [b"SR\0\0\0\0\0\0\0\x01\0\x01", cells].concat();
        for (nonsense, why) in [
            (b"hello".to_vec(), Unreadable::Unfinished),
            (b"X\xff".to_vec(), Unreadable::Unfinished),
            (b"W".to_vec(), Unreadable::Unfinished),
            (b"SR\0\0\0\0\0\0\0\x01\xff\xff".to_vec(), Unreadable::Unfinished),
            (row(b"?"), Unreadable::Unfinished),
            (row(b"T\0\0\0\x01\xff"), Unreadable::Unfinished),
            (row(b"T\x00\x0f\xff\xff"), Unreadable::Unfinished),
            (row(b"T\xff\xff\xff\xff"), Unreadable::TooMuchContent),
            (row(b"D\x7f\xff\xff\xff"), Unreadable::Unfinished),
            (b"E".to_vec(), Unreadable::NoHead),
            (b"SW".to_vec(), Unreadable::TooManyColumns),
        ] {
            assert_eq!(received(&nonsense).err(), Some(why), "{nonsense:?}");
        }
    }

    #[test]
    fn a_table_keeps_no_more_cells_and_text_than_the_limits() {
        let row = |text: &str| Row { number: 1, cells: vec![Cell::Empty, Cell::Text(text.to_owned())] };
        let head = |_: &[Cell]| true;
        let took = |cells, text, last: &str| {
            let mut table = Table { cells, text, ..Table::new(MOST_ROWS, &head) };
            assert_eq!(table.take(row("12345")), Ok(true));
            table.take(row(last))
        };
        assert_eq!(took(4, 10, "12345"), Ok(true));
        assert_eq!(took(4, 10, "123456"), Err(Unreadable::TooMuchContent));
        assert_eq!(took(3, 10, "12345"), Err(Unreadable::TooMuchContent));
        assert!(Table::new(5_000, &head).text < Table::new(150_000, &head).text);
    }

    #[test]
    fn a_workbook_comes_back_as_written_with_what_would_run_guarded() {
        let rows = vec![vec!["姓名".to_owned(), "备注".to_owned()], vec!["例一".to_owned(), "=1+1".to_owned()]];
        let at = NaiveDate::from_ymd_opt(2026, 3, 5).unwrap().and_hms_opt(1, 0, 0).unwrap();
        let written = workbook(&rows, at).unwrap();
        assert_eq!(written, workbook(&rows, at).unwrap(), "the clock of the machine is no part of it");
        assert_eq!(read_as(&written).unwrap(), [["例一", "'=1+1"]]);
        assert_eq!(read_as(&csv(&rows)).unwrap(), [["例一", "'=1+1"]]);
    }

    #[test]
    fn what_cannot_be_seen_is_folded_away() {
        let folded = |text: &str| Cell::Text(text.to_owned()).folded();
        assert_eq!(folded(" \u{a0}张\t三\r\n\u{3000}"), "张 三");
        assert_eq!(folded("\u{202d}138\u{202c}"), "138");
        assert_eq!(folded("'11010519491231002X"), "11010519491231002X");
    }

    #[test]
    fn serial_numbers_are_days() {
        assert_eq!(of_serial(41_821), NaiveDate::from_ymd_opt(2014, 7, 1));
        assert_eq!(of_serial(61), NaiveDate::from_ymd_opt(1900, 3, 1));
    }
}
