//! The demonstration city: the same on both engines, with any batch size, and after a restore of
//! its export.

use serde_json::Value;

use crate::harness::command::{answer, command, finish, ran};
use crate::harness::{World, engines, text};

const MONTHS: [&str; 6] = ["2025-01", "2025-02", "2025-03", "2025-04", "2025-05", "2025-06"];

/// Makes a small city from a seed; gives the output.
fn demo(world: &World, seed: &str) -> String {
    let made = finish(command(world, &["demo", "--persons", "400", "--months", "6", "--no-serve", "--seed", seed]));
    assert_eq!(made.code, Some(0), "{}", made.said);
    made.said
}

/// Gives the digests of the months, each verified from its facts.
fn verified(world: &World) -> Vec<String> {
    MONTHS.iter().map(|month| text(&answer(world, &["month-end", "verify", month])["digest"])).collect()
}

fn lines(world: &World, month: &str, view: &str) -> Value {
    answer(world, &["month-end", "show", month, "--view", view, "--depth", "village"])["lines"].clone()
}

#[test]
fn one_seed_makes_one_city_on_every_engine_and_out_of_every_export() {
    let mut first: Option<(Vec<String>, Vec<u8>)> = None;
    for engine in engines() {
        let world = engine.fresh();
        let said = demo(&world, "1");
        assert!(said.contains("江门市") && said.contains("恩平市"), "{said}");
        let digests = verified(&world);
        let export = world.dir().join("city.ndjson");
        answer(&world, &["export", "city.ndjson"]);
        let exported = std::fs::read(&export).expect("the export");

        let (of_first, _) = first.get_or_insert_with(|| (digests.clone(), exported.clone()));
        assert_eq!(&digests, of_first, "{engine:?}");
        // The engine of the export and the number of lines per transaction make no difference.
        for other in engines() {
            for batch in ["13", "1000"] {
                let copy = other.fresh();
                let path = export.to_str().expect("a path");
                answer(&copy, &["import", "--restore", path, "--batch", batch]);
                assert_eq!(verified(&copy), digests, "from {engine:?} to {other:?} by {batch}");
                for view in ["closed", "restated"] {
                    assert_eq!(lines(&copy, "2025-06", view), lines(&world, "2025-06", view), "{view}");
                }
            }
        }

        let again = ran(&command(&world, &["demo", "--persons", "400", "--no-serve"]).output().expect("it runs"));
        assert!(again.code == Some(1) && again.said.contains("not_empty"), "{}", again.said);
    }
}

#[test]
fn another_seed_makes_another_city() {
    let engine = engines().remove(0);
    let (one, other) = (engine.fresh(), engine.fresh());
    demo(&one, "1");
    demo(&other, "2");
    assert_ne!(verified(&one), verified(&other));
}
