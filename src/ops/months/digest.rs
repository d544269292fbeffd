//! Computes the digest of a closed month (RS-1 section 8): SM3 over a canonical text of its lines
//! and of every subject behind them. docs/digest.md describes the text; nothing in it depends on
//! positions, times or internal numbers.

use std::fmt::Write as _;

use super::computed::{Computed, RULE_SET};
use crate::db::Conn;
use crate::db::people::names::names_of;
use crate::domain::months::lines::{Coverage, Exits, Households, Persons};
use crate::domain::months::part::Flow;
use crate::domain::registers::determination::Categories;
use crate::domain::registers::register::Cause;
use crate::domain::values::codes::Category;
use crate::domain::values::month::Month;
use crate::error::Result;
use crate::seal::digest::Digest;

/// Computes the digest: `sm3:` and 64 hexadecimal digits.
///
/// # Errors
/// When the database fails to name the subjects.
pub fn of(conn: &mut Conn, month: Month, computed: &Computed) -> Result<String> {
    let parts = &computed.parts;
    let households: Vec<i64> =
        parts.households.iter().filter(|(_, p)| p.flow.is_digested()).map(|(id, _)| *id).collect();
    let persons: Vec<i64> = parts.persons.iter().filter(|(_, p)| p.flow.is_digested()).map(|(id, _)| *id).collect();
    let names = names_of(conn, &households, &persons)?;
    let mut digest = Digest::default();
    let mut line = String::new();
    let mut put = |text: std::fmt::Arguments<'_>| {
        line.clear();
        // Writing to a String cannot fail.
        let _ = writeln!(line, "{text}");
        digest.update(line.as_bytes());
    };
    put(format_args!("bangfu month {month} {RULE_SET}"));
    for (division, line) in &computed.lines {
        put(format_args!(
            "line {} {} {} {}",
            division.code(),
            households_of(&line.households),
            persons_of(&line.persons),
            coverage_of(&line.coverage)
        ));
    }
    let mut subjects: Vec<String> = households
        .iter()
        .filter_map(|id| {
            let ((sender, name), part) = (names.households.get(id)?, parts.households.get(id)?);
            Some(format!("household {} {} {}", quoted(sender), quoted(name), standing_of(&part.flow)))
        })
        .collect();
    subjects.extend(persons.iter().filter_map(|id| {
        let ((sender, name), part) = (names.persons.get(id)?, parts.persons.get(id)?);
        let categories: Vec<&str> = Categories(part.categories).iter().map(Category::as_str).collect();
        Some(format!(
            "person {} {} {} {}",
            quoted(sender),
            quoted(name),
            part.flow.state.as_str(),
            dash(&categories.join(","))
        ))
    }));
    subjects.sort_unstable();
    for subject in subjects {
        put(format_args!("{subject}"));
    }
    Ok(digest.finish())
}

/// Quotes a reference, which may contain blanks, as a JSON string: a single word with marked ends.
fn quoted(name: &str) -> serde_json::Value {
    serde_json::Value::from(name)
}

fn dash(text: &str) -> &str {
    if text.is_empty() { "-" } else { text }
}

fn standing_of(flow: &Flow) -> String {
    let since = flow.since.map_or("-".to_owned(), |d| d.to_string());
    format!("{} {} {}", flow.state.as_str(), since, flow.cause.map_or("-", Cause::as_str))
}

fn exits_of(exits: &Exits) -> String {
    let counts: Vec<String> = exits.iter().map(|(code, n)| format!("{code}={n}")).collect();
    dash(&counts.join(",")).to_owned()
}

fn households_of(h: &Households) -> String {
    format!(
        "{} {} {} {} {} {} {} {} {} {} {} {} {} {} {} {} {}",
        h.opening,
        h.recognised,
        h.reinstated,
        h.moved_in,
        h.eliminated,
        h.exited,
        exits_of(&h.exits),
        h.moved_out,
        h.adjustment,
        h.closing,
        h.closing_rural,
        h.suspected,
        h.overdue,
        h.eliminations,
        h.reversals,
        h.placed_members,
        h.jobless_members
    )
}

fn persons_of(p: &Persons) -> String {
    format!(
        "{} {} {} {} {} {} {} {} {}",
        p.opening,
        p.recognised,
        p.moved_in,
        p.eliminated,
        p.exited,
        exits_of(&p.exits),
        p.moved_out,
        p.adjustment,
        p.closing
    )
}

fn coverage_of(c: &Coverage) -> String {
    format!("{} {} {}", c.target, c.assigned, c.served)
}
