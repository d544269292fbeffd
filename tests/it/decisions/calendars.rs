//! Working days: years without a notice, loaded notices, and the deadlines that depend on them.

use bangfu::auth::Role;
use bangfu::db::Conn;
use bangfu::db::schema::{help_case, setting, working_day, working_day_notice};
use chrono::NaiveDate;
use diesel::connection::SimpleConnection as _;
use diesel::prelude::*;
use encoding_rs::GB18030;
use serde_json::{Value, json};

use crate::door::walkthrough::{DOCUMENT, play};
use crate::harness::command::{command, finish, run};
use crate::harness::{Engine, Reply, Service, engines, id_number, morning, text};

const VILLAGE: &str = "440703002101";

/// An invented notice for 2027 with only the statutory days off that fall on weekdays. The next one
/// is invented too.
const PLAIN: &str = "date,day,holiday
2027-01-01,off,元旦
2027-02-05,off,春节
2027-02-08,off,春节
2027-04-05,off,清明节
2027-06-09,off,端午节
2027-09-15,off,中秋节
2027-10-01,off,国庆节
";

/// Gives a notice for 2027 with New Year days off from 31 December, made up by a working Saturday
/// in December.
fn long_new_year() -> String {
    let days = "2026-12-26,work,元旦\n2026-12-31,off,元旦\n2027-01-01,off,元旦\n2027-01-04,off,元旦\n";
    PLAIN.replace("2027-01-01,off,元旦\n", days)
}

/// Gives the first part of the walkthrough, up to the assignment of the helper, with each date
/// replaced by another.
fn shifted(days: &[(&str, &str)]) -> String {
    let (part, _) = DOCUMENT.split_once("```http\n2026-02-25").expect("the first service ends the part");
    let shifted = days.iter().fold(part.to_owned(), |text, (from, to)| {
        assert!(text.contains(from), "the walkthrough has {from}");
        text.replace(from, to)
    });
    assert!(!shifted.contains("\"2026-02") && !shifted.contains("\n2026-02"), "every day is shifted");
    shifted
}

fn due(day: &str) -> String {
    format!("\"due_on\": \"{day}\"")
}

fn provisional(day: &str) -> String {
    format!("{}, \"provisional\": true", due(day))
}

/// Gives a job seeker alone in a household, with a case opened on a day.
fn helped(n: u32, opened_on: &str) -> Vec<Value> {
    let (person, home) = (format!("P{n}"), format!("H{n}"));
    let birth = format!("19{}-05-06", 70 + n);
    vec![
        json!({"kind": "person_registered", "event_ref": format!("{n}:p"), "person_ref": person, "effective_on": "2020-01-01", "id_number": id_number(&birth, 1), "name": format!("例{n}"), "sex": "male", "birth_date": birth, "residence_division": VILLAGE}),
        json!({"kind": "household_registered", "event_ref": format!("{n}:h"), "household_ref": home, "effective_on": "2020-01-01", "division": VILLAGE, "urban": true}),
        json!({"kind": "member_joined", "event_ref": format!("{n}:j"), "household_ref": home, "person_ref": person, "relation": "02", "effective_on": "2020-01-01"}),
        json!({"kind": "wish_declared", "event_ref": format!("{n}:w"), "person_ref": person, "effective_on": "2020-01-01", "work": true, "help": true}),
        json!({"kind": "case_opened", "event_ref": format!("{n}:c"), "person_ref": person, "package": "131-2022", "effective_on": opened_on}),
    ]
}

/// Gives a step of a household's application.
fn step(n: u32, step: &str, on: &str, more: &Value) -> Value {
    let mut line = json!({"kind": "application_step", "event_ref": format!("{n}:{step}"), "application_ref": format!("{n}:a"), "step": step, "effective_on": on});
    line.as_object_mut().expect("an object").extend(more.as_object().expect("an object").clone());
    line
}

fn applied(n: u32, on: &str) -> Vec<Value> {
    let filed = json!({"channel": "window", "promise": false});
    let line = json!({"kind": "household_applied", "event_ref": format!("{n}:a"), "household_ref": format!("H{n}"), "effective_on": on});
    vec![line, step(n, "filed", on, &filed)]
}

fn load(service: &Service, token: &str, file: &str, query: &str) -> Reply {
    service.upload(&format!("/api/v1/calendars{query}"), token, "text/csv", file.as_bytes())
}

/// Gives the deadlines as they are stored.
fn stored(conn: &mut Conn) -> Vec<(Option<NaiveDate>, Option<NaiveDate>)> {
    let query = help_case::table.order(help_case::position).select((help_case::assign_by, help_case::due_on));
    query.load(conn).expect("the cases are read")
}

fn days(text: &[(&str, &str)]) -> Vec<(Option<NaiveDate>, Option<NaiveDate>)> {
    let day = |text: &str| text.parse().ok();
    text.iter().map(|(assign_by, due_on)| (day(assign_by), day(due_on))).collect()
}

#[test]
fn an_application_begun_on_29_december_goes_through_without_a_notice_for_the_next_year() {
    let filed_by = provisional("2027-01-11");
    let review_by = provisional("2027-01-15");
    let contact_by = provisional("2027-01-19");
    let document = shifted(&[
        (&due("2026-02-12"), &filed_by),
        (&due("2026-02-24"), &review_by),
        (&due("2026-02-26"), &contact_by),
        ("\"month\": \"2026-02\"", "\"month\": \"2026-12\", \"working_days_left\": 2, \"provisional\": false"),
        ("2026-02-02", "2026-12-29"),
        ("2026-02-03", "2026-12-30"),
        ("2026-02-04", "2026-12-31"),
        ("2026-02-05", "2027-01-04"),
        // Three working days are too few: 4, 5 and 6 January.
        ("2026-02-09", "2027-01-07"),
        ("2026-02-10", "2027-01-08"),
        ("2026-02-11", "2027-01-11"),
        ("2026-02-12", "2027-01-12"),
    ]);
    for engine in engines() {
        play(&engine, &document);
    }
}

#[test]
fn an_application_goes_through_over_the_spring_festival_of_a_year_without_a_notice() {
    let filed_by = provisional("2027-02-12");
    let review_by = provisional("2027-02-18");
    let contact_by = provisional("2027-02-22");
    let document = shifted(&[
        (&due("2026-02-12"), &filed_by),
        (&due("2026-02-24"), &review_by),
        (&due("2026-02-26"), &contact_by),
        ("\"month\": \"2026-02\"", "\"month\": \"2027-01\", \"working_days_left\": 7, \"provisional\": true"),
        ("2026-02-02", "2027-01-20"),
        ("2026-02-03", "2027-02-01"),
        ("2026-02-04", "2027-02-02"),
        ("2026-02-05", "2027-02-05"),
        // The festival is from Friday 5 to Monday 8 February; 3, 4, 9 and 10 February are working
        // days.
        ("2026-02-09", "2027-02-10"),
        ("2026-02-10", "2027-02-11"),
        ("2026-02-11", "2027-02-12"),
        ("2026-02-12", "2027-02-15"),
    ]);
    for engine in engines() {
        play(&engine, &document);
    }
}

#[test]
fn lists_of_what_is_due_count_by_a_provisional_calendar_and_say_so() {
    for engine in engines() {
        let world = engine.fresh();
        let lines =
            [helped(1, "2026-12-28"), helped(2, "2026-12-29"), helped(3, "2027-01-07"), applied(1, "2026-12-30")];
        world.record(&lines.concat(), morning("2027-01-08"));
        let service = world.serve(morning("2027-01-08"));
        let token = service.token(Role::DistrictSupervisor, "440703");
        let count = |list: &str| {
            let lists = service.get("/api/v1/work", &token).body["lists"].clone();
            lists.as_array().expect("lists").iter().find(|of| of["list"] == list).expect("the list")["count"].clone()
        };
        let items = |list: &str| service.get(&format!("/api/v1/work/{list}"), &token).body["items"].clone();
        let told = |item: &Value| json!([item["due_on"], item["days_left"], item["provisional"]]);

        let overdue = items("first_contact_overdue");
        assert_eq!(count("first_contact_overdue"), 2, "{engine:?}");
        assert_eq!(told(&overdue[0]), json!(["2027-01-05", -3, true]), "{overdue}");
        assert_eq!(told(&overdue[1]), json!(["2027-01-06", -2, true]), "{overdue}");
        let unassigned = items("unassigned");
        assert_eq!(
            told(&unassigned[0]),
            json!(["2026-12-31", -8, false]),
            "no day of 2027 is on the way: {unassigned}"
        );
        assert_eq!(told(&unassigned[1]), json!(["2027-01-04", -4, true]), "{unassigned}");
        assert_eq!(count("application_due"), 1);
        assert_eq!(told(&items("application_due")[0]), json!(["2027-01-11", 3, true]));
        let due_by = |day: &str| {
            let page = service.get(&format!("/api/v1/applications?due_by={day}"), &token).body["items"].clone();
            page.as_array().expect("applications").len()
        };
        assert_eq!([due_by("2027-01-10"), due_by("2027-01-11"), due_by("2199-12-31")], [0, 1, 1]);
        let cases = service.get("/api/v1/cases", &token).body["items"].clone();
        assert_eq!(json!([cases[0]["due_on"], cases[0]["provisional"]]), json!(["2027-01-05", true]));
        let of_2026 = service.get("/api/v1/calendars/2026", &token).body;
        assert_eq!(json!([of_2026["provisional"], of_2026["working_days"]]), json!([false, 248]));
    }
}

/// A service on 30 December 2026 with two cases and an application, without a notice for 2027.
struct Office {
    service: Service,
    token: String,
}

impl Office {
    fn new(engine: &Engine) -> Self {
        let world = engine.fresh();
        let lines = [helped(1, "2026-12-29"), helped(2, "2026-03-02"), applied(1, "2026-12-30")];
        world.record(&lines.concat(), morning("2026-12-30"));
        let service = world.serve(morning("2026-12-30"));
        let token = service.token(Role::CityAdministrator, "440700");
        Self { service, token }
    }

    fn load(&self, file: &str, query: &str) -> Reply {
        load(&self.service, &self.token, file, query)
    }

    /// Loads ([`Self::load`]) a notice with the days of the rule, and one that corrects it.
    fn load_both(&self) -> [Reply; 2] {
        [self.load(PLAIN, "?document=A&published_on=2026-11-10"), self.load(&long_new_year(), "?document=B")]
    }

    fn get(&self, path: &str) -> Value {
        self.service.get(path, &self.token).body
    }

    /// Gives the deadline of the first case as shown.
    fn case(&self) -> Value {
        let case = self.get("/api/v1/cases")["items"][0].clone();
        json!([case["assign_by"], case["due_on"], case["provisional"]])
    }

    /// Gives the deadline of the application as shown.
    fn application(&self) -> Value {
        let application = self.get("/api/v1/applications")["items"][0].clone();
        json!([application["due_on"], application["provisional"]])
    }
}

#[test]
fn what_is_due_in_a_year_without_a_notice_is_provisional() {
    for engine in engines() {
        let office = Office::new(&engine);

        let year = office.get("/api/v1/calendars/2027");

        assert_eq!(
            stored(&mut office.service.world.conn()),
            days(&[("2027-01-04", "2027-01-06"), ("2026-03-05", "2026-03-09")])
        );
        assert_eq!(office.case(), json!(["2027-01-04", "2027-01-06", true]));
        assert_eq!(office.application(), json!(["2027-01-11", true]));
        assert_eq!(office.get("/api/v1/calendars")["provisional"], json!([2027]));
        assert_eq!(
            json!([year["provisional"], year["notice"], year["days"][1]]),
            json!([true, null, {"date": "2027-02-05", "day": "off", "holiday": "春节"}])
        );
        assert_eq!(year["days"].as_array().map(Vec::len), Some(13));
    }
}

#[test]
fn a_notice_with_the_days_of_the_rule_makes_sure_what_is_due_and_is_loaded_once() {
    for engine in engines() {
        let office = Office::new(&engine);

        let first = office.load(PLAIN, "?document=A&published_on=2026-11-10");
        let again = office.load(PLAIN, "");

        assert_eq!((first.status, &first.body["redated"]), (201, &json!(0)), "{first:?}");
        assert_eq!(first.headers["location"], "/api/v1/calendars/2027");
        assert_eq!((again.status, &again.body["already_loaded"]), (200, &json!(true)), "{again:?}");
        assert_eq!(office.case(), json!(["2027-01-04", "2027-01-06", false]));
        assert_eq!(office.application(), json!(["2027-01-11", false]));
    }
}

#[test]
fn a_later_notice_recounts_what_is_due_by_its_days_also_those_of_the_december_before() {
    for engine in engines() {
        let office = Office::new(&engine);

        let [_, second] = office.load_both();

        assert_eq!((second.status, &second.body["redated"]), (201, &json!(1)), "{second:?}");
        assert_eq!(second.body["notice"]["document"], "B");
        assert_eq!(
            stored(&mut office.service.world.conn()),
            days(&[("2027-01-06", "2027-01-08"), ("2026-03-05", "2026-03-09")])
        );
        assert_eq!(office.case(), json!(["2027-01-06", "2027-01-08", false]));
        assert_eq!(office.application(), json!(["2027-01-13", false]));
        let of_2026 = office.get("/api/v1/calendars/2026");
        assert_eq!(of_2026["working_days"], 248, "a Saturday for a Thursday");
        let december = of_2026["days"].as_array().expect("days").iter().rev().take(2).collect::<Vec<_>>();
        assert_eq!(
            json!(december),
            json!([{"date": "2026-12-31", "day": "off", "holiday": "元旦"}, {"date": "2026-12-26", "day": "work", "holiday": "元旦"}])
        );
    }
}

#[test]
fn the_last_notice_of_a_year_is_in_force_and_every_one_is_listed_and_written_down() {
    for engine in engines() {
        let office = Office::new(&engine);
        office.load_both();

        let list = office.get("/api/v1/calendars");
        let notes = office.get("/api/v1/audit?action=calendar_loaded");

        let of = |notice: &Value| {
            json!([notice["year"], notice["source"], notice["in_force"], notice["document"], notice["published_on"]])
        };
        let known: Vec<Value> = list["notices"].as_array().expect("notices").iter().map(of).collect();
        assert_eq!(
            json!(known),
            json!([
                [2024, "built_in", true, null, "2023-10-25"],
                [2025, "built_in", true, null, "2024-11-12"],
                [2026, "built_in", true, null, "2025-11-04"],
                [2027, "notice", false, "A", "2026-11-10"],
                [2027, "notice", true, "B", null]
            ])
        );
        assert_eq!(list["provisional"], json!([]));
        let subjects: Vec<String> =
            notes["items"].as_array().expect("notes").iter().map(|note| text(&note["subject"])).collect();
        assert_eq!(subjects, ["2027", "2027"]);
    }
}

#[test]
fn the_command_loads_lists_and_shows_without_the_key_file() {
    for engine in engines() {
        let world = engine.fresh();
        world.record(&helped(1, "2026-12-29"), morning("2026-12-30"));
        std::fs::remove_file(world.dir().join("key")).expect("the key file is there");
        let file = world.dir().join("2027.csv");
        std::fs::write(&file, long_new_year()).expect("the file is written");
        let file = file.to_str().expect("a path");

        let args = ["calendar", "import", file, "--document", "国办发明电〔2026〕1号", "--published-on", "2026-11-10"];
        let loaded = run(&world, &args);

        assert_eq!(loaded.code, Some(0), "{}", loaded.said);
        assert_eq!(
            json!([loaded.answer["year"], loaded.answer["redated"], loaded.answer["provisional"]]),
            json!([2027, 1, false])
        );
        assert_eq!(stored(&mut world.conn()), days(&[("2027-01-06", "2027-01-08")]));
        let again = run(&world, &args);
        assert_eq!((again.code, &again.answer["already_loaded"]), (Some(0), &json!(true)), "{}", again.said);
        let listed = run(&world, &["calendar", "list"]);
        assert_eq!(listed.answer["notices"][3]["document"], "国办发明电〔2026〕1号", "{}", listed.said);
        let shown = finish(command(&world, &["calendar", "show", "2028"]));
        assert_eq!(shown.code, Some(0), "{}", shown.said);
        assert!(shown.said.starts_with("2028 (provisional, no notice): "), "{}", shown.said);

        let spoilt = world.dir().join("spoilt.csv");
        std::fs::write(&spoilt, PLAIN.replace("2027-04-05,off", "2027-04-05,of")).expect("the file is written");
        let spoilt = spoilt.to_str().expect("a path");
        let refused = run(&world, &["calendar", "import", spoilt]);
        assert_eq!((refused.code, &refused.answer["code"]), (Some(1), &json!("bad_calendar")), "{}", refused.said);
        let faults: Vec<Value> = refused.answer["errors"]
            .as_array()
            .expect("errors")
            .iter()
            .map(|fault| json!([fault["line"], fault["column"]]))
            .collect();
        assert_eq!(json!(faults), json!([[5, "day"], [null, null]]));
        let mut chinese = command(&world, &["calendar", "import", spoilt]);
        let chinese = finish({
            chinese.env("LC_ALL", "zh_CN.UTF-8");
            chinese
        });
        assert!(
            chinese.code == Some(1) && chinese.said.contains("第 5 行 day：应为 off（放假）或 work（上班）"),
            "{}",
            chinese.said
        );
        let missing = run(&world, &["calendar", "import", "nowhere.csv"]);
        assert_eq!((missing.code, &missing.answer["code"]), (Some(1), &json!("input_unreadable")), "{}", missing.said);
        assert_eq!(run(&world, &["calendar", "show", "27"]).code, Some(2));
    }
}

#[test]
fn cases_that_an_older_program_left_without_days_have_them_once_the_service_starts() {
    for engine in engines() {
        let world = engine.fresh();
        let mut lines =
            [helped(1, "2026-12-29"), helped(2, "2026-12-29"), helped(3, "2026-12-29"), helped(4, "2026-12-29")]
                .concat();
        lines.extend([
            json!({"kind": "service_delivered", "event_ref": "2:s", "person_ref": "P2", "service": "guidance", "effective_on": "2026-12-30"}),
            json!({"kind": "case_closed", "event_ref": "3:x", "person_ref": "P3", "reason": "other", "effective_on": "2026-12-30"}),
            json!({"kind": "employment_started", "event_ref": "4:e", "person_ref": "P4", "employment_ref": "J4", "form": "unit", "effective_on": "2026-12-30"}),
        ]);
        world.record(&lines, morning("2026-12-30"));
        let whole =
            days(&[("2027-01-04", "2027-01-06"), ("2027-01-04", "2027-01-30"), ("", ""), ("2027-01-04", "2027-01-30")]);
        assert_eq!(stored(&mut world.conn()), whole);
        // The rows as a program without a calendar of 2027 wrote them.
        let mut conn = world.conn();
        conn.batch_execute("update help_case set assign_by = null; update help_case set due_on = null, due = null where served_on is null and placed_on is null")
            .expect("the days are taken away");
        let forgotten = diesel::delete(setting::table.filter(setting::name.eq("working_days"))).execute(&mut conn);
        assert_eq!(forgotten, Ok(1), "{engine:?}");

        let service = world.serve(morning("2026-12-30"));

        assert_eq!(stored(&mut service.world.conn()), whole, "{engine:?}");
        let token = service.token(Role::DistrictSupervisor, "440703");
        let case = service.get("/api/v1/cases", &token).body["items"][0].clone();
        assert_eq!(
            json!([case["due"], case["due_on"], case["provisional"]]),
            json!(["first_contact", "2027-01-06", true])
        );
    }
}

#[test]
fn a_public_notice_stands_a_day_longer_by_a_provisional_calendar_and_then_for_good() {
    for engine in engines() {
        let world = engine.fresh();
        let checked = |n: u32| step(n, "checked", "2026-12-30", &json!({"finding": "confirmed"}));
        let lines = [helped(1, "2026-12-29"), applied(1, "2026-12-30"), vec![checked(1)]];
        world.record(&lines.concat(), morning("2026-12-30"));
        let service = world.serve(morning("2026-12-31"));
        let community = service.token(Role::CommunityCaseworker, VILLAGE);
        let id = service.get("/api/v1/applications", &community).body["items"][0]["id"].clone();
        let path = format!("/api/v1/applications/{id}/steps");
        let publish = |until: &str, lang: &str| {
            let body = json!({"step": "notice_published", "until": until});
            service.send("POST", &path, &community, &[("Accept-Language", lang)], Some(&body))
        };

        let short = publish("2027-01-06", "en");
        assert_eq!((short.status, &short.body["field"]), (409, &json!("until")), "{short:?}");
        assert!(
            text(&short.body["detail"]).contains("at least 4 working days of the provisional calendar"),
            "{short:?}"
        );
        assert!(text(&publish("2027-01-06", "zh").body["detail"]).contains("按暂定日历公示不得少于 4 个工作日"));
        assert_eq!(publish("2027-01-07", "en").status, 200);

        // The notice makes 31 December and 4 January days off. The publication covered 5, 6 and 7
        // January, and keeps the date on which it was published.
        let administrator = service.token(Role::CityAdministrator, "440700");
        assert_eq!(
            load(
                &service,
                &administrator,
                &long_new_year().replace("2027-01-04,off", "2027-01-04,off,元旦\n2027-01-05,off"),
                ""
            )
            .status,
            201
        );
        service.clock.set(morning("2027-01-08"));
        let community = service.token(Role::CommunityCaseworker, VILLAGE);
        let forwarded = service.post(&path, &community, &json!({"step": "forwarded"}));
        assert_eq!((forwarded.status, &forwarded.body["stage"]), (200, &json!("review")), "{forwarded:?}");
        assert_eq!(json!([forwarded.body["due_on"], forwarded.body["provisional"]]), json!(["2027-01-15", false]));
    }
}

#[test]
fn everybody_reads_the_calendars_and_the_city_administrator_alone_loads_one() {
    for engine in engines() {
        let service = engine.fresh().serve(morning("2026-12-30"));
        for &role in Role::ALL {
            let division = match role {
                Role::DistrictSupervisor => "440703",
                Role::TownOfficer => "440703002",
                Role::CommunityCaseworker => VILLAGE,
                _ => "440700",
            };
            let token = service.token(role, division);
            assert_eq!(service.get("/api/v1/calendars", &token).status, 200, "{role:?}");
            assert_eq!(service.get("/api/v1/calendars/2027", &token).status, 200, "{role:?}");
            let status = if role == Role::CityAdministrator { 201 } else { 403 };
            assert_eq!(load(&service, &token, PLAIN, "").status, status, "{role:?}");
        }
        let token = service.token(Role::CityAdministrator, "440700");
        for path in ["1949", "2200", "x"] {
            assert_eq!(service.get(&format!("/api/v1/calendars/{path}"), &token).status, 404, "{path}");
        }
    }
}

#[test]
fn every_fault_of_a_file_is_named_and_nothing_of_it_is_kept() {
    for engine in engines() {
        let service = engine.fresh().serve(morning("2026-12-30"));
        let token = service.token(Role::CityAdministrator, "440700");
        let spoilt = PLAIN
            .replace("2027-02-05,off,春节", "2027-02-30,off,春节")
            .replace("2027-04-05,off", "\n2027-04-05,work")
            .replace("2027-10-01,off,国庆节", "2028-10-01,off,国庆节\n2027-09-15,off,中秋节");
        let send = |file: &[u8], query: &str, lang: &str| {
            let path = format!("/api/v1/calendars{query}");
            service.send_bytes("POST", &path, &token, &[("Content-Type", "text/csv"), ("Accept-Language", lang)], file)
        };

        let refused = send(spoilt.as_bytes(), "", "en");

        assert_eq!((refused.status, &refused.body["code"]), (422, &json!("bad_calendar")), "{refused:?}");
        let faults = refused.body["errors"].as_array().expect("errors");
        let places: Vec<Value> = faults.iter().map(|fault| json!([fault["line"], fault["column"]])).collect();
        assert_eq!(
            json!(places),
            json!([[3, "date"], [6, "day"], [9, "date"], [10, "date"], [null, null], [null, null], [null, null]])
        );
        let missing: Vec<String> = faults[4..].iter().map(|fault| text(&fault["reason"])[..10].to_owned()).collect();
        assert_eq!(missing, ["2027-02-05", "2027-04-05", "2027-10-01"]);
        let chinese = send(spoilt.as_bytes(), "", "zh");
        assert_eq!(chinese.body["errors"][3]["reason"], "第 8 行已有该日期；请只保留正确的一行。", "{chinese:?}");
        for (query, field) in
            [("?year=1949", "year"), ("?document=%20", "document"), ("?published_on=x", "published_on")]
        {
            let reply = send(PLAIN.as_bytes(), query, "en");
            assert_eq!(reply.status, 400, "{query}: {reply:?}");
            assert!(field == "published_on" || reply.body["field"] == field, "{reply:?}");
        }
        assert_eq!(send(PLAIN.as_bytes(), "?year=2028", "en").body["errors"][0]["line"], 2);
        assert_eq!(send(b"", "", "en").status, 422);
        let kept: i64 = working_day_notice::table.count().get_result(&mut service.world.conn()).expect("a number");
        assert_eq!(kept, 0, "{engine:?}");

        // The encoding and the line ends of the file do not matter.
        let marked = format!("\u{feff}{}", PLAIN.replace('\n', "\r\n"));
        assert_eq!(send(marked.as_bytes(), "", "en").status, 201);
        let (encoded, ..) = GB18030.encode(PLAIN);
        assert_eq!(send(&encoded, "", "en").status, 200, "the same notice");
    }
}

#[test]
fn notices_are_never_changed() {
    for engine in engines() {
        let service = engine.fresh().serve(morning("2026-12-30"));
        let token = service.token(Role::CityAdministrator, "440700");
        assert_eq!(load(&service, &token, PLAIN, "").status, 201);
        let mut conn = service.world.conn();
        for change in [
            "update working_day set holiday = 'x'",
            "delete from working_day",
            "update working_day_notice set year = 2028",
            "delete from working_day_notice",
            // The year before last, and a weekday marked as a working day.
            "insert into working_day (notice_id, year, day, works) values (1, 2027, '2026-11-30', '0')",
            "insert into working_day (notice_id, year, day, works) values (1, 2027, '2027-03-01', '1')",
        ] {
            assert!(conn.batch_execute(change).is_err(), "{change} on {engine:?}");
        }
        conn.batch_execute("insert into working_day (notice_id, year, day, works) values (1, 2027, '2027-03-06', '1')")
            .expect("a Saturday worked is a row");
        let rows: i64 = working_day::table.count().get_result(&mut conn).expect("a number");
        assert_eq!(rows, 8);
    }
}

#[test]
fn a_notice_for_a_built_in_year_replaces_it() {
    let service = Engine::Sqlite.fresh().serve(morning("2026-03-02"));
    let token = service.token(Role::CityAdministrator, "440700");
    let carried = include_str!("../../../seeds/working_days/2026.csv");
    let extended = carried.replace("2026-02-24,", "2026-02-24,off,春节\n2026-02-24,");
    let extended = if extended == carried { format!("{carried}2026-02-24,off,春节\n") } else { extended };

    let loaded = load(&service, &token, &extended, "");

    assert_eq!((loaded.status, &loaded.body["working_days"]), (201, &json!(247)), "{loaded:?}");
    let known = service.get("/api/v1/calendars", &token).body["notices"].clone();
    let in_force: Vec<&Value> = known.as_array().expect("notices").iter().map(|notice| &notice["in_force"]).collect();
    assert_eq!(json!(in_force), json!([true, true, false, true]));
}
