//! What a migration could not derive by itself: the program does it once in the life of a database, and a setting tells that it did.

use diesel::prelude::*;

use super::conn::Conn;
use crate::db::schema::setting;
use crate::error::Result;

/// Runs `work` as the only writer of the ledger, unless the setting of that name is there; sets it with the work.
///
/// # Errors
/// What `work` gives, or the database.
pub fn once(conn: &mut Conn, name: &str, work: impl FnOnce(&mut Conn) -> Result<()>) -> Result<()> {
    let is_done = |conn: &mut Conn| -> Result<bool> {
        Ok(setting::table.filter(setting::name.eq(name)).count().get_result::<i64>(conn)? > 0)
    };
    if is_done(conn)? {
        return Ok(());
    }
    conn.write(|conn| {
        if is_done(conn)? {
            return Ok(()); // by another program, meanwhile
        }
        work(conn)?;
        diesel::insert_into(setting::table)
            .values((setting::name.eq(name), setting::value.eq("filled")))
            .execute(conn)?;
        Ok(())
    })
}
