//! The labour force in the database; the random ledgers compare it with the model.

use std::collections::BTreeMap;

use bangfu::db::Conn;
use bangfu::db::registers::labour;
use bangfu::db::schema::{labour_span, person, sender};
use chrono::NaiveDate;
use diesel::connection::SimpleConnection as _;
use diesel::prelude::*;

/// Spans by the sender and the reference of their person, in the order of days.
pub type Spans = BTreeMap<(String, String), Vec<(NaiveDate, NaiveDate)>>;

/// Gives the spans in the database.
pub fn kept(conn: &mut Conn) -> Spans {
    let rows: Vec<(String, String, NaiveDate, NaiveDate)> = labour_span::table
        .inner_join(person::table.on(person::id.eq(labour_span::person_id)))
        .inner_join(sender::table.on(sender::id.eq(person::sender_id)))
        .order((labour_span::person_id, labour_span::from_on))
        .select((sender::name, person::ref_, labour_span::from_on, labour_span::until_on))
        .load(conn)
        .expect("the spans are read");
    let mut spans = Spans::new();
    for (sender, reference, from, until) in rows {
        spans.entry((sender, reference)).or_default().push((from, until));
    }
    spans
}

/// Deletes the spans and derives them again; gives both versions.
pub fn derived_anew(conn: &mut Conn) -> (Spans, Spans) {
    let before = kept(conn);
    conn.batch_execute("delete from labour_span; delete from setting where name = 'labour_spans'")
        .expect("they are taken away");
    labour::fill(conn).expect("they are derived");
    (before, kept(conn))
}
