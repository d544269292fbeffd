//! A generator of small random ledgers with many collisions: few subjects, few days, every kind of
//! line and mistake.

use chrono::{Datelike as _, Days, Months, NaiveDate};
use serde_json::{Value, json};

use super::ledger::{date, first_of, next_month};

/// A step in the making of a ledger.
#[derive(Clone, Debug)]
pub enum Step {
    Record { sender: String, line: Value },
    Close { month: String },
}

/// The months in which most facts of a ledger fall.
#[rustfmt::skip]
pub const MONTHS: [&str; 7] =
    ["2025-11", "2025-12", "2026-01", "2026-02", "2026-03", "2026-04", "2026-05"];

/// The divisions to compare: the city, and the counties, townships and villages of the ledgers.
#[rustfmt::skip]
pub const DIVISIONS: [&str; 14] = [
    "440700", "440703", "440704", "440705", "440785",
    "440703002", "440703005", "440704001", "440705001", "440785001",
    "440703002101", "440703002102", "440703005101", "440704001015",
];

#[rustfmt::skip]
const VILLAGES: [&str; 6] = [
    "440703002101", "440703002102", "440703005101", "440704001015", "440705001001", "440785001001",
];
const ELSEWHERE: [&str; 2] = ["440604001001", "110105001001"];
#[rustfmt::skip]
const LEVELS: [&str; 6] =
    ["440700", "440703", "440704001", "440703002", "440703002101", "440604001001"];
#[rustfmt::skip]
const ABSENCES: [&str; 7] =
    ["student", "military", "imprisoned", "incapacitated", "abroad", "pension", "early_retired"];
const REASONS: [&str; 6] = ["E09", "E10", "E11", "E12", "E13", "E99"];
const CATEGORIES: [&str; 4] = ["older", "low_income", "zero_household", "zero_household"];
const FORMS: [&str; 4] = ["unit", "self_employed", "public_welfare", "internship"];
const LONG_AGO: &str = "2014-01-01";

/// Generates the ledger of a seed: its registrations, then about `size` lines, with closes between
/// them.
pub fn ledger(seed: u64, size: usize) -> Vec<Step> {
    let mut maker = Maker { dice: Dice(seed), ..Maker::default() };
    maker.register_all();
    let mut pending = MONTHS[maker.dice.below(4)].to_owned();
    for (index, month) in MONTHS.into_iter().enumerate() {
        maker.month = index;
        let enough = maker.sent.len() + size / MONTHS.len();
        while maker.sent.len() < enough {
            maker.something();
        }
        if maker.dice.one_in(20) {
            let month = MONTHS[maker.dice.below(index + 1)].to_owned();
            maker.steps.push(Step::Close { month });
        }
        while pending.as_str() <= month && !maker.dice.one_in(6) {
            maker.steps.push(Step::Close { month: pending.clone() });
            pending = next_month(&pending);
        }
    }
    maker.steps
}

/// A random generator (splitmix64): a seed gives the same ledger on every platform and in every
/// version.
#[derive(Default)]
struct Dice(u64);

impl Dice {
    fn below(&mut self, bound: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        usize::try_from((mixed ^ (mixed >> 31)) % bound as u64).expect("below the bound")
    }

    fn one_in(&mut self, n: usize) -> bool {
        self.below(n) == 0
    }

    fn pick<T: Copy>(&mut self, from: &[T]) -> T {
        from[self.below(from.len())]
    }

    fn days(&mut self, bound: usize) -> Days {
        Days::new(self.below(bound) as u64)
    }
}

struct Person {
    sender: String,
    reference: String,
    birth: NaiveDate,
    home: Option<usize>,
    away: Vec<&'static str>,
    dead: bool,
}

#[derive(Clone)]
struct Job {
    sender: String,
    reference: String,
    person: usize,
    start: NaiveDate,
    ended: bool,
}

/// A maker of lines. It knows roughly what it has sent so far; some lines turn out refused, flagged
/// or voided.
#[derive(Default)]
struct Maker {
    dice: Dice,
    month: usize,
    persons: Vec<Person>,
    homes: Vec<(String, String)>,
    jobs: Vec<Job>,
    sent: Vec<(String, Value)>,
    steps: Vec<Step>,
}

impl Maker {
    fn register_all(&mut self) {
        let senders = if self.dice.one_in(3) { ["A", "B"] } else { ["A", "A"] };
        for _ in 0..self.dice.below(3) {
            self.set_living_line(date(LONG_AGO));
        }
        for _ in 0..=self.dice.below(4) {
            let sender = self.dice.pick(&senders);
            self.register_household(sender, date(LONG_AGO));
        }
        for _ in 0..=self.dice.below(6) {
            let sender = self.dice.pick(&senders);
            let person = self.register_person(sender);
            let long_ago = self.persons[person].birth.max(date(LONG_AGO));
            if let Some(home) = self.home_of(sender).filter(|_| !self.dice.one_in(8)) {
                let on = if self.dice.one_in(8) { self.day() } else { long_ago };
                self.join(person, home, on);
            }
            if !self.dice.one_in(6) {
                self.wish(person, true, long_ago);
            }
        }
    }

    fn register_household(&mut self, sender: &str, on: NaiveDate) -> usize {
        let reference = format!("H{}", self.homes.iter().filter(|home| home.0 == sender).count() + 1);
        let on = if self.dice.one_in(12) { self.day() } else { on };
        let (at, urban) = (self.place(25), !self.dice.one_in(3));
        self.homes.push((sender.to_owned(), reference));
        let fields = json!({"division": at, "urban": urban});
        self.of(self.homes.len() - 1, "household_registered", on, fields);
        self.homes.len() - 1
    }

    /// Registers a person, mostly in the middle of working age. Some retire or turn sixteen in the
    /// tested months.
    fn register_person(&mut self, sender: &str) -> usize {
        let number = self.persons.len();
        let (from, months, sex, group) = match self.dice.below(14) {
            0 => ("1965-08-01", 6, "male", "male"),
            1 => ("1970-08-01", 6, "female", "female_55"),
            2 => ("1970-08-01", 6, "female", ""),
            3 => ("1975-07-01", 5, "female", "female_50"),
            4 => ("2009-11-01", 7, "male", ""),
            5 => ("2011-01-01", 24, "female", ""),
            way => ("1976-01-01", 300, if way % 2 == 0 { "male" } else { "female" }, ""),
        };
        let month = date(from) + Months::new(u32::try_from(self.dice.below(months)).expect("few"));
        let birth = (month + self.dice.days(40)).min(month + Months::new(1) - Days::new(1));
        let own = self.persons.iter().filter(|person| person.sender == sender).count();
        let reference = char::from(b"abcdefghijklmnopqrstuvwxyz"[own % 26]).to_string();
        let mut fields = json!({
            "person_ref": reference,
            "id_number": id_number(birth, 2 * number + usize::from(sex == "male")),
            "name": "测试",
            "sex": sex,
            "birth_date": birth.to_string(),
            "residence_division": self.place(15),
        });
        if !group.is_empty() {
            fields["retirement_group"] = group.into();
        }
        // No rule reads these fields; the search does.
        if number % 2 == 1 {
            fields["phone"] = format!("1380000{number:04}").into();
        }
        if number % 3 == 1 {
            fields["education"] = "70".into();
        }
        let sender = sender.to_owned();
        let on = if self.dice.one_in(10) { self.day() } else { birth.max(date(LONG_AGO)) };
        self.tell(&sender, "person_registered", on, fields);
        self.persons.push(Person { sender, reference, birth, home: None, away: vec![], dead: false });
        number
    }

    /// Performs one random action of one or more lines, mostly dated in the current month.
    fn something(&mut self) {
        let (person, on) = (self.dice.below(self.persons.len()), self.day());
        let (home, later) = (self.dice.below(self.homes.len()), self.soon(on));
        let (category, reason) = (self.dice.pick(&CATEGORIES), self.dice.pick(&REASONS));
        match self.dice.below(51) {
            0..=3 => self.recognise(home, on),
            4..=11 => self.clear(home, on, later),
            12..=14 => {
                let form = self.dice.pick(&FORMS);
                let job = self.start_job(person, on, form, None);
                if !self.dice.one_in(3) {
                    self.end_job(&job, later);
                    self.start_job(person, later, "unit", None);
                }
            }
            15..=16 => self.work_for_little(person, on),
            17..=18 => {
                let absence = self.dice.pick(&ABSENCES);
                if !self.dice.one_in(8) {
                    self.go_away(person, absence, on);
                }
                self.say(person, "absence_ended", later, json!({"absence": absence}));
            }
            19 => self.wish(person, later == on, on),
            20..=22 => {
                for day in [on, later] {
                    let at = self.place(3);
                    self.of(home, "household_moved", day, json!({"division": at}));
                }
            }
            23..=25 => self.change_homes(person, on, later),
            26..=27 => {
                self.of(home, "household_removed", on, json!({"reason": reason}));
                if self.dice.one_in(2) {
                    self.of(home, "household_recognised", on, json!({}));
                }
                let again = self.dice.pick(&REASONS);
                self.of(home, "household_removed", on, json!({"reason": again}));
            }
            28..=29 => {
                for category in [category, "disabled"] {
                    self.say(person, "person_determined", on, json!({"category": category}));
                }
                let taken = json!({"reason": reason, "category": category});
                self.say(person, "determination_removed", later, taken);
                if self.dice.one_in(2) {
                    self.say(person, "determination_removed", later, json!({"reason": "E09"}));
                }
                let category = self.dice.pick(&CATEGORIES);
                self.say(person, "person_determined", later, json!({"category": category}));
            }
            30 => {
                // The retirement group sometimes contradicts the sex.
                let group = self.dice.pick(&["female_50", "female_55", "male"]);
                let mut change = if later == on {
                    json!({"retirement_group": group})
                } else {
                    json!({"residence_division": self.place(3)})
                };
                // The fields of the search change too, in varying combinations.
                for (field, value, every) in
                    [("name", "曾乐", 2), ("phone", "13911112222", 3), ("graduated_on", "2025-07-01", 5)]
                {
                    if later.day() % every == 0 {
                        change[field] = value.into();
                    }
                }
                self.say(person, "person_changed", on, change);
            }
            31..=33 => self.help(person, on, later),
            34..=36 => self.void(on),
            37 => self.repeat(),
            38..=40 => self.come_back_after_half_a_year(home, on),
            41 => self.register_anew(on),
            42..=44 => self.merge(person, on, later),
            45..=46 => self.look_for_work(person, on, later),
            _ => self.err(person, on),
        }
    }

    fn recognise(&mut self, home: usize, on: NaiveDate) {
        self.make_ready(home, on);
        self.of(home, "household_recognised", on, json!({}));
        for person in self.members(home) {
            let (category, day) = (self.dice.pick(&CATEGORIES), self.soon(on));
            if self.dice.one_in(2) {
                self.say(person, "person_determined", day, json!({"category": category}));
            }
        }
    }

    /// Makes a household ready for recognition in most cases: in the city, with seeking members.
    fn make_ready(&mut self, home: usize, on: NaiveDate) {
        if self.dice.one_in(5) {
            return;
        }
        let on = on - self.dice.days(2);
        if self.dice.one_in(6) {
            let at = self.dice.pick(&VILLAGES);
            self.of(home, "household_moved", on, json!({"division": at}));
        }
        if self.members(home).iter().all(|person| self.persons[*person].dead) && self.persons.len() < 12 {
            let person = self.register_person(&self.homes[home].0.clone());
            self.join(person, home, on);
        }
        for person in self.members(home) {
            for absence in std::mem::take(&mut self.persons[person].away) {
                self.say(person, "absence_ended", on, json!({"absence": absence}));
            }
            for job in self.jobs.clone() {
                if job.person == person && !job.ended && job.start < on {
                    self.end_job(&job, on);
                }
            }
            if !self.persons[person].dead {
                self.wish(person, true, on);
            }
        }
    }

    /// Recognises a household with seeking members, and then ends their seeking in one random way.
    fn clear(&mut self, home: usize, on: NaiveDate, out: NaiveDate) {
        self.make_ready(home, on);
        self.of(home, "household_recognised", on, json!({}));
        let category = self.dice.pick(&CATEGORIES);
        let (way, reason) = (self.dice.below(16), self.dice.pick(&REASONS));
        for person in self.members(home) {
            self.say(person, "person_determined", on, json!({"category": category}));
            match way {
                0..=6 => self.go_away(person, ABSENCES[way], out),
                7 => self.die(person, out),
                8 => self.leave(person, out),
                10 => self.wish(person, false, out),
                9 | 11 => self.say(person, "determination_removed", out, json!({"reason": reason})),
                12 | 13 => drop(self.start_job(person, out, "unit", None)),
                _ => {}
            }
        }
        match way {
            13 | 14 => self.of(home, "household_removed", out + Days::new(1), json!({"reason": reason})),
            15 => self.of(home, "household_moved", out, json!({"division": ELSEWHERE[0]})),
            _ => {}
        }
    }

    fn work_for_little(&mut self, person: usize, on: NaiveDate) {
        let pay = if self.dice.one_in(5) { None } else { Some(self.little()) };
        let job = self.start_job(person, on, "flexible", pay);
        for _ in 0..self.dice.below(3) {
            let (day, pay) = (self.soon(on), self.little());
            let fields = json!({"employment_ref": job.reference, "monthly_pay": pay});
            self.say_as(&job.sender, person, "pay_changed", day, fields);
            let day = self.soon(on);
            self.set_living_line(day);
        }
    }

    fn little(&mut self) -> usize {
        85_000 + 5_000 * self.dice.below(8)
    }

    fn set_living_line(&mut self, on: NaiveDate) {
        let (at, monthly) = (self.dice.pick(&LEVELS), self.little());
        self.tell("A", "living_line_set", on, json!({"division": at, "monthly": monthly}));
    }

    fn change_homes(&mut self, person: usize, on: NaiveDate, later: NaiveDate) {
        if !self.dice.one_in(5) {
            self.leave(person, on);
        }
        let sender = self.persons[person].sender.clone();
        let new = self.dice.one_in(3).then(|| self.register_household(&sender, on));
        if let Some(home) = new.or_else(|| self.home_of(&sender)) {
            let joined = if self.dice.one_in(3) { later } else { on };
            self.join(person, home, joined);
        }
    }

    fn help(&mut self, person: usize, on: NaiveDate, later: NaiveDate) {
        if let Some(home) = self.persons[person].home {
            self.make_ready(home, on);
        }
        let helper = json!({"helper_ref": self.dice.pick(&["K1", "K2"])});
        self.say(person, "person_determined", on, json!({"category": "low_income"}));
        self.say(person, "helper_assigned", on, helper.clone());
        // Thirty days before a month's last day, and the days next to it.
        let edge = first_of(&next_month(MONTHS[self.month])) - Days::new(33) + self.dice.days(4);
        let served = self.dice.pick(&[edge, on, later]);
        self.say(person, "service_delivered", served, json!({"service": "guidance"}));
        if self.dice.one_in(2) {
            self.help_by_a_case(person, on, later);
        }
        if self.dice.one_in(3) {
            self.say(person, "helper_released", later, helper);
        }
    }

    /// Sends facts of a case in random order. The registers ignore them.
    fn help_by_a_case(&mut self, person: usize, on: NaiveDate, later: NaiveDate) {
        let opened = self.dice.pick(&[on, later]);
        let package = self.dice.pick(&["131-2022", "1131-2023", "household-2007"]);
        self.say(person, "case_opened", opened, json!({"package": package}));
        for _ in 0..self.dice.below(5) {
            let day = self.dice.pick(&[on, later, opened]);
            let (kind, fields) = match self.dice.below(7) {
                0 => ("case_planned", json!({"note": "先培训"})),
                1 => ("case_closed", json!({"reason": "other"})),
                2 => ("handover_offered", json!({"helper_ref": "K3"})),
                3 => ("handover_answered", json!({"accepted": false})),
                4 => ("removal_dismissed", json!({"reason": "E09"})),
                5 => ("contact_attempted", json!({"mode": "phone"})),
                _ => ("case_opened", json!({"package": "131-2022"})),
            };
            self.say(person, kind, day, fields);
        }
        if self.dice.one_in(3) {
            for day in [on, on, later] {
                let refused =
                    json!({"service": "job_recommended", "outcome": "refused", "justified": false, "posts": 3});
                self.say(person, "service_delivered", day, refused);
            }
        }
    }

    fn void(&mut self, on: NaiveDate) {
        let (sender, mut line) = self.any_sent();
        self.tell(&sender, "voided", on, json!({"voids": line["event_ref"]}));
        if line["kind"] == "voided" || self.dice.one_in(2) {
            return;
        }
        if self.dice.one_in(2) {
            line["effective_on"] = on.to_string().into();
        }
        // The start was sent for the wrong person; ends and pay changes of that employment keep the
        // first person.
        let other = self.persons.iter().rfind(|person| person.sender == sender);
        let other = other.map(|person| person.reference.clone());
        if line["employment_ref"].is_string() && other.is_some() && self.dice.one_in(2) {
            line["person_ref"] = other.into();
        }
        self.send(&sender, line);
    }

    /// Sends a line again: unchanged, with another time of recording, or with other content.
    fn repeat(&mut self) {
        let (sender, mut line) = self.any_sent();
        match self.dice.below(3) {
            0 => {}
            1 => line["recorded_at"] = "2026-03-06T09:00:00+08:00".into(),
            _ => line["effective_on"] = self.day().to_string().into(),
        }
        self.steps.push(Step::Record { sender, line });
    }

    /// Ends the job that cleared the household about six months after its start.
    fn come_back_after_half_a_year(&mut self, home: usize, end: NaiveDate) {
        let start = end - Months::new(6) + self.dice.days(3) - self.dice.days(2);
        self.make_ready(home, start - Days::new(9));
        self.of(home, "household_recognised", start - Days::new(9), json!({}));
        if let Some(person) = self.members(home).first().copied() {
            let job = self.start_job(person, start, "unit", None);
            self.end_job(&job, end);
            if self.dice.one_in(2) {
                self.of(home, "household_recognised", end, json!({}));
            }
        }
    }

    /// Registers a person, voids the registration and registers the person again with other
    /// content.
    fn register_anew(&mut self, on: NaiveDate) {
        let person = self.register_person("A");
        let Some((sender, mut line)) = self.sent.last().cloned() else {
            return;
        };
        if self.dice.one_in(3) {
            self.wish(person, true, date("2025-11-30"));
        }
        self.tell(&sender, "voided", on, json!({"voids": line["event_ref"]}));
        line["residence_division"] = self.place(15).into();
        self.send(&sender, line);
        self.wish(person, true, date("2025-12-01"));
    }

    /// Registers a person a second time, sends facts about both registrations and merges them, or
    /// merges two unrelated persons. Some of the merges are voided or reversed.
    fn merge(&mut self, person: usize, on: NaiveDate, later: NaiveDate) {
        let other = if self.dice.one_in(4) || self.persons.len() >= 12 {
            self.dice.below(self.persons.len())
        } else {
            let sender = self.speaker(person);
            let double = self.register_person(&sender);
            let home = self.persons[person].home.filter(|home| self.homes[*home].0 == sender);
            if let Some(home) = home.filter(|_| self.dice.one_in(2)) {
                self.join(double, home, on);
            }
            self.wish(double, true, on);
            self.help(double, on, later);
            if self.dice.one_in(2) {
                let job = self.start_job(double, on, "unit", None);
                if self.dice.one_in(2) {
                    self.end_job(&job, later);
                }
            }
            double
        };
        let (stays, given_up) = if self.dice.one_in(4) { (other, person) } else { (person, other) };
        self.say_merged(stays, given_up, on);
        for _ in 0..self.dice.below(4) {
            let of = self.dice.pick(&[person, other]);
            match self.dice.below(4) {
                0 => self.wish(of, later == on, later),
                1 => self.help(of, on, later),
                2 => {
                    // The job starts under one registration and ends under the other.
                    let job = self.start_job(person, on, "unit", None);
                    self.end_job(&Job { person: other, ..job }, later + Days::new(1));
                }
                _ => self.say(of, "person_changed", later, json!({"name": "曾乐", "residence_division": VILLAGES[0]})),
            }
        }
        let merging = self.sent.iter().rfind(|(_, line)| line["kind"] == "person_merged").cloned();
        if let Some((sender, line)) = merging.filter(|_| self.dice.one_in(3)) {
            self.tell(&sender, "voided", later, json!({"voids": line["event_ref"]}));
        } else if self.dice.one_in(3) {
            self.say_merged(given_up, stays, later);
        }
    }

    fn say_merged(&mut self, stays: usize, given_up: usize, on: NaiveDate) {
        let other = &self.persons[given_up];
        let mut fields = json!({"other_ref": other.reference});
        if other.sender != self.persons[stays].sender {
            fields["other_sender"] = other.sender.clone().into();
        }
        self.say(stays, "person_merged", on, fields);
    }

    /// Sends lines that must be refused, and some that are nearly wrong.
    fn err(&mut self, person: usize, on: NaiveDate) {
        let (birth, nobody) = (self.persons[person].birth, json!({"household_ref": "H99"}));
        let nowhere = json!({"person_ref": "zz", "household_ref": "H99"});
        match self.dice.below(15) {
            0 => self.tell("A", "member_left", on, nowhere),
            1 => self.tell("A", "household_recognised", on, nobody),
            2 => self.tell("A", "voided", on, json!({"voids": "nothing"})),
            3 => self.wish(person, true, birth - Days::new(1)),
            4 => {
                let almost = birth + Months::new(16 * 12) - Days::new(1);
                self.start_job(person, almost, "unit", None);
            }
            5 => {
                self.die(person, on);
                self.die(person, on);
                self.wish(person, true, on);
                self.leave(person, on);
            }
            6 | 7 => {
                let void = self.sent.iter().rfind(|(_, line)| line["kind"] == "voided");
                if let Some((sender, void)) = void.cloned() {
                    self.tell(&sender, "voided", on, json!({"voids": void["event_ref"]}));
                    self.tell(&sender, "voided", on, json!({"voids": void["voids"]}));
                }
            }
            8 => self.tell("A", "absence_ended", on, json!({"person_ref": "a", "absence": "abroad"})),
            9 | 10 => {
                // A registration is repeated, then its ID number appears under another reference.
                let (sender, mut line) = self.any_sent();
                if line["kind"] == "person_registered" || line["kind"] == "household_registered" {
                    self.send(&sender, line.clone());
                    line["person_ref"] = line["person_ref"].as_str().map(|_| "other").into();
                }
                if line["kind"] == "person_registered" {
                    self.send("B", line);
                }
            }
            way => {
                let Some(job) = self.jobs.last().cloned() else {
                    return;
                };
                let fields = json!({"employment_ref": job.reference, "form": "unit"});
                match way {
                    11 => self.say_as(&job.sender, person, "employment_started", on, fields),
                    12 => self.end_job(&job, job.start),
                    13 => self.end_job(&job, on),
                    _ => self.end_job(&Job { person, ..job }, on),
                }
            }
        }
    }

    fn start_job(&mut self, person: usize, start: NaiveDate, form: &str, pay: Option<usize>) -> Job {
        let (sender, reference) = (self.speaker(person), format!("J{}", self.jobs.len() + 1));
        let mut fields = json!({"employment_ref": reference, "form": form});
        if let Some(pay) = pay {
            fields["monthly_pay"] = pay.into();
        }
        self.say_as(&sender, person, "employment_started", start, fields);
        self.jobs.push(Job { sender, reference, person, start, ended: false });
        self.jobs[self.jobs.len() - 1].clone()
    }

    fn end_job(&mut self, job: &Job, on: NaiveDate) {
        for known in self.jobs.iter_mut().filter(|known| known.reference == job.reference) {
            known.ended = true;
        }
        let fields = json!({"employment_ref": job.reference});
        self.say_as(&job.sender, job.person, "employment_ended", on, fields);
    }

    fn wish(&mut self, person: usize, work: bool, on: NaiveDate) {
        let help = !self.dice.one_in(3);
        self.say(person, "wish_declared", on, json!({"work": work, "help": help}));
    }

    /// Records a job search of a person and replaces it. No rule reads it; the search for people
    /// uses the later one.
    fn look_for_work(&mut self, person: usize, on: NaiveDate, later: NaiveDate) {
        let occupation = self.dice.pick(&["4-07-03-02", "4-07", "6"]);
        for (day, pay_from) in [(on, None), (later, Some(self.little()))] {
            let mut fields = json!({"occupations": [occupation, "8-00"], "available_on": later.to_string()});
            if let Some(pay_from) = pay_from {
                fields = json!({"pay_from": pay_from, "area": VILLAGES[0], "form": "unit", "profile_shared": true});
            }
            self.say(person, "job_sought", day, fields);
        }
    }

    fn go_away(&mut self, person: usize, absence: &'static str, on: NaiveDate) {
        self.persons[person].away.push(absence);
        self.say(person, "absence_started", on, json!({"absence": absence}));
    }

    fn die(&mut self, person: usize, on: NaiveDate) {
        self.persons[person].dead = true;
        self.say(person, "died", on, json!({}));
    }

    fn join(&mut self, person: usize, home: usize, on: NaiveDate) {
        self.persons[person].home = Some(home);
        let fields = json!({"household_ref": self.homes[home].1, "relation": "02"});
        self.say(person, "member_joined", on, fields);
    }

    fn leave(&mut self, person: usize, on: NaiveDate) {
        let sender = self.persons[person].sender.clone();
        if let Some(home) = self.persons[person].home.take().or_else(|| self.home_of(&sender)) {
            self.say(person, "member_left", on, json!({"household_ref": self.homes[home].1}));
        }
    }

    fn home_of(&mut self, sender: &str) -> Option<usize> {
        let homes = 0..self.homes.len();
        let own: Vec<usize> = homes.filter(|home| self.homes[*home].0 == sender).collect();
        (!own.is_empty()).then(|| self.dice.pick(&own))
    }

    fn members(&self, home: usize) -> Vec<usize> {
        let persons = 0..self.persons.len();
        persons.filter(|person| self.persons[*person].home == Some(home)).collect()
    }

    fn any_sent(&mut self) -> (String, Value) {
        self.sent[self.dice.below(self.sent.len())].clone()
    }

    fn place(&mut self, seldom: usize) -> &'static str {
        if self.dice.one_in(seldom) { self.dice.pick(&ELSEWHERE) } else { self.dice.pick(&VILLAGES) }
    }

    /// Gives a random day, mostly of the current month, and mostly its first, last or tenth.
    fn day(&mut self) -> NaiveDate {
        let back = if self.dice.one_in(7) { self.dice.below(4) } else { 0 };
        let back = Months::new(u32::try_from(back).expect("few"));
        let first = first_of(MONTHS[self.month]) - back;
        let last = first + Months::new(1) - Days::new(1);
        match self.dice.below(8) {
            0 | 1 => first,
            2 => last,
            3 | 4 => first + Days::new(9),
            5 => last + self.dice.days(9),
            _ => first + self.dice.days(28),
        }
    }

    /// Gives a random day from the given day on; near days are more likely.
    fn soon(&mut self, on: NaiveDate) -> NaiveDate {
        on + Days::new(self.dice.pick(&[0, 0, 1, 2, 5, 10, 18, 30, 31, 45]))
    }

    fn speaker(&mut self, person: usize) -> String {
        let other = self.dice.one_in(12).then(|| self.dice.pick(&["A", "B"]).to_owned());
        other.unwrap_or_else(|| self.persons[person].sender.clone())
    }

    fn say(&mut self, person: usize, kind: &str, on: NaiveDate, fields: Value) {
        let sender = self.speaker(person);
        self.say_as(&sender, person, kind, on, fields);
    }

    fn say_as(&mut self, sender: &str, person: usize, kind: &str, on: NaiveDate, mut fields: Value) {
        let subject = &self.persons[person];
        fields["person_ref"] = subject.reference.clone().into();
        if subject.sender != sender {
            fields["subject_sender"] = subject.sender.clone().into();
        }
        self.tell(sender, kind, on, fields);
    }

    fn of(&mut self, home: usize, kind: &str, on: NaiveDate, mut fields: Value) {
        let (sender, reference) = self.homes[home].clone();
        fields["household_ref"] = reference.into();
        self.tell(&sender, kind, on, fields);
    }

    fn tell(&mut self, sender: &str, kind: &str, on: NaiveDate, mut fields: Value) {
        fields["kind"] = kind.into();
        fields["effective_on"] = on.to_string().into();
        self.send(sender, fields);
    }

    fn send(&mut self, sender: &str, mut line: Value) {
        line["event_ref"] = format!("{sender}:{}", self.sent.len() + 1).into();
        self.sent.push((sender.to_owned(), line.clone()));
        self.steps.push(Step::Record { sender: sender.to_owned(), line });
    }
}

/// Makes an ID number with its check character (GB 11643-1999); odd sequence numbers are male.
fn id_number(birth: NaiveDate, order: usize) -> String {
    let body = format!("440703{}{:03}", birth.format("%Y%m%d"), order + 100);
    let weigh = |(place, digit)| usize::from(digit - b'0') << (17 - place);
    let check = (12 - body.bytes().enumerate().map(weigh).sum::<usize>() % 11) % 11;
    if check == 10 { format!("{body}X") } else { format!("{body}{check}") }
}
