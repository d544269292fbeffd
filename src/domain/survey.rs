//! The lists villages and surveyors keep of people: which columns they have, how their cells are read, and what a row says of a
//! person. A row becomes a registration by the same parser as every line of the ledger; how the file itself is read is in
//! `sheet`.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use chrono::NaiveDate;
use serde_json::{Map, Value, json};

use super::codes::Code;
use super::division::{Division, Level, tree};
use super::fact::{Claim, Registration};
use super::interchange;
use super::refusal::{Lang, Refusal};
use super::sheet::{Cell, Row, Sheet, of_serial};
use super::text::IdNumber;

/// Which list a file is.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum List {
    /// A survey of graduates (毕业生就业情况调查).
    Graduates,
    /// A village's real-name ledger of its labour force (实名台账).
    Survey,
}

impl List {
    /// Gives its word.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Graduates => "graduates",
            Self::Survey => "survey",
        }
    }

    /// Finds the list of a word.
    pub fn from_word(word: &str) -> Option<Self> {
        [Self::Graduates, Self::Survey].into_iter().find(|list| list.as_str() == word)
    }
}

/// A column that is read; every other is left alone.
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
    /// The services asked for: whoever asks for some wants help.
    Needs,
    Division,
}

impl Column {
    const ALL: [Self; 13] = [
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
    ];

    /// What it is called; the first is what a reason calls it.
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
        }
    }

    /// What a reason calls it.
    pub fn title(self) -> &'static str {
        self.names()[0]
    }

    /// The column a field of a line comes from.
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

    /// The column of a cell of the head.
    fn of_head(cell: &Cell) -> Option<Self> {
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
        // 村（社区） is the name of a column itself.
        let name = if name == "村" || name == "所属村" || name == "所在村" { name + "社区" } else { name };
        Self::ALL.into_iter().find(|column| column.names().contains(&name.as_str()))
    }
}

fn half_width(c: char) -> char {
    match c {
        '\u{ff01}'..='\u{ff5e}' => char::from_u32(u32::from(c) - 0xfee0).unwrap_or(c),
        c => c,
    }
}

/// Tells whether a row names the columns: those nobody can be told without are there.
pub fn is_head(cells: &[Cell]) -> bool {
    let has = |wanted| cells.iter().any(|cell| Column::of_head(cell) == Some(wanted));
    has(Column::Name) && has(Column::IdNumber)
}

/// The titles of the columns a head has that are read.
pub fn columns(head: &Row) -> Vec<&'static str> {
    let found: BTreeSet<Column> = head.cells.iter().filter_map(Column::of_head).collect();
    Column::ALL.into_iter().filter(|column| found.contains(column)).map(Column::title).collect()
}

/// What a row says of a person.
pub struct Entry {
    /// The day it was found so.
    pub on: NaiveDate,
    pub registration: Registration,
    /// Whether the row itself says where the person lives; else it is the caller's village.
    pub says_where: bool,
    /// What the row does not say stays as it is.
    pub wants_work: Option<bool>,
    pub wants_help: Option<bool>,
}

/// Why a row is refused: which column, why, and what to do about it. It repeats no value of the row.
#[derive(Clone, PartialEq, Debug)]
pub struct Why {
    pub code: &'static str,
    pub column: Option<&'static str>,
    pub zh: String,
    pub en: String,
}

impl Why {
    /// Refuses a row for a column's sake.
    pub fn of(code: &'static str, column: Column, zh: &str, en: &str) -> Self {
        let title = column.title();
        Self { code, column: Some(title), zh: format!("{title}：{zh}"), en: format!("{title}: {en}") }
    }

    fn bad(column: Column, zh: &str, en: &str) -> Self {
        Self::of(Code::BadValue.as_str(), column, zh, en)
    }

    fn missing(column: Column) -> Self {
        Self::of(Code::MissingField.as_str(), column, "未填写；请补填。", "it is empty; fill it in.")
    }

    fn unknown_division(column_is_there: bool) -> Self {
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

    /// Says in the words of a list why its line is refused.
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

/// What the rows of a list are read against.
pub struct Reading {
    places: Places,
    /// The day of rows that name none, and the last there can be.
    today: NaiveDate,
}

impl Reading {
    /// Reads for somebody who reaches a division, as of a day; `own` is where people live of whom the row does not say.
    pub fn new(reach: Division, own: Option<Division>, today: NaiveDate) -> Self {
        Self { places: Places::of(reach, own), today }
    }

    /// Reads every row of a sheet, by its number. Of rows of one person the first that can be read counts.
    pub fn entries(&self, sheet: &Sheet) -> Vec<(usize, Result<Entry, Why>)> {
        let columns: Vec<(usize, Column)> =
            sheet.head.cells.iter().enumerate().filter_map(|(at, cell)| Some((at, Column::of_head(cell)?))).collect();
        let rows: Vec<Cells<'_>> = sheet.rows.iter().map(|row| Cells { row, columns: &columns }).collect();
        // Where a spreadsheet has spoilt one ID number it has spoilt those beside it, and one in eleven still looks right.
        let spoilt = rows.iter().any(|row| is_spoilt(row.get(Column::IdNumber)));
        let mut seen: HashMap<String, usize> = HashMap::new();
        let read = |row: &Cells<'_>| {
            let entry = self.entry(row, spoilt).and_then(|entry| {
                let number = entry.registration.id_number.as_str().to_owned();
                if let Some(first) = seen.get(&number) {
                    return Err(Why::of(
                        "repeated",
                        Column::IdNumber,
                        &format!("与第 {first} 行相同；每人只留一行。"),
                        &format!("it is that of row {first}; keep one row a person."),
                    ));
                }
                seen.insert(number, row.row.number);
                Ok(entry)
            });
            (row.row.number, entry)
        };
        rows.iter().map(read).collect()
    }

    fn entry(&self, row: &Cells<'_>, spoilt: bool) -> Result<Entry, Why> {
        let id_number = id_number(row.get(Column::IdNumber), spoilt)?;
        let name = without_blanks(&row.get(Column::Name).folded());
        if name.is_empty() {
            return Err(Why::missing(Column::Name));
        }
        let sex = match row.word(Column::Sex).as_deref() {
            None => id_number.sex().as_str(),
            Some("男" | "1" | "男性") => "male",
            Some("女" | "2" | "女性") => "female",
            Some(_) => return Err(Why::bad(Column::Sex, "应为男或女；请更正。", "expected 男 or 女; correct it.")),
        };
        let on = match row.day(Column::SurveyedOn)? {
            Some(day) if day > self.today => {
                return Err(Why::bad(
                    Column::SurveyedOn,
                    "不应晚于今天；请更正。",
                    "it lies in the future; correct it.",
                ));
            }
            day => day.unwrap_or(self.today),
        };
        let (division, says_where) = self.places.find(row)?;
        let hukou_rural = match row.word(Column::Hukou).as_deref() {
            // Since 2014 a registration need not say.
            Some("居民" | "居民户口" | "家庭户" | "集体户") => None,
            _ => row.read(Column::Hukou, is_rural)?.map(Value::from),
        };
        let mut fields = Map::new();
        let mut put = |name: &str, value: Option<Value>| fields.extend(value.map(|value| (name.to_owned(), value)));
        put("phone", row.word(Column::Phone).map(Value::from));
        put("address", row.word(Column::Address).map(Value::from));
        put("education", row.read(Column::Education, education)?.map(Value::from));
        put("hukou_rural", hukou_rural);
        put("graduated_on", row.day(Column::GraduatedOn)?.map(|day| day.to_string().into()));
        let line = json!({
            "kind": "person_registered", "event_ref": "row", "person_ref": "row", "effective_on": on.to_string(),
            "id_number": id_number.as_str(), "name": name, "sex": sex, "birth_date": id_number.birth_date().to_string(),
            "residence_division": division.code(),
        });
        fields.extend(line.as_object().cloned().unwrap_or_default());
        let line = interchange::parse(Value::Object(fields).to_string().as_bytes());
        let line = line.map_err(|refusal| Why::of_refusal(&refusal))?;
        let Claim::PersonRegistered { person_data, .. } = line.claim else { return Err(Why::missing(Column::Name)) };
        let needs = row.word(Column::Needs).map(|needs| !matches!(needs.as_str(), "无" | "没有" | "不需要" | "暂无"));
        Ok(Entry {
            on,
            registration: *person_data,
            says_where,
            wants_work: row.read(Column::WantsWork, wish)?,
            wants_help: row.read(Column::WantsHelp, wish)?.or(needs),
        })
    }
}

/// The cells of a row by their columns.
struct Cells<'r> {
    row: &'r Row,
    columns: &'r [(usize, Column)],
}

impl Cells<'_> {
    /// The first cell of a column that has anything in it.
    fn get(&self, wanted: Column) -> &Cell {
        const NOTHING: &Cell = &Cell::Empty;
        let mut cells = self.columns.iter().filter(|(_, c)| *c == wanted).filter_map(|(at, _)| self.row.cells.get(*at));
        cells.find(|cell| !cell.folded().is_empty()).unwrap_or(NOTHING)
    }

    /// The folded text of a column; a lone dash says as much as nothing.
    fn word(&self, wanted: Column) -> Option<String> {
        let word: String = self.get(wanted).folded();
        Some(word).filter(|word| !matches!(word.as_str(), "" | "-" | "—" | "——" | "/" | "\\"))
    }

    fn read<T>(&self, wanted: Column, read: impl Fn(&str) -> Option<T>) -> Result<Option<T>, Why> {
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

    fn day(&self, wanted: Column) -> Result<Option<NaiveDate>, Why> {
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

/// Whether a spreadsheet has taken an ID number for a number: 18 digits do not go into one.
fn is_spoilt(cell: &Cell) -> bool {
    match cell {
        Cell::Number(number) => *number >= 1e15,
        Cell::Text(_) => {
            let text = compact(cell);
            let exponent = text.split_once('E').is_some_and(|(digits, power)| {
                digits.bytes().all(|b| b.is_ascii_digit() || b == b'.')
                    && power.trim_start_matches('+').parse() == Ok(17_u8)
            });
            // It keeps fifteen digits and writes noughts for the rest.
            let rounded = text.len() == 18 && text.ends_with("000") && IdNumber::parse(&text).is_err();
            exponent || rounded && text.bytes().all(|b| b.is_ascii_digit())
        }
        Cell::Empty | Cell::Date(_) => false,
    }
}

/// An ID number as it should be written: no blanks, no full-width digits.
fn compact(cell: &Cell) -> String {
    let number: String = cell.folded().chars().map(half_width).filter(|c| !c.is_whitespace()).collect();
    number.trim_start_matches('\'').to_ascii_uppercase()
}

fn id_number(cell: &Cell, spoilt: bool) -> Result<IdNumber, Why> {
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

/// A name without the blanks that two characters are spread by; those between words of letters stay.
fn without_blanks(name: &str) -> String {
    let plain = |c: Option<&char>| c.is_some_and(char::is_ascii);
    let characters: Vec<char> = name.chars().collect();
    let keeps =
        |at: usize| characters[at] != ' ' || plain(characters.get(at.wrapping_sub(1))) && plain(characters.get(at + 1));
    (0..characters.len()).filter(|at| keeps(*at)).map(|at| characters[at]).collect()
}

fn wish(word: &str) -> Option<bool> {
    match word {
        "有" | "是" | "愿意" | "有意愿" | "需要" | "要" | "√" | "✓" | "Y" | "y" | "1" | "TRUE" => {
            Some(true)
        }
        "无" | "否" | "没有" | "不愿意" | "无意愿" | "不需要" | "不要" | "×" | "N" | "n" | "0" | "FALSE" => {
            Some(false)
        }
        _ => None,
    }
}

/// Whether a kind of household registration is rural.
fn is_rural(word: &str) -> Option<bool> {
    match word {
        "非农业" | "非农" | "非农业户口" | "非农户口" | "城镇" | "城镇户口" | "城市" => {
            Some(false)
        }
        "农业" | "农业户口" | "农村" | "农村户口" | "农户" => Some(true),
        _ => None,
    }
}

/// GB/T 4658, by the words lists use; what stands in brackets is left out.
fn education(word: &str) -> Option<String> {
    let word = word.split(['(', '[']).next().unwrap_or(word);
    let word = word.strip_suffix("毕业").or(word.strip_suffix("学历")).unwrap_or(word);
    let code = match word {
        "博士" | "博士研究生" => "11",
        "硕士" | "硕士研究生" => "14",
        "研究生" => "10",
        "本科" | "大学" | "大学本科" | "本科生" | "学士" => "20",
        "大专" | "专科" | "大学专科" | "高职" | "专科生" | "大专生" => "30",
        "中专" | "中等专科" | "中等职业教育" | "中职" | "中技" => "40",
        "职高" | "职业高中" => "44",
        "技校" | "技工学校" | "技工" => "47",
        "高中" | "普通高中" => "60",
        "初中" => "70",
        "小学" => "80",
        "文盲" | "半文盲" | "文盲或半文盲" | "不识字" | "其他" => "90",
        code if code.len() == 2 && code.bytes().all(|b| b.is_ascii_digit()) => code,
        _ => return None,
    };
    Some(code.to_owned())
}

#[derive(PartialEq, Debug)]
enum NoDay {
    Ambiguous,
    Other,
}

/// Reads a day as people and spreadsheets write it; a month stands for its first day.
fn day(cell: &Cell) -> Result<NaiveDate, NoDay> {
    let text = match cell {
        Cell::Date(day) => return Ok(*day),
        // 2014.10 typed into a spreadsheet is kept as 2014.1.
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

/// The villages somebody reaches, by everything they may be called.
struct Places {
    reach: Division,
    own: Option<Division>,
    /// None for what several are called.
    named: BTreeMap<String, Option<Division>>,
}

impl Places {
    fn of(reach: Division, own: Option<Division>) -> Self {
        let mut named: BTreeMap<String, Option<Division>> = BTreeMap::new();
        let name = |division| tree().get(division).map_or("", |entry| entry.name);
        for village in tree().under(reach).iter().filter(|entry| entry.level == Level::Village) {
            let (county, town) = (village.code.ancestor(Level::County), village.code.ancestor(Level::Township));
            let short =
                ["居民委员会", "村民委员会", "居委会", "村委会"].iter().find_map(|end| village.name.strip_suffix(end));
            // 羊桥社区居委会 is 羊桥社区, 石头村委会 is 石头村 and 石头 alone.
            let village_of =
                |name: &str| if village.name.ends_with("村委会") { format!("{name}村") } else { name.to_owned() };
            let own = [Some(village.name.to_owned()), short.map(str::to_owned), short.map(village_of)];
            let mut names: Vec<String> = own.into_iter().flatten().collect();
            names.sort();
            names.dedup();
            for own in names {
                for path in [own.clone(), name(town).to_owned() + &own, [name(county), name(town), &own].concat()] {
                    let known = named.entry(path).or_insert(Some(village.code));
                    *known = known.filter(|known| *known == village.code);
                }
            }
        }
        Self { reach, own, named }
    }

    /// Finds where a row says its person lives, and whether it says so itself.
    fn find(&self, row: &Cells<'_>) -> Result<(Division, bool), Why> {
        let text = match row.get(Column::Division) {
            Cell::Number(number) => number.to_string(),
            cell => cell.folded(),
        };
        let parts = |c: &char| !(c.is_whitespace() || "/\\-—>、,，·".contains(*c));
        let text: String = text.chars().map(half_width).filter(parts).collect();
        if text.is_empty() {
            let column_is_there = row.columns.iter().any(|(_, column)| *column == Column::Division);
            return match self.own {
                Some(own) => Ok((own, false)),
                None if column_is_there => Err(Why::missing(Column::Division)),
                None => Err(Why::unknown_division(false)),
            };
        }
        let unknown = || Why::unknown_division(true);
        if text.bytes().all(|b| b.is_ascii_digit()) {
            let code = Division::parse(&text).filter(|code| self.reach == Division::CITY || self.reach.covers(*code));
            return code.map(|code| (code, true)).ok_or_else(unknown);
        }
        let path = text.strip_prefix("广东省").unwrap_or(&text);
        let path = path.strip_prefix("江门市").unwrap_or(path);
        match self.named.get(path) {
            Some(Some(village)) => Ok((*village, true)),
            Some(None) => Err(Why::bad(
                Column::Division,
                "辖区内有几个同名的村（居）；请在前面写上县、镇名称，或填写 12 位区划代码。",
                "several in your reach are called so; write county and town before it, or the code of 12 digits.",
            )),
            None => Err(unknown()),
        }
    }
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

    #[test]
    fn names_lose_the_blanks_they_are_spread_by() {
        assert_eq!(without_blanks("张 三"), "张三");
        assert_eq!(without_blanks("Anna Maria"), "Anna Maria");
        assert_eq!(without_blanks("买买提 · 江"), "买买提·江");
    }

    #[test]
    fn a_village_is_known_by_its_code_and_by_its_path_within_reach() {
        let sheet = |place: Cell| Row { number: 2, cells: vec![place] };
        let find = |reach: &str, own: Option<&str>, place: Cell| {
            let division = |code: &str| Division::parse(code).unwrap();
            let row = sheet(place);
            let cells = Cells { row: &row, columns: &[(0, Column::Division)] };
            Places::of(division(reach), own.map(division))
                .find(&cells)
                .map(|(code, says)| (code.significant(), says))
                .map_err(|why| why.code)
        };
        let village = Ok(("440703002101".to_owned(), true));
        for place in [
            "440703002101",
            "蓬江区白沙街道羊桥社区居委会",
            "广东省江门市蓬江区/白沙街道/羊桥社区",
            "白沙街道 羊桥社区居委会",
            "羊桥社区",
        ] {
            assert_eq!(find("440703", None, text(place)), village, "{place}");
            assert_eq!(find("440704", None, text(place)), Err("unknown_division"), "{place}");
        }
        assert_eq!(find("440703", None, Cell::Number(440_703_002_101.0)), village);
        assert_eq!(find("440703002101", Some("440703002101"), Cell::Empty), Ok(("440703002101".to_owned(), false)));
        assert_eq!(find("440703002101", Some("440703002101"), text("迦南社区")), Err("unknown_division"));
        assert_eq!(find("440703", None, Cell::Empty), Err("missing_field"));
    }
}
