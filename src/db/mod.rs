//! The two engines behind one connection type: opening by URL scheme, migrations, transactions. Queries live
//! beside what they serve, in `ops` and in the other files of this folder.

pub mod decisions;
pub mod employment;
pub mod engine;
pub mod facts;
pub mod files;
pub mod help;
pub mod inbox;
pub mod months;
pub mod outbox;
pub mod people;
pub mod placement;
pub mod registers;
pub mod schema;

use self::engine::tls;
use std::path::{Path, PathBuf};

use diesel::connection::{AnsiTransactionManager, SimpleConnection, TransactionManager};
use diesel::prelude::*;
use diesel_migrations::{EmbeddedMigrations, MigrationHarness, embed_migrations};

pub use self::engine::conn::Conn;
pub use self::engine::pool::Pool;

use crate::error::{Error, Failure, Result};

const SQLITE: EmbeddedMigrations = embed_migrations!("migrations/sqlite");
const POSTGRES: EmbeddedMigrations = embed_migrations!("migrations/postgres");

/// Runs one body on the concrete connection of the live engine, for what [`Conn`] itself cannot express
/// (batch inserts, upserts): the same tokens are compiled for both.
#[macro_export]
macro_rules! on_engine {
    ($conn:expr, |$c:ident| $body:expr) => {
        match $conn {
            $crate::db::Conn::Postgres($c) => $body,
            $crate::db::Conn::Sqlite($c) => $body,
        }
    };
}

/// How every writer of the ledger begins on PostgreSQL: with its lock. Positions are given under it and become visible in
/// their order, so a reader of "everything after position n" never misses one that commits late. SQLite has one writer.
///
/// A plan that was made while a table was small is kept, and a sequential scan of it would be run for good: everything a
/// writer asks has an index, so it is told to take it.
const BEGIN_WRITE: &str =
    "begin isolation level read committed; set local enable_seqscan = off; select pg_advisory_xact_lock(440700)";

/// Where the ledger lies.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Location {
    Sqlite(PathBuf),
    Postgres(Secret),
}

/// A URL that may hold a password; it shows nothing of itself.
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
    /// Says what is accepted; a PostgreSQL server elsewhere is refused when the connection would be in the clear.
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

    /// Where the key file lies when nobody says otherwise.
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

    /// Tells whether there is a database yet: a SQLite file, or any PostgreSQL database (only its server makes those).
    pub fn exists(&self) -> bool {
        match self {
            Self::Sqlite(path) => path.exists(),
            Self::Postgres(_) => true,
        }
    }

    /// Opens a connection; a SQLite file is made when there is none.
    ///
    /// # Errors
    /// [`Failure::DatabaseLost`] when the engine cannot be reached.
    pub fn open(&self) -> Result<Conn> {
        self.establish().map_err(|e| Error::from(e).context("opening the database"))
    }

    /// Opens as many connections as there are cores, to read the whole ledger over them and write nothing.
    ///
    /// # Errors
    /// [`Failure::DatabaseLost`] when the engine cannot be reached.
    pub fn open_readers(&self) -> Result<Vec<Conn>> {
        let cores = std::thread::available_parallelism().map_or(1, usize::from);
        let reader = |_| {
            let mut conn = self.open()?;
            if let Conn::Sqlite(c) = &mut conn {
                // Every page is read, most of them once: mapped, it is not copied first.
                c.batch_execute("pragma query_only = on; pragma mmap_size = 1099511627776")?;
            }
            Ok(conn)
        };
        (0..cores).map(reader).collect()
    }

    fn establish(&self) -> ConnectionResult<Conn> {
        match self {
            Self::Sqlite(path) => {
                make_private(path);
                let mut c = SqliteConnection::establish(&path.to_string_lossy())?;
                // FULL, because NORMAL may lose the last commits at a power cut.
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

    /// The file of a SQLite database.
    pub fn path(&self) -> Option<&Path> {
        match self {
            Self::Sqlite(path) => Some(path),
            Self::Postgres(_) => None,
        }
    }
}

impl Conn {
    /// Brings the schema up to date; gives how many migrations ran.
    ///
    /// # Errors
    /// When a migration fails; nothing of it stays.
    pub fn migrate(&mut self) -> Result<usize> {
        let ran = on_engine!(self, |c| {
            let folder = Folder::of(c);
            c.run_pending_migrations(folder).map(|ran| ran.len())
        });
        ran.map_err(|e| Error::new(Failure::Internal).context(format!("migrating the database: {e}")))
    }

    /// Tells whether the schema is behind this program.
    ///
    /// # Errors
    /// When the database cannot be asked.
    pub fn is_behind(&mut self) -> Result<bool> {
        let pending = on_engine!(self, |c| {
            let folder = Folder::of(c);
            c.has_pending_migration(folder)
        });
        pending.map_err(|e| Error::new(Failure::DatabaseLost).context(format!("asking for the schema: {e}")))
    }

    /// Runs `work` as the only writer of the ledger, all or nothing.
    ///
    /// # Errors
    /// What `work` or the commit gives; then nothing of it stays.
    pub fn write<T>(&mut self, work: impl FnOnce(&mut Self) -> Result<T>) -> Result<T> {
        let begun = match self {
            // A deferred transaction that reads first cannot always become a writer, whatever the timeout.
            Self::Sqlite(c) => AnsiTransactionManager::begin_transaction_sql(c, "begin immediate"),
            Self::Postgres(c) => AnsiTransactionManager::begin_transaction_sql(c, BEGIN_WRITE).inspect_err(|_| {
                let _ = c.batch_execute("rollback"); // the lock may have failed after BEGIN
            }),
        };
        self.finish(begun, work)
    }

    /// Runs `work` in a write transaction that leaves the ledger alone, all or nothing. On PostgreSQL it waits for no
    /// writer of the ledger, and locks the rows it builds upon itself; each statement sees what was committed before it.
    ///
    /// # Errors
    /// What `work` or the commit gives; then nothing of it stays.
    pub fn write_beside<T>(&mut self, work: impl FnOnce(&mut Self) -> Result<T>) -> Result<T> {
        let begun = match self {
            Self::Sqlite(c) => AnsiTransactionManager::begin_transaction_sql(c, "begin immediate"),
            Self::Postgres(c) => {
                AnsiTransactionManager::begin_transaction_sql(c, "begin isolation level read committed")
            }
        };
        self.finish(begun, work)
    }

    /// Runs `work` on one snapshot of the database, without writing.
    ///
    /// # Errors
    /// What `work` gives.
    pub fn snapshot<T>(&mut self, work: impl FnOnce(&mut Self) -> Result<T>) -> Result<T> {
        let begun = match self {
            Self::Sqlite(c) => AnsiTransactionManager::begin_transaction_sql(c, "begin"),
            Self::Postgres(c) => {
                AnsiTransactionManager::begin_transaction_sql(c, "begin isolation level repeatable read read only")
            }
        };
        self.finish(begun, work)
    }

    fn finish<T>(&mut self, begun: QueryResult<()>, work: impl FnOnce(&mut Self) -> Result<T>) -> Result<T> {
        type Manager = <Conn as Connection>::TransactionManager;
        begun?;
        // A panic in the work must not leave the transaction open on a pooled connection: r2d2 drops a connection whose
        // transaction manager is broken, and the unwinding drops the rest.
        match work(self) {
            Ok(value) => {
                Manager::commit_transaction(self)?;
                Ok(value)
            }
            Err(e) => {
                let _ = Manager::rollback_transaction(self); // the first error is the one to tell
                Err(e)
            }
        }
    }
}

/// Makes the file of a new database readable by its owner alone; the files SQLite lays beside it follow it. Names and
/// circumstances lie in it in the clear. Where it cannot be made, opening it tells why.
fn make_private(path: &Path) {
    let mut file = std::fs::OpenOptions::new();
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut file, 0o600);
    let _ = file.write(true).create_new(true).open(path);
}

/// The migrations of an engine.
trait Folder {
    fn of(_: &Self) -> EmbeddedMigrations;
}

impl Folder for PgConnection {
    fn of(_: &Self) -> EmbeddedMigrations {
        POSTGRES
    }
}

impl Folder for SqliteConnection {
    fn of(_: &Self) -> EmbeddedMigrations {
        SQLITE
    }
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
