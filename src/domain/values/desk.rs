//! The desks that take steps, lowest first.

/// Whose desk a step is taken at; a higher one may stand in for a lower.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Desk {
    Community,
    Town,
    County,
}
