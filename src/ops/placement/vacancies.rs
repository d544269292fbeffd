//! Vacancies that platforms published: found by what work they offer, where and for what pay.

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
    /// A text with the letters of ASCII small: so SQLite does it, and PostgreSQL by the collation of the title.
    fn lower(text: SqlText) -> SqlText;
}

/// What is told of a vacancy.
#[derive(Serialize, utoipa::ToSchema, Clone, Debug)]
pub struct VacancyView {
    pub id: i64,
    /// Whose it is at its platform, and what it is called there.
    #[schema(example = "/hiring")]
    pub source: String,
    #[schema(example = "V-2026-0031")]
    pub subject: String,
    /// `open`, `expired`, `withdrawn` or `employer_gone`.
    #[schema(value_type = String, example = "open")]
    pub state: &'static str,
    /// The employer's unified social credit code (GB 32100).
    #[schema(example = "91350100M000100Y43")]
    pub employer: String,
    /// None when no platform has said.
    pub employer_name: Option<String>,
    #[schema(example = "钳工")]
    pub title: String,
    /// GB/T 6565.
    #[schema(example = "6-18-01-02")]
    pub occupation: String,
    pub headcount: i32,
    /// Fen a month.
    pub pay_from: Option<i64>,
    pub pay_to: Option<i64>,
    /// Where the work is.
    #[schema(value_type = String, example = "440703")]
    pub division: Division,
    #[schema(value_type = Option<String>, example = "蓬江区")]
    pub division_name: Option<&'static str>,
    /// `unit`, `public_welfare`, `flexible` or `internship`.
    #[schema(value_type = String, example = "unit")]
    pub form: &'static str,
    /// The least that is wanted (GB/T 4658).
    #[schema(example = "60")]
    pub education: Option<String>,
    /// The last day on which it may be answered.
    pub valid_until: NaiveDate,
    /// It is kept for employment-disadvantaged persons.
    pub reserved: bool,
    /// Of a public-welfare post: the last day on which it is kept for them whatever happens.
    pub reserved_until: Option<NaiveDate>,
    /// Of a public-welfare post: the day on which the bureau found that there are not enough of them, and opened it to others.
    pub opened_on: Option<NaiveDate>,
    #[serde(serialize_with = "utc")]
    pub posted_at: NaiveDateTime,
    #[serde(serialize_with = "utc")]
    pub changed_at: NaiveDateTime,
}

/// Which vacancies a page lists: all that is named must be true of them.
#[derive(Default)]
pub struct Wanted {
    /// In this division, or where all of it is said to be the place.
    pub division: Option<Division>,
    /// Of this occupation or one of its group.
    pub occupation: Option<Occupation>,
    pub employer: Option<Uscc>,
    pub form: Option<Form>,
    /// Those that may pay as much, fen a month; whoever says nothing of pay does not.
    pub pay_from: Option<i64>,
    /// Those for which this education suffices (GB/T 4658).
    pub education: Option<i16>,
    pub reserved: Option<bool>,
    /// In the title.
    pub words: Option<String>,
    /// Also those that are not open.
    pub all: bool,
    /// The last vacancy of the page before.
    pub after: Option<i64>,
    pub limit: i64,
}

/// Lists vacancies, the newest first, one more than the limit when there are more: to a platform its own, to everybody else the city's.
///
/// # Errors
/// When the database fails.
pub fn list(s: &mut Session, wanted: &Wanted) -> Result<Vec<VacancyView>> {
    let rows = rows(s, wanted)?;
    told(s, rows)
}

/// Tells one vacancy.
///
/// # Errors
/// [`Failure::NotFound`] when there is none that the actor sees.
pub fn get(s: &mut Session, id: i64) -> Result<VacancyView> {
    let row = find(s, id)?;
    told(s, vec![row])?.into_iter().next().ok_or_else(|| Failure::Internal.into())
}

fn find(s: &mut Session, id: i64) -> Result<VacancyRow> {
    let row: Option<VacancyRow> = vacancy::table.find(id).first(s.conn).optional()?;
    let is_seen = |row: &VacancyRow| own(s).is_none_or(|own| row.account == own);
    row.filter(is_seen).ok_or_else(|| Failure::NotFound.into())
}

/// Finds a vacancy that stands open today.
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

/// Opens a public-welfare post to others than difficult persons, of whom not enough applied by its deadline.
///
/// # Errors
/// [`Failure::NotFound`] when there is none in a division that the actor reaches.
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
        // Of somebody whose case is closed nothing is to come.
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

/// The account whose vacancies alone the actor sees, if it is a platform's.
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

/// Whether the vacancy a query is about is kept for employment-disadvantaged persons: see [`VacancyRow::is_kept`].
pub(in crate::ops) fn kept() -> SqlLiteral<Bool> {
    let post = Form::PublicWelfare.number();
    sql(&format!("(vacancy.opened_on is null and (vacancy.reserved or vacancy.form = {post}))"))
}

/// The words of the account of the vacancy a query is about that its employer is no longer registered.
#[auto_type]
pub(in crate::ops) fn gone(on: NaiveDate) -> _ {
    employer::table
        .filter(employer::uscc.eq(vacancy::uscc))
        .filter(employer::account.eq(vacancy::account))
        .filter(employer::deregistered_on.le(on))
}

/// The pattern of a text that has some words in it, small and capital letters of ASCII taken for one.
fn anywhere(words: &str) -> String {
    let escaped = words.to_ascii_lowercase().replace('\\', "\\\\").replace('%', "\\%").replace('_', "\\_");
    format!("%{escaped}%")
}

/// Tells vacancies, with what is known of their employers.
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
