//! The subjects counted in a column of a month's line. The lines are sums of parts
//! (`months::lines`); the subjects here come from the same parts, so that the amounts of a column's
//! subjects add up to its number.

use std::collections::BTreeMap;

use super::part::{Flow, HouseholdPart, PersonPart};
use crate::registers::register::Cause;
use crate::values::codes::Exit;
use crate::values::division::Division;

/// A column of both registers.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Common {
    Opening,
    Recognised,
    MovedIn,
    Eliminated,
    /// For any reason, or for this one.
    Exited(Option<Exit>),
    MovedOut,
    Adjustment,
    Closing,
}

/// A column of a line.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Column(Of);

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Of {
    Households(Common),
    Reinstated,
    ClosingRural,
    Suspected,
    Overdue,
    Eliminations,
    Reversals,
    PlacedMembers,
    JoblessMembers,
    Persons(Common),
    Target,
    Assigned,
    Served,
}

/// The columns by name; `households.exits.E05` and similar names are parsed separately.
const NAMES: [(&str, Of); 27] = [
    ("households.opening", Of::Households(Common::Opening)),
    ("households.recognised", Of::Households(Common::Recognised)),
    ("households.reinstated", Of::Reinstated),
    ("households.moved_in", Of::Households(Common::MovedIn)),
    ("households.eliminated", Of::Households(Common::Eliminated)),
    ("households.exited", Of::Households(Common::Exited(None))),
    ("households.moved_out", Of::Households(Common::MovedOut)),
    ("households.adjustment", Of::Households(Common::Adjustment)),
    ("households.closing", Of::Households(Common::Closing)),
    ("households.closing_rural", Of::ClosingRural),
    ("households.suspected", Of::Suspected),
    ("households.overdue", Of::Overdue),
    ("households.eliminations", Of::Eliminations),
    ("households.reversals", Of::Reversals),
    ("households.placed_members", Of::PlacedMembers),
    ("households.jobless_members", Of::JoblessMembers),
    ("persons.opening", Of::Persons(Common::Opening)),
    ("persons.recognised", Of::Persons(Common::Recognised)),
    ("persons.moved_in", Of::Persons(Common::MovedIn)),
    ("persons.eliminated", Of::Persons(Common::Eliminated)),
    ("persons.exited", Of::Persons(Common::Exited(None))),
    ("persons.moved_out", Of::Persons(Common::MovedOut)),
    ("persons.adjustment", Of::Persons(Common::Adjustment)),
    ("persons.closing", Of::Persons(Common::Closing)),
    ("coverage.target", Of::Target),
    ("coverage.assigned", Of::Assigned),
    ("coverage.served", Of::Served),
];

impl Column {
    /// Finds a column by its name, which is its path in a line, as `households.closing` or
    /// `persons.exits.E08`.
    pub fn from_name(name: &str) -> Option<Self> {
        let exit = |code| Exit::from_word(code).map(|exit| Common::Exited(Some(exit)));
        if let Some(code) = name.strip_prefix("households.exits.") {
            return exit(code).map(|column| Self(Of::Households(column)));
        }
        if let Some(code) = name.strip_prefix("persons.exits.") {
            return exit(code).map(|column| Self(Of::Persons(column)));
        }
        NAMES.iter().find(|(known, _)| *known == name).map(|(_, of)| Self(*of))
    }
}

/// The subjects of a column by number, each with its amount: 1, −1 in an adjustment, or a count.
#[derive(PartialEq, Eq, Debug)]
pub enum Subjects {
    Households(BTreeMap<i64, i64>),
    Persons(BTreeMap<i64, i64>),
}

/// Selects the subjects of a division's column from the parts of a month.
pub fn subjects(
    households: &BTreeMap<i64, HouseholdPart>,
    persons: &BTreeMap<i64, PersonPart>,
    division: Division,
    column: Column,
) -> Subjects {
    let here = |flow: &Flow| flow.division.is_some_and(|d| division.covers(d));
    let of_households = |adds: &dyn Fn(&HouseholdPart) -> i64| {
        Subjects::Households(
            households.iter().map(|(id, part)| (*id, adds(part))).filter(|(_, adds)| *adds != 0).collect(),
        )
    };
    let of_persons = |adds: &dyn Fn(&PersonPart) -> i64| {
        Subjects::Persons(persons.iter().map(|(id, part)| (*id, adds(part))).filter(|(_, adds)| *adds != 0).collect())
    };
    let members = |of: &dyn Fn(&HouseholdPart) -> Vec<i64>| {
        let counted = households.values().filter(|part| here(&part.flow)).flat_map(of);
        Subjects::Persons(counted.map(|person| (person, 1)).collect())
    };
    match column.0 {
        Of::Households(column) => of_households(&|part| common(&part.flow, division, column)),
        Of::Persons(column) => of_persons(&|part| common(&part.flow, division, column)),
        Of::Reinstated => {
            of_households(&|part| i64::from(here(&part.flow) && part.flow.entered == Some(Cause::Reinstated)))
        }
        Of::ClosingRural => of_households(&|part| i64::from(here(&part.flow) && part.flow.closing && !part.urban)),
        Of::Suspected => of_households(&|part| i64::from(here(&part.flow) && part.suspected)),
        Of::Overdue => of_households(&|part| i64::from(here(&part.flow) && part.overdue)),
        Of::Eliminations => of_households(&|part| if here(&part.flow) { i64::from(part.eliminations) } else { 0 }),
        Of::Reversals => of_households(&|part| if here(&part.flow) { i64::from(part.reversals) } else { 0 }),
        Of::PlacedMembers => members(&|part| part.placed.clone()),
        Of::JoblessMembers => members(&|part| part.jobless.clone()),
        Of::Target => of_persons(&|part| i64::from(here(&part.flow) && part.target)),
        Of::Assigned => of_persons(&|part| i64::from(here(&part.flow) && part.assigned)),
        Of::Served => of_persons(&|part| i64::from(here(&part.flow) && part.served)),
    }
}

/// Gives the amount that a flow adds to a column of a division.
fn common(flow: &Flow, division: Division, column: Common) -> i64 {
    let at = |place: Option<Division>| place.is_some_and(|d| division.covers(d));
    let here = at(flow.division);
    // Seen at the level of the division: a move within it does not count.
    let moved = flow.before.is_some() && flow.division.is_some() && at(flow.before) != here;
    let counts = match column {
        Common::Opening => at(flow.opening()),
        Common::Recognised => here && flow.entered.is_some_and(|cause| cause != Cause::Reinstated),
        Common::MovedIn => moved && here,
        Common::MovedOut => moved && at(flow.before),
        Common::Eliminated => here && flow.left.is_some() && flow.exit().is_none(),
        Common::Exited(None) => here && flow.exit().is_some(),
        Common::Exited(Some(exit)) => here && flow.exit() == Some(exit),
        Common::Closing => here && flow.closing,
        Common::Adjustment => {
            return if flow.adjusts { i64::from(at(flow.before)) - i64::from(at(flow.carried)) } else { 0 };
        }
    };
    i64::from(counts)
}
