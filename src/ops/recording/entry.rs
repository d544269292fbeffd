//! Lines into the ledger, with the offers and the referrals that follow from them at once. Everything that records comes
//! through here; messages that waited follow in [`super::record`].

use chrono::NaiveDateTime;

use crate::db::Conn;
use crate::domain::ledger::incoming::{Incoming, Outcome};
use crate::error::Result;
use crate::ops::ledger::append::{Appended, append};
use crate::ops::outbox::{ended, seekers};
use crate::seal::keys::Keys;

/// Appends a batch inside a write transaction ([`Conn::write`]), recomputes what platforms are offered of the persons it
/// touched, and tells them which referrals ended; gives what became of each line, in their order.
///
/// # Errors
/// When the database fails; a line that is refused is no error.
pub(super) fn enter(conn: &mut Conn, keys: &Keys, now: NaiveDateTime, batch: &[Incoming]) -> Result<Vec<Outcome>> {
    let Appended { outcomes, touched } = append(conn, keys, now, batch)?;
    if !touched.is_empty() {
        seekers::settle(conn, keys, now, &touched)?;
        ended::tell_ends(conn, now, Some(&touched))?;
    }
    Ok(outcomes)
}
