//! The audit: each read of a person is recorded, and the record is visible where the account of the
//! reader is in reach.

use bangfu::auth::Role;
use serde_json::{Value, json};

use crate::harness::{engines, id_number, morning};

#[test]
fn every_read_of_somebody_is_written_down_and_told_to_whom_it_concerns() {
    for engine in engines() {
        let service = engine.fresh().serve(morning("2026-03-05"));
        service.world.record(
            &[
                json!({"kind": "person_registered", "event_ref": "1", "person_ref": "P", "effective_on": "2020-01-01", "id_number": id_number("1980-05-06", 1), "name": "例一", "sex": "male", "birth_date": "1980-05-06", "residence_division": "440703002101"}),
                json!({"kind": "household_registered", "event_ref": "2", "household_ref": "H", "effective_on": "2020-01-01", "division": "440703002101", "urban": true}),
                json!({"kind": "member_joined", "event_ref": "3", "household_ref": "H", "person_ref": "P", "relation": "02", "effective_on": "2020-01-01"}),
                json!({"kind": "case_opened", "event_ref": "4", "person_ref": "P", "package": "131-2022", "effective_on": "2026-03-02"}),
                json!({"kind": "household_applied", "event_ref": "5", "household_ref": "H", "effective_on": "2026-03-02"}),
                json!({"kind": "application_step", "event_ref": "6", "application_ref": "5", "step": "filed", "channel": "window", "promise": false, "effective_on": "2026-03-02"}),
            ],
            morning("2026-03-05"),
        );
        let caseworker = service.token(Role::CommunityCaseworker, "440703002101");
        let administrator = service.token(Role::CityAdministrator, "440700");
        let (near, far) = (service.token(Role::Auditor, "440703"), service.token(Role::Auditor, "440704"));
        let notes = |token: &str, query: &str| -> Vec<Value> {
            let reply = service.get(&format!("/api/v1/audit?{query}"), token);
            assert_eq!(reply.status, 200, "{reply:?}");
            reply.body["items"].as_array().expect("items").clone()
        };
        let number = |path: &str| service.get(path, &administrator).body["items"][0]["id"].as_i64().expect("a number");
        let (person, household) = (number("/api/v1/people"), number("/api/v1/households"));
        assert_eq!(notes(&administrator, "action=person_read"), [Value::Null; 0], "a list reads nobody alone");

        for (path, action, subject) in [
            (format!("people/{person}"), "person_read", person),
            (format!("people/{person}/duplicates"), "person_read", person),
            (format!("people/{person}/explanation"), "person_read", person),
            (format!("households/{household}"), "household_read", household),
            (format!("households/{household}/explanation"), "household_read", household),
            ("cases/4".to_owned(), "case_read", 4),
            ("applications/5".to_owned(), "application_read", 5),
        ] {
            let before = notes(&administrator, &format!("action={action}")).len();
            let reply = service.get(&format!("/api/v1/{path}"), &caseworker);
            assert_eq!(reply.status, 200, "{reply:?}");
            let told = notes(&near, &format!("action={action}&subject={subject}"));
            assert_eq!(told.len(), before + 1, "{path} on {engine:?}");
            assert_eq!(json!(told[0]["request_id"]), json!(reply.headers["x-request-id"]));
            assert!(told[0]["account"].is_string());
        }
        assert_eq!(service.get("/api/v1/people/999", &caseworker).status, 404);
        assert_eq!(notes(&administrator, "subject=999"), [Value::Null; 0], "nobody was read");
        assert_eq!(notes(&far, "action=person_read"), [Value::Null; 0], "it is no matter of the district next door");
        let account = notes(&near, "action=person_read")[0]["account"].as_str().expect("an account").to_owned();
        assert_eq!(notes(&administrator, &format!("account={account}&action=person_read")).len(), 3);
        let first = service.get("/api/v1/audit?action=person_read&limit=2", &administrator).body;
        let next = first["next"].as_str().expect("there is more");
        assert_eq!(notes(&administrator, &format!("action=person_read&after={next}")).len(), 1);
    }
}
