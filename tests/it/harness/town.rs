//! A small synthetic town for tests that need more than a few facts: its lines, its closed months
//! and their digests.

use bangfu::demo::city::{Chapter, City};
use serde_json::json;

use super::command::answer;
use crate::harness::{World, text};

/// Gives the months of a town as `YYYY-MM`; at most twelve.
pub fn months(count: usize) -> Vec<String> {
    (1..=count).map(|month| format!("2025-{month:02}")).collect()
}

/// Gives the facts of a town over some months as interchange lines without line ends. Each is
/// accepted once.
pub fn facts(persons: usize, months: usize) -> Vec<String> {
    City::new(5, persons, months).flat_map(|chapter| chapter.lines).collect()
}

/// Gives the same town as an export writes it, with each close at its place.
pub fn chronicle(persons: usize, months: usize) -> Vec<String> {
    let told = |chapter: Chapter| {
        let close = chapter.month.map(|month| json!({"kind": "month_closed", "month": month}).to_string());
        chapter.lines.into_iter().chain(close)
    };
    City::new(5, persons, months).flat_map(told).collect()
}

/// Joins lines to a file.
pub fn file(lines: &[String]) -> Vec<u8> {
    lines.iter().flat_map(|line| [line.as_bytes(), b"\n"].concat()).collect()
}

/// Closes the first months and gives their digests.
pub fn close(world: &World, count: usize) -> Vec<String> {
    months(count).iter().map(|month| text(&answer(world, &["month-end", "close", month])["digest"])).collect()
}

/// Gives the digests of the first months, each verified from its facts.
pub fn verified(world: &World, count: usize) -> Vec<String> {
    months(count).iter().map(|month| text(&answer(world, &["month-end", "verify", month])["digest"])).collect()
}
