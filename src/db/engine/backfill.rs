//! Backfill: derivations that a migration cannot do in SQL. The program does each once in the life
//! of a database; a setting marks it as done.

use diesel::prelude::*;

use super::conn::Conn;
use crate::db::schema::setting;
use crate::error::Result;

/// Runs `work` as the only writer of the ledger, unless the setting `name` exists, and stores the
/// setting in the same transaction.
///
/// # Errors
/// The error of `work`, or of the database.
pub fn once(conn: &mut Conn, name: &str, work: impl FnOnce(&mut Conn) -> Result<()>) -> Result<()> {
    let is_done = |conn: &mut Conn| -> Result<bool> {
        Ok(setting::table.filter(setting::name.eq(name)).count().get_result::<i64>(conn)? > 0)
    };
    if is_done(conn)? {
        return Ok(());
    }
    conn.write(|conn| {
        if is_done(conn)? {
            return Ok(()); // another program did it meanwhile
        }
        work(conn)?;
        diesel::insert_into(setting::table)
            .values((setting::name.eq(name), setting::value.eq("filled")))
            .execute(conn)?;
        Ok(())
    })
}
