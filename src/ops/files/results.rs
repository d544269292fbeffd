//! Results of imports: their outcomes, and the rows of a file given back with the outcome of each.

use std::collections::HashMap;

use chrono::{Days, NaiveDate, NaiveDateTime};
use diesel::prelude::*;
use serde::Serialize;
use zeroize::Zeroizing;

use super::rows::{RefusedRow, count};
use crate::clock::utc;
use crate::db::schema::{import, import_row};
use crate::domain::files::sheet::cells::Cell;
use crate::domain::files::sheet::{self, Sheet};
use crate::domain::files::survey::List;
use crate::domain::values::codes::RowOutcome;
use crate::domain::values::division::Division;
use crate::domain::values::hint::Lang;
use crate::error::{Error, Failure, Result, corrupt};
use crate::on_engine;
use crate::ops::session::Session;
use crate::ops::session::scope::division;
use crate::seal::kept::Kept;

/// An import of a file.
#[derive(Serialize, utoipa::ToSchema, Debug)]
pub struct ImportView {
    /// The import's number; null for a dry run, which keeps nothing.
    pub id: Option<i64>,
    #[schema(value_type = String, example = "graduates")]
    pub list: &'static str,
    /// The division that the importing account covered.
    #[schema(value_type = String, example = "440703002101")]
    pub division: Division,
    pub account: String,
    /// The sender of the persons that the import registered.
    pub sender: String,
    /// When the file was sent, in UTC.
    #[serde(serialize_with = "utc")]
    pub sent_at: NaiveDateTime,
    /// `done`, or `unfinished`: the import is under way, or was interrupted and continues when the
    /// file is sent again.
    #[schema(value_type = String, example = "done")]
    pub state: &'static str,
    /// The number of rows of the file.
    pub rows: i32,
    /// The number of rows processed so far.
    pub taken: i32,
    pub registered: i32,
    pub changed: i32,
    /// Rows with nothing new to the ledger.
    pub unchanged: i32,
    /// Rows that an earlier sending of the same file recorded.
    pub recorded_before: i32,
    pub refused: i32,
    /// The last day on which the result is available; null for a dry run.
    pub result_until: Option<NaiveDate>,
}

/// An import with its refused rows.
#[derive(Serialize, utoipa::ToSchema, Debug)]
pub struct ImportReport {
    #[serde(flatten)]
    pub import: ImportView,
    /// Whether the file was sent before; the report then gives the outcome of that import.
    pub earlier: bool,
    pub dry_run: bool,
    /// The columns that were read, by their usual names; all others were ignored.
    #[schema(example = json!(["姓名", "身份证号码", "联系电话"]))]
    pub columns: Vec<&'static str>,
    /// The first 1,000 refused rows.
    pub refusals: Vec<RefusedRow>,
}

/// Gives the last day on which the result of a file is available, from the day of its arrival.
pub(super) fn kept_until(read_on: NaiveDate) -> Option<NaiveDate> {
    read_on.checked_add_days(Days::new(KEPT_DAYS))
}

/// Lists the first refused rows of an import.
pub(super) fn refusals(s: &mut Session, id: i64, lang: Lang) -> Result<Vec<RefusedRow>> {
    type Refused = (i32, Option<String>, Option<String>, Option<String>, Option<String>);
    let query = import_row::table
        .filter(import_row::import_id.eq(id))
        .filter(import_row::outcome.eq(RowOutcome::Refused.number()))
        .order(import_row::number)
        .limit(SHOWN)
        .select((import_row::number, import_row::code, import_row::title, import_row::zh, import_row::en));
    let rows: Vec<Refused> = on_engine!(&mut *s.conn, |c| query.load(c))?;
    let refused = |(row, code, column, zh, en): Refused| RefusedRow {
        row,
        code: code.unwrap_or_default(),
        column,
        reason: match lang {
            Lang::Zh => zh.unwrap_or_default(),
            Lang::En => en.unwrap_or_default(),
        },
    };
    Ok(rows.into_iter().map(refused).collect())
}

pub(super) type ViewRow = (
    (i64, String, i64, String, String, NaiveDate),
    (i32, i32, i32, i32, i32, i32),
    (NaiveDateTime, Option<NaiveDateTime>),
);

impl ImportView {
    fn of((what, counts, (sent_at, finished_at)): ViewRow) -> Result<Self> {
        let (id, list, number, account, sender, read_on) = what;
        let (rows, registered, changed, unchanged, recorded_before, refused) = counts;
        Ok(Self {
            id: Some(id),
            list: List::from_word(&list).ok_or(Failure::Internal)?.as_str(),
            division: division(number)?,
            account,
            sender,
            sent_at,
            state: if finished_at.is_some() { "done" } else { "unfinished" },
            rows,
            taken: registered + changed + unchanged + recorded_before + refused,
            registered,
            changed,
            unchanged,
            recorded_before,
            refused,
            result_until: kept_until(read_on),
        })
    }
}

/// Gives the columns of [`ViewRow`].
#[diesel::dsl::auto_type]
pub(super) fn columns() -> _ {
    (
        (import::id, import::list, import::division, import::account, import::sender, import::read_on),
        (
            import::row_count,
            import::registered,
            import::changed,
            import::unchanged,
            import::recorded_before,
            import::refused,
        ),
        (import::sent_at, import::finished_at),
    )
}

/// Lists the imports of accounts in scope, the latest first; gives one more than the limit if there
/// are more.
///
/// # Errors
/// When the database fails.
pub fn list(s: &mut Session, before: Option<i64>, limit: i64) -> Result<Vec<ImportView>> {
    let (from, to) = s.bounds();
    let query = import::table
        .filter(import::division.ge(from))
        .filter(import::division.lt(to))
        .filter(import::id.lt(before.unwrap_or(i64::MAX)))
        .order(import::id.desc())
        .limit(limit + 1)
        .select(columns());
    let rows: Vec<ViewRow> = on_engine!(&mut *s.conn, |c| query.load(c))?;
    rows.into_iter().map(ImportView::of).collect()
}

/// Gives an import of an account in scope: its progress, and the outcomes of its rows as counts.
///
/// # Errors
/// [`Failure::NotFound`] if there is no such import in scope.
pub fn get(s: &mut Session, id: i64) -> Result<ImportView> {
    let (from, to) = s.bounds();
    let query = import::table
        .filter(import::id.eq(id))
        .filter(import::division.ge(from))
        .filter(import::division.lt(to))
        .select(columns());
    let row: Option<ViewRow> = query.first(s.conn).optional()?;
    ImportView::of(row.ok_or(Failure::NotFound)?)
}

/// Opens the file of one of the actor's own imports.
///
/// # Errors
/// [`Failure::NotFound`] if the import is of another account, or its file is no longer kept.
pub fn file(s: &mut Session, id: i64) -> Result<Zeroizing<Vec<u8>>> {
    type Sealed = (Option<Vec<u8>>, Option<Vec<u8>>, NaiveDate);
    get(s, id)?;
    let query = import::table.filter(import::id.eq(id)).filter(import::account.eq(s.actor().account.clone())).select((
        import::wrapped,
        import::sealed,
        import::read_on,
    ));
    let (wrapped, sealed, read_on) = query.first::<Sealed>(s.conn).optional()?.ok_or(Failure::NotFound)?;
    let is_kept = kept_until(read_on).is_some_and(|day| s.clock.today() <= day);
    let (Some(wrapped), Some(sealed)) = (wrapped, sealed.filter(|_| is_kept)) else {
        return Err(Failure::NotFound.into());
    };
    let broken = |e| corrupt("import", id, e);
    let key = s.keys.unwrap_key_of(Kept::Import, id, &wrapped).map_err(broken)?;
    key.open_kept(Kept::Import, id, &sealed).map_err(broken)
}

/// Writes the result of an import as a workbook: the rows of its [`file()`] as they came, with the
/// outcome of each and the reason. Only the account that sent the file gets it, since it shows
/// personal data as sent; each access is noted in the audit.
///
/// The workbook is made on request, from the sealed file and the outcomes stored with the facts.
/// One made during the upload would be missing after an interruption, and would store the same data
/// twice.
///
/// # Errors
/// [`Failure::NotFound`] if the import is of another account.
pub fn result(s: &mut Session, id: i64, sheet: &Sheet, lang: Lang) -> Result<Vec<u8>> {
    if get(s, id)?.account != s.actor().account {
        return Err(Failure::NotFound.into());
    }
    let query = import_row::table.filter(import_row::import_id.eq(id)).select((
        import_row::number,
        import_row::outcome,
        import_row::zh,
        import_row::en,
    ));
    let done: Vec<(i32, i16, Option<String>, Option<String>)> = on_engine!(&mut *s.conn, |c| query.load(c))?;
    let done: HashMap<i32, (i16, Option<String>)> = done
        .into_iter()
        .map(|(number, outcome, zh, en)| (number, (outcome, if lang == Lang::Zh { zh } else { en })))
        .collect();
    let width = sheet.rows.iter().map(|row| row.cells.len()).max().unwrap_or(0).max(sheet.head.cells.len());
    let written = |cells: &[Cell], outcome: &str, reason: &str| {
        let mut texts: Vec<String> = cells.iter().map(Cell::text).collect();
        texts.resize(width, String::new());
        texts.extend([outcome.to_owned(), reason.to_owned()]);
        texts
    };
    let (outcome, reason) = if lang == Lang::Zh { ("结果", "原因") } else { ("outcome", "reason") };
    let mut rows = vec![written(&sheet.head.cells, outcome, reason)];
    for row in &sheet.rows {
        let (outcome, reason) = done
            .get(&count(row.number))
            .map_or((None, None), |(outcome, reason)| (RowOutcome::from_number(*outcome), reason.as_deref()));
        rows.push(written(&row.cells, word(outcome, lang), reason.unwrap_or_default()));
    }
    let written = sheet::workbook(&rows, s.clock.now()).map_err(|e| Error::internal(format!("import {id}: {e}")))?;
    s.write_beside(None, |s| s.note("import_result_read", Some(id.to_string())))?;
    Ok(written)
}

/// Names the outcome of a row; `None` stands for a row that its import has not reached.
pub(super) fn word(outcome: Option<RowOutcome>, lang: Lang) -> &'static str {
    let (zh, en) = match outcome {
        Some(RowOutcome::Registered) => ("已登记", "registered"),
        Some(RowOutcome::Changed) => ("已变更", "changed"),
        Some(RowOutcome::Unchanged) => ("无变化", "unchanged"),
        Some(RowOutcome::RecordedBefore) => ("此前已录入", "recorded before"),
        Some(RowOutcome::Refused) => ("未录入", "refused"),
        None => ("尚未处理", "not yet taken"),
    };
    match lang {
        Lang::Zh => zh,
        Lang::En => en,
    }
}

/// Maximum number of refused rows in an answer; the result has all of them.
pub(super) const SHOWN: i64 = 1_000;

/// Days for which a file is kept, so that its result can be written.
pub(super) const KEPT_DAYS: u64 = 30;
