//! Citizens' identity numbers (GB 11643) and the data in them.

use std::fmt;

use chrono::{Datelike, Months, NaiveDate};

use super::codes::Sex;
use super::hint::Hint;

/// Tells whether the text is an ID number, whatever its spacing and width.
pub(super) fn is_id_number(text: &str) -> bool {
    let half_width = |c: char| match c {
        '\u{ff01}'..='\u{ff5e}' => char::from_u32(u32::from(c) - 0xfee0).unwrap_or(c),
        c => c,
    };
    let number: String = text.chars().map(half_width).filter(|c| !c.is_whitespace() && *c != '-').collect();
    IdNumber::parse(&number).or_else(|_| IdNumber::from_legacy_15(&number)).is_ok()
}

/// A citizen's ID number of 18 characters (GB 11643-1999), or the number of a residence permit,
/// which has the same structure.
///
/// The first six digits give the place of first issue, under the codes of that time. No division is
/// ever derived from them.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct IdNumber {
    number: String,
    birth_date: NaiveDate,
}

impl IdNumber {
    pub(super) const LENGTH: Hint = Hint::said("公民身份号码应为 18 位", "an ID number has 18 characters");
    pub(super) const CHARACTERS: Hint =
        Hint::said("公民身份号码应为 17 位数字加 1 位数字或 X", "an ID number is 17 digits and one digit or X");
    pub(super) const PLACE: Hint =
        Hint::said("公民身份号码前 6 位不是县级区划代码", "the first six digits were never a county's code");
    pub(super) const BIRTH_DATE: Hint =
        Hint::said("公民身份号码第 7 至 14 位不是合理的出生日期", "characters 7 to 14 are no credible birth date");
    pub(super) const SEQUENCE: Hint = Hint::said("公民身份号码的顺序码不会是 000", "the sequence 000 is never given");
    pub(super) const CHECK: Hint =
        Hint::said("公民身份号码校验码不符，请核对", "the check character is wrong; compare with the card");

    /// Reads an ID number; a lowercase x counts as X. Whether the birth date lies in the future is
    /// up to [`Self::is_plausible_on`].
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

    /// Reads a number of the first cards: 15 digits, without century and check character. Those
    /// cards ended with 2012; only old files still contain such numbers. A sequence of 996 to 999
    /// marked people born before 1900.
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

    /// Gives the number in full. Callers encrypt it or show it only to authorised users.
    pub fn as_str(&self) -> &str {
        &self.number
    }

    /// Gives the birth date in the number.
    pub fn birth_date(&self) -> NaiveDate {
        self.birth_date
    }

    /// Gives the sex in the number: an odd sequence number is male.
    pub fn sex(&self) -> Sex {
        if self.number.as_bytes()[16].is_multiple_of(2) { Sex::Female } else { Sex::Male }
    }

    /// Gives the number with the birth date masked.
    pub fn masked(&self) -> String {
        format!("{}********{}", &self.number[..6], &self.number[14..])
    }

    /// Tells whether a person with this number can be alive on that day: born by then, and at most
    /// 150 years before.
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
pub(super) fn check_character(digits: &[u8]) -> u8 {
    const WEIGHTS: [usize; 17] = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];
    let sum: usize = digits.iter().zip(WEIGHTS).map(|(digit, weight)| usize::from(digit - b'0') * weight).sum();
    b"10X98765432"[sum % 11]
}

/// The last two digits of every code that the city's counties have had
/// (`seeds/division_history.csv`).
pub(super) const COUNTIES_EVER: [&str; 18] =
    ["01", "02", "03", "04", "05", "11", "21", "22", "23", "24", "25", "26", "27", "81", "82", "83", "84", "85"];

/// Tells whether an ID number can begin with these six digits. For the city's own counties, every
/// code ever issued is known; elsewhere only the province is checked, so that no abolished code is
/// refused.
pub(super) fn is_issuing_place(prefix: &str) -> bool {
    if let Some(county) = prefix.strip_prefix("4407") {
        return COUNTIES_EVER.contains(&county);
    }
    // A foreigner's permanent residence card has 9, the province, and three digits for the country.
    is_province(prefix.strip_prefix('9').unwrap_or(prefix))
}

/// Tells whether the first two digits of a code are a province (GB/T 2260; 83 is Taiwan on
/// residence permits).
pub(super) fn is_province(code: &str) -> bool {
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

/// Reads eight digits as a calendar date.
pub(super) fn compact_date(digits: &str) -> Option<NaiveDate> {
    NaiveDate::from_ymd_opt(digits[..4].parse().ok()?, digits[4..6].parse().ok()?, digits[6..].parse().ok()?)
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
}
