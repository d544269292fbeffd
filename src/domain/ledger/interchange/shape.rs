//! The fields of each kind of line.

use crate::decisions::step::DETAILS;
use crate::values::codes::{Code, Kind};
use crate::values::fields::{Fields, missing};
use crate::values::hint::Hint;
use crate::values::read::Value;
use crate::values::refusal::Refusal;

impl Fields<'_> {
    pub(super) fn kind(&self) -> Result<Kind, Refusal> {
        let found = match self.get("kind") {
            None => return Err(missing("kind")),
            Some(Value::Text(word)) => Kind::from_word(word),
            Some(_) => None,
        };
        found.ok_or_else(|| Refusal::new(Code::UnknownKind, Some("kind")))
    }

    pub(super) fn check_names(&self, kind: Kind) -> Result<(), Refusal> {
        let shape = shape_of(kind);
        let is_known = |name: &str| {
            name == "kind" || [&COMMON[..], shape.required, shape.optional].iter().any(|names| names.contains(&name))
        };
        match self.names().find(|name| !is_known(name)) {
            Some(name) => Err(Refusal::unknown_field(name)),
            None => Ok(()),
        }
    }

    pub(super) fn check_presence(&self, kind: Kind) -> Result<(), Refusal> {
        let shape = shape_of(kind);
        let common = if kind == Kind::MonthClosed { &[] } else { &COMMON[..2] };
        if let Some(name) = common.iter().chain(shape.required).find(|name| !self.has(name)) {
            return Err(missing(name));
        }
        if kind == Kind::PersonChanged && !shape.optional.iter().any(|name| self.has(name)) {
            return Err(Refusal::missing(Hint::said(
                "变更事件至少要有一个要变更的字段",
                "a change names at least one field to change",
            )));
        }
        if kind == Kind::JobSought && !SOUGHT.iter().any(|name| self.has(name)) {
            return Err(Refusal::missing(Hint::said(
                "求职登记至少要有 occupations、pay_from、area、form 之一",
                "it says at least one of occupations, pay_from, area and form",
            )));
        }
        Ok(())
    }
}

/// The fields of a kind, in addition to [`COMMON`].
pub(crate) struct Shape {
    required: &'static [&'static str],
    optional: &'static [&'static str],
}

/// The fields that every line may have; the first two are required.
pub(crate) const COMMON: [&str; 5] = ["event_ref", "effective_on", "sender", "subject_sender", "recorded_at"];

/// The fields about the work that a person looks for; at least one is required.
pub(crate) const SOUGHT: [&str; 4] = ["occupations", "pay_from", "area", "form"];

/// The fields that a step may have in addition to its application and its kind; the kind tells
/// which.
pub(crate) const STEP_FIELDS: [&str; 2 + DETAILS.len()] = {
    let mut fields = ["officer_ref"; 2 + DETAILS.len()];
    fields[1] = "note";
    let mut at = 0;
    while at < DETAILS.len() {
        fields[2 + at] = DETAILS[at];
        at += 1;
    }
    fields
};

pub(crate) fn shape_of(kind: Kind) -> Shape {
    let (required, optional): (&[_], &[_]) = match kind {
        Kind::PersonRegistered => (
            &["person_ref", "id_number", "name", "sex", "birth_date", "residence_division"],
            &[
                "retirement_group",
                "hukou_division",
                "hukou_rural",
                "ethnic",
                "education",
                "marital",
                "phone",
                "address",
                "disability",
                "graduated_on",
            ],
        ),
        Kind::PersonChanged => (
            &["person_ref"],
            &[
                "name",
                "residence_division",
                "retirement_group",
                "hukou_division",
                "hukou_rural",
                "ethnic",
                "education",
                "marital",
                "phone",
                "address",
                "disability",
                "graduated_on",
            ],
        ),
        Kind::HouseholdRegistered => (&["household_ref", "division", "urban"], &[]),
        Kind::MemberJoined => (&["household_ref", "person_ref", "relation"], &[]),
        Kind::MemberLeft => (&["household_ref", "person_ref"], &[]),
        Kind::HouseholdMoved => (&["household_ref", "division"], &[]),
        Kind::WishDeclared => (&["person_ref", "work", "help"], &[]),
        Kind::AbsenceStarted | Kind::AbsenceEnded => (&["person_ref", "absence"], &[]),
        Kind::Died => (&["person_ref"], &[]),
        Kind::EmploymentStarted => (
            &["person_ref", "employment_ref", "form"],
            &["uscc", "monthly_pay", "occupation", "industry", "place", "contract_until", "hired_as_difficult"],
        ),
        Kind::PayChanged => (&["person_ref", "employment_ref", "monthly_pay"], &[]),
        Kind::EmploymentEnded => (&["person_ref", "employment_ref"], &["reason"]),
        Kind::UnemploymentRegistered | Kind::UnemploymentDeregistered => (&["person_ref"], &["reason"]),
        Kind::HouseholdApplied | Kind::HouseholdRecognised => (&["household_ref"], &[]),
        Kind::HouseholdRemoved => (&["household_ref", "reason"], &[]),
        Kind::PersonApplied | Kind::PersonDetermined => (&["person_ref", "category"], &[]),
        Kind::DeterminationRemoved => (&["person_ref", "reason"], &["category"]),
        Kind::HelperAssigned | Kind::HelperReleased => (&["person_ref", "helper_ref"], &[]),
        Kind::ServiceDelivered => {
            (&["person_ref", "service"], &["outcome", "note", "helper_ref", "mode", "posts", "justified", "next_on"])
        }
        Kind::LivingLineSet => (&["division", "monthly"], &[]),
        Kind::Voided => (&["voids"], &["reason"]),
        // Each of DETAILS belongs to certain steps only.
        Kind::ApplicationStep => (&["application_ref", "step"], &STEP_FIELDS),
        Kind::DelegationSet => (&["division", "delegated"], &[]),
        Kind::PersonMerged => (&["person_ref", "other_ref"], &["other_sender", "officer_ref", "note"]),
        Kind::CaseOpened => (&["person_ref", "package"], &["officer_ref", "note"]),
        Kind::CasePlanned => (&["person_ref"], &["officer_ref", "note"]),
        Kind::CaseClosed | Kind::RemovalDismissed => (&["person_ref", "reason"], &["officer_ref", "note"]),
        Kind::HandoverOffered => (&["person_ref", "helper_ref"], &["officer_ref", "note"]),
        Kind::HandoverAnswered => (&["person_ref", "accepted"], &["officer_ref", "note"]),
        Kind::ContactAttempted => (&["person_ref"], &["mode", "officer_ref", "note"]),
        Kind::JobSought => {
            (&["person_ref"], &["occupations", "pay_from", "area", "form", "available_on", "profile_shared"])
        }
        Kind::MonthClosed => (&["month"], &[]),
    };
    Shape { required, optional }
}
