//! Disability by kind and grade.

/// The kind ("1" to "7") and grade ("1" to "4") of a disability certificate.
#[derive(Clone, PartialEq, Debug)]
pub struct Disability {
    pub category: String,
    pub grade: String,
}
