//! The connection to either engine. It has a file of its own because the derive adds a module
//! beside it.

/// A connection to the live engine.
#[derive(diesel::MultiConnection)]
pub enum Conn {
    Postgres(diesel::PgConnection),
    Sqlite(diesel::SqliteConnection),
}

/// Runs one body on the concrete connection of the live engine, for what [`Conn`] itself cannot
/// express (batch inserts, upserts). The same tokens are compiled for both engines.
#[macro_export]
macro_rules! on_engine {
    ($conn:expr, |$c:ident| $body:expr) => {
        match $conn {
            $crate::db::engine::conn::Conn::Postgres($c) => $body,
            $crate::db::engine::conn::Conn::Sqlite($c) => $body,
        }
    };
}
