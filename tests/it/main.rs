//! The integration tests: one binary, the same tests on every engine there is.

mod api;
mod auth;
mod authorization;
mod cases;
mod harness;
#[path = "../model/mod.rs"]
mod model;
mod openapi;
mod random;
mod writing;
