//! The columns of the lists that offices keep, under all their usual names, and the reading of
//! their cells. The content of a row is in `survey` and `roll`; the reading of the file itself is
//! in `sheet`.

use std::collections::BTreeSet;

use chrono::NaiveDate;

use super::sheet::cells::{Cell, Row};
use super::sheet::{Sheet, of_serial};
use crate::values::codes::Code;
use crate::values::hint::Lang;
use crate::values::id_number::IdNumber;
use crate::values::refusal::Refusal;

/// A column that is read; all others are ignored.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Column {
    Name,
    IdNumber,
    Sex,
    Phone,
    Address,
    Education,
    Hukou,
    GraduatedOn,
    SurveyedOn,
    WantsWork,
    WantsHelp,
    /// The services asked for; asking for any implies a wish for help.
    Needs,
    Division,
    /// The unified social credit code of the employer.
    Unit,
    /// The day of an event.
    On,
}

impl Column {
    const ALL: [Self; 15] = [
        Self::Name,
        Self::IdNumber,
        Self::Sex,
        Self::Phone,
        Self::Address,
        Self::Education,
        Self::Hukou,
        Self::GraduatedOn,
        Self::SurveyedOn,
        Self::WantsWork,
        Self::WantsHelp,
        Self::Needs,
        Self::Division,
        Self::Unit,
        Self::On,
    ];

    /// Lists its names; the first is used in messages.
    fn names(self) -> &'static [&'static str] {
        match self {
            Self::Name => &["姓名", "名字", "人员姓名", "毕业生姓名"],
            Self::IdNumber => &[
                "身份证号码",
                "身份证号",
                "公民身份号码",
                "公民身份证号码",
                "公民身份证号",
                "居民身份证号码",
                "居民身份证号",
                "身份证",
                "身份号码",
                "证件号码",
                "证件号",
            ],
            Self::Sex => &["性别"],
            Self::Phone => {
                &["联系电话", "电话", "电话号码", "手机", "手机号", "手机号码", "联系方式", "联系手机", "本人电话"]
            }
            Self::Address => &[
                "常住详细地址",
                "家庭地址",
                "常住地址",
                "家庭住址",
                "现住址",
                "现居住地址",
                "居住地址",
                "住址",
                "地址",
            ],
            Self::Education => &["学历", "文化程度", "最高学历", "学历层次"],
            Self::Hukou => &["户口性质", "户籍性质", "户口类别"],
            Self::GraduatedOn => &["毕业日期", "毕业时间", "毕业年月"],
            Self::SurveyedOn => &["调查日期", "调查时间", "核实日期", "核实时间", "登记日期"],
            Self::WantsWork => &["有无就业意愿", "就业意愿", "是否有就业意愿", "求职意愿"],
            Self::WantsHelp => &["帮扶意愿", "有无帮扶意愿", "是否有帮扶意愿", "是否需要帮扶", "是否需要就业服务"],
            Self::Needs => &["就业服务需求", "服务需求"],
            Self::Division => &[
                "区划代码",
                "行政区划代码",
                "常住地区划代码",
                "行政区划",
                "区划",
                "所属区划",
                "所属村社区",
                "所在村社区",
                "村社区",
                "村居",
                "所属村居",
                "所在村居",
                "社区",
                "常住地",
            ],
            Self::Unit => &[
                "统一社会信用代码",
                "单位统一社会信用代码",
                "社会信用代码",
                "信用代码",
                "单位信用代码",
                "缴费单位统一社会信用代码",
                "用人单位统一社会信用代码",
            ],
            Self::On => &[
                "日期",
                "发生日期",
                "起始日期",
                "开始日期",
                "终止日期",
                "结束日期",
                "死亡日期",
                "入学日期",
                "毕业离校日期",
                "入伍日期",
                "退役日期",
                "入狱日期",
                "刑满释放日期",
                "待遇领取日期",
            ],
        }
    }

    /// Gives the name used in messages.
    pub fn title(self) -> &'static str {
        self.names()[0]
    }

    /// Finds the column that a field of a line comes from.
    fn of_field(field: &str) -> Option<Self> {
        Some(match field {
            "name" => Self::Name,
            "id_number" | "birth_date" => Self::IdNumber,
            "sex" => Self::Sex,
            "phone" => Self::Phone,
            "address" => Self::Address,
            "education" => Self::Education,
            "hukou_rural" => Self::Hukou,
            "graduated_on" => Self::GraduatedOn,
            "effective_on" => Self::SurveyedOn,
            "residence_division" => Self::Division,
            _ => return None,
        })
    }

    /// Finds the column of a header cell.
    pub fn of_head(cell: &Cell) -> Option<Self> {
        let mut within = 0_u32;
        let mut name = String::new();
        for c in cell.folded().chars().map(half_width) {
            match c {
                '(' | '[' | '【' => within += 1,
                ')' | ']' | '】' => within = within.saturating_sub(1),
                c if within > 0 || c.is_whitespace() || "*:\"“”'/、·.".contains(c) => {}
                c => name.push(c),
            }
        }
        // 村（社区） is itself the name of a column.
        let name = if name == "村" || name == "所属村" || name == "所在村" { name + "社区" } else { name };
        Self::ALL.into_iter().find(|column| column.names().contains(&name.as_str()))
    }
}

pub fn half_width(c: char) -> char {
    match c {
        '\u{ff01}'..='\u{ff5e}' => char::from_u32(u32::from(c) - 0xfee0).unwrap_or(c),
        c => c,
    }
}

/// Tells whether a row names all of these columns.
pub fn are_named(cells: &[Cell], wanted: &[Column]) -> bool {
    wanted.iter().all(|wanted| cells.iter().any(|cell| Column::of_head(cell) == Some(*wanted)))
}

/// Reads every row of a sheet, by its number. `read` gets the row, and whether a spreadsheet has
/// spoilt an ID number anywhere in the sheet: then it has spoilt the others too, and one in eleven
/// still looks right.
pub fn rows<T>(sheet: &Sheet, mut read: impl FnMut(&Cells<'_>, bool) -> T) -> Vec<(usize, T)> {
    let columns: Vec<(usize, Column)> =
        sheet.head.cells.iter().enumerate().filter_map(|(at, cell)| Some((at, Column::of_head(cell)?))).collect();
    let rows: Vec<Cells<'_>> = sheet.rows.iter().map(|row| Cells { row, columns: &columns }).collect();
    let spoilt = rows.iter().any(|row| is_spoilt(row.get(Column::IdNumber)));
    rows.iter().map(|row| (row.row.number, read(row, spoilt))).collect()
}

/// Gives the titles of those columns of `read` that the header has.
pub fn titles(head: &Row, read: &[Column]) -> Vec<&'static str> {
    let found: BTreeSet<Column> = head.cells.iter().filter_map(Column::of_head).collect();
    read.iter().filter(|column| found.contains(column)).map(|column| column.title()).collect()
}

/// The reason why a row is refused: the column, the reason, and what to do. It repeats no value of
/// the row.
#[derive(Clone, PartialEq, Debug)]
pub struct Why {
    pub code: &'static str,
    pub column: Option<&'static str>,
    pub zh: String,
    pub en: String,
}

impl Why {
    /// Refuses a row because of a column.
    pub fn of(code: &'static str, column: Column, zh: &str, en: &str) -> Self {
        let title = column.title();
        Self { code, column: Some(title), zh: format!("{title}：{zh}"), en: format!("{title}: {en}") }
    }

    pub fn bad(column: Column, zh: &str, en: &str) -> Self {
        Self::of(Code::BadValue.as_str(), column, zh, en)
    }

    pub fn missing(column: Column) -> Self {
        Self::of(Code::MissingField.as_str(), column, "未填写；请补填。", "it is empty; fill it in.")
    }

    pub fn unknown_division(column_is_there: bool) -> Self {
        let (zh, en) = if column_is_there {
            (
                "不是您辖区内的村（居）；请填写 12 位区划代码，或县、镇、村（居）的全称。",
                "no village or neighbourhood in your reach; write its code of 12 digits, or the names of county, town and village.",
            )
        } else {
            (
                "缺少此列；请添加一列，填写村（居）的 12 位区划代码或全称。",
                "there is no such column; add one with the village's code of 12 digits or its full name.",
            )
        };
        Self::of(Code::UnknownDivision.as_str(), Column::Division, zh, en)
    }

    /// Rewrites the refusal of a line in the terms of the list.
    pub fn of_refusal(refusal: &Refusal) -> Self {
        if refusal.code == Code::IdNumberTaken {
            return Self::of(
                Code::IdNumberTaken.as_str(),
                Column::IdNumber,
                "该号码已有有效登记，不能在此登记；请核对号码，无误的请报上级经办人员处理。",
                "the number has a live registration and cannot be registered here; check it, and ask the office above if it is right.",
            );
        }
        let column = refusal.field.as_deref().and_then(Column::of_field).map(Column::title);
        let mut refusal = refusal.clone();
        refusal.field = column.map(Into::into);
        Self { code: refusal.code.as_str(), column, zh: refusal.message(Lang::Zh), en: refusal.message(Lang::En) }
    }
}

/// The cells of a row by column.
pub struct Cells<'r> {
    pub row: &'r Row,
    pub columns: &'r [(usize, Column)],
}

impl Cells<'_> {
    /// Gives the first non-empty cell of a column.
    pub fn get(&self, wanted: Column) -> &Cell {
        const NOTHING: &Cell = &Cell::Empty;
        let mut cells = self.columns.iter().filter(|(_, c)| *c == wanted).filter_map(|(at, _)| self.row.cells.get(*at));
        cells.find(|cell| !cell.folded().is_empty()).unwrap_or(NOTHING)
    }

    /// Gives the folded text of a column; a lone dash counts as empty.
    pub fn word(&self, wanted: Column) -> Option<String> {
        let word: String = self.get(wanted).folded();
        Some(word).filter(|word| !matches!(word.as_str(), "" | "-" | "—" | "——" | "/" | "\\"))
    }

    pub fn read<T>(&self, wanted: Column, read: impl Fn(&str) -> Option<T>) -> Result<Option<T>, Why> {
        let expected = match wanted {
            Column::Education => (
                "应为博士、硕士、本科、大专、中专、职高、技校、高中、初中、小学等，或 GB/T 4658 两位代码；请更正。",
                "expected 博士, 硕士, 本科, 大专, 中专, 职高, 技校, 高中, 初中 or 小学, or two digits of GB/T 4658; correct it.",
            ),
            Column::Hukou => ("应为农业或非农业；请更正。", "expected 农业 or 非农业; correct it."),
            _ => ("应为有或无、是或否；请更正。", "expected 有 or 无, 是 or 否; correct it."),
        };
        let Some(word) = self.word(wanted) else { return Ok(None) };
        let word: String = word.chars().map(half_width).filter(|c| !c.is_whitespace()).collect();
        read(&word).map(Some).ok_or_else(|| Why::bad(wanted, expected.0, expected.1))
    }

    pub fn day(&self, wanted: Column) -> Result<Option<NaiveDate>, Why> {
        if self.word(wanted).is_none() {
            return Ok(None);
        }
        day(self.get(wanted)).map(Some).map_err(|said| match said {
            NoDay::Ambiguous => Why::bad(
                wanted,
                "Excel 中的数值写不出是 1 月还是 10 月；请把该列设为“文本”格式，写成 2014-10 或 2014-01。",
                "as a number it may be January or October; format the column as text and write 2014-10 or 2014-01.",
            ),
            NoDay::Other => Why::bad(
                wanted,
                "应为日期，如 2014-07-01、2014/7/1、20140701、2014.7 或 2014年7月；请更正。",
                "expected a date such as 2014-07-01, 2014/7/1, 20140701, 2014.7 or 2014年7月; correct it.",
            ),
        })
    }
}

/// Tells whether a spreadsheet has converted an ID number into a number, which cannot hold 18
/// digits.
fn is_spoilt(cell: &Cell) -> bool {
    match cell {
        Cell::Number(number) => *number >= 1e15,
        Cell::Text(_) => {
            let text = compact(cell);
            let exponent = text.split_once('E').is_some_and(|(digits, power)| {
                digits.bytes().all(|b| b.is_ascii_digit() || b == b'.')
                    && power.trim_start_matches('+').parse() == Ok(17_u8)
            });
            // It keeps fifteen digits and writes zeros for the rest.
            let rounded = text.len() == 18 && text.ends_with("000") && IdNumber::parse(&text).is_err();
            exponent || rounded && text.bytes().all(|b| b.is_ascii_digit())
        }
        Cell::Empty | Cell::Date(_) => false,
    }
}

/// Normalises an ID number: no blanks, no full-width digits.
pub fn compact(cell: &Cell) -> String {
    let number: String = cell.folded().chars().map(half_width).filter(|c| !c.is_whitespace()).collect();
    number.trim_start_matches('\'').to_ascii_uppercase()
}

pub fn id_number(cell: &Cell, spoilt: bool) -> Result<IdNumber, Why> {
    let text = compact(cell);
    if text.is_empty() {
        return Err(Why::missing(Column::IdNumber));
    }
    if is_spoilt(cell) || spoilt && text.ends_with("000") {
        return Err(Why::bad(
            Column::IdNumber,
            "Excel 已把它变成数值，末尾几位已丢失；请把该列设为“文本”格式，再重新填写号码。",
            "Excel took it for a number and lost its last digits; format the column as text and enter the number again.",
        ));
    }
    if text.len() == 15 && text.bytes().all(|b| b.is_ascii_digit()) {
        return Err(Why::bad(
            Column::IdNumber,
            "15 位的旧号码已于 2013 年停用；请填写现行身份证上的 18 位号码。",
            "numbers of 15 digits ended with 2012; enter the 18 characters of the present card.",
        ));
    }
    IdNumber::parse(&text).map_err(|hint| Why::of_refusal(&Refusal::bad_value("id_number", hint)))
}

#[derive(PartialEq, Debug)]
enum NoDay {
    Ambiguous,
    Other,
}

/// Reads a day as people and spreadsheets write it; a month gives its first day.
fn day(cell: &Cell) -> Result<NaiveDate, NoDay> {
    let text = match cell {
        Cell::Date(day) => return Ok(*day),
        // A spreadsheet stores 2014.10 as 2014.1.
        Cell::Number(number)
            if number.to_string().split_once('.').is_some_and(|(year, month)| year.len() == 4 && month == "1") =>
        {
            return Err(NoDay::Ambiguous);
        }
        cell => cell.folded(),
    };
    let text: String = text.chars().map(half_width).collect();
    let text = text.split([' ', 'T']).next().unwrap_or_default();
    let parts: Vec<&str> = text.split(['年', '月', '日', '.', '/', '-', '\\', '。', '·', '－']).collect();
    let parts: Vec<&str> =
        parts.iter().rposition(|part| !part.is_empty()).map_or(vec![], |last| parts[..=last].to_vec());
    if !parts.iter().all(|part| !part.is_empty() && part.len() <= 8 && part.bytes().all(|b| b.is_ascii_digit())) {
        return Err(NoDay::Other);
    }
    let number = |part: &str| part.parse::<u32>().ok();
    let of = |year: &str, month: &str, day: &str| {
        let year = year.parse().ok().filter(|year| (1900..=2100).contains(year) && text.len() > 4)?;
        NaiveDate::from_ymd_opt(year, number(month)?, number(day)?)
    };
    let read = match parts.as_slice() {
        [year, month, day] if year.len() == 4 => of(year, month, day),
        [year, month] if year.len() == 4 => of(year, month, "1"),
        [all] if all.len() == 8 => of(&all[..4], &all[4..6], &all[6..]),
        [all] if all.len() == 6 => of(&all[..4], &all[4..], "1"),
        [all] if all.len() == 5 => number(all).and_then(of_serial),
        _ => None,
    };
    read.ok_or(NoDay::Other)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(text: &str) -> Cell {
        Cell::Text(text.to_owned())
    }

    fn date(text: &str) -> Option<NaiveDate> {
        text.parse().ok()
    }

    #[test]
    fn columns_are_known_by_every_name_people_give_them() {
        for (head, column) in [
            ("身份证号", Column::IdNumber),
            (" 公民身份号码\u{a0}", Column::IdNumber),
            ("身份证号码\n（必填）", Column::IdNumber),
            ("姓\u{3000}名", Column::Name),
            ("联系电话：", Column::Phone),
            ("手\t机", Column::Phone),
            ("就业服务需求(可多选)", Column::Needs),
            ("村（社区）", Column::Division),
            ("＊毕业日期", Column::GraduatedOn),
        ] {
            assert_eq!(Column::of_head(&text(head)), Some(column), "{head}");
        }
        for head in ["户主身份证号", "紧急联系人电话", "备注", "户籍地址", ""] {
            assert_eq!(Column::of_head(&text(head)), None, "{head}");
        }
    }

    #[test]
    fn no_two_columns_have_a_name_in_common() {
        let mut names: Vec<&str> = Column::ALL.iter().flat_map(|column| column.names()).copied().collect();
        let all = names.len();
        names.sort_unstable();
        names.dedup();
        assert_eq!(names.len(), all);
    }

    #[test]
    fn days_are_read_as_people_and_spreadsheets_write_them() {
        for (said, is) in [
            ("2014-07-01", "2014-07-01"),
            ("2014/7/1", "2014-07-01"),
            ("2014.7", "2014-07-01"),
            ("2014.12", "2014-12-01"),
            ("2014.10", "2014-10-01"),
            ("20140701", "2014-07-01"),
            ("201407", "2014-07-01"),
            ("2014年7月", "2014-07-01"),
            ("2014年7月9日", "2014-07-09"),
            ("２０１４．７．９", "2014-07-09"),
            ("2014-07-09 00:00:00", "2014-07-09"),
            ("41821", "2014-07-01"),
        ] {
            assert_eq!(day(&text(said)).ok(), date(is), "{said}");
        }
        assert_eq!(day(&Cell::Number(41_821.0)).ok(), date("2014-07-01"));
        assert_eq!(day(&Cell::Number(20_140_701.0)).ok(), date("2014-07-01"));
        assert_eq!(day(&Cell::Number(2014.7)).ok(), date("2014-07-01"));
        assert_eq!(day(&Cell::Number(2014.1)), Err(NoDay::Ambiguous));
        for said in ["2014", "2014.13", "2014-02-30", "1.7.2014", "14.7.1", "昨天", "2014--7", "9999-1-1", "七月"] {
            assert_eq!(day(&text(said)), Err(NoDay::Other), "{said}");
        }
        assert_eq!(day(&Cell::Number(2014.0)), Err(NoDay::Other));
    }

    #[test]
    fn an_id_number_that_became_a_number_is_told_apart_from_a_wrong_one() {
        for spoilt in
            [text("1.10105E+17"), text("1.1e17"), text("110105194912310000"), Cell::Number(1.101_051_949_123_1e17)]
        {
            assert!(is_spoilt(&spoilt));
        }
        for other in [
            text("11010519491231002X"),
            text("１１０１０５１９４９１２３１００２ｘ"),
            text("110105491231002"),
            text("1E5"),
        ] {
            assert!(!is_spoilt(&other));
        }
        let reason = |cell: &Cell| id_number(cell, false).unwrap_err().en;
        assert!(reason(&text("1.1E+17")).contains("format the column as text"));
        assert!(reason(&Cell::Number(1.101_051_949_123_1e17)).contains("format the column as text"));
        assert!(reason(&Cell::Number(110_105_491_231_002.0)).contains("15 digits"));
        assert!(reason(&text("110105194912310021")).contains("check character"));
        assert!(id_number(&text(" １１０１０５１９４９１２３１００２ｘ\u{a0}"), false).is_ok());
    }

    #[test]
    fn where_one_number_is_spoilt_those_that_end_alike_are_not_believed() {
        // Its check character is 0, and so are the two digits before it.
        let believed =
            (0..1000).map(|n| format!("440703{}{:02}{:02}1000", 1950 + n / 100 % 50, n / 28 % 12 + 1, n % 28 + 1));
        let number = believed.map(|n| text(&n)).find(|n| id_number(n, false).is_ok()).expect("one in eleven");
        assert!(id_number(&number, true).unwrap_err().en.contains("format the column"));
    }
}
