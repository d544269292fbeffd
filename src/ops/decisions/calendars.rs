//! Calendars of working days: lists the known holiday notices, shows the calendar of a year, and
//! loads a notice. Loading recomputes the deadlines that depend on the calendar in the same
//! transaction.

use chrono::{DateTime, Datelike as _, NaiveDate, NaiveDateTime, Utc};
use serde::Serialize;

use crate::db::Conn;
use crate::db::decisions::calendars::{self, YearNoticeRow};
use crate::db::help::recounting;
use crate::db::ledger::restoring;
use crate::domain::values::hint::Lang;
use crate::domain::values::text::Text;
use crate::domain::values::working_days::{Calendar, FileFault, YearNotice, built_in, read};
use crate::error::Result;
use crate::ops::session::Session;

/// The known holiday notices, and the years without one.
#[derive(Serialize, utoipa::ToSchema, Debug)]
pub struct CalendarList {
    /// Sorted by year; within a year the built-in notices come first, then the loaded ones in the
    /// order of loading.
    pub notices: Vec<YearNoticeView>,
    /// This year and the next, as far as they have no notice.
    #[schema(example = json!([2027]))]
    pub provisional: Vec<i32>,
}

/// A notice of the General Office of the State Council on the days off of a year.
#[derive(Serialize, utoipa::ToSchema, Clone, Debug)]
pub struct YearNoticeView {
    #[schema(example = 2027)]
    pub year: i32,
    /// `notice` for a loaded notice, `built_in` for one that the program contains.
    #[schema(value_type = String, example = "notice")]
    pub source: &'static str,
    /// Whether the calendar of the year follows this notice.
    pub in_force: bool,
    /// The document number of the notice.
    #[schema(example = "国办发明电〔2024〕12号")]
    pub document: Option<String>,
    pub published_on: Option<NaiveDate>,
    pub loaded_at: Option<DateTime<Utc>>,
}

/// The calendar of a year.
#[derive(Serialize, utoipa::ToSchema, Debug)]
pub struct CalendarView {
    #[schema(example = 2027)]
    pub year: i32,
    /// Whether the year has no notice; its days off are then the weekends and the statutory
    /// holidays.
    pub provisional: bool,
    /// The notice in force for the year; null if the year is provisional.
    pub notice: Option<YearNoticeView>,
    pub working_days: usize,
    /// The days off and the working weekend days that have a name or differ from their weekday.
    pub days: Vec<CalendarDay>,
}

/// A day of a calendar, in the words of the file format.
#[derive(Serialize, utoipa::ToSchema, Debug)]
pub struct CalendarDay {
    pub date: NaiveDate,
    /// `off` or `work`.
    #[schema(value_type = String, example = "off")]
    pub day: &'static str,
    #[schema(example = "春节")]
    pub holiday: Option<String>,
}

/// The calendar of a year after the loading of its notice.
#[derive(Serialize, utoipa::ToSchema, Debug)]
pub struct LoadedCalendar {
    #[serde(flatten)]
    pub calendar: CalendarView,
    /// Whether the same notice was already in force; nothing changed in that case.
    pub already_loaded: bool,
    /// The number of cases with due days that changed.
    pub redated: usize,
}

/// A fault of a row of a file, or of the file as a whole.
#[derive(Serialize, utoipa::ToSchema, Debug)]
pub struct RowFault {
    /// The line, counted from 1; null if the fault is of the whole file.
    pub line: Option<usize>,
    /// `date`, `day` or `holiday`.
    #[schema(value_type = Option<String>, example = "date")]
    pub column: Option<&'static str>,
    /// The reason, and how to correct it.
    pub reason: String,
}

impl RowFault {
    /// Describes a fault in a language.
    pub fn of(fault: &FileFault, lang: Lang) -> Self {
        Self { line: fault.line, column: fault.column, reason: fault.message(lang) }
    }
}

/// A notice to load.
#[derive(Clone, Debug)]
pub struct NoticeInput {
    /// The content of the file.
    pub content: Vec<u8>,
    /// The year, needed if the days of the file do not determine it.
    pub year: Option<i32>,
    pub document: Option<Text>,
    pub published_on: Option<NaiveDate>,
}

/// Lists the known notices.
///
/// # Errors
/// When the database fails.
pub fn list(s: &mut Session) -> Result<CalendarList> {
    listed(s.conn, s.clock.today())
}

/// Shows the calendar of a year.
///
/// # Errors
/// When the database fails.
pub fn show(s: &mut Session, year: i32) -> Result<CalendarView> {
    shown(s.conn, year)
}

/// Loads a notice as [`load_into`] does, and notes the loading in the audit.
///
/// # Errors
/// As [`load_into`].
pub fn load(s: &mut Session, new: &NoticeInput) -> Result<Result<LoadedCalendar, Vec<FileFault>>> {
    s.write(|s| {
        let account = s.actor().account.clone();
        let loaded = load_into(s.conn, s.clock.now(), Some(account), new)?;
        if let Ok(LoadedCalendar { calendar, already_loaded: false, .. }) = &loaded {
            s.note("calendar_loaded", Some(calendar.year.to_string()))?;
        }
        Ok(loaded)
    })
}

/// Lists the known notices for the command line; see [`list`].
///
/// # Errors
/// As [`list`].
pub fn listed(conn: &mut Conn, today: NaiveDate) -> Result<CalendarList> {
    let calendar = calendars::load(conn)?;
    let years = [today.year(), today.year() + 1];
    let provisional = years.into_iter().filter(|year| calendar.is_provisional(*year)).collect();
    Ok(CalendarList { notices: known(conn)?, provisional })
}

/// Shows the calendar of a year for the command line; see [`show`].
///
/// # Errors
/// As [`show`].
pub fn shown(conn: &mut Conn, year: i32) -> Result<CalendarView> {
    let calendar = calendars::load(conn)?;
    let notice = known(conn)?.into_iter().find(|notice| notice.year == year && notice.in_force);
    Ok(CalendarView::of(&calendar, year, notice))
}

/// Loads a notice inside a write transaction and recomputes the deadlines that depend on it.
/// Loading the notice in force again changes nothing.
///
/// # Errors
/// [`Failure::RestoreUnfinished`](crate::error::Failure) during a restore; errors of the database.
/// A rejected file is no error.
pub fn load_into(
    conn: &mut Conn,
    now: NaiveDateTime,
    account: Option<String>,
    new: &NoticeInput,
) -> Result<Result<LoadedCalendar, Vec<FileFault>>> {
    restoring::refuse(conn)?;
    let notice = match read(&new.content, new.year) {
        Ok(notice) => notice,
        Err(faults) => return Ok(Err(faults)),
    };
    let already_loaded = is_in_force(conn, &notice, new)?;
    if !already_loaded {
        let row = YearNoticeRow {
            id: calendars::next_id(conn)?,
            year: notice.year,
            document: new.document.as_ref().map(|document| document.as_str().to_owned()),
            published_on: new.published_on,
            loaded_at: now,
            account,
        };
        calendars::insert(conn, &row, &notice)?;
    }
    let redated = recounting::recount(conn)?;
    Ok(Ok(LoadedCalendar { calendar: shown(conn, notice.year)?, already_loaded, redated }))
}

/// Tells whether the notice in force was loaded with the same days, and with the same document
/// number and day of publication as far as these are given.
fn is_in_force(conn: &mut Conn, notice: &YearNotice, new: &NoticeInput) -> Result<bool> {
    if calendars::in_force(conn)?.get(&notice.year) != Some(notice) {
        return Ok(false);
    }
    let row = calendars::notices(conn)?.into_iter().rfind(|row| row.year == notice.year);
    Ok(row.is_some_and(|row| {
        let is_document =
            new.document.as_ref().is_none_or(|document| row.document.as_deref() == Some(document.as_str()));
        is_document && new.published_on.is_none_or(|day| row.published_on == Some(day))
    }))
}

/// Lists every known notice by year.
fn known(conn: &mut Conn) -> Result<Vec<YearNoticeView>> {
    let loaded = calendars::notices(conn)?;
    let last = |year: i32| loaded.iter().rev().find(|row| row.year == year).map(|row| row.id);
    let mut known: Vec<YearNoticeView> = built_in()
        .map(|(YearNotice { year, .. }, published_on)| YearNoticeView {
            year,
            source: "built_in",
            in_force: last(year).is_none(),
            document: None,
            published_on,
            loaded_at: None,
        })
        .collect();
    known.extend(loaded.iter().map(|row| YearNoticeView {
        year: row.year,
        source: "notice",
        in_force: last(row.year) == Some(row.id),
        document: row.document.clone(),
        published_on: row.published_on,
        loaded_at: Some(row.loaded_at.and_utc()),
    }));
    known.sort_by_key(|notice| notice.year);
    Ok(known)
}

impl CalendarView {
    fn of(calendar: &Calendar, year: i32, notice: Option<YearNoticeView>) -> Self {
        let days = calendar.days_of(year).into_iter().map(|named| CalendarDay {
            date: named.day,
            day: if named.works { "work" } else { "off" },
            holiday: named.holiday,
        });
        Self {
            year,
            provisional: calendar.is_provisional(year),
            notice,
            working_days: calendar.working_days_of(year),
            days: days.collect(),
        }
    }
}
