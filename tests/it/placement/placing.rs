//! A person outside the labour force is not placed: not offered to platforms, matched, listed for a
//! vacancy or referred, and gets no case. Offers and referrals end on the day on which the person
//! leaves the labour force.

use bangfu::auth::Role;
use bangfu::db::schema::{delivery, labour_span};
use bangfu::ops::office::keys;
use bangfu::ops::outbox::daily;
use diesel::prelude::*;
use serde_json::{Value, json};

use crate::harness::{Engine, PASSWORD, Reply, Service, engines, id_number, morning, text};

const VILLAGE: &str = "440703002101";
const TODAY: &str = "2026-11-30";

/// A village with a caseworker, and a platform with a vacancy that fits every person.
struct Office {
    service: Service,
    caseworker: String,
    platform: String,
    vacancy: i64,
}

fn event(kind: &str, subject: &str, data: &Value) -> Value {
    json!({"specversion": "1.0", "id": subject, "source": "/hiring", "type": format!("bangfu.{kind}"),
        "subject": subject, "data": data})
}

impl Office {
    fn new(engine: &Engine) -> Self {
        let service = engine.fresh().serve(morning(TODAY));
        let caseworker = service.account(Role::CommunityCaseworker, VILLAGE);
        let platform = service.account(Role::HiringPlatform, "440700");
        let mut office = Self { service, caseworker, platform, vacancy: 0 };
        let vacancy = json!({"uscc": "91350100M000100Y43", "title": "钳工", "occupation": "6-18-01-02", "headcount": 9,
            "division": "440703", "valid_until": "2031-12-31"});
        assert_eq!(office.send(&event("vacancy", "V", &vacancy)).status, 201);
        office.vacancy =
            office.get(&office.platform, "/api/v1/vacancies").body["items"][0]["id"].as_i64().expect("a number");
        office
    }

    fn on(&self, day: &str) -> &Self {
        self.service.clock.set(morning(day));
        self
    }

    fn token(&self, username: &str) -> String {
        let session = json!({"username": username, "password": PASSWORD});
        text(&self.service.post("/api/v1/sessions", "", &session).body["access_token"])
    }

    fn get(&self, who: &str, path: &str) -> Reply {
        self.service.get(path, &self.token(who))
    }

    fn post(&self, path: &str, body: &Value) -> Reply {
        self.service.post(path, &self.token(&self.caseworker), body)
    }

    fn send(&self, event: &Value) -> Reply {
        self.service.events(&self.token(&self.platform), event)
    }

    fn fact(&self, fact: &Value) -> Reply {
        self.post("/api/v1/facts", fact)
    }

    /// Registers a male job seeker.
    fn person(&self, birth: &str, serial: u32) -> i64 {
        let registered = self.fact(&json!({"kind": "person_registered", "effective_on": "2026-01-05",
            "id_number": id_number(birth, serial), "name": "例一", "sex": "male", "birth_date": birth,
            "phone": "13800001234", "residence_division": VILLAGE}));
        let person = registered.body["person"].as_i64().unwrap_or_else(|| panic!("{registered:?}"));
        let wish = json!({"kind": "wish_declared", "effective_on": "2026-01-05", "person": person, "work": true, "help": true});
        assert_eq!(self.fact(&wish).status, 201, "a wish is free to everybody");
        person
    }

    /// Records the job search of a man who shares it with platforms, as a line of another system
    /// would.
    fn sought(&self, person: i64) {
        let told = self.get(&self.caseworker, &format!("/api/v1/people/{person}")).body;
        let line = json!({"kind": "job_sought", "event_ref": format!("sought {person}"), "person_ref": told["person_ref"],
            "subject_sender": told["sender"], "effective_on": "2026-01-05", "occupations": ["6-18-01"], "profile_shared": true});
        self.service.world.record(&[line], self.service.clock.now());
    }

    fn case_of(&self, person: i64) -> i64 {
        let opened = self.post("/api/v1/cases", &json!({"person": person}));
        opened.body["id"].as_i64().unwrap_or_else(|| panic!("{opened:?}"))
    }

    fn refer(&self, case: i64) -> Reply {
        self.post(&format!("/api/v1/cases/{case}/referrals"), &json!({"vacancy": self.vacancy, "consented": true}))
    }

    fn referral(&self, id: i64) -> Value {
        self.get(&self.caseworker, &format!("/api/v1/referrals/{id}")).body
    }

    fn person_page(&self, person: i64) -> Value {
        self.get(&self.caseworker, &format!("/api/v1/people/{person}")).body
    }

    fn listed(&self) -> Vec<i64> {
        let people = self.get(&self.caseworker, &format!("/api/v1/vacancies/{}/people", self.vacancy));
        people.body["items"].as_array().expect("people").iter().filter_map(|p| p["person"].as_i64()).collect()
    }

    fn offered(&self) -> usize {
        self.get(&self.platform, "/api/v1/seekers").body["items"].as_array().expect("seekers").len()
    }

    fn matched(&self, person: i64) -> usize {
        let found = self.get(&self.caseworker, &format!("/api/v1/people/{person}/vacancies"));
        assert_eq!(found.status, 200, "{found:?}");
        found.body["items"].as_array().expect("vacancies").len()
    }

    /// Sets the platform's endpoint, without a listener.
    fn reach(&self) {
        self.reach_at("http://127.0.0.1:9/");
    }

    fn reach_at(&self, url: &str) {
        let administrator = self.service.token(Role::CityAdministrator, "440700");
        let accounts = self.service.get("/api/v1/accounts?limit=200", &administrator).body["items"].clone();
        let accounts = accounts.as_array().expect("accounts");
        let id = text(&accounts.iter().find(|of| of["username"] == self.platform.as_str()).expect("it")["id"]);
        let body = json!({"url": url});
        let set =
            self.service.send("PUT", &format!("/api/v1/accounts/{id}/endpoint"), &administrator, &[], Some(&body));
        assert_eq!(set.status, 200, "{set:?}");
    }

    /// Settles the day, as the service does by itself, and gives the types of the events to the
    /// platform.
    fn heard(&self) -> Vec<String> {
        let mut conn = self.service.world.conn();
        let keys = keys::open(&mut conn, &self.service.world.dir().join("key")).expect("the keys");
        daily::settle(&mut conn, &keys, self.service.clock.now()).expect("the day is settled");
        let bodies: Vec<String> =
            delivery::table.order(delivery::id).select(delivery::body).load(&mut conn).expect("deliveries");
        let told = bodies.iter().filter(|body| !body.is_empty());
        told.map(|body| {
            for secret in ["retired", "absent", "died", "under_age", "例一", "1380000"] {
                assert!(!body.contains(secret), "{body}");
            }
            text(&serde_json::from_str::<Value>(body).expect("an event")["type"])
        })
        .collect()
    }
}

fn why(reply: &Reply) -> (u16, &str) {
    (reply.status, reply.body["code"].as_str().unwrap_or(""))
}

#[test]
fn a_child_is_neither_registered_as_seeking_nor_taken_into_a_case_before_the_sixteenth_birthday() {
    for engine in engines() {
        let office = Office::new(&engine);
        let child = office.person("2010-12-02", 1);
        let unemployed = |on: &str| json!({"kind": "unemployment_registered", "effective_on": on, "person": child});
        let sought = |on: &str| json!({"kind": "job_sought", "effective_on": on, "person": child, "occupations": ["6-18-01"], "profile_shared": true});

        for fact in [unemployed(TODAY), sought(TODAY)] {
            assert_eq!(why(&office.fact(&fact)), (422, "under_age"), "{fact}");
            let batch = office.post("/api/v1/facts/batch", &json!([fact]));
            assert_eq!(batch.body[0]["code"], "under_age", "{batch:?}");
        }
        // A fact dated in the future does not raise the age.
        let ahead =
            json!({"kind": "job_sought", "effective_on": "2026-12-03", "person": child, "occupations": ["6-18-01"]});
        assert_eq!(office.fact(&ahead).status, 422);
        assert_eq!(why(&office.post("/api/v1/cases", &json!({"person": child}))), (422, "under_age"));
        assert_eq!(office.person_page(child)["unfit"], "under_age");

        let line = json!({"kind": "unemployment_registered", "event_ref": "line", "effective_on": TODAY,
            "person_ref": office.person_page(child)["person_ref"], "subject_sender": office.person_page(child)["sender"]});
        office.service.world.record(&[line], morning(TODAY));

        office.on("2026-12-02");
        assert_eq!(why(&office.fact(&sought("2026-12-01"))), (422, "under_age"), "the day of the fact counts");
        for fact in [unemployed("2026-12-02"), sought("2026-12-02")] {
            assert_eq!(office.fact(&fact).status, 201, "{fact}");
        }
        assert_eq!(office.refer(office.case_of(child)).status, 201);
    }
}

#[test]
fn whoever_is_retired_away_or_dead_is_neither_matched_listed_referred_nor_taken_into_a_case() {
    for engine in engines() {
        let office = Office::new(&engine);
        let (fits, retired, pensioner, away, dead) = (
            office.person("1985-09-10", 1),
            office.person("1964-03-10", 2),
            office.person("1972-02-03", 3),
            office.person("1980-11-12", 4),
            office.person("1975-07-08", 5),
        );
        let everybody = [fits, retired, pensioner, away, dead];
        for person in everybody {
            office.sought(person);
        }
        let cases = [pensioner, away, dead].map(|person| office.case_of(person));
        for fact in [
            json!({"kind": "absence_started", "absence": "pension", "effective_on": TODAY, "person": pensioner}),
            json!({"kind": "absence_started", "absence": "imprisoned", "effective_on": "2026-11-01", "person": away}),
            json!({"kind": "absence_ended", "absence": "imprisoned", "effective_on": "2027-02-01", "person": away}),
            json!({"kind": "died", "effective_on": TODAY, "person": dead}),
        ] {
            assert_eq!(office.fact(&fact).status, 201, "{fact}");
        }
        let codes = ["", "retired", "absent", "absent", "died"];

        assert_eq!(office.listed(), [fits]);
        for (person, code) in everybody.into_iter().zip(codes) {
            assert_eq!(office.matched(person), usize::from(code.is_empty()), "{code}");
            assert_eq!(office.person_page(person)["unfit"].as_str().unwrap_or(""), code);
        }
        assert_eq!(office.offered(), 1);
        assert_eq!(why(&office.post("/api/v1/cases", &json!({"person": retired}))), (422, "retired"));
        for (case, code) in cases.into_iter().zip(["absent", "absent", "after_death"]) {
            assert_eq!(why(&office.refer(case)), (422, code));
            let recommended = json!({"service": "job_recommended", "posts": 1});
            let served = office.post(&format!("/api/v1/cases/{case}/services"), &recommended);
            assert_eq!(why(&served), (422, code));
        }

        let unfit = office.get(&office.caseworker, "/api/v1/cases?unfit=true&open=true").body["items"].clone();
        let listed: Vec<_> =
            unfit.as_array().expect("cases").iter().map(|c| (c["id"].clone(), c["unfit"].clone())).collect();
        let expected: Vec<_> =
            cases.iter().zip(["absent", "absent", "died"]).map(|(id, why)| (json!(id), json!(why))).collect();
        assert_eq!(listed, expected);
        let work = office.get(&office.caseworker, "/api/v1/work/unfit").body["items"].clone();
        assert_eq!(work.as_array().expect("items").len(), 3, "{work}");
        assert_eq!(work[0]["unfit"], "absent");

        office.on("2027-02-01");
        assert_eq!(office.listed(), [fits, away], "back on the day the absence ends");
        assert_eq!(office.refer(cases[1]).status, 201);
    }
}

#[test]
fn an_offer_begins_on_the_sixteenth_birthday_and_ends_on_the_day_of_retirement_without_a_fact() {
    for engine in engines() {
        let office = Office::new(&engine);
        office.reach();
        // Sixteen on 15 December; sixty years and five months on 10 January.
        let (young, old) = (office.person("2010-12-15", 1), office.person("1966-08-10", 2));
        office.sought(young);
        office.sought(old);
        assert_eq!(office.heard(), ["bangfu.seeker_offered"], "{engine:?}");
        assert_eq!(office.offered(), 1);

        office.on("2026-12-14");
        assert_eq!((office.heard().len(), office.offered()), (1, 1));
        office.on("2026-12-15");
        assert_eq!(office.heard(), ["bangfu.seeker_offered", "bangfu.seeker_offered"]);
        assert_eq!(office.offered(), 2);

        office.on("2027-01-10");
        assert_eq!(office.offered(), 1, "a list tells the day's truth whatever is settled");
        assert_eq!(office.heard().last().map(String::as_str), Some("bangfu.seeker_withdrawn"));
        assert_eq!(office.heard().len(), 2, "what was told of the man is told no more");
        let page = office.person_page(old);
        assert_eq!(page["offer_ended"], json!({"on": "2027-01-10", "reason": "retired"}));
        assert_eq!(page["unfit"], "retired");
        assert_eq!(office.person_page(young)["offer_ended"], Value::Null);
    }
}

#[test]
fn the_service_itself_settles_the_day_without_a_request() {
    for engine in engines() {
        let listener = std::net::TcpListener::bind("127.0.0.1:0").expect("a port");
        let office = Office::new(&engine);
        let old = office.person("1966-08-10", 2);
        office.sought(old);
        office.reach_at(&format!("http://{}/", listener.local_addr().expect("an address")));

        office.on("2027-01-10");

        let (mut stream, _) = listener.accept().expect("the platform is told");
        let mut told = Vec::new();
        let mut piece = [0; 4096];
        while !String::from_utf8_lossy(&told).contains("seeker_withdrawn") {
            let read = std::io::Read::read(&mut stream, &mut piece).expect("it is read");
            assert!(read > 0, "{}", String::from_utf8_lossy(&told));
            told.extend_from_slice(&piece[..read]);
        }
        std::io::Write::write_all(&mut stream, b"HTTP/1.1 204 No Content\r\n\r\n").expect("it is answered");
    }
}

/// An office with the endpoint of its platform and two open referrals: of a man who retires at the
/// turn of the year, and of one who becomes absent.
struct Referred {
    office: Office,
    old: Referral,
    away: Referral,
}

struct Referral {
    person: i64,
    case: i64,
    id: i64,
    /// The referral's name for the platform.
    name: String,
}

impl Referred {
    fn new(engine: &Engine) -> Self {
        let office = Office::new(engine);
        office.reach();
        let (old, away) = (office.person("1966-08-10", 1), office.person("1980-11-12", 2));
        let made = |person| {
            let case = office.case_of(person);
            let referral = office.refer(case);
            assert_eq!(referral.status, 201, "{referral:?}");
            let id = referral.body["id"].as_i64().expect("a number");
            Referral { person, case, id, name: text(&referral.body["referral"]) }
        };
        let (old, away) = (made(old), made(away));
        Self { office, old, away }
    }

    /// Records the imprisonment of the absent man, and gives the position of that fact.
    fn imprisoned(&self) -> Value {
        let fact = json!({"kind": "absence_started", "absence": "imprisoned", "effective_on": TODAY, "person": self.away.person});
        self.office.fact(&fact).body["position"].clone()
    }

    /// Makes [`Self::new`] on 20 December, with the absent man a soldier since the 15th.
    fn soldier(engine: &Engine) -> Self {
        let referred = Self::new(engine);
        referred.office.on("2026-12-20");
        let absence = json!({"kind": "absence_started", "absence": "military", "effective_on": "2026-12-15",
            "person": referred.away.person});
        assert_eq!(referred.office.fact(&absence).status, 201);
        referred
    }

    /// Sends the platform's answer to the referral of the absent man.
    fn answer(&self, result: &str, on: &str) -> Reply {
        let data = json!({"referral": self.away.name, "result": result, "on": on});
        self.office.send(&event("referral_answered", &format!("A {result} {on}"), &data))
    }

    /// Gives a referral as the platform sees it.
    fn to_platform(&self, referral: &Referral) -> Value {
        self.office.get(&self.office.platform, &format!("/api/v1/referrals/{}", referral.id)).body
    }

    fn in_state(&self, state: &str) -> Vec<i64> {
        let found = self.office.get(&self.office.caseworker, &format!("/api/v1/referrals?state={state}"));
        found.body["items"].as_array().expect("referrals").iter().filter_map(|of| of["id"].as_i64()).collect()
    }
}

#[test]
fn an_open_referral_ends_on_the_day_on_which_its_person_goes_away() {
    for engine in engines() {
        let referred = Referred::new(&engine);
        let Referred { office, old, away } = &referred;
        assert_ne!(referred.to_platform(away)["contact"], Value::Null);
        assert_eq!(office.heard().len(), 2);

        referred.imprisoned();

        let told = office.referral(away.id);
        assert_eq!(
            (&told["state"], &told["ended_on"], &told["ended_for"]),
            (&json!("ended"), &json!(TODAY), &json!("absent"))
        );
        let to_platform = referred.to_platform(away);
        assert_eq!(
            (&to_platform["state"], to_platform.get("ended_for"), to_platform.get("contact")),
            (&json!("ended"), None, None)
        );
        assert_eq!(office.heard().last().map(String::as_str), Some("bangfu.referral_ended"));
        assert_eq!(why(&referred.answer("hired", TODAY)), (422, "bad_value"), "nothing comes of it any more");
        assert_eq!((referred.in_state("ended"), referred.in_state("recommended")), (vec![away.id], vec![old.id]));
    }
}

#[test]
fn a_referral_goes_on_when_what_ended_it_is_void() {
    for engine in engines() {
        let referred = Referred::new(&engine);
        let Referred { office, away, .. } = &referred;
        let position = referred.imprisoned();
        assert_eq!(office.heard().last().map(String::as_str), Some("bangfu.referral_ended"));

        let voided = office.fact(&json!({"kind": "voided", "effective_on": TODAY, "voids": position}));

        assert_eq!(voided.status, 201, "{voided:?}");
        assert_eq!(office.referral(away.id)["state"], "recommended");
        assert_eq!(office.heard().last().map(String::as_str), Some("bangfu.referral_made"), "it goes on");
        assert_ne!(referred.to_platform(away)["contact"], Value::Null);
    }
}

#[test]
fn an_answer_of_a_day_before_the_end_counts_when_it_is_reported_late() {
    for engine in engines() {
        let referred = Referred::soldier(&engine);
        let Referred { office, away, .. } = &referred;
        assert_eq!(office.referral(away.id)["state"], "ended");

        let answer = referred.answer("hired", "2026-12-10");

        assert_eq!(answer.status, 201, "{answer:?}");
        assert_eq!(office.referral(away.id)["state"], "hired");
    }
}

#[test]
fn an_absence_that_is_over_lets_a_helper_recommend_again() {
    for engine in engines() {
        let referred = Referred::soldier(&engine);
        let Referred { office, away, .. } = &referred;
        assert_eq!(referred.answer("hired", "2026-12-10").status, 201);
        office.on("2027-01-10");
        assert_eq!(why(&office.refer(away.case)), (422, "absent"));

        let back = json!({"kind": "absence_ended", "absence": "military", "effective_on": "2027-01-10", "person": away.person});
        assert_eq!(office.fact(&back).status, 201);

        assert_eq!(why(&office.refer(away.case)).0, 409, "the hire stands");
    }
}

#[test]
fn an_open_referral_ends_on_the_day_on_which_its_person_retires() {
    for engine in engines() {
        let referred = Referred::new(&engine);
        let Referred { office, old, .. } = &referred;

        office.on("2027-01-10");

        let contact = referred.to_platform(old)["contact"].clone();
        assert_eq!(contact, Value::Null, "not told even before the day is settled");
        office.heard();
        assert_eq!(office.referral(old.id)["ended_for"], "retired");
    }
}

#[test]
fn a_death_or_an_absence_known_ahead_ends_nothing_before_its_day() {
    for engine in engines() {
        let office = Office::new(&engine);
        office.reach();
        let person = office.person("1980-11-12", 1);
        office.sought(person);
        let case = office.case_of(person);
        let busy = office.person("1981-02-03", 2);
        for (kind, on) in [("employment_started", "2026-12-05"), ("absence_started", "2026-12-15")] {
            let mut fact = json!({"kind": kind, "effective_on": on, "person": busy});
            let said = if kind == "absence_started" { ("absence", "military") } else { ("form", "unit") };
            fact[said.0] = json!(said.1);
            assert_eq!(office.fact(&fact).status, 201, "{fact}");
        }
        office.sought(busy);
        assert_eq!((office.offered(), office.listed()), (1, vec![person]), "a job that comes before it counts");

        let call_up =
            json!({"kind": "absence_started", "absence": "military", "effective_on": "2026-12-15", "person": person});
        assert_eq!(office.fact(&call_up).status, 201);
        assert_eq!((office.offered(), office.listed(), office.matched(person)), (1, vec![person], 1), "{engine:?}");
        assert_eq!(office.heard(), ["bangfu.seeker_offered"]);
        let page = office.person_page(person);
        assert_eq!((&page["unfit"], &page["offer_ended"]), (&Value::Null, &Value::Null));
        let referral = office.refer(case);
        assert_eq!(referral.status, 201, "{referral:?}");

        office.on("2026-12-14");
        assert_eq!((office.heard().len(), office.offered()), (2, 1));
        office.on("2026-12-15");
        assert_eq!((office.offered(), office.listed(), office.matched(person)), (0, vec![], 0));
        let heard = office.heard();
        assert!(heard.contains(&"bangfu.seeker_withdrawn".to_owned()), "{heard:?}");
        assert!(heard.contains(&"bangfu.referral_ended".to_owned()), "{heard:?}");
        assert_eq!(office.person_page(person)["offer_ended"], json!({"on": "2026-12-15", "reason": "absent"}));
    }
}

#[test]
fn a_platform_learns_nothing_of_the_day_on_which_somebody_retires() {
    for engine in engines() {
        let office = Office::new(&engine);
        // Sixty years and five months on 10 January.
        let old = office.person("1966-08-10", 1);
        let referral = office.refer(office.case_of(old));
        let name = text(&referral.body["referral"]);
        let answer = |on: &str| {
            let data = json!({"referral": name, "result": "accepted", "on": on});
            let reply = office.send(&event("referral_answered", &format!("A {on}"), &data));
            (reply.status, reply.body["code"].clone(), reply.body["detail"].clone())
        };
        let (before, after) = (answer("2027-01-09"), answer("2027-01-11"));
        assert_eq!(before, after, "either side of it");
        assert_eq!(before.0, 422);

        office.on("2027-01-11");
        let told = office.get(&office.platform, "/api/v1/referrals/1").body;
        assert_eq!(told["state"], "ended");
        assert!(!told.to_string().contains("2027-01-10"), "{told}");
    }
}

#[test]
fn the_database_holds_that_a_span_of_labour_has_an_end_after_its_begin() {
    for engine in engines() {
        let office = Office::new(&engine);
        let person = office.person("1985-09-10", 1);
        let day = |text: &str| text.parse::<chrono::NaiveDate>().expect("a day");
        let wrong = (
            labour_span::person_id.eq(person),
            labour_span::from_on.eq(day("2026-01-02")),
            labour_span::until_on.eq(day("2026-01-02")),
        );
        assert!(
            diesel::insert_into(labour_span::table).values(wrong).execute(&mut office.service.world.conn()).is_err()
        );
    }
}
