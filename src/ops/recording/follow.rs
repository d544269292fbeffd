//! The followers of a saved batch, in the order in which they run. A module that reacts to facts
//! gets a line here, not a call within
//! [`Recorder::save`](crate::ops::ledger::recorder::Recorder::save).

use std::collections::BTreeSet;

use chrono::NaiveDateTime;

use crate::db::Conn;
use crate::db::help::cases;
use crate::db::people::subjects;
use crate::db::placement::referrals;
use crate::error::Result;
use crate::ops::ledger::derived::{refresh_flexible, settle_merged};
use crate::ops::ledger::saving::Saved;
use crate::ops::outbox::{ended, seekers};
use crate::seal::keys::Keys;

/// Re-evaluates something that a part of a batch may have changed.
type Follower = fn(&mut Conn, &Keys, &mut Saved) -> Result<()>;

/// The followers of each part of a batch; they run before the next part is loaded.
const OF_A_PART: [Follower; 6] = [names, profiles, ends_of_referrals, living_lines, of_cases, merges];

/// The followers of a whole batch; they get the persons it touched.
const OF_A_BATCH: [fn(&mut Conn, &Keys, NaiveDateTime, &BTreeSet<i64>) -> Result<()>; 2] =
    [seekers::settle, |conn, _, now, touched| ended::tell_ends(conn, now, Some(touched))];

/// Runs the followers of a part of a batch; gives the persons registered before whose histories may
/// have changed.
pub(super) fn follow_part(conn: &mut Conn, keys: &Keys, mut saved: Saved) -> Result<BTreeSet<i64>> {
    for follower in OF_A_PART {
        follower(conn, keys, &mut saved)?;
    }
    Ok(saved.touched)
}

/// Runs the followers of a batch that touched these persons.
pub(super) fn follow_batch(conn: &mut Conn, keys: &Keys, now: NaiveDateTime, touched: &BTreeSet<i64>) -> Result<()> {
    if touched.is_empty() {
        return Ok(());
    }
    OF_A_BATCH.iter().try_for_each(|follower| follower(conn, keys, now, touched))
}

fn names(conn: &mut Conn, _: &Keys, saved: &mut Saved) -> Result<()> {
    subjects::settle_names(conn, &saved.renamed, &saved.book.merged)
}

fn profiles(conn: &mut Conn, keys: &Keys, saved: &mut Saved) -> Result<()> {
    std::mem::take(&mut saved.profiles).save(conn, keys)
}

fn ends_of_referrals(conn: &mut Conn, _: &Keys, saved: &mut Saved) -> Result<()> {
    referrals::settle_ends(conn, &saved.touched, &saved.book.world.histories())
}

fn living_lines(conn: &mut Conn, _: &Keys, saved: &mut Saved) -> Result<()> {
    if saved.living_lines_changed {
        saved.touched.extend(refresh_flexible(conn)?);
    }
    Ok(())
}

fn of_cases(conn: &mut Conn, _: &Keys, saved: &mut Saved) -> Result<()> {
    cases::settle(conn, &saved.people, &saved.opened, &saved.book.world.histories(), &saved.book.merged)
}

fn merges(conn: &mut Conn, keys: &Keys, saved: &mut Saved) -> Result<()> {
    if !saved.merged.is_empty() {
        saved.touched.extend(settle_merged(conn, keys, std::mem::take(&mut saved.merged))?);
    }
    Ok(())
}
