//! Imports of lists of persons from files: surveys of graduates and villages' real-name ledgers.
//! Valid rows become facts through the ledger's one way in, batch by batch; the outcome of a row is
//! stored in the transaction that records it. The references of the facts are derived from the file
//! and the row, so that an interrupted file continues where it stopped and a recorded file is not
//! recorded again. Interchange lines are imported by `transfer::import`.

use chrono::{Days, NaiveDate, NaiveDateTime};
use diesel::dsl::max;
use diesel::prelude::*;

use super::file::File;
use super::results::{ImportReport, KEPT_DAYS, get, refusals};
use super::rows::count;
use crate::auth::Role;
use crate::db::schema::import;
use crate::domain::files::columns::titles;
use crate::domain::files::sheet::Sheet;
use crate::domain::files::survey::{self, List, Reading};
use crate::domain::values::hint::Lang;
use crate::domain::values::text::Reference;
use crate::error::{Error, Failure, Result};
use crate::ops::session::Session;
use crate::ops::session::references::OWN_SENDER;
use crate::seal::kept::Kept;

/// Rows per transaction, with at most two facts each.
const BATCH: usize = 500;

/// A file to import.
pub struct Asked {
    pub list: List,
    /// The sender of the persons that the file registers.
    pub sender: Option<Reference>,
    /// Whether everything is checked and nothing is kept.
    pub dry_run: bool,
    pub content: Vec<u8>,
    pub lang: Lang,
}

/// Imports the rows of a file: records the valid ones, and reports the outcome.
///
/// # Errors
/// Errors of the database. The batches recorded before remain, and the same file sent again
/// continues after them.
pub fn take(s: &mut Session, asked: &Asked, sheet: &Sheet) -> Result<ImportReport> {
    if !asked.dry_run {
        return run(s, asked, sheet);
    }
    let mut tried = None;
    let undone = s.write(|s| {
        tried = Some(run(s, asked, sheet)?);
        Err::<(), _>(Error::internal("a dry run"))
    });
    match (tried, undone) {
        (Some(report), _) => Ok(report),
        (None, Err(e)) => Err(e),
        (None, Ok(())) => Err(Failure::Internal.into()),
    }
}

/// Runs `work` in a transaction of its own, except in a dry run, which already is one.
fn within<T>(s: &mut Session, dry_run: bool, work: impl FnOnce(&mut Session<'_>) -> Result<T>) -> Result<T> {
    if dry_run { work(s) } else { s.write(work) }
}

fn run(s: &mut Session, asked: &Asked, sheet: &Sheet) -> Result<ImportReport> {
    let sender = asked.sender.as_ref().map_or(OWN_SENDER, Reference::as_str).to_owned();
    let reach = s.actor().scope;
    let named = format!("import {} {reach} {} {sender} ", asked.list.as_str(), sender.len());
    let hash = s.keys.content_hash(&[named.as_bytes(), &asked.content].concat());
    let known = within(s, asked.dry_run, |s| {
        find(s, &hash).and_then(|known| known.map_or_else(|| create(s, asked, sheet, &sender, &hash), Ok))
    })?;
    let earlier = known.finished;
    if !earlier {
        let own = Some(reach).filter(|_| s.actor().role == Role::CommunityCaseworker);
        let entries = Reading::new(reach, own, known.read_on).entries(sheet);
        let mut file = File { id: known.id, name: file_name(&hash), sender };
        let mut rest = entries.as_slice();
        while !rest.is_empty() {
            let (batch, others) = rest.split_at(BATCH.min(rest.len()));
            rest = others;
            within(s, asked.dry_run, |s| {
                file.record(s, batch)?;
                if others.is_empty() { file.finish(s) } else { Ok(()) }
            })?;
        }
    }
    let mut view = get(s, known.id)?;
    view.id = view.id.filter(|_| !asked.dry_run);
    view.result_until = view.result_until.filter(|_| !asked.dry_run);
    Ok(ImportReport {
        import: view,
        earlier,
        dry_run: asked.dry_run,
        columns: titles(&sheet.head, &survey::COLUMNS),
        refusals: refusals(s, known.id, asked.lang)?,
    })
}

/// Gives the prefix of the references of a file's facts.
fn file_name(hash: &[u8]) -> String {
    let digits: String = hash.iter().take(16).map(|byte| format!("{byte:02x}")).collect();
    format!("import:{digits}")
}

/// An import that has begun.
struct Known {
    id: i64,
    read_on: NaiveDate,
    finished: bool,
}

fn find(s: &mut Session, hash: &[u8]) -> Result<Option<Known>> {
    let query = import::table
        .filter(import::hash.eq(hash))
        .filter(import::account.eq(s.actor().account.clone()))
        .select((import::id, import::read_on, import::finished_at));
    let known: Option<(i64, NaiveDate, Option<NaiveDateTime>)> = query.first(s.conn).optional()?;
    Ok(known.map(|(id, read_on, finished_at)| Known { id, read_on, finished: finished_at.is_some() }))
}

fn create(s: &mut Session, asked: &Asked, sheet: &Sheet, sender: &str, hash: &[u8]) -> Result<Known> {
    let (now, read_on) = (s.clock.now(), s.clock.today());
    forget(s, read_on)?;
    let last: Option<i64> = import::table.select(max(import::id)).first(s.conn)?;
    let id = last.unwrap_or(0) + 1;
    let (key, wrapped) = s.keys.new_key_of(Kept::Import, id);
    diesel::insert_into(import::table)
        .values((
            import::id.eq(id),
            import::hash.eq(hash),
            import::account.eq(s.actor().account.clone()),
            import::list.eq(asked.list.as_str()),
            import::division.eq(s.actor().scope.number()),
            import::sender.eq(sender),
            import::read_on.eq(read_on),
            import::row_count.eq(count(sheet.rows.len())),
            (import::registered.eq(0), import::changed.eq(0), import::unchanged.eq(0)),
            (import::recorded_before.eq(0), import::refused.eq(0)),
            import::wrapped.eq(wrapped),
            import::sealed.eq(key.seal_kept(Kept::Import, id, &asked.content)),
            import::sent_at.eq(now),
        ))
        .execute(s.conn)?;
    s.note("import_begun", Some(id.to_string()))?;
    Ok(Known { id, read_on, finished: false })
}

/// Deletes the files of imports with a result that is no longer available.
fn forget(s: &mut Session, today: NaiveDate) -> Result<()> {
    let Some(before) = today.checked_sub_days(Days::new(KEPT_DAYS)) else { return Ok(()) };
    diesel::update(import::table.filter(import::sealed.is_not_null()).filter(import::read_on.lt(before)))
        .set((import::wrapped.eq(None::<Vec<u8>>), import::sealed.eq(None::<Vec<u8>>)))
        .execute(s.conn)?;
    Ok(())
}
