//! Reads the claim of each kind from its fields.

use crate::decisions::step::{DETAILS, Detail, Step};
use crate::employment::job::Job;
use crate::ledger::fact::{By, Claim, ServiceDetails};
use crate::people::said::{Changes, Optional, Registration};
use crate::placement::sought::Sought;
use crate::values::codes::{
    CloseReason, Form, Kind, Mode, Outcome, Package, Place, RetirementGroup, Service, Sex, StepKind,
};
use crate::values::division::{Division, tree};
use crate::values::fields::{Fields, missing};
use crate::values::hint::Hint;
use crate::values::id_number::IdNumber;
use crate::values::lists;
use crate::values::read::{
    CLOSE_REASONS, EDUCATION, ETHNIC, FORMS, MARITAL, MODES, OUTCOMES, PACKAGES, PLACES, RELATION, RETIREMENT_GROUPS,
    SERVICES, SEXES, STEPS, Value, absence, any_division, area, birth_date, category, code_of, date, disability, flag,
    home, listed, money, month, occupations, officers_reason, pay, posts, proposed_reason, reference, sought_form,
    text, town, words,
};
use crate::values::refusal::Refusal;
use crate::values::text::{Phone, Reference, Text};
use crate::values::uscc::Uscc;

impl Fields<'_> {
    fn person(&self) -> Result<Reference, Refusal> {
        self.required("person_ref", reference)
    }

    fn household(&self) -> Result<Reference, Refusal> {
        self.required("household_ref", reference)
    }

    fn employment(&self) -> Result<Reference, Refusal> {
        self.required("employment_ref", reference)
    }

    fn helper(&self) -> Result<Reference, Refusal> {
        self.required("helper_ref", reference)
    }

    fn reason(&self) -> Result<Option<Text>, Refusal> {
        self.optional("reason", |v| words(v, Text::SHORT))
    }

    pub(super) fn claim(&self, kind: Kind) -> Result<Claim, Refusal> {
        Ok(match kind {
            Kind::PersonRegistered => {
                Claim::PersonRegistered { person: self.person()?, person_data: Box::new(self.registration()?) }
            }
            Kind::PersonChanged => Claim::PersonChanged {
                person: self.person()?,
                changes: Box::new(Changes {
                    name: self.optional("name", |v| words(v, Text::NAME))?,
                    residence_division: self.optional("residence_division", home)?,
                    optional: self.attributes()?,
                }),
            },
            Kind::HouseholdRegistered => Claim::HouseholdRegistered {
                household: self.household()?,
                division: self.required("division", home)?,
                urban: self.required("urban", flag)?,
            },
            Kind::MemberJoined => Claim::MemberJoined {
                household: self.household()?,
                person: self.person()?,
                relation: self.required("relation", |v| code_of(v, lists::is_relation, RELATION))?,
            },
            Kind::MemberLeft => Claim::MemberLeft { household: self.household()?, person: self.person()? },
            Kind::HouseholdMoved => {
                Claim::HouseholdMoved { household: self.household()?, division: self.required("division", home)? }
            }
            Kind::WishDeclared => Claim::WishDeclared {
                person: self.person()?,
                work: self.required("work", flag)?,
                help: self.required("help", flag)?,
            },
            Kind::AbsenceStarted => {
                Claim::AbsenceStarted { person: self.person()?, absence: self.required("absence", absence)? }
            }
            Kind::AbsenceEnded => {
                Claim::AbsenceEnded { person: self.person()?, absence: self.required("absence", absence)? }
            }
            Kind::Died => Claim::Died { person: self.person()? },
            Kind::EmploymentStarted => Claim::EmploymentStarted {
                person: self.person()?,
                employment: self.employment()?,
                job: Box::new(self.job()?),
            },
            Kind::PayChanged => Claim::PayChanged {
                person: self.person()?,
                employment: self.employment()?,
                monthly_pay: self.required("monthly_pay", money)?,
            },
            Kind::EmploymentEnded => Claim::EmploymentEnded {
                person: self.person()?,
                employment: self.employment()?,
                reason: self.reason()?,
            },
            Kind::UnemploymentRegistered => {
                Claim::UnemploymentRegistered { person: self.person()?, reason: self.reason()? }
            }
            Kind::UnemploymentDeregistered => {
                Claim::UnemploymentDeregistered { person: self.person()?, reason: self.reason()? }
            }
            Kind::HouseholdApplied => Claim::HouseholdApplied { household: self.household()? },
            Kind::HouseholdRecognised => Claim::HouseholdRecognised { household: self.household()? },
            Kind::HouseholdRemoved => Claim::HouseholdRemoved {
                household: self.household()?,
                reason: self.required("reason", officers_reason)?,
            },
            Kind::PersonApplied => {
                Claim::PersonApplied { person: self.person()?, category: self.required("category", category)? }
            }
            Kind::PersonDetermined => {
                Claim::PersonDetermined { person: self.person()?, category: self.required("category", category)? }
            }
            Kind::DeterminationRemoved => Claim::DeterminationRemoved {
                person: self.person()?,
                category: self.optional("category", category)?,
                reason: self.required("reason", officers_reason)?,
            },
            Kind::HelperAssigned => Claim::HelperAssigned { person: self.person()?, helper: self.helper()? },
            Kind::HelperReleased => Claim::HelperReleased { person: self.person()?, helper: self.helper()? },
            Kind::ServiceDelivered => Claim::ServiceDelivered {
                person: self.person()?,
                service: self.required("service", |v| listed(v, Service::from_word, SERVICES))?,
                details: Box::new(self.service_details()?),
            },
            Kind::LivingLineSet => Claim::LivingLineSet {
                division: self.required("division", any_division)?,
                monthly: self.required("monthly", money)?,
            },
            Kind::Voided => Claim::Voided { voids: self.required("voids", reference)?, reason: self.reason()? },
            Kind::ApplicationStep => Claim::ApplicationStep {
                application: self.required("application_ref", reference)?,
                officer: self.optional("officer_ref", reference)?,
                step: Box::new(self.step()?),
                note: self.optional("note", |v| words(v, Text::NOTE))?,
            },
            Kind::DelegationSet => Claim::DelegationSet {
                division: self.required("division", town)?,
                delegated: self.required("delegated", flag)?,
            },
            Kind::PersonMerged => Claim::PersonMerged {
                person: self.person()?,
                other: self.required("other_ref", reference)?,
                other_sender: self.optional("other_sender", reference)?,
                by: self.by()?,
            },
            Kind::CaseOpened => Claim::CaseOpened {
                person: self.person()?,
                package: self.required("package", |v| listed(v, Package::from_word, PACKAGES))?,
                by: self.by()?,
            },
            Kind::CasePlanned => Claim::CasePlanned { person: self.person()?, by: self.by()? },
            Kind::CaseClosed => Claim::CaseClosed {
                person: self.person()?,
                reason: self.required("reason", |v| listed(v, CloseReason::from_word, CLOSE_REASONS))?,
                by: self.by()?,
            },
            Kind::HandoverOffered => {
                Claim::HandoverOffered { person: self.person()?, helper: self.helper()?, by: self.by()? }
            }
            Kind::HandoverAnswered => Claim::HandoverAnswered {
                person: self.person()?,
                accepted: self.required("accepted", flag)?,
                by: self.by()?,
            },
            Kind::RemovalDismissed => Claim::RemovalDismissed {
                person: self.person()?,
                reason: self.required("reason", proposed_reason)?,
                by: self.by()?,
            },
            Kind::ContactAttempted => {
                Claim::ContactAttempted { person: self.person()?, mode: self.mode()?, by: self.by()? }
            }
            Kind::JobSought => Claim::JobSought { person: self.person()?, sought: Box::new(self.sought()?) },
            Kind::MonthClosed => Claim::MonthClosed { month: self.required("month", month)? },
        })
    }

    fn by(&self) -> Result<By, Refusal> {
        Ok(By {
            officer: self.optional("officer_ref", reference)?,
            note: self.optional("note", |v| words(v, Text::NOTE))?,
        })
    }

    fn mode(&self) -> Result<Option<Mode>, Refusal> {
        self.optional("mode", |v| listed(v, Mode::from_word, MODES))
    }

    fn service_details(&self) -> Result<ServiceDetails, Refusal> {
        Ok(ServiceDetails {
            outcome: self.optional("outcome", |v| listed(v, Outcome::from_word, OUTCOMES))?,
            note: self.optional("note", |v| words(v, Text::NOTE))?,
            helper: self.optional("helper_ref", reference)?,
            mode: self.mode()?,
            posts: self.optional("posts", posts)?,
            justified: self.optional("justified", flag)?,
            next_on: self.optional("next_on", date)?,
        })
    }

    fn sought(&self) -> Result<Sought, Refusal> {
        Ok(Sought {
            occupations: self.optional("occupations", occupations)?.unwrap_or_default(),
            pay_from: self.optional("pay_from", pay)?,
            area: self.optional("area", area)?,
            form: self.optional("form", sought_form)?,
            available_on: self.optional("available_on", date)?,
            profile_shared: self.optional("profile_shared", flag)?.unwrap_or_default(),
        })
    }

    fn step(&self) -> Result<Step, Refusal> {
        let kind = self.required("step", |v| listed(v, StepKind::from_word, STEPS))?;
        let is_others = |name: &str| self.has(name) && !kind.details().contains(&name);
        if let Some(name) = DETAILS.into_iter().find(|name| is_others(name)) {
            return Err(Refusal::unknown_field(name));
        }
        let detail = |name: &str| match self.get(name)? {
            Value::Flag(flag) => Some(Detail::Flag(*flag)),
            Value::Text(text) => Some(Detail::Word(text.to_string())),
            // A value of no field's type: neither a flag nor a valid word.
            Value::Integer(_) | Value::Object(_) | Value::List(_) | Value::Other => Some(Detail::Word(String::new())),
        };
        Step::read(kind, detail).map_err(|(field, hint)| match hint {
            Some(hint) => Refusal::bad_value(field, hint),
            None => missing(field),
        })
    }

    fn registration(&self) -> Result<Registration, Refusal> {
        let registration = Registration {
            id_number: self.required("id_number", |v| IdNumber::parse(text(v)?))?,
            name: self.required("name", |v| words(v, Text::NAME))?,
            sex: self.required("sex", |v| listed(v, Sex::from_word, SEXES))?,
            birth_date: self.required("birth_date", birth_date)?,
            residence_division: self.required("residence_division", home)?,
            optional: self.attributes()?,
        };
        if registration.birth_date != registration.id_number.birth_date() {
            return Err(Refusal::bad_value(
                "birth_date",
                Hint::said("与公民身份号码中的出生日期不一致", "it differs from the birth date in the ID number"),
            ));
        }
        if registration.sex != registration.id_number.sex() {
            return Err(Refusal::bad_value(
                "sex",
                Hint::said("与公民身份号码中的性别不一致", "it differs from the sex in the ID number"),
            ));
        }
        if registration.optional.retirement_group.is_some_and(|group| sex_of(group) != registration.sex) {
            return Err(Refusal::bad_value(
                "retirement_group",
                Hint::said("退休类别与性别不符", "the retirement group is one of the other sex"),
            ));
        }
        Ok(registration)
    }

    fn attributes(&self) -> Result<Optional, Refusal> {
        Ok(Optional {
            retirement_group: self
                .optional("retirement_group", |v| listed(v, RetirementGroup::from_word, RETIREMENT_GROUPS))?,
            hukou_division: self.optional("hukou_division", any_division)?,
            hukou_rural: self.optional("hukou_rural", flag)?,
            ethnic: self.optional("ethnic", |v| code_of(v, |code| lists::ethnic(code).is_some(), ETHNIC))?,
            education: self
                .optional("education", |v| code_of(v, |code| lists::education(code).is_some(), EDUCATION))?,
            marital: self.optional("marital", |v| code_of(v, |code| lists::marital(code).is_some(), MARITAL))?,
            phone: self.optional("phone", |v| Phone::parse(text(v)?))?,
            address: self.optional("address", |v| words(v, Text::ADDRESS))?,
            disability: self.optional("disability", disability)?,
            graduated_on: self.optional("graduated_on", date)?,
        })
    }

    fn job(&self) -> Result<Job, Refusal> {
        Ok(Job {
            form: self.required("form", |v| listed(v, Form::from_word, FORMS))?,
            uscc: self.optional("uscc", |v| Uscc::parse(text(v)?))?,
            monthly_pay: self.optional("monthly_pay", money)?,
            occupation: self.optional("occupation", |v| words(v, Text::SHORT))?,
            industry: self.optional("industry", |v| words(v, Text::SHORT))?,
            place: self.optional("place", |v| listed(v, Place::from_word, PLACES))?,
            contract_until: self.optional("contract_until", date)?,
            hired_as_difficult: self.optional("hired_as_difficult", flag)?,
        })
    }
}

/// Gives the sex that a retirement group belongs to.
pub(crate) fn sex_of(group: RetirementGroup) -> Sex {
    match group {
        RetirementGroup::Male => Sex::Male,
        RetirementGroup::Female55 | RetirementGroup::Female50 => Sex::Female,
    }
}

/// Finds the field with a code within the city that is not in its tree.
pub(crate) fn unknown_division(claim: &Claim) -> Option<&'static str> {
    let among = |divisions: &[(&'static str, Option<Division>)]| {
        let is_unknown = |division: Division| division.is_in_city() && !tree().knows(division);
        divisions.iter().find(|(_, division)| division.is_some_and(is_unknown)).map(|(field, _)| *field)
    };
    match claim {
        Claim::HouseholdRegistered { division, .. }
        | Claim::HouseholdMoved { division, .. }
        | Claim::LivingLineSet { division, .. }
        | Claim::DelegationSet { division, .. } => among(&[("division", Some(*division))]),
        Claim::PersonRegistered { person_data: data, .. } => among(&[
            ("residence_division", Some(data.residence_division)),
            ("hukou_division", data.optional.hukou_division),
        ]),
        Claim::PersonChanged { changes, .. } => among(&[
            ("residence_division", changes.residence_division),
            ("hukou_division", changes.optional.hukou_division),
        ]),
        Claim::JobSought { sought, .. } => among(&[("area", sought.area)]),
        _ => None,
    }
}
