//! Vacancies: every state and role of opening a public-welfare post to others. They have no other
//! action: the messages of a platform set their state.

use bangfu::auth::Role;
use bangfu::db::Conn;
use bangfu::db::facts::log::last_position;
use bangfu::db::placement::vacancies::VacancyRow;
use bangfu::db::schema::vacancy;
use bangfu::domain::values::codes::VacancyState;
use diesel::prelude::*;
use serde_json::{Value, json};

use super::Then::{Is, No};
use super::{DECIDERS, Key, Machine, Row, Stand, TODAY, Then, VILLAGE, hold, next_door, tokens, whole, with};
use crate::harness::{EMPLOYER, Engine, Reply, Service, engines, morning, text};

/// An employer that was struck off.
const GONE: &str = "91440700MA4UQB0P55";

/// A service with a platform, and the case of a determined person.
struct Vacancies {
    /// Closed before the service drops its database.
    conn: Conn,
    service: Service,
    supervisor: String,
    platform: String,
    case: i64,
    made: u32,
}

fn event(kind: &str, subject: &str, version: i64, data: &Value) -> Value {
    json!({"specversion": "1.0", "id": format!("{subject} {version}"), "source": "/hiring", "type": format!("bangfu.{kind}"),
        "subject": subject, "version": version, "data": data})
}

impl Vacancies {
    fn new(engine: &Engine) -> Self {
        let service = engine.fresh().serve(morning(TODAY));
        let opened = json!({"kind": "case_opened", "effective_on": "2026-03-02", "package": "131-2022"});
        let determined = json!({"kind": "person_determined", "effective_on": "2026-02-02", "category": "local"});
        let case = Stand::of(&service, &[(Key::Untouched, vec![opened, determined])]).untouched[0];
        let supervisor = service.token(Role::DistrictSupervisor, "440703");
        let platform = service.token(Role::HiringPlatform, "440700");
        let gone = json!({"uscc": GONE, "name": "江门某商行", "division": "440703", "deregistered_on": "2026-03-25"});
        assert_eq!(service.events(&platform, &event("employer", "E", 1, &gone)).status, 201);
        let conn = service.world.conn();
        Self { service, conn, supervisor, platform, case, made: 0 }
    }
}

impl Machine for Vacancies {
    fn stand(&mut self, state: &str) -> i64 {
        self.made += 1;
        let subject = format!("V{}", self.made);
        let plain = json!({"uscc": EMPLOYER, "title": "保洁员", "occupation": "4-09", "headcount": 1, "division": VILLAGE,
            "valid_until": "2026-04-30"});
        let post = with(&plain, &json!({"form": "public_welfare"}));
        let kept_until = |until: &str| with(&post, &json!({"reserved_until": until}));
        let data = match state {
            "for anybody" => plain,
            "kept by its unit" => with(&plain, &json!({"reserved": true})),
            "without a deadline" => post,
            "before its deadline" => kept_until(TODAY),
            "expired" => with(&kept_until("2026-04-06"), &json!({"valid_until": "2026-04-06"})),
            "of nobody any longer" => with(&kept_until("2026-04-06"), &json!({"uscc": GONE})),
            _ => kept_until("2026-04-06"),
        };
        let sent = self.service.events(&self.platform, &event("vacancy", &subject, 1, &data));
        assert_eq!(sent.status, 201, "{sent:?}");
        let query = vacancy::table.filter(vacancy::subject.eq(subject.as_str())).select(vacancy::id);
        let id: i64 = query.first(&mut self.conn).expect("the vacancy");
        match state {
            "withdrawn" => {
                let sent = self.service.events(&self.platform, &event("withdrawn", &subject, 2, &json!({})));
                assert_eq!(sent.body["state"], "withdrawn", "{sent:?}");
            }
            "somebody under way" => {
                let (path, asked) =
                    (format!("/api/v1/cases/{}/referrals", self.case), json!({"vacancy": id, "consented": true}));
                let made = self.service.post(&path, &self.supervisor, &asked);
                assert_eq!(made.status, 201, "{made:?}");
            }
            "opened" => assert_eq!(self.act("opening", id, &self.supervisor.clone()).status, 200),
            _ => {}
        }
        id
    }

    fn act(&mut self, action: &str, id: i64, token: &str) -> Reply {
        self.service.post(&format!("/api/v1/vacancies/{id}/{action}"), token, &json!({}))
    }

    fn stands(&mut self, id: i64) -> String {
        let told = self.service.get(&format!("/api/v1/vacancies/{id}"), &self.supervisor).body;
        let for_whom = if told["reserved"] == true { "kept" } else { "for anybody" };
        format!("{}, {for_whom}", text(&told["state"]))
    }

    fn kept(&mut self, id: i64) -> String {
        let row: VacancyRow = vacancy::table.find(id).first(&mut self.conn).expect("the vacancy");
        format!("{row:?} {}", last_position(&mut self.conn).expect("a position"))
    }
}

#[test]
fn a_post_is_opened_to_others_when_it_may_be_by_who_decides_and_by_nobody_else() {
    const NOT_YET: Then = No(409, "wrong_step");
    let states = [
        ("after its deadline", "open, kept"),
        ("before its deadline", "open, kept"),
        ("without a deadline", "open, kept"),
        ("somebody under way", "open, kept"),
        ("kept by its unit", "open, kept"),
        ("for anybody", "open, for anybody"),
        ("opened", "open, for anybody"),
        ("expired", "expired, kept"),
        ("withdrawn", "withdrawn, kept"),
        ("of nobody any longer", "employer_gone, kept"),
    ];
    let mut opening = [NOT_YET; 10];
    opening[0] = Is("open, for anybody");
    let rows = [Row { action: "opening", roles: DECIDERS, then: &opening }];
    let told = states.iter().filter_map(|(_, told)| told.split(',').next());
    whole(told, VacancyState::ALL.iter().map(|state| state.as_str()));
    for engine in engines() {
        let mut vacancies = Vacancies::new(&engine);
        let (tokens, neighbour) = (tokens(&vacancies.service), next_door(&vacancies.service));
        hold(&mut vacancies, &states, &rows, &tokens, &neighbour);
    }
}
