//! Registrations of one person: two states, apart and merged, and the roles that may change them.

use std::collections::BTreeMap;

use bangfu::auth::Role;
use bangfu::db::Conn;
use bangfu::db::facts::log::last_position;
use bangfu::db::schema::person;
use diesel::prelude::*;
use serde_json::{Value, json};

use super::Then::{Is, No};
use super::{DECIDERS, Machine, Row, TODAY, hold, next_door, tokens, told};
use crate::harness::{Engine, Reply, Service, engines, morning};

/// Enough for two persons of every allowed triple and two of every state.
const PEOPLE: u32 = 40;

/// A service with people of a village without households.
struct Merges {
    /// Closed before the service drops its database.
    conn: Conn,
    service: Service,
    /// The token for comparisons.
    supervisor: String,
    /// People not used so far.
    people: Vec<i64>,
    /// The second registration of each person, by the surviving one.
    others: BTreeMap<i64, i64>,
}

impl Merges {
    fn new(engine: &Engine) -> Self {
        let service = engine.fresh().serve(morning(TODAY));
        let lines: Vec<Value> = (0..PEOPLE).map(|n| told(n, &[])[0].clone()).collect();
        service.world.record(&lines, morning(TODAY));
        let supervisor = service.token(Role::DistrictSupervisor, "440703");
        let mut conn = service.world.conn();
        let people = person::table.select(person::id).order(person::id).load(&mut conn).expect("the people");
        Self { service, conn, supervisor, people, others: BTreeMap::new() }
    }
}

impl Machine for Merges {
    fn stand(&mut self, state: &str) -> i64 {
        let [stays, other] = [(); 2].map(|()| self.people.pop().expect("somebody is left"));
        self.others.insert(stays, other);
        if state == "merged" {
            assert_eq!(self.act("merge", stays, &self.supervisor.clone()).status, 201);
        }
        stays
    }

    fn act(&mut self, action: &str, id: i64, token: &str) -> Reply {
        let (path, other) = (format!("/api/v1/people/{id}/merges"), self.others[&id]);
        if action == "separate" {
            let merge = self.service.get(&path, &self.supervisor).body["items"][0]["id"].as_i64().unwrap_or(1);
            return self.service.send("DELETE", &format!("{path}/{merge}"), token, &[], None);
        }
        let compared = self.service.get(&format!("/api/v1/people/{id}/duplicates/{other}"), &self.supervisor);
        // A merged person is not compared again.
        let tag = compared.headers.get("etag").map_or("\"1\"", String::as_str);
        self.service.send("POST", &path, token, &[("If-Match", tag)], Some(&json!({"other": other})))
    }

    fn stands(&mut self, id: i64) -> String {
        let merges = self.service.get(&format!("/api/v1/people/{id}/merges"), &self.supervisor).body["items"].clone();
        let is_merged = !merges.as_array().expect("a list").is_empty();
        let other = self.service.get(&format!("/api/v1/people/{}", self.others[&id]), &self.supervisor);
        assert_eq!(other.status, if is_merged { 404 } else { 200 }, "{other:?}");
        if is_merged { "merged" } else { "apart" }.to_owned()
    }

    fn kept(&mut self, id: i64) -> String {
        let stands = self.stands(id);
        format!("{stands} {}", last_position(&mut self.conn).expect("a position"))
    }
}

#[test]
fn two_registrations_are_merged_and_taken_apart_by_who_decides_and_by_nobody_else() {
    let rows = [
        Row { action: "merge", roles: DECIDERS, then: &[Is("merged"), No(404, "unknown_person")] },
        Row { action: "separate", roles: DECIDERS, then: &[No(404, "not_found"), Is("apart")] },
    ];
    for engine in engines() {
        let mut merges = Merges::new(&engine);
        let (tokens, neighbour) = (tokens(&merges.service), next_door(&merges.service));
        hold(&mut merges, &[("apart", "apart"), ("merged", "merged")], &rows, &tokens, &neighbour);
    }
}
