//! Helpers that every query may use: pages of values, and facts of one kind.

use diesel::expression::SqlLiteral;
use diesel::sql_types::Bool;

use crate::domain::values::codes::Kind;
use crate::error::Result;

/// Tells facts of one kind, written out in the statement: an index over one kind is not taken for a parameter.
pub fn is_kind(kind: Kind) -> SqlLiteral<Bool> {
    diesel::dsl::sql(&format!("fact.kind = {}", kind.number()))
}

/// Runs one query for each page of values and collects what it gives.
pub fn paged<V: Clone, T>(values: &[V], mut query: impl FnMut(Vec<V>) -> Result<Vec<T>>) -> Result<Vec<T>> {
    let mut all = Vec::new();
    for page in values.chunks(PAGE) {
        all.extend(query(page.to_vec())?);
    }
    Ok(all)
}

/// How many values one `in (…)` takes: well under the bind limit of SQLite.
pub(in crate::db) const PAGE: usize = 1000;
