//! The values a line holds as text, each checked when it is read and trusted afterwards. What identifies or describes a
//! person shows itself masked in `Debug`, so that no log can hold it by accident.

use std::fmt;

use chrono::{Datelike, Months, NaiveDate};

use super::codes::Sex;
use super::refusal::Hint;

/// A sender's own name of an event, a person, a household, an employment or a helper.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct Reference(String);

impl Reference {
    const HINT: Hint = Hint::said(
        "应为 1 至 64 个字符，不得全为空白，不得含控制字符",
        "expected 1 to 64 characters, not blank, no control characters",
    );
    const ID_NUMBER: Hint = Hint::said(
        "编号不得为公民身份号码，请改用自编编号",
        "a reference must not be an ID number; choose a name of your own",
    );

    /// Reads a reference. An ID number is none, also with blanks, hyphens or full-width digits in it, or in the 15-digit form:
    /// references are stored in the clear and written to reports.
    pub fn parse(text: &str) -> Result<Self, Hint> {
        let length = text.chars().count();
        if text.trim().is_empty() || length > 64 || text.chars().any(char::is_control) {
            return Err(Self::HINT);
        }
        if length >= 15 && is_id_number(text) {
            return Err(Self::ID_NUMBER);
        }
        Ok(Self(text.to_owned()))
    }

    /// Gives it as the sender wrote it.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Reference {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// Whether the text is an ID number, however it is spaced and typed.
fn is_id_number(text: &str) -> bool {
    let half_width = |c: char| match c {
        '\u{ff01}'..='\u{ff5e}' => char::from_u32(u32::from(c) - 0xfee0).unwrap_or(c),
        c => c,
    };
    let number: String = text.chars().map(half_width).filter(|c| !c.is_whitespace() && *c != '-').collect();
    IdNumber::parse(&number).or_else(|_| IdNumber::from_legacy_15(&number)).is_ok()
}

/// A citizen's ID number of 18 characters (GB 11643-1999), or a residence permit's, which is made the same way.
///
/// The first six digits say where it was first issued, under the codes of that time: no division is ever derived from them.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct IdNumber {
    number: String,
    birth_date: NaiveDate,
}

impl IdNumber {
    const LENGTH: Hint = Hint::said("公民身份号码应为 18 位", "an ID number has 18 characters");
    const CHARACTERS: Hint =
        Hint::said("公民身份号码应为 17 位数字加 1 位数字或 X", "an ID number is 17 digits and one digit or X");
    const PLACE: Hint =
        Hint::said("公民身份号码前 6 位不是县级区划代码", "the first six digits were never a county's code");
    const BIRTH_DATE: Hint =
        Hint::said("公民身份号码第 7 至 14 位不是合理的出生日期", "characters 7 to 14 are no credible birth date");
    const SEQUENCE: Hint = Hint::said("公民身份号码的顺序码不会是 000", "the sequence 000 is never given");
    const CHECK: Hint =
        Hint::said("公民身份号码校验码不符，请核对", "the check character is wrong; compare with the card");

    /// Reads an ID number; a small x is taken for X. Whether the birth lies in the future is for [`Self::is_plausible_on`].
    pub fn parse(text: &str) -> Result<Self, Hint> {
        let number = text.to_ascii_uppercase();
        let bytes = number.as_bytes();
        if !bytes.iter().all(|b| b.is_ascii_digit() || *b == b'X') {
            return Err(Self::CHARACTERS);
        }
        let Some((check, body)) = bytes.split_last().filter(|(_, body)| body.len() == 17) else {
            return Err(Self::LENGTH);
        };
        if body.contains(&b'X') {
            return Err(Self::CHARACTERS);
        }
        if !is_issuing_place(&number[..6]) {
            return Err(Self::PLACE);
        }
        if check_character(body) != *check {
            return Err(Self::CHECK);
        }
        let birth_date = compact_date(&number[6..14]).filter(|day| day.year() >= 1800).ok_or(Self::BIRTH_DATE)?;
        if &number[14..17] == "000" {
            return Err(Self::SEQUENCE);
        }
        Ok(Self { number, birth_date })
    }

    /// Reads a number of the first cards, 15 digits without century and check character. Those cards ended with 2012; only
    /// old files still have such numbers. A sequence of 996 to 999 marked people born before 1900.
    pub fn from_legacy_15(text: &str) -> Result<Self, Hint> {
        if !text.bytes().all(|b| b.is_ascii_digit()) {
            return Err(Self::CHARACTERS);
        }
        if text.len() != 15 {
            return Err(Self::LENGTH);
        }
        let century = if text[12..].starts_with("99") && &text[12..] >= "996" { "18" } else { "19" };
        let mut number = [&text[..6], century, &text[6..]].concat();
        let check = check_character(number.as_bytes());
        number.push(char::from(check));
        Self::parse(&number)
    }

    /// Gives the number in full. Callers encrypt it or show it only to who may see it.
    pub fn as_str(&self) -> &str {
        &self.number
    }

    /// Gives the birth date in it.
    pub fn birth_date(&self) -> NaiveDate {
        self.birth_date
    }

    /// Gives the sex in it: an odd sequence is a man's.
    pub fn sex(&self) -> Sex {
        if self.number.as_bytes()[16].is_multiple_of(2) { Sex::Female } else { Sex::Male }
    }

    /// Gives the number with the birth date hidden.
    pub fn masked(&self) -> String {
        format!("{}********{}", &self.number[..6], &self.number[14..])
    }

    /// Tells whether somebody with this number can be alive on that day: born by then, and not over 150 years before.
    pub fn is_plausible_on(&self, day: NaiveDate) -> bool {
        let oldest = day.checked_sub_months(Months::new(150 * 12)).unwrap_or(NaiveDate::MIN);
        (oldest..=day).contains(&self.birth_date)
    }
}

impl fmt::Debug for IdNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.masked())
    }
}

impl fmt::Display for IdNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.masked())
    }
}

/// Computes the last character from the 17 digits before it (GB 11643: ISO 7064, MOD 11-2).
fn check_character(digits: &[u8]) -> u8 {
    const WEIGHTS: [usize; 17] = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];
    let sum: usize = digits.iter().zip(WEIGHTS).map(|(digit, weight)| usize::from(digit - b'0') * weight).sum();
    b"10X98765432"[sum % 11]
}

/// The ends of the codes the city's counties have had (`seeds/division_history.csv`).
const COUNTIES_EVER: [&str; 18] =
    ["01", "02", "03", "04", "05", "11", "21", "22", "23", "24", "25", "26", "27", "81", "82", "83", "84", "85"];

/// Whether ID numbers can begin with these six digits. Of the city's own counties every code ever given is known;
/// of others only the province is looked at, so that no abolished code is refused.
fn is_issuing_place(prefix: &str) -> bool {
    if let Some(county) = prefix.strip_prefix("4407") {
        return COUNTIES_EVER.contains(&county);
    }
    // A foreigner's permanent residence card has 9, the province, and three digits for the country.
    is_province(prefix.strip_prefix('9').unwrap_or(prefix))
}

/// Whether a code's first two digits are a province's (GB/T 2260; 83 is Taiwan on residence permits).
fn is_province(code: &str) -> bool {
    matches!(
        &code[..2],
        "11" | "12"
            | "13"
            | "14"
            | "15"
            | "21"
            | "22"
            | "23"
            | "31"
            | "32"
            | "33"
            | "34"
            | "35"
            | "36"
            | "37"
            | "41"
            | "42"
            | "43"
            | "44"
            | "45"
            | "46"
            | "50"
            | "51"
            | "52"
            | "53"
            | "54"
            | "61"
            | "62"
            | "63"
            | "64"
            | "65"
            | "71"
            | "81"
            | "82"
            | "83"
    )
}

/// Reads eight digits as a day of the calendar.
fn compact_date(digits: &str) -> Option<NaiveDate> {
    NaiveDate::from_ymd_opt(digits[..4].parse().ok()?, digits[4..6].parse().ok()?, digits[6..].parse().ok()?)
}

/// A unified social credit code of 18 characters (GB 32100-2015).
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct Uscc(String);

impl Uscc {
    const LENGTH: Hint = Hint::said("统一社会信用代码应为 18 位", "a unified social credit code has 18 characters");
    const CHARACTERS: Hint = Hint::said(
        "统一社会信用代码由数字和大写字母组成，不用 I、O、S、V、Z，第 3 至 8 位为数字",
        "a unified social credit code is digits and letters without I, O, S, V and Z; characters 3 to 8 are digits",
    );
    const REGISTRAR: Hint =
        Hint::said("统一社会信用代码首位不是登记管理部门代码", "the first character is no registrar's");
    const PLACE: Hint =
        Hint::said("统一社会信用代码第 3 至 8 位不是区划代码", "characters 3 to 8 are no division's code");
    const CHECK: Hint =
        Hint::said("统一社会信用代码校验码不符，请核对", "the check character is wrong; compare with the licence");

    /// Reads a code; small letters are taken for capitals. The check of the organisation code inside is not required, since
    /// early codes fail it: see [`Self::organisation_check_holds`].
    pub fn parse(text: &str) -> Result<Self, Hint> {
        const ALPHABET: &[u8; 31] = b"0123456789ABCDEFGHJKLMNPQRTUWXY";
        const WEIGHTS: [usize; 17] = [1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28];
        if text.chars().count() != 18 {
            return Err(Self::LENGTH);
        }
        let code = text.to_ascii_uppercase();
        let values: Option<Vec<usize>> = code.bytes().map(|b| ALPHABET.iter().position(|a| *a == b)).collect();
        let values = values.ok_or(Self::CHARACTERS)?;
        let division = &code[2..8];
        if !division.bytes().all(|b| b.is_ascii_digit()) {
            return Err(Self::CHARACTERS);
        }
        if !"123456789ANY".contains(&code[..1]) {
            return Err(Self::REGISTRAR);
        }
        // 100000 is the whole country: bodies registered with the ministries.
        if !is_province(division) && division != "100000" {
            return Err(Self::PLACE);
        }
        let sum: usize = values.iter().zip(WEIGHTS).map(|(value, weight)| value * weight).sum();
        if values[17] != (31 - sum % 31) % 31 {
            return Err(Self::CHECK);
        }
        Ok(Self(code))
    }

    /// Gives the code.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Tells whether the organisation code inside (characters 9 to 17) has its own check character (GB 11714-1997). A wrong
    /// one is worth a warning only.
    pub fn organisation_check_holds(&self) -> bool {
        const WEIGHTS: [u32; 8] = [3, 7, 9, 10, 5, 8, 4, 2];
        let body = &self.0[8..16];
        let sum: u32 =
            body.chars().filter_map(|c| c.to_digit(36)).zip(WEIGHTS).map(|(value, weight)| value * weight).sum();
        let check = match 11 - sum % 11 {
            11 => Some('0'),
            10 => Some('X'),
            digit => char::from_digit(digit, 10),
        };
        self.0[16..17].chars().next() == check
    }
}

/// A code of the national classification of occupations (GB/T 6565-2015): a major group (大类), or one with its medium group
/// (中类), minor group (小类) and occupation, as `4`, `4-07`, `4-07-03`, `4-07-03-01`.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct Occupation(String);

impl Occupation {
    const HINT: Hint = Hint::said(
        "应为职业分类代码（GB/T 6565），如 4、4-07、4-07-03 或 4-07-03-02",
        "expected a code of GB/T 6565, such as 4, 4-07, 4-07-03 or 4-07-03-02",
    );

    /// Reads a code. Whether the classification has it is not asked: only its form and its major group.
    pub fn parse(text: &str) -> Result<Self, Hint> {
        let mut groups = text.split('-');
        let major = groups.next().is_some_and(|group| matches!(group.as_bytes(), [b'1'..=b'8']));
        let is_code = major
            && text.len() <= "4-07-03-02".len()
            && groups.all(|group| matches!(group.as_bytes(), [b'0'..=b'9', b'0'..=b'9']));
        if is_code { Ok(Self(text.to_owned())) } else { Err(Self::HINT) }
    }

    /// Gives the code.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Between which texts this code and those under it lie, in the order of their characters: from the first, before the second.
    pub fn bounds(&self) -> (String, String) {
        // The character after the hyphen.
        (self.0.clone(), format!("{}.", self.0))
    }

    /// Gives the medium group it is or lies under, or the major group that it is.
    pub fn field(&self) -> Self {
        Self(self.0.split('-').take(2).collect::<Vec<_>>().join("-"))
    }

    /// Gives the major group it is or lies under.
    pub fn major(&self) -> &str {
        self.0.split('-').next().unwrap_or_default()
    }

    /// Counts the levels it names: 1 of a major group, 4 of an occupation.
    pub fn levels(&self) -> usize {
        self.0.split('-').count()
    }

    /// Counts the levels that two have in common: 3 are of one minor group, 2 of one medium, 1 of one major group.
    pub fn levels_in_common(&self, other: &Self) -> usize {
        self.0.split('-').zip(other.0.split('-')).take_while(|(own, others)| own == others).count()
    }
}

/// A telephone number as it was given: digits, spaces, `+`, `-` and parentheses.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct Phone(String);

impl Phone {
    const HINT: Hint = Hint::said(
        "电话号码至多 32 个字符，只用数字、空格、+、-、括号，至少一位数字",
        "a telephone number has up to 32 characters: digits, spaces, +, - and parentheses, with at least one digit",
    );

    /// Reads a telephone number.
    pub fn parse(text: &str) -> Result<Self, Hint> {
        let text = text.trim();
        let fits = text.len() <= 32
            && text.bytes().all(|b| b.is_ascii_digit() || b" +-()".contains(&b))
            && text.bytes().any(|b| b.is_ascii_digit());
        if fits { Ok(Self(text.to_owned())) } else { Err(Self::HINT) }
    }

    /// Gives the number in full. Callers encrypt it or show it only to who may see it.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for Phone {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("…")
    }
}

/// Words of people: a name, an address, a note, a reason. Blanks around them are dropped.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct Text(String);

impl Text {
    /// The most characters of a person's name.
    pub const NAME: usize = 64;
    /// The most characters of an address.
    pub const ADDRESS: usize = 200;
    /// The most characters of a note.
    pub const NOTE: usize = 1_000;
    /// The most characters of a short text: a reason, an occupation, an industry.
    pub const SHORT: usize = 64;

    /// Reads a text of at most so many characters.
    pub fn parse(text: &str, most: usize) -> Result<Self, Hint> {
        let text = text.trim();
        let fits = !text.is_empty() && text.chars().count() <= most && !text.chars().any(char::is_control);
        if fits { Ok(Self(text.to_owned())) } else { Err(Self::hint(most)) }
    }

    fn hint(most: usize) -> Hint {
        match most {
            Self::ADDRESS => {
                Hint::said("应为 1 至 200 个字符，不含控制字符", "expected 1 to 200 characters, no control characters")
            }
            Self::NOTE => Hint::said(
                "应为 1 至 1000 个字符，不含控制字符",
                "expected 1 to 1000 characters, no control characters",
            ),
            _ => Hint::said("应为 1 至 64 个字符，不含控制字符", "expected 1 to 64 characters, no control characters"),
        }
    }

    /// Gives the words. Callers encrypt them or show them only to who may see them.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for Text {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("…")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rows(table: &str) -> Vec<csv::StringRecord> {
        csv::Reader::from_reader(table.as_bytes()).into_records().map(Result::unwrap).collect()
    }

    #[test]
    fn id_numbers_come_out_as_the_vectors_say() {
        let today = NaiveDate::from_ymd_opt(2026, 3, 31).unwrap();
        let rows = rows(include_str!("../../../tests/data/id_vectors.csv"));
        assert_eq!(rows.len(), 61);
        for row in &rows {
            let (text, reason) = (&row[0], &row[2]);
            let digits = text.len() == 15 && text.bytes().all(|b| b.is_ascii_digit());
            let read = if digits { IdNumber::from_legacy_15(text) } else { IdNumber::parse(text) };
            let expected = match reason {
                "bad_length" => Some(IdNumber::LENGTH),
                "bad_character" => Some(IdNumber::CHARACTERS),
                "bad_check_digit" => Some(IdNumber::CHECK),
                "bad_birth_date" | "birth_date_implausible" => Some(IdNumber::BIRTH_DATE),
                "unknown_province" | "unknown_division" | "not_county_level" => Some(IdNumber::PLACE),
                "bad_sequence" => Some(IdNumber::SEQUENCE),
                _ => None,
            };
            assert_eq!(read.as_ref().err().copied(), expected, "{reason}");
            let Ok(number) = read else { continue };
            assert_eq!(number.is_plausible_on(today), &row[1] == "valid", "{reason}");
            if &row[1] == "valid" {
                assert_eq!(number.as_str(), &row[6]);
                assert_eq!(number.birth_date().to_string(), &row[3]);
                assert_eq!(number.sex().number().to_string(), &row[4]);
            }
        }
    }

    #[test]
    fn a_foreigners_card_and_the_first_cards_are_read() {
        assert!(IdNumber::parse("932682198501010017").is_ok());
        for (old, new) in [("130503670401001", "130503196704010016"), ("610104620927690", "610104196209276908")] {
            assert_eq!(IdNumber::from_legacy_15(old).unwrap().as_str(), new);
        }
        assert_eq!(IdNumber::parse("130503670401001"), Err(IdNumber::LENGTH));
        assert_eq!(IdNumber::from_legacy_15("110105800101996").unwrap().birth_date().year(), 1880);
    }

    #[test]
    fn no_county_the_city_ever_had_is_left_out() {
        let history = rows(include_str!("../../../seeds/division_history.csv"));
        let counties: Vec<_> = history.iter().filter_map(|row| row[0].strip_prefix("4407")).collect();
        assert_eq!(counties, COUNTIES_EVER);
    }

    #[test]
    fn personal_values_hide_themselves() {
        let number = IdNumber::parse("11010519491231002x").unwrap();
        assert_eq!(format!("{number} {number:?}"), "110105********002X 110105********002X");
        assert_eq!(format!("{:?}", Phone::parse("13800000000").unwrap()), "…");
        assert_eq!(format!("{:?}", Text::parse("某人", Text::NAME).unwrap()), "…");
    }

    #[test]
    fn credit_codes_come_out_as_the_vectors_say() {
        let rows = rows(include_str!("../../../tests/data/uscc_vectors.csv"));
        assert_eq!(rows.len(), 45);
        for row in &rows {
            let expected = match &row[2] {
                "bad_length" => Some(Uscc::LENGTH),
                "bad_character" => Some(Uscc::CHARACTERS),
                "bad_check_character" => Some(Uscc::CHECK),
                "unknown_registration_department" => Some(Uscc::REGISTRAR),
                "unknown_division" => Some(Uscc::PLACE),
                _ => None,
            };
            let read = Uscc::parse(&row[0]);
            assert_eq!(read.as_ref().err().copied(), expected, "{}", &row[0]);
            let Ok(code) = read else { continue };
            assert_eq!(code.organisation_check_holds(), &row[2] != "bad_organization_check", "{}", &row[0]);
            if &row[1] == "valid" {
                assert_eq!(code.as_str(), &row[3]);
            }
        }
    }

    #[test]
    fn bodies_registered_with_ministries_have_codes_too() {
        for code in ["11330283002982634F", "51100000500019541K", "9144030071526726XG"] {
            assert!(Uscc::parse(code).is_ok_and(|code| code.organisation_check_holds()), "{code}");
        }
        assert_eq!(Uscc::parse("91440300192414773R"), Err(Uscc::CHECK));
    }

    #[test]
    fn occupations_are_codes_of_one_to_four_levels() {
        for code in ["1", "8", "4-07", "4-07-03", "4-07-03-02", "7-00-00-00"] {
            assert_eq!(Occupation::parse(code).unwrap().as_str(), code);
        }
        for text in [
            "",
            "0",
            "9",
            "44",
            "4-",
            "4-7",
            "4-007",
            "4-07-3",
            "4-07-03-02-01",
            "4-07-03-",
            "407",
            "4 07",
            "x",
            "四",
            "4-０7",
        ] {
            assert_eq!(Occupation::parse(text), Err(Occupation::HINT), "{text}");
        }
    }

    #[test]
    fn occupations_lie_under_their_groups() {
        let of = |code: &str| Occupation::parse(code).unwrap();
        let cook = of("4-03-02-01");
        assert_eq!((cook.major(), cook.levels(), of("4").levels()), ("4", 4, 1));
        assert_eq!((cook.field(), of("4").field()), (of("4-03"), of("4")));
        for (other, in_common) in [
            ("4-03-02-01", 4),
            ("4-03-02", 3),
            ("4-03", 2),
            ("4", 1),
            ("4-03-02-02", 3),
            ("4-03-01-01", 2),
            ("4-13-02-01", 1),
            ("6-03-02-01", 0),
        ] {
            assert_eq!(cook.levels_in_common(&of(other)), in_common, "{other}");
        }
    }

    #[test]
    fn an_id_number_is_no_reference_however_it_is_typed() {
        let forms = [
            "11010519491231002X",
            " 11010519491231002x ",
            "110105-19491231-002X",
            "１１０１０５１９４９１２３１００２Ｘ",
            "110105491231002",
        ];
        for text in forms {
            assert_eq!(Reference::parse(text), Err(Reference::ID_NUMBER), "{text}");
        }
        assert!(Reference::parse("110105194912310021").is_ok(), "its check character is wrong");
    }

    #[test]
    fn a_reference_has_1_to_64_characters() {
        assert!(Reference::parse(&"江".repeat(64)).is_ok());
        for text in ["", "  ", "a\u{7}", &"J".repeat(65)] {
            assert_eq!(Reference::parse(text), Err(Reference::HINT), "{text}");
        }
    }

    #[test]
    fn words_are_trimmed_and_limited() {
        assert_eq!(Text::parse(" 张 三 ", Text::NAME).unwrap().as_str(), "张 三");
        assert!(
            Text::parse(&"x".repeat(64), Text::SHORT).is_ok() && Text::parse(&"x".repeat(65), Text::SHORT).is_err()
        );
        assert!(Text::parse(" ", Text::NOTE).is_err() && Text::parse("a\nb", Text::NOTE).is_err());
        assert!(Phone::parse("1").is_ok() && Phone::parse("+86 (750) 327-0000").is_ok());
        assert!(Phone::parse("").is_err() && Phone::parse("call me").is_err() && Phone::parse("--").is_err());
    }
}
