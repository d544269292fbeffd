//! The lists of people that villages and surveyors keep: the content of a row. The parser of ledger
//! lines turns a row into a registration; the reading of the file is in `sheet`, the names of its
//! columns in `columns`.

use std::collections::{BTreeMap, HashMap};

use chrono::NaiveDate;
use serde_json::{Map, Value, json};

use super::columns::{Cells, Column, Why, are_named, half_width, id_number, rows};
use super::sheet::Sheet;
use super::sheet::cells::Cell;
use crate::ledger::fact::Claim;
use crate::ledger::interchange;
use crate::people::said::Registration;
use crate::values::division::{Division, Level, tree};

/// The kind of a list.
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

/// The columns that are read; all others are ignored.
pub const COLUMNS: [Column; 13] = [
    Column::Name,
    Column::IdNumber,
    Column::Sex,
    Column::Phone,
    Column::Address,
    Column::Education,
    Column::Hukou,
    Column::GraduatedOn,
    Column::SurveyedOn,
    Column::WantsWork,
    Column::WantsHelp,
    Column::Needs,
    Column::Division,
];

/// Tells whether a row is the header: it names the columns that identify a person.
pub fn is_head(cells: &[Cell]) -> bool {
    are_named(cells, &[Column::Name, Column::IdNumber])
}

/// The content of a row.
pub struct Entry {
    /// The day of the survey.
    pub on: NaiveDate,
    pub registration: Registration,
    /// Whether the row itself names the residence; otherwise it is the caller's village.
    pub says_where: bool,
    /// A missing wish leaves the earlier one unchanged.
    pub wants_work: Option<bool>,
    pub wants_help: Option<bool>,
}

/// The context for reading the rows of a list.
pub struct Reading {
    places: Places,
    /// The day of rows without a day, and the latest day allowed.
    today: NaiveDate,
}

impl Reading {
    /// Makes the context of a caller with access to the division `reach`, as of `today`; `own` is
    /// the residence for rows that name none.
    pub fn new(reach: Division, own: Option<Division>, today: NaiveDate) -> Self {
        Self { places: Places::of(reach, own), today }
    }

    /// Reads every row of a sheet, by its number. Of several rows of one person, the first readable
    /// one counts.
    pub fn entries(&self, sheet: &Sheet) -> Vec<(usize, Result<Entry, Why>)> {
        let mut seen: HashMap<String, usize> = HashMap::new();
        rows(sheet, |row, spoilt| {
            self.entry(row, spoilt).and_then(|entry| {
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
            })
        })
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
            // Since 2014 a household registration need not tell.
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

/// Removes the blanks that spread two characters of a name; blanks between words in letters stay.
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

/// Tells whether a kind of household registration is rural.
fn is_rural(word: &str) -> Option<bool> {
    match word {
        "非农业" | "非农" | "非农业户口" | "非农户口" | "城镇" | "城镇户口" | "城市" => {
            Some(false)
        }
        "农业" | "农业户口" | "农村" | "农村户口" | "农户" => Some(true),
        _ => None,
    }
}

/// Gives the code of GB/T 4658 for the words used in lists; text in brackets is ignored.
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

/// The villages within reach, by all their names.
struct Places {
    reach: Division,
    own: Option<Division>,
    /// `None` for a name of several villages.
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

    /// Finds the residence of a row's person, and whether the row names it itself.
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
    use crate::files::sheet::cells::Row;

    fn text(text: &str) -> Cell {
        Cell::Text(text.to_owned())
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
