//! Who did what and when. A note is written in the transaction of what it tells of, and never changed (the database
//! refuses it); it holds references and ledger positions, no personal data.

use chrono::NaiveDateTime;
use diesel::prelude::*;

use super::session::Session;
use crate::db::Conn;
use crate::db::schema::audit;
use crate::error::Result;
use crate::on_engine;

/// One note.
#[derive(Insertable, Clone, Debug)]
#[diesel(table_name = audit, treat_none_as_default_value = false)]
pub struct Note {
    pub at: NaiveDateTime,
    /// None for somebody who did not get in.
    pub account: Option<String>,
    pub action: String,
    /// What it was about: an account, a month.
    pub subject: Option<String>,
    pub request_id: String,
    /// The ledger positions taken, first and last.
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

impl Session<'_> {
    /// Writes down what the actor did to a subject.
    ///
    /// # Errors
    /// When the database fails.
    pub(super) fn note(&mut self, action: &str, subject: Option<String>) -> Result<()> {
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
