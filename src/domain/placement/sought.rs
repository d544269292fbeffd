//! The work a person looks for.

use chrono::NaiveDate;

use crate::values::codes::Form;
use crate::values::division::Division;
use crate::values::occupation::Occupation;

/// What somebody says of the work they look for.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Sought {
    /// Any of these; up to three, all different.
    pub occupations: Vec<Occupation>,
    /// The least pay, fen a month.
    pub pay_from: Option<i64>,
    /// Where in the city.
    pub area: Option<Division>,
    /// One that [`Form::can_be_sought`].
    pub form: Option<Form>,
    pub available_on: Option<NaiveDate>,
    /// Whether hiring platforms may see this, without the name (Personal Information Protection Law article 23).
    pub profile_shared: bool,
}
