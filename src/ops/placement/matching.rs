//! Matches vacancies to a person that seeks work, and persons to a vacancy, with the reasons, the
//! best first. The database narrows the candidates down; `domain::placement::matching` judges them.

use std::cmp::Reverse;
use std::collections::BTreeSet;

use diesel::dsl::{exists, not};
use diesel::prelude::*;
use serde::Serialize;

use super::vacancies::{self, VacancyView};
use crate::db::people::subjects::ProfileRow;
use crate::db::placement::referrals::has_ended;
use crate::db::placement::vacancies::VacancyRow;
use crate::db::registers::labour;
use crate::db::schema::{person, personal, profile, referral, vacancy};
use crate::domain::placement::matching::{Opening, Rank, Seeker, fit};
use crate::domain::values::codes::{Form, Reason, ReferralState, Situation};
use crate::domain::values::division::{Division, Level};
use crate::domain::values::occupation::Occupation;
use crate::error::{Failure, Result, corrupt};
use crate::on_engine;
use crate::ops::registers::fitness::{before_leaving, is_leaving, why_unfit};
use crate::ops::session::Session;
use crate::ops::session::scope::{determined, division, is_of_any};

/// Maximum number of candidates that one query of the database selects for judging.
const MOST: i64 = 5_000;

/// A vacancy that fits a person.
#[derive(Serialize, utoipa::ToSchema, Debug)]
pub struct FittingVacancy {
    #[serde(flatten)]
    pub vacancy: VacancyView,
    /// The reasons, in the words of the documentation.
    #[schema(value_type = Vec<String>, example = json!(["related_occupation", "pay_reaches", "same_county"]))]
    pub reasons: Vec<&'static str>,
}

/// A person that fits a vacancy.
#[derive(Serialize, utoipa::ToSchema, Debug)]
pub struct FittingPerson {
    pub person: i64,
    pub name: Option<String>,
    #[schema(value_type = String, example = "440703002101")]
    pub division: Division,
    /// The reasons, in the words of the documentation.
    #[schema(value_type = Vec<String>, example = json!(["related_occupation", "pay_reaches", "same_county"]))]
    pub reasons: Vec<&'static str>,
}

/// Lists the open vacancies that fit a person in scope and that the person is not recommended for,
/// the best first; none for a person outside the labour force today.
///
/// # Errors
/// [`Failure::NotFound`] if there is no such person in scope.
pub fn vacancies_for(s: &mut Session, person: i64, limit: usize) -> Result<Vec<FittingVacancy>> {
    let seeker = seeker(s, person)?;
    let today = s.clock.today();
    if seeker.asks_for_nothing() || why_unfit(s, person, today)?.is_some() {
        return Ok(Vec::new());
    }
    let query = referral::table
        .filter(referral::person_id.eq(person))
        .filter(referral::state.ne(ReferralState::Withdrawn.number()))
        .filter(not(has_ended(today)))
        .select(referral::vacancy_id);
    let recommended: Vec<i64> = on_engine!(&mut *s.conn, |c| query.load(c))?;
    let recommended: BTreeSet<i64> = recommended.into_iter().collect();
    let mut found = Vec::new();
    for row in openings(s, &seeker)? {
        if let Some(fit) = fit(&seeker, &opening(&row)?).filter(|_| !recommended.contains(&row.id)) {
            found.push((fit.rank, Reverse(row.id), fit.reasons, row));
        }
    }
    found.sort_by_key(|(rank, newest, ..)| (*rank, *newest));
    found.dedup_by_key(|(_, newest, ..)| *newest);
    found.truncate(limit);
    let (reasons, rows): (Vec<_>, Vec<_>) = found.into_iter().map(|(_, _, reasons, row)| (reasons, row)).unzip();
    let told = vacancies::told(s, rows)?.into_iter().zip(reasons);
    Ok(told.map(|(vacancy, reasons)| FittingVacancy { vacancy, reasons: words(&reasons) }).collect())
}

/// Lists the persons in scope that seek work, fit an open vacancy and are not recommended for it,
/// the best first.
///
/// # Errors
/// [`Failure::NotFound`] if the vacancy is not open, [`Failure::UnknownDivision`] for a division
/// outside the scope.
pub fn people_for(s: &mut Session, vacancy: i64, within: Option<Division>, limit: usize) -> Result<Vec<FittingPerson>> {
    let row = vacancies::open(s, vacancy)?.ok_or(Failure::NotFound)?;
    let opening = opening(&row)?;
    let mut found: Vec<(Rank, i64, FittingPerson)> = Vec::new();
    let candidates = candidates(s, vacancy, &opening, within)?;
    let leaving = candidates.iter().filter(|(.., status)| is_leaving(*status)).map(|(_, id, ..)| *id).collect();
    let today = s.clock.today();
    let until_then = before_leaving(s.conn, &leaving, today)?;
    let seeks = |id: i64| until_then.get(&id).is_none_or(|status| status.is_seeking());
    for (row, id, name, number, _) in candidates.into_iter().filter(|(_, id, ..)| seeks(*id)) {
        let home = division(number)?;
        // For a reserved vacancy the database selected only determined persons.
        if let Some(fit) = fit(&sought(&row, home, opening.is_reserved), &opening) {
            let fitting = FittingPerson { person: id, name, division: home, reasons: words(&fit.reasons) };
            found.push((fit.rank, id, fitting));
        }
    }
    found.sort_by_key(|(rank, id, _)| (*rank, *id));
    Ok(found.into_iter().take(limit).map(|(.., fitting)| fitting).collect())
}

fn words(reasons: &[Reason]) -> Vec<&'static str> {
    reasons.iter().map(|reason| reason.as_str()).collect()
}

/// Gives what a person in scope seeks.
fn seeker(s: &mut Session, id: i64) -> Result<Seeker> {
    let query = s.profiles().filter(person::id.eq(id)).select((profile::all_columns, person::division));
    let found: Option<(ProfileRow, i64)> = query.first(s.conn).optional()?;
    let (row, number) = found.ok_or(Failure::NotFound)?;
    let today = s.clock.today();
    let query = s.people().filter(person::id.eq(id)).filter(exists(determined(today, is_of_any())));
    let determined: i64 = query.count().get_result(s.conn)?;
    Ok(sought(&row, division(number)?, determined > 0))
}

fn sought(row: &ProfileRow, home: Division, is_difficult: bool) -> Seeker {
    let occupations = [&row.sought_1, &row.sought_2, &row.sought_3];
    Seeker {
        occupations: occupations.into_iter().flatten().filter_map(|code| Occupation::parse(code).ok()).collect(),
        pay_from: row.pay_from,
        area: row.sought_in.and_then(Division::from_number),
        home,
        form: row.sought_form.and_then(Form::from_number),
        education: row.education,
        is_difficult,
    }
}

fn opening(row: &VacancyRow) -> Result<Opening> {
    let whole = || corrupt("vacancy", row.id, "not whole");
    Ok(Opening {
        occupation: Occupation::parse(&row.occupation).map_err(|_| whole())?,
        pay_to: row.pay_to,
        place: division(row.division)?,
        form: Form::from_number(row.form).ok_or_else(whole)?,
        education: row.education,
        is_reserved: row.is_kept(),
    })
}

/// Gives the codes that may be of the same field: those between two texts, and the major group by
/// itself.
fn field_of(occupation: &Occupation) -> (String, String, String) {
    let (from, to) = occupation.field().bounds();
    (from, to, occupation.major().to_owned())
}

/// Gives the number of a division and those of the larger divisions around it.
fn around(place: Division) -> Vec<i64> {
    let levels = [Level::City, Level::County, Level::Township, Level::Village];
    levels.into_iter().filter(|level| *level <= place.level()).map(|level| place.ancestor(level).number()).collect()
}

/// Selects the vacancies that may fit a person, the newest first for each occupation; a vacancy may
/// appear twice.
fn openings(s: &mut Session, seeker: &Seeker) -> Result<Vec<VacancyRow>> {
    let today = s.clock.today();
    let fields: Vec<Option<_>> = match seeker.occupations.as_slice() {
        [] => vec![None],
        wished => wished.iter().map(|occupation| Some(field_of(occupation))).collect(),
    };
    let mut rows = Vec::new();
    for field in fields {
        rows.extend(on_engine!(&mut *s.conn, |c| {
            let mut query = vacancy::table
                .filter(not(vacancy::withdrawn))
                .filter(vacancy::valid_until.ge(today))
                .filter(not(exists(vacancies::gone(today))))
                .into_boxed();
            if let Some((from, to, major)) = field {
                let is_near = vacancy::occupation.ge(from).and(vacancy::occupation.lt(to));
                query = query.filter(is_near.or(vacancy::occupation.eq(major)));
            }
            if let Some(least) = seeker.pay_from {
                query = query.filter(vacancy::pay_to.is_null().or(vacancy::pay_to.ge(least)));
            }
            if let Some(area) = seeker.area {
                let (from, to) = area.scope();
                let inside = vacancy::division.ge(from).and(vacancy::division.lt(to));
                query = query.filter(inside.or(vacancy::division.eq_any(around(area))));
            }
            if let Some(form) = seeker.form {
                query = query.filter(vacancy::form.eq(form.number()));
            }
            if !seeker.is_difficult {
                query = query.filter(not(vacancies::kept()));
            }
            query.order(vacancy::id.desc()).limit(MOST).load::<VacancyRow>(c)?
        }));
    }
    Ok(rows)
}

/// A person that may fit: profile, number, name, number of the division, and the situation once
/// every known fact has taken effect.
type Candidate = (ProfileRow, i64, Option<String>, i64, i16);

/// Selects the persons in scope that seek work and may fit a vacancy.
fn candidates(s: &mut Session, vacancy: i64, opening: &Opening, within: Option<Division>) -> Result<Vec<Candidate>> {
    let within = within.map(|division| s.within(division)).transpose()?;
    let today = s.clock.today();
    let recommended = referral::table
        .filter(referral::person_id.eq(person::id))
        .filter(referral::vacancy_id.eq(vacancy))
        .filter(referral::state.ne(ReferralState::Withdrawn.number()))
        .filter(not(has_ended(today)));
    let columns = (profile::all_columns, person::id, personal::name.nullable(), person::division, person::status);
    // A person with a death or an absence recorded for a later day seeks work until then.
    let may_seek = [Situation::WithoutWork, Situation::Absent, Situation::Died].map(Situation::number);
    let everybody = s
        .profiles()
        .filter(person::status.eq_any(may_seek))
        .filter(person::wants_work.eq(true))
        .filter(exists(labour::of_person(today)))
        .filter(not(exists(recommended)))
        .select(columns);
    let (from, to, major) = field_of(&opening.occupation);
    let (place_from, place_to) = opening.place.scope();
    Ok(on_engine!(&mut *s.conn, |c| {
        let mut query = everybody.into_boxed();
        let first = profile::sought_1.ge(&from).and(profile::sought_1.lt(&to)).or(profile::sought_1.eq(&major));
        let second = profile::sought_2.ge(&from).and(profile::sought_2.lt(&to)).or(profile::sought_2.eq(&major));
        let third = profile::sought_3.ge(&from).and(profile::sought_3.lt(&to)).or(profile::sought_3.eq(&major));
        let said = profile::pay_from.is_not_null().or(profile::sought_in.is_not_null());
        let none = profile::sought_1.is_null().and(said.or(profile::sought_form.is_not_null()));
        query = query.filter(first.or(second).or(third).or(none.nullable()));
        if let Some((from, to)) = within {
            query = query.filter(person::division.ge(from)).filter(person::division.lt(to));
        }
        if let Some(most) = opening.pay_to {
            query = query.filter(profile::pay_from.is_null().or(profile::pay_from.le(most)));
        }
        let inside = profile::sought_in.ge(place_from).and(profile::sought_in.lt(place_to));
        let around = profile::sought_in.eq_any(around(opening.place).into_iter().map(Some).collect::<Vec<_>>());
        query = query.filter(profile::sought_in.is_null().nullable().or(inside).or(around));
        query =
            query.filter(profile::sought_form.is_null().nullable().or(profile::sought_form.eq(opening.form.number())));
        if let Some(least) = opening.education {
            query = query.filter(profile::education.lt(least / 10 * 10 + 10));
        }
        if opening.is_reserved {
            query = query.filter(exists(determined(today, is_of_any())));
        }
        query.order(person::id).limit(MOST).load::<Candidate>(c)?
    }))
}
