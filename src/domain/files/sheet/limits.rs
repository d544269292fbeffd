//! Limits on the size of a file, and on the memory and time for reading it.
//!
//! The limits are sized for 100,000 rows of 60 columns. With a different text in every cell, such a
//! workbook has 42 MB, unpacks to 477 MB and 6,000,000 strings, shows 168 MB of text, and takes its
//! reader 456 MB and 3.2 seconds (release build). Every limit leaves a margin of at least a third.

/// The largest size of a file in bytes.
pub const LARGEST: usize = 5 * 1024 * 1024;
/// The most non-empty rows below the header in a list of people.
pub const MOST_ROWS: usize = 5_000;
/// The most columns; a real list has thirty.
pub const MOST_COLUMNS: usize = 256;
/// The most rows before the header is found: a title, the author, a date.
pub const HEAD_WITHIN: usize = 10;

/// The counted quantities of a file, whatever sizes it claims.
#[derive(Clone, Copy)]
pub struct Limits {
    /// Bytes of all parts of a workbook: a file of a few kilobytes can unpack to gigabytes.
    pub unpacked: u64,
    /// Shared strings of a workbook; the reader keeps all of them.
    pub strings: u64,
    /// Cells of all sheets. In the rows kept, the empty cells before another one count too.
    pub cells: u64,
    /// Bytes of text in all cells. A shared string counts once for every cell that shows it.
    pub text: u64,
}

/// Bytes of text kept for each row that a list may have: a short list gets no room for the text of
/// a long one. The workbook above has 1.7 kB a row.
pub const ROW_TEXT: u64 = 4 * 1024;

/// The limits for any file.
pub const MOST: Limits =
    Limits { unpacked: 1024 * 1024 * 1024, strings: 8_000_000, cells: 8_000_000, text: 256 * 1024 * 1024 };

/// Bytes of address space of the process that reads a file.
pub const MEMORY: u64 = 1024 * 1024 * 1024;
/// Seconds of processor time of that process.
pub const CPU_SECONDS: u64 = 30;
/// Seconds after which that process is killed. Two of them may share one processor.
pub const WALL_SECONDS: u64 = 60;
