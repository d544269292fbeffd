//! The interface as a whole: its document, the documents' commands, how it answers.

pub mod api;
pub mod integration;
pub mod openapi;
pub mod statements;
pub mod walkthrough;
