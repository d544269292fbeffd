//! Reads referrals: one referral, or a page of them.

use chrono::NaiveDate;
use diesel::dsl::{not, sql};
use diesel::expression::SqlLiteral;
use diesel::prelude::*;
use diesel::sql_types::Bool;
use serde::Serialize;
use serde_json::Value;

use crate::auth::Action;
use crate::db::decisions::calendars;
use crate::db::inbox::messages::{MessageRow, answers};
use crate::db::placement::referrals::{ReferralRow, has_ended};
use crate::db::registers::spans::since_on;
use crate::db::schema::{help_case, person, personal, referral, vacancy};
use crate::domain::placement::referral::{Answered, answer_by};
use crate::domain::values::codes::{ReferralState, Unfit};
use crate::domain::values::division::Division;
use crate::domain::values::working_days::Calendar;
use crate::error::{Failure, Result, corrupt};
use crate::on_engine;
use crate::ops::ledger::profiles;
use crate::ops::recording::sealed;
use crate::ops::session::Session;
use crate::ops::session::scope::division;

/// Tells whether the helper has no finding on the answer that counts; see
/// [`ReferralRow::to_check`].
pub(super) fn is_not_looked_at() -> SqlLiteral<Bool> {
    sql("(referral.found is null or case when referral.message_id is not null \
         then coalesce(referral.found_message, 0) <> referral.message_id \
         else referral.found_message is not null or referral.found_state <> referral.state \
         or referral.found_on <> referral.answered_on end)")
}

/// Narrows a query over referrals down to the filter and its page.
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

/// A referral, as a list shows it.
#[derive(Serialize, utoipa::ToSchema, Debug)]
pub struct ReferralBrief {
    pub id: i64,
    /// The referral's name for the platform.
    #[schema(example = "0196b3a0-7c11-7d3e-8a52-6f0f3c1d2b4a")]
    pub referral: String,
    /// `recommended`, `accepted`, `interviewed`, `hired`, `rejected`, `no_show`, `refused`,
    /// `withdrawn`, or `ended` if the person can no longer be placed.
    #[schema(value_type = String, example = "recommended")]
    pub state: &'static str,
    pub vacancy: i64,
    #[schema(example = "钳工")]
    pub title: String,
    #[schema(example = "91350100M000100Y43")]
    pub employer: String,
    pub made_on: NaiveDate,
    /// The day by which the platform must answer.
    pub answer_by: NaiveDate,
    /// Whether `answer_by` depends on a year without a loaded holiday notice.
    pub provisional: bool,
    pub answered_on: Option<NaiveDate>,
    /// Whether the referral has a refusal that the helper has not reviewed.
    pub to_check: bool,
    /// The day on which the referral ended. Platforms do not get this field and the following ones.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub ended_on: Option<NaiveDate>,
    /// Why the referral ended: `died`, `under_age`, `retired` or `absent`.
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

/// One referral with the platform's reason and the person's contact.
#[derive(Serialize, utoipa::ToSchema, Debug)]
pub struct ReferralView {
    #[serde(flatten)]
    pub brief: ReferralBrief,
    /// The reason that the platform states.
    pub reason: Option<String>,
    /// The person's contact, for the platform of the vacancy, while the referral is under way.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub contact: Option<Contact>,
}

/// The name and the phone number of a person that agreed to share them.
#[derive(Serialize, utoipa::ToSchema)]
pub struct Contact {
    pub name: Option<String>,
    pub phone: Option<String>,
    /// Since when the person is determined as an employment-disadvantaged person, if the person
    /// agreed to share this and is determined today. The category is not shared.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub determined_since: Option<NaiveDate>,
}

impl std::fmt::Debug for Contact {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Contact(…)")
    }
}

/// The filter and the page of a list of referrals.
#[derive(Default)]
pub struct Wanted {
    pub state: Option<ReferralState>,
    /// Referrals with a refusal that the helper has not reviewed.
    pub is_to_check: bool,
    pub vacancy: Option<i64>,
    pub person: Option<i64>,
    /// The division of the person.
    pub division: Option<Division>,
    /// The last referral of the previous page.
    pub after: Option<i64>,
    pub limit: i64,
}

/// Gives since when the person is determined as difficult; `None` if the person did not agree to
/// share this, or is not determined today.
pub(super) fn determined_since(s: &mut Session, row: &ReferralRow) -> Result<Option<NaiveDate>> {
    if !row.determination_shared {
        return Ok(None);
    }
    let today = s.clock.today();
    Ok(since_on(s.conn, &[row.person_id], today)?.remove(&row.person_id))
}

/// Tells whether the case of a referral exists and is open.
pub(super) fn is_case_open(s: &mut Session, row: &ReferralRow) -> Result<bool> {
    let open = help_case::table.find(row.case_position).filter(help_case::closed_on.is_null());
    Ok(open.count().get_result::<i64>(s.conn)? > 0)
}

/// Reads the answer in a platform's message.
pub(super) fn said(s: &Session, message: &MessageRow) -> Result<Answered> {
    let data = Value::Object(sealed::content(s.keys, message)?).to_string();
    Answered::read(data.as_bytes()).map_err(|refusal| corrupt("message", message.id, refusal.code.as_str()))
}

/// Finds a referral to one of the actor's vacancies by its name.
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

/// Lists referrals by number; gives one more than the limit if there are more. A platform gets the
/// referrals to its own vacancies, the bureau those of persons in scope.
///
/// # Errors
/// [`Failure::UnknownDivision`] for a division outside the scope.
pub fn list(s: &mut Session, wanted: &Wanted) -> Result<Vec<ReferralBrief>> {
    let (today, calendar) = (s.clock.today(), calendars::load(s.conn)?);
    rows(s, None, wanted)?.into_iter().map(|found| found.brief(today, &calendar)).collect()
}

/// Gives one referral. Its platform also gets the person's contact, while it is of use and the
/// vacancy is of the employer that the person agreed to.
///
/// # Errors
/// [`Failure::NotFound`] if there is none that the actor may see.
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

/// A referral that the actor may see.
pub(super) struct Seen {
    pub(super) row: ReferralRow,
    /// The account of the vacancy.
    pub(super) account: String,
    title: String,
    /// The employer of the vacancy as it is now.
    employer: String,
    /// Whether the vacancy is withdrawn.
    is_withdrawn: bool,
    /// The data that a platform does not get.
    place: Option<Place>,
}

/// The person's name, the number of the person's division, and whether the case is open.
pub(super) type Place = (Option<String>, i64, bool);

impl Seen {
    /// Tells whether the actor is the platform that the person agreed to share the contact with,
    /// and the referral is still under way.
    fn may_be_called(&self, s: &mut Session) -> Result<bool> {
        let is_under_way = self.row.state_on(s.clock.today()).is_some_and(|state| !state.is_settled());
        // The platform does not undo what the helper heard from the person.
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

pub(super) fn find(s: &mut Session, id: i64) -> Result<Seen> {
    rows(s, Some(id), &Wanted::default())?.into_iter().next().ok_or_else(|| Failure::NotFound.into())
}

pub(super) fn rows(s: &mut Session, id: Option<i64>, wanted: &Wanted) -> Result<Vec<Seen>> {
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
