//! Employers and vacancies of platforms, over HTTP: they arrive as messages in any order, and are
//! found by their content.

use bangfu::auth::Role;
use serde_json::{Value, json};

use crate::harness::{Engine, PASSWORD, Reply, Service, engines, id_number, morning, text};

const ONE: &str = "91350100M000100Y43";
const OTHER: &str = "91440700MA4UQB0P55";

fn event(kind: &str, subject: &str, version: i64, data: &Value) -> Value {
    json!({"specversion": "1.0", "id": format!("{subject} {version}"), "source": "/hiring", "type": format!("bangfu.{kind}"),
        "subject": subject, "version": version, "data": data})
}

/// Gives a vacancy for fitters in 蓬江区; `otherwise` replaces fields.
fn vacancy(subject: &str, version: i64, otherwise: &Value) -> Value {
    let mut data = json!({"uscc": ONE, "title": "钳工", "occupation": "6-18-01-02", "headcount": 3, "pay_from": 400_000,
        "pay_to": 550_000, "division": "440703", "education": "60", "valid_until": "2026-04-30"});
    data.as_object_mut().expect("an object").extend(otherwise.as_object().expect("an object").clone());
    event("vacancy", subject, version, &data)
}

fn employer(subject: &str, version: i64, uscc: &str, name: &str, gone: Option<&str>) -> Value {
    let mut data = json!({"uscc": uscc, "name": name, "division": "440703", "industry": "34"});
    if let Some(gone) = gone {
        data["deregistered_on"] = json!(gone);
    }
    event("employer", subject, version, &data)
}

/// Gives the subjects of the listed vacancies.
fn found(service: &Service, token: &str, query: &str) -> Vec<String> {
    let reply = service.get(&format!("/api/v1/vacancies{query}"), token);
    assert_eq!(reply.status, 200, "{reply:?}");
    reply.body["items"].as_array().expect("items").iter().map(|item| text(&item["subject"])).collect()
}

#[test]
fn a_vacancy_is_what_its_highest_version_says_in_whatever_order_the_versions_come() {
    for engine in engines() {
        let service = engine.fresh().serve(morning("2026-03-24"));
        let platform = service.token(Role::HiringPlatform, "440700");
        let caseworker = service.token(Role::CommunityCaseworker, "440703002101");

        let second = vacancy("V", 2, &json!({"headcount": 5}));
        let taken = service.events(&platform, &second);
        assert_eq!(
            (taken.status, &taken.body["state"], &taken.body["kind"]),
            (201, &json!("applied"), &json!("vacancy"))
        );
        let first = service.events(&platform, &vacancy("V", 1, &json!({})));
        assert_eq!((first.status, &first.body["state"]), (202, &json!("superseded")), "{engine:?}");
        assert_eq!(service.events(&platform, &second).status, 200);
        let contradiction = service.events(&platform, &vacancy("V", 2, &json!({"headcount": 6})));
        assert_eq!((contradiction.status, &contradiction.body["code"]), (409, &json!("conflict")));
        service.events(&platform, &employer("E", 1, ONE, "江门某机械有限公司", None));

        let listed = service.get("/api/v1/vacancies", &caseworker).body["items"].clone();
        let id = listed[0]["id"].as_i64().expect("a number");
        let told = service.get(&format!("/api/v1/vacancies/{id}"), &caseworker).body;
        assert_eq!(listed, json!([told]));
        let expected = json!({"id": id, "source": "/hiring", "subject": "V", "state": "open", "employer": ONE,
            "employer_name": "江门某机械有限公司", "title": "钳工", "occupation": "6-18-01-02", "headcount": 5, "pay_from": 400_000,
            "pay_to": 550_000, "division": "440703", "division_name": "蓬江区", "form": "unit", "education": "60",
            "valid_until": "2026-04-30", "reserved": false, "reserved_until": null, "opened_on": null, "posted_at": "2026-03-24T01:00:00Z", "changed_at": "2026-03-24T01:00:00Z"});
        assert_eq!(told, expected);

        // The vacancy is withdrawn, and a later version restores it under the same number.
        let taken_back = event("withdrawn", "V", 3, &json!({}));
        assert_eq!(service.events(&platform, &taken_back).body["state"], json!("withdrawn"));
        assert_eq!(found(&service, &caseworker, ""), Vec::<String>::new());
        assert_eq!(service.get(&format!("/api/v1/vacancies/{id}"), &caseworker).body["state"], json!("withdrawn"));
        service.events(&platform, &vacancy("V", 4, &json!({"headcount": 7})));
        let again = service.get(&format!("/api/v1/vacancies/{id}"), &caseworker).body;
        assert_eq!((&again["state"], &again["headcount"]), (&json!("open"), &json!(7)));

        // The withdrawal arrives before the version that it withdraws.
        service.events(&platform, &event("withdrawn", "W", 2, &json!({})));
        service.events(&platform, &vacancy("W", 1, &json!({})));
        assert_eq!(found(&service, &caseworker, "?all=true"), ["V"], "{engine:?}");
    }
}

#[test]
fn a_vacancy_stands_open_until_its_last_day_is_over_or_its_employer_is_struck_off() {
    for engine in engines() {
        let service = engine.fresh().serve(morning("2026-03-24"));
        let platform = service.token(Role::HiringPlatform, "440700");
        let token = service.token(Role::Auditor, "440700");
        let sent = json!([
            vacancy("until today", 1, &json!({"valid_until": "2026-03-24"})),
            vacancy("until yesterday", 1, &json!({"valid_until": "2026-03-23"})),
            vacancy("of another", 1, &json!({"uscc": OTHER})),
            employer("E", 1, OTHER, "江门某商行", Some("2026-03-25")),
        ]);
        assert!(
            service.events(&platform, &sent).body.as_array().expect("results").iter().all(|of| of["status"] == 201)
        );

        assert_eq!(found(&service, &token, ""), ["of another", "until today"]);
        service.events(&platform, &employer("E", 2, OTHER, "江门某商行", Some("2026-03-24")));
        assert_eq!(found(&service, &token, ""), ["until today"]);
        let all = service.get("/api/v1/vacancies?all=true", &token).body["items"].clone();
        let states: Vec<_> = all.as_array().expect("items").iter().map(|item| text(&item["state"])).collect();
        assert_eq!(states, ["employer_gone", "expired", "open"], "{engine:?}");
        // After the withdrawal, nothing is known of the employer.
        service.events(&platform, &event("withdrawn", "E", 3, &json!({})));
        assert_eq!(found(&service, &token, ""), ["of another", "until today"]);
    }
}

#[test]
fn vacancies_are_found_by_what_they_offer() {
    for engine in engines() {
        let service = engine.fresh().serve(morning("2026-03-24"));
        let platform = service.token(Role::HiringPlatform, "440700");
        let token = service.token(Role::TownOfficer, "440703002");
        let sent = json!([
            vacancy("fitter", 1, &json!({})),
            vacancy(
                "cook",
                1,
                &json!({"title": "Cook 厨师 100%", "occupation": "4-03-02", "division": "440703002101",
                "uscc": OTHER, "education": "80", "pay_from": 350_000, "pay_to": null})
            ),
            vacancy(
                "sweeper",
                1,
                &json!({"title": "保洁员", "occupation": "4-09", "form": "public_welfare", "reserved": true,
                "division": "440704"})
            ),
            vacancy(
                "engineer",
                1,
                &json!({"title": "工程师", "occupation": "2-02-10", "education": "20", "pay_from": 900_000,
                "pay_to": 1_200_000, "division": "440700"})
            ),
        ]);
        let mut sent = sent;
        for data in sent.as_array_mut().expect("events").iter_mut().map(|event| &mut event["data"]) {
            data.as_object_mut().expect("an object").retain(|_, value| !value.is_null());
        }
        let replies = service.events(&platform, &sent).body;
        assert!(replies.as_array().expect("results").iter().all(|of| of["status"] == 201), "{replies}");
        let of = |query: &str| found(&service, &token, query);

        assert_eq!(of(""), ["engineer", "sweeper", "cook", "fitter"]);
        assert_eq!(of("?division=440703"), ["cook", "fitter"]);
        assert_eq!(of("?occupation=4"), ["sweeper", "cook"]);
        assert_eq!(of("?occupation=4-03"), ["cook"]);
        assert_eq!(of(&format!("?employer={OTHER}")), ["cook"]);
        assert_eq!(of("?form=public_welfare"), ["sweeper"]);
        assert_eq!(of("?reserved=false&pay_from=400000"), ["engineer", "fitter"]);
        assert_eq!(of("?education=70"), ["cook"]);
        assert_eq!(of("?title=cook"), ["cook"], "{engine:?}");
        assert_eq!(of("?title=100%25"), ["cook"]);
        assert_eq!(of("?title=1%25"), Vec::<String>::new().as_slice());
        let page = service.get("/api/v1/vacancies?limit=3", &token).body;
        assert_eq!(of(&format!("?limit=3&after={}", text(&page["next"]))), ["fitter"]);
    }
}

#[test]
fn what_will_not_do_is_refused_by_its_field_and_good_ones_beside_it_land() {
    for engine in engines() {
        let service = engine.fresh().serve(morning("2026-03-24"));
        let platform = service.token(Role::HiringPlatform, "440700");
        let sent = json!([
            vacancy("bad code", 1, &json!({"uscc": "91350100M000100Y44"})),
            vacancy("by sex", 1, &json!({"sex": "male"})),
            vacancy("good", 1, &json!({})),
            event("employer", "E", 1, &json!({"uscc": ONE, "name": "某公司"})),
        ]);
        let results = service.events(&platform, &sent).body;
        let told: Vec<(u64, String, String)> = results
            .as_array()
            .expect("results")
            .iter()
            .map(|of| {
                let word = |name: &str| of[name].as_str().unwrap_or("").to_owned();
                (of["status"].as_u64().expect("a status"), word("code"), word("field"))
            })
            .collect();
        let refused = |code: &str, field: &str| (422, code.to_owned(), field.to_owned());
        let expected = [
            refused("bad_value", "uscc"),
            refused("unknown_field", "sex"),
            (201, String::new(), String::new()),
            refused("missing_field", "division"),
        ];
        assert_eq!(told, expected);
        for (query, field) in [
            ("occupation=9", "occupation"),
            ("employer=1", "employer"),
            ("form=self", "form"),
            ("education=5", "education"),
            ("sex=male", "sex"),
            ("title=", "title"),
        ] {
            let refused = service.get(&format!("/api/v1/vacancies?{query}"), &platform);
            assert_eq!((refused.status, &refused.body["field"]), (400, &json!(field)), "{query}");
        }
    }
}

#[test]
fn a_platform_sees_its_own_vacancies_and_who_publishes_none_may_not_send_any() {
    for engine in engines() {
        let service = engine.fresh().serve(morning("2026-03-24"));
        let (one, other) =
            (service.token(Role::HiringPlatform, "440700"), service.token(Role::HiringPlatform, "440703"));
        let bureau = service.token(Role::DistrictSupervisor, "440704");
        service.events(&one, &vacancy("V", 1, &json!({})));
        service.events(&other, &vacancy("V", 1, &json!({"headcount": 9})));
        let id = |token: &str| service.get("/api/v1/vacancies", token).body["items"][0]["id"].as_i64().expect("one");

        assert_ne!(id(&one), id(&other));
        assert_eq!(service.get(&format!("/api/v1/vacancies/{}", id(&one)), &other).status, 404);
        assert_eq!(found(&service, &one, ""), ["V"]);
        assert_eq!(found(&service, &bureau, ""), ["V", "V"]);
        let caseworker = service.token(Role::CommunityCaseworker, "440703002101");
        assert_eq!(service.events(&caseworker, &vacancy("W", 1, &json!({}))).status, 403);
        assert_eq!(service.events(&bureau, &vacancy("W", 1, &json!({}))).status, 201, "{engine:?}");
    }
}

/// A town officer, a public-welfare post reserved for difficult persons until 31 March, and two
/// vacancies outside the officer's reach. P1 is a difficult person, P3 is not.
struct Town {
    service: Service,
    /// The username of the officer's account.
    officer: String,
    post: i64,
    beyond: [i64; 2],
}

impl Town {
    fn new(engine: &Engine) -> Self {
        let service = engine.fresh().serve(morning("2026-03-24"));
        let platform = service.token(Role::HiringPlatform, "440700");
        let post = json!({"form": "public_welfare", "reserved_until": "2026-03-31", "division": "440703002101"});
        let sent = json!([
            vacancy("post", 1, &post),
            vacancy("no deadline", 1, &json!({"form": "public_welfare", "division": "440703"})),
            vacancy("kept by its unit", 1, &json!({"reserved": true})),
        ]);
        let results = service.events(&platform, &sent).body;
        assert!(results.as_array().expect("results").iter().all(|of| of["status"] == 201), "{results}");
        let mut lines = [wanting_work(1), wanting_work(3)].concat();
        lines.push(json!({"kind": "person_determined", "event_ref": "d 1", "person_ref": "P1", "effective_on": "2026-02-02", "category": "local"}));
        service.world.record(&lines, morning("2026-03-24"));
        let officer = service.account(Role::TownOfficer, "440703002");
        let mut town = Self { service, officer, post: 0, beyond: [0; 2] };
        let listed = town.service.get("/api/v1/vacancies", &town.token()).body["items"].clone();
        let id = |of: &str| {
            let item = listed.as_array().expect("items").iter().find(|item| item["subject"] == of);
            item.expect("the vacancy")["id"].as_i64().expect("one")
        };
        let [post, kept, open_ended] = ["post", "kept by its unit", "no deadline"].map(id);
        (town.post, town.beyond) = (post, [kept, open_ended]);
        town
    }

    fn token(&self) -> String {
        let session = json!({"username": self.officer, "password": PASSWORD});
        text(&self.service.post("/api/v1/sessions", "", &session).body["access_token"])
    }

    /// Refers a person to the post; opens a case first if there is none.
    fn refer(&self, name: &str) -> Reply {
        let token = self.token();
        let found = self.service.post("/api/v1/people/search", &token, &json!({"name": name})).body;
        let person = found["items"][0]["id"].clone();
        let case = self.service.post("/api/v1/cases", &token, &json!({"person": person})).body["id"].clone();
        let case = if case.is_null() {
            let open = self.service.get("/api/v1/cases?open=true", &token).body["items"].clone();
            let of = open.as_array().expect("cases").iter().find(|of| of["person"] == person).cloned();
            of.expect("the case")["id"].clone()
        } else {
            case
        };
        let body = json!({"vacancy": self.post, "consented": true});
        self.service.post(&format!("/api/v1/cases/{case}/referrals"), &token, &body)
    }

    /// Refers P1 to the post ([`Self::refer`]) and rejects P1 after the last day of the
    /// reservation.
    fn rejected(&self) {
        let referred = self.refer("P1");
        self.service.clock.set(morning("2026-04-01"));
        let id = referred.body["id"].as_i64().unwrap_or_else(|| panic!("{referred:?}"));
        let rejected = json!({"result": "rejected"});
        let answer = self.service.post(&format!("/api/v1/referrals/{id}/answers"), &self.token(), &rejected);
        assert_eq!(answer.status, 200, "{answer:?}");
    }

    /// Opens a vacancy to others with the given token.
    fn open(&self, id: i64, token: &str) -> (u16, String) {
        let reply = self.service.post(&format!("/api/v1/vacancies/{id}/opening"), token, &json!({}));
        (reply.status, reply.body["detail"].as_str().unwrap_or_default().to_owned())
    }

    fn seen(&self) -> Value {
        self.service.get(&format!("/api/v1/vacancies/{}", self.post), &self.token()).body
    }
}

/// Gives a male job seeker.
fn wanting_work(serial: u32) -> Vec<Value> {
    let name = format!("P{serial}");
    vec![
        json!({"kind": "person_registered", "event_ref": name, "person_ref": name, "effective_on": "2020-01-01",
            "id_number": id_number("1980-05-06", serial), "name": name, "sex": "male", "birth_date": "1980-05-06", "residence_division": "440703002101"}),
        json!({"kind": "wish_declared", "event_ref": format!("wish {serial}"), "person_ref": name, "effective_on": "2020-01-01", "work": true, "help": true}),
    ]
}

fn refuses((status, detail): &(u16, String), words: &str) {
    assert!(*status == 409 && detail.contains(words), "{status} {detail}: {words}");
}

#[test]
fn a_public_welfare_post_is_kept_for_difficult_persons() {
    for engine in engines() {
        let town = Town::new(&engine);

        let other = town.refer("P3");
        let difficult = town.refer("P1");

        assert_eq!(town.seen()["reserved"], json!(true), "kept by itself");
        assert_eq!(other.status, 422, "not determined");
        assert_eq!(difficult.status, 201, "{difficult:?}");
    }
}

#[test]
fn a_post_is_kept_to_its_last_day_and_while_a_referral_to_it_is_without_an_answer() {
    for engine in engines() {
        let town = Town::new(&engine);
        assert_eq!(town.refer("P1").status, 201);

        let early = town.open(town.post, &town.token());
        town.service.clock.set(morning("2026-04-01"));
        let unanswered = town.open(town.post, &town.token());

        refuses(&early, "is not over");
        refuses(&unanswered, "nothing has come of that");
    }
}

#[test]
fn a_post_is_open_to_others_when_the_bureau_finds_too_few_difficult_persons() {
    for engine in engines() {
        let town = Town::new(&engine);
        assert_eq!(town.refer("P3").status, 422, "not determined");
        town.rejected();

        let (status, _) = town.open(town.post, &town.token());

        assert_eq!(status, 200, "{engine:?}");
        let opened = town.seen();
        assert_eq!((&opened["reserved"], &opened["opened_on"]), (&json!(false), &json!("2026-04-01")));
        refuses(&town.open(town.post, &town.token()), "kept for difficult persons");
        assert_eq!(town.refer("P3").status, 201, "open to others");
    }
}

#[test]
fn a_post_is_opened_by_the_officer_of_its_place() {
    for engine in engines() {
        let town = Town::new(&engine);
        town.rejected();
        let neighbour = town.service.token(Role::TownOfficer, "440704001");

        let beyond = town.beyond.map(|id| town.open(id, &town.token()).0);
        let (by_neighbour, _) = town.open(town.post, &neighbour);

        assert_eq!(beyond, [404; 2], "in places beyond reach");
        assert_eq!(by_neighbour, 404);
    }
}
