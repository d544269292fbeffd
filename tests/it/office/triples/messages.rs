//! Messages of platforms: every state, action and role. Each message has its own account, because a
//! release or discard covers all held messages of an account.

use std::collections::BTreeMap;

use bangfu::auth::Role;
use bangfu::db::Conn;
use bangfu::db::facts::log::last_position;
use bangfu::db::inbox::messages::MessageRow;
use bangfu::db::schema::message;
use bangfu::domain::values::codes::MessageState;
use diesel::prelude::*;
use serde_json::{Value, json};

use super::Then::{Is, No};
use super::{Machine, Row, SETTLERS, TODAY, Then, hold, next_door, tokens, told, whole};
use crate::harness::{EMPLOYER, Engine, PASSWORD, Reply, Service, engines, id_number, morning, text};

/// Enough for every message, and for the one that precedes a held one.
const PEOPLE: u32 = 60;

/// A service with people of a village, and the accounts of the created messages.
struct Messages {
    /// Closed before the service drops its database.
    conn: Conn,
    service: Service,
    administrator: String,
    /// ID numbers of people without messages.
    numbers: Vec<String>,
    accounts: BTreeMap<i64, String>,
}

fn event(kind: &str, subject: &str, version: i64, data: &Value) -> Value {
    json!({"specversion": "1.0", "id": format!("{subject} {version}"), "source": "/hiring", "type": format!("bangfu.{kind}"),
        "subject": subject, "version": version, "data": data})
}

fn hire(subject: &str, version: i64, number: &str, on: &str) -> Value {
    let data = json!({"id_number": number, "form": "unit", "uscc": EMPLOYER, "effective_on": on});
    event("employment_started", subject, version, &data)
}

impl Messages {
    fn new(engine: &Engine) -> Self {
        let service = engine.fresh().serve(morning(TODAY));
        let lines: Vec<Value> = (0..PEOPLE).flat_map(|n| told(n, &[])).collect();
        service.world.record(&lines, morning(TODAY));
        let registered = lines.iter().filter(|line| line["kind"] == "person_registered");
        let numbers = registered.map(|line| text(&line["id_number"])).collect();
        let administrator = service.token(Role::CityAdministrator, "440700");
        let conn = service.world.conn();
        Self { service, conn, administrator, numbers, accounts: BTreeMap::new() }
    }

    /// Creates the account of a platform, with a ceiling of one message an hour or none; gives its
    /// id and a token.
    fn sender(&self, is_bounded: bool) -> (String, String) {
        let username = format!("sender{}", self.numbers.len());
        let new = json!({"username": username, "password": PASSWORD, "role": "hiring_platform", "division": "440703"});
        let account = text(&self.service.post("/api/v1/accounts", &self.administrator, &new).body["id"]);
        if is_bounded {
            let (path, one) = (format!("/api/v1/accounts/{account}"), json!({"hourly_ceiling": 1}));
            let bound = self.service.send("PATCH", &path, &self.administrator, &[("If-Match", "\"1\"")], Some(&one));
            assert_eq!(bound.status, 200, "{bound:?}");
        }
        let session = json!({"username": username, "password": PASSWORD});
        let token = text(&self.service.post("/api/v1/sessions", "", &session).body["access_token"]);
        self.service.sends_employer(&token);
        (account, token)
    }
}

impl Machine for Messages {
    fn stand(&mut self, state: &str) -> i64 {
        let is_bounded = ["held", "discarded"].contains(&state);
        let (account, token) = self.sender(is_bounded);
        let number = self.numbers.pop().expect("somebody is left");
        let sent_before = match state {
            "superseded" => Some(hire("F", 2, &number, "2026-04-01")),
            "withdrawn" => Some(hire("F", 1, &number, "2026-04-01")),
            _ if is_bounded => Some(hire("G", 1, &self.numbers.pop().expect("somebody is left"), "2026-04-01")),
            _ => None,
        };
        if let Some(before) = sent_before {
            assert_eq!(self.service.events(&token, &before).status, 201);
        }
        let sent = match state {
            "waiting" => hire("F", 1, &id_number("1990-01-01", 1), "2026-04-01"),
            // The person is a child on this day.
            "parked" => hire("F", 1, &number, "1984-01-02"),
            "withdrawn" => event("withdrawn", "F", 2, &json!({})),
            _ => hire("F", 1, &number, "2026-04-01"),
        };
        let reply = self.service.events(&token, &sent);
        let id = reply.body["id"].as_i64().unwrap_or_else(|| panic!("{state}: {reply:?}"));
        self.accounts.insert(id, account);
        if state == "discarded" {
            assert_eq!(self.act("discard", id, &self.administrator.clone()).status, 200);
        }
        id
    }

    fn act(&mut self, action: &str, id: i64, token: &str) -> Reply {
        if action == "retry" {
            return self.service.send("POST", &format!("/api/v1/messages/{id}/retry"), token, &[], None);
        }
        self.service.post(&format!("/api/v1/messages/{action}"), token, &json!({"account": self.accounts[&id]}))
    }

    fn stands(&mut self, id: i64) -> String {
        text(&self.service.get(&format!("/api/v1/messages/{id}"), &self.administrator).body["state"])
    }

    fn kept(&mut self, id: i64) -> String {
        let row: MessageRow = message::table.find(id).first(&mut self.conn).expect("the message");
        format!("{row:?} {}", last_position(&mut self.conn).expect("a position"))
    }
}

const SETTLED: Then = No(409, "conflict");
const NONE_HELD: Then = No(404, "not_found");

#[test]
fn a_message_is_tried_again_released_and_discarded_by_the_district_or_city_and_by_nobody_else() {
    let states = ["applied", "waiting", "parked", "superseded", "withdrawn", "held", "discarded"];
    let only_held = |next| [NONE_HELD, NONE_HELD, NONE_HELD, NONE_HELD, NONE_HELD, Is(next), NONE_HELD];
    // The condition of a waiting or parked message has not changed.
    let retry = [SETTLED, Is("waiting"), Is("parked"), SETTLED, SETTLED, Is("applied"), SETTLED];
    let rows = [
        Row { action: "retry", roles: SETTLERS, then: &retry },
        Row { action: "release", roles: SETTLERS, then: &only_held("applied") },
        Row { action: "discard", roles: SETTLERS, then: &only_held("discarded") },
    ];
    whole(states.into_iter(), MessageState::ALL.iter().map(|state| state.as_str()));
    for engine in engines() {
        let mut messages = Messages::new(&engine);
        let (tokens, neighbour) = (tokens(&messages.service), next_door(&messages.service));
        hold(&mut messages, &states.map(|state| (state, state)), &rows, &tokens, &neighbour);
    }
}
