//! Stores messages, and re-evaluates their filings.

use std::collections::BTreeSet;

use super::records;
use crate::db::inbox::messages::{MessageRow, Messages};
use crate::domain::values::codes::MessageState;
use crate::domain::values::hint::Hint;
use crate::domain::values::refusal::Refusal;
use crate::error::Result;
use crate::ops::recording::settling;
use crate::ops::session::Session;

/// Re-evaluates messages of an account, and stores the records they bring beside the ledger. A hire
/// may come together with its employer, or before it.
///
/// # Errors
/// When the database fails.
pub(super) fn settle_and_keep(
    s: &mut Session,
    account: &str,
    filings: &BTreeSet<(&str, &str)>,
    loaded: &Messages,
    all: &mut Messages,
) -> Result<()> {
    let new_employers = records::keep_employers(s, account, filings, all)?;
    settling::settle(s.conn, s.keys, s.clock.now(), loaded, all)?;
    records::keep(s, account, filings, all)?;
    settling::settle_awaiting_employers(s, account, &new_employers)
}

pub(super) fn place(all: &mut Messages, mut row: MessageRow) -> Result<(i64, bool)> {
    if let Some(known) = all.values().find(|other| other.is_of_filing(&row) && other.version == row.version) {
        if known.content_hash == row.content_hash {
            return Ok((known.id, true));
        }
        let hint = Hint::said(
            "该备案的这一版本已收到，内容不同；更正请用更高的版本号",
            "this version of the filing came before and said something else; a correction has a higher version",
        );
        return Err(Refusal::conflict("version", hint).into());
    }
    let superseded = MessageState::Superseded.number();
    let counts = |other: &MessageRow| other.held_at.is_none() && other.is_of_filing(&row);
    if row.held_at.is_some() {
        // A held message is no version of its filing until it is released.
    } else if all.values().any(|other| counts(other) && other.version > row.version) {
        row.state = superseded;
        (row.code, row.field) = (None, None);
    } else {
        for other in all.values_mut().filter(|other| counts(other) && other.state != superseded) {
            other.state = superseded;
            (other.code, other.field) = (None, None);
            other.settled_at = row.settled_at;
        }
    }
    let id = row.id;
    all.insert(id, row);
    Ok((id, false))
}
