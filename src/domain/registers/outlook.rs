//! Where a household will stand at a month's end if nothing happens but what is known already: hires filed ahead, birthdays,
//! retirement dates and the six months after an elimination included (RS-1 section 3; the spans hold all of it).

use chrono::NaiveDate;

use super::household::{HouseholdSpan, span_on};
use super::register::{Standing, State};
use crate::values::division::Division;

/// The outlook of a household for a month's end.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Outlook {
    /// Where it is counted on the last day, else today.
    pub division: Division,
    /// Where it is counted today, else on the last day.
    pub division_today: Division,
    pub in_today: bool,
    pub in_at_end: bool,
    /// Meets the condition on the last day and is not In then.
    pub suspected: bool,
    /// Since when it is In, today or else on the last day.
    pub since: Option<NaiveDate>,
    /// The day on which it goes from the register or comes on it, and how it stands then.
    pub turn: Option<(NaiveDate, Standing)>,
    /// The members who seek work on the last day, or today when it is In no longer then.
    pub seeking: Vec<i64>,
}

/// Tells the outlook of a household by its spans, of which those may be left out that ended before the month and those that
/// are neither In nor meet the condition and began before it; none when there is nothing to do about it.
pub fn outlook(spans: &[HouseholdSpan], today: NaiveDate, last: NaiveDate) -> Option<Outlook> {
    let (now, end) = (span_on(spans, today), span_on(spans, last));
    let is_in = |span: &HouseholdSpan| span.standing.state == State::In;
    let (now_in, end_in) = (now.filter(|s| is_in(s)), end.filter(|s| is_in(s)));
    let suspected = end.is_some_and(|s| s.meets && !is_in(s));
    let shown = end_in.or(now_in).or(end.filter(|_| suspected))?;
    // The last turn before the end is the one that counts for it. What lies before the spans given was not In.
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
