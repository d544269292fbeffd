//! Opens the data keys of persons.

use std::collections::HashMap;

use diesel::prelude::*;

use crate::db::engine::query::paged;
use crate::db::schema::person_key;
use crate::error::{Result, corrupt};
use crate::on_engine;
use crate::ops::session::Session;
use crate::seal::keys::DataKey;

/// Opens the data keys of persons; forgotten persons have none.
pub(in crate::ops) fn data_keys(s: &mut Session, ids: &[i64]) -> Result<HashMap<i64, DataKey>> {
    let wrapped: Vec<(i64, Vec<u8>)> = paged(ids, |page| {
        let query = person_key::table.filter(person_key::person_id.eq_any(page));
        Ok(on_engine!(&mut *s.conn, |c| query.load(c))?)
    })?;
    let open = |(id, wrapped): (i64, Vec<u8>)| {
        let key = s.keys.unwrap_data_key(id, &wrapped);
        key.map(|key| (id, key)).map_err(|e| corrupt("data key", id, e))
    };
    wrapped.into_iter().map(open).collect()
}
