//! The lines of all divisions for a month (RS-1 sections 4 to 6): sums of parts, at each level of
//! the tree.

use std::collections::{BTreeMap, HashSet};

use serde::{Deserialize, Serialize};

use super::part::{Flow, HouseholdPart, PersonPart};
use crate::registers::register::Cause;
use crate::values::division::{Division, Level};

/// The levels with lines, from the top.
pub const LEVELS: [Level; 4] = [Level::City, Level::County, Level::Township, Level::Village];

/// Counts by exit code; only codes that occurred.
pub type Exits = BTreeMap<String, i64>;

/// The household columns of a line.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
pub struct Households {
    pub opening: i64,
    pub recognised: i64,
    pub reinstated: i64,
    pub moved_in: i64,
    pub eliminated: i64,
    pub exited: i64,
    pub exits: Exits,
    pub moved_out: i64,
    pub adjustment: i64,
    pub closing: i64,
    pub closing_rural: i64,
    pub zero: bool,
    pub suspected: i64,
    pub overdue: i64,
    pub eliminations: i64,
    pub reversals: i64,
    pub placed_members: i64,
    pub jobless_members: i64,
}

/// The difficult-person columns of a line.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
pub struct Persons {
    pub opening: i64,
    pub recognised: i64,
    pub moved_in: i64,
    pub eliminated: i64,
    pub exited: i64,
    pub exits: Exits,
    pub moved_out: i64,
    pub adjustment: i64,
    pub closing: i64,
}

/// The coverage of a line; without a target there is no rate.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
pub struct Coverage {
    pub target: i64,
    pub assigned: i64,
    pub served: i64,
    pub assigned_rate: Option<Rate>,
    pub served_rate: Option<Rate>,
}

/// An exact fraction, and its percentage for display: one decimal, rounded half up, and 100.0 only
/// if the rate is exactly that.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Rate {
    pub n: i64,
    pub d: i64,
    pub percent: String,
}

impl Rate {
    /// Gives the rate of `n` in `d`; `None` if `d` is 0.
    pub fn of(n: i64, d: i64) -> Option<Self> {
        (d > 0).then(|| {
            let tenths = (2 * n * 1000 + d) / (2 * d);
            let shown = if n < d { tenths.min(999) } else { tenths };
            Self { n, d, percent: format!("{}.{}", shown / 10, shown % 10) }
        })
    }
}

/// The line of one division for a month.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
pub struct Line {
    pub households: Households,
    pub persons: Persons,
    pub coverage: Coverage,
}

impl Line {
    /// Gives a line of zeros.
    pub fn quiet() -> Self {
        let mut line = Self::default();
        line.settle();
        line
    }

    /// Tells whether every number is 0.
    pub fn is_quiet(&self) -> bool {
        *self == Self::quiet()
    }

    /// Derives the columns that follow from the counts.
    fn settle(&mut self) {
        self.households.zero = self.households.closing == 0;
        let Coverage { target, assigned, served, .. } = self.coverage;
        self.coverage.assigned_rate = Rate::of(assigned, target);
        self.coverage.served_rate = Rate::of(served, target);
    }
}

/// Adds up parts.
#[derive(Default)]
pub struct Sum {
    lines: BTreeMap<Division, Line>,
    /// A placed person counts once in a division, even if placed by several households.
    placed: HashSet<(Division, i64)>,
}

/// The columns of both registers, within one line.
struct Columns<'l> {
    opening: &'l mut i64,
    recognised: &'l mut i64,
    reinstated: Option<&'l mut i64>,
    moved_in: &'l mut i64,
    eliminated: &'l mut i64,
    exited: &'l mut i64,
    exits: &'l mut Exits,
    moved_out: &'l mut i64,
    adjustment: &'l mut i64,
    closing: &'l mut i64,
}

impl Line {
    fn household_columns(&mut self) -> Columns<'_> {
        let h = &mut self.households;
        Columns {
            opening: &mut h.opening,
            recognised: &mut h.recognised,
            reinstated: Some(&mut h.reinstated),
            moved_in: &mut h.moved_in,
            eliminated: &mut h.eliminated,
            exited: &mut h.exited,
            exits: &mut h.exits,
            moved_out: &mut h.moved_out,
            adjustment: &mut h.adjustment,
            closing: &mut h.closing,
        }
    }

    fn person_columns(&mut self) -> Columns<'_> {
        let p = &mut self.persons;
        Columns {
            opening: &mut p.opening,
            recognised: &mut p.recognised,
            reinstated: None,
            moved_in: &mut p.moved_in,
            eliminated: &mut p.eliminated,
            exited: &mut p.exited,
            exits: &mut p.exits,
            moved_out: &mut p.moved_out,
            adjustment: &mut p.adjustment,
            closing: &mut p.closing,
        }
    }
}

impl Sum {
    /// Adds the part of a household.
    pub fn add_household(&mut self, part: &HouseholdPart) {
        self.add_flow(&part.flow, Line::household_columns);
        let Some(division) = part.flow.division else { return };
        for level in LEVELS {
            let place = division.ancestor(level);
            let placed = part.placed.iter().filter(|p| self.placed.insert((place, **p))).count();
            let h = &mut self.lines.entry(place).or_default().households;
            h.closing_rural += i64::from(part.flow.closing && !part.urban);
            h.suspected += i64::from(part.suspected);
            h.overdue += i64::from(part.overdue);
            h.eliminations += i64::from(part.eliminations);
            h.reversals += i64::from(part.reversals);
            h.jobless_members += count(part.jobless.len());
            h.placed_members += count(placed);
        }
    }

    /// Adds the part of a person.
    pub fn add_person(&mut self, part: &PersonPart) {
        self.add_flow(&part.flow, Line::person_columns);
        let Some(division) = part.flow.division.filter(|_| part.target) else { return };
        for level in LEVELS {
            let coverage = &mut self.lines.entry(division.ancestor(level)).or_default().coverage;
            coverage.target += 1;
            coverage.assigned += i64::from(part.assigned);
            coverage.served += i64::from(part.served);
        }
    }

    fn add_flow(&mut self, flow: &Flow, columns: fn(&mut Line) -> Columns<'_>) {
        for level in LEVELS {
            let mut at = |division: Option<Division>, add: &dyn Fn(Columns<'_>)| {
                if let Some(division) = division {
                    add(columns(self.lines.entry(division.ancestor(level)).or_default()));
                }
            };
            at(flow.opening(), &|c| *c.opening += 1);
            if flow.adjusts {
                at(flow.before, &|c| *c.adjustment += 1);
                at(flow.carried, &|c| *c.adjustment -= 1);
            }
            let here = flow.division;
            if let (Some(before), Some(here)) = (flow.before, here)
                && before.ancestor(level) != here.ancestor(level)
            {
                at(Some(before), &|c| *c.moved_out += 1);
                at(Some(here), &|c| *c.moved_in += 1);
            }
            match flow.entered {
                Some(Cause::Reinstated) => at(here, &|c| {
                    if let Some(reinstated) = c.reinstated {
                        *reinstated += 1;
                    }
                }),
                Some(_) => at(here, &|c| *c.recognised += 1),
                None => {}
            }
            match flow.left {
                Some(Cause::Exit(exit)) => at(here, &|c| {
                    *c.exited += 1;
                    *c.exits.entry(exit.as_str().to_owned()).or_default() += 1;
                }),
                Some(_) => at(here, &|c| *c.eliminated += 1),
                None => {}
            }
            if flow.closing {
                at(here, &|c| *c.closing += 1);
            }
        }
    }

    /// Gives the lines of all divisions with a number other than 0, by code.
    pub fn lines(self) -> BTreeMap<Division, Line> {
        let mut lines = self.lines;
        lines.values_mut().for_each(Line::settle);
        lines.retain(|_, line| !line.is_quiet());
        lines
    }
}

fn count(n: usize) -> i64 {
    i64::try_from(n).unwrap_or(i64::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_rate_is_rounded_half_up_and_is_never_whole_by_rounding() {
        let shown = |n, d| Rate::of(n, d).map(|r| r.percent);
        assert_eq!(shown(0, 0), None);
        assert_eq!(shown(2, 3).as_deref(), Some("66.7"));
        assert_eq!(shown(1, 2000).as_deref(), Some("0.1"));
        assert_eq!(shown(1999, 2000).as_deref(), Some("99.9"));
        assert_eq!(shown(2000, 2000).as_deref(), Some("100.0"));
        assert_eq!(shown(0, 7).as_deref(), Some("0.0"));
    }
}
