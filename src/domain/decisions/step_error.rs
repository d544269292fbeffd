//! The reasons why a step is refused.

use crate::values::hint::Hint;

/// The reason why a step is refused.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum StepError {
    /// The step does not fit the stage of the application.
    Stage,
    /// The day is before that of the previous step.
    Early,
    /// Missing papers were requested already.
    AskedBefore,
    /// A written promise replaces the papers.
    Promised,
    /// The notice has too few working days.
    NoticeShort,
    /// The notice has too few working days, and extends into a year with days off not announced
    /// yet.
    NoticeShortProvisional,
    /// The notice has too many days.
    NoticeLong,
    /// The notice is not over yet, or is over already.
    NoticeDays,
    /// An objection is still open, or none is.
    Objections,
    /// The 30 days are over.
    Late,
    /// There was a re-check already.
    RecheckedBefore,
    /// The officer checked, reviewed or decided the application before.
    OwnHandling,
    /// The application is the officer's own, or one of the officer's household.
    Own,
    /// A check prevents the approval.
    Checks,
    /// No version of the rules was in force.
    NoRuleText,
    /// A decision or a notice must be dated today; another step must not be dated in the future.
    Day,
}

impl StepError {
    /// Gives the field to blame.
    pub fn field(self) -> &'static str {
        match self {
            Self::Early | Self::NoticeDays | Self::Late | Self::NoRuleText | Self::Day => "effective_on",
            Self::NoticeShort | Self::NoticeShortProvisional | Self::NoticeLong => "until",
            Self::OwnHandling | Self::Own => "officer_ref",
            Self::Stage
            | Self::AskedBefore
            | Self::Promised
            | Self::Objections
            | Self::RecheckedBefore
            | Self::Checks => "step",
        }
    }

    /// Says what is wrong.
    pub fn hint(self) -> Hint {
        match self {
            Self::Stage => {
                Hint::said("该申请目前不在可办理这一步的环节", "the application does not stand where this step belongs")
            }
            Self::Early => Hint::said("日期早于该申请的上一步", "the date lies before the application's last step"),
            Self::AskedBefore => Hint::said("所缺材料只能一次性告知", "what is missing is told once, and was"),
            Self::Promised => Hint::said("申请人已书面承诺，不再要求材料", "a written promise stands for the papers"),
            Self::NoticeShort => Hint::said("公示不得少于 3 个工作日", "a notice stands for at least 3 working days"),
            Self::NoticeShortProvisional => Hint::said(
                "公示期跨入放假安排尚未导入的年度，按暂定日历公示不得少于 4 个工作日",
                "the notice reaches into a year whose days off are not loaded yet, so it stands for at least 4 working days of the provisional calendar",
            ),
            Self::NoticeLong => Hint::said("公示不得超过 30 日", "a notice stands for at most 30 days"),
            Self::NoticeDays => Hint::said(
                "日期须与公示期相符：异议在公示期内，上报在公示期满后",
                "an objection falls within the notice, forwarding after it",
            ),
            Self::Objections => Hint::said("有异议尚未处理，或没有待处理的异议", "an objection is open, or none is"),
            Self::Late => Hint::said(
                "重核须在不予认定之日起 30 日内提出",
                "a re-check is asked for within 30 days of the refusal",
            ),
            Self::RecheckedBefore => Hint::said("该申请已重核过一次", "the application was re-checked once already"),
            Self::OwnHandling => Hint::said(
                "核查、审核或原决定的经办人不得作出决定",
                "who checked, reviewed or decided it before cannot decide it",
            ),
            Self::Own => Hint::said(
                "不得办理本人或本人家庭的申请，请由他人办理",
                "nobody handles an application of their own or of their household",
            ),
            Self::Checks => Hint::said("核验未通过，不得认定", "a check stands against an approval"),
            Self::NoRuleText => Hint::said("当日没有生效的认定办法", "no text of the rules was in force on that day"),
            Self::Day => Hint::said(
                "决定和公示的日期为办理当日，其他步骤不得晚于当日",
                "a decision or a notice is of the day it is made on, another step of that day or before",
            ),
        }
    }
}
