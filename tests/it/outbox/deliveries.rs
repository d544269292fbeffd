//! Deliveries to a stand-in platform that misbehaves: it errs, breaks off, redirects, hangs and is
//! down for a day, and the service is killed during a delivery.

use std::collections::{BTreeMap, VecDeque};
use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::sync::mpsc::{self, Receiver};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use bangfu::auth::Role;
use bangfu::db::schema::{audit, endpoint};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use chrono::{DateTime, NaiveDateTime};
use diesel::connection::SimpleConnection as _;
use diesel::prelude::*;
use hmac::{Hmac, KeyInit as _, Mac as _};
use serde_json::{Value, json};
use sha2::Sha256;

use crate::harness::command::{Working, command};
use crate::harness::watch::wait_until;
use crate::harness::{EMPLOYER, PASSWORD, Service, engines, id_number, morning, text};

const VILLAGE: &str = "440703002101";

/// An answer of the stand-in.
#[derive(Clone, Copy, Debug)]
enum Answer {
    Status(u16),
    /// It closes the connection without an answer.
    Close,
    /// It keeps the connection open without an answer.
    Hang,
}

/// A request to the stand-in.
#[derive(Debug)]
struct Got {
    headers: BTreeMap<String, String>,
    body: String,
}

impl Got {
    fn event(&self) -> Value {
        serde_json::from_str(&self.body).expect("an event")
    }

    /// Gives the filing in the event, and its state.
    fn told(&self) -> (String, String) {
        let event = self.event();
        (text(&event["subject"]), text(&event["data"]["state"]))
    }
}

/// A stand-in platform on its own port. It gives the queued answers, and 200 after them.
struct Platform {
    address: SocketAddr,
    got: Receiver<Got>,
    answers: Arc<Mutex<VecDeque<Answer>>>,
}

impl Platform {
    fn start() -> Self {
        Self::at(SocketAddr::from(([127, 0, 0, 1], 0)))
    }

    fn at(address: SocketAddr) -> Self {
        let listener = TcpListener::bind(address).expect("a port");
        let address = listener.local_addr().expect("an address");
        let answers = Arc::new(Mutex::new(VecDeque::new()));
        let (sender, got) = mpsc::channel();
        let told = Arc::clone(&answers);
        std::thread::spawn(move || {
            let mut hanging = Vec::new();
            for stream in listener.incoming().map_while(Result::ok) {
                let answer = told.lock().expect("nobody panics with it").pop_front().unwrap_or(Answer::Status(200));
                let request = read(&stream);
                let mut stream = stream;
                match answer {
                    Answer::Status(status) => {
                        let head = format!(
                            "HTTP/1.1 {status} x\r\nContent-Length: 0\r\nLocation: /elsewhere\r\nConnection: close\r\n\r\n"
                        );
                        let _ = stream.write_all(head.as_bytes()); // the client may be gone
                    }
                    Answer::Close => {}
                    Answer::Hang => hanging.push(stream),
                }
                if sender.send(request).is_err() {
                    break;
                }
            }
        });
        Self { address, got, answers }
    }

    fn url(&self) -> String {
        format!("http://{}/hooks", self.address)
    }

    fn will(&self, answers: &[Answer]) {
        self.answers.lock().expect("nobody panics with it").extend(answers);
    }

    fn next(&self) -> Got {
        self.got.recv_timeout(Duration::from_mins(1)).expect("a delivery comes")
    }

    fn is_quiet(&self) -> bool {
        self.got.try_recv().is_err()
    }
}

fn read(stream: &TcpStream) -> Got {
    let mut reader = BufReader::new(stream);
    let mut headers = BTreeMap::new();
    let mut line = String::new();
    while reader.read_line(&mut line).is_ok_and(|read| read > 2) {
        if let Some((name, value)) = line.trim_end().split_once(": ") {
            headers.insert(name.to_lowercase(), value.to_owned());
        }
        line.clear();
    }
    let length = headers.get("content-length").and_then(|length| length.parse().ok()).unwrap_or(0);
    let mut body = vec![0; length];
    reader.read_exact(&mut body).expect("the body comes");
    Got { headers, body: String::from_utf8(body).expect("text") }
}

/// A service with the endpoint of a platform, and its secret.
struct City {
    service: Service,
    administrator: String,
    token: String,
    secret: Vec<u8>,
    account: String,
}

impl City {
    fn of(service: Service, url: &str) -> Self {
        let administrator = service.token(Role::CityAdministrator, "440700");
        let new =
            json!({"username": "platform", "password": PASSWORD, "role": "hiring_platform", "division": "440700"});
        let account = text(&service.post("/api/v1/accounts", &administrator, &new).body["id"]);
        let signed_in = service.post("/api/v1/sessions", "", &json!({"username": "platform", "password": PASSWORD}));
        let token = text(&signed_in.body["access_token"]);
        service.sends_employer(&token);
        let mut city = Self { service, administrator, token, secret: Vec::new(), account };
        city.reach(url);
        city
    }

    /// Sets the platform's endpoint.
    fn reach(&mut self, url: &str) {
        let path = format!("/api/v1/accounts/{}/endpoint", self.account);
        let set = self.service.send("PUT", &path, &self.administrator, &[], Some(&json!({"url": url})));
        assert_eq!(set.status, 200, "{set:?}");
        self.secret = secret_of(&set.body);
        let told = self.service.get(&path, &self.administrator);
        assert_eq!((told.body["url"].as_str(), told.body.get("secret")), (Some(url), None));
    }

    /// Sends a hire of a person who is not registered; the serial number is also that of the
    /// filing.
    fn hire(&self, serial: u32) {
        let event = json!({"specversion": "1.0", "id": format!("{serial}"), "source": "/hiring", "type": "bangfu.employment_started",
            "subject": format!("F{serial}"),
            "data": {"id_number": id_number("1980-05-06", serial), "form": "unit", "uscc": EMPLOYER, "effective_on": "2026-03-20"}});
        let headers = [("Content-Type", "application/cloudevents+json")];
        let sent =
            self.service.send_bytes("POST", "/api/v1/messages", &self.token, &headers, event.to_string().as_bytes());
        assert_eq!(sent.status, 202, "{sent:?}");
    }

    /// Registers the person of a hire.
    fn register(&self, serial: u32) {
        let line = json!({"kind": "person_registered", "event_ref": format!("registered {serial}"), "person_ref": format!("P{serial}"),
            "effective_on": "2020-01-01", "id_number": id_number("1980-05-06", serial), "name": "例一", "sex": "male",
            "birth_date": "1980-05-06", "residence_division": VILLAGE});
        self.service.world.record(&[line], self.service.clock.now());
    }

    /// Gives the deliveries: filing, state, attempts, and the time of the next attempt.
    fn deliveries(&self) -> Vec<(String, String, i64, Option<NaiveDateTime>)> {
        let administrator = self.service.token(Role::CityAdministrator, "440700");
        let listed = self.service.get("/api/v1/deliveries", &administrator).body["items"].clone();
        let of = |item: &Value| {
            let due =
                item["due_at"].as_str().map(|at| at.parse::<DateTime<chrono::Utc>>().expect("a moment").naive_utc());
            (text(&item["subject"]), text(&item["state"]), item["attempts"].as_i64().expect("a number"), due)
        };
        listed.as_array().expect("items").iter().map(of).collect()
    }

    /// Waits until the only delivery has this state. The service stores the result shortly after
    /// the answer.
    fn wait_for(&self, state: &str, attempts: i64) -> Option<NaiveDateTime> {
        loop {
            let deliveries = self.deliveries();
            let [(_, is, tried, due)] = deliveries.as_slice() else { panic!("{deliveries:?}") };
            if (is.as_str(), *tried) == (state, attempts) {
                return *due;
            }
            std::thread::yield_now();
        }
    }

    /// Rotates the secret; gives the new one, and the time at which the old one expires.
    fn rotate(&self) -> (Vec<u8>, NaiveDateTime) {
        let administrator = self.service.token(Role::CityAdministrator, "440700");
        let path = format!("/api/v1/accounts/{}/endpoint/secret", self.account);
        let rotated = self.service.send("POST", &path, &administrator, &[], None);
        assert_eq!(rotated.status, 200, "{rotated:?}");
        let until = text(&rotated.body["old_until"]).parse::<DateTime<chrono::Utc>>().expect("a moment").naive_utc();
        (secret_of(&rotated.body), until)
    }

    /// Verifies the signature of a request.
    fn verify(&self, got: &Got) {
        assert!(signed_with(got, &[&self.secret]), "signed with the secret");
        assert_eq!(got.event()["id"], got.headers["webhook-id"].as_str());
    }
}

/// Reads the secret in an answer.
fn secret_of(body: &Value) -> Vec<u8> {
    let secret = text(&body["secret"]);
    STANDARD.decode(secret.strip_prefix("whsec_").expect("a secret")).expect("base64")
}

/// Tells whether a request has exactly the signatures of these secrets, in order.
fn signed_with(got: &Got, secrets: &[&[u8]]) -> bool {
    let signed = format!("{}.{}.{}", got.headers["webhook-id"], got.headers["webhook-timestamp"], got.body);
    let is_of = |(signature, secret): (&str, &&[u8])| {
        let mut mac = Hmac::<Sha256>::new_from_slice(secret).expect("a key");
        mac.update(signed.as_bytes());
        let signature = signature.strip_prefix("v1,").expect("a version");
        mac.verify_slice(&STANDARD.decode(signature).expect("base64")).is_ok()
    };
    let signatures: Vec<&str> = got.headers["webhook-signature"].split(' ').collect();
    signatures.len() == secrets.len() && signatures.into_iter().zip(secrets).all(is_of)
}

#[test]
fn a_secret_that_was_exchanged_holds_for_a_day_beside_the_new_one() {
    for engine in engines() {
        let platform = Platform::start();
        let mut city = City::of(engine.fresh().serve(morning("2026-03-24")), &platform.url());
        let first = city.secret.clone();
        (1..=6).for_each(|serial| city.hire(serial));
        let next = |city: &City, serial: u32, at: NaiveDateTime| {
            city.service.clock.set(at);
            city.register(serial);
            platform.next()
        };

        let (second, until) = city.rotate();
        assert_eq!(until, morning("2026-03-25"));
        assert!(signed_with(&next(&city, 1, morning("2026-03-24")), &[&second, &first]));
        assert!(signed_with(&next(&city, 2, until - chrono::TimeDelta::seconds(1)), &[&second, &first]));
        assert!(signed_with(&next(&city, 3, until), &[&second]));
        let mut conn = city.service.world.conn();
        wait_until("what holds no longer is forgotten", || {
            let kept = endpoint::table.filter(endpoint::old_sealed.is_not_null()).count();
            kept.get_result::<i64>(&mut conn).expect("a number") == 0
        });

        // Of three secrets within a day, the oldest expires.
        let (third, _) = city.rotate();
        city.service.clock.set(until + chrono::TimeDelta::hours(23));
        let (fourth, last) = city.rotate();
        assert!(signed_with(&next(&city, 4, until + chrono::TimeDelta::hours(23)), &[&fourth, &third]));
        assert_eq!(last, until + chrono::TimeDelta::hours(47));
        // After the endpoint is set again, earlier secrets are invalid.
        city.administrator = city.service.token(Role::CityAdministrator, "440700");
        city.reach(&platform.url());
        assert!(signed_with(&next(&city, 5, until + chrono::TimeDelta::hours(23)), &[&city.secret]));
        city.rotate();
        let path = format!("/api/v1/accounts/{}/endpoint", city.account);
        assert_eq!(city.service.send("DELETE", &path, &city.administrator, &[], None).status, 204);
        let gone = city.service.send("POST", &format!("{path}/secret"), &city.administrator, &[], None);
        assert_eq!(gone.status, 404, "{gone:?}");
        let mut conn = city.service.world.conn();
        let notes: i64 = audit::table
            .filter(audit::action.eq("endpoint_secret_rotated"))
            .count()
            .get_result(&mut conn)
            .expect("notes");
        assert_eq!(notes, 4);
        city.reach(&platform.url());
        assert!(conn.batch_execute("update endpoint set old_until = set_at").is_err(), "until when, but not which");
    }
}

#[test]
fn an_account_that_is_not_there_is_reached_nowhere() {
    for engine in engines() {
        let service = engine.fresh().serve(morning("2026-03-24"));
        let administrator = service.token(Role::CityAdministrator, "440700");
        let path = "/api/v1/accounts/00000000-0000-7000-8000-000000000000/endpoint";

        let set = service.send("PUT", path, &administrator, &[], Some(&json!({"url": "http://127.0.0.1:9/"})));

        assert_eq!((set.status, &set.body["code"]), (404, &json!("not_found")));
        assert_eq!(service.send("GET", path, &administrator, &[], None).status, 404);
    }
}

#[test]
fn who_looks_for_work_is_told_to_the_platform_and_withdrawn() {
    for engine in engines() {
        let platform = Platform::start();
        let city = City::of(engine.fresh().serve(morning("2026-03-24")), &platform.url());
        city.register(1);
        let wish = json!({"kind": "wish_declared", "event_ref": "wish", "person_ref": "P1", "effective_on": "2026-03-02", "work": true,
            "help": false});
        let sought = |reference: &str, shared: bool| {
            json!({"kind": "job_sought", "event_ref": reference, "person_ref": "P1", "effective_on": "2026-03-02", "form": "unit",
                "profile_shared": shared})
        };
        city.service.world.record(&[wish, sought("shared", true)], city.service.clock.now());
        let offered = platform.next();
        city.service.world.record(&[sought("no longer", false)], city.service.clock.now());
        let withdrawn = platform.next();

        for (got, told) in [(&offered, "bangfu.seeker_offered"), (&withdrawn, "bangfu.seeker_withdrawn")] {
            city.verify(got);
            let event = got.event();
            assert_eq!((text(&event["type"]).as_str(), &event["subject"]), (told, &event["data"]["seeker"]));
        }
        assert_eq!(offered.event()["subject"], withdrawn.event()["subject"]);
    }
}

#[test]
fn a_platform_is_told_when_what_waited_was_recorded() {
    for engine in engines() {
        let platform = Platform::start();
        let city = City::of(engine.fresh().serve(morning("2026-03-24")), &platform.url());
        city.hire(1);
        assert!(city.deliveries().is_empty(), "what was answered is not told again");
        city.service.clock.set(morning("2026-03-25"));
        city.register(1);

        let got = platform.next();
        city.verify(&got);
        assert_eq!(got.headers["content-type"], "application/cloudevents+json");
        assert_eq!(got.headers["webhook-timestamp"], morning("2026-03-25").and_utc().timestamp().to_string());
        let event = got.event();
        assert_eq!(
            (&event["type"], &event["time"]),
            (&json!("bangfu.message_settled"), &json!("2026-03-25T01:00:00Z"))
        );
        let data = json!({"source": "/hiring", "subject": "F1", "version": 1, "event_id": "1", "state": "applied", "code": null,
            "field": null});
        assert_eq!(event["data"], data, "nothing of anybody is in it");
        city.wait_for("delivered", 1);

        // The platform sees its own deliveries, another platform none. Without an endpoint, a
        // platform receives nothing.
        let administrator = city.service.token(Role::CityAdministrator, "440700");
        let other = city.service.token(Role::HiringPlatform, "440700");
        assert_eq!(city.service.get("/api/v1/deliveries", &other).body["items"], json!([]));
        let path = format!("/api/v1/accounts/{}/endpoint", city.account);
        assert_eq!(city.service.send("DELETE", &path, &administrator, &[], None).status, 204);
        let replayed = city.service.send("POST", "/api/v1/deliveries/1/replay", &administrator, &[], None);
        assert_eq!(replayed.status, 409, "nobody would take it");
        assert_eq!(city.service.get(&path, &administrator).status, 404);
        for url in ["https://example.org/", "http://192.0.2.1/"] {
            let set = city.service.send("PUT", &path, &administrator, &[], Some(&json!({"url": url})));
            assert_eq!((set.status, set.body["field"].as_str()), (422, Some("url")));
        }
    }
}

#[test]
fn whatever_a_platform_does_each_filing_is_told_in_order_and_in_the_end() {
    for engine in engines() {
        let platform = Platform::start();
        let city = City::of(engine.fresh().serve(morning("2026-03-24")), &platform.url());
        platform.will(&[Answer::Status(500), Answer::Close, Answer::Status(302), Answer::Status(429)]);
        city.hire(1);
        city.register(1);
        let first = platform.next();
        let mut due = city.wait_for("pending", 1).expect("it is tried again");
        // No attempt comes before its time, and each attempt sends the same event.
        for attempts in 2..=4 {
            assert!(platform.is_quiet());
            city.service.clock.set(due);
            let again = platform.next();
            city.verify(&again);
            assert_eq!((&again.body, &again.headers["webhook-id"]), (&first.body, &first.headers["webhook-id"]));
            due = city.wait_for("pending", attempts).expect("it is tried again");
        }

        // A later event of the same filing waits for the earlier one; another filing waits for
        // neither.
        let withdrawn = json!({"specversion": "1.0", "id": "w", "source": "/hiring", "type": "bangfu.withdrawn", "subject": "F1", "version": 2});
        let end = json!({"specversion": "1.0", "id": "e", "source": "/hiring", "type": "bangfu.employment_ended", "subject": "E1",
            "data": {"id_number": id_number("1980-05-06", 1), "employment_ref": "F1", "effective_on": "2026-03-22"}});
        let again = json!({"specversion": "1.0", "id": "a", "source": "/hiring", "type": "bangfu.employment_started", "subject": "F1", "version": 3,
            "data": {"id_number": id_number("1980-05-06", 1), "form": "unit", "uscc": EMPLOYER, "effective_on": "2026-03-21"}});
        let headers = [("Content-Type", "application/cloudevents+json")];
        let token = city.service.post("/api/v1/sessions", "", &json!({"username": "platform", "password": PASSWORD}));
        let token = text(&token.body["access_token"]);
        platform.will(&[Answer::Status(500)]);
        for (event, status) in [(&end, 201), (&withdrawn, 202), (&again, 201)] {
            let sent =
                city.service.send_bytes("POST", "/api/v1/messages", &token, &headers, event.to_string().as_bytes());
            assert_eq!(sent.status, status, "{sent:?}");
        }
        // The end waits after its start is withdrawn, and is recorded once there is another start.
        // The later event is not sent before the earlier one has arrived.
        let of = |subject: &str, state: &str| (subject.to_owned(), state.to_owned());
        assert_eq!(platform.next().told(), of("E1", "waiting"));
        let failed = loop {
            let (_, _, attempts, next) =
                city.deliveries().into_iter().find(|delivery| delivery.0 == "E1").expect("one");
            if attempts == 1 {
                break next.expect("it is tried again");
            }
        };
        assert!(platform.is_quiet(), "nothing is due yet");
        city.service.clock.set(due.max(failed));
        let told = [platform.next().told(), platform.next().told(), platform.next().told()];
        assert_eq!(told, [of("F1", "applied"), of("E1", "waiting"), of("E1", "applied")]);
    }
}

#[test]
fn a_platform_may_be_down_for_a_day_and_what_was_given_up_is_sent_when_asked_for() {
    for engine in engines() {
        // A port without a listener.
        let address = TcpListener::bind("127.0.0.1:0").and_then(|listener| listener.local_addr()).expect("a port");
        let service = engine.fresh().serve(morning("2026-03-24"));
        let city = City::of(service, &format!("http://{address}/hooks"));
        city.hire(1);
        city.register(1);
        let mut attempts = 1;
        let mut due = city.wait_for("pending", attempts).expect("it is tried again");
        while due < morning("2026-03-25") {
            city.service.clock.set(due);
            attempts += 1;
            due = city.wait_for("pending", attempts).expect("it is tried again");
        }
        let platform = Platform::at(address);
        city.service.clock.set(due);
        city.verify(&platform.next());
        city.wait_for("delivered", attempts + 1);

        // A replayed delivery fails until it is given up; after a second replay it arrives.
        let replay = || {
            let administrator = city.service.token(Role::CityAdministrator, "440700");
            city.service.send("POST", "/api/v1/deliveries/1/replay", &administrator, &[], None).status
        };
        platform.will(&[Answer::Status(503); 10]);
        assert_eq!(replay(), 200);
        for attempts in 1..=9 {
            platform.next();
            let due = city.wait_for("pending", attempts).expect("it is tried again");
            assert_eq!(replay(), 409, "it is on its way");
            city.service.clock.set(due);
        }
        platform.next();
        assert_eq!(city.wait_for("dead", 10), None);
        assert_eq!(replay(), 200);
        city.verify(&platform.next());
        city.wait_for("delivered", 1);
    }
}

#[test]
fn a_killed_service_loses_no_delivery() {
    for engine in engines() {
        let platform = Platform::start();
        let city = City::of(engine.fresh().serve(morning("2026-03-24")), &platform.url());
        platform.will(&[Answer::Status(500), Answer::Hang]);
        city.hire(1);
        city.register(1);
        let first = platform.next();
        // From here on, the clock of this service stands before the next attempt; the program's
        // clock does not.
        city.wait_for("pending", 1);
        let serve = || Working::start(command(&city.service.world, &["serve", "--listen", "127.0.0.1:0"]));

        let killed = serve();
        assert_eq!(platform.next().body, first.body);
        assert!(killed.kill(), "it waits for an answer");
        let next = serve();
        let again = platform.next();
        city.verify(&again);
        assert_eq!(again.headers["webhook-id"], first.headers["webhook-id"]);
        city.wait_for("delivered", 2);
        assert!(next.kill());
    }
}
