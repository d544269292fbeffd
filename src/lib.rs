//! bangfu 帮扶: a provable backend for one-to-one employment help. It records dated facts and never
//! changes them; the registers, the month-end lines and every figure are derived from them.
//!
//! The modules, from the inside out:
//!
//! - [`domain`]: the rules of RS-1, pure functions of facts.
//! - [`db`]: the two engines, SQLite and PostgreSQL, and the tables.
//! - [`seal`]: sealing of personal data under the key file.
//! - [`auth`]: accounts, passwords, tokens, and permissions.
//! - [`ops`]: the operations of an actor: load, ask the domain, save.
//! - [`demo`]: a synthetic city in interchange lines.
//! - [`http`]: the HTTP service: routes, request and response types, and access to the data.
//! - [`cli`]: the command line.

pub mod auth;
pub mod cli;
pub mod clock;
pub mod db;
pub mod demo;
pub mod error;
pub mod http;
pub mod ops;
pub mod seal;

pub use bangfu_domain as domain;
