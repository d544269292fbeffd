//! Decides whether a connection to PostgreSQL is private enough. It parses a URL as libpq does
//! (`conninfo_uri_parse_options` in its `fe-connect.c`), because libpq connects: a different
//! reading could take a remote server for a local one.

use std::net::IpAddr;

const UNREADABLE: &str = "a bracket or a percent sign in the URL of the PostgreSQL server is not as it should be";

/// Gives the URL to connect with: unchanged for a server on this machine, with TLS required for a
/// remote one unless the URL says `sslmode=disable`. libpq takes from the environment what the URL
/// omits.
///
/// # Errors
/// When the URL is malformed, when its TLS mode for a remote server is too weak, or when this build
/// has no TLS. The message says what is accepted.
pub(in crate::db) fn settled(url: &str) -> Result<String, String> {
    settled_in(url, |name| std::env::var_os(name).map(|value| value.to_string_lossy().into_owned()))
}

fn settled_in(url: &str, environment: impl Fn(&str) -> Option<String>) -> Result<String, String> {
    let (authority, query) = cut(url).ok_or(UNREADABLE)?;
    let parameters = parameters(query).ok_or(UNREADABLE)?;
    if environment("PGSERVICE").is_some() || parameters.iter().any(|(name, _)| name.starts_with("service")) {
        return Err(
            "a connection service may name any server: name it in the URL, without service=, and unset PGSERVICE"
                .into(),
        );
    }
    let given = |wanted: &str| -> Vec<String> {
        parameters.iter().filter(|(name, _)| name == wanted).map(|(_, value)| value.clone()).collect()
    };
    // Of several values libpq takes the last. One remote host among several makes the rules for
    // remote servers apply.
    let mut hosts = given("host");
    if !authority.is_empty() {
        hosts.push(authority);
    }
    if hosts.is_empty() {
        hosts.extend(environment("PGHOST"));
    }
    let mut addresses = given("hostaddr");
    if addresses.is_empty() {
        addresses.extend(environment("PGHOSTADDR"));
    }
    if hosts.iter().chain(&addresses).all(|list| list.split(',').all(is_local)) {
        return Ok(url.to_owned());
    }
    if !cfg!(feature = "pg-tls") {
        return Err("this build has no TLS, and the PostgreSQL server is not on this machine: its data would travel in the clear. \
                    Build with --features pg-tls, or connect over a unix socket"
            .into());
    }
    match parameters.iter().rev().find_map(mode).as_deref() {
        Some("require" | "verify-ca" | "verify-full") => Ok(url.to_owned()),
        Some("disable") => {
            tracing::warn!("sslmode=disable: the connection to PostgreSQL is in the clear, as told");
            Ok(url.to_owned())
        }
        Some(_) => Err("sslmode must be require, verify-ca or verify-full (or disable, if you mean it)".into()),
        None if matches!(environment("PGSSLMODE").as_deref(), Some("verify-ca" | "verify-full")) => Ok(url.to_owned()),
        None => {
            let joint = match url {
                _ if query.is_empty() && !url.ends_with('?') => "?",
                _ if query.is_empty() || query.ends_with('&') => "",
                _ => "&",
            };
            Ok(format!("{url}{joint}sslmode=require"))
        }
    }
}

/// Tells whether a libpq host is this machine: the default socket, the path or abstract name of a
/// socket, a loopback address, or `localhost`.
fn is_local(host: &str) -> bool {
    host.is_empty()
        || host.starts_with(['/', '@'])
        || host.eq_ignore_ascii_case("localhost")
        || host.parse::<IpAddr>().is_ok_and(|address| address.is_loopback())
}

/// Splits a URL into its hosts, joined by commas, and its query. The user part ends at the first
/// `@` before the first `/`, whatever precedes it; text within brackets belongs to the host.
fn cut(url: &str) -> Option<(String, &str)> {
    let (_, mut rest) = url.split_once("://")?;
    if let Some((user, behind)) = rest.split_once('@')
        && !user.contains('/')
    {
        rest = behind;
    }
    let mut hosts = Vec::new();
    loop {
        let host;
        (host, rest) = match rest.strip_prefix('[') {
            Some(bracketed) => bracketed.split_once(']')?,
            None => rest.split_at(rest.find([':', '/', '?', ',']).unwrap_or(rest.len())),
        };
        hosts.push(host);
        // Skip the port.
        rest = &rest[rest.find(['/', '?', ',']).unwrap_or(rest.len())..];
        match rest.strip_prefix(',') {
            Some(next) => rest = next,
            None => break,
        }
    }
    Some((decoded(&hosts.join(","))?, rest.split_once('?').map_or("", |(_, query)| query)))
}

/// Reads the parameters of a query. A parameter without `=` is skipped: libpq refuses to connect
/// with it.
fn parameters(query: &str) -> Option<Vec<(String, String)>> {
    let pairs = query.split('&').filter_map(|pair| pair.split_once('='));
    pairs.map(|(name, value)| Some((decoded(name)?, decoded(value)?))).collect()
}

/// Gives the TLS mode that a parameter requests.
fn mode((name, value): &(String, String)) -> Option<String> {
    match (name.as_str(), value.as_str()) {
        ("sslmode", mode) => Some(mode.to_owned()),
        ("ssl", "true") => Some("require".to_owned()),
        ("requiressl", value) => Some(if value.starts_with('1') { "require" } else { "prefer" }.to_owned()),
        _ => None,
    }
}

/// Decodes percent signs, and trims spaces around a name or a value.
fn decoded(text: &str) -> Option<String> {
    let mut bytes = text.trim_matches(' ').bytes();
    let mut decoded = Vec::new();
    while let Some(byte) = bytes.next() {
        decoded.push(if byte == b'%' {
            let digit = |byte: Option<u8>| char::from(byte?).to_digit(16);
            let (high, low) = (digit(bytes.next())?, digit(bytes.next())?);
            u8::try_from(high * 16 + low).ok()?
        } else {
            byte
        });
    }
    Some(String::from_utf8_lossy(&decoded).into_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    type Setting = (&'static str, &'static str);

    fn settled_with(url: &str, environment: &[Setting]) -> Result<String, String> {
        settled_in(url, |name| environment.iter().find(|(n, _)| *n == name).map(|(_, value)| (*value).to_owned()))
    }

    const LOCAL: &[(&str, &[Setting])] = &[
        ("postgres://u@localhost/x", &[]),
        ("postgres://u@LocalHost:5433/x", &[]),
        ("postgresql://u:p@127.0.0.1:5432/x", &[]),
        ("postgres://127.8.9.1", &[]),
        ("postgres://[::1]:5432/x", &[]),
        ("postgres://127.0.0.1:5432,[::1]:5433,localhost/x", &[]),
        ("postgres://u:p%40db.example@localhost/x", &[]),
        ("postgres://localhost?user=u", &[]),
        ("postgres://%2Frun%2fpostgresql/x", &[]),
        ("postgres://loc%61lhost/x", &[]),
        ("postgres://u@%40abstract/x", &[]),
        ("postgres:///x", &[]),
        ("postgres:///x?host=/run/postgresql&user=u", &[]),
        ("postgres:///x?host=%2Frun&hostaddr=127.0.0.1", &[]),
        ("postgres:///x?host=/run,localhost,127.0.0.1,::1", &[]),
        ("postgres:///x", &[("PGHOST", "/run/postgresql"), ("PGHOSTADDR", "")]),
        ("postgres:///x?host=/run", &[("PGHOST", "db.example")]),
        ("postgres://localhost/x", &[("PGHOST", "db.example")]),
        ("postgres:///x?host=", &[("PGHOST", "db.example")]),
        ("postgres://localhost/x?hostaddr=", &[("PGHOSTADDR", "10.0.0.1")]),
    ];

    const FAR: &[(&str, &[Setting])] = &[
        ("postgres://u@db.example/x", &[]),
        ("postgres://127.evil.example/x", &[]),
        ("postgres://localhost.evil.example/x", &[]),
        ("postgres://0.0.0.0/x", &[]),
        ("postgres://[::ffff:10.0.0.1]/x", &[]),
        ("postgres://[fe80::1]/x", &[]),
        ("postgres://localhost,db.example/x", &[]),
        ("postgres://localhost:5432,db.example:5432/x", &[]),
        ("postgres://localhost%2Cdb.example/x", &[]),
        ("postgres://[localhost,db.example]/x", &[]),
        ("postgres://[localhost?a],db.example/x", &[]),
        ("postgres://[::1/a],db.example/x", &[]),
        ("postgres://localhost?user=u@db.example/x", &[]),
        ("postgres://u:p@db.example@localhost/x", &[]),
        ("postgres:///x?host=db.example", &[]),
        ("postgres:///x?host=run/postgresql", &[]),
        ("postgres://u@127.0.0.1/x?host=10.0.0.1", &[]),
        ("postgres://u@db.example/x?host=127.0.0.1", &[]),
        ("postgres:///x?host=db.example&host=/run", &[]),
        ("postgres:///x?host=/run&hostaddr=10.0.0.1", &[]),
        ("postgres://localhost/x?hostaddr=10.0.0.1", &[]),
        ("postgres://localhost/x?hostaddr=127.0.0.1,10.0.0.1", &[]),
        ("postgres:///x?h%6Fst=db.example", &[]),
        ("postgres:///x? host =db.example", &[]),
        ("postgres:///x?host=/run%2Cdb.example", &[]),
        ("postgres:///x", &[("PGHOST", "db.example")]),
        ("postgres://:5433/x", &[("PGHOST", "/run,db.example")]),
        ("postgres://localhost/x", &[("PGHOSTADDR", "10.0.0.1")]),
        ("postgres:///x?host=/run", &[("PGHOSTADDR", "10.0.0.1")]),
    ];

    #[test]
    fn a_server_on_this_machine_is_reached_as_told() {
        for &(url, environment) in LOCAL {
            assert_eq!(settled_with(url, environment).as_deref(), Ok(url), "{environment:?}");
        }
    }

    #[cfg(not(feature = "pg-tls"))]
    #[test]
    fn without_tls_a_server_elsewhere_is_refused_whatever_is_said_of_tls() {
        for &(url, environment) in FAR {
            let joint = if url.contains('?') { '&' } else { '?' };
            for url in
                [url.to_owned(), format!("{url}{joint}sslmode=verify-full"), format!("{url}{joint}sslmode=disable")]
            {
                let refused = settled_with(&url, environment);
                assert!(refused.as_ref().is_err_and(|e| e.contains("TLS")), "{url} {environment:?} {refused:?}");
            }
        }
    }

    #[cfg(feature = "pg-tls")]
    #[test]
    fn with_tls_a_server_elsewhere_is_reached_by_tls() {
        for &(url, environment) in FAR {
            let (_, query) = cut(url).unwrap();
            let joint = if query.is_empty() { '?' } else { '&' };
            assert_eq!(settled_with(url, environment), Ok(format!("{url}{joint}sslmode=require")), "{environment:?}");
        }
        for (url, settled) in [
            ("postgres://db.example/x?", "postgres://db.example/x?sslmode=require"),
            ("postgres://db.example/x?user=u&", "postgres://db.example/x?user=u&sslmode=require"),
        ] {
            assert_eq!(settled_with(url, &[]).as_deref(), Ok(settled));
        }
    }

    #[cfg(feature = "pg-tls")]
    #[test]
    fn with_tls_the_last_word_on_it_holds_and_must_be_a_firm_one() {
        for firm in [
            "sslmode=require",
            "sslmode=prefer&sslmode=verify-ca",
            "requiressl=0&sslmode=verify-full",
            "ssl=true",
            "requiressl=1",
            "sslmode=disable",
        ] {
            let url = format!("postgres://db.example/x?{firm}");
            assert_eq!(settled_with(&url, &[("PGSSLMODE", "prefer")]).as_ref(), Ok(&url));
        }
        for loose in [
            "sslmode=allow",
            "sslmode=prefer",
            "sslmode=",
            "sslmode=REQUIRE",
            "sslmode=require&ssl%6Dode=prefer",
            "sslmode=require&requiressl=0",
        ] {
            assert!(settled_with(&format!("postgres://db.example/x?{loose}"), &[]).is_err(), "{loose}");
        }
        for (mode, settled) in [
            ("verify-full", "postgres://db.example/x"),
            ("verify-ca", "postgres://db.example/x"),
            ("prefer", "postgres://db.example/x?sslmode=require"),
            ("disable", "postgres://db.example/x?sslmode=require"),
        ] {
            assert_eq!(settled_with("postgres://db.example/x", &[("PGSSLMODE", mode)]).as_deref(), Ok(settled));
        }
    }

    #[test]
    fn a_service_that_may_name_any_server_is_refused() {
        for (url, environment) in [
            ("postgres:///x?service=a", &[][..]),
            ("postgres:///x?host=/run&s%65rvice=a", &[]),
            ("postgres:///x?host=/run&servicefile=/a", &[]),
            ("postgres:///x?host=/run", &[("PGSERVICE", "a")]),
        ] {
            assert!(settled_with(url, environment).is_err_and(|e| e.contains("service")), "{url}");
        }
    }

    #[test]
    fn what_cannot_be_read_is_refused() {
        for url in [
            "postgres://[::1",
            "postgres://loc%6/x",
            "postgres://%zz/x",
            "postgres:///x?host=%",
            "postgres:///x?ho%st=a",
        ] {
            assert_eq!(settled_with(url, &[]), Err(UNREADABLE.to_owned()), "{url}");
        }
    }
}
