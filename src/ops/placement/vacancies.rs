//! Vacancies that platforms published: searched by the work, its place and its pay.

use chrono::{NaiveDate, NaiveDateTime};
use diesel::dsl::{auto_type, exists, not, sql};
use diesel::expression::SqlLiteral;
use diesel::prelude::*;
use diesel::sql_types::{Bool, Text as SqlText};
use serde::Serialize;

use crate::auth::Action;
use crate::clock::utc;
use crate::db::placement::employers::Employers;
use crate::db::placement::referrals::has_ended;
use crate::db::placement::vacancies::{VacancyRow, save};
use crate::db::schema::{employer, help_case, referral, vacancy};
use crate::domain::placement::vacancy::{may_open, state};
use crate::domain::values::codes::{Form, ReferralState, VacancyState};
use crate::domain::values::division::{Division, tree};
use crate::domain::values::occupation::Occupation;
use crate::domain::values::uscc::Uscc;
use crate::error::{Failure, Result};
use crate::on_engine;
use crate::ops::session::Session;
use crate::ops::session::scope::division;

diesel::define_sql_function! {
    /// A text with its ASCII letters in lower case: by SQLite's own rule, and in PostgreSQL by the
    /// collation of the title.
    fn lower(text: SqlText) -> SqlText;
}

/// A vacancy that a platform published.
#[derive(Serialize, utoipa::ToSchema, Clone, Debug)]
pub struct VacancyView {
    pub id: i64,
    /// The source of the vacancy at its platform.
    #[schema(example = "/hiring")]
    pub source: String,
    /// The platform's name for the vacancy.
    #[schema(example = "V-2026-0031")]
    pub subject: String,
    /// `open`, `expired`, `withdrawn` or `employer_gone`.
    #[schema(value_type = String, example = "open")]
    pub state: &'static str,
    /// The employer's unified social credit code (GB 32100).
    #[schema(example = "91350100M000100Y43")]
    pub employer: String,
    /// The employer's name; null if no platform has stated it.
    pub employer_name: Option<String>,
    #[schema(example = "钳工")]
    pub title: String,
    /// The occupation (GB/T 6565).
    #[schema(example = "6-18-01-02")]
    pub occupation: String,
    pub headcount: i32,
    /// The lowest pay, in fen per month.
    pub pay_from: Option<i64>,
    /// The highest pay, in fen per month.
    pub pay_to: Option<i64>,
    /// The division of the workplace.
    #[schema(value_type = String, example = "440703")]
    pub division: Division,
    #[schema(value_type = Option<String>, example = "蓬江区")]
    pub division_name: Option<&'static str>,
    /// `unit`, `public_welfare`, `flexible` or `internship`.
    #[schema(value_type = String, example = "unit")]
    pub form: &'static str,
    /// The lowest education required (GB/T 4658).
    #[schema(example = "60")]
    pub education: Option<String>,
    /// The last day on which the vacancy is open.
    pub valid_until: NaiveDate,
    /// Whether the vacancy is reserved for employment-disadvantaged persons.
    pub reserved: bool,
    /// For a public-welfare post, the last day on which it is reserved in any case.
    pub reserved_until: Option<NaiveDate>,
    /// For a public-welfare post, the day on which the bureau found too few such persons and opened
    /// it to others.
    pub opened_on: Option<NaiveDate>,
    #[serde(serialize_with = "utc")]
    pub posted_at: NaiveDateTime,
    #[serde(serialize_with = "utc")]
    pub changed_at: NaiveDateTime,
}

/// The filter and the page of a list of vacancies. A vacancy must match every field that is given.
#[derive(Default)]
pub struct Wanted {
    /// Vacancies in this division or a part of it.
    pub division: Option<Division>,
    /// Vacancies of this occupation, or of one in its group.
    pub occupation: Option<Occupation>,
    pub employer: Option<Uscc>,
    pub form: Option<Form>,
    /// Vacancies that may pay this much, in fen per month; a vacancy that states no pay does not
    /// match.
    pub pay_from: Option<i64>,
    /// Vacancies for which this education suffices (GB/T 4658).
    pub education: Option<i16>,
    pub reserved: Option<bool>,
    /// A text in the title.
    pub words: Option<String>,
    /// Whether vacancies that are not open are listed too.
    pub all: bool,
    /// The last vacancy of the previous page.
    pub after: Option<i64>,
    pub limit: i64,
}

/// Lists vacancies, the newest first; gives one more than the limit if there are more. A platform
/// sees its own, every other account those of the whole city.
///
/// # Errors
/// When the database fails.
pub fn list(s: &mut Session, wanted: &Wanted) -> Result<Vec<VacancyView>> {
    let rows = rows(s, wanted)?;
    told(s, rows)
}

/// Gives one vacancy.
///
/// # Errors
/// [`Failure::NotFound`] if there is none that the actor may see.
pub fn get(s: &mut Session, id: i64) -> Result<VacancyView> {
    let row = find(s, id)?;
    told(s, vec![row])?.into_iter().next().ok_or_else(|| Failure::Internal.into())
}

fn find(s: &mut Session, id: i64) -> Result<VacancyRow> {
    let row: Option<VacancyRow> = vacancy::table.find(id).first(s.conn).optional()?;
    let is_seen = |row: &VacancyRow| own(s).is_none_or(|own| row.account == own);
    row.filter(is_seen).ok_or_else(|| Failure::NotFound.into())
}

/// Finds a vacancy that is open today.
///
/// # Errors
/// When the database fails.
pub(in crate::ops) fn open(s: &mut Session, id: i64) -> Result<Option<VacancyRow>> {
    let row: Option<VacancyRow> = vacancy::table.find(id).first(s.conn).optional()?;
    let Some(row) = row else { return Ok(None) };
    let gone_on = Employers::of(s.conn, &[&row.uscc])?.gone_on(&row.uscc, &row.account);
    let state = state(s.clock.today(), row.withdrawn, row.valid_until, gone_on);
    Ok(Some(row).filter(|_| state == VacancyState::Open))
}

/// Opens a public-welfare post to persons that are not difficult, after too few difficult persons
/// applied by its deadline.
///
/// # Errors
/// [`Failure::NotFound`] if there is no such vacancy in a division that the actor covers;
/// [`Failure::Refused`] if the vacancy is not an open, reserved post, its deadline has not passed,
/// or a referral to it is under way.
pub fn open_to_others(s: &mut Session, id: i64) -> Result<VacancyView> {
    s.write(|s| {
        let row: Option<VacancyRow> = vacancy::table.find(id).first(s.conn).optional()?;
        let row = row.ok_or(Failure::NotFound)?;
        if !s.covers(division(row.division)?) {
            return Err(Failure::NotFound.into());
        }
        let today = s.clock.today();
        let is_kept_post = open(s, id)?.is_some() && row.is_kept() && row.form == Form::PublicWelfare.number();
        let states = [ReferralState::Recommended, ReferralState::Accepted, ReferralState::Interviewed];
        // A referral of a closed case leads to nothing more.
        let under_way = referral::table
            .inner_join(help_case::table.on(help_case::position.eq(referral::case_position)))
            .filter(help_case::closed_on.is_null())
            .filter(referral::vacancy_id.eq(id))
            .filter(referral::state.eq_any(states.map(ReferralState::number)))
            .filter(not(has_ended(today)));
        let under_way: i64 = on_engine!(&mut *s.conn, |c| under_way.count().get_result(c))?;
        if let Err(misfit) = may_open(today, is_kept_post, row.reserved_until, under_way > 0) {
            return Err(misfit.into());
        }
        let row = VacancyRow { opened_on: Some(today), ..row };
        save(s.conn, &[], std::slice::from_ref(&row))?;
        s.note("vacancy_opened", Some(id.to_string()))?;
        told(s, vec![row])?.into_iter().next().ok_or_else(|| Failure::Internal.into())
    })
}

/// Gives the account to which the actor's view is limited, if the actor is a platform.
fn own(s: &Session) -> Option<String> {
    (!s.may(Action::ReadPeople)).then(|| s.actor().account.clone())
}

fn rows(s: &mut Session, wanted: &Wanted) -> Result<Vec<VacancyRow>> {
    let (own, today) = (own(s), s.clock.today());
    Ok(on_engine!(&mut *s.conn, |c| {
        let mut query = vacancy::table.into_boxed();
        if !wanted.all {
            query = query
                .filter(not(vacancy::withdrawn))
                .filter(vacancy::valid_until.ge(today))
                .filter(not(exists(gone(today))));
        }
        if let Some(own) = own {
            query = query.filter(vacancy::account.eq(own));
        }
        if let Some(division) = wanted.division {
            let (from, to) = division.scope();
            query = query.filter(vacancy::division.ge(from)).filter(vacancy::division.lt(to));
        }
        if let Some(occupation) = &wanted.occupation {
            let (from, to) = occupation.bounds();
            query = query.filter(vacancy::occupation.ge(from)).filter(vacancy::occupation.lt(to));
        }
        if let Some(employer) = &wanted.employer {
            query = query.filter(vacancy::uscc.eq(employer.as_str()));
        }
        if let Some(form) = wanted.form {
            query = query.filter(vacancy::form.eq(form.number()));
        }
        if let Some(pay) = wanted.pay_from {
            query = query.filter(vacancy::pay_to.ge(pay).or(vacancy::pay_to.is_null().and(vacancy::pay_from.ge(pay))));
        }
        if let Some(education) = wanted.education {
            query = query.filter(vacancy::education.ge(education / 10 * 10).or(vacancy::education.is_null()));
        }
        if let Some(reserved) = wanted.reserved {
            query = query.filter(kept().eq(reserved));
        }
        if let Some(words) = &wanted.words {
            query = query.filter(lower(vacancy::title).like(anywhere(words)).escape('\\'));
        }
        if let Some(after) = wanted.after {
            query = query.filter(vacancy::id.lt(after));
        }
        query.order(vacancy::id.desc()).limit(wanted.limit + 1).load::<VacancyRow>(c)?
    }))
}

/// Tells whether the vacancy in the query is reserved for employment-disadvantaged persons; see
/// [`VacancyRow::is_kept`].
pub(in crate::ops) fn kept() -> SqlLiteral<Bool> {
    let post = Form::PublicWelfare.number();
    sql(&format!("(vacancy.opened_on is null and (vacancy.reserved or vacancy.form = {post}))"))
}

/// Selects the employers of the vacancy in the query that its account reports as deregistered by a
/// day.
#[auto_type]
pub(in crate::ops) fn gone(on: NaiveDate) -> _ {
    employer::table
        .filter(employer::uscc.eq(vacancy::uscc))
        .filter(employer::account.eq(vacancy::account))
        .filter(employer::deregistered_on.le(on))
}

/// Gives the pattern of texts that contain some words, with ASCII letters matched in either case.
fn anywhere(words: &str) -> String {
    let escaped = words.to_ascii_lowercase().replace('\\', "\\\\").replace('%', "\\%").replace('_', "\\_");
    format!("%{escaped}%")
}

/// Shows vacancies, with what is known of their employers.
///
/// # Errors
/// When the database fails.
pub(in crate::ops) fn told(s: &mut Session, rows: Vec<VacancyRow>) -> Result<Vec<VacancyView>> {
    let codes: Vec<&str> = rows.iter().map(|row| row.uscc.as_str()).collect();
    let employers = Employers::of(s.conn, &codes)?;
    let today = s.clock.today();
    rows.into_iter().map(|row| VacancyView::of(row, &employers, today)).collect()
}

impl VacancyView {
    fn of(row: VacancyRow, employers: &Employers, today: NaiveDate) -> Result<Self> {
        let place = division(row.division)?;
        let reserved = row.is_kept();
        let gone_on = employers.gone_on(&row.uscc, &row.account);
        let name = employers.name(&row.uscc, &row.account).map(str::to_owned);
        Ok(Self {
            id: row.id,
            source: row.source,
            subject: row.subject,
            state: state(today, row.withdrawn, row.valid_until, gone_on).as_str(),
            employer: row.uscc,
            employer_name: name,
            title: row.title,
            occupation: row.occupation,
            headcount: row.headcount,
            pay_from: row.pay_from,
            pay_to: row.pay_to,
            division: place,
            division_name: tree().get(place).map(|entry| entry.name),
            form: Form::from_number(row.form).map_or("", Form::as_str),
            education: row.education.map(|code| code.to_string()),
            valid_until: row.valid_until,
            reserved,
            reserved_until: row.reserved_until,
            opened_on: row.opened_on,
            posted_at: row.posted_at,
            changed_at: row.changed_at,
        })
    }
}
