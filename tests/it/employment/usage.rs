//! The enterprises with workers that use the hiring platform, over HTTP.

use bangfu::auth::Role;
use serde_json::{Value, json};

use crate::harness::{Engine, PASSWORD, Service, engines, id_number, morning, text};

const VILLAGE: &str = "440703002101";
/// An enterprise that files through the platform.
const FILES: &str = "91350100M000100Y43";
/// An enterprise for which the bureau files.
const FILED_FOR: &str = "91440700MA4UQB0P55";
/// An enterprise that only pays contributions, for an unregistered person.
const PAYS: &str = "91440700719240000G";
/// An enterprise without workers.
const IDLE: &str = "91440700617735150W";

/// A city on 5 March with a platform, the bureau, and the four enterprises above.
struct City {
    service: Service,
    /// The username of the platform's account.
    platform: String,
    /// A token of the bureau.
    bureau: String,
}

fn event(kind: &str, id: &str, data: &Value) -> Value {
    json!({"specversion": "1.0", "type": format!("bangfu.{kind}"), "source": "/hiring", "id": id, "data": data})
}

fn hire(serial: u32, uscc: &str) -> Value {
    json!({"id_number": id_number("1980-05-06", serial), "form": "unit", "uscc": uscc, "effective_on": "2026-02-20"})
}

/// Gives the second version of the platform's hire.
fn correction(data: &Value) -> Value {
    let mut second = event("employment_started", "hire 2", data);
    second["subject"] = json!("hire");
    second["version"] = json!(2);
    second
}

fn vacancy(uscc: &str) -> Value {
    json!({"uscc": uscc, "title": "钳工", "occupation": "6-18-01-02", "headcount": 1, "division": "440703",
        "valid_until": "2026-04-30"})
}

/// Gives three persons: two have a job, one of them self-employed.
fn people() -> [Value; 5] {
    let person = |name: &str, serial: u32| {
        json!({"kind": "person_registered", "event_ref": name, "person_ref": name, "effective_on": "2020-01-01",
            "id_number": id_number("1980-05-06", serial), "name": "例一", "sex": "male", "birth_date": "1980-05-06",
            "residence_division": VILLAGE})
    };
    let job = |name: &str, form: &str, uscc: &str| {
        json!({"kind": "employment_started", "event_ref": format!("job of {name}"), "person_ref": name,
            "employment_ref": format!("job of {name}"), "form": form, "uscc": uscc, "effective_on": "2026-01-10"})
    };
    [
        person("one", 11),
        person("two", 13),
        person("three", 15),
        job("two", "unit", FILED_FOR),
        job("three", "self_employed", IDLE),
    ]
}

impl City {
    fn new(engine: &Engine) -> Self {
        for code in [FILES, FILED_FOR, PAYS, IDLE] {
            bangfu::domain::values::uscc::Uscc::parse(code).unwrap_or_else(|_| panic!("{code}"));
        }
        let world = engine.fresh();
        world.record(&people(), morning("2026-02-05"));
        let service = world.serve(morning("2026-03-05"));
        let platform = service.account(Role::HiringPlatform, "440700");
        let bureau = service.token(Role::CityAdministrator, "440700");
        let city = Self { service, platform, bureau };

        let employer = |uscc: &str| json!({"uscc": uscc, "name": "某公司", "division": "440703"});
        let sent = city.service.events(
            &city.platform(),
            &json!([
                event("employment_started", "hire", &hire(11, FILES)),
                event("employer", "one", &employer(FILES)),
                event("employer", "two", &employer(FILED_FOR)),
                event("vacancy", "idle", &vacancy(IDLE)),
            ]),
        );
        assert!(sent.body.as_array().expect("answers").iter().all(|answer| answer["state"] == "applied"), "{sent:?}");
        // A filing by the bureau is not a use of the platform.
        let filed = event("employment_started", "by the bureau", &hire(15, FILED_FOR));
        let filed = city.service.events(&city.bureau, &filed);
        assert_eq!((filed.status, &filed.body["state"]), (201, &json!("applied")), "{filed:?}");
        let paid = format!("身份证号码,统一社会信用代码\n{},{PAYS}\n", id_number("1980-05-06", 77));
        let paid =
            city.service.upload("/api/v1/rolls/contributions/2026-03", &city.bureau, "text/csv", paid.as_bytes());
        assert_eq!((paid.status, &paid.body["unregistered"]), (200, &json!(1)), "{paid:?}");
        city
    }

    /// Makes the city of [`Self::new`] with a vacancy of the platform at the enterprise for which
    /// the bureau files.
    fn with_vacancy(engine: &Engine) -> Self {
        let city = Self::new(engine);
        let posted = city.service.events(&city.platform(), &event("vacancy", "for two", &vacancy(FILED_FOR)));
        assert_eq!(posted.status, 201, "{posted:?}");
        city
    }

    /// Gives a token of the platform.
    fn platform(&self) -> String {
        let session = json!({"username": self.platform, "password": PASSWORD});
        text(&self.service.post("/api/v1/sessions", "", &session).body["access_token"])
    }

    /// Moves the clock to a day and signs the bureau in again.
    fn on(&mut self, day: &str) {
        self.service.clock.set(morning(day));
        self.bureau = self.service.token(Role::CityAdministrator, "440700");
    }

    /// Gives the use in a period as the bureau sees it.
    fn usage(&self, from: &str, to: &str) -> Value {
        usage(&self.service, &self.bureau, &format!("from={from}&to={to}"))
    }

    /// Gives the enterprises of March as the bureau sees them.
    fn enterprises(&self, query: &str) -> Value {
        let path = format!("/api/v1/usage/enterprises?from=2026-03&to=2026-03{query}");
        let reply = self.service.get(&path, &self.bureau);
        assert_eq!(reply.status, 200, "{reply:?}");
        reply.body
    }
}

fn usage(service: &Service, token: &str, query: &str) -> Value {
    let reply = service.get(&format!("/api/v1/usage?{query}"), token);
    assert_eq!(reply.status, 200, "{reply:?}");
    reply.body
}

#[test]
fn the_share_is_of_the_enterprises_with_labour_and_counts_what_came_from_a_platform_in_the_period() {
    for engine in engines() {
        let city = City::new(&engine);

        let march = city.usage("2026-03", "2026-03");
        let february = city.usage("2026-02", "2026-02");
        let quarter = city.usage("2026-01", "2026-03");
        let before = city.usage("2025-12", "2025-12");

        let expected = json!({"enterprises": 3, "used": 1, "rate": {"n": 1, "d": 3, "percent": "33.3"}, "unplaced": 1});
        assert_eq!(march, expected, "{engine:?}");
        // A message that came in March is no use in February, although the job began then.
        assert_eq!((&february["enterprises"], &february["used"]), (&json!(2), &json!(0)));
        assert_eq!((&quarter["enterprises"], &quarter["used"]), (&json!(3), &json!(1)));
        assert_eq!(before, json!({"enterprises": 0, "used": 0, "rate": null, "unplaced": 0}));
    }
}

#[test]
fn a_district_sees_the_use_by_its_own_enterprises() {
    for engine in engines() {
        let City { service, .. } = City::new(&engine);
        let district = service.token(Role::DistrictSupervisor, "440703");
        let next_door = service.token(Role::DistrictSupervisor, "440704");

        let here = usage(&service, &district, "from=2026-03&to=2026-03");
        let there = usage(&service, &next_door, "from=2026-03&to=2026-03");
        let beyond = service.get("/api/v1/usage?from=2026-03&to=2026-03&division=440703", &next_door);

        assert_eq!((&here["enterprises"], &here["used"], &here["unplaced"]), (&json!(2), &json!(1), &json!(0)));
        assert_eq!(there["enterprises"], 0);
        assert_eq!(beyond.status, 404);
    }
}

#[test]
fn the_enterprises_are_listed_by_whether_they_used_a_platform() {
    for engine in engines() {
        let city = City::new(&engine);

        let used = city.enterprises("&used=true");
        let idle = city.enterprises("&used=false");
        let first = city.enterprises("&used=false&limit=1");
        let next = first["next"].as_str().expect("more");
        let rest = city.enterprises(&format!("&used=false&limit=1&after={next}"));

        assert_eq!(used["items"], json!([{"uscc": FILES, "name": "某公司", "division": "440703", "used": true}]));
        assert_eq!(
            idle["items"],
            json!([
                {"uscc": PAYS, "name": null, "division": null, "used": false},
                {"uscc": FILED_FOR, "name": "某公司", "division": "440703", "used": false},
            ])
        );
        assert_eq!(rest["items"][0]["uscc"], FILED_FOR);
        assert_eq!(rest["next"], Value::Null);
    }
}

#[test]
fn a_vacancy_of_a_platform_is_use_by_its_enterprise_and_one_of_the_bureau_is_not() {
    for engine in engines() {
        let city = City::with_vacancy(&engine);

        let by_bureau = city.service.events(&city.bureau, &event("vacancy", "for pays", &vacancy(PAYS)));

        assert_eq!(by_bureau.status, 201, "{by_bureau:?}");
        assert_eq!(city.usage("2026-03", "2026-03")["used"], 2);
    }
}

#[test]
fn a_hire_that_is_corrected_later_was_use_when_it_first_came() {
    for engine in engines() {
        let mut city = City::with_vacancy(&engine);
        city.on("2026-04-06");

        let mut paid = hire(11, FILES);
        paid["monthly_pay"] = json!(400_000);
        let corrected = city.service.events(&city.platform(), &correction(&paid));

        assert_eq!((corrected.status, &corrected.body["state"]), (201, &json!("applied")), "{corrected:?}");
        assert_eq!(city.usage("2026-03", "2026-03")["used"], 2);
    }
}

#[test]
fn a_correction_that_breaks_a_rule_is_no_use_and_ends_that_of_what_it_corrects() {
    for engine in engines() {
        let mut city = City::with_vacancy(&engine);
        city.on("2026-05-06");

        let mut as_a_child = hire(11, FILES);
        as_a_child["effective_on"] = json!("1990-02-20");
        let child = city.service.events(&city.platform(), &correction(&as_a_child));

        assert_eq!(child.body["state"], "parked", "{child:?}");
        assert_eq!(city.usage("2026-05", "2026-05")["used"], 0);
        let march = city.usage("2026-03", "2026-03");
        assert_eq!((&march["used"], &march["enterprises"]), (&json!(1), &json!(2)));
    }
}

#[test]
fn an_enterprise_is_as_the_first_platform_said() {
    for engine in engines() {
        let city = City::new(&engine);
        let another = city.service.token(Role::HiringPlatform, "440700");

        let said = json!({"uscc": FILED_FOR, "name": "另一名称", "division": "440704"});
        let said = city.service.events(&another, &event("employer", "two", &said));

        assert_eq!(said.status, 201);
        let list = city.enterprises("&used=false&division=440703");
        let told = json!([list["items"][0]["uscc"], list["items"][0]["name"]]);
        assert_eq!(told, json!([FILED_FOR, "某公司"]), "{list}");
    }
}

#[test]
fn a_period_ends_no_earlier_than_it_begins_and_has_at_most_two_years() {
    for engine in engines() {
        let service = engine.fresh().serve(morning("2026-05-06"));
        let bureau = service.token(Role::CityAdministrator, "440700");
        let status = |query: &str| service.get(&format!("/api/v1/usage?{query}"), &bureau).status;

        for query in ["from=2026-04&to=2026-03", "from=2024-01&to=2026-01"] {
            assert_eq!(status(query), 400, "{query}");
        }
        assert_eq!(status("from=2024-02&to=2026-01"), 200);
    }
}

#[test]
fn what_a_roll_says_of_the_payers_goes_with_it() {
    for engine in engines() {
        let city = City::new(&engine);
        assert_eq!(city.usage("2026-03", "2026-03")["enterprises"], 3);

        let roll = city.service.send("DELETE", "/api/v1/rolls/contributions/2026-03", &city.bureau, &[], None);

        assert_eq!(roll.status, 204, "{roll:?}");
        assert_eq!(city.usage("2026-03", "2026-03")["enterprises"], 2);
    }
}
