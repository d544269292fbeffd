//! The monthly record of a helper (帮扶责任人工作记录): the figures of the helper's work. Performance pay is
//! based on it, so nothing is estimated: every figure is a count of facts.

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;

use super::case::{Case, first_contact_by};
use crate::people::person::{InForce, Life, PersonFact};
use crate::values::month::{FAR, Month, add_months, day_before};
use crate::values::working_days::Calendar;

/// Months after which a placement counts as stable (the last visit of `super::case`).
pub const STABLE_MONTHS: u32 = 6;

/// The figures of a helper for a month.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Record {
    /// Open cases on the month's last day.
    pub cases: usize,
    /// Services given in the month.
    pub services: usize,
    /// Persons served in the month.
    pub persons_served: usize,
    /// Cases whose first contact was due in the month.
    pub first_contacts_due: usize,
    /// Of these, those with a service by that day.
    pub first_contacts_in_time: usize,
    /// Employments that count and began in the month.
    pub placements: usize,
    /// Placements whose six months were over in the month.
    pub stability_due: usize,
    /// Of these, those that had lasted without a break.
    pub stable: usize,
}

impl Record {
    /// Adds the figures of another person's help.
    pub fn add(&mut self, other: Self) {
        self.cases += other.cases;
        self.services += other.services;
        self.persons_served += other.persons_served;
        self.first_contacts_due += other.first_contacts_due;
        self.first_contacts_in_time += other.first_contacts_in_time;
        self.placements += other.placements;
        self.stability_due += other.stability_due;
        self.stable += other.stable;
    }
}

/// A helped person: the cases, the live facts by day and position, and the life.
pub struct Helped<'h> {
    pub cases: &'h [Case],
    pub facts: &'h [PersonFact],
    pub life: &'h Life,
}

/// Counts the work of each helper for a person in a month, by the helper's number.
pub fn records(helped: &Helped<'_>, month: Month, calendar: &Calendar) -> BTreeMap<i64, Record> {
    let mut records: BTreeMap<i64, Record> = BTreeMap::new();
    let during = |day: NaiveDate| month.first() <= day && day <= month.last();
    let helper_on = |day: NaiveDate| helper_on(helped.facts, day);
    let holds =
        |case: &Case, day: NaiveDate| case.opened_on <= day && case.closed.is_none_or(|(closed_on, _)| day < closed_on);
    let mut served = BTreeSet::new();
    for case in helped.cases {
        if holds(case, month.last())
            && let Some(helper) = helper_on(month.last())
        {
            records.entry(helper).or_default().cases += 1;
        }
        for help in case.services.iter().filter(|help| during(help.on)) {
            // The helper named in the service; otherwise the helper assigned on that day.
            if let Some(helper) = help.served.helper.or_else(|| helper_on(help.on)) {
                records.entry(helper).or_default().services += 1;
                served.insert(helper);
            }
        }
        let due = first_contact_by(case.opened_on, calendar).on;
        if let Some(helper) = helper_on(due).filter(|_| during(due)) {
            let record = records.entry(helper).or_default();
            record.first_contacts_due += 1;
            record.first_contacts_in_time += usize::from(case.services.iter().any(|help| help.on <= due));
        }
    }
    for helper in served {
        records.entry(helper).or_default().persons_served += 1;
    }
    for (from, until) in employments(helped.life) {
        // A case closed on the day of the hire has achieved its goal.
        let placed = |case: &Case| case.opened_on <= from && case.closed.is_none_or(|(closed_on, _)| from <= closed_on);
        let helper = helper_on(from).or_else(|| helper_on(day_before(from)));
        let Some(helper) = helper.filter(|_| helped.cases.iter().any(placed)) else { continue };
        let stable_on = add_months(from, STABLE_MONTHS);
        let record = records.entry(helper).or_default();
        record.placements += usize::from(during(from));
        if during(stable_on) {
            record.stability_due += 1;
            record.stable += usize::from(stable_on < until);
        }
    }
    records.retain(|_, record| *record != Record::default());
    records
}

/// Gives the helper on a day: of those assigned then, the one assigned last.
fn helper_on(facts: &[PersonFact], day: NaiveDate) -> Option<i64> {
    InForce::on(facts, day).helper()
}

/// Gives the periods in which the person is employed, from the first day to the first day without a
/// job.
fn employments(life: &Life) -> Vec<(NaiveDate, NaiveDate)> {
    let mut stretches: Vec<(NaiveDate, NaiveDate)> = Vec::new();
    let mut since = None;
    for (from, status) in life.changes() {
        match (since, status.is_employed()) {
            (None, true) => since = Some(*from),
            (Some(begun), false) => {
                stretches.push((begun, *from));
                since = None;
            }
            _ => {}
        }
    }
    stretches.extend(since.map(|begun| (begun, FAR)));
    stretches
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::help::case::{CaseFact, CaseWhat, Served, cases};
    use crate::people::living::LivingLines;
    use crate::people::person::{PersonWhat, life};
    use crate::values::codes::{CloseReason, Form, Package, Service, Sex};
    use crate::values::division::Division;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    /// Gives the records for a case opened on 2026-01-05, helped by 1 until 2026-03-16 and by 2
    /// from then on.
    fn tallied(
        jobs: &[(&str, Option<&str>)],
        services: &[(&str, Option<i64>)],
        closed: Option<&str>,
        month: &str,
    ) -> BTreeMap<i64, Record> {
        let residence = Division::parse("440703002101").unwrap();
        let mut said = vec![
            ("2020-01-01", PersonWhat::Registered { birth: day("1980-05-06"), sex: Sex::Male, group: None, residence }),
            ("2026-01-05", PersonWhat::HelperAssigned { helper: 1 }),
            ("2026-03-16", PersonWhat::HelperReleased { helper: 1 }),
            ("2026-03-16", PersonWhat::HelperAssigned { helper: 2 }),
        ];
        for (employment, (from, until)) in (1..).zip(jobs) {
            said.push((from, PersonWhat::JobStarted { employment, form: Form::Unit, pay: None }));
            said.extend(until.map(|until| (until, PersonWhat::JobEnded { employment })));
        }
        let mut facts: Vec<PersonFact> =
            (1..).zip(said).map(|(position, (on, what))| PersonFact { position, on: day(on), what }).collect();
        facts.sort_by_key(|fact| (fact.on, fact.position));
        let life = life(&facts, |_| std::rc::Rc::default(), &LivingLines::default());
        let served = |helper| {
            CaseWhat::Served(Served {
                service: Service::Guidance,
                outcome: None,
                posts: None,
                justified: None,
                next_on: None,
                helper,
            })
        };
        let mut told = vec![("2026-01-05", CaseWhat::Opened { package: Package::OneThreeOne })];
        told.extend(services.iter().map(|(on, helper)| (*on, served(*helper))));
        told.extend(closed.map(|on| (on, CaseWhat::Closed { reason: CloseReason::UnitEmployment })));
        let mut told: Vec<CaseFact> =
            (1..).zip(told).map(|(position, (on, what))| CaseFact { position, of: 1, on: day(on), what }).collect();
        told.sort_by_key(|fact| (fact.on, fact.position));
        let cases = cases(&told, life.employed_since());
        records(&Helped { cases: &cases, facts: &facts, life: &life }, Month::parse(month).unwrap(), &Calendar::new([]))
    }

    #[test]
    fn a_case_counts_for_who_helps_on_the_last_day_and_a_service_for_who_gave_it() {
        let services = [("2026-03-02", None), ("2026-03-20", None), ("2026-03-25", Some(7))];
        let march = tallied(&[], &services, None, "2026-03");
        let one = Record { services: 1, persons_served: 1, ..Record::default() };
        assert_eq!(march, BTreeMap::from([(1, one), (2, Record { cases: 1, ..one }), (7, one)]));
        assert_eq!(tallied(&[], &[], Some("2026-03-31"), "2026-03"), BTreeMap::new(), "closed on the last day");
    }

    #[test]
    fn a_first_contact_is_in_time_by_its_fifth_working_day() {
        let january = |on| tallied(&[], &[(on, None)], None, "2026-01").remove(&1).unwrap();
        let told = |record: Record| (record.first_contacts_due, record.first_contacts_in_time);
        assert_eq!(told(january("2026-01-12")), (1, 1));
        assert_eq!(told(january("2026-01-13")), (1, 0));
    }

    #[test]
    fn a_placement_is_stable_when_it_lasted_six_months_without_a_break() {
        let of = |jobs: &[(&str, Option<&str>)], closed, month, helper| {
            let record = tallied(jobs, &[], closed, month).remove(&helper).unwrap_or_default();
            (record.placements, record.stability_due, record.stable)
        };
        assert_eq!(of(&[("2026-02-10", None)], None, "2026-02", 1), (1, 0, 0));
        assert_eq!(
            of(&[("2026-02-10", None)], Some("2026-02-10"), "2026-02", 1),
            (1, 0, 0),
            "closed on the day of the hire"
        );
        assert_eq!(of(&[("2026-02-10", None)], None, "2026-08", 1), (0, 1, 1), "whose placement it was");
        assert_eq!(
            of(&[("2026-02-10", Some("2026-08-10"))], None, "2026-08", 1),
            (0, 1, 0),
            "it ended on the last of the days"
        );
        assert_eq!(of(&[("2026-02-10", Some("2026-08-11"))], None, "2026-08", 1), (0, 1, 1));
        assert_eq!(of(&[("2025-12-01", None)], None, "2026-06", 1), (0, 0, 0), "from before the case");
    }
}
