//! Applications for a recognition or determination: their steps, checks and documents.

pub mod application;
pub mod document;
pub mod eligibility;
pub mod step;
pub mod step_error;
