//! Makes small random ledgers in which facts collide: few subjects, few days, every kind of line and mistake.

use chrono::{Datelike, Days, Months, NaiveDate};
use serde_json::{Value, json};

use super::ledger::{date, first_of, next_month};

/// Asks for one thing to be done with a ledger.
#[derive(Clone, Debug)]
pub enum Step {
    Record { sender: String, line: Value },
    Close { month: String },
}

/// Lists the months in which nearly everything happens.
pub const MONTHS: [&str; 7] = ["2025-11", "2025-12", "2026-01", "2026-02", "2026-03", "2026-04", "2026-05"];

/// Lists the divisions worth asking: the city, and the counties, townships and villages the ledgers use.
pub const DIVISIONS: [&str; 14] = [
    "440700", "440703", "440704", "440705", "440785", "440703002", "440703005", "440704001", "440705001",
    "440785001", "440703002101", "440703002102", "440703005101", "440704001015",
];

const VILLAGES: [&str; 6] =
    ["440703002101", "440703002102", "440703005101", "440704001015", "440705001001", "440785001001"];
const ELSEWHERE: [&str; 2] = ["440604001001", "110105001001"];
const ABSENCES: [&str; 7] =
    ["student", "military", "imprisoned", "incapacitated", "abroad", "pension", "early_retired"];
const OFFICERS_REASONS: [&str; 6] = ["E09", "E10", "E11", "E12", "E13", "E99"];
const CATEGORIES: [&str; 6] = ["older", "disabled", "low_income", "zero_household", "zero_household", "released"];
const LONG_AGO: &str = "2014-01-01";

/// Makes the ledger of a seed: its registrations and about `size` lines after them, closes between.
pub fn ledger(seed: u64, size: usize) -> Vec<Step> {
    let mut maker = Maker { dice: Dice(seed), ..Maker::default() };
    maker.register_all();
    let mut pending = MONTHS[maker.dice.below(4)].to_owned();
    for (index, month) in MONTHS.into_iter().enumerate() {
        let enough = maker.recorded.len() + size / MONTHS.len();
        month.clone_into(&mut maker.month);
        while maker.recorded.len() < enough {
            maker.something();
        }
        if maker.dice.one_in(20) {
            maker.steps.push(Step::Close { month: MONTHS[maker.dice.below(index + 1)].to_owned() });
        }
        while pending.as_str() <= month && !maker.dice.one_in(6) {
            maker.steps.push(Step::Close { month: pending.clone() });
            pending = next_month(&pending);
        }
    }
    maker.steps
}

/// Throws the dice: splitmix64, so that a seed means the same ledger for good.
#[derive(Default)]
struct Dice(u64);

impl Dice {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    fn below(&mut self, bound: usize) -> usize {
        usize::try_from(self.next() % bound as u64).expect("below the bound")
    }

    fn one_in(&mut self, n: usize) -> bool {
        self.below(n) == 0
    }

    fn pick<T: Copy>(&mut self, from: &[T]) -> T {
        from[self.below(from.len())]
    }
}

#[derive(Clone)]
struct Person {
    sender: String,
    reference: String,
    birth: NaiveDate,
    male: bool,
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

/// Makes lines, knowing roughly what it has told so far: some turn out refused, flagged or voided.
#[derive(Default)]
struct Maker {
    dice: Dice,
    month: String,
    persons: Vec<Person>,
    households: Vec<(String, String)>,
    jobs: Vec<Job>,
    recorded: Vec<(String, Value)>,
    steps: Vec<Step>,
}

impl Maker {
    fn register_all(&mut self) {
        let two_senders = self.dice.one_in(3);
        for level in ["440700", "440705", "440703002", "440704001015", "440604001001"] {
            if self.dice.one_in(4) {
                let monthly = 90_000 + 5_000 * self.dice.below(6);
                self.tell("A", "living_line_set", date(LONG_AGO), json!({"division": level, "monthly": monthly}));
            }
        }
        for _ in 0..=self.dice.below(4) {
            let sender = if two_senders && self.dice.one_in(2) { "B" } else { "A" };
            self.register_household(sender, date(LONG_AGO));
        }
        for _ in 0..=self.dice.below(6) {
            let sender = if two_senders && self.dice.one_in(2) { "B" } else { "A" };
            let person = self.register_person(sender);
            if let Some(home) = self.household_of(sender).filter(|_| !self.dice.one_in(8)) {
                let on = if self.dice.one_in(8) { self.day() } else { date(LONG_AGO) };
                self.join(person, home, on.max(self.persons[person].birth));
            }
            if !self.dice.one_in(6) {
                let help = !self.dice.one_in(3);
                let on = self.persons[person].birth.max(date(LONG_AGO));
                self.about(person, "wish_declared", on, json!({"work": true, "help": help}));
            }
        }
    }

    fn register_household(&mut self, sender: &str, on: NaiveDate) -> usize {
        let own = self.households.iter().filter(|(owner, _)| owner == sender).count();
        let reference = format!("H{}", own + 1);
        self.households.push((sender.to_owned(), reference.clone()));
        let on = if self.dice.one_in(12) { self.day() } else { on };
        let division = if self.dice.one_in(25) { self.dice.pick(&ELSEWHERE) } else { self.dice.pick(&VILLAGES) };
        let urban = !self.dice.one_in(3);
        let fields = json!({"household_ref": reference, "division": division, "urban": urban});
        self.tell(sender, "household_registered", on, fields);
        self.households.len() - 1
    }

    fn register_person(&mut self, sender: &str) -> usize {
        let number = self.persons.len();
        let own = self.persons.iter().filter(|person| person.sender == sender).count();
        // Most are of plain working age; the others retire or turn sixteen in the months that matter.
        let (from, months, group) = match self.dice.below(12) {
            0 => ("1965-08-01", 6, "male"),
            1 => ("1970-08-01", 6, if self.dice.one_in(2) { "female_55" } else { "" }),
            2 => ("1975-07-01", 5, "female_50"),
            3 => ("2009-11-01", 7, ""),
            4 => ("2012-01-01", 24, ""),
            _ => ("1976-01-01", 300, ""),
        };
        let male = group == "male" || group.is_empty() && from != "1970-08-01" && self.dice.one_in(2);
        let month = date(from) + Months::new(u32::try_from(self.dice.below(months)).expect("few months"));
        let day = if self.dice.one_in(4) { 31 } else { self.dice.below(31) };
        let in_month = u64::try_from(day).expect("few days");
        let birth = (month + Days::new(in_month)).min(month + Months::new(1) - Days::new(1));
        let reference = char::from(b"abcdefghijklmnopqrstuvwxyz"[own % 26]).to_string();
        self.persons.push(Person { sender: sender.to_owned(), reference, birth, male, home: None, away: Vec::new(), dead: false });
        let residence = if self.dice.one_in(15) { self.dice.pick(&ELSEWHERE) } else { self.dice.pick(&VILLAGES) };
        let mut fields = json!({
            "id_number": id_number(birth, number, male),
            "name": "测试",
            "sex": if male { "male" } else { "female" },
            "birth_date": birth.to_string(),
            "residence_division": residence,
        });
        if !group.is_empty() {
            fields["retirement_group"] = group.into();
        }
        let on = if self.dice.one_in(10) { self.day() } else { date(LONG_AGO) };
        let sender_of_line = self.persons[number].sender.clone();
        fields["person_ref"] = self.persons[number].reference.clone().into();
        self.tell(&sender_of_line, "person_registered", on.max(birth), fields);
        number
    }

    /// Does one thing, often several lines long, mostly dated in the month at hand.
    fn something(&mut self) {
        match self.dice.below(44) {
            0..=3 => self.recognise(),
            4..=10 => self.clear_a_household(),
            11..=14 => self.work(),
            15..=16 => self.work_for_little(),
            17..=19 => self.be_absent(),
            20 => self.wish(),
            21..=23 => self.move_household(),
            24..=26 => self.change_households(),
            27..=28 => self.remove(),
            29..=30 => self.determine(),
            31 => self.change_person(),
            32..=34 => self.help(),
            35..=37 => self.void(),
            38 => self.repeat(),
            39..=40 => self.come_back_after_half_a_year(),
            41 => self.register_anew(),
            _ => self.err(),
        }
    }

    fn recognise(&mut self) {
        let (household, on) = (self.household(), self.day());
        self.make_ready(household, on);
        self.of_household(household, "household_recognised", on, json!({}));
        for person in self.members(household) {
            if self.dice.one_in(2) {
                let category = self.dice.pick(&CATEGORIES);
                let later = self.soon(on);
                self.about(person, "person_determined", later, json!({"category": category}));
            }
        }
    }

    /// Mostly brings a household to where it can be recognised: in the city, its members seeking.
    fn make_ready(&mut self, household: usize, on: NaiveDate) {
        if self.dice.one_in(5) {
            return;
        }
        let (before, at) = (on - Days::new(self.dice.below(2) as u64), self.dice.pick(&VILLAGES));
        if self.dice.one_in(6) {
            self.of_household(household, "household_moved", before, json!({"division": at}));
        }
        if self.members(household).iter().all(|person| self.persons[*person].dead) && self.persons.len() < 12 {
            let sender = self.households[household].0.clone();
            let person = self.register_person(&sender);
            self.join(person, household, before);
        }
        for person in self.members(household) {
            if self.persons[person].dead {
                continue;
            }
            for absence in std::mem::take(&mut self.persons[person].away) {
                self.about(person, "absence_ended", before, json!({"absence": absence}));
            }
            for index in 0..self.jobs.len() {
                let job = self.jobs[index].clone();
                if job.person == person && !job.ended && job.start < before {
                    self.end_job(&job, before);
                }
            }
            let help = !self.dice.one_in(3);
            self.about(person, "wish_declared", before, json!({"work": true, "help": help}));
        }
    }

    /// Recognises a household whose members seek, and then lets all of them cease to in one way.
    fn clear_a_household(&mut self) {
        let (household, on) = (self.household(), self.day());
        let out = self.soon(on);
        let way = self.dice.below(16);
        let category = self.dice.pick(&CATEGORIES);
        let with_determination = !self.dice.one_in(3);
        self.make_ready(household, on);
        self.of_household(household, "household_recognised", on, json!({}));
        for person in self.members(household) {
            if with_determination {
                self.about(person, "person_determined", on, json!({"category": category}));
            }
        }
        match way {
            7 => self.of_household(household, "household_moved", out, json!({"division": ELSEWHERE[0]})),
            8 | 12 => {
                let reason = self.dice.pick(&OFFICERS_REASONS);
                if way == 12
                    && let Some(person) = self.members(household).first().copied()
                {
                    self.start_job(person, on + Days::new(1), "unit", None);
                }
                self.of_household(household, "household_removed", out + Days::new(2), json!({"reason": reason}));
            }
            13 => {
                for person in self.members(household) {
                    let reason = self.dice.pick(&OFFICERS_REASONS);
                    self.about(person, "determination_removed", out, json!({"reason": reason}));
                }
            }
            _ => {
                for person in self.members(household) {
                    match way {
                        0..=6 => self.go_away(person, ABSENCES[way], out),
                        9 if self.dice.one_in(2) => self.die(person, out),
                        10 => self.leave(person, out),
                        11 => self.about(person, "wish_declared", out, json!({"work": false, "help": false})),
                        _ => drop(self.start_job(person, out, "unit", None)),
                    }
                }
            }
        }
    }

    fn work(&mut self) {
        let (person, on) = (self.person(), self.day());
        let form = self.dice.pick(&["unit", "unit", "self_employed", "public_welfare", "internship"]);
        let job = self.start_job(person, on, form, None);
        if !self.dice.one_in(3) {
            let end = self.soon(on);
            self.end_job(&job, end);
            if self.dice.one_in(3) {
                self.start_job(person, end, "unit", None);
            }
        }
    }

    fn work_for_little(&mut self) {
        let (person, on) = (self.person(), self.day());
        let around = |dice: &mut Dice| 85_000 + 5_000 * dice.below(8);
        let pay = if self.dice.one_in(5) { None } else { Some(around(&mut self.dice)) };
        let job = self.start_job(person, on, "flexible", pay);
        for _ in 0..self.dice.below(3) {
            let (later, amount) = (self.soon(on), around(&mut self.dice));
            let fields = json!({"employment_ref": job.reference, "monthly_pay": amount});
            self.tell_about(&job.sender, person, "pay_changed", later, fields);
            let level = self.dice.pick(&["440700", "440703", "440703002", "440703002101", "440704", "440604001001"]);
            let (day, monthly) = (self.soon(on), around(&mut self.dice));
            self.tell("A", "living_line_set", day, json!({"division": level, "monthly": monthly}));
        }
        if self.dice.one_in(3) {
            let end = self.soon(on);
            self.end_job(&job, end);
        }
    }

    fn be_absent(&mut self) {
        let (person, on, absence) = (self.person(), self.day(), self.dice.pick(&ABSENCES));
        if !self.dice.one_in(8) {
            self.go_away(person, absence, on);
        }
        if !self.dice.one_in(3) {
            let back = self.soon(on);
            self.about(person, "absence_ended", back, json!({"absence": absence}));
        }
    }

    fn wish(&mut self) {
        let (person, on) = (self.person(), self.day());
        let (work, help) = (!self.dice.one_in(3), !self.dice.one_in(3));
        self.about(person, "wish_declared", on, json!({"work": work, "help": help}));
    }

    fn move_household(&mut self) {
        let (household, on) = (self.household(), self.day());
        let to = if self.dice.one_in(3) { self.dice.pick(&ELSEWHERE) } else { self.dice.pick(&VILLAGES) };
        self.of_household(household, "household_moved", on, json!({"division": to}));
        if self.dice.one_in(3) {
            let (back, on) = (self.dice.pick(&VILLAGES), self.soon(on));
            self.of_household(household, "household_moved", on, json!({"division": back}));
        }
    }

    fn change_households(&mut self) {
        let (person, on) = (self.person(), self.day());
        if !self.dice.one_in(5) {
            self.leave(person, on);
        }
        let sender = self.persons[person].sender.clone();
        let to = if self.dice.one_in(3) {
            Some(self.register_household(&sender, on))
        } else {
            self.household_of(&sender)
        };
        if let Some(to) = to.filter(|_| !self.dice.one_in(4)) {
            let on = if self.dice.one_in(3) { self.soon(on) } else { on };
            self.join(person, to, on);
        }
    }

    fn remove(&mut self) {
        let (household, on, reason) = (self.household(), self.day(), self.dice.pick(&OFFICERS_REASONS));
        self.of_household(household, "household_removed", on, json!({"reason": reason}));
        if self.dice.one_in(3) {
            self.of_household(household, "household_recognised", on, json!({}));
        }
        if self.dice.one_in(4) {
            let again = self.dice.pick(&OFFICERS_REASONS);
            self.of_household(household, "household_removed", on, json!({"reason": again}));
        }
    }

    fn determine(&mut self) {
        let (person, on) = (self.person(), self.day());
        for _ in 0..=self.dice.below(2) {
            let category = self.dice.pick(&CATEGORIES);
            self.about(person, "person_determined", on, json!({"category": category}));
        }
        for _ in 0..self.dice.below(3) {
            let (later, reason) = (self.soon(on), self.dice.pick(&OFFICERS_REASONS));
            let mut fields = json!({"reason": reason});
            if self.dice.one_in(2) {
                fields["category"] = self.dice.pick(&CATEGORIES).into();
            }
            self.about(person, "determination_removed", later, fields);
            if self.dice.one_in(4) {
                let category = self.dice.pick(&CATEGORIES);
                self.about(person, "person_determined", later, json!({"category": category}));
            }
        }
    }

    fn change_person(&mut self) {
        let (person, on) = (self.person(), self.day());
        let fields = match self.dice.below(3) {
            0 => json!({"residence_division": self.dice.pick(&ELSEWHERE)}),
            1 => json!({"residence_division": self.dice.pick(&VILLAGES)}),
            // Now and then against the sex.
            _ => json!({"retirement_group": self.dice.pick(&["female_50", "female_55", "male"])}),
        };
        self.about(person, "person_changed", on, fields);
    }

    fn help(&mut self) {
        let (person, on) = (self.person(), self.day());
        let helper = json!({"helper_ref": self.dice.pick(&["K1", "K2"])});
        if let Some(home) = self.persons[person].home {
            self.make_ready(home, on);
        }
        if !self.dice.one_in(4) {
            self.about(person, "person_determined", on, json!({"category": "low_income"}));
        }
        if !self.dice.one_in(8) {
            self.about(person, "helper_assigned", on, helper.clone());
        }
        // Thirty days before a month's last day, and its neighbours.
        let last = first_of(&next_month(&self.month)) - Days::new(1);
        let before = self.dice.below(4) as u64;
        let served = if self.dice.one_in(2) { last - Days::new(32 - before) } else { self.soon(on) };
        self.about(person, "service_delivered", served, json!({"service": "guidance"}));
        if self.dice.one_in(3) {
            let released = self.soon(on);
            self.about(person, "helper_released", released, helper);
        }
    }

    fn void(&mut self) {
        let (sender, line) = self.recorded[self.dice.below(self.recorded.len())].clone();
        if line["kind"] == "voided" && !self.dice.one_in(4) {
            return;
        }
        let on = self.day();
        self.tell(&sender, "voided", on, json!({"voids": line["event_ref"]}));
        if line["kind"] != "voided" && self.dice.one_in(2) {
            let mut anew = line.clone();
            if self.dice.one_in(2) {
                anew["effective_on"] = self.day().to_string().into();
            }
            if self.dice.one_in(12) && line["employment_ref"].is_string() && line["subject_sender"].is_null() {
                let other = self.persons[self.dice.below(self.persons.len())].clone();
                if other.sender == sender {
                    anew["person_ref"] = other.reference.into();
                }
            }
            self.send_anew(&sender, anew);
        }
    }

    /// Sends a line again as it was, with another time of recording, or with other content.
    fn repeat(&mut self) {
        let (sender, mut line) = self.recorded[self.dice.below(self.recorded.len())].clone();
        match self.dice.below(3) {
            0 => {}
            1 => line["recorded_at"] = "2026-03-06T09:00:00+08:00".into(),
            _ => line["effective_on"] = self.day().to_string().into(),
        }
        self.steps.push(Step::Record { sender, line });
    }

    /// Loses the job about six months after the household was cleared by it.
    fn come_back_after_half_a_year(&mut self) {
        let end = self.day();
        let (household, start) = (self.household(), end - Months::new(6) + Days::new(self.dice.below(3) as u64));
        let shift = Days::new(self.dice.below(2) as u64);
        self.make_ready(household, start - Days::new(9));
        self.of_household(household, "household_recognised", start - Days::new(9), json!({}));
        if let Some(person) = self.members(household).first().copied() {
            let job = self.start_job(person, start - shift, "unit", None);
            self.end_job(&job, end);
            if self.dice.one_in(2) {
                self.of_household(household, "household_recognised", end, json!({}));
            }
        }
    }

    /// Registers a subject, voids that and registers it again, in other words.
    fn register_anew(&mut self) {
        let number = self.register_person("A");
        let Some((sender, first)) = self.recorded.last().cloned() else { return };
        if self.dice.one_in(3) {
            self.about(number, "wish_declared", date("2025-11-30"), json!({"work": true, "help": true}));
        }
        let on = self.day();
        self.tell(&sender, "voided", on, json!({"voids": first["event_ref"]}));
        let mut anew = first;
        anew["residence_division"] = self.dice.pick(&VILLAGES).into();
        self.send_anew(&sender, anew);
        self.about(number, "wish_declared", date("2025-12-01"), json!({"work": true, "help": true}));
    }

    /// Sends what must be refused, or nearly so.
    fn err(&mut self) {
        let (person, on) = (self.person(), self.day());
        let told = self.persons[person].clone();
        match self.dice.below(14) {
            0 => self.tell("A", "wish_declared", on, json!({"person_ref": "zz", "work": true, "help": true})),
            1 => self.tell("A", "household_recognised", on, json!({"household_ref": "H9"})),
            2 => self.tell("A", "voided", on, json!({"voids": "nothing"})),
            3 => self.about(person, "wish_declared", told.birth - Days::new(1), json!({"work": true, "help": true})),
            4 => {
                let day = told.birth + Months::new(16 * 12) - Days::new(1);
                drop(self.start_job(person, day, "unit", None));
            }
            5 => {
                self.die(person, on);
                self.die(person, on);
                self.about(person, "person_determined", on, json!({"category": "older"}));
                self.leave(person, on);
            }
            6 => self.tell("A", "voided", on, json!({"voids": "A:1", "reason": "twice"})),
            7 => {
                if let Some((sender, void)) =
                    self.recorded.iter().find(|(_, line)| line["kind"] == "voided").cloned()
                {
                    self.tell(&sender, "voided", on, json!({"voids": void["event_ref"]}));
                    self.tell(&sender, "voided", on, json!({"voids": void["voids"]}));
                }
            }
            8 => {
                let kind = self.dice.pick(&["person_registered", "household_registered"]);
                let known = self.recorded.iter().find(|(_, line)| line["kind"] == kind).cloned();
                if let Some((sender, mut line)) = known {
                    if self.dice.one_in(2) {
                        let own = if kind == "person_registered" { "person_ref" } else { "household_ref" };
                        line[own] = "other".into();
                    }
                    self.send_anew(&sender, line);
                }
            }
            9 => self.tell(&told.sender, "absence_ended", on, json!({"person_ref": told.reference, "absence": "abroad"})),
            _ if self.jobs.is_empty() => drop(self.start_job(person, on, "unit", None)),
            way => {
                let job = self.jobs[self.dice.below(self.jobs.len())].clone();
                match way {
                    10 => self.end_job(&job, job.start),
                    11 => self.end_job(&Job { person, ..job }, on),
                    12 => self.end_job(&job, on),
                    _ => {
                        let fields = json!({"employment_ref": job.reference, "form": "unit"});
                        self.tell_about(&job.sender, person, "employment_started", on, fields);
                    }
                }
            }
        }
    }

    fn start_job(&mut self, person: usize, on: NaiveDate, form: &str, pay: Option<usize>) -> Job {
        let sender = self.speaker(person);
        let job = Job { sender, reference: format!("J{}", self.jobs.len() + 1), person, start: on, ended: false };
        let mut fields = json!({"employment_ref": job.reference, "form": form});
        if let Some(pay) = pay {
            fields["monthly_pay"] = pay.into();
        }
        self.tell_about(&job.sender, person, "employment_started", on, fields);
        self.jobs.push(job.clone());
        job
    }

    fn go_away(&mut self, person: usize, absence: &'static str, on: NaiveDate) {
        self.persons[person].away.push(absence);
        self.about(person, "absence_started", on, json!({"absence": absence}));
    }

    fn die(&mut self, person: usize, on: NaiveDate) {
        self.persons[person].dead = true;
        self.about(person, "died", on, json!({}));
    }

    fn end_job(&mut self, job: &Job, on: NaiveDate) {
        for known in self.jobs.iter_mut().filter(|known| known.reference == job.reference) {
            known.ended = true;
        }
        self.tell_about(&job.sender, job.person, "employment_ended", on, json!({"employment_ref": job.reference}));
    }

    fn join(&mut self, person: usize, household: usize, on: NaiveDate) {
        self.persons[person].home = Some(household);
        let fields = json!({"household_ref": self.households[household].1, "relation": "02"});
        self.about(person, "member_joined", on, fields);
    }

    fn leave(&mut self, person: usize, on: NaiveDate) {
        let home = self.persons[person].home.take();
        if let Some(home) = home.or_else(|| self.household_of(&self.persons[person].sender.clone())) {
            self.about(person, "member_left", on, json!({"household_ref": self.households[home].1}));
        }
    }

    fn person(&mut self) -> usize {
        self.dice.below(self.persons.len())
    }

    fn household(&mut self) -> usize {
        self.dice.below(self.households.len())
    }

    fn household_of(&mut self, sender: &str) -> Option<usize> {
        let own: Vec<usize> =
            (0..self.households.len()).filter(|index| self.households[*index].0 == sender).collect();
        (!own.is_empty()).then(|| self.dice.pick(&own))
    }

    fn members(&self, household: usize) -> Vec<usize> {
        (0..self.persons.len()).filter(|person| self.persons[*person].home == Some(household)).collect()
    }

    /// Gives a day: mostly of this month, and there mostly the first, the last or the tenth.
    fn day(&mut self) -> NaiveDate {
        let month = if self.month.is_empty() { self.dice.pick(&MONTHS).to_owned() } else { self.month.clone() };
        let back = if self.dice.one_in(7) { self.dice.below(4) } else { 0 };
        let first = first_of(&month) - Months::new(u32::try_from(back).expect("few months"));
        let last = first + Months::new(1) - Days::new(1);
        match self.dice.below(8) {
            0 | 1 => first,
            2 => last,
            3 | 4 => first + Days::new(9),
            5 => last + Days::new(1 + self.dice.below(9) as u64),
            _ => first + Days::new(self.dice.below(28) as u64),
        }
    }

    /// Gives a day from this one on, more often a near one.
    fn soon(&mut self, on: NaiveDate) -> NaiveDate {
        let days = self.dice.pick(&[0, 0, 1, 2, 5, 10, 18, 30, 31, 45]);
        on + Days::new(days)
    }

    fn speaker(&mut self, person: usize) -> String {
        if self.dice.one_in(12) {
            self.dice.pick(&["A", "B"]).to_owned()
        } else {
            self.persons[person].sender.clone()
        }
    }

    fn about(&mut self, person: usize, kind: &str, on: NaiveDate, fields: Value) {
        let sender = self.speaker(person);
        self.tell_about(&sender, person, kind, on, fields);
    }

    fn tell_about(&mut self, sender: &str, person: usize, kind: &str, on: NaiveDate, mut fields: Value) {
        let subject = &self.persons[person];
        fields["person_ref"] = subject.reference.clone().into();
        if subject.sender != sender {
            fields["subject_sender"] = subject.sender.clone().into();
        }
        self.tell(sender, kind, on, fields);
    }

    fn of_household(&mut self, household: usize, kind: &str, on: NaiveDate, mut fields: Value) {
        let (sender, reference) = self.households[household].clone();
        fields["household_ref"] = reference.into();
        self.tell(&sender, kind, on, fields);
    }

    fn tell(&mut self, sender: &str, kind: &str, on: NaiveDate, mut fields: Value) {
        fields["kind"] = kind.into();
        fields["effective_on"] = on.to_string().into();
        self.send_anew(sender, fields);
    }

    fn send_anew(&mut self, sender: &str, mut line: Value) {
        line["event_ref"] = format!("{sender}:{}", self.recorded.len() + 1).into();
        self.recorded.push((sender.to_owned(), line.clone()));
        self.steps.push(Step::Record { sender: sender.to_owned(), line });
    }
}

/// Makes an ID number with its check character (GB 11643-1999): odd orders are men's.
fn id_number(birth: NaiveDate, number: usize, male: bool) -> String {
    let order = 2 * number + 100 + usize::from(male);
    let body = format!("440703{:04}{:02}{:02}{order:03}", birth.year(), birth.month(), birth.day());
    let weighted = body.bytes().enumerate().map(|(place, digit)| (usize::from(digit - b'0') << (17 - place)) % 11);
    let check = (12 - weighted.sum::<usize>() % 11) % 11;
    format!("{body}{}", if check == 10 { "X".to_owned() } else { check.to_string() })
}
