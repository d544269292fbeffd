//! Unified social credit codes (GB 32100).

use super::hint::Hint;
use super::id_number::is_province;

/// A unified social credit code of 18 characters (GB 32100-2015).
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct Uscc(String);

impl Uscc {
    pub(super) const LENGTH: Hint =
        Hint::said("统一社会信用代码应为 18 位", "a unified social credit code has 18 characters");
    pub(super) const CHARACTERS: Hint = Hint::said(
        "统一社会信用代码由数字和大写字母组成，不用 I、O、S、V、Z，第 3 至 8 位为数字",
        "a unified social credit code is digits and letters without I, O, S, V and Z; characters 3 to 8 are digits",
    );
    pub(super) const REGISTRAR: Hint =
        Hint::said("统一社会信用代码首位不是登记管理部门代码", "the first character is no registrar's");
    pub(super) const PLACE: Hint =
        Hint::said("统一社会信用代码第 3 至 8 位不是区划代码", "characters 3 to 8 are no division's code");
    pub(super) const CHECK: Hint =
        Hint::said("统一社会信用代码校验码不符，请核对", "the check character is wrong; compare with the licence");

    /// Reads a code; lowercase letters count as capitals. The check character of the organisation
    /// code inside is not required, because early codes fail it: see
    /// [`Self::organisation_check_holds`].
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
        // 100000 is the whole country, for bodies registered with the ministries.
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

    /// Tells whether the organisation code inside (characters 9 to 17) has a correct check
    /// character (GB 11714-1997). A wrong one deserves only a warning.
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

#[cfg(test)]
mod tests {
    use super::*;

    fn rows(table: &str) -> Vec<csv::StringRecord> {
        csv::Reader::from_reader(table.as_bytes()).into_records().map(Result::unwrap).collect()
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
}
