//! Which enterprises with labour use the hiring platform, over HTTP.

use bangfu::auth::Role;
use serde_json::{Value, json};

use crate::harness::{PASSWORD, Service, engines, id_number, morning, text};

const VILLAGE: &str = "440703002101";
/// Files by the platform.
const FILES: &str = "91350100M000100Y43";
/// Is filed for by the bureau.
const FILED_FOR: &str = "91440700MA4UQB0P55";
/// Only pays contributions, for somebody who is not registered.
const PAYS: &str = "91440700719240000G";
/// Employs nobody.
const IDLE: &str = "91440700617735150W";

fn usage(service: &Service, token: &str, query: &str) -> Value {
    let reply = service.get(&format!("/api/v1/usage?{query}"), token);
    assert_eq!(reply.status, 200, "{reply:?}");
    reply.body
}

#[test]
fn the_share_is_of_who_employs_or_pays_for_somebody_and_used_is_who_filed_or_had_a_vacancy_in_the_period() {
    for code in [FILES, FILED_FOR, PAYS, IDLE] {
        bangfu::domain::values::uscc::Uscc::parse(code).unwrap_or_else(|_| panic!("{code}"));
    }
    for engine in engines() {
        let world = engine.fresh();
        let person = |name: &str, serial: u32| {
            json!({"kind": "person_registered", "event_ref": name, "person_ref": name, "effective_on": "2020-01-01",
                "id_number": id_number("1980-05-06", serial), "name": "例一", "sex": "male", "birth_date": "1980-05-06",
                "residence_division": VILLAGE})
        };
        let job = |name: &str, form: &str, uscc: &str| {
            json!({"kind": "employment_started", "event_ref": format!("job of {name}"), "person_ref": name,
                "employment_ref": format!("job of {name}"), "form": form, "uscc": uscc, "effective_on": "2026-01-10"})
        };
        let lines = [
            person("one", 11),
            person("two", 13),
            person("three", 15),
            job("two", "unit", FILED_FOR),
            job("three", "self_employed", IDLE),
        ];
        world.record(&lines, morning("2026-02-05"));
        let service = world.serve(morning("2026-03-05"));
        let username = service.account(Role::HiringPlatform, "440700");
        let session = json!({"username": username, "password": PASSWORD});
        let platform = text(&service.post("/api/v1/sessions", "", &session).body["access_token"]);
        let bureau = service.token(Role::CityAdministrator, "440700");

        let event = |kind: &str, id: &str, data: Value| json!({"specversion": "1.0", "type": format!("bangfu.{kind}"), "source": "/hiring", "id": id, "data": data});
        let hire = json!({"id_number": id_number("1980-05-06", 11), "form": "unit", "uscc": FILES, "effective_on": "2026-02-20"});
        let employer = |uscc: &str| json!({"uscc": uscc, "name": "某公司", "division": "440703"});
        let vacancy = |uscc: &str| {
            json!({"uscc": uscc, "title": "钳工", "occupation": "6-18-01-02", "headcount": 1, "division": "440703",
                "valid_until": "2026-04-30"})
        };
        let sent = service.events(
            &platform,
            &json!([
                event("employment_started", "hire", hire),
                event("employer", "one", employer(FILES)),
                event("employer", "two", employer(FILED_FOR)),
                event("vacancy", "idle", vacancy(IDLE)),
            ]),
        );
        assert!(sent.body.as_array().expect("answers").iter().all(|answer| answer["state"] == "applied"), "{sent:?}");
        // What the bureau files itself is no use of the platform.
        let filed = json!({"id_number": id_number("1980-05-06", 15), "form": "unit", "uscc": FILED_FOR, "effective_on": "2026-02-20"});
        let filed = service.events(&bureau, &event("employment_started", "by the bureau", filed));
        assert_eq!((filed.status, &filed.body["state"]), (201, &json!("applied")), "{filed:?}");
        let paid = format!("身份证号码,统一社会信用代码\n{},{PAYS}\n", id_number("1980-05-06", 77));
        let paid = service.upload("/api/v1/rolls/contributions/2026-03", &bureau, "text/csv", paid.as_bytes());
        assert_eq!((paid.status, &paid.body["unregistered"]), (200, &json!(1)), "{paid:?}");

        let march = usage(&service, &bureau, "from=2026-03&to=2026-03");
        let expected = json!({"enterprises": 3, "used": 1, "rate": {"n": 1, "d": 3, "percent": "33.3"}, "unplaced": 1});
        assert_eq!(march, expected, "{engine:?}");
        // What came in March is no use in February, though the job began then.
        let february = usage(&service, &bureau, "from=2026-02&to=2026-02");
        assert_eq!((&february["enterprises"], &february["used"]), (&json!(2), &json!(0)));
        let quarter = usage(&service, &bureau, "from=2026-01&to=2026-03");
        assert_eq!((&quarter["enterprises"], &quarter["used"]), (&json!(3), &json!(1)));
        let before = usage(&service, &bureau, "from=2025-12&to=2025-12");
        assert_eq!(before, json!({"enterprises": 0, "used": 0, "rate": null, "unplaced": 0}));

        let district = service.token(Role::DistrictSupervisor, "440703");
        let here = usage(&service, &district, "from=2026-03&to=2026-03");
        assert_eq!((&here["enterprises"], &here["used"], &here["unplaced"]), (&json!(2), &json!(1), &json!(0)));
        let next_door = service.token(Role::DistrictSupervisor, "440704");
        assert_eq!(usage(&service, &next_door, "from=2026-03&to=2026-03")["enterprises"], 0);
        assert_eq!(service.get("/api/v1/usage?from=2026-03&to=2026-03&division=440703", &next_door).status, 404);

        let list = |query: &str| {
            let reply = service.get(&format!("/api/v1/usage/enterprises?from=2026-03&to=2026-03{query}"), &bureau);
            assert_eq!(reply.status, 200, "{reply:?}");
            reply.body
        };
        assert_eq!(
            list("&used=true")["items"],
            json!([{"uscc": FILES, "name": "某公司", "division": "440703", "used": true}])
        );
        let idle = list("&used=false");
        assert_eq!(
            idle["items"],
            json!([
                {"uscc": PAYS, "name": null, "division": null, "used": false},
                {"uscc": FILED_FOR, "name": "某公司", "division": "440703", "used": false},
            ])
        );
        let first = list("&used=false&limit=1");
        let rest = list(&format!("&used=false&limit=1&after={}", first["next"].as_str().expect("more")));
        assert_eq!(rest["items"][0]["uscc"], FILED_FOR);
        assert_eq!(rest["next"], Value::Null);

        // A vacancy makes one that employs somebody use it; by the bureau's own account it would not.
        let posted = service.events(&platform, &event("vacancy", "for two", vacancy(FILED_FOR)));
        assert_eq!(posted.status, 201, "{posted:?}");
        let by_bureau = service.events(&bureau, &event("vacancy", "for pays", vacancy(PAYS)));
        assert_eq!(by_bureau.status, 201, "{by_bureau:?}");
        assert_eq!(usage(&service, &bureau, "from=2026-03&to=2026-03")["used"], 2);

        // What was corrected later was used when it came.
        service.clock.set(morning("2026-04-06"));
        let bureau = service.token(Role::CityAdministrator, "440700");
        let session = json!({"username": username, "password": PASSWORD});
        let platform = text(&service.post("/api/v1/sessions", "", &session).body["access_token"]);
        let corrected = json!({"specversion": "1.0", "type": "bangfu.employment_started", "source": "/hiring", "id": "hire 2",
            "subject": "hire", "version": 2, "data": {"id_number": id_number("1980-05-06", 11), "form": "unit", "uscc": FILES,
                "monthly_pay": 400_000, "effective_on": "2026-02-20"}});
        let corrected = service.events(&platform, &corrected);
        assert_eq!((corrected.status, &corrected.body["state"]), (201, &json!("applied")), "{corrected:?}");
        assert_eq!(usage(&service, &bureau, "from=2026-03&to=2026-03")["used"], 2);
        // A correction that breaks a rule is none, and what it was to correct stands no longer.
        service.clock.set(morning("2026-05-06"));
        let bureau = service.token(Role::CityAdministrator, "440700");
        let platform = text(&service.post("/api/v1/sessions", "", &session).body["access_token"]);
        let child = json!({"specversion": "1.0", "type": "bangfu.employment_started", "source": "/hiring", "id": "hire 3",
            "subject": "hire", "version": 3, "data": {"id_number": id_number("1980-05-06", 11), "form": "unit", "uscc": FILES,
                "effective_on": "1990-02-20"}});
        let child = service.events(&platform, &child);
        assert_eq!(child.body["state"], "parked", "{child:?}");
        assert_eq!(usage(&service, &bureau, "from=2026-05&to=2026-05")["used"], 0);
        assert_eq!(usage(&service, &bureau, "from=2026-03&to=2026-03")["used"], 1);

        // What two platforms say of an enterprise is as the first said.
        let another = service.token(Role::HiringPlatform, "440700");
        let said = json!({"uscc": FILED_FOR, "name": "另一名称", "division": "440704"});
        assert_eq!(service.events(&another, &event("employer", "two", said)).status, 201);
        let list = service.get("/api/v1/usage/enterprises?from=2026-03&to=2026-03&division=440703", &bureau);
        assert_eq!(list.body["items"][0]["name"], "某公司", "{list:?}");

        for query in ["from=2026-04&to=2026-03", "from=2024-01&to=2026-01"] {
            assert_eq!(service.get(&format!("/api/v1/usage?{query}"), &bureau).status, 400, "{query}");
        }
        assert_eq!(service.get("/api/v1/usage?from=2024-02&to=2026-01", &bureau).status, 200);

        // With a roll goes what it says of who pays.
        assert_eq!(usage(&service, &bureau, "from=2026-03&to=2026-03")["enterprises"], 2);
        let roll = service.send("DELETE", "/api/v1/rolls/contributions/2026-03", &bureau, &[], None);
        assert_eq!(roll.status, 204, "{roll:?}");
        assert_eq!(usage(&service, &bureau, "from=2026-03&to=2026-03")["enterprises"], 1);
    }
}
