//! Evidence files: the accepted types, determined by the first bytes of a file and not by its name.

use crate::values::codes::MediaType;

/// The largest size of a file in bytes.
pub const LARGEST: usize = 5 * 1024 * 1024;

/// Determines the type of a file from its first bytes; `None` if the type is not accepted.
pub fn media_type(content: &[u8]) -> Option<MediaType> {
    const BEGINNINGS: [(&[u8], MediaType); 3] =
        [(b"%PDF-", MediaType::Pdf), (b"\xff\xd8\xff", MediaType::Jpeg), (b"\x89PNG\r\n\x1a\n", MediaType::Png)];
    BEGINNINGS.iter().find(|(beginning, _)| content.starts_with(beginning)).map(|(_, of)| *of)
}

/// Tells whether a text is a content hash: `sm3:` and 64 lowercase hexadecimal digits.
pub fn is_hash(text: &str) -> bool {
    let digits = text.strip_prefix("sm3:").unwrap_or_default();
    digits.len() == 64 && digits.bytes().all(|b| matches!(b, b'0'..=b'9' | b'a'..=b'f'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_type_is_told_by_the_beginning_of_the_file() {
        assert_eq!(media_type(b"%PDF-1.7\n"), Some(MediaType::Pdf));
        assert_eq!(media_type(b"\xff\xd8\xff\xe0"), Some(MediaType::Jpeg));
        assert_eq!(media_type(b"\x89PNG\r\n\x1a\n\0"), Some(MediaType::Png));
        for other in [&b"MZ\x90"[..], b"<svg", b"", b"%PDF", b" %PDF-1.7"] {
            assert_eq!(media_type(other), None);
        }
    }

    #[test]
    fn a_hash_names_its_kind_and_has_64_digits() {
        assert!(is_hash(&format!("sm3:{}", "0a".repeat(32))));
        for other in
            ["", "sm3:", &"0a".repeat(32), &format!("sm3:{}", "0A".repeat(32)), &format!("sm3:{}0", "0a".repeat(32))]
        {
            assert!(!is_hash(other), "{other}");
        }
    }
}
