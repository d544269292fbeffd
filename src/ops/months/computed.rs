//! A computed month, and the part of it that the next month carries on.

use std::collections::BTreeMap;

use crate::db::months::closes::Parts;
use crate::domain::months::lines::{Line, Sum};
use crate::domain::values::division::Division;

/// The rule set behind every figure.
pub const RULE_SET: &str = "RS-1";

/// A computed month: its parts, and the lines they add up to.
#[derive(Debug, PartialEq)]
pub struct Computed {
    pub parts: Parts,
    pub lines: BTreeMap<Division, Line>,
}

impl Computed {
    /// Adds up the parts.
    pub fn of(parts: Parts) -> Self {
        let mut sum = Sum::default();
        parts.households.values().for_each(|p| sum.add_household(p));
        parts.persons.values().for_each(|p| sum.add_person(p));
        Self { parts, lines: sum.lines() }
    }
}

/// The divisions that counted the subjects at the end of the closed month before.
#[derive(Debug, Default)]
pub struct Carried {
    pub households: BTreeMap<i64, Division>,
    pub persons: BTreeMap<i64, Division>,
}

impl Carried {
    pub(super) fn of(parts: &Parts) -> Self {
        let closing = |flow: &crate::domain::months::part::Flow| flow.division.filter(|_| flow.closing);
        Self {
            households: parts.households.iter().filter_map(|(id, p)| Some((*id, closing(&p.flow)?))).collect(),
            persons: parts.persons.iter().filter_map(|(id, p)| Some((*id, closing(&p.flow)?))).collect(),
        }
    }
}
