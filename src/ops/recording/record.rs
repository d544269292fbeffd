//! The only way into the ledger: appends a batch, then re-evaluates the messages that waited for
//! it.

use chrono::NaiveDateTime;

use super::entry::enter;
use super::settling::settle_touched;
use crate::db::Conn;
use crate::domain::ledger::incoming::{Incoming, Outcome};
use crate::error::Result;
use crate::seal::keys::Keys;

/// Records a batch inside a write transaction ([`Conn::write`]) and runs its followers: offers and
/// referrals, then the messages that waited for its facts. Gives the outcome of each line, in
/// order.
///
/// # Errors
/// When the database fails; a refused line is no error.
pub fn record(conn: &mut Conn, keys: &Keys, now: NaiveDateTime, batch: &[Incoming]) -> Result<Vec<Outcome>> {
    let outcomes = enter(conn, keys, now, batch)?;
    let applied = |outcome: &Outcome| match outcome {
        Outcome::Applied { position, .. } => Some(*position),
        Outcome::Duplicate { .. } | Outcome::Refused(_) => None,
    };
    if let Some(first) = outcomes.iter().find_map(applied) {
        settle_touched(conn, keys, now, first - 1)?;
    }
    Ok(outcomes)
}
