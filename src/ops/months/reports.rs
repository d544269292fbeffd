//! Months and explanations within an actor's scope: `show`, `diff` and `explain` compute them for
//! the whole city, and this file narrows them.

use chrono::{NaiveDate, NaiveDateTime};
use diesel::prelude::*;
use serde::Serialize;

use super::close::{self, Closed};
use super::diff::{self, Diff};
use super::show::{self, Asked, Shown, View};
use crate::clock::utc;
use crate::db::people::names;
use crate::db::schema::{household, month_close, person};
use crate::domain::months::columns::{self, Column, Subjects};
use crate::domain::values::division::{Division, tree};
use crate::domain::values::hint::Lang;
use crate::domain::values::month::Month;
use crate::error::{Failure, Result};
use crate::ops::people::households::household_briefs;
use crate::ops::people::people::briefs;
use crate::ops::registers::explain;
use crate::ops::session::Session;

/// A closed month.
#[derive(Serialize, utoipa::ToSchema, Queryable, Debug)]
pub struct ClosedMonth {
    #[schema(example = "2026-03")]
    pub month: String,
    pub position: i64,
    pub rule_set: String,
    pub digest: String,
    #[serde(serialize_with = "utc")]
    pub closed_at: NaiveDateTime,
}

/// Lists the closed months, latest first, one more than the limit when there are more.
///
/// # Errors
/// When the database fails.
pub fn closed_months(s: &mut Session, before: Option<Month>, limit: i64) -> Result<Vec<ClosedMonth>> {
    let mut query = month_close::table.into_boxed();
    if let Some(before) = before {
        query = query.filter(month_close::month.lt(before.to_string()));
    }
    Ok(query.order(month_close::month.desc()).limit(limit + 1).load(s.conn)?)
}

/// Closes a month, and notes the actor.
///
/// # Errors
/// As [`close::close`].
pub fn close(s: &mut Session, month: Month) -> Result<Closed> {
    s.write(|s| {
        let closed = close::close_within(s.conn, s.clock, month)?;
        if !closed.already_closed {
            s.note("month_closed", Some(month.to_string()))?;
        }
        Ok(closed)
    })
}

/// Gives the lines of a month under a division in scope.
///
/// # Errors
/// As [`show::show`].
pub fn show(s: &mut Session, month: Month, asked: &Asked) -> Result<Shown> {
    s.within(asked.division)?;
    show::show(s.conn, month, asked)
}

/// Compares a closed month with what is known now, for the subjects that count in scope in that
/// month as closed or as restated, even if only in its opening.
///
/// # Errors
/// [`Failure::MonthNotClosed`].
pub fn diff(s: &mut Session, month: Month) -> Result<Diff> {
    let mut diff = diff::diff(s.conn, month)?;
    diff.households.retain(|h| h.counted_in.iter().any(|division| s.covers(*division)));
    diff.persons.retain(|p| p.counted_in.iter().any(|division| s.covers(*division)));
    Ok(diff)
}

/// A subject of a column.
#[derive(Serialize, utoipa::ToSchema, Debug, PartialEq, Eq)]
pub struct Subject {
    /// `household` or `person`.
    #[schema(value_type = String, example = "household")]
    pub subject: &'static str,
    pub sender: String,
    pub reference: String,
    /// The subject's contribution to the column: 1; −1 in an adjustment; the number of times in
    /// `eliminations` and `reversals`.
    pub amount: i64,
    /// The subject's number in this service; given, like its present division and a person's name,
    /// only while the subject is in the reader's scope.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub id: Option<i64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>, example = "440703002101")]
    pub division: Option<Division>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
}

/// A page of a column: the number of subjects, their sum, and some of the subjects in the order of
/// their numbers.
#[derive(Debug)]
pub struct ColumnPage {
    pub view: View,
    pub count: usize,
    pub sum: i64,
    pub subjects: Vec<Subject>,
    /// The last subject listed, when there are more.
    pub next: Option<i64>,
}

/// The column to list.
pub struct AskedColumn {
    pub division: Division,
    pub column: Column,
    /// When none, the closed view of a closed month and the restated view of an open one.
    pub view: Option<View>,
    pub after: Option<i64>,
    pub limit: usize,
}

/// Lists the subjects of a column of a division in scope. All subjects that count are listed; one
/// outside the scope by now is listed by its reference alone.
///
/// # Errors
/// [`Failure::UnknownDivision`], [`Failure::MonthNotClosed`] for a closed view of an open month.
pub fn column(s: &mut Session, month: Month, asked: &AskedColumn) -> Result<ColumnPage> {
    s.within(asked.division)?;
    if !tree().knows(asked.division) {
        return Err(Failure::UnknownDivision.into());
    }
    let (view, parts) = match (asked.view, show::parts(s.conn, month, asked.view.unwrap_or(View::Closed))) {
        (None, Err(e)) if e.failure == Failure::MonthNotClosed => {
            (View::Restated, show::parts(s.conn, month, View::Restated)?)
        }
        (view, parts) => (view.unwrap_or(View::Closed), parts?),
    };
    let counted = columns::subjects(&parts.households, &parts.persons, asked.division, asked.column);
    let all = match &counted {
        Subjects::Households(all) | Subjects::Persons(all) => all,
    };
    let from = asked.after.map_or(i64::MIN, |after| after.saturating_add(1));
    let page: Vec<(i64, i64)> = all.range(from..).take(asked.limit).map(|(id, amount)| (*id, *amount)).collect();
    let next = page.last().map(|(id, _)| *id).filter(|last| all.range(last + 1..).next().is_some());
    let ids: Vec<i64> = page.iter().map(|(id, _)| *id).collect();
    let mut subjects = match &counted {
        Subjects::Households(_) => {
            let names = names::names_of(s.conn, &ids, &[])?.households;
            subjects_of(&page, "household", |id| names.get(&id).cloned())
        }
        Subjects::Persons(_) => {
            let names = names::names_of(s.conn, &[], &ids)?.persons;
            subjects_of(&page, "person", |id| names.get(&id).cloned())
        }
    };
    let mut tell = |id: i64, division: Division, name: Option<String>| {
        if let Ok(at) = page.binary_search_by_key(&id, |(id, _)| *id) {
            (subjects[at].id, subjects[at].division, subjects[at].name) = (Some(id), Some(division), name);
        }
    };
    match &counted {
        Subjects::Households(_) => household_briefs(s, &ids)?.into_iter().for_each(|h| tell(h.id, h.division, None)),
        Subjects::Persons(_) => briefs(s, &ids)?.into_iter().for_each(|p| tell(p.id, p.division, p.name)),
    }
    Ok(ColumnPage { view, count: all.len(), sum: all.values().sum(), subjects, next })
}

fn subjects_of(
    page: &[(i64, i64)],
    subject: &'static str,
    name: impl Fn(i64) -> Option<(String, String)>,
) -> Vec<Subject> {
    let named = |(id, amount): &(i64, i64)| {
        let (sender, reference) = name(*id).unwrap_or_default();
        Subject { subject, sender, reference, amount: *amount, id: None, division: None, name: None }
    };
    page.iter().map(named).collect()
}

/// Explains the standing of a household in scope on a day.
///
/// # Errors
/// [`Failure::NotFound`] for a household outside the scope, [`Failure::PositionUnknown`].
pub fn explain_household(
    s: &mut Session,
    id: i64,
    on: NaiveDate,
    known_at: Option<i64>,
    lang: Lang,
) -> Result<impl Serialize + use<>> {
    let known: Option<i64> =
        s.households().filter(household::id.eq(id)).select(household::id).first(s.conn).optional()?;
    explain::household(s.conn, known.ok_or(Failure::NotFound)?, on, known_at, lang)
}

/// Explains the standing of a person in scope on a day.
///
/// # Errors
/// As [`explain_household`].
pub fn explain_person(
    s: &mut Session,
    id: i64,
    on: NaiveDate,
    known_at: Option<i64>,
    lang: Lang,
) -> Result<impl Serialize + use<>> {
    let known: Option<i64> = s.people().filter(person::id.eq(id)).select(person::id).first(s.conn).optional()?;
    explain::person(s.conn, known.ok_or(Failure::NotFound)?, on, known_at, lang)
}
