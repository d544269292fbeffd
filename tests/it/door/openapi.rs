//! The stored OpenAPI document equals the one that the program generates.

use std::collections::BTreeSet;

use crate::harness::{Engine, morning, text};

#[test]
fn the_document_is_up_to_date() {
    let written = bangfu::http::document::document().to_pretty_json().expect("the document is JSON") + "\n";
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/openapi/openapi.json");
    if std::fs::read_to_string(path).is_ok_and(|known| known == written) {
        return;
    }
    std::fs::write(path, written).expect("the document can be written");
    panic!("openapi/openapi.json was out of date; it is written anew: review the change, build and test again");
}

#[test]
fn no_two_operations_have_one_name() {
    let document = serde_json::to_value(bangfu::http::document::document()).expect("the document is JSON");
    let paths = document["paths"].as_object().expect("paths").values();
    let operations = paths.flat_map(|path| path.as_object().expect("operations").values());
    let mut names = BTreeSet::new();
    for name in operations.map(|operation| text(&operation["operationId"])) {
        assert!(names.insert(name.clone()), "{name} twice");
    }
}

#[test]
fn the_document_and_its_page_are_served_and_load_nothing_from_elsewhere() {
    let service = Engine::Sqlite.fresh().serve(morning("2026-03-31"));

    let document = service.get("/openapi.json", "");
    let page = service.get("/docs", "");

    assert_eq!(document.body["openapi"], "3.1.0");
    assert_eq!(page.headers["content-type"], "text/html; charset=utf-8");
    assert!(page.headers["content-security-policy"].starts_with("default-src 'none'"));
    assert!(!page.text.contains("http://") && !page.text.contains("https://"), "nothing comes from elsewhere");
}
