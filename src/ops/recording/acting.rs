//! Records the facts of one request together, under the actor's name: all of them or, when one is
//! refused, none.

use chrono::NaiveDate;
use diesel::prelude::*;

use super::record;
use crate::db::schema::{fact, sender};
use crate::domain::ledger::fact::{Claim, Line};
use crate::domain::ledger::incoming::{Incoming, Outcome};
use crate::domain::values::text::Reference;
use crate::error::Result;
use crate::on_engine;
use crate::ops::session::Session;
use crate::ops::session::references::{OWN_EVENTS, minted, reference};

/// Gives the actor's account as the officer of a step.
pub(in crate::ops) fn officer(s: &Session) -> Result<Reference> {
    reference(&s.actor().account)
}

/// Makes the reference of a new event.
pub(in crate::ops) fn event(s: &Session) -> Result<Reference> {
    reference(&format!("{OWN_EVENTS}{}", minted(s.clock.now())))
}

/// Records lines together: all of them or, when one is refused, none. Gives their positions.
pub(in crate::ops) fn record(
    s: &mut Session,
    sender: &str,
    lines: impl IntoIterator<Item = (Reference, NaiveDate, Claim)>,
) -> Result<Vec<i64>> {
    record_as(s, sender, None, lines)
}

/// Does the same as [`record`]; the subjects bear the names of `subject_sender`.
pub(in crate::ops) fn record_as(
    s: &mut Session,
    sender: &str,
    subject_sender: Option<Reference>,
    lines: impl IntoIterator<Item = (Reference, NaiveDate, Claim)>,
) -> Result<Vec<i64>> {
    let own = reference(sender)?;
    let subject_sender = subject_sender.filter(|subject| *subject != own);
    let incoming = |(event_ref, effective_on, claim): (Reference, NaiveDate, Claim)| {
        let names_subject = claim.person().is_some() || claim.household().is_some();
        Incoming {
            sender: Some(own.clone()),
            line: Line {
                event_ref,
                effective_on,
                sender: None,
                subject_sender: subject_sender.clone().filter(|_| names_subject),
                recorded_at: None,
                claim,
            },
            live: true,
            scope: s.scope(),
        }
    };
    let batch: Vec<Incoming> = lines.into_iter().map(incoming).collect();
    let mut positions = Vec::with_capacity(batch.len());
    for outcome in record::record(s.conn, s.keys, s.clock.now(), &batch)? {
        match outcome {
            Outcome::Applied { position, .. } | Outcome::Duplicate { position } => positions.push(position),
            Outcome::Refused(refusal) => return Err(refusal.into()),
        }
    }
    Ok(positions)
}

/// Voids a fact under its own sender, wherever its subject is by now. The caller has checked that
/// the actor may void it.
pub(in crate::ops) fn void(s: &mut Session, position: i64) -> Result<()> {
    let query = fact::table
        .inner_join(sender::table.on(sender::id.eq(fact::sender_id)))
        .filter(fact::position.eq(position))
        .select((sender::name, fact::event_ref));
    let (sender, voids): (String, String) = on_engine!(&mut *s.conn, |c| query.first(c))?;
    let (voids, sender) = (reference(&voids)?, reference(&sender)?);
    let line = Line {
        event_ref: event(s)?,
        effective_on: s.clock.today(),
        sender: None,
        subject_sender: None,
        recorded_at: None,
        claim: Claim::Voided { voids, reason: None },
    };
    let batch = [Incoming { sender: Some(sender), line, live: true, scope: None }];
    match record::record(s.conn, s.keys, s.clock.now(), &batch)?.pop() {
        Some(Outcome::Refused(refusal)) => Err(refusal.into()),
        _ => Ok(()),
    }
}
