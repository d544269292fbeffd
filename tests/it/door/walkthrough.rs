//! The walkthrough of the documentation, sent as written.

use std::collections::BTreeMap;

use bangfu::auth::Role;
use serde_json::{Value, json};

use crate::harness::{Engine, PASSWORD, Service, engines, morning, text};

/// A request of the walkthrough and its minimal expected answer.
struct Exchange<'d> {
    day: &'d str,
    who: &'d str,
    method: &'d str,
    path: &'d str,
    body: &'d str,
    answer: &'d str,
}

/// Pairs the blocks of the document in order: a `http` request and its `json` answer.
fn exchanges(document: &str) -> Vec<Exchange<'_>> {
    let mut blocks = document.split("```").skip(1).step_by(2);
    let mut exchanges = Vec::new();
    while let Some(block) = blocks.next() {
        let Some(request) = block.strip_prefix("http\n") else { panic!("a request belongs here: {block}") };
        let answer = blocks.next().and_then(|block| block.strip_prefix("json\n")).expect("an answer follows");
        let (head, body) = request.split_once('\n').expect("a request has a line");
        let [day, who, method, path] = head.split(' ').collect::<Vec<_>>()[..] else { panic!("what is {head}?") };
        exchanges.push(Exchange { day, who, method, path, body, answer });
    }
    exchanges
}

/// Asserts that an answer contains the expected fields. A name in braces takes the value of its
/// first use.
pub fn hold(told: &Value, wanted: &Value, names: &mut BTreeMap<String, String>, at: &str) {
    match (told, wanted) {
        (Value::Object(told), Value::Object(wanted)) => {
            for (field, wanted) in wanted {
                hold(told.get(field).unwrap_or(&Value::Null), wanted, names, &format!("{at}.{field}"));
            }
        }
        (Value::Array(told), Value::Array(wanted)) => {
            assert_eq!(told.len(), wanted.len(), "{at}: {told:?}");
            for (told, wanted) in told.iter().zip(wanted) {
                hold(told, wanted, names, at);
            }
        }
        (told, Value::String(name)) if name.starts_with('{') => {
            let known = names.entry(name.clone()).or_insert_with(|| told.to_string());
            assert_eq!(*known, told.to_string(), "{at}");
        }
        (told, wanted) => assert_eq!(told, wanted, "{at}"),
    }
}

/// Creates the accounts of the walkthrough, by the words that name them there.
fn accounts(service: &Service) -> BTreeMap<&'static str, String> {
    [
        ("caseworker", Role::CommunityCaseworker, "440703002101"),
        ("officer", Role::TownOfficer, "440703002"),
        ("supervisor", Role::DistrictSupervisor, "440703"),
        ("administrator", Role::CityAdministrator, "440700"),
        ("platform", Role::HiringPlatform, "440700"),
    ]
    .map(|(who, role, division)| (who, service.account(role, division)))
    .into()
}

/// The walkthrough as documented.
pub const DOCUMENT: &str = include_str!("../../../docs/walkthrough.md");

/// Sends the requests of a document to a fresh service, compares the answers with the documented
/// ones, and gives the service.
pub fn play(engine: &Engine, document: &str) -> Service {
    let exchanges = exchanges(document);
    let service = engine.fresh().serve(morning(exchanges.first().expect("a first request").day));
    let accounts = accounts(&service);
    let mut names = BTreeMap::new();
    for Exchange { day, who, method, path, body, answer } in &exchanges {
        service.clock.set(morning(day));
        let token = accounts.get(who).map_or_else(String::new, |username| {
            let credentials = json!({"username": username, "password": PASSWORD});
            text(&service.post("/api/v1/sessions", "", &credentials).body["access_token"])
        });
        assert!(!token.is_empty() || *who == "nobody", "who is {who}?");
        let named = |text: &str| {
            names.iter().fold(text.to_owned(), |text, (name, value): (&String, &String)| text.replace(name, value))
        };
        let body = (!body.trim().is_empty())
            .then(|| serde_json::from_str::<Value>(&named(body)).unwrap_or_else(|e| panic!("{body}: {e}")));
        let path = named(path);

        // A message is sent as an event.
        let reply = match &body {
            Some(event) if path == "/api/v1/messages" => service.events(&token, event),
            _ => service.send(method, &path, &token, &[], body.as_ref()),
        };

        assert!((200..300).contains(&reply.status), "{day} {who} {method} {path}: {reply:?}");
        let wanted: Value = serde_json::from_str(answer).unwrap_or_else(|e| panic!("{answer}: {e}"));
        hold(&reply.body, &wanted, &mut names, &format!("{engine:?} {day} {who} {method} {path}"));
    }
    service
}

#[test]
fn eight_months_of_one_household_go_as_they_are_told() {
    assert!(exchanges(DOCUMENT).len() > 20, "the walkthrough is read");
    for engine in engines() {
        play(&engine, DOCUMENT);
    }
}
