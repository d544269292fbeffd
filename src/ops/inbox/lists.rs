//! Lists of deaths and absences that other authorities send as files. Each row about a registered
//! person becomes a message named after its content, so that a list sent again adds nothing.

use chrono::NaiveDate;
use serde::Serialize;
use serde_json::{Map, Value};

use super::messages::{Incoming, Taken, take};
use crate::db::people::merged::of_id_numbers;
use crate::domain::files::columns::{Column, Why, are_named, id_number, rows};
use crate::domain::files::sheet::Sheet;
use crate::domain::files::sheet::cells::Cell;
use crate::domain::inbox::message::Brings;
use crate::domain::values::codes::{Absence, Code, Kind, MessageState};
use crate::domain::values::hint::{Hint, Lang};
use crate::domain::values::id_number::IdNumber;
use crate::domain::values::refusal::Refusal;
use crate::error::Result;
use crate::ops::employment::filings::homes_of;
use crate::ops::files::rows::RefusedRow;
use crate::ops::session::Session;
use crate::ops::session::references::reference;
use crate::seal::kept::Field;

/// Rows of one transaction.
const BATCH: usize = 500;
/// The source of the messages.
const SOURCE: &str = "/lists";

/// The meaning of the rows of a list.
pub struct Asked {
    /// `died`, `absence_started` or `absence_ended`.
    pub kind: Kind,
    /// The type of absence; none for deaths.
    pub absence: Option<Absence>,
    pub lang: Lang,
}

/// The result of a list.
#[derive(Serialize, utoipa::ToSchema, Default, Debug)]
pub struct ListReport {
    /// The number of rows in the list.
    pub rows: usize,
    /// The number of rows recorded in the ledger now.
    pub applied: usize,
    /// The number of rows that came before, in this list or an earlier one.
    pub known: usize,
    /// The number of rows about unregistered persons; these rows are not stored.
    pub unregistered: usize,
    /// The number of rows that wait, are parked or are held as messages, for the bureau to settle.
    pub unsettled: usize,
    /// The number of rows that are refused; they add no message.
    pub refused: usize,
    /// The reason for each row that is refused or unsettled.
    pub refusals: Vec<RefusedRow>,
}

/// The content of a row.
struct Row {
    number: usize,
    id_number: IdNumber,
    on: NaiveDate,
}

/// Tells whether a row is the head of the list: it names the columns that every row needs.
pub fn is_head(cells: &[Cell]) -> bool {
    are_named(cells, &[Column::IdNumber, Column::On])
}

/// Takes a list: every valid row about a registered person becomes a message.
///
/// # Errors
/// [`Failure::Forbidden`](crate::error::Failure::Forbidden) when the actor may not record such
/// facts, and what the database gives.
/// The rows taken before an error stay, and the list may be sent again.
pub fn take_list(s: &mut Session, asked: &Asked, sheet: &Sheet) -> Result<ListReport> {
    s.note("list_received", Some(asked.kind.as_str().to_owned()))?;
    let mut report = ListReport { rows: sheet.rows.len(), ..ListReport::default() };
    let today = s.clock.today();
    let mut rows = Vec::with_capacity(report.rows);
    for (number, row) in read(sheet, today) {
        match row {
            Ok((id_number, on)) => rows.push(Row { number, id_number, on }),
            Err(why) => {
                report.refused += 1;
                report.refusals.push(RefusedRow::of(number, why, asked.lang));
            }
        }
    }
    for batch in rows.chunks(BATCH) {
        take_rows(s, asked, batch, &mut report)?;
    }
    Ok(report)
}

fn read(sheet: &Sheet, today: NaiveDate) -> Vec<(usize, Result<(IdNumber, NaiveDate), Why>)> {
    rows(sheet, |row, spoilt| {
        let number = id_number(row.get(Column::IdNumber), spoilt)?;
        match row.day(Column::On)? {
            None => Err(Why::missing(Column::On)),
            Some(on) if on > today => {
                Err(Why::bad(Column::On, "不应晚于今天；请更正。", "it lies in the future; correct it."))
            }
            Some(on) => Ok((number, on)),
        }
    })
}

fn take_rows(s: &mut Session, asked: &Asked, batch: &[Row], report: &mut ListReport) -> Result<()> {
    let index = |row: &Row| s.keys.blind_index(Field::IdNumber, row.id_number.as_str()).to_vec();
    let indexes: Vec<Vec<u8>> = batch.iter().map(index).collect();
    let people = of_id_numbers(s.conn, &indexes)?;
    let reached = homes_of(s, &people.values().copied().collect::<Vec<_>>())?;
    let is_known = |index: &Vec<u8>| people.get(index).is_some_and(|person| reached.contains_key(person));
    let known = batch.iter().zip(&indexes).filter(|(_, index)| is_known(index));
    let rows: Vec<(&Row, Incoming)> =
        known.map(|(row, _)| Ok((row, incoming(s, asked, row)?))).collect::<Result<_>>()?;
    report.unregistered += batch.len() - rows.len();
    let messages: Vec<Incoming> = rows.iter().map(|(_, incoming)| incoming.clone()).collect();
    let answers = take(s, &messages, asked.lang)?;
    for ((row, _), answer) in rows.into_iter().zip(answers) {
        match answer {
            Ok(taken) if taken.message.state == MessageState::Discarded.as_str() => {
                let hint = Hint::said(
                    "此前报送的这一行已被人社部门作废；确需报送的请与人社部门联系，并以消息报送",
                    "the bureau discarded this row when it came before; ask the bureau, and send it as a message",
                );
                report.refused += 1;
                let refusal = Refusal::conflict("id_number", hint);
                report.refusals.push(RefusedRow::of(row.number, Why::of_refusal(&refusal), asked.lang));
            }
            Ok(taken) if !is_unsettled(&taken) => {
                let count = if taken.is_known { &mut report.known } else { &mut report.applied };
                *count += 1;
            }
            Ok(taken) => {
                report.unsettled += 1;
                let code = taken.message.code.and_then(Code::from_word);
                let refusal = Refusal::stored(code.unwrap_or(Code::Conflict), taken.message.field.clone());
                report.refusals.push(RefusedRow::of(row.number, Why::of_refusal(&refusal), asked.lang));
            }
            Err(error) => {
                report.refused += 1;
                report.refusals.push(RefusedRow::of(row.number, Why::of_refusal(&error.refusal()?), asked.lang));
            }
        }
    }
    Ok(())
}

/// Tells whether a message waits, was parked or is held.
fn is_unsettled(taken: &Taken) -> bool {
    [MessageState::Waiting, MessageState::Parked, MessageState::Held]
        .iter()
        .any(|state| taken.message.state == state.as_str())
}

/// Makes the message of a row. A death is named by the person alone, since a person dies once
/// whatever the day; an absence is named by its type and day too.
fn incoming(s: &Session, asked: &Asked, row: &Row) -> Result<Incoming> {
    let mut data = Map::new();
    data.insert("id_number".to_owned(), Value::from(row.id_number.as_str()));
    data.insert("effective_on".to_owned(), Value::from(row.on.to_string()));
    let mut says = format!("row of a list: {} {}", asked.kind.as_str(), row.id_number.as_str());
    if let Some(absence) = asked.absence {
        says += &format!(" {} {}", absence.as_str(), row.on);
        data.insert("absence".to_owned(), Value::from(absence.as_str()));
    }
    let name: String = s.keys.content_hash(says.as_bytes()).iter().map(|byte| format!("{byte:02x}")).collect();
    Ok(Incoming {
        source: reference(SOURCE)?,
        subject: reference(&name)?,
        version: 1,
        event_id: reference(&name)?,
        filed_at: None,
        brings: Some(Brings::Fact(asked.kind)),
        data,
    })
}
