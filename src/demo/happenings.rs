//! Events of people and households, recorded days or weeks later: absences, moves, births, deaths,
//! and wrong lines. Jobs are in `jobs.rs`.

use chrono::{NaiveDate, TimeDelta};
use serde_json::{Value, json};

use super::city::City;
use super::people::{Household, Person, Register, employment_ref, household_ref};
use super::tables::{COUNTIES, ELSEWHERE, surname};

/// An event that may affect a person drawn at random.
type Happening = fn(&mut City, usize);

/// The number of tries of each event per person and month; most tries do not fit the person and do
/// nothing.
const HAPPENINGS: [(Happening, f64); 16] = [
    (City::lose_job, 0.0105),
    (City::change_job, 0.004),
    (City::side_job, 0.0015),
    (City::change_pay, 0.02),
    (City::end_wrong_job, 0.0003),
    (City::leave, 0.0012),
    (City::enter, 0.006),
    (City::update, 0.001),
    (City::die, 0.003),
    (City::die_wrongly, 0.00004),
    (City::move_away, 0.0025),
    (City::move_wrongly, 0.0001),
    (City::split, 0.001),
    (City::bear, 0.0035),
    (City::arrive, 0.0002),
    (City::change_helper, 0.02),
];

/// A household and its members as they were before a wrong line.
pub(super) struct Before {
    h: usize,
    household: Household,
    members: Vec<(usize, Person)>,
}

impl City {
    /// Runs the chance events of one day.
    pub(super) fn happen(&mut self) {
        let people = f64::from(u32::try_from(self.persons.len()).unwrap_or(u32::MAX));
        for (what, per_month) in HAPPENINGS {
            let mut expected = people * per_month / 30.0;
            while expected > 0.0 {
                if self.dice.chance(expected) && !self.persons.is_empty() {
                    let p = self.dice.index(self.persons.len());
                    what(self, p);
                }
                expected -= 1.0;
            }
        }
    }

    /// Draws the effective day of a fact recorded today: most are fresh, the others lie within the
    /// lawful limit of days, and one in sixty is later still. The day is never before the floor.
    pub(super) fn dated(&mut self, limit: i64, floor: NaiveDate) -> NaiveDate {
        let roll = self.dice.share();
        let lag = if roll < 0.55 {
            self.dice.below(3)
        } else if roll < 0.984 {
            self.dice.below(limit).min(self.dice.below(limit))
        } else {
            limit + self.dice.between(1, 46)
        };
        (self.today - TimeDelta::days(lag)).max(floor)
    }

    // Wishes, absences, and the end of working life.

    /// Records a person's wishes.
    pub(super) fn declare(&mut self, p: usize, on: NaiveDate, work: bool, help: bool) {
        self.status(p, "wish_declared", on, json!({"work": work, "help": help}));
        (self.persons[p].wants_work, self.persons[p].wants_help) = (work, help);
        self.changed(p, on);
    }

    /// Records that a person leaves the labour force for an absence.
    pub(super) fn start_absence(&mut self, p: usize, absence: &'static str, on: NaiveDate) {
        self.status(p, "absence_started", on, json!({"absence": absence}));
        self.persons[p].absent = Some(absence);
        self.changed(p, on);
        if matches!(absence, "incapacitated" | "imprisoned" | "military" | "abroad") {
            let days = 90 + self.dice.wait(400);
            self.at(self.today + TimeDelta::days(days), move |city| city.come_back(p, absence));
        }
    }

    /// Ends an absence: school, military service, prison, illness or a stay abroad.
    pub(super) fn come_back(&mut self, p: usize, absence: &'static str) {
        if self.persons[p].absent != Some(absence) {
            return;
        }
        let on = self.dated(15, self.floor(p) + TimeDelta::days(1));
        if !self.free(p) || on > self.today {
            if !self.persons[p].dead {
                self.soon(5, 15, move |city| city.come_back(p, absence));
            }
            return;
        }
        self.status(p, "absence_ended", on, json!({"absence": absence}));
        let (work, help) = (self.dice.chance(0.85), self.dice.chance(0.5));
        let person = &mut self.persons[p];
        person.absent = None;
        person.past = match absence {
            "military" => Some("veteran"),
            "imprisoned" => Some("released"),
            _ => person.past,
        };
        self.declare(p, on, work, work && help);
    }

    /// Ends the absence of the students that finish school this summer.
    pub(super) fn finish_school(&mut self) {
        for p in 0..self.persons.len() {
            let age = (self.today - self.persons[p].born).num_days() / 365;
            let share = [0.3, 0.2, 0.2, 0.35, 0.5][usize::try_from((age - 18).clamp(0, 4)).unwrap_or(0)];
            if self.persons[p].absent == Some("student") && age >= 18 && self.dice.chance(share) {
                self.soon(5, 60, move |city| city.come_back(p, "student"));
            }
        }
    }

    pub(super) fn turn_sixteen(&mut self, p: usize) {
        let on = self.persons[p].sixteen.max(self.floor(p));
        if !self.free(p) {
            return;
        }
        if self.dice.chance(0.9) {
            self.start_absence(p, "student", on);
        } else if self.dice.chance(0.6) {
            self.declare(p, on, true, true);
        }
    }

    /// Ends the jobs of a retired person. Retirement itself has no line: it follows from the age.
    pub(super) fn retire(&mut self, p: usize) {
        while let Some((number, floor)) = self.job(p) {
            if self.dice.chance(0.07) {
                break; // keeps working
            }
            self.end_job(p, number, "retired", floor.max(self.persons[p].retires));
        }
    }

    fn enter(&mut self, p: usize) {
        if self.free(p) && self.labour(p) && !self.persons[p].wants_work && self.persons[p].spells.is_empty() {
            let (on, help) = (self.dated(15, self.floor(p).max(self.persons[p].sixteen)), self.dice.chance(0.5));
            self.declare(p, on, true, help);
        }
    }

    /// Takes a person out of the labour force by an absence or a pension, after the ends of its
    /// jobs.
    pub(super) fn leave(&mut self, p: usize) {
        let Person { born, male, retires, wants_work, .. } = self.persons[p];
        if !self.free(p) || !self.labour(p) || !wants_work {
            return;
        }
        let (age, left) = ((self.today - born).num_days() / 365, (retires - self.today).num_days() / 365);
        let absence = self.dice.weighed(&[
            ("student", if age < 28 { 30 } else { 0 }),
            ("military", if male && (18..25).contains(&age) { 30 } else { 0 }),
            ("imprisoned", 10),
            ("incapacitated", if age < 40 { 15 } else { 30 }),
            ("abroad", 15),
            ("pension", if left < 3 { 80 } else { 0 }),
            ("early_retired", if left < 5 { 25 } else { 0 }),
        ]);
        let spells: Vec<(u32, NaiveDate)> =
            self.persons[p].spells.iter().map(|spell| (spell.number, spell.start)).collect();
        let floor = spells.iter().fold(self.floor(p), |floor, (_, start)| floor.max(*start + TimeDelta::days(1)));
        let on = self.dated(15, floor);
        if on <= self.today {
            for (number, _) in spells {
                self.end_job(p, number, "left_labour_force", on);
            }
            self.start_absence(p, absence, on);
        }
    }

    /// Records a change that no register reads.
    fn update(&mut self, p: usize) {
        if self.free(p) && self.persons[p].sixteen < self.today {
            let marital = *self.dice.pick(&["20", "40"]);
            let on = self.dated(30, self.persons[p].joined);
            self.tell(p, "person_changed", on, json!({"marital": marital}));
        }
    }

    /// Draws whether a person has died; mostly an old one.
    fn die(&mut self, p: usize) {
        let risk = match (self.today - self.persons[p].born).num_days() / 365 {
            ..50 => 0.03,
            50..65 => 0.15,
            _ => 0.9,
        };
        if self.dice.chance(risk) {
            self.bury(p);
        }
    }

    /// Records a death, dated after every other line about the person, and its consequences: for
    /// jobs, the helper, the registration and the household.
    pub(super) fn bury(&mut self, p: usize) {
        let on = self.dated(15, self.floor(p).max(self.persons[p].last + TimeDelta::days(1)));
        if !self.free(p) || on > self.today {
            return;
        }
        self.status(p, "died", on, json!({}));
        self.persons[p].dead = true;
        for spell in std::mem::take(&mut self.persons[p].spells) {
            let fields = json!({"employment_ref": employment_ref(spell.number), "reason": "died"});
            self.soon(0, 15, move |city| {
                city.tell(p, "employment_ended", on, fields);
            });
        }
        if let Some((helper, _)) = self.persons[p].helper.take() {
            self.tell(p, "helper_released", on, json!({"helper_ref": helper}));
        }
        if self.persons[p].registered.take().is_some() {
            self.tell(p, "unemployment_deregistered", on, json!({"reason": "died"}));
        }
        self.changed(p, on);
        let h = self.persons[p].home;
        if self.dice.chance(0.4) {
            self.tell(p, "member_left", on, json!({"household_ref": household_ref(h)}));
        }
        self.households[h].members.retain(|&q| q != p);
        self.touch(h, on);
    }

    /// Records a death that belongs to a namesake, and corrects it when the living person comes to
    /// the counter.
    fn die_wrongly(&mut self, p: usize) {
        let on = self.dated(15, self.floor(p).max(self.persons[p].last + TimeDelta::days(1)));
        if self.free(p) && on <= self.today {
            let before = self.before(p);
            let event = self.status(p, "died", on, json!({}));
            self.persons[p].dead = true;
            self.changed(p, on);
            self.mistake(before, event, |_| {});
        }
    }

    // Moves and families.

    fn move_away(&mut self, p: usize) {
        self.move_household(self.persons[p].home, 0.15);
    }

    /// Moves a household within its county or to another county, or with probability `out` out of
    /// the city.
    pub(super) fn move_household(&mut self, h: usize, out: f64) -> Option<String> {
        let home = &self.households[h];
        let (Some(from), false, false) = (home.county, home.frozen, home.members.is_empty()) else { return None };
        let (urban, floor) = (home.urban, home.floor);
        let county = if self.dice.chance(out) {
            None
        } else if self.dice.chance(0.5) {
            Some(from)
        } else {
            Some(self.dice.index(COUNTIES.len()))
        };
        let division = match county {
            Some(county) => self.villages.draw(&mut self.dice, county, urban),
            None => format!("{}001001", self.dice.pick(&ELSEWHERE)),
        };
        if division == self.households[h].division {
            return None;
        }
        let on = self.dated(25, floor);
        let event = self.say("household_moved", on, json!({"household_ref": household_ref(h), "division": division}));
        let home = &mut self.households[h];
        (home.division, home.county, home.floor) = (division, county, on);
        for p in home.members.clone() {
            self.changed(p, on);
        }
        Some(event)
    }

    fn move_wrongly(&mut self, p: usize) {
        let before = self.before(p);
        if let Some(event) = self.move_household(self.persons[p].home, 0.3) {
            self.mistake(before, event, |_| {});
        }
    }

    /// Lets a grown member found a household of its own.
    pub(super) fn split(&mut self, p: usize) {
        let Person { home, joined, sixteen, .. } = self.persons[p];
        let Household { urban, county, .. } = self.households[home];
        let on = self.dated(15, self.floor(p).max(joined + TimeDelta::days(1)));
        let grown = sixteen + TimeDelta::days(1500) < self.today;
        let (Some(county), true) = (county, grown && self.free(p) && on <= self.today) else { return };
        if self.households[home].members.len() < 2 {
            return;
        }
        let new = self.found(county, urban, on);
        self.status(p, "member_left", on, json!({"household_ref": household_ref(home)}));
        self.households[home].members.retain(|&q| q != p);
        self.touch(home, on);
        (self.persons[p].home, self.persons[p].joined) = (new, on);
        self.persons[p].categories.retain(|&category| category != "zero_household");
        self.status(p, "member_joined", on, json!({"household_ref": household_ref(new), "relation": "02"}));
        self.households[new].members.push(p);
        self.touch(new, on);
    }

    fn bear(&mut self, p: usize) {
        let Person { home, male, born, .. } = self.persons[p];
        let age = (self.today - born).num_days() / 365;
        if male || !(22..40).contains(&age) || !self.free(p) {
            return;
        }
        let son = self.dice.chance(0.52);
        let (birthday, family) = (self.today - TimeDelta::days(self.dice.below(25)), surname(&mut self.dice));
        let on = birthday.max(self.households[home].floor);
        self.register_person(home, if son { "20" } else { "30" }, son, birthday, family, None, on);
    }

    fn arrive(&mut self, _: usize) {
        let on = self.today - TimeDelta::days(self.dice.below(10));
        self.settle(on, usize::MAX);
    }

    // Wrong lines.

    /// Keeps the state of a person's household, to restore it if the next line turns out to be
    /// wrong.
    pub(super) fn before(&self, p: usize) -> Before {
        let h = self.persons[p].home;
        let household = self.households[h].clone();
        let members = household.members.iter().map(|&q| (q, self.persons[q].clone())).collect();
        Before { h, household, members }
    }

    /// Plans the void of a wrong line weeks later, and the new lines that replace it.
    pub(super) fn mistake(&mut self, before: Before, event: String, then: impl FnOnce(&mut Self) + Send + 'static) {
        self.households[before.h].frozen = true;
        self.soon(5, 45, move |city| {
            city.say("voided", city.today, json!({"voids": event, "reason": "recorded in error"}));
            let Before { h, household, members } = before;
            let floor = household.floor;
            let everyone = household.members.clone();
            city.households[h] = household;
            for (p, person) in members {
                let turn = city.persons[p].turn + 1; // drops the plans made meanwhile
                city.persons[p] = Person { turn, seeks: false, ..person };
            }
            for p in everyone {
                city.changed(p, floor);
            }
            if matches!(city.households[h].register, Register::In(_)) {
                city.soon(3, 30, move |city| city.place(h));
            }
            then(city);
        });
    }

    /// Records a fact that can change the registers. Later facts about the household get the same
    /// day or a later one.
    pub(super) fn status(&mut self, p: usize, kind: &str, on: NaiveDate, fields: Value) -> String {
        let home = &mut self.households[self.persons[p].home];
        home.floor = home.floor.max(on);
        self.tell(p, kind, on, fields)
    }
}
