//! Decodes text files that offices send.

use encoding_rs::GB18030;

/// Decodes text in UTF-8, with or without a byte order mark, or in GB18030; `None` if it is
/// neither.
pub(crate) fn decode(content: &[u8]) -> Option<String> {
    let content = content.strip_prefix(b"\xef\xbb\xbf").unwrap_or(content);
    if content.contains(&0) {
        return None;
    }
    match std::str::from_utf8(content) {
        Ok(text) => Some(text.to_owned()),
        Err(_) => {
            GB18030.decode_without_bom_handling_and_without_replacement(content).map(std::borrow::Cow::into_owned)
        }
    }
}
