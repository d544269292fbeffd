//! Exports the whole ledger as interchange lines, with each close where it was made: `import
//! --restore` into an empty database gives the same months.

use std::collections::{BTreeMap, HashMap};
use std::io::Write;

use diesel::prelude::*;

use crate::db::Conn;
use crate::db::engine::query::paged;
use crate::db::facts::log::last_position;
use crate::db::facts::rows::{self, FactRow, Names, PersonalRow};
use crate::db::months::closes;
use crate::db::schema::{employment, fact, helper, household, person, person_key, personal, sender};
use crate::domain::ledger::fact::{Claim, Line};
use crate::domain::ledger::interchange;
use crate::domain::values::month::Month;
use crate::error::{Error, Failure, Result};
use crate::on_engine;
use crate::ops::session::references::reference;
use crate::seal::keys::Keys;

/// Facts read at a time.
const PAGE: i64 = 1000;

/// Writes every line; gives the number of lines.
///
/// # Errors
/// When the database fails, a fact cannot be read back, or the output cannot be written.
pub fn export(conn: &mut Conn, keys: &Keys, out: &mut impl Write) -> Result<u64> {
    conn.snapshot(|conn| {
        let senders: BTreeMap<i32, String> = sender::table.load::<(i32, String)>(conn)?.into_iter().collect();
        let last = last_position(conn)?;
        let mut closes = closes::closes(conn)?.into_iter().peekable();
        let (mut after, mut lines) = (0, 0);
        loop {
            let rows: Vec<FactRow> =
                fact::table.filter(fact::position.gt(after)).order(fact::position).limit(PAGE).load(conn)?;
            let Some(end) = rows.last().map(|r| r.position) else { break };
            let page = Page::load(conn, &rows)?;
            for row in &rows {
                while let Some(close) = closes.next_if(|c| c.position < row.position) {
                    lines += write(out, &close_line(&close.month)?)?;
                }
                lines += write(out, &page.line(row, &senders, keys)?)?;
            }
            after = end;
            if after >= last {
                break;
            }
        }
        for close in closes {
            lines += write(out, &close_line(&close.month)?)?;
        }
        out.flush().map_err(unwritable)?;
        Ok(lines)
    })
}

fn write(out: &mut impl Write, line: &Line) -> Result<u64> {
    writeln!(out, "{}", interchange::write(line)).map_err(unwritable)?;
    Ok(1)
}

fn unwritable(e: std::io::Error) -> Error {
    let failure =
        if e.kind() == std::io::ErrorKind::StorageFull { Failure::DiskFull } else { Failure::OutputUnwritable };
    Error::new(failure).context(e.to_string())
}

fn close_line(month: &str) -> Result<Line> {
    let month = Month::parse(month).ok_or(Error::internal("a closed month has no name"))?;
    Ok(Line {
        event_ref: reference(&format!("month_closed:{month}"))?,
        effective_on: month.last(),
        sender: None,
        subject_sender: None,
        recorded_at: None,
        claim: Claim::MonthClosed { month },
    })
}

/// The names and values that a page of facts refers to.
struct Page {
    personal: HashMap<i64, PersonalRow>,
    people: HashMap<i64, (i32, String)>,
    households: HashMap<i64, (i32, String)>,
    employments: HashMap<i64, String>,
    helpers: HashMap<i64, String>,
    /// References of voided facts and of applications.
    events: HashMap<i64, String>,
    wrapped: HashMap<i64, Vec<u8>>,
}

impl Page {
    fn load(conn: &mut Conn, rows: &[FactRow]) -> Result<Self> {
        let ids = |of: fn(&FactRow) -> Option<i64>| {
            rows.iter().filter_map(of).collect::<std::collections::BTreeSet<_>>().into_iter().collect::<Vec<_>>()
        };
        let personal = paged(&ids(|r| r.personal_id), |page| {
            Ok(on_engine!(conn, |c| personal::table.filter(personal::id.eq_any(page)).load::<PersonalRow>(c))?)
        })?;
        let people_ids = ids(|r| r.person_id);
        let others = ids(|r| r.other_id);
        let people = paged(&[people_ids.as_slice(), &others].concat(), |page| {
            Ok(on_engine!(conn, |c| person::table
                .filter(person::id.eq_any(page))
                .select((person::id, (person::sender_id, person::ref_)))
                .load(c))?)
        })?;
        let wrapped = paged(&people_ids, |page| {
            Ok(on_engine!(conn, |c| person_key::table.filter(person_key::person_id.eq_any(page)).load(c))?)
        })?;
        let households = paged(&ids(|r| r.household_id), |page| {
            Ok(on_engine!(conn, |c| household::table
                .filter(household::id.eq_any(page))
                .select((household::id, (household::sender_id, household::ref_)))
                .load(c))?)
        })?;
        let employments = paged(&ids(|r| r.employment_id), |page| {
            Ok(on_engine!(conn, |c| employment::table
                .filter(employment::id.eq_any(page))
                .select((employment::id, employment::ref_))
                .load(c))?)
        })?;
        let helpers = paged(&ids(|r| r.helper_id), |page| {
            Ok(on_engine!(conn, |c| helper::table
                .filter(helper::id.eq_any(page))
                .select((helper::id, helper::ref_))
                .load(c))?)
        })?;
        let events = paged(&ids(|r| r.voids.or(r.about)), |page| {
            Ok(on_engine!(conn, |c| fact::table
                .filter(fact::position.eq_any(page))
                .select((fact::position, fact::event_ref))
                .load(c))?)
        })?;
        Ok(Self {
            personal: personal.into_iter().map(|p| (p.id, p)).collect(),
            people: people.into_iter().collect(),
            households: households.into_iter().collect(),
            employments: employments.into_iter().collect(),
            helpers: helpers.into_iter().collect(),
            events: events.into_iter().collect(),
            wrapped: wrapped.into_iter().collect(),
        })
    }

    fn line(&self, row: &FactRow, senders: &BTreeMap<i32, String>, keys: &Keys) -> Result<Line> {
        let person = row.person_id.and_then(|id| self.people.get(&id));
        let household = row.household_id.and_then(|id| self.households.get(&id));
        let other = row.other_id.and_then(|id| self.people.get(&id));
        let name = |name: Option<&String>| name.map(|n| reference(n)).transpose();
        let sender = |id: i32| senders.get(&id).map(|n| reference(n)).transpose();
        let names = Names {
            person: name(person.map(|p| &p.1))?,
            household: name(household.map(|h| &h.1))?,
            employment: name(row.employment_id.and_then(|id| self.employments.get(&id)))?,
            helper: name(row.helper_id.and_then(|id| self.helpers.get(&id)))?,
            voids: name(row.voids.and_then(|at| self.events.get(&at)))?,
            about: name(row.about.and_then(|at| self.events.get(&at)))?,
            other: name(other.map(|p| &p.1))?,
            other_sender: other
                .map(|p| p.0)
                .filter(|of| person.is_some_and(|p| p.0 != *of))
                .map(sender)
                .transpose()?
                .flatten(),
        };
        let side = row.personal_id.and_then(|id| self.personal.get(&id));
        let sealed = side.is_some_and(|s| s.id_number.is_some() || s.phone.is_some() || s.address.is_some());
        let key = match row.person_id.filter(|_| sealed) {
            Some(id) => {
                let wrapped = self.wrapped.get(&id).ok_or(Error::internal("a person has no data key"))?;
                Some(
                    keys.unwrap_data_key(id, wrapped)
                        .map_err(|e| Error::new(Failure::WrongKey).context(e.to_string()))?,
                )
            }
            None => None,
        };
        let claim = rows::get(row, side, &names, key.as_ref())?;
        // A void and a step name no subjects: they take those of the fact they refer to.
        let names_subjects = row.voids.is_none() && row.about.is_none();
        let subject = person.or(household).map(|(sender, _)| *sender).filter(|s| *s != row.sender_id && names_subjects);
        Ok(Line {
            event_ref: reference(&row.event_ref)?,
            effective_on: row.effective_on,
            sender: sender(row.sender_id)?,
            subject_sender: subject.map(sender).transpose()?.flatten(),
            recorded_at: row.claimed_at.map(|at| at.and_utc().fixed_offset()),
            claim,
        })
    }
}
