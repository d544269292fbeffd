//! The failures of a whole operation: each with a stable code for machines, a message for people in
//! two languages, and an inner context for the log. `domain::values::refusal` has the refusals of
//! single lines.

use std::fmt;

use crate::domain::decisions::step_error::StepError;
use crate::domain::help::action_error::ActionError;
use crate::domain::placement::referral::AnswerError;
use crate::domain::placement::vacancy::ChangeError;
use crate::domain::values::hint::Lang;
use crate::domain::values::refusal::Refusal;

/// A result of this crate.
pub type Result<T, E = Error> = std::result::Result<T, E>;

/// A failed operation: the failure and the refusal for the caller, and the context for the log
/// alone.
#[derive(Debug)]
pub struct Error {
    /// The failure as the caller sees it.
    pub failure: Failure,
    /// The refusal of a fact or a step ([`Failure::Refused`]).
    refusal: Option<Box<Refusal>>,
    context: Option<String>,
}

macro_rules! failures {
    ($($(#[$doc:meta])* $variant:ident $code:literal $status:literal $en:literal $zh:literal,)+) => {
        /// Every failure of an operation.
        #[derive(Clone, Copy, PartialEq, Eq, Debug)]
        pub enum Failure { $($(#[$doc])* $variant,)+ }

        impl Failure {
            /// Every failure.
            pub const ALL: &'static [Self] = &[$(Self::$variant,)+];

            /// Gives the stable code.
            pub fn code(self) -> &'static str { match self { $(Self::$variant => $code,)+ } }

            /// Gives the HTTP status of the answer.
            pub fn status(self) -> u16 { match self { $(Self::$variant => $status,)+ } }

            /// Gives the message for people: what happened, and what to do.
            pub fn message(self, lang: Lang) -> &'static str {
                match (self, lang) { $((Self::$variant, Lang::En) => $en, (Self::$variant, Lang::Zh) => $zh,)+ }
            }
        }
    };
}

failures! {
    MonthNotOver "month_not_over" 409 "The month's last day is not over yet; close it afterwards." "该月尚未结束，请在月末之后再结账。",
    MonthOrder "month_order" 409 "Months close in order and without a gap; close the month after the last closed one." "月份须按顺序逐月结账，请先结上一个月。",
    MonthNotClosed "month_not_closed" 404 "The month is not closed; ask for the restated view, or close it first." "该月尚未结账，请查看重述口径，或先结账。",
    PositionUnknown "position_unknown" 400 "The ledger has not reached that position." "账本尚未到达该位置。",
    NotEmpty "not_empty" 409 "The database already holds facts; use an empty one." "数据库中已有事实，请使用空库。",
    RestoreUnfinished "restore_unfinished" 409 "A restore of this database was not finished; run it again first." "本数据库的恢复尚未完成，请先重新运行恢复命令。",
    KeyMissing "key_missing" 500 "The key file of this database is missing; name it with --key-file or BANGFU_KEY_FILE." "缺少本数据库的密钥文件，请用 --key-file 或 BANGFU_KEY_FILE 指定。",
    WrongKey "wrong_key" 500 "The key file belongs to another database." "密钥文件与本数据库不符。",
    KeyUnsafe "key_unsafe" 500 "The key file cannot be used: it must be readable by its owner alone and whole." "密钥文件不可用：须完整且仅属主可读。",
    SchemaBehind "schema_behind" 500 "The database is not up to date; run bangfu migrate." "数据库结构不是最新，请先运行 bangfu migrate。",
    InputTruncated "input_truncated" 400 "The compressed input ends early; get the whole file and run the same command again." "压缩文件不完整，请取得完整文件后重新运行同一命令。",
    InputUnreadable "input_unreadable" 400 "The input cannot be read." "无法读取输入文件。",
    OutputUnwritable "output_unwritable" 500 "The output cannot be written." "无法写入输出文件。",
    DatabaseLost "database_lost" 503 "The database cannot be reached; what was committed stays. Run the same command again." "无法连接数据库，已提交的内容保留，请重新运行同一命令。",
    DiskFull "disk_full" 507 "The disk is full; what was committed stays. Make room and run the same command again." "磁盘已满，已提交的内容保留，请腾出空间后重新运行同一命令。",
    Unverified "unverified" 409 "The recomputed month differs from the closed one." "重新计算的结果与已结账的结果不一致。",
    UnknownDivision "unknown_division" 404 "There is no such division." "没有这个行政区划。",
    UnknownHousehold "unknown_household" 404 "No household is registered under that reference." "没有登记过该户编号。",
    UnknownPerson "unknown_person" 404 "No person is registered under that reference." "没有登记过该人员编号。",
    NotFound "not_found" 404 "There is nothing of that name here." "没有找到。",
    BadRequest "bad_request" 400 "The request is not understood." "请求无法理解。",
    Unauthorized "unauthorized" 401 "Sign in first." "请先登录。",
    Forbidden "forbidden" 403 "Your role may not do this." "您的角色无权进行此操作。",
    Conflict "conflict" 409 "It was changed in the meantime, or exists already; read it again." "内容已被他人更改或已存在，请重新读取。",
    PreconditionRequired "precondition_required" 428 "Send If-Match with the ETag you read." "请在 If-Match 中带上读取到的 ETag。",
    PreconditionFailed "precondition_failed" 412 "It was changed since you read it; read it again." "读取之后内容已更改，请重新读取。",
    KeyReused "idempotency_key_reused" 422 "This Idempotency-Key was used for another request; take a new one." "该 Idempotency-Key 已用于其他请求，请更换。",
    TooLarge "too_large" 413 "The request is too large; send fewer lines." "请求过大，请分批发送。",
    TooMany "too_many_requests" 429 "Too many tries; wait a while." "尝试次数过多，请稍后再试。",
    Refused "refused" 422 "The fact is refused." "该事实未被接受。",
    BadCalendar "bad_calendar" 422 "The file is no notice on days off as it stands; correct what is named and load it again." "放假安排文件有误，请按所列问题更正后重新导入。",
    Busy "busy" 503 "The service is busy; try again." "服务繁忙，请重试。",
    Internal "internal" 500 "Something went wrong here; it is in the log." "系统内部错误，已记入日志。",
}

impl Error {
    /// Makes an error with this failure for the caller.
    pub fn new(failure: Failure) -> Self {
        Self { failure, refusal: None, context: None }
    }

    /// Gives the refusal, or the error itself if it has none.
    pub fn refusal(self) -> std::result::Result<Refusal, Self> {
        match self.refusal {
            Some(refusal) => Ok(*refusal),
            None => Err(self),
        }
    }

    /// Makes an internal error. Its reason goes to the log only, and never contains personal data.
    pub fn internal(context: impl Into<String>) -> Self {
        Self::new(Failure::Internal).context(context)
    }

    /// Adds context for the log, never personal data.
    #[must_use]
    pub fn context(mut self, context: impl Into<String>) -> Self {
        let context = context.into();
        self.context = Some(match self.context.take() {
            Some(inner) => format!("{context}: {inner}"),
            None => context,
        });
        self
    }

    /// Gives the context for the log.
    pub fn detail(&self) -> &str {
        self.context.as_deref().unwrap_or("")
    }
}

impl From<Failure> for Error {
    fn from(failure: Failure) -> Self {
        Self::new(failure)
    }
}

/// Makes an operation's error from the refusal of a line, a step or an answer.
macro_rules! refused {
    ($($why:ty),+) => { $(
        impl From<$why> for Error {
            fn from(why: $why) -> Self {
                Self { refusal: Some(Box::new(why.into())), ..Self::new(Failure::Refused) }
            }
        }
    )+ };
}

refused!(Refusal, StepError, ActionError, AnswerError, ChangeError);

/// Separates the result of one item of a batch, which may be a refusal, from a failure of the
/// whole, so that the other items go on.
///
/// # Errors
/// Any error other than [`Failure::Refused`] and [`Failure::Forbidden`].
pub fn item<T>(done: Result<T>) -> Result<Result<T>> {
    match done {
        Err(error) if !matches!(error.failure, Failure::Refused | Failure::Forbidden) => Err(error),
        answer => Ok(answer),
    }
}

/// Makes the error for a stored value that cannot be read back: the kind of value, its ID, and the
/// reason.
pub fn corrupt(what: &str, of: impl fmt::Display, why: impl fmt::Display) -> Error {
    Error::internal(format!("{what} {of} cannot be read back: {why}"))
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.failure.message(Lang::En))
    }
}

impl std::error::Error for Error {}

impl From<diesel::result::Error> for Error {
    fn from(e: diesel::result::Error) -> Self {
        use diesel::result::{DatabaseErrorKind as Kind, Error as E};
        let (failure, context) = match &e {
            E::NotFound => (Failure::NotFound, "no row".to_owned()),
            E::DatabaseError(kind, info) => {
                // The message of a constraint names the constraint and not the values; the details
                // may hold values, so they are left out.
                let message = info.message();
                let lost = [
                    "server closed",
                    "terminating connection",
                    "connection to server",
                    "no connection",
                    "could not receive",
                    "could not send",
                    "SSL",
                ];
                let failure = if message.contains("disk is full") || message.contains("No space left") {
                    Failure::DiskFull
                } else if matches!(kind, Kind::ClosedConnection | Kind::UnableToSendCommand)
                    || lost.iter().any(|l| message.contains(l))
                    || message.contains("disk I/O error")
                    || message.contains("unable to open database")
                {
                    Failure::DatabaseLost
                } else if message.contains("database is locked") {
                    Failure::Busy
                } else if matches!(kind, Kind::UniqueViolation) {
                    Failure::Conflict
                } else {
                    Failure::Internal
                };
                (failure, message.to_owned())
            }
            E::BrokenTransactionManager => (Failure::DatabaseLost, e.to_string()),
            E::RollbackErrorOnCommit { commit_error, .. } => {
                let inner = commit_error.to_string();
                let failure = if inner.contains("full") || inner.contains("No space") {
                    Failure::DiskFull
                } else {
                    Failure::DatabaseLost
                };
                (failure, inner)
            }
            _ => (Failure::Internal, e.to_string()),
        };
        Self::new(failure).context(context)
    }
}

impl From<diesel::ConnectionError> for Error {
    fn from(e: diesel::ConnectionError) -> Self {
        // The text of libpq may repeat the user and the host, but never the password.
        Self::new(Failure::DatabaseLost).context(e.to_string())
    }
}

impl From<diesel::r2d2::PoolError> for Error {
    fn from(e: diesel::r2d2::PoolError) -> Self {
        Self::new(Failure::DatabaseLost).context(e.to_string())
    }
}
