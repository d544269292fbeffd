//! The text values of lines, each checked on input and trusted afterwards. Values that identify or
//! describe a person are masked in `Debug`, so that no log can contain them by accident.

use std::fmt;

use super::hint::Hint;
use super::id_number::is_id_number;

/// A sender's own reference for an event, a person, a household, an employment or a helper.
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

    /// Reads a reference. An ID number is refused, also with blanks, hyphens or full-width digits,
    /// and in the 15-digit form: references are stored in plain text and written to reports.
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

    /// Gives the reference as the sender wrote it.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Reference {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// A telephone number as given: digits, spaces, `+`, `-` and parentheses.
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

    /// Gives the number in full. Callers encrypt it or show it only to authorised users.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for Phone {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("…")
    }
}

/// Free text: a name, an address, a note, a reason. Surrounding blanks are trimmed.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct Text(String);

impl Text {
    /// The most characters in a person's name.
    pub const NAME: usize = 64;
    /// The most characters in an address.
    pub const ADDRESS: usize = 200;
    /// The most characters in a note.
    pub const NOTE: usize = 1_000;
    /// The most characters in a short text: a reason, an occupation, an industry.
    pub const SHORT: usize = 64;

    /// Reads a text of at most `most` characters.
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

    /// Gives the text in full. Callers encrypt it or show it only to authorised users.
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
    use crate::values::id_number::IdNumber;

    #[test]
    fn personal_values_hide_themselves() {
        let number = IdNumber::parse("11010519491231002x").unwrap();
        assert_eq!(format!("{number} {number:?}"), "110105********002X 110105********002X");
        assert_eq!(format!("{:?}", Phone::parse("13800000000").unwrap()), "…");
        assert_eq!(format!("{:?}", Text::parse("某人", Text::NAME).unwrap()), "…");
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
