//! The key file of a database: made with a new database, checked before any write to an existing
//! one.

use std::path::Path;

use diesel::prelude::*;

use crate::db::Conn;
use crate::db::employment::spells;
use crate::db::help::recounting;
use crate::db::registers::labour;
use crate::db::schema::setting;
use crate::error::{Error, Failure, Result};
use crate::ops::ledger::profiles;
use crate::seal::key_file::KeyFileError;
use crate::seal::keys::Keys;

/// The setting that distinguishes the right key from a wrong one.
const CHECK: &str = "key_check";

/// Loads the keys of a database. A database without keys gets those of the file, which is made if
/// it is missing.
///
/// # Errors
/// [`Failure::KeyMissing`], [`Failure::WrongKey`] or [`Failure::KeyUnsafe`].
pub fn open(conn: &mut Conn, file: &Path) -> Result<Keys> {
    let check: Option<String> =
        setting::table.filter(setting::name.eq(CHECK)).select(setting::value).first(conn).optional()?;
    let keys = match Keys::load(file) {
        Err(KeyFileError::Missing(_)) if check.is_none() => Keys::create(file),
        other => other,
    };
    let keys = keys.map_err(|e| {
        let failure = if matches!(e, KeyFileError::Missing(_)) { Failure::KeyMissing } else { Failure::KeyUnsafe };
        Error::new(failure).context(e.to_string())
    })?;
    match check {
        Some(check) if check == keys.check_value() => {}
        Some(_) => return Err(Failure::WrongKey.into()),
        None => {
            diesel::insert_into(setting::table)
                .values((setting::name.eq(CHECK), setting::value.eq(keys.check_value())))
                .execute(conn)?;
        }
    }
    // Backfills what a migration could not derive by itself.
    profiles::fill(conn, &keys)?;
    spells::fill(conn)?;
    labour::fill(conn)?;
    recounting::fill(conn)?;
    Ok(keys)
}
