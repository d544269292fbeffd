//! Bulk insertion: `COPY` on PostgreSQL, one statement for each page of rows on SQLite.

use super::conn::Conn;
use crate::error::Result;

/// The number of rows from which `COPY` is worth its extra round trips.
pub(in crate::db) const COPY_FROM: usize = 32;
/// The number of rows in one insert, below the bind limits of both engines.
pub(in crate::db) const PAGE: usize = 1000;

/// A row type that has a table.
pub trait Row: Sized {
    /// Inserts any number of rows.
    ///
    /// # Errors
    /// When the database fails.
    fn insert_all(conn: &mut Conn, rows: &[Self]) -> Result<()>;
}

/// Inserts rows into their table.
///
/// # Errors
/// When the database fails.
pub fn insert<R: Row>(conn: &mut Conn, rows: &[R]) -> Result<()> {
    if rows.is_empty() { Ok(()) } else { R::insert_all(conn, rows) }
}

/// Maps row types to their tables.
macro_rules! rows {
    ($($row:ty => $table:ident,)+) => {
        $(impl $crate::db::engine::bulk::Row for $row {
            fn insert_all(conn: &mut $crate::db::engine::conn::Conn, rows: &[Self]) -> $crate::error::Result<()> {
                use diesel::prelude::*;
                use $crate::db::engine::conn::Conn;
                if let Conn::Postgres(c) = conn
                    && rows.len() >= $crate::db::engine::bulk::COPY_FROM
                {
                    diesel::copy_from($crate::db::schema::$table::table).from_insertable(rows).execute(c)?;
                    return Ok(());
                }
                for page in rows.chunks($crate::db::engine::bulk::PAGE) {
                    $crate::on_engine!(conn, |c| diesel::insert_into($crate::db::schema::$table::table).values(page).execute(c))?;
                }
                Ok(())
            }
        })+
    };
}

pub(in crate::db) use rows;
