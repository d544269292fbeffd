//! Transactions: the ledger's writer, writes beside the ledger, and snapshots.

use diesel::connection::{AnsiTransactionManager, SimpleConnection, TransactionManager};
use diesel::prelude::*;

use super::conn::Conn;
use crate::error::Result;

/// Begins the transaction of the ledger's writer on PostgreSQL by locking a row of `setting`.
/// Positions are given out under this lock and become visible in their order, so a reader of
/// "everything after position n" never misses one that commits late. SQLite has only one writer
/// anyway.
///
/// The lock lies with the data: two ledgers in schemas of one database do not wait for each other,
/// and a cluster takes it on the node that holds the row. A missing row cannot be locked, so its
/// absence is an error.
///
/// PostgreSQL keeps a plan made while a table was small, and would run its sequential scan for
/// good. Every query of a writer has an index, so sequential scans are off.
const BEGIN_WRITE: &str = "begin isolation level read committed; set local enable_seqscan = off;
    do $$ begin
      perform from setting where name = 'writers_lock' for update;
      if not found then
        raise exception 'the row writers_lock of setting is missing: no writer can lock the ledger';
      end if;
    end $$";

impl Conn {
    /// Runs `work` as the only writer of the ledger, in one transaction.
    ///
    /// # Errors
    /// The error of `work` or of the commit; the transaction is rolled back.
    pub fn write<T>(&mut self, work: impl FnOnce(&mut Self) -> Result<T>) -> Result<T> {
        let begun = match self {
            // A deferred transaction that reads first cannot always become a writer, whatever the
            // timeout.
            Self::Sqlite(c) => AnsiTransactionManager::begin_transaction_sql(c, "begin immediate"),
            Self::Postgres(c) => AnsiTransactionManager::begin_transaction_sql(c, BEGIN_WRITE).inspect_err(|_| {
                let _ = c.batch_execute("rollback"); // the lock may have failed after BEGIN
            }),
        };
        self.finish(begun, work)
    }

    /// Runs `work` in a write transaction that does not touch the ledger. On PostgreSQL it does not
    /// wait for the ledger's writer, and locks the rows it depends on itself; each statement sees
    /// what was committed before it.
    ///
    /// # Errors
    /// The error of `work` or of the commit; the transaction is rolled back.
    pub fn write_beside<T>(&mut self, work: impl FnOnce(&mut Self) -> Result<T>) -> Result<T> {
        let begun = match self {
            Self::Sqlite(c) => AnsiTransactionManager::begin_transaction_sql(c, "begin immediate"),
            Self::Postgres(c) => {
                AnsiTransactionManager::begin_transaction_sql(c, "begin isolation level read committed")
            }
        };
        self.finish(begun, work)
    }

    /// Runs `work` on one snapshot of the database, read-only.
    ///
    /// # Errors
    /// The error of `work`.
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
        // A panic in the work must not leave the transaction open on a pooled connection: r2d2
        // drops a connection whose transaction manager is broken, and the unwinding drops the
        // others.
        match work(self) {
            Ok(value) => {
                Manager::commit_transaction(self)?;
                Ok(value)
            }
            Err(e) => {
                let _ = Manager::rollback_transaction(self); // report the first error
                Err(e)
            }
        }
    }
}
