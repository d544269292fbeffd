//! Digests by SM3 (GB/T 32905), and bytes in hexadecimal.

use std::fmt::Write as _;

use sm3::{Digest as _, Sm3};

/// Writes bytes in hexadecimal.
pub(crate) fn hex(bytes: &[u8]) -> String {
    let mut text = String::with_capacity(2 * bytes.len());
    for byte in bytes {
        // Writing to a string cannot fail.
        let _ = write!(text, "{byte:02x}");
    }
    text
}

/// A digest by SM3 (GB/T 32905), without a key, for what anyone may verify: a closed month.
#[derive(Default)]
pub struct Digest(Sm3);

impl Digest {
    /// Adds bytes.
    pub fn update(&mut self, bytes: &[u8]) {
        self.0.update(bytes);
    }

    /// Finishes the digest, and writes it with the name of its hash: `sm3:` and 64 hexadecimal
    /// digits.
    pub fn finish(self) -> String {
        format!("sm3:{}", hex(&self.0.finalize()))
    }
}
