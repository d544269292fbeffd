//! Work lists: what is to be done in a division today, and how much of it. Each list is a page of
//! cases, applications or households that other operations also give; the same search counts its
//! items.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{Days, NaiveDate};
use serde::Serialize;

use super::case_views::{self, CaseBrief};
use crate::db::registers::spans;
use crate::domain::registers::household::{HouseholdSpan, span_on};
use crate::domain::registers::register::State;
use crate::domain::values::codes::{Due, Stage, WorkList};
use crate::domain::values::division::{Division, tree};
use crate::domain::values::month::{Month, day_before};
use crate::error::{Failure, Result};
use crate::ops::decisions::application_views::{self, ApplicationBrief};
use crate::ops::months::present::services_in;
use crate::ops::session::Session;

/// Days ahead within which an application's limit counts as near.
const NEAR_DAYS: u64 = 3;

/// The number of items on a work list.
#[derive(Serialize, utoipa::ToSchema, Debug)]
pub struct WorkCount {
    #[schema(value_type = String, example = "unassigned")]
    pub list: &'static str,
    pub count: i64,
}

/// An item of a work list: a case, an application or a household with something to be done.
#[derive(Serialize, utoipa::ToSchema, Debug)]
pub struct WorkItem {
    pub case: Option<i64>,
    pub application: Option<i64>,
    pub household: Option<i64>,
    pub person: Option<i64>,
    /// The name of the person of a case.
    pub name: Option<String>,
    #[schema(value_type = String, example = "440703002101")]
    pub division: Division,
    /// The due day. For a household on the register, the month's last day; for a removal, the day
    /// since which it is proposed.
    pub due_on: Option<NaiveDate>,
    /// Whether `due_on` depends on a year without a loaded holiday notice.
    pub provisional: bool,
    /// Days from today to `due_on`; negative once it has passed.
    pub days_left: Option<i64>,
    /// The helper of a case.
    pub helper: Option<String>,
    /// For a case, why its person can no longer be placed: `died`, `under_age`, `retired` or
    /// `absent`.
    #[schema(value_type = Option<String>, example = "retired")]
    pub unfit: Option<&'static str>,
    /// For a household, the services up to today for its members that seek work, within the 31 days
    /// that end on the month's last day.
    pub services: Option<usize>,
}

/// The page of a work list.
pub struct Wanted {
    pub division: Division,
    pub list: WorkList,
    /// The last item of the previous page.
    pub after: Option<i64>,
    pub limit: i64,
}

/// Counts the items of every list of a division in scope.
///
/// # Errors
/// [`Failure::UnknownDivision`] for a division that is unknown or outside the scope.
pub fn counts(s: &mut Session, division: Division) -> Result<Vec<WorkCount>> {
    known(s, division)?;
    let today = s.clock.today();
    let households = Households::of(s, division)?;
    let mut counts = Vec::with_capacity(WorkList::ALL.len());
    for list in WorkList::ALL {
        let count = match of(*list, division, today) {
            Of::Cases(wanted) => case_views::count(s, &wanted)?,
            Of::Applications(wanted) => application_views::count(s, &wanted)?,
            Of::Households => i64::try_from(households.on(*list).count()).unwrap_or(i64::MAX),
        };
        counts.push(WorkCount { list: list.as_str(), count });
    }
    Ok(counts)
}

/// Lists the items of a work list with the place of each; gives one more than the limit if there
/// are more. The place of an item is the number of its case, application or household.
///
/// # Errors
/// [`Failure::UnknownDivision`] for a division that is unknown or outside the scope.
pub fn list(s: &mut Session, wanted: &Wanted) -> Result<Vec<(i64, WorkItem)>> {
    known(s, wanted.division)?;
    let today = s.clock.today();
    Ok(match of(wanted.list, wanted.division, today) {
        Of::Cases(of) => {
            let of = case_views::CaseFilter { after: wanted.after, limit: wanted.limit, ..of };
            case_views::list(s, &of)?
                .into_iter()
                .map(|case| (case.id, WorkItem::of_case(case, wanted.list, today)))
                .collect()
        }
        Of::Applications(of) => {
            let of = application_views::ApplicationFilter { after: wanted.after, limit: wanted.limit, ..of };
            application_views::list(s, &of)?
                .into_iter()
                .map(|application| (application.id, WorkItem::of_application(&application, wanted.list, today)))
                .collect()
        }
        Of::Households => {
            let households = Households::of(s, wanted.division)?;
            let from = wanted.after.map_or(i64::MIN, |after| after.saturating_add(1));
            let rest = households.on(wanted.list).filter(|(id, _)| **id >= from);
            let most = usize::try_from(wanted.limit).unwrap_or(0) + 1;
            rest.take(most)
                .map(|(id, household)| (*id, WorkItem::of_household(*id, household, wanted.list, today)))
                .collect()
        }
    })
}

fn known(s: &Session, division: Division) -> Result<()> {
    s.within(division)?;
    if tree().knows(division) { Ok(()) } else { Err(Failure::UnknownDivision.into()) }
}

/// The kind of items of a list, with the filter that selects them.
enum Of {
    Cases(case_views::CaseFilter),
    Applications(application_views::ApplicationFilter),
    Households,
}

fn of(list: WorkList, division: Division, today: NaiveDate) -> Of {
    let case = || case_views::CaseFilter { division: Some(division), ..case_views::CaseFilter::default() };
    let overdue = |due| Of::Cases(case_views::CaseFilter { due: Some(due), due_by: Some(day_before(today)), ..case() });
    let application = || application_views::ApplicationFilter {
        division: Some(division),
        ..application_views::ApplicationFilter::default()
    };
    match list {
        WorkList::FirstContactOverdue => overdue(Due::FirstContact),
        WorkList::FollowUpOverdue => overdue(Due::FollowUp),
        WorkList::StabilityVisitOverdue => overdue(Due::StabilityVisit),
        WorkList::Unassigned => Of::Cases(case_views::CaseFilter { is_unassigned: true, ..case() }),
        WorkList::Orphaned => Of::Cases(case_views::CaseFilter { is_orphaned: true, ..case() }),
        WorkList::Offered => Of::Cases(case_views::CaseFilter { is_offered: true, ..case() }),
        WorkList::Unfit => Of::Cases(case_views::CaseFilter { is_open: true, is_unfit: true, ..case() }),
        WorkList::RemovalProposed => Of::Cases(case_views::CaseFilter { is_proposed: true, ..case() }),
        WorkList::ApplicationDue => Of::Applications(application_views::ApplicationFilter {
            due_by: today.checked_add_days(Days::new(NEAR_DAYS)),
            ..application()
        }),
        WorkList::NoticeOver => Of::Applications(application_views::ApplicationFilter {
            stage: Some(Stage::OnNotice),
            notice_until_by: Some(today),
            ..application()
        }),
        WorkList::HouseholdOpen | WorkList::HouseholdUnvisited => Of::Households,
    }
}

/// The households of a division that are on the register today, or meet the condition and are not
/// on it.
struct Households(BTreeMap<i64, Household>);

struct Household {
    division: Division,
    is_in: bool,
    services: usize,
}

impl Households {
    fn of(s: &mut Session, division: Division) -> Result<Self> {
        let today = s.clock.today();
        let spans = spans::households_in(s.conn, Month::of(today), &[])?;
        let standing = |span: &HouseholdSpan| span.standing.state == State::In || span.meets;
        let now: BTreeMap<i64, HouseholdSpan> = spans
            .into_iter()
            .filter_map(|(id, spans)| Some((id, span_on(&spans, today).filter(|span| standing(span))?.clone())))
            .filter(|(_, span)| division.covers(span.division))
            .collect();
        let seeking: BTreeSet<i64> = now.values().flat_map(|span| span.seeking.iter().copied()).collect();
        let services: BTreeMap<i64, usize> = services_in(s.conn, Month::of(today), Some(&seeking))?
            .into_iter()
            .map(|(person, days)| (person, days.iter().filter(|on| **on <= today).count()))
            .collect();
        let served = |span: &HouseholdSpan| span.seeking.iter().filter_map(|person| services.get(person)).sum();
        let household = |span: HouseholdSpan| Household {
            division: span.division,
            is_in: span.standing.state == State::In,
            services: served(&span),
        };
        Ok(Self(now.into_iter().map(|(id, span)| (id, household(span))).collect()))
    }

    fn on(&self, list: WorkList) -> impl Iterator<Item = (&i64, &Household)> {
        let belongs = move |household: &Household| match list {
            WorkList::HouseholdOpen => household.is_in,
            _ => !household.is_in && household.services == 0,
        };
        self.0.iter().filter(move |(_, household)| belongs(household))
    }
}

impl WorkItem {
    fn due(division: Division, due_on: Option<NaiveDate>, today: NaiveDate) -> Self {
        Self {
            case: None,
            application: None,
            household: None,
            person: None,
            name: None,
            division,
            due_on,
            provisional: false,
            days_left: due_on.map(|day| (day - today).num_days()),
            helper: None,
            unfit: None,
            services: None,
        }
    }

    fn of_case(case: CaseBrief, list: WorkList, today: NaiveDate) -> Self {
        let (due_on, provisional) = match list {
            WorkList::Unassigned => (case.assign_by, case.is_assign_by_provisional),
            WorkList::RemovalProposed => (case.proposed_on, false),
            WorkList::Orphaned | WorkList::Offered | WorkList::Unfit => (None, false),
            WorkList::FirstContactOverdue => (case.due_on, case.provisional),
            _ => (case.due_on, false),
        };
        Self {
            case: Some(case.id),
            person: Some(case.person),
            name: case.name,
            helper: case.helper,
            unfit: case.unfit,
            provisional,
            ..Self::due(case.division, due_on, today)
        }
    }

    fn of_application(application: &ApplicationBrief, list: WorkList, today: NaiveDate) -> Self {
        let is_notice = list == WorkList::NoticeOver;
        let due_on = if is_notice { application.notice_until } else { application.due_on };
        Self {
            application: Some(application.id),
            household: application.household,
            person: application.person,
            provisional: application.provisional && !is_notice,
            ..Self::due(application.division, due_on, today)
        }
    }

    fn of_household(id: i64, household: &Household, list: WorkList, today: NaiveDate) -> Self {
        let last = Month::of(today).last();
        let due_on = (list == WorkList::HouseholdOpen).then_some(last);
        Self { household: Some(id), services: Some(household.services), ..Self::due(household.division, due_on, today) }
    }
}
