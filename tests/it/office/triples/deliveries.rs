//! Deliveries to platforms: every state and role. The courier sets their states, so the test writes
//! them directly.

use bangfu::auth::Role;
use bangfu::db::Conn;
use bangfu::db::facts::log::last_position;
use bangfu::db::outbox::deliveries::{DeliveryRow, next_id, put};
use bangfu::db::schema::delivery;
use bangfu::domain::values::codes::DeliveryState;
use diesel::prelude::*;
use serde_json::json;

use super::Then::{Is, No};
use super::{Machine, Row, SETTLERS, TODAY, hold, next_door, tokens, whole};
use crate::harness::{Engine, PASSWORD, Reply, Service, engines, morning, text};

/// A service with a platform of the district that has an endpoint and is never reached.
struct Deliveries {
    /// Closed before the service drops its database.
    conn: Conn,
    service: Service,
    administrator: String,
    account: String,
}

impl Deliveries {
    fn new(engine: &Engine) -> Self {
        let service = engine.fresh().serve(morning(TODAY));
        let administrator = service.token(Role::CityAdministrator, "440700");
        let new =
            json!({"username": "platform", "password": PASSWORD, "role": "hiring_platform", "division": "440703"});
        let account = text(&service.post("/api/v1/accounts", &administrator, &new).body["id"]);
        let (path, url) = (format!("/api/v1/accounts/{account}/endpoint"), json!({"url": "http://127.0.0.1:9/"}));
        assert_eq!(service.send("PUT", &path, &administrator, &[], Some(&url)).status, 200);
        let conn = service.world.conn();
        Self { conn, service, administrator, account }
    }
}

impl Machine for Deliveries {
    fn stand(&mut self, state: &str) -> i64 {
        let id = next_id(&mut self.conn).expect("a number");
        let state = DeliveryState::from_word(state).expect("a state");
        let is_pending = state == DeliveryState::Pending;
        let row = DeliveryRow {
            id,
            account: self.account.clone(),
            event_id: format!("00000000-0000-7000-8000-{id:012}"),
            subject: format!("F{id}"),
            body: "{}".to_owned(),
            state: state.number(),
            attempts: 1,
            // Late enough that the courier leaves it alone.
            due_at: is_pending.then(|| morning("2099-01-01")),
            last_status: None,
            created_at: morning(TODAY),
            settled_at: (!is_pending).then(|| morning(TODAY)),
        };
        put(&mut self.conn, &[row]).expect("it is written down");
        id
    }

    fn act(&mut self, action: &str, id: i64, token: &str) -> Reply {
        self.service.send("POST", &format!("/api/v1/deliveries/{id}/{action}"), token, &[], None)
    }

    fn stands(&mut self, id: i64) -> String {
        let listed = self.service.get(&format!("/api/v1/deliveries?after={}", id - 1), &self.administrator);
        assert_eq!(listed.body["items"][0]["id"], id, "{listed:?}");
        text(&listed.body["items"][0]["state"])
    }

    fn kept(&mut self, id: i64) -> String {
        let row: DeliveryRow = delivery::table.find(id).first(&mut self.conn).expect("the delivery");
        format!("{row:?} {}", last_position(&mut self.conn).expect("a position"))
    }
}

#[test]
fn a_delivery_is_sent_again_by_the_district_or_city_and_by_nobody_else() {
    let states = ["pending", "delivered", "dead"];
    let replay = [No(409, "conflict"), Is("pending"), Is("pending")];
    let rows = [Row { action: "replay", roles: SETTLERS, then: &replay }];
    whole(states.into_iter(), DeliveryState::ALL.iter().map(|state| state.as_str()));
    for engine in engines() {
        let mut deliveries = Deliveries::new(&engine);
        let (tokens, neighbour) = (tokens(&deliveries.service), next_door(&deliveries.service));
        hold(&mut deliveries, &states.map(|state| (state, state)), &rows, &tokens, &neighbour);
    }
}
