//! The checks before the decision on an application: the papers that a category requires, and the
//! facts about the applicant on the day (粤人社规〔2023〕11号 article 1, categories 1 to 13; the papers
//! are those named in the guides of its cities). A check that the facts cannot answer is `unknown`
//! and left to the officer; a failed check prevents an approval.

use std::collections::BTreeSet;

use chrono::NaiveDate;

use crate::values::codes::{Category, Check, Evidence, Sex, Verdict};
use crate::values::division::Division;
use crate::values::month::add_months;

/// A version of the rules, and the first day on which it is in force.
pub struct RuleText {
    pub id: &'static str,
    pub from: NaiveDate,
}

/// The known versions, latest first.
const TEXTS: [RuleText; 1] = [RuleText {
    id: "粤人社规〔2023〕11号",
    from: match NaiveDate::from_ymd_opt(2023, 8, 1) {
        Some(day) => day,
        None => NaiveDate::MIN,
    },
}];

/// Finds the version in force on a day.
pub fn rule_text(day: NaiveDate) -> Option<&'static RuleText> {
    TEXTS.iter().find(|text| text.from <= day)
}

/// The facts about an applicant on the day.
#[derive(Clone, Debug)]
pub struct Applicant {
    pub birth: NaiveDate,
    pub sex: Sex,
    pub hukou: Option<Division>,
    /// Whether the household's division, or else the residence, lies in the city.
    pub in_city: bool,
    pub seeking: bool,
    /// Whether the household is on the register of zero-employment households.
    pub household_in: bool,
    /// The day since which the present unemployment is registered.
    pub unemployed_since: Option<NaiveDate>,
}

/// Lists the papers that prove a category; all of them are required. A category that data alone can
/// prove requires none.
pub fn papers(category: Option<Category>) -> &'static [Evidence] {
    match category {
        // `None` is a zero-employment household.
        None | Some(Category::ZeroHousehold) => &[Evidence::HouseholdBook],
        Some(Category::Older) => &[Evidence::IdCard],
        Some(Category::Disabled) => &[Evidence::DisabilityCertificate],
        Some(Category::LowIncome) => &[Evidence::LowIncomeCertificate],
        Some(Category::RuralZeroTransfer) => &[Evidence::HouseholdBook, Evidence::PovertyList],
        Some(Category::LandLost) => &[Evidence::ExpropriationPaper],
        Some(Category::LongUnemployed) => &[],
        Some(Category::RehabDrug) => &[Evidence::RehabCertificate],
        Some(Category::Released) => &[Evidence::ReleaseCertificate],
        Some(Category::RehabMental) => &[Evidence::HospitalCertificate],
        Some(Category::Veteran) => &[Evidence::VeteranCertificate],
        Some(Category::FamilyIllness) => &[Evidence::HouseholdBook, Evidence::Diagnosis],
        Some(Category::Local) => &[Evidence::LocalPaper],
    }
}

/// Checks whether the papers of a category were seen, or are promised in writing.
pub fn check_papers(category: Option<Category>, seen: &BTreeSet<Evidence>, promise: bool) -> (Check, Verdict) {
    let all = promise || papers(category).iter().all(|paper| seen.contains(paper));
    (Check::Papers, verdict(all))
}

/// Checks a person against a category on a day.
pub fn check(category: Category, applicant: &Applicant, day: NaiveDate) -> Vec<(Check, Verdict)> {
    /// The province's prefix in division codes.
    const GUANGDONG: i64 = 44;
    let hukou = applicant.hukou.map_or(Verdict::Unknown, |d| verdict(d.number() / 10_000_000_000 == GUANGDONG));
    let mut checks = vec![
        (Check::Hukou, hukou),
        (Check::InCity, verdict(applicant.in_city)),
        (Check::Seeking, verdict(applicant.seeking)),
    ];
    let unemployed_for = |months| {
        let since = applicant.unemployed_since;
        (Check::Unemployed, verdict(since.is_some_and(|since| day >= add_months(since, months))))
    };
    match category {
        Category::Older => {
            let years = match applicant.sex {
                Sex::Female => 40,
                Sex::Male => 50,
            };
            checks.push((Check::Age, verdict(day >= add_months(applicant.birth, years * 12))));
        }
        Category::ZeroHousehold => checks.push((Check::OnRegister, verdict(applicant.household_in))),
        Category::LongUnemployed => checks.push(unemployed_for(12)),
        Category::Veteran => checks.push(unemployed_for(6)),
        Category::Disabled
        | Category::LowIncome
        | Category::RuralZeroTransfer
        | Category::LandLost
        | Category::RehabDrug
        | Category::Released
        | Category::RehabMental
        | Category::FamilyIllness
        | Category::Local => {}
    }
    checks
}

fn verdict(holds: bool) -> Verdict {
    if holds { Verdict::Passed } else { Verdict::Failed }
}

/// Writes checks in the form that a decision stores.
pub fn trace(checks: &[(Check, Verdict)]) -> String {
    let words: Vec<String> = checks.iter().map(|(c, v)| format!("{}:{}", c.as_str(), v.as_str())).collect();
    words.join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    fn applicant(birth: &str, sex: Sex) -> Applicant {
        Applicant {
            birth: day(birth),
            sex,
            hukou: Division::parse("440703"),
            in_city: true,
            seeking: true,
            household_in: false,
            unemployed_since: None,
        }
    }

    fn of(category: Category, applicant: &Applicant, on: &str, check: Check) -> Verdict {
        let checks = super::check(category, applicant, day(on));
        checks.iter().find(|(c, _)| *c == check).unwrap().1
    }

    #[test]
    fn a_woman_is_older_from_her_40th_birthday_and_a_man_from_his_50th() {
        let woman = applicant("1986-03-31", Sex::Female);
        assert_eq!(of(Category::Older, &woman, "2026-03-30", Check::Age), Verdict::Failed);
        assert_eq!(of(Category::Older, &woman, "2026-03-31", Check::Age), Verdict::Passed);
        let man = applicant("1976-03-15", Sex::Male);
        assert_eq!(of(Category::Older, &man, "2026-03-14", Check::Age), Verdict::Failed);
        assert_eq!(of(Category::Older, &man, "2026-03-15", Check::Age), Verdict::Passed);
    }

    #[test]
    fn a_year_of_unemployment_counts_from_the_registration_and_a_year_to_the_day_is_one() {
        let mut person = applicant("1990-01-01", Sex::Male);
        assert_eq!(of(Category::LongUnemployed, &person, "2026-03-31", Check::Unemployed), Verdict::Failed);
        person.unemployed_since = Some(day("2025-03-31"));
        assert_eq!(of(Category::LongUnemployed, &person, "2026-03-30", Check::Unemployed), Verdict::Failed);
        assert_eq!(of(Category::LongUnemployed, &person, "2026-03-31", Check::Unemployed), Verdict::Passed);
        assert_eq!(of(Category::Veteran, &person, "2025-09-29", Check::Unemployed), Verdict::Failed);
        assert_eq!(of(Category::Veteran, &person, "2025-09-30", Check::Unemployed), Verdict::Passed);
    }

    #[test]
    fn a_hukou_is_of_the_province_of_another_or_unknown() {
        let mut person = applicant("1990-01-01", Sex::Male);
        assert_eq!(of(Category::Local, &person, "2026-03-31", Check::Hukou), Verdict::Passed);
        person.hukou = Division::parse("450102");
        assert_eq!(of(Category::Local, &person, "2026-03-31", Check::Hukou), Verdict::Failed);
        person.hukou = None;
        assert_eq!(of(Category::Local, &person, "2026-03-31", Check::Hukou), Verdict::Unknown);
    }

    #[test]
    fn every_paper_must_be_seen_unless_all_are_promised() {
        let category = Some(Category::FamilyIllness);
        let seen = |papers: &[Evidence]| check_papers(category, &papers.iter().copied().collect(), false).1;
        assert_eq!(seen(&[Evidence::HouseholdBook]), Verdict::Failed);
        assert_eq!(seen(&[Evidence::HouseholdBook, Evidence::Diagnosis]), Verdict::Passed);
        assert_eq!(check_papers(category, &BTreeSet::new(), true).1, Verdict::Passed);
    }

    #[test]
    fn the_rules_have_a_text_from_the_day_it_is_in_force() {
        assert!(rule_text(day("2023-07-31")).is_none());
        assert_eq!(rule_text(day("2026-03-31")).map(|t| t.id), Some("粤人社规〔2023〕11号"));
    }
}
