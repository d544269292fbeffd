//! Referrals: every state, action and role. A refusal with a reason that the helper has yet to
//! check is a state of its own.

use bangfu::auth::Role;
use bangfu::db::Conn;
use bangfu::db::facts::log::last_position;
use bangfu::db::placement::referrals::ReferralRow;
use bangfu::db::schema::{referral, vacancy};
use bangfu::domain::values::codes::ReferralState;
use diesel::prelude::*;
use serde_json::{Value, json};

use super::Then::{Is, No};
use super::{BUREAU, Key, Machine, Row, Stand, TODAY, Then, hold, next_door, tokens, whole};
use crate::harness::{EMPLOYER, Engine, Reply, Service, engines, morning, text};

/// Enough for one referral of every allowed triple and one of every state.
const CASES: usize = 300;

/// A vacancy, and cases of candidates for it.
struct Referrals {
    /// Closed before the service drops its database.
    conn: Conn,
    service: Service,
    supervisor: String,
    platform: String,
    vacancy: i64,
    cases: Vec<i64>,
}

fn event(kind: &str, name: &str, data: &Value) -> Value {
    json!({"specversion": "1.0", "id": name, "source": "/hiring", "type": format!("bangfu.{kind}"), "data": data})
}

impl Referrals {
    fn new(engine: &Engine) -> Self {
        let service = engine.fresh().serve(morning(TODAY));
        let opened = json!({"kind": "case_opened", "effective_on": "2026-03-02", "package": "131-2022"});
        let plan: Vec<(Key, Vec<Value>)> = (0..CASES).map(|_| (Key::Untouched, vec![opened.clone()])).collect();
        let cases = Stand::of(&service, &plan).untouched;
        let supervisor = service.token(Role::DistrictSupervisor, "440703");
        let platform = service.token(Role::HiringPlatform, "440700");
        let offered = json!({"uscc": EMPLOYER, "title": "钳工", "occupation": "6-18-01-02", "headcount": 3,
            "division": "440703", "valid_until": "2026-12-31"});
        assert_eq!(service.events(&platform, &event("vacancy", "V", &offered)).status, 201);
        let mut conn = service.world.conn();
        let vacancy = vacancy::table.select(vacancy::id).first(&mut conn).expect("the vacancy");
        Self { conn, service, supervisor, platform, vacancy, cases }
    }

    /// Performs an action that must succeed.
    fn done(&mut self, action: &str, id: i64) {
        let reply = self.act(action, id, &self.supervisor.clone());
        assert_eq!(reply.status, 200, "{action}: {reply:?}");
    }
}

impl Machine for Referrals {
    fn stand(&mut self, state: &str) -> i64 {
        let path = format!("/api/v1/cases/{}/referrals", self.cases.pop().expect("a case is left"));
        let made = self.service.post(&path, &self.supervisor, &json!({"vacancy": self.vacancy, "consented": true}));
        assert_eq!(made.status, 201, "{made:?}");
        let id = made.body["id"].as_i64().expect("a number");
        match state {
            "recommended" => {}
            "withdrawn" => self.done("withdraw", id),
            "no_show" | "refused" => self.done(&format!("answer {state}"), id),
            "ended" => {
                let absent = json!({"kind": "absence_started", "absence": "imprisoned", "effective_on": TODAY,
                    "person": made.body["person"]});
                let said = self.service.post("/api/v1/facts", &self.supervisor, &absent);
                assert_eq!(said.status, 201, "{said:?}");
            }
            told => {
                let result = told.trim_end_matches(" to check");
                let data = json!({"referral": made.body["referral"], "result": result, "on": TODAY});
                let sent =
                    self.service.events(&self.platform, &event("referral_answered", &format!("answer {id}"), &data));
                assert_eq!(sent.status, 201, "{sent:?}");
            }
        }
        id
    }

    fn act(&mut self, action: &str, id: i64, token: &str) -> Reply {
        let path = format!("/api/v1/referrals/{id}");
        match action {
            "withdraw" => self.service.send("DELETE", &path, token, &[], None),
            "check" => {
                let body = json!({"answered_on": TODAY, "justified": true});
                self.service.post(&format!("{path}/check"), token, &body)
            }
            answer => {
                let result = answer.trim_start_matches("answer ");
                let mut body = json!({"result": result});
                if ["no_show", "refused"].contains(&result) {
                    body["justified"] = json!(true);
                }
                self.service.post(&format!("{path}/answers"), token, &body)
            }
        }
    }

    fn stands(&mut self, id: i64) -> String {
        let told = self.service.get(&format!("/api/v1/referrals/{id}"), &self.supervisor).body;
        let to_check = if told["to_check"] == true { " to check" } else { "" };
        format!("{}{to_check}", text(&told["state"]))
    }

    fn kept(&mut self, id: i64) -> String {
        let row: ReferralRow = referral::table.find(id).first(&mut self.conn).expect("the referral");
        format!("{row:?} {}", last_position(&mut self.conn).expect("a position"))
    }
}

const TAKEN_BACK: Then = No(409, "wrong_step");
const NOTHING_TO_CHECK: Then = No(409, "wrong_step");
/// A referral that has ended takes answers of earlier days only; here, it was made and ended on the
/// same day.
const OVER: Then = No(422, "bad_value");

/// The states as the API shows them: the platform's answers, except the last two refusals, which
/// the person told the helper.
const STATES: [&str; 11] = [
    "recommended",
    "accepted",
    "interviewed",
    "hired",
    "rejected",
    "no_show to check",
    "refused to check",
    "no_show",
    "refused",
    "withdrawn",
    "ended",
];

/// Of several answers on one day, the one furthest along counts; a later answer through the helper
/// replaces an earlier one.
static ANSWERS: [(&str, [Then; 11]); 6] = [
    (
        "answer accepted",
        [
            Is("accepted"),
            Is("accepted"),
            Is("interviewed"),
            Is("hired"),
            Is("rejected"),
            Is("no_show to check"),
            Is("refused to check"),
            Is("accepted"),
            Is("accepted"),
            TAKEN_BACK,
            OVER,
        ],
    ),
    (
        "answer interviewed",
        [
            Is("interviewed"),
            Is("interviewed"),
            Is("interviewed"),
            Is("hired"),
            Is("rejected"),
            Is("no_show to check"),
            Is("refused to check"),
            Is("interviewed"),
            Is("interviewed"),
            TAKEN_BACK,
            OVER,
        ],
    ),
    (
        "answer hired",
        [
            Is("hired"),
            Is("hired"),
            Is("hired"),
            Is("hired"),
            Is("rejected"),
            Is("no_show to check"),
            Is("refused to check"),
            Is("hired"),
            Is("hired"),
            TAKEN_BACK,
            OVER,
        ],
    ),
    (
        "answer rejected",
        [
            Is("rejected"),
            Is("rejected"),
            Is("rejected"),
            Is("rejected"),
            Is("rejected"),
            Is("no_show to check"),
            Is("refused to check"),
            Is("rejected"),
            Is("rejected"),
            TAKEN_BACK,
            OVER,
        ],
    ),
    (
        "answer no_show",
        [
            Is("no_show"),
            Is("no_show"),
            Is("no_show"),
            Is("no_show"),
            Is("no_show"),
            Is("no_show to check"),
            Is("refused to check"),
            Is("no_show"),
            Is("no_show"),
            TAKEN_BACK,
            OVER,
        ],
    ),
    (
        "answer refused",
        [
            Is("refused"),
            Is("refused"),
            Is("refused"),
            Is("refused"),
            Is("refused"),
            Is("refused"),
            Is("refused to check"),
            Is("refused"),
            Is("refused"),
            TAKEN_BACK,
            OVER,
        ],
    ),
];

#[test]
fn a_referral_is_answered_checked_and_withdrawn_by_the_bureau_and_by_nobody_else() {
    let mut check = [NOTHING_TO_CHECK; 11];
    (check[5], check[6]) = (Is("no_show"), Is("refused"));
    let mut withdraw = [Is("withdrawn"); 11];
    withdraw[9] = TAKEN_BACK;
    let mut rows: Vec<Row> =
        ANSWERS.iter().map(|(action, then)| Row { action, roles: BUREAU, then: then.as_slice() }).collect();
    rows.push(Row { action: "check", roles: BUREAU, then: &check });
    rows.push(Row { action: "withdraw", roles: BUREAU, then: &withdraw });
    let told = STATES.map(|state| state.trim_end_matches(" to check"));
    whole(told.into_iter(), ReferralState::ALL.iter().map(|state| state.as_str()));
    let answers = ReferralState::ALL.iter().filter_map(|state| ReferralState::answer(state.as_str()));
    whole(ANSWERS.iter().map(|(action, _)| action.trim_start_matches("answer ")), answers.map(ReferralState::as_str));
    for engine in engines() {
        let mut referrals = Referrals::new(&engine);
        let (tokens, neighbour) = (tokens(&referrals.service), next_door(&referrals.service));
        hold(&mut referrals, &STATES.map(|state| (state, state)), &rows, &tokens, &neighbour);
    }
}
