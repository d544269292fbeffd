//! Turns the facts of live requests into interchange lines. A request names its subjects by this
//! service's numbers, and a person also by ID number; a line of the ledger names them by a sender's
//! references. So the fact is written as an interchange line under its subject's sender, with a
//! reference of its own, and is read by the same parser as every other line.

use std::collections::BTreeSet;

use diesel::prelude::*;
use serde_json::{Map, Value};

use super::own::is_own;
use crate::auth::Action;
use crate::db::employment::jobs::job_named;
use crate::db::people::merged;
use crate::db::schema::{fact, household, person, referral, sender};
use crate::domain::decisions::step_error::StepError;
use crate::domain::inbox::message;
use crate::domain::ledger::incoming::Incoming;
use crate::domain::ledger::interchange;
use crate::domain::values::codes::{Code, Kind, ReferralState};
use crate::domain::values::desk::Desk;
use crate::domain::values::hint::Hint;
use crate::domain::values::id_number::IdNumber;
use crate::domain::values::refusal::Refusal;
use crate::domain::values::text::Reference;
use crate::error::{Error, Failure, Result};
use crate::on_engine;
use crate::ops::session::Session;
use crate::ops::session::references::{NOT_HERE, OWN_EVENTS, OWN_SENDER, minted};
use crate::ops::session::scope::division;
use crate::seal::kept::Field;

/// A fact ready for the ledger, with the values that the answer names.
#[derive(Debug)]
pub struct Ready {
    pub incoming: Incoming,
    pub kind: Kind,
    pub event_ref: String,
    pub sender: String,
    /// For the start of an employment: the reference that its end will name.
    pub employment_ref: Option<String>,
}

/// Makes an interchange line from a live fact.
///
/// # Errors
/// [`Failure::Forbidden`] when the role may not record this kind; the refusal of a fact that cannot
/// become a line; and what the database gives.
pub fn prepare(s: &mut Session, body: Map<String, Value>) -> Result<Ready> {
    Draft { fields: body, sender: None }.write(s)
}

/// A line in the making.
struct Draft {
    fields: Map<String, Value>,
    /// The sender of the line: its subject's sender.
    sender: Option<String>,
}

impl Draft {
    fn write(&mut self, s: &mut Session) -> Result<Ready> {
        let kind = self.kind()?;
        if kind == Kind::ApplicationStep {
            let hint = Hint::said("请通过 /applications/{id}/steps 办理", "take it at /applications/{id}/steps");
            return Err(Refusal::bad_value("kind", hint).into());
        }
        let Some(action) = Action::of_recording(kind) else {
            return Err(Refusal::new(Code::RestoreOnly, Some("kind")).into());
        };
        if !s.may(action) {
            return Err(Failure::Forbidden.into());
        }
        if let Kind::HouseholdApplied | Kind::PersonApplied | Kind::HouseholdRecognised | Kind::PersonDetermined = kind
        {
            let hint = Hint::said(
                "申请和认定须经申请程序，请通过 /applications 办理",
                "it goes by applications; file and decide them at /applications",
            );
            return Err(Refusal::bad_value("kind", hint).into());
        }
        if kind == Kind::PersonMerged {
            let hint = Hint::said("请通过 /people/{id}/merges 办理", "it is done at /people/{id}/merges");
            return Err(Refusal::bad_value("kind", hint).into());
        }
        if is_of_cases(kind) {
            let hint = Hint::said("请通过 /cases 办理", "it is done at /cases");
            return Err(Refusal::bad_value("kind", hint).into());
        }
        if let Some(name) = NOT_HERE.into_iter().find(|name| self.fields.contains_key(*name)) {
            return Err(Refusal::unknown_field(name).into());
        }
        match kind {
            Kind::PersonRegistered => self.name_new(s, "person_ref")?,
            Kind::HouseholdRegistered => self.name_new(s, "household_ref")?,
            _ => {
                if self.fields.contains_key("sender") {
                    return Err(Refusal::unknown_field("sender").into());
                }
                self.name_subjects(s, kind)?;
            }
        }
        if kind == Kind::EmploymentStarted && !self.fields.contains_key("employment_ref") {
            self.put("employment_ref", minted(s.clock.now()));
        }
        let event_ref = format!("{OWN_EVENTS}{}", minted(s.clock.now()));
        self.put("event_ref", event_ref.clone());
        let employment_ref = self.fields.get("employment_ref").and_then(Value::as_str).map(str::to_owned);
        let line = interchange::parse(Value::Object(std::mem::take(&mut self.fields)).to_string().as_bytes())?;
        let sender = self.sender.take().unwrap_or_else(|| OWN_SENDER.to_owned());
        let own = Reference::parse(&sender).map_err(|hint| Refusal::bad_value("sender", hint))?;
        let incoming = Incoming { sender: Some(own), line, live: true, scope: s.scope() };
        Ok(Ready {
            incoming,
            kind,
            event_ref,
            sender,
            employment_ref: employment_ref.filter(|_| kind == Kind::EmploymentStarted),
        })
    }

    fn kind(&self) -> Result<Kind, Refusal> {
        let word = self.fields.get("kind").ok_or_else(|| Refusal::new(Code::MissingField, Some("kind")))?;
        word.as_str().and_then(Kind::from_word).ok_or_else(|| Refusal::new(Code::UnknownKind, Some("kind")))
    }

    fn put(&mut self, field: &str, value: String) {
        self.fields.insert(field.to_owned(), Value::String(value));
    }

    /// Gives a new subject a reference under the sender that the request names. Members of one
    /// household must be registered under one sender.
    fn name_new(&mut self, s: &Session, field: &str) -> Result<(), Refusal> {
        match self.fields.remove("sender") {
            None => {}
            Some(Value::String(sender)) => self.sender = Some(sender),
            Some(_) => {
                return Err(Refusal::bad_value(
                    "sender",
                    Hint::said("应为报送单位名称", "expected the name of a sender"),
                ));
            }
        }
        self.put(field, minted(s.clock.now()));
        Ok(())
    }

    /// Replaces the numbers that name the subjects by references.
    fn name_subjects(&mut self, s: &mut Session, kind: Kind) -> Result<()> {
        let (person, household) = subjects_of(kind);
        if household {
            let id = self.number("household")?;
            let query = s.households().filter(household::id.eq(id)).select((sender::name, household::ref_));
            let known: Option<(String, String)> = query.first(s.conn).optional()?;
            let (sender, reference) = known.ok_or_else(|| Refusal::new(Code::UnknownHousehold, Some("household")))?;
            self.sender = Some(sender);
            self.put("household_ref", reference);
        }
        if person {
            let id = self.person(s)?;
            let names = merged::references_of(s.conn, id)?;
            let known = match &self.sender {
                Some(sender) => names.into_iter().find(|(of, _)| of == sender),
                None => names.into_iter().next(),
            };
            let Some((sender, reference)) = known else {
                let hint = Hint::said(
                    "该人员与该家庭属于不同报送单位，请以同一报送单位（sender）登记",
                    "the person and the household are known by different senders; register both under the same sender",
                );
                return Err(Refusal::bad_value("person", hint).into());
            };
            self.put("person_ref", reference);
            match self.sender_of_job(s, id, kind, &sender)? {
                Some(of_job) => {
                    self.sender = Some(of_job);
                    self.put("subject_sender", sender);
                }
                None => self.sender = Some(sender),
            }
        }
        if kind == Kind::Voided {
            self.name_voided(s)?;
        }
        Ok(())
    }

    /// Removes and gives the number of a subject.
    fn number(&mut self, field: &'static str) -> Result<i64, Refusal> {
        let value = self.fields.remove(field).ok_or_else(|| Refusal::new(Code::MissingField, Some(field)))?;
        let hint = Hint::said("应为整数编号", "expected its number here");
        value.as_i64().ok_or_else(|| Refusal::bad_value(field, hint))
    }

    /// Finds the person that a fact names by number or by ID number. Numbers are easily enumerated,
    /// so accounts that may not read people cannot record this way ([`Action::RecordDirectly`]).
    fn person(&mut self, s: &mut Session) -> Result<i64> {
        let by_number = self.fields.remove("id_number");
        let (field, id) = match by_number {
            Some(_) if self.fields.contains_key("person") => return Err(Refusal::unknown_field("id_number").into()),
            Some(value) => {
                let hint = Hint::said("应为公民身份号码", "expected an ID number");
                let text = value.as_str().ok_or_else(|| Refusal::bad_value("id_number", hint))?;
                let number = IdNumber::parse(text).map_err(|hint| Refusal::bad_value("id_number", hint))?;
                let index = s.keys.blind_index(Field::IdNumber, number.as_str()).to_vec();
                ("id_number", merged::of_id_numbers(s.conn, &[index])?.into_values().next())
            }
            None => ("person", Some(self.number("person")?)),
        };
        let unknown = || Error::from(Refusal::new(Code::UnknownPerson, Some(field)));
        let query = s.people().filter(person::id.eq(id.ok_or_else(unknown)?)).select(person::id);
        query.first(s.conn).optional()?.ok_or_else(unknown)
    }

    /// Gives the sender of the employment that an end or a pay change names, when it is not the
    /// person's own sender: an employment may end under another sender than the one that began it.
    fn sender_of_job(&self, s: &mut Session, id: i64, kind: Kind, own: &str) -> Result<Option<String>> {
        let name = self.fields.get("employment_ref").and_then(Value::as_str);
        match name.filter(|_| message::follows(kind)) {
            Some(name) => {
                let job = job_named(s.conn, id, name, own, &BTreeSet::new())?;
                Ok(job.map(|(sender, _)| sender).filter(|sender| sender != own))
            }
            None => Ok(None),
        }
    }

    /// Replaces the position of the fact to void by its sender's reference. An actor may void facts
    /// of the kinds it may record, about subjects in its scope.
    fn name_voided(&mut self, s: &mut Session) -> Result<()> {
        let position = self.number("voids")?;
        let unknown = || Error::from(Refusal::new(Code::UnknownEvent, Some("voids")));
        let query = fact::table
            .inner_join(sender::table.on(sender::id.eq(fact::sender_id)))
            .filter(fact::position.eq(position))
            .select((fact::kind, sender::name, fact::event_ref, fact::person_id, fact::household_id, fact::division));
        let known: Option<(i16, String, String, Option<i64>, Option<i64>, Option<i64>)> =
            on_engine!(&mut *s.conn, |c| query.first(c)).optional()?;
        let (kind, sender, event_ref, person, household, of_division) = known.ok_or_else(unknown)?;
        let of_nobodys_own =
            [Kind::ApplicationStep, Kind::HouseholdApplied, Kind::PersonApplied, Kind::PersonMerged].map(Kind::number);
        if of_nobodys_own.contains(&kind) && is_own(s, person, household)? {
            return Err(Refusal::from(StepError::Own).into());
        }
        if let Some(number) = of_division.filter(|_| kind == Kind::DelegationSet.number())
            && !s.covers(division(number)?)
        {
            return Err(unknown());
        }
        if let Some(id) = person {
            let id = merged::root_of(s.conn, id)?;
            let seen: i64 = s.people().filter(person::id.eq(id)).count().get_result(s.conn)?;
            if seen == 0 {
                return Err(unknown());
            }
        }
        if let Some(id) = household {
            let seen: i64 = s.households().filter(household::id.eq(id)).count().get_result(s.conn)?;
            if seen == 0 {
                return Err(unknown());
            }
        }
        let may = match Kind::from_number(kind) {
            // A step taken at any desk is voided at the county's desk.
            Some(Kind::ApplicationStep) => s.actor().role.desk() == Some(Desk::County),
            kind => kind.and_then(Action::of_recording).is_some_and(|action| s.may(action)),
        };
        if !may {
            return Err(Failure::Forbidden.into());
        }
        // A fact on which a referral rests cannot be voided apart from the referral.
        let stands_on = referral::position.eq(position).or(referral::found.eq(position).assume_not_null());
        let of_referral =
            referral::table.filter(referral::state.ne(ReferralState::Withdrawn.number())).filter(stands_on);
        let standing: i64 = on_engine!(&mut *s.conn, |c| of_referral.count().get_result(c))?;
        if standing > 0 {
            return Err(Refusal::new(Code::InUse, Some("voids")).into());
        }
        self.sender = Some(sender);
        self.put("voids", event_ref);
        Ok(())
    }
}

/// Tells whether facts of this kind are recorded through `/cases` alone, together with the case
/// they belong to; there the assignment of a helper compares the present helper.
fn is_of_cases(kind: Kind) -> bool {
    matches!(
        kind,
        Kind::HelperAssigned
            | Kind::HelperReleased
            | Kind::CaseOpened
            | Kind::CasePlanned
            | Kind::CaseClosed
            | Kind::HandoverOffered
            | Kind::HandoverAnswered
            | Kind::RemovalDismissed
            | Kind::ContactAttempted
    )
}

/// Tells whether a fact of this kind is about a person, and whether it is about a household.
fn subjects_of(kind: Kind) -> (bool, bool) {
    match kind {
        Kind::MemberJoined | Kind::MemberLeft => (true, true),
        Kind::HouseholdRegistered
        | Kind::HouseholdMoved
        | Kind::HouseholdApplied
        | Kind::HouseholdRecognised
        | Kind::HouseholdRemoved => (false, true),
        Kind::LivingLineSet | Kind::DelegationSet | Kind::Voided | Kind::ApplicationStep | Kind::MonthClosed => {
            (false, false)
        }
        Kind::PersonRegistered
        | Kind::PersonChanged
        | Kind::WishDeclared
        | Kind::AbsenceStarted
        | Kind::AbsenceEnded
        | Kind::Died
        | Kind::EmploymentStarted
        | Kind::PayChanged
        | Kind::EmploymentEnded
        | Kind::UnemploymentRegistered
        | Kind::UnemploymentDeregistered
        | Kind::PersonApplied
        | Kind::PersonDetermined
        | Kind::DeterminationRemoved
        | Kind::HelperAssigned
        | Kind::HelperReleased
        | Kind::ServiceDelivered
        | Kind::PersonMerged
        | Kind::CaseOpened
        | Kind::CasePlanned
        | Kind::CaseClosed
        | Kind::HandoverOffered
        | Kind::HandoverAnswered
        | Kind::RemovalDismissed
        | Kind::ContactAttempted
        | Kind::JobSought => (true, false),
    }
}
