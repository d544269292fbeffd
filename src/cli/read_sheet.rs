//! `bangfu read-sheet`: the service starts it for every spreadsheet that it receives. It limits its
//! own memory and time, then reads the file from the standard input and writes its rows to the
//! standard output.

use std::io::{self, BufWriter, Read as _};
use std::process::ExitCode;

use crate::domain::files::sheet::{self, LARGEST};

/// Reads a file. Only the exit code reports a failure, because words could repeat a value.
pub(super) fn main() -> ExitCode {
    match limit_itself().and_then(|()| read()) {
        Ok(()) => ExitCode::SUCCESS,
        Err(_) => ExitCode::FAILURE,
    }
}

fn read() -> io::Result<()> {
    let mut content = Vec::new();
    io::stdin().lock().take(LARGEST as u64 + 1).read_to_end(&mut content)?;
    sheet::send(&content, BufWriter::with_capacity(64 * 1024, io::stdout().lock()))
}

/// Limits the memory, the time and the output of this process, for good.
#[cfg(unix)]
fn limit_itself() -> io::Result<()> {
    use rustix::process::{Resource, Rlimit, getrlimit, nice, setrlimit};
    use sheet::limits::{CPU_SECONDS, MEMORY};
    // The service has priority for the processor and, on Linux, when memory runs out. If the system
    // forbids this, the limits still hold.
    let _ = nice(10);
    let _ = std::fs::write("/proc/self/oom_score_adj", "1000");
    let limits = [
        (Resource::As, MEMORY),
        (Resource::Cpu, CPU_SECONDS),
        // A core dump would put personal data on a disk.
        (Resource::Core, 0),
        (Resource::Fsize, 0),
    ];
    for (resource, most) in limits {
        // A stricter limit that is already set cannot be raised.
        let most = Some(getrlimit(resource).maximum.map_or(most, |given| given.min(most)));
        setrlimit(resource, Rlimit { current: most, maximum: most })?;
    }
    Ok(())
}

/// Refuses to read without limits.
#[cfg(not(unix))]
fn limit_itself() -> io::Result<()> {
    Err(io::ErrorKind::Unsupported.into())
}
