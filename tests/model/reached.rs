//! Counts what the random ledgers cover, so that a test can require full coverage of the generator.

use std::collections::BTreeMap;

use super::day::World;
use super::ledger::{Ledger, Outcome, date};
use super::lines::View;
use super::random::{DIVISIONS, MONTHS};
use super::register::Step;

const OFFICERS: [&str; 6] = ["E09", "E10", "E11", "E12", "E13", "E99"];
const HOUSEHOLD_EXITS: [&str; 10] = ["E01", "E02", "E03", "E04", "E05", "E06", "E07", "E08", "E10", "E14"];
const PERSON_EXITS: [&str; 11] = ["E01", "E02", "E03", "E04", "E05", "E06", "E07", "E08", "E10", "E14", "E15"];
const ANSWERS: [&str; 29] = [
    "duplicate",
    "unfounded",
    "without_effect",
    "conflict",
    "unknown_person",
    "unknown_household",
    "unknown_event",
    "bad_value",
    "already_registered",
    "id_number_taken",
    "before_birth",
    "already_dead",
    "after_death",
    "child_labour",
    "employment_exists",
    "employment_unknown",
    "already_ended",
    "end_not_after_start",
    "already_member",
    "void_of_void",
    "already_voided",
    "in_use",
    "already_merged",
    "merge_conflict",
    "applied person_merged",
    "applied job_sought",
    "month_order",
    "closed_now",
    "closed_already",
];

/// The counts of answers to lines and closes, of steps on the two registers, and of columns that
/// were not 0.
#[derive(Default)]
pub struct Coverage {
    counts: BTreeMap<String, usize>,
}

impl Coverage {
    /// Counts the answer to a line of a kind.
    pub fn line(&mut self, kind: &str, outcome: Outcome) {
        match outcome {
            Outcome::Applied { flag: None, .. } => self.count(&format!("applied {kind}")),
            Outcome::Applied { flag: Some(code), .. } | Outcome::Refused(code) => self.count(code),
            Outcome::Duplicate => self.count("duplicate"),
        }
    }

    /// Counts the answer to a close.
    pub fn close(&mut self, answer: Result<bool, &'static str>) {
        self.count(match answer {
            Ok(true) => "closed_now",
            Ok(false) => "closed_already",
            Err(code) => code,
        });
    }

    /// Counts the steps in a finished ledger, and the columns of its closed months.
    pub fn ledger(&mut self, ledger: &Ledger) {
        let world: &World = &ledger.world(None);
        let until = date("2026-07-31");
        for day in date("2025-04-01").iter_days().take_while(|day| *day <= until) {
            for name in world.households.keys() {
                world.household_standing(name, day).steps.iter().for_each(|step| self.step("household", step));
            }
            for name in world.persons.keys() {
                world.person_standing(name, day).steps.iter().for_each(|step| self.step("person", step));
            }
        }
        for month in MONTHS {
            for line in ledger.all_lines(month, View::Closed, &DIVISIONS[..6]) {
                for part in ["households", "persons", "coverage"] {
                    for (column, value) in line[part].as_object().into_iter().flatten() {
                        if value.as_i64().is_some_and(|number| number != 0) {
                            self.count(&format!("{part}.{column}"));
                        }
                    }
                }
            }
        }
    }

    /// Adds the counts of another coverage.
    pub fn merge(&mut self, others: Self) {
        for (what, times) in others.counts {
            *self.counts.entry(what).or_default() += times;
        }
    }

    /// Lists the expected events that were not reached.
    pub fn missing(&self) -> Vec<String> {
        let mut expected: Vec<String> = ANSWERS.map(str::to_owned).to_vec();
        for (subject, exits) in [("household", HOUSEHOLD_EXITS.as_slice()), ("person", PERSON_EXITS.as_slice())] {
            for from in ["none", "eliminated", "exited"] {
                expected.push(format!("{subject} {from} -> in: recognised"));
            }
            expected.push(format!("{subject} in -> eliminated: employed"));
            expected.extend(exits.iter().chain(&OFFICERS).map(|code| format!("{subject} in -> exited: {code}")));
        }
        expected.push("household eliminated -> in: reinstated".to_owned());
        expected.extend(OFFICERS.map(|code| format!("household eliminated -> exited: {code}")));
        for column in
            ["opening", "recognised", "moved_in", "moved_out", "eliminated", "exited", "adjustment", "closing"]
        {
            expected.extend([format!("households.{column}"), format!("persons.{column}")]);
        }
        for column in [
            "reinstated",
            "closing_rural",
            "suspected",
            "overdue",
            "eliminations",
            "reversals",
            "placed_members",
            "jobless_members",
        ] {
            expected.push(format!("households.{column}"));
        }
        expected.extend(["target", "assigned", "served"].map(|column| format!("coverage.{column}")));
        expected.retain(|what| !self.counts.contains_key(what));
        expected
    }

    fn step(&mut self, subject: &str, step: &Step) {
        self.count(&format!("{subject} {} -> {}: {}", step.from.name(), step.to.name(), step.cause));
    }

    fn count(&mut self, what: &str) {
        *self.counts.entry(what.to_owned()).or_default() += 1;
    }
}
