//! Appends lines to the ledger in three steps, load, judge and save, and runs the followers. Every
//! batch comes through here; the messages that waited for it follow in [`super::record`].

use std::collections::BTreeSet;

use chrono::NaiveDateTime;

use super::follow::{follow_batch, follow_part};
use crate::db::Conn;
use crate::domain::ledger::incoming::{Incoming, Outcome};
use crate::error::Result;
use crate::ops::ledger::judging::up_to_merge;
use crate::ops::ledger::recorder::Recorder;
use crate::seal::keys::Keys;

/// Appends a batch inside a write transaction ([`Conn::write`]) and runs its followers; gives the
/// outcome of each line, in order.
///
/// # Errors
/// When the database fails; a refused line is no error.
pub(super) fn enter(conn: &mut Conn, keys: &Keys, now: NaiveDateTime, batch: &[Incoming]) -> Result<Vec<Outcome>> {
    let mut outcomes = Vec::with_capacity(batch.len());
    let mut touched = BTreeSet::new();
    while let Some(rest) = batch.get(outcomes.len()..).filter(|rest| !rest.is_empty()) {
        let part = up_to_merge(rest);
        let mut recorder = Recorder::load(conn, keys, now, part)?;
        outcomes.extend(recorder.judge(part)?);
        if let Some(saved) = recorder.save(conn)? {
            touched.extend(follow_part(conn, keys, saved)?);
        }
    }
    follow_batch(conn, keys, now, &touched)?;
    Ok(outcomes)
}
