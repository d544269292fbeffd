//! Occupations by code (GB/T 6565).

use super::hint::Hint;

/// A code of the national classification of occupations (GB/T 6565-2015): a major group (大类),
/// optionally with a medium group (中类), minor group (小类) and occupation, as `4`, `4-07`, `4-07-03`,
/// `4-07-03-01`.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct Occupation(String);

impl Occupation {
    pub(super) const HINT: Hint = Hint::said(
        "应为职业分类代码（GB/T 6565），如 4、4-07、4-07-03 或 4-07-03-02",
        "expected a code of GB/T 6565, such as 4, 4-07, 4-07-03 or 4-07-03-02",
    );

    /// Reads a code. Only its form and its major group are checked, not whether the classification
    /// contains it.
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

    /// Gives the range of texts, in character order, that holds this code and those below it: from
    /// the first, before the second.
    pub fn bounds(&self) -> (String, String) {
        // `.` is the character after the hyphen.
        (self.0.clone(), format!("{}.", self.0))
    }

    /// Gives the medium group that contains it, or the major group if the code is one.
    pub fn field(&self) -> Self {
        Self(self.0.split('-').take(2).collect::<Vec<_>>().join("-"))
    }

    /// Gives the major group that contains it.
    pub fn major(&self) -> &str {
        self.0.split('-').next().unwrap_or_default()
    }

    /// Counts its levels: 1 for a major group, 4 for an occupation.
    pub fn levels(&self) -> usize {
        self.0.split('-').count()
    }

    /// Counts the levels that two codes share: 3 for the same minor group, 2 for the same medium
    /// group, 1 for the same major group.
    pub fn levels_in_common(&self, other: &Self) -> usize {
        self.0.split('-').zip(other.0.split('-')).take_while(|(own, others)| own == others).count()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

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
}
