//! What an actor can do: load what it needs, ask the domain, save the outcome.

pub mod accounts;
pub mod applications;
pub mod audit;
pub mod board;
pub mod book;
pub mod documents;
pub mod drill;
pub mod duplicates;
pub mod explain;
pub mod export;
pub mod facts;
pub mod households;
pub mod import;
pub mod imports;
pub mod keys;
pub mod ledger;
pub mod months;
pub mod notices;
pub mod people;
pub mod profile;
pub mod reports;
pub mod restoring;
pub mod rosters;
pub mod session;
pub mod writer;
