//! Decrypts the content of messages.

use serde_json::{Map, Value};

use crate::db::inbox::messages::MessageRow;
use crate::error::{Error, Result};
use crate::seal::kept::Kept;
use crate::seal::keys::Keys;

/// Decrypts the content of a message.
pub(in crate::ops) fn content(keys: &Keys, row: &MessageRow) -> Result<Map<String, Value>> {
    let broken = |e: &dyn std::fmt::Display| Error::internal(format!("message {} cannot be read: {e}", row.id));
    let key = keys.unwrap_key_of(Kept::Message, row.id, &row.wrapped).map_err(|e| broken(&e))?;
    let content = key.open_kept(Kept::Message, row.id, &row.sealed).map_err(|e| broken(&e))?;
    // The parser's error text may repeat the content.
    serde_json::from_slice(&content).map_err(|_| broken(&"no object"))
}
