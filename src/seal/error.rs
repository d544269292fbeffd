//! The reasons for which a sealed value cannot be opened.

use std::fmt;

/// The reason for which a sealed value does not open; it never contains the value.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum SealError {
    /// Too short, or not in the expected layout.
    Malformed,
    /// Written by a version this program does not know.
    UnknownVersion(u8),
    /// Wrapped with a master key the key file does not hold.
    UnknownMasterKey(u16),
    /// Sealed with another data key than the one it is opened with.
    OtherDataKey,
    /// Altered, or moved from another person or field, or sealed under another key of the same id.
    NotAuthentic,
}

impl fmt::Display for SealError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Malformed => f.write_str("The stored bytes are not a sealed value; restore the row from a backup."),
            Self::UnknownVersion(version) => {
                write!(f, "The value is sealed in layout {version}, which this program does not know; use a newer one.")
            }
            Self::UnknownMasterKey(id) => {
                write!(f, "Master key {id} is not in the key file; add it, for data sealed under it still exists.")
            }
            Self::OtherDataKey => {
                f.write_str("The value is sealed with another data key than its person's; restore both together.")
            }
            Self::NotAuthentic => f.write_str(
                "The sealed value does not open: it was altered, moved from another person or field, or sealed with \
                 another key file. Restore the row from a backup, or name the right key file.",
            ),
        }
    }
}

impl std::error::Error for SealError {}
