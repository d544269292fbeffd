//! The one thread that records facts for the service. Jobs that arrive during a commit share the
//! next one, so that many single facts cost few disk flushes. An answer is given only after the
//! commit.

use std::collections::{HashMap, HashSet};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::sync::mpsc::{self, Receiver, Sender};
use std::thread::JoinHandle;

use chrono::{Duration, NaiveDateTime};
use diesel::prelude::*;
use tokio::sync::{OwnedSemaphorePermit, Semaphore, oneshot};

use super::record;
use crate::auth::Actor;
use crate::clock::Clock;
use crate::db::ledger::restoring;
use crate::db::people::merged::Merged;
use crate::db::schema::{account, fact, idempotency};
use crate::db::{Conn, Location};
use crate::domain::ledger::incoming::{Incoming, Outcome};
use crate::error::{Error, Failure, Result};
use crate::on_engine;
use crate::ops::session::audit::{self, Note};
use crate::seal::keys::Keys;

/// The most jobs of one commit.
const MOST_JOBS: usize = 256;
/// The most lines of one commit, unless a single job has more.
const MOST_LINES: usize = 1_000;
/// The most lines that wait; a job beyond them is answered [`Failure::Busy`].
const MOST_WAITING: usize = 10_000;
/// Hours for which an Idempotency-Key is remembered.
pub const KEY_HOURS: i64 = 24;

/// Lines to record together, on behalf of an actor.
pub struct Job {
    pub actor: Actor,
    pub request_id: String,
    /// The key under which the answer is remembered.
    pub key: Option<IdempotencyKey>,
    pub batch: Vec<Incoming>,
    /// Makes the answer from the outcomes of the lines.
    pub answer: Box<dyn Fn(&Recorded) -> Answer + Send>,
}

/// An Idempotency-Key and the hash of its request.
pub struct IdempotencyKey {
    pub key: String,
    pub request_hash: [u8; 32],
}

/// The outcomes of a job's lines, in order, and the numbers of the facts' subjects, by position.
pub struct Recorded<'r> {
    pub outcomes: &'r [Outcome],
    pub subjects: &'r Subjects,
}

/// The person and the household of a fact, by its position.
pub type Subjects = HashMap<i64, (Option<i64>, Option<i64>)>;

/// An answer, as sent and as remembered under its key.
#[derive(Clone, Debug, PartialEq)]
pub struct Answer {
    pub status: u16,
    pub body: String,
}

/// The handle of the writing thread. When it is dropped, the thread finishes the waiting jobs and
/// stops.
pub struct Writer {
    queue: Option<Sender<Waiting>>,
    room: Arc<Semaphore>,
    thread: Option<JoinHandle<()>>,
}

struct Waiting {
    job: Job,
    reply: oneshot::Sender<Result<Answer>>,
    room: OwnedSemaphorePermit,
}

impl Writer {
    /// Starts the thread; it opens its own connection when the first job comes.
    ///
    /// # Errors
    /// When the system gives no thread.
    pub fn start(location: Location, keys: Arc<Keys>, clock: Clock) -> Result<Self> {
        let (queue, jobs) = mpsc::channel();
        let thread = std::thread::Builder::new()
            .name("writer".to_owned())
            .spawn(move || Thread { location, keys, clock, conn: None, held: None, purged_at: None }.run(&jobs))
            .map_err(|e| Error::internal(format!("starting the writer: {e}")))?;
        Ok(Self { queue: Some(queue), room: Arc::new(Semaphore::new(MOST_WAITING)), thread: Some(thread) })
    }

    /// Records a job; the answer comes after its commit.
    ///
    /// # Errors
    /// [`Failure::Busy`] when too much waits, [`Failure::KeyReused`] for a key that came with
    /// another request, [`Failure::Unauthorized`] when the account was changed after the token was
    /// issued, and what the database gives.
    pub async fn record(&self, job: Job) -> Result<Answer> {
        let lines = u32::try_from(job.batch.len().max(1)).unwrap_or(u32::MAX);
        let room = Arc::clone(&self.room).try_acquire_many_owned(lines).map_err(|_| Failure::Busy)?;
        let (reply, answer) = oneshot::channel();
        let gone = || Error::internal("the writer is gone");
        self.queue.as_ref().ok_or_else(gone)?.send(Waiting { job, reply, room }).map_err(|_| gone())?;
        answer.await.map_err(|_| gone())?
    }
}

impl Drop for Writer {
    fn drop(&mut self) {
        self.queue = None;
        if let Some(thread) = self.thread.take() {
            let _ = thread.join(); // it catches its panics
        }
    }
}

struct Thread {
    location: Location,
    keys: Arc<Keys>,
    clock: Clock,
    /// None before the first use and after a loss.
    conn: Option<Conn>,
    /// A job that did not fit into the commit before it.
    held: Option<Waiting>,
    purged_at: Option<NaiveDateTime>,
}

impl Thread {
    fn run(mut self, jobs: &Receiver<Waiting>) {
        while let Some(group) = self.gather(jobs) {
            let (jobs, replies): (Vec<Job>, Vec<_>) = group.into_iter().map(|w| (w.job, (w.reply, w.room))).unzip();
            let answers = self.commit(&jobs);
            for ((reply, _room), answer) in replies.into_iter().zip(answers) {
                let _ = reply.send(answer); // the requester may be gone
            }
        }
    }

    /// Waits for a job and takes the jobs that wait behind it; gives none when the queue is closed.
    fn gather(&mut self, jobs: &Receiver<Waiting>) -> Option<Vec<Waiting>> {
        let first = match self.held.take() {
            Some(held) => held,
            None => jobs.recv().ok()?,
        };
        let mut lines = first.job.batch.len();
        let mut group = vec![first];
        while group.len() < MOST_JOBS
            && let Ok(next) = jobs.try_recv()
        {
            lines += next.job.batch.len();
            // Of two jobs under one key, the second must see the answer of the first.
            let twice = next.job.key.is_some() && group.iter().any(|w| same_key(&w.job, &next.job));
            if lines > MOST_LINES || twice {
                self.held = Some(next);
                break;
            }
            group.push(next);
        }
        Some(group)
    }

    /// Records jobs in one commit. When the commit fails, tries each job alone, so that a failing
    /// job does not take the others down. A line that was committed after all is recognised by its
    /// event reference.
    fn commit(&mut self, jobs: &[Job]) -> Vec<Result<Answer>> {
        match self.attempt(jobs) {
            Ok(answers) => answers,
            Err(e) if jobs.len() == 1 && e.failure != Failure::DatabaseLost => vec![Err(e)],
            Err(e) => {
                tracing::warn!(
                    jobs = jobs.len(),
                    code = e.failure.code(),
                    context = e.detail(),
                    "a commit failed; trying its jobs one by one"
                );
                let alone =
                    |job| self.attempt(std::slice::from_ref(job)).and_then(|answers| answers.into_iter().collect());
                let alone: Vec<Result<Vec<Answer>>> = jobs.iter().map(alone).collect();
                alone
                    .into_iter()
                    .map(|one| one.and_then(|mut one| one.pop().ok_or_else(|| Failure::Internal.into())))
                    .collect()
            }
        }
    }

    fn attempt(&mut self, jobs: &[Job]) -> Result<Vec<Result<Answer>>> {
        let mut conn = match self.conn.take() {
            Some(conn) => conn,
            None => self.location.open()?,
        };
        let now = self.clock.now();
        let purge = self.purged_at.is_none_or(|at| now >= at + Duration::hours(1));
        let keys = &self.keys;
        let done = catch_unwind(AssertUnwindSafe(|| {
            let answers = conn.write(|conn| {
                if purge {
                    forget_old_keys(conn, now)?;
                }
                record(conn, keys, now, jobs)
            });
            (conn, answers)
        }));
        // After a panic or a loss the connection is discarded.
        let (conn, answers) = done.map_err(|_| Error::internal("the writer panicked"))?;
        if answers.as_ref().err().is_none_or(|e| e.failure != Failure::DatabaseLost) {
            self.conn = Some(conn);
        }
        if answers.is_ok() {
            self.purged_at = self.purged_at.filter(|_| !purge).or(Some(now));
        }
        answers
    }
}

fn same_key(a: &Job, b: &Job) -> bool {
    let key = |job: &Job| job.key.as_ref().map(|k| (job.actor.account.clone(), k.key.clone()));
    key(a) == key(b)
}

/// How to handle a job.
enum Standing {
    /// Record its lines.
    Open,
    /// Answer it without recording.
    Settled(Result<Answer>),
}

/// Records jobs inside a transaction.
fn record(conn: &mut Conn, keys: &Keys, now: NaiveDateTime, jobs: &[Job]) -> Result<Vec<Result<Answer>>> {
    restoring::refuse(conn)?;
    let valid = valid_accounts(conn, jobs)?;
    let standings = jobs.iter().map(|job| standing(conn, &valid, now, job)).collect::<Result<Vec<_>>>()?;
    let open = jobs.iter().zip(&standings).filter(|(_, standing)| matches!(standing, Standing::Open));
    let lines: Vec<Incoming> = open.flat_map(|(job, _)| job.batch.iter().cloned()).collect();
    let outcomes = record::record(conn, keys, now, &lines)?;
    let subjects = subjects_of(conn, &outcomes)?;
    let mut rest = outcomes.as_slice();
    let (mut answers, mut notes) = (Vec::with_capacity(jobs.len()), Vec::new());
    for (job, standing) in jobs.iter().zip(standings) {
        if let Standing::Settled(answer) = standing {
            answers.push(answer);
            continue;
        }
        let (own, others) = rest.split_at(job.batch.len());
        rest = others;
        let answer = (job.answer)(&Recorded { outcomes: own, subjects: &subjects });
        remember(conn, now, job, &answer)?;
        notes.extend(note_of(now, job, own));
        answers.push(Ok(answer));
    }
    audit::note(conn, &notes)?;
    Ok(answers)
}

/// Gives the enabled accounts of the jobs, with their versions.
fn valid_accounts(conn: &mut Conn, jobs: &[Job]) -> Result<HashSet<(String, i64)>> {
    let ids: HashSet<&str> = jobs.iter().map(|j| j.actor.account.as_str()).collect();
    let ids: Vec<&str> = ids.into_iter().collect();
    let valid: Vec<(String, i64)> = on_engine!(conn, |c| account::table
        .filter(account::id.eq_any(ids))
        .filter(account::disabled.eq(false))
        .select((account::id, account::version))
        .load(c))?;
    Ok(valid.into_iter().collect())
}

fn standing(conn: &mut Conn, valid: &HashSet<(String, i64)>, now: NaiveDateTime, job: &Job) -> Result<Standing> {
    if !valid.contains(&(job.actor.account.clone(), job.actor.version)) {
        return Ok(Standing::Settled(Err(Failure::Unauthorized.into())));
    }
    let Some(key) = &job.key else { return Ok(Standing::Open) };
    let known: Option<(Vec<u8>, i16, String, NaiveDateTime)> = idempotency::table
        .find((&job.actor.account, &key.key))
        .select((idempotency::request_hash, idempotency::status, idempotency::body, idempotency::created_at))
        .first(conn)
        .optional()?;
    let Some((hash, status, body, created_at)) = known else { return Ok(Standing::Open) };
    if created_at + Duration::hours(KEY_HOURS) <= now {
        diesel::delete(idempotency::table.find((&job.actor.account, &key.key))).execute(conn)?;
        return Ok(Standing::Open);
    }
    Ok(Standing::Settled(if hash == key.request_hash {
        Ok(Answer { status: u16::try_from(status).unwrap_or(500), body })
    } else {
        Err(Failure::KeyReused.into())
    }))
}

fn remember(conn: &mut Conn, now: NaiveDateTime, job: &Job, answer: &Answer) -> Result<()> {
    if let Some(key) = &job.key {
        diesel::insert_into(idempotency::table)
            .values((
                idempotency::account.eq(&job.actor.account),
                idempotency::idempotency_key.eq(&key.key),
                idempotency::request_hash.eq(key.request_hash.to_vec()),
                idempotency::status.eq(i16::try_from(answer.status).unwrap_or(500)),
                idempotency::body.eq(&answer.body),
                idempotency::created_at.eq(now),
            ))
            .execute(conn)?;
    }
    Ok(())
}

fn forget_old_keys(conn: &mut Conn, now: NaiveDateTime) -> Result<()> {
    diesel::delete(idempotency::table.filter(idempotency::created_at.le(now - Duration::hours(KEY_HOURS))))
        .execute(conn)?;
    Ok(())
}

fn position(outcome: &Outcome) -> Option<i64> {
    match outcome {
        Outcome::Applied { position, .. } | Outcome::Duplicate { position } => Some(*position),
        Outcome::Refused(_) => None,
    }
}

fn subjects_of(conn: &mut Conn, outcomes: &[Outcome]) -> Result<Subjects> {
    let positions: Vec<i64> = outcomes.iter().filter_map(position).collect();
    let rows = crate::db::engine::query::paged(&positions, |page| {
        Ok(on_engine!(&mut *conn, |c| fact::table
            .filter(fact::position.eq_any(page))
            .select((fact::position, fact::person_id, fact::household_id))
            .load::<(i64, Option<i64>, Option<i64>)>(c))?)
    })?;
    // A subject named by a registration that was merged away is answered as the surviving one.
    let merged = Merged::now(conn)?;
    let root = |person: Option<i64>| person.map(|id| merged.root(id));
    Ok(rows.into_iter().map(|(position, person, household)| (position, (root(person), household))).collect())
}

fn note_of(now: NaiveDateTime, job: &Job, outcomes: &[Outcome]) -> Option<Note> {
    let taken: Vec<i64> = outcomes.iter().filter_map(position).collect();
    Some(Note {
        at: now,
        account: Some(job.actor.account.clone()),
        action: "facts_recorded".to_owned(),
        subject: None,
        request_id: job.request_id.clone(),
        first_position: Some(*taken.first()?),
        last_position: taken.last().copied(),
    })
}
