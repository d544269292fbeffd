//! Many rows at once: `COPY` on PostgreSQL, one statement for each page of rows on SQLite.

use diesel::prelude::*;

use super::conn::Conn;
use crate::db::decisions::applications::ApplicationRow;
use crate::db::decisions::calendars::WorkingDayRow;
use crate::db::employment::spells::SpellRow;
use crate::db::facts::rows::{FactRow, PersonalRow};
use crate::db::files::rolls::{ContributorRow, ListedRow};
use crate::db::help::cases::CaseRow;
use crate::db::inbox::messages::MessageRow;
use crate::db::months::closes::{LineRow, PartRow};
use crate::db::outbox::deliveries::DeliveryRow;
use crate::db::outbox::seekers::SeekerRow;
use crate::db::people::subjects::{EmploymentRow, HelperRow, HouseholdRow, KeyRow, NameKeyRow, PersonRow, ProfileRow};
use crate::db::placement::employers::EmployerRow;
use crate::db::placement::vacancies::VacancyRow;
use crate::db::registers::labour::LabourRow;
use crate::db::schema::{
    application, contributor, delivery, employer, employment, fact, help_case, helper, household, labour_span, listed,
    message, month_line, month_part, name_key, person, person_key, personal, profile, seeker, spell, vacancy,
    working_day,
};
use crate::error::Result;
use crate::on_engine;

/// Rows from which on `COPY` is worth its own round trips.
const COPY_FROM: usize = 32;
/// Rows of one insert: under the bind limits of both engines.
const PAGE: usize = 1000;

/// A row that has a table to be inserted into.
pub trait Row: Sized {
    /// Inserts rows, however many.
    ///
    /// # Errors
    /// When the database fails.
    fn insert_all(conn: &mut Conn, rows: &[Self]) -> Result<()>;
}

/// Inserts rows into their table.
///
/// # Errors
/// When the database fails.
pub fn insert<R: Row>(conn: &mut Conn, rows: &[R]) -> Result<()> {
    if rows.is_empty() { Ok(()) } else { R::insert_all(conn, rows) }
}

macro_rules! rows {
    ($($row:ty => $table:ident,)+) => {
        $(impl Row for $row {
            fn insert_all(conn: &mut Conn, rows: &[Self]) -> Result<()> {
                if let Conn::Postgres(c) = conn
                    && rows.len() >= COPY_FROM
                {
                    diesel::copy_from($table::table).from_insertable(rows).execute(c)?;
                    return Ok(());
                }
                for page in rows.chunks(PAGE) {
                    on_engine!(conn, |c| diesel::insert_into($table::table).values(page).execute(c))?;
                }
                Ok(())
            }
        })+
    };
}

rows! {
    FactRow => fact,
    PersonalRow => personal,
    PersonRow => person,
    ProfileRow => profile,
    NameKeyRow => name_key,
    HouseholdRow => household,
    EmploymentRow => employment,
    HelperRow => helper,
    KeyRow => person_key,
    ApplicationRow => application,
    CaseRow => help_case,
    SpellRow => spell,
    LabourRow => labour_span,
    ListedRow => listed,
    WorkingDayRow => working_day,
    ContributorRow => contributor,
    MessageRow => message,
    EmployerRow => employer,
    VacancyRow => vacancy,
    SeekerRow => seeker,
    DeliveryRow => delivery,
    LineRow => month_line,
    PartRow => month_part,
}
