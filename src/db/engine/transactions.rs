//! Transactions: of the writer of the ledger, beside it, and on a snapshot.

use diesel::connection::{AnsiTransactionManager, SimpleConnection, TransactionManager};
use diesel::prelude::*;

use super::conn::Conn;
use crate::error::Result;

/// Begins a transaction of the ledger's writer on PostgreSQL by locking a row of `setting`. Positions are given under this
/// lock and become visible in their order, so a reader of "everything after position n" never misses one that commits
/// late. SQLite has one writer.
///
/// The lock lies with the data: two ledgers in schemas of one database do not wait for each other, and a cluster takes it
/// on the node that holds the row. A row that is not there cannot be locked, so its absence is an error.
///
/// A plan that was made while a table was small is kept, and a sequential scan of it would be run for good: everything a
/// writer asks has an index, so it is told to take it.
const BEGIN_WRITE: &str = "begin isolation level read committed; set local enable_seqscan = off;
    do $$ begin
      perform from setting where name = 'writers_lock' for update;
      if not found then
        raise exception 'the row writers_lock of setting is missing: no writer can lock the ledger';
      end if;
    end $$";

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
