//! The key file: making, storing and reading the keys of an installation.
//!
//! It is a text for its owner only (mode 0600), with one key in each line in hexadecimal. With the
//! key file the personal data of the database can be opened, and without it they cannot; so back it
//! up, apart from the database. To rotate the master key, add a `master` line with a higher ID and
//! leave the older ones, which still open what they sealed.

use std::fmt;
use std::fs::{self, File, OpenOptions};
use std::io::{self, Read as _, Write as _};
use std::path::{Path, PathBuf};

use rand::TryRng as _;
use rand::rngs::SysRng;
use zeroize::Zeroizing;

use super::cipher::{KEY_LEN, Secret};
use super::keys::Keys;

const FIRST_LINE: &str = "bangfu keys 1";
const SIZE_LIMIT: u64 = 64 * 1024;

impl Keys {
    /// Makes a key file with fresh keys and reads it back. On return the file and its name are on
    /// the disk.
    ///
    /// # Errors
    /// When something exists at the path (a key file is never overwritten), or the file cannot be
    /// written.
    pub fn create(path: &Path) -> Result<Self, KeyFileError> {
        let text = fresh().map_err(|source| KeyFileError::Io { path: path.into(), source })?;
        let mut file = create_for_owner(path).map_err(|source| match source.kind() {
            io::ErrorKind::AlreadyExists => KeyFileError::Exists(path.into()),
            _ => KeyFileError::Io { path: path.into(), source },
        })?;

        let written =
            file.write_all(text.as_bytes()).and_then(|()| file.sync_all()).and_then(|()| sync_directory(path));
        if let Err(source) = written {
            // A torn file would block the next try. Only the first error is reported.
            let _ = fs::remove_file(path);
            return Err(KeyFileError::Io { path: path.into(), source });
        }
        Self::load(path)
    }

    /// Reads a key file.
    ///
    /// # Errors
    /// When the file is missing, when other users may read or write it, or when it is not a key
    /// file.
    pub fn load(path: &Path) -> Result<Self, KeyFileError> {
        let failed = |source: io::Error| match source.kind() {
            io::ErrorKind::NotFound => KeyFileError::Missing(path.into()),
            _ => KeyFileError::Io { path: path.into(), source },
        };
        let file = File::open(path).map_err(failed)?;
        // The metadata of the open file, not of the path: the program checks the file that it
        // reads.
        let metadata = file.metadata().map_err(failed)?;
        refuse_exposed(path, &metadata)?;

        // Room for the whole text at once: a growing buffer leaves copies of the keys behind.
        let room = usize::try_from(metadata.len().min(SIZE_LIMIT)).unwrap_or(0) + 1;
        let mut text = Zeroizing::new(String::with_capacity(room));
        file.take(SIZE_LIMIT).read_to_string(&mut text).map_err(failed)?;
        parse(&text).map_err(|(line, problem)| KeyFileError::Malformed { path: path.into(), line, problem })
    }
}

/// The reason for which a key file cannot be used; it never contains the content.
#[derive(Debug)]
pub enum KeyFileError {
    /// Nothing exists at the path.
    Missing(PathBuf),
    /// Something exists at the path for a new key file.
    Exists(PathBuf),
    /// Other users may read or write the file.
    Exposed { path: PathBuf, mode: u32 },
    /// A line is malformed; lines count from 1.
    Malformed { path: PathBuf, line: usize, problem: &'static str },
    /// The operating system refused to read or write the file.
    Io { path: PathBuf, source: io::Error },
}

impl fmt::Display for KeyFileError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Missing(path) => {
                write!(
                    f,
                    "There is no key file at {}; restore it from its backup, or name another place.",
                    path.display()
                )
            }
            Self::Exists(path) => write!(
                f,
                "Something is at {} already, and a key file is never overwritten; use it, or name another place.",
                path.display()
            ),
            Self::Exposed { path, mode } => write!(
                f,
                "Others than its owner may use the key file {path} (mode {mode:04o}); run: chmod 600 {path}",
                path = path.display()
            ),
            Self::Malformed { path, line, problem } => {
                write!(
                    f,
                    "Line {line} of the key file {}: {problem}; restore the file from its backup.",
                    path.display()
                )
            }
            Self::Io { path, source } => {
                write!(f, "The key file {} cannot be read or written: {source}.", path.display())
            }
        }
    }
}

impl std::error::Error for KeyFileError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            Self::Io { source, .. } => Some(source),
            Self::Missing(_) | Self::Exists(_) | Self::Exposed { .. } | Self::Malformed { .. } => None,
        }
    }
}

/// Gives the text of a new key file. Its keys last for years, so they come from the operating
/// system itself.
fn fresh() -> io::Result<Zeroizing<String>> {
    Ok(Zeroizing::new(format!(
        "{FIRST_LINE}\n\
         # Opens the personal data of one bangfu database. Back it up, apart from the database, and show it to nobody.\n\
         master 1 {}\n\
         index {}\n\
         hash {}\n",
        *random_hex::<KEY_LEN>()?,
        *random_hex::<32>()?,
        *random_hex::<32>()?,
    )))
}

fn random_hex<const N: usize>() -> io::Result<Zeroizing<String>> {
    let mut bytes = Zeroizing::new([0; N]);
    SysRng.try_fill_bytes(bytes.as_mut_slice()).map_err(io::Error::other)?;
    Ok(Zeroizing::new(super::digest::hex(bytes.as_slice())))
}

/// Reads the keys, or gives the number of the malformed line and the problem.
fn parse(text: &str) -> Result<Keys, (usize, &'static str)> {
    let mut lines = (1..).zip(text.lines());
    if lines.next().is_none_or(|(_, line)| line.trim_end() != FIRST_LINE) {
        return Err((1, "this is not a key file of bangfu"));
    }

    let mut masters: Vec<(u16, Secret<KEY_LEN>)> = Vec::new();
    let mut index = None;
    let mut hash = None;
    let mut last = 1;
    for (number, line) in lines {
        last = number;
        let taken = match line.split_whitespace().collect::<Vec<_>>()[..] {
            [] => Ok(()),
            [word, ..] if word.starts_with('#') => Ok(()),
            ["master", id, key] => read_master(&mut masters, id, key),
            ["index", key] => read_once(&mut index, key),
            ["hash", key] => read_once(&mut hash, key),
            _ => Err("it is not one of `master ID KEY`, `index KEY`, `hash KEY`"),
        };
        taken.map_err(|problem| (number, problem))?;
    }

    let (Some(index), Some(hash)) = (index, hash) else {
        return Err((last, "the file ends without an index key and a hash key"));
    };
    Keys::new(masters, &index, &hash).ok_or((last, "the file ends without a master key"))
}

fn read_master(masters: &mut Vec<(u16, Secret<KEY_LEN>)>, id: &str, key: &str) -> Result<(), &'static str> {
    let id = id.parse().map_err(|_| "a master key's id is a number up to 65535")?;
    if masters.iter().any(|(known, _)| *known == id) {
        return Err("this master key's id stands twice");
    }
    masters.push((id, read_key(key)?));
    Ok(())
}

fn read_once(slot: &mut Option<Secret<32>>, key: &str) -> Result<(), &'static str> {
    match slot.replace(read_key(key)?) {
        None => Ok(()),
        Some(_) => Err("this key stands twice"),
    }
}

fn read_key<const N: usize>(text: &str) -> Result<Secret<N>, &'static str> {
    const PROBLEM: &str = "the key is not in hexadecimal digits, 32 for a master key and 64 for the others";
    if text.len() != 2 * N || !text.bytes().all(|byte| byte.is_ascii_hexdigit()) {
        return Err(PROBLEM);
    }
    let mut key = Zeroizing::new([0; N]);
    for (at, byte) in key.iter_mut().enumerate() {
        *byte = u8::from_str_radix(&text[2 * at..2 * at + 2], 16).map_err(|_| PROBLEM)?;
    }
    Ok(key)
}

fn create_for_owner(path: &Path) -> io::Result<File> {
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path)
}

/// Puts the file's name on the disk: keys without a name would be lost after a crash.
#[cfg(unix)]
fn sync_directory(path: &Path) -> io::Result<()> {
    let directory = match path.parent() {
        Some(parent) if !parent.as_os_str().is_empty() => parent,
        _ => Path::new("."),
    };
    File::open(directory)?.sync_all()
}

// Other systems do not open directories as files.
#[cfg(not(unix))]
fn sync_directory(_: &Path) -> io::Result<()> {
    Ok(())
}

#[cfg(unix)]
fn refuse_exposed(path: &Path, metadata: &fs::Metadata) -> Result<(), KeyFileError> {
    let mode = std::os::unix::fs::PermissionsExt::mode(&metadata.permissions()) & 0o7777;
    let for_others = mode & 0o077;
    if for_others == 0 { Ok(()) } else { Err(KeyFileError::Exposed { path: path.into(), mode }) }
}

// Other systems have no mode to check.
#[cfg(not(unix))]
fn refuse_exposed(_: &Path, _: &fs::Metadata) -> Result<(), KeyFileError> {
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::seal::kept::Field;

    const MASTER: &str = "0123456789abcdeffedcba9876543210";
    const LONG: &str = "00112233445566778899aabbccddeeff00112233445566778899AABBCCDDEEFF";

    fn problem(text: &str) -> (usize, &'static str) {
        parse(text).unwrap_err()
    }

    #[test]
    fn a_created_file_loads_as_the_same_keys_and_another_as_others() {
        let directory = tempfile::tempdir().unwrap();
        let path = directory.path().join("bangfu.db.key");

        let created = Keys::create(&path).unwrap();
        let loaded = Keys::load(&path).unwrap();
        let other = Keys::create(&directory.path().join("other.key")).unwrap();

        assert_eq!(created.check_value(), loaded.check_value());
        assert_ne!(created.check_value(), other.check_value());
        let (key, wrapped) = created.new_data_key(1);
        let sealed = key.seal(Field::Phone, 1, "13800138000");
        assert_eq!(loaded.unwrap_data_key(1, &wrapped).unwrap().open(Field::Phone, 1, &sealed).unwrap(), "13800138000");
        assert!(other.unwrap_data_key(1, &wrapped).is_err());
    }

    #[test]
    fn a_key_file_is_never_overwritten() {
        let directory = tempfile::tempdir().unwrap();
        let path = directory.path().join("k");
        fs::write(&path, "precious").unwrap();

        assert!(matches!(Keys::create(&path), Err(KeyFileError::Exists(_))));

        assert_eq!(fs::read_to_string(&path).unwrap(), "precious");
    }

    #[test]
    fn a_missing_file_is_told_from_one_that_cannot_be_read() {
        let directory = tempfile::tempdir().unwrap();

        assert!(matches!(Keys::load(&directory.path().join("none")), Err(KeyFileError::Missing(_))));
        assert!(matches!(Keys::create(&directory.path().join("no/such")), Err(KeyFileError::Io { .. })));
    }

    #[cfg(unix)]
    #[test]
    fn only_the_owner_may_use_the_file() {
        use std::os::unix::fs::PermissionsExt as _;
        let directory = tempfile::tempdir().unwrap();
        let path = directory.path().join("k");
        Keys::create(&path).unwrap();
        let mode = |mode| fs::set_permissions(&path, fs::Permissions::from_mode(mode)).unwrap();

        assert_eq!(fs::metadata(&path).unwrap().permissions().mode() & 0o7777, 0o600);
        for exposed in [0o640, 0o604, 0o620, 0o644] {
            mode(exposed);
            let error = Keys::load(&path).unwrap_err();
            assert!(matches!(error, KeyFileError::Exposed { mode, .. } if mode == exposed));
            assert!(error.to_string().contains("chmod 600"));
        }
        mode(0o400);
        assert!(Keys::load(&path).is_ok());
    }

    #[test]
    fn a_written_file_reads_with_comments_blank_lines_and_several_masters() {
        let text =
            format!("{FIRST_LINE}\r\n\n# note\nmaster 2 {MASTER}\nhash {LONG}\nmaster 1 {LONG:.32}\nindex {LONG}\n");

        assert_eq!(format!("{:?}", parse(&text).unwrap()), "Keys { newest: 2, .. }");
    }

    #[test]
    fn a_bad_line_is_told_by_its_number_and_never_by_its_text() {
        let whole = format!("{FIRST_LINE}\nmaster 1 {MASTER}\nindex {LONG}\nhash {LONG}\n");

        assert_eq!(problem("").0, 1);
        assert_eq!(problem("something else").0, 1);
        assert_eq!(problem(&format!("{FIRST_LINE}\nmaster 1 {MASTER}\nindex {LONG}\n")).0, 3);
        assert_eq!(problem(&format!("{FIRST_LINE}\nindex {LONG}\nhash {LONG}\n")).0, 3);
        for line in [
            "master 1 0123456789abcdef0123456789abcdef",
            "master 70000 00",
            "master 2 0123",
            "hash zz",
            "salt 00",
            "master 2",
        ] {
            assert_eq!(problem(&format!("{whole}{line}")).0, 5, "{line}");
        }
        assert_eq!(problem(&format!("{whole}index {LONG}")), (5, "this key stands twice"));
        for len in 0..whole.len() - 1 {
            assert!(parse(&whole[..len]).is_err(), "cut at {len}");
        }
    }
}
