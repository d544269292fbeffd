//! The work of the employment office: it finds the jobless, registers and helps them, puts
//! households on the register and removes them, and after the last close finds what it should have
//! known before.

use chrono::{NaiveDate, TimeDelta};
use serde_json::json;

use super::city::City;
use super::people::{Person, Register, Spell, household_ref};
use crate::domain::values::month::add_months;

impl City {
    /// Applies the effects of a line about a person from a day on: on the person's search for work,
    /// then on the household.
    pub(super) fn changed(&mut self, p: usize, on: NaiveDate) {
        if self.quiet {
            return;
        }
        let seeks = self.seeking(p);
        let person = &mut self.persons[p];
        let before = std::mem::replace(&mut person.seeks, seeks);
        if before != seeks {
            person.turn += 1;
        }
        if !seeks {
            person.categories.clear();
        }
        if seeks && !before {
            person.since = on;
            self.look(p);
        } else if before && !seeks {
            let turn = self.persons[p].turn;
            self.soon(1, 11, move |city| city.release(p, on, turn));
        }
        self.touch(self.persons[p].home, on);
    }

    /// Updates a household's state on the register, as every reader of the lines derives it (RS-1
    /// section 3).
    pub(super) fn touch(&mut self, h: usize, on: NaiveDate) {
        let (zero, working) = (self.condition(h), self.working(h));
        let home = &mut self.households[h];
        home.floor = home.floor.max(on);
        let before = home.register;
        match before {
            // A line with a day no later than the step undoes the step.
            Register::In(since) if !zero && on <= since => home.register = home.prior,
            Register::In(_) if !zero => {
                home.register = if working { Register::Eliminated(on) } else { Register::Exited };
            }
            Register::Eliminated(since) if zero && on <= add_months(since, 6) => {
                (home.prior, home.register) = (before, Register::In(on));
                self.soon(3, 40, move |city| city.place(h));
            }
            _ => {}
        }
        let home = &mut self.households[h];
        let found = zero && !home.zero && !matches!(home.register, Register::In(_)) && !home.applied;
        home.zero = zero;
        if matches!(before, Register::In(_)) && !matches!(home.register, Register::In(_)) {
            self.forget_households_category(h);
        }
        if found && self.dice.chance(0.9) {
            self.households[h].applied = true;
            self.soon(1, 8, move |city| city.apply_household(h));
        }
    }

    /// Removes the category that depends on the household's state from its members.
    fn forget_households_category(&mut self, h: usize) {
        for p in self.households[h].members.clone() {
            self.persons[p].categories.retain(|&category| category != "zero_household");
        }
    }

    fn is_on_register(&self, h: usize) -> bool {
        matches!(self.households[h].register, Register::In(_))
    }

    // Jobless people.

    /// Plans the course of a person's search for work: the office learns of it, and it ends in a
    /// job or in another way out.
    fn look(&mut self, p: usize) {
        let turn = self.persons[p].turn;
        let mean = if self.condition(self.persons[p].home) { 45 } else { 80 };
        let days = 3 + self.dice.wait(mean);
        self.at(self.today + TimeDelta::days(days), move |city| city.decide(p, turn));
        if self.dice.chance(0.75) {
            self.soon(3, 40, move |city| city.register(p, turn));
        }
        if self.persons[p].helper.is_some() {
            self.soon(3, 20, move |city| city.serve(p, turn));
        }
    }

    /// Tells whether a plan for a person is still valid.
    fn current(&self, p: usize, turn: u32) -> bool {
        self.persons[p].turn == turn && self.free(p) && self.seeking(p)
    }

    fn decide(&mut self, p: usize, turn: u32) {
        if !self.current(p, turn) {
            return;
        }
        let young = (self.today - self.persons[p].born).num_days() < 29 * 365;
        match self.dice.below(100) {
            ..6 => {
                let on = self.dated(15, self.floor(p));
                self.declare(p, on, false, false);
            }
            6..12 => self.leave(p),
            12..30 if young && self.persons[p].spells.is_empty() => {
                let start = self.dated(30, self.floor(p).max(self.persons[p].sixteen));
                self.start_job(p, start, Some("internship"));
                self.soon(30, 90, move |city| city.end_latest_job(p));
            }
            _ => {
                self.end_latest_job(p); // the one below the living line
                let welfare = !self.persons[p].categories.is_empty() && self.dice.chance(0.15);
                self.hire(p, welfare.then_some("public_welfare"), self.persons[p].sixteen);
            }
        }
        if self.persons[p].seeks {
            let (turn, days) = (self.persons[p].turn, 30 + self.dice.wait(60));
            self.at(self.today + TimeDelta::days(days), move |city| city.decide(p, turn));
        }
    }

    fn register(&mut self, p: usize, turn: u32) {
        if !self.current(p, turn) {
            return;
        }
        if self.persons[p].registered.is_none() {
            self.persons[p].registered = Some(self.today);
            let reason = *self.dice.pick(&["lost_job", "lost_job", "new_entrant"]);
            self.tell(p, "unemployment_registered", self.today, json!({"reason": reason}));
        }
        if !self.persons[p].wants_help && self.dice.chance(0.7) {
            self.declare(p, self.today, true, true);
        }
        if self.dice.chance(0.85) {
            self.soon(2, 16, move |city| city.apply_person(p, turn));
        }
    }

    /// Gives the category of the difficult-person rules that fits the person.
    fn category_of(&mut self, p: usize) -> Option<&'static str> {
        let Person { home, male, born, since, disabled, poor, past, .. } = self.persons[p];
        if self.is_on_register(home) {
            return Some(if self.households[home].urban { "zero_household" } else { "rural_zero_transfer" });
        }
        let age = (self.today - born).num_days() / 365;
        match past {
            Some(past) => Some(past),
            None if disabled => Some("disabled"),
            None if poor => Some("low_income"),
            None if age >= if male { 50 } else { 40 } => Some("older"),
            None if (self.today - since).num_days() >= 365 => Some("long_unemployed"),
            None => self
                .dice
                .chance(0.12)
                .then(|| *self.dice.pick(&["land_lost", "rehab_drug", "rehab_mental", "family_illness", "local"])),
        }
    }

    fn apply_person(&mut self, p: usize, turn: u32) {
        if !self.current(p, turn) || !self.persons[p].categories.is_empty() {
            return;
        }
        if let Some(category) = self.category_of(p) {
            self.tell(p, "person_applied", self.today, json!({"category": category}));
            self.soon(5, 21, move |city| city.determine(p, turn, category));
        }
    }

    fn determine(&mut self, p: usize, turn: u32, category: &'static str) {
        let lapsed = category == "zero_household" && !self.is_on_register(self.persons[p].home);
        if !self.current(p, turn) || lapsed || self.dice.chance(0.06) {
            return;
        }
        let second = (category != "older" && self.dice.chance(0.1)).then_some("older");
        for category in [Some(category), second].into_iter().flatten() {
            self.tell(p, "person_determined", self.today, json!({"category": category}));
            self.persons[p].categories.push(category);
        }
        let (low, high) = if self.dice.chance(0.93) { (0, 6) } else { (20, 70) };
        self.soon(low, high, move |city| city.assign(p, turn));
        if self.dice.chance(0.03) {
            let reason = *self.dice.pick(&["E10", "E11", "E12", "E13", "E99"]);
            self.soon(20, 90, move |city| city.undetermine(p, turn, reason));
        }
    }

    fn undetermine(&mut self, p: usize, turn: u32, reason: &str) {
        if !self.current(p, turn) || self.persons[p].categories.is_empty() {
            return;
        }
        if self.dice.chance(0.5) {
            let category = self.persons[p].categories.remove(0);
            self.tell(p, "determination_removed", self.today, json!({"category": category, "reason": reason}));
        } else {
            self.persons[p].categories.clear();
            self.tell(p, "determination_removed", self.today, json!({"reason": reason}));
        }
    }

    // One-to-one help.

    fn assign(&mut self, p: usize, turn: u32) {
        if !self.current(p, turn) || self.persons[p].helper.is_some() || self.persons[p].categories.is_empty() {
            return;
        }
        let county = self.households[self.persons[p].home].county.unwrap_or(0);
        let helper = format!("W{}{:03}", county + 1, self.dice.index(self.target / 4000 + 3));
        self.tell(p, "helper_assigned", self.today, json!({"helper_ref": helper}));
        self.persons[p].helper = Some((helper, self.today));
        self.soon(1, 12, move |city| city.serve(p, turn));
    }

    pub(super) fn change_helper(&mut self, p: usize) {
        let turn = self.persons[p].turn;
        let since = self.persons[p].helper.as_ref().map(|(_, since)| *since);
        if self.current(p, turn) && since.is_some_and(|since| since < self.today) {
            self.release_helper(p, self.today);
            self.assign(p, turn);
        }
    }

    fn release_helper(&mut self, p: usize, on: NaiveDate) {
        if let Some((helper, since)) = self.persons[p].helper.take() {
            let on = on.max(since + TimeDelta::days(1));
            self.tell(p, "helper_released", on, json!({"helper_ref": helper}));
        }
    }

    /// Delivers a service, about once a month. A few persons refuse nearly everything, and the
    /// third refusal within six months ends the help.
    fn serve(&mut self, p: usize, turn: u32) {
        let Some((_, assigned)) = self.persons[p].helper.clone().filter(|_| self.current(p, turn)) else { return };
        let stubborn = is_stubborn(p);
        let service = self.dice.weighed(&[
            ("policy_talk", 10),
            ("guidance", 25),
            ("job_recommended", 30),
            ("training", 10),
            ("internship", 4),
            ("follow_up", 18),
            ("other", 3),
        ]);
        let offer = matches!(service, "job_recommended" | "training" | "internship");
        let refused = offer && self.dice.chance(if stubborn { 0.9 } else { 0.08 });
        let outcome = match (offer, refused) {
            (true, true) => Some("refused"),
            (true, false) => Some(*self.dice.pick(&["accepted", "none"])),
            (false, _) => None,
        };
        let note = self.dice.chance(0.1).then_some("电话回访（演示数据）");
        let on = (self.today - TimeDelta::days(self.dice.below(3))).max(assigned);
        self.tell(p, "service_delivered", on, json!({"service": service, "outcome": outcome, "note": note}));
        if refused {
            let half_a_year_ago = self.today - TimeDelta::days(181);
            let refusals = &mut self.persons[p].refusals;
            refusals.retain(|&day| day > half_a_year_ago);
            refusals.push(self.today);
            if refusals.len() >= 3 {
                refusals.clear();
                let h = self.persons[p].home;
                self.remove(h, "E09");
                self.undetermine(p, turn, "E09");
            }
        }
        let (low, high) = if stubborn { (7, 14) } else { (20, 32) };
        self.soon(low, high, move |city| city.serve(p, turn));
    }

    /// Deregisters a person that no longer seeks work, and releases the helper.
    fn release(&mut self, p: usize, on: NaiveDate, turn: u32) {
        let person = &self.persons[p];
        if person.turn != turn || !self.free(p) {
            return;
        }
        let reason = if person.spells.is_empty() { "left_labour_force" } else { "employed" };
        if let Some(since) = self.persons[p].registered.take() {
            self.tell(p, "unemployment_deregistered", on.max(since + TimeDelta::days(1)), json!({"reason": reason}));
        }
        self.release_helper(p, on);
    }

    // The register of households.

    fn apply_household(&mut self, h: usize) {
        self.households[h].applied = self.may_be_recognised(h);
        if self.households[h].applied {
            self.say("household_applied", self.today, json!({"household_ref": household_ref(h)}));
            self.soon(3, 12, move |city| city.recognise(h));
        }
    }

    fn may_be_recognised(&self, h: usize) -> bool {
        self.condition(h) && !self.is_on_register(h) && !self.households[h].frozen
    }

    fn recognise(&mut self, h: usize) {
        self.households[h].applied = false;
        if !self.may_be_recognised(h) {
            return;
        }
        let event = self.say("household_recognised", self.today, json!({"household_ref": household_ref(h)}));
        let home = &mut self.households[h];
        (home.prior, home.register) = (home.register, Register::In(self.today));
        home.recognition = Some(event.clone());
        for p in home.members.clone() {
            let turn = self.persons[p].turn;
            if self.persons[p].seeks && self.persons[p].registered.is_some() {
                self.soon(1, 8, move |city| city.apply_person(p, turn));
            }
        }
        // The promise is a post within the month; the other branches add variety.
        match self.dice.below(100) {
            ..68 => self.soon(2, 24, move |city| city.place(h)),
            68..78 => self.soon(25, 70, move |city| city.place(h)),
            78..84 => {
                let reason = *self.dice.pick(&["E10", "E11", "E12", "E99"]);
                self.soon(5, 40, move |city| city.remove(h, reason));
            }
            84..92 => self.soon(5, 30, move |city| city.part(h)),
            92..98 => self.soon(5, 30, move |city| {
                city.move_household(h, 0.3);
                city.soon(5, 40, move |city| city.place(h));
            }),
            _ => self.soon(5, 40, move |city| city.withdraw_recognition(h, &event)),
        }
    }

    /// Finds a post for one seeking member of a household on the register, or tries again.
    pub(super) fn place(&mut self, h: usize) {
        let Register::In(since) = self.households[h].register else { return };
        let Some(p) = self.seeker(h) else { return };
        if self.dice.chance(if is_stubborn(p) { 0.3 } else { 0.85 }) {
            // Sometimes the job began before the recognition, which was then groundless.
            let floor = if self.dice.chance(0.93) { since + TimeDelta::days(1) } else { self.floor(p) };
            if floor <= self.today {
                let welfare = self.dice.chance(0.3);
                self.end_latest_job(p);
                self.hire(p, welfare.then_some("public_welfare"), floor);
            }
        }
        if self.is_on_register(h) {
            self.soon(10, 50, move |city| city.place(h));
        } else if self.dice.chance(0.2) {
            self.soon(15, 90, move |city| city.end_latest_job(p));
        }
    }

    /// Gives a member that seeks work, if lines about the household may be written.
    fn seeker(&self, h: usize) -> Option<usize> {
        self.households[h].members.iter().copied().find(|&p| self.free(p) && self.seeking(p))
    }

    /// Ends the search of a household's seeking member in one of several ways.
    fn part(&mut self, h: usize) {
        let Some(p) = self.seeker(h).filter(|_| self.is_on_register(h)) else { return };
        match self.dice.below(10) {
            ..3 => self.declare(p, self.today, false, false),
            3..7 => self.leave(p),
            7..9 => self.split(p),
            _ => self.bury(p),
        }
    }

    fn remove(&mut self, h: usize, reason: &str) {
        // A removal takes effect before a recognition of the same day.
        if matches!(self.households[h].register, Register::In(since) if since < self.today)
            && !self.households[h].frozen
        {
            self.say("household_removed", self.today, json!({"household_ref": household_ref(h), "reason": reason}));
            self.households[h].register = Register::Exited;
            self.households[h].floor = self.today;
            self.forget_households_category(h);
        }
    }

    fn withdraw_recognition(&mut self, h: usize, event: &str) {
        let home = &mut self.households[h];
        if matches!(home.register, Register::In(_)) && !home.frozen && home.recognition.as_deref() == Some(event) {
            home.register = home.prior;
            home.recognition = None;
            self.say("voided", self.today, json!({"voids": event, "reason": "recognised in error"}));
            self.forget_households_category(h);
        }
    }

    // After the last close.

    /// Records lines after the close of the last month that change closed months: hires in
    /// households that were counted, the end of a job that had taken a household off the register,
    /// the void of such a hire, and the void of a recognition.
    pub(super) fn find_late(&mut self, last: NaiveDate) {
        let some = self.target / 4000 + 2;
        let counted: Vec<usize> = (0..self.households.len())
            .filter(|&h| matches!(self.households[h].register, Register::In(since) if since < last))
            .filter(|&h| !self.households[h].frozen && self.households[h].floor <= last)
            .collect();
        let (withdrawn, placed) = counted.split_at(usize::from(counted.len() >= 3));
        for &h in placed.iter().take(some) {
            let (Register::In(since), Some(p)) = (self.households[h].register, self.seeker(h)) else { continue };
            let floor = self.floor(p).max(since + TimeDelta::days(1));
            let start = floor + TimeDelta::days(self.dice.below((last - floor).num_days() + 1));
            self.start_job(p, start.min(last), Some("unit"));
        }
        for &h in withdrawn {
            if let Some(event) = self.households[h].recognition.clone() {
                self.withdraw_recognition(h, &event);
            }
        }
        let eliminated: Vec<(usize, Spell)> = (0..self.households.len())
            .filter(|&h| matches!(self.households[h].register, Register::Eliminated(on) if on < last && add_months(on, 6) > last))
            .filter(|&h| !self.households[h].frozen && self.households[h].floor < last)
            .filter_map(|h| self.only_job(h))
            .take(2 * some)
            .collect();
        for (nth, (p, spell)) in eliminated.into_iter().enumerate() {
            if nth % 2 == 0 {
                let floor = self.floor(p).max(spell.start + TimeDelta::days(1));
                let on = floor + TimeDelta::days(self.dice.below((last - floor).num_days() + 1));
                self.end_job(p, spell.number, "contract_ended", on);
            } else {
                self.say("voided", self.today, json!({"voids": spell.event, "reason": "recorded for a namesake"}));
                self.persons[p].spells.clear();
                self.changed(p, spell.start);
            }
        }
    }

    /// Gives the only job of a household, if its end would leave a member seeking.
    fn only_job(&self, h: usize) -> Option<(usize, Spell)> {
        let mut jobs =
            self.households[h].members.iter().flat_map(|&p| self.persons[p].spells.iter().map(move |spell| (p, spell)));
        let (p, spell) = jobs.next()?;
        let alone = jobs.next().is_none() && self.labour(p) && self.persons[p].wants_work && self.free(p);
        alone.then(|| (p, spell.clone()))
    }
}

/// Tells whether the person refuses nearly every offer.
fn is_stubborn(p: usize) -> bool {
    p.is_multiple_of(7)
}
