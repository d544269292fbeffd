//! An employer, as a platform's register of units has it (用人单位).

use chrono::NaiveDate;

use crate::values::division::Division;
use crate::values::fields::Fields;
use crate::values::read::{any_division, date, text, words};
use crate::values::refusal::Refusal;
use crate::values::text::Text;
use crate::values::uscc::Uscc;

/// What is known of an employer.
#[derive(Clone, PartialEq, Debug)]
pub struct Employer {
    pub uscc: Uscc,
    pub name: Text,
    /// Where it is.
    pub division: Division,
    /// GB/T 4754.
    pub industry: Option<Text>,
    /// The first day on which it is no longer registered.
    pub deregistered_on: Option<NaiveDate>,
}

impl Employer {
    /// Reads what a message says of one: a JSON object.
    ///
    /// # Errors
    /// Why it is refused, and which field is to blame.
    pub fn read(data: &[u8]) -> Result<Self, Refusal> {
        let fields = Fields::of(data)?;
        fields.only(&["uscc", "name", "division", "industry", "deregistered_on"])?;
        Ok(Self {
            uscc: fields.required("uscc", |v| Uscc::parse(text(v)?))?,
            name: fields.required("name", |v| words(v, Text::NAME))?,
            division: fields.required("division", any_division)?,
            industry: fields.optional("industry", |v| words(v, Text::SHORT))?,
            deregistered_on: fields.optional("deregistered_on", date)?,
        })
    }
}
