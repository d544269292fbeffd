//! bangfu 帮扶: the provable backend of one-to-one employment help. Dated facts come in and are never changed; the
//! registers, the month-end lines and every figure follow from them.
//!
//! The map of the house, from the inside out:
//!
//! - [`domain`]: the rules of RS-1, pure functions of facts.
//! - [`db`]: the two engines, SQLite and PostgreSQL, and how facts lie in them.
//! - [`seal`]: how personal data is kept unreadable without the key file.
//! - [`auth`]: who somebody is and what they may do.
//! - [`ops`]: what an actor can do: load, ask the domain, save.
//! - [`demo`]: a synthetic city in interchange lines.
//! - [`http`]: the service: routes, wire shapes, and the door to the data.
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
