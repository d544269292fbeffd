//! A vacancy, as a platform publishes it (招聘信息): the work, its place, its pay, and its last day.
//! Its state follows from the day.

use chrono::NaiveDate;

use crate::values::codes::{Code, Form, VacancyState};
use crate::values::division::{Division, tree};
use crate::values::fields::Fields;
use crate::values::hint::Hint;
use crate::values::lists;
use crate::values::occupation::Occupation;
use crate::values::read::{EDUCATION, Value, any_division, code_of, date, flag, money, sought_form, text, words};
use crate::values::refusal::Refusal;
use crate::values::text::Text;
use crate::values::uscc::Uscc;

/// The fields of a vacancy.
const FIELDS: [&str; 12] = [
    "uscc",
    "title",
    "occupation",
    "headcount",
    "pay_from",
    "pay_to",
    "division",
    "form",
    "education",
    "valid_until",
    "reserved",
    "reserved_until",
];
/// The most posts in one vacancy.
const MOST: i64 = 9_999;

/// The terms of a vacancy. Pay is in fen a month.
#[derive(Clone, PartialEq, Debug)]
pub struct Vacancy {
    /// The code of the employer.
    pub uscc: Uscc,
    pub title: Text,
    pub occupation: Occupation,
    /// The number of posts.
    pub headcount: i32,
    pub pay_from: Option<i64>,
    pub pay_to: Option<i64>,
    /// The place of work, within the city.
    pub division: Division,
    pub form: Form,
    /// The least education required (GB/T 4658, two digits).
    pub education: Option<String>,
    /// The last day on which a person may be recommended for it.
    pub valid_until: NaiveDate,
    /// Whether it is reserved for employment-disadvantaged persons (就业困难人员).
    pub reserved: bool,
    /// For a public-welfare post: the last day on which it stays reserved in any case.
    pub reserved_until: Option<NaiveDate>,
}

impl Vacancy {
    /// Reads a vacancy from the JSON object of a message.
    ///
    /// # Errors
    /// The reason for refusal, and the field to blame.
    pub fn read(data: &[u8]) -> Result<Self, Refusal> {
        let fields = Fields::of(data)?;
        fields.only(&FIELDS)?;
        let vacancy = Self {
            uscc: fields.required("uscc", |v| Uscc::parse(text(v)?))?,
            title: fields.required("title", |v| words(v, Text::SHORT))?,
            occupation: fields.required("occupation", |v| Occupation::parse(text(v)?))?,
            headcount: fields.required("headcount", headcount)?,
            pay_from: fields.optional("pay_from", money)?,
            pay_to: fields.optional("pay_to", money)?,
            division: fields.required("division", any_division)?,
            form: fields.optional("form", sought_form)?.unwrap_or(Form::Unit),
            education: fields
                .optional("education", |v| code_of(v, |code| lists::education(code).is_some(), EDUCATION))?,
            valid_until: fields.required("valid_until", date)?,
            reserved: fields.optional("reserved", flag)?.unwrap_or(false),
            reserved_until: fields.optional("reserved_until", date)?,
        };
        if vacancy.pay_from.zip(vacancy.pay_to).is_some_and(|(from, to)| from > to) {
            let hint = Hint::said("不得低于 pay_from", "expected no less than pay_from");
            return Err(Refusal::bad_value("pay_to", hint));
        }
        let is_post = vacancy.form == Form::PublicWelfare;
        if vacancy.reserved_until.is_some_and(|until| !is_post || until > vacancy.valid_until) {
            let hint = Hint::said(
                "只用于公益性岗位（form 为 public_welfare），且不得晚于 valid_until",
                "expected of a public-welfare post alone, and no later than valid_until",
            );
            return Err(Refusal::bad_value("reserved_until", hint));
        }
        if !tree().knows(vacancy.division) {
            return Err(Refusal::new(Code::UnknownDivision, Some("division")));
        }
        Ok(vacancy)
    }
}

fn headcount(value: &Value<'_>) -> Result<i32, Hint> {
    let hint = Hint::said("应为 1 至 9999 的整数", "expected a whole number from 1 to 9999");
    match value {
        Value::Integer(count @ 1..=MOST) => i32::try_from(*count).map_err(|_| hint),
        _ => Err(hint),
    }
}

/// The reason why a public-welfare post cannot be opened to others (广东省实施就业促进法办法: if no qualified
/// difficult person applied by the deadline, the public service confirms that before others are
/// hired).
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum ChangeError {
    /// It is no public-welfare post, is not open, or is open to others already.
    Vacancy,
    /// It names no deadline, or the deadline has not passed.
    Deadline,
    /// A recommendation has no result yet.
    UnderWay,
}

impl ChangeError {
    /// Says what is wrong.
    pub fn hint(self) -> Hint {
        match self {
            Self::Vacancy => Hint::said(
                "应为正在招聘、尚未向其他人员开放的公益性岗位",
                "expected a public-welfare post that stands open and is kept for difficult persons",
            ),
            Self::Deadline => Hint::said(
                "面向就业困难人员的招聘期限（reserved_until）尚未届满",
                "the time in which it is kept for difficult persons (reserved_until) is not over",
            ),
            Self::UnderWay => {
                Hint::said("尚有推荐未反馈结果", "somebody is recommended for it, and nothing has come of that yet")
            }
        }
    }
}

impl From<ChangeError> for Refusal {
    fn from(misfit: ChangeError) -> Self {
        Self::wrong_step("vacancy", misfit.hint())
    }
}

/// Checks whether a post reserved for difficult persons may be opened to others on a day.
///
/// # Errors
/// The reason why it may not.
pub fn may_open(
    on: NaiveDate,
    is_kept_post: bool,
    reserved_until: Option<NaiveDate>,
    is_under_way: bool,
) -> Result<(), ChangeError> {
    match reserved_until {
        _ if !is_kept_post => Err(ChangeError::Vacancy),
        Some(until) if until < on => {
            if is_under_way {
                Err(ChangeError::UnderWay)
            } else {
                Ok(())
            }
        }
        _ => Err(ChangeError::Deadline),
    }
}

/// Gives the state of a vacancy on a day.
pub fn state(
    on: NaiveDate,
    withdrawn: bool,
    valid_until: NaiveDate,
    employer_gone_on: Option<NaiveDate>,
) -> VacancyState {
    if withdrawn {
        VacancyState::Withdrawn
    } else if valid_until < on {
        VacancyState::Expired
    } else if employer_gone_on.is_some_and(|gone_on| gone_on <= on) {
        VacancyState::EmployerGone
    } else {
        VacancyState::Open
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const WHOLE: &str = r#"{"uscc": "91350100M000100Y43", "title": "钳工", "occupation": "6-18-01-02", "headcount": 3,
        "pay_from": 400000, "pay_to": 550000, "division": "440703", "education": "60", "valid_until": "2026-04-30"}"#;

    fn with(name: &str, value: &str) -> Result<Vacancy, Refusal> {
        let mut fields: serde_json::Map<String, serde_json::Value> = serde_json::from_str(WHOLE).unwrap();
        fields.insert(name.to_owned(), serde_json::from_str(value).unwrap());
        Vacancy::read(serde_json::to_string(&fields).unwrap().as_bytes())
    }

    #[test]
    fn a_vacancy_is_of_a_unit_and_kept_for_nobody_unless_it_says_so() {
        let vacancy = Vacancy::read(WHOLE.as_bytes()).unwrap();
        assert_eq!((vacancy.form, vacancy.reserved, vacancy.headcount), (Form::Unit, false, 3));
        assert!(with("reserved", "true").unwrap().reserved);
        assert_eq!(with("form", "\"public_welfare\"").unwrap().form, Form::PublicWelfare);
    }

    #[test]
    fn what_no_vacancy_can_say_is_refused_by_its_field() {
        let refused = [
            ("uscc", "\"91350100M000100Y44\"", Code::BadValue),
            ("title", "\"\"", Code::BadValue),
            ("occupation", "\"9-01\"", Code::BadValue),
            ("headcount", "0", Code::BadValue),
            ("headcount", "10000", Code::BadValue),
            ("pay_to", "399999", Code::BadValue),
            ("form", "\"self_employed\"", Code::BadValue),
            ("education", "\"99x\"", Code::BadValue),
            ("valid_until", "\"2026-02-30\"", Code::BadValue),
            ("reserved", "\"yes\"", Code::BadValue),
            ("division", "\"440799\"", Code::UnknownDivision),
            ("division", "\"110000\"", Code::UnknownDivision),
            ("reserved_until", "\"2026-04-01\"", Code::BadValue),
            ("sex", "\"male\"", Code::UnknownField),
        ];
        for (name, value, code) in refused {
            let refusal = with(name, value).unwrap_err();
            assert_eq!((refusal.code, refusal.field.as_deref()), (code, Some(name)), "{value}");
        }
    }

    #[test]
    fn a_post_is_opened_to_others_after_its_deadline_when_nothing_is_under_way() {
        let day = |text: &str| text.parse::<NaiveDate>().unwrap();
        let until = Some(day("2026-03-31"));
        let on = |on: &str, is_kept, until, under_way| may_open(day(on), is_kept, until, under_way);
        assert_eq!(on("2026-04-01", true, until, false), Ok(()));
        assert_eq!(on("2026-03-31", true, until, false), Err(ChangeError::Deadline));
        assert_eq!(on("2026-04-01", true, None, false), Err(ChangeError::Deadline));
        assert_eq!(on("2026-04-01", true, until, true), Err(ChangeError::UnderWay));
        assert_eq!(on("2026-04-01", false, until, false), Err(ChangeError::Vacancy));
    }

    #[test]
    fn a_vacancy_stands_open_through_its_last_day_and_until_its_employer_is_gone() {
        let day = |text: &str| text.parse::<NaiveDate>().unwrap();
        let on = |day| state(day, false, "2026-04-30".parse().unwrap(), "2026-04-20".parse().ok());
        assert_eq!(on(day("2026-04-19")), VacancyState::Open);
        assert_eq!(on(day("2026-04-20")), VacancyState::EmployerGone);
        assert_eq!(on(day("2026-05-01")), VacancyState::Expired);
        let last = state(day("2026-04-30"), false, day("2026-04-30"), None);
        assert_eq!(last, VacancyState::Open);
        assert_eq!(state(day("2026-01-01"), true, day("2026-04-30"), None), VacancyState::Withdrawn);
    }
}
