//! The outlook of a household for a month's end, if nothing happens except what is known already:
//! hires filed ahead, birthdays, retirement dates and the six months after an elimination (RS-1
//! section 3); the spans contain all of it.

use chrono::NaiveDate;

use super::household::{HouseholdSpan, span_on};
use super::register::{Standing, State};
use crate::values::division::Division;

/// The outlook of a household for a month's end.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Outlook {
    /// The division in which it is counted on the last day, else today.
    pub division: Division,
    /// The division in which it is counted today, else on the last day.
    pub division_today: Division,
    pub in_today: bool,
    pub in_at_end: bool,
    /// Whether it meets the condition on the last day and is not In then.
    pub suspected: bool,
    /// The day since which it is In, today or else on the last day.
    pub since: Option<NaiveDate>,
    /// The day on which it leaves or enters the register, and its standing then.
    pub turn: Option<(NaiveDate, Standing)>,
    /// The members that seek work on the last day, or today if it is not In on the last day.
    pub seeking: Vec<i64>,
}

/// Gives the outlook of a household from its spans; `None` if no action is needed. Two kinds of
/// spans may be left out: those that ended before the month, and those that began before it and are
/// neither In nor meet the condition.
pub fn outlook(spans: &[HouseholdSpan], today: NaiveDate, last: NaiveDate) -> Option<Outlook> {
    let (now, end) = (span_on(spans, today), span_on(spans, last));
    let is_in = |span: &HouseholdSpan| span.standing.state == State::In;
    let (now_in, end_in) = (now.filter(|s| is_in(s)), end.filter(|s| is_in(s)));
    let suspected = end.is_some_and(|s| s.meets && !is_in(s));
    let shown = end_in.or(now_in).or(end.filter(|_| suspected))?;
    // The last turn before the end determines it. The household was not In before the given spans.
    let (mut was_in, mut turn) = (false, None);
    for span in spans {
        if is_in(span) != was_in && today < span.from && span.from <= last {
            turn = Some((span.from, span.standing));
        }
        was_in = is_in(span);
    }
    Some(Outlook {
        division: end.or(now)?.division,
        division_today: now.or(end)?.division,
        in_today: now_in.is_some(),
        in_at_end: end_in.is_some(),
        suspected,
        since: now_in.or(end_in).and_then(|span| span.standing.since),
        turn,
        seeking: shown.seeking.clone(),
    })
}
