//! Reads spreadsheets, each in a process of its own: the same program as `bangfu read-sheet`, which
//! limits itself before it opens the file. Whatever the file does to that process, the worst
//! outcome is a refusal. `domain::files::sheet` turns bytes into rows.

use std::collections::BTreeSet;
use std::io::{BufReader, Write as _};
use std::ops::Deref;
use std::path::PathBuf;
use std::process::{Child, Command, ExitStatus, Stdio};
use std::sync::mpsc::{self, RecvTimeoutError};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;
use std::time::Duration;

use tokio::sync::{OwnedSemaphorePermit, Semaphore, oneshot};

use crate::domain::files::sheet::cells::{Cell, Unreadable};
use crate::domain::files::sheet::limits::WALL_SECONDS;
use crate::domain::files::sheet::{LARGEST, Sheet, receive};
use crate::error::{Error, Failure, Result};

/// The hidden command that reads a file.
pub const COMMAND: &str = "read-sheet";
/// Files read at a time.
const READING: usize = 2;
/// MiB of rows in use at a time.
const ROOM: usize = 768;
/// Files that are waiting, read or in use; each waits with its 5 MiB.
const PLACES: usize = 16;
/// Seconds that a file waits for its turn.
const PATIENCE_SECONDS: u64 = 20;

/// The program that reads files, and its time limit per file.
#[derive(Clone)]
struct Program {
    path: PathBuf,
    limit: Duration,
}

/// A reader of files that reads a few at a time.
pub struct SheetReader {
    program: Program,
    places: Arc<Semaphore>,
    turns: Arc<Semaphore>,
    room: Arc<Semaphore>,
    senders: Arc<Mutex<BTreeSet<String>>>,
}

/// The rows of a file. They hold their room in memory, and the account's right to send one file at
/// a time.
pub struct HeldSheet {
    sheet: Sheet,
    _place: Place,
    _room: OwnedSemaphorePermit,
}

/// A file's place among those that are waiting, read or in use.
struct Place {
    sender: String,
    senders: Arc<Mutex<BTreeSet<String>>>,
    _permit: OwnedSemaphorePermit,
}

impl Drop for Place {
    fn drop(&mut self) {
        self.senders.lock().unwrap_or_else(PoisonError::into_inner).remove(&self.sender);
    }
}

impl Deref for HeldSheet {
    type Target = Sheet;

    fn deref(&self) -> &Sheet {
        &self.sheet
    }
}

impl SheetReader {
    /// Makes a reader that runs this same program.
    ///
    /// # Errors
    /// When the system does not tell the program's path.
    pub fn own() -> Result<Self> {
        // The running program itself, even after an upgrade has replaced its file.
        let path = if cfg!(target_os = "linux") { Ok("/proc/self/exe".into()) } else { std::env::current_exe() };
        let path = path.map_err(|e| Error::internal(format!("where this program is: {e}")))?;
        Ok(Self::with(path, Duration::from_secs(WALL_SECONDS)))
    }

    /// Makes a reader that runs a program and kills it after a time limit.
    pub fn with(path: PathBuf, limit: Duration) -> Self {
        Self {
            program: Program { path, limit },
            places: Arc::new(Semaphore::new(PLACES)),
            turns: Arc::new(Semaphore::new(READING)),
            room: Arc::new(Semaphore::new(ROOM)),
            senders: Arc::default(),
        }
    }

    /// Reads an account's file when its turn comes, on a thread of its own: few threads of the
    /// service may block.
    ///
    /// # Errors
    /// [`Failure::Busy`] if another file of the account is not done, too many files wait, this one
    /// waited too long, or the rows of other files leave no room; [`Failure::Internal`] if the
    /// program cannot be started. A file that cannot be read is no error.
    pub async fn read(
        &self,
        account: &str,
        content: impl AsRef<[u8]> + Send + 'static,
        most_rows: usize,
        is_head: impl Fn(&[Cell]) -> bool + Send + 'static,
    ) -> Result<Result<HeldSheet, Unreadable>> {
        let place = self.place(account)?;
        let turn = Arc::clone(&self.turns).acquire_owned();
        let turn = tokio::time::timeout(Duration::from_secs(PATIENCE_SECONDS), turn).await;
        let turn = turn.map_err(|_| Failure::Busy)?.map_err(|_| Failure::Busy)?;
        let (program, room) = (self.program.clone(), Arc::clone(&self.room));
        let (reply, answer) = oneshot::channel();
        let work = move || {
            let read = program.read(content.as_ref(), most_rows, is_head);
            let held = read.and_then(|read| match read {
                Ok(sheet) => held(sheet, place, room).map(Ok),
                Err(unreadable) => Ok(Err(unreadable)),
            });
            drop(turn);
            // The request may have been dropped meanwhile.
            let _ = reply.send(held);
        };
        thread::Builder::new().name("sheet".to_owned()).spawn(work).map_err(|e| failed(&e))?;
        answer.await.map_err(|_| Error::internal("a thread that reads a file is gone"))?
    }

    fn place(&self, account: &str) -> Result<Place> {
        let permit = Arc::clone(&self.places).try_acquire_owned().map_err(|_| Failure::Busy)?;
        if !self.senders.lock().unwrap_or_else(PoisonError::into_inner).insert(account.to_owned()) {
            return Err(Failure::Busy.into());
        }
        Ok(Place { sender: account.to_owned(), senders: Arc::clone(&self.senders), _permit: permit })
    }

    /// Reads a file at once, on this thread.
    ///
    /// # Errors
    /// [`Failure::Internal`] if the program cannot be started.
    pub fn read_now(
        &self,
        content: &[u8],
        most_rows: usize,
        is_head: impl Fn(&[Cell]) -> bool,
    ) -> Result<Result<Sheet, Unreadable>> {
        self.program.read(content, most_rows, is_head)
    }
}

/// Reserves room for the rows of a file.
fn held(sheet: Sheet, place: Place, room: Arc<Semaphore>) -> Result<HeldSheet> {
    let mib = u32::try_from(sheet.memory().div_ceil(1 << 20)).unwrap_or(u32::MAX);
    let room = room.try_acquire_many_owned(mib).map_err(|_| Failure::Busy)?;
    Ok(HeldSheet { sheet, _place: place, _room: room })
}

fn failed(e: &std::io::Error) -> Error {
    Error::internal(format!("starting a reader of files: {e}"))
}

impl Program {
    /// Starts the program, takes the rows that it reads, and ends it.
    fn read(
        &self,
        content: &[u8],
        most_rows: usize,
        is_head: impl Fn(&[Cell]) -> bool,
    ) -> Result<Result<Sheet, Unreadable>> {
        if content.len() > LARGEST {
            return Ok(Err(Unreadable::TooLarge));
        }
        let mut child = Command::new(&self.path)
            .arg(COMMAND)
            // The program needs no settings, and the password of the database is one of them.
            .env_clear()
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            // The message of a panic may repeat a value.
            .stderr(Stdio::null())
            .spawn()
            .map_err(|e| failed(&e))?;
        let (input, output) = (child.stdin.take(), child.stdout.take());
        let child = &Mutex::new(child);
        let (done, is_done) = mpsc::channel::<()>();
        thread::scope(|scope| {
            let feed = move || {
                // The program may end before it has read the whole file.
                let _ = input.map(|mut input| input.write_all(content));
            };
            let watch = move || {
                if is_done.recv_timeout(self.limit) == Err(RecvTimeoutError::Timeout) {
                    kill(child);
                }
            };
            let fed = thread::Builder::new().spawn_scoped(scope, feed);
            let watched = thread::Builder::new().spawn_scoped(scope, watch);
            let read = match (fed, watched, output) {
                (Ok(_), Ok(_), Some(output)) => Ok(receive(BufReader::new(output), most_rows, is_head)),
                (Err(e), ..) | (_, Err(e), _) => Err(failed(&e)),
                (.., None) => Err(Failure::Internal.into()),
            };
            drop(done);
            kill(child);
            let status = wait(child);
            if matches!(read, Ok(Err(Unreadable::Unfinished))) {
                let status = status.map_or_else(|e| e.to_string(), |status| status.to_string());
                tracing::warn!(status, "a reader of a file did not finish");
            }
            read
        })
    }
}

fn kill(child: &Mutex<Child>) {
    // The process may have ended by itself.
    let _ = child.lock().unwrap_or_else(PoisonError::into_inner).kill();
}

fn wait(child: &Mutex<Child>) -> std::io::Result<ExitStatus> {
    child.lock().unwrap_or_else(PoisonError::into_inner).wait()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::files::sheet::cells::Row;

    #[test]
    fn rows_that_find_no_room_are_refused_and_give_their_place_back() {
        let reader = SheetReader::with(PathBuf::new(), Duration::ZERO);
        let row = |number| Row { number, cells: vec![Cell::Text("x".repeat(700_000))] };
        let sheet = || Sheet { head: row(1), rows: vec![row(2)] };
        let room = Arc::new(Semaphore::new(3));
        let hold = |account| {
            let place = reader.place(account).map_err(|e| e.failure)?;
            held(sheet(), place, Arc::clone(&room)).map_err(|e| e.failure)
        };

        let first = hold("a").map(|held| held.memory() / 1_400_000);
        assert_eq!(first, Ok(1));
        let kept = hold("a");
        assert!(kept.is_ok(), "its room and its place were given back");
        assert_eq!(hold("b").err(), Some(Failure::Busy), "two of three MiB are taken");
        assert_eq!(hold("a").err(), Some(Failure::Busy), "an account sends one at a time");
        drop(kept);
        assert!(hold("b").is_ok());
    }
}
