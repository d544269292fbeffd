//! The cells and rows of a table, and the reasons why a file is not a table.

use chrono::NaiveDate;

/// The content of a cell. It is personal data, so there is no `Debug`.
#[derive(Clone, PartialEq, Default)]
pub enum Cell {
    #[default]
    Empty,
    Text(String),
    /// A value that the spreadsheet stores as a number, whatever was typed.
    Number(f64),
    Date(NaiveDate),
}

impl Cell {
    /// Gives its approximate size in memory, in bytes.
    pub(crate) fn memory(&self) -> usize {
        size_of::<Self>() + if let Self::Text(text) = self { text.capacity() } else { 0 }
    }

    /// Gives the text as the spreadsheet would show it.
    pub fn text(&self) -> String {
        match self {
            Self::Empty => String::new(),
            Self::Text(text) => text.clone(),
            Self::Number(number) => number.to_string(),
            Self::Date(day) => day.to_string(),
        }
    }

    /// Gives the text without invisible characters: blanks of every width, tabs and line breaks
    /// become single blanks; direction marks are removed, and so is the apostrophe that keeps a
    /// spreadsheet from reading a number.
    pub fn folded(&self) -> String {
        let unseen =
            |c: &char| !matches!(c, '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}' | '\u{feff}');
        let text: String = self.text().chars().filter(unseen).map(|c| if c.is_control() { ' ' } else { c }).collect();
        let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
        text.strip_prefix('\'').unwrap_or(&text).to_owned()
    }

    pub(crate) fn is_blank(&self) -> bool {
        match self {
            Self::Empty => true,
            Self::Text(_) => self.folded().is_empty(),
            Self::Number(_) | Self::Date(_) => false,
        }
    }
}

/// A row with its number in the file, counted from 1 as in a spreadsheet.
#[derive(Clone)]
pub struct Row {
    pub number: usize,
    pub cells: Vec<Cell>,
}

/// The reason why a file cannot be read as a table.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Unreadable {
    /// The old format, or a workbook with a password: both begin with the same bytes.
    OldWorkbook,
    BrokenWorkbook,
    /// Neither UTF-8 nor GB18030.
    Encoding,
    NoHead,
    NoRows,
    TooManyRows,
    TooManyColumns,
    TooLarge,
    /// More strings, cells or text than the limits allow.
    TooMuchContent,
    /// The reading process ran out of memory or time, or crashed.
    Unfinished,
}

impl Unreadable {
    /// Tells whether the file exceeds a limit.
    pub fn is_too_much(self) -> bool {
        match self {
            Self::TooManyRows | Self::TooManyColumns | Self::TooLarge | Self::TooMuchContent | Self::Unfinished => true,
            Self::OldWorkbook | Self::BrokenWorkbook | Self::Encoding | Self::NoHead | Self::NoRows => false,
        }
    }

    /// Gives its number in a stream.
    pub(super) fn number(self) -> u8 {
        self as u8
    }

    pub(super) fn from_number(number: u8) -> Option<Self> {
        [
            Self::OldWorkbook,
            Self::BrokenWorkbook,
            Self::Encoding,
            Self::NoHead,
            Self::NoRows,
            Self::TooManyRows,
            Self::TooManyColumns,
            Self::TooLarge,
            Self::TooMuchContent,
            Self::Unfinished,
        ]
        .into_iter()
        .find(|why| why.number() == number)
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
                "文件不得超过 5 MB，解压后不得超过 1 GB；请分成几个文件上传。",
                "A file has at most 5 MiB, and 1 GiB unpacked; send it in several files.",
            ),
            Self::TooMuchContent => (
                "文件内容过多：单元格至多 800 万个，文字平均每行至多 4 KB（按行数上限合计）；请删去多余的工作表、空行和空列，或分成几个文件上传。",
                "The file holds too much: at most 8,000,000 cells, and 4 KiB of text for each row it may have; delete sheets, rows and columns not needed, or send it in several files.",
            ),
            Self::Unfinished => (
                "读取该文件时超出内存或时间限额，或者文件已损坏；请新建工作簿，只粘贴名单的内容，另存为 .xlsx 或 CSV 后重新上传。",
                "Reading the file takes more memory or time than it may, or the file is damaged; paste the list alone into a new workbook, save it as .xlsx or CSV and send it again.",
            ),
        }
    }
}
