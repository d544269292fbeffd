//! A referral (推荐): a helped person is recommended for a vacancy, and the platform or the helper
//! reports the result. The state of a referral follows from the reports, in whatever order they
//! came.

use chrono::NaiveDate;

use crate::values::codes::{Outcome, ReferralState};
use crate::values::fields::Fields;
use crate::values::hint::Hint;
use crate::values::read::{date, listed, reference, words};
use crate::values::refusal::Refusal;
use crate::values::text::{Reference, Text};
use crate::values::working_days::{Calendar, Deadline};

/// Working days for a platform's answer (the project's own).
pub const ANSWER_DAYS: u32 = 5;

const ANSWERS: Hint = Hint::OneOf("accepted, interviewed, hired, rejected, no_show, refused");

/// Gives the day by which a platform must answer.
pub fn answer_by(made_on: NaiveDate, calendar: &Calendar) -> Deadline {
    calendar.after(made_on, ANSWER_DAYS)
}

/// An answer to a referral.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Answer<'a> {
    pub on: NaiveDate,
    pub state: ReferralState,
    /// The key that distinguishes equal answers of one day: the sender, and the sender's reference.
    pub name: (&'a str, &'a str),
}

/// Finds the answer that counts: the last by its day; of one day, the most advanced one.
pub fn standing<'a>(answers: &[Answer<'a>]) -> Option<Answer<'a>> {
    answers.iter().max_by_key(|answer| (answer.on, answer.state, answer.name)).copied()
}

impl ReferralState {
    /// Finds the answer of a word. The states at the beginning and the end of a referral are no
    /// answers.
    pub fn answer(word: &str) -> Option<Self> {
        Self::from_word(word).filter(|state| !matches!(state, Self::Recommended | Self::Withdrawn | Self::Ended))
    }

    /// Tells whether the person refused; the helper must then check whether the reason was good.
    pub fn is_persons_refusal(self) -> bool {
        matches!(self, Self::NoShow | Self::Refused)
    }

    /// Tells whether the state is final.
    pub fn is_settled(self) -> bool {
        !matches!(self, Self::Recommended | Self::Accepted | Self::Interviewed)
    }

    /// Gives the outcome of the service.
    pub fn outcome(self) -> Outcome {
        match self {
            Self::Accepted => Outcome::Accepted,
            Self::Hired => Outcome::Hired,
            Self::NoShow | Self::Refused => Outcome::Refused,
            Self::Recommended | Self::Interviewed | Self::Rejected | Self::Withdrawn | Self::Ended => Outcome::None,
        }
    }
}

/// An answer as reported in a platform's message.
#[derive(Clone, PartialEq, Debug)]
pub struct Answered {
    pub referral: Reference,
    pub state: ReferralState,
    pub on: NaiveDate,
    pub reason: Option<Text>,
}

impl Answered {
    /// Reads an answer from the JSON object of a message.
    ///
    /// # Errors
    /// The reason for refusal, and the field to blame.
    pub fn read(data: &[u8]) -> Result<Self, Refusal> {
        let fields = Fields::of(data)?;
        fields.only(&["referral", "result", "on", "reason"])?;
        Ok(Self {
            referral: fields.required("referral", reference)?,
            state: fields.required("result", |v| listed(v, ReferralState::answer, ANSWERS))?,
            on: fields.required("on", date)?,
            reason: fields.optional("reason", |v| words(v, Text::SHORT))?,
        })
    }
}

/// The reason why a referral, or an answer to it, is refused.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum AnswerError {
    /// There is no such vacancy, or it is not open.
    Vacancy,
    /// The vacancy is reserved for employment-disadvantaged persons.
    Reserved,
    /// The person was recommended for it already.
    Again,
    /// The person did not agree.
    Consent,
    /// No referral to this platform has that reference.
    Unknown,
    /// The day is before the referral or in the future.
    Day,
    /// The referral was withdrawn.
    Withdrawn,
    /// There is no refusal on that day, or it was checked already.
    NothingToCheck,
    /// The referral is the actor's own, or one of the actor's household.
    Own,
    /// The justification belongs to a refusal and to no other answer.
    Justified,
    /// The person had left the labour force by that day.
    Ended,
}

impl AnswerError {
    /// Gives the field to blame.
    pub fn field(self) -> &'static str {
        match self {
            Self::Vacancy | Self::Reserved | Self::Again => "vacancy",
            Self::Consent => "consented",
            Self::Unknown | Self::Withdrawn | Self::Own => "referral",
            Self::Day | Self::Ended => "on",
            Self::NothingToCheck => "answered_on",
            Self::Justified => "justified",
        }
    }

    /// Says what is wrong.
    pub fn hint(self) -> Hint {
        match self {
            Self::Vacancy => Hint::said("应为正在招聘的岗位", "expected a vacancy that stands open"),
            Self::Reserved => Hint::said(
                "该岗位只面向就业困难人员，此人当日未经认定",
                "the vacancy is kept for persons determined as employment-disadvantaged, and this person is not today",
            ),
            Self::Again => Hint::said("已向该岗位推荐过此人", "the person was recommended for this vacancy already"),
            Self::Consent => Hint::said(
                "须经本人同意向用人单位提供姓名和电话（个人信息保护法第二十三条），同意后填 true",
                "expected true: the person must agree that the employer is given the name and the phone (PIPL article 23)",
            ),
            Self::Unknown => Hint::said("没有发给本平台的该推荐编号", "no referral to this platform bears that name"),
            Self::Day => Hint::said("日期须在推荐当日至今日之间", "expected a day from the referral to today"),
            Self::Withdrawn => Hint::said("该推荐已撤回", "the referral was taken back"),
            Self::NothingToCheck => Hint::said(
                "该日没有待核实的拒绝",
                "there is no refusal of that day, or somebody looked at its reason already",
            ),
            Self::Own => Hint::said(
                "不得办理本人或本人家庭的推荐",
                "nobody handles a referral of their own or of their household",
            ),
            Self::Ended => Hint::said(
                "该推荐在该日之前已自行终止，只接受此前的结果",
                "the referral had ended by that day; only an answer of an earlier day is taken",
            ),
            Self::Justified => Hint::said(
                "结果为 refused 或 no_show 时须填理由是否正当，其他结果不填",
                "expected of a refusal or an absence whether its reason is a good one, and of nothing else",
            ),
        }
    }
}

impl From<AnswerError> for Refusal {
    fn from(misfit: AnswerError) -> Self {
        match misfit {
            AnswerError::Withdrawn | AnswerError::NothingToCheck | AnswerError::Again | AnswerError::Own => {
                Self::wrong_step(misfit.field(), misfit.hint())
            }
            misfit => Self::bad_value(misfit.field(), misfit.hint()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_last_answer_by_its_day_counts_and_of_one_day_the_one_that_goes_furthest() {
        let answer = |on: &str, state, name| Answer { on: on.parse().unwrap(), state, name: ("/hiring", name) };
        let mut answers = vec![
            answer("2026-03-05", ReferralState::Interviewed, "b"),
            answer("2026-03-03", ReferralState::Hired, "a"),
            answer("2026-03-05", ReferralState::Accepted, "c"),
        ];
        let counts = standing(&answers);
        assert_eq!(counts, Some(answers[0]));
        answers.reverse();
        assert_eq!(standing(&answers), counts);
        assert_eq!(standing(&[]), None);
    }

    #[test]
    fn an_answer_is_no_beginning_and_no_end() {
        let read = |result: &str| {
            Answered::read(format!(r#"{{"referral": "r", "result": "{result}", "on": "2026-03-05"}}"#).as_bytes())
        };
        for &state in ReferralState::ALL {
            let is_answer =
                !matches!(state, ReferralState::Recommended | ReferralState::Withdrawn | ReferralState::Ended);
            assert_eq!(read(state.as_str()).is_ok(), is_answer, "{state:?}");
        }
        assert_eq!(read("gone").unwrap_err().field.as_deref(), Some("result"));
    }

    #[test]
    fn a_platform_has_five_working_days() {
        let by = |day: &str| answer_by(day.parse().unwrap(), &Calendar::new([]));
        assert_eq!(by("2026-03-05"), Deadline::fixed("2026-03-12".parse().unwrap()));
        assert!(by("2026-12-29").is_provisional);
    }
}
