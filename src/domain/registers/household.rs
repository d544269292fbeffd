//! A household day by day (RS-1 sections 2 and 3): its division, the condition Z, and its standing
//! in the zero-employment register. All of it follows from its own facts and its members' lives.

use std::rc::Rc;

use chrono::NaiveDate;

use super::register::{Cause, Standing, State, Today};
use crate::people::person::{Chain, Life, REASON_ORDER, Status, division_on};
use crate::values::codes::Exit;
use crate::values::division::Division;
use crate::values::month::{FAR, Month, day_before};

/// A fact about a household as the rules see it. Joining and leaving are facts about persons.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct HouseholdFact {
    pub position: i64,
    pub on: NaiveDate,
    pub what: HouseholdWhat,
}

/// The content of such a fact.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum HouseholdWhat {
    Registered {
        division: Division,
        urban: bool,
    },
    Moved {
        division: Division,
    },
    Recognised,
    Removed(Exit),
    /// An application; no rule reads it.
    Noted,
}

/// Inserts a fact at its place in the order of facts: by day, then by position.
pub fn insert(facts: &mut Vec<HouseholdFact>, fact: HouseholdFact) {
    let at = facts.partition_point(|f| (f.on, f.position) <= (fact.on, fact.position));
    facts.insert(at, fact);
}

/// A span without a change in a household's standing: `from` up to, not including, `until`. A span
/// of no length is a state entered and left on the same day. While the household neither has a
/// state nor meets the condition, it has no span.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct HouseholdSpan {
    pub from: NaiveDate,
    pub until: NaiveDate,
    /// The division in which it is counted: its own, or the last one in the city.
    pub division: Division,
    pub urban: bool,
    pub standing: Standing,
    /// The condition Z.
    pub meets: bool,
    /// The seeking members, by number.
    pub seeking: Vec<i64>,
}

/// The whole history of a household in its register.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Timeline {
    pub spans: Vec<HouseholdSpan>,
    /// The day and the person for each member who became employed, if the household was In before
    /// that month or had entered In within it before that day (RS-1 section 4, `placed_members`).
    pub placements: Vec<(NaiveDate, i64)>,
}

impl Timeline {
    /// Finds the span that covers a day.
    pub fn on(&self, day: NaiveDate) -> Option<&HouseholdSpan> {
        span_on(&self.spans, day)
    }

    /// Tells whether the household is In at the end of a day.
    pub fn is_in_on(&self, day: NaiveDate) -> bool {
        self.on(day).is_some_and(|s| s.standing.state == State::In)
    }

    /// Lists the days on which the standing changes.
    pub fn days(&self) -> impl Iterator<Item = NaiveDate> + '_ {
        self.spans.iter().flat_map(|s| [s.from, s.until])
    }
}

/// Finds the span that covers a day in a sorted list.
pub fn span_on(spans: &[HouseholdSpan], day: NaiveDate) -> Option<&HouseholdSpan> {
    let at = spans.partition_point(|s| s.from <= day);
    at.checked_sub(1).map(|i| &spans[i]).filter(|s| day < s.until)
}

/// Gives the divisions of a household: from its registration on, by the latest move.
pub fn divisions(facts: &[HouseholdFact]) -> Chain {
    let mut chain = Chain::new();
    for fact in facts {
        match fact.what {
            HouseholdWhat::Registered { division, .. } => chain = vec![(fact.on, division)],
            HouseholdWhat::Moved { division } if !chain.is_empty() => chain.push((fact.on, division)),
            HouseholdWhat::Moved { .. }
            | HouseholdWhat::Recognised
            | HouseholdWhat::Removed(_)
            | HouseholdWhat::Noted => {}
        }
    }
    chain
}

/// Tells whether the household is urban.
fn is_urban(facts: &[HouseholdFact]) -> bool {
    facts.iter().any(|f| matches!(f.what, HouseholdWhat::Registered { urban: true, .. }))
}

/// One day of a household, with everything that its standing depends on.
struct Day {
    on: NaiveDate,
    meets: bool,
    seeking: Vec<i64>,
    /// Members that became employed on the day.
    placed: Vec<i64>,
    leaving: Cause,
}

/// Derives the history of a household from its live facts, sorted by day and position, and the
/// lives of all past and present members. `divisions` is the result of [`divisions`] for the same
/// facts.
pub fn timeline(
    household: i64,
    facts: &[HouseholdFact],
    divisions: &[(NaiveDate, Division)],
    members: &[(i64, Rc<Life>)],
) -> Timeline {
    let mut days: Vec<NaiveDate> = facts.iter().map(|f| f.on).collect();
    for (_, life) in members {
        days.extend(life.changes().iter().map(|(from, _)| *from));
    }
    days.sort_unstable();
    days.dedup();

    let urban = is_urban(facts);
    let recognised = facts.iter().any(|f| f.what == HouseholdWhat::Recognised);
    let mut watch =
        Watch { household, members, at: vec![0; members.len()], was: vec![Status::default(); members.len()] };
    let mut builder = Builder::default();
    let mut standing = Standing::default();
    let mut counted_in = None;
    let mut facts_left = facts.iter().peekable();
    for day in days {
        let division = division_on(divisions, day);
        let in_city = division.is_some_and(Division::is_in_city);
        if in_city {
            counted_in = division;
        }
        let today = watch.go_to(day, in_city);
        let (mut removed, mut recognises) = (None, false);
        while let Some(fact) = facts_left.next_if(|f| f.on <= day) {
            match fact.what {
                HouseholdWhat::Removed(reason) => removed = Some(reason),
                HouseholdWhat::Recognised => recognises = true,
                HouseholdWhat::Registered { .. } | HouseholdWhat::Moved { .. } | HouseholdWhat::Noted => {}
            }
        }
        if !today.placed.is_empty() && recognised && builder.was_in_this_month_before(day) {
            builder.timeline.placements.extend(today.placed.iter().map(|p| (day, *p)));
        }
        let moves = standing.step(
            day,
            Today {
                removed,
                holds: today.meets,
                leaving: today.leaving,
                returns: true,
                admitted: recognises && today.meets,
            },
        );
        let Some(division) = counted_in else { continue };
        if let Some(passing) = moves.passing() {
            builder.put(HouseholdSpan {
                from: day,
                until: day,
                division,
                urban,
                standing: passing,
                meets: today.meets,
                seeking: today.seeking.clone(),
            });
        }
        builder.put(HouseholdSpan {
            from: today.on,
            until: FAR,
            division,
            urban,
            standing,
            meets: today.meets,
            seeking: today.seeking,
        });
    }
    builder.timeline
}

/// Follows the members from one day of change to the next.
struct Watch<'l> {
    household: i64,
    members: &'l [(i64, Rc<Life>)],
    /// The number of changes of each member that are already applied.
    at: Vec<usize>,
    /// The status of each member on the day before.
    was: Vec<Status>,
}

impl Watch<'_> {
    /// Advances to a day of change. Nothing changes between two such days, so the status after the
    /// last one is the status of the day before this one.
    fn go_to(&mut self, day: NaiveDate, in_city: bool) -> Day {
        let (mut seeking, mut placed) = (Vec::new(), Vec::new());
        let mut working = false;
        let mut reason: Option<usize> = None;
        for (i, (person, life)) in self.members.iter().enumerate() {
            let changes = life.changes();
            while self.at[i] < changes.len() && changes[self.at[i]].0 <= day {
                self.at[i] += 1;
            }
            let was = self.was[i];
            let now = self.at[i].checked_sub(1).map_or(Status::default(), |c| changes[c].1);
            let member = now.member_of == Some(self.household);
            if member && now.is_seeking() {
                seeking.push(*person);
            } else if was.member_of == Some(self.household) && was.is_seeking() {
                let exit = now.reason_not_seeking(!member);
                reason = reason.into_iter().chain(REASON_ORDER.iter().position(|e| *e == exit)).min();
            }
            working |= member && now.is_labour() && now.is_employed();
            if member && now.is_employed() && !was.is_employed() {
                placed.push(*person);
            }
            self.was[i] = now;
        }
        let leaving = if !in_city {
            Cause::Exit(Exit::E06)
        } else if working {
            Cause::Employed
        } else {
            Cause::Exit(reason.map_or(Exit::E10, |at| REASON_ORDER[at]))
        };
        Day { on: day, meets: in_city && !working && !seeking.is_empty(), seeking, placed, leaving }
    }
}

/// Joins spans into a timeline.
#[derive(Default)]
struct Builder {
    timeline: Timeline,
}

impl Builder {
    /// Appends a span and ends the present one where it begins, unless both are the same.
    fn put(&mut self, next: HouseholdSpan) {
        let spans = &mut self.timeline.spans;
        if let Some(last) = spans.last_mut().filter(|s| s.until == FAR) {
            let same = (last.division, last.standing, last.meets, &last.seeking)
                == (next.division, next.standing, next.meets, &next.seeking);
            if same {
                return;
            }
            last.until = next.from;
        }
        if next.standing.state != State::None || next.meets {
            spans.push(next);
        }
    }

    /// Tells whether the household was In on the day before this day's month, or entered In within
    /// the month before this day.
    fn was_in_this_month_before(&self, day: NaiveDate) -> bool {
        let month = Month::of(day);
        let spans = &self.timeline.spans;
        let in_before = span_on(spans, month.before()).is_some_and(|s| s.standing.state == State::In);
        in_before
            || spans.iter().rev().take_while(|s| s.until >= month.first()).any(|s| {
                s.standing.state == State::In
                    && s.standing.since.is_some_and(|since| since >= month.first() && since <= day_before(day))
            })
    }
}
