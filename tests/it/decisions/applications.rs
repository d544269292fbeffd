//! Applications over HTTP, from filing to the decision: which role may take which step when, what
//! the public can read meanwhile, and what the decision changes.

use bangfu::auth::Role;
use serde_json::{Value, json};

use crate::harness::command::{command, finish};
use crate::harness::{Engine, PASSWORD, Reply, Service, engines, id_number, morning, text};

const VILLAGE: &str = "440703002101";
const TOWN: &str = "440703002";

/// A service with the desks of 蓬江区 and one account at each.
struct Office {
    service: Service,
    community: String,
    town: String,
    county: String,
    other_county: String,
    person: i64,
    household: i64,
}

impl Office {
    /// Registers a man born on 1976-03-15 who seeks work, alone in his household, under the sender
    /// `default`.
    fn new(engine: &Engine) -> Self {
        let service = engine.fresh().serve(morning("2026-03-23"));
        service.world.record(
            &[
                json!({"kind": "person_registered", "event_ref": "1", "person_ref": "P", "effective_on": "2020-01-01", "id_number": id_number("1976-03-15", 1), "name": "例一", "sex": "male", "birth_date": "1976-03-15", "residence_division": VILLAGE, "hukou_division": "440703"}),
                json!({"kind": "household_registered", "event_ref": "2", "household_ref": "H", "effective_on": "2020-01-01", "division": VILLAGE, "urban": true}),
                json!({"kind": "member_joined", "event_ref": "3", "household_ref": "H", "person_ref": "P", "relation": "02", "effective_on": "2020-01-01"}),
                json!({"kind": "wish_declared", "event_ref": "4", "person_ref": "P", "effective_on": "2020-01-01", "work": true, "help": true}),
            ],
            morning("2026-03-23"),
        );
        let community = service.account(Role::CommunityCaseworker, VILLAGE);
        let town = service.account(Role::TownOfficer, TOWN);
        let county = service.account(Role::DistrictSupervisor, "440703");
        let other_county = service.account(Role::DistrictSupervisor, "440703");
        let mut office = Self { service, community, town, county, other_county, person: 0, household: 0 };
        let first = |path: &str| office.get(&office.county, path).body["items"][0]["id"].as_i64().expect("a number");
        let (person, household) = (first("/api/v1/people"), first("/api/v1/households"));
        (office.person, office.household) = (person, household);
        office
    }

    /// Moves the clock to the morning of a day.
    fn on(&self, day: &str) -> &Self {
        self.service.clock.set(morning(day));
        self
    }

    /// Signs in again, because an earlier token has expired after days.
    fn token(&self, account: &str) -> String {
        let reply = self.service.post("/api/v1/sessions", "", &json!({"username": account, "password": PASSWORD}));
        assert_eq!(reply.status, 200, "{reply:?}");
        text(&reply.body["access_token"])
    }

    fn get(&self, account: &str, path: &str) -> Reply {
        self.service.get(path, &self.token(account))
    }

    fn post(&self, account: &str, path: &str, body: &Value) -> Reply {
        self.service.post(path, &self.token(account), body)
    }

    fn file(&self, body: &Value) -> i64 {
        let reply = self.post(&self.community, "/api/v1/applications", body);
        assert_eq!(reply.status, 201, "{reply:?}");
        reply.body["id"].as_i64().expect("a number")
    }

    fn of_household(&self) -> i64 {
        self.file(&json!({"household": self.household, "channel": "window"}))
    }

    fn step(&self, account: &str, application: i64, step: &Value) -> Reply {
        self.post(account, &format!("/api/v1/applications/{application}/steps"), step)
    }

    /// Takes a step that must succeed, and gives the stage of the application after it.
    fn take(&self, account: &str, application: i64, step: &Value) -> String {
        let reply = self.step(account, application, step);
        assert_eq!(reply.status, 200, "{step}: {reply:?}");
        text(&reply.body["stage"])
    }

    /// Gives the status, the code and the field of a refused step.
    fn refused(&self, account: &str, application: i64, step: &Value) -> (u16, String, String) {
        let reply = self.step(account, application, step);
        let word = |name: &str| reply.body[name].as_str().unwrap_or_default().to_owned();
        (reply.status, word("code"), word("field"))
    }

    /// Brings an application filed on 2026-03-23 to the town's desk on 2026-03-31.
    fn bring_to_town(&self, application: i64, paper: &str) {
        self.take(&self.community, application, &json!({"step": "evidence_seen", "evidence": paper}));
        self.take(&self.community, application, &json!({"step": "checked", "finding": "confirmed"}));
        self.on("2026-03-25");
        self.take(&self.community, application, &json!({"step": "notice_published", "until": "2026-03-30"}));
        self.on("2026-03-31");
        self.take(&self.community, application, &json!({"step": "forwarded"}));
    }

    fn closing(&self, month: &str) -> Value {
        let line = self.get(&self.county, &format!("/api/v1/months/{month}?division=440703&view=restated"));
        line.body["lines"][0]["households"]["closing"].clone()
    }
}

fn wrong_step(field: &str) -> (u16, String, String) {
    (409, "wrong_step".to_owned(), field.to_owned())
}

#[test]
fn a_household_is_recognised_on_the_day_of_the_decision_and_not_before() {
    for engine in engines() {
        let office = Office::new(&engine);
        let id = office.of_household();
        let filed = office.get(&office.community, &format!("/api/v1/applications/{id}"));
        assert_eq!((filed.body["stage"].as_str(), filed.body["due_on"].as_str()), (Some("filed"), Some("2026-04-01")));
        assert_eq!(filed.body["papers"], json!(["household_book"]));
        let checks = json!([{"check": "condition", "verdict": "passed"}, {"check": "papers", "verdict": "failed"}]);
        assert_eq!(filed.body["checks"], checks);

        let asked = json!({"step": "papers_asked", "papers": ["household_book"], "note": "请补交户口簿"});
        assert_eq!(office.take(&office.community, id, &asked), "papers_awaited");
        assert_eq!(office.take(&office.community, id, &json!({"step": "papers_supplied"})), "filed");
        assert_eq!(office.refused(&office.community, id, &asked), wrong_step("step"), "what is missing is told once");
        office.bring_to_town(id, "household_book");
        assert_eq!(office.closing("2026-03"), 0, "{engine:?}");
        office.on("2026-04-01");
        assert_eq!(office.take(&office.town, id, &json!({"step": "reviewed", "finding": "confirmed"})), "decision");
        office.on("2026-04-08");
        let seen = office.get(&office.county, &format!("/api/v1/applications/{id}"));
        assert_eq!(seen.body["due_on"], "2026-04-16", "{seen:?}");
        assert_eq!(
            seen.body["next_steps"],
            json!(["evidence_seen", "approved", "refused", "withdrawn", "document_added"])
        );
        assert_eq!(office.take(&office.county, id, &json!({"step": "approved"})), "approved");

        let decided = office.get(&office.county, &format!("/api/v1/applications/{id}"));
        let last = decided.body["steps"].as_array().and_then(|steps| steps.last()).cloned().expect("a step");
        assert_eq!(
            last["details"],
            json!({"rule_text": "粤人社规〔2023〕11号", "checks": "condition:passed papers:passed"})
        );
        assert_eq!(decided.body["steps"][1]["note"], "请补交户口簿");
        let why = |on: &str| {
            let path = format!("/api/v1/households/{}/explanation?on={on}", office.household);
            text(&office.get(&office.county, &path).body["state"])
        };
        assert_eq!((why("2026-04-07"), why("2026-04-08")), ("none".to_owned(), "in".to_owned()));
        assert_eq!(office.closing("2026-04"), 1);
        assert_eq!(office.refused(&office.county, id, &json!({"step": "withdrawn"})), wrong_step("step"));
    }
}

#[test]
fn every_step_is_taken_at_its_desk_and_by_nobody_who_handled_it_before() {
    for engine in engines() {
        let office = Office::new(&engine);
        let id = office.of_household();
        let forbidden = (403, "forbidden".to_owned(), String::new());
        office.bring_to_town(id, "household_book");
        let reviewed = json!({"step": "reviewed", "finding": "confirmed"});
        let approved = json!({"step": "approved"});

        assert_eq!(office.refused(&office.community, id, &reviewed), forbidden);
        assert_eq!(office.refused(&office.town, id, &approved), forbidden, "not delegated: the county's");
        assert_eq!(office.take(&office.county, id, &reviewed), "decision", "a higher desk may stand in");
        assert_eq!(office.refused(&office.county, id, &approved), wrong_step("officer_ref"), "it reviewed it");
        assert_eq!(office.refused(&office.town, id, &json!({"step": "refused", "note": "不符"})), forbidden);
        assert_eq!(office.take(&office.other_county, id, &approved), "approved");
    }
}

#[test]
fn nobody_handles_an_application_of_their_own_household() {
    for engine in engines() {
        let office = Office::new(&engine);
        let administrator = office.service.token(Role::CityAdministrator, "440700");
        let account = |name: &str, number: &str| {
            let body = json!({"username": name, "password": PASSWORD, "role": "district_supervisor", "division": "440703", "id_number": number});
            office.service.post("/api/v1/accounts", &administrator, &body)
        };
        let own = account("own.business", &id_number("1976-03-15", 1));
        assert_eq!((own.status, &own.body["identified"]), (201, &json!(true)), "{own:?}");
        assert!(!own.text.contains("1976"), "the number is not told");
        let spoilt = account("nobodys", "440703197603150000");
        assert_eq!((spoilt.status, spoilt.body["field"].as_str()), (400, Some("id_number")));
        assert_eq!(account("somebody.else", &id_number("1976-03-15", 2)).status, 201);
        let own_application = json!({"person": office.person, "category": "older", "channel": "window"});

        let filed = office.post("own.business", "/api/v1/applications", &own_application);
        assert_eq!((filed.status, filed.body["field"].as_str()), (409, Some("officer_ref")), "{filed:?}");
        let household = office.of_household();
        let person = office.file(&own_application);
        for id in [household, person] {
            let seen = json!({"step": "evidence_seen", "evidence": "household_book"});
            assert_eq!(office.refused("own.business", id, &seen), wrong_step("officer_ref"));
            assert_eq!(office.take("somebody.else", id, &seen), "filed");
        }
    }
}

#[test]
fn a_relative_of_todays_household_is_ones_own_whatever_is_filed_ahead() {
    for engine in engines() {
        let office = Office::new(&engine);
        let administrator = office.service.token(Role::CityAdministrator, "440700");
        let number = id_number("1975-05-06", 3);
        office.service.world.record(
            &[
                json!({"kind": "person_registered", "event_ref": "s1", "person_ref": "S", "effective_on": "2020-01-01", "id_number": number, "name": "例三", "sex": "male", "birth_date": "1975-05-06", "residence_division": VILLAGE}),
                json!({"kind": "member_joined", "event_ref": "s2", "household_ref": "H", "person_ref": "S", "relation": "12", "effective_on": "2020-01-01"}),
                json!({"kind": "member_left", "event_ref": "s3", "household_ref": "H", "person_ref": "S", "effective_on": "2099-01-01"}),
            ],
            morning("2026-03-23"),
        );
        let body = json!({"username": "spouse", "password": PASSWORD, "role": "district_supervisor", "division": "440703", "id_number": number});
        assert_eq!(office.service.post("/api/v1/accounts", &administrator, &body).status, 201);
        let household = office.of_household();
        let person = office.file(&json!({"person": office.person, "category": "older", "channel": "window"}));
        let seen = json!({"step": "evidence_seen", "evidence": "household_book"});
        for id in [household, person] {
            assert_eq!(office.refused("spouse", id, &seen), wrong_step("officer_ref"));
            let shown = office.get("spouse", &format!("/api/v1/applications/{id}"));
            assert_eq!(shown.body["next_steps"], json!([]), "{shown:?}");
            let steps = office.get(&office.county, &format!("/api/v1/applications/{id}")).body["steps"].clone();
            let void = json!({"kind": "voided", "effective_on": "2026-03-23", "voids": steps[0]["position"]});
            let refused = office.post("spouse", "/api/v1/facts", &void);
            assert_eq!((refused.status, refused.body["code"].as_str()), (409, Some("wrong_step")), "{refused:?}");
        }
    }
}

#[test]
fn an_application_told_of_and_decided_elsewhere_is_nobodys_to_handle() {
    for engine in engines() {
        let office = Office::new(&engine);
        office.service.world.record(
            &[
                json!({"kind": "household_applied", "event_ref": "a", "household_ref": "H", "effective_on": "2026-01-05"}),
                json!({"kind": "household_recognised", "event_ref": "b", "household_ref": "H", "effective_on": "2026-01-12"}),
            ],
            morning("2026-03-23"),
        );
        assert_eq!(office.get(&office.county, "/api/v1/applications").body["items"], json!([]));
        assert_eq!(office.get(&office.county, "/api/v1/applications/5").status, 404);
        let id = office.of_household();
        assert_eq!(office.get(&office.county, "/api/v1/applications").body["items"][0]["id"], id);
        // A first step recorded as a line makes it an application with steps.
        office.service.world.record(
            &[json!({"kind": "application_step", "event_ref": "c", "application_ref": "a", "step": "filed", "channel": "window", "promise": false, "effective_on": "2026-01-05"})],
            morning("2026-03-23"),
        );
        assert_eq!(office.get(&office.county, "/api/v1/applications").body["items"][0]["id"], 5);
        for kind in ["household_applied", "household_recognised"] {
            let fact = json!({"kind": kind, "effective_on": "2026-03-23", "household": office.household});
            let refused = office.post(&office.county, "/api/v1/facts", &fact);
            assert_eq!((refused.status, refused.body["field"].as_str()), (422, Some("kind")), "{refused:?}");
        }
        let slip =
            json!({"person": office.person, "category": "older", "channel": "window", "applied_on": "0026-03-23"});
        assert_eq!(office.post(&office.county, "/api/v1/applications", &slip).status, 400);
    }
}

#[test]
fn a_notice_is_published_today_and_for_a_month_at_most() {
    for engine in engines() {
        let office = Office::new(&engine);
        let id = office.of_household();
        office.take(&office.community, id, &json!({"step": "checked", "finding": "confirmed"}));
        office.on("2026-03-31");
        let notice = |more: Value| {
            let mut step = json!({"step": "notice_published"});
            step.as_object_mut().expect("an object").extend(more.as_object().expect("an object").clone());
            office.refused(&office.community, id, &step)
        };
        let past = notice(json!({"on": "2026-03-24", "until": "2026-03-30"}));
        assert_eq!(past, wrong_step("effective_on"), "nobody could have read it");
        assert_eq!(notice(json!({"until": "2026-04-02"})), wrong_step("until"));
        assert_eq!(notice(json!({"until": "2026-05-01"})), wrong_step("until"));
        assert_eq!(
            office.take(&office.community, id, &json!({"step": "notice_published", "until": "2026-04-30"})),
            "on_notice"
        );
    }
}

#[test]
fn a_household_goes_by_its_head_among_the_adults_who_live() {
    for engine in engines() {
        let office = Office::new(&engine);
        let member = |n: u32, birth: &str, relation: &str| {
            [
                json!({"kind": "person_registered", "event_ref": format!("m{n}"), "person_ref": format!("M{n}"), "effective_on": "2020-01-01", "id_number": id_number(birth, n), "name": format!("例{n}"), "sex": "male", "birth_date": birth, "residence_division": VILLAGE}),
                json!({"kind": "member_joined", "event_ref": format!("j{n}"), "household_ref": "G", "person_ref": format!("M{n}"), "relation": relation, "effective_on": "2020-01-01"}),
            ]
        };
        let mut lines = vec![
            json!({"kind": "household_registered", "event_ref": "g", "household_ref": "G", "effective_on": "2020-01-01", "division": VILLAGE, "urban": true}),
        ];
        // The members are, in order: a child, the late head, another member, and the next head.
        for (n, birth, relation) in
            [(11, "2014-05-06", "22"), (13, "1950-05-06", "02"), (15, "1980-05-06", "22"), (17, "1978-05-06", "02")]
        {
            lines.extend(member(n, birth, relation));
        }
        lines.push(json!({"kind": "died", "event_ref": "d", "person_ref": "M13", "effective_on": "2026-01-05"}));
        office.service.world.record(&lines, morning("2026-03-23"));
        let households = office.get(&office.county, "/api/v1/households").body["items"].clone();
        let household =
            households.as_array().expect("households").iter().find(|h| h["household_ref"] == "G").expect("it")["id"]
                .clone();
        let id = office.file(&json!({"household": household, "channel": "window"}));
        office.take(&office.community, id, &json!({"step": "checked", "finding": "confirmed"}));
        office.take(&office.community, id, &json!({"step": "notice_published", "until": "2026-03-31"}));
        let named =
            || office.service.get(&format!("/api/v1/notices?division={VILLAGE}"), "").body["items"][0]["name"].clone();
        assert_eq!(named(), "例17");
        let left = json!({"kind": "member_left", "event_ref": "l", "household_ref": "G", "person_ref": "M17", "effective_on": "2026-03-01"});
        office.service.world.record(&[left], morning("2026-03-23"));
        assert_eq!(named(), "例15", "nobody is called the head any longer, and a child is not named");
    }
}

#[test]
fn a_refusal_says_why_and_may_be_rechecked_once_by_somebody_else_within_thirty_days() {
    for engine in engines() {
        let office = Office::new(&engine);
        let id = office.of_household();
        office.bring_to_town(id, "household_book");
        office.take(&office.town, id, &json!({"step": "reviewed", "finding": "unclear"}));
        let silent = office.step(&office.county, id, &json!({"step": "refused"}));
        assert_eq!((silent.status, silent.body["field"].as_str()), (400, Some("note")));
        let refused = json!({"step": "refused", "note": "家庭成员已就业"});
        assert_eq!(office.take(&office.county, id, &refused), "refused");
        office.on("2026-05-01");
        assert_eq!(
            office.refused(&office.community, id, &json!({"step": "recheck_asked"})),
            wrong_step("effective_on")
        );

        office.on("2026-04-30");
        assert_eq!(office.take(&office.community, id, &json!({"step": "recheck_asked"})), "recheck");
        assert_eq!(office.refused(&office.county, id, &json!({"step": "approved"})), wrong_step("officer_ref"));
        assert_eq!(office.take(&office.other_county, id, &refused), "refused");
        assert_eq!(office.refused(&office.community, id, &json!({"step": "recheck_asked"})), wrong_step("step"));
    }
}

#[test]
fn a_town_decides_in_its_countys_place_from_the_day_it_may_unless_something_is_in_doubt() {
    for engine in engines() {
        let office = Office::new(&engine);
        let delegation = |division: &str, delegated: bool| {
            let fact = json!({"kind": "delegation_set", "effective_on": "2026-03-31", "division": division, "delegated": delegated});
            office.post(&office.county, "/api/v1/facts", &fact).status
        };
        assert_eq!((delegation(TOWN, true), delegation("440704001", true)), (201, 422), "one's own towns alone");
        let fact =
            json!({"kind": "delegation_set", "effective_on": "2026-03-31", "division": TOWN, "delegated": false});
        assert_eq!(office.post(&office.town, "/api/v1/facts", &fact).status, 403);

        let sure = office.of_household();
        office.bring_to_town(sure, "household_book");
        let id =
            office.file(&json!({"person": office.person, "category": "older", "channel": "proxy", "promise": true}));
        let shown = office.get(&office.town, &format!("/api/v1/applications/{sure}"));
        assert_eq!((shown.body["stage"].as_str(), &shown.body["delegated"]), (Some("decision"), &json!(true)));
        assert_eq!(office.take(&office.town, sure, &json!({"step": "approved"})), "approved");

        office.take(&office.community, id, &json!({"step": "checked", "finding": "unclear"}));
        office.take(&office.community, id, &json!({"step": "notice_published", "until": "2026-04-03"}));
        office.on("2026-04-07");
        office.take(&office.community, id, &json!({"step": "forwarded"}));
        assert_eq!(office.refused(&office.town, id, &json!({"step": "approved"})).0, 403, "unclear: the county's");
        assert_eq!(office.take(&office.county, id, &json!({"step": "approved"})), "approved");
        let path = format!("/api/v1/people/{}/explanation?on=2026-04-07", office.person);
        assert_eq!(office.get(&office.county, &path).body["categories"], json!(["older"]));
    }
}

#[test]
fn what_the_facts_say_against_it_is_not_approved() {
    for engine in engines() {
        let office = Office::new(&engine);
        let long = office.file(&json!({"person": office.person, "category": "long_unemployed", "channel": "online"}));
        let household = office.of_household();
        for id in [long, household] {
            office.on("2026-03-23");
            office.take(&office.community, id, &json!({"step": "checked", "finding": "confirmed"}));
        }
        office.on("2026-03-25");
        for id in [long, household] {
            office.take(&office.community, id, &json!({"step": "notice_published", "until": "2026-03-30"}));
        }
        office.on("2026-03-31");
        for id in [long, household] {
            office.take(&office.community, id, &json!({"step": "forwarded"}));
            office.take(&office.town, id, &json!({"step": "reviewed", "finding": "confirmed"}));
        }
        let verdict = |id: i64, check: &str| {
            let shown = office.get(&office.county, &format!("/api/v1/applications/{id}"));
            let checks = shown.body["checks"].as_array().expect("checks").clone();
            text(&checks.iter().find(|c| c["check"] == check).expect("the check")["verdict"])
        };
        let approved = json!({"step": "approved"});
        // The person was never registered as unemployed; no evidence of the household was seen.
        assert_eq!(office.refused(&office.county, long, &approved), wrong_step("step"));
        assert_eq!(office.refused(&office.county, household, &approved), wrong_step("step"));
        assert_eq!((verdict(long, "unemployed"), verdict(household, "papers")), ("failed".into(), "failed".into()));

        let registered = |on: &str| {
            let fact = json!({"kind": "unemployment_registered", "effective_on": on, "person": office.person});
            assert_eq!(office.post(&office.community, "/api/v1/facts", &fact).status, 201);
        };
        registered("2025-03-31");
        assert_eq!(verdict(long, "unemployed"), "passed", "a year to the day");
        let job = json!({"kind": "employment_started", "effective_on": "2025-08-10", "person": office.person, "form": "unit", "employment_ref": "J"});
        assert_eq!(office.post(&office.community, "/api/v1/facts", &job).status, 201);
        let end = json!({"kind": "employment_ended", "effective_on": "2025-08-18", "person": office.person, "employment_ref": "J"});
        assert_eq!(office.post(&office.community, "/api/v1/facts", &end).status, 201);
        assert_eq!(verdict(long, "unemployed"), "failed", "a job broke the year");
        assert_eq!(office.refused(&office.county, long, &approved), wrong_step("step"));
        // A refused step leaves nothing behind.
        let steps = office.get(&office.county, &format!("/api/v1/applications/{long}")).body["steps"].clone();
        assert_eq!(steps.as_array().map(Vec::len), Some(5), "{steps}");
    }
}

#[test]
fn the_public_reads_name_masked_number_and_community_while_the_notice_stands() {
    for engine in engines() {
        let office = Office::new(&engine);
        let id = office.file(&json!({"person": office.person, "category": "rehab_mental", "channel": "window"}));
        let notices = || office.service.get(&format!("/api/v1/notices?division={VILLAGE}"), "");
        office.take(&office.community, id, &json!({"step": "checked", "finding": "confirmed"}));
        assert_eq!(notices().body["items"], json!([]));
        office.on("2026-03-25");
        office.take(&office.community, id, &json!({"step": "notice_published", "until": "2026-03-30"}));
        let household = office.of_household();
        office.take(&office.community, household, &json!({"step": "checked", "finding": "confirmed"}));
        office.take(&office.community, household, &json!({"step": "notice_published", "until": "2026-03-31"}));

        let shown = notices();
        let masked = format!("440703********{}", &id_number("1976-03-15", 1)[14..]);
        let expected = json!({"name": "例一", "id_number": masked, "division": VILLAGE, "from": "2026-03-25", "until": "2026-03-30"});
        let mut first = shown.body["items"][0].clone();
        let community = first.as_object_mut().and_then(|notice| notice.remove("community")).map(|c| text(&c));
        assert_eq!(first, expected, "name, number, place and days, and nothing else");
        assert!(community.is_some_and(|name| !name.is_empty()));
        assert_eq!(shown.body["items"][1]["name"], "例一", "a household goes by its head");
        assert!(!shown.text.contains("rehab") && !shown.text.contains("19760315"));
        office.on("2026-03-31");
        assert_eq!(notices().body["items"].as_array().map(Vec::len), Some(1), "one is over, one stands its last day");
        office.on("2026-04-01");
        assert_eq!(notices().body["items"], json!([]));
        let elsewhere = |division: &str| office.service.get(&format!("/api/v1/notices?division={division}"), "").status;
        assert_eq!((elsewhere("440703"), elsewhere("440703002999"), elsewhere("440704001015")), (404, 404, 200));
    }
}

#[test]
fn a_file_of_evidence_is_kept_once_sealed_and_read_within_reach_by_its_content() {
    const SCAN: &[u8] = b"%PDF-1.7 the household book of somebody";
    for engine in engines() {
        let office = Office::new(&engine);
        let (id, other) = (
            office.of_household(),
            office.file(&json!({"person": office.person, "category": "zero_household", "channel": "online"})),
        );
        let path = |id: i64| format!("/api/v1/applications/{id}/documents");
        let add = |id: i64, content_type: &str, content: &[u8]| {
            let path = format!("{}?evidence=household_book", path(id));
            office.service.upload(&path, &office.token(&office.community), content_type, content)
        };
        let added = add(id, "application/pdf", SCAN);
        assert_eq!((added.status, &added.body["size"]), (201, &json!(SCAN.len())), "{added:?}");
        let hash = text(&added.body["document"]);
        assert_eq!(add(other, "application/pdf", SCAN).body["document"], json!(hash), "one content, one file");

        for (content_type, content) in
            [("image/png", SCAN), ("application/pdf", b"MZ\x90\x00"), ("text/plain", SCAN), ("application/pdf", b"")]
        {
            let refused = add(id, content_type, content);
            assert_eq!((refused.status, refused.body["field"].as_str()), (400, Some("Content-Type")), "{refused:?}");
        }
        let mut large = SCAN.to_vec();
        large.resize(5 * 1024 * 1024 + 1, b' ');
        assert_eq!(add(id, "application/pdf", &large).status, 413);
        large.pop();
        assert_eq!(add(id, "application/pdf", &large).status, 201, "5 MiB to the byte");

        let read = |account: &str, id: i64, hash: &str| office.get(account, &format!("{}/{hash}", path(id)));
        let file = read(&office.county, id, &hash);
        assert_eq!((file.status, file.text.as_bytes()), (200, SCAN));
        assert_eq!(file.headers["content-type"], "application/pdf");
        assert_eq!(file.headers["content-disposition"], "attachment");
        let next_door = office.service.account(Role::DistrictSupervisor, "440704");
        assert_eq!(read(&next_door, id, &hash).status, 404);
        assert_eq!(read(&office.county, id, &format!("sm3:{}", "0".repeat(64))).status, 404);
        let shown = office.get(&office.county, &format!("/api/v1/applications/{id}"));
        assert_eq!(shown.body["steps"][1]["details"], json!({"evidence": "household_book", "document": hash}));
        assert_eq!(shown.body["evidence"], json!([]), "a file counts once it was seen");
        office.take(&office.community, id, &json!({"step": "withdrawn"}));
        assert_eq!(add(id, "application/pdf", SCAN).status, 409);

        let mut conn = office.service.world.conn();
        #[derive(diesel::QueryableByName)]
        struct Kept {
            #[diesel(sql_type = diesel::sql_types::Binary)]
            sealed: Vec<u8>,
        }
        let kept: Vec<Kept> =
            diesel::RunQueryDsl::load(diesel::sql_query("select sealed from document order by id"), &mut conn)
                .expect("the files are there");
        assert_eq!(kept.len(), 2);
        assert!(!kept[0].sealed.windows(9).any(|bytes| bytes == b"household"), "nothing lies there in the clear");
    }
}

#[test]
fn an_objection_keeps_it_until_it_is_settled() {
    for engine in engines() {
        let office = Office::new(&engine);
        let id = office.of_household();
        office.take(&office.community, id, &json!({"step": "checked", "finding": "confirmed"}));
        let short = json!({"step": "notice_published", "until": "2026-03-25"});
        assert_eq!(office.refused(&office.community, id, &short), wrong_step("until"));
        office.take(&office.community, id, &json!({"step": "notice_published", "until": "2026-03-26"}));
        office.take(&office.community, id, &json!({"step": "objection_raised", "note": "邻居反映"}));
        office.on("2026-03-27");
        assert_eq!(office.refused(&office.community, id, &json!({"step": "forwarded"})), wrong_step("step"));
        office.take(&office.community, id, &json!({"step": "objection_settled", "upheld": false}));
        assert_eq!(office.take(&office.community, id, &json!({"step": "forwarded"})), "review");
    }
}

#[test]
fn lists_tell_where_applications_stand_and_which_run_out_of_time() {
    for engine in engines() {
        let office = Office::new(&engine);
        let household = office.of_household();
        office.on("2026-03-24");
        let person = office.file(&json!({"person": office.person, "category": "older", "channel": "window"}));
        let ids = |account: &str, query: &str| {
            let reply = office.get(account, &format!("/api/v1/applications{query}"));
            assert_eq!(reply.status, 200, "{query}: {reply:?}");
            reply.body["items"].as_array().expect("items").iter().filter_map(|a| a["id"].as_i64()).collect::<Vec<_>>()
        };
        let county = office.county.clone();
        assert_eq!(ids(&county, ""), [household, person]);
        // Seven working days from the 23rd end on 1 April, and from the 24th on 2 April.
        assert_eq!(ids(&county, "?due_by=2026-03-31"), [0_i64; 0]);
        assert_eq!(ids(&county, "?due_by=2026-04-01"), [household]);
        assert_eq!(ids(&county, "?due_by=2026-04-02"), [household, person]);
        office.take(&office.community, person, &json!({"step": "papers_asked", "papers": ["id_card"]}));
        assert_eq!(ids(&county, "?due_by=2026-04-30"), [household], "the applicant's time is not the community's");
        assert_eq!(
            (ids(&county, "?stage=filed"), ids(&county, "?stage=papers_awaited")),
            (vec![household], vec![person])
        );
        assert_eq!(ids(&county, &format!("?after={household}")), [person]);
        assert_eq!(ids(&county, "?limit=1&division=440703002101"), [household]);
        let neighbour = office.service.account(Role::CommunityCaseworker, "440704001015");
        assert_eq!(ids(&neighbour, ""), [0_i64; 0]);
        assert_eq!(office.step(&neighbour, household, &json!({"step": "withdrawn"})).status, 404);
        assert_eq!(ids(&county, "?due_by=2028-01-05"), [household], "a year without a notice has its days too");
        let twice = json!({"household": office.household, "channel": "online"});
        assert_eq!(office.post(&office.community, "/api/v1/applications", &twice).status, 409, "one is under way");
        assert_eq!(office.take(&office.community, household, &json!({"step": "withdrawn"})), "withdrawn");
        assert_eq!(office.post(&office.community, "/api/v1/applications", &twice).status, 201);
    }
}

#[test]
fn steps_are_undone_from_the_last_at_the_countys_desk_and_an_application_without_steps_goes_whole() {
    for engine in engines() {
        let office = Office::new(&engine);
        let id = office.of_household();
        office.take(&office.community, id, &json!({"step": "checked", "finding": "confirmed"}));
        let steps = office.get(&office.county, &format!("/api/v1/applications/{id}")).body["steps"].clone();
        let void = |account: &str, position: &Value| {
            let fact = json!({"kind": "voided", "effective_on": "2026-03-23", "voids": position});
            let reply = office.post(account, "/api/v1/facts", &fact);
            (reply.status, reply.body["code"].as_str().unwrap_or_default().to_owned())
        };
        let (filed, checked) = (&steps[0]["position"], &steps[1]["position"]);
        assert_eq!(void(&office.town, checked).0, 403);
        assert_eq!(void(&office.county, filed), (409, "in_use".to_owned()), "a step stands on it");
        assert_eq!(void(&office.county, &json!(id)), (409, "in_use".to_owned()));
        assert_eq!(void(&office.county, checked).0, 201);
        let stage = || office.get(&office.county, &format!("/api/v1/applications/{id}"));
        assert_eq!(stage().body["stage"], "filed");
        assert_eq!(void(&office.county, filed).0, 201);
        assert_eq!(void(&office.county, &json!(id)).0, 201);
        assert_eq!(stage().status, 404);
        assert_eq!(office.get(&office.county, "/api/v1/applications").body["items"], json!([]));
    }
}

#[test]
fn an_export_carries_applications_with_their_steps_and_a_restored_copy_stands_as_the_first() {
    for engine in engines() {
        let office = Office::new(&engine);
        let id = office.of_household();
        office.bring_to_town(id, "household_book");
        let fact = json!({"kind": "delegation_set", "effective_on": "2026-03-31", "division": TOWN, "delegated": true});
        assert_eq!(office.post(&office.county, "/api/v1/facts", &fact).status, 201);
        let file = office.service.world.dir().join("ledger.ndjson");
        let file = file.to_str().expect("a path");
        let exported = finish(command(&office.service.world, &["export", file]));
        assert_eq!(exported.code, Some(0), "{}", exported.said);

        let copy = engine.fresh();
        let restored = finish(command(&copy, &["import", "--restore", file]));
        assert_eq!(restored.code, Some(0), "{}", restored.said);
        let again = copy.dir().join("again.ndjson");
        let exported = finish(command(&copy, &["export", again.to_str().expect("a path")]));
        assert_eq!(exported.code, Some(0), "{}", exported.said);
        let read = |path: &std::path::Path| std::fs::read_to_string(path).expect("the export is there");
        assert_eq!(read(std::path::Path::new(file)), read(&again));
        let steps = |lines: String| lines.lines().filter(|line| line.contains("application_step")).count();
        assert_eq!(steps(read(&again)), 5);
        let service = copy.serve(morning("2026-03-31"));
        let token = service.token(Role::DistrictSupervisor, "440703");
        let shown = service.get("/api/v1/applications", &token);
        let here = office.get(&office.county, "/api/v1/applications");
        assert_eq!(shown.body["items"], here.body["items"]);
        assert_eq!(shown.body["items"][0]["stage"], "review");
    }
}
