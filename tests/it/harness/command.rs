//! Runs the program itself against a world, as people do.

use std::io::Write as _;
use std::os::unix::process::ExitStatusExt as _;
use std::process::{Child, Command, Stdio};

use serde_json::Value;

use crate::harness::World;

/// What came of a run.
#[derive(Debug)]
pub struct Ran {
    /// The exit code; none when a signal ended it.
    pub code: Option<i32>,
    /// What stood on the standard output as one JSON document; null when it was none.
    pub answer: Value,
    /// Everything it said on both outputs.
    pub said: String,
}

/// Prepares a command; its key file is `key` in the world's directory, where it also runs.
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

/// Runs a command that answers in JSON, with something on its standard input.
pub fn run_with(world: &World, args: &[&str], input: &[u8]) -> Ran {
    let mut command = command(world, &[args, &["--format", "json"]].concat());
    let mut child = command.stdin(Stdio::piped()).spawn().expect("the program starts");
    let mut stdin = child.stdin.take().expect("its input is a pipe");
    // A command that refuses early leaves its input unread; its answer tells why.
    let _ = stdin.write_all(input);
    drop(stdin);
    ran(&child.wait_with_output().expect("the program ends"))
}

/// Runs a prepared command to its end.
pub fn finish(mut command: Command) -> Ran {
    ran(&command.output().expect("the program runs"))
}

/// Runs a command that must succeed; gives its answer.
pub fn answer(world: &World, args: &[&str]) -> Value {
    let ran = run(world, args);
    assert_eq!(ran.code, Some(0), "`{}` said {}", args.join(" "), ran.said);
    ran.answer
}

/// The program at work on what it is given bit by bit, so that a test decides how far it can have got.
pub struct Working(Child);

impl Working {
    /// Starts a prepared command, its standard input in our hands.
    pub fn start(mut command: Command) -> Self {
        Self(command.stdin(Stdio::piped()).spawn().expect("the program starts"))
    }

    /// Gives it more to read; it may have ended before it reads all of it.
    pub fn feed(&mut self, input: &[u8]) {
        let _ = self.0.stdin.as_mut().expect("its input is a pipe").write_all(input);
    }

    /// Lets it come to its end.
    pub fn end(self) -> Ran {
        ran(&self.0.wait_with_output().expect("the program ends"))
    }

    /// Whether it has come to its end.
    pub fn has_ended(&mut self) -> bool {
        self.0.try_wait().expect("a child of ours").is_some()
    }

    /// Kills it, as a power cut would; false when it had come to its end before.
    pub fn kill(mut self) -> bool {
        self.0.kill().expect("a child of ours");
        self.0.wait().expect("a child of ours").signal() == Some(9)
    }
}

/// Reads what a run left.
pub fn ran(output: &std::process::Output) -> Ran {
    let (out, err) = (String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
    Ran {
        code: output.status.code(),
        answer: serde_json::from_str(&out).unwrap_or_default(),
        said: format!("{out}{err}"),
    }
}
