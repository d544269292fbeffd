//! Input from outside: a platform or a department names people by ID number, and only in messages
//! and lists. A platform's hires need an employer that it has sent, and an hourly ceiling limits
//! its messages.

use bangfu::auth::Role;
use bangfu::db::facts::log::last_position;
use bangfu::db::schema::message;
use diesel::prelude::*;
use serde_json::{Value, json};

use crate::harness::{EMPLOYER, Engine, PASSWORD, Reply, Service, engines, id_number, morning, text};

const VILLAGE: &str = "440703002101";
const PEOPLE: u32 = 6;

/// A service with some men in a village, and the account of a platform.
struct City {
    service: Service,
    administrator: String,
    platform: String,
    /// The id of the platform's account.
    account: String,
}

fn number(serial: u32) -> String {
    id_number("1980-05-06", 2 * serial + 1)
}

fn event(kind: &str, subject: &str, version: i64, data: &Value) -> Value {
    json!({"specversion": "1.0", "id": format!("{subject} {version}"), "source": "/hiring", "type": format!("bangfu.{kind}"),
        "subject": subject, "version": version, "data": data})
}

fn hire(serial: u32, version: i64, on: &str) -> Value {
    let data = json!({"id_number": number(serial), "form": "unit", "uscc": EMPLOYER, "effective_on": on});
    event("employment_started", &format!("H{serial}"), version, &data)
}

impl City {
    fn new(engine: &Engine) -> Self {
        let world = engine.fresh();
        let registered = |serial| {
            json!({"kind": "person_registered", "event_ref": format!("registered {serial}"), "person_ref": format!("P{serial}"),
                "effective_on": "2020-01-01", "id_number": number(serial), "name": "例一", "sex": "male", "birth_date": "1980-05-06",
                "residence_division": VILLAGE})
        };
        world.record(&(0..PEOPLE).map(registered).collect::<Vec<_>>(), morning("2026-11-30"));
        let service = world.serve(morning("2026-11-30"));
        let administrator = service.token(Role::CityAdministrator, "440700");
        let new =
            json!({"username": "platform", "password": PASSWORD, "role": "hiring_platform", "division": "440703"});
        let account = text(&service.post("/api/v1/accounts", &administrator, &new).body["id"]);
        let mut city = Self { service, administrator, platform: String::new(), account };
        city.platform = city.signed_in("platform");
        city
    }

    fn signed_in(&self, username: &str) -> String {
        let session = json!({"username": username, "password": PASSWORD});
        text(&self.service.post("/api/v1/sessions", "", &session).body["access_token"])
    }

    fn send(&self, event: &Value) -> Reply {
        self.service.events(&self.platform, event)
    }

    /// Changes an account.
    fn change(&self, account: &str, change: &Value) -> Reply {
        let path = format!("/api/v1/accounts/{account}");
        let tag = self.service.get(&path, &self.administrator).headers["etag"].clone();
        let changed = self.service.send("PATCH", &path, &self.administrator, &[("If-Match", &tag)], Some(change));
        assert_eq!(changed.status, 200, "{changed:?}");
        changed
    }

    /// Sets the hourly ceiling of the platform's account.
    fn bound(&mut self, ceiling: i64) {
        let changed = self.change(&self.account, &json!({"hourly_ceiling": ceiling}));
        assert_eq!(changed.body["hourly_ceiling"], ceiling);
        self.platform = self.signed_in("platform");
    }

    fn states(&self, subject: &str) -> Vec<String> {
        let found = self.service.get(&format!("/api/v1/messages?subject={subject}"), &self.administrator);
        found.body["items"].as_array().expect("messages").iter().map(|message| text(&message["state"])).collect()
    }

    fn is_employed(&self, serial: u32) -> bool {
        let asked = json!({"id_number": number(serial)});
        let found = self.service.post("/api/v1/people/search", &self.administrator, &asked);
        let path = format!("/api/v1/people/{}/explanation?on=2026-11-30", found.body["items"][0]["id"]);
        self.service.get(&path, &self.administrator).body["employed"] == true
    }

    fn alerts(&self, token: &str) -> Value {
        let held = self.service.get("/api/v1/messages/held", token);
        assert_eq!(held.status, 200, "{held:?}");
        held.body["items"].clone()
    }

    fn discard(&self, token: &str) -> Reply {
        self.service.post("/api/v1/messages/discard", token, &json!({"account": self.account}))
    }

    fn release(&self, token: &str) -> Reply {
        self.service.post("/api/v1/messages/release", token, &json!({"account": self.account}))
    }
}

fn told(reply: &Reply) -> (u16, &str, &str) {
    let of = |field: &str| reply.body[field].as_str().unwrap_or("");
    (reply.status, of("state"), of("code"))
}

#[test]
fn a_platform_or_department_records_nothing_by_counting_numbers_and_is_told_the_open_door() {
    for engine in engines() {
        let city = City::new(&engine);
        let department = city.service.token(Role::Department, "440700");
        let before = last_position(&mut city.service.world.conn()).expect("a position");
        let fact = |person: u32, kind: &str| json!({"kind": kind, "person": person, "effective_on": "2026-11-29", "form": "unit"});

        for (token, kind) in [(&city.platform, "employment_started"), (&department, "died")] {
            let zh = [("Accept-Language", "zh-CN")];
            let one = city.service.send("POST", "/api/v1/facts", token, &zh, Some(&fact(1, kind)));
            assert!(text(&one.body["detail"]).contains("公民身份号码"), "{one:?}");
            let many: Vec<Value> = (1..=3_000).map(|person| fact(person, kind)).take(1_000).collect();
            let many = city.service.post("/api/v1/facts/batch", token, &json!(many));
            for reply in [one, many] {
                assert_eq!((reply.status, &reply.body["code"]), (403, &json!("forbidden")), "{reply:?}");
                let detail = text(&reply.body["detail"]);
                assert!(detail.contains("/api/v1/messages"), "{detail}");
            }
            let by_number = json!({"kind": kind, "id_number": number(1), "effective_on": "2026-11-29"});
            assert_eq!(city.service.post("/api/v1/facts", token, &by_number).status, 403);
        }
        assert_eq!(last_position(&mut city.service.world.conn()).expect("a position"), before, "{engine:?}");
        assert!(!city.is_employed(0));
    }
}

#[test]
fn a_platforms_hire_waits_until_the_platform_has_sent_its_employer() {
    for engine in engines() {
        let city = City::new(&engine);
        let mut nameless = hire(1, 1, "2026-11-20");
        nameless["data"].as_object_mut().expect("fields").remove("uscc");
        assert_eq!(told(&city.send(&hire(0, 1, "2026-11-20"))), (202, "waiting", "unknown_employer"));
        assert_eq!(told(&city.send(&nameless)), (202, "waiting", "unknown_employer"));
        // The answer does not tell whether the person is registered.
        let of_nobody = city.send(&hire(44, 1, "2026-11-20"));
        assert_eq!(told(&of_nobody), (202, "waiting", "unknown_employer"), "{of_nobody:?}");
        // An employer sent by another platform does not count.
        city.service.sends_employer(&city.service.token(Role::HiringPlatform, "440703"));
        assert!(!city.is_employed(0) && !city.is_employed(1));
        // An older program stored no employer with the message; the retry reads it from the content
        // and stores it.
        diesel::update(message::table.filter(message::subject.eq("H0")))
            .set(message::uscc.eq(None::<String>))
            .execute(&mut city.service.world.conn())
            .expect("the message is changed");
        let waiting = city.service.get("/api/v1/messages?subject=H0", &city.administrator).body["items"][0].clone();
        let path = format!("/api/v1/messages/{}/retry", waiting["id"]);
        let retry = city.service.send("POST", &path, &city.administrator, &[], None);
        assert_eq!(told(&retry), (200, "waiting", "unknown_employer"));

        city.service.sends_employer(&city.platform);
        assert_eq!((city.states("H0"), city.states("H1")), (vec!["applied".to_owned()], vec!["waiting".to_owned()]));
        let of_nobody = city.service.get("/api/v1/messages?subject=H44", &city.administrator).body["items"][0].clone();
        assert_eq!(of_nobody["code"], "unknown_person", "with its employer it waits for its person");
        assert!(city.is_employed(0) && !city.is_employed(1));
        assert_eq!(told(&city.send(&hire(1, 2, "2026-11-20"))), (201, "applied", ""), "a correction names it");

        // In one batch the employer may come after the hire.
        let other = "91440700MA4UQB0P55";
        let mut of_other = hire(2, 1, "2026-11-20");
        of_other["data"]["uscc"] = json!(other);
        let unit = event("employer", "E", 1, &json!({"uscc": other, "name": "某公司", "division": "440703"}));
        let both = city.send(&json!([of_other, unit]));
        assert_eq!(
            (&both.body[0]["state"], &both.body[1]["state"]),
            (&json!("applied"), &json!("applied")),
            "{both:?}"
        );

        // A withdrawn employer does not count for later hires; recorded hires stay.
        assert_eq!(city.send(&event("withdrawn", "E", 2, &json!({}))).status, 202);
        let mut late = hire(3, 1, "2026-11-20");
        late["data"]["uscc"] = json!(other);
        assert_eq!(told(&city.send(&late)), (202, "waiting", "unknown_employer"));
        assert!(city.is_employed(2));

        // The bureau's own messages need no employer.
        let mut of_bureau = hire(4, 1, "2026-11-20");
        of_bureau["data"].as_object_mut().expect("fields").remove("uscc");
        let by_bureau = city.service.events(&city.administrator, &of_bureau);
        assert_eq!(told(&by_bureau), (201, "applied", ""));
    }
}

#[test]
fn messages_beyond_an_accounts_hour_change_nothing_until_the_bureau_releases_them() {
    for engine in engines() {
        let mut city = City::new(&engine);
        city.service.sends_employer(&city.platform);
        city.bound(2);
        assert_eq!(told(&city.send(&hire(0, 1, "2026-11-20"))), (201, "applied", ""));
        assert_eq!(told(&city.send(&hire(1, 1, "2026-11-20"))), (201, "applied", ""));
        assert_eq!(told(&city.send(&hire(1, 1, "2026-11-20"))), (200, "applied", ""), "what is known is not counted");
        assert_eq!(city.alerts(&city.administrator), json!([]));

        let over = city.send(&hire(2, 1, "2026-11-20"));
        assert_eq!(told(&over), (202, "held", "over_ceiling"));
        assert_eq!(told(&city.send(&hire(0, 2, "2026-11-25"))), (202, "held", "over_ceiling"));
        assert_eq!(told(&city.send(&event("withdrawn", "H1", 2, &json!({})))), (202, "held", "over_ceiling"));
        assert_eq!(told(&city.send(&hire(2, 1, "2026-11-20"))), (200, "held", "over_ceiling"), "it is known");
        let employer =
            event("employer", "E", 1, &json!({"uscc": "91440700MA4UQB0P55", "name": "某公司", "division": "440703"}));
        assert_eq!(told(&city.send(&employer)), (201, "applied", ""), "nobody is in it");
        assert!(city.is_employed(0) && city.is_employed(1) && !city.is_employed(2), "nothing held has an effect");
        assert_eq!(city.states("H0"), ["applied", "held"]);

        let alert = &city.alerts(&city.administrator)[0];
        assert_eq!(
            (&alert["account"], &alert["username"], &alert["held"], &alert["hourly_ceiling"]),
            (&json!(city.account), &json!("platform"), &json!(3), &json!(2))
        );
        let noted = city.service.get("/api/v1/audit?action=ceiling_reached", &city.administrator).body["items"].clone();
        assert_eq!(noted.as_array().map(Vec::len), Some(1), "one alert, not one a message: {noted}");
        let next_door = city.service.token(Role::DistrictSupervisor, "440704");
        assert_eq!(city.alerts(&next_door), json!([]));
        assert_eq!(city.release(&next_door).status, 404);
        assert_eq!(city.release(&city.platform).status, 403);
        // Each account has its own hourly ceiling.
        let other = city.service.token(Role::HiringPlatform, "440703");
        city.service.sends_employer(&other);
        assert_eq!(told(&city.service.events(&other, &hire(3, 1, "2026-11-20"))), (201, "applied", ""));

        // After the hour, no new message overtakes the held ones.
        city.service.clock.set(morning("2026-11-30") + chrono::Duration::minutes(61));
        city.administrator = city.service.token(Role::CityAdministrator, "440700");
        city.platform = city.signed_in("platform");
        assert_eq!(told(&city.send(&hire(4, 1, "2026-11-20"))), (202, "held", "over_ceiling"));

        // A retry releases a single message; a release takes the rest together.
        let path = format!("/api/v1/messages/{}/retry", over.body["id"]);
        let supervisor = city.service.token(Role::DistrictSupervisor, "440703");
        assert_eq!(told(&city.service.send("POST", &path, &supervisor, &[], None)), (200, "applied", ""));
        assert!(city.is_employed(2));
        let released = city.release(&supervisor);
        assert_eq!((released.status, &released.body), (200, &json!({"released": 3, "left": 0})), "{released:?}");
        assert_eq!(city.states("H0"), ["superseded", "applied"]);
        assert!(!city.is_employed(1) && city.is_employed(4), "the withdrawal and the hire count now");
        assert_eq!(city.alerts(&city.administrator), json!([]));
        assert_eq!(city.release(&supervisor).status, 404);
        assert_eq!(told(&city.send(&hire(5, 1, "2026-11-20"))), (201, "applied", ""), "a new hour");
    }
}

#[test]
fn a_list_of_a_department_is_held_beyond_the_hour_too() {
    for engine in engines() {
        let city = City::new(&engine);
        let new = json!({"username": "department", "password": PASSWORD, "role": "department", "division": "440700"});
        let account = text(&city.service.post("/api/v1/accounts", &city.administrator, &new).body["id"]);
        let path = format!("/api/v1/accounts/{account}");
        let change = json!({"hourly_ceiling": 2});
        let changed = city.service.send("PATCH", &path, &city.administrator, &[("If-Match", "\"1\"")], Some(&change));
        assert_eq!(changed.status, 200, "{changed:?}");
        let list: String = (0..4).map(|serial| format!("{},2026-11-20\n", number(serial))).collect();
        let list = format!("身份证号码,日期\n{list}");

        let token = city.signed_in("department");
        let report = city.service.upload("/api/v1/messages/list?kind=died", &token, "text/csv", list.as_bytes());

        assert_eq!((&report.body["applied"], &report.body["unsettled"]), (&json!(2), &json!(2)), "{report:?}");
        assert_eq!(report.body["refusals"][0]["code"], "over_ceiling");

        let discarded = json!({"account": account});
        let discarded = city.service.post("/api/v1/messages/discard", &city.administrator, &discarded);
        assert_eq!(discarded.body, json!({"discarded": 2, "left": 0}));
        let again = city.service.upload("/api/v1/messages/list?kind=died", &token, "text/csv", list.as_bytes());
        assert_eq!((&again.body["known"], &again.body["refused"]), (&json!(2), &json!(2)), "{again:?}");
        assert!(text(&again.body["refusals"][0]["reason"]).contains("discarded"), "{again:?}");
        let refused = city.service.send(
            "PATCH",
            &path,
            &city.administrator,
            &[("If-Match", "\"2\"")],
            Some(&json!({"hourly_ceiling": 0})),
        );
        assert_eq!((refused.status, &refused.body["field"]), (400, &json!("hourly_ceiling")), "{refused:?}");
    }
}

#[test]
fn what_follows_a_hire_that_waits_for_its_employer_waits_too_and_ends_nobody_elses_job() {
    for engine in engines() {
        let city = City::new(&engine);
        let other = city.service.token(Role::HiringPlatform, "440703");
        city.service.sends_employer(&other);
        let mut before = hire(0, 1, "2026-11-20");
        before["subject"] = json!("of the other");
        assert_eq!(told(&city.service.events(&other, &before)), (201, "applied", ""));

        assert_eq!(told(&city.send(&hire(0, 1, "2026-11-22"))), (202, "waiting", "unknown_employer"));
        let end = json!({"id_number": number(0), "employment_ref": "H0", "effective_on": "2026-11-25"});
        let end = event("employment_ended", "E0", 1, &end);
        assert_eq!(told(&city.send(&end)), (202, "waiting", "employment_unknown"));
        assert!(city.is_employed(0), "the other platform's job goes on");

        city.service.sends_employer(&city.platform);
        assert_eq!((city.states("H0"), city.states("E0")), (vec!["applied".to_owned()], vec!["applied".to_owned()]));
    }
}

#[test]
fn held_messages_are_released_with_the_reach_and_role_their_account_has_by_then() {
    for engine in engines() {
        let mut city = City::new(&engine);
        city.service.sends_employer(&city.platform);
        city.bound(1);
        for (serial, state) in [(0, "applied"), (1, "held"), (2, "held"), (3, "held")] {
            assert_eq!(told(&city.send(&hire(serial, 1, "2026-11-20"))).1, state);
        }

        city.change(&city.account, &json!({"disabled": true}));
        assert_eq!(city.release(&city.administrator).status, 409, "it is disabled");
        city.change(&city.account, &json!({"disabled": false, "role": "auditor"}));
        assert_eq!(city.release(&city.administrator).status, 409, "an auditor files nothing");
        city.change(&city.account, &json!({"role": "hiring_platform", "division": "440704"}));

        let [supervisor, next_door] =
            ["440703", "440704"].map(|division| city.service.token(Role::DistrictSupervisor, division));
        assert_eq!(city.release(&next_door).status, 404, "they came when it reached another district");
        assert_eq!(city.release(&supervisor).status, 409, "it reaches another district by now");
        let released = city.release(&city.administrator);
        assert_eq!((released.status, &released.body), (200, &json!({"released": 3, "left": 0})), "{released:?}");

        assert!(city.is_employed(0) && !city.is_employed(1), "it reaches them no longer");
        let waits = city.service.get("/api/v1/messages?subject=H1", &city.administrator).body["items"][0].clone();
        assert_eq!((&waits["state"], &waits["code"]), (&json!("waiting"), &json!("unknown_person")));
    }
}

#[test]
fn discarded_messages_never_count_and_their_sender_sees_it() {
    for engine in engines() {
        let mut city = City::new(&engine);
        city.service.sends_employer(&city.platform);
        city.bound(1);
        assert_eq!(told(&city.send(&hire(0, 1, "2026-11-20"))), (201, "applied", ""));
        assert_eq!(told(&city.send(&hire(1, 1, "2026-11-20"))).1, "held");
        assert_eq!(told(&city.send(&event("withdrawn", "H0", 2, &json!({})))).1, "held");

        let next_door = city.service.token(Role::DistrictSupervisor, "440704");
        assert_eq!((city.discard(&next_door).status, city.discard(&city.platform).status), (404, 403));
        let discarded = city.discard(&city.administrator);
        assert_eq!((discarded.status, &discarded.body), (200, &json!({"discarded": 2, "left": 0})), "{discarded:?}");

        assert_eq!(
            (city.states("H1"), city.states("H0")),
            (vec!["discarded".to_owned()], vec!["applied".to_owned(), "discarded".to_owned()])
        );
        let listed = city.service.get("/api/v1/messages?state=discarded", &city.platform).body["items"].clone();
        assert_eq!(listed.as_array().map(Vec::len), Some(2), "{listed}");
        let retry = format!("/api/v1/messages/{}/retry", listed[0]["id"]);
        assert_eq!(city.service.send("POST", &retry, &city.administrator, &[], None).status, 409);
        assert!(city.is_employed(0) && !city.is_employed(1));
        assert_eq!(city.alerts(&city.administrator), json!([]));
        assert_eq!(city.release(&city.administrator).status, 404);

        // After the hour, a message sent again is accepted.
        city.service.clock.set(morning("2026-11-30") + chrono::Duration::minutes(61));
        city.administrator = city.service.token(Role::CityAdministrator, "440700");
        city.platform = city.signed_in("platform");
        assert_eq!(told(&city.send(&hire(1, 2, "2026-11-20"))), (201, "applied", ""));
        assert!(city.is_employed(1));
    }
}

#[test]
fn nobody_releases_or_discards_the_messages_of_their_own_account() {
    for engine in engines() {
        let mut city = City::new(&engine);
        let new =
            json!({"username": "second", "password": PASSWORD, "role": "city_administrator", "division": "440700"});
        city.account = text(&city.service.post("/api/v1/accounts", &city.administrator, &new).body["id"]);
        city.change(&city.account, &json!({"hourly_ceiling": 1}));
        let second = city.signed_in("second");
        let sent: Vec<Reply> =
            (0..2).map(|serial| city.service.events(&second, &hire(serial, 1, "2026-11-20"))).collect();
        assert_eq!((told(&sent[0]).1, told(&sent[1]).1), ("applied", "held"));

        let retry = format!("/api/v1/messages/{}/retry", sent[1].body["id"]);
        let retried = city.service.send("POST", &retry, &second, &[], None);
        assert_eq!((city.release(&second).status, city.discard(&second).status, retried.status), (403, 403, 403));
        assert!(!city.is_employed(1));
        assert_eq!(city.release(&city.administrator).status, 200);
        assert!(city.is_employed(1));
    }
}

#[test]
fn a_filing_of_a_hire_never_becomes_one_of_a_vacancy_uncounted_and_unseen() {
    for engine in engines() {
        let mut city = City::new(&engine);
        city.service.sends_employer(&city.platform);
        city.bound(1);
        assert_eq!(told(&city.send(&hire(0, 1, "2026-11-20"))), (201, "applied", ""));
        let vacancy = json!({"uscc": EMPLOYER, "title": "钳工", "occupation": "6-18-01-02", "headcount": 1,
            "division": "440703", "valid_until": "2027-12-31"});

        let refused = city.send(&event("vacancy", "H0", 2, &vacancy));
        assert_eq!((refused.status, &refused.body["field"]), (409, &json!("type")), "{refused:?}");
        assert!(city.is_employed(0), "its fact stands");

        assert_eq!(told(&city.send(&event("vacancy", "H1", 1, &vacancy))), (201, "applied", ""));
        assert_eq!(city.send(&hire(1, 2, "2026-11-20")).status, 409);
    }
}

#[test]
fn an_account_without_a_ceiling_of_its_own_sends_two_thousand_within_an_hour() {
    for engine in engines() {
        let city = City::new(&engine);
        let end = |n: usize| {
            let data = json!({"id_number": number(0), "employment_ref": format!("J{n}"), "effective_on": "2026-11-20"});
            event("employment_ended", &format!("E{n}"), 1, &data)
        };
        let mut states = std::collections::BTreeMap::new();
        for batch in (0..2_003).collect::<Vec<_>>().chunks(500) {
            let sent = city.send(&json!(batch.iter().map(|n| end(*n)).collect::<Vec<_>>()));
            for message in sent.body.as_array().expect("answers") {
                *states.entry(text(&message["state"])).or_insert(0) += 1;
            }
        }
        assert_eq!(states, [("held".to_owned(), 3), ("waiting".to_owned(), 2_000)].into(), "{engine:?}");
    }
}
