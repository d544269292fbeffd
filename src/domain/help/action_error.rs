//! Why something cannot be done in a case.

use crate::values::hint::Hint;

/// Why something cannot be done about a case.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum ActionError {
    Closed,
    /// It is offered to nobody.
    NotOffered,
    /// Nothing proposes that removal.
    NotProposed,
    /// It is dated before the opening or in the future.
    Day,
    /// It is the case of one's own, or of one's household.
    Own,
    /// Who helps somebody does not decide on their removal.
    OwnHelp,
    /// The helper has no account that may help there.
    Helper,
    /// A reason is told of a refusal, and of nothing else.
    Refusal,
}

impl ActionError {
    /// Names the field to blame.
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
