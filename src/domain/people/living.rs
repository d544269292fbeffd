//! The living lines: the monthly amount from which flexible work counts as employment (RS-1 section
//! 1; 劳社厅发〔2003〕227号).

use chrono::NaiveDate;

use crate::values::division::{Division, Level};

/// All living lines that a view knows, for divisions of any level.
#[derive(Clone, Debug, Default)]
pub struct LivingLines {
    /// In the order of (`effective_on`, position).
    set: Vec<LivingLine>,
}

/// One living line: fen a month, from a day on, for a division and for everything within it without
/// a line of its own.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LivingLine {
    pub position: i64,
    pub on: NaiveDate,
    pub division: Division,
    pub monthly: i64,
}

impl LivingLines {
    /// Makes the set from the lines that a view sees, in any order.
    pub fn new(mut set: Vec<LivingLine>) -> Self {
        set.sort_by_key(|l| (l.on, l.position));
        Self { set }
    }

    /// Adds a line.
    pub fn add(&mut self, line: LivingLine) {
        let at = self.set.partition_point(|l| (l.on, l.position) <= (line.on, line.position));
        self.set.insert(at, line);
    }

    /// Removes a voided line.
    pub fn void(&mut self, position: i64) {
        self.set.retain(|l| l.position != position);
    }

    /// Gives the line in force in a division on a day: that of the nearest level with a line by
    /// then.
    pub fn in_force(&self, division: Division, day: NaiveDate) -> Option<i64> {
        [Level::Village, Level::Township, Level::County, Level::City].into_iter().find_map(|level| {
            let place = division.ancestor(level);
            self.set.iter().rev().find(|l| l.on <= day && l.division == place).map(|l| l.monthly)
        })
    }

    /// Lists the days on which a line changes.
    pub fn days(&self) -> impl Iterator<Item = NaiveDate> + '_ {
        self.set.iter().map(|l| l.on)
    }

    /// Lists all lines, in order.
    pub fn all(&self) -> &[LivingLine] {
        &self.set
    }
}
