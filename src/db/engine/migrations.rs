//! The migrations of each engine.

use diesel::prelude::*;
use diesel_migrations::{EmbeddedMigrations, MigrationHarness, embed_migrations};

use super::conn::Conn;
use crate::error::{Error, Failure, Result};
use crate::on_engine;

pub(in crate::db) const SQLITE: EmbeddedMigrations = embed_migrations!("migrations/sqlite");

pub(in crate::db) const POSTGRES: EmbeddedMigrations = embed_migrations!("migrations/postgres");

/// The migrations of an engine.
pub(in crate::db) trait Folder {
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

impl Conn {
    /// Brings the schema up to date, and gives the number of migrations that ran.
    ///
    /// # Errors
    /// When a migration fails; the failed migration is rolled back.
    pub fn migrate(&mut self) -> Result<usize> {
        let ran = on_engine!(self, |c| {
            let folder = Folder::of(c);
            c.run_pending_migrations(folder).map(|ran| ran.len())
        });
        ran.map_err(|e| Error::internal(format!("migrating the database: {e}")))
    }

    /// Tells whether the schema is older than this program.
    ///
    /// # Errors
    /// When the query fails.
    pub fn is_behind(&mut self) -> Result<bool> {
        let pending = on_engine!(self, |c| {
            let folder = Folder::of(c);
            c.has_pending_migration(folder)
        });
        pending.map_err(|e| Error::new(Failure::DatabaseLost).context(format!("asking for the schema: {e}")))
    }
}
