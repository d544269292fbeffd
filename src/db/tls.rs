//! Whether a PostgreSQL connection is private enough.

/// Gives the URL to use: a server on this machine as it is; one elsewhere only with TLS.
pub(super) fn settled(url: &str) -> Result<String, String> {
    let rest = url.split_once("://").map_or("", |(_, rest)| rest);
    let (before_query, query) = rest.split_once('?').unwrap_or((rest, ""));
    let authority = before_query.split('/').next().unwrap_or("");
    let host_port = authority.rsplit_once('@').map_or(authority, |(_, h)| h);
    let parameter = |name: &str| {
        query
            .split('&')
            .filter_map(|p| p.split_once('='))
            .filter(|(k, _)| *k == name)
            .map(|(_, v)| v.to_owned())
            .next_back()
    };
    let hosts = parameter("host").or_else(|| parameter("hostaddr")).unwrap_or_else(|| host_port.to_owned());
    let local = hosts.split(',').all(|h| {
        let name = if h.starts_with('[') {
            h.split(']').next().unwrap_or(h).trim_start_matches('[')
        } else {
            h.split(':').next().unwrap_or(h)
        };
        name.is_empty()
            || name.starts_with('/')
            || name.starts_with("%2F")
            || name.starts_with("%2f")
            || matches!(name, "localhost" | "::1")
            || name.starts_with("127.")
    });
    let mode = parameter("sslmode");
    if local {
        return Ok(url.to_owned());
    }
    if !cfg!(feature = "pg-tls") {
        return Err("this build has no TLS, and the PostgreSQL server is not on this machine: its data would travel in the clear. \
                    Build with --features pg-tls, or connect over a unix socket"
            .into());
    }
    match mode.as_deref() {
        None => Ok(format!("{url}{}sslmode=require", if query.is_empty() && !url.contains('?') { "?" } else { "&" })),
        Some("allow" | "prefer") => {
            Err("sslmode must be require, verify-ca or verify-full (or disable, if you mean it)".into())
        }
        Some("disable") => {
            tracing::warn!("sslmode=disable: the connection to PostgreSQL is in the clear, as told");
            Ok(url.to_owned())
        }
        Some(_) => Ok(url.to_owned()),
    }
}
