//! Platform messages about filings. A filing (a hire, a termination, a death) has versions, and the
//! highest counts, in whatever order they came. How the filings of one employment fit together is
//! decided here from their content alone, so it does not depend on their order either.

use chrono::NaiveDate;

use crate::ledger::accept::Start;
use crate::values::codes::{Code, Kind, RecordKind};

/// The content of a message.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Brings {
    /// A ledger fact about a person.
    Fact(Kind),
    /// A record kept beside the ledger.
    Record(RecordKind),
}

impl Brings {
    /// Finds the content named by a word of the event type.
    pub fn from_word(word: &str) -> Option<Self> {
        Kind::from_word(word).map(Self::Fact).or_else(|| RecordKind::from_word(word).map(Self::Record))
    }

    /// Gives its word.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Fact(kind) => kind.as_str(),
            Self::Record(kind) => kind.as_str(),
        }
    }

    /// Finds the content of a number that the database stores.
    pub fn from_number(number: i16) -> Option<Self> {
        Kind::from_number(number).map(Self::Fact).or_else(|| RecordKind::from_number(number).map(Self::Record))
    }

    /// Gives the number that the database stores.
    pub fn number(self) -> i16 {
        match self {
            Self::Fact(kind) => kind.number(),
            Self::Record(kind) => kind.number(),
        }
    }
}

/// The highest version of a filing about an employment.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Filed<'f> {
    pub kind: Kind,
    /// The person; `None` if the ID number belongs to no person within reach.
    pub person: Option<i64>,
    pub on: NaiveDate,
    /// The key that distinguishes filings of one day: the sender, and the sender's reference.
    pub name: (&'f str, &'f str),
}

/// The verdict on a filing.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Verdict {
    /// It belongs in the ledger.
    Holds,
    /// It waits until something else is known.
    Waits(Code),
    /// It contradicts another filing.
    Parked(Code),
}

/// Tells whether a fact of that kind may come as a message. It must be about one person, identified
/// by an ID number, and not part of an application or a case.
pub fn may_come(kind: Kind) -> bool {
    matches!(
        kind,
        Kind::EmploymentStarted
            | Kind::PayChanged
            | Kind::EmploymentEnded
            | Kind::WishDeclared
            | Kind::AbsenceStarted
            | Kind::AbsenceEnded
            | Kind::Died
            | Kind::UnemploymentRegistered
            | Kind::UnemploymentDeregistered
    )
}

/// Tells whether a fact of that kind belongs to an employment that an earlier fact started.
pub fn follows(kind: Kind) -> bool {
    matches!(kind, Kind::PayChanged | Kind::EmploymentEnded)
}

/// Judges the starts among the filings of one employment: it begins once, and the earliest start
/// counts.
pub fn starts(filed: &[Filed]) -> Vec<(usize, Verdict)> {
    let of_starts = || filed.iter().enumerate().filter(|(_, filing)| filing.kind == Kind::EmploymentStarted);
    let first = of_starts().min_by_key(|(_, filing)| (filing.on, filing.name)).map(|(at, _)| at);
    of_starts()
        .map(|(at, filing)| match filing.person {
            _ if Some(at) != first => (at, Verdict::Parked(Code::EmploymentExists)),
            Some(_) => (at, Verdict::Holds),
            None => (at, Verdict::Waits(Code::UnknownPerson)),
        })
        .collect()
}

/// Judges the filings that follow a start, given the start in the ledger: of several ends that fit,
/// the earliest counts.
pub fn followers(filed: &[Filed], start: Option<Start>) -> Vec<(usize, Verdict)> {
    let fits = |filing: &Filed| match (filing.person, start) {
        (None, _) => Verdict::Waits(Code::UnknownPerson),
        (Some(person), Some(start)) if person == start.person => {
            if filing.on > start.on {
                Verdict::Holds
            } else {
                Verdict::Parked(Code::EndNotAfterStart)
            }
        }
        _ => Verdict::Waits(Code::EmploymentUnknown),
    };
    let ends = filed.iter().filter(|filing| filing.kind == Kind::EmploymentEnded && fits(filing) == Verdict::Holds);
    let end = ends.min_by_key(|filing| (filing.on, filing.name));
    let judged = |filing: &Filed| match fits(filing) {
        Verdict::Holds if filing.kind == Kind::EmploymentEnded && Some(filing) != end => {
            Verdict::Parked(Code::AlreadyEnded)
        }
        verdict => verdict,
    };
    let followers = filed.iter().enumerate().filter(|(_, filing)| follows(filing.kind));
    followers.map(|(at, filing)| (at, judged(filing))).collect()
}

/// The default ceiling of messages about people that an account may send within an hour; an account
/// may have its own (the project's own; a city of five million files some 300 hires an hour).
pub const HOURLY_CEILING: i64 = 2_000;

#[cfg(test)]
mod tests {
    use super::*;

    fn filed(kind: Kind, person: Option<i64>, on: &str, subject: &'static str) -> Filed<'static> {
        Filed { kind, person, on: on.parse().unwrap(), name: ("source", subject) }
    }

    #[test]
    fn an_employment_begins_by_its_earliest_start() {
        let filings = [
            filed(Kind::EmploymentStarted, Some(1), "2026-03-02", "b"),
            filed(Kind::EmploymentStarted, Some(1), "2026-03-02", "a"),
            filed(Kind::EmploymentEnded, Some(1), "2026-03-01", "c"),
        ];
        let exists = Verdict::Parked(Code::EmploymentExists);
        assert_eq!(starts(&filings), [(0, exists), (1, Verdict::Holds)]);
        let nobody = [filed(Kind::EmploymentStarted, None, "2026-03-02", "a")];
        assert_eq!(starts(&nobody), [(0, Verdict::Waits(Code::UnknownPerson))]);
    }

    #[test]
    fn an_employment_ends_once_after_it_began_and_by_whom_it_is_of() {
        let filings = [
            filed(Kind::EmploymentEnded, Some(1), "2026-03-20", "late"),
            filed(Kind::EmploymentEnded, Some(1), "2026-03-10", "early"),
            filed(Kind::EmploymentEnded, Some(1), "2026-03-02", "too early"),
            filed(Kind::EmploymentEnded, Some(2), "2026-03-05", "of another"),
            filed(Kind::EmploymentEnded, None, "2026-03-05", "of nobody"),
            filed(Kind::PayChanged, Some(1), "2026-04-01", "pay"),
        ];
        let start = Start { person: 1, on: "2026-03-02".parse().unwrap() };
        let verdicts: Vec<Verdict> = followers(&filings, Some(start)).into_iter().map(|(_, verdict)| verdict).collect();
        assert_eq!(
            verdicts,
            [
                Verdict::Parked(Code::AlreadyEnded),
                Verdict::Holds,
                Verdict::Parked(Code::EndNotAfterStart),
                Verdict::Waits(Code::EmploymentUnknown),
                Verdict::Waits(Code::UnknownPerson),
                Verdict::Holds,
            ]
        );
        let without = followers(&filings[..1], None);
        assert_eq!(without, [(0, Verdict::Waits(Code::EmploymentUnknown))]);
    }
}
