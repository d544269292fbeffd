//! The contribution of one household or person to a month (RS-1 sections 4 and 6). A month's lines
//! are sums of parts; drill-down, difference and digest use the same parts.

use std::collections::BTreeSet;

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use crate::registers::determination::{self, Categories, PersonSpan};
use crate::registers::household::{self, HouseholdSpan};
use crate::registers::register::{Cause, Standing, State};
use crate::values::codes::Exit;
use crate::values::division::Division;
use crate::values::month::{FAR, Month, days_before};

/// The most days for which a household may be In before it is overdue.
const OVERDUE_DAYS: i64 = 30;
/// Days before the last of the month within which a service counts.
pub const SERVICE_DAYS: u64 = 30;

/// The contribution of a subject to the columns of both registers.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
pub struct Flow {
    /// The division in which it is counted on the month's last day.
    pub division: Option<Division>,
    /// The division in which it was counted on the day before the month, if it was In then.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub before: Option<Division>,
    /// Closed view only: the division in which the previous closed month counted it at its end, if
    /// it did.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub carried: Option<Division>,
    /// Closed view: the opening is the carried division, and the adjustment makes up the
    /// difference.
    #[serde(default, skip_serializing_if = "is_false")]
    pub adjusts: bool,
    /// The cause of its first entry in the month, if it was not In before: recognised or
    /// reinstated.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub entered: Option<Cause>,
    /// The cause of its last leaving, if it was In before or entered, and is not In at the end.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub left: Option<Cause>,
    /// Whether it is In at the end.
    #[serde(default, skip_serializing_if = "is_false")]
    pub closing: bool,
    /// Whether its state changed during the month.
    #[serde(default, skip_serializing_if = "is_false")]
    pub moved: bool,
    /// Its state on the month's last day.
    pub state: State,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub since: Option<NaiveDate>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cause: Option<Cause>,
}

/// The part of a household in a month.
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
    /// The seeking members, if it is In at the end.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub jobless: Vec<i64>,
    /// The members placed in the month.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub placed: Vec<i64>,
}

/// The part of a person in a month.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
pub struct PersonPart {
    #[serde(flatten)]
    pub flow: Flow,
    /// The categories held on the month's last day, one bit each.
    #[serde(default, skip_serializing_if = "is_none")]
    pub categories: u16,
    /// Whether the person is active and wants help.
    #[serde(default, skip_serializing_if = "is_false")]
    pub target: bool,
    /// Whether a person of the target has a helper.
    #[serde(default, skip_serializing_if = "is_false")]
    pub assigned: bool,
    /// Whether an assigned person had a service within [`SERVICE_DAYS`].
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

/// A span of either register, as far as the flow through a month needs it.
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

/// The moves of a subject during a month.
#[derive(Default)]
struct Moves {
    eliminations: u32,
    reversals: u32,
}

impl Flow {
    /// Derives a subject's flow from its spans; these must include all that touch the month.
    fn of<S: Stretch>(spans: &[S], month: Month, now: Option<&S>, before: Option<&S>) -> (Self, Moves) {
        let was_in = before.filter(|s| s.standing().state == State::In);
        let standing = now.map_or(Standing::default(), Stretch::standing);
        let closing = standing.state == State::In;
        let (mut entered, mut left, mut moves, mut moved) = (None, None, Moves::default(), false);
        let mut previous: Option<&S> = None;
        for span in spans.iter().filter(|s| s.from() <= month.last()) {
            let here = span.standing();
            // A span that begins together with its standing is a move; any other begins with a
            // change of something else, such as the division.
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
                    // The removal of a household that is Eliminated already is no leaving.
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

    /// Turns the flow into that of a closed view after a closed month: the opening is the carried
    /// division.
    pub fn carry(&mut self, carried: Option<Division>) {
        self.adjusts = true;
        self.carried = carried;
        self.division = self.division.or(carried);
    }

    /// Gives the division of the opening.
    pub fn opening(&self) -> Option<Division> {
        if self.adjusts { self.carried } else { self.before }
    }

    /// Tells whether the register or the month contains it.
    fn is_relevant(&self) -> bool {
        self.before.is_some() || self.carried.is_some() || self.closing || self.moved
    }

    /// Tells whether it belongs to the digest (RS-1 section 8): it was In before or at the end, or
    /// its state changed.
    pub fn is_digested(&self) -> bool {
        self.before.is_some() || self.closing || self.moved
    }

    /// Gives its exit code, if it left other than by employment.
    pub fn exit(&self) -> Option<Exit> {
        match self.left {
            Some(Cause::Exit(exit)) => Some(exit),
            _ => None,
        }
    }
}

impl HouseholdPart {
    /// Derives a household's part from its spans and placements; these must include all that touch
    /// the month.
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

    /// Tells whether it contributes to the month or belongs to the digest.
    pub fn is_relevant(&self) -> bool {
        self.flow.is_relevant() || self.suspected || !self.placed.is_empty()
    }
}

impl PersonPart {
    /// Derives a person's part from the days of service and from its spans, which must include all
    /// that touch the month.
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

    /// Tells whether it contributes to the month or belongs to the digest.
    pub fn is_relevant(&self) -> bool {
        self.flow.is_relevant()
    }
}
