//! Transactions: of the writer of the ledger, beside it, and on a snapshot.

use diesel::connection::{AnsiTransactionManager, SimpleConnection, TransactionManager};
use diesel::prelude::*;

use super::conn::Conn;
use crate::error::Result;

/// How every writer of the ledger begins on PostgreSQL: with its lock. Positions are given under it and become visible in
/// their order, so a reader of "everything after position n" never misses one that commits late. SQLite has one writer.
///
/// A plan that was made while a table was small is kept, and a sequential scan of it would be run for good: everything a
/// writer asks has an index, so it is told to take it.
pub(in crate::db) const BEGIN_WRITE: &str =
    "begin isolation level read committed; set local enable_seqscan = off; select pg_advisory_xact_lock(440700)";

impl Conn {
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
