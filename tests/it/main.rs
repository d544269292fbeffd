//! The integration tests: one binary, the same tests on every engine there is.

#![allow(
    clippy::expect_used,
    clippy::panic,
    clippy::print_stderr,
    reason = "a test fails by panicking and says what it leaves out"
)]

mod api;
mod auth;
mod authorization;
mod cases;
mod harness;
mod openapi;
mod writing;
