//! The work that a person looks for.

use chrono::NaiveDate;

use crate::values::codes::Form;
use crate::values::division::Division;
use crate::values::occupation::Occupation;

/// A statement about the work that a person looks for.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Sought {
    /// Any of these; up to three, all different.
    pub occupations: Vec<Occupation>,
    /// The lowest acceptable pay, in fen a month.
    pub pay_from: Option<i64>,
    /// The area wished for, within the city.
    pub area: Option<Division>,
    /// A form for which [`Form::can_be_sought`] is true.
    pub form: Option<Form>,
    pub available_on: Option<NaiveDate>,
    /// Whether hiring platforms may see this, without the name (Personal Information Protection Law
    /// article 23).
    pub profile_shared: bool,
}
