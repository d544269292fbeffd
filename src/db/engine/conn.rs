//! The connection that is one of two engines. It has a file of its own because the derive puts a module beside it.

/// A connection to the live engine.
#[derive(diesel::MultiConnection)]
pub enum Conn {
    Postgres(diesel::PgConnection),
    Sqlite(diesel::SqliteConnection),
}
