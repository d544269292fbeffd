//! Roles and actions: the table against its document, and every operation of the API against the
//! table. An operation without a sample request here fails.

use std::collections::BTreeMap;

use bangfu::auth::{Action, Role};
use bangfu::domain::values::codes::Kind;
use serde_json::{Value, json};

use crate::harness::{Engine, PASSWORD, Service, engines, id_number, morning, text};

#[test]
fn the_documented_table_is_the_one_the_program_goes_by() {
    let document = include_str!("../../../docs/authorization.md");
    let row = |line: &str| {
        line.trim()
            .trim_matches('|')
            .split('|')
            .map(|cell| cell.trim().trim_matches('`').to_owned())
            .collect::<Vec<_>>()
    };
    let mut rows = document.lines().filter(|line| line.starts_with("| `") || line.starts_with("| action")).map(row);

    let roles = rows.next().expect("the table has a head");
    let documented: BTreeMap<String, Vec<bool>> =
        rows.map(|cells| (cells[0].clone(), cells[1..].iter().map(|cell| cell == "yes").collect())).collect();

    let names: Vec<_> = Role::ALL.iter().map(|role| role.as_str()).collect();
    assert_eq!(&roles[1..], names);
    let program: BTreeMap<String, Vec<bool>> = Action::ALL
        .iter()
        .map(|action| (action.as_str().to_owned(), Role::ALL.iter().map(|role| role.may(*action)).collect()))
        .collect();
    assert_eq!(documented, program);
}

/// The answer to a caller from the neighbouring division.
enum Neighbour {
    NotFound,
    EmptyList,
    /// No answer to test: the permission is not limited to a division, or the request concerns the
    /// caller's own account.
    None,
}

use Neighbour::{EmptyList, NotFound};

/// A request for a caller of its own division, and the answer to a caller of the neighbouring one.
struct Sample {
    path: String,
    body: Option<Value>,
    neighbour: Neighbour,
}

fn sample(path: impl Into<String>, body: Option<Value>, neighbour: Neighbour) -> Sample {
    Sample { path: path.into(), body, neighbour }
}

/// Gives a sample request for every operation, by method and path of the document; `None` if the
/// operation is public.
fn samples(world: &City) -> BTreeMap<(&'static str, &'static str), Option<Sample>> {
    let (person, household, application, case) = (world.person, world.household, world.application, world.case);
    let job =
        json!({"kind": "employment_started", "effective_on": "2026-03-02", "person": person, "form": "internship"});
    let account = json!({"username": "new.account", "password": "correct horse battery", "role": "auditor", "division": "440700"});
    let password = json!({"present": "another password", "new": "correct horse battery"});
    BTreeMap::from([
        (("get", "/healthz"), None),
        (("get", "/readyz"), None),
        (("post", "/api/v1/token"), None),
        (("post", "/api/v1/sessions"), None),
        (("post", "/api/v1/sessions/refresh"), None),
        (("post", "/api/v1/sessions/end"), None),
        (("put", "/api/v1/me/password"), Some(sample("/api/v1/me/password", Some(password), Neighbour::None))),
        (("get", "/api/v1/accounts"), Some(sample("/api/v1/accounts", None, Neighbour::None))),
        (("post", "/api/v1/accounts"), Some(sample("/api/v1/accounts", Some(account), Neighbour::None))),
        (
            ("get", "/api/v1/accounts/{id}"),
            Some(sample(format!("/api/v1/accounts/{}", world.account), None, Neighbour::None)),
        ),
        (
            ("patch", "/api/v1/accounts/{id}"),
            Some(sample(
                format!("/api/v1/accounts/{}", world.account),
                Some(json!({"disabled": true})),
                Neighbour::None,
            )),
        ),
        (("get", "/api/v1/divisions"), Some(sample("/api/v1/divisions?parent=440703", None, NotFound))),
        (("get", "/api/v1/divisions/{code}"), Some(sample("/api/v1/divisions/440703002", None, NotFound))),
        (("get", "/api/v1/people"), Some(sample("/api/v1/people", None, EmptyList))),
        (("post", "/api/v1/people/search"), Some(sample("/api/v1/people/search", Some(json!({})), EmptyList))),
        (
            ("get", "/api/v1/people/export"),
            Some(sample("/api/v1/people/export?format=csv&reason=check", None, Neighbour::None)),
        ),
        (("get", "/api/v1/people/{id}"), Some(sample(format!("/api/v1/people/{person}"), None, NotFound))),
        (
            ("get", "/api/v1/people/{id}/duplicates"),
            Some(sample(format!("/api/v1/people/{person}/duplicates"), None, NotFound)),
        ),
        // The body is not an event, so it is refused for all callers.
        (("post", "/api/v1/messages"), Some(sample("/api/v1/messages", Some(json!({})), Neighbour::None))),
        (("get", "/api/v1/messages/held"), Some(sample("/api/v1/messages/held", None, EmptyList))),
        (
            ("post", "/api/v1/messages/release"),
            Some(sample("/api/v1/messages/release", Some(json!({"account": world.held})), NotFound)),
        ),
        (
            ("post", "/api/v1/messages/discard"),
            Some(sample("/api/v1/messages/discard", Some(json!({"account": world.held})), NotFound)),
        ),
        // The body is not a list, so it is refused for all callers.
        (
            ("post", "/api/v1/messages/list"),
            Some(sample("/api/v1/messages/list?kind=died", Some(json!({})), Neighbour::None)),
        ),
        (("get", "/api/v1/news"), Some(sample("/api/v1/news", None, EmptyList))),
        (("get", "/api/v1/filings/unended"), Some(sample("/api/v1/filings/unended", None, EmptyList))),
        (("get", "/api/v1/rolls"), Some(sample("/api/v1/rolls", None, Neighbour::None))),
        (
            ("post", "/api/v1/rolls/{roll}/{month}"),
            Some(sample("/api/v1/rolls/disabled/2026-02", Some(json!({})), Neighbour::None)),
        ),
        (
            ("delete", "/api/v1/rolls/{roll}/{month}"),
            Some(sample("/api/v1/rolls/contributions/2026-02", None, Neighbour::None)),
        ),
        (
            ("get", "/api/v1/rolls/{roll}/{month}/differences"),
            Some(sample("/api/v1/rolls/low_income/2026-02/differences?difference=not_determined", None, EmptyList)),
        ),
        (
            ("get", "/api/v1/usage"),
            Some(sample("/api/v1/usage?from=2026-02&to=2026-03&division=440703", None, NotFound)),
        ),
        (
            ("get", "/api/v1/usage/enterprises"),
            Some(sample("/api/v1/usage/enterprises?from=2026-02&to=2026-03&division=440703", None, NotFound)),
        ),
        (("get", "/api/v1/deliveries"), Some(sample("/api/v1/deliveries", None, EmptyList))),
        (
            ("post", "/api/v1/deliveries/{id}/replay"),
            Some(sample("/api/v1/deliveries/1/replay", Some(json!({})), NotFound)),
        ),
        (
            ("get", "/api/v1/accounts/{id}/endpoint"),
            Some(sample(format!("/api/v1/accounts/{}/endpoint", world.account), None, Neighbour::None)),
        ),
        (
            ("put", "/api/v1/accounts/{id}/endpoint"),
            Some(sample(
                format!("/api/v1/accounts/{}/endpoint", world.account),
                Some(json!({"url": "http://127.0.0.1:9/"})),
                Neighbour::None,
            )),
        ),
        (
            ("post", "/api/v1/accounts/{id}/endpoint/secret"),
            Some(sample(
                format!("/api/v1/accounts/{}/endpoint/secret", world.account),
                Some(json!({})),
                Neighbour::None,
            )),
        ),
        (
            ("delete", "/api/v1/accounts/{id}/endpoint"),
            Some(sample(format!("/api/v1/accounts/{}/endpoint", world.account), None, Neighbour::None)),
        ),
        (("get", "/api/v1/messages"), Some(sample("/api/v1/messages", None, EmptyList))),
        (("get", "/api/v1/messages/{id}"), Some(sample("/api/v1/messages/1", None, NotFound))),
        (("post", "/api/v1/messages/{id}/retry"), Some(sample("/api/v1/messages/1/retry", Some(json!({})), NotFound))),
        (("get", "/api/v1/seekers"), Some(sample("/api/v1/seekers", None, EmptyList))),
        (("get", "/api/v1/referrals"), Some(sample("/api/v1/referrals", None, EmptyList))),
        (("get", "/api/v1/referrals/{id}"), Some(sample("/api/v1/referrals/1", None, NotFound))),
        // The person already has this referral, so a second one is refused.
        (
            ("post", "/api/v1/cases/{id}/referrals"),
            Some(sample(
                format!("/api/v1/cases/{case}/referrals"),
                Some(json!({"vacancy": 1, "consented": true})),
                NotFound,
            )),
        ),
        (
            ("post", "/api/v1/referrals/{id}/answers"),
            Some(sample("/api/v1/referrals/1/answers", Some(json!({"result": "accepted"})), NotFound)),
        ),
        (
            ("post", "/api/v1/referrals/{id}/check"),
            Some(sample(
                "/api/v1/referrals/1/check",
                Some(json!({"answered_on": "2026-03-05", "justified": true})),
                NotFound,
            )),
        ),
        (("delete", "/api/v1/referrals/{id}"), Some(sample("/api/v1/referrals/1", None, NotFound))),
        (
            ("get", "/api/v1/people/{id}/vacancies"),
            Some(sample(format!("/api/v1/people/{person}/vacancies"), None, NotFound)),
        ),
        (
            ("get", "/api/v1/vacancies/{id}/people"),
            Some(sample("/api/v1/vacancies/2/people?division=440703", None, NotFound)),
        ),
        (
            ("post", "/api/v1/vacancies/{id}/opening"),
            Some(sample("/api/v1/vacancies/1/opening", Some(json!({})), NotFound)),
        ),
        // Vacancies are visible to all divisions.
        (("get", "/api/v1/vacancies"), Some(sample("/api/v1/vacancies", None, Neighbour::None))),
        (("get", "/api/v1/vacancies/{id}"), Some(sample("/api/v1/vacancies/1", None, Neighbour::None))),
        (("get", "/api/v1/filings"), Some(sample("/api/v1/filings?month=2026-03&division=440703", None, NotFound))),
        (
            ("get", "/api/v1/filings/employers"),
            Some(sample("/api/v1/filings/employers?month=2026-03&division=440703", None, NotFound)),
        ),
        (("get", "/api/v1/welfare-units"), Some(sample("/api/v1/welfare-units?division=440703", None, NotFound))),
        (
            ("get", "/api/v1/welfare-units/{unit}/holders"),
            Some(sample("/api/v1/welfare-units/91350100M000100Y43/holders", None, EmptyList)),
        ),
        (
            ("get", "/api/v1/people/{id}/duplicates/{other}"),
            Some(sample(format!("/api/v1/people/{person}/duplicates/{}", world.other), None, NotFound)),
        ),
        (
            ("get", "/api/v1/people/{id}/merges"),
            Some(sample(format!("/api/v1/people/{person}/merges"), None, NotFound)),
        ),
        // Both are tested in `people::merging`: the first requires the comparison's version, the
        // second a merge.
        (
            ("post", "/api/v1/people/{id}/merges"),
            Some(sample(
                format!("/api/v1/people/{person}/merges"),
                Some(json!({"other": world.other})),
                Neighbour::None,
            )),
        ),
        (
            ("delete", "/api/v1/people/{id}/merges/{merge}"),
            Some(sample(format!("/api/v1/people/{person}/merges/1"), None, NotFound)),
        ),
        (
            ("get", "/api/v1/people/{id}/explanation"),
            Some(sample(format!("/api/v1/people/{person}/explanation"), None, NotFound)),
        ),
        (("get", "/api/v1/households"), Some(sample("/api/v1/households", None, EmptyList))),
        (("get", "/api/v1/households/{id}"), Some(sample(format!("/api/v1/households/{household}"), None, NotFound))),
        (
            ("get", "/api/v1/households/{id}/explanation"),
            Some(sample(format!("/api/v1/households/{household}/explanation"), None, NotFound)),
        ),
        (("get", "/api/v1/applications"), Some(sample("/api/v1/applications", None, EmptyList))),
        (
            ("get", "/api/v1/applications/{id}"),
            Some(sample(format!("/api/v1/applications/{application}"), None, NotFound)),
        ),
        (
            ("post", "/api/v1/applications"),
            Some(sample(
                "/api/v1/applications",
                Some(json!({"person": person, "category": "older", "channel": "window"})),
                NotFound,
            )),
        ),
        (
            ("post", "/api/v1/applications/{id}/steps"),
            Some(sample(
                format!("/api/v1/applications/{application}/steps"),
                Some(json!({"step": "evidence_seen", "evidence": "household_book"})),
                NotFound,
            )),
        ),
        (
            ("post", "/api/v1/applications/{id}/documents"),
            Some(sample(
                format!("/api/v1/applications/{application}/documents?evidence=household_book"),
                Some(json!({})),
                NotFound,
            )),
        ),
        (
            ("get", "/api/v1/applications/{id}/documents/{document}"),
            Some(sample(format!("/api/v1/applications/{application}/documents/{}", world.document), None, NotFound)),
        ),
        (("get", "/api/v1/cases"), Some(sample("/api/v1/cases", None, EmptyList))),
        (("get", "/api/v1/cases/{id}"), Some(sample(format!("/api/v1/cases/{case}"), None, NotFound))),
        (("post", "/api/v1/cases"), Some(sample("/api/v1/cases", Some(json!({"person": person})), NotFound))),
        (
            ("post", "/api/v1/cases/{id}/steps"),
            Some(sample(format!("/api/v1/cases/{case}/steps"), Some(json!({"step": "contact_attempted"})), NotFound)),
        ),
        (
            ("post", "/api/v1/cases/{id}/services"),
            Some(sample(format!("/api/v1/cases/{case}/services"), Some(json!({"service": "guidance"})), NotFound)),
        ),
        // The assignment of a named helper is tested in `help::cases`.
        (
            ("put", "/api/v1/cases/{id}/helper"),
            Some(sample(
                format!("/api/v1/cases/{case}/helper"),
                Some(json!({"helper": "nobody", "instead_of": "somebody"})),
                NotFound,
            )),
        ),
        // A batch is answered case by case.
        (
            ("post", "/api/v1/cases/helpers"),
            Some(sample("/api/v1/cases/helpers", Some(json!([{"case": case, "helper": "nobody"}])), Neighbour::None)),
        ),
        (
            ("get", "/api/v1/cases/{id}/suggestions"),
            Some(sample(format!("/api/v1/cases/{case}/suggestions"), None, NotFound)),
        ),
        // The audit of a division shows the actions of its own accounts.
        (("get", "/api/v1/audit"), Some(sample("/api/v1/audit", None, Neighbour::None))),
        (
            ("get", "/api/v1/helpers/records"),
            Some(sample("/api/v1/helpers/records?month=2026-03&division=440703", None, NotFound)),
        ),
        (("get", "/api/v1/work"), Some(sample("/api/v1/work?division=440703", None, NotFound))),
        (("get", "/api/v1/work/{list}"), Some(sample("/api/v1/work/unassigned", None, EmptyList))),
        (("get", "/api/v1/notices"), None),
        (("post", "/api/v1/facts"), Some(sample("/api/v1/facts", Some(job.clone()), NotFound))),
        // A batch is answered line by line; see the test below.
        (("post", "/api/v1/facts/batch"), Some(sample("/api/v1/facts/batch", Some(json!([job])), Neighbour::None))),
        // A body that is not a list is refused for all callers.
        (("post", "/api/v1/imports"), Some(sample("/api/v1/imports?list=survey", Some(json!({})), Neighbour::None))),
        (("get", "/api/v1/imports"), Some(sample("/api/v1/imports", None, EmptyList))),
        (("get", "/api/v1/imports/{id}"), Some(sample("/api/v1/imports/1", None, NotFound))),
        (("get", "/api/v1/imports/{id}/result"), Some(sample("/api/v1/imports/1/result", None, NotFound))),
        (("get", "/api/v1/board"), Some(sample("/api/v1/board?division=440703", None, NotFound))),
        // Working days are visible to all divisions; a body that is not a notice is refused.
        (("get", "/api/v1/calendars"), Some(sample("/api/v1/calendars", None, Neighbour::None))),
        (("get", "/api/v1/calendars/{year}"), Some(sample("/api/v1/calendars/2026", None, Neighbour::None))),
        (("post", "/api/v1/calendars"), Some(sample("/api/v1/calendars", Some(json!({})), Neighbour::None))),
        // Closed months are visible to all divisions.
        (("get", "/api/v1/months"), Some(sample("/api/v1/months", None, Neighbour::None))),
        (("get", "/api/v1/months/{month}"), Some(sample("/api/v1/months/2026-02?division=440703", None, NotFound))),
        (("post", "/api/v1/months/{month}/close"), Some(sample("/api/v1/months/2026-02/close", None, Neighbour::None))),
        (("get", "/api/v1/months/{month}/diff"), Some(sample("/api/v1/months/2026-02/diff", None, EmptyList))),
        (
            ("get", "/api/v1/months/{month}/divisions/{code}/columns/{column}"),
            Some(sample("/api/v1/months/2026-02/divisions/440703/columns/households.closing", None, NotFound)),
        ),
    ])
}

/// A service with a household in 蓬江区 and a closed month in which it stood differently than now.
struct City {
    service: Service,
    person: i64,
    /// Another person of the same division.
    other: i64,
    household: i64,
    application: i64,
    case: i64,
    /// A document of the application.
    document: String,
    /// An account to read.
    account: String,
    /// The account of a platform with held messages.
    held: String,
}

fn city(engine: &Engine) -> City {
    let service = engine.fresh().serve(morning("2026-03-05"));
    service.world.record(
        &[
            json!({"kind": "person_registered", "event_ref": "1", "person_ref": "P", "effective_on": "2020-01-01", "id_number": id_number("1980-05-06", 1), "name": "例一", "sex": "male", "birth_date": "1980-05-06", "residence_division": "440703002101"}),
            json!({"kind": "household_registered", "event_ref": "2", "household_ref": "H", "effective_on": "2020-01-01", "division": "440703002101", "urban": true}),
            json!({"kind": "member_joined", "event_ref": "3", "household_ref": "H", "person_ref": "P", "relation": "02", "effective_on": "2020-01-01"}),
            json!({"kind": "wish_declared", "event_ref": "4", "person_ref": "P", "effective_on": "2020-01-01", "work": true, "help": true}),
        ],
        morning("2026-03-05"),
    );
    let administrator = service.token(Role::CityAdministrator, "440700");
    assert_eq!(service.post("/api/v1/months/2026-02/close", &administrator, &json!({})).status, 200);
    service.world.record(
        &[
            json!({"kind": "household_recognised", "event_ref": "5", "household_ref": "H", "effective_on": "2026-02-10"}),
            json!({"kind": "person_registered", "event_ref": "6", "person_ref": "Q", "effective_on": "2020-01-01", "id_number": id_number("1980-06-05", 1), "name": "例一", "sex": "male", "birth_date": "1980-06-05", "residence_division": "440703002101"}),
        ],
        morning("2026-03-05"),
    );
    let people = service.get("/api/v1/people", &administrator).body["items"].clone();
    let [person, other] = [0, 1].map(|nth| people[nth]["id"].as_i64().expect("a person"));
    let household =
        service.get("/api/v1/households", &administrator).body["items"][0]["id"].as_i64().expect("a household");
    let account = text(&service.get("/api/v1/accounts", &administrator).body["items"][0]["id"]);
    let filed = json!({"household": household, "channel": "window"});
    let application = service.post("/api/v1/applications", &administrator, &filed).body["id"].as_i64();
    let application = application.expect("an application");
    let case = service.post("/api/v1/cases", &administrator, &json!({"person": person})).body["id"].as_i64();
    let case = case.expect("a case");
    let served =
        service.post(&format!("/api/v1/cases/{case}/services"), &administrator, &json!({"service": "guidance"}));
    assert_eq!(served.status, 200, "{served:?}");
    let path = format!("/api/v1/applications/{application}/documents?evidence=household_book");
    let document = text(&service.upload(&path, &administrator, "application/pdf", b"%PDF-1.7").body["document"]);
    let caseworker = service.token(Role::CommunityCaseworker, "440703002101");
    let list = format!("姓名,身份证号\n例二,{}\n", id_number("1981-05-06", 2));
    assert_eq!(service.upload("/api/v1/imports?list=survey", &caseworker, "text/csv", list.as_bytes()).status, 201);
    let platform = service.token(Role::HiringPlatform, "440703");
    let hire = json!({"specversion": "1.0", "id": "1", "source": "/hiring", "type": "bangfu.employment_started",
        "data": {"id_number": id_number("1990-01-01", 1), "form": "unit", "effective_on": "2026-03-02"}});
    let sent = service.events(&platform, &hire);
    assert_eq!((sent.status, &sent.body["id"]), (202, &json!(1)), "{sent:?}");
    let vacancy = json!({"specversion": "1.0", "id": "2", "source": "/hiring", "type": "bangfu.vacancy",
        "data": {"uscc": "91350100M000100Y43", "title": "钳工", "occupation": "6-18", "headcount": 1, "division": "440703",
            "valid_until": "2026-12-31"}});
    assert_eq!(service.events(&platform, &vacancy).status, 201);
    let mut another = vacancy;
    another["id"] = json!("3");
    assert_eq!(service.events(&platform, &another).status, 201);
    let sought = json!({"kind": "job_sought", "person": person, "effective_on": "2026-03-02", "occupations": ["6-18"], "profile_shared": true});
    assert_eq!(service.post("/api/v1/facts", &administrator, &sought).status, 201);
    let referral = json!({"vacancy": 1, "consented": true});
    let made = service.post(&format!("/api/v1/cases/{case}/referrals"), &administrator, &referral);
    assert_eq!((made.status, &made.body["id"]), (201, &json!(1)), "{made:?}");
    let held = held_platform(&service, &administrator);
    let roll = format!("身份证号码\n{}\n", id_number("1980-05-06", 1));
    let sent =
        service.upload("/api/v1/rolls/low_income/2026-02?complete=true", &administrator, "text/csv", roll.as_bytes());
    assert_eq!((sent.status, &sent.body["added"]), (200, &json!(1)), "{sent:?}");
    City { service, person, other, household, application, case, document, account, held }
}

/// Creates a platform that has exceeded its hourly ceiling; gives its account.
fn held_platform(service: &Service, administrator: &str) -> String {
    let new = json!({"username": "held", "password": PASSWORD, "role": "hiring_platform", "division": "440703"});
    let account = text(&service.post("/api/v1/accounts", administrator, &new).body["id"]);
    let change = json!({"hourly_ceiling": 1});
    let path = format!("/api/v1/accounts/{account}");
    let changed = service.send("PATCH", &path, administrator, &[("If-Match", "\"1\"")], Some(&change));
    assert_eq!((changed.status, &changed.body["hourly_ceiling"]), (200, &json!(1)), "{changed:?}");
    let session = service.post("/api/v1/sessions", "", &json!({"username": "held", "password": PASSWORD}));
    let end = |id: &str| {
        json!({"specversion": "1.0", "id": id, "source": "/hiring", "type": "bangfu.employment_ended",
            "data": {"id_number": id_number("1990-01-01", 1), "employment_ref": "J", "effective_on": "2026-03-02"}})
    };
    let sent = service.events(&text(&session.body["access_token"]), &json!([end("7"), end("8"), end("9")]));
    assert_eq!((&sent.body[0]["state"], &sent.body[2]["state"]), (&json!("waiting"), &json!("held")), "{sent:?}");
    account
}

/// Lists the operations of the document: method, path, and the action that they need.
fn operations() -> Vec<(String, String, Option<Action>)> {
    let document = serde_json::to_value(bangfu::http::document::document()).expect("the document is JSON");
    let mut operations = Vec::new();
    for (path, item) in document["paths"].as_object().expect("paths") {
        for (method, operation) in item.as_object().expect("operations") {
            let action =
                operation["x-action"].as_str().map(|word| Action::from_word(word).expect("an action of the table"));
            assert_eq!(
                action.is_some(),
                operation["security"].as_array().is_some_and(|locks| !locks.is_empty()),
                "{method} {path}: locked, and nothing says how"
            );
            operations.push((method.clone(), path.clone(), action));
        }
    }
    operations
}

/// Gives a division that an account of the role can have: in 蓬江区, or in the neighbouring 江海区.
fn division_of(role: Role, next_door: bool) -> &'static str {
    match (role, next_door) {
        // Rolls cover the whole city.
        (Role::CityAdministrator | Role::Department, _) => "440700",
        (Role::DistrictSupervisor | Role::HiringPlatform | Role::Auditor, false) => "440703",
        (Role::TownOfficer, false) => "440703002",
        (Role::CommunityCaseworker, false) => "440703002101",
        (Role::DistrictSupervisor | Role::HiringPlatform | Role::Auditor, true) => "440704",
        (Role::TownOfficer, true) => "440704001",
        (Role::CommunityCaseworker, true) => "440704001015",
    }
}

/// Tells whether a role may record the kind in a body, if the body names one.
fn may_record(role: Role, body: Option<&Value>) -> bool {
    let kind = body.and_then(|body| Kind::from_word(body["kind"].as_str()?));
    kind.and_then(Action::of_recording).is_none_or(|action| role.may(action))
}

#[test]
fn every_operation_asks_who_may_and_what_lies_in_reach() {
    for engine in engines() {
        let city = city(&engine);
        let (service, samples) = (&city.service, samples(&city));
        let operations = operations();
        for key in samples.keys() {
            assert!(
                operations.iter().any(|(method, path, _)| (method.as_str(), path.as_str()) == *key),
                "{key:?} is no operation any longer"
            );
        }
        let tokens = |next_door| -> Vec<(Role, String)> {
            Role::ALL.iter().map(|role| (*role, service.token(*role, division_of(*role, next_door)))).collect()
        };
        let (here, next_door) = (tokens(false), tokens(true));
        for (method, path, action) in operations {
            let entry = samples
                .get(&(method.as_str(), path.as_str()))
                .unwrap_or_else(|| panic!("{method} {path} has no request here"));
            let call = |path: &str, token: &str, body: Option<&Value>| {
                service.send(&method.to_uppercase(), path, token, &[], body)
            };
            let (Some(action), Some(sample)) = (action, entry) else {
                assert!(action.is_none() && entry.is_none(), "{method} {path}: open, or not?");
                continue;
            };
            let name = format!("{method} {path} on {engine:?}");

            assert_eq!(call(&sample.path, "", sample.body.as_ref()).status, 401, "{name} without a token");
            assert_eq!(call(&sample.path, "a.b.c", sample.body.as_ref()).status, 401, "{name} with no token of ours");
            for (role, token) in &here {
                let reply = call(&sample.path, token, sample.body.as_ref());
                let may = role.may(action) && may_record(*role, sample.body.as_ref());
                assert_eq!(reply.status == 403, !may, "{name} by {role:?}: {reply:?}");
                assert_ne!(reply.status, 401, "{name} by {role:?}");
            }
            for (role, token) in
                next_door.iter().filter(|(role, _)| role.may(action) && division_of(*role, true) != "440700")
            {
                let reply = call(&sample.path, token, sample.body.as_ref());
                match sample.neighbour {
                    NotFound => assert_eq!(reply.status, 404, "{name} by {role:?} next door: {reply:?}"),
                    EmptyList => {
                        let lists = ["items", "households", "persons"]
                            .map(|list| reply.body[list].as_array().map_or(0, Vec::len));
                        assert_eq!((reply.status, lists), (200, [0; 3]), "{name} by {role:?} next door: {reply:?}");
                    }
                    Neighbour::None => {}
                }
            }
        }
    }
}

#[test]
fn a_parameter_nobody_knows_is_refused_by_every_operation() {
    let city = city(&Engine::Sqlite);
    let administrator = city.service.token(Role::CityAdministrator, "440700");
    let platform = city.service.token(Role::HiringPlatform, "440700");
    for ((method, path), sample) in samples(&city) {
        // Seekers are for platforms alone.
        let token = if path == "/api/v1/seekers" { &platform } else { &administrator };
        let (path, body) = sample.map_or((path.to_owned(), Some(json!({}))), |sample| (sample.path, sample.body));
        let path = format!("{path}{}surprise=1", if path.contains('?') { '&' } else { '?' });
        let reply = city.service.send(&method.to_uppercase(), &path, token, &[], body.as_ref());
        assert_eq!((reply.status, reply.body["field"].as_str()), (400, Some("surprise")), "{method} {path}: {reply:?}");
    }
}

#[test]
fn in_reach_is_answered_and_a_batch_from_next_door_finds_nobody() {
    for engine in engines() {
        let city = city(&engine);
        let supervisor = |division| city.service.token(Role::DistrictSupervisor, division);
        let (here, next_door) = (supervisor("440703"), supervisor("440704"));

        for (_, sample) in samples(&city).into_iter().filter(|((method, _), _)| *method == "get") {
            // Accounts and the audit are for administrators, seekers for platforms, and the result
            // of an import for its sender.
            let of_others = |path: &str| {
                ["accounts", "audit", "seekers"].iter().any(|of| path.contains(of)) || path.ends_with("/result")
            };
            let Some(sample) = sample.filter(|sample| !of_others(&sample.path)) else { continue };
            let reply = city.service.get(&sample.path, &here);
            assert_eq!(reply.status, 200, "{}: {reply:?}", sample.path);
            let empty =
                ["items", "households"].iter().any(|list| reply.body[list].as_array().is_some_and(Vec::is_empty));
            let nobody = ["columns", "merges", "filings", "deliveries", "welfare", "usage/", "news"]
                .iter()
                .any(|of| sample.path.contains(of));
            assert_eq!(empty, nobody, "{}: {reply:?}", sample.path);
        }
        let wish = json!([{"kind": "wish_declared", "effective_on": "2026-03-02", "person": city.person, "work": true, "help": false}]);
        let reply = city.service.post("/api/v1/facts/batch", &next_door, &wish);
        assert_eq!((reply.status, reply.body[0]["status"].as_i64()), (200, Some(404)), "{reply:?}");
        assert_eq!(reply.body[0]["code"], "unknown_person");
    }
}

#[test]
fn who_has_no_permission_for_a_kind_may_not_record_it() {
    let city = city(&Engine::Sqlite);
    let facts = |role: Role, fact: &Value| {
        let token = city.service.token(role, division_of(role, false));
        let reply = city.service.post("/api/v1/facts", &token, fact);
        (reply.status, text(reply.body.get("code").unwrap_or(&json!(""))))
    };
    let forbidden = (403, "forbidden".to_owned());
    let recognised = json!({"kind": "household_recognised", "effective_on": "2026-03-03", "household": city.household});
    let died = json!({"kind": "died", "effective_on": "2026-03-03", "person": city.person});
    let line =
        json!({"kind": "living_line_set", "effective_on": "2026-03-03", "division": "440703", "monthly": 100_000});
    let void = json!({"kind": "voided", "effective_on": "2026-03-03", "voids": 5});

    assert_eq!(facts(Role::CommunityCaseworker, &recognised), forbidden);
    assert_eq!(facts(Role::CommunityCaseworker, &void), forbidden, "a recognition is not a caseworker's to void");
    assert_eq!(facts(Role::HiringPlatform, &died), forbidden);
    assert_eq!(facts(Role::HiringPlatform, &void), forbidden);
    assert_eq!(facts(Role::Auditor, &died), forbidden);
    assert_eq!(facts(Role::DistrictSupervisor, &line), forbidden);
    assert_eq!(facts(Role::TownOfficer, &void).0, 201);
    assert_eq!(facts(Role::CityAdministrator, &line).0, 201);
}
