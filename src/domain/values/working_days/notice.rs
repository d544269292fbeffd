//! The yearly notice as a file: a row for each day off and each worked weekend, as in
//! `seeds/working_days`. All faults of a file are reported at once, row by row.

use std::collections::BTreeMap;
use std::ops::RangeInclusive;

use chrono::{Datelike as _, NaiveDate};

use super::statutory::{is_weekend, statutory};
use crate::values::encoding::decode;
use crate::values::hint::Lang;

/// The years that a notice may be for; the database enforces them too.
pub const YEARS: RangeInclusive<i32> = 1950..=2199;
/// The columns of a file, in order.
const COLUMNS: [&str; 3] = ["date", "day", "holiday"];
/// The largest size of a file in bytes: ten times a year with every day named.
const LARGEST: usize = 128 * 1024;
/// The most characters in a holiday's name.
const LONGEST_NAME: usize = 32;

/// A notice about the days off of a year.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct YearNotice {
    pub year: i32,
    /// In the order of the days.
    pub days: Vec<NoticeDay>,
}

/// A day that a notice names.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct NoticeDay {
    pub day: NaiveDate,
    /// Whether it is a worked weekend; otherwise a day off.
    pub works: bool,
    pub holiday: Option<String>,
}

/// A fault in a file, and its place.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct FileFault {
    /// The line, counted from 1; `None` if the whole file is to blame.
    pub line: Option<usize>,
    /// `date`, `day` or `holiday`; `None` if the whole line is to blame.
    pub column: Option<&'static str>,
    wrong: Wrong,
}

#[derive(Clone, PartialEq, Eq, Debug)]
enum Wrong {
    TooLarge,
    Encoding,
    Empty,
    Header,
    ManyCells,
    NoDate,
    /// The line that already has the day.
    Twice(usize),
    /// The year of the file.
    OtherYear(i32),
    NoWord,
    WorkedWeekday,
    HolidayName,
    /// A statutory day off that the file omits or marks as worked.
    Missing(NaiveDate, &'static str),
}

impl FileFault {
    fn whole(wrong: Wrong) -> Self {
        Self { line: None, column: None, wrong }
    }

    /// Says what is wrong and what to do.
    pub fn message(&self, lang: Lang) -> String {
        let (zh, en) = match &self.wrong {
            Wrong::TooLarge => (
                "文件不得超过 128 KB；一年的放假安排不过几十行，请核对文件。".to_owned(),
                "A file has at most 128 KiB: a year is a few dozen rows. Check which file this is.".to_owned(),
            ),
            Wrong::Encoding => (
                "文件不是 UTF-8 或 GB18030 编码的 CSV；请另存为 CSV 后重新导入。".to_owned(),
                "The file is no CSV in UTF-8 or GB18030; save it as CSV and load it again.".to_owned(),
            ),
            Wrong::Empty => (
                "文件中没有放假或上班的日期；请按通知逐日填写后重新导入。".to_owned(),
                "The file names no day; write a row for each day of the notice and load it again.".to_owned(),
            ),
            Wrong::Header => (
                "表头应为 date,day,holiday；请更正列名和列序。".to_owned(),
                "The header is date,day,holiday; correct the names and the order of the columns.".to_owned(),
            ),
            Wrong::ManyCells => (
                "本行多于三列；请删去多余的内容。".to_owned(),
                "The row has more than three cells; remove what is too much.".to_owned(),
            ),
            Wrong::NoDate => (
                format!("应为 {} 至 {} 年间的日期，写作 YYYY-MM-DD；请更正。", YEARS.start(), YEARS.end()),
                format!("Expected a day from {} to {}, written YYYY-MM-DD; correct it.", YEARS.start(), YEARS.end()),
            ),
            Wrong::Twice(line) => (
                format!("第 {line} 行已有该日期；请只保留正确的一行。"),
                format!("Line {line} has this day already; keep the one that is right."),
            ),
            Wrong::OtherYear(year) => (
                format!("该日期不属于 {year} 年的通知；只收该年及上一年 12 月的日期，请更正，其他年份请另行导入。"),
                format!(
                    "The day does not belong to the notice for {year}, which names days of that year and of the December before; correct it, or load other years by themselves."
                ),
            ),
            Wrong::NoWord => {
                ("应为 off（放假）或 work（上班）；请更正。".to_owned(), "Expected off or work; correct it.".to_owned())
            }
            Wrong::WorkedWeekday => (
                "该日是星期一至星期五，本来就上班；work 只用于调休上班的周末，请核对日期。".to_owned(),
                "The day is a weekday, which is worked anyway; work is for a weekend that is worked. Check the day."
                    .to_owned(),
            ),
            Wrong::HolidayName => (
                "节日名称至多 32 个字符，不得含控制字符；请更正。".to_owned(),
                "A holiday's name has at most 32 characters and no control characters; correct it.".to_owned(),
            ),
            Wrong::Missing(day, name) => (
                format!(
                    "{day}（{name}）是法定节假日且不在周末，文件中没有标为放假；请核对文件是否完整、年份是否正确。"
                ),
                format!(
                    "{day} ({name}) is a statutory day off on a weekday, and the file does not have it off; check that the file is whole and of the right year."
                ),
            ),
        };
        match lang {
            Lang::Zh => zh,
            Lang::En => en,
        }
    }
}

/// Reads a file. Its year is `year`, or else the year of most of its days. Blank lines and a byte
/// order mark are ignored.
///
/// # Errors
/// All faults by line, then the statutory days that the file omits.
pub fn read(content: &[u8], year: Option<i32>) -> Result<YearNotice, Vec<FileFault>> {
    if content.len() > LARGEST {
        return Err(vec![FileFault::whole(Wrong::TooLarge)]);
    }
    let text = decode(content).ok_or_else(|| vec![FileFault::whole(Wrong::Encoding)])?;
    let lines: Vec<(usize, Vec<&str>)> = (1..)
        .zip(text.lines())
        .map(|(line, text)| (line, cells(text)))
        .filter(|(_, cells)| !cells.is_empty())
        .collect();
    let mut faults = Vec::new();
    let has_header = lines.first().is_some_and(|(_, cells)| cells[..] == COLUMNS);
    if let Some((line, _)) = lines.first().filter(|_| !has_header) {
        faults.push(FileFault { line: Some(*line), column: None, wrong: Wrong::Header });
    }
    // A first line that is no header is read as a row if it begins with a day.
    let is_row = |cells: &[&str]| cells.first().is_some_and(|cell| day(cell).is_some());
    let skipped = usize::from(has_header || lines.first().is_some_and(|(_, cells)| !is_row(cells)));
    let rows = lines.get(skipped..).unwrap_or_default();
    if rows.is_empty() {
        faults.push(FileFault::whole(Wrong::Empty));
        return Err(faults);
    }
    let Some(year) = year.or_else(|| year_of(rows)) else {
        faults.extend(rows.iter().flat_map(|(line, cells)| row(*line, cells, None).1));
        return Err(faults);
    };
    let mut days: BTreeMap<NaiveDate, (usize, NoticeDay)> = BTreeMap::new();
    for (line, cells) in rows {
        let (named, wrong) = row(*line, cells, Some(year));
        faults.extend(wrong);
        let Some(named) = named else { continue };
        match days.get(&named.day) {
            Some((first, _)) => {
                faults.push(FileFault { line: Some(*line), column: Some("date"), wrong: Wrong::Twice(*first) });
            }
            None => drop(days.insert(named.day, (*line, named))),
        }
    }
    let is_off = |day: &NaiveDate| is_weekend(*day) || days.get(day).is_some_and(|(_, named)| !named.works);
    let statutory = statutory(year);
    let missing = statutory.iter().filter(|(day, _)| !is_off(day));
    faults.extend(missing.map(|(day, name)| FileFault::whole(Wrong::Missing(*day, name))));
    let days = days.into_values().map(|(_, named)| named).collect();
    if faults.is_empty() { Ok(YearNotice { year, days }) } else { Err(faults) }
}

/// Reads a row of a built-in notice.
pub(super) fn seed(line: &str) -> Option<NoticeDay> {
    row(0, &cells(line), None).0
}

/// Gives the cells of a line without surrounding blanks and quotes; empty if the line is blank.
fn cells(line: &str) -> Vec<&str> {
    let mut cells: Vec<&str> = line.split(',').map(|cell| cell.trim().trim_matches('"').trim()).collect();
    while cells.last().is_some_and(|cell| cell.is_empty()) {
        cells.pop();
    }
    cells
}

/// Gives the year of most of the days; the later year on a tie.
fn year_of(rows: &[(usize, Vec<&str>)]) -> Option<i32> {
    let mut counts: BTreeMap<i32, usize> = BTreeMap::new();
    for day in rows.iter().filter_map(|(_, cells)| day(cells.first()?)) {
        *counts.entry(day.year()).or_default() += 1;
    }
    counts.into_iter().max_by_key(|(year, count)| (*count, *year)).map(|(year, _)| year)
}

/// Reads as much of a row as possible, and lists its faults.
fn row(line: usize, cells: &[&str], year: Option<i32>) -> (Option<NoticeDay>, Vec<FileFault>) {
    let mut faults = Vec::new();
    let mut blame = |column, wrong| faults.push(FileFault { line: Some(line), column, wrong });
    let cell = |at: usize| cells.get(at).copied().unwrap_or_default();
    if cells.len() > COLUMNS.len() {
        blame(None, Wrong::ManyCells);
    }
    let day = day(cell(0));
    if day.is_none() {
        blame(Some("date"), Wrong::NoDate);
    }
    if let Some(year) = year
        && day.is_some_and(|day| day.year() != year && (day.year(), day.month()) != (year - 1, 12))
    {
        blame(Some("date"), Wrong::OtherYear(year));
    }
    let works = match cell(1) {
        "off" => Some(false),
        "work" => Some(true),
        _ => None,
    };
    if works.is_none() {
        blame(Some("day"), Wrong::NoWord);
    }
    if works == Some(true) && day.is_some_and(|day| !is_weekend(day)) {
        blame(Some("day"), Wrong::WorkedWeekday);
    }
    let holiday = Some(cell(2)).filter(|name| !name.is_empty());
    if holiday.is_some_and(|name| name.chars().count() > LONGEST_NAME || name.chars().any(char::is_control)) {
        blame(Some("holiday"), Wrong::HolidayName);
    }
    let named = day.zip(works).map(|(day, works)| NoticeDay { day, works, holiday: holiday.map(str::to_owned) });
    (named, faults)
}

/// Reads a day as the seeds write it, or as a spreadsheet that saved one writes it.
fn day(cell: &str) -> Option<NaiveDate> {
    let read = NaiveDate::parse_from_str(cell, "%Y-%m-%d").or_else(|_| NaiveDate::parse_from_str(cell, "%Y/%m/%d"));
    read.ok().filter(|day| YEARS.contains(&day.year()))
}

#[cfg(test)]
mod tests {
    use encoding_rs::GB18030;

    use super::*;

    const NOTICE: &str = include_str!("../../../../seeds/working_days/2026.csv");

    /// Gives the faults of a file: line, column, and the beginning of the message.
    fn faults(text: &str) -> Vec<(usize, &'static str, String)> {
        let told = |fault: &FileFault| {
            let said = fault.message(Lang::En);
            assert!(!said.is_empty() && fault.message(Lang::Zh).ends_with('。'), "{said}");
            (
                fault.line.unwrap_or(0),
                fault.column.unwrap_or(""),
                said.split([';', ':', ',']).next().unwrap().to_owned(),
            )
        };
        read(text.as_bytes(), None).unwrap_err().iter().map(told).collect()
    }

    #[test]
    fn a_file_is_read_however_an_office_saved_it() {
        let plain = read(NOTICE.as_bytes(), None).unwrap();
        assert_eq!((plain.year, plain.days.len()), (2026, 39));
        assert_eq!(plain.days[0].holiday.as_deref(), Some("元旦"));
        let crlf = NOTICE.replace('\n', "\r\n");
        let spread = format!("\u{feff}{}\r\n,,\r\n", crlf.replace("2026-02-15,off", "\r\n2026/2/15, \"off\" "));
        let (chinese, ..) = GB18030.encode(NOTICE);
        for content in [crlf.as_bytes(), spread.as_bytes(), &chinese] {
            assert_eq!(read(content, None).as_ref(), Ok(&plain));
        }
        assert_eq!(read(NOTICE.as_bytes(), Some(2026)).unwrap(), plain);
    }

    #[test]
    fn days_of_the_december_before_belong_to_a_notice() {
        let with = |row: &str| NOTICE.replace("2026-01-01,", &format!("{row}\n2026-01-01,"));
        let read = read(with("2025-12-27,work,元旦").as_bytes(), None).unwrap();
        assert_eq!((read.year, read.days[0].day.to_string()), (2026, "2025-12-27".to_owned()));
        assert_eq!(faults(&with("2025-11-30,work,元旦")).len(), 1);
    }

    #[test]
    fn everything_wrong_with_a_file_is_told_with_its_line() {
        let spoilt = NOTICE
            .replace("2026-01-02,off,元旦", "2026-01-32,off,元旦")
            .replace("2026-01-03,off,元旦", "2026-01-01,off,元旦")
            .replace("2026-01-04,work,元旦", "2025-01-04,work,元旦")
            .replace("2026-02-14,work,春节", "2026-02-13,work,春节")
            .replace("2026-02-15,off,春节", "2026-02-15,休,春节,再")
            .replace("2026-10-01,off,国庆节", "\n2027-10-01,workk");
        let long = spoilt.replace("2026-05-04,off,劳动节", &format!("2026-05-04,off,{}", "节".repeat(33)));
        let found = faults(&long);
        let at = |line: usize| -> Vec<(&str, &str)> {
            found.iter().filter(|(l, ..)| *l == line).map(|(_, column, said)| (*column, said.as_str())).collect()
        };
        assert_eq!(at(3), [("date", "Expected a day from 1950 to 2199")]);
        assert_eq!(at(4), [("date", "Line 2 has this day already")]);
        assert_eq!(at(5), [("date", "The day does not belong to the notice for 2026")]);
        assert_eq!(at(6), [("day", "The day is a weekday")]);
        assert_eq!(at(7), [("", "The row has more than three cells"), ("day", "Expected off or work")]);
        assert_eq!(at(23), [("holiday", "A holiday's name has at most 32 characters and no control characters")]);
        // The blank line before it counts.
        let last = NOTICE.lines().position(|line| line.starts_with("2026-10-01")).unwrap() + 2;
        assert_eq!(
            at(last),
            [("date", "The day does not belong to the notice for 2026"), ("day", "Expected off or work")]
        );
        assert_eq!(at(0), [("", "2026-10-01 (国庆节) is a statutory day off on a weekday")]);
        assert_eq!(found.len(), 10, "{found:?}");
    }

    #[test]
    fn a_truncated_file_and_one_of_another_year_are_told_by_the_statutory_days() {
        let half: String = NOTICE.lines().take(25).map(|line| format!("{line}\n")).collect();
        let missing: Vec<String> = faults(&half).into_iter().map(|(.., said)| said[..10].to_owned()).collect();
        assert_eq!(missing, ["2026-06-19", "2026-09-25", "2026-10-01", "2026-10-02"]);
        assert!(read(NOTICE.as_bytes(), Some(2027)).unwrap_err().len() > 39);
    }

    #[test]
    fn what_is_no_file_of_this_kind_is_told() {
        assert_eq!(faults(""), [(0, "", "The file names no day".to_owned())]);
        assert_eq!(faults("date,day,holiday\n"), [(0, "", "The file names no day".to_owned())]);
        let header = |text: &str| faults(text).into_iter().filter(|(.., said)| said.starts_with("The header")).count();
        assert_eq!(header(&NOTICE.replace("date,day,holiday", "日期,day,holiday")), 1);
        assert_eq!(header(&NOTICE.replace("date,day,holiday", "date,day,holiday,note")), 1);
        // Without a header, the first row is still read.
        let bare = NOTICE.replace("date,day,holiday\n", "");
        assert_eq!(faults(&bare).into_iter().map(|(line, ..)| line).collect::<Vec<_>>(), [1]);
        assert_eq!(read(&[0xff; 10], None), Err(vec![FileFault::whole(Wrong::Encoding)]));
        assert_eq!(read(&vec![b' '; LARGEST + 1], None), Err(vec![FileFault::whole(Wrong::TooLarge)]));
        assert_eq!(faults("date,day,holiday\nnothing\n").len(), 2);
    }
}
