//! A person's life day by day (RS-1 section 1): working age, absences, employment, seeking,
//! household and helper. All of it follows from the person's facts, the divisions of the households
//! and the living lines.

use std::rc::Rc;

use chrono::NaiveDate;

use super::living::LivingLines;
use super::retirement::{WORKING_AGE_MONTHS, group_of, retirement_date};
use crate::values::codes::{Absence, Category, Exit, Form, RetirementGroup, Sex, Situation, Unfit};
use crate::values::division::Division;
use crate::values::month::{FAR, add_months};

/// A fact about a person as the rules see it.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct PersonFact {
    pub position: i64,
    pub on: NaiveDate,
    pub what: PersonWhat,
}

/// The content of such a fact. Households, employments and helpers are the ledger's own numbers.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum PersonWhat {
    Registered {
        birth: NaiveDate,
        sex: Sex,
        group: Option<RetirementGroup>,
        residence: Division,
    },
    Changed {
        group: Option<RetirementGroup>,
        residence: Option<Division>,
    },
    Joined {
        household: i64,
    },
    Left {
        household: i64,
    },
    Wish {
        work: bool,
        help: bool,
    },
    AbsenceStarted(Absence),
    AbsenceEnded(Absence),
    Died,
    JobStarted {
        employment: i64,
        form: Form,
        pay: Option<i64>,
    },
    PayChanged {
        employment: i64,
        pay: i64,
    },
    JobEnded {
        employment: i64,
    },
    Determined(Category),
    DeterminationRemoved {
        category: Option<Category>,
        reason: Exit,
    },
    HelperAssigned {
        helper: i64,
    },
    HelperReleased {
        helper: i64,
    },
    Served,
    /// An application, an unemployment registration, or a fact of a case of help; no rule of the
    /// registers reads it.
    Noted,
    /// The end of an unemployment registration or of a case, or a step of an application. No rule
    /// of the registers reads it, and it may follow a death.
    Closed,
}

impl PersonWhat {
    /// Tells whether it may be dated on or after the death (contract, `after_death`).
    pub fn may_follow_death(&self) -> bool {
        matches!(
            self,
            Self::JobEnded { .. }
                | Self::Left { .. }
                | Self::AbsenceEnded(_)
                | Self::HelperReleased { .. }
                | Self::DeterminationRemoved { .. }
                | Self::Closed
                | Self::Died
        )
    }
}

/// Inserts a fact at its place in the order of facts: by day, then by position.
pub fn insert(facts: &mut Vec<PersonFact>, fact: PersonFact) {
    let at = facts.partition_point(|f| (f.on, f.position) <= (fact.on, fact.position));
    facts.insert(at, fact);
}

/// The status of a person on a day.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Status {
    /// The household that the person is a member of.
    pub member_of: Option<i64>,
    bits: u16,
}

const DEAD: u16 = 1;
const WORKING_AGE: u16 = 1 << 1;
const WANTS_WORK: u16 = 1 << 2;
const WANTS_HELP: u16 = 1 << 3;
const EMPLOYED: u16 = 1 << 4;
const HELPED: u16 = 1 << 5;
const ABSENCES: u16 = 0x7f << 6;

impl Status {
    fn set(&mut self, bit: u16, on: bool) {
        if on { self.bits |= bit } else { self.bits &= !bit }
    }

    fn has(self, bit: u16) -> bool {
        self.bits & bit != 0
    }

    /// Tells whether the person has died.
    pub fn is_dead(self) -> bool {
        self.has(DEAD)
    }

    /// Tells whether the day lies between the 16th birthday and the retirement date.
    pub fn is_of_working_age(self) -> bool {
        self.has(WORKING_AGE)
    }

    /// Tells whether the person has an absence of this kind.
    pub fn is_absent_as(self, absence: Absence) -> bool {
        self.has(absence_bit(absence))
    }

    /// Lists the absences of the person.
    pub fn absences(self) -> impl Iterator<Item = Absence> {
        Absence::ALL.iter().copied().filter(move |a| self.is_absent_as(*a))
    }

    /// Tells whether the person declared the wish to work.
    pub fn wants_work(self) -> bool {
        self.has(WANTS_WORK)
    }

    /// Tells whether the person declared the wish for help.
    pub fn wants_help(self) -> bool {
        self.has(WANTS_HELP)
    }

    /// Tells whether the person is alive and in a spell of employment that counts.
    pub fn is_employed(self) -> bool {
        self.has(EMPLOYED)
    }

    /// Tells whether a helper is assigned.
    pub fn is_helped(self) -> bool {
        self.has(HELPED)
    }

    /// Tells whether the person belongs to the labour force.
    pub fn is_labour(self) -> bool {
        self.bits & (DEAD | WORKING_AGE | ABSENCES) == WORKING_AGE
    }

    /// Tells whether the person belongs to the labour force, wants work and has none.
    pub fn is_seeking(self) -> bool {
        self.bits & (DEAD | WORKING_AGE | ABSENCES | WANTS_WORK | EMPLOYED) == WORKING_AGE | WANTS_WORK
    }

    /// Gives the situation of the person.
    pub fn situation(self) -> Situation {
        if self.is_dead() {
            Situation::Died
        } else if self.has(ABSENCES) {
            Situation::Absent
        } else if self.is_employed() {
            Situation::Employed
        } else {
            Situation::WithoutWork
        }
    }

    /// Gives the reason why a person seeking on the day before is not seeking any more, by the
    /// order of RS-1 section 3. `left` says that the person left the household, in cases where
    /// leaving matters.
    pub fn reason_not_seeking(self, left: bool) -> Exit {
        let absent = |a| self.is_absent_as(a);
        if self.is_dead() {
            Exit::E08
        } else if left {
            Exit::E14
        } else if absent(Absence::Imprisoned) {
            Exit::E07
        } else if absent(Absence::Military) {
            Exit::E04
        } else if absent(Absence::Student) {
            Exit::E03
        } else if absent(Absence::Incapacitated) {
            Exit::E02
        } else if absent(Absence::Abroad) {
            Exit::E05
        } else if absent(Absence::Pension) || absent(Absence::EarlyRetired) || !self.is_of_working_age() {
            Exit::E01
        } else {
            Exit::E10
        }
    }
}

/// The order in which RS-1 section 3 tries the exit reasons.
pub const REASON_ORDER: [Exit; 9] =
    [Exit::E08, Exit::E14, Exit::E07, Exit::E04, Exit::E03, Exit::E02, Exit::E05, Exit::E01, Exit::E10];

fn absence_bit(absence: Absence) -> u16 {
    1 << (5 + absence as u16)
}

/// A person's life: the days of change, and the status from each of them on. The status before the
/// first is unknown.
#[derive(Clone, Debug, Default)]
pub struct Life {
    changes: Vec<(NaiveDate, Status)>,
    residences: Chain,
}

impl Life {
    /// The life of a person without facts.
    pub const EMPTY: Self = Self { changes: Vec::new(), residences: Vec::new() };

    /// Gives the status on a day.
    pub fn on(&self, day: NaiveDate) -> Status {
        let at = self.changes.partition_point(|(from, _)| *from <= day);
        at.checked_sub(1).map_or(Status::default(), |i| self.changes[i].1)
    }

    /// Lists the days of change, each with the status from then on.
    pub fn changes(&self) -> &[(NaiveDate, Status)] {
        &self.changes
    }

    /// Gives the reason why the person cannot be placed on a day; `None` if the person belongs to
    /// the labour force.
    pub fn unfit_on(&self, day: NaiveDate) -> Option<Unfit> {
        let status = self.on(day);
        if status.is_labour() {
            None
        } else if status.is_dead() {
            Some(Unfit::Died)
        } else if status.is_of_working_age() {
            Some(Unfit::Absent)
        } else if self.changes.iter().any(|(from, status)| *from <= day && status.is_of_working_age()) {
            Some(Unfit::Retired)
        } else {
            Some(Unfit::UnderAge)
        }
    }

    /// Lists the periods in which the person belongs to the labour force, as `from <= day < until`.
    pub fn labour(&self) -> Vec<(NaiveDate, NaiveDate)> {
        let untils = self.changes.iter().skip(1).map(|(from, _)| *from).chain([FAR]);
        let mut stretches: Vec<(NaiveDate, NaiveDate)> = Vec::new();
        for ((from, _), until) in self.changes.iter().zip(untils).filter(|((_, status), _)| status.is_labour()) {
            match stretches.last_mut() {
                Some(last) if last.1 == *from => last.1 = until,
                _ => stretches.push((*from, until)),
            }
        }
        stretches
    }

    /// Gives the first day from `day` on that is outside the labour force, and the reason; `None`
    /// if there is no such day.
    pub fn leaves_labour(&self, day: NaiveDate) -> Option<(NaiveDate, Unfit)> {
        let stretch = self.labour().into_iter().find(|(from, until)| *from <= day && day < *until);
        let on = stretch.map_or(day, |(_, until)| until);
        Some((on, self.unfit_on(on)?)).filter(|(on, _)| *on < FAR)
    }

    /// Gives the first day of the employment that holds once every known fact has taken effect.
    pub fn employed_since(&self) -> Option<NaiveDate> {
        let employed = self.changes.iter().rev().take_while(|(_, status)| status.is_employed());
        employed.last().map(|(from, _)| *from)
    }

    /// Gives the residence on a day; the registered residence holds on every day before a change.
    pub fn residence_on(&self, day: NaiveDate) -> Option<Division> {
        division_on(&self.residences, day).or_else(|| self.residences.first().map(|(_, d)| *d))
    }

    /// Lists the days on which the residence changes.
    pub fn residence_days(&self) -> impl Iterator<Item = NaiveDate> + '_ {
        self.residences.iter().skip(1).map(|(on, _)| *on)
    }
}

/// Divisions over time; each holds from its day on.
pub type Chain = Vec<(NaiveDate, Division)>;

/// Gives the division of a chain on a day.
pub fn division_on(chain: &[(NaiveDate, Division)], day: NaiveDate) -> Option<Division> {
    let at = chain.partition_point(|(from, _)| *from <= day);
    at.checked_sub(1).map(|i| chain[i].1)
}

/// A spell of employment, from its start up to, not including, its end.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Spell {
    /// The position of the start.
    pub position: i64,
    pub employment: i64,
    pub form: Form,
    /// The pay in the start, in fen a month.
    pub pay: Option<i64>,
    pub from: NaiveDate,
    pub until: NaiveDate,
}

/// Lists the spells of employment in a person's live facts, sorted by day and position; each lasts
/// until its end or the person's death.
pub fn spells(facts: &[PersonFact]) -> Vec<Spell> {
    let death = death_of(facts).unwrap_or(FAR);
    let spell = |fact: &PersonFact| match fact.what {
        PersonWhat::JobStarted { employment, form, pay } if fact.on < death => Some(Spell {
            position: fact.position,
            employment,
            form,
            pay,
            from: fact.on,
            until: end_of(facts, employment, fact.on).min(death),
        }),
        _ => None,
    };
    facts.iter().filter_map(spell).collect()
}

/// Derives a life from the person's live facts, sorted by day and position. `home` gives the
/// division chain of a household.
pub fn life(facts: &[PersonFact], home: impl Fn(i64) -> Rc<Chain>, lines: &LivingLines) -> Life {
    let Some((birth, sex, first_group, residence)) = facts.iter().find_map(|f| match f.what {
        PersonWhat::Registered { birth, sex, group, residence } => Some((birth, sex, group, residence)),
        _ => None,
    }) else {
        return Life::default();
    };
    let death = death_of(facts).unwrap_or(FAR);
    let counted = || facts.iter().filter(move |f| f.on < death || f.what.may_follow_death());

    let mut residences = vec![(NaiveDate::MIN, residence)];
    let mut days = vec![add_months(birth, WORKING_AGE_MONTHS), retirement_date(birth, group_of(sex, first_group))];
    let spells = spells(facts);
    for fact in counted() {
        match fact.what {
            PersonWhat::Registered { .. }
            | PersonWhat::Determined(_)
            | PersonWhat::DeterminationRemoved { .. }
            | PersonWhat::Served
            | PersonWhat::Noted
            | PersonWhat::Closed => continue,
            PersonWhat::Changed { group, residence } => {
                if let Some(group) = group {
                    days.push(retirement_date(birth, group));
                }
                if let Some(residence) = residence {
                    residences.push((fact.on, residence));
                }
            }
            _ => {}
        }
        days.push(fact.on);
    }
    let depends_on_lines = spells.iter().any(|s| s.form == Form::Flexible)
        && facts.iter().any(|f| {
            matches!(
                f.what,
                PersonWhat::PayChanged { .. } | PersonWhat::JobStarted { pay: Some(_), form: Form::Flexible, .. }
            )
        });
    if depends_on_lines {
        days.extend(lines.days());
        for fact in counted() {
            if let PersonWhat::Joined { household } = fact.what {
                days.extend(home(household).iter().map(|(on, _)| *on));
            }
        }
    }
    days.sort_unstable();
    days.dedup();

    let mut walk = Walk { group: group_of(sex, first_group), ..Walk::default() };
    let mut facts_left = counted().peekable();
    let mut changes: Vec<(NaiveDate, Status)> = Vec::with_capacity(days.len());
    for day in days {
        while let Some(fact) = facts_left.next_if(|f| f.on <= day) {
            walk.take(fact);
        }
        let dead = day >= death;
        let mut status = walk.status;
        status.set(DEAD, dead);
        status
            .set(WORKING_AGE, add_months(birth, WORKING_AGE_MONTHS) <= day && day < retirement_date(birth, walk.group));
        status.set(HELPED, !walk.helpers.is_empty());
        let employed = !dead
            && spells.iter().any(|s| {
                s.from <= day && day < s.until && {
                    let place = || {
                        let home = status.member_of.and_then(|h| division_on(&home(h), day));
                        home.or_else(|| division_on(&residences, day)).unwrap_or(residence)
                    };
                    counts(*s, facts, day, || lines.in_force(place(), day))
                }
            });
        status.set(EMPLOYED, employed);
        if changes.last().map_or(Status::default(), |(_, s)| *s) != status {
            changes.push((day, status));
        }
    }
    Life { changes, residences }
}

/// The state of a walk through a life.
struct Walk {
    status: Status,
    group: RetirementGroup,
    helpers: Vec<i64>,
}

impl Default for Walk {
    fn default() -> Self {
        Self { status: Status::default(), group: RetirementGroup::Male, helpers: Vec::new() }
    }
}

impl Walk {
    fn take(&mut self, fact: &PersonFact) {
        match fact.what {
            PersonWhat::Changed { group: Some(group), .. } => self.group = group,
            PersonWhat::Joined { household } => self.status.member_of = Some(household),
            PersonWhat::Left { household } => {
                if self.status.member_of == Some(household) {
                    self.status.member_of = None;
                }
            }
            PersonWhat::Wish { work, help } => {
                self.status.set(WANTS_WORK, work);
                self.status.set(WANTS_HELP, help);
            }
            PersonWhat::AbsenceStarted(absence) => self.status.set(absence_bit(absence), true),
            PersonWhat::AbsenceEnded(absence) => self.status.set(absence_bit(absence), false),
            PersonWhat::HelperAssigned { helper } => {
                if !self.helpers.contains(&helper) {
                    self.helpers.push(helper);
                }
            }
            PersonWhat::HelperReleased { helper } => self.helpers.retain(|h| *h != helper),
            PersonWhat::Registered { .. }
            | PersonWhat::Changed { group: None, .. }
            | PersonWhat::Died
            | PersonWhat::JobStarted { .. }
            | PersonWhat::PayChanged { .. }
            | PersonWhat::JobEnded { .. }
            | PersonWhat::Determined(_)
            | PersonWhat::DeterminationRemoved { .. }
            | PersonWhat::Served
            | PersonWhat::Noted
            | PersonWhat::Closed => {}
        }
    }
}

/// The chains in force at the end of a day, which a new fact could end, regardless of age.
#[derive(Debug)]
pub struct InForce {
    status: Status,
    helpers: Vec<i64>,
}

impl InForce {
    /// Reads the chains from a person's live facts, sorted by day and position.
    pub fn on(facts: &[PersonFact], day: NaiveDate) -> Self {
        let mut walk = Walk::default();
        let death = death_of(facts).unwrap_or(FAR);
        for fact in facts.iter().take_while(|f| f.on <= day).filter(|f| f.on < death || f.what.may_follow_death()) {
            walk.take(fact);
        }
        Self { status: walk.status, helpers: walk.helpers }
    }

    /// Gives the household that the person is a member of.
    pub fn member_of(&self) -> Option<i64> {
        self.status.member_of
    }

    /// Tells whether the absence is in force.
    pub fn absent_as(&self, absence: Absence) -> bool {
        self.status.is_absent_as(absence)
    }

    /// Gives the helper; of several, the one assigned last.
    pub fn helper(&self) -> Option<i64> {
        self.helpers.last().copied()
    }

    /// Tells whether this helper is assigned.
    pub fn helped_by(&self, helper: i64) -> bool {
        self.helpers.contains(&helper)
    }
}

/// Gives the day of death.
pub fn death_of(facts: &[PersonFact]) -> Option<NaiveDate> {
    facts.iter().find(|f| f.what == PersonWhat::Died).map(|f| f.on)
}

/// Gives the first day without the employment that starts on `start`: its first end after the start
/// (RS-1 section 1: an end that is not after the start is ignored).
pub fn end_of(facts: &[PersonFact], employment: i64, start: NaiveDate) -> NaiveDate {
    facts.iter().find(|f| f.on > start && f.what == PersonWhat::JobEnded { employment }).map_or(FAR, |f| f.on)
}

/// Tells whether a spell counts as employment on one of its days (RS-1 section 1).
fn counts(spell: Spell, facts: &[PersonFact], day: NaiveDate, living_line: impl Fn() -> Option<i64>) -> bool {
    match spell.form {
        Form::Unit | Form::SelfEmployed | Form::PublicWelfare => true,
        Form::Internship => false,
        Form::Flexible => {
            let pay = facts
                .iter()
                .rev()
                .find_map(|f| match f.what {
                    PersonWhat::PayChanged { employment, pay }
                        if employment == spell.employment && f.on > spell.from && f.on <= day =>
                    {
                        Some(pay)
                    }
                    _ => None,
                })
                .or(spell.pay);
            match (pay, living_line()) {
                (Some(pay), Some(line)) => pay >= line,
                (None, _) | (_, None) => true,
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::values::month::day_before;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    /// Gives the life of a man born on 10 August 1966, retiring on 10 January 2027, with these
    /// facts.
    fn lived(said: &[(&str, PersonWhat)]) -> Life {
        let residence = Division::parse("440703002101").unwrap();
        let born = PersonWhat::Registered { birth: day("1966-08-10"), sex: Sex::Male, group: None, residence };
        let facts: Vec<PersonFact> = (1..)
            .zip([("2014-01-01", born)].iter().chain(said))
            .map(|(position, (on, what))| PersonFact { position, on: day(on), what: *what })
            .collect();
        life(&facts, |_| Rc::default(), &LivingLines::default())
    }

    #[test]
    fn a_person_can_be_placed_from_the_sixteenth_birthday_to_the_day_before_retirement() {
        let life = lived(&[]);
        assert_eq!(life.unfit_on(day("1982-08-09")), Some(Unfit::UnderAge));
        assert_eq!(life.unfit_on(day("1982-08-10")), None);
        assert_eq!(life.unfit_on(day("2027-01-09")), None);
        assert_eq!(life.unfit_on(day("2027-01-10")), Some(Unfit::Retired));
        assert_eq!(life.labour(), [(day("1982-08-10"), day("2027-01-10"))]);
        assert_eq!(life.leaves_labour(day("2026-11-30")), Some((day("2027-01-10"), Unfit::Retired)));
        assert_eq!(life.leaves_labour(day("1980-01-01")), Some((day("1980-01-01"), Unfit::UnderAge)));
    }

    #[test]
    fn an_absence_parts_the_stretches_and_a_death_ends_them() {
        let life = lived(&[
            ("2026-03-01", PersonWhat::AbsenceStarted(Absence::Imprisoned)),
            ("2026-05-01", PersonWhat::AbsenceEnded(Absence::Imprisoned)),
            ("2026-06-01", PersonWhat::Wish { work: true, help: true }),
            ("2026-07-01", PersonWhat::Died),
        ]);
        let stretches = [("1982-08-10", "2026-03-01"), ("2026-05-01", "2026-07-01")];
        assert_eq!(life.labour(), stretches.map(|(from, until)| (day(from), day(until))));
        assert_eq!(life.leaves_labour(day("2026-02-01")), Some((day("2026-03-01"), Unfit::Absent)));
        assert_eq!(life.leaves_labour(day("2026-05-01")), Some((day("2026-07-01"), Unfit::Died)));
        for (from, until) in life.labour() {
            assert!(life.on(from).is_labour() && life.on(day_before(until)).is_labour());
            assert!(!life.on(day_before(from)).is_labour() && !life.on(until).is_labour());
        }
        assert_eq!(Life::EMPTY.labour(), []);
    }
}
