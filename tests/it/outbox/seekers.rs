//! Seekers who share their job search with hiring platforms: offered to each platform under a name
//! of its own, updated on changes, and withdrawn when the conditions fail. At any time, the list
//! that a platform reads equals the sum of its events.

use std::cell::{Cell, RefCell};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, Mutex};

use bangfu::auth::Role;
use bangfu::clock::Clock;
use bangfu::db::Conn;
use bangfu::db::ledger::restoring;
use bangfu::db::schema::{account, delivery, person, seeker, seeker_platform};
use bangfu::domain::ledger::incoming::Incoming;
use bangfu::domain::values::division::Division;
use bangfu::ops::ledger::profiles;
use bangfu::ops::office::{accounts, keys};
use bangfu::ops::outbox::seekers;
use bangfu::ops::recording::record::record;
use diesel::connection::{InstrumentationEvent, SimpleConnection as _};
use diesel::prelude::*;
use serde_json::{Value, json};

use crate::harness::{Engine, PASSWORD, Reply, Service, World, engines, id_number, morning, text};

const VILLAGE: &str = "440703002101";
const NEXT_VILLAGE: &str = "440703002102";
const NEXT_DOOR: &str = "440704001015";
/// The only fields that a platform receives.
const KEYS: [&str; 8] = ["area", "available_on", "education", "form", "occupations", "pay_from", "residence", "seeker"];

/// A platform, and the sum of the events sent to it.
struct Platform {
    username: String,
    account: String,
    heard: RefCell<BTreeMap<String, Value>>,
    last: Cell<i64>,
}

/// An event: its kind and its subject.
type Told = (String, String);

/// A service with platforms that have endpoints.
struct City {
    service: Service,
    administrator: String,
    events: Cell<u32>,
}

impl City {
    fn new(engine: &Engine) -> Self {
        Self::of(engine.fresh().serve(morning("2026-03-05")))
    }

    fn of(service: Service) -> Self {
        let administrator = service.account(Role::CityAdministrator, "440700");
        Self { service, administrator, events: Cell::new(0) }
    }

    /// Gives a token of an account, valid for some minutes.
    fn token(&self, username: &str) -> String {
        let reply = self.service.post("/api/v1/sessions", "", &json!({"username": username, "password": PASSWORD}));
        text(&reply.body["access_token"])
    }

    /// Creates a platform's account. Its endpoint has no listener, but counts as set.
    fn platform(&self, username: &str, division: &str) -> Platform {
        let token = self.token(&self.administrator);
        let new = json!({"username": username, "password": PASSWORD, "role": "hiring_platform", "division": division});
        let made = self.service.post("/api/v1/accounts", &token, &new);
        assert_eq!(made.status, 201, "{made:?}");
        let account = text(&made.body["id"]);
        Platform { username: username.to_owned(), account, heard: RefCell::default(), last: Cell::new(0) }
    }

    fn reached(&self, username: &str, division: &str) -> Platform {
        let platform = self.platform(username, division);
        let path = format!("/api/v1/accounts/{}/endpoint", platform.account);
        let body = json!({"url": "http://127.0.0.1:9/"});
        let set = self.service.send("PUT", &path, &self.token(&self.administrator), &[], Some(&body));
        assert_eq!(set.status, 200, "{set:?}");
        platform
    }

    fn change(&self, platform: &Platform, change: &Value) {
        let path = format!("/api/v1/accounts/{}", platform.account);
        let token = self.token(&self.administrator);
        let tag = self.service.get(&path, &token).headers["etag"].clone();
        let changed = self.service.send("PATCH", &path, &token, &[("If-Match", &tag)], Some(change));
        assert_eq!(changed.status, 200, "{changed:?}");
    }

    /// Records facts of the sender `default`; gives the event reference of the last.
    fn say(&self, facts: &[Value]) -> String {
        let mut name = String::new();
        let mut named = facts.to_vec();
        for fact in &mut named {
            self.events.set(self.events.get() + 1);
            name = format!("e{}", self.events.get());
            fact["event_ref"] = json!(name);
        }
        self.service.world.record(&named, self.service.clock.now());
        name
    }

    fn void(&self, event: &str) {
        self.say(&[json!({"kind": "voided", "effective_on": "2026-03-05", "voids": event})]);
    }

    /// Gives the list that a platform reads, in pages of one.
    fn read(&self, platform: &Platform) -> BTreeMap<String, Value> {
        let token = self.token(&platform.username);
        let (mut read, mut after) = (BTreeMap::new(), String::new());
        loop {
            let page = self.service.get(&format!("/api/v1/seekers?limit=1{after}"), &token);
            assert_eq!(page.status, 200, "{page:?}");
            for item in page.body["items"].as_array().expect("items") {
                assert_eq!(read.insert(text(&item["seeker"]), item.clone()), None, "nobody comes twice");
            }
            let Some(next) = page.body["next"].as_str() else { return read };
            after = format!("&after={next}");
        }
    }

    /// Gives the events since the last call, and asserts that all events so far add up to the list
    /// that the platform reads.
    fn heard(&self, platform: &Platform) -> Vec<Told> {
        let told = self.drained(platform);
        assert_eq!(self.read(platform), *platform.heard.borrow());
        told
    }

    fn drained(&self, platform: &Platform) -> Vec<Told> {
        let query = delivery::table
            .filter(delivery::account.eq(&platform.account))
            .filter(delivery::id.gt(platform.last.get()))
            .order(delivery::id)
            .select((delivery::id, delivery::body));
        let rows: Vec<(i64, String)> = query.load(&mut self.service.world.conn()).expect("deliveries");
        let mut told = Vec::new();
        for (id, body) in rows {
            platform.last.set(id);
            for hidden in ["例", "4407031980", "1380000", "1980-05", "male", "某路", "\"05\"", "440703002", "P1"] {
                assert!(!body.contains(hidden), "{hidden}: {body}");
            }
            let event: Value = serde_json::from_str(&body).expect("an event");
            let (kind, subject, data) = (text(&event["type"]), text(&event["subject"]), event["data"].clone());
            assert_eq!(text(&data["seeker"]), subject);
            let keys: Vec<&str> = data.as_object().expect("an object").keys().map(String::as_str).collect();
            if kind == "bangfu.seeker_offered" {
                assert_eq!(keys, KEYS);
                platform.heard.borrow_mut().insert(subject.clone(), data);
            } else {
                assert_eq!((kind.as_str(), keys), ("bangfu.seeker_withdrawn", vec!["seeker"]));
                assert!(platform.heard.borrow_mut().remove(&subject).is_some(), "only who is offered is withdrawn");
            }
            told.push((kind["bangfu.seeker_".len()..].to_owned(), subject));
        }
        told
    }

    /// Gives the only seeker on offer.
    fn only(&self, platform: &Platform) -> (String, Value) {
        let read = self.read(platform);
        assert_eq!(read.len(), 1, "{read:?}");
        read.into_iter().next().expect("one")
    }
}

fn cities() -> impl Iterator<Item = City> {
    engines().iter().map(City::new).collect::<Vec<_>>().into_iter()
}

fn registered(serial: u32, division: &str) -> Value {
    json!({"kind": "person_registered", "person_ref": format!("P{serial}"), "effective_on": "2020-01-01",
        "id_number": id_number("1980-05-06", serial), "name": format!("例{serial}"), "sex": "male", "birth_date": "1980-05-06",
        "phone": "13800001234", "address": "某路1号", "ethnic": "05", "education": "60", "residence_division": division,
        "disability": {"category": "4", "grade": "2"}})
}

fn wish(serial: u32, work: bool) -> Value {
    json!({"kind": "wish_declared", "person_ref": format!("P{serial}"), "effective_on": "2020-01-01", "work": work, "help": true})
}

fn sought(serial: u32, pay_from: i64, shared: bool) -> Value {
    json!({"kind": "job_sought", "person_ref": format!("P{serial}"), "effective_on": "2026-03-01", "occupations": ["6-18-01", "4-03"],
        "pay_from": pay_from, "area": "440703", "form": "unit", "available_on": "2026-04-01", "profile_shared": shared})
}

/// Gives a person who shares the job search with platforms.
fn sharing(serial: u32, division: &str) -> Vec<Value> {
    vec![registered(serial, division), wish(serial, true), sought(serial, 350_000, true)]
}

fn of(kind: &str, person: u32, on: &str, more: &Value) -> Value {
    let mut fact = json!({"kind": kind, "person_ref": format!("P{person}"), "effective_on": on});
    fact.as_object_mut().expect("an object").extend(more.as_object().expect("an object").clone());
    fact
}

fn told(kind: &str, name: &str) -> Told {
    (kind.to_owned(), name.to_owned())
}

#[test]
fn who_lets_platforms_see_it_is_offered_until_that_no_longer_holds_and_by_the_same_name_again() {
    for city in cities() {
        let platform = city.reached("platform", "440703");
        city.say(&[registered(1, VILLAGE), wish(1, true)]);
        city.say(&[sought(1, 300_000, false)]);
        assert_eq!(city.heard(&platform), [], "nobody is offered without having let platforms see it");

        city.say(&[sought(1, 350_000, true)]);
        let (name, offered) = city.only(&platform);
        assert_eq!(city.heard(&platform), [told("offered", &name)]);
        assert_eq!(
            offered,
            json!({"seeker": name, "occupations": ["6-18-01", "4-03"], "pay_from": 350_000, "area": "440703", "form": "unit",
                "available_on": "2026-04-01", "education": "60", "residence": "440703"})
        );

        for cause in [
            of("employment_started", 1, "2026-03-02", &json!({"employment_ref": "E", "form": "unit"})),
            of("died", 1, "2026-03-02", &json!({})),
            of("absence_started", 1, "2026-03-02", &json!({"absence": "military"})),
            of("wish_declared", 1, "2026-03-02", &json!({"work": false, "help": true})),
            of("person_changed", 1, "2026-03-02", &json!({"residence_division": NEXT_DOOR})),
            sought(1, 350_000, false),
        ] {
            let event = city.say(std::slice::from_ref(&cause));
            assert_eq!(city.heard(&platform), [told("withdrawn", &name)], "{cause}");
            assert_eq!(city.read(&platform), BTreeMap::new());
            city.void(&event);
            assert_eq!(city.heard(&platform), [told("offered", &name)], "{cause} is void");
            assert_eq!(city.only(&platform), (name.clone(), offered.clone()));
        }
        // The end of a job restores the offer of its person.
        city.say(&[of("employment_started", 1, "2026-03-02", &json!({"employment_ref": "J", "form": "unit"}))]);
        city.say(&[of("employment_ended", 1, "2026-03-04", &json!({"employment_ref": "J"}))]);
        assert_eq!(city.heard(&platform), [told("withdrawn", &name), told("offered", &name)][..]);
    }
}

#[test]
fn what_somebody_looks_for_or_their_registration_taken_back_withdraws_them() {
    for city in cities() {
        let platform = city.reached("platform", "440700");
        let registration = city.say(&[registered(1, VILLAGE)]);
        let wished = city.say(&[wish(1, true)]);
        let said = city.say(&[sought(1, 350_000, true)]);
        let name = city.only(&platform).0;
        assert_eq!(city.heard(&platform), [told("offered", &name)]);

        city.void(&said);
        assert_eq!(city.heard(&platform), [told("withdrawn", &name)]);
        let said = city.say(&[sought(1, 350_000, true)]);
        assert_eq!(city.heard(&platform), [told("offered", &name)]);
        let void = |event: &str| json!({"kind": "voided", "effective_on": "2026-03-05", "voids": event});
        city.say(&[void(&said), void(&wished), void(&registration)]);
        assert_eq!(city.heard(&platform), [told("withdrawn", &name)]);
        city.say(&sharing(1, VILLAGE));
        assert_eq!(city.heard(&platform), [told("offered", &name)], "registered anew, all in one breath");
    }
}

#[test]
fn only_what_a_platform_is_told_is_a_change() {
    for city in cities() {
        let platform = city.reached("platform", "440700");
        city.say(&sharing(1, VILLAGE));
        let name = city.only(&platform).0;
        assert_eq!(city.heard(&platform), [told("offered", &name)]);

        let changed = |more: &Value| of("person_changed", 1, "2026-03-02", more);
        for untold in [
            changed(&json!({"name": "例外"})),
            changed(&json!({"phone": "13900001234"})),
            changed(&json!({"residence_division": NEXT_VILLAGE})),
            of("wish_declared", 1, "2026-03-03", &json!({"work": true, "help": false})),
            of("person_determined", 1, "2026-03-02", &json!({"category": "local"})),
            sought(1, 350_000, true),
        ] {
            city.say(std::slice::from_ref(&untold));
            assert_eq!(city.heard(&platform), [], "{untold}");
        }
        for (fact, field, is) in [
            (sought(1, 400_000, true), "pay_from", json!(400_000)),
            (changed(&json!({"education": "20"})), "education", json!("20")),
            (changed(&json!({"residence_division": NEXT_DOOR})), "residence", json!("440704")),
            (
                of("job_sought", 1, "2026-03-02", &json!({"form": "flexible", "profile_shared": true})),
                "area",
                Value::Null,
            ),
        ] {
            city.say(std::slice::from_ref(&fact));
            assert_eq!(city.heard(&platform), [told("offered", &name)], "{fact}");
            assert_eq!(city.only(&platform).1[field], is);
        }
    }
}

#[test]
fn each_platform_hears_of_its_division_alone_and_by_names_that_no_other_knows() {
    for city in cities() {
        let [whole, here, there] = [("whole", "440700"), ("here", "440703002"), ("there", "440704")]
            .map(|(username, division)| city.reached(username, division));
        city.say(&[sharing(1, VILLAGE), sharing(3, "440703005101")].concat());
        assert_eq!(city.heard(&there), []);
        assert_eq!((city.heard(&whole).len(), city.heard(&here).len()), (2, 1));
        let (name, _) = city.only(&here);
        assert!(!city.read(&whole).contains_key(&name));

        // The division follows the household.
        city.say(&[
            json!({"kind": "household_registered", "household_ref": "H", "effective_on": "2020-01-01", "division": VILLAGE, "urban": true}),
            of("member_joined", 1, "2020-01-01", &json!({"household_ref": "H", "relation": "02"})),
        ]);
        assert_eq!(city.heard(&here), []);
        let moved = json!({"kind": "household_moved", "household_ref": "H", "effective_on": "2026-03-02", "division": NEXT_DOOR});
        let event = city.say(&[moved]);
        assert_eq!(city.heard(&here), [told("withdrawn", &name)]);
        let (other_name, offered) = city.only(&there);
        assert_ne!(other_name, name);
        assert_eq!(city.heard(&there), [told("offered", &other_name)]);
        assert_eq!(offered["residence"], "440704");
        let changed = city.heard(&whole);
        assert!(matches!(changed.as_slice(), [(kind, _)] if kind == "offered"), "{changed:?}");
        city.void(&event);
        assert_eq!(city.heard(&here), [told("offered", &name)]);
        assert_eq!(city.heard(&there), [told("withdrawn", &other_name)]);
        city.heard(&whole);
    }
}

#[test]
fn who_was_registered_twice_is_offered_once_and_a_merging_undone_offers_both_again() {
    for city in cities() {
        let platform = city.reached("platform", "440700");
        city.say(&[sharing(1, VILLAGE), sharing(3, NEXT_VILLAGE)].concat());
        let both: BTreeSet<Told> = city.heard(&platform).into_iter().collect();
        assert_eq!(both.len(), 2);

        let merged =
            json!({"kind": "person_merged", "person_ref": "P1", "other_ref": "P3", "effective_on": "2026-03-02"});
        let merging = city.say(&[merged]);
        let told_of_it = city.heard(&platform);
        assert!(matches!(told_of_it.as_slice(), [(kind, _)] if kind == "withdrawn"), "{told_of_it:?}");
        let (stays, _) = city.only(&platform);
        // A fact about the merged registration applies to the surviving one.
        let unshared = city.say(&[sought(3, 350_000, false)]);
        assert_eq!(city.heard(&platform), [told("withdrawn", &stays)]);
        city.void(&unshared);
        assert_eq!(city.heard(&platform), [told("offered", &stays)]);

        city.void(&merging);
        let gone = &told_of_it[0].1;
        assert_eq!(city.heard(&platform), [told("offered", gone)]);
        assert_eq!(city.read(&platform).into_keys().map(|name| told("offered", &name)).collect::<BTreeSet<_>>(), both);
    }
}

#[test]
fn a_living_line_that_makes_work_of_what_was_none_withdraws_and_gives_back() {
    for city in cities() {
        let platform = city.reached("platform", "440700");
        city.say(&sharing(1, VILLAGE));
        let name = city.only(&platform).0;
        assert_eq!(city.heard(&platform), [told("offered", &name)]);
        let job = json!({"employment_ref": "E", "form": "flexible", "monthly_pay": 100_000});
        city.say(&[of("employment_started", 1, "2026-03-02", &job)]);
        let line = |monthly: i64, on: &str| json!({"kind": "living_line_set", "effective_on": on, "division": "440703", "monthly": monthly});
        city.say(&[line(50_000, "2026-01-01")]);
        assert_eq!(city.read(&platform), BTreeMap::new());
        city.heard(&platform);

        let event = city.say(&[line(200_000, "2026-02-01")]);
        assert_eq!(city.heard(&platform), [told("offered", &name)], "the pay is below the line: it is no employment");
        city.void(&event);
        assert_eq!(city.heard(&platform), [told("withdrawn", &name)]);
    }
}

#[test]
fn a_platform_is_offered_what_its_account_reaches_from_the_day_it_is_made_or_changed() {
    for city in cities() {
        city.say(&[sharing(1, VILLAGE), sharing(3, NEXT_DOOR)].concat());
        let platform = city.platform("platform", "440700");
        let both = city.read(&platform);
        assert_eq!(both.len(), 2, "it need not be reached to read the whole");
        let path = format!("/api/v1/accounts/{}/endpoint", platform.account);
        let body = json!({"url": "http://127.0.0.1:9/"});
        let set = city.service.send("PUT", &path, &city.token(&city.administrator), &[], Some(&body));
        assert_eq!(set.status, 200);
        assert_eq!(city.drained(&platform), [], "what was there before is read, not told");
        *platform.heard.borrow_mut() = both.clone();

        city.change(&platform, &json!({"division": "440703"}));
        let narrowed = city.heard(&platform);
        assert!(matches!(narrowed.as_slice(), [(kind, _)] if kind == "withdrawn"), "{narrowed:?}");
        assert_eq!(city.only(&platform).1["residence"], "440703");
        city.change(&platform, &json!({"division": "440700"}));
        assert_eq!(city.heard(&platform), [told("offered", &narrowed[0].1)]);

        city.change(&platform, &json!({"disabled": true}));
        assert_eq!(city.drained(&platform).len(), 2, "what it was offered is withdrawn");
        city.say(&[sharing(5, VILLAGE)].concat());
        assert_eq!(city.drained(&platform), []);
        city.change(&platform, &json!({"disabled": false}));
        assert_eq!(city.heard(&platform).len(), 3);
        assert!(both.iter().all(|(name, offered)| city.read(&platform).get(name) == Some(offered)));
        city.change(&platform, &json!({"role": "auditor"}));
        let offered: i64 = seeker::table
            .filter(seeker::told.is_not_null())
            .count()
            .get_result(&mut city.service.world.conn())
            .expect("seekers");
        assert_eq!(offered, 0, "who is no platform any longer is offered nobody");
        city.change(&platform, &json!({"role": "hiring_platform"}));
        city.drained(&platform);
        assert_eq!(city.read(&platform).len(), 3);
    }
}

#[test]
fn a_change_of_an_account_that_was_broken_off_tells_nobody_out_of_reach_and_is_settled_by_who_records_next() {
    for city in cities() {
        let platform = city.reached("platform", "440700");
        city.say(&[sharing(1, VILLAGE), sharing(3, NEXT_DOOR)].concat());
        assert_eq!(city.heard(&platform).len(), 2);

        let change = "update account set division = 440704000000, version = version + 1 where username = 'platform'";
        city.service.world.conn().batch_execute(change).expect("it is changed, and no more");
        assert_eq!(city.only(&platform).1["residence"], "440704");
        assert_eq!(city.drained(&platform), []);
        city.say(&[sought(3, 400_000, true)]);
        let kinds: BTreeSet<String> = city.heard(&platform).into_iter().map(|(kind, _)| kind).collect();
        assert_eq!(kinds, ["offered", "withdrawn"].map(str::to_owned).into());
        city.say(&sharing(5, VILLAGE));
        assert_eq!(city.heard(&platform), []);
    }
}

#[test]
fn nobody_but_a_platform_reads_it_and_each_reading_is_written_down() {
    for city in cities() {
        let platform = city.platform("platform", "440700");
        city.say(&sharing(1, VILLAGE));
        city.only(&platform);
        for role in Role::ALL.iter().filter(|role| **role != Role::HiringPlatform) {
            let division = match role {
                Role::DistrictSupervisor => "440703",
                Role::TownOfficer => "440703002",
                Role::CommunityCaseworker => VILLAGE,
                _ => "440700",
            };
            let token = city.service.token(*role, division);
            assert_eq!(city.service.get("/api/v1/seekers", &token).status, 403, "{role:?}");
        }
        let path = format!("/api/v1/audit?account={}&action=seekers_read", platform.account);
        let notes = city.service.get(&path, &city.token(&city.administrator)).body["items"].clone();
        assert_eq!(notes.as_array().map(Vec::len), Some(1));
    }
}

#[test]
fn what_was_told_of_who_is_withdrawn_is_forgotten_and_not_sent_again() {
    for city in cities() {
        let platform = city.reached("platform", "440700");
        city.say(&sharing(1, VILLAGE));
        let replay = |id: i64| -> Reply {
            let path = format!("/api/v1/deliveries/{id}/replay");
            city.service.send("POST", &path, &city.token(&city.administrator), &[], None)
        };
        city.drained(&platform);
        city.say(&[sought(1, 400_000, true)]);
        city.drained(&platform);
        let mut conn = city.service.world.conn();
        conn.batch_execute("update delivery set state = 2, due_at = null, settled_at = created_at where id = 1")
            .expect("it arrived");

        city.say(&[sought(1, 400_000, false)]);
        let rows: Vec<(i64, String)> =
            delivery::table.order(delivery::id).select((delivery::id, delivery::body)).load(&mut conn).expect("read");
        let gone: Vec<bool> = rows.iter().map(|(_, body)| body.is_empty()).collect();
        assert_eq!(gone, [true, true, false], "only the withdrawal is still told");
        assert_eq!((replay(1).status, replay(2).status), (409, 409));
        let state: i16 = delivery::table.find(2).select(delivery::state).first(&mut conn).expect("the second");
        assert_eq!(state, 3, "what was pending is given up");
        let revived = "update delivery set state = 1, due_at = created_at, settled_at = null where id = 1";
        assert!(conn.batch_execute(revived).is_err());
        let told: Option<String> = seeker::table.select(seeker::told).first(&mut conn).expect("a seeker");
        assert_eq!(told, None);
    }
}

/// Prepares a database with two shared job searches, without any offers computed.
fn filled_before(world: &World) {
    let clock = Clock::fixed(morning("2026-03-05"));
    let division = Division::parse("440703").expect("a county");
    accounts::create(&mut world.conn(), &clock, "platform", PASSWORD, Role::HiringPlatform, division).expect("made");
    let mut facts = [sharing(1, VILLAGE), sharing(3, NEXT_DOOR)].concat();
    for (fact, n) in facts.iter_mut().zip(1..) {
        fact["event_ref"] = json!(format!("b{n}"));
    }
    world.record(&facts, clock.now());
    world.conn().batch_execute("delete from seeker; delete from seeker_platform").expect("as it was before");
}

#[test]
fn what_was_let_be_seen_before_there_were_offers_is_offered_when_the_service_starts() {
    for engine in engines() {
        let world = engine.fresh();
        filled_before(&world);
        let city = City::of(world.serve(morning("2026-03-05")));
        let account = account::table
            .filter(account::username.eq("platform"))
            .select(account::id)
            .first(&mut city.service.world.conn())
            .expect("the account");
        let platform =
            Platform { username: "platform".to_owned(), account, heard: RefCell::default(), last: Cell::new(0) };
        assert_eq!(city.only(&platform).1["residence"], "440703");

        // The same holds after the profiles of the search are derived again.
        let mut conn = city.service.world.conn();
        conn.batch_execute("delete from setting where name = 'profiles'").expect("it is taken away");
        let keys = keys::open(&mut conn, &city.service.world.dir().join("key")).expect("the key file opens");
        profiles::fill(&mut conn, &keys).expect("it is derived");
        let settled = seeker_platform::table.filter(seeker_platform::division.eq(440_703_000_000_i64)).count();
        let settled: i64 = settled.get_result(&mut conn).expect("platforms");
        assert_eq!(settled, 0);
        city.say(&[sought(1, 360_000, true)]);
        assert_eq!(city.only(&platform).1["pay_from"], 360_000);
    }
}

#[test]
fn a_batch_of_people_nobody_is_offered_asks_for_them_at_most_twice() {
    for engine in engines() {
        let city = City::new(&engine);
        city.reached("platform", "440700");
        let mut conn = city.service.world.conn();
        let keys = keys::open(&mut conn, &city.service.world.dir().join("key")).expect("the key file opens");
        let asked = Arc::new(Mutex::new(0));
        let counting = Arc::clone(&asked);
        let counts = move |event: InstrumentationEvent<'_>| {
            if let InstrumentationEvent::StartQuery { query, .. } = event {
                let query = query.to_string().to_lowercase();
                if query.starts_with("select") && (query.contains("seeker") || query.contains("profile_shared")) {
                    *counting.lock().expect("nobody panics with it") += 1;
                }
            }
        };
        match &mut conn {
            Conn::Sqlite(c) => c.set_instrumentation(counts),
            Conn::Postgres(c) => c.set_instrumentation(counts),
        }
        let mut record_all = |facts: Vec<Value>| {
            let read = |(n, mut fact): (usize, Value)| {
                fact["event_ref"] = json!(format!("{} {n}", fact["kind"]));
                let line = bangfu::domain::ledger::interchange::parse(fact.to_string().as_bytes()).expect("a line");
                Incoming { sender: None, line, live: false, scope: None }
            };
            let batch: Vec<Incoming> = facts.into_iter().enumerate().map(read).collect();
            *asked.lock().expect("nobody panics with it") = 0;
            conn.write(|conn| record(conn, &keys, morning("2026-03-05"), &batch)).expect("recorded");
            *asked.lock().expect("nobody panics with it")
        };

        let people = || (1..100).step_by(2);
        assert_eq!(record_all(people().map(|n| registered(n, VILLAGE)).collect()), 0, "{engine:?}");
        assert_eq!(record_all(people().map(|n| wish(n, true)).collect()), 2, "{engine:?}");
        let people: i64 = person::table.count().get_result(&mut city.service.world.conn()).expect("people");
        assert_eq!(people, 50);
    }
}

#[test]
fn the_database_takes_no_offer_that_is_not_whole() {
    for city in cities() {
        let platform = city.reached("platform", "440700");
        city.say(&[sharing(1, VILLAGE), sharing(3, VILLAGE)].concat());
        let mut conn = city.service.world.conn();
        for bad in [
            "update seeker set told = ''".to_owned(),
            "update seeker set name = 'short'".to_owned(),
            "update seeker set name = (select min(name) from seeker)".to_owned(),
            "update seeker set person_id = 99".to_owned(),
            "update seeker set person_id = 1".to_owned(),
            "update seeker set account = 'nobody'".to_owned(),
            "update seeker_platform set division = 4407".to_owned(),
            format!("insert into seeker_platform values ('{}', 440700000000)", platform.account),
        ] {
            assert!(conn.batch_execute(&bad).is_err(), "{bad}");
        }
    }
}

#[test]
fn a_restore_offers_nobody_until_it_has_ended_and_then_whoever_looks_for_work_by_then() {
    for city in cities() {
        let platform = city.reached("platform", "440700");
        let conn = &mut city.service.world.conn();
        conn.batch_execute("insert into setting (name, value) values ('restoring', 'yes')").expect("it begins");
        city.say(&[registered(1, VILLAGE), wish(1, true)]);
        city.say(&[registered(2, VILLAGE), wish(2, true)]);
        city.say(&[sought(1, 350_000, true)]);
        city.say(&[sought(2, 350_000, true)]);
        city.say(&[sought(1, 350_000, false)]);
        let another = city.platform("another", "440700");
        let path = format!("/api/v1/accounts/{}/endpoint", another.account);
        let token = city.token(&city.administrator);
        let set = city.service.send("PUT", &path, &token, &[], Some(&json!({"url": "http://127.0.0.1:9/"})));
        assert_eq!((set.status, &set.body["code"]), (409, &json!("restore_unfinished")), "it writes to the database");
        assert_eq!(city.heard(&platform), []);

        let keys = keys::open(conn, &city.service.world.dir().join("key")).expect("the keys");
        let now = city.service.clock.now();
        conn.write(|conn| {
            restoring::end(conn)?;
            seekers::settle_all(conn, &keys, now)
        })
        .expect("it ends");
        let (name, _) = city.only(&platform);
        assert_eq!(city.heard(&platform), [told("offered", &name)], "of the two who still lets it be seen");
    }
}
