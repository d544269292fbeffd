//! Slows down the guessing of passwords: after a few wrong ones for a name from an address, that
//! pair must wait.

use std::collections::HashMap;
use std::net::IpAddr;
use std::sync::{Mutex, PoisonError};

use chrono::{Duration, NaiveDateTime};

/// The wrong passwords within [`WINDOW_MINUTES`] after which a name and an address must wait.
const TRIES: u32 = 5;
/// The minutes from the first wrong password until the count restarts.
pub const WINDOW_MINUTES: i64 = 15;
/// The most pairs in memory, some 2 MB, because a name is no longer than an account's. When all of
/// them are fresh, the oldest is dropped.
const PAIRS: usize = 10_000;

/// Counts wrong passwords by name and address.
#[derive(Default)]
pub struct Throttle(Mutex<HashMap<(String, Option<IpAddr>), Failed>>);

struct Failed {
    since: NaiveDateTime,
    times: u32,
}

impl Failed {
    fn is_over(&self, now: NaiveDateTime) -> bool {
        now >= self.since + Duration::minutes(WINDOW_MINUTES)
    }
}

impl Throttle {
    /// Counts a try before its password is checked, so that parallel tries count too. Gives false
    /// if the name and the address must wait. After a right password, [`Self::clear`] drops the
    /// count.
    pub fn admit(&self, username: &str, address: Option<IpAddr>, now: NaiveDateTime) -> bool {
        let mut failed = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let pair = (username.to_owned(), address);
        if failed.len() >= PAIRS && !failed.contains_key(&pair) {
            failed.retain(|_, f| !f.is_over(now));
            if failed.len() >= PAIRS
                && let Some(oldest) = failed.iter().min_by_key(|(_, f)| f.since).map(|(pair, _)| pair.clone())
            {
                failed.remove(&oldest);
            }
        }
        let entry = failed.entry(pair).or_insert(Failed { since: now, times: 0 });
        if entry.is_over(now) {
            *entry = Failed { since: now, times: 0 };
        }
        entry.times = entry.times.saturating_add(1);
        entry.times <= TRIES
    }

    /// Takes back one counted try, for a password that was not checked.
    pub fn give_back(&self, username: &str, address: Option<IpAddr>) {
        let mut failed = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(entry) = failed.get_mut(&(username.to_owned(), address)) {
            entry.times = entry.times.saturating_sub(1);
        }
    }

    /// Drops the count of a name and an address after a right password.
    pub fn clear(&self, username: &str, address: Option<IpAddr>) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).remove(&(username.to_owned(), address));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use chrono::NaiveDate;

    fn noon() -> NaiveDateTime {
        NaiveDate::from_ymd_opt(2026, 3, 31).unwrap().and_hms_opt(12, 0, 0).unwrap()
    }

    #[test]
    fn the_sixth_try_waits_until_the_window_is_over_and_others_do_not() {
        let (throttle, now) = (Throttle::default(), noon());
        let here = Some(IpAddr::from([192, 0, 2, 1]));
        for _ in 0..TRIES {
            assert!(throttle.admit("somebody", here, now));
        }
        assert!(!throttle.admit("somebody", here, now));
        assert!(throttle.admit("somebody", Some(IpAddr::from([192, 0, 2, 2])), now));
        assert!(throttle.admit("another", here, now));
        assert!(throttle.admit("somebody", here, now + Duration::minutes(WINDOW_MINUTES)));
    }

    #[test]
    fn a_right_password_gives_the_tries_back() {
        let (throttle, now) = (Throttle::default(), noon());
        for _ in 0..100 {
            assert!(throttle.admit("somebody", None, now));
            throttle.clear("somebody", None);
        }
    }

    #[test]
    fn a_try_that_is_given_back_was_none_and_the_others_stay() {
        let (throttle, now) = (Throttle::default(), noon());
        for _ in 1..TRIES {
            assert!(throttle.admit("somebody", None, now));
        }
        for _ in 0..100 {
            assert!(throttle.admit("somebody", None, now));
            throttle.give_back("somebody", None);
        }
        assert!(throttle.admit("somebody", None, now));
        assert!(!throttle.admit("somebody", None, now));
    }

    #[test]
    fn memory_is_bounded() {
        let (throttle, now) = (Throttle::default(), noon());
        for i in 0..PAIRS + 5 {
            throttle.admit(&i.to_string(), None, now);
        }
        assert_eq!(throttle.0.lock().unwrap().len(), PAIRS);
    }
}
