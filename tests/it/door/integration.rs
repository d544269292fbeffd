//! The commands of the integration document for platform engineers, run as written.

use std::collections::BTreeMap;
use std::process::Command;

use bangfu::auth::Role;
use serde_json::{Value, json};

use super::walkthrough::hold;
use crate::harness::{PASSWORD, Service, engines, id_number, morning};

const VILLAGE: &str = "440703002101";

/// Gives the commands of the document, each with the minimal expected answer, if any.
fn commands(document: &str) -> Vec<(&str, Option<Value>)> {
    let mut commands: Vec<(&str, Option<Value>)> = Vec::new();
    for block in document.split("```").skip(1).step_by(2) {
        if block.starts_with("text\n") {
            continue; // a request that the platform receives
        }
        if let Some(answer) = block.strip_prefix("json\n") {
            let answer = serde_json::from_str(answer).unwrap_or_else(|e| panic!("{answer}: {e}"));
            commands.last_mut().expect("a command comes first").1 = Some(answer);
        } else {
            commands.push((block.strip_prefix("sh\n").expect("a command"), None));
        }
    }
    commands
}

/// Starts a service with one household on the register, with one male job seeker, and gives the
/// number of his case. The platform's account is `platform`, that of the other authority
/// `department`.
fn served(world: crate::harness::World) -> (Service, String) {
    let person = json!({"kind": "person_registered", "event_ref": "1", "person_ref": "P", "effective_on": "2020-01-01",
        "id_number": id_number("1980-05-06", 1), "name": "例一", "sex": "male", "birth_date": "1980-05-06", "phone": "13800001234", "residence_division": VILLAGE});
    world.record(
        &[
            person,
            json!({"kind": "household_registered", "event_ref": "2", "household_ref": "H", "effective_on": "2020-01-01", "division": VILLAGE, "urban": true}),
            json!({"kind": "member_joined", "event_ref": "3", "household_ref": "H", "person_ref": "P", "relation": "02", "effective_on": "2020-01-01"}),
            json!({"kind": "wish_declared", "event_ref": "4", "person_ref": "P", "effective_on": "2020-01-01", "work": true, "help": true}),
            json!({"kind": "household_recognised", "event_ref": "5", "household_ref": "H", "effective_on": "2026-03-02"}),
        ],
        morning("2026-03-02"),
    );
    world.record(
        &[
            json!({"kind": "person_registered", "event_ref": "6", "person_ref": "S", "effective_on": "2020-01-01", "id_number": id_number("1985-05-06", 1), "name": "例二", "sex": "male", "birth_date": "1985-05-06", "education": "60", "residence_division": VILLAGE}),
            json!({"kind": "wish_declared", "event_ref": "7", "person_ref": "S", "effective_on": "2020-01-01", "work": true, "help": false}),
        ],
        morning("2026-03-02"),
    );
    let service = world.serve(morning("2026-03-24"));
    let administrator = service.token(Role::CityAdministrator, "440700");
    let platform =
        json!({"username": "platform", "password": PASSWORD, "role": "hiring_platform", "division": "440700"});
    assert_eq!(service.post("/api/v1/accounts", &administrator, &platform).status, 201);
    let department =
        json!({"username": "department", "password": PASSWORD, "role": "department", "division": "440700"});
    assert_eq!(service.post("/api/v1/accounts", &administrator, &department).status, 201);
    let case = service.post("/api/v1/cases", &administrator, &json!({"person": 1})).body["id"].to_string();
    (service, case)
}

#[test]
fn a_hire_turns_the_household_as_the_platforms_engineers_are_told() {
    if Command::new("curl").arg("--version").output().is_err() {
        assert!(std::env::var_os("CI").is_none(), "CI is set and there is no curl");
        eprintln!("SKIPPED: the commands of docs/integration.md: install curl");
        return;
    }
    let commands = commands(include_str!("../../../docs/integration.md"));
    assert!(commands.len() > 8, "the document is read");
    // One shell runs all commands because they share variables; a marker line separates their
    // outputs.
    let script: String = commands.iter().map(|(command, _)| format!("{command}\nprintf '\\n--\\n'\n")).collect();
    for engine in engines() {
        let (service, case) = served(engine.fresh());
        let ran = Command::new("sh")
            .args(["-euc", &script])
            .env("BANGFU", service.url())
            .env("PASSWORD", PASSWORD)
            .env("CASE", case)
            .env("SEEKER", "2")
            .env("BUREAU", service.token(Role::CityAdministrator, "440700"))
            .output()
            .expect("a shell runs");

        let printed = String::from_utf8(ran.stdout).expect("text");
        assert!(ran.status.success(), "{printed}{}", String::from_utf8_lossy(&ran.stderr));
        let mut names = BTreeMap::new();
        let answers: Vec<&str> = printed.split("\n--\n").collect();
        assert_eq!(answers.len(), commands.len() + 1);
        for ((command, wanted), answer) in commands.iter().zip(answers) {
            let Some(wanted) = wanted else { continue };
            let told = serde_json::from_str(answer).unwrap_or_else(|e| panic!("{command}: {answer}: {e}"));
            hold(&told, wanted, &mut names, &format!("{engine:?} {command}"));
        }
    }
}
