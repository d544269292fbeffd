//! The courier, the one thread that works without a request. It sends deliveries to platforms:
//! signed according to Standard Webhooks, in order for each subject, and retried for three days. A
//! delivery may arrive twice, when its answer was lost, but none is lost. On a new day the courier
//! also re-evaluates what changes with the day alone (`daily`).

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{self, RecvTimeoutError, Sender};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use chrono::NaiveDate;
use hmac::{Hmac, KeyInit as _, Mac as _};
use rand::RngExt as _;
use sha2::Sha256;

use super::daily;
use super::endpoints::{self, Secret};
use crate::clock::{Clock, business_day};
use crate::db::outbox::deliveries::{self, DeliveryRow};
use crate::db::{Conn, Location};
use crate::domain::outbox::delivery::{ROLLS, pause};
use crate::domain::values::codes::DeliveryState;
use crate::error::{Error, Result};
use crate::seal::keys::Keys;

/// The interval between passes over the outbox.
const LOOKS: Duration = Duration::from_millis(250);
/// The time limit of a request.
const PATIENCE: Duration = Duration::from_secs(10);
/// The time for one platform in a pass before the next platform is served.
const TURN: Duration = Duration::from_secs(5);
/// The wait after a pass that failed.
const REST: Duration = Duration::from_secs(5);

/// The running courier. It stops when it is dropped, once a pending request is answered or has
/// timed out.
pub struct Courier {
    stop: Option<Sender<()>>,
    is_stopping: Arc<AtomicBool>,
    thread: Option<JoinHandle<()>>,
}

impl Courier {
    /// Starts the thread.
    ///
    /// # Errors
    /// When the system gives no thread.
    pub fn start(location: Location, keys: Arc<Keys>, clock: Clock) -> Result<Self> {
        let (stop, stopped) = mpsc::channel();
        let is_stopping = Arc::new(AtomicBool::new(false));
        let agent: ureq::Agent = ureq::Agent::config_builder()
            .timeout_global(Some(PATIENCE))
            .http_status_as_error(false)
            .max_redirects(0)
            // Only endpoints on this host are contacted, without a proxy.
            .proxy(None)
            .user_agent("bangfu")
            .build()
            .into();
        let is_stopping_too = Arc::clone(&is_stopping);
        let mut round =
            Round { location, keys, clock, agent, is_stopping: is_stopping_too, settled_on: None, conn: None };
        let work = move || {
            let mut wait = LOOKS;
            while stopped.recv_timeout(wait) == Err(RecvTimeoutError::Timeout) {
                let done = catch_unwind(AssertUnwindSafe(|| round.run()));
                wait = if matches!(done, Ok(Ok(()))) { LOOKS } else { REST };
                if let Ok(Err(e)) = done {
                    tracing::warn!(code = e.failure.code(), context = e.detail(), "deliveries have to wait");
                }
            }
        };
        let thread = std::thread::Builder::new().name("courier".to_owned()).spawn(work);
        let thread = thread.map_err(|e| Error::internal(format!("starting the courier: {e}")))?;
        Ok(Self { stop: Some(stop), is_stopping, thread: Some(thread) })
    }
}

impl Drop for Courier {
    fn drop(&mut self) {
        self.is_stopping.store(true, Ordering::Relaxed);
        self.stop = None;
        if let Some(thread) = self.thread.take() {
            let _ = thread.join(); // it catches its panics
        }
    }
}

struct Round {
    location: Location,
    keys: Arc<Keys>,
    clock: Clock,
    agent: ureq::Agent,
    is_stopping: Arc<AtomicBool>,
    /// The day for which the daily re-evaluation is known to be done.
    settled_on: Option<NaiveDate>,
    /// None before the first use and after a loss.
    conn: Option<Conn>,
}

impl Round {
    /// Makes one pass: sends the deliveries that are due, platform by platform. A failure with one
    /// platform does not delay the others.
    fn run(&mut self) -> Result<()> {
        let mut conn = match self.conn.take() {
            Some(conn) => conn,
            None => self.location.open()?,
        };
        let now = self.clock.now();
        if self.settled_on != Some(business_day(now)) {
            // A failed daily re-evaluation delays no delivery; the next pass tries it again.
            match daily::settle(&mut conn, &self.keys, now) {
                Ok(()) => self.settled_on = Some(business_day(now)),
                Err(e) => tracing::warn!(code = e.failure.code(), context = e.detail(), "the day is not settled"),
            }
        }
        let mut outcome = Ok(());
        let awaiting = deliveries::awaiting(&mut conn, self.clock.now())?;
        endpoints::forget_old(&mut conn, self.clock.now())?;
        for account in awaiting {
            if let Err(e) = self.take_to(&mut conn, &account) {
                outcome = Err(e);
            }
        }
        // After a failure the connection is discarded.
        self.conn = Some(conn).filter(|_| outcome.is_ok());
        outcome
    }

    /// Sends a platform the deliveries that are due, for the length of its turn; a platform that
    /// does not answer waits for the next pass. The endpoint is read before each delivery, because
    /// it may have changed or been removed.
    fn take_to(&self, conn: &mut Conn, account: &str) -> Result<()> {
        #[expect(clippy::disallowed_methods, reason = "how long a turn lasts is no matter of the business clock")]
        let begun = Instant::now();
        while begun.elapsed() < TURN && !self.is_stopping.load(Ordering::Relaxed) {
            let Some(row) = deliveries::next(conn, account, self.clock.now())? else { break };
            let Some((url, secrets)) = endpoints::open(conn, &self.keys, account, self.clock.now())? else { break };
            let status = self.send(&row, &url, &secrets);
            let after = self.after(&row, status);
            conn.write_beside(|conn| deliveries::save(conn, &row, &after))?;
            if status.is_none() {
                break;
            }
        }
        Ok(())
    }

    /// Sends a delivery, signed with each secret; gives the status of the answer, none without an
    /// answer.
    fn send(&self, row: &DeliveryRow, url: &str, secrets: &[Secret]) -> Option<u16> {
        let timestamp = self.clock.now().and_utc().timestamp();
        let signatures = secrets.iter().map(|secret| sign(secret, &row.event_id, timestamp, &row.body));
        let signatures = signatures.collect::<Option<Vec<_>>>()?;
        let request = self
            .agent
            .post(url)
            .header("content-type", "application/cloudevents+json")
            .header("webhook-id", &row.event_id)
            .header("webhook-timestamp", timestamp.to_string())
            .header("webhook-signature", signatures.join(" "));
        match request.send(&row.body) {
            Ok(answer) => Some(answer.status().as_u16()),
            Err(e) => {
                // The error's text may contain the URL, which may hold a secret.
                let why = if matches!(e, ureq::Error::Timeout(_)) { "timeout" } else { "no answer" };
                tracing::warn!(delivery = row.id, why, "a delivery was not answered");
                None
            }
        }
    }

    /// Gives the row of a delivery after an attempt.
    fn after(&self, was: &DeliveryRow, status: Option<u16>) -> DeliveryRow {
        let now = self.clock.now();
        let attempts = was.attempts + 1;
        let row = DeliveryRow { attempts, last_status: status.and_then(|s| i16::try_from(s).ok()), ..was.clone() };
        if status.is_some_and(|status| (200..300).contains(&status)) {
            let state = DeliveryState::Delivered.number();
            return DeliveryRow { state, due_at: None, settled_at: Some(now), ..row };
        }
        let failed = usize::try_from(attempts).unwrap_or(usize::MAX);
        if let Some(pause) = pause(failed, rand::rng().random_range(ROLLS)) {
            return DeliveryRow { due_at: Some(now + pause), ..row };
        }
        tracing::warn!(delivery = was.id, attempts, "a delivery was given up");
        DeliveryRow { state: DeliveryState::Dead.number(), due_at: None, settled_at: Some(now), ..row }
    }
}

/// Signs a delivery (Standard Webhooks, «Signature scheme», `v1`): HMAC-SHA-256 of its id, its
/// timestamp and its body.
fn sign(secret: &[u8], id: &str, timestamp: i64, body: &str) -> Option<String> {
    let mut mac = Hmac::<Sha256>::new_from_slice(secret).ok()?;
    mac.update(format!("{id}.{timestamp}.{body}").as_bytes());
    Some(format!("v1,{}", STANDARD.encode(mac.finalize().into_bytes())))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_signature_is_as_the_specification_has_it() {
        // The test vector of the reference libraries (standard-webhooks/standard-webhooks, tests).
        let secret = STANDARD.decode("MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw").unwrap();
        let signed = sign(&secret, "msg_p5jXN8AQM9LWM0D4loKWxJek", 1_614_265_330, r#"{"test": 2432232314}"#);
        assert_eq!(signed.as_deref(), Some("v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="));
    }
}
