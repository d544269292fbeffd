//! Offers of job seekers to hiring platforms: persons that look for work and consent to be offered,
//! under a pseudonym that differs for each platform and does not identify the person. The last
//! offer sent to a platform is stored, so that the platform hears of changes alone. Offers are
//! re-evaluated in the transaction that changes a person's standing.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{NaiveDate, NaiveDateTime};
use diesel::dsl::exists;
use diesel::prelude::*;
use serde::{Deserialize, Serialize};
use serde_json::json;

use super::deliveries::{Event, tell_all};
use crate::auth::Role;
use crate::clock::business_day;
use crate::db::Conn;
use crate::db::engine::bulk;
use crate::db::ledger::restoring;
use crate::db::outbox::deliveries;
use crate::db::outbox::seekers::{self, CandidateRow, SeekerRow};
use crate::db::registers::labour;
use crate::db::schema::{account, person, seeker};
use crate::domain::outbox::seeker::{Candidate, Offer, offer};
use crate::domain::placement::sought::Sought;
use crate::domain::values::codes::{Form, OfferEnd, Situation, Unfit};
use crate::domain::values::division::Division;
use crate::domain::values::occupation::Occupation;
use crate::error::{Error, Result, corrupt};
use crate::on_engine;
use crate::ops::registers::fitness::{before_leaving, is_leaving, unfit_on};
use crate::ops::session::Session;
use crate::ops::session::scope::{bounds, division, reaches};
use crate::seal::keys::Keys;

/// Persons re-evaluated at a time.
const PAGE: usize = 500;

/// A job seeker, as offered to a platform.
#[derive(Serialize, utoipa::ToSchema, Debug)]
pub struct SeekerView {
    /// The job seeker's pseudonym, for this platform only.
    #[schema(example = "9f3c2a…")]
    pub seeker: String,
    #[serde(flatten)]
    pub offered: Offered,
}

/// The data of a job seeker that a platform sees.
#[derive(Serialize, Deserialize, utoipa::ToSchema, PartialEq, Debug)]
#[serde(deny_unknown_fields)]
pub struct Offered {
    /// Occupation codes of GB/T 6565; up to three.
    #[schema(example = json!(["4-07-03-02"]))]
    pub occupations: Vec<String>,
    /// The least pay, in fen a month.
    pub pay_from: Option<i64>,
    /// The division of the city in which the job seeker wants to work, in significant digits.
    #[schema(value_type = Option<String>, example = "440703")]
    pub area: Option<Division>,
    #[schema(example = "unit")]
    pub form: Option<String>,
    pub available_on: Option<NaiveDate>,
    /// The code of GB/T 4658.
    #[schema(example = "60")]
    pub education: Option<String>,
    /// The county in which the job seeker lives.
    #[schema(value_type = String, example = "440703")]
    pub residence: Division,
}

impl Offered {
    fn of(offer: &Offer) -> Self {
        Self {
            occupations: offer.occupations.iter().map(|occupation| occupation.as_str().to_owned()).collect(),
            pay_from: offer.pay_from,
            area: offer.area,
            form: offer.form.map(|form| form.as_str().to_owned()),
            available_on: offer.available_on,
            education: offer.education.map(|code| format!("{code:02}")),
            residence: offer.residence,
        }
    }
}

/// Lists the job seekers offered to the actor now, by pseudonym, one more than the limit when there
/// are more; notes the reading in the audit.
///
/// # Errors
/// When the database fails.
pub fn list(s: &mut Session, after: Option<&str>, limit: i64) -> Result<Vec<SeekerView>> {
    let (from, to) = s.bounds();
    let query = seeker::table
        .inner_join(person::table.on(person::id.eq(seeker::person_id)))
        .filter(seeker::account.eq(s.actor().account.clone()))
        .filter(seeker::told.is_not_null())
        // This holds even while a change of the account is not re-evaluated yet.
        .filter(person::division.ge(from))
        .filter(person::division.lt(to))
        // This holds even while the changes of the day are not re-evaluated yet.
        .filter(exists(labour::of_person(s.clock.today())))
        .filter(seeker::name.gt(after.unwrap_or_default().to_owned()))
        .select((seeker::name, seeker::told.assume_not_null()))
        .order(seeker::name)
        .limit(limit + 1);
    let rows: Vec<(String, String)> = on_engine!(&mut *s.conn, |c| query.load(c))?;
    let view = |(seeker, told): (String, String)| {
        let offered = serde_json::from_str(&told)
            .map_err(|_| Error::internal("what was told of a seeker does not read as it did"))?;
        Ok(SeekerView { seeker, offered })
    };
    let found = rows.into_iter().map(view).collect::<Result<Vec<_>>>()?;
    s.note("seekers_read", None)?;
    Ok(found)
}

/// The platforms concerned, each with its division; none for a platform that is offered no job
/// seekers any longer.
type Platforms = BTreeMap<String, Option<Division>>;

/// Re-evaluates the offers of these persons to all platforms, inside the write transaction that
/// changed their standing or the work they look for, and queues the changes.
///
/// # Errors
/// When the database fails.
pub(in crate::ops) fn settle(conn: &mut Conn, keys: &Keys, now: NaiveDateTime, people: &BTreeSet<i64>) -> Result<()> {
    let people: Vec<i64> = people.iter().copied().collect();
    let people: Vec<i64> = seekers::concerned(conn, &people)?.into_iter().collect();
    // A restore replays the past; the offers are re-evaluated when it ends.
    if people.is_empty() || restoring::is_under_way(conn)? {
        return Ok(());
    }
    settle_changed(conn, keys, now)?;
    let platforms = seekers::platforms(conn)?.into_iter();
    let platforms = platforms.map(|(account, number)| Ok((account, Some(division(number)?))));
    let platforms = platforms.collect::<Result<Platforms>>()?;
    settle_offers(conn, keys, now, &platforms, &people)
}

/// Re-evaluates the offers to platforms with accounts that were created, changed, disabled or
/// enabled since. A change of an account does not wait for the ledger's writer; this re-evaluation
/// does.
///
/// # Errors
/// When the database fails.
pub fn settle_platforms(conn: &mut Conn, keys: &Keys, now: NaiveDateTime) -> Result<()> {
    if changed(conn)?.is_empty() || restoring::is_under_way(conn)? {
        return Ok(());
    }
    conn.write(|conn| settle_changed(conn, keys, now))
}

/// Re-evaluates the offers to all platforms after a restore, inside the write transaction that ends
/// it.
///
/// # Errors
/// When the database fails.
pub fn settle_all(conn: &mut Conn, keys: &Keys, now: NaiveDateTime) -> Result<()> {
    seekers::forget_platforms(conn)?;
    settle_changed(conn, keys, now)
}

/// Re-evaluates the offers of the persons that enter or leave the labour force with the day alone,
/// inside a write transaction. `last` is the last re-evaluated day; without it, all offers are
/// re-evaluated.
///
/// # Errors
/// When the database fails.
pub(in crate::ops) fn settle_day(
    conn: &mut Conn,
    keys: &Keys,
    now: NaiveDateTime,
    last: Option<NaiveDate>,
) -> Result<()> {
    let Some(last) = last else { return settle_all(conn, keys, now) };
    let today = business_day(now);
    let turned = labour::turning(conn, last.min(today), last.max(today))?;
    settle(conn, keys, now, &turned)
}

/// Does the same as [`settle_platforms`], inside a write transaction.
fn settle_changed(conn: &mut Conn, keys: &Keys, now: NaiveDateTime) -> Result<()> {
    for (account, scope) in changed(conn)? {
        seekers::put_platform(conn, &account, scope.map(Division::number))?;
        let people = seekers::concerned_of(conn, &account, scope.map_or((0, 0), bounds))?;
        let people: Vec<i64> = people.into_iter().collect();
        settle_offers(conn, keys, now, &Platforms::from([(account, scope)]), &people)?;
    }
    Ok(())
}

/// Gives the platforms that were enabled, disabled or moved to another division since their offers
/// were re-evaluated.
fn changed(conn: &mut Conn) -> Result<Platforms> {
    let in_force = account::table
        .filter(account::role.eq(Role::HiringPlatform.as_str()))
        .filter(account::disabled.eq(false))
        .select((account::id, account::division));
    let in_force: Vec<(String, i64)> = in_force.load(conn)?;
    let mut settled = seekers::platforms(conn)?;
    let mut changed = Platforms::new();
    for (account, number) in in_force {
        if settled.remove(&account) != Some(number) {
            changed.insert(account, Some(division(number)?));
        }
    }
    changed.extend(settled.into_keys().map(|account| (account, None)));
    Ok(changed)
}

/// Re-evaluates the offers of these persons to these platforms, and queues the changes.
fn settle_offers(
    conn: &mut Conn,
    keys: &Keys,
    now: NaiveDateTime,
    platforms: &Platforms,
    people: &[i64],
) -> Result<()> {
    let today = business_day(now);
    for page in people.chunks(PAGE) {
        let mut candidates = seekers::candidates(conn, page)?;
        let unfit = unfit_on(conn, &candidates.iter().map(|row| row.person_id).collect(), today)?;
        let leaving = candidates.iter().filter(|row| is_leaving(row.status) && !unfit.contains_key(&row.person_id));
        let until_then = before_leaving(conn, &leaving.map(|row| row.person_id).collect(), today)?;
        for row in &mut candidates {
            if let Some(status) = until_then.get(&row.person_id) {
                (row.status, row.wants_work) = (status.situation().number(), status.wants_work());
            }
        }
        let mut offers: BTreeMap<i64, Result<(Division, String), OfferEnd>> = BTreeMap::new();
        for row in candidates {
            let (id, candidate) = (row.person_id, candidate(&row, unfit.get(&row.person_id).copied())?);
            let offer = offer(&candidate).map(|offer| (candidate.home, json!(Offered::of(&offer)).to_string()));
            offers.insert(id, offer);
        }
        let accounts: Vec<&str> = platforms.keys().map(String::as_str).collect();
        let known = seekers::rows(conn, &accounts, page)?.into_iter();
        let mut known: BTreeMap<(String, i64), SeekerRow> =
            known.map(|row| ((row.account.clone(), row.person_id), row)).collect();
        let (mut new, mut changed) = (Vec::new(), Vec::new());
        for (account, scope) in platforms {
            for person_id in page {
                let offer = match offers.get(person_id) {
                    Some(Ok((home, told))) if scope.is_some_and(|scope| reaches(scope, *home)) => Ok(told.clone()),
                    Some(Ok(_)) => Err(OfferEnd::OutOfReach),
                    Some(Err(reason)) => Err(*reason),
                    None => Err(OfferEnd::NotShared),
                };
                let (told, ended_on, ended_for) = match offer {
                    Ok(told) => (Some(told), None, None),
                    Err(reason) => (None, Some(today), Some(reason.number())),
                };
                match known.remove(&(account.clone(), *person_id)) {
                    Some(row) if row.told != told => changed.push(SeekerRow { told, ended_on, ended_for, ..row }),
                    None if told.is_some() => {
                        let name = keys.pseudonym(account, *person_id);
                        let (account, person_id) = (account.clone(), *person_id);
                        new.push(SeekerRow { account, person_id, name, told, ended_on, ended_for });
                    }
                    Some(_) | None => {}
                }
            }
        }
        bulk::insert(conn, &new)?;
        for row in changed.iter().filter(|row| row.told.is_some()) {
            seekers::update(conn, row)?;
        }
        for account in accounts {
            let mut withdrawn: Vec<&str> = Vec::new();
            for reason in OfferEnd::ALL {
                let ended = |row: &&SeekerRow| row.account == account && row.ended_for == Some(reason.number());
                let names: Vec<&str> = changed.iter().filter(ended).map(|row| row.name.as_str()).collect();
                if !names.is_empty() {
                    seekers::withdraw(conn, &names, today, *reason)?;
                    withdrawn.extend(names);
                }
            }
            if withdrawn.is_empty() {
                continue;
            }
            // The consent may have ended, so the content of earlier deliveries is erased.
            deliveries::forget(conn, account, &withdrawn, now)?;
        }
        let mut rows: Vec<&SeekerRow> = new.iter().chain(&changed).collect();
        // Sorted by pseudonym, so that the order does not let two platforms match their job
        // seekers.
        rows.sort_unstable_by_key(|row| &row.name);
        let events = rows.into_iter().map(event).collect::<Result<Vec<_>>>()?;
        tell_all(conn, now, &events)?;
    }
    Ok(())
}

/// Makes the event about a row.
fn event(row: &SeekerRow) -> Result<Event<'_>> {
    let SeekerRow { account, name, told, .. } = row;
    let (of_type, data) = match told {
        Some(told) => {
            let broken = |_| Error::internal("what is told of a seeker cannot be read");
            let offered = serde_json::from_str(told).map_err(broken)?;
            ("seeker_offered", json!(SeekerView { seeker: name.clone(), offered }))
        }
        None => ("seeker_withdrawn", json!({"seeker": name})),
    };
    Ok(Event { account, of_type, subject: name, data })
}

/// Gives the values that the rules need of a person.
fn candidate(row: &CandidateRow, unfit: Option<Unfit>) -> Result<Candidate> {
    let whole = || corrupt("person", row.person_id, "not whole");
    let occupations = [&row.sought.0, &row.sought.1, &row.sought.2];
    Ok(Candidate {
        sought: Sought {
            occupations: occupations.into_iter().flatten().filter_map(|code| Occupation::parse(code).ok()).collect(),
            pay_from: row.pay_from,
            area: row.sought_in.and_then(Division::from_number),
            form: row.sought_form.and_then(Form::from_number),
            available_on: row.available_on,
            profile_shared: row.profile_shared,
        },
        education: row.education,
        home: division(row.division)?,
        situation: Situation::from_number(row.status).ok_or_else(whole)?,
        wants_work: row.wants_work,
        unfit,
    })
}
