//! The desks that take steps, lowest first.

/// The desk that takes a step; a higher desk may stand in for a lower one.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Desk {
    Community,
    Town,
    County,
}
