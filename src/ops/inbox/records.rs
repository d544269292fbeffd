//! Stores the records of messages that are no facts of the ledger: employers, vacancies and answers
//! to referrals. The stored record of a filing is the content of its counting version.

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDateTime;
use serde_json::{Map, Value};

use crate::db;
use crate::db::inbox::messages::{MessageRow, Messages};
use crate::db::placement::employers::{self, EmployerRow};
use crate::db::placement::vacancies::{self, VacancyRow};
use crate::domain::inbox::message::Brings;
use crate::domain::placement::employer::Employer;
use crate::domain::placement::referral::{AnswerError, Answered};
use crate::domain::placement::vacancy::Vacancy;
use crate::domain::values::codes::{MessageState, RecordKind, ReferralState};
use crate::domain::values::text::Text;
use crate::error::{Error, Result, corrupt};
use crate::ops::placement::{referral_views, referrals};
use crate::ops::session::Session;

/// Checks the content of a record, as far as possible without other messages; gives the referral
/// that it answers.
///
/// # Errors
/// The refusal of the record, and what the database gives.
pub(in crate::ops) fn check(s: &mut Session, kind: RecordKind, data: &Map<String, Value>) -> Result<Option<i64>> {
    let data = Value::Object(data.clone()).to_string();
    match kind {
        RecordKind::Employer => drop(Employer::read(data.as_bytes())?),
        RecordKind::Vacancy => drop(Vacancy::read(data.as_bytes())?),
        RecordKind::ReferralAnswered => {
            let answered = Answered::read(data.as_bytes())?;
            let row = referral_views::named(s, answered.referral.as_str())?.ok_or(AnswerError::Unknown)?;
            if row.state() == Some(ReferralState::Withdrawn) {
                return Err(AnswerError::Withdrawn.into());
            }
            if answered.on < row.made_on || answered.on > s.clock.today() {
                return Err(AnswerError::Day.into());
            }
            // The end of a referral on a later day is not disclosed yet.
            if row.had_ended(answered.on) {
                return Err(AnswerError::Ended.into());
            }
            return Ok(Some(row.id));
        }
    }
    Ok(None)
}

/// Stores the records of the counting versions of some filings of an account, except employers.
///
/// # Errors
/// When the database fails.
pub(in crate::ops) fn keep(
    s: &mut Session,
    account: &str,
    filings: &BTreeSet<(&str, &str)>,
    messages: &Messages,
) -> Result<()> {
    keep_vacancies(s, account, &latest(account, filings, messages))?;
    keep_answers(s, filings, messages)
}

/// Gives the counting versions of some filings of an account.
fn latest<'m>(account: &str, filings: &BTreeSet<(&str, &str)>, messages: &'m Messages) -> Vec<&'m MessageRow> {
    let counting = |row: &&MessageRow| {
        row.account == account
            && row.held_at.is_none()
            && !row.is(MessageState::Superseded)
            && filings.contains(&(row.source.as_str(), row.subject.as_str()))
    };
    messages.values().filter(counting).collect()
}

/// Gives the subjects of some messages.
fn subjects<'m>(latest: &[&'m MessageRow]) -> Vec<&'m str> {
    latest.iter().map(|row| row.subject.as_str()).collect::<BTreeSet<_>>().into_iter().collect()
}

fn brings(row: &MessageRow, kind: RecordKind) -> bool {
    row.brings() == Some(Brings::Record(kind))
}

/// Stores the employers in the counting versions of some filings; gives the codes of employers that
/// the account had not sent before, for which hires may wait.
///
/// # Errors
/// When the database fails.
pub(in crate::ops) fn keep_employers(
    s: &mut Session,
    account: &str,
    filings: &BTreeSet<(&str, &str)>,
    messages: &Messages,
) -> Result<BTreeSet<String>> {
    let latest = latest(account, filings, messages);
    let known = employers::of_subjects(s.conn, account, &subjects(&latest))?;
    let known: BTreeMap<(&str, &str), i64> =
        known.iter().map(|row| ((row.source.as_str(), row.subject.as_str()), row.id)).collect();
    let mut next = employers::next_id(s.conn)?;
    let (mut gone, mut rows) = (Vec::new(), Vec::new());
    for row in latest {
        let id = known.get(&(row.source.as_str(), row.subject.as_str())).copied();
        if !brings(row, RecordKind::Employer) {
            gone.extend(id);
            continue;
        }
        let employer = Employer::read(&said(s, row)?).map_err(|_| spoilt(row))?;
        rows.push(EmployerRow {
            id: id.unwrap_or_else(|| fresh(&mut next)),
            account: account.to_owned(),
            source: row.source.clone(),
            subject: row.subject.clone(),
            uscc: employer.uscc.as_str().to_owned(),
            name: employer.name.as_str().to_owned(),
            division: employer.division.number(),
            industry: employer.industry.as_ref().map(Text::as_str).map(str::to_owned),
            deregistered_on: employer.deregistered_on,
        });
    }
    let codes: BTreeSet<&str> = rows.iter().map(|row| row.uscc.as_str()).collect();
    let sent = employers::senders_of(s.conn, &codes.iter().copied().collect::<Vec<_>>())?;
    employers::put(s.conn, &gone, &rows)?;
    let is_new = |code: &&str| !sent.contains(&((*code).to_owned(), account.to_owned()));
    Ok(codes.into_iter().filter(is_new).map(str::to_owned).collect())
}

fn keep_vacancies(s: &mut Session, account: &str, latest: &[&MessageRow]) -> Result<()> {
    let known = vacancies::of_subjects(s.conn, account, &subjects(latest))?;
    let known: BTreeMap<(&str, &str), &VacancyRow> =
        known.iter().map(|row| ((row.source.as_str(), row.subject.as_str()), row)).collect();
    let mut next = vacancies::next_id(s.conn)?;
    let (mut new, mut changed) = (Vec::new(), Vec::new());
    for row in latest {
        let was = known.get(&(row.source.as_str(), row.subject.as_str())).copied();
        let now = if brings(row, RecordKind::Vacancy) {
            let vacancy = Vacancy::read(&said(s, row)?).map_err(|_| spoilt(row))?;
            let id = was.map_or_else(|| fresh(&mut next), |was| was.id);
            let posted_at = was.map_or(row.received_at, |was| was.posted_at);
            offered(row, &vacancy, id, posted_at)
        } else if let Some(was) = was {
            VacancyRow { withdrawn: true, changed_at: row.received_at, ..was.clone() }
        } else {
            continue;
        };
        match was {
            None => new.push(now),
            Some(was) if is_another(was, &now) => changed.push(now),
            Some(_) => {}
        }
    }
    vacancies::save(s.conn, &new, &changed)
}

/// Recomputes the state of the referrals that these filings answer, from all answers that count.
fn keep_answers(s: &mut Session, filings: &BTreeSet<(&str, &str)>, messages: &Messages) -> Result<()> {
    let touched = |row: &&MessageRow| filings.contains(&(row.source.as_str(), row.subject.as_str()));
    let ids: BTreeSet<i64> = messages.values().filter(touched).filter_map(|row| row.referral_id).collect();
    for row in db::placement::referrals::load(s.conn, &ids.into_iter().collect::<Vec<_>>())? {
        let answers = |message: &&MessageRow| message.referral_id == Some(row.id) && message.is(MessageState::Applied);
        let answers: Vec<&MessageRow> = messages.values().filter(answers).collect();
        referrals::restand(s, row, &answers)?;
    }
    Ok(())
}

fn offered(row: &MessageRow, vacancy: &Vacancy, id: i64, posted_at: NaiveDateTime) -> VacancyRow {
    VacancyRow {
        id,
        account: row.account.clone(),
        source: row.source.clone(),
        subject: row.subject.clone(),
        uscc: vacancy.uscc.as_str().to_owned(),
        title: vacancy.title.as_str().to_owned(),
        occupation: vacancy.occupation.as_str().to_owned(),
        headcount: vacancy.headcount,
        pay_from: vacancy.pay_from,
        pay_to: vacancy.pay_to,
        division: vacancy.division.number(),
        form: vacancy.form.number(),
        education: vacancy.education.as_deref().and_then(|code| code.parse().ok()),
        valid_until: vacancy.valid_until,
        reserved: vacancy.reserved,
        reserved_until: vacancy.reserved_until,
        // A finding about the version before does not apply to this version.
        opened_on: None,
        withdrawn: false,
        posted_at,
        changed_at: row.received_at,
    }
}

/// Tells whether a vacancy has other content, whatever the time of the change.
fn is_another(was: &VacancyRow, now: &VacancyRow) -> bool {
    *was != VacancyRow { changed_at: was.changed_at, opened_on: was.opened_on, ..now.clone() }
}

fn fresh(next: &mut i64) -> i64 {
    *next += 1;
    *next - 1
}

fn said(s: &Session, row: &MessageRow) -> Result<Vec<u8>> {
    Ok(Value::Object(crate::ops::recording::sealed::content(s.keys, row)?).to_string().into_bytes())
}

fn spoilt(row: &MessageRow) -> Error {
    corrupt("message", row.id, "not as it was read")
}
