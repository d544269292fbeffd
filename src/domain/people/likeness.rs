//! Finds likely duplicates: the reasons why two registrations may be of one person, for a user with
//! access to both to decide.

use std::collections::BTreeSet;

use chrono::NaiveDate;

use super::name;
use crate::values::codes::Likeness;

/// The compared attributes of a person.
#[derive(Clone, Debug)]
pub struct Traits {
    pub name: String,
    pub born_on: NaiveDate,
    /// A keyed hash, equal for equal last digits.
    pub phone_end: Option<Vec<u8>>,
    pub household: Option<i64>,
}

/// Gives the likenesses of two persons if they suffice for a possible duplicate: two of the birth
/// date, the last phone digits, and the name or its sound. A common household does not count.
pub fn likeness(one: &Traits, other: &Traits) -> Option<BTreeSet<Likeness>> {
    use Likeness::{SameBirthDate, SameHousehold, SameName, SamePhoneEnd, SameSound};
    let mut common = BTreeSet::new();
    if name::fold(&one.name) == name::fold(&other.name) {
        common.insert(SameName);
    } else if !name::spellings(&one.name).is_disjoint(&name::spellings(&other.name)) {
        common.insert(SameSound);
    }
    if one.born_on == other.born_on {
        common.insert(SameBirthDate);
    }
    if one.phone_end.is_some() && one.phone_end == other.phone_end {
        common.insert(SamePhoneEnd);
    }
    let enough = common.len() >= 2;
    if one.household.is_some() && one.household == other.household {
        common.insert(SameHousehold);
    }
    enough.then_some(common)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn person(name: &str, born_on: &str, phone_end: u8, household: i64) -> Traits {
        Traits {
            name: name.to_owned(),
            born_on: born_on.parse().unwrap(),
            phone_end: (phone_end > 0).then(|| vec![phone_end]),
            household: (household > 0).then_some(household),
        }
    }

    #[test]
    fn two_things_in_common_make_a_candidate_and_each_is_named() {
        use Likeness::{SameBirthDate, SameHousehold, SameName, SamePhoneEnd, SameSound};
        let one = person("林梅", "1980-05-06", 1, 7);
        for (other, common) in [
            (person("林 梅", "1980-05-06", 2, 0), vec![SameName, SameBirthDate]),
            (person("林媚", "1980-05-06", 0, 7), vec![SameSound, SameBirthDate, SameHousehold]),
            (person("林媚", "1981-05-06", 1, 0), vec![SameSound, SamePhoneEnd]),
            (person("陈好", "1980-05-06", 1, 0), vec![SameBirthDate, SamePhoneEnd]),
        ] {
            assert_eq!(likeness(&one, &other), Some(common.into_iter().collect()), "{other:?}");
        }
        for other in [
            person("林梅", "1981-05-06", 0, 7),
            person("陈好", "1980-05-06", 0, 7),
            person("陈好", "1981-05-06", 1, 7),
            person("陈好", "1981-05-06", 2, 0),
        ] {
            assert_eq!(likeness(&one, &other), None, "{other:?}");
        }
        let without = person("林梅", "1980-05-06", 0, 0);
        assert_eq!(likeness(&without, &without), Some([SameName, SameBirthDate].into()), "nothing is not in common");
    }
}
