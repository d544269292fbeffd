//! The reasons why a line is refused or flagged, and the message to its sender. A refusal carries
//! no value of the line, so it can be logged, stored and shown to anyone.

use std::borrow::Cow;

use super::codes::Code;
use super::hint::{Hint, Lang};

/// The reason why a line is refused, or accepted and flagged: the code, the field, and the expected
/// value.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Refusal {
    pub code: Code,
    /// The field, if one is to blame. An unknown field has the sender's name for it, if the name
    /// can hold no personal data.
    pub field: Option<Cow<'static, str>>,
    hint: Option<Hint>,
}

impl Refusal {
    /// Makes a refusal with only a code and a field.
    pub fn new(code: Code, field: Option<&'static str>) -> Self {
        Self { code, field: field.map(Cow::Borrowed), hint: None }
    }

    /// Refuses the value of a field and says what was expected.
    pub fn bad_value(field: &'static str, hint: Hint) -> Self {
        Self { hint: Some(hint), ..Self::new(Code::BadValue, Some(field)) }
    }

    /// Refuses a contradiction to something earlier and says which.
    pub fn conflict(field: &'static str, hint: Hint) -> Self {
        Self { hint: Some(hint), ..Self::new(Code::Conflict, Some(field)) }
    }

    /// Restores a refusal from storage.
    pub fn stored(code: Code, field: Option<String>) -> Self {
        Self { code, field: field.map(Cow::Owned), hint: None }
    }

    /// Refuses a step that does not fit and says why.
    pub fn wrong_step(field: &'static str, hint: Hint) -> Self {
        Self { hint: Some(hint), ..Self::new(Code::WrongStep, Some(field)) }
    }

    /// Refuses a missing field, where no single field is to blame, and says what is needed.
    pub fn missing(hint: Hint) -> Self {
        Self { hint: Some(hint), ..Self::new(Code::MissingField, None) }
    }

    /// Refuses a field that the kind does not have. The name is repeated only if it is short and
    /// consists of letters and `_`: a garbled line may have an ID number or a person's name in
    /// place of a field's name.
    pub fn unknown_field(name: &str) -> Self {
        let plain = name.len() <= 32 && name.bytes().all(|b| b.is_ascii_alphabetic() || b == b'_');
        Self { code: Code::UnknownField, field: plain.then(|| Cow::Owned(name.to_owned())), hint: None }
    }

    /// Says what is wrong, where, and what to do about it.
    pub fn message(&self, lang: Lang) -> String {
        let (zh, en) = reason(self.code);
        let reason = match (self.hint.map(|hint| hint.in_lang(lang)), lang) {
            (Some(hint), Lang::Zh) => format!("{hint}；请更正后重新报送。"),
            (Some(hint), Lang::En) => format!("{hint}; correct it and send the line again."),
            (None, Lang::Zh) => zh.to_owned(),
            (None, Lang::En) => en.to_owned(),
        };
        match (&self.field, lang) {
            (Some(field), Lang::Zh) => format!("字段 {field}：{reason}"),
            (Some(field), Lang::En) => format!("Field {field}: {reason}"),
            (None, _) => reason,
        }
    }
}

/// Gives the reason and the remedy, in Chinese and English.
fn reason(code: Code) -> (&'static str, &'static str) {
    match code {
        Code::BadJson => (
            "本行不是一个 JSON 对象；请每行写一个 UTF-8 编码的完整对象，字段名不得重复，不超过 1 MB。",
            "The line is not one JSON object; write one whole object a line, in UTF-8, no field twice, at most 1 MB.",
        ),
        Code::UnknownKind => (
            "没有这种事件（kind）；请按交换行说明填写。",
            "There is no such kind of event; use a kind of the interchange table.",
        ),
        Code::UnknownField => (
            "这种事件没有该字段；请删除该字段或更正字段名。",
            "This kind of event has no such field; remove it or correct its name.",
        ),
        Code::MissingField => {
            ("缺少必填字段；请补填后重新报送。", "A required field is missing; add it and send the line again.")
        }
        Code::BadValue => {
            ("值不符合要求；请更正后重新报送。", "The value is not acceptable; correct it and send the line again.")
        }
        Code::UnknownDivision => (
            "江门市内没有该区划代码；请按现行统计用区划代码填写。",
            "No division of the city has this code; use a code of the current division table.",
        ),
        Code::Conflict => (
            "该事件编号已用于内容不同的事件；新事件请用新编号，更正请先撤销原事件。",
            "This event reference is taken by an event with other content; give a new event a new reference, void a wrong one first.",
        ),
        Code::UnknownPerson => (
            "该人员尚未登记；请先报送人员登记，或核对人员编号及所属报送单位。",
            "Nobody is registered under this reference; register the person first, or check the reference and whose it is.",
        ),
        Code::UnknownHousehold => (
            "该家庭尚未登记；请先报送家庭登记，或核对家庭编号及所属报送单位。",
            "No household is registered under this reference; register it first, or check the reference and whose it is.",
        ),
        Code::UnknownEvent => (
            "没有该编号的事件；请核对要撤销的事件编号。",
            "No event has this reference; check the reference of the event to void.",
        ),
        Code::AlreadyRegistered => (
            "该编号已登记；变更请报送变更事件，另行登记请用新编号。",
            "This reference is registered already; send a change, or register under a new reference.",
        ),
        Code::IdNumberTaken => (
            "该公民身份号码已有有效登记；请使用原人员编号，登记有误的请先撤销。",
            "The ID number has a live registration; use that person's reference, or void the wrong registration first.",
        ),
        Code::BeforeBirth => {
            ("生效日期早于出生日期；请核对日期。", "The effective date lies before the birth; check the date.")
        }
        Code::AlreadyDead => (
            "该人员已登记死亡；死亡日期有误的请先撤销原事件。",
            "The person's death is recorded already; void that event first if its date is wrong.",
        ),
        Code::AfterDeath => (
            "生效日期不早于死亡日期；请核对日期，死亡登记有误的请先撤销。",
            "The effective date is on or after the death; check the date, or void the death if it is wrong.",
        ),
        Code::ChildLabour => (
            "就业开始时未满 16 周岁，不予登记；请核对出生日期与开始日期，情况属实的应依法处理。",
            "The employment starts before the 16th birthday and is not recorded; check both dates, and report it if it is true.",
        ),
        Code::EmploymentExists => (
            "该就业编号已有有效的就业开始；新的就业请用新编号。",
            "This employment reference has a live start; give a new employment a new reference.",
        ),
        Code::EmploymentUnknown => (
            "该人员名下没有此就业；请先报送就业开始，或核对就业编号与人员编号。",
            "The person has no employment of this reference; send its start first, or check both references.",
        ),
        Code::AlreadyEnded => (
            "该就业已结束；结束日期有误的请先撤销原事件。",
            "The employment has ended already; void that end first if its date is wrong.",
        ),
        Code::EndNotAfterStart => (
            "日期须晚于就业开始日期；结束日期填不再就业的第一天。",
            "The date must lie after the employment's start; an end is dated on the first day without the job.",
        ),
        Code::AlreadyMember => (
            "该日此人仍是另一家庭的成员；请先报送离开原家庭。",
            "On that day the person is a member of another household; send the leaving first.",
        ),
        Code::VoidOfVoid => {
            ("撤销事件不能再撤销；请重新报送被撤销的事件。", "A void cannot be voided; record the voided event anew.")
        }
        Code::AlreadyVoided => ("该事件已撤销，无需重复撤销。", "The event is voided already; nothing is left to do."),
        Code::InUse => {
            ("仍有有效事件引用该登记；请先撤销这些事件。", "Live events refer to this registration; void those first.")
        }
        Code::RestoreOnly => (
            "月结行只能在恢复（import --restore）时读入；平时请用 month-end close。",
            "A month's close is read by import --restore only; otherwise use month-end close.",
        ),
        Code::Unfounded => (
            "已收下但不生效：当日不符合认定条件；请核对人员及家庭情况。",
            "Recorded without effect: the condition does not hold on that day; check the person and the household.",
        ),
        Code::WithoutEffect => (
            "已收下但不生效：当时没有可结束、移出或认定的对象；请核对先前的事件。",
            "Recorded without effect: there was nothing to end, to remove or to recognise; check the events before it.",
        ),
        Code::AlreadyMerged => (
            "该登记已并入另一登记；请使用保留的登记，合并有误的请先撤销该次合并。",
            "This registration was merged into another; name the one that stays, or undo that merging if it is wrong.",
        ),
        Code::MergeConflict => (
            "两个登记的已知事实互相矛盾，不能合并；请先撤销有误的事实。",
            "What is known of the two contradicts that they are one person; void what is wrong first.",
        ),
        Code::UnderAge => (
            "该人员当日未满 16 周岁，不得登记失业、求职，不得推荐就业或纳入帮扶（禁止使用童工规定第二条）；请核对出生日期。",
            "The person is under 16 on that day and is not registered as unemployed or seeking, referred or taken into a case (Provisions on the Prohibition of Using Child Labour, article 2); check the birth date.",
        ),
        Code::Retired => (
            "该人员当日已达到法定退休年龄，不再推荐就业或纳入帮扶；请核对出生日期和退休类别。",
            "The person has reached the retirement date and is not referred or taken into a case; check the birth date and the retirement group.",
        ),
        Code::Absent => (
            "该人员当日在校、服役、服刑、出境、丧失劳动能力、已领取养老金或提前退休，不推荐就业或纳入帮扶；情况已变的请先报送结束。",
            "The person is absent on that day (school, army, prison, abroad, incapacity, pension, early retirement) and is not referred or taken into a case; if that is over, record its end first.",
        ),
        Code::UnknownEmployer => (
            "备案未填写用人单位，或该平台尚未报送此单位；请先以 bangfu.employer 报送单位，并在备案中填写其统一社会信用代码（uscc）。",
            "The filing names no employer, or one that the platform has not sent; send the employer (bangfu.employer) first, and name its uscc in the filing.",
        ),
        Code::OverCeiling => (
            "该账号一小时内报送的消息超过上限，或此前的消息尚待放行，须经人社部门放行；请与人社部门联系。",
            "The account has sent more messages within an hour than it may, or earlier ones are held still; this one waits for the bureau's release. Ask the bureau.",
        ),
        Code::WrongStep => {
            ("目前不能办理这一步；请核对所处环节。", "It does not stand where this step belongs; look where it stands.")
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_code_has_a_message_in_both_languages() {
        for &code in Code::ALL {
            let refusal = Refusal::new(code, Some("event_ref"));
            assert!(refusal.message(Lang::Zh).starts_with("字段 event_ref："), "{code:?}");
            assert!(refusal.message(Lang::En).starts_with("Field event_ref: "), "{code:?}");
            assert!(refusal.message(Lang::En).ends_with('.') && refusal.message(Lang::Zh).ends_with('。'), "{code:?}");
        }
    }

    #[test]
    fn a_bad_value_says_what_was_expected() {
        let refusal = Refusal::bad_value("form", Hint::OneOf("unit, flexible"));
        assert!(refusal.message(Lang::En).starts_with("Field form: expected one of: unit, flexible;"));
        assert!(refusal.message(Lang::Zh).starts_with("字段 form：应为下列之一：unit, flexible；"));
    }

    #[test]
    fn an_unknown_field_is_named_only_when_it_can_hold_no_personal_data() {
        assert_eq!(Refusal::unknown_field("colour").field.as_deref(), Some("colour"));
        for name in ["11010519491231002X", "张三", "tel_13800000000", "a b"] {
            assert_eq!(Refusal::unknown_field(name).field, None, "{name}");
        }
    }
}
