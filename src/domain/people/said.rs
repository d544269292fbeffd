//! The attributes of a person, in a registration and in a change.

use chrono::NaiveDate;

use crate::values::codes::{RetirementGroup, Sex};
use crate::values::disability::Disability;
use crate::values::division::Division;
use crate::values::id_number::IdNumber;
use crate::values::text::{Phone, Text};

/// The content of a registration.
#[derive(Clone, PartialEq, Debug)]
pub struct Registration {
    pub id_number: IdNumber,
    pub name: Text,
    pub sex: Sex,
    pub birth_date: NaiveDate,
    pub residence_division: Division,
    pub optional: Optional,
}

/// The content of a change: a new name or residence, or any optional attribute.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Changes {
    pub name: Option<Text>,
    pub residence_division: Option<Division>,
    pub optional: Optional,
}

/// The optional attributes of a person.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Optional {
    pub retirement_group: Option<RetirementGroup>,
    pub hukou_division: Option<Division>,
    pub hukou_rural: Option<bool>,
    /// GB/T 3304, two digits.
    pub ethnic: Option<String>,
    /// GB/T 4658, two digits.
    pub education: Option<String>,
    /// GB/T 2261.2, two digits.
    pub marital: Option<String>,
    pub phone: Option<Phone>,
    pub address: Option<Text>,
    pub disability: Option<Disability>,
    pub graduated_on: Option<NaiveDate>,
}
