//! An employer, as recorded in a platform's register of units (用人单位).

use chrono::NaiveDate;

use crate::values::division::Division;
use crate::values::fields::Fields;
use crate::values::read::{any_division, date, text, words};
use crate::values::refusal::Refusal;
use crate::values::text::Text;
use crate::values::uscc::Uscc;

/// The known data of an employer.
#[derive(Clone, PartialEq, Debug)]
pub struct Employer {
    pub uscc: Uscc,
    pub name: Text,
    /// The division of its address.
    pub division: Division,
    /// GB/T 4754.
    pub industry: Option<Text>,
    /// The first day on which it is not registered any more.
    pub deregistered_on: Option<NaiveDate>,
}

impl Employer {
    /// Reads an employer from the JSON object of a message.
    ///
    /// # Errors
    /// The reason for refusal, and the field to blame.
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
