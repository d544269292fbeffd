//! The integration tests: one binary that runs the same tests on every available engine.

#![expect(clippy::expect_used, clippy::print_stderr, clippy::panic, reason = "tests fail by panicking and may print")]

mod decisions;
mod door;
mod employment;
mod files;
mod harness;
mod help;
mod inbox;
mod ledger;
#[path = "../model/mod.rs"]
mod model;
mod months;
mod office;
mod outbox;
mod people;
mod placement;
mod registers;
mod transfer;
