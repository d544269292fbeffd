//! Persons that were registered twice: compares the two registrations, finds what contradicts that
//! they are one person, merges them, and voids a merge. The facts stay where they are; see
//! [`crate::db::people::merged`].

use std::collections::BTreeSet;

use chrono::NaiveDate;
use diesel::dsl::{exists, max, not};
use diesel::prelude::*;
use serde::Serialize;

use super::people::{self, Person};
use crate::db::facts::log::neighbourhood;
use crate::db::people::merged::Merged;
use crate::db::schema::{fact, help_case, person, personal, sender};
use crate::domain::ledger::accept;
use crate::domain::ledger::fact::{By, Claim};
use crate::domain::values::codes::Code;
use crate::domain::values::hint::{Hint, Lang};
use crate::domain::values::refusal::Refusal;
use crate::domain::values::text::Text;
use crate::error::{Failure, Result};
use crate::on_engine;
use crate::ops::recording::acting::{event, officer, record, void};
use crate::ops::recording::own::is_own;
use crate::ops::registers::explain::facts_at;
use crate::ops::session::Session;
use crate::ops::session::references::reference;

/// Two registrations side by side.
#[derive(Serialize, utoipa::ToSchema, Debug)]
pub struct Comparison {
    /// The registration that would survive.
    pub stays: Person,
    /// The registration that would be merged away.
    pub given_up: Person,
    /// The fields in which the two differ. After a merge, the values of the surviving registration
    /// hold.
    pub differences: Vec<Difference>,
    /// What contradicts that they are one person, by ledger position. While there is anything, they
    /// cannot be merged: void the wrong fact first, or close a case.
    pub conflicts: Vec<Contradiction>,
}

/// A field in which two registrations differ.
#[derive(Serialize, utoipa::ToSchema, Debug)]
pub struct Difference {
    #[schema(value_type = String, example = "birth_date")]
    pub field: &'static str,
    #[schema(example = "1980-05-06")]
    pub stays: Option<String>,
    #[schema(example = "1980-06-05")]
    pub given_up: Option<String>,
}

/// A fact of one registration that could not have been recorded for the other.
#[derive(Serialize, utoipa::ToSchema, Debug)]
pub struct Contradiction {
    #[schema(example = 4711)]
    pub position: i64,
    #[schema(value_type = String, example = "member_joined")]
    pub kind: &'static str,
    pub effective_on: NaiveDate,
    /// The code with which the fact would be refused, or `case_open` for the second of two open
    /// cases.
    #[schema(value_type = String, example = "already_member")]
    pub code: &'static str,
    /// What the code means, and what to do.
    pub detail: String,
}

/// A registration that was merged into a person.
#[derive(Serialize, utoipa::ToSchema, Queryable, Debug)]
pub struct Merge {
    /// The ledger position of the merge.
    pub id: i64,
    /// The number of the registration that was merged away.
    pub given_up: i64,
    /// The sender of `person_ref`.
    pub sender: String,
    pub person_ref: String,
    pub merged_on: NaiveDate,
    pub note: Option<String>,
}

/// A merge to record.
#[derive(Clone, Debug)]
pub struct Asked {
    /// The registration to merge away.
    pub other: i64,
    /// The version of the comparison that the caller read.
    pub version: i64,
    pub note: Option<Text>,
}

/// Compares two persons in scope; also gives the version of the comparison, which a merge names.
///
/// # Errors
/// [`Failure::NotFound`] if there is no such person in scope, or both are the same.
pub fn compare(s: &mut Session, stays: i64, given_up: i64, lang: Lang) -> Result<(Comparison, i64)> {
    if stays == given_up {
        return Err(Failure::NotFound.into());
    }
    let (one, other) = (people::get(s, stays)?, people::get(s, given_up)?);
    let conflicts = contradictions(s, stays, given_up, lang)?;
    let version = version(s, stays, given_up)?;
    let differences = differences(&one, &other);
    Ok((Comparison { stays: one, given_up: other, differences, conflicts }, version))
}

fn differences(one: &Person, other: &Person) -> Vec<Difference> {
    let words = |person: &Person| {
        let brief = &person.brief;
        [
            ("name", brief.name.clone()),
            ("id_number", person.id_number.clone()),
            ("sex", person.sex.map(str::to_owned)),
            ("birth_date", person.birth_date.map(|day| day.to_string())),
            ("retirement_group", person.retirement_group.map(str::to_owned)),
            ("phone", person.phone.clone()),
            ("division", Some(brief.division.significant())),
            ("household", brief.household.map(|id| id.to_string())),
        ]
    };
    let pairs = words(one).into_iter().zip(words(other));
    pairs
        .filter(|((_, one), (_, other))| one != other)
        .map(|((field, stays), (_, given_up))| Difference { field, stays, given_up })
        .collect()
}

fn contradictions(s: &mut Session, stays: i64, given_up: i64, lang: Lang) -> Result<Vec<Contradiction>> {
    let near = neighbourhood(s.conn, &BTreeSet::from([stays, given_up]), &BTreeSet::new(), i64::MAX)?;
    let found = accept::merging(near.world.facts_of(stays), near.world.facts_of(given_up));
    let open = second_open_case(s, stays, given_up)?;
    let positions: Vec<i64> = found.keys().copied().chain(open).collect();
    let facts = facts_at(s.conn, &positions)?;
    let told = |(position, code, detail): (i64, &'static str, String)| {
        let fact = facts.get(&position)?;
        Some(Contradiction { position, kind: fact.kind, effective_on: fact.effective_on, code, detail })
    };
    let of_facts =
        found.into_iter().map(|(position, code)| (position, code.as_str(), Refusal::new(code, None).message(lang)));
    let of_cases = open.map(|position| {
        let detail = match lang {
            Lang::Zh => "两个登记各有一个未结的帮扶个案；请先结案其一。",
            Lang::En => "Both have an open case of help; close one of them first.",
        };
        (position, "case_open", detail.to_owned())
    });
    Ok(of_facts.chain(of_cases).filter_map(told).collect())
}

/// Gives the open case of the registration to merge away, if the surviving one has an open case
/// too.
fn second_open_case(s: &mut Session, stays: i64, given_up: i64) -> Result<Option<i64>> {
    let query = s.cases().filter(help_case::closed_on.is_null()).filter(person::id.eq_any([stays, given_up]));
    let query = query.select((person::id, help_case::position));
    let open: Vec<(i64, i64)> = on_engine!(&mut *s.conn, |c| query.load(c))?;
    let of = |id: i64| open.iter().find(|(person, _)| *person == id).map(|(_, position)| *position);
    Ok(of(given_up).filter(|_| of(stays).is_some()))
}

/// Gives the last position at which a fact about either person was recorded.
fn version(s: &mut Session, stays: i64, given_up: i64) -> Result<i64> {
    let registrations = Merged::now(s.conn)?.names([stays, given_up]);
    let query = fact::table.filter(fact::person_id.eq_any(registrations)).select(max(fact::position));
    let last: Option<i64> = on_engine!(&mut *s.conn, |c| query.first(c))?;
    Ok(last.unwrap_or(0))
}

/// Merges another person into one: from now on, every fact about the other counts for that person.
///
/// # Errors
/// [`Failure::NotFound`] if there is no such person in scope, [`Failure::PreconditionFailed`] if a
/// fact about either was recorded since the comparison, [`Failure::Refused`] for another person
/// that is unknown in scope, the same or the actor's own, and for two open cases.
pub fn merge(s: &mut Session, id: i64, asked: &Asked) -> Result<Merge> {
    s.write(|s| {
        let (sender, stays) = reference_of(s, id)?.ok_or(Failure::NotFound)?;
        if asked.other == id {
            let hint = Hint::said("应为另一人的编号", "expected the number of somebody else");
            return Err(Refusal::bad_value("other", hint).into());
        }
        let Some((other_sender, other)) = reference_of(s, asked.other)? else {
            return Err(Refusal::new(Code::UnknownPerson, Some("other")).into());
        };
        if version(s, id, asked.other)? != asked.version {
            return Err(Failure::PreconditionFailed.into());
        }
        if is_own(s, Some(id), None)? || is_own(s, Some(asked.other), None)? {
            return Err(own("other").into());
        }
        if second_open_case(s, id, asked.other)?.is_some() {
            return Err(Refusal::new(Code::MergeConflict, Some("other")).into());
        }
        let other_sender = Some(other_sender).filter(|of| *of != sender).map(|of| reference(&of)).transpose()?;
        let by = By { officer: Some(officer(s)?), note: asked.note.clone() };
        let claim = Claim::PersonMerged { person: reference(&stays)?, other: reference(&other)?, other_sender, by };
        let line = (event(s)?, s.clock.today(), claim);
        let positions = record(s, &sender, [line])?;
        let position = positions.first().copied().ok_or(Failure::Internal)?;
        s.note("people_merged", Some(position.to_string()))?;
        found(s, id, Some(position))?.pop().ok_or_else(|| Failure::Internal.into())
    })
}

/// Lists the other registrations of a person in scope, the first merge first.
///
/// # Errors
/// [`Failure::NotFound`] if there is no such person in scope.
pub fn of(s: &mut Session, id: i64) -> Result<Vec<Merge>> {
    reference_of(s, id)?.ok_or(Failure::NotFound)?;
    found(s, id, None)
}

/// Voids a merge: every fact again counts for the registration under which it was recorded. Gives
/// the number of the registration that stands alone again.
///
/// # Errors
/// [`Failure::NotFound`] if the person has no such merge.
pub fn separate(s: &mut Session, id: i64, position: i64) -> Result<i64> {
    s.write(|s| {
        reference_of(s, id)?.ok_or(Failure::NotFound)?;
        let merge = found(s, id, Some(position))?.pop().ok_or(Failure::NotFound)?;
        if is_own(s, Some(id), None)? {
            return Err(own("merge").into());
        }
        void(s, position)?;
        s.note("people_separated", Some(position.to_string()))?;
        Ok(merge.given_up)
    })
}

fn own(field: &'static str) -> Refusal {
    let hint = Hint::said(
        "不得合并或拆分本人及本人家庭的登记，请由他人办理",
        "nobody merges or separates themselves or their own household; somebody else does it",
    );
    Refusal::bad_value(field, hint)
}

/// Finds the merges into a person, or the one at a position.
fn found(s: &mut Session, id: i64, position: Option<i64>) -> Result<Vec<Merge>> {
    let merged = Merged::into_person(s.conn, id)?;
    let given_up: Vec<i64> = merged.given_up().collect();
    let void = diesel::alias!(fact as void);
    let voided = void.filter(void.field(fact::voids).eq(fact::position.nullable()));
    let (other, its_sender) = (diesel::alias!(person as other), diesel::alias!(sender as its_sender));
    let query = fact::table
        .inner_join(other.on(other.field(person::id).nullable().eq(fact::other_id)))
        .inner_join(its_sender.on(its_sender.field(sender::id).eq(other.field(person::sender_id))))
        .left_join(personal::table)
        .filter(fact::other_id.eq_any(given_up))
        .filter(not(exists(voided)))
        .order(fact::position)
        .select((
            fact::position,
            other.field(person::id),
            its_sender.field(sender::name),
            other.field(person::ref_),
            fact::effective_on,
            personal::note.nullable(),
        ));
    let all: Vec<Merge> = on_engine!(&mut *s.conn, |c| query.load(c))?;
    Ok(all.into_iter().filter(|merge| position.is_none_or(|position| merge.id == position)).collect())
}

/// Gives the sender and the reference of a person in scope.
fn reference_of(s: &mut Session, id: i64) -> Result<Option<(String, String)>> {
    let query = s.people().filter(person::id.eq(id)).select((sender::name, person::ref_));
    Ok(query.first(s.conn).optional()?)
}
