//! The month-end board: it shows today what the month's restated line will show at its end, and
//! which subjects can still change it.

use bangfu::auth::Role;
use serde_json::{Value, json};

use crate::harness::{Engine, Service, engines, id_number, morning};

const VILLAGE: &str = "440703002101";

/// Gives a household of one male job seeker, on the register from the given day, if any.
fn household(n: u32, recognised_on: Option<&str>) -> Vec<Value> {
    let (person, home) = (format!("P{n}"), format!("H{n}"));
    let mut lines = vec![
        json!({"kind": "person_registered", "event_ref": format!("{n}:1"), "person_ref": person, "effective_on": "2020-01-01", "id_number": id_number("1980-05-06", n), "name": format!("例{n}"), "sex": "male", "birth_date": "1980-05-06", "residence_division": VILLAGE}),
        json!({"kind": "household_registered", "event_ref": format!("{n}:2"), "household_ref": home, "effective_on": "2020-01-01", "division": VILLAGE, "urban": true}),
        json!({"kind": "member_joined", "event_ref": format!("{n}:3"), "household_ref": home, "person_ref": person, "relation": "02", "effective_on": "2020-01-01"}),
        json!({"kind": "wish_declared", "event_ref": format!("{n}:4"), "person_ref": person, "effective_on": "2020-01-01", "work": true, "help": true}),
    ];
    if let Some(on) = recognised_on {
        lines.push(json!({"kind": "household_recognised", "event_ref": format!("{n}:5"), "household_ref": home, "effective_on": on}));
    }
    lines
}

/// A district supervisor on 20 March 2026, with five households.
struct District {
    service: Service,
    token: String,
}

impl District {
    fn new(engine: &Engine) -> Self {
        let service = engine.fresh().serve(morning("2026-03-20"));
        let mut lines: Vec<Value> = (1..=3).flat_map(|n| household(n, Some("2026-02-20"))).collect();
        // Household 4 never applied. Household 5 was eliminated in February by a job that ends
        // within the month.
        lines.extend(household(4, None));
        lines.extend(household(5, Some("2026-02-01")));
        let job = |n: u32, on: &str| json!({"kind": "employment_started", "event_ref": format!("{n}:6"), "person_ref": format!("P{n}"), "employment_ref": format!("J{n}"), "form": "unit", "effective_on": on});
        lines.push(job(5, "2026-02-10"));
        lines.push(json!({"kind": "employment_ended", "event_ref": "5:7", "person_ref": "P5", "employment_ref": "J5", "effective_on": "2026-03-25"}));
        // Hires with a start in the future: on the 28th, and in April.
        lines.push(job(2, "2026-03-28"));
        lines.push(job(3, "2026-04-01"));
        for (event, on) in [("1:8", "2026-02-28"), ("1:9", "2026-03-02"), ("1:10", "2026-03-18")] {
            lines.push(json!({"kind": "service_delivered", "event_ref": event, "person_ref": "P1", "service": "guidance", "effective_on": on}));
        }
        service.world.record(&lines, morning("2026-03-20"));
        let token = service.token(Role::DistrictSupervisor, "440703");
        Self { service, token }
    }

    fn board(&self, query: &str) -> Value {
        self.service.get(&format!("/api/v1/board{query}"), &self.token).body
    }
}

#[test]
fn the_board_counts_what_is_known_ahead_of_the_months_end() {
    for engine in engines() {
        let district = District::new(&engine);

        let board = district.board("");

        let number = |name: &str| board[name].as_i64();
        assert_eq!((board["month"].as_str(), board["last_day"].as_str()), (Some("2026-03"), Some("2026-03-31")));
        // After Friday the 20th come the 23rd to the 27th, the 30th and the 31st.
        assert_eq!((number("days_left"), number("working_days_left")), (Some(11), Some(7)));
        assert_eq!((number("in_today"), number("leaving"), number("entering")), (Some(3), Some(1), Some(1)));
        assert_eq!((number("in_at_end"), number("suspected")), (Some(3), Some(1)));
        assert_eq!(board["zero"], false);
    }
}

#[test]
fn the_board_tells_of_every_household_when_it_turns_and_what_was_done_for_it() {
    for engine in engines() {
        let district = District::new(&engine);

        let items = district.board("")["items"].as_array().expect("items").clone();

        let told: Vec<_> = items
            .iter()
            .map(|i| {
                (i["household_ref"].as_str(), i["in_at_end"].as_bool(), i["turns_on"].as_str(), i["turns_by"].as_str())
            })
            .collect();
        assert_eq!(
            told,
            [
                (Some("H1"), Some(true), None, None),
                (Some("H2"), Some(false), Some("2026-03-28"), Some("employed")),
                (Some("H3"), Some(true), None, None),
                (Some("H5"), Some(true), Some("2026-03-25"), Some("reinstated")),
            ]
        );
        let member = &items[0]["seeking"][0];
        // The 30 days before the 31st begin on the 1st.
        assert_eq!((&member["name"], &member["services"]), (&json!("例1"), &json!(2)));
        assert_eq!(member["last_service_on"], "2026-03-18");
    }
}

#[test]
fn the_board_agrees_with_the_months_restated_line() {
    for engine in engines() {
        let district = District::new(&engine);

        let board = district.board("");
        let month = "/api/v1/months/2026-03?view=restated&division=440703";
        let line = district.service.get(month, &district.token).body["lines"][0].clone();

        assert_eq!(line["households"]["closing"], board["in_at_end"]);
        assert_eq!(line["households"]["suspected"], board["suspected"]);
    }
}

#[test]
fn the_board_is_the_same_page_by_page() {
    for engine in engines() {
        let district = District::new(&engine);

        let (mut listed, mut after) = (Vec::new(), String::new());
        loop {
            let page = district.board(&format!("?limit=1{after}"));
            listed.extend(page["items"].as_array().expect("items").clone());
            let Some(next) = page["next"].as_str() else { break };
            after = format!("&after={next}");
        }

        assert_eq!(&listed, district.board("")["items"].as_array().expect("items"));
    }
}

#[test]
fn the_board_of_the_district_next_door_has_none_of_it() {
    for engine in engines() {
        let District { service, .. } = District::new(&engine);
        let next_door = service.token(Role::DistrictSupervisor, "440704");

        let elsewhere = service.get("/api/v1/board", &next_door).body;

        assert_eq!((&elsewhere["items"], &elsewhere["in_today"]), (&json!([]), &json!(0)));
        assert_eq!(elsewhere["zero"], true);
    }
}

#[test]
fn a_household_that_moves_is_on_the_board_of_where_it_is_and_of_where_it_goes() {
    for engine in engines() {
        let service = engine.fresh().serve(morning("2026-03-20"));
        let mut lines = household(1, Some("2026-02-20"));
        lines.push(json!({"kind": "household_moved", "event_ref": "moved", "household_ref": "H1", "division": "440704001015", "effective_on": "2026-03-28"}));
        service.world.record(&lines, morning("2026-03-20"));
        let administrator = service.token(Role::CityAdministrator, "440700");
        let counted = |division: &str| {
            let board = service.get(&format!("/api/v1/board?division={division}"), &administrator).body;
            json!([board["in_today"], board["leaving"], board["entering"], board["in_at_end"]])
        };
        assert_eq!(counted("440703"), json!([1, 1, 0, 0]), "from here");
        assert_eq!(counted("440704"), json!([0, 0, 1, 1]), "to there");
        assert_eq!(counted("440700"), json!([1, 0, 0, 1]), "and it stays in the city");
    }
}
