//! Runs the program against a world, as an operator would.

use std::io::Write as _;
use std::os::unix::process::ExitStatusExt as _;
use std::process::{Child, Command, Stdio};

use serde_json::Value;

use crate::harness::World;

/// The result of a run.
#[derive(Debug)]
pub struct Ran {
    /// The exit code; `None` if a signal ended the program.
    pub code: Option<i32>,
    /// The standard output as one JSON document; null if it is not JSON.
    pub answer: Value,
    /// The text of both outputs.
    pub said: String,
}

/// Prepares a command. It runs in the world's directory, with `key` there as its key file.
pub fn command(world: &World, args: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_bangfu"));
    command
        .args(args)
        .args(["--database", &world.url(), "--key-file"])
        .arg(world.dir().join("key"))
        .current_dir(world.dir())
        .env("LC_ALL", "C")
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped());
    command
}

/// Runs a command that answers in JSON.
pub fn run(world: &World, args: &[&str]) -> Ran {
    finish(command(world, &[args, &["--format", "json"]].concat()))
}

/// Runs a command that answers in JSON, with the given standard input.
pub fn run_with(world: &World, args: &[&str], input: &[u8]) -> Ran {
    let mut command = command(world, &[args, &["--format", "json"]].concat());
    let mut child = command.stdin(Stdio::piped()).spawn().expect("the program starts");
    let mut stdin = child.stdin.take().expect("its input is a pipe");
    // A command that refuses early does not read its input; its answer shows the reason.
    let _ = stdin.write_all(input);
    drop(stdin);
    ran(&child.wait_with_output().expect("the program ends"))
}

/// Runs a prepared command to its end.
pub fn finish(mut command: Command) -> Ran {
    ran(&command.output().expect("the program runs"))
}

/// Runs a command that must succeed, and gives its answer.
pub fn answer(world: &World, args: &[&str]) -> Value {
    let ran = run(world, args);
    assert_eq!(ran.code, Some(0), "`{}` said {}", args.join(" "), ran.said);
    ran.answer
}

/// A running program that receives its input in parts, so that a test controls how far it gets.
pub struct Working(Child);

impl Working {
    /// Starts a prepared command with its standard input as a pipe.
    pub fn start(mut command: Command) -> Self {
        Self(command.stdin(Stdio::piped()).spawn().expect("the program starts"))
    }

    /// Sends more input. The program may end before it reads all of it.
    pub fn feed(&mut self, input: &[u8]) {
        let _ = self.0.stdin.as_mut().expect("its input is a pipe").write_all(input);
    }

    /// Closes the input and waits for the end of the program.
    pub fn end(self) -> Ran {
        ran(&self.0.wait_with_output().expect("the program ends"))
    }

    /// Tells whether the program has ended.
    pub fn has_ended(&mut self) -> bool {
        self.0.try_wait().expect("a child of ours").is_some()
    }

    /// Kills the program, as a power cut would; gives false if it had ended before.
    pub fn kill(mut self) -> bool {
        self.0.kill().expect("a child of ours");
        self.0.wait().expect("a child of ours").signal() == Some(9)
    }
}

/// Reads the result of a run from its outputs.
pub fn ran(output: &std::process::Output) -> Ran {
    let (out, err) = (String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
    Ran {
        code: output.status.code(),
        answer: serde_json::from_str(&out).unwrap_or_default(),
        said: format!("{out}{err}"),
    }
}
