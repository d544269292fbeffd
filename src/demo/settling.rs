//! The initial population of the city.

use chrono::{NaiveDate, TimeDelta};
use serde_json::json;

use super::city::City;
use super::people::{Household, Person, Register, household_ref};
use super::tables::{COUNTIES, ELSEWHERE, full_name, home_prefix, id_number, surname};
use crate::domain::people::retirement::{WORKING_AGE_MONTHS, group_of, retirement_date};
use crate::domain::values::codes::{RetirementGroup, Sex};
use crate::domain::values::month::add_months;

/// A person to be registered: the relation to the head (GB/T 4761), whether male, and the age.
pub(super) type Place = (&'static str, bool, i64);

impl City {
    /// Fills the city up to the requested number of people.
    pub(super) fn populate(&mut self) {
        self.say(
            "living_line_set",
            self.today - TimeDelta::days(400),
            json!({"division": "440700", "monthly": self.living_line}),
        );
        while self.persons.len() < self.target {
            let on = self.today - TimeDelta::days(1 + self.dice.below(3000));
            self.settle(on, self.target - self.persons.len());
        }
    }

    /// Registers a household of at most `limit` people, with their state on the first day.
    pub(super) fn settle(&mut self, on: NaiveDate, limit: usize) {
        let county = self.dice.weighed(&COUNTIES.map(|(code, share, ..)| (code, share)));
        let county = COUNTIES.iter().position(|(code, ..)| *code == county).unwrap_or(0);
        let urban = self.dice.below(100) < COUNTIES[county].2;
        let migrant = self.dice.chance(if self.settled { 0.8 } else { 0.15 }).then(|| *self.dice.pick(&ELSEWHERE));
        let h = self.found(county, urban, on);
        let (father, mother) = (surname(&mut self.dice), surname(&mut self.dice));
        let poor = self.dice.chance(0.02);
        self.quiet = true; // the office acts once all members are registered
        for (relation, male, age) in self.shape().into_iter().take(limit) {
            // Born at least one day too late for a higher age.
            let born = self.today - TimeDelta::days(age * 365 + age / 4 + self.dice.between(1, 365));
            let family = if matches!(relation, "11" | "12" | "52") { mother } else { father };
            let p = self.register_person(h, relation, male, born, family, migrant, on.max(born));
            self.persons[p].poor = poor;
            self.begin(p, age);
        }
        let members = self.households[h].members.clone();
        if self.condition(h) && self.dice.chance(0.7) {
            // Households without any job are rarer than persons without one.
            if let Some(&p) = members.iter().find(|&&p| self.seeking(p)) {
                let start = self.before_today(p, 6 * 365);
                self.start_job(p, start, None);
            }
        }
        self.quiet = false;
        for p in members {
            let floor = self.households[h].floor;
            self.changed(p, floor);
        }
    }

    /// Registers an empty household in a village of a county.
    pub(super) fn found(&mut self, county: usize, urban: bool, on: NaiveDate) -> usize {
        let division = self.villages.draw(&mut self.dice, county, urban);
        let h = self.households.len();
        self.say(
            "household_registered",
            on,
            json!({"household_ref": household_ref(h), "division": division, "urban": urban}),
        );
        self.households.push(Household {
            division,
            county: Some(county),
            urban,
            members: Vec::new(),
            floor: on,
            frozen: false,
            zero: false,
            register: Register::Out,
            prior: Register::Out,
            applied: false,
            recognition: None,
        });
        h
    }

    /// Registers a person as a member of a household.
    #[expect(clippy::too_many_arguments, reason = "a person is all of this, and it is said once")]
    pub(super) fn register_person(
        &mut self,
        h: usize,
        relation: &str,
        male: bool,
        born: NaiveDate,
        family: &str,
        migrant: Option<&'static str>,
        on: NaiveDate,
    ) -> usize {
        let p = self.persons.len();
        let age = (self.today - born).num_days() / 365;
        let prefix = migrant.unwrap_or_else(|| home_prefix(self.households[h].county.unwrap_or(0), born));
        let nth = self.numbers.entry((prefix, born, male)).or_default();
        let number = id_number(prefix, born, male, *nth);
        *nth += 1;
        let sex = if male { Sex::Male } else { Sex::Female };
        let of_women = [(Some(RetirementGroup::Female50), 70), (Some(RetirementGroup::Female55), 22), (None, 8)];
        let group = if male { Some(RetirementGroup::Male) } else { self.dice.weighed(&of_women) };
        let education = self.education(age);
        let disabled = self.dice.chance(0.01);
        let (kind, grade) = (self.dice.between(1, 8).to_string(), self.dice.between(1, 5).to_string());
        let marital = match (age, relation) {
            (..20, _) => None,
            (_, "11" | "12") => Some("20"),
            (..30, _) => Some("10"),
            _ => Some(self.dice.weighed(&[("20", 7), ("40", 3)])),
        };
        let household = &self.households[h];
        let registration = json!({
            "id_number": number,
            "name": full_name(&mut self.dice, family, male),
            "sex": sex.as_str(),
            "birth_date": born.to_string(),
            "residence_division": household.division,
            "hukou_division": migrant.map_or_else(|| household.division.clone(), |county| format!("{county}000000")),
            "hukou_rural": migrant.is_some() || !household.urban,
            "ethnic": if self.dice.chance(0.97) { "01" } else { "08" },
            "retirement_group": group.map(RetirementGroup::as_str),
            "education": education,
            "marital": marital,
            "disability": disabled.then(|| json!({"category": kind, "grade": grade})),
        });
        self.persons.push(Person {
            home: h,
            male,
            born,
            sixteen: add_months(born, WORKING_AGE_MONTHS),
            retires: retirement_date(born, group_of(sex, group)),
            joined: on,
            last: on,
            wants_work: false,
            wants_help: false,
            absent: None,
            dead: false,
            spells: Vec::new(),
            disabled,
            poor: false,
            past: None,
            seeks: false,
            since: on,
            turn: 0,
            registered: None,
            categories: Vec::new(),
            helper: None,
            refusals: Vec::new(),
        });
        self.tell(p, "person_registered", on, registration);
        self.status(p, "member_joined", on, json!({"household_ref": household_ref(h), "relation": relation}));
        self.households[h].members.push(p);
        self.plan_birthdays(p);
        p
    }

    /// Plans the effects of a sixteenth birthday and of a retirement date.
    fn plan_birthdays(&mut self, p: usize) {
        let Person { sixteen, retires, .. } = self.persons[p];
        // Drawn even if the run ends before that day, so that a longer run begins like a shorter
        // one.
        let delay = TimeDelta::days(self.dice.below(18));
        if sixteen > self.today && sixteen < self.end {
            self.at(sixteen + delay, move |city| city.turn_sixteen(p));
        }
        if retires > self.today && retires < self.end {
            self.at(retires, move |city| city.changed(p, retires));
            self.at(retires + delay, move |city| city.retire(p));
        }
    }

    /// Draws the members of one household, about three on average, the head first.
    fn shape(&mut self) -> Vec<Place> {
        let dice = &mut self.dice;
        let kind = dice.below(100);
        let male = dice.chance(0.7);
        let age = match kind {
            ..14 => dice.between(20, 88),
            14..36 if dice.chance(0.3) => dice.between(24, 38),
            14..36 => dice.between(50, 84),
            _ => dice.between(28, 58),
        };
        let mut home = vec![("02", male, age)];
        if (14..75).contains(&kind) || kind >= 82 {
            home.push((if male { "12" } else { "11" }, !male, (age + dice.between(-4, 5)).max(22)));
        }
        if kind >= 36 {
            for _ in 0..=dice.below(2).max(dice.below(2)) {
                let son = dice.chance(0.52);
                home.push((if son { "20" } else { "30" }, son, (age - dice.between(22, 38)).clamp(0, 32)));
            }
        }
        if kind >= 82 {
            for (relation, son) in [("51", true), ("52", false)] {
                if dice.chance(0.75) {
                    home.push((relation, son, age + dice.between(23, 33)));
                }
            }
        }
        home
    }

    /// Draws the education for an age (GB/T 4658).
    fn education(&mut self, age: i64) -> Option<&'static str> {
        match age {
            ..6 => None,
            6..12 => Some("80"),
            12..15 => Some("70"),
            15..19 => Some("60"),
            19..35 => Some(self.dice.weighed(&[("21", 20), ("31", 25), ("61", 20), ("47", 10), ("71", 25)])),
            35..60 => Some(self.dice.weighed(&[("21", 6), ("31", 10), ("61", 20), ("47", 6), ("71", 50), ("81", 8)])),
            _ => Some(self.dice.weighed(&[("21", 1), ("31", 2), ("61", 12), ("71", 45), ("81", 34), ("90", 6)])),
        }
    }

    /// Records an adult's initial state: an absence, or a wish and perhaps a job.
    fn begin(&mut self, p: usize, age: i64) {
        let Person { sixteen, retires, male, disabled, .. } = self.persons[p];
        if self.today < sixteen || self.today >= retires {
            return;
        }
        let roll = self.dice.share();
        let school = match age {
            ..18 => 0.92,
            18..20 => 0.6,
            20..23 => 0.35,
            _ => 0.0,
        };
        let near_retirement = (retires - self.today).num_days() < 3 * 365;
        let absence = if roll < school {
            Some("student")
        } else {
            self.dice.weighed(&[
                (None, 940),
                (Some("incapacitated"), if disabled { 500 } else { 6 }),
                (Some("abroad"), 8),
                (Some("imprisoned"), 4),
                (Some("military"), if male && age < 25 { 20 } else { 0 }),
                (Some("pension"), if near_retirement { 60 } else { 0 }),
                (Some("early_retired"), if near_retirement { 20 } else { 0 }),
            ])
        };
        if let Some(absence) = absence {
            let since = self.before_today(p, 500);
            self.start_absence(p, absence, since);
        } else if self.dice.chance(if male { 0.95 } else { 0.84 }) {
            let jobless = self.dice.chance(0.03);
            let help = self.dice.chance(if jobless { 0.7 } else { 0.2 });
            let declared = self.before_today(p, 300);
            self.declare(p, declared, true, help);
            if !jobless {
                let start = self.before_today(p, 6 * 365);
                self.start_job(p, start, None);
            }
        }
    }

    /// Draws one of the last `days` days on which the person was at least sixteen and registered
    /// here.
    fn before_today(&mut self, p: usize, days: i64) -> NaiveDate {
        let Person { sixteen, joined, .. } = self.persons[p];
        (self.today - TimeDelta::days(1 + self.dice.below(days))).max(sixteen).max(joined)
    }

    /// Gives the first possible effective day of a fact that changes the person's registers.
    pub(super) fn floor(&self, p: usize) -> NaiveDate {
        self.households[self.persons[p].home].floor
    }

    /// Tells whether lines about the person may be written today.
    pub(super) fn free(&self, p: usize) -> bool {
        let home = &self.households[self.persons[p].home];
        !self.persons[p].dead && !home.frozen && home.county.is_some()
    }

    /// Tells whether any job of the person counts (RS-1 section 1).
    pub(super) fn employed(&self, p: usize) -> bool {
        self.persons[p].spells.iter().any(|spell| match spell.form {
            "flexible" => spell.pay >= self.living_line,
            form => form != "internship",
        })
    }

    /// Tells whether the person belongs to the labour force today.
    pub(super) fn labour(&self, p: usize) -> bool {
        let person = &self.persons[p];
        !person.dead && person.absent.is_none() && person.sixteen <= self.today && self.today < person.retires
    }

    /// Tells whether the person wants work, has none, and lives in the city.
    pub(super) fn seeking(&self, p: usize) -> bool {
        let person = &self.persons[p];
        person.wants_work && self.labour(p) && !self.employed(p) && self.households[person.home].county.is_some()
    }

    /// Tells whether an employed member of the household belongs to the labour force.
    pub(super) fn working(&self, h: usize) -> bool {
        self.households[h].members.iter().any(|&p| self.labour(p) && self.employed(p))
    }

    /// Tells whether the household meets the condition of the register today (RS-1 section 2).
    pub(super) fn condition(&self, h: usize) -> bool {
        !self.working(h) && self.households[h].members.iter().any(|&p| self.seeking(p))
    }
}
