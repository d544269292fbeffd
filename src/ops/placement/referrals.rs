//! Referrals: somebody who is helped is recommended for a vacancy. Making one is a service of the case; the platform whose vacancy it is
//! hears of it, may ask how the person is reached, and tells what came of it. What the helper hears, and whether a refusal has a
//! good reason, are services in their turn, so that the refusals of a case count by what the helper found.

use std::collections::BTreeSet;

use chrono::NaiveDate;
use diesel::dsl::{not, sql};
use diesel::expression::SqlLiteral;
use diesel::prelude::*;
use diesel::sql_types::Bool;
use serde::Serialize;
use serde_json::{Value, json};
use uuid::Uuid;

use super::vacancies;
use crate::auth::Action;
use crate::clock::business_day;
use crate::db::decisions::calendars;
use crate::db::facts::log;
use crate::db::inbox::messages::{MessageRow, answers};
use crate::db::ledger::restoring;
use crate::db::placement::referrals::{self, ReferralRow, has_ended};
use crate::db::registers::spans::since_on;
use crate::db::schema::{fact, help_case, person, personal, referral, vacancy};
use crate::domain::ledger::fact::ServiceDetails;
use crate::domain::placement::referral::{Answer, AnswerError, Answered, answer_by, standing};
use crate::domain::values::codes::{Mode, ReferralState, Service, Unfit};
use crate::domain::values::division::Division;
use crate::domain::values::refusal::Refusal;
use crate::domain::values::text::Text;
use crate::domain::values::working_days::Calendar;
use crate::error::{Error, Failure, Result};
use crate::on_engine;
use crate::ops::help::cases;
use crate::ops::ledger::profiles;
use crate::ops::outbox::deliveries::tell;
use crate::ops::outbox::ended::made;
use crate::ops::recording::acting::void;
use crate::ops::recording::own::is_own;
use crate::ops::recording::sealed;
use crate::ops::session::stop::{Denied, refuse, settle};
use crate::ops::session::{Session, division};

/// Whether the answer that counts is none that the helper found something about: see [`ReferralRow::to_check`].
fn is_not_looked_at() -> SqlLiteral<Bool> {
    sql("(referral.found is null or case when referral.message_id is not null \
         then coalesce(referral.found_message, 0) <> referral.message_id \
         else referral.found_message is not null or referral.found_state <> referral.state \
         or referral.found_on <> referral.answered_on end)")
}

/// Narrows a query over referrals down to a page of what is wanted.
macro_rules! narrowed {
    ($query:expr, $id:expr, $wanted:expr, $today:expr) => {{
        let mut query = $query.into_boxed();
        if let Some(id) = $id {
            query = query.filter(referral::id.eq(id));
        }
        match $wanted.state {
            None => {}
            Some(ReferralState::Ended) => query = query.filter(has_ended($today)),
            Some(state) => query = query.filter(referral::state.eq(state.number()).and(not(has_ended($today)))),
        }
        if $wanted.is_to_check {
            let refusals = [ReferralState::NoShow, ReferralState::Refused].map(ReferralState::number);
            query = query.filter(referral::state.eq_any(refusals)).filter(is_not_looked_at());
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
    /// The person agrees that the employer is told of their determination as a difficult person, if they are one.
    pub determination_shared: bool,
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

/// What the helper thinks of a refusal.
#[derive(Clone, Debug)]
pub struct Check {
    /// The day of the refusal that was read.
    pub answered_on: NaiveDate,
    pub justified: bool,
    pub note: Option<Text>,
}

/// What a list tells of a referral.
#[derive(Serialize, utoipa::ToSchema, Debug)]
pub struct ReferralBrief {
    pub id: i64,
    /// What it is called to the platform.
    #[schema(example = "0196b3a0-7c11-7d3e-8a52-6f0f3c1d2b4a")]
    pub referral: String,
    /// `recommended`, `accepted`, `interviewed`, `hired`, `rejected`, `no_show`, `refused`, `withdrawn`, or `ended`: the
    /// person can no longer be placed.
    #[schema(value_type = String, example = "recommended")]
    pub state: &'static str,
    pub vacancy: i64,
    #[schema(example = "钳工")]
    pub title: String,
    #[schema(example = "91350100M000100Y43")]
    pub employer: String,
    pub made_on: NaiveDate,
    /// By when the platform is to answer.
    pub answer_by: NaiveDate,
    /// Whether `answer_by` rests on a year whose notice on days off is not loaded yet.
    pub provisional: bool,
    pub answered_on: Option<NaiveDate>,
    /// A refusal whose reason nobody has looked at.
    pub to_check: bool,
    /// Not told to a platform, like what follows: since when it has ended.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub ended_on: Option<NaiveDate>,
    /// Why: `died`, `under_age`, `retired` or `absent`.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>, example = "retired")]
    pub ended_for: Option<&'static str>,
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
    /// Since when the person is determined as an employment-disadvantaged person, if they agreed that this is told and are one today; in
    /// which category is not told.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub determined_since: Option<NaiveDate>,
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
            return refuse(&mut denied, AnswerError::Consent.into());
        }
        let Some(vacancy) = vacancies::open(s, asked.vacancy)? else {
            return refuse(&mut denied, AnswerError::Vacancy.into());
        };
        let today = s.clock.today();
        // Whoever left the labour force since that day has nothing to come of it.
        let people = BTreeSet::from([served.person]);
        let near = log::neighbourhood(s.conn, &people, &BTreeSet::new(), i64::MAX)?;
        let end = near.world.histories().life(served.person).leaves_labour(served.on);
        if let Some((_, unfit)) = end.filter(|(on, _)| *on <= today) {
            return refuse(&mut denied, Refusal::new(unfit.code(), Some("case")));
        }
        let was_kept = vacancy.is_kept() || vacancy.opened_on.is_some_and(|opened_on| served.on < opened_on);
        if served.on < business_day(vacancy.posted_at) {
            return refuse(&mut denied, AnswerError::Vacancy.into());
        }
        if was_kept
            && !(cases::is_determined(s, served.person, today)? && cases::is_determined(s, served.person, served.on)?)
        {
            return refuse(&mut denied, AnswerError::Reserved.into());
        }
        if was_recommended(s, served.person, vacancy.id)? {
            return refuse(&mut denied, AnswerError::Again.into());
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
    });
    settle(made, denied)
}

/// Since when the person is determined as a difficult person who agreed that this is told; none where they are not today.
fn determined_since(s: &mut Session, row: &ReferralRow) -> Result<Option<NaiveDate>> {
    if !row.determination_shared {
        return Ok(None);
    }
    let today = s.clock.today();
    Ok(since_on(s.conn, &[row.person_id], today)?.remove(&row.person_id))
}

/// Whether a person is recommended for a vacancy by a referral that was not taken back and has not ended.
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

/// Records what the helper was told of a referral: a service of its case, in the place of what the helper found before.
///
/// # Errors
/// [`Failure::NotFound`] when there is none in scope; what the database gives.
pub fn answer(s: &mut Session, id: i64, told: &Told) -> Result<Result<(), Denied>> {
    let mut denied = None;
    let done = s.write(|s| {
        restoring::refuse(s.conn)?;
        let row = find(s, id)?.row;
        if row.state() == Some(ReferralState::Withdrawn) {
            return refuse(&mut denied, AnswerError::Withdrawn.into());
        }
        if told.state.is_persons_refusal() != told.justified.is_some() {
            return refuse(&mut denied, AnswerError::Justified.into());
        }
        let on = told.on.unwrap_or_else(|| s.clock.today());
        if on < row.made_on {
            return refuse(&mut denied, AnswerError::Day.into());
        }
        if on <= s.clock.today() && row.had_ended(on) {
            return refuse(&mut denied, AnswerError::Ended.into());
        }
        let found = Found { about: (on, told.state), message: None, justified: told.justified };
        find_out(s, row, &found, told.note.clone(), &mut denied)?;
        s.note("referral_answered", Some(id.to_string()))
    });
    settle(done, denied)
}

/// Records whether the refusal of a day that a platform told of has a good reason: a service of the case, in the place of what the
/// helper found before.
///
/// # Errors
/// As [`answer`].
pub fn check(s: &mut Session, id: i64, asked: &Check) -> Result<Result<(), Denied>> {
    let mut denied = None;
    let done = s.write(|s| {
        restoring::refuse(s.conn)?;
        let row = find(s, id)?.row;
        let Some(state) = row.state().filter(|_| row.to_check() == Some(asked.answered_on)) else {
            return refuse(&mut denied, AnswerError::NothingToCheck.into());
        };
        let about = (asked.answered_on, state);
        let found = Found { about, message: row.message_id, justified: Some(asked.justified) };
        find_out(s, row, &found, asked.note.clone(), &mut denied)?;
        s.note("referral_checked", Some(id.to_string()))
    });
    settle(done, denied)
}

/// What the helper found: about which answer, the platform's message that told of it, and of a refusal whether it has a good reason.
struct Found {
    about: (NaiveDate, ReferralState),
    /// None where the answer is the helper's own.
    message: Option<i64>,
    justified: Option<bool>,
}

/// Records what the helper found as a service of the case. There is one of a referral: the one before is void.
fn find_out(
    s: &mut Session,
    row: ReferralRow,
    found: &Found,
    note: Option<Text>,
    denied: &mut Option<Denied>,
) -> Result<()> {
    let (on, state) = found.about;
    let outcome = Some(state.outcome());
    let details = ServiceDetails { outcome, justified: found.justified, ..ServiceDetails::default() };
    let served = cases::serve(s, row.case_position, Service::FollowUp, details, (Some(on), note), denied)?;
    if let Some(before) = row.found {
        void_once(s, before, denied)?;
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
    restand(s, row, &messages.iter().collect::<Vec<_>>(), denied)
}

/// Voids a service, unless somebody did already.
fn void_once(s: &mut Session, position: i64, denied: &mut Option<Denied>) -> Result<()> {
    let query = fact::table.filter(fact::voids.eq(position));
    let voids: i64 = on_engine!(&mut *s.conn, |c| query.count().get_result(c))?;
    if voids > 0 { Ok(()) } else { void(s, position, denied) }
}

/// Takes a referral back that should not have been made: its services are void, and its platform hears of it.
///
/// # Errors
/// As [`answer`].
pub fn withdraw(s: &mut Session, id: i64) -> Result<Result<(), Denied>> {
    let mut denied = None;
    let done = s.write(|s| {
        restoring::refuse(s.conn)?;
        let Seen { row, account, .. } = find(s, id)?;
        if row.state() == Some(ReferralState::Withdrawn) {
            return refuse(&mut denied, AnswerError::Withdrawn.into());
        }
        if is_own(s, Some(row.person_id), None)? {
            return refuse(&mut denied, AnswerError::Own.into());
        }
        for position in [Some(row.position), row.found].into_iter().flatten() {
            void_once(s, position, &mut denied)?;
        }
        let data = json!({"id": row.id, "referral": row.name});
        tell(s.conn, s.clock.now(), &account, ("referral_withdrawn", &row.name), data)?;
        referrals::update(s.conn, &ReferralRow { state: ReferralState::Withdrawn.number(), ..row })?;
        s.note("referral_withdrawn", Some(id.to_string()))
    });
    settle(done, denied)
}

/// Lets a referral stand where its answers say: those of the platform that count, and the helper's own. What the helper found about an
/// answer that no longer counts is void.
///
/// # Errors
/// When the database fails, or a message cannot be read.
pub(in crate::ops) fn restand(
    s: &mut Session,
    mut row: ReferralRow,
    messages: &[&MessageRow],
    denied: &mut Option<Denied>,
) -> Result<()> {
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
    // What was decided in a case that is closed stands.
    if let Some(found) = row.found.filter(|_| is_taken_back)
        && is_case_open(s, &row)?
    {
        void_once(s, found, denied)?;
        (row.found, row.found_state, row.found_on, row.found_message) = (None, None, None, None);
        s.note("referral_finding_voided", Some(row.id.to_string()))?;
    }
    let counts = standing(&answers.iter().map(|(answer, _)| *answer).collect::<Vec<_>>());
    row.message_id = answers.iter().find(|(answer, _)| Some(*answer) == counts).and_then(|(_, id)| *id);
    row.state = counts.map_or(ReferralState::Recommended, |answer| answer.state).number();
    row.answered_on = counts.map(|answer| answer.on);
    if row == was { Ok(()) } else { referrals::update(s.conn, &row) }
}

/// Whether the case of a referral is there and open.
fn is_case_open(s: &mut Session, row: &ReferralRow) -> Result<bool> {
    let open = help_case::table.find(row.case_position).filter(help_case::closed_on.is_null());
    Ok(open.count().get_result::<i64>(s.conn)? > 0)
}

/// What a platform's answer says.
fn said(s: &Session, message: &MessageRow) -> Result<Answered> {
    let data = Value::Object(sealed::content(s.keys, message)?).to_string();
    Answered::read(data.as_bytes())
        .map_err(|_| Error::new(Failure::Internal).context(format!("message {} does not read as it did", message.id)))
}

/// A referral to a vacancy of the actor's, by its name.
///
/// # Errors
/// When the database fails.
pub(in crate::ops) fn named(s: &mut Session, name: &str) -> Result<Option<ReferralRow>> {
    let query = referral::table
        .inner_join(vacancy::table.on(vacancy::id.eq(referral::vacancy_id)))
        .filter(referral::name.eq(name))
        .filter(vacancy::account.eq(s.actor().account.clone()))
        .select(referral::all_columns);
    Ok(on_engine!(&mut *s.conn, |c| query.first(c)).optional()?)
}

/// Lists referrals by number, one more than the limit when there are more: to a platform those to its vacancies, in the bureau those of
/// persons in scope.
///
/// # Errors
/// [`Failure::UnknownDivision`] for a division outside the scope.
pub fn list(s: &mut Session, wanted: &Wanted) -> Result<Vec<ReferralBrief>> {
    let (today, calendar) = (s.clock.today(), calendars::load(s.conn)?);
    rows(s, None, wanted)?.into_iter().map(|found| found.brief(today, &calendar)).collect()
}

/// Tells one referral; to its platform also how the person is reached, while that is of use and of the employer the person agreed to.
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
    let contact = if found.may_be_called(s)? {
        let (name, phone) = profiles::contact(s.conn, s.keys, found.row.person_id)?;
        Some(Contact { name, phone, determined_since: determined_since(s, &found.row)? })
    } else {
        None
    };
    Ok(ReferralView {
        brief: found.brief(s.clock.today(), &calendars::load(s.conn)?)?,
        reason: reason.map(|reason| reason.as_str().to_owned()),
        contact,
    })
}

/// A referral that the actor sees.
struct Seen {
    row: ReferralRow,
    /// Whose vacancy it is to.
    account: String,
    title: String,
    /// The employer of the vacancy as it is now.
    employer: String,
    /// Whether the vacancy is withdrawn.
    is_withdrawn: bool,
    /// What a platform is not told.
    place: Option<Place>,
}

/// Whose referral it is: the name, the number of the division, and whether the case is open.
type Place = (Option<String>, i64, bool);

impl Seen {
    /// Whether the actor is the platform to whom the person agreed to be named, and something is still to come of it.
    fn may_be_called(&self, s: &mut Session) -> Result<bool> {
        let is_under_way = self.row.state_on(s.clock.today()).is_some_and(|state| !state.is_settled());
        // What the helper heard from the person is not undone by the platform.
        let is_settled = self.row.own().is_some_and(|(_, state)| state.is_settled());
        let is_theirs = self.employer == self.row.uscc && !self.is_withdrawn;
        if self.place.is_some() || !is_under_way || is_settled || !is_theirs {
            return Ok(false);
        }
        is_case_open(s, &self.row)
    }

    fn brief(self, today: NaiveDate, calendar: &Calendar) -> Result<ReferralBrief> {
        let is_to_check = self.row.to_check().is_some() && self.place.as_ref().is_some_and(|(_, _, is_open)| *is_open);
        let state = self.row.state_on(today);
        let ended_for = self.row.ended_for(today);
        let row = self.row;
        let answer_by = answer_by(row.made_on, calendar);
        let is_told = self.place.is_some();
        let (name, number) = self.place.map(|(name, number, _)| (name, number)).unzip();
        Ok(ReferralBrief {
            id: row.id,
            referral: row.name,
            state: state.map_or("", ReferralState::as_str),
            ended_on: row.ends_on.filter(|_| is_told && state == Some(ReferralState::Ended)),
            ended_for: ended_for.filter(|_| is_told).map(Unfit::as_str),
            vacancy: row.vacancy_id,
            title: self.title,
            employer: row.uscc,
            made_on: row.made_on,
            answer_by: answer_by.on,
            provisional: answer_by.is_provisional,
            answered_on: row.answered_on,
            to_check: is_to_check,
            case: is_told.then_some(row.case_position),
            person: is_told.then_some(row.person_id),
            name: name.flatten(),
            division: number.map(division).transpose()?,
        })
    }
}

fn find(s: &mut Session, id: i64) -> Result<Seen> {
    rows(s, Some(id), &Wanted::default())?.into_iter().next().ok_or_else(|| Failure::NotFound.into())
}

fn rows(s: &mut Session, id: Option<i64>, wanted: &Wanted) -> Result<Vec<Seen>> {
    type Of = (ReferralRow, String, String, String, bool);
    type Whose = (Option<String>, i64, Option<i64>, Option<NaiveDate>);
    let today = s.clock.today();
    if !s.may(Action::ReadPeople) {
        let own = s.actor().account.clone();
        let query = referral::table
            .inner_join(vacancy::table.on(vacancy::id.eq(referral::vacancy_id)))
            .filter(vacancy::account.eq(own))
            .select((referral::all_columns, vacancy::account, vacancy::title, vacancy::uscc, vacancy::withdrawn));
        let found: Vec<Of> = on_engine!(&mut *s.conn, |c| narrowed!(query, id, wanted, today).load(c))?;
        let found = found.into_iter().map(|(row, account, title, employer, is_withdrawn)| Seen {
            row,
            account,
            title,
            employer,
            is_withdrawn,
            place: None,
        });
        return Ok(found.collect());
    }
    let division = wanted.division.map(|division| s.within(division)).transpose()?;
    let query = s.referrals().select((
        (referral::all_columns, vacancy::account, vacancy::title, vacancy::uscc, vacancy::withdrawn),
        (personal::name.nullable(), person::division, help_case::position.nullable(), help_case::closed_on.nullable()),
    ));
    let found: Vec<(Of, Whose)> = on_engine!(&mut *s.conn, |c| {
        let mut query = narrowed!(query, id, wanted, today);
        if let Some((from, to)) = division {
            query = query.filter(person::division.ge(from)).filter(person::division.lt(to));
        }
        if let Some(person) = wanted.person {
            query = query.filter(referral::person_id.eq(person));
        }
        if wanted.is_to_check {
            query = query.filter(help_case::position.is_not_null()).filter(help_case::closed_on.is_null());
        }
        query.load(c)
    })?;
    let found =
        found.into_iter().map(|((row, account, title, employer, is_withdrawn), (name, number, case, closed_on))| {
            Seen {
                row,
                account,
                title,
                employer,
                is_withdrawn,
                place: Some((name, number, case.is_some() && closed_on.is_none())),
            }
        });
    Ok(found.collect())
}
