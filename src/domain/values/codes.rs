//! The closed lists of RS-1 and the interchange contract. Each value has a word, for lines and the
//! API, and a number, for the database. Numbers are permanent: a value is never renumbered, and a
//! new value takes a new number.

/// Defines one closed list: its values, their words and their numbers.
macro_rules! codes {
    ($(#[$doc:meta])* $name:ident { $($(#[$vdoc:meta])* $variant:ident = $number:literal $word:literal,)+ }) => {
        $(#[$doc])*
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
        pub enum $name { $($(#[$vdoc])* $variant = $number,)+ }

        impl $name {
            /// Lists every value, in the order of the numbers.
            pub const ALL: &'static [Self] = &[$(Self::$variant,)+];

            /// Gives the word that interchange lines and the API use.
            pub fn as_str(self) -> &'static str {
                match self { $(Self::$variant => $word,)+ }
            }

            /// Finds the value of a word; `None` if the word is not in the list.
            pub fn from_word(word: &str) -> Option<Self> {
                match word { $($word => Some(Self::$variant),)+ _ => None }
            }

            /// Gives the number that the database stores.
            pub fn number(self) -> i16 {
                self as i16
            }

            /// Finds the value of a number; `None` if no value has it.
            pub fn from_number(number: i16) -> Option<Self> {
                match number { $($number => Some(Self::$variant),)+ _ => None }
            }
        }
    };
}

codes! {
    /// The kind of a line (contract, table of kinds). A close is a line but no fact: see
    /// [`crate::ledger::fact::Claim`].
    Kind {
        PersonRegistered = 1 "person_registered",
        PersonChanged = 2 "person_changed",
        HouseholdRegistered = 3 "household_registered",
        MemberJoined = 4 "member_joined",
        MemberLeft = 5 "member_left",
        HouseholdMoved = 6 "household_moved",
        WishDeclared = 7 "wish_declared",
        AbsenceStarted = 8 "absence_started",
        AbsenceEnded = 9 "absence_ended",
        Died = 10 "died",
        EmploymentStarted = 11 "employment_started",
        PayChanged = 12 "pay_changed",
        EmploymentEnded = 13 "employment_ended",
        UnemploymentRegistered = 14 "unemployment_registered",
        UnemploymentDeregistered = 15 "unemployment_deregistered",
        HouseholdApplied = 16 "household_applied",
        HouseholdRecognised = 17 "household_recognised",
        HouseholdRemoved = 18 "household_removed",
        PersonApplied = 19 "person_applied",
        PersonDetermined = 20 "person_determined",
        DeterminationRemoved = 21 "determination_removed",
        HelperAssigned = 22 "helper_assigned",
        HelperReleased = 23 "helper_released",
        ServiceDelivered = 24 "service_delivered",
        LivingLineSet = 25 "living_line_set",
        Voided = 26 "voided",
        MonthClosed = 27 "month_closed",
        ApplicationStep = 28 "application_step",
        DelegationSet = 29 "delegation_set",
        PersonMerged = 30 "person_merged",
        CaseOpened = 31 "case_opened",
        CasePlanned = 32 "case_planned",
        CaseClosed = 33 "case_closed",
        HandoverOffered = 34 "handover_offered",
        HandoverAnswered = 35 "handover_answered",
        RemovalDismissed = 36 "removal_dismissed",
        ContactAttempted = 37 "contact_attempted",
        JobSought = 38 "job_sought",
    }
}

codes! {
    /// Sex as registered (GB/T 2261.1).
    Sex { Male = 1 "male", Female = 2 "female", }
}

codes! {
    /// Retirement group (RS-1 section 7; 2024-09-13 decision on the statutory retirement age).
    RetirementGroup { Male = 1 "male", Female55 = 2 "female_55", Female50 = 3 "female_50", }
}

codes! {
    /// A likeness of two registrations that may be one person.
    Likeness {
        /// The same name, apart from blanks, dots and width.
        SameName = 1 "same_name",
        /// Another name with the same pinyin, tones ignored: 林梅 and 林媚.
        SameSound = 2 "same_sound",
        SameBirthDate = 3 "same_birth_date",
        /// The same last four digits of the phone number.
        SamePhoneEnd = 4 "same_phone_end",
        /// Both are members of one household.
        SameHousehold = 5 "same_household",
    }
}

codes! {
    /// The situation of a person once every known fact has taken effect; lists filter by it. The
    /// registers go by the day instead.
    Situation { Died = 1 "died", Absent = 2 "absent", Employed = 3 "employed", WithoutWork = 4 "without_work", }
}

codes! {
    /// The reason why a person cannot be placed on a day. The person is outside the labour force
    /// (RS-1 section 1), so the person is not offered, matched, referred or taken into a case.
    /// Children: 禁止使用童工规定 article 2.
    Unfit {
        Died = 1 "died",
        /// The 16th birthday is still to come.
        UnderAge = 2 "under_age",
        /// The retirement date is reached.
        Retired = 3 "retired",
        /// In an absence of any kind; drawing a pension is one.
        Absent = 4 "absent",
    }
}

impl Unfit {
    /// Gives the refusal code of this reason.
    pub fn code(self) -> Code {
        match self {
            Self::Died => Code::AfterDeath,
            Self::UnderAge => Code::UnderAge,
            Self::Retired => Code::Retired,
            Self::Absent => Code::Absent,
        }
    }
}

codes! {
    /// The reason why a platform is no longer offered a person; only the bureau sees it.
    OfferEnd {
        Died = 1 "died",
        UnderAge = 2 "under_age",
        Retired = 3 "retired",
        Absent = 4 "absent",
        Employed = 5 "employed",
        /// The person no longer wants work.
        NoWish = 6 "no_wish",
        /// The person no longer lets platforms see the profile, or the registration is void or
        /// merged away.
        NotShared = 7 "not_shared",
        /// The person moved out of the platform's division, or the platform's account changed.
        OutOfReach = 8 "out_of_reach",
    }
}

impl From<Unfit> for OfferEnd {
    fn from(unfit: Unfit) -> Self {
        match unfit {
            Unfit::Died => Self::Died,
            Unfit::UnderAge => Self::UnderAge,
            Unfit::Retired => Self::Retired,
            Unfit::Absent => Self::Absent,
        }
    }
}

codes! {
    /// The result of one row of an imported list.
    RowOutcome {
        Registered = 1 "registered",
        Changed = 2 "changed",
        /// The ledger already says the same.
        Unchanged = 3 "unchanged",
        /// An earlier import of the same file recorded it.
        RecordedBefore = 4 "recorded_before",
        Refused = 5 "refused",
    }
}

codes! {
    /// The state of a message from a platform.
    MessageState {
        /// Its fact is in the ledger.
        Applied = 1 "applied",
        /// Its person, or the start of its employment, is not known yet.
        Waiting = 2 "waiting",
        /// It breaks a rule.
        Parked = 3 "parked",
        /// A later version of its filing counts.
        Superseded = 4 "superseded",
        /// The message itself withdrew its filing.
        Withdrawn = 5 "withdrawn",
        /// It exceeded the ceiling of its account and waits for release by the bureau. Derived,
        /// like the next one.
        Held = 6 "held",
        /// It was held, and the bureau discarded it.
        Discarded = 7 "discarded",
    }
}

codes! {
    /// A monthly list of people that another authority keeps.
    Roll {
        /// Payments of social-insurance contributions: payer and insured person (社会保险缴费).
        Contributions = 1 "contributions",
        /// Members of households with the minimum living allowance (最低生活保障).
        LowIncome = 2 "low_income",
        /// Holders of a disability certificate (残疾人证).
        Disabled = 3 "disabled",
    }
}

codes! {
    /// A difference between a roll and the ledger.
    Difference {
        /// A person is employed, and no contributions were paid for the employment.
        Unpaid = 1 "unpaid",
        /// Contributions were paid for an employment that was not filed.
        Unfiled = 2 "unfiled",
        /// A person is determined and not on the roll.
        NotListed = 3 "not_listed",
        /// A person is on the roll, looks for work and is not determined.
        NotDetermined = 4 "not_determined",
    }
}

codes! {
    /// The kind of a platform message that carries no ledger fact; the numbers continue after the
    /// kinds of facts.
    RecordKind {
        /// An employer, as recorded in the platform's register of units.
        Employer = 101 "employer",
        Vacancy = 102 "vacancy",
        /// The answer to a referral.
        ReferralAnswered = 103 "referral_answered",
    }
}

codes! {
    /// The state of a referral. Among answers of one day, the later in this order counts.
    ReferralState {
        /// There is no answer yet.
        Recommended = 1 "recommended",
        /// The person and the employer agreed to meet.
        Accepted = 2 "accepted",
        Interviewed = 3 "interviewed",
        Hired = 4 "hired",
        /// The employer rejected the person.
        Rejected = 5 "rejected",
        /// The person did not come.
        NoShow = 6 "no_show",
        /// The person refused the job.
        Refused = 7 "refused",
        /// The helper withdrew the referral.
        Withdrawn = 8 "withdrawn",
        /// The referral was open when the person left the labour force. Derived by the day, never
        /// stored.
        Ended = 9 "ended",
    }
}

codes! {
    /// The state of a vacancy on a day.
    VacancyState {
        Open = 1 "open",
        /// Its last day has passed.
        Expired = 2 "expired",
        Withdrawn = 3 "withdrawn",
        /// Its employer is deregistered.
        EmployerGone = 4 "employer_gone",
    }
}

codes! {
    /// The state of a delivery to a platform.
    DeliveryState {
        /// It has not arrived yet.
        Pending = 1 "pending",
        Delivered = 2 "delivered",
        /// The attempts are used up.
        Dead = 3 "dead",
    }
}

codes! {
    /// The reason why a person is temporarily outside the labour force (RS-1 section 1). Each kind
    /// is a chain of its own.
    Absence {
        Student = 1 "student",
        Military = 2 "military",
        Imprisoned = 3 "imprisoned",
        Incapacitated = 4 "incapacitated",
        Abroad = 5 "abroad",
        Pension = 6 "pension",
        EarlyRetired = 7 "early_retired",
    }
}

codes! {
    /// Form of a spell of employment (RS-1 section 1).
    Form {
        Unit = 1 "unit",
        SelfEmployed = 2 "self_employed",
        PublicWelfare = 3 "public_welfare",
        Flexible = 4 "flexible",
        Internship = 5 "internship",
    }
}

impl Form {
    /// Tells whether a person can look for work of this form. Self-employment is not looked for.
    pub fn can_be_sought(self) -> bool {
        match self {
            Self::Unit | Self::PublicWelfare | Self::Flexible | Self::Internship => true,
            Self::SelfEmployed => false,
        }
    }
}

codes! {
    /// The kind of place where a job is.
    Place { Urban = 1 "urban", Rural = 2 "rural", }
}

codes! {
    /// Category of an employment-disadvantaged person (RS-1 section 6; 粤人社规〔2023〕11号 article 1).
    Category {
        Older = 0 "older",
        Disabled = 1 "disabled",
        LowIncome = 2 "low_income",
        ZeroHousehold = 3 "zero_household",
        RuralZeroTransfer = 4 "rural_zero_transfer",
        LandLost = 5 "land_lost",
        LongUnemployed = 6 "long_unemployed",
        RehabDrug = 7 "rehab_drug",
        Released = 8 "released",
        RehabMental = 9 "rehab_mental",
        Veteran = 10 "veteran",
        FamilyIllness = 11 "family_illness",
        Local = 12 "local",
    }
}

codes! {
    /// The reason why a subject left a register other than by employment (RS-1 sections 3 and 6).
    Exit {
        /// Pension drawn, early retirement, or the retirement date reached.
        E01 = 1 "E01",
        /// Incapacitated.
        E02 = 2 "E02",
        /// Student.
        E03 = 3 "E03",
        /// Military service.
        E04 = 4 "E04",
        /// Abroad.
        E05 = 5 "E05",
        /// No longer in the city.
        E06 = 6 "E06",
        /// Imprisoned.
        E07 = 7 "E07",
        /// Died.
        E08 = 8 "E08",
        /// Refused help three times in six months (an officer's reason).
        E09 = 9 "E09",
        /// Does not want work any more, or asked to leave.
        E10 = 10 "E10",
        /// Out of contact for over six months (an officer's reason).
        E11 = 11 "E11",
        /// False information (an officer's reason).
        E12 = 12 "E12",
        /// Subsidy fraud (an officer's reason).
        E13 = 13 "E13",
        /// No longer a member of the household.
        E14 = 14 "E14",
        /// The household left the register.
        E15 = 15 "E15",
        /// Other (an officer's reason).
        E99 = 99 "E99",
    }
}

impl Exit {
    /// Tells whether an officer may give this reason for a removal (RS-1 section 3).
    pub fn is_officers(self) -> bool {
        matches!(self, Self::E09 | Self::E10 | Self::E11 | Self::E12 | Self::E13 | Self::E99)
    }
}

codes! {
    /// A service of one-to-one help.
    Service {
        PolicyTalk = 1 "policy_talk",
        Guidance = 2 "guidance",
        JobRecommended = 3 "job_recommended",
        Training = 4 "training",
        Internship = 5 "internship",
        FollowUp = 6 "follow_up",
        Other = 7 "other",
    }
}

codes! {
    /// The outcome of a service.
    Outcome { Accepted = 1 "accepted", Refused = 2 "refused", Hired = 3 "hired", None = 4 "none", }
}

codes! {
    /// The way in which a service was delivered.
    Mode { Phone = 1 "phone", Visit = 2 "visit", Online = 3 "online", OnSite = 4 "on_site", }
}

codes! {
    /// A service package, the promises to a helped person (`help::package`). A later version of a
    /// package takes a new word.
    Package {
        /// For graduates (国办发〔2022〕13号).
        OneThreeOne = 1 "131-2022",
        /// Adds a talk about the policies (campaigns of the ministry since 2023).
        OneOneThreeOne = 2 "1131-2023",
        /// For members of zero-employment households.
        Household = 3 "household-2007",
    }
}

codes! {
    /// The stage of a case of help.
    CaseStage {
        Open = 1 "open",
        Planned = 2 "planned",
        InService = 3 "in_service",
        /// The person has been employed since the opening; visits check whether the job lasts.
        Placed = 4 "placed",
        Closed = 5 "closed",
    }
}

codes! {
    /// The reason why a case was closed.
    CloseReason {
        UnitEmployment = 1 "unit_employment",
        SelfEmployed = 2 "self_employed",
        Flexible = 3 "flexible",
        PublicWelfare = 4 "public_welfare",
        Retired = 5 "retired",
        Incapacitated = 6 "incapacitated",
        LeftMarket = 7 "left_market",
        Imprisoned = 8 "imprisoned",
        RefusedService = 9 "refused_service",
        LostContact = 10 "lost_contact",
        Died = 11 "died",
        MovedAway = 12 "moved_away",
        Studying = 13 "studying",
        Military = 14 "military",
        Other = 99 "other",
    }
}

codes! {
    /// An action on a case, other than opening it or assigning its helper.
    CaseStep {
        Planned = 1 "planned",
        Served = 2 "served",
        ContactAttempted = 3 "contact_attempted",
        HandoverAccepted = 4 "handover_accepted",
        HandoverDeclined = 5 "handover_declined",
        RemovalConfirmed = 6 "removal_confirmed",
        RemovalDismissed = 7 "removal_dismissed",
        Closed = 8 "closed",
    }
}

codes! {
    /// A list of open work (`ops::help::work`).
    WorkList {
        /// Cases with an overdue first contact.
        FirstContactOverdue = 1 "first_contact_overdue",
        FollowUpOverdue = 2 "follow_up_overdue",
        StabilityVisitOverdue = 3 "stability_visit_overdue",
        /// Open cases without a helper.
        Unassigned = 4 "unassigned",
        /// Cases with a helper who can no longer help: the account is disabled, or the person moved
        /// out of its scope.
        Orphaned = 5 "orphaned",
        /// Cases offered to a helper, without an answer yet.
        Offered = 6 "offered",
        RemovalProposed = 7 "removal_proposed",
        /// Applications in a stage with a limit that has passed or ends within three days.
        ApplicationDue = 8 "application_due",
        /// Notices on their last day, or past it and not forwarded.
        NoticeOver = 9 "notice_over",
        /// Households on the register, which must leave it by the month's end.
        HouseholdOpen = 10 "household_open",
        /// Households that meet the condition, are not on the register, and received no service in
        /// 31 days.
        HouseholdUnvisited = 11 "household_unvisited",
        /// Open cases of persons who died, retired, are absent or are under age today.
        Unfit = 12 "unfit",
    }
}

codes! {
    /// The next thing that a case waits for (`help::case`).
    Due {
        FirstContact = 1 "first_contact",
        FollowUp = 2 "follow_up",
        /// A visit to check whether a placement lasts.
        StabilityVisit = 3 "stability_visit",
    }
}

codes! {
    /// The reason why a line is refused, or accepted and flagged (contract, «Refusals»), in the
    /// order of the checks.
    Code {
        BadJson = 1 "bad_json",
        UnknownKind = 2 "unknown_kind",
        UnknownField = 3 "unknown_field",
        MissingField = 4 "missing_field",
        BadValue = 5 "bad_value",
        UnknownDivision = 6 "unknown_division",
        Conflict = 7 "conflict",
        UnknownPerson = 8 "unknown_person",
        UnknownHousehold = 9 "unknown_household",
        UnknownEvent = 10 "unknown_event",
        AlreadyRegistered = 11 "already_registered",
        IdNumberTaken = 12 "id_number_taken",
        BeforeBirth = 13 "before_birth",
        AlreadyDead = 14 "already_dead",
        AfterDeath = 15 "after_death",
        ChildLabour = 16 "child_labour",
        EmploymentExists = 17 "employment_exists",
        EmploymentUnknown = 18 "employment_unknown",
        AlreadyEnded = 19 "already_ended",
        EndNotAfterStart = 20 "end_not_after_start",
        AlreadyMember = 21 "already_member",
        VoidOfVoid = 22 "void_of_void",
        AlreadyVoided = 23 "already_voided",
        InUse = 24 "in_use",
        RestoreOnly = 25 "restore_only",
        /// Accepted: the condition of the recognition or determination does not hold on its day.
        Unfounded = 26 "unfounded",
        /// Accepted: there was nothing to end, remove or recognise.
        WithoutEffect = 27 "without_effect",
        /// The step does not fit the stage of its application.
        WrongStep = 28 "wrong_step",
        /// One of the registrations in a merging is already merged away.
        AlreadyMerged = 29 "already_merged",
        /// Known facts contradict that the two registrations are one person.
        MergeConflict = 30 "merge_conflict",
        /// The person is under 16 on the day (禁止使用童工规定 article 2). Interchange lines are not
        /// refused for this or the next two reasons.
        UnderAge = 31 "under_age",
        /// The person has reached the retirement date.
        Retired = 32 "retired",
        /// The person is absent on that day (RS-1 section 1).
        Absent = 33 "absent",
        /// A platform's hire names no employer that the platform has sent.
        UnknownEmployer = 34 "unknown_employer",
        /// The message exceeds what its account may send within an hour.
        OverCeiling = 35 "over_ceiling",
    }
}

codes! {
    /// A step of an application (`decisions::application`).
    StepKind {
        Filed = 1 "filed",
        PapersAsked = 2 "papers_asked",
        PapersSupplied = 3 "papers_supplied",
        EvidenceSeen = 4 "evidence_seen",
        Checked = 5 "checked",
        NoticePublished = 6 "notice_published",
        ObjectionRaised = 7 "objection_raised",
        ObjectionSettled = 8 "objection_settled",
        Forwarded = 9 "forwarded",
        Reviewed = 10 "reviewed",
        Approved = 11 "approved",
        Refused = 12 "refused",
        RecheckAsked = 13 "recheck_asked",
        Withdrawn = 14 "withdrawn",
        DocumentAdded = 15 "document_added",
    }
}

codes! {
    /// The media type of an evidence file.
    MediaType { Pdf = 1 "application/pdf", Jpeg = 2 "image/jpeg", Png = 3 "image/png", }
}

codes! {
    /// The stage of an application.
    Stage {
        /// The community checks it.
        Filed = 1 "filed",
        /// The applicant must supply papers.
        PapersAwaited = 2 "papers_awaited",
        /// The check is done; the notice must be published.
        Checked = 3 "checked",
        OnNotice = 4 "on_notice",
        /// The town reviews it.
        Review = 5 "review",
        /// The county decides, or the town in its place.
        Decision = 6 "decision",
        /// The county decides again after a refusal.
        Recheck = 7 "recheck",
        Approved = 8 "approved",
        Refused = 9 "refused",
        Withdrawn = 10 "withdrawn",
    }
}

codes! {
    /// The way in which an application was filed.
    Channel { Window = 1 "window", Proxy = 2 "proxy", Online = 3 "online", }
}

codes! {
    /// The finding of a check or a review of an application.
    Finding { Confirmed = 1 "confirmed", Unclear = 2 "unclear", }
}

codes! {
    /// A paper that proves a category, or data of an authority to the same effect (粤人社规〔2023〕11号;
    /// guides of its cities).
    Evidence {
        IdCard = 1 "id_card",
        DisabilityCertificate = 2 "disability_certificate",
        LowIncomeCertificate = 3 "low_income_certificate",
        HouseholdBook = 4 "household_book",
        /// The list of households once registered as poor.
        PovertyList = 5 "poverty_list",
        ExpropriationPaper = 6 "expropriation_paper",
        RehabCertificate = 7 "rehab_certificate",
        ReleaseCertificate = 8 "release_certificate",
        HospitalCertificate = 9 "hospital_certificate",
        VeteranCertificate = 10 "veteran_certificate",
        Diagnosis = 11 "diagnosis",
        /// The paper that the city requires for its own category.
        LocalPaper = 12 "local_paper",
    }
}

codes! {
    /// A check before the decision on an application (`decisions::eligibility`).
    Check {
        Hukou = 1 "hukou",
        InCity = 2 "in_city",
        Seeking = 3 "seeking",
        Age = 4 "age",
        Unemployed = 5 "unemployed",
        OnRegister = 6 "on_register",
        Condition = 7 "condition",
        Papers = 8 "papers",
    }
}

codes! {
    /// The result of a check.
    Verdict { Passed = 1 "passed", Failed = 2 "failed", Unknown = 3 "unknown", }
}

codes! {
    /// A reason why a vacancy fits a person (`placement::matching`).
    Reason {
        SameOccupation = 1 "same_occupation",
        /// The same minor group.
        RelatedOccupation = 2 "related_occupation",
        /// The same medium group.
        SameField = 3 "same_field",
        PayReaches = 4 "pay_reaches",
        InWishedArea = 5 "in_wished_area",
        /// The same village as the home. Only the closest of this and the next two is given.
        SameVillage = 6 "same_village",
        SameTown = 7 "same_town",
        SameCounty = 8 "same_county",
        EducationSuffices = 9 "education_suffices",
        FormWished = 10 "form_wished",
        /// The vacancy is reserved for employment-disadvantaged persons, and the person is one.
        Reserved = 11 "reserved",
    }
}
