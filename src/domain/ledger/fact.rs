//! Every fact that can be recorded, as it stands on an interchange line after parsing. What a stored fact means for the
//! registers is in `people::person` and `registers::household`; here is only what was said, by whom, about whom.

use chrono::{DateTime, FixedOffset, NaiveDate};

use crate::decisions::step::Step;
use crate::employment::job::Job;
use crate::people::said::{Changes, Registration};
use crate::placement::sought::Sought;
use crate::values::codes::{Absence, Category, CloseReason, Exit, Kind, Mode, Outcome, Package, Service};
use crate::values::division::Division;
use crate::values::month::Month;
use crate::values::text::{Reference, Text};

/// One interchange line: what is claimed, from which day on, and under whose names.
#[derive(Clone, PartialEq, Debug)]
pub struct Line {
    /// The sender's own name of this event, unique per sender.
    pub event_ref: Reference,
    /// The first day on which the new state holds (RS-1 section 0).
    pub effective_on: NaiveDate,
    /// Whose line it is, when a restored line names its sender.
    pub sender: Option<Reference>,
    /// Whose names the person and household references are, when not the sender's own.
    pub subject_sender: Option<Reference>,
    /// The sender's claim of when it was recorded; no part of the content.
    pub recorded_at: Option<DateTime<FixedOffset>>,
    /// What is said.
    pub claim: Claim,
}

/// What a line says. Money is in fen a month.
#[derive(Clone, PartialEq, Debug)]
pub enum Claim {
    PersonRegistered {
        person: Reference,
        person_data: Box<Registration>,
    },
    /// Replaces the attributes it names from its day on; at least one is there.
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
    /// The reason is one of an officer's ([`Exit::is_officers`]).
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
    /// Removes one category, or all when none is named; the reason is an officer's.
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
    /// A step on the way of an application of the same sender.
    ApplicationStep {
        application: Reference,
        /// Who took it, in the sender's words.
        officer: Option<Reference>,
        step: Box<Step>,
        note: Option<Text>,
    },
    /// Whether a town decides applications in its county's place from a day on.
    DelegationSet {
        division: Division,
        delegated: bool,
    },
    /// Two registrations are of one person: that of `other` is given up, and everything said of `other` is said of `person`.
    PersonMerged {
        person: Reference,
        other: Reference,
        /// Whose name `other` is, when not of whom `person` is one.
        other_sender: Option<Reference>,
        by: By,
    },
    /// A case of help begins; what somebody is promised, the package says.
    CaseOpened {
        person: Reference,
        package: Package,
        by: By,
    },
    /// The plan of a case; its goals are the note.
    CasePlanned {
        person: Reference,
        by: By,
    },
    CaseClosed {
        person: Reference,
        reason: CloseReason,
        by: By,
    },
    /// The case is offered to a helper of another district, who answers.
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
    /// An officer does not follow the proposal to remove somebody for refusals (E09) or silence (E11).
    RemovalDismissed {
        person: Reference,
        reason: Exit,
        by: By,
    },
    /// Somebody was called for and not reached: it is no service.
    ContactAttempted {
        person: Reference,
        mode: Option<Mode>,
        by: By,
    },
    /// Replaces whole what was said before of the work somebody looks for; one of occupations, pay, area and form is there.
    JobSought {
        person: Reference,
        sought: Box<Sought>,
    },
    /// A close, written by export and taken by a restore only.
    MonthClosed {
        month: Month,
    },
}

/// Who says something of a case, in the sender's words, and what else there is to say.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct By {
    pub officer: Option<Reference>,
    pub note: Option<Text>,
}

/// What a service says beside its kind.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct ServiceDetails {
    pub outcome: Option<Outcome>,
    pub note: Option<Text>,
    /// Who gave it, in the sender's words.
    pub helper: Option<Reference>,
    pub mode: Option<Mode>,
    /// Posts that were offered.
    pub posts: Option<u8>,
    /// Of a refusal: whether its reason is a good one.
    pub justified: Option<bool>,
    /// When the next one is agreed for.
    pub next_on: Option<NaiveDate>,
}

impl Claim {
    /// Names the kind of the line.
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
    /// The person it is about.
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

    /// The household it is about.
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

    /// The employment it names, in the line's sender's words.
    pub fn employment(&self) -> Option<&Reference> {
        match self {
            Self::EmploymentStarted { employment, .. }
            | Self::PayChanged { employment, .. }
            | Self::EmploymentEnded { employment, .. } => Some(employment),
            _ => None,
        }
    }

    /// The helper it names, in the line's sender's words.
    pub fn helper(&self) -> Option<&Reference> {
        match self {
            Self::HelperAssigned { helper, .. }
            | Self::HelperReleased { helper, .. }
            | Self::HandoverOffered { helper, .. } => Some(helper),
            Self::ServiceDelivered { details, .. } => details.helper.as_ref(),
            _ => None,
        }
    }

    /// The other person it is about.
    pub fn other(&self) -> Option<&Reference> {
        match self {
            Self::PersonMerged { other, .. } => Some(other),
            _ => None,
        }
    }

    /// Who says it of a case, or of two persons that they are one.
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
