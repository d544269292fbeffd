//! Shows a month, closed or restated.

use std::collections::BTreeMap;

use serde::Serialize;

use super::computed::{Computed, RULE_SET};
use super::present::{Wanted, present_parts};
use super::replay;
use crate::db::Conn;
use crate::db::facts::log::last_position;
use crate::db::months::closes as rows;
use crate::db::months::closes::Parts;
use crate::domain::months::lines::Line;
use crate::domain::values::division::{Division, Level, tree};
use crate::domain::values::month::Month;
use crate::error::{Error, Failure, Result};

/// One of the two views of a month.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum View {
    /// As closed; this view never changes.
    Closed,
    /// As recomputed at the present knowledge time, or at an earlier position.
    Restated,
}

/// The deepest level of divisions under the one asked for.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Depth {
    Itself,
    County,
    Township,
    Village,
}

/// The view of a month to show.
#[derive(Clone, Copy, Debug)]
pub struct Asked {
    pub division: Division,
    pub depth: Depth,
    /// When none, the closed view of a closed month and the restated view of an open one.
    pub view: Option<View>,
    /// The position at which the month is restated.
    pub known_at: Option<i64>,
}

/// A month's lines, in the form of the contract's month-end JSON.
#[derive(Clone, Debug, Serialize)]
pub struct Shown {
    pub month: String,
    pub view: &'static str,
    pub rule_set: String,
    pub position: i64,
    pub digest: Option<String>,
    pub lines: Vec<ShownLine>,
}

/// The line of one division.
#[derive(Clone, Debug, Serialize)]
pub struct ShownLine {
    pub division: Division,
    pub name: &'static str,
    pub level: &'static str,
    #[serde(flatten)]
    pub line: Line,
}

/// Gives the lines of a month.
///
/// # Errors
/// [`Failure::UnknownDivision`], [`Failure::MonthNotClosed`] for a closed view of an open month,
/// [`Failure::PositionUnknown`] for a position the ledger has not reached, [`Failure::BadRequest`]
/// for a closed view at another position.
pub fn show(conn: &mut Conn, month: Month, asked: &Asked) -> Result<Shown> {
    if !tree().knows(asked.division) {
        return Err(Failure::UnknownDivision.into());
    }
    if asked.known_at.is_some() && asked.view == Some(View::Closed) {
        return Err(Error::new(Failure::BadRequest).context("a closed view has its own position"));
    }
    let known_at = asked.known_at;
    if let Some(known_at) = known_at {
        let (computed, position) = replay::restated(conn, month, known_at)?;
        return Ok(shown(month, asked, View::Restated, RULE_SET, position, None, computed.lines));
    }
    conn.snapshot(|conn| {
        let closed = rows::close_of(conn, month)?;
        match (asked.view, closed) {
            (None | Some(View::Closed), Some(close)) => {
                let lines = rows::lines_of(conn, month)?;
                Ok(shown(month, asked, View::Closed, &close.rule_set, close.position, Some(close.digest), lines))
            }
            (Some(View::Closed), None) => Err(Failure::MonthNotClosed.into()),
            (None | Some(View::Restated), _) => {
                let position = last_position(conn)?;
                let computed = Computed::of(present_parts(conn, month, None, &Wanted::default())?);
                Ok(shown(month, asked, View::Restated, RULE_SET, position, None, computed.lines))
            }
        }
    })
}

pub(super) fn shown(
    month: Month,
    asked: &Asked,
    view: View,
    rule_set: &str,
    position: i64,
    digest: Option<String>,
    lines: BTreeMap<Division, Line>,
) -> Shown {
    let line = |division: Division| {
        let entry = tree().get(division)?;
        let line = lines.get(&division).cloned().unwrap_or_else(Line::quiet);
        Some(ShownLine { division, name: entry.name, level: entry.level.as_str(), line })
    };
    let deepest = match asked.depth {
        Depth::Itself => Level::City,
        Depth::County => Level::County,
        Depth::Township => Level::Township,
        Depth::Village => Level::Village,
    };
    let under = tree().under(asked.division).iter().filter(|entry| {
        entry.code != asked.division
            && asked.depth != Depth::Itself
            && entry.level <= deepest
            && (entry.level == Level::County || lines.contains_key(&entry.code))
    });
    let lines = std::iter::once(asked.division).chain(under.map(|e| e.code)).filter_map(line).collect();
    Shown {
        month: month.to_string(),
        view: match view {
            View::Closed => "closed",
            View::Restated => "restated",
        },
        rule_set: rule_set.to_owned(),
        position,
        digest,
        lines,
    }
}

/// Gives the parts behind a month's lines, for the drill-down from a figure to its subjects.
///
/// # Errors
/// [`Failure::MonthNotClosed`] for a closed view of an open month.
pub fn parts(conn: &mut Conn, month: Month, view: View) -> Result<Parts> {
    conn.snapshot(|conn| match view {
        View::Closed => match rows::close_of(conn, month)? {
            Some(_) => rows::parts_of(conn, month),
            None => Err(Failure::MonthNotClosed.into()),
        },
        View::Restated => present_parts(conn, month, None, &Wanted::default()),
    })
}
