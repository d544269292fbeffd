//! The offer of a person to hiring platforms: a person who looks for work and shares the profile
//! (Personal Information Protection Law article 23). Identity and protected attributes have no
//! field here, so they cannot leak by mistake: no name, no number, no sex, age, ethnic group or
//! disability, no household, no home below the county.

use chrono::NaiveDate;

use crate::placement::sought::Sought;
use crate::values::codes::{Form, OfferEnd, Situation, Unfit};
use crate::values::division::{Division, Level};
use crate::values::occupation::Occupation;

/// A registered person that may be offered.
#[derive(Clone, PartialEq, Debug)]
pub struct Candidate {
    /// The work sought, and whether platforms may see it.
    pub sought: Sought,
    /// GB/T 4658.
    pub education: Option<i16>,
    pub home: Division,
    pub situation: Situation,
    pub wants_work: bool,
    /// The reason why the person cannot be placed today.
    pub unfit: Option<Unfit>,
}

/// The data about a person that a platform receives.
#[derive(Clone, PartialEq, Debug)]
pub struct Offer {
    pub occupations: Vec<Occupation>,
    /// The lowest acceptable pay, in fen a month.
    pub pay_from: Option<i64>,
    /// The area wished for.
    pub area: Option<Division>,
    pub form: Option<Form>,
    pub available_on: Option<NaiveDate>,
    /// GB/T 4658.
    pub education: Option<i16>,
    /// The county of the home.
    pub residence: Division,
}

/// Makes the offer of a person.
///
/// # Errors
/// The reason why the person is not offered: no consent, no wish to work, employed already, or
/// outside the labour force today.
pub fn offer(candidate: &Candidate) -> Result<Offer, OfferEnd> {
    let Candidate { sought, education, home, situation, wants_work, unfit } = candidate;
    if let Some(unfit) = unfit {
        return Err((*unfit).into());
    }
    match situation {
        Situation::Died => return Err(OfferEnd::Died),
        Situation::Absent => return Err(OfferEnd::Absent),
        Situation::Employed => return Err(OfferEnd::Employed),
        Situation::WithoutWork => {}
    }
    if !wants_work {
        return Err(OfferEnd::NoWish);
    }
    if !sought.profile_shared {
        return Err(OfferEnd::NotShared);
    }
    Ok(Offer {
        occupations: sought.occupations.clone(),
        pay_from: sought.pay_from,
        area: sought.area,
        form: sought.form,
        available_on: sought.available_on,
        education: *education,
        residence: home.ancestor(Level::County),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(code: &str) -> Division {
        Division::parse(code).unwrap()
    }

    fn candidate() -> Candidate {
        Candidate {
            sought: Sought {
                occupations: vec![Occupation::parse("6-18-01").unwrap()],
                pay_from: Some(350_000),
                area: Some(at("440703002")),
                form: Some(Form::Unit),
                available_on: "2026-04-01".parse().ok(),
                profile_shared: true,
            },
            education: Some(60),
            home: at("440703002101"),
            situation: Situation::WithoutWork,
            wants_work: true,
            unfit: None,
        }
    }

    #[test]
    fn what_somebody_looks_for_is_told_as_it_was_said_and_their_home_by_its_county() {
        let Candidate { sought, .. } = candidate();
        let told = Offer {
            occupations: sought.occupations,
            pay_from: sought.pay_from,
            area: sought.area,
            form: sought.form,
            available_on: sought.available_on,
            education: Some(60),
            residence: at("440703"),
        };
        assert_eq!(offer(&candidate()), Ok(told));
        let at_county = |home: &str| offer(&Candidate { home: at(home), ..candidate() }).map(|offer| offer.residence);
        assert_eq!(
            ["440704001015", "440704", "110105001001"].map(at_county),
            ["440704", "440704", "110105"].map(|c| Ok(at(c)))
        );
    }

    #[test]
    fn nothing_is_told_of_who_does_not_want_it_told_or_looks_for_nothing_now() {
        let unshared = Sought { profile_shared: false, ..candidate().sought };
        assert_eq!(offer(&Candidate { sought: unshared, ..candidate() }), Err(OfferEnd::NotShared));
        assert_eq!(offer(&Candidate { wants_work: false, ..candidate() }), Err(OfferEnd::NoWish));
        for situation in Situation::ALL {
            let told = offer(&Candidate { situation: *situation, ..candidate() });
            assert_eq!(told.is_ok(), *situation == Situation::WithoutWork, "{situation:?}");
        }
    }

    #[test]
    fn nothing_is_told_of_a_person_outside_the_labour_force_and_the_bureau_learns_why() {
        for unfit in Unfit::ALL {
            let ended = offer(&Candidate { unfit: Some(*unfit), ..candidate() }).unwrap_err();
            assert_eq!(ended.as_str(), unfit.as_str());
        }
    }
}
