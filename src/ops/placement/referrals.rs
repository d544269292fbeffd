//! Referrals: recommendations of a helped person for a vacancy. Making one is a service of the
//! case; the platform of the vacancy is notified, may ask for the person's contact, and reports the
//! result. What the helper hears, and whether a refusal has a good reason, are services too, so
//! that the refusals of a case count by the helper's findings.

use std::collections::BTreeSet;

use chrono::NaiveDate;
use diesel::dsl::not;
use diesel::prelude::*;
use serde_json::json;
use uuid::Uuid;

use super::referral_views::{Seen, find, is_case_open, said};
use super::vacancies;
use crate::clock::business_day;
use crate::db::decisions::calendars;
use crate::db::facts::log;
use crate::db::inbox::messages::{MessageRow, answers};
use crate::db::placement::referrals::{self, ReferralRow, has_ended};
use crate::db::schema::{fact, referral};
use crate::domain::ledger::fact::ServiceDetails;
use crate::domain::placement::referral::{Answer, AnswerError, standing};
use crate::domain::values::codes::{Mode, ReferralState, Service};
use crate::domain::values::refusal::Refusal;
use crate::domain::values::text::Text;
use crate::error::Result;
use crate::on_engine;
use crate::ops::help::cases;
use crate::ops::outbox::deliveries::tell;
use crate::ops::outbox::ended::made;
use crate::ops::recording::acting::void;
use crate::ops::recording::own::is_own;
use crate::ops::session::Session;

/// A referral to make.
#[derive(Clone, Debug)]
pub struct Asked {
    pub vacancy: i64,
    /// Whether the person agrees that the employer gets the name and the phone number.
    pub consented: bool,
    /// Whether the person agrees that the employer learns of the determination as a difficult
    /// person, if there is one.
    pub determination_shared: bool,
    /// The day; today if `None`.
    pub on: Option<NaiveDate>,
    pub mode: Option<Mode>,
    pub note: Option<Text>,
}

/// An answer that the helper heard.
#[derive(Clone, Debug)]
pub struct Told {
    pub state: ReferralState,
    /// The day; today if `None`.
    pub on: Option<NaiveDate>,
    /// For a refusal, whether its reason is good.
    pub justified: Option<bool>,
    pub note: Option<Text>,
}

/// The helper's finding on a refusal.
#[derive(Clone, Debug)]
pub struct Check {
    /// The day of the refusal that the helper read.
    pub answered_on: NaiveDate,
    pub justified: bool,
    pub note: Option<Text>,
}

/// Recommends the person of a case for a vacancy; gives the number of the referral.
///
/// # Errors
/// [`Failure::NotFound`](crate::error::Failure::NotFound) if there is no such case in scope;
/// [`Failure::Refused`](crate::error::Failure::Refused) without the person's consent, and for a
/// vacancy or a person that does not fit; errors of the database.
pub fn make(s: &mut Session, case: i64, asked: &Asked) -> Result<i64> {
    s.write(|s| {
        let details = ServiceDetails { posts: Some(1), mode: asked.mode, ..ServiceDetails::default() };
        let when = (asked.on, asked.note.clone());
        let served = cases::serve(s, case, Service::JobRecommended, details, when)?;
        if !asked.consented {
            return Err(AnswerError::Consent.into());
        }
        let Some(vacancy) = vacancies::open(s, asked.vacancy)? else {
            return Err(AnswerError::Vacancy.into());
        };
        let today = s.clock.today();
        // A referral of a person that has left the labour force since that day leads nowhere.
        let people = BTreeSet::from([served.person]);
        let near = log::neighbourhood(s.conn, &people, &BTreeSet::new(), i64::MAX)?;
        let end = near.world.histories().life(served.person).leaves_labour(served.on);
        if let Some((_, unfit)) = end.filter(|(on, _)| *on <= today) {
            return Err(Refusal::new(unfit.code(), Some("case")).into());
        }
        let was_kept = vacancy.is_kept() || vacancy.opened_on.is_some_and(|opened_on| served.on < opened_on);
        if served.on < business_day(vacancy.posted_at) {
            return Err(AnswerError::Vacancy.into());
        }
        if was_kept
            && !(cases::is_determined(s, served.person, today)? && cases::is_determined(s, served.person, served.on)?)
        {
            return Err(AnswerError::Reserved.into());
        }
        if was_recommended(s, served.person, vacancy.id)? {
            return Err(AnswerError::Again.into());
        }
        let row = ReferralRow {
            id: referrals::next_id(s.conn)?,
            name: Uuid::new_v4().to_string(),
            case_position: case,
            person_id: served.person,
            vacancy_id: vacancy.id,
            position: served.position,
            made_on: served.on,
            state: ReferralState::Recommended.number(),
            answered_on: None,
            message_id: None,
            uscc: vacancy.uscc.clone(),
            found: None,
            found_state: None,
            found_on: None,
            found_message: None,
            determination_shared: asked.determination_shared,
            ends_on: end.map(|(on, _)| on),
            ends_for: end.map(|(_, unfit)| unfit.number()),
            end_told: false,
        };
        referrals::insert(s.conn, &row)?;
        let data = made(&row, &vacancy.source, &vacancy.subject, &calendars::load(s.conn)?);
        tell(s.conn, s.clock.now(), &vacancy.account, ("referral_made", &row.name), data)?;
        s.note("referral_made", Some(row.id.to_string()))?;
        Ok(row.id)
    })
}

/// Tells whether a person has a referral to a vacancy that is not withdrawn and has not ended.
fn was_recommended(s: &mut Session, person: i64, vacancy: i64) -> Result<bool> {
    let today = s.clock.today();
    let query = referral::table
        .filter(referral::person_id.eq(person))
        .filter(referral::vacancy_id.eq(vacancy))
        .filter(referral::state.ne(ReferralState::Withdrawn.number()))
        .filter(not(has_ended(today)));
    let found: i64 = on_engine!(&mut *s.conn, |c| query.count().get_result(c))?;
    Ok(found > 0)
}

/// Records an answer that the helper heard about a referral, as a service of its case that replaces
/// the previous finding.
///
/// # Errors
/// [`Failure::NotFound`](crate::error::Failure::NotFound) if there is no such referral in scope;
/// [`Failure::Refused`](crate::error::Failure::Refused) for an answer that does not fit; errors of
/// the database.
pub fn answer(s: &mut Session, id: i64, told: &Told) -> Result<()> {
    s.write(|s| {
        let row = find(s, id)?.row;
        if row.state() == Some(ReferralState::Withdrawn) {
            return Err(AnswerError::Withdrawn.into());
        }
        if told.state.is_persons_refusal() != told.justified.is_some() {
            return Err(AnswerError::Justified.into());
        }
        let on = told.on.unwrap_or_else(|| s.clock.today());
        if on < row.made_on {
            return Err(AnswerError::Day.into());
        }
        if on <= s.clock.today() && row.had_ended(on) {
            return Err(AnswerError::Ended.into());
        }
        let found = Found { about: (on, told.state), message: None, justified: told.justified };
        find_out(s, row, &found, told.note.clone())?;
        s.note("referral_answered", Some(id.to_string()))
    })
}

/// Records whether the refusal of a day that a platform reported has a good reason, as a service of
/// the case that replaces the previous finding.
///
/// # Errors
/// As [`answer`].
pub fn check(s: &mut Session, id: i64, asked: &Check) -> Result<()> {
    s.write(|s| {
        let row = find(s, id)?.row;
        let Some(state) = row.state().filter(|_| row.to_check() == Some(asked.answered_on)) else {
            return Err(AnswerError::NothingToCheck.into());
        };
        let about = (asked.answered_on, state);
        let found = Found { about, message: row.message_id, justified: Some(asked.justified) };
        find_out(s, row, &found, asked.note.clone())?;
        s.note("referral_checked", Some(id.to_string()))
    })
}

/// The helper's finding: the answer it is about, the platform's message with that answer, and for a
/// refusal whether the reason is good.
struct Found {
    about: (NaiveDate, ReferralState),
    /// `None` if the answer is the helper's own.
    message: Option<i64>,
    justified: Option<bool>,
}

/// Records the helper's finding as a service of the case. A referral has one finding: the previous
/// one is voided.
fn find_out(s: &mut Session, row: ReferralRow, found: &Found, note: Option<Text>) -> Result<()> {
    let (on, state) = found.about;
    let outcome = Some(state.outcome());
    let details = ServiceDetails { outcome, justified: found.justified, ..ServiceDetails::default() };
    let served = cases::serve(s, row.case_position, Service::FollowUp, details, (Some(on), note))?;
    if let Some(before) = row.found {
        void_once(s, before)?;
    }
    let row = ReferralRow {
        found: Some(served.position),
        found_state: Some(state.number()),
        found_on: Some(on),
        found_message: found.message,
        ..row
    };
    referrals::update(s.conn, &row)?;
    let messages = answers(s.conn, row.id)?;
    restand(s, row, &messages.iter().collect::<Vec<_>>())
}

/// Voids a service, unless it is void already.
fn void_once(s: &mut Session, position: i64) -> Result<()> {
    let query = fact::table.filter(fact::voids.eq(position));
    let voids: i64 = on_engine!(&mut *s.conn, |c| query.count().get_result(c))?;
    if voids > 0 { Ok(()) } else { void(s, position) }
}

/// Withdraws a referral that should not have been made: voids its services, and notifies its
/// platform.
///
/// # Errors
/// As [`answer`].
pub fn withdraw(s: &mut Session, id: i64) -> Result<()> {
    s.write(|s| {
        let Seen { row, account, .. } = find(s, id)?;
        if row.state() == Some(ReferralState::Withdrawn) {
            return Err(AnswerError::Withdrawn.into());
        }
        if is_own(s, Some(row.person_id), None)? {
            return Err(AnswerError::Own.into());
        }
        for position in [Some(row.position), row.found].into_iter().flatten() {
            void_once(s, position)?;
        }
        let data = json!({"id": row.id, "referral": row.name});
        tell(s.conn, s.clock.now(), &account, ("referral_withdrawn", &row.name), data)?;
        referrals::update(s.conn, &ReferralRow { state: ReferralState::Withdrawn.number(), ..row })?;
        s.note("referral_withdrawn", Some(id.to_string()))
    })
}

/// Recomputes the state of a referral from its answers: those of the platform that count, and the
/// helper's own. A finding on an answer that no longer counts is voided.
///
/// # Errors
/// When the database fails, or a message cannot be read.
pub(in crate::ops) fn restand(s: &mut Session, mut row: ReferralRow, messages: &[&MessageRow]) -> Result<()> {
    if row.state() == Some(ReferralState::Withdrawn) {
        return Ok(());
    }
    let was = row.clone();
    let mut told = Vec::with_capacity(messages.len());
    for message in messages {
        told.push((*message, said(s, message)?));
    }
    let mut answers: Vec<(Answer, Option<i64>)> = told
        .iter()
        .map(|(message, answered)| {
            let name = (message.source.as_str(), message.subject.as_str());
            (Answer { on: answered.on, state: answered.state, name }, Some(message.id))
        })
        .collect();
    answers.extend(row.own().map(|(on, state)| (Answer { on, state, name: ("", "") }, None)));
    let is_taken_back = row.found_message.is_some() && !answers.iter().any(|(_, id)| *id == row.found_message);
    // A finding stands once its case is closed.
    if let Some(found) = row.found.filter(|_| is_taken_back)
        && is_case_open(s, &row)?
    {
        void_once(s, found)?;
        (row.found, row.found_state, row.found_on, row.found_message) = (None, None, None, None);
        s.note("referral_finding_voided", Some(row.id.to_string()))?;
    }
    let counts = standing(&answers.iter().map(|(answer, _)| *answer).collect::<Vec<_>>());
    row.message_id = answers.iter().find(|(answer, _)| Some(*answer) == counts).and_then(|(_, id)| *id);
    row.state = counts.map_or(ReferralState::Recommended, |answer| answer.state).number();
    row.answered_on = counts.map(|answer| answer.on);
    if row == was { Ok(()) } else { referrals::update(s.conn, &row) }
}
