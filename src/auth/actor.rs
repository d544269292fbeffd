//! The actor of a request, and the table of roles and actions. No other place grants permissions;
//! `docs/authorization.md` repeats the table for readers, and a test compares the two.

use crate::domain::values::codes::Kind;
use crate::domain::values::desk::Desk;
use crate::domain::values::division::{Division, Level};

/// Defines a closed list of words.
macro_rules! words {
    ($(#[$doc:meta])* $name:ident { $($(#[$vdoc:meta])* $variant:ident $word:literal,)+ }) => {
        $(#[$doc])*
        #[derive(Clone, Copy, PartialEq, Eq, Debug)]
        pub enum $name { $($(#[$vdoc])* $variant,)+ }

        impl $name {
            /// Every value.
            pub const ALL: &'static [Self] = &[$(Self::$variant,)+];

            /// Gives the word of the value.
            pub fn as_str(self) -> &'static str {
                match self { $(Self::$variant => $word,)+ }
            }

            /// Finds the value for a word.
            pub fn from_word(word: &str) -> Option<Self> {
                match word { $($word => Some(Self::$variant),)+ _ => None }
            }
        }
    };
}

words! {
    /// The purpose of an account.
    Role {
        CityAdministrator "city_administrator",
        DistrictSupervisor "district_supervisor",
        TownOfficer "town_officer",
        CommunityCaseworker "community_caseworker",
        HiringPlatform "hiring_platform",
        /// Another authority: civil affairs, social insurance, education and the like.
        Department "department",
        Auditor "auditor",
    }
}

words! {
    /// An action that a role can permit.
    Action {
        /// Change the account's own password.
        OwnPassword "own_password",
        ReadDivisions "read_divisions",
        ReadPeople "read_people",
        ReadHouseholds "read_households",
        ReadMonths "read_months",
        /// Read the reasons for a status.
        Explain "explain",
        /// Send facts as messages; the actions below say of which kinds.
        RecordFacts "record_facts",
        /// Record facts at `/facts` about people in scope; without this action an account files by
        /// messages alone.
        RecordDirectly "record_directly",
        /// Record identities, living conditions, wishes, applications and services.
        RecordCircumstances "record_circumstances",
                /// Record deaths and absences.
        RecordAbsences "record_absences",
        RecordEmployment "record_employment",
        /// Recognise a household, determine a person, and remove either from its register.
        Decide "decide",
        /// Void a fact of a kind that the role may record.
        VoidFacts "void_facts",
        SetLivingLines "set_living_lines",
        /// Open cases of help, plan and serve them, and close them.
        HelpPeople "help_people",
        /// File applications, and take the steps of the account's desk.
        HandleApplications "handle_applications",
        /// Let towns decide applications instead of the county.
        Delegate "delegate",
        CloseMonths "close_months",
        /// Read the log of actions and reads.
        ReadAudit "read_audit",
        ManageAccounts "manage_accounts",
        /// Read the results of messages: its own or, for the bureau, those of accounts with no
        /// wider scope.
        ReadMessages "read_messages",
        /// Retry messages that wait or are parked.
        SettleMessages "settle_messages",
        /// Send employers and vacancies.
        PostVacancies "post_vacancies",
        /// Read vacancies: a platform its own, other roles all of the city.
        ReadVacancies "read_vacancies",
        /// Read referrals: a platform those to its own vacancies, with the contact details of the
        /// person.
        ReadReferrals "read_referrals",
        /// Send rolls, for the whole city.
        SendRolls "send_rolls",
        /// Read the list of received rolls.
        ReadRolls "read_rolls",
        /// Read the job seekers that share their profile with platforms, by a name for each
        /// platform; only the content of events.
        ReadSeekers "read_seekers",
        /// Read the calendar of working days.
        ReadCalendars "read_calendars",
        /// Load the yearly notices on days off.
        ManageCalendars "manage_calendars",
    }
}

impl Role {
    /// Tells whether the role permits the action.
    pub fn may(self, action: Action) -> bool {
        use Role::{
            Auditor, CityAdministrator, CommunityCaseworker, Department, DistrictSupervisor, HiringPlatform,
            TownOfficer,
        };
        match action {
            Action::OwnPassword | Action::ReadCalendars => true,
            Action::ReadVacancies | Action::ReadReferrals => self != Department,
            Action::ReadDivisions
            | Action::ReadPeople
            | Action::ReadHouseholds
            | Action::ReadMonths
            | Action::Explain => !matches!(self, HiringPlatform | Department),
            Action::RecordFacts => self != Auditor,
            Action::RecordEmployment => !matches!(self, Auditor | Department),
            Action::RecordAbsences => !matches!(self, Auditor | HiringPlatform),
            Action::ReadRolls => self != HiringPlatform,
            Action::SendRolls => matches!(self, CityAdministrator | Department),
            Action::RecordDirectly
            | Action::RecordCircumstances
            | Action::VoidFacts
            | Action::HelpPeople
            | Action::HandleApplications => {
                matches!(self, CityAdministrator | DistrictSupervisor | TownOfficer | CommunityCaseworker)
            }
            Action::ReadAudit => matches!(self, CityAdministrator | Auditor),
            Action::ReadMessages => {
                matches!(self, CityAdministrator | DistrictSupervisor | HiringPlatform | Department | Auditor)
            }
            Action::PostVacancies => matches!(self, CityAdministrator | DistrictSupervisor | HiringPlatform),
            Action::ReadSeekers => self == HiringPlatform,
            Action::Delegate | Action::SettleMessages => matches!(self, CityAdministrator | DistrictSupervisor),
            Action::Decide => matches!(self, CityAdministrator | DistrictSupervisor | TownOfficer),
            Action::SetLivingLines | Action::CloseMonths | Action::ManageAccounts | Action::ManageCalendars => {
                self == CityAdministrator
            }
        }
    }

    /// Gives the desk of an account with this role. A higher desk may act for a lower one.
    pub fn desk(self) -> Option<Desk> {
        match self {
            Self::CityAdministrator | Self::DistrictSupervisor => Some(Desk::County),
            Self::TownOfficer => Some(Desk::Town),
            Self::CommunityCaseworker => Some(Desk::Community),
            Self::HiringPlatform | Self::Department | Self::Auditor => None,
        }
    }

    /// Tells whether an account with this role may have that division as its scope. Officials
    /// belong to one level of the tree; platforms, other authorities and auditors to any.
    pub fn fits(self, division: Division) -> bool {
        let level = match self {
            Self::CityAdministrator => Level::City,
            Self::DistrictSupervisor => Level::County,
            Self::TownOfficer => Level::Township,
            Self::CommunityCaseworker => Level::Village,
            Self::HiringPlatform | Self::Department | Self::Auditor => division.level(),
        };
        division.is_in_city() && division.level() == level
    }
}

impl Action {
    /// Gives the action that permits recording a fact of this kind; `None` for kinds that cannot be
    /// recorded as single facts.
    pub fn of_recording(kind: Kind) -> Option<Self> {
        match kind {
            Kind::PersonRegistered
            | Kind::PersonChanged
            | Kind::HouseholdRegistered
            | Kind::MemberJoined
            | Kind::MemberLeft
            | Kind::HouseholdMoved
            | Kind::WishDeclared
            | Kind::UnemploymentRegistered
            | Kind::UnemploymentDeregistered
            | Kind::JobSought
            | Kind::HouseholdApplied
            | Kind::PersonApplied => Some(Self::RecordCircumstances),
            Kind::AbsenceStarted | Kind::AbsenceEnded | Kind::Died => Some(Self::RecordAbsences),
            Kind::HelperAssigned
            | Kind::HelperReleased
            | Kind::ServiceDelivered
            | Kind::CaseOpened
            | Kind::CasePlanned
            | Kind::CaseClosed
            | Kind::HandoverOffered
            | Kind::HandoverAnswered
            | Kind::ContactAttempted => Some(Self::HelpPeople),
            Kind::EmploymentStarted | Kind::PayChanged | Kind::EmploymentEnded => Some(Self::RecordEmployment),
            Kind::HouseholdRecognised
            | Kind::HouseholdRemoved
            | Kind::PersonDetermined
            | Kind::DeterminationRemoved
            | Kind::RemovalDismissed
            | Kind::PersonMerged => Some(Self::Decide),
            Kind::LivingLineSet => Some(Self::SetLivingLines),
            Kind::DelegationSet => Some(Self::Delegate),
            Kind::Voided => Some(Self::VoidFacts),
            // A step is taken through its application, and the desk of the application decides.
            Kind::ApplicationStep | Kind::MonthClosed => None,
        }
    }
}

/// An actor: an account as its access token describes it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Actor {
    pub account: String,
    /// The version of the account for which the token was issued.
    pub version: i64,
    pub role: Role,
    /// The division of the people and households in the actor's reach.
    pub scope: Division,
    /// The actions to which the token is limited (its OAuth scope); none if it permits all that the
    /// role does.
    pub only: Option<Vec<Action>>,
}

impl Actor {
    /// Tells whether both the role and the token permit the action.
    pub fn may(&self, action: Action) -> bool {
        self.role.may(action) && self.only.as_ref().is_none_or(|only| only.contains(&action))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_only_the_city_administrator_may_do_nobody_else_may() {
        for action in [Action::CloseMonths, Action::ManageAccounts, Action::SetLivingLines, Action::ManageCalendars] {
            for &role in Role::ALL {
                assert_eq!(role.may(action), role == Role::CityAdministrator, "{role:?} {action:?}");
            }
        }
    }

    #[test]
    fn platforms_record_employment_other_authorities_absences_and_the_auditor_nothing() {
        let of = |role: Role| Action::ALL.iter().copied().filter(|a| role.may(*a)).collect::<Vec<_>>();
        assert_eq!(
            of(Role::HiringPlatform),
            [
                Action::OwnPassword,
                Action::RecordFacts,
                Action::RecordEmployment,
                Action::ReadMessages,
                Action::PostVacancies,
                Action::ReadVacancies,
                Action::ReadReferrals,
                Action::ReadSeekers,
                Action::ReadCalendars
            ]
        );
        assert_eq!(
            of(Role::Auditor),
            [
                Action::OwnPassword,
                Action::ReadDivisions,
                Action::ReadPeople,
                Action::ReadHouseholds,
                Action::ReadMonths,
                Action::Explain,
                Action::ReadAudit,
                Action::ReadMessages,
                Action::ReadVacancies,
                Action::ReadReferrals,
                Action::ReadRolls,
                Action::ReadCalendars
            ]
        );
        assert_eq!(
            of(Role::Department),
            [
                Action::OwnPassword,
                Action::RecordFacts,
                Action::RecordAbsences,
                Action::ReadMessages,
                Action::SendRolls,
                Action::ReadRolls,
                Action::ReadCalendars
            ]
        );
    }

    #[test]
    fn facts_are_recorded_directly_by_roles_that_read_people_alone() {
        for &role in Role::ALL {
            let may = role.may(Action::ReadPeople) && role.may(Action::RecordFacts);
            assert_eq!(role.may(Action::RecordDirectly), may, "{role:?}");
        }
    }

    #[test]
    fn who_may_record_some_kind_may_send_facts_and_nobody_else() {
        for &role in Role::ALL {
            let some = Kind::ALL.iter().filter_map(|k| Action::of_recording(*k)).any(|action| role.may(action));
            assert_eq!(role.may(Action::RecordFacts), some, "{role:?}");
        }
    }
}
