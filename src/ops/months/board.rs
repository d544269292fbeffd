//! The month-end board: the households that will be on the register at the end of the running month
//! if no new facts come, and the help given to each household that is on the register or will be.

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;
use serde::Serialize;

use super::present::services_in;
use crate::db::decisions::calendars;
use crate::db::people::names;
use crate::db::registers::spans;
use crate::domain::registers::outlook::{Outlook, outlook};
use crate::domain::registers::register::Cause;
use crate::domain::values::division::{Division, tree};
use crate::domain::values::month::Month;
use crate::error::{Failure, Result};
use crate::ops::people::people::briefs;
use crate::ops::session::Session;

/// The board of a division for the running month.
#[derive(Serialize, utoipa::ToSchema, Debug)]
pub struct Board {
    #[schema(example = "2026-03")]
    pub month: String,
    /// The month's last day, by the end of which the register should be empty.
    pub last_day: NaiveDate,
    /// Days from today to the last day; 0 on the last day.
    pub days_left: i64,
    /// Working days after today, up to the last day.
    pub working_days_left: usize,
    /// Whether `working_days_left` depends on a year for which the notice on days off is not loaded
    /// yet.
    pub provisional: bool,
    /// Households on the register today.
    pub in_today: usize,
    /// Households on the register today that will have left it by the last day, by the facts known
    /// now.
    pub leaving: usize,
    /// Households that will have come on the register by the last day.
    pub entering: usize,
    /// Households on the register on the last day: the `closing` of the month's restated line.
    pub in_at_end: usize,
    /// Whether the register will be empty on the last day, by the facts known now.
    pub zero: bool,
    /// Households that will meet the condition on the last day and not be on the register.
    pub suspected: usize,
    pub items: Vec<BoardHousehold>,
    /// The cursor of the next page; none on the last page.
    pub next: Option<String>,
}

/// A household of the board.
#[derive(Serialize, utoipa::ToSchema, Debug)]
pub struct BoardHousehold {
    pub household: i64,
    pub sender: String,
    pub household_ref: String,
    #[schema(value_type = String, example = "440703002101")]
    pub division: Division,
    pub in_today: bool,
    pub in_at_end: bool,
    /// The day since which the household is on the register.
    pub since: Option<NaiveDate>,
    /// The day on which the household leaves the register or comes on it, by the facts known now;
    /// `turns_by` gives the cause.
    pub turns_on: Option<NaiveDate>,
    #[schema(value_type = Option<String>, example = "employed")]
    pub turns_by: Option<&'static str>,
    /// The members who seek work.
    pub seeking: Vec<BoardMember>,
}

/// A member who seeks work, with the services given.
#[derive(Serialize, utoipa::ToSchema, Debug)]
pub struct BoardMember {
    pub person: i64,
    /// The member's name; none when the person is outside the reader's scope.
    pub name: Option<String>,
    /// Services delivered up to today, counted from 30 days before the month's last day.
    pub services: usize,
    pub last_service_on: Option<NaiveDate>,
}

/// The page of the board to list.
pub struct Wanted {
    pub division: Division,
    /// The last household of the page before.
    pub after: Option<i64>,
    pub limit: usize,
}

/// Makes the board of a division in scope.
///
/// # Errors
/// [`Failure::UnknownDivision`].
pub fn of(s: &mut Session, wanted: &Wanted) -> Result<Board> {
    s.within(wanted.division)?;
    if !tree().knows(wanted.division) {
        return Err(Failure::UnknownDivision.into());
    }
    let today = s.clock.today();
    let (month, last) = (Month::of(today), Month::of(today).last());
    let outlooks: BTreeMap<i64, Outlook> = spans::households_in(s.conn, month, &[])?
        .into_iter()
        .filter_map(|(id, spans)| Some((id, seen_from(wanted.division, outlook(&spans, today, last)?)?)))
        .collect();
    let count = |of: &dyn Fn(&Outlook) -> bool| outlooks.values().filter(|outlook| of(outlook)).count();
    let in_at_end = count(&|o| o.in_at_end);
    let from = wanted.after.map_or(i64::MIN, |after| after.saturating_add(1));
    let mut listed = outlooks.range(from..).filter(|(_, o)| o.in_today || o.in_at_end);
    let page: Vec<(i64, &Outlook)> = listed.by_ref().take(wanted.limit).map(|(id, outlook)| (*id, outlook)).collect();
    let next = page.last().filter(|_| listed.next().is_some()).map(|(id, _)| id.to_string());
    let items = items(s, &page, month, today)?;
    let (working_days_left, provisional) = calendars::load(s.conn)?.between(today, last);
    Ok(Board {
        month: month.to_string(),
        last_day: last,
        days_left: (last - today).num_days(),
        working_days_left,
        provisional,
        in_today: count(&|o| o.in_today),
        leaving: count(&|o| o.in_today && !o.in_at_end),
        entering: count(&|o| !o.in_today && o.in_at_end),
        in_at_end,
        zero: in_at_end == 0,
        suspected: count(&|o| o.suspected),
        items,
        next,
    })
}

/// Narrows an outlook to a division; none when the division does not count the household. A
/// household that moves counts in its old division today and in its new one at the end.
fn seen_from(division: Division, mut outlook: Outlook) -> Option<Outlook> {
    let (today, end) = (division.covers(outlook.division_today), division.covers(outlook.division));
    outlook.in_today &= today;
    outlook.in_at_end &= end;
    outlook.suspected &= end;
    (outlook.in_today || outlook.in_at_end || outlook.suspected).then_some(outlook)
}

fn items(s: &mut Session, page: &[(i64, &Outlook)], month: Month, today: NaiveDate) -> Result<Vec<BoardHousehold>> {
    let ids: Vec<i64> = page.iter().map(|(id, _)| *id).collect();
    let seeking: BTreeSet<i64> = page.iter().flat_map(|(_, outlook)| outlook.seeking.iter().copied()).collect();
    let references = names::names_of(s.conn, &ids, &[])?.households;
    let known = briefs(s, &seeking.iter().copied().collect::<Vec<_>>())?;
    let names: BTreeMap<i64, Option<String>> = known.into_iter().map(|p| (p.id, p.name)).collect();
    let services = services_in(s.conn, month, Some(&seeking))?;
    let member = |person: &i64| {
        let days = services.get(person).map_or(&[][..], Vec::as_slice).iter().filter(|on| **on <= today);
        BoardMember {
            person: *person,
            name: names.get(person).cloned().flatten(),
            services: days.clone().count(),
            last_service_on: days.max().copied(),
        }
    };
    let item = |(id, outlook): &(i64, &Outlook)| {
        let (sender, household_ref) = references.get(id).cloned().unwrap_or_default();
        BoardHousehold {
            household: *id,
            sender,
            household_ref,
            division: outlook.division,
            in_today: outlook.in_today,
            in_at_end: outlook.in_at_end,
            since: outlook.since,
            turns_on: outlook.turn.map(|(on, _)| on),
            turns_by: outlook.turn.and_then(|(_, standing)| standing.cause).map(Cause::as_str),
            seeking: outlook.seeking.iter().map(member).collect(),
        }
    };
    Ok(page.iter().map(item).collect())
}
