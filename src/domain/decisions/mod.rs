//! Applications for a determination: their steps, what is checked, what is attached.

pub mod application;
pub mod document;
pub mod eligibility;
pub mod step;
pub mod step_error;
