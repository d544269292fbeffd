//! The state of a household and a person on the two registers, computed one day at a time (RS-1
//! sections 3 and 6).

use std::cell::RefCell;
use std::collections::{BTreeSet, HashMap};
use std::rc::Rc;

use chrono::{Days, Months, NaiveDate};

use super::day::World;
use super::ledger::Name;

/// The state of a subject on a register.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub enum State {
    #[default]
    None,
    In,
    Eliminated,
    Exited,
}

impl State {
    /// Gives the state's name in the interchange.
    pub fn name(self) -> &'static str {
        match self {
            Self::None => "none",
            Self::In => "in",
            Self::Eliminated => "eliminated",
            Self::Exited => "exited",
        }
    }
}

/// The state of a subject at the end of a day, and its steps on that day.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Standing {
    pub state: State,
    pub since: Option<NaiveDate>,
    pub cause: Option<String>,
    /// The categories a person holds; empty for a household.
    pub categories: BTreeSet<String>,
    /// The steps of this day, in order. Only a removal followed by an entry makes two.
    pub steps: Vec<Step>,
}

/// One change of the state.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Step {
    pub from: State,
    pub to: State,
    pub cause: String,
}

impl Standing {
    fn step(&mut self, on: NaiveDate, to: State, cause: &str) {
        self.steps.push(Step { from: self.state, to, cause: cause.to_owned() });
        self.state = to;
        self.since = Some(on);
        self.cause = Some(cause.to_owned());
    }
}

impl World {
    /// Gives the standing of a household at the end of a day. It cannot change before the first
    /// recognition.
    pub fn household_standing(&self, household: &Name, on: NaiveDate) -> Rc<Standing> {
        let start = || self.first_about_household(household, "household_recognised");
        walk(&self.household_walks, household, start, on, |before, day| self.move_household(household, before, day))
    }

    /// Gives the standing of a person at the end of a day. It cannot change before the first
    /// determination.
    pub fn person_standing(&self, person: &Name, on: NaiveDate) -> Rc<Standing> {
        let start = || self.first_about_person(person, "person_determined");
        walk(&self.person_walks, person, start, on, |before, day| self.move_person(person, before, day))
    }

    fn move_household(&self, household: &Name, before: &Standing, on: NaiveDate) -> Standing {
        let mut now = Standing { steps: Vec::new(), ..before.clone() };
        let today = |kind| self.household_facts(household, on).filter(move |f| f.on == on && f.kind == kind);
        let day = self.household(household, on);

        if let Some(removal) = today("household_removed").last()
            && matches!(now.state, State::In | State::Eliminated)
        {
            now.step(on, State::Exited, removal.text("reason"));
        } else if now.state == State::In && !day.condition {
            if !day.in_city {
                now.step(on, State::Exited, "E06");
            } else if day.labour_employed {
                now.step(on, State::Eliminated, "employed");
            } else {
                let reason = self.reason_of_household(household, on);
                now.step(on, State::Exited, reason);
            }
        } else if let (State::Eliminated, Some(since)) = (now.state, now.since)
            && day.condition
            && on <= since + Months::new(6)
        {
            now.step(on, State::In, "reinstated");
        }
        if today("household_recognised").next().is_some() && now.state != State::In && day.condition {
            now.step(on, State::In, "recognised");
        }
        now
    }

    fn reason_of_household(&self, household: &Name, on: NaiveDate) -> &'static str {
        let eve = on.pred_opt().expect("a day before");
        let eve = self.household(household, eve);
        let lost = eve.seeking.iter().filter_map(|person| {
            let day = self.person(person, on);
            let stays = day.member_of.as_ref() == Some(household);
            (!(stays && day.seeking)).then(|| self.reasons_of_person(person, !stays, on))
        });
        first_reason(lost.flatten())
    }

    /// Lists the exit reasons that apply to a person who no longer seeks work, in no order.
    fn reasons_of_person(&self, person: &Name, left: bool, on: NaiveDate) -> Vec<&'static str> {
        let day = self.person(person, on);
        let away = |kind: &str| day.absent.contains(kind);
        [
            ("E08", day.dead),
            ("E14", left),
            ("E07", away("imprisoned")),
            ("E04", away("military")),
            ("E03", away("student")),
            ("E02", away("incapacitated")),
            ("E05", away("abroad")),
            ("E01", away("pension") || away("early_retired") || on >= day.retires_on),
            ("E10", !day.wants_work),
        ]
        .into_iter()
        .filter_map(|(code, fits)| fits.then_some(code))
        .collect()
    }

    /// Tells whether a person may hold a category on a day.
    pub fn may_hold(&self, person: &Name, category: &str, on: NaiveDate) -> bool {
        let day = self.person(person, on);
        let of_zero_household = || {
            let household = day.member_of.as_ref();
            household.is_some_and(|household| self.household_standing(household, on).state == State::In)
        };
        day.seeking && day.in_city && (category != "zero_household" || of_zero_household())
    }

    fn move_person(&self, person: &Name, before: &Standing, on: NaiveDate) -> Standing {
        let mut now = Standing { steps: Vec::new(), ..before.clone() };
        let today = |kind| self.person_facts(person, on).filter(move |f| f.on == on && f.kind == kind);

        let mut removed_for = "";
        for removal in today("determination_removed") {
            let takes = |held: &String| removal.line["category"].is_null() || held == removal.text("category");
            // A removal applies to the state at the start of the day, so the later of two removals
            // of one category gives the reason.
            if before.categories.iter().any(takes) {
                removed_for = removal.text("reason");
                now.categories.retain(|held| !takes(held));
            }
        }
        let lost_by_removal = now.categories.is_empty();
        now.categories.retain(|category| self.may_hold(person, category, on));
        if now.categories.is_empty() && !before.categories.is_empty() {
            let day = self.person(person, on);
            if day.employed {
                now.step(on, State::Eliminated, "employed");
            } else if lost_by_removal {
                now.step(on, State::Exited, removed_for);
            } else if !day.in_city {
                now.step(on, State::Exited, "E06");
            } else if !day.seeking {
                now.step(on, State::Exited, first_reason(self.reasons_of_person(person, false, on)));
            } else {
                let eve = on.pred_opt().expect("a day before");
                let left = self.person(person, eve).member_of != day.member_of;
                now.step(on, State::Exited, if left { "E14" } else { "E15" });
            }
        }
        for determination in today("person_determined") {
            let category = determination.text("category");
            if self.may_hold(person, category, on) {
                now.categories.insert(category.to_owned());
            }
        }
        if !now.categories.is_empty() && now.state != State::In {
            now.step(on, State::In, "recognised");
        }
        now
    }
}

/// The days gone through with each subject, from the first on which anything can move; none where nothing ever can.
pub type Walks = RefCell<HashMap<Name, Option<(NaiveDate, Vec<Rc<Standing>>)>>>;

/// Walks day by day from the first day on which anything can move, keeping the days gone through.
fn walk(
    walks: &Walks,
    subject: &Name,
    start: impl FnOnce() -> Option<NaiveDate>,
    on: NaiveDate,
    step: impl Fn(&Standing, NaiveDate) -> Standing,
) -> Rc<Standing> {
    let index = |start: NaiveDate| usize::try_from((on - start).num_days()).ok();
    if let Some(walked) = walks.borrow().get(subject) {
        let Some((index, days)) = walked.as_ref().and_then(|(start, days)| Some((index(*start)?, days))) else {
            return Rc::default();
        };
        if let Some(known) = days.get(index) {
            return Rc::clone(known);
        }
    }
    // A step may ask how another subject stands, so nothing is borrowed while it goes on.
    let walked = walks.borrow_mut().remove(subject);
    let Some((start, mut days)) = walked.unwrap_or_else(|| start().map(|start| (start, Vec::new()))) else {
        walks.borrow_mut().insert(subject.clone(), None);
        return Rc::default();
    };
    let next = start + Days::new(days.len() as u64);
    for day in next.iter_days().take_while(|day| *day <= on) {
        let before = days.last().cloned().unwrap_or_default();
        days.push(Rc::new(step(&before, day)));
    }
    let standing = index(start).map(|index| Rc::clone(&days[index])).unwrap_or_default();
    walks.borrow_mut().insert(subject.clone(), Some((start, days)));
    standing
}

fn first_reason(fitting: impl IntoIterator<Item = &'static str>) -> &'static str {
    const ORDER: [&str; 9] = ["E08", "E14", "E07", "E04", "E03", "E02", "E05", "E01", "E10"];
    let fitting: BTreeSet<&str> = fitting.into_iter().collect();
    ORDER.into_iter().find(|code| fitting.contains(code)).expect("who seeks no longer has a reason")
}
