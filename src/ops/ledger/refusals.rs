//! Builds the refusals of lines.

use crate::domain::values::codes::Code;
use crate::domain::values::hint::Hint;
use crate::domain::values::refusal::Refusal;

pub(super) fn refuse(code: Code, field: &'static str) -> Refusal {
    Refusal::new(code, Some(field))
}

/// Builds the refusal for a code of the rules about persons, with the field that the code is about.
pub(super) fn refuse_person(code: Code) -> Refusal {
    match code {
        Code::BadValue => Refusal::bad_value(
            "retirement_group",
            Hint::said("退休类别须与性别相符", "the retirement group must fit the person's sex"),
        ),
        Code::EmploymentExists | Code::EmploymentUnknown | Code::AlreadyEnded => refuse(code, "employment_ref"),
        Code::AlreadyMember => refuse(code, "household_ref"),
        Code::UnknownPerson => refuse(code, "person_ref"),
        _ => refuse(code, "effective_on"),
    }
}
