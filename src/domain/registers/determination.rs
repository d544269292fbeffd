//! The register of employment-disadvantaged persons (就业困难人员, RS-1 section 6): the categories that a
//! person holds day by day, and the standing that follows from them.

use std::rc::Rc;

use chrono::NaiveDate;

use super::household::Timeline;
use super::register::{Cause, Standing, State, Today};
use crate::people::person::{Chain, Life, PersonFact, PersonWhat, Status, death_of, division_on};
use crate::values::codes::{Category, Exit};
use crate::values::division::Division;
use crate::values::month::FAR;

/// A set of categories, one bit each.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Categories(pub u16);

impl Categories {
    /// Gives the set with one category.
    pub fn of(category: Category) -> Self {
        Self(1 << category.number())
    }

    /// Gives the set of all categories.
    pub fn all() -> Self {
        Category::ALL.iter().fold(Self::default(), |set, c| set.with(Self::of(*c)))
    }

    /// Tells whether it is empty.
    pub fn is_empty(self) -> bool {
        self.0 == 0
    }

    /// Gives the union of both sets.
    #[must_use]
    pub fn with(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    /// Gives this set without the other.
    #[must_use]
    pub fn without(self, other: Self) -> Self {
        Self(self.0 & !other.0)
    }

    /// Gives the intersection of both sets.
    #[must_use]
    pub fn common(self, other: Self) -> Self {
        Self(self.0 & other.0)
    }

    /// Lists the categories, in the order of their numbers.
    pub fn iter(self) -> impl Iterator<Item = Category> {
        Category::ALL.iter().copied().filter(move |c| !self.common(Self::of(*c)).is_empty())
    }
}

/// A span without a change in a person's standing; see [`super::household::HouseholdSpan`].
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct PersonSpan {
    pub from: NaiveDate,
    pub until: NaiveDate,
    /// The division in which the person is counted: that of the day, or the last one in the city.
    pub division: Division,
    pub standing: Standing,
    pub categories: Categories,
    pub wants_help: bool,
    /// Whether a helper is assigned.
    pub helped: bool,
}

/// The parts of a household that its members' determinations depend on.
#[derive(Clone)]
pub struct Home {
    pub divisions: Rc<Chain>,
    pub timeline: Rc<Timeline>,
}

/// The place of a person on a day, as far as the rules need it.
struct Place {
    division: Option<Division>,
    /// Whether the person's household is In.
    household_in: bool,
}

/// Gives the real division of a person on a day: that of the household, else of the residence (RS-1
/// section 1).
pub fn division_of(
    life: &Life,
    status: Status,
    day: NaiveDate,
    divisions: impl Fn(i64) -> Rc<Chain>,
) -> Option<Division> {
    status.member_of.and_then(|h| division_on(&divisions(h), day)).or_else(|| life.residence_on(day))
}

/// Derives the spans of a person from the person's live facts, sorted by day and position, the
/// resulting life, and every household that the person ever belonged to.
pub fn spans(facts: &[PersonFact], life: &Life, home: impl Fn(i64) -> Home) -> Vec<PersonSpan> {
    if !facts.iter().any(|f| matches!(f.what, PersonWhat::Determined(_))) {
        return Vec::new();
    }
    let mut spans: Vec<PersonSpan> = Vec::new();
    let mut standing = Standing::default();
    let mut held = Categories::default();
    let (mut was, mut counted_in) = (Status::default(), None);
    let death = death_of(facts).unwrap_or(FAR);
    for day in days_of(facts, life, &home) {
        let now = life.on(day);
        let place = Place {
            division: division_of(life, now, day, |h| home(h).divisions),
            household_in: now.member_of.is_some_and(|h| home(h).timeline.is_in_on(day)),
        };
        let in_city = place.division.is_some_and(Division::is_in_city);
        if in_city {
            counted_in = place.division;
        }
        let eligible = in_city && now.is_seeking();
        let zero = Categories::of(Category::ZeroHousehold);

        // Step 1: removals.
        let before = held;
        let mut reason = None;
        let mut gained = Categories::default();
        for fact in facts.iter().filter(|f| f.on == day && (f.on < death || f.what.may_follow_death())) {
            match fact.what {
                PersonWhat::DeterminationRemoved { category, reason: given } => {
                    let aimed = category.map_or(Categories::all(), Categories::of);
                    if !before.common(aimed).is_empty() {
                        reason = Some(given);
                    }
                    held = held.without(aimed);
                }
                PersonWhat::Determined(category) => gained = gained.with(Categories::of(category)),
                _ => {}
            }
        }
        let removed = held.is_empty();
        // Step 2: categories that do not hold any more.
        if !eligible {
            held = Categories::default();
        } else if !place.household_in {
            held = held.without(zero);
        }
        let leaving = if now.is_employed() {
            Cause::Employed
        } else if let Some(reason) = reason.filter(|_| removed) {
            Cause::Exit(reason)
        } else if !in_city {
            Cause::Exit(Exit::E06)
        } else if !now.is_seeking() {
            Cause::Exit(now.reason_not_seeking(false))
        } else if now.member_of == was.member_of {
            Cause::Exit(Exit::E15)
        } else {
            Cause::Exit(Exit::E14)
        };
        let holds = !held.is_empty();
        // Step 3: determinations.
        if eligible {
            held = held.with(if place.household_in { gained } else { gained.without(zero) });
        }
        let moves =
            standing.step(day, Today { removed: None, holds, leaving, returns: false, admitted: !held.is_empty() });
        was = now;
        let Some(division) = counted_in else { continue };
        let span = |standing: Standing, until| PersonSpan {
            from: day,
            until,
            division,
            standing,
            categories: if standing.state == State::In { held } else { Categories::default() },
            wants_help: now.wants_help(),
            helped: now.is_helped(),
        };
        if let Some(passing) = moves.passing() {
            put(&mut spans, span(passing, day));
        }
        put(&mut spans, span(standing, FAR));
    }
    spans
}

/// Finds the span that covers a day.
pub fn span_on(spans: &[PersonSpan], day: NaiveDate) -> Option<&PersonSpan> {
    let at = spans.partition_point(|s| s.from <= day);
    at.checked_sub(1).map(|i| &spans[i]).filter(|s| day < s.until)
}

/// Lists the days on which anything that a determination depends on may change, in order.
fn days_of(facts: &[PersonFact], life: &Life, home: impl Fn(i64) -> Home) -> Vec<NaiveDate> {
    let mut days: Vec<NaiveDate> = life.changes().iter().map(|(from, _)| *from).collect();
    days.extend(life.residence_days());
    let mut homes: Vec<i64> = Vec::new();
    for fact in facts {
        match fact.what {
            PersonWhat::Determined(_) | PersonWhat::DeterminationRemoved { .. } => days.push(fact.on),
            PersonWhat::Joined { household } if !homes.contains(&household) => homes.push(household),
            _ => {}
        }
    }
    for household in homes {
        let home = home(household);
        days.extend(home.divisions.iter().map(|(on, _)| *on));
        days.extend(home.timeline.days());
    }
    days.sort_unstable();
    days.dedup();
    days
}

fn put(spans: &mut Vec<PersonSpan>, next: PersonSpan) {
    if let Some(last) = spans.last_mut().filter(|s| s.until == FAR) {
        // Off the register, wishes and helpers do not matter.
        let quiet = next.standing.state != State::In;
        let same = (last.division, last.standing, last.categories) == (next.division, next.standing, next.categories)
            && (quiet || (last.wants_help, last.helped) == (next.wants_help, next.helped));
        if same {
            return;
        }
        last.until = next.from;
    }
    if next.standing.state != State::None {
        spans.push(next);
    }
}
