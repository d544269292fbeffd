//! Reads the values of a line's fields from JSON into the types that fields have.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use chrono::{DateTime, Datelike, FixedOffset, NaiveDate};
use serde::de::{Deserialize, Deserializer, Error, MapAccess, SeqAccess, Visitor};

use super::codes::{Absence, Category, Exit, Form};
use super::disability::Disability;
use super::division::{Division, Level};
use super::hint::Hint;
use super::month::Month;
use super::occupation::Occupation;
use super::text::{Reference, Text};

/// A JSON value, as far as lines use JSON.
pub enum Value<'a> {
    Flag(bool),
    Integer(i64),
    Text(Cow<'a, str>),
    Object(Object<'a>),
    List(Vec<Value<'a>>),
    /// null, a fraction, or a number out of range: no field may have it.
    Other,
}

pub(crate) type Object<'a> = BTreeMap<Cow<'a, str>, Value<'a>>;

impl<'de> Deserialize<'de> for Value<'de> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(ValueVisitor)
    }
}

struct ValueVisitor;

impl<'de> Visitor<'de> for ValueVisitor {
    type Value = Value<'de>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a JSON value")
    }

    fn visit_unit<E: Error>(self) -> Result<Value<'de>, E> {
        Ok(Value::Other)
    }

    fn visit_bool<E: Error>(self, flag: bool) -> Result<Value<'de>, E> {
        Ok(Value::Flag(flag))
    }

    fn visit_i64<E: Error>(self, number: i64) -> Result<Value<'de>, E> {
        Ok(Value::Integer(number))
    }

    fn visit_u64<E: Error>(self, number: u64) -> Result<Value<'de>, E> {
        Ok(i64::try_from(number).map_or(Value::Other, Value::Integer))
    }

    fn visit_f64<E: Error>(self, _: f64) -> Result<Value<'de>, E> {
        Ok(Value::Other)
    }

    fn visit_borrowed_str<E: Error>(self, text: &'de str) -> Result<Value<'de>, E> {
        Ok(Value::Text(Cow::Borrowed(text)))
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<Value<'de>, E> {
        Ok(Value::Text(Cow::Owned(text.to_owned())))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Value<'de>, A::Error> {
        let mut values = Vec::new();
        while let Some(value) = list.next_element()? {
            values.push(value);
        }
        Ok(Value::List(values))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut entries: A) -> Result<Value<'de>, A::Error> {
        let mut object = Object::new();
        while let Some(key) = entries.next_key::<Value<'de>>()? {
            let Value::Text(key) = key else { return Err(A::Error::custom("a key that is no text")) };
            if object.insert(key, entries.next_value()?).is_some() {
                return Err(A::Error::custom("a key stands twice"));
            }
        }
        Ok(Value::Object(object))
    }
}

pub(crate) const SEXES: Hint = Hint::OneOf("male, female");
pub(crate) const RETIREMENT_GROUPS: Hint = Hint::OneOf("male, female_55, female_50");
pub(crate) const ABSENCES: Hint =
    Hint::OneOf("student, military, imprisoned, incapacitated, abroad, pension, early_retired");
pub(crate) const FORMS: Hint = Hint::OneOf("unit, self_employed, public_welfare, flexible, internship");
pub(crate) const SOUGHT_FORMS: Hint = Hint::OneOf("unit, public_welfare, flexible, internship");
pub(crate) const PLACES: Hint = Hint::OneOf("urban, rural");
pub(crate) const CATEGORIES: Hint = Hint::OneOf(
    "older, disabled, low_income, zero_household, rural_zero_transfer, land_lost, long_unemployed, rehab_drug, released, \
     rehab_mental, veteran, family_illness, local",
);
pub(crate) const OFFICERS_REASONS: Hint = Hint::OneOf("E09, E10, E11, E12, E13, E99");
pub(crate) const SERVICES: Hint =
    Hint::OneOf("policy_talk, guidance, job_recommended, training, internship, follow_up, other");
pub(crate) const STEPS: Hint = Hint::OneOf(
    "filed, papers_asked, papers_supplied, evidence_seen, checked, notice_published, objection_raised, objection_settled, \
     forwarded, reviewed, approved, refused, recheck_asked, withdrawn, document_added",
);
pub(crate) const OUTCOMES: Hint = Hint::OneOf("accepted, refused, hired, none");
pub(crate) const MODES: Hint = Hint::OneOf("phone, visit, online, on_site");
pub(crate) const PACKAGES: Hint = Hint::OneOf("131-2022, 1131-2023, household-2007");
pub(crate) const CLOSE_REASONS: Hint = Hint::OneOf(
    "unit_employment, self_employed, flexible, public_welfare, retired, incapacitated, left_market, imprisoned, \
     refused_service, lost_contact, died, moved_away, studying, military, other",
);
pub(crate) const RELATION: Hint = Hint::said(
    "应为家庭关系代码（GB/T 4761），如 02 户主",
    "expected a code of GB/T 4761, such as 02 for the head of the household",
);
pub(crate) const ETHNIC: Hint =
    Hint::said("应为民族代码（GB/T 3304）两位数字，如 01 汉族", "expected two digits of GB/T 3304, such as 01 for Han");
pub(crate) const EDUCATION: Hint = Hint::said(
    "应为学历代码（GB/T 4658）两位数字，如 70 初中",
    "expected two digits of GB/T 4658, such as 70 for lower secondary school",
);
pub(crate) const MARITAL: Hint = Hint::said(
    "应为婚姻状况代码（GB/T 2261.2）两位数字，如 10 未婚",
    "expected two digits of GB/T 2261.2, such as 10 for unmarried",
);

pub(crate) fn text<'v>(value: &'v Value<'_>) -> Result<&'v str, Hint> {
    match value {
        Value::Text(text) => Ok(text),
        _ => Err(Hint::said("应为字符串", "expected a string")),
    }
}

pub(crate) fn reference(value: &Value<'_>) -> Result<Reference, Hint> {
    Reference::parse(text(value)?)
}

pub(crate) fn words(value: &Value<'_>, most: usize) -> Result<Text, Hint> {
    Text::parse(text(value)?, most)
}

pub(crate) fn listed<T>(value: &Value<'_>, from_word: impl Fn(&str) -> Option<T>, hint: Hint) -> Result<T, Hint> {
    text(value).ok().and_then(from_word).ok_or(hint)
}

pub(crate) fn code_of(value: &Value<'_>, is_code: impl Fn(&str) -> bool, hint: Hint) -> Result<String, Hint> {
    text(value).ok().filter(|code| is_code(code)).map(str::to_owned).ok_or(hint)
}

pub(crate) fn absence(value: &Value<'_>) -> Result<Absence, Hint> {
    listed(value, Absence::from_word, ABSENCES)
}

pub(crate) fn category(value: &Value<'_>) -> Result<Category, Hint> {
    listed(value, Category::from_word, CATEGORIES)
}

pub(crate) fn officers_reason(value: &Value<'_>) -> Result<Exit, Hint> {
    listed(value, |word| Exit::from_word(word).filter(|exit| exit.is_officers()), OFFICERS_REASONS)
}

/// Reads the reason of a removal that the program itself proposes.
pub(crate) fn proposed_reason(value: &Value<'_>) -> Result<Exit, Hint> {
    let proposed = |word: &str| Exit::from_word(word).filter(|exit| matches!(exit, Exit::E09 | Exit::E11));
    listed(value, proposed, Hint::OneOf("E09, E11"))
}

/// Reads a form of work that a person can look for.
pub(crate) fn sought_form(value: &Value<'_>) -> Result<Form, Hint> {
    listed(value, |word| Form::from_word(word).filter(|form| form.can_be_sought()), SOUGHT_FORMS)
}

/// Reads one to three different occupations.
pub(crate) fn occupations(value: &Value<'_>) -> Result<Vec<Occupation>, Hint> {
    const HINT: Hint = Hint::said(
        "应为 1 至 3 个互不相同的职业分类代码组成的数组",
        "expected a list of 1 to 3 codes of occupations, all different",
    );
    let Value::List(codes) = value else { return Err(HINT) };
    if !(1..=3).contains(&codes.len()) {
        return Err(HINT);
    }
    let codes: Vec<Occupation> = codes.iter().map(|code| Occupation::parse(text(code)?)).collect::<Result<_, _>>()?;
    if codes.iter().collect::<BTreeSet<_>>().len() == codes.len() { Ok(codes) } else { Err(HINT) }
}

pub(crate) fn posts(value: &Value<'_>) -> Result<u8, Hint> {
    let hint = Hint::said("应为 0 至 99 的整数", "expected a whole number from 0 to 99");
    match value {
        Value::Integer(count @ 0..=99) => u8::try_from(*count).map_err(|_| hint),
        _ => Err(hint),
    }
}

pub(crate) fn flag(value: &Value<'_>) -> Result<bool, Hint> {
    match value {
        Value::Flag(flag) => Ok(*flag),
        _ => Err(Hint::said("应为 true 或 false", "expected true or false")),
    }
}

/// Reads an amount in fen, up to ten thousand million yuan. More is a typing error, and sums stay
/// well within 64 bits.
pub(crate) fn money(value: &Value<'_>) -> Result<i64, Hint> {
    match value {
        Value::Integer(fen @ 0..=1_000_000_000_000) => Ok(*fen),
        _ => Err(Hint::said(
            "应为以分为单位的整数，0 至 1000000000000，不加引号",
            "expected a whole number of fen, 0 to 1000000000000, without quotes",
        )),
    }
}

/// Reads an amount of pay in fen; zero is refused.
pub(crate) fn pay(value: &Value<'_>) -> Result<i64, Hint> {
    money(value).ok().filter(|fen| *fen > 0).ok_or(Hint::said(
        "应为以分为单位的整数，1 至 1000000000000，不加引号",
        "expected a whole number of fen, 1 to 1000000000000, without quotes",
    ))
}

pub(crate) fn date(value: &Value<'_>) -> Result<NaiveDate, Hint> {
    day_from(value, 1900)
}

/// Reads a day in the form of lines: `YYYY-MM-DD`, 1900 to 9998.
pub fn day(text: &str) -> Option<NaiveDate> {
    iso_date(text).filter(|day| (1900..=9998).contains(&day.year()))
}

/// Reads a birth date; as in ID numbers, the years begin with 1800.
pub(crate) fn birth_date(value: &Value<'_>) -> Result<NaiveDate, Hint> {
    day_from(value, 1800)
}

pub(crate) fn day_from(value: &Value<'_>, first_year: i32) -> Result<NaiveDate, Hint> {
    text(value).ok().and_then(iso_date).filter(|day| (first_year..=9998).contains(&day.year())).ok_or(Hint::said(
        "应为日历上存在的日期，写作 YYYY-MM-DD",
        "expected a day of the calendar, written YYYY-MM-DD",
    ))
}

/// Reads exactly `YYYY-MM-DD`; a date parser would also accept signs, blanks and single digits.
pub(crate) fn iso_date(text: &str) -> Option<NaiveDate> {
    let shaped = text.len() == 10
        && text.bytes().enumerate().all(|(at, b)| if at == 4 || at == 7 { b == b'-' } else { b.is_ascii_digit() });
    if !shaped {
        return None;
    }
    NaiveDate::from_ymd_opt(text[..4].parse().ok()?, text[5..7].parse().ok()?, text[8..].parse().ok()?)
}

/// Reads a moment in the form of lines: RFC 3339, 1900 to 9998 in UTC, in which it is stored.
pub fn moment_of(text: &str) -> Option<DateTime<FixedOffset>> {
    let moment = DateTime::parse_from_rfc3339(text).ok()?;
    Some(moment).filter(|moment| (1900..=9998).contains(&moment.to_utc().year()))
}

pub(crate) fn moment(value: &Value<'_>) -> Result<DateTime<FixedOffset>, Hint> {
    text(value).ok().and_then(moment_of).ok_or(Hint::said(
        "应为带时区的 RFC 3339 时间，如 2026-03-06T09:00:00+08:00",
        "expected an RFC 3339 time with its offset, such as 2026-03-06T09:00:00+08:00",
    ))
}

pub(crate) fn month(value: &Value<'_>) -> Result<Month, Hint> {
    text(value)
        .ok()
        .and_then(Month::parse)
        .ok_or(Hint::said("应为月份，写作 YYYY-MM", "expected a month, written YYYY-MM"))
}

pub(crate) fn any_division(value: &Value<'_>) -> Result<Division, Hint> {
    text(value)
        .ok()
        .and_then(Division::parse)
        .ok_or(Hint::said("应为 6、9 或 12 位区划代码", "expected a division code of 6, 9 or 12 digits"))
}

/// Reads a division of the city, or the city itself, for which `4407` is accepted too.
pub(crate) fn area(value: &Value<'_>) -> Result<Division, Hint> {
    let of_city = |code: &str| (code == "4407").then_some(Division::CITY);
    text(value)
        .ok()
        .and_then(|code| of_city(code).or_else(|| Division::parse(code)))
        .filter(|division| division.is_in_city())
        .ok_or(Hint::said(
            "应为本市的 4、6、9 或 12 位区划代码",
            "expected a division code of the city, of 4, 6, 9 or 12 digits",
        ))
}

/// Reads a town or street of the city.
pub(crate) fn town(value: &Value<'_>) -> Result<Division, Hint> {
    text(value)
        .ok()
        .and_then(Division::parse)
        .filter(|division| division.is_in_city() && division.level() == Level::Township)
        .ok_or(Hint::said("应为本市镇（街道）的区划代码", "expected the code of a town or street of the city"))
}

/// Reads a place of residence: a village-level division in the city, or any 12-digit code outside.
pub(crate) fn home(value: &Value<'_>) -> Result<Division, Hint> {
    text(value)
        .ok()
        .filter(|text| text.len() == 12)
        .and_then(Division::parse)
        .filter(|division| !division.is_in_city() || division.level() == Level::Village)
        .ok_or(Hint::said(
            "应为 12 位区划代码，市内须到村（居）委会一级",
            "expected a division code of 12 digits, in the city that of a village or neighbourhood committee",
        ))
}

pub(crate) fn disability(value: &Value<'_>) -> Result<Disability, Hint> {
    const HINT: Hint = Hint::said(
        "应为 {\"category\":\"1\"至\"7\",\"grade\":\"1\"至\"4\"}",
        "expected {\"category\":\"1\" to \"7\",\"grade\":\"1\" to \"4\"}",
    );
    let Value::Object(fields) = value else { return Err(HINT) };
    let digit = |name: &str, last: &str| match fields.get(name) {
        Some(Value::Text(digit)) if digit.len() == 1 && ("1"..=last).contains(&digit.as_ref()) => Ok(digit.to_string()),
        _ => Err(HINT),
    };
    if fields.len() != 2 {
        return Err(HINT);
    }
    Ok(Disability { category: digit("category", "7")?, grade: digit("grade", "4")? })
}
