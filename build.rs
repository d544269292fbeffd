//! The migrations are compiled in by a macro, which cargo does not know to read them.

fn main() {
    println!("cargo::rerun-if-changed=migrations");
}
