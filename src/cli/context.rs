//! What every command is given.

use std::path::PathBuf;

use clap::ValueEnum;

use crate::clock::Clock;
use crate::db::{Conn, Location};
use crate::domain::values::hint::Lang;
use crate::error::{Error, Failure, Result};
use crate::ops::office::keys;
use crate::seal::keys::Keys;

/// How an answer is printed.
#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(in crate::cli) enum Format {
    Table,
    Json,
    Csv,
}

/// How an answer of words is printed.
#[derive(Clone, Copy, PartialEq, Eq, ValueEnum, Default)]
pub(in crate::cli) enum Plain {
    #[default]
    Text,
    Json,
}

/// What a command works with.
pub(in crate::cli) struct Context {
    pub(super) location: Location,
    pub(super) key_file: PathBuf,
    pub(super) clock: Clock,
    pub(super) lang: Lang,
}

impl Context {
    /// Opens a database that is there already; a file that is not is never made by a question.
    pub(super) fn open(&self) -> Result<Conn> {
        if !self.location.exists() {
            return Err(Error::new(Failure::NotFound).context("there is no database file at that path"));
        }
        self.open_or_make()
    }

    /// Opens the database, makes its file when there is none, and brings its schema up to date.
    pub(super) fn open_or_make(&self) -> Result<Conn> {
        let mut conn = self.location.open()?;
        conn.migrate()?;
        Ok(conn)
    }

    pub(super) fn keys(&self, conn: &mut Conn) -> Result<Keys> {
        keys::open(conn, &self.key_file)
    }

    /// Opens a connection a core, for reading everything.
    pub(super) fn open_readers(&self) -> Result<Vec<Conn>> {
        drop(self.open()?); // the schema may be behind
        self.location.open_readers()
    }
}
