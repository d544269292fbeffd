//! Administrative divisions (GB/T 2260 and the statistical codes below the county): the code with
//! its levels, and the tree of the city (`seeds/divisions.csv`).

use std::fmt;
use std::sync::OnceLock;

use serde::{Deserialize, Serialize};

/// The 12-digit code of a division. A code outside the city is a valid code, but it is not in the
/// [`Tree`].
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct Division(u64);

/// The level of a division, which follows from the trailing zeros of its code.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Level {
    /// Only a code outside the city can have this level.
    Province,
    City,
    County,
    Township,
    Village,
}

impl Level {
    /// Gives the word that the command line and the API use.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Province => "province",
            Self::City => "city",
            Self::County => "county",
            Self::Township => "township",
            Self::Village => "village",
        }
    }

    /// Finds the level of a word.
    pub fn from_word(word: &str) -> Option<Self> {
        [Self::Province, Self::City, Self::County, Self::Township, Self::Village]
            .into_iter()
            .find(|l| l.as_str() == word)
    }

    /// Gives the number of codes within a division of this level.
    fn span(self) -> u64 {
        match self {
            Self::Province => 10_000_000_000,
            Self::City => 100_000_000,
            Self::County => 1_000_000,
            Self::Township => 1_000,
            Self::Village => 1,
        }
    }
}

impl Division {
    /// The city itself, 江门市.
    pub const CITY: Self = Self(440_700_000_000);

    /// Reads a code of 6, 9 or 12 digits; a shorter code is padded with zeros.
    pub fn parse(text: &str) -> Option<Self> {
        let fill = match text.len() {
            6 => 1_000_000,
            9 => 1_000,
            12 => 1,
            _ => return None,
        };
        // `parse` alone would accept a leading plus sign.
        if !text.bytes().all(|b| b.is_ascii_digit()) {
            return None;
        }
        text.parse::<u64>().ok().map(|digits| Self(digits * fill))
    }

    /// Reads the number that the database stores; `None` if it has more than 12 digits.
    pub fn from_number(number: i64) -> Option<Self> {
        u64::try_from(number).ok().filter(|&code| code < 1_000_000_000_000).map(Self)
    }

    /// Gives the number that the database stores: the 12 digits.
    pub fn number(self) -> i64 {
        self.0.cast_signed()
    }

    /// Writes all 12 digits, as interchange lines do.
    pub fn code(self) -> String {
        format!("{:012}", self.0)
    }

    /// Writes the significant digits: 6 down to the county (the city is 440700), 9 for a township,
    /// 12 for a village.
    pub fn significant(self) -> String {
        let digits = match self.level() {
            Level::Province | Level::City | Level::County => 6,
            Level::Township => 9,
            Level::Village => 12,
        };
        let mut code = self.code();
        code.truncate(digits);
        code
    }

    /// Gives the level.
    pub fn level(self) -> Level {
        [Level::Province, Level::City, Level::County, Level::Township]
            .into_iter()
            .find(|level| self.0.is_multiple_of(level.span()))
            .unwrap_or(Level::Village)
    }

    /// Finds the division of that level that contains this one; itself if it is not deeper.
    pub fn ancestor(self, level: Level) -> Self {
        Self(self.0 - self.0 % level.span())
    }

    /// Tells whether it is the city or lies within it.
    pub fn is_in_city(self) -> bool {
        self.ancestor(Level::City) == Self::CITY
    }

    /// Gives the numbers of everything in this division, itself included, as `from <= number < to`.
    pub fn scope(self) -> (i64, i64) {
        (self.number(), (self.0 + self.level().span()).cast_signed())
    }

    /// Tells whether the other division is this one or lies within it.
    pub fn covers(self, other: Self) -> bool {
        let (from, to) = self.scope();
        (from..to).contains(&other.number())
    }
}

impl Serialize for Division {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Division {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        Self::parse(&text).ok_or_else(|| serde::de::Error::custom("not a division code"))
    }
}

impl fmt::Display for Division {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.significant())
    }
}

/// A division of the city, as listed in the table.
#[derive(Clone, PartialEq, Debug)]
pub struct Entry {
    pub code: Division,
    pub name: &'static str,
    pub level: Level,
    /// `None` for the city alone.
    pub parent: Option<Division>,
    /// The sort of division, in the table's words (市辖区, 镇, 居民委员会 …).
    pub category: &'static str,
    /// Whether a village-level division counts as urban: a neighbourhood committee does, a village
    /// committee does not. This is a rule of the project, not the classification of the statistics
    /// bureau.
    pub urban_proxy: Option<bool>,
}

/// All divisions of the city, in code order.
#[derive(Debug)]
pub struct Tree {
    entries: Vec<Entry>,
}

/// Gives the tree of the city, which is read once.
pub fn tree() -> &'static Tree {
    static TREE: OnceLock<Tree> = OnceLock::new();
    TREE.get_or_init(|| Tree::read(include_str!("../../../seeds/divisions.csv")))
}

impl Tree {
    /// Reads the table. It is part of the program and has no quoted cells, so a test can check
    /// every line.
    fn read(table: &'static str) -> Self {
        let mut entries: Vec<_> = table.lines().filter_map(entry).collect();
        entries.sort_by_key(|entry| entry.code);
        Self { entries }
    }

    /// Lists all divisions, in code order.
    pub fn all(&self) -> &[Entry] {
        &self.entries
    }

    /// Finds a division.
    pub fn get(&self, division: Division) -> Option<&Entry> {
        self.entries.binary_search_by_key(&division, |entry| entry.code).ok().map(|at| &self.entries[at])
    }

    /// Tells whether the tree has the division.
    pub fn knows(&self, division: Division) -> bool {
        self.get(division).is_some()
    }

    /// Lists a division and everything within it, in code order.
    pub fn under(&self, division: Division) -> &[Entry] {
        let (from, to) = division.scope();
        let start = self.entries.partition_point(|entry| entry.code.number() < from);
        let end = self.entries.partition_point(|entry| entry.code.number() < to);
        &self.entries[start..end]
    }

    /// Lists the direct children of a division, in code order.
    pub fn children(&self, division: Division) -> impl Iterator<Item = &Entry> {
        self.under(division).iter().filter(move |entry| entry.parent == Some(division))
    }
}

/// Reads a line of the table; `None` for the header.
fn entry(line: &'static str) -> Option<Entry> {
    let mut cells = line.split(',');
    let code = Division::parse(cells.next()?)?;
    let name = cells.next()?;
    let level = Level::from_word(cells.next()?)?;
    let parent = Division::parse(cells.next()?);
    let category = cells.next()?;
    let urban_proxy = match cells.nth(1)? {
        "urban" => Some(true),
        "rural" => Some(false),
        _ => None,
    };
    Some(Entry { code, name, level, parent, category, urban_proxy })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn division(code: &str) -> Division {
        Division::parse(code).unwrap()
    }

    #[test]
    fn the_tree_holds_the_whole_city() {
        let count = |level| tree().all().iter().filter(|entry| entry.level == level).count();
        assert_eq!(tree().all().len(), 1_438);
        assert_eq!([Level::City, Level::County, Level::Township, Level::Village].map(count), [1, 7, 82, 1_348]);
    }

    #[test]
    fn every_division_lies_under_its_parent() {
        for entry in tree().all() {
            assert!(entry.code.is_in_city(), "{entry:?}");
            assert_eq!(entry.code.level(), entry.level, "{entry:?}");
            match entry.parent {
                None => assert_eq!(entry.code, Division::CITY),
                Some(parent) => {
                    let parent = tree().get(parent).expect("the parent is in the tree");
                    assert!(parent.level < entry.level && parent.code.covers(entry.code), "{entry:?}");
                    assert_eq!(entry.code.ancestor(parent.level), parent.code, "{entry:?}");
                }
            }
        }
        assert!(tree().all().windows(2).all(|pair| pair[0].code < pair[1].code));
        assert!(!include_str!("../../../seeds/divisions.csv").contains('"'));
    }

    #[test]
    fn children_come_in_code_order() {
        let counties: Vec<_> = tree().children(Division::CITY).map(|entry| entry.code.significant()).collect();
        assert_eq!(counties, ["440703", "440704", "440705", "440781", "440783", "440784", "440785"]);
        let total: usize = tree().all().iter().map(|entry| tree().children(entry.code).count()).sum();
        assert_eq!(total, 1_437);
        assert_eq!(tree().children(division("440703002101")).count(), 0);
    }

    #[test]
    fn a_code_is_read_in_three_lengths_and_nothing_else() {
        assert_eq!(division("440703"), division("440703000000"));
        assert_eq!(division("440703002"), division("440703002000"));
        for text in ["", "4407", "44070300210", "+40703", "44070a", "４４０７０３", "4407030021011"] {
            assert_eq!(Division::parse(text), None, "{text}");
        }
    }

    #[test]
    fn significant_digits_and_level_follow_the_zeros() {
        for (code, level) in [
            ("440000", Level::Province),
            ("440700", Level::City),
            ("440703", Level::County),
            ("440703002", Level::Township),
            ("440703002101", Level::Village),
        ] {
            assert_eq!((division(code).significant().as_str(), division(code).level()), (code, level));
            assert_eq!(Division::from_number(division(code).number()), Some(division(code)));
        }
        assert_eq!(Division::from_number(-1), None);
        assert_eq!(Division::from_number(1_000_000_000_000), None);
    }

    #[test]
    fn a_scope_covers_what_lies_under_it() {
        assert_eq!(division("440703").scope(), (440_703_000_000, 440_704_000_000));
        assert_eq!(Division::CITY.scope(), (440_700_000_000, 440_800_000_000));
        assert_eq!(division("440703002101").scope(), (440_703_002_101, 440_703_002_102));
        assert!(division("440703").covers(division("440703002101")));
        assert!(!division("440703").covers(division("440704001015")));
        assert!(!division("440800").is_in_city() && division("440799").is_in_city());
        assert_eq!(division("440703").ancestor(Level::Village), division("440703"));
    }
}
