//! The integration tests: one binary, the same tests on every engine there is.

#![expect(clippy::expect_used, clippy::print_stderr, clippy::panic, reason = "tests fail by panicking and may print")]

mod api;
mod applications;
mod audit;
mod auth;
mod authorization;
mod board;
mod calendars;
mod cases;
mod city;
mod command;
mod deliveries;
mod doors;
mod files;
mod filings;
mod finding;
mod harness;
mod helping;
mod import;
mod integration;
mod kill;
mod labour;
mod ledger;
mod matching;
mod merging;
mod messages;
#[path = "../model/mod.rs"]
mod model;
mod news;
mod openapi;
mod placing;
mod policy;
mod random;
mod referrals;
mod rolls;
mod seekers;
mod seeking;
mod sheets;
mod spells;
mod statements;
mod town;
mod triples;
mod upgrades;
mod usage;
mod vacancies;
mod walkthrough;
mod watch;
mod welfare;
mod work;
mod writing;
