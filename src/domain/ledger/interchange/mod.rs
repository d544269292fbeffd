//! Interchange lines: one JSON object a line, read into a [`Line`] and written from one. Only the
//! form is checked here, in the order of the contract's refusal codes from `bad_json` to
//! `unknown_division`; whether a line fits the recorded facts is up to the ledger.

pub mod claims;
pub mod shape;
mod written;

use self::claims::unknown_division;
use self::written::Written;
use super::fact::{Claim, Line};
use crate::values::codes::Code;
use crate::values::fields::{Fields, missing};
use crate::values::read::{date, moment, reference};
use crate::values::refusal::Refusal;
use crate::values::text::Reference;

/// Reads a line, with or without its line ending.
pub fn parse(line: &[u8]) -> Result<Line, Refusal> {
    let fields = Fields::of(line)?;
    let kind = fields.kind()?;
    fields.check_names(kind)?;
    fields.check_presence(kind)?;

    let own_name = fields.optional("event_ref", reference)?;
    let claim = fields.claim(kind)?;
    let day = fields.optional("effective_on", date)?;
    let (event_ref, effective_on) = match (own_name, day, &claim) {
        (Some(event_ref), Some(day), _) => (event_ref, day),
        // A close needs neither: there is one a month, and its day is the end of the month.
        (own_name, day, Claim::MonthClosed { month }) => {
            let name = Reference::parse(&format!("month_closed:{month}"));
            let event_ref = own_name.map_or(name, Ok).map_err(|hint| Refusal::bad_value("event_ref", hint))?;
            (event_ref, day.unwrap_or(month.last()))
        }
        (None, ..) => return Err(missing("event_ref")),
        (_, None, _) => return Err(missing("effective_on")),
    };
    let line = Line {
        event_ref,
        effective_on,
        sender: fields.optional("sender", reference)?,
        subject_sender: fields.optional("subject_sender", reference)?,
        recorded_at: fields.optional("recorded_at", moment)?,
        claim,
    };
    match unknown_division(&line.claim) {
        Some(field) => Err(Refusal::new(Code::UnknownDivision, Some(field))),
        None => Ok(line),
    }
}

/// Writes a line, without a line ending. Reading the text gives the same line.
#[expect(clippy::expect_used, reason = "text keys and plain values written to memory cannot fail")]
pub fn write(line: &Line) -> String {
    serde_json::to_string(&Written { line, whole: true })
        .expect("text keys and plain values written to memory cannot fail")
}

/// Gives the bytes that identify the content of a line: equal content gives equal bytes, whatever
/// the order of the fields. The sender and its time of recording are not part of the content.
#[expect(clippy::expect_used, reason = "text keys and plain values written to memory cannot fail")]
pub fn content(line: &Line) -> Vec<u8> {
    serde_json::to_vec(&Written { line, whole: false })
        .expect("text keys and plain values written to memory cannot fail")
}

#[cfg(test)]
mod tests {
    use std::borrow::Cow;
    use std::collections::BTreeMap;

    use super::*;
    use crate::values::codes::{
        Absence, Category, CloseReason, Exit, Form, Kind, Mode, Outcome, Package, Place, RetirementGroup, Service, Sex,
        StepKind,
    };
    use crate::values::fields::LONGEST_LINE;
    use crate::values::hint::{Hint, Lang};
    use crate::values::read::{
        ABSENCES, CATEGORIES, CLOSE_REASONS, FORMS, MODES, OFFICERS_REASONS, OUTCOMES, PACKAGES, PLACES,
        RETIREMENT_GROUPS, SERVICES, SEXES, SOUGHT_FORMS, STEPS,
    };

    /// One line of every kind, with every field that it may have.
    const FULL: &str = r#"
{"kind":"person_registered","event_ref":"e1","person_ref":"P1","id_number":"11010519491231002X","name":"某人","sex":"female","birth_date":"1949-12-31","residence_division":"440703002101","retirement_group":"female_50","hukou_division":"440703000000","hukou_rural":false,"ethnic":"01","education":"70","marital":"20","phone":"13800000000","address":"某路\"1\"号","disability":{"category":"4","grade":"2"},"graduated_on":"1970-07-01","effective_on":"2014-01-01","sender":"s","subject_sender":"t","recorded_at":"2026-03-06T09:00:00+08:00"}
{"kind":"person_changed","event_ref":"e2","person_ref":"P1","name":"某","residence_division":"110105000000","phone":"1","effective_on":"2026-03-01"}
{"kind":"household_registered","event_ref":"e3","household_ref":"H1","division":"440703002101","urban":true,"effective_on":"2014-01-01"}
{"kind":"member_joined","event_ref":"e4","household_ref":"H1","person_ref":"P1","relation":"02","effective_on":"2014-01-01"}
{"kind":"member_left","event_ref":"e5","household_ref":"H1","person_ref":"P1","effective_on":"2014-01-01"}
{"kind":"household_moved","event_ref":"e6","household_ref":"H1","division":"999999999999","effective_on":"2014-01-01"}
{"kind":"wish_declared","event_ref":"e7","person_ref":"P1","work":true,"help":false,"effective_on":"2014-01-01"}
{"kind":"absence_started","event_ref":"e8","person_ref":"P1","absence":"student","effective_on":"2014-01-01"}
{"kind":"absence_ended","event_ref":"e9","person_ref":"P1","absence":"early_retired","effective_on":"2014-01-01"}
{"kind":"died","event_ref":"e10","person_ref":"P1","effective_on":"2014-01-01"}
{"kind":"employment_started","event_ref":"e11","person_ref":"P1","employment_ref":"J1","form":"unit","uscc":"91350100M000100Y43","monthly_pay":0,"occupation":"4-01","industry":"F51","place":"rural","contract_until":"2027-01-01","hired_as_difficult":false,"effective_on":"2026-03-01"}
{"kind":"pay_changed","event_ref":"e12","person_ref":"P1","employment_ref":"J1","monthly_pay":110000,"effective_on":"2014-01-01"}
{"kind":"employment_ended","event_ref":"e13","person_ref":"P1","employment_ref":"J1","reason":"resigned","effective_on":"2014-01-01"}
{"kind":"unemployment_registered","event_ref":"e14","person_ref":"P1","effective_on":"2014-01-01"}
{"kind":"unemployment_deregistered","event_ref":"e15","person_ref":"P1","reason":"hired","effective_on":"2014-01-01"}
{"kind":"household_applied","event_ref":"e16","household_ref":"H1","effective_on":"2014-01-01"}
{"kind":"household_recognised","event_ref":"e17","household_ref":"H1","effective_on":"2014-01-01"}
{"kind":"household_removed","event_ref":"e18","household_ref":"H1","reason":"E09","effective_on":"2014-01-01"}
{"kind":"person_applied","event_ref":"e19","person_ref":"P1","category":"older","effective_on":"2014-01-01"}
{"kind":"person_determined","event_ref":"e20","person_ref":"P1","category":"local","effective_on":"2014-01-01"}
{"kind":"determination_removed","event_ref":"e21","person_ref":"P1","category":"older","reason":"E99","effective_on":"2014-01-01"}
{"kind":"helper_assigned","event_ref":"e22","person_ref":"P1","helper_ref":"K1","effective_on":"2014-01-01"}
{"kind":"helper_released","event_ref":"e23","person_ref":"P1","helper_ref":"K1","effective_on":"2014-01-01"}
{"kind":"service_delivered","event_ref":"e24","person_ref":"P1","service":"guidance","outcome":"none","note":"谈了话","helper_ref":"K1","mode":"visit","posts":3,"justified":false,"next_on":"2014-02-01","effective_on":"2014-01-01"}
{"kind":"living_line_set","event_ref":"e25","division":"440703002000","monthly":100000,"effective_on":"2014-01-01"}
{"kind":"voided","event_ref":"e26","voids":"e1","reason":"wrong","effective_on":"2014-01-01"}
{"kind":"month_closed","event_ref":"month_closed:2026-02","month":"2026-02","effective_on":"2026-02-28"}
{"kind":"application_step","event_ref":"e28","application_ref":"e19","step":"checked","finding":"unclear","officer_ref":"O1","note":"再核","effective_on":"2014-01-01"}
{"kind":"delegation_set","event_ref":"e29","division":"440703002000","delegated":true,"effective_on":"2014-01-01"}
{"kind":"person_merged","event_ref":"e30","person_ref":"P1","other_ref":"P2","other_sender":"s2","officer_ref":"a1","note":"证件号码录入有误","effective_on":"2014-01-01"}
{"kind":"case_opened","event_ref":"e31","person_ref":"P1","package":"1131-2023","officer_ref":"O1","note":"初访","effective_on":"2014-01-01"}
{"kind":"case_planned","event_ref":"e32","person_ref":"P1","officer_ref":"O1","note":"先培训","effective_on":"2014-01-01"}
{"kind":"case_closed","event_ref":"e33","person_ref":"P1","reason":"unit_employment","officer_ref":"O1","note":"稳定","effective_on":"2014-01-01"}
{"kind":"handover_offered","event_ref":"e34","person_ref":"P1","helper_ref":"K1","officer_ref":"O1","note":"迁居","effective_on":"2014-01-01"}
{"kind":"handover_answered","event_ref":"e35","person_ref":"P1","accepted":false,"officer_ref":"O1","note":"满额","effective_on":"2014-01-01"}
{"kind":"removal_dismissed","event_ref":"e36","person_ref":"P1","reason":"E09","officer_ref":"O1","note":"有理由","effective_on":"2014-01-01"}
{"kind":"contact_attempted","event_ref":"e37","person_ref":"P1","mode":"phone","officer_ref":"O1","note":"无人接听","effective_on":"2014-01-01"}
{"kind":"job_sought","event_ref":"e38","person_ref":"P1","occupations":["4-07-03-02","6"],"pay_from":300000,"area":"440703000000","form":"unit","available_on":"2014-02-01","profile_shared":true,"effective_on":"2014-01-01"}
"#;

    const REGISTERED: &str = r#"{"kind":"person_registered","event_ref":"e","effective_on":"2014-01-01","person_ref":"P","id_number":"440703199101018016","name":"某人","sex":"male","birth_date":"1991-01-01","residence_division":"440703002101"}"#;

    fn lines() -> impl Iterator<Item = &'static str> {
        FULL.lines().filter(|line| !line.is_empty())
    }

    fn refused(line: &str) -> (Code, Option<String>) {
        let refusal = parse(line.as_bytes()).expect_err(line);
        assert!(!refusal.message(Lang::En).is_empty());
        (refusal.code, refusal.field.map(Cow::into_owned))
    }

    fn said(code: Code, field: &str) -> (Code, Option<String>) {
        (code, Some(field.to_owned()))
    }

    #[test]
    fn every_kind_is_written_as_it_was_read() {
        let mut kinds = Vec::new();
        for text in lines() {
            let line = parse(text.as_bytes()).unwrap();
            assert_eq!(write(&line), text);
            kinds.push(line.claim.kind());
        }
        assert_eq!(kinds, Kind::ALL);
    }

    #[test]
    fn the_order_of_the_fields_is_no_part_of_the_content() {
        for text in lines() {
            let fields: BTreeMap<String, serde_json::Value> = serde_json::from_str(text).unwrap();
            let shuffled: Vec<String> =
                fields.iter().rev().map(|(name, value)| format!("\"{name}\": {value}")).collect();
            let shuffled = parse(format!("{{ {} }}\r", shuffled.join(" ,")).as_bytes()).unwrap();
            assert_eq!(content(&shuffled), content(&parse(text.as_bytes()).unwrap()));
        }
    }

    #[test]
    fn the_sender_and_its_clock_are_no_part_of_the_content_but_the_subjects_sender_is() {
        let bytes = |more: &str| {
            content(
                &parse(
                    format!(r#"{{"kind":"died","event_ref":"e","person_ref":"P","effective_on":"2026-03-10"{more}}}"#)
                        .as_bytes(),
                )
                .unwrap(),
            )
        };
        assert_eq!(bytes(""), bytes(r#","recorded_at":"2026-03-07T10:30:00Z","sender":"x""#));
        assert_ne!(bytes(""), bytes(r#","subject_sender":"x""#));
    }

    #[test]
    fn values_that_mean_the_same_are_the_same_content() {
        let line =
            r#"{"kind":"living_line_set","event_ref":"e","division":"440703","monthly":1,"effective_on":"2014-01-01"}"#;
        let longer = line.replace("440703", "440703000000");
        assert_eq!(content(&parse(line.as_bytes()).unwrap()), content(&parse(longer.as_bytes()).unwrap()));
        let bytes = |more: &str| content(&parse(sought(more).as_bytes()).unwrap());
        assert_eq!(bytes(r#""area":"4407""#), bytes(r#""area":"440700000000""#));
        assert_eq!(bytes(r#""form":"unit""#), bytes(r#""form":"unit","profile_shared":false"#));
        assert_ne!(bytes(r#""form":"unit""#), bytes(r#""form":"unit","profile_shared":true"#));
    }

    #[test]
    fn a_close_needs_no_name_and_no_day() {
        let line = parse(br#"{"kind":"month_closed","month":"2026-02"}"#).unwrap();
        assert_eq!(line.event_ref.as_str(), "month_closed:2026-02");
        assert_eq!(line.effective_on.to_string(), "2026-02-28");
    }

    #[test]
    fn what_is_not_one_object_is_bad_json() {
        for line in [
            "",
            "[]",
            "null",
            "{",
            "{}{}",
            r#"{"kind":"died","kind":"died"}"#,
            r#"{"kind":"died",}"#,
            "{\"kind\":\"\u{1}\"}",
            r#"{"a":{"b":1,"\u0062":2}}"#,
            r#"{"a":[{"b":1,"b":2}]}"#,
            r#"{"a":NaN}"#,
        ] {
            assert_eq!(refused(line), (Code::BadJson, None), "{line}");
        }
        assert_eq!(parse(b"{\"kind\":\"\xff\"}").unwrap_err().code, Code::BadJson);
        assert_eq!(refused(&format!("{REGISTERED}{}", " ".repeat(LONGEST_LINE))).0, Code::BadJson);
    }

    #[test]
    fn the_tests_are_made_in_the_contracts_order() {
        let steps = [
            (r#"{"kind":"dies","colour":"red"}"#, said(Code::UnknownKind, "kind")),
            (r#"{"kind":7}"#, said(Code::UnknownKind, "kind")),
            (r#"{"event_ref":7}"#, said(Code::MissingField, "kind")),
            (r#"{"kind":"died","colour":"red"}"#, said(Code::UnknownField, "colour")),
            (r#"{"kind":"died","event_ref":7,"effective_on":7}"#, said(Code::MissingField, "person_ref")),
            (r#"{"kind":"died","person_ref":"P"}"#, said(Code::MissingField, "event_ref")),
            (r#"{"kind":"died","event_ref":7,"person_ref":"P"}"#, said(Code::MissingField, "effective_on")),
            (r#"{"kind":"died","event_ref":7,"person_ref":"P","effective_on":7}"#, said(Code::BadValue, "event_ref")),
            (
                r#"{"kind":"died","event_ref":"e","person_ref":null,"effective_on":"2014-01-01"}"#,
                said(Code::BadValue, "person_ref"),
            ),
            (
                r#"{"kind":"living_line_set","event_ref":"e","division":"440706","monthly":-1,"effective_on":"2014-01-01"}"#,
                said(Code::BadValue, "monthly"),
            ),
            (
                r#"{"kind":"living_line_set","event_ref":"e","division":"440706","monthly":1,"effective_on":"2014-01-01"}"#,
                said(Code::UnknownDivision, "division"),
            ),
            (r#"{"kind":"voided","event_ref":"e","voids":"f"}"#, said(Code::MissingField, "effective_on")),
            (
                r#"{"kind":"voided","event_ref":"e","voids":"f","person_ref":"P","effective_on":"2014-01-01"}"#,
                said(Code::UnknownField, "person_ref"),
            ),
            (
                r#"{"kind":"person_changed","event_ref":"e","person_ref":"P","effective_on":"2014-01-01"}"#,
                (Code::MissingField, None),
            ),
        ];
        for (line, expected) in steps {
            assert_eq!(refused(line), expected, "{line}");
        }
    }

    #[test]
    fn a_registration_must_agree_with_its_id_number() {
        assert!(parse(REGISTERED.as_bytes()).is_ok());
        for (from, to, field) in [
            ("1991-01-01", "1991-01-02", "birth_date"),
            ("\"male\"", "\"female\"", "sex"),
            ("018016", "018010", "id_number"),
            ("\"P\"", "\"440703199101018016\"", "person_ref"),
            ("\"male\"", "\"male\",\"retirement_group\":\"female_50\"", "retirement_group"),
            ("440703002101", "440703002", "residence_division"),
            ("440703002101", "440703002000", "residence_division"),
            ("2014-01-01", "2014-1-1", "effective_on"),
            ("2014-01-01", "2014-02-30", "effective_on"),
            ("2014-01-01", "1899-12-31", "effective_on"),
            ("2014-01-01", "+014-01-01", "effective_on"),
        ] {
            assert_eq!(refused(&REGISTERED.replacen(from, to, 1)), said(Code::BadValue, field), "{to}");
        }
        let elsewhere = REGISTERED.replace("440703002101", "440703002999");
        assert_eq!(refused(&elsewhere), said(Code::UnknownDivision, "residence_division"));
    }

    #[test]
    fn values_out_of_range_are_refused() {
        let job = |more: &str| {
            format!(
                r#"{{"kind":"employment_started","event_ref":"e","person_ref":"P","employment_ref":"J","form":"unit","effective_on":"2026-03-01",{more}}}"#
            )
        };
        for (more, field) in [
            (r#""monthly_pay":"100""#, "monthly_pay"),
            (r#""monthly_pay":10.5"#, "monthly_pay"),
            (r#""monthly_pay":1000000000001"#, "monthly_pay"),
            (r#""monthly_pay":99999999999999999999"#, "monthly_pay"),
            (r#""uscc":"91350100M000100Y44""#, "uscc"),
            (r#""place":"sea""#, "place"),
            (r#""hired_as_difficult":1"#, "hired_as_difficult"),
            (r#""recorded_at":"2026-03-07 10:30""#, "recorded_at"),
            (r#""contract_until":"9999-12-31""#, "contract_until"),
        ] {
            assert_eq!(refused(&job(more)), said(Code::BadValue, field), "{more}");
        }
        let changed = |more: &str| {
            format!(
                r#"{{"kind":"person_changed","event_ref":"e","person_ref":"P","effective_on":"2026-03-01",{more}}}"#
            )
        };
        for (more, field) in [
            (r#""disability":{"category":"8","grade":"1"}"#, "disability"),
            (r#""disability":{"category":"1"}"#, "disability"),
            (r#""disability":"1""#, "disability"),
            (r#""ethnic":"57""#, "ethnic"),
            (r#""phone":"""#, "phone"),
            (r#""name":[]"#, "name"),
        ] {
            assert_eq!(refused(&changed(more)), said(Code::BadValue, field), "{more}");
        }
    }

    /// Gives a line about the work sought, with these fields.
    fn sought(more: &str) -> String {
        format!(r#"{{"kind":"job_sought","event_ref":"e","person_ref":"P","effective_on":"2026-03-01",{more}}}"#)
    }

    #[test]
    fn what_somebody_looks_for_has_values_of_its_own() {
        for good in [
            r#""occupations":["4-07-03-02"]"#,
            r#""occupations":["4","4-07","4-07-03"]"#,
            r#""pay_from":1"#,
            r#""area":"4407""#,
            r#""area":"440703002101""#,
            r#""form":"internship","available_on":"2026-07-01""#,
        ] {
            assert!(parse(sought(good).as_bytes()).is_ok(), "{good}");
        }
        for (more, field) in [
            (r#""occupations":[]"#, "occupations"),
            (r#""occupations":["1","2","3","4"]"#, "occupations"),
            (r#""occupations":["4-07","4-07"]"#, "occupations"),
            (r#""occupations":["9-01"]"#, "occupations"),
            (r#""occupations":[4]"#, "occupations"),
            (r#""occupations":"4-07""#, "occupations"),
            (r#""occupations":{"4":"4"}"#, "occupations"),
            (r#""pay_from":0"#, "pay_from"),
            (r#""pay_from":-1"#, "pay_from"),
            (r#""pay_from":1000000000001"#, "pay_from"),
            (r#""area":"4401""#, "area"),
            (r#""area":"440106""#, "area"),
            (r#""area":["4407"]"#, "area"),
            (r#""form":"self_employed""#, "form"),
            (r#""form":"unit","available_on":"soon""#, "available_on"),
            (r#""form":"unit","profile_shared":"yes""#, "profile_shared"),
        ] {
            assert_eq!(refused(&sought(more)), said(Code::BadValue, field), "{more}");
        }
        assert_eq!(refused(&sought(r#""area":"440706""#)), said(Code::UnknownDivision, "area"));
        assert_eq!(refused(&sought(r#""area":"440703002999""#)), said(Code::UnknownDivision, "area"));
        assert_eq!(refused(&sought(r#""form":"unit","sex":"male""#)), said(Code::UnknownField, "sex"));
        for nothing in [r#""available_on":"2026-07-01""#, r#""profile_shared":true"#] {
            assert_eq!(refused(&sought(nothing)), (Code::MissingField, None), "{nothing}");
        }
    }

    #[test]
    fn a_step_has_the_fields_of_its_kind_and_of_no_other() {
        let step = |more: &str| {
            format!(
                r#"{{"kind":"application_step","event_ref":"e","effective_on":"2026-01-05","application_ref":"a",{more}}}"#
            )
        };
        assert!(parse(step(r#""step":"filed","channel":"proxy","promise":true"#).as_bytes()).is_ok());
        for (more, code, field) in [
            (r#""step":"signed""#, Code::BadValue, "step"),
            (r#""step":"checked""#, Code::MissingField, "finding"),
            (r#""step":"checked","finding":"maybe""#, Code::BadValue, "finding"),
            (r#""step":"checked","finding":1"#, Code::BadValue, "finding"),
            (r#""step":"forwarded","delegated":"yes""#, Code::BadValue, "delegated"),
            (r#""step":"notice_published","until":"2026-1-9""#, Code::BadValue, "until"),
            (r#""step":"papers_asked","papers":"id_card id_card""#, Code::BadValue, "papers"),
            (r#""step":"withdrawn","finding":"confirmed""#, Code::UnknownField, "finding"),
            (r#""step":"withdrawn","person_ref":"P""#, Code::UnknownField, "person_ref"),
        ] {
            assert_eq!(refused(&step(more)), said(code, field), "{more}");
        }
        for division in ["440703", "440703002101", "450102001000"] {
            let line = format!(
                r#"{{"kind":"delegation_set","event_ref":"e","effective_on":"2026-01-05","division":"{division}","delegated":true}}"#
            );
            assert_eq!(refused(&line), said(Code::BadValue, "division"), "{division}");
        }
    }

    #[test]
    fn the_hints_list_every_word() {
        let listed =
            |hint: Hint, words: Vec<&str>| assert_eq!(hint, Hint::OneOf(Box::leak(words.join(", ").into_boxed_str())));
        listed(SEXES, Sex::ALL.iter().map(|v| v.as_str()).collect());
        listed(RETIREMENT_GROUPS, RetirementGroup::ALL.iter().map(|v| v.as_str()).collect());
        listed(ABSENCES, Absence::ALL.iter().map(|v| v.as_str()).collect());
        listed(FORMS, Form::ALL.iter().map(|v| v.as_str()).collect());
        listed(SOUGHT_FORMS, Form::ALL.iter().filter(|v| v.can_be_sought()).map(|v| v.as_str()).collect());
        listed(PLACES, Place::ALL.iter().map(|v| v.as_str()).collect());
        listed(CATEGORIES, Category::ALL.iter().map(|v| v.as_str()).collect());
        listed(OFFICERS_REASONS, Exit::ALL.iter().filter(|v| v.is_officers()).map(|v| v.as_str()).collect());
        listed(SERVICES, Service::ALL.iter().map(|v| v.as_str()).collect());
        listed(STEPS, StepKind::ALL.iter().map(|v| v.as_str()).collect());
        listed(OUTCOMES, Outcome::ALL.iter().map(|v| v.as_str()).collect());
        listed(MODES, Mode::ALL.iter().map(|v| v.as_str()).collect());
        listed(PACKAGES, Package::ALL.iter().map(|v| v.as_str()).collect());
        listed(CLOSE_REASONS, CloseReason::ALL.iter().map(|v| v.as_str()).collect());
    }
}
