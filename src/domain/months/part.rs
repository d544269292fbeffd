//! What one household or person adds to a month (RS-1 sections 4 and 6). A month's lines are sums of parts, and every
//! drill-down, difference and digest is made of the same parts.

use std::collections::BTreeSet;

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use crate::registers::determination::{self, Categories, PersonSpan};
use crate::registers::household::{self, HouseholdSpan};
use crate::registers::register::{Cause, Standing, State};
use crate::values::codes::Exit;
use crate::values::division::Division;
use crate::values::month::{FAR, Month, days_before};

/// Days a household may be In before it is overdue.
const OVERDUE_DAYS: i64 = 30;
/// Days before the month's last within which a service counts.
pub const SERVICE_DAYS: u64 = 30;

/// What a subject of either register adds to the columns both have.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
pub struct Flow {
    /// Where it is counted on the month's last day.
    pub division: Option<Division>,
    /// Where it was counted on the day before the month, when it was In then.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub before: Option<Division>,
    /// Closed view only: where the closed month before counted it at its end, when it did.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub carried: Option<Division>,
    /// Closed view: the opening is what was carried, and the adjustment makes up the difference.
    #[serde(default, skip_serializing_if = "is_false")]
    pub adjusts: bool,
    /// How it entered first in the month, when it was not In before: recognised or reinstated.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub entered: Option<Cause>,
    /// How it left last, when it was In before or entered, and is not In at the end.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub left: Option<Cause>,
    /// In at the end.
    #[serde(default, skip_serializing_if = "is_false")]
    pub closing: bool,
    /// Whether its state changed during the month.
    #[serde(default, skip_serializing_if = "is_false")]
    pub moved: bool,
    /// Its standing on the month's last day.
    pub state: State,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub since: Option<NaiveDate>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cause: Option<Cause>,
}

/// A household's part of a month.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
pub struct HouseholdPart {
    #[serde(flatten)]
    pub flow: Flow,
    #[serde(default, skip_serializing_if = "is_false")]
    pub urban: bool,
    #[serde(default, skip_serializing_if = "is_false")]
    pub suspected: bool,
    #[serde(default, skip_serializing_if = "is_false")]
    pub overdue: bool,
    #[serde(default, skip_serializing_if = "is_zero")]
    pub eliminations: u32,
    #[serde(default, skip_serializing_if = "is_zero")]
    pub reversals: u32,
    /// The seeking members, when it is In at the end.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub jobless: Vec<i64>,
    /// The members placed in the month.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub placed: Vec<i64>,
}

/// A person's part of a month.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
pub struct PersonPart {
    #[serde(flatten)]
    pub flow: Flow,
    /// The categories held on the month's last day, one bit each.
    #[serde(default, skip_serializing_if = "is_none")]
    pub categories: u16,
    /// Active and wants help.
    #[serde(default, skip_serializing_if = "is_false")]
    pub target: bool,
    /// Of the target, with a helper.
    #[serde(default, skip_serializing_if = "is_false")]
    pub assigned: bool,
    /// Of the assigned, with a service in the last days.
    #[serde(default, skip_serializing_if = "is_false")]
    pub served: bool,
}

#[allow(clippy::trivially_copy_pass_by_ref, reason = "serde passes references")]
fn is_false(value: &bool) -> bool {
    !value
}

#[allow(clippy::trivially_copy_pass_by_ref, reason = "serde passes references")]
fn is_zero(value: &u32) -> bool {
    *value == 0
}

#[allow(clippy::trivially_copy_pass_by_ref, reason = "serde passes references")]
fn is_none(value: &u16) -> bool {
    *value == 0
}

/// A span of either register, as the flow through a month sees it.
trait Stretch {
    fn from(&self) -> NaiveDate;
    fn until(&self) -> NaiveDate;
    fn division(&self) -> Division;
    fn standing(&self) -> Standing;
}

impl Stretch for HouseholdSpan {
    fn from(&self) -> NaiveDate {
        self.from
    }
    fn until(&self) -> NaiveDate {
        self.until
    }
    fn division(&self) -> Division {
        self.division
    }
    fn standing(&self) -> Standing {
        self.standing
    }
}

impl Stretch for PersonSpan {
    fn from(&self) -> NaiveDate {
        self.from
    }
    fn until(&self) -> NaiveDate {
        self.until
    }
    fn division(&self) -> Division {
        self.division
    }
    fn standing(&self) -> Standing {
        self.standing
    }
}

/// How a subject moved during a month.
#[derive(Default)]
struct Moves {
    eliminations: u32,
    reversals: u32,
}

impl Flow {
    /// Reads a subject's flow off its spans, which hold at least those that touch the month.
    fn of<S: Stretch>(spans: &[S], month: Month, now: Option<&S>, before: Option<&S>) -> (Self, Moves) {
        let was_in = before.filter(|s| s.standing().state == State::In);
        let standing = now.map_or(Standing::default(), Stretch::standing);
        let closing = standing.state == State::In;
        let (mut entered, mut left, mut moves, mut moved) = (None, None, Moves::default(), false);
        let mut previous: Option<&S> = None;
        for span in spans.iter().filter(|s| s.from() <= month.last()) {
            let here = span.standing();
            // A span that begins with its standing is a move; one that begins later tells of a new division or the like.
            if span.from() >= month.first() && here.since == Some(span.from()) {
                moved = true;
                match (here.state, here.cause) {
                    (State::In, cause) => {
                        entered = entered.or(cause);
                        moves.reversals += u32::from(cause == Some(Cause::Reinstated));
                    }
                    (State::Eliminated, cause) => {
                        left = cause;
                        moves.eliminations += 1;
                    }
                    // The removal of a household already Eliminated is no leave.
                    (State::Exited, cause)
                        if previous.is_some_and(|p| p.until() == span.from() && p.standing().state == State::In) =>
                    {
                        left = cause;
                    }
                    (State::Exited | State::None, _) => {}
                }
            }
            previous = Some(span);
        }
        if was_in.is_some() {
            entered = None;
        }
        let flow = Self {
            division: now.or(before).map(Stretch::division),
            before: was_in.map(Stretch::division),
            carried: None,
            adjusts: false,
            left: left.filter(|_| (was_in.is_some() || entered.is_some()) && !closing),
            entered,
            closing,
            moved,
            state: standing.state,
            since: standing.since,
            cause: standing.cause,
        };
        (flow, moves)
    }

    /// Turns an open flow into that of a closed view whose month before was closed: the opening is what was carried.
    pub fn carry(&mut self, carried: Option<Division>) {
        self.adjusts = true;
        self.carried = carried;
        self.division = self.division.or(carried);
    }

    /// Where it counts as opening.
    pub fn opening(&self) -> Option<Division> {
        if self.adjusts { self.carried } else { self.before }
    }

    /// Whether the register or the month has anything to say of it.
    fn is_relevant(&self) -> bool {
        self.before.is_some() || self.carried.is_some() || self.closing || self.moved
    }

    /// Whether it belongs to the digest (RS-1 section 8): In before or at the end, or its state changed.
    pub fn is_digested(&self) -> bool {
        self.before.is_some() || self.closing || self.moved
    }

    /// The exit code it left by, when it left otherwise than by employment.
    pub fn exit(&self) -> Option<Exit> {
        match self.left {
            Some(Cause::Exit(exit)) => Some(exit),
            _ => None,
        }
    }
}

impl HouseholdPart {
    /// Reads a household's part off its spans and placements, which hold at least those that touch the month.
    pub fn of(spans: &[HouseholdSpan], placements: &[(NaiveDate, i64)], month: Month) -> Self {
        let now = household::span_on(spans, month.last());
        let before = household::span_on(spans, month.before());
        let (flow, moves) = Flow::of(spans, month, now, before);
        let placed: BTreeSet<i64> = placements.iter().filter(|(on, _)| month.contains(*on)).map(|(_, p)| *p).collect();
        let since = flow.since.unwrap_or(FAR);
        Self {
            urban: now.or(before).is_some_and(|s| s.urban),
            suspected: now.is_some_and(|s| s.meets) && !flow.closing,
            overdue: flow.closing && (month.last() - since).num_days() > OVERDUE_DAYS,
            eliminations: moves.eliminations,
            reversals: moves.reversals,
            jobless: now.filter(|_| flow.closing).map(|s| s.seeking.clone()).unwrap_or_default(),
            placed: placed.into_iter().collect(),
            flow,
        }
    }

    /// Whether it adds anything to the month, or belongs to the proof.
    pub fn is_relevant(&self) -> bool {
        self.flow.is_relevant() || self.suspected || !self.placed.is_empty()
    }
}

impl PersonPart {
    /// Reads a person's part off its spans, which hold at least those that touch the month, and the days of service.
    pub fn of(spans: &[PersonSpan], services: &[NaiveDate], month: Month) -> Self {
        let now = determination::span_on(spans, month.last());
        let (flow, _) = Flow::of(spans, month, now, determination::span_on(spans, month.before()));
        let target = now.is_some_and(|s| s.standing.state == State::In && s.wants_help);
        let assigned = target && now.is_some_and(|s| s.helped);
        let window = days_before(month.last(), SERVICE_DAYS)..=month.last();
        Self {
            categories: now.map_or(Categories::default(), |s| s.categories).0,
            target,
            assigned,
            served: assigned && services.iter().any(|on| window.contains(on)),
            flow,
        }
    }

    /// Whether it adds anything to the month, or belongs to the proof.
    pub fn is_relevant(&self) -> bool {
        self.flow.is_relevant()
    }
}
