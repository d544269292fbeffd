//! Jobs of the synthetic city: they start, change and end, mostly within the legal time limits for
//! filing, sometimes later, and sometimes wrongly.

use chrono::{NaiveDate, TimeDelta};
use serde_json::json;

use super::city::City;
use super::people::{Household, Spell, employment_ref};
use super::tables::credit_code;

impl City {
    /// Gives a jobless person work. Sometimes the line is wrong, and sometimes the job does not
    /// last.
    pub(super) fn hire(&mut self, p: usize, form: Option<&'static str>, floor: NaiveDate) {
        let floor = floor.max(self.floor(p)).max(self.persons[p].sixteen);
        let start = self.dated(30, floor);
        let before = self.before(p);
        let event = self.start_job(p, start, form);
        let roll = self.dice.share();
        if roll < 0.02 {
            let right = (start + TimeDelta::days(self.dice.between(-15, 16))).max(floor).min(self.today);
            self.mistake(before, event, move |city| {
                // Half of the wrong lines were about another person, half had the wrong day.
                if roll < 0.01 && city.free(p) {
                    city.start_job(p, right, form);
                }
            });
        } else if roll < 0.2 {
            self.soon(10, 100, move |city| city.end_latest_job(p));
        }
    }

    /// Records the start of a job.
    pub(super) fn start_job(&mut self, p: usize, start: NaiveDate, form: Option<&'static str>) -> String {
        let common = [("unit", 74), ("self_employed", 10), ("flexible", 16)];
        let form = form.unwrap_or_else(|| self.dice.weighed(&common));
        let Household { county, urban, .. } = self.households[self.persons[p].home];
        let pay = match form {
            "flexible" => self.living_line * self.dice.between(70, 260) / 100,
            "internship" => 100 * self.dice.between(800, 1500),
            "public_welfare" => 100 * self.dice.between(1900, 2200),
            _ => 100 * (self.dice.between(2000, 5500) + self.dice.below(4000)),
        };
        // One enterprise for some forty people, so that some neighbours share an employer.
        let employers = self.target / 280 + 3;
        let uscc = (form == "unit").then(|| credit_code(county.unwrap_or(0), self.dice.index(employers)));
        let contract_until =
            (form == "unit" && self.dice.chance(0.6)).then(|| (start + TimeDelta::days(1095)).to_string());
        let industry = *self
            .dice
            .pick(&["13", "14", "18", "26", "33", "37", "38", "39", "47", "51", "52", "61", "62", "80", "82"]);
        self.jobs += 1;
        let number = self.jobs;
        let fields = json!({
            "employment_ref": employment_ref(number),
            "form": form,
            "uscc": uscc,
            "monthly_pay": pay,
            "industry": (form != "internship").then_some(industry),
            "place": if urban { "urban" } else { "rural" },
            "contract_until": contract_until,
            "hired_as_difficult": (!self.persons[p].categories.is_empty()).then_some(true),
        });
        let event = self.status(p, "employment_started", start, fields);
        self.persons[p].spells.push(Spell { number, event: event.clone(), form, pay, start });
        self.changed(p, start);
        event
    }

    /// Records the end of one of a person's jobs.
    pub(super) fn end_job(&mut self, p: usize, number: u32, reason: &str, on: NaiveDate) -> String {
        let event =
            self.status(p, "employment_ended", on, json!({"employment_ref": employment_ref(number), "reason": reason}));
        self.persons[p].spells.retain(|spell| spell.number != number);
        self.changed(p, on);
        event
    }

    /// Gives the number and the first possible last day of the latest job, if its end may be
    /// recorded today.
    pub(super) fn job(&self, p: usize) -> Option<(u32, NaiveDate)> {
        let spell = self.persons[p].spells.last()?;
        let floor = self.floor(p).max(spell.start + TimeDelta::days(1));
        (self.free(p) && floor <= self.today).then_some((spell.number, floor))
    }

    /// Ends the latest job.
    pub(super) fn end_latest_job(&mut self, p: usize) {
        if let Some((number, floor)) = self.job(p) {
            let on = self.dated(15, floor);
            let reason =
                *self.dice.pick(&["dismissed", "resigned", "contract_ended", "employer_closed", "business_failed"]);
            self.end_job(p, number, reason, on);
        }
    }

    pub(super) fn lose_job(&mut self, p: usize) {
        let home = &self.households[self.persons[p].home];
        let alone = !home.members.iter().any(|&q| q != p && self.employed(q));
        // The only earner of a household is dismissed less often.
        if !alone || self.dice.chance(0.65) {
            self.end_latest_job(p);
        }
    }

    pub(super) fn change_job(&mut self, p: usize) {
        if let Some((number, floor)) = self.job(p).filter(|_| self.labour(p)) {
            let on = self.dated(15, floor);
            self.end_job(p, number, "resigned", on);
            let start = (on + TimeDelta::days(self.dice.below(4))).min(self.today);
            self.start_job(p, start, None);
        }
    }

    pub(super) fn side_job(&mut self, p: usize) {
        if self.free(p) && self.labour(p) && self.persons[p].spells.len() == 1 {
            let start = self.dated(30, self.floor(p));
            self.start_job(p, start, Some("flexible"));
        }
    }

    pub(super) fn change_pay(&mut self, p: usize) {
        let Some((number, floor)) = self.job(p) else { return };
        if self.persons[p].spells.last().is_some_and(|spell| spell.form == "flexible") {
            let on = self.dated(30, floor);
            let pay = self.living_line * self.dice.between(70, 260) / 100;
            self.status(p, "pay_changed", on, json!({"employment_ref": employment_ref(number), "monthly_pay": pay}));
            if let Some(spell) = self.persons[p].spells.last_mut() {
                spell.pay = pay;
            }
            self.changed(p, on);
        }
    }

    /// Records a termination for a namesake or with the wrong day, to be voided later.
    pub(super) fn end_wrong_job(&mut self, p: usize) {
        let Some((number, floor)) = self.job(p) else { return };
        let (on, namesake) = (self.dated(15, floor), self.dice.chance(0.5));
        let before = self.before(p);
        let event = self.end_job(p, number, "resigned", on);
        self.mistake(before, event, move |city| {
            if !namesake {
                city.end_latest_job(p);
            }
        });
    }

    /// Raises the living line of the city from today on.
    pub(super) fn raise_living_line(&mut self) {
        self.living_line += 6000;
        self.say("living_line_set", self.today, json!({"division": "440700", "monthly": self.living_line}));
        for p in 0..self.persons.len() {
            if self.persons[p].spells.iter().any(|spell| spell.form == "flexible") {
                self.changed(p, self.today);
            }
        }
    }
}
