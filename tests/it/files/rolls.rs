//! Rolls of other authorities compared with the ledger, and lists of deaths and absences, over
//! HTTP.

use bangfu::auth::Role;
use diesel::connection::SimpleConnection as _;
use serde_json::{Value, json};

use crate::harness::{Engine, Reply, Service, engines, id_number, morning, text};

const VILLAGE: &str = "440703002101";
const NEXT_DOOR: &str = "440704001015";
const ONE: &str = "91350100M000100Y43";
const OTHER: &str = "91440700MA4UQB0P55";
const BORN: &str = "1980-05-06";

fn number(serial: u32) -> String {
    id_number(BORN, serial)
}

/// Gives a job seeker with a serial number.
fn seeker(person: &str, serial: u32, division: &str) -> Vec<Value> {
    vec![
        json!({"kind": "person_registered", "event_ref": person, "person_ref": person, "effective_on": "2020-01-01",
            "id_number": number(serial), "name": "例一", "sex": "male", "birth_date": BORN, "residence_division": division}),
        json!({"kind": "wish_declared", "event_ref": format!("wish of {person}"), "person_ref": person,
            "effective_on": "2020-01-01", "work": true, "help": true}),
    ]
}

/// Gives the start of a job on a day, with an employer if one is given.
fn started(person: &str, form: &str, on: &str, uscc: Option<&str>) -> Value {
    let job = format!("job of {person}");
    let mut line = json!({"kind": "employment_started", "event_ref": job, "person_ref": person, "employment_ref": job,
        "form": form, "effective_on": on});
    if let Some(uscc) = uscc {
        line["uscc"] = json!(uscc);
    }
    line
}

fn service(engine: &Engine, names: &[&str], lines: &[Value]) -> Service {
    let world = engine.fresh();
    let mut seekers: Vec<Value> = (1..).zip(names).flat_map(|(serial, name)| seeker(name, serial, VILLAGE)).collect();
    seekers.extend(seeker("next door", 99, NEXT_DOOR));
    world.record(&seekers, morning("2026-01-05"));
    world.record(lines, morning("2026-04-05"));
    world.serve(morning("2026-05-15"))
}

fn send(service: &Service, token: &str, roll: &str, rows: &[(u32, &str)]) -> Reply {
    let mut file = "身份证号码,统一社会信用代码\n".to_owned();
    for (serial, uscc) in rows {
        file += &format!("{},{uscc}\n", number(*serial));
    }
    service.upload(&format!("/api/v1/rolls/{roll}?complete=true"), token, "text/csv", file.as_bytes())
}

/// Gives the differences of a roll, each with the reference of its person.
fn differences(service: &Service, token: &str, query: &str) -> Vec<(String, Value)> {
    let reply = service.get(&format!("/api/v1/rolls/{query}"), token);
    assert_eq!(reply.status, 200, "{reply:?}");
    let items = reply.body["items"].as_array().expect("a list").clone();
    let named = |item: &Value| {
        let person = service
            .get(&format!("/api/v1/people/{}", item["person"]), &service.token(Role::CityAdministrator, "440700"));
        (text(&person.body["person_ref"]), item.clone())
    };
    items.iter().map(named).collect()
}

/// Gives the number of a person by the reference.
fn person(service: &Service, token: &str, name: &str) -> i64 {
    let items = service.get("/api/v1/people?limit=200", token).body["items"].clone();
    let listed = items.as_array().expect("a list").iter().find(|item| item["person_ref"] == name);
    listed.and_then(|item| item["id"].as_i64()).unwrap_or_else(|| panic!("{name}: {items}"))
}

fn names(found: &[(String, Value)]) -> Vec<&str> {
    found.iter().map(|(name, _)| name.as_str()).collect()
}

/// A service, with a token of the department that sends rolls and one of the bureau that reads the
/// differences.
struct Office {
    service: Service,
    department: String,
    bureau: String,
}

impl Office {
    fn new(service: Service) -> Self {
        let department = service.token(Role::Department, "440700");
        let bureau = service.token(Role::CityAdministrator, "440700");
        Self { service, department, bureau }
    }

    /// Makes an office with persons in the jobs that their references describe.
    fn employing(engine: &Engine) -> Self {
        let people = [
            "paid",
            "unpaid",
            "other",
            "own",
            "new",
            "edge",
            "ended",
            "pensioner",
            "flexible",
            "march",
            "noted",
            "early",
        ];
        let unit = |person: &str, on: &str| started(person, "unit", on, Some(ONE));
        let lines = [
            unit("paid", "2026-01-01"),
            unit("unpaid", "2026-01-01"),
            unit("other", "2026-01-01"),
            started("own", "unit", "2026-01-01", None),
            unit("new", "2026-03-02"),
            unit("edge", "2026-03-01"),
            unit("ended", "2026-01-01"),
            json!({"kind": "employment_ended", "event_ref": "end", "person_ref": "ended", "employment_ref": "job of ended",
                "effective_on": "2026-04-30"}),
            unit("pensioner", "2026-01-01"),
            json!({"kind": "absence_started", "event_ref": "pension", "person_ref": "pensioner", "absence": "pension",
                "effective_on": "2026-02-01"}),
            started("flexible", "flexible", "2026-01-01", Some(ONE)),
            unit("march", "2026-01-01"),
            started("next door", "public_welfare", "2026-01-01", Some(ONE)),
            json!({"kind": "person_registered", "event_ref": "old", "person_ref": "old", "effective_on": "2020-01-01",
                "id_number": id_number("1950-05-06", 1), "name": "例一", "sex": "male", "birth_date": "1950-05-06",
                "residence_division": VILLAGE}),
            unit("old", "2026-01-01"),
            unit("early", "2026-01-01"),
            json!({"kind": "absence_started", "event_ref": "early retirement", "person_ref": "early", "absence": "early_retired",
                "effective_on": "2026-02-01"}),
        ];
        Self::new(service(engine, &people, &lines))
    }

    /// Makes the office of [`Self::employing`] with the contributions of March and April.
    fn paying(engine: &Engine) -> Self {
        let office = Self::employing(engine);
        assert_eq!(office.pay("2026-03", &MARCH).status, 200);
        let april = office.pay("2026-04", &APRIL);
        assert_eq!(april.body["added"], 9);
        office
    }

    /// Sends the contributions of a month.
    fn pay(&self, month: &str, rows: &[(u32, &str)]) -> Reply {
        send(&self.service, &self.department, &format!("contributions/{month}"), rows)
    }

    /// Gives the unpaid employments of April, in a division if one is given.
    fn unpaid(&self, division: &str) -> Vec<(String, Value)> {
        let query = format!("contributions/2026-04/differences?difference=unpaid{division}");
        differences(&self.service, &self.bureau, &query)
    }

    /// Gives the contributions of April without a hire, in a division if one is given.
    fn unfiled(&self, division: &str) -> Vec<(String, Value)> {
        let query = format!("contributions/2026-04/differences?difference=unfiled{division}");
        differences(&self.service, &self.bureau, &query)
    }
}

const MARCH: [(u32, &str); 3] = [(1, ONE), (10, ONE), (50, ONE)];
const APRIL: [(u32, &str); 9] =
    [(1, ONE), (3, OTHER), (4, ""), (4, OTHER), (9, ONE), (11, ""), (11, ONE), (11, OTHER), (99, OTHER)];

/// Gives the persons of the differences with their employers.
fn employers(found: &[(String, Value)]) -> Vec<(&str, &str)> {
    found.iter().map(|(name, item)| (name.as_str(), item["employer"].as_str().expect("an employer"))).collect()
}

#[test]
fn contributions_are_held_against_the_ledger_when_two_months_of_them_are_there() {
    for engine in engines() {
        let office = Office::employing(&engine);
        let unpaid = |month: &str| {
            let path = format!("/api/v1/rolls/contributions/{month}/differences?difference=unpaid");
            office.service.get(&path, &office.bureau)
        };

        let march = office.pay("2026-03", &MARCH);
        let missing = unpaid("2026-04");
        let april = office.pay("2026-04", &APRIL);
        let alone = unpaid("2026-03");

        assert_eq!(march.status, 200, "{march:?}");
        assert_eq!(
            march.body,
            json!({"rows": 3, "added": 2, "known": 0, "unregistered": 1, "refused": 0, "refusals": [], "complete": true})
        );
        assert_eq!(missing.status, 404, "{engine:?} {missing:?}");
        assert_eq!(april.body["added"], 9);
        assert_eq!(alone.status, 404, "February is not there: {alone:?}");
    }
}

#[test]
fn an_employment_without_a_contribution_in_two_months_is_unpaid() {
    for engine in engines() {
        let office = Office::paying(&engine);

        let unpaid = office.unpaid("");

        assert_eq!(names(&unpaid), ["unpaid", "other", "edge", "next door"]);
        let told = |field: &str| unpaid[1].1[field].clone();
        assert_eq!(
            ["difference", "division", "employer", "since", "late_from"].map(told),
            [json!("unpaid"), json!(VILLAGE), json!(ONE), json!("2026-01-01"), Value::Null]
        );
    }
}

#[test]
fn a_contribution_without_an_employment_is_unfiled() {
    for engine in engines() {
        let office = Office::paying(&engine);

        let unfiled = office.unfiled("");

        // A hire without an employer matches any payer; a payer does not employ a self-employed
        // person.
        assert_eq!(
            employers(&unfiled),
            [("other", OTHER), ("flexible", ONE), ("noted", ONE), ("noted", OTHER), ("next door", OTHER)]
        );
        assert_eq!(unfiled[0].1["late_from"], "2026-05-31");
    }
}

#[test]
fn the_differences_are_the_same_page_by_page() {
    for engine in engines() {
        let office = Office::paying(&engine);
        let unpaid: Vec<Value> = office.unpaid("").into_iter().map(|(_, item)| item).collect();

        let (mut paged, mut after) = (Vec::new(), String::new());
        loop {
            let query = format!("/api/v1/rolls/contributions/2026-04/differences?difference=unpaid&limit=1{after}");
            let page = office.service.get(&query, &office.bureau).body;
            paged.extend(page["items"].as_array().expect("a list").clone());
            let Some(next) = page["next"].as_str() else { break };
            after = format!("&after={next}");
        }

        assert_eq!(paged, unpaid);
    }
}

#[test]
fn everybody_sees_the_differences_in_their_own_part_of_the_city() {
    for engine in engines() {
        let office = Office::paying(&engine);
        let service = &office.service;
        let village = service.token(Role::CommunityCaseworker, NEXT_DOOR);

        let here = differences(service, &village, "contributions/2026-04/differences?difference=unpaid");
        let there = format!("&division={VILLAGE}");
        let beyond = format!("/api/v1/rolls/contributions/2026-04/differences?difference=unpaid{there}");

        assert_eq!(names(&here), ["next door"]);
        assert_eq!(service.get(&beyond, &village).status, 404);
        assert_eq!(names(&office.unpaid(&there)), ["unpaid", "other", "edge"]);
        assert_eq!(names(&office.unfiled(&format!("&division={NEXT_DOOR}"))), ["next door"]);
    }
}

#[test]
fn what_is_filed_or_paid_late_differs_no_longer() {
    for engine in engines() {
        let office = Office::paying(&engine);

        let hire = json!({"kind": "employment_started", "event_ref": "late", "person_ref": "noted", "employment_ref": "late",
            "form": "unit", "uscc": ONE, "effective_on": "2026-04-30"});
        office.service.world.record(&[hire], morning("2026-05-15"));
        let late = office.pay("2026-04", &[(2, ONE), (1, ONE)]);

        assert_eq!((late.body["added"].clone(), late.body["known"].clone()), (json!(1), json!(1)));
        assert_eq!(names(&office.unpaid("")), ["other", "edge", "next door"]);
        assert_eq!(
            employers(&office.unfiled("")),
            [("other", OTHER), ("flexible", ONE), ("noted", OTHER), ("next door", OTHER)]
        );
    }
}

#[test]
fn what_was_paid_under_a_number_that_was_given_up_is_of_who_stays() {
    for engine in engines() {
        let service = service(&engine, &["stays", "given up"], &[started("stays", "unit", "2026-01-01", Some(ONE))]);
        let bureau = service.token(Role::CityAdministrator, "440700");
        let unpaid = |service: &Service| {
            let found = differences(service, &bureau, "contributions/2026-04/differences?difference=unpaid");
            names(&found).into_iter().map(str::to_owned).collect::<Vec<_>>()
        };
        for month in ["2026-03", "2026-04"] {
            assert_eq!(send(&service, &bureau, &format!("contributions/{month}"), &[(2, ONE)]).status, 200);
        }
        assert_eq!(unpaid(&service), ["stays"], "{engine:?}");

        let (stays, other) = (person(&service, &bureau, "stays"), person(&service, &bureau, "given up"));
        let compared = service.get(&format!("/api/v1/people/{stays}/duplicates/{other}"), &bureau);
        let merged = service.send(
            "POST",
            &format!("/api/v1/people/{stays}/merges"),
            &bureau,
            &[("If-Match", &compared.headers["etag"])],
            Some(&json!({"other": other})),
        );
        assert!(merged.status < 300, "{merged:?}");
        assert_eq!(unpaid(&service), [""; 0]);

        // Contributions under both numbers count once.
        let march = "contributions/2026-03";
        assert_eq!(send(&service, &bureau, march, &[(1, OTHER), (2, OTHER)]).body["added"], 2);
        let unfiled = differences(&service, &bureau, "contributions/2026-03/differences?difference=unfiled");
        assert_eq!(names(&unfiled), ["stays"]);

        // This also holds for a contribution that arrives later under that number.
        assert_eq!(service.send("DELETE", "/api/v1/rolls/contributions/2026-04", &bureau, &[], None).status, 204);
        assert_eq!(service.send("DELETE", "/api/v1/rolls/contributions/2026-03", &bureau, &[], None).status, 204);
        assert_eq!(send(&service, &bureau, "contributions/2026-03", &[(50, ONE)]).status, 200);
        assert_eq!(send(&service, &bureau, "contributions/2026-04", &[(2, ONE)]).status, 200);
        assert_eq!(unpaid(&service), [""; 0]);

        let merge = service.get(&format!("/api/v1/people/{stays}/merges"), &bureau).body["items"][0]["id"].clone();
        let separated = service.send("DELETE", &format!("/api/v1/people/{stays}/merges/{merge}"), &bureau, &[], None);
        assert!(separated.status < 300, "{separated:?}");
        assert_eq!(unpaid(&service), ["stays"]);
    }
}

#[test]
fn who_is_determined_for_what_a_roll_does_not_say_and_who_might_be_are_told() {
    for engine in engines() {
        let determined = |person: &str, category: &str| {
            json!({"kind": "person_determined", "event_ref": format!("determination of {person}"), "person_ref": person,
                "category": category, "effective_on": "2026-03-10"})
        };
        let people = ["listed", "not listed", "other category", "seeks", "works", "later", "until May", "wants none"];
        let lines = [
            determined("listed", "low_income"),
            determined("not listed", "low_income"),
            determined("other category", "disabled"),
            started("works", "unit", "2026-01-01", None),
            determined("until May", "low_income"),
        ];
        let service = service(&engine, &people, &lines);
        let bureau = service.token(Role::CityAdministrator, "440700");
        let mut later = determined("later", "low_income");
        later["effective_on"] = json!("2026-05-10");
        let after = [
            later,
            // The person left the register for a job of one week.
            started("until May", "unit", "2026-05-04", None),
            json!({"kind": "employment_ended", "event_ref": "end", "person_ref": "until May", "employment_ref": "job of until May",
                "effective_on": "2026-05-11"}),
            json!({"kind": "wish_declared", "event_ref": "not now", "person_ref": "wants none", "work": false, "help": false,
                "effective_on": "2026-05-11"}),
        ];
        service.world.record(&after, morning("2026-05-15"));
        let roll = [(1, ""), (3, ""), (4, ""), (5, ""), (6, ""), (7, ""), (8, ""), (99, "")];
        assert_eq!(send(&service, &bureau, "low_income/2026-04", &roll).body["added"], 8, "{engine:?}");

        let found = differences(&service, &bureau, "low_income/2026-04/differences?difference=not_listed");
        assert_eq!(names(&found), ["not listed"]);
        assert_eq!(found[0].1["since"], "2026-03-10");
        let found = differences(&service, &bureau, "low_income/2026-04/differences?difference=not_determined");
        assert_eq!(names(&found), ["other category", "seeks", "next door"]);

        let next_door = |difference: &str| {
            let query = format!("low_income/2026-04/differences?difference={difference}&division={NEXT_DOOR}");
            names(&differences(&service, &bureau, &query)).join(" ")
        };
        assert_eq!(["not_listed", "not_determined"].map(next_door), ["", "next door"]);

        let of_none = service.get("/api/v1/rolls/disabled/2026-04/differences?difference=not_listed", &bureau);
        assert_eq!(of_none.status, 404, "it did not come");
        let nonsense = service.get("/api/v1/rolls/low_income/2026-04/differences?difference=unpaid", &bureau);
        assert_eq!((nonsense.status, &nonsense.body["field"]), (400, &json!("difference")));
        let before = send(&service, &bureau, "low_income/2026-02", &roll);
        assert_eq!(before.status, 200);
        let found = differences(&service, &bureau, "low_income/2026-02/differences?difference=not_listed");
        assert_eq!(names(&found), [""; 0], "nobody was determined by then");
    }
}

const MAY: &str = "/api/v1/rolls/contributions/2026-05";
const UNFILED_IN_MAY: &str = "/api/v1/rolls/contributions/2026-05/differences?difference=unfiled";

/// Gives a roll with one good row and two refused rows.
fn roll_with_bad_rows() -> String {
    format!("身份证号码,统一社会信用代码\n{},{ONE}\n110105194912310021,{ONE}\n{},123\n", number(1), number(1))
}

impl Office {
    /// Makes an office with one person and no hire.
    fn plain(engine: &Engine) -> Self {
        Self::new(service(engine, &["one"], &[]))
    }

    /// Makes the office of [`Self::plain`] with a part of the roll of May; gives the answer too.
    fn begun(engine: &Engine) -> (Self, Reply) {
        let office = Self::plain(engine);
        let reply = office.upload(&format!("{MAY}?complete=true"), &office.department, &roll_with_bad_rows());
        (office, reply)
    }

    /// Makes the office of [`Self::begun`], with the roll completed by the bureau; gives the answer
    /// too. Two of the rows are equal.
    fn completed(engine: &Engine) -> (Self, Reply) {
        let (office, _) = Self::begun(engine);
        let rows = [(1, ONE), (1, ONE), (50, ONE)];
        let reply = send(&office.service, &office.bureau, "contributions/2026-05", &rows);
        (office, reply)
    }

    fn upload(&self, path: &str, token: &str, file: &str) -> Reply {
        self.service.upload(path, token, "text/csv", file.as_bytes())
    }

    fn delete(&self, path: &str, token: &str) -> u16 {
        self.service.send("DELETE", path, token, &[], None).status
    }
}

#[test]
fn a_roll_is_of_the_whole_city_and_of_a_month_that_has_begun_within_two_years() {
    for engine in engines() {
        let office = Office::plain(&engine);
        let of_district = office.service.token(Role::Department, "440703");
        let send = |token: &str, roll: &str, uscc: &str| send(&office.service, token, roll, &[(1, uscc)]);

        let by_district = send(&of_district, "contributions/2026-04", ONE);
        let ahead = send(&office.department, "contributions/2026-06", ONE);
        let long_ago = send(&office.department, "contributions/2024-04", ONE);
        let two_years_ago = send(&office.department, "disabled/2024-05", "");
        let unknown = send(&office.department, "pensions/2026-04", ONE);

        assert_eq!(by_district.status, 403, "{engine:?}");
        assert_eq!(office.delete("/api/v1/rolls/contributions/2026-04", &of_district), 403);
        assert_eq!((ahead.status, &ahead.body["field"]), (422, &json!("month")), "{ahead:?}");
        assert_eq!((long_ago.status, &long_ago.body["field"]), (422, &json!("month")), "{long_ago:?}");
        assert_eq!(two_years_ago.status, 200);
        assert_eq!(office.delete("/api/v1/rolls/disabled/2024-05", &office.department), 204);
        assert_eq!(unknown.status, 404);
    }
}

#[test]
fn a_roll_has_the_columns_it_needs() {
    for engine in engines() {
        let office = Office::plain(&engine);

        let unitless = office.upload(MAY, &office.department, &format!("身份证号码\n{}\n", number(1)));
        let headless = office.upload("/api/v1/rolls/contributions/2026-04", &office.department, "a,b\n1,2\n");

        assert_eq!(unitless.status, 400, "nobody is said to pay: {unitless:?}");
        assert_eq!(headless.status, 400, "{headless:?}");
    }
}

#[test]
fn the_bad_rows_of_a_roll_are_told_and_are_still_to_come() {
    for engine in engines() {
        let (_, reply) = Office::begun(&engine);

        let counts = ["added", "refused", "complete"].map(|field| reply.body[field].clone());
        assert_eq!(counts, [json!(1), json!(2), json!(false)], "refused rows are still to come: {reply:?}");
        let rows: Vec<_> =
            reply.body["refusals"].as_array().expect("rows").iter().map(|row| row["row"].clone()).collect();
        assert_eq!(rows, [json!(3), json!(4)]);
        assert!(!reply.text.contains(&number(1)), "no number is repeated");
    }
}

#[test]
fn a_part_of_a_roll_is_held_against_nothing_and_another_department_does_not_go_on_with_it() {
    for engine in engines() {
        let (office, _) = Office::begun(&engine);
        let service = &office.service;
        let another = service.token(Role::Department, "440700");

        assert_eq!(service.get(UNFILED_IN_MAY, &office.bureau).status, 404);
        assert_eq!(send(service, &another, "contributions/2026-05", &[(1, ONE)]).status, 403);
        assert_eq!(office.delete(MAY, &another), 403);
        assert_eq!(service.get("/api/v1/rolls", &office.bureau).body["items"][0]["complete"], false);
    }
}

#[test]
fn rows_that_say_the_same_count_once_and_leave_a_roll_complete() {
    for engine in engines() {
        let (_, again) = Office::completed(&engine);

        let counts = ["rows", "added", "known", "unregistered", "complete"].map(|field| again.body[field].clone());
        assert_eq!(counts, [json!(3), json!(0), json!(2), json!(1), json!(true)], "{again:?}");
    }
}

#[test]
fn a_roll_that_was_said_to_be_complete_stays_so_when_more_rows_are_refused() {
    for engine in engines() {
        let (office, _) = Office::completed(&engine);
        let another = office.service.token(Role::Department, "440700");

        let part = office.upload(MAY, &office.department, &roll_with_bad_rows());
        assert_eq!(part.body["complete"], true, "it was said before: {part:?}");

        // The same holds if every row of a file is refused.
        let refused = "身份证号码,统一社会信用代码\n110105194912310021,\n";
        let refused_of = |token: &str| office.upload(&format!("{MAY}?complete=true"), token, refused);
        assert_eq!(refused_of(&office.department).body["complete"], true);
        assert_eq!(refused_of(&another).status, 403);
        assert_eq!(office.service.get(UNFILED_IN_MAY, &office.bureau).status, 200);
    }
}

#[test]
fn a_roll_is_listed_and_written_down_and_its_sender_sees_no_person_in_it() {
    for engine in engines() {
        let (office, _) = Office::completed(&engine);
        let service = &office.service;

        let list = service.get("/api/v1/rolls", &office.department);
        let audit = service.get("/api/v1/audit?limit=200", &office.bureau).text;

        assert_eq!(list.body["items"][0]["roll"], "contributions");
        assert_eq!(
            (list.body["items"][0]["month"].clone(), list.body["items"][0]["listed"].clone()),
            (json!("2026-05"), json!(1))
        );
        assert_eq!(service.get(UNFILED_IN_MAY, &office.department).status, 403, "who sends it sees nobody");
        assert!(audit.contains("roll_added") && audit.contains("contributions 2026-05"), "{audit}");
    }
}

#[test]
fn a_roll_that_its_sender_deletes_is_gone() {
    for engine in engines() {
        let (office, _) = Office::completed(&engine);

        assert_eq!(office.delete(MAY, &office.department), 204);

        assert_eq!(office.delete(MAY, &office.department), 404);
        assert_eq!(office.service.get("/api/v1/rolls", &office.department).body["items"], json!([]));
    }
}

impl Office {
    /// Makes an office with the persons of the lists.
    fn listing(engine: &Engine) -> Self {
        Self::new(service(engine, &["one", "two", "born later"], &[]))
    }

    /// Sends a list as the department.
    fn list(&self, query: &str, rows: &[(u32, &str)]) -> Reply {
        let mut file = "姓名,公民身份号码,发生日期\n".to_owned();
        for (serial, on) in rows {
            file += &format!("例一,{},{on}\n", number(*serial));
        }
        self.upload(&format!("/api/v1/messages/list?kind={query}"), &self.department, &file)
    }

    /// Gives the references of the persons with a status.
    fn with_status(&self, status: &str) -> Vec<String> {
        let found = self.service.post("/api/v1/people/search", &self.bureau, &json!({"status": status}));
        let items = found.body["items"].as_array().unwrap_or_else(|| panic!("{found:?}")).clone();
        items.iter().map(|item| text(&item["person_ref"])).collect()
    }

    /// Gives the number of lists in the audit.
    fn lists_written_down(&self) -> Option<usize> {
        let path = "/api/v1/audit?action=list_received&limit=200";
        self.service.get(path, &self.bureau).body["items"].as_array().map(Vec::len)
    }
}

/// Gives the counts of rows: applied, known, unregistered, unsettled, refused.
fn counts(reply: &Reply) -> [i64; 5] {
    ["applied", "known", "unregistered", "unsettled", "refused"].map(|field| reply.body[field].as_i64().unwrap_or(-1))
}

const PENSIONS: [(u32, &str); 4] = [(1, "2026-04-20"), (2, "20260421"), (50, "2026-04-21"), (3, "1979-01-01")];

#[test]
fn a_list_of_absences_becomes_facts_once_and_says_what_it_could_not() {
    for engine in engines() {
        let office = Office::listing(&engine);

        let reply = office.list("absence_started&absence=pension", &PENSIONS);
        assert_eq!((reply.status, counts(&reply)), (200, [2, 0, 1, 1, 0]), "{engine:?} {reply:?}");
        assert_eq!(
            (&reply.body["refusals"][0]["row"], &reply.body["refusals"][0]["code"]),
            (&json!(5), &json!("before_birth"))
        );
        assert_eq!(
            counts(&office.list("absence_started&absence=pension", &PENSIONS)),
            [0, 2, 1, 1, 0],
            "sent again it says nothing, and what was not settled is told again"
        );
        assert_eq!(office.with_status("absent"), ["one", "two"]);

        assert_eq!(counts(&office.list("absence_ended&absence=pension", &[(1, "2026-05-01")])), [1, 0, 0, 0, 0]);
        assert_eq!(office.with_status("absent"), ["two"]);
        assert_eq!(office.lists_written_down(), Some(3), "each sending is written down");
    }
}

#[test]
fn a_list_of_deaths_becomes_facts_and_a_death_on_another_day_is_refused() {
    for engine in engines() {
        let office = Office::listing(&engine);
        office.list("absence_started&absence=pension", &PENSIONS);

        let died = office.list("died", &[(2, "2026-05-02")]);
        let other_day = office.list("died", &[(2, "2026-05-03"), (1, "2026-05-16"), (1, "")]);

        assert_eq!(counts(&died), [1, 0, 0, 0, 0]);
        assert_eq!(counts(&other_day), [0, 0, 0, 0, 3], "{other_day:?}");
        let codes: Vec<_> =
            other_day.body["refusals"].as_array().expect("rows").iter().map(|row| text(&row["code"])).collect();
        assert_eq!(codes, ["bad_value", "missing_field", "conflict"]);
        assert_eq!(office.with_status("died"), ["two"]);
        assert_eq!(office.lists_written_down(), Some(3), "each sending is written down");
    }
}

#[test]
fn an_absence_of_another_kind_begins_on_the_same_day_and_a_person_who_came_back_goes_again() {
    for engine in engines() {
        let office = Office::listing(&engine);

        for (kind, absence, on) in [
            ("started", "abroad", "2026-03-02"),
            ("ended", "abroad", "2026-03-05"),
            ("started", "student", "2026-03-02"),
            ("ended", "student", "2026-03-10"),
            ("started", "student", "2026-03-10"),
            ("ended", "student", "2026-03-11"),
        ] {
            let reply = office.list(&format!("absence_{kind}&absence={absence}"), &[(3, on)]);
            assert_eq!(counts(&reply), [1, 0, 0, 0, 0], "{kind} {absence} {on}: {reply:?}");
        }
        assert_eq!(office.lists_written_down(), Some(6), "each sending is written down");
    }
}

#[test]
fn a_list_is_of_deaths_or_of_absences_of_a_kind() {
    for engine in engines() {
        let office = Office::listing(&engine);

        for (query, field) in
            [("died&absence=pension", "absence"), ("absence_started", "absence"), ("employment_started", "kind")]
        {
            let reply = office.list(query, &PENSIONS);
            assert_eq!((reply.status, &reply.body["field"]), (400, &json!(field)), "{query}");
        }
    }
}

#[test]
fn a_person_beyond_the_reach_of_a_department_is_unregistered_to_it() {
    for engine in engines() {
        let office = Office::listing(&engine);
        let of_district = office.service.token(Role::Department, "440704");

        let file = format!("身份证号码,日期\n{},2026-05-02\n{},2026-05-02\n", number(3), number(99));
        let path = "/api/v1/messages/list?kind=absence_started&absence=abroad";
        let reply = office.upload(path, &of_district, &file);

        assert_eq!(counts(&reply), [1, 0, 1, 0, 0], "{reply:?}");
    }
}

#[test]
fn a_department_may_push_what_it_may_list_and_sees_what_became_of_it_and_nothing_else() {
    for engine in engines() {
        let office = Office::listing(&engine);
        let service = &office.service;
        office.list("absence_started&absence=pension", &[(3, "1979-01-01")]);

        let pushed = service.events(
            &office.department,
            &json!({"specversion": "1.0", "type": "bangfu.absence_started", "source": "/army", "id": "1",
                "data": {"id_number": number(1), "absence": "military", "effective_on": "2026-05-10"}}),
        );
        let hire = service.events(
            &office.department,
            &json!({"specversion": "1.0", "type": "bangfu.employment_started", "source": "/army", "id": "2",
                "data": {"id_number": number(1), "form": "unit", "effective_on": "2026-05-10"}}),
        );
        let messages = service.get("/api/v1/messages?state=parked", &office.department);

        assert_eq!((pushed.status, &pushed.body["state"]), (201, &json!("applied")), "{pushed:?}");
        assert_eq!(hire.status, 403, "{hire:?}");
        assert_eq!(messages.body["items"][0]["code"], "before_birth");
        assert!(!messages.text.contains("1980"), "no number of anybody: {messages:?}");
        assert_eq!(service.get("/api/v1/people", &office.department).status, 403);
    }
}

#[test]
fn a_roll_goes_with_an_id_number_and_not_with_whoever_had_it_and_is_forgotten_after_two_years() {
    for engine in engines() {
        let service = service(&engine, &["one"], &[]);
        let bureau = service.token(Role::CityAdministrator, "440700");
        for month in ["2024-06", "2026-04"] {
            assert_eq!(send(&service, &bureau, &format!("disabled/{month}"), &[(1, ""), (99, "")]).status, 200);
        }
        let listed = |service: &Service, token: &str| {
            let rolls = service.get("/api/v1/rolls", token).body["items"].clone();
            let rolls = rolls.as_array().expect("a list").clone();
            rolls
                .iter()
                .map(|roll| (text(&roll["month"]), roll["listed"].as_i64().expect("a number")))
                .collect::<Vec<_>>()
        };
        let month = |month: &str, listed: i64| (month.to_owned(), listed);
        assert_eq!(listed(&service, &bureau), [month("2026-04", 2), month("2024-06", 2)], "{engine:?}");

        // The person was registered with a wrong number, and again with the right one.
        let voided = |event: &str| json!({"kind": "voided", "event_ref": format!("void of {event}"), "voids": event, "effective_on": "2026-05-15"});
        let mut again = seeker("one", 7, VILLAGE);
        for fact in &mut again {
            fact["event_ref"] = json!(format!("{} again", text(&fact["event_ref"])));
        }
        service.world.record(&[voided("wish of one"), voided("one")], morning("2026-05-15"));
        service.world.record(&again, morning("2026-05-15"));
        assert_eq!(listed(&service, &bureau), [month("2026-04", 1), month("2024-06", 1)]);
        let found = differences(&service, &bureau, "disabled/2026-04/differences?difference=not_determined");
        assert_eq!(names(&found), ["next door"], "the other number is no longer theirs");

        // No roll may be sent or deleted during a restore.
        service
            .world
            .conn()
            .batch_execute("insert into setting (name, value) values ('restoring', 'yes')")
            .expect("begun");
        assert_eq!(send(&service, &bureau, "disabled/2026-05", &[(7, "")]).status, 409);
        assert_eq!(service.send("DELETE", "/api/v1/rolls/disabled/2026-04", &bureau, &[], None).status, 409);
        service.world.conn().batch_execute("delete from setting where name = 'restoring'").expect("ended");

        service.clock.set(morning("2026-07-01"));
        let bureau = service.token(Role::CityAdministrator, "440700");
        assert_eq!(send(&service, &bureau, "disabled/2026-06", &[(7, "")]).status, 200);
        assert_eq!(listed(&service, &bureau), [month("2026-06", 1), month("2026-04", 1)]);
    }
}
