//! The two engines: opening by URL, transactions, migrations, and what every table's file needs.

pub mod backfill;
pub mod bulk;
pub mod conn;
pub mod location;
pub mod migrations;
pub mod pool;
pub mod query;
pub mod tls;
pub mod transactions;
