//! The audit: accounts, their actions and the times. A note is written in the transaction of the
//! action it describes and never changes (the database refuses changes). It holds references and
//! ledger positions, no personal data.

use chrono::NaiveDateTime;
use diesel::prelude::*;
use serde::Serialize;

use super::Session;
use crate::clock::utc;
use crate::db::Conn;
use crate::db::schema::{account, audit};
use crate::error::Result;
use crate::on_engine;

/// A note to write.
#[derive(Insertable, Clone, Debug)]
#[diesel(table_name = audit, treat_none_as_default_value = false)]
pub struct Note {
    pub at: NaiveDateTime,
    /// None when a failed sign-in names no account.
    pub account: Option<String>,
    pub action: String,
    /// The account or month that the action was about.
    pub subject: Option<String>,
    pub request_id: String,
    /// The first and last ledger position that the action took.
    pub first_position: Option<i64>,
    pub last_position: Option<i64>,
}

/// Writes notes.
///
/// # Errors
/// When the database fails.
pub fn note(conn: &mut Conn, notes: &[Note]) -> Result<()> {
    if !notes.is_empty() {
        on_engine!(conn, |c| diesel::insert_into(audit::table).values(notes).execute(c))?;
    }
    Ok(())
}

/// A note of the audit.
#[derive(Queryable, Serialize, utoipa::ToSchema, Debug)]
pub struct AuditNote {
    pub id: i64,
    /// The time of the action, in UTC.
    #[serde(serialize_with = "utc")]
    pub at: NaiveDateTime,
    /// The id of the account that acted; none when a failed sign-in names no account.
    pub account: Option<String>,
    #[schema(example = "person_read")]
    pub action: String,
    /// The number of the person, the account or the month that the action was about.
    pub subject: Option<String>,
    /// The `X-Request-Id` of the answer.
    pub request_id: String,
    /// The first and last ledger position that the action took.
    pub first_position: Option<i64>,
    pub last_position: Option<i64>,
}

/// The filter and page of a list of notes.
#[derive(Default)]
pub struct Wanted {
    pub account: Option<String>,
    pub action: Option<String>,
    pub subject: Option<String>,
    /// The last note of the page before.
    pub before: Option<i64>,
    pub limit: i64,
}

/// Lists the notes of accounts in scope, latest first, one more than the limit when there are more.
/// Notes without an account, of sign-ins under an unknown name, are listed only for a scope of the
/// whole city.
///
/// # Errors
/// When the database fails.
pub fn list(s: &mut Session, wanted: &Wanted) -> Result<Vec<AuditNote>> {
    let scope = s.scope();
    let (from, to) = s.bounds();
    Ok(on_engine!(&mut *s.conn, |c| {
        let mut query = audit::table
            .left_join(account::table.on(account::id.nullable().eq(audit::account)))
            .select((
                audit::id,
                audit::at,
                audit::account,
                audit::action,
                audit::subject,
                audit::request_id,
                audit::first_position,
                audit::last_position,
            ))
            .into_boxed();
        if scope.is_some() {
            query = query.filter(account::division.ge(from).and(account::division.lt(to)));
        }
        if let Some(account) = &wanted.account {
            query = query.filter(audit::account.eq(account));
        }
        if let Some(action) = &wanted.action {
            query = query.filter(audit::action.eq(action));
        }
        if let Some(subject) = &wanted.subject {
            query = query.filter(audit::subject.eq(subject));
        }
        if let Some(before) = wanted.before {
            query = query.filter(audit::id.lt(before));
        }
        query.order(audit::id.desc()).limit(wanted.limit + 1).load(c)?
    }))
}

impl Session<'_> {
    /// Reads data about a subject and notes that the actor did; gives nothing when the note cannot
    /// be written.
    ///
    /// # Errors
    /// The errors of `read`; when the note cannot be written.
    pub fn noting<T>(&mut self, action: &str, id: i64, read: impl FnOnce(&mut Self) -> Result<T>) -> Result<T> {
        let found = read(self)?;
        // One statement is its own transaction: nothing else is written, and readers wait for no
        // writer.
        self.note(action, Some(id.to_string()))?;
        Ok(found)
    }

    /// Notes an action of the actor on a subject.
    ///
    /// # Errors
    /// When the database fails.
    pub(in crate::ops) fn note(&mut self, action: &str, subject: Option<String>) -> Result<()> {
        let note = Note {
            at: self.clock.now(),
            account: Some(self.actor().account.clone()),
            action: action.to_owned(),
            subject,
            request_id: self.request_id.to_owned(),
            first_position: None,
            last_position: None,
        };
        self::note(self.conn, &[note])
    }
}
