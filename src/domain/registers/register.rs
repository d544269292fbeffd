//! The state machine of RS-1 sections 3 and 6, shared by households and persons. The condition of a
//! household and the categories of a person are determined in `household.rs` and
//! `determination.rs`; here are only their consequences.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use crate::values::codes::Exit;
use crate::values::month::add_months;

/// Months after an elimination in which the condition alone leads back to In.
const RETURN_MONTHS: u32 = 6;

/// The state of a subject in its register.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum State {
    /// Was never on the register.
    #[default]
    None,
    /// On the register: a registered household, or an active person.
    In,
    /// Left by employment.
    Eliminated,
    /// Left for another reason.
    Exited,
}

impl State {
    /// Gives the word of the contract.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::None => "none",
            Self::In => "in",
            Self::Eliminated => "eliminated",
            Self::Exited => "exited",
        }
    }

    /// Gives the number that the database stores.
    pub fn number(self) -> i16 {
        match self {
            Self::None => 0,
            Self::In => 1,
            Self::Eliminated => 2,
            Self::Exited => 3,
        }
    }

    /// Finds the state of a number.
    pub fn from_number(number: i16) -> Option<Self> {
        [Self::None, Self::In, Self::Eliminated, Self::Exited].into_iter().find(|s| s.number() == number)
    }
}

/// The cause of a subject's state.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Cause {
    Recognised,
    Reinstated,
    Employed,
    Exit(Exit),
}

impl Cause {
    /// Gives the word of the contract.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Recognised => "recognised",
            Self::Reinstated => "reinstated",
            Self::Employed => "employed",
            Self::Exit(exit) => exit.as_str(),
        }
    }

    /// Finds the cause of a word.
    pub fn from_word(word: &str) -> Option<Self> {
        match word {
            "recognised" => Some(Self::Recognised),
            "reinstated" => Some(Self::Reinstated),
            "employed" => Some(Self::Employed),
            _ => Exit::from_word(word).map(Self::Exit),
        }
    }

    /// Gives the number that the database stores: an exit's own, or one from 101 on.
    pub fn number(self) -> i16 {
        match self {
            Self::Recognised => 101,
            Self::Reinstated => 102,
            Self::Employed => 103,
            Self::Exit(exit) => exit.number(),
        }
    }

    /// Finds the cause of a number.
    pub fn from_number(number: i16) -> Option<Self> {
        match number {
            101 => Some(Self::Recognised),
            102 => Some(Self::Reinstated),
            103 => Some(Self::Employed),
            _ => Exit::from_number(number).map(Self::Exit),
        }
    }
}

impl Serialize for Cause {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.as_str())
    }
}

impl<'de> Deserialize<'de> for Cause {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let word = String::deserialize(deserializer)?;
        Self::from_word(&word).ok_or_else(|| serde::de::Error::custom("not a cause"))
    }
}

/// The standing of a subject: its state, the first day of the state, and its cause.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Standing {
    pub state: State,
    /// The first day of the state; `None` while there is no state.
    pub since: Option<NaiveDate>,
    pub cause: Option<Cause>,
}

/// The input of one day to a standing.
#[derive(Clone, Copy, Debug)]
pub struct Today {
    /// An officer's removal; the later one if there are two.
    pub removed: Option<Exit>,
    /// Whether the subject still meets the condition that keeps it In.
    pub holds: bool,
    /// The cause of leaving if it does not.
    pub leaving: Cause,
    /// Whether the condition alone leads back from Eliminated.
    pub returns: bool,
    /// Whether a founded recognition or determination is made.
    pub admitted: bool,
}

impl Standing {
    /// Advances through one day and returns each new standing, in the order of the rules; usually
    /// there is none.
    pub fn step(&mut self, day: NaiveDate, today: Today) -> Moves {
        let mut moves = Moves::default();
        if let Some(reason) = today.removed.filter(|_| matches!(self.state, State::In | State::Eliminated)) {
            moves.push(self.become_(day, State::Exited, Cause::Exit(reason)));
        } else if self.state == State::In && !today.holds {
            let state = if today.leaving == Cause::Employed { State::Eliminated } else { State::Exited };
            moves.push(self.become_(day, state, today.leaving));
        } else if self.state == State::Eliminated && today.holds && today.returns && self.may_return_on(day) {
            moves.push(self.become_(day, State::In, Cause::Reinstated));
        }
        if today.admitted && self.state != State::In {
            moves.push(self.become_(day, State::In, Cause::Recognised));
        }
        moves
    }

    /// Tells whether the six months after an elimination are not over (RS-1 section 3, step 3).
    pub fn may_return_on(&self, day: NaiveDate) -> bool {
        self.since.is_some_and(|since| day <= add_months(since, RETURN_MONTHS))
    }

    fn become_(&mut self, day: NaiveDate, state: State, cause: Cause) -> Self {
        *self = Self { state, since: Some(day), cause: Some(cause) };
        *self
    }
}

/// The new standings of one day: at most two.
#[derive(Clone, Copy, Debug, Default)]
pub struct Moves {
    taken: [Option<Standing>; 2],
}

impl Moves {
    fn push(&mut self, standing: Standing) {
        let free = usize::from(self.taken[0].is_some());
        self.taken[free] = Some(standing);
    }

    /// Gives the standing that was entered and left on the same day.
    pub fn passing(&self) -> Option<Standing> {
        self.taken[1].and(self.taken[0])
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    const QUIET: Today = Today { removed: None, holds: true, leaving: Cause::Employed, returns: true, admitted: false };

    fn after(mut standing: Standing, on: &str, today: Today) -> Standing {
        standing.step(day(on), today);
        standing
    }

    fn standing(state: State, since: &str, cause: Cause) -> Standing {
        Standing { state, since: Some(day(since)), cause: Some(cause) }
    }

    #[test]
    fn every_state_answers_every_day() {
        let employed = Today { holds: false, ..QUIET };
        let died = Today { holds: false, leaving: Cause::Exit(Exit::E08), ..QUIET };
        let removed = Today { removed: Some(Exit::E09), ..QUIET };
        let admitted = Today { admitted: true, ..QUIET };
        let both = Today { removed: Some(Exit::E09), admitted: true, ..QUIET };
        let none = Standing::default();
        let inside = standing(State::In, "2026-01-10", Cause::Recognised);
        let gone = standing(State::Eliminated, "2026-01-10", Cause::Employed);
        let out = standing(State::Exited, "2026-01-10", Cause::Exit(Exit::E10));
        let on = "2026-02-01";
        let entered = standing(State::In, on, Cause::Recognised);
        let taken_off = standing(State::Exited, on, Cause::Exit(Exit::E09));
        for (from, today, to) in [
            (none, QUIET, none),
            (none, employed, none),
            (none, removed, none),
            (none, admitted, entered),
            (none, both, entered),
            (inside, QUIET, inside),
            (inside, admitted, inside),
            (inside, removed, taken_off),
            (inside, both, entered),
            (inside, employed, standing(State::Eliminated, on, Cause::Employed)),
            (inside, died, standing(State::Exited, on, Cause::Exit(Exit::E08))),
            (gone, QUIET, standing(State::In, on, Cause::Reinstated)),
            (gone, employed, gone),
            (gone, removed, taken_off),
            (gone, admitted, standing(State::In, on, Cause::Reinstated)),
            (gone, both, entered),
            (gone, Today { returns: false, ..QUIET }, gone),
            (out, QUIET, out),
            (out, employed, out),
            (out, removed, out),
            (out, admitted, entered),
        ] {
            assert_eq!(after(from, on, today), to, "{from:?} {today:?}");
        }
    }

    #[test]
    fn the_way_back_is_open_for_six_months_to_the_day() {
        let gone = standing(State::Eliminated, "2025-08-31", Cause::Employed);
        assert_eq!(after(gone, "2026-02-28", QUIET).state, State::In);
        assert_eq!(after(gone, "2026-03-01", QUIET), gone);
    }

    #[test]
    fn a_removal_and_a_recognition_on_one_day_are_two_moves() {
        let mut inside = standing(State::In, "2026-01-10", Cause::Recognised);
        let moves = inside.step(day("2026-02-01"), Today { removed: Some(Exit::E12), admitted: true, ..QUIET });
        assert_eq!(moves.passing(), Some(standing(State::Exited, "2026-02-01", Cause::Exit(Exit::E12))));
        assert_eq!(inside, standing(State::In, "2026-02-01", Cause::Recognised));
    }
}
