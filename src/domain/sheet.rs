//! Tables as offices keep them: XLSX and CSV read into rows of cells, and written with nothing in them that a spreadsheet would
//! run. What the columns mean is in `survey`.

use std::io::{Cursor, Read as _};

use calamine::{DataRef, ExcelDateTime, Reader as _, SheetType, SheetVisible, Xlsx};
use chrono::{Datelike as _, Days, NaiveDate, NaiveDateTime, Timelike as _};
use encoding_rs::GB18030;
use rust_xlsxwriter::{DocProperties, Workbook, XlsxError};

/// The most bytes of a file.
pub const LARGEST: usize = 5 * 1024 * 1024;
/// The most rows of a list of people below the head that have anything in them.
pub const MOST_ROWS: usize = 5_000;
/// The most columns; a real list has thirty.
const MOST_COLUMNS: usize = 256;
/// Rows above the head: a title, who fills it in, when.
const HEAD_WITHIN: usize = 10;
/// The most bytes a file may unpack to: a packed one of a few kilobytes can hold gigabytes.
const MOST_UNPACKED: u64 = 64 * 1024 * 1024;
/// Characters a cell of a spreadsheet holds.
const LONGEST_CELL: usize = 32_767;

/// What a cell holds. Somebody's data, so it shows nothing of itself.
#[derive(Clone, PartialEq, Default)]
pub enum Cell {
    #[default]
    Empty,
    Text(String),
    /// What the spreadsheet keeps as a number, whatever was typed.
    Number(f64),
    Date(NaiveDate),
}

impl Cell {
    /// Writes it as the spreadsheet would show it.
    pub fn text(&self) -> String {
        match self {
            Self::Empty => String::new(),
            Self::Text(text) => text.clone(),
            Self::Number(number) => number.to_string(),
            Self::Date(day) => day.to_string(),
        }
    }

    /// The text without what cannot be seen: blanks of every width, tabs and line breaks are single blanks, marks of
    /// direction and the apostrophe that keeps a spreadsheet from reading a number are gone.
    pub fn folded(&self) -> String {
        let unseen =
            |c: &char| !matches!(c, '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}' | '\u{feff}');
        let text: String = self.text().chars().filter(unseen).map(|c| if c.is_control() { ' ' } else { c }).collect();
        let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
        text.strip_prefix('\'').unwrap_or(&text).to_owned()
    }

    fn is_blank(&self) -> bool {
        match self {
            Self::Empty => true,
            Self::Text(_) => self.folded().is_empty(),
            Self::Number(_) | Self::Date(_) => false,
        }
    }
}

/// A row and its number in the file, counted from 1 as a spreadsheet does.
#[derive(Clone)]
pub struct Row {
    pub number: usize,
    pub cells: Vec<Cell>,
}

/// A table: the row that names its columns, and the rows below that have anything in them.
pub struct Sheet {
    pub head: Row,
    pub rows: Vec<Row>,
}

/// Why a file cannot be read as a table.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Unreadable {
    /// The old format, or a workbook with a password: both begin alike.
    OldWorkbook,
    BrokenWorkbook,
    /// Neither UTF-8 nor GB18030.
    Encoding,
    NoHead,
    NoRows,
    TooManyRows,
    TooManyColumns,
    TooLarge,
}

impl Unreadable {
    /// Whether there is too much of it.
    pub fn is_too_much(self) -> bool {
        matches!(self, Self::TooManyRows | Self::TooManyColumns | Self::TooLarge)
    }

    /// Says what to do, in Chinese and English.
    pub fn message(self) -> (&'static str, &'static str) {
        match self {
            Self::OldWorkbook => (
                "这是旧版 .xls 或加密的工作簿；请另存为不加密的 .xlsx 或 CSV 后重新上传。",
                "This is an old .xls or has a password; save it as .xlsx without one, or as CSV, and send it again.",
            ),
            Self::BrokenWorkbook => (
                "工作簿打不开；请在 Excel 中打开并另存为 .xlsx 后重新上传。",
                "The workbook does not open; open it in Excel, save it as .xlsx and send it again.",
            ),
            Self::Encoding => (
                "文件既不是 .xlsx，也不是 UTF-8 或 GB18030 编码的 CSV；请另存后重新上传。",
                "The file is neither .xlsx nor CSV in UTF-8 or GB18030; save it as one of them and send it again.",
            ),
            Self::NoHead => (
                "前 10 行中没有同时含“姓名”和“身份证号码”两列的表头；请补上表头后重新上传。",
                "None of the first 10 rows names the columns 姓名 and 身份证号码; add such a head and send it again.",
            ),
            Self::NoRows => (
                "表头之下没有数据；请填写后重新上传。",
                "There is nothing below the head; fill it in and send it again.",
            ),
            Self::TooManyRows => {
                ("一次至多 5000 行；请分成几个文件上传。", "A file has at most 5,000 rows; send it in several files.")
            }
            Self::TooManyColumns => {
                ("至多 256 列；请删去多余的列后重新上传。", "A file has at most 256 columns; delete those not needed.")
            }
            Self::TooLarge => (
                "文件不得超过 5 MB，解压后不得超过 64 MB；请分成几个文件上传。",
                "A file has at most 5 MiB, and 64 MiB unpacked; send it in several files.",
            ),
        }
    }
}

/// Reads a file, its type told by its content: the first sheet that is not hidden and has such a head, and no more than so many
/// rows below it.
pub fn read(content: &[u8], most_rows: usize, is_head: impl Fn(&[Cell]) -> bool) -> Result<Sheet, Unreadable> {
    if content.len() > LARGEST {
        Err(Unreadable::TooLarge)
    } else if content.starts_with(b"PK\x03\x04") {
        read_workbook(content, most_rows, &is_head)
    } else if content.starts_with(b"\xd0\xcf\x11\xe0") {
        Err(Unreadable::OldWorkbook)
    } else {
        read_text(&decode(content)?, most_rows, &is_head)
    }
}

/// A table in the making, row after row.
struct Table<'h> {
    most_rows: usize,
    is_head: &'h dyn Fn(&[Cell]) -> bool,
    seen: usize,
    head: Option<Row>,
    rows: Vec<Row>,
}

impl<'h> Table<'h> {
    fn new(most_rows: usize, is_head: &'h dyn Fn(&[Cell]) -> bool) -> Self {
        Self { most_rows, is_head, seen: 0, head: None, rows: Vec::new() }
    }

    /// Takes a row; false when no head will come any more.
    fn take(&mut self, row: Row) -> Result<bool, Unreadable> {
        if row.cells.iter().all(Cell::is_blank) {
            return Ok(true);
        }
        self.seen += 1;
        if self.head.is_some() {
            if self.rows.len() >= self.most_rows {
                return Err(Unreadable::TooManyRows);
            }
            self.rows.push(row);
        } else if (self.is_head)(&row.cells) {
            self.head = Some(row);
        }
        Ok(self.head.is_some() || self.seen < HEAD_WITHIN)
    }

    fn finish(self) -> Option<Sheet> {
        self.head.map(|head| Sheet { head, rows: self.rows })
    }
}

fn whole(sheet: Option<Sheet>) -> Result<Sheet, Unreadable> {
    let sheet = sheet.ok_or(Unreadable::NoHead)?;
    if sheet.rows.is_empty() { Err(Unreadable::NoRows) } else { Ok(sheet) }
}

fn read_workbook(content: &[u8], most_rows: usize, is_head: &dyn Fn(&[Cell]) -> bool) -> Result<Sheet, Unreadable> {
    unpack(content, MOST_UNPACKED)?;
    let broken = |_| Unreadable::BrokenWorkbook;
    let mut workbook: Xlsx<_> = Xlsx::new(Cursor::new(content)).map_err(broken)?;
    let seen = |s: &&calamine::Sheet| s.visible == SheetVisible::Visible && s.typ == SheetType::WorkSheet;
    let names: Vec<String> = workbook.sheets_metadata().iter().filter(seen).map(|s| s.name.clone()).collect();
    for name in names {
        let mut table = Table::new(most_rows, is_head);
        let mut cells = workbook.worksheet_cells_reader(&name).map_err(broken)?;
        let mut row = Row { number: 0, cells: Vec::new() };
        let mut goes_on = true;
        while goes_on && let Some(cell) = cells.next_cell().map_err(broken)? {
            let (at, column) = cell.get_position();
            let (number, column) = (at as usize + 1, column as usize);
            let value = of_workbook(cell.get_value());
            if value == Cell::Empty {
                continue;
            }
            if column >= MOST_COLUMNS {
                return Err(Unreadable::TooManyColumns);
            }
            if number != row.number {
                goes_on = table.take(std::mem::replace(&mut row, Row { number, cells: Vec::new() }))?;
            }
            if row.cells.len() <= column {
                row.cells.resize(column + 1, Cell::Empty);
            }
            row.cells[column] = value;
        }
        table.take(row)?;
        if let Some(sheet) = table.finish() {
            return whole(Some(sheet));
        }
    }
    Err(Unreadable::NoHead)
}

/// Unpacks every part of a workbook and throws it away, as far as the limit: what a part says of its own size need not be so.
fn unpack(content: &[u8], most: u64) -> Result<(), Unreadable> {
    let broken = |_| Unreadable::BrokenWorkbook;
    let mut parts = zip::ZipArchive::new(Cursor::new(content)).map_err(broken)?;
    let mut room = most;
    for at in 0..parts.len() {
        let part = parts.by_index(at).map_err(broken)?;
        let read = std::io::copy(&mut part.take(room + 1), &mut std::io::sink());
        room = room.checked_sub(read.map_err(|_| Unreadable::BrokenWorkbook)?).ok_or(Unreadable::TooLarge)?;
    }
    Ok(())
}

fn of_workbook(value: &DataRef<'_>) -> Cell {
    let text = |text: &str| if text.is_empty() { Cell::Empty } else { Cell::Text(text.to_owned()) };
    match value {
        #[expect(clippy::cast_precision_loss, reason = "a workbook keeps every number as a double")]
        DataRef::Int(number) => Cell::Number(*number as f64),
        DataRef::Float(number) => Cell::Number(*number),
        DataRef::String(said) | DataRef::DateTimeIso(said) | DataRef::DurationIso(said) => text(said),
        DataRef::SharedString(said) => text(said),
        DataRef::Bool(said) => text(if *said { "TRUE" } else { "FALSE" }),
        DataRef::DateTime(moment) => of_moment(moment),
        DataRef::Error(_) | DataRef::Empty => Cell::Empty,
    }
}

fn of_moment(moment: &ExcelDateTime) -> Cell {
    let (year, month, day, ..) = moment.to_ymd_hms_milli();
    let day = NaiveDate::from_ymd_opt(year.into(), month.into(), day.into()).filter(|_| moment.as_f64() >= 1.0);
    day.map_or(Cell::Number(moment.as_f64()), Cell::Date)
}

/// The day a spreadsheet means by a number: days since the end of 1899, with its leap day in 1900 that never was.
pub fn of_serial(serial: u32) -> Option<NaiveDate> {
    NaiveDate::from_ymd_opt(1899, 12, 30)?.checked_add_days(Days::new(serial.into()))
}

/// Decodes a text in UTF-8, with or without a mark, or in GB18030.
pub(super) fn decode(content: &[u8]) -> Result<String, Unreadable> {
    let content = content.strip_prefix(b"\xef\xbb\xbf").unwrap_or(content);
    if content.contains(&0) {
        return Err(Unreadable::Encoding);
    }
    match std::str::from_utf8(content) {
        Ok(text) => Ok(text.to_owned()),
        Err(_) => GB18030
            .decode_without_bom_handling_and_without_replacement(content)
            .map(std::borrow::Cow::into_owned)
            .ok_or(Unreadable::Encoding),
    }
}

/// Reads CSV; its cells are parted by whichever of comma, tab and semicolon it has most of. Rows are counted without blank
/// lines.
fn read_text(text: &str, most_rows: usize, is_head: &dyn Fn(&[Cell]) -> bool) -> Result<Sheet, Unreadable> {
    let count = |delimiter: u8| text.bytes().filter(|b| *b == delimiter).count();
    let delimiter = [b';', b'\t', b','].into_iter().max_by_key(|d| count(*d)).unwrap_or(b',');
    let mut reader =
        csv::ReaderBuilder::new().has_headers(false).flexible(true).delimiter(delimiter).from_reader(text.as_bytes());
    let mut table = Table::new(most_rows, is_head);
    for (at, record) in reader.records().enumerate() {
        let record = record.map_err(|_| Unreadable::Encoding)?;
        if record.len() > MOST_COLUMNS {
            return Err(Unreadable::TooManyColumns);
        }
        let cell = |said: &str| if said.is_empty() { Cell::Empty } else { Cell::Text(said.to_owned()) };
        if !table.take(Row { number: at + 1, cells: record.iter().map(cell).collect() })? {
            break;
        }
    }
    whole(table.finish())
}

/// Guards a text against being run: a spreadsheet takes what begins with one of these for a formula.
pub fn guarded(text: &str) -> String {
    let runs = text.starts_with(['=', '+', '-', '@', '\t', '\r', '\n', '＝', '＋', '－', '＠']);
    let guard = if runs { "'" } else { "" };
    guard.chars().chain(text.chars()).take(LONGEST_CELL).collect()
}

/// Writes a workbook of one sheet, every cell a guarded text, as made at a moment.
///
/// # Errors
/// When there are more rows than a sheet has.
pub fn workbook(rows: &[Vec<String>], at: NaiveDateTime) -> Result<Vec<u8>, XlsxError> {
    let mut workbook = Workbook::new();
    // Otherwise it would ask the machine's clock.
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

/// Writes CSV in UTF-8 with the mark by which a spreadsheet knows it, every cell guarded.
pub fn csv(rows: &[Vec<String>]) -> Vec<u8> {
    let mut writer = csv::WriterBuilder::new().flexible(true).from_writer(b"\xef\xbb\xbf".to_vec());
    for cells in rows {
        let _ = writer.write_record(cells.iter().map(|text| guarded(text))); // memory takes everything
    }
    writer.into_inner().unwrap_or_default()
}

#[cfg(test)]
mod tests {
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

    #[test]
    fn what_unpacks_to_too_much_is_told_before_anything_is_read_of_it() {
        let mut packed = zip::ZipWriter::new(Cursor::new(Vec::new()));
        for part in ["a", "b"] {
            packed.start_file(part, zip::write::SimpleFileOptions::default()).unwrap();
            std::io::Write::write_all(&mut packed, &vec![b' '; 50_000]).unwrap();
        }
        let packed = packed.finish().unwrap().into_inner();
        assert!(packed.len() < 1_000);
        assert_eq!(unpack(&packed, 100_000), Ok(()));
        assert_eq!(unpack(&packed, 99_999), Err(Unreadable::TooLarge));
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
