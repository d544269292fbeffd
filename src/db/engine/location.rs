//! The location of the ledger, as a URL.

use std::path::{Path, PathBuf};

use diesel::connection::SimpleConnection;
use diesel::prelude::*;

use super::conn::Conn;
use super::tls;
use crate::error::{Error, Result};

/// The location of the ledger.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Location {
    Sqlite(PathBuf),
    Postgres(Secret),
}

/// A URL that may hold a password; its `Debug` form hides it.
#[derive(Clone, PartialEq, Eq)]
pub struct Secret(String);

impl std::fmt::Debug for Secret {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("(postgres URL)")
    }
}

impl Location {
    /// Reads `sqlite:PATH`, `sqlite://PATH` or `postgres://…`.
    ///
    /// # Errors
    /// When the URL has another form, or does not name a safe TLS mode for a remote PostgreSQL
    /// server; the message says what is accepted.
    pub fn parse(url: &str) -> std::result::Result<Self, String> {
        if let Some(path) = url.strip_prefix("sqlite://").or_else(|| url.strip_prefix("sqlite:")) {
            if path.is_empty() || path == ":memory:" {
                return Err("sqlite: needs the path of a file, as in sqlite:bangfu.db".into());
            }
            return Ok(Self::Sqlite(path.into()));
        }
        if url.starts_with("postgres://") || url.starts_with("postgresql://") {
            return tls::settled(url).map(|url| Self::Postgres(Secret(url)));
        }
        Err("a database is sqlite:PATH, sqlite://PATH or postgres://USER@HOST/NAME".into())
    }

    /// Gives the default path of the key file.
    pub fn default_key_file(&self) -> PathBuf {
        match self {
            Self::Sqlite(path) => {
                let mut name = path.clone().into_os_string();
                name.push(".key");
                name.into()
            }
            Self::Postgres(_) => "bangfu.key".into(),
        }
    }

    /// Tells whether the database exists: the SQLite file does; a PostgreSQL database counts as
    /// existing, because only its server can create it.
    pub fn exists(&self) -> bool {
        match self {
            Self::Sqlite(path) => path.exists(),
            Self::Postgres(_) => true,
        }
    }

    /// Opens a connection. A missing SQLite file is created.
    ///
    /// # Errors
    /// [`Failure::DatabaseLost`](crate::error::Failure::DatabaseLost) when the
    /// engine cannot be reached.
    pub fn open(&self) -> Result<Conn> {
        self.establish().map_err(|e| Error::from(e).context("opening the database"))
    }

    /// Opens one connection for each core, to read the whole ledger over them. They are for reading
    /// only.
    ///
    /// # Errors
    /// [`Failure::DatabaseLost`](crate::error::Failure::DatabaseLost) when the
    /// engine cannot be reached.
    pub fn open_readers(&self) -> Result<Vec<Conn>> {
        let cores = std::thread::available_parallelism().map_or(1, usize::from);
        let reader = |_| {
            let mut conn = self.open()?;
            if let Conn::Sqlite(c) = &mut conn {
                // Every page is read, most of them once; a mapped page is not copied first.
                c.batch_execute("pragma query_only = on; pragma mmap_size = 1099511627776")?;
            }
            Ok(conn)
        };
        (0..cores).map(reader).collect()
    }

    pub(super) fn establish(&self) -> ConnectionResult<Conn> {
        match self {
            Self::Sqlite(path) => {
                make_private(path);
                let mut c = SqliteConnection::establish(&path.to_string_lossy())?;
                // FULL, because NORMAL may lose the last commits in a power failure.
                c.batch_execute(
                    "pragma busy_timeout = 60000; pragma journal_mode = wal; pragma synchronous = full;
                     pragma foreign_keys = on; pragma cache_size = -16384; pragma temp_store = memory;",
                )
                .map_err(ConnectionError::CouldntSetupConfiguration)?;
                Ok(Conn::Sqlite(c))
            }
            Self::Postgres(url) => {
                let mut c = PgConnection::establish(&url.0)?;
                c.batch_execute("set timezone = 'UTC'; set client_min_messages = warning; set jit = off")
                    .map_err(ConnectionError::CouldntSetupConfiguration)?;
                Ok(Conn::Postgres(c))
            }
        }
    }

    /// Gives the file of a SQLite database.
    pub fn path(&self) -> Option<&Path> {
        match self {
            Self::Sqlite(path) => Some(path),
            Self::Postgres(_) => None,
        }
    }
}

/// Creates the file of a new database so that only its owner can read it, because names and
/// circumstances lie in it unencrypted. The files that SQLite puts beside it take the same mode. A
/// failure is ignored: opening the database reports it.
pub(in crate::db) fn make_private(path: &Path) {
    let mut file = std::fs::OpenOptions::new();
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut file, 0o600);
    let _ = file.write(true).create_new(true).open(path);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_database_is_named_by_its_scheme_and_nothing_else_is_one() {
        assert_eq!(Location::parse("sqlite:a/b.db"), Ok(Location::Sqlite("a/b.db".into())));
        assert_eq!(Location::parse("sqlite:///tmp/b.db"), Ok(Location::Sqlite("/tmp/b.db".into())));
        for local in ["postgres://u:p@127.0.0.1:5432/x", "postgresql://u@localhost/x?host=/run/postgresql"] {
            assert_eq!(Location::parse(local), Ok(Location::Postgres(Secret(local.into()))));
        }
        for bad in ["bangfu.db", "mysql://x", "sqlite:", "", "file:x"] {
            assert!(Location::parse(bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn a_url_never_shows_its_password() {
        let location = Location::parse("postgres://u:hunter2@localhost/x").unwrap();
        assert!(!format!("{location:?}").contains("hunter2"));
    }
}
