//! Every fact that can be recorded, in the form of an interchange line after parsing. What a stored
//! fact means for the registers is in `people::person` and `registers::household`; here is only the
//! claim, its sender and its subject.

use chrono::{DateTime, FixedOffset, NaiveDate};

use crate::decisions::step::Step;
use crate::employment::job::Job;
use crate::people::said::{Changes, Registration};
use crate::placement::sought::Sought;
use crate::values::codes::{Absence, Category, CloseReason, Exit, Kind, Mode, Outcome, Package, Service};
use crate::values::division::Division;
use crate::values::month::Month;
use crate::values::text::{Reference, Text};

/// One interchange line: the claim, its first day, and the senders of its references.
#[derive(Clone, PartialEq, Debug)]
pub struct Line {
    /// The sender's own reference for this event, unique within the sender.
    pub event_ref: Reference,
    /// The valid time: the first day on which the new state holds (RS-1 section 0).
    pub effective_on: NaiveDate,
    /// The sender, if the line names it; a line to restore does.
    pub sender: Option<Reference>,
    /// The sender of the person and household references, if it is not the sender of the line.
    pub subject_sender: Option<Reference>,
    /// The time of recording that the sender states; not part of the content.
    pub recorded_at: Option<DateTime<FixedOffset>>,
    /// The claim.
    pub claim: Claim,
}

/// The claim of a line. Money is in fen a month.
#[derive(Clone, PartialEq, Debug)]
pub enum Claim {
    PersonRegistered {
        person: Reference,
        person_data: Box<Registration>,
    },
    /// Replaces the named attributes from its day on; at least one is present.
    PersonChanged {
        person: Reference,
        changes: Box<Changes>,
    },
    HouseholdRegistered {
        household: Reference,
        division: Division,
        urban: bool,
    },
    MemberJoined {
        household: Reference,
        person: Reference,
        relation: String,
    },
    MemberLeft {
        household: Reference,
        person: Reference,
    },
    HouseholdMoved {
        household: Reference,
        division: Division,
    },
    WishDeclared {
        person: Reference,
        work: bool,
        help: bool,
    },
    AbsenceStarted {
        person: Reference,
        absence: Absence,
    },
    AbsenceEnded {
        person: Reference,
        absence: Absence,
    },
    Died {
        person: Reference,
    },
    EmploymentStarted {
        person: Reference,
        employment: Reference,
        job: Box<Job>,
    },
    PayChanged {
        person: Reference,
        employment: Reference,
        monthly_pay: i64,
    },
    EmploymentEnded {
        person: Reference,
        employment: Reference,
        reason: Option<Text>,
    },
    UnemploymentRegistered {
        person: Reference,
        reason: Option<Text>,
    },
    UnemploymentDeregistered {
        person: Reference,
        reason: Option<Text>,
    },
    HouseholdApplied {
        household: Reference,
    },
    HouseholdRecognised {
        household: Reference,
    },
    /// The reason is an officer's ([`Exit::is_officers`]).
    HouseholdRemoved {
        household: Reference,
        reason: Exit,
    },
    PersonApplied {
        person: Reference,
        category: Category,
    },
    PersonDetermined {
        person: Reference,
        category: Category,
    },
    /// Removes one category, or all if none is named; the reason is an officer's.
    DeterminationRemoved {
        person: Reference,
        category: Option<Category>,
        reason: Exit,
    },
    HelperAssigned {
        person: Reference,
        helper: Reference,
    },
    HelperReleased {
        person: Reference,
        helper: Reference,
    },
    ServiceDelivered {
        person: Reference,
        service: Service,
        details: Box<ServiceDetails>,
    },
    /// The living line of a division of any level, in fen a month.
    LivingLineSet {
        division: Division,
        monthly: i64,
    },
    Voided {
        voids: Reference,
        reason: Option<Text>,
    },
    /// A step in an application of the same sender.
    ApplicationStep {
        application: Reference,
        /// The officer, as the sender's reference.
        officer: Option<Reference>,
        step: Box<Step>,
        note: Option<Text>,
    },
    /// Sets whether a town decides applications in place of its county from a day on.
    DelegationSet {
        division: Division,
        delegated: bool,
    },
    /// Two registrations are of one person: `other` is merged away, and all its facts count for
    /// `person`.
    PersonMerged {
        person: Reference,
        other: Reference,
        /// The sender of `other`, if it is not the sender of `person`.
        other_sender: Option<Reference>,
        by: By,
    },
    /// Opens a case of help; the package lists its promises.
    CaseOpened {
        person: Reference,
        package: Package,
        by: By,
    },
    /// The plan of a case; the note states its goals.
    CasePlanned {
        person: Reference,
        by: By,
    },
    CaseClosed {
        person: Reference,
        reason: CloseReason,
        by: By,
    },
    /// The case is offered to a helper of another district, to accept or decline.
    HandoverOffered {
        person: Reference,
        helper: Reference,
        by: By,
    },
    HandoverAnswered {
        person: Reference,
        accepted: bool,
        by: By,
    },
    /// An officer dismisses the proposal to remove a person for refusals (E09) or silence (E11).
    RemovalDismissed {
        person: Reference,
        reason: Exit,
        by: By,
    },
    /// An unsuccessful attempt to contact the person; it is no service.
    ContactAttempted {
        person: Reference,
        mode: Option<Mode>,
        by: By,
    },
    /// Replaces all earlier statements about the work that the person looks for; at least one of
    /// occupations, pay, area and form is present.
    JobSought {
        person: Reference,
        sought: Box<Sought>,
    },
    /// A month's close, written by export and read only by a restore.
    MonthClosed {
        month: Month,
    },
}

/// The officer behind a claim, as the sender's reference, and a note.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct By {
    pub officer: Option<Reference>,
    pub note: Option<Text>,
}

/// The details of a service beside its kind.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct ServiceDetails {
    pub outcome: Option<Outcome>,
    pub note: Option<Text>,
    /// The helper who gave it, as the sender's reference.
    pub helper: Option<Reference>,
    pub mode: Option<Mode>,
    /// The number of posts offered.
    pub posts: Option<u8>,
    /// For a refusal: whether its reason is a good one.
    pub justified: Option<bool>,
    /// The agreed day of the next service.
    pub next_on: Option<NaiveDate>,
}

impl Claim {
    /// Gives the kind of the line.
    pub fn kind(&self) -> Kind {
        match self {
            Self::PersonRegistered { .. } => Kind::PersonRegistered,
            Self::PersonChanged { .. } => Kind::PersonChanged,
            Self::HouseholdRegistered { .. } => Kind::HouseholdRegistered,
            Self::MemberJoined { .. } => Kind::MemberJoined,
            Self::MemberLeft { .. } => Kind::MemberLeft,
            Self::HouseholdMoved { .. } => Kind::HouseholdMoved,
            Self::WishDeclared { .. } => Kind::WishDeclared,
            Self::AbsenceStarted { .. } => Kind::AbsenceStarted,
            Self::AbsenceEnded { .. } => Kind::AbsenceEnded,
            Self::Died { .. } => Kind::Died,
            Self::EmploymentStarted { .. } => Kind::EmploymentStarted,
            Self::PayChanged { .. } => Kind::PayChanged,
            Self::EmploymentEnded { .. } => Kind::EmploymentEnded,
            Self::UnemploymentRegistered { .. } => Kind::UnemploymentRegistered,
            Self::UnemploymentDeregistered { .. } => Kind::UnemploymentDeregistered,
            Self::HouseholdApplied { .. } => Kind::HouseholdApplied,
            Self::HouseholdRecognised { .. } => Kind::HouseholdRecognised,
            Self::HouseholdRemoved { .. } => Kind::HouseholdRemoved,
            Self::PersonApplied { .. } => Kind::PersonApplied,
            Self::PersonDetermined { .. } => Kind::PersonDetermined,
            Self::DeterminationRemoved { .. } => Kind::DeterminationRemoved,
            Self::HelperAssigned { .. } => Kind::HelperAssigned,
            Self::HelperReleased { .. } => Kind::HelperReleased,
            Self::ServiceDelivered { .. } => Kind::ServiceDelivered,
            Self::LivingLineSet { .. } => Kind::LivingLineSet,
            Self::Voided { .. } => Kind::Voided,
            Self::ApplicationStep { .. } => Kind::ApplicationStep,
            Self::DelegationSet { .. } => Kind::DelegationSet,
            Self::PersonMerged { .. } => Kind::PersonMerged,
            Self::CaseOpened { .. } => Kind::CaseOpened,
            Self::CasePlanned { .. } => Kind::CasePlanned,
            Self::CaseClosed { .. } => Kind::CaseClosed,
            Self::HandoverOffered { .. } => Kind::HandoverOffered,
            Self::HandoverAnswered { .. } => Kind::HandoverAnswered,
            Self::RemovalDismissed { .. } => Kind::RemovalDismissed,
            Self::ContactAttempted { .. } => Kind::ContactAttempted,
            Self::JobSought { .. } => Kind::JobSought,
            Self::MonthClosed { .. } => Kind::MonthClosed,
        }
    }
}

impl Claim {
    /// Gives the person that the claim is about.
    pub fn person(&self) -> Option<&Reference> {
        match self {
            Self::PersonRegistered { person, .. }
            | Self::PersonChanged { person, .. }
            | Self::MemberJoined { person, .. }
            | Self::MemberLeft { person, .. }
            | Self::WishDeclared { person, .. }
            | Self::AbsenceStarted { person, .. }
            | Self::AbsenceEnded { person, .. }
            | Self::Died { person }
            | Self::EmploymentStarted { person, .. }
            | Self::PayChanged { person, .. }
            | Self::EmploymentEnded { person, .. }
            | Self::UnemploymentRegistered { person, .. }
            | Self::UnemploymentDeregistered { person, .. }
            | Self::PersonApplied { person, .. }
            | Self::PersonDetermined { person, .. }
            | Self::DeterminationRemoved { person, .. }
            | Self::HelperAssigned { person, .. }
            | Self::HelperReleased { person, .. }
            | Self::ServiceDelivered { person, .. }
            | Self::PersonMerged { person, .. }
            | Self::CaseOpened { person, .. }
            | Self::CasePlanned { person, .. }
            | Self::CaseClosed { person, .. }
            | Self::HandoverOffered { person, .. }
            | Self::HandoverAnswered { person, .. }
            | Self::RemovalDismissed { person, .. }
            | Self::ContactAttempted { person, .. }
            | Self::JobSought { person, .. } => Some(person),
            Self::HouseholdRegistered { .. }
            | Self::HouseholdMoved { .. }
            | Self::HouseholdApplied { .. }
            | Self::HouseholdRecognised { .. }
            | Self::HouseholdRemoved { .. }
            | Self::LivingLineSet { .. }
            | Self::Voided { .. }
            | Self::ApplicationStep { .. }
            | Self::DelegationSet { .. }
            | Self::MonthClosed { .. } => None,
        }
    }

    /// Gives the household that the claim is about.
    pub fn household(&self) -> Option<&Reference> {
        match self {
            Self::HouseholdRegistered { household, .. }
            | Self::MemberJoined { household, .. }
            | Self::MemberLeft { household, .. }
            | Self::HouseholdMoved { household, .. }
            | Self::HouseholdApplied { household }
            | Self::HouseholdRecognised { household }
            | Self::HouseholdRemoved { household, .. } => Some(household),
            _ => None,
        }
    }

    /// Gives the employment that the claim names, as the sender's reference.
    pub fn employment(&self) -> Option<&Reference> {
        match self {
            Self::EmploymentStarted { employment, .. }
            | Self::PayChanged { employment, .. }
            | Self::EmploymentEnded { employment, .. } => Some(employment),
            _ => None,
        }
    }

    /// Gives the helper that the claim names, as the sender's reference.
    pub fn helper(&self) -> Option<&Reference> {
        match self {
            Self::HelperAssigned { helper, .. }
            | Self::HelperReleased { helper, .. }
            | Self::HandoverOffered { helper, .. } => Some(helper),
            Self::ServiceDelivered { details, .. } => details.helper.as_ref(),
            _ => None,
        }
    }

    /// Gives the second person that the claim is about.
    pub fn other(&self) -> Option<&Reference> {
        match self {
            Self::PersonMerged { other, .. } => Some(other),
            _ => None,
        }
    }

    /// Gives the officer and the note of a claim about a case or a merge.
    pub fn by(&self) -> Option<&By> {
        match self {
            Self::PersonMerged { by, .. }
            | Self::CaseOpened { by, .. }
            | Self::CasePlanned { by, .. }
            | Self::CaseClosed { by, .. }
            | Self::HandoverOffered { by, .. }
            | Self::HandoverAnswered { by, .. }
            | Self::RemovalDismissed { by, .. }
            | Self::ContactAttempted { by, .. } => Some(by),
            _ => None,
        }
    }
}
