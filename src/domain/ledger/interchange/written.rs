//! Writes lines.

use std::collections::BTreeMap;

use serde::ser::{Serialize, SerializeMap, Serializer};

use crate::decisions::step::Detail;
use crate::employment::job::Job;
use crate::ledger::fact::{By, Claim, Line};
use crate::people::said::Optional;
use crate::placement::sought::Sought;
use crate::values::codes::{Category, Form, Mode, Outcome, Place, RetirementGroup};
use crate::values::division::Division;
use crate::values::occupation::Occupation;
use crate::values::text::{Phone, Reference, Text};
use crate::values::uscc::Uscc;

/// A line as JSON. If not `whole`, fields that are not part of the content are left out.
pub(super) struct Written<'a> {
    pub line: &'a Line,
    pub whole: bool,
}

impl Serialize for Written<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let Line { event_ref, effective_on, sender, subject_sender, recorded_at, claim } = self.line;
        let mut out = Out(serializer.serialize_map(None)?);
        out.put("kind", claim.kind().as_str())?;
        out.put("event_ref", event_ref.as_str())?;
        out.claim(claim)?;
        out.put("effective_on", effective_on)?;
        if self.whole {
            out.maybe("sender", sender.as_ref().map(Reference::as_str))?;
        }
        out.maybe("subject_sender", subject_sender.as_ref().map(Reference::as_str))?;
        if self.whole {
            out.maybe("recorded_at", recorded_at.as_ref())?;
        }
        out.0.end()
    }
}

/// The JSON object that is being written.
struct Out<M>(M);

impl<M: SerializeMap> Out<M> {
    fn put<T: Serialize + ?Sized>(&mut self, name: &'static str, value: &T) -> Result<(), M::Error> {
        self.0.serialize_entry(name, value)
    }

    fn maybe<T: Serialize>(&mut self, name: &'static str, value: Option<T>) -> Result<(), M::Error> {
        value.map_or(Ok(()), |value| self.put(name, &value))
    }

    fn claim(&mut self, claim: &Claim) -> Result<(), M::Error> {
        match claim {
            Claim::PersonRegistered { person, person_data: data } => {
                self.put("person_ref", person.as_str())?;
                self.put("id_number", data.id_number.as_str())?;
                self.put("name", data.name.as_str())?;
                self.put("sex", data.sex.as_str())?;
                self.put("birth_date", &data.birth_date)?;
                self.put("residence_division", &data.residence_division.code())?;
                self.attributes(&data.optional)
            }
            Claim::PersonChanged { person, changes } => {
                self.put("person_ref", person.as_str())?;
                self.maybe("name", changes.name.as_ref().map(Text::as_str))?;
                self.maybe("residence_division", changes.residence_division.map(Division::code))?;
                self.attributes(&changes.optional)
            }
            Claim::HouseholdRegistered { household, division, urban } => {
                self.put("household_ref", household.as_str())?;
                self.put("division", &division.code())?;
                self.put("urban", urban)
            }
            Claim::MemberJoined { household, person, relation } => {
                self.put("household_ref", household.as_str())?;
                self.put("person_ref", person.as_str())?;
                self.put("relation", relation)
            }
            Claim::MemberLeft { household, person } => {
                self.put("household_ref", household.as_str())?;
                self.put("person_ref", person.as_str())
            }
            Claim::HouseholdMoved { household, division } => {
                self.put("household_ref", household.as_str())?;
                self.put("division", &division.code())
            }
            Claim::WishDeclared { person, work, help } => {
                self.put("person_ref", person.as_str())?;
                self.put("work", work)?;
                self.put("help", help)
            }
            Claim::AbsenceStarted { person, absence } | Claim::AbsenceEnded { person, absence } => {
                self.put("person_ref", person.as_str())?;
                self.put("absence", absence.as_str())
            }
            Claim::Died { person } => self.put("person_ref", person.as_str()),
            Claim::EmploymentStarted { person, employment, job } => {
                self.put("person_ref", person.as_str())?;
                self.put("employment_ref", employment.as_str())?;
                self.job(job)
            }
            Claim::PayChanged { person, employment, monthly_pay } => {
                self.put("person_ref", person.as_str())?;
                self.put("employment_ref", employment.as_str())?;
                self.put("monthly_pay", monthly_pay)
            }
            Claim::EmploymentEnded { person, employment, reason } => {
                self.put("person_ref", person.as_str())?;
                self.put("employment_ref", employment.as_str())?;
                self.maybe("reason", reason.as_ref().map(Text::as_str))
            }
            Claim::UnemploymentRegistered { person, reason } | Claim::UnemploymentDeregistered { person, reason } => {
                self.put("person_ref", person.as_str())?;
                self.maybe("reason", reason.as_ref().map(Text::as_str))
            }
            Claim::HouseholdApplied { household } | Claim::HouseholdRecognised { household } => {
                self.put("household_ref", household.as_str())
            }
            Claim::HouseholdRemoved { household, reason } => {
                self.put("household_ref", household.as_str())?;
                self.put("reason", reason.as_str())
            }
            Claim::PersonApplied { person, category } | Claim::PersonDetermined { person, category } => {
                self.put("person_ref", person.as_str())?;
                self.put("category", category.as_str())
            }
            Claim::DeterminationRemoved { person, category, reason } => {
                self.put("person_ref", person.as_str())?;
                self.maybe("category", category.map(Category::as_str))?;
                self.put("reason", reason.as_str())
            }
            Claim::HelperAssigned { person, helper } | Claim::HelperReleased { person, helper } => {
                self.put("person_ref", person.as_str())?;
                self.put("helper_ref", helper.as_str())
            }
            Claim::ServiceDelivered { person, service, details } => {
                self.put("person_ref", person.as_str())?;
                self.put("service", service.as_str())?;
                self.maybe("outcome", details.outcome.map(Outcome::as_str))?;
                self.maybe("note", details.note.as_ref().map(Text::as_str))?;
                self.maybe("helper_ref", details.helper.as_ref().map(Reference::as_str))?;
                self.maybe("mode", details.mode.map(Mode::as_str))?;
                self.maybe("posts", details.posts)?;
                self.maybe("justified", details.justified)?;
                self.maybe("next_on", details.next_on)
            }
            Claim::LivingLineSet { division, monthly } => {
                self.put("division", &division.code())?;
                self.put("monthly", monthly)
            }
            Claim::Voided { voids, reason } => {
                self.put("voids", voids.as_str())?;
                self.maybe("reason", reason.as_ref().map(Text::as_str))
            }
            Claim::ApplicationStep { application, officer, step, note } => {
                self.put("application_ref", application.as_str())?;
                self.put("step", step.kind().as_str())?;
                for (name, detail) in step.details() {
                    match detail {
                        Detail::Flag(flag) => self.put(name, &flag)?,
                        Detail::Word(word) => self.put(name, &word)?,
                    }
                }
                self.maybe("officer_ref", officer.as_ref().map(Reference::as_str))?;
                self.maybe("note", note.as_ref().map(Text::as_str))
            }
            Claim::DelegationSet { division, delegated } => {
                self.put("division", &division.code())?;
                self.put("delegated", delegated)
            }
            Claim::PersonMerged { person, other, other_sender, by } => {
                self.put("person_ref", person.as_str())?;
                self.put("other_ref", other.as_str())?;
                self.maybe("other_sender", other_sender.as_ref().map(Reference::as_str))?;
                self.by(by)
            }
            Claim::CaseOpened { person, package, by } => {
                self.put("person_ref", person.as_str())?;
                self.put("package", package.as_str())?;
                self.by(by)
            }
            Claim::CasePlanned { person, by } => {
                self.put("person_ref", person.as_str())?;
                self.by(by)
            }
            Claim::CaseClosed { person, reason, by } => {
                self.put("person_ref", person.as_str())?;
                self.put("reason", reason.as_str())?;
                self.by(by)
            }
            Claim::HandoverOffered { person, helper, by } => {
                self.put("person_ref", person.as_str())?;
                self.put("helper_ref", helper.as_str())?;
                self.by(by)
            }
            Claim::HandoverAnswered { person, accepted, by } => {
                self.put("person_ref", person.as_str())?;
                self.put("accepted", accepted)?;
                self.by(by)
            }
            Claim::RemovalDismissed { person, reason, by } => {
                self.put("person_ref", person.as_str())?;
                self.put("reason", reason.as_str())?;
                self.by(by)
            }
            Claim::ContactAttempted { person, mode, by } => {
                self.put("person_ref", person.as_str())?;
                self.maybe("mode", mode.map(Mode::as_str))?;
                self.by(by)
            }
            Claim::JobSought { person, sought } => {
                self.put("person_ref", person.as_str())?;
                self.sought(sought)
            }
            Claim::MonthClosed { month } => self.put("month", &month.to_string()),
        }
    }

    fn by(&mut self, by: &By) -> Result<(), M::Error> {
        self.maybe("officer_ref", by.officer.as_ref().map(Reference::as_str))?;
        self.maybe("note", by.note.as_ref().map(Text::as_str))
    }

    fn sought(&mut self, sought: &Sought) -> Result<(), M::Error> {
        let occupations: Vec<&str> = sought.occupations.iter().map(Occupation::as_str).collect();
        self.maybe("occupations", (!occupations.is_empty()).then_some(occupations))?;
        self.maybe("pay_from", sought.pay_from)?;
        self.maybe("area", sought.area.map(Division::code))?;
        self.maybe("form", sought.form.map(Form::as_str))?;
        self.maybe("available_on", sought.available_on)?;
        self.maybe("profile_shared", sought.profile_shared.then_some(true))
    }

    fn attributes(&mut self, optional: &Optional) -> Result<(), M::Error> {
        self.maybe("retirement_group", optional.retirement_group.map(RetirementGroup::as_str))?;
        self.maybe("hukou_division", optional.hukou_division.map(Division::code))?;
        self.maybe("hukou_rural", optional.hukou_rural)?;
        self.maybe("ethnic", optional.ethnic.as_ref())?;
        self.maybe("education", optional.education.as_ref())?;
        self.maybe("marital", optional.marital.as_ref())?;
        self.maybe("phone", optional.phone.as_ref().map(Phone::as_str))?;
        self.maybe("address", optional.address.as_ref().map(Text::as_str))?;
        let disability = optional.disability.as_ref();
        self.maybe("disability", disability.map(|d| BTreeMap::from([("category", &d.category), ("grade", &d.grade)])))?;
        self.maybe("graduated_on", optional.graduated_on)
    }

    fn job(&mut self, job: &Job) -> Result<(), M::Error> {
        self.put("form", job.form.as_str())?;
        self.maybe("uscc", job.uscc.as_ref().map(Uscc::as_str))?;
        self.maybe("monthly_pay", job.monthly_pay)?;
        self.maybe("occupation", job.occupation.as_ref().map(Text::as_str))?;
        self.maybe("industry", job.industry.as_ref().map(Text::as_str))?;
        self.maybe("place", job.place.map(Place::as_str))?;
        self.maybe("contract_until", job.contract_until)?;
        self.maybe("hired_as_difficult", job.hired_as_difficult)
    }
}
