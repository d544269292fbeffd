//! Rebuilds when a migration changes: a macro compiles the migrations in, and cargo does not know
//! that it reads them.

fn main() {
    println!("cargo::rerun-if-changed=migrations");
}
