//! The interface as a whole: its OpenAPI document, the commands of the documents, and the cost of
//! lists.

pub mod api;
pub mod integration;
pub mod openapi;
pub mod statements;
pub mod walkthrough;
