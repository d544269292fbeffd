//! The `bangfu` program: see [`bangfu::cli`].

fn main() -> std::process::ExitCode {
    bangfu::cli::main()
}
