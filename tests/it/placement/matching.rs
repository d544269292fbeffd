//! Vacancies for a person and people for a vacancy, over HTTP: the matches and their reasons, the
//! best first, within reach, without the characteristics that the law protects.

use bangfu::auth::Role;
use serde_json::{Value, json};

use crate::harness::{Service, engines, id_number, morning, text};

const VILLAGE: &str = "440703002101";
const NEXT_DOOR: &str = "440704001015";

fn vacancy(subject: &str, otherwise: &Value) -> Value {
    let mut data = json!({"uscc": "91350100M000100Y43", "title": subject, "occupation": "6-18-01-02", "headcount": 1, "pay_to": 500_000,
        "division": "440703", "valid_until": "2026-12-31"});
    data.as_object_mut().expect("an object").extend(otherwise.as_object().expect("an object").clone());
    json!({"specversion": "1.0", "id": subject, "source": "/hiring", "type": "bangfu.vacancy", "subject": subject, "data": data})
}

/// Starts a service with a platform's vacancies.
fn serve(engine: &crate::harness::Engine, vacancies: &[Value]) -> Service {
    let service = engine.fresh().serve(morning("2026-03-24"));
    let platform = service.token(Role::HiringPlatform, "440700");
    let sent = service.events(&platform, &json!(vacancies)).body;
    assert!(sent.as_array().expect("results").iter().all(|of| of["status"] == 201), "{sent}");
    service
}

/// Gives a job seeker with further fields of the registration and the job search.
fn seeker(serial: u32, division: &str, said: &Value, sought: &Value) -> Vec<Value> {
    let reference = format!("P{serial}");
    let mut person = json!({"kind": "person_registered", "event_ref": reference, "person_ref": reference, "effective_on": "2020-01-01",
        "id_number": id_number("1980-05-06", serial), "name": format!("例{serial}"), "sex": "male", "birth_date": "1980-05-06",
        "residence_division": division, "education": "60"});
    person.as_object_mut().expect("an object").extend(said.as_object().expect("an object").clone());
    let wish = json!({"kind": "wish_declared", "event_ref": format!("wish {serial}"), "person_ref": reference, "effective_on": "2020-01-01",
        "work": true, "help": true});
    let mut lines = vec![person, wish];
    if sought != &json!({}) {
        let mut sought = sought.clone();
        sought["kind"] = json!("job_sought");
        sought["event_ref"] = json!(format!("sought {serial}"));
        sought["person_ref"] = json!(reference);
        sought["effective_on"] = json!("2026-03-01");
        lines.push(sought);
    }
    lines
}

/// Gives the matches with their reasons.
fn fitting(service: &Service, token: &str, path: &str, name: &str) -> Vec<(String, Vec<String>)> {
    let reply = service.get(path, token);
    assert_eq!(reply.status, 200, "{reply:?}");
    let reasons = |item: &Value| item["reasons"].as_array().expect("reasons").iter().map(text).collect();
    reply.body["items"].as_array().expect("items").iter().map(|item| (text(&item[name]), reasons(item))).collect()
}

fn number(service: &Service, token: &str, name: &str) -> i64 {
    let found = service.post("/api/v1/people/search", token, &json!({"name": name})).body;
    found["items"][0]["id"].as_i64().expect("a person")
}

#[test]
fn vacancies_that_fit_somebody_are_told_with_the_reasons_the_best_first() {
    for engine in engines() {
        let vacancies = [
            vacancy("the same, far", &json!({"division": "440781"})),
            vacancy("the same, near", &json!({"division": VILLAGE, "education": "70", "form": "unit"})),
            vacancy("related", &json!({"occupation": "6-18-01-05", "pay_to": 600_000})),
            vacancy("any of the major group", &json!({"occupation": "6", "division": "440700"})),
            vacancy("another field", &json!({"occupation": "6-19-01-02"})),
            vacancy("too little", &json!({"pay_to": 399_999})),
            vacancy("pay not said", &json!({"occupation": "4-03-02", "pay_to": 400_000})),
            vacancy("too learned", &json!({"education": "20"})),
            vacancy("not the form", &json!({"form": "flexible"})),
            vacancy("kept for others", &json!({"reserved": true})),
            vacancy("over", &json!({"valid_until": "2026-03-23"})),
        ];
        let service = serve(&engine, &vacancies);
        let wish = json!({"occupations": ["6-18-01-02", "4-03"], "pay_from": 400_000, "form": "unit"});
        service.world.record(&seeker(1, VILLAGE, &json!({}), &wish), morning("2026-03-24"));
        let token = service.token(Role::CommunityCaseworker, VILLAGE);
        let person = number(&service, &token, "例1");
        let path = format!("/api/v1/people/{person}/vacancies");
        let told = |path: &str| fitting(&service, &token, path, "title");
        let fits = |title: &str, reasons: &[&str]| {
            (title.to_owned(), reasons.iter().map(|reason| (*reason).to_owned()).collect::<Vec<_>>())
        };

        let expected = [
            fits(
                "the same, near",
                &["same_occupation", "pay_reaches", "same_village", "education_suffices", "form_wished"],
            ),
            fits("the same, far", &["same_occupation", "pay_reaches", "form_wished"]),
            fits("related", &["related_occupation", "pay_reaches", "same_county", "form_wished"]),
            fits("pay not said", &["same_field", "pay_reaches", "same_county", "form_wished"]),
            fits("any of the major group", &["pay_reaches", "form_wished"]),
        ];
        assert_eq!(told(&path), expected, "{engine:?}");
        assert_eq!(told(&format!("{path}?limit=2")), expected[..2]);
        // A determined person also sees the reserved vacancies; vacancies with a referral are no
        // longer listed.
        service.world.record(
            &[json!({"kind": "person_determined", "event_ref": "d", "person_ref": "P1", "effective_on": "2026-03-02", "category": "local"})],
            morning("2026-03-24"),
        );
        assert_eq!(
            told(&path)[1],
            fits("kept for others", &["same_occupation", "pay_reaches", "same_county", "form_wished", "reserved"])
        );
        let case = service.post("/api/v1/cases", &token, &json!({"person": person})).body["id"].clone();
        let near = service.get("/api/v1/vacancies?title=near", &token).body["items"][0]["id"].clone();
        let made = service.post(
            &format!("/api/v1/cases/{case}/referrals"),
            &token,
            &json!({"vacancy": near, "consented": true}),
        );
        assert_eq!(made.status, 201, "{made:?}");
        assert_eq!(told(&path)[0].0, "kept for others");
        let stranger = service.token(Role::CommunityCaseworker, NEXT_DOOR);
        assert_eq!(service.get(&path, &stranger).status, 404);
        // A person without a job search gets no recommendations.
        service.world.record(&seeker(3, VILLAGE, &json!({}), &json!({})), morning("2026-03-24"));
        let silent = number(&service, &token, "例3");
        assert_eq!(told(&format!("/api/v1/people/{silent}/vacancies")), Vec::new());
    }
}

#[test]
fn people_whom_a_vacancy_fits_are_told_within_reach_with_the_reasons_the_best_first() {
    for engine in engines() {
        let service =
            serve(&engine, &[vacancy("V", &json!({"education": "60"})), vacancy("W", &json!({"reserved": true}))]);
        let fitter = json!({"occupations": ["4-03", "2-02", "6-18-01"], "area": "440703"});
        let people = [
            seeker(1, VILLAGE, &json!({}), &fitter),
            seeker(3, NEXT_DOOR, &json!({}), &json!({"occupations": ["6-18-01-02"]})),
            seeker(5, VILLAGE, &json!({}), &json!({"pay_from": 450_000})),
            seeker(7, VILLAGE, &json!({}), &json!({})),
            seeker(9, VILLAGE, &json!({"education": "70"}), &fitter),
            seeker(11, VILLAGE, &json!({}), &json!({"occupations": ["6-18"], "area": "440781"})),
            seeker(13, VILLAGE, &json!({}), &json!({"occupations": ["6-18"], "pay_from": 500_001})),
            seeker(15, VILLAGE, &json!({}), &fitter),
            seeker(17, VILLAGE, &json!({}), &json!({"form": "flexible"})),
            seeker(19, VILLAGE, &json!({}), &fitter),
        ];
        service.world.record(&people.concat(), morning("2026-03-24"));
        service.world.record(
            &[
                json!({"kind": "employment_started", "event_ref": "job", "person_ref": "P15", "employment_ref": "J", "form": "unit", "effective_on": "2026-03-02"}),
                json!({"kind": "wish_declared", "event_ref": "no more", "person_ref": "P19", "effective_on": "2026-03-02", "work": false, "help": false}),
                json!({"kind": "person_determined", "event_ref": "d", "person_ref": "P5", "effective_on": "2026-03-02", "category": "local"}),
            ],
            morning("2026-03-24"),
        );
        let city = service.token(Role::CityAdministrator, "440700");
        let caseworker = service.token(Role::CommunityCaseworker, VILLAGE);
        let of = |title: &str| {
            let found = service.get(&format!("/api/v1/vacancies?title={title}"), &city).body["items"][0]["id"].clone();
            format!("/api/v1/vacancies/{found}/people")
        };
        let told = |token: &str, path: &str| fitting(&service, token, path, "name");
        let fits = |name: &str, reasons: &[&str]| {
            (name.to_owned(), reasons.iter().map(|reason| (*reason).to_owned()).collect::<Vec<_>>())
        };

        let here = [
            fits("例1", &["related_occupation", "in_wished_area", "same_county", "education_suffices"]),
            fits("例5", &["pay_reaches", "same_county", "education_suffices"]),
        ];
        let there = fits("例3", &["same_occupation", "education_suffices"]);
        assert_eq!(told(&caseworker, &of("V")), here, "{engine:?}");
        assert_eq!(told(&city, &of("V")), [std::slice::from_ref(&there), &here[..]].concat());
        assert_eq!(told(&city, &format!("{}?division=440704", of("V"))), [there]);
        assert_eq!(told(&city, &of("W")), [fits("例5", &["pay_reaches", "same_county", "reserved"])]);
        let elsewhere = service.get(&format!("{}?division=440704", of("V")), &caseworker);
        assert_eq!(elsewhere.status, 404, "{elsewhere:?}");
        assert_eq!(service.get("/api/v1/vacancies/99/people", &city).status, 404);
    }
}

#[test]
fn what_the_law_protects_makes_no_difference() {
    for engine in engines() {
        let vacancies: Vec<Value> = ["6-18-01-02", "6-18-01", "4-03-02", "6"]
            .iter()
            .map(|code| vacancy(&format!("of {code}"), &json!({"occupation": code})))
            .collect();
        let service = serve(&engine, &vacancies);
        let wish = json!({"occupations": ["6-18-01-02", "4-03-02"], "pay_from": 300_000});
        let others = [
            json!({}),
            json!({"id_number": "440703197112310021", "birth_date": "1971-12-31", "sex": "female"}),
            json!({"ethnic": "08", "marital": "10", "hukou_division": "110000", "hukou_rural": true}),
            json!({"disability": {"category": "4", "grade": "2"}}),
        ];
        let people: Vec<Vec<Value>> =
            others.iter().zip([1, 3, 5, 7]).map(|(said, serial)| seeker(serial, VILLAGE, said, &wish)).collect();
        service.world.record(&people.concat(), morning("2026-03-24"));
        let token = service.token(Role::CommunityCaseworker, VILLAGE);

        let told = |serial: u32| {
            let path = format!("/api/v1/people/{}/vacancies", number(&service, &token, &format!("例{serial}")));
            fitting(&service, &token, &path, "title")
        };
        let anybody = told(1);
        assert_eq!(anybody.len(), 4);
        assert!([3, 5, 7].iter().all(|serial| told(*serial) == anybody), "{engine:?}");
    }
}
