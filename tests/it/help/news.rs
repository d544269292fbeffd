//! News for helpers and supervisors, and employments that continue at employers that were struck
//! off, over HTTP.

use bangfu::auth::Role;
use serde_json::{Value, json};

use crate::harness::{Engine, Service, engines, id_number, morning};

const VILLAGE: &str = "440703002101";
const NEXT_DOOR: &str = "440704001015";
const ONE: &str = "91350100M000100Y43";

fn number(serial: u32) -> String {
    id_number("1980-05-06", serial)
}

/// Starts a service on 5 March with three persons: a job seeker in a household on the
/// register, with a case and a caseworker as helper; one next door, with a case; and one without a
/// case.
fn city(engine: &Engine) -> (Service, String, i64) {
    let world = engine.fresh();
    let person = |name: &str, serial: u32, division: &str| {
        vec![
            json!({"kind": "person_registered", "event_ref": name, "person_ref": name, "effective_on": "2020-01-01",
                "id_number": number(serial), "name": name, "sex": "male", "birth_date": "1980-05-06",
                "residence_division": division}),
            json!({"kind": "wish_declared", "event_ref": format!("wish of {name}"), "person_ref": name,
                "effective_on": "2020-01-01", "work": true, "help": true}),
        ]
    };
    let mut lines = person("例一", 11, VILLAGE);
    lines.extend(person("例二", 13, NEXT_DOOR));
    lines.extend(person("例三", 15, VILLAGE));
    lines.extend([
        json!({"kind": "household_registered", "event_ref": "H", "household_ref": "H", "effective_on": "2020-01-01",
            "division": VILLAGE, "urban": true}),
        json!({"kind": "member_joined", "event_ref": "joined", "household_ref": "H", "person_ref": "例一", "relation": "02",
            "effective_on": "2020-01-01"}),
        json!({"kind": "household_recognised", "event_ref": "recognised", "household_ref": "H", "effective_on": "2026-03-02"}),
    ]);
    world.record(&lines, morning("2026-03-02"));
    let service = world.serve(morning("2026-03-05"));
    let bureau = service.token(Role::CityAdministrator, "440700");
    let people = service.get("/api/v1/people", &bureau).body["items"].clone();
    let mut case = 0;
    for (nth, name) in (0..3).map(|nth| (nth, people[nth]["name"].clone())) {
        if name == "例三" {
            continue;
        }
        let opened = service.post("/api/v1/cases", &bureau, &json!({"person": people[nth]["id"]}));
        assert_eq!(opened.status, 201, "{opened:?}");
        if name == "例一" {
            case = opened.body["id"].as_i64().expect("a case");
        }
    }
    (service, bureau, case)
}

fn filed(service: &Service, platform: &str, subject: &str, kind: &str, data: &Value) {
    let event = json!({"specversion": "1.0", "type": format!("bangfu.{kind}"), "source": "/hiring", "id": subject, "data": data});
    let reply = service.events(platform, &event);
    assert_eq!((reply.status, &reply.body["state"]), (201, &json!("applied")), "{reply:?}");
}

fn news(service: &Service, token: &str, query: &str) -> Vec<Value> {
    let reply = service.get(&format!("/api/v1/news{query}"), token);
    assert_eq!(reply.status, 200, "{reply:?}");
    reply.body["items"].as_array().expect("a list").clone()
}

/// The service of [`city`] after a platform has filed hires of all three persons on that day, with
/// a helper in the case.
struct Hired {
    service: Service,
    bureau: String,
    platform: String,
    /// The two caseworkers of the village; one of them is the helper.
    caseworkers: [String; 2],
    case: i64,
}

impl Hired {
    fn new(engine: &Engine) -> Self {
        let (service, bureau, case) = city(engine);
        let platform = service.token(Role::HiringPlatform, "440700");
        let caseworkers = [VILLAGE; 2].map(|village| service.token(Role::CommunityCaseworker, village));
        filed(&service, &platform, "U", "employer", &json!({"uscc": ONE, "name": "某公司", "division": "440703"}));
        let accounts = service.get("/api/v1/accounts?limit=200", &bureau).body["items"].clone();
        let of_village = |account: &&Value| account["role"] == "community_caseworker" && account["division"] == VILLAGE;
        let first = accounts.as_array().expect("accounts").iter().find(of_village).expect("one").clone();
        let taken = service.send(
            "PUT",
            &format!("/api/v1/cases/{case}/helper"),
            &bureau,
            &[],
            Some(&json!({"helper": first["id"], "instead_of": null})),
        );
        assert_eq!(taken.status, 200, "{engine:?} {taken:?}");
        for (serial, subject) in [(11, "1"), (13, "2"), (15, "3")] {
            // The hires start today, because the news shows the state of today.
            let hire = json!({"id_number": number(serial), "form": "unit", "uscc": ONE, "effective_on": "2026-03-05"});
            filed(&service, &platform, subject, "employment_started", &hire);
        }
        Self { service, bureau, platform, caseworkers, case }
    }

    /// Moves the clock to a day and signs the bureau in again.
    fn on(&mut self, day: &str) {
        self.service.clock.set(morning(day));
        self.bureau = self.service.token(Role::CityAdministrator, "440700");
    }

    /// Gives the news as the bureau sees them.
    fn news(&self, query: &str) -> Vec<Value> {
        news(&self.service, &self.bureau, query)
    }

    /// Gives the news that the two caseworkers see of their own cases.
    fn own(&self) -> Vec<Value> {
        self.caseworkers.iter().flat_map(|token| news(&self.service, token, "?mine=true")).collect()
    }
}

fn named(news: &[Value]) -> Vec<Value> {
    news.iter().map(|item| item["name"].clone()).collect()
}

#[test]
fn a_hire_is_news_to_the_helper_and_says_that_the_household_left() {
    for engine in engines() {
        let hired = Hired::new(&engine);

        let own = hired.own();

        assert_eq!(own.len(), 1, "one of the two helps: {own:?}");
        let fields = ["kind", "effective_on", "name", "division", "case", "household_on_register", "employer"];
        assert_eq!(
            fields.map(|field| own[0][field].clone()),
            [
                json!("employment_started"),
                json!("2026-03-05"),
                json!("例一"),
                json!(VILLAGE),
                json!(hired.case),
                json!(false),
                json!(ONE)
            ]
        );
    }
}

#[test]
fn everybody_above_sees_the_news_of_the_cases_in_their_part_of_the_city() {
    for engine in engines() {
        let hired = Hired::new(&engine);
        let service = &hired.service;
        let district = service.token(Role::DistrictSupervisor, "440704");

        let all = hired.news("");

        assert_eq!(named(&all), ["例二", "例一"], "the latest first, and nobody without a case");
        assert_eq!(all[0]["household"], Value::Null);
        for caseworker in &hired.caseworkers {
            assert_eq!(news(service, caseworker, "").len(), 1, "whoever sits in the village sees it without");
        }
        assert_eq!(news(service, &district, "").len(), 1);
        assert_eq!(service.get("/api/v1/news?division=440703", &district).status, 404);
        assert_eq!(named(&hired.news("?division=440704")), ["例二"]);
    }
}

#[test]
fn news_goes_on_page_by_page() {
    for engine in engines() {
        let hired = Hired::new(&engine);

        let first = hired.service.get("/api/v1/news?limit=1", &hired.bureau).body;
        let rest = hired.news(&format!("?limit=1&after={}", first["next"].as_str().expect("more")));

        assert_eq!(rest[0]["name"], "例一");
    }
}

#[test]
fn what_the_bureau_records_or_sends_itself_is_no_news() {
    for engine in engines() {
        let hired = Hired::new(&engine);
        let Hired { service, bureau, .. } = &hired;

        let wish =
            json!({"kind": "wish_declared", "effective_on": "2026-03-05", "person": 1, "work": true, "help": false});
        assert_eq!(service.post("/api/v1/facts", bureau, &wish).status, 201);
        let absent = json!({"id_number": number(13), "absence": "abroad", "effective_on": "2026-03-01"});
        filed(service, bureau, "b", "absence_started", &absent);
        let back = json!({"id_number": number(13), "absence": "abroad", "effective_on": "2026-03-02"});
        filed(service, bureau, "c", "absence_ended", &back);

        assert_eq!(named(&hired.own()), ["例一"]);
        assert_eq!(named(&hired.news("")), ["例二", "例一"]);
    }
}

#[test]
fn news_of_a_registration_that_was_given_up_is_of_the_one_that_stays() {
    for engine in engines() {
        let hired = Hired::new(&engine);
        let service = &hired.service;
        let department = service.token(Role::Department, "440700");
        let absent = json!({"id_number": number(15), "absence": "abroad", "effective_on": "2026-03-05"});
        filed(service, &department, "6", "absence_started", &absent);
        assert_eq!(hired.news("").len(), 2);

        // The registration is merged into one that is merged itself.
        let between = json!({"kind": "person_registered", "event_ref": "例四", "person_ref": "例四", "effective_on": "2020-01-01",
            "id_number": number(17), "name": "例四", "sex": "male", "birth_date": "1980-05-06", "residence_division": VILLAGE});
        let merged = |event: &str, stays: &str, given_up: &str| {
            json!({"kind": "person_merged", "event_ref": event, "person_ref": stays, "other_ref": given_up,
                "effective_on": "2026-03-05"})
        };
        let lines = [between, merged("first", "例四", "例三"), merged("merging", "例一", "例四")];
        service.world.record(&lines, morning("2026-03-05"));

        let kinds: Vec<_> = hired.news("").iter().map(|item| item["kind"].clone()).collect();
        assert_eq!(kinds, ["absence_started", "employment_started", "employment_started", "employment_started"]);
        let voided =
            json!({"kind": "voided", "event_ref": "unmerging", "voids": "merging", "effective_on": "2026-03-05"});
        service.world.record(&[voided], morning("2026-03-05"));
        assert_eq!(hired.news("").len(), 2);
    }
}

#[test]
fn a_hire_that_is_taken_back_is_no_news() {
    for engine in engines() {
        let hired = Hired::new(&engine);

        let withdrawn = json!({"specversion": "1.0", "type": "bangfu.withdrawn", "source": "/hiring", "id": "1b",
            "subject": "1", "version": 2, "data": {}});
        hired.service.events(&hired.platform, &withdrawn);

        assert_eq!(named(&hired.news("")), ["例二"]);
    }
}

#[test]
fn news_is_told_for_two_weeks_or_since_a_day() {
    for engine in engines() {
        let mut hired = Hired::new(&engine);

        hired.on("2026-03-19");
        assert_eq!(hired.news("").len(), 2);

        hired.on("2026-03-20");
        assert_eq!(hired.news("").len(), 0);
        assert_eq!(hired.news("?since=2026-03-05").len(), 2);
        assert_eq!(hired.news("?since=2026-03-06").len(), 0);
    }
}

#[test]
fn a_case_that_is_closed_has_no_news() {
    for engine in engines() {
        let mut hired = Hired::new(&engine);
        hired.on("2026-03-20");

        let closed = json!({"kind": "case_closed", "event_ref": "closed", "person_ref": "例二", "reason": "unit_employment",
            "effective_on": "2026-03-20"});
        hired.service.world.record(&[closed], morning("2026-03-20"));

        assert_eq!(named(&hired.news("?since=2026-03-05")), ["例一"]);
    }
}

#[test]
fn who_still_works_at_an_employer_that_is_gone_is_told_until_the_end_is_filed() {
    for engine in engines() {
        let (service, bureau, _) = city(&engine);
        let platform = service.token(Role::HiringPlatform, "440700");
        let other = service.token(Role::HiringPlatform, "440700");
        filed(&service, &platform, "U", "employer", &json!({"uscc": ONE, "name": "某公司", "division": "440703"}));
        for (serial, subject) in [(11, "1"), (13, "2")] {
            let hire = json!({"id_number": number(serial), "form": "unit", "uscc": ONE, "effective_on": "2026-01-04"});
            filed(&service, &platform, subject, "employment_started", &hire);
        }
        let elsewhere = json!({"id_number": number(15), "form": "unit", "effective_on": "2026-01-04"});
        filed(&service, &bureau, "3", "employment_started", &elsewhere);
        let unended = |token: &str, query: &str| {
            let reply = service.get(&format!("/api/v1/filings/unended{query}"), token);
            assert_eq!(reply.status, 200, "{engine:?} {reply:?}");
            reply.body
        };
        let unit = |on: Value| json!({"uscc": ONE, "name": "某公司", "division": "440703", "deregistered_on": on});
        filed(&service, &other, "E", "employer", &json!({"uscc": ONE, "name": "某公司", "division": "440703"}));
        assert_eq!(unended(&bureau, "")["items"], json!([]));
        filed(&service, &platform, "E", "employer", &unit(json!("2026-03-05")));
        // Two platforms report the end of the employer; the employment is listed once.
        let again = json!({"specversion": "1.0", "type": "bangfu.employer", "source": "/hiring", "id": "E2", "subject": "E", "version": 2,
            "data": unit(json!("2026-03-01"))});
        assert_eq!(service.events(&other, &again).status, 201);

        let all = unended(&bureau, "");
        assert_eq!(all["items"].as_array().expect("a list").len(), 2, "{all}");
        let told = ["employer", "employer_name", "from", "deregistered_on", "division"]
            .map(|field| all["items"][0][field].clone());
        assert_eq!(told, [json!(ONE), json!("某公司"), json!("2026-01-04"), json!("2026-03-01"), json!(VILLAGE)]);
        let first = unended(&bureau, "?limit=1");
        let rest = unended(&bureau, &format!("?limit=1&after={}", first["next"].as_str().expect("more")));
        assert_eq!((rest["items"][0]["division"].clone(), rest["next"].clone()), (json!(NEXT_DOOR), Value::Null));
        let district = service.token(Role::DistrictSupervisor, "440704");
        assert_eq!(unended(&district, "")["items"].as_array().expect("a list").len(), 1);
        assert_eq!(service.get("/api/v1/filings/unended?division=440703", &district).status, 404);
        assert_eq!(unended(&bureau, "?division=440704")["items"].as_array().expect("a list").len(), 1);

        let end = json!({"id_number": number(11), "employment_ref": "1", "effective_on": "2026-03-02"});
        filed(&service, &platform, "4", "employment_ended", &end);
        assert_eq!(unended(&bureau, "")["items"].as_array().expect("a list").len(), 1);
    }
}
