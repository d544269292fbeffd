//! The two engines: location, transactions, migrations, and the helpers of every table's file.

pub mod backfill;
pub mod bulk;
pub mod conn;
pub mod location;
pub mod migrations;
pub mod pool;
pub mod query;
pub mod tls;
pub mod transactions;
