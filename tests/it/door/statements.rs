//! The number of statements that a list takes: the same for one row and for a full page.

use bangfu::ops::decisions::application_views;
use bangfu::ops::help::case_views;
use bangfu::ops::help::suggestions;
use std::collections::BTreeMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use bangfu::auth::{Actor, Role};
use bangfu::clock::Clock;
use bangfu::db::Conn;
use bangfu::db::schema::{account, help_case};
use bangfu::domain::values::codes::WorkList;
use bangfu::domain::values::division::Division;
use bangfu::domain::values::month::Month;
use bangfu::ops::decisions::notices;
use bangfu::ops::employment::filings;
use bangfu::ops::help::work;
use bangfu::ops::months::board;
use bangfu::ops::office::keys;
use bangfu::ops::people::{households, people};
use bangfu::ops::session::Session;
use diesel::connection::InstrumentationEvent;
use diesel::prelude::*;
use serde_json::{Value, json};

use crate::harness::{Engine, engines, id_number, morning};

const VILLAGE: &str = "440703002101";

/// Gives people alone in their households, some on the register, each with an application on
/// notice, a case and a refused service.
fn village(people: u32) -> Vec<Value> {
    let one = |n: u32| {
        let line = |what: &str, more: Value| {
            let mut line = json!({"kind": what, "event_ref": format!("{n}:{what}"), "effective_on": "2026-03-02"});
            line.as_object_mut().expect("an object").extend(more.as_object().expect("an object").clone());
            line
        };
        let (person, home) = (format!("P{n}"), format!("H{n}"));
        let birth = format!("{}-05-06", 1970 + n / 40);
        [
            line(
                "person_registered",
                json!({"effective_on": "2020-01-01", "person_ref": person, "id_number": id_number(&birth, 2 * (n % 40) + 1), "name": format!("例{n}"), "sex": "male", "birth_date": birth, "residence_division": VILLAGE}),
            ),
            line("household_registered", json!({"household_ref": home, "division": VILLAGE, "urban": true})),
            line("member_joined", json!({"household_ref": home, "person_ref": person, "relation": "02"})),
            line("wish_declared", json!({"person_ref": person, "work": true, "help": true})),
            line("household_recognised", json!({"household_ref": home})),
            line("household_applied", json!({"household_ref": home})),
            line(
                "application_step",
                json!({"application_ref": format!("{n}:household_applied"), "step": "checked", "finding": "confirmed"}),
            ),
            json!({"kind": "application_step", "event_ref": format!("{n}:notice"), "effective_on": "2026-03-02", "application_ref": format!("{n}:household_applied"), "step": "notice_published", "until": "2026-03-20"}),
            line("case_opened", json!({"person_ref": person, "package": "131-2022"})),
            line("helper_assigned", json!({"person_ref": person, "helper_ref": format!("W{}", n % 3)})),
            line("service_delivered", json!({"person_ref": person, "service": "guidance"})),
            line(
                "employment_started",
                json!({"person_ref": person, "employment_ref": home, "form": "unit", "effective_on": "2026-01-05"}),
            ),
            line("employment_ended", json!({"person_ref": person, "employment_ref": home})),
        ]
    };
    (1..=people).flat_map(one).collect()
}

/// Gives the statements that each list takes in a village of the given size.
fn statements(engine: &Engine, size: u32) -> BTreeMap<String, (usize, usize)> {
    let service = engine.fresh().serve(morning("2026-03-20"));
    service.world.record(&village(size), morning("2026-03-20"));
    let username = service.account(Role::TownOfficer, "440703002");
    let mut conn = service.world.conn();
    let keys = keys::open(&mut conn, &service.world.dir().join("key")).expect("the key file opens");
    let (id, version): (String, i64) = account::table
        .filter(account::username.eq(username))
        .select((account::id, account::version))
        .first(&mut conn)
        .expect("the account is there");
    let case: i64 = help_case::table.select(help_case::position).first(&mut conn).expect("a case");
    let count = Arc::new(AtomicUsize::new(0));
    let counting = Arc::clone(&count);
    let counts = move |event: InstrumentationEvent<'_>| {
        if let InstrumentationEvent::StartQuery { .. } = event {
            counting.fetch_add(1, Ordering::Relaxed);
        }
    };
    match &mut conn {
        Conn::Sqlite(c) => c.set_instrumentation(counts),
        Conn::Postgres(c) => c.set_instrumentation(counts),
    }
    let scope = Division::parse("440703002").expect("a town");
    let actor = Actor { account: id, version, role: Role::TownOfficer, scope, only: None };
    let clock: Clock = service.clock.clone();
    let mut taken = BTreeMap::new();
    let mut take = |name: &str, list: &mut dyn FnMut(&mut Session<'_>) -> usize| {
        let mut session = Session::open(&mut conn, &keys, &clock, actor.clone(), "test").expect("a session");
        count.store(0, Ordering::Relaxed);
        let rows = list(&mut session);
        taken.insert(name.to_owned(), (rows, count.load(Ordering::Relaxed)));
    };
    take("people", &mut |s| {
        people::list(s, &people::Wanted { limit: 200, ..people::Wanted::default() }).expect("people").len()
    });
    take("households", &mut |s| {
        households::list(s, &households::Wanted { division: None, after: None, limit: 200 }).expect("households").len()
    });
    take("applications", &mut |s| {
        let wanted =
            application_views::ApplicationFilter { limit: 200, ..application_views::ApplicationFilter::default() };
        application_views::list(s, &wanted).expect("applications").len()
    });
    take("cases", &mut |s| {
        case_views::list(s, &case_views::CaseFilter { limit: 200, ..case_views::CaseFilter::default() })
            .expect("cases")
            .len()
    });
    take("board", &mut |s| {
        board::of(s, &board::Wanted { division: scope, after: None, limit: 200 }).expect("a board").items.len()
    });
    let month = Month::of(clock.today());
    take("filings", &mut |s| {
        let wanted = filings::Wanted { division: scope, month, employer: None, late: None, after: None, limit: 200 };
        filings::list(s, &wanted).expect("filings").len()
    });
    take("suggestions", &mut |s| suggestions::suggestions(s, case).expect("suggestions").len());
    take("work", &mut |s| work::counts(s, scope).expect("counts").len());
    for list in WorkList::ALL {
        take(list.as_str(), &mut |s| {
            work::list(s, &work::Wanted { division: scope, list: *list, after: None, limit: 200 })
                .expect("a list")
                .len()
        });
    }
    count.store(0, Ordering::Relaxed);
    let village = Division::parse(VILLAGE).expect("a village");
    let rows = notices::of(&mut conn, &keys, village, clock.today()).expect("notices").len();
    taken.insert("notices".to_owned(), (rows, count.load(Ordering::Relaxed)));
    taken
}

#[test]
fn a_page_takes_as_many_statements_for_a_hundred_rows_as_for_one() {
    for engine in engines() {
        let (one, many) = (statements(&engine, 1), statements(&engine, 100));
        let mut grown = 0;
        for (list, (rows, statements)) in &one {
            assert!(*statements > 0, "{list} asks the database");
            assert_eq!(many[list].1, *statements, "{list} of {rows} and of {} rows on {engine:?}", many[list].0);
            grown += usize::from(many[list].0 == 100 * rows && *rows == 1);
        }
        assert!(grown >= 8, "most lists had one row and then a hundred: {one:?} {many:?}");
    }
}
