//! The reasons why an action on a case is refused.

use crate::values::hint::Hint;

/// The reason why an action on a case is refused.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum ActionError {
    Closed,
    /// The case is not offered to a helper.
    NotOffered,
    /// No such removal is proposed.
    NotProposed,
    /// The day is before the opening or in the future.
    Day,
    /// The case is the actor's own, or one of the actor's household.
    Own,
    /// A helper does not decide on the removal of a person in the helper's own care.
    OwnHelp,
    /// The helper has no account that may help in that division.
    Helper,
    /// The justification belongs to a refusal and to no other outcome.
    Refusal,
}

impl ActionError {
    /// Gives the field to blame.
    pub fn field(self) -> &'static str {
        match self {
            Self::Closed | Self::NotOffered | Self::NotProposed => "step",
            Self::Day => "on",
            Self::Own | Self::OwnHelp | Self::Helper => "helper",
            Self::Refusal => "justified",
        }
    }

    /// Says what is wrong.
    pub fn hint(self) -> Hint {
        match self {
            Self::Closed => Hint::said("该帮扶个案已结案", "the case is closed"),
            Self::NotOffered => Hint::said("该个案没有待接收的移交", "the case is offered to nobody"),
            Self::NotProposed => Hint::said("目前没有提出该项移出建议", "nothing proposes that removal"),
            Self::Day => {
                Hint::said("日期须在立案当日至今日之间", "expected a day from the opening of the case to today")
            }
            Self::Own => {
                Hint::said("不得帮扶本人或本人家庭，请由他人办理", "nobody helps themselves or their own household")
            }
            Self::OwnHelp => Hint::said(
                "帮扶责任人不得决定本人帮扶对象的移出",
                "who helps somebody does not decide on their removal",
            ),
            Self::Helper => Hint::said(
                "帮扶责任人须为该人员所在区划内有效的工作人员账号",
                "expected the id of an account in force that may help people in that division",
            ),
            Self::Refusal => Hint::said(
                "服务结果为 refused 时须填拒绝理由是否正当，其他结果不填",
                "expected of a refusal whether its reason is a good one, and of nothing else",
            ),
        }
    }
}
