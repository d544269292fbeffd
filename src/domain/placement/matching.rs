//! Decides whether a vacancy fits a person looking for work, and why. It compares the demands of
//! the person with those of the work, and nothing else: sex, age, ethnic group, marital status,
//! health and hukou have no field here that a decision could depend on (就业促进法 articles 3 and 25 to
//! 31). Being determined employment-disadvantaged (article 52) admits a person to vacancies
//! reserved for such persons, and excludes from none.

use std::cmp::Reverse;

use crate::values::codes::{Form, Reason};
use crate::values::division::{Division, Level};
use crate::values::occupation::Occupation;

/// A person looking for work, and the person's demands.
#[derive(Clone, PartialEq, Debug)]
pub struct Seeker {
    /// Any of these; an empty list demands no occupation.
    pub occupations: Vec<Occupation>,
    /// The lowest acceptable pay, in fen a month.
    pub pay_from: Option<i64>,
    /// The area wished for.
    pub area: Option<Division>,
    /// The division of the home.
    pub home: Division,
    pub form: Option<Form>,
    /// GB/T 4658: the smaller the first digit, the higher.
    pub education: Option<i16>,
    /// Whether the person is determined employment-disadvantaged.
    pub is_difficult: bool,
}

impl Seeker {
    /// Tells whether nothing is known of the work sought.
    pub fn asks_for_nothing(&self) -> bool {
        self.occupations.is_empty() && self.pay_from.is_none() && self.area.is_none() && self.form.is_none()
    }
}

/// A vacancy and its demands.
#[derive(Clone, PartialEq, Debug)]
pub struct Opening {
    pub occupation: Occupation,
    /// The highest pay offered, in fen a month.
    pub pay_to: Option<i64>,
    pub place: Division,
    pub form: Form,
    /// The least education required.
    pub education: Option<i16>,
    /// Whether it is reserved for employment-disadvantaged persons.
    pub is_reserved: bool,
}

/// The fit of a vacancy to a person.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Fit {
    /// The reasons, in the order of their numbers.
    pub reasons: Vec<Reason>,
    pub rank: Rank,
}

/// The rank of a fit; lower is better. First comes the closeness of the occupation to a wished one,
/// then the distance of the place from the home, then the pay; an unknown pay comes last.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct Rank {
    /// The number of levels in common.
    occupation: Reverse<usize>,
    /// The deepest level of division in common.
    place: Reverse<Option<Level>>,
    pay: Reverse<Option<i64>>,
}

/// The result of one demand.
enum Answer {
    /// It is met, and counts as a reason.
    Met(Reason),
    /// There is no such demand, or nothing is known against it.
    Open,
    Unmet,
}

impl Answer {
    fn of(is_met: bool, reason: Reason) -> Self {
        if is_met { Self::Met(reason) } else { Self::Unmet }
    }
}

/// Decides whether a vacancy fits a person, and why.
pub fn fit(seeker: &Seeker, opening: &Opening) -> Option<Fit> {
    let closeness = closeness(&seeker.occupations, &opening.occupation)?;
    let near = nearness(seeker.home, opening.place);
    let answers = [
        of_closeness(closeness),
        pay(seeker, opening),
        area(seeker, opening),
        of_nearness(near),
        education(seeker, opening),
        form(seeker, opening),
        reserved(seeker, opening),
    ];
    let mut reasons = Vec::new();
    for answer in answers {
        match answer {
            Answer::Met(reason) => reasons.push(reason),
            Answer::Open => {}
            Answer::Unmet => return None,
        }
    }
    let rank = Rank { occupation: Reverse(closeness), place: Reverse(near), pay: Reverse(opening.pay_to) };
    Some(Fit { reasons, rank })
}

/// Counts the levels that the occupation shares with the closest wished one; `None` if it fits none
/// of them. Two occupations fit if they share the medium group, or the major group where one of
/// them names no more than that.
fn closeness(wished: &[Occupation], occupation: &Occupation) -> Option<usize> {
    if wished.is_empty() {
        return Some(0);
    }
    let in_common = |wish: &Occupation| {
        let asked = wish.levels().min(occupation.levels()).min(2);
        Some(wish.levels_in_common(occupation)).filter(|levels| *levels >= asked)
    };
    wished.iter().filter_map(in_common).max()
}

/// Finds the deepest level, from the county down, that place and home share.
fn nearness(home: Division, place: Division) -> Option<Level> {
    let is_one = |level: &Level| {
        home.level() >= *level && place.level() >= *level && home.ancestor(*level) == place.ancestor(*level)
    };
    [Level::Village, Level::Township, Level::County].into_iter().find(is_one)
}

fn of_closeness(levels: usize) -> Answer {
    match levels {
        0 | 1 => Answer::Open,
        2 => Answer::Met(Reason::SameField),
        3 => Answer::Met(Reason::RelatedOccupation),
        _ => Answer::Met(Reason::SameOccupation),
    }
}

fn of_nearness(level: Option<Level>) -> Answer {
    match level {
        Some(Level::Village) => Answer::Met(Reason::SameVillage),
        Some(Level::Township) => Answer::Met(Reason::SameTown),
        Some(Level::County) => Answer::Met(Reason::SameCounty),
        Some(Level::Province | Level::City) | None => Answer::Open,
    }
}

/// Checks the lowest acceptable pay against the highest offered, if both are known.
fn pay(seeker: &Seeker, opening: &Opening) -> Answer {
    match (seeker.pay_from, opening.pay_to) {
        (Some(least), Some(most)) => Answer::of(least <= most, Reason::PayReaches),
        _ => Answer::Open,
    }
}

/// Checks that the place lies in the wished area. A place given as a larger division around that
/// area may lie in it.
fn area(seeker: &Seeker, opening: &Opening) -> Answer {
    match seeker.area {
        Some(area) if !area.covers(opening.place) && opening.place.covers(area) => Answer::Open,
        Some(area) => Answer::of(area.covers(opening.place), Reason::InWishedArea),
        None => Answer::Open,
    }
}

/// Checks that the education is as high as required; an unknown education is not.
fn education(seeker: &Seeker, opening: &Opening) -> Answer {
    let suffices = |least: i16| seeker.education.is_some_and(|own| own / 10 <= least / 10);
    opening.education.map_or(Answer::Open, |least| Answer::of(suffices(least), Reason::EducationSuffices))
}

/// Checks that the form is the wished one.
fn form(seeker: &Seeker, opening: &Opening) -> Answer {
    seeker.form.map_or(Answer::Open, |form| Answer::of(form == opening.form, Reason::FormWished))
}

/// Checks that a reserved vacancy goes to an employment-disadvantaged person.
fn reserved(seeker: &Seeker, opening: &Opening) -> Answer {
    if opening.is_reserved { Answer::of(seeker.is_difficult, Reason::Reserved) } else { Answer::Open }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn occupation(code: &str) -> Occupation {
        Occupation::parse(code).unwrap()
    }

    fn at(code: &str) -> Division {
        Division::parse(code).unwrap()
    }

    /// Gives a person without demands.
    fn anybody() -> Seeker {
        Seeker {
            occupations: vec![],
            pay_from: None,
            area: None,
            home: at("440703002101"),
            form: None,
            education: None,
            is_difficult: false,
        }
    }

    /// Gives a vacancy in the next district without demands.
    fn opening() -> Opening {
        Opening {
            occupation: occupation("4-07-03-02"),
            pay_to: Some(400_000),
            place: at("440704001015"),
            form: Form::Unit,
            education: None,
            is_reserved: false,
        }
    }

    fn wishing(codes: &[&str]) -> Seeker {
        Seeker { occupations: codes.iter().map(|code| occupation(code)).collect(), ..anybody() }
    }

    fn reasons(seeker: &Seeker, opening: &Opening) -> Option<Vec<Reason>> {
        fit(seeker, opening).map(|fit| fit.reasons)
    }

    #[test]
    fn whoever_asks_for_nothing_is_fitted_by_all_that_asks_for_nothing() {
        assert_eq!(reasons(&anybody(), &opening()), Some(vec![]));
    }

    #[test]
    fn the_occupation_must_be_of_the_medium_group_of_a_wished_one() {
        for (wished, reason) in [
            (["4-07-03-02"].as_slice(), Some(vec![Reason::SameOccupation])),
            (&["4-07-03-01"], Some(vec![Reason::RelatedOccupation])),
            (&["4-07-03"], Some(vec![Reason::RelatedOccupation])),
            (&["4-07-01-02"], Some(vec![Reason::SameField])),
            (&["4-07"], Some(vec![Reason::SameField])),
            (&["4"], Some(vec![])),
            (&["4-08-03-02"], None),
            (&["4-08"], None),
            (&["5"], None),
            (&["6-01", "4-07-01"], Some(vec![Reason::SameField])),
            (&["4", "4-07-03-02"], Some(vec![Reason::SameOccupation])),
        ] {
            assert_eq!(reasons(&wishing(wished), &opening()), reason, "{wished:?}");
        }
        let of_major_group = Opening { occupation: occupation("4"), ..opening() };
        assert_eq!(reasons(&wishing(&["4-07-03-02"]), &of_major_group), Some(vec![]));
        assert_eq!(reasons(&wishing(&["5-07-03-02"]), &of_major_group), None);
    }

    #[test]
    fn the_least_pay_must_be_reached_where_both_say_one() {
        let paid = |pay_to| Opening { pay_to, ..opening() };
        let asking = |fen| Seeker { pay_from: Some(fen), ..anybody() };
        assert_eq!(reasons(&asking(400_000), &paid(Some(400_000))), Some(vec![Reason::PayReaches]));
        assert_eq!(reasons(&asking(400_001), &paid(Some(400_000))), None);
        assert_eq!(reasons(&asking(400_001), &paid(None)), Some(vec![]));
        assert_eq!(reasons(&anybody(), &paid(Some(1))), Some(vec![]));
    }

    #[test]
    fn the_place_must_lie_in_the_wished_area_or_be_said_as_a_larger_one() {
        let wishing = |code| Seeker { area: Some(at(code)), ..anybody() };
        for (area, place, reason) in [
            ("440700", "440704001015", Some(vec![Reason::InWishedArea])),
            ("440704", "440704001015", Some(vec![Reason::InWishedArea])),
            ("440704001", "440704001015", Some(vec![Reason::InWishedArea])),
            ("440704001015", "440704", Some(vec![])),
            ("440704001", "440704001", Some(vec![Reason::InWishedArea])),
            ("440705", "440704001015", None),
            ("440705001", "440704", None),
        ] {
            assert_eq!(reasons(&wishing(area), &Opening { place: at(place), ..opening() }), reason, "{area} {place}");
        }
    }

    #[test]
    fn how_near_the_place_is_to_the_home_is_said_by_the_closest_division() {
        for (place, reason) in [
            ("440703002101", Some(Reason::SameVillage)),
            ("440703002102", Some(Reason::SameTown)),
            ("440703002", Some(Reason::SameTown)),
            ("440703001001", Some(Reason::SameCounty)),
            ("440703", Some(Reason::SameCounty)),
            ("440704001015", None),
            ("440700", None),
        ] {
            let fitting = reasons(&anybody(), &Opening { place: at(place), ..opening() }).unwrap();
            assert_eq!(fitting, reason.into_iter().collect::<Vec<_>>(), "{place}");
        }
        // A home given only as a county shares no village with the place.
        let seeker = Seeker { home: at("440703"), ..anybody() };
        let fitting = reasons(&seeker, &Opening { place: at("440703"), ..opening() });
        assert_eq!(fitting, Some(vec![Reason::SameCounty]));
    }

    #[test]
    fn the_education_must_be_as_high_as_is_wanted_and_known() {
        for (own, wanted, reason) in [
            (Some(70), Some(70), Some(vec![Reason::EducationSuffices])),
            (Some(73), Some(70), Some(vec![Reason::EducationSuffices])),
            (Some(10), Some(31), Some(vec![Reason::EducationSuffices])),
            (Some(40), Some(31), None),
            (Some(90), Some(80), None),
            (None, Some(90), None),
            (None, None, Some(vec![])),
            (Some(10), None, Some(vec![])),
        ] {
            let seeker = Seeker { education: own, ..anybody() };
            assert_eq!(reasons(&seeker, &Opening { education: wanted, ..opening() }), reason, "{own:?} {wanted:?}");
        }
    }

    #[test]
    fn the_form_must_be_the_wished_one() {
        let wishing = |form| Seeker { form: Some(form), ..anybody() };
        assert_eq!(reasons(&wishing(Form::Unit), &opening()), Some(vec![Reason::FormWished]));
        assert_eq!(reasons(&wishing(Form::Flexible), &opening()), None);
    }

    #[test]
    fn what_is_reserved_goes_to_the_disadvantaged_and_nothing_else_is_kept_from_them() {
        let reserved = Opening { is_reserved: true, ..opening() };
        let difficult = Seeker { is_difficult: true, ..anybody() };
        assert_eq!(reasons(&anybody(), &reserved), None);
        assert_eq!(reasons(&difficult, &reserved), Some(vec![Reason::Reserved]));
        assert_eq!(reasons(&difficult, &opening()), Some(vec![]));
    }

    #[test]
    fn what_fits_better_comes_first_by_occupation_then_place_then_pay() {
        let seeker = wishing(&["4-07-03-02"]);
        let of = |code: &str, place: &str, pay_to| {
            fit(&seeker, &Opening { occupation: occupation(code), place: at(place), pay_to, ..opening() }).unwrap().rank
        };
        let in_order = [
            of("4-07-03-02", "440703002101", Some(300_000)),
            of("4-07-03-02", "440703002101", None),
            of("4-07-03-02", "440703002102", Some(500_000)),
            of("4-07-03-02", "440703001001", Some(600_000)),
            of("4-07-03-02", "440704001015", Some(900_000)),
            of("4-07-03-02", "440704001015", Some(800_000)),
            of("4-07-03-01", "440703002101", Some(900_000)),
            of("4-07-01-01", "440703002101", Some(900_000)),
            of("4", "440703002101", Some(900_000)),
        ];
        assert!(in_order.is_sorted_by(|better, worse| better < worse), "{in_order:?}");
    }

    /// Gives a person for every combination of these demands.
    fn seekers() -> Vec<Seeker> {
        let mut seekers = vec![anybody()];
        let mut each = |change: &dyn Fn(&Seeker) -> Seeker| {
            let changed: Vec<Seeker> = seekers.iter().map(change).collect();
            seekers.extend(changed);
        };
        each(&|s| Seeker { occupations: vec![occupation("4-07-03-02"), occupation("6")], ..s.clone() });
        each(&|s| Seeker { pay_from: Some(300_000), ..s.clone() });
        each(&|s| Seeker { area: Some(at("440704001")), ..s.clone() });
        each(&|s| Seeker { form: Some(Form::Unit), ..s.clone() });
        each(&|s| Seeker { education: Some(31), ..s.clone() });
        each(&|s| Seeker { is_difficult: true, ..s.clone() });
        seekers
    }

    fn openings() -> Vec<Opening> {
        let mut openings = Vec::new();
        for code in ["4", "4-07", "4-07-03-02", "4-08-01-01", "6-01-01-01", "2-01"] {
            for pay_to in [None, Some(299_999), Some(300_000)] {
                for place in ["440700", "440704", "440704001015", "440703002101"] {
                    for form in [Form::Unit, Form::Flexible] {
                        for education in [None, Some(21), Some(41)] {
                            for is_reserved in [false, true] {
                                let (occupation, place) = (occupation(code), at(place));
                                openings.push(Opening { occupation, pay_to, place, form, education, is_reserved });
                            }
                        }
                    }
                }
            }
        }
        openings
    }

    #[test]
    fn no_fit_is_lost_by_asking_for_less_or_by_being_disadvantaged() {
        let mut fits = 0;
        for seeker in seekers() {
            let with = |change: &dyn Fn(&mut Seeker)| {
                let mut changed = seeker.clone();
                change(&mut changed);
                changed
            };
            let modest = [
                with(&|s| s.occupations.clear()),
                with(&|s| s.occupations.iter_mut().for_each(|o| *o = occupation(o.major()))),
                with(&|s| s.pay_from = None),
                with(&|s| s.pay_from = s.pay_from.map(|fen| fen - 1)),
                with(&|s| s.area = None),
                with(&|s| s.area = s.area.map(|area| area.ancestor(Level::County))),
                with(&|s| s.form = None),
                with(&|s| s.is_difficult = true),
            ];
            for opening in openings().iter().filter(|opening| fit(&seeker, opening).is_some()) {
                fits += 1;
                for modest in &modest {
                    assert!(fit(modest, opening).is_some(), "{seeker:?} {modest:?} {opening:?}");
                }
            }
        }
        assert!(fits > 1_000, "{fits}");
    }

    #[test]
    fn every_reason_is_given_by_some_vacancy_and_the_same_ones_always_in_one_order() {
        let mut given = std::collections::BTreeSet::new();
        let places = ["440703002101", "440703002102", "440703001001", "440704001015"];
        for seeker in seekers() {
            for opening in openings() {
                for (place, code) in places.iter().zip(["4-07-03-02", "4-07-03-01", "4-07-01-01", "6"]) {
                    let opening = Opening { place: at(place), occupation: occupation(code), ..opening.clone() };
                    let Some(fit) = fit(&seeker, &opening) else { continue };
                    assert!(fit.reasons.is_sorted_by(|one, next| one < next), "{:?}", fit.reasons);
                    given.extend(fit.reasons);
                }
            }
        }
        assert_eq!(given.into_iter().collect::<Vec<_>>(), Reason::ALL);
    }
}
