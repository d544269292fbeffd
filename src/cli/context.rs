//! The context and the output formats that commands share.

use std::path::PathBuf;

use clap::ValueEnum;

use crate::clock::Clock;
use crate::db::{Conn, Location};
use crate::domain::values::hint::Lang;
use crate::error::{Error, Failure, Result};
use crate::ops::office::keys;
use crate::seal::keys::Keys;

/// The format of an answer with figures.
#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(in crate::cli) enum Format {
    Table,
    Json,
    Csv,
}

/// The format of an answer in words.
#[derive(Clone, Copy, PartialEq, Eq, ValueEnum, Default)]
pub(in crate::cli) enum Plain {
    #[default]
    Text,
    Json,
}

/// The settings that a command works with.
pub(in crate::cli) struct Context {
    pub(super) location: Location,
    pub(super) key_file: PathBuf,
    pub(super) clock: Clock,
    pub(super) lang: Lang,
}

impl Context {
    /// Opens an existing database. A command that only reads never creates a file.
    pub(super) fn open(&self) -> Result<Conn> {
        if !self.location.exists() {
            return Err(Error::new(Failure::NotFound).context("there is no database file at that path"));
        }
        self.open_or_make()
    }

    /// Opens the database, creates its file if it is missing, and brings its schema up to date.
    pub(super) fn open_or_make(&self) -> Result<Conn> {
        let mut conn = self.location.open()?;
        conn.migrate()?;
        Ok(conn)
    }

    pub(super) fn keys(&self, conn: &mut Conn) -> Result<Keys> {
        keys::open(conn, &self.key_file)
    }

    /// Opens one connection for each core, to read the whole ledger.
    pub(super) fn open_readers(&self) -> Result<Vec<Conn>> {
        drop(self.open()?); // brings the schema up to date first
        self.location.open_readers()
    }
}
