//! Helpers for queries: pages of values, and facts of one kind.

use diesel::expression::SqlLiteral;
use diesel::sql_types::Bool;

use crate::domain::values::codes::Kind;
use crate::error::Result;

/// Selects the facts of one kind. The number is part of the statement's text, because a partial
/// index over one kind does not serve a parameter.
pub fn is_kind(kind: Kind) -> SqlLiteral<Bool> {
    diesel::dsl::sql(&format!("fact.kind = {}", kind.number()))
}

/// Runs one query for each page of values, and collects the results.
pub fn paged<V: Clone, T>(values: &[V], mut query: impl FnMut(Vec<V>) -> Result<Vec<T>>) -> Result<Vec<T>> {
    let mut all = Vec::new();
    for page in values.chunks(PAGE) {
        all.extend(query(page.to_vec())?);
    }
    Ok(all)
}

/// The number of values in one `in (…)`, well below the bind limit of SQLite.
pub(in crate::db) const PAGE: usize = 1000;
