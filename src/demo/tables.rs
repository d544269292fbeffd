//! The sources of synthetic persons and places: the dice, the villages of the division tree, and
//! invented names and numbers. The lists here are short and invented; only the division tree and
//! the codes of the standards are real.

use chrono::{Datelike, NaiveDate};
use rand::rngs::Xoshiro256PlusPlus;
use rand::{Rng, SeedableRng};

use crate::domain::values::division::{Division, tree};

/// A source of random numbers that gives the same draws for a seed on every machine and with every
/// later library version: the generator is fixed, and whole numbers are made from its bits here.
pub(super) struct Dice(Xoshiro256PlusPlus);

impl Dice {
    /// Starts the stream of a seed.
    pub(super) fn new(seed: u64) -> Self {
        Self(Xoshiro256PlusPlus::seed_from_u64(seed))
    }

    /// Draws from 0 up to, not including, `n` (0 when `n` is 0).
    pub(super) fn below(&mut self, n: i64) -> i64 {
        (i64::from(self.0.next_u32()) * n) >> 32
    }

    /// Draws from `low` up to, not including, `high`.
    pub(super) fn between(&mut self, low: i64, high: i64) -> i64 {
        low + self.below(high - low)
    }

    /// Draws uniformly from [0, 1).
    pub(super) fn share(&mut self) -> f64 {
        f64::from(self.0.next_u32()) / 4_294_967_296.0
    }

    /// Draws yes with a probability.
    pub(super) fn chance(&mut self, probability: f64) -> bool {
        self.share() < probability
    }

    /// Draws an index into a list of length `len`.
    pub(super) fn index(&mut self, len: usize) -> usize {
        // Both conversions hold for any list that fits in memory.
        usize::try_from(self.below(i64::try_from(len).unwrap_or(0))).unwrap_or(0)
    }

    /// Draws an element of a nonempty list.
    pub(super) fn pick<'a, T>(&mut self, list: &'a [T]) -> &'a T {
        &list[self.index(list.len())]
    }

    /// Draws by weight; the sum of the weights is greater than 0.
    pub(super) fn weighed<T: Copy>(&mut self, list: &[(T, i64)]) -> T {
        let mut left = self.below(list.iter().map(|(_, weight)| weight).sum());
        for &(item, weight) in list {
            left -= weight;
            if left < 0 {
                return item;
            }
        }
        list[0].0
    }

    /// Draws a number of days around a mean, distributed like waiting times: mostly short,
    /// sometimes long.
    pub(super) fn wait(&mut self, mean: i64) -> i64 {
        let (a, b) = (self.below(2 * mean), self.below(2 * mean));
        a * b / mean
    }
}

/// The seven counties: code, share of the city's people in percent, urban share of those in
/// percent, and the code before 1992.
pub(super) const COUNTIES: [(&str, i64, i64, &str); 7] = [
    ("440703", 18, 92, "440711"),
    ("440704", 8, 90, "440711"),
    ("440705", 19, 64, "440721"),
    ("440781", 19, 50, "440722"),
    ("440783", 16, 56, "440724"),
    ("440784", 11, 66, "440725"),
    ("440785", 9, 52, "440723"),
];

/// Counties outside the city that people move from and to.
pub(super) const ELSEWHERE: [&str; 8] =
    ["450881", "450821", "441226", "445381", "441622", "430426", "511623", "440606"];

/// The villages of each county, rural and urban.
pub(super) struct Villages(Vec<[Vec<Division>; 2]>);

impl Villages {
    /// Reads the committees of the division tree, without stand-ins such as a prison's, which have
    /// no households.
    pub(super) fn read() -> Self {
        let of_kind = |county: &str, category: &str| {
            let all = Division::parse(county).map(|county| tree().under(county)).unwrap_or_default();
            all.iter().filter(|entry| entry.category == category).map(|entry| entry.code).collect()
        };
        Self(
            COUNTIES
                .iter()
                .map(|(county, ..)| [of_kind(county, "村民委员会"), of_kind(county, "居民委员会")])
                .collect(),
        )
    }

    /// Draws the code of a village of a county.
    pub(super) fn draw(&self, dice: &mut Dice, county: usize, urban: bool) -> String {
        dice.pick(&self.0[county][usize::from(urban)]).code()
    }
}

const SURNAMES: [(&str, i64); 40] = [
    ("陈", 110),
    ("李", 90),
    ("黄", 85),
    ("梁", 70),
    ("林", 45),
    ("吴", 45),
    ("张", 40),
    ("谭", 36),
    ("冯", 32),
    ("伍", 30),
    ("区", 24),
    ("周", 28),
    ("何", 28),
    ("邓", 22),
    ("甄", 18),
    ("余", 22),
    ("谢", 20),
    ("司徒", 12),
    ("关", 20),
    ("许", 16),
    ("刘", 26),
    ("杨", 20),
    ("罗", 20),
    ("麦", 14),
    ("容", 12),
    ("赵", 16),
    ("朱", 14),
    ("郑", 14),
    ("叶", 14),
    ("曾", 12),
    ("王", 24),
    ("方", 12),
    ("岑", 10),
    ("莫", 10),
    ("苏", 10),
    ("温", 8),
    ("胡", 8),
    ("潘", 8),
    ("聂", 6),
    ("欧阳", 6),
];
const GIVEN_MALE: [&str; 32] = [
    "伟", "强", "华", "明", "健", "志", "国", "文", "杰", "锋", "辉", "荣", "俊", "斌", "波", "坚", "添", "耀", "宏",
    "永", "浩", "宇", "轩", "家", "豪", "泽", "海", "东", "建", "成", "权", "棠",
];
const GIVEN_FEMALE: [&str; 32] = [
    "丽", "芳", "英", "敏", "静", "玲", "燕", "娟", "秀", "兰", "霞", "婷", "慧", "嘉", "欣", "怡", "雪", "梅", "珍",
    "琼", "莲", "凤", "月", "彩", "妹", "美", "晓", "颖", "思", "诗", "雅", "惠",
];

/// Draws a surname.
pub(super) fn surname(dice: &mut Dice) -> &'static str {
    dice.weighed(&SURNAMES)
}

/// Adds a given name of one or two characters to a surname.
pub(super) fn full_name(dice: &mut Dice, surname: &str, male: bool) -> String {
    let characters = if male { &GIVEN_MALE } else { &GIVEN_FEMALE };
    let second = if dice.chance(0.85) { dice.pick(characters) } else { "" };
    format!("{surname}{}{second}", dice.pick(characters))
}

/// Gives the county code at the start of an ID number: for people born before 1992 the code of that
/// time.
pub(super) fn home_prefix(county: usize, born: NaiveDate) -> &'static str {
    let (now, _, _, before) = COUNTIES[county];
    if born.year() < 1992 { before } else { now }
}

/// Completes an ID number (GB 11643-1999); `nth` counts from 0 among the persons of one sex with
/// the same prefix and birth date.
pub(super) fn id_number(prefix: &str, born: NaiveDate, male: bool, nth: u32) -> String {
    // The start differs from day to day; otherwise every number would end in 001 or 002.
    let serial = (born.ordinal() * 37 + nth) % 499 + 1;
    let body = format!("{prefix}{}{:03}", born.format("%Y%m%d"), serial * 2 - u32::from(male));
    let weights = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];
    let sum: u32 = body.bytes().zip(weights).map(|(digit, weight)| u32::from(digit - b'0') * weight).sum();
    let check = ["1", "0", "X", "9", "8", "7", "6", "5", "4", "3", "2"][place(sum % 11)];
    body + check
}

/// Converts a small number to an index.
fn place(n: u32) -> usize {
    usize::try_from(n).unwrap_or(0) // a u32 fits on every machine this runs on
}

/// Completes the credit code of an invented enterprise (GB 32100-2015). No real enterprise has a
/// body that begins with XX.
pub(super) fn credit_code(county: usize, nth: usize) -> String {
    const SIGNS: &[u8] = b"0123456789ABCDEFGHJKLMNPQRTUWXY";
    let body = format!("XX{nth:06}");
    let weights = [3, 7, 9, 10, 5, 8, 4, 2];
    let sum: u32 = body.chars().filter_map(|c| c.to_digit(36)).zip(weights).map(|(value, weight)| value * weight).sum();
    let inner = ["0", "X", "9", "8", "7", "6", "5", "4", "3", "2", "1"][place(sum % 11)];
    let code = format!("91{}{body}{inner}", COUNTIES[county].0);
    let mut sum = 0;
    let mut weight = 1;
    for sign in code.bytes() {
        sum += SIGNS.iter().position(|&s| s == sign).unwrap_or(0) * weight;
        weight = weight * 3 % 31;
    }
    let check = char::from(SIGNS[(31 - sum % 31) % 31]);
    format!("{code}{check}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_carry_the_right_check_characters() {
        let born = NaiveDate::from_ymd_opt(1949, 12, 31).unwrap();
        let number = (0..499).map(|nth| id_number("110105", born, false, nth)).find(|n| &n[14..17] == "002");
        assert_eq!(number.unwrap(), "11010519491231002X");
        assert_eq!(credit_code(0, 1), "91440703XX0000019G");
    }

    #[test]
    fn every_county_has_villages_of_both_kinds() {
        let villages = Villages::read();
        assert!(villages.0.iter().all(|kinds| kinds.iter().all(|list| list.len() > 3)));
        assert_eq!(villages.0.iter().flatten().map(Vec::len).sum::<usize>(), 1336);
    }
}
