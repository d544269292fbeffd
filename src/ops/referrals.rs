//! Referrals: somebody who is helped is recommended for a vacancy. Making one is a service of the case; the platform whose vacancy it is
//! hears of it, may ask how the person is reached, and tells what came of it. What the helper hears, and whether a refusal has a
//! good reason, are services in their turn, so that the refusals of a case count by what the helper found.

use chrono::NaiveDate;
use diesel::prelude::*;
use serde::Serialize;
use serde_json::{Value, json};
use uuid::Uuid;

use super::deliveries::tell;
use super::facts::Denied;
use super::session::{Session, division};
use super::together::{refuse, settle, void};
use super::{cases, messages, profile, restoring, vacancies};
use crate::auth::Action;
use crate::db::messages::{MessageRow, answers};
use crate::db::referrals::{self, ReferralRow};
use crate::db::schema::{person, personal, referral, vacancy};
use crate::domain::codes::{Mode, Outcome, ReferralState, Service};
use crate::domain::division::Division;
use crate::domain::fact::ServiceDetails;
use crate::domain::referral::{Answer, Answered, Misfit, answer_by, standing};
use crate::domain::text::Text;
use crate::error::{Error, Failure, Result};
use crate::on_engine;

/// Narrows a query over referrals down to a page of what is wanted.
macro_rules! narrowed {
    ($query:expr, $id:expr, $wanted:expr) => {{
        let mut query = $query.into_boxed();
        if let Some(id) = $id {
            query = query.filter(referral::id.eq(id));
        }
        if let Some(state) = $wanted.state {
            query = query.filter(referral::state.eq(state.number()));
        }
        if $wanted.is_to_check {
            let refusals = [ReferralState::NoShow, ReferralState::Refused].map(ReferralState::number);
            query = query.filter(referral::checked.is_null()).filter(referral::state.eq_any(refusals));
        }
        if let Some(vacancy) = $wanted.vacancy {
            query = query.filter(referral::vacancy_id.eq(vacancy));
        }
        if let Some(after) = $wanted.after {
            query = query.filter(referral::id.gt(after));
        }
        query.order(referral::id).limit($wanted.limit + 1)
    }};
}

/// Who is recommended for what.
#[derive(Clone, Debug)]
pub struct Asked {
    pub vacancy: i64,
    /// The person agrees that the employer is given the name and the phone.
    pub consented: bool,
    /// Today when left out.
    pub on: Option<NaiveDate>,
    pub mode: Option<Mode>,
    pub note: Option<Text>,
}

/// What the helper was told.
#[derive(Clone, Debug)]
pub struct Told {
    pub state: ReferralState,
    /// Today when left out.
    pub on: Option<NaiveDate>,
    /// Of a refusal: whether its reason is a good one.
    pub justified: Option<bool>,
    pub note: Option<Text>,
}

/// What a list tells of a referral.
#[derive(Serialize, utoipa::ToSchema, Debug)]
pub struct ReferralBrief {
    pub id: i64,
    /// What it is called to the platform.
    #[schema(example = "0196b3a0-7c11-7d3e-8a52-6f0f3c1d2b4a")]
    pub referral: String,
    /// `recommended`, `accepted`, `interviewed`, `hired`, `rejected`, `no_show`, `refused` or `withdrawn`.
    #[schema(value_type = String, example = "recommended")]
    pub state: &'static str,
    pub vacancy: i64,
    #[schema(example = "钳工")]
    pub title: String,
    #[schema(example = "91350100M000100Y43")]
    pub employer: String,
    pub made_on: NaiveDate,
    /// By when the platform is to answer; none where that year has no calendar.
    pub answer_by: Option<NaiveDate>,
    pub answered_on: Option<NaiveDate>,
    /// A refusal whose reason nobody has looked at.
    pub to_check: bool,
    /// Not told to a platform, like what follows.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub case: Option<i64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub person: Option<i64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>, example = "440703002101")]
    pub division: Option<Division>,
}

/// What is told of one referral.
#[derive(Serialize, utoipa::ToSchema, Debug)]
pub struct ReferralView {
    #[serde(flatten)]
    pub brief: ReferralBrief,
    /// Why, as the platform says.
    pub reason: Option<String>,
    /// Told to the platform whose vacancy it is, until the referral is taken back.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub contact: Option<Contact>,
}

/// How somebody who agreed to it is called and reached.
#[derive(Serialize, utoipa::ToSchema)]
pub struct Contact {
    pub name: Option<String>,
    pub phone: Option<String>,
}

impl std::fmt::Debug for Contact {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Contact(…)")
    }
}

/// Which referrals a page lists.
#[derive(Default)]
pub struct Wanted {
    pub state: Option<ReferralState>,
    /// Those with a refusal whose reason nobody has looked at.
    pub is_to_check: bool,
    pub vacancy: Option<i64>,
    pub person: Option<i64>,
    /// Of persons in this division.
    pub division: Option<Division>,
    /// The last referral of the page before.
    pub after: Option<i64>,
    pub limit: i64,
}

/// Recommends the person of a case for a vacancy; gives the number of the referral.
///
/// # Errors
/// [`Failure::NotFound`] when there is no such case in scope; what the database gives.
pub fn make(s: &mut Session, case: i64, asked: &Asked) -> Result<Result<i64, Denied>> {
    let mut denied = None;
    let made = s.write(|s| {
        restoring::refuse(s.conn)?;
        let details = ServiceDetails { posts: Some(1), mode: asked.mode, ..ServiceDetails::default() };
        let when = (asked.on, asked.note.clone());
        let served = cases::serve(s, case, Service::JobRecommended, details, when, &mut denied)?;
        if !asked.consented {
            return refuse(&mut denied, Misfit::Consent.into());
        }
        let Some(vacancy) = vacancies::open(s, asked.vacancy)? else {
            return refuse(&mut denied, Misfit::Vacancy.into());
        };
        if vacancy.reserved && !cases::is_determined(s, served.person, served.on)? {
            return refuse(&mut denied, Misfit::Reserved.into());
        }
        if was_recommended(s, served.person, vacancy.id)? {
            return refuse(&mut denied, Misfit::Again.into());
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
            told_state: None,
            told_on: None,
            checked: None,
        };
        referrals::insert(s.conn, &row)?;
        let data = json!({
            "id": row.id,
            "referral": row.name,
            "vacancy": {"source": vacancy.source, "subject": vacancy.subject},
            "employer": vacancy.uscc,
            "made_on": row.made_on,
            "answer_by": answer_by(row.made_on),
        });
        tell(s.conn, s.clock.now(), &vacancy.account, ("referral_made", &row.name), &data)?;
        s.note("referral_made", Some(row.id.to_string()))?;
        Ok(row.id)
    });
    settle(made, denied)
}

/// Whether a person is recommended for a vacancy by a referral that was not taken back.
fn was_recommended(s: &mut Session, person: i64, vacancy: i64) -> Result<bool> {
    let query = referral::table
        .filter(referral::person_id.eq(person))
        .filter(referral::vacancy_id.eq(vacancy))
        .filter(referral::state.ne(ReferralState::Withdrawn.number()));
    let found: i64 = on_engine!(&mut *s.conn, |c| query.count().get_result(c))?;
    Ok(found > 0)
}

/// Records what the helper was told of a referral: a service of its case.
///
/// # Errors
/// [`Failure::NotFound`] when there is none in scope; what the database gives.
pub fn answer(s: &mut Session, id: i64, told: &Told) -> Result<Result<(), Denied>> {
    let mut denied = None;
    let done = s.write(|s| {
        restoring::refuse(s.conn)?;
        let mut row = find(s, id)?.row;
        if row.state() == Some(ReferralState::Withdrawn) {
            return refuse(&mut denied, Misfit::Withdrawn.into());
        }
        if told.state.is_persons_refusal() != told.justified.is_some() {
            return refuse(&mut denied, Misfit::Justified.into());
        }
        let on = told.on.unwrap_or_else(|| s.clock.today());
        if on < row.made_on {
            return refuse(&mut denied, Misfit::Day.into());
        }
        let served = looked_after(s, &row, told.state.outcome(), told.justified, (on, told.note.clone()), &mut denied)?;
        (row.told_state, row.told_on) = (Some(told.state.number()), Some(on));
        if told.justified.is_some() {
            row.checked = Some(served);
        }
        let messages = answers(s.conn, id)?;
        restand(s, row, &messages.iter().collect::<Vec<_>>())?;
        s.note("referral_answered", Some(id.to_string()))
    });
    settle(done, denied)
}

/// Records whether the refusal that a platform told of has a good reason: a service of the case, on the day of the refusal.
///
/// # Errors
/// As [`answer`].
pub fn check(s: &mut Session, id: i64, justified: bool, note: Option<Text>) -> Result<Result<(), Denied>> {
    let mut denied = None;
    let done = s.write(|s| {
        restoring::refuse(s.conn)?;
        let row = find(s, id)?.row;
        let Some(on) = row.answered_on.filter(|_| row.is_to_check()) else {
            return refuse(&mut denied, Misfit::NothingToCheck.into());
        };
        let served = looked_after(s, &row, Outcome::Refused, Some(justified), (on, note), &mut denied)?;
        referrals::update(s.conn, &ReferralRow { checked: Some(served), ..row })?;
        s.note("referral_checked", Some(id.to_string()))
    });
    settle(done, denied)
}

fn looked_after(
    s: &mut Session,
    row: &ReferralRow,
    outcome: Outcome,
    justified: Option<bool>,
    (on, note): (NaiveDate, Option<Text>),
    denied: &mut Option<Denied>,
) -> Result<i64> {
    let details = ServiceDetails { outcome: Some(outcome), justified, ..ServiceDetails::default() };
    Ok(cases::serve(s, row.case_position, Service::FollowUp, details, (Some(on), note), denied)?.position)
}

/// Takes a referral back that should not have been made: its service is void, and its platform hears of it.
///
/// # Errors
/// As [`answer`].
pub fn withdraw(s: &mut Session, id: i64) -> Result<Result<(), Denied>> {
    let mut denied = None;
    let done = s.write(|s| {
        restoring::refuse(s.conn)?;
        let Found { row, account, .. } = find(s, id)?;
        if row.state() == Some(ReferralState::Withdrawn) {
            return refuse(&mut denied, Misfit::Withdrawn.into());
        }
        void(s, row.position, &mut denied)?;
        let data = json!({"id": row.id, "referral": row.name});
        tell(s.conn, s.clock.now(), &account, ("referral_withdrawn", &row.name), &data)?;
        referrals::update(s.conn, &ReferralRow { state: ReferralState::Withdrawn.number(), ..row })?;
        s.note("referral_withdrawn", Some(id.to_string()))
    });
    settle(done, denied)
}

/// Lets a referral stand where its answers say: those of the platform that count, and what the helper was told.
///
/// # Errors
/// When the database fails, or a message cannot be read.
pub(super) fn restand(s: &mut Session, row: ReferralRow, messages: &[&MessageRow]) -> Result<()> {
    if row.state() == Some(ReferralState::Withdrawn) {
        return Ok(());
    }
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
    let own = row.told_state.and_then(ReferralState::from_number).zip(row.told_on);
    answers.extend(own.map(|(state, on)| (Answer { on, state, name: ("", "") }, None)));
    let counts = standing(&answers.iter().map(|(answer, _)| *answer).collect::<Vec<_>>());
    let message_id = answers.iter().find(|(answer, _)| Some(*answer) == counts).and_then(|(_, id)| *id);
    let now = ReferralRow {
        state: counts.map_or(ReferralState::Recommended, |answer| answer.state).number(),
        answered_on: counts.map(|answer| answer.on),
        message_id,
        ..row.clone()
    };
    if now == row { Ok(()) } else { referrals::update(s.conn, &now) }
}

/// What a platform's answer says.
fn said(s: &Session, message: &MessageRow) -> Result<Answered> {
    let data = Value::Object(messages::content(s.keys, message)?).to_string();
    Answered::read(data.as_bytes())
        .map_err(|_| Error::new(Failure::Internal).context(format!("message {} does not read as it did", message.id)))
}

/// The number of a referral to an account's vacancy, by its name, and the day it was made.
pub(super) fn named(s: &mut Session, name: &str) -> Result<Option<(i64, NaiveDate)>> {
    let query = referral::table
        .inner_join(vacancy::table.on(vacancy::id.eq(referral::vacancy_id)))
        .filter(referral::name.eq(name))
        .filter(vacancy::account.eq(s.actor().account.clone()))
        .select((referral::id, referral::made_on));
    Ok(on_engine!(&mut *s.conn, |c| query.first(c)).optional()?)
}

/// Lists referrals by number, one more than the limit when there are more: to a platform those to its vacancies, in the bureau those of
/// persons in scope.
///
/// # Errors
/// [`Failure::UnknownDivision`] for a division outside the scope.
pub fn list(s: &mut Session, wanted: &Wanted) -> Result<Vec<ReferralBrief>> {
    rows(s, None, wanted)?.into_iter().map(Found::brief).collect()
}

/// Tells one referral; to its platform also how the person is reached, unless it was taken back.
///
/// # Errors
/// [`Failure::NotFound`] when there is none that the actor sees.
pub fn get(s: &mut Session, id: i64) -> Result<ReferralView> {
    let found = find(s, id)?;
    let counts = match found.row.message_id {
        Some(message) => answers(s.conn, id)?.into_iter().find(|row| row.id == message),
        None => None,
    };
    let reason = counts.map(|message| said(s, &message)).transpose()?.and_then(|answered| answered.reason);
    let is_told = found.place.is_none() && found.row.state() != Some(ReferralState::Withdrawn);
    let contact = if is_told {
        let (name, phone) = profile::contact(s.conn, s.keys, found.row.person_id)?;
        Some(Contact { name, phone })
    } else {
        None
    };
    Ok(ReferralView { brief: found.brief()?, reason: reason.map(|reason| reason.as_str().to_owned()), contact })
}

/// A referral that the actor sees.
struct Found {
    row: ReferralRow,
    /// Whose vacancy it is to.
    account: String,
    title: String,
    employer: String,
    /// What a platform is not told: the name, and the number of the division.
    place: Option<(Option<String>, i64)>,
}

impl Found {
    fn brief(self) -> Result<ReferralBrief> {
        let is_to_check = self.row.is_to_check();
        let state = self.row.state().map_or("", ReferralState::as_str);
        let row = self.row;
        let is_told = self.place.is_some();
        let (name, number) = self.place.unzip();
        Ok(ReferralBrief {
            id: row.id,
            referral: row.name,
            state,
            vacancy: row.vacancy_id,
            title: self.title,
            employer: self.employer,
            made_on: row.made_on,
            answer_by: answer_by(row.made_on),
            answered_on: row.answered_on,
            to_check: is_to_check,
            case: is_told.then_some(row.case_position),
            person: is_told.then_some(row.person_id),
            name: name.flatten(),
            division: number.map(division).transpose()?,
        })
    }
}

fn find(s: &mut Session, id: i64) -> Result<Found> {
    rows(s, Some(id), &Wanted::default())?.into_iter().next().ok_or_else(|| Failure::NotFound.into())
}

fn rows(s: &mut Session, id: Option<i64>, wanted: &Wanted) -> Result<Vec<Found>> {
    type Of = (ReferralRow, String, String, String);
    if !s.may(Action::ReadPeople) {
        let own = s.actor().account.clone();
        let query = referral::table
            .inner_join(vacancy::table.on(vacancy::id.eq(referral::vacancy_id)))
            .filter(vacancy::account.eq(own))
            .select((referral::all_columns, vacancy::account, vacancy::title, vacancy::uscc));
        let found: Vec<Of> = on_engine!(&mut *s.conn, |c| narrowed!(query, id, wanted).load(c))?;
        let found = found.into_iter().map(|(row, account, title, employer)| Found {
            row,
            account,
            title,
            employer,
            place: None,
        });
        return Ok(found.collect());
    }
    let division = wanted.division.map(|division| s.within(division).map(|()| division.scope())).transpose()?;
    let query = s.referrals().select((
        (referral::all_columns, vacancy::account, vacancy::title, vacancy::uscc),
        (personal::name.nullable(), person::division),
    ));
    let found: Vec<(Of, (Option<String>, i64))> = on_engine!(&mut *s.conn, |c| {
        let mut query = narrowed!(query, id, wanted);
        if let Some((from, to)) = division {
            query = query.filter(person::division.ge(from)).filter(person::division.lt(to));
        }
        if let Some(person) = wanted.person {
            query = query.filter(referral::person_id.eq(person));
        }
        query.load(c)
    })?;
    let found = found.into_iter().map(|((row, account, title, employer), place)| Found {
        row,
        account,
        title,
        employer,
        place: Some(place),
    });
    Ok(found.collect())
}
