//! Deliveries to a platform: when a failed one is retried, and which addresses are allowed.

use std::net::{Ipv4Addr, Ipv6Addr};

use chrono::TimeDelta;

use crate::values::hint::Hint;
use crate::values::refusal::Refusal;

/// Seconds from each failed attempt to the next, as the Standard Webhooks specification recommends
/// («Retries»): three days in total. After the last attempt the delivery is dead.
const PAUSES: [i64; 9] = [5, 5 * 60, 30 * 60, 2 * HOUR, 5 * HOUR, 10 * HOUR, 14 * HOUR, 20 * HOUR, 24 * HOUR];
const HOUR: i64 = 60 * 60;
/// The range of the random number for [`pause`].
pub const ROLLS: std::ops::Range<i64> = 0..1000;

/// Gives the time until the next attempt, after `failed` failed ones; `None` if the delivery is
/// dead. `roll` adds up to a tenth at random, so that deliveries that failed together are not
/// retried together.
pub fn pause(failed: usize, roll: i64) -> Option<TimeDelta> {
    let seconds = PAUSES.get(failed.checked_sub(1)?)?;
    Some(TimeDelta::seconds(*seconds) + TimeDelta::milliseconds(seconds * roll / 10))
}

/// Checks the address of a platform: HTTP on this machine, where a TLS proxy listens and forwards
/// to the platform.
///
/// # Errors
/// The field to blame, and what is expected.
pub fn check_url(url: &str) -> Result<(), Refusal> {
    let hint = Hint::said(
        "应为本机地址，如 http://127.0.0.1:8443/hooks；由本机的 TLS 代理转发至平台",
        "expected an address of this machine, as http://127.0.0.1:8443/hooks, where something forwards to the platform by TLS",
    );
    let refused = || Refusal::bad_value("url", hint);
    let rest = url.strip_prefix("http://").ok_or_else(refused)?;
    let (host, path) = rest.find('/').map_or((rest, "/"), |at| rest.split_at(at));
    // A host name would be resolved elsewhere.
    let (is_here, port) = if let Some(rest) = host.strip_prefix('[') {
        let (address, port) = rest.split_once(']').ok_or_else(refused)?;
        (address.parse::<Ipv6Addr>().is_ok_and(|address| address.is_loopback()), port)
    } else {
        let (address, port) = host.find(':').map_or((host, ""), |at| host.split_at(at));
        (address.parse::<Ipv4Addr>().is_ok_and(|address| address.is_loopback()), port)
    };
    let is_number =
        |port: &str| port.bytes().all(|digit| digit.is_ascii_digit()) && port.parse::<u16>().is_ok_and(|port| port > 0);
    let is_port = port.is_empty() || port.strip_prefix(':').is_some_and(is_number);
    let is_path = path.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"/-._~?=&%+,:;@!$*()".contains(&byte));
    if url.len() <= 200 && is_here && is_port && is_path { Ok(()) } else { Err(refused()) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_delivery_is_tried_ten_times_in_three_days_and_a_bit() {
        let pauses: Vec<TimeDelta> = (1..).map_while(|failed| pause(failed, 0)).collect();
        assert_eq!((pauses.len(), pauses[0]), (9, TimeDelta::seconds(5)));
        assert!((TimeDelta::hours(72)..TimeDelta::hours(80)).contains(&pauses.iter().sum()));
        assert_eq!(pause(2, 999), Some(TimeDelta::milliseconds(329_970)));
        assert_eq!((pause(0, 500), pause(10, 500)), (None, None));
    }

    #[test]
    fn nothing_is_sent_off_this_machine_in_the_clear() {
        for url in ["http://127.0.0.1:8443/hooks?x=1", "http://[::1]:80/a", "http://127.0.0.2"] {
            assert_eq!(check_url(url), Ok(()), "{url}");
        }
        for url in [
            "https://127.0.0.1/",
            "http://localhost/",
            "http://[127.0.0.1]/",
            "http://127.0.0.1:+80/",
            "http://127.0.0.1/<a>",
            "http://example.org/",
            "http://127.0.0.1.example.org/",
            "http://user@127.0.0.1/",
            "http://127.0.0.1@example.org/",
            "http://127.0.0.1:0/",
            "http://127.0.0.1:99999/",
            "http://[::1/",
            "http://127.0.0.1/a b",
            "http://",
            "file:///etc/passwd",
        ] {
            assert!(check_url(url).is_err(), "{url}");
        }
    }
}
