//! The description of a job at its start.

use chrono::NaiveDate;

use crate::values::codes::{Form, Place};
use crate::values::text::Text;
use crate::values::uscc::Uscc;

/// The description of a job in the fact that starts an employment.
#[derive(Clone, PartialEq, Debug)]
pub struct Job {
    pub form: Form,
    pub uscc: Option<Uscc>,
    /// Fen a month.
    pub monthly_pay: Option<i64>,
    /// GB/T 6565.
    pub occupation: Option<Text>,
    /// GB/T 4754.
    pub industry: Option<Text>,
    pub place: Option<Place>,
    pub contract_until: Option<NaiveDate>,
    pub hired_as_difficult: Option<bool>,
}
