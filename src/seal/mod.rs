//! Sealing of personal data: what the database holds of an ID number, a phone or an address is unreadable without
//! the key file.
//!
//! Every person has a data key of their own (SM4, GB/T 32907), which seals the person's fields with SM4-GCM (RFC 8998)
//! and is itself kept wrapped by a master key; with the wrapped key deleted, nobody opens the fields again. What must
//! be found or compared without being opened is kept as HMAC-SM3 (GB/T 32905). The keys themselves come from the key
//! file ([`key_file`]).
//!
//! Layouts, numbers big-endian; each begins with the version and the id of the key that opens it:
//!
//! ```text
//! wrapped key   version 1 | master key id 2 | data key id 4 | nonce 12 | SM4-GCM of the key 16 | tag 16
//! sealed value  version 1 | data key id 4   | nonce 12      | SM4-GCM of the text            | tag 16
//! ```
//!
//! Everything before the nonce, what the value is and whose it is are authenticated, so that neither a byte changed in
//! place nor a value moved to another person or field opens.
//!
//! Data keys and nonces come from the thread's generator of `rand`: `ChaCha12`, seeded by the operating system and
//! reseeded every 64 kB, a cryptographic generator that spares a million seals the system calls. Nonces are random: a
//! data key seals a handful of values, and a master key stays sound for 2^32 wraps (NIST SP 800-38D section 8.3).

pub mod cipher;
pub mod digest;
pub mod error;
pub mod kept;
pub mod key_file;
pub mod keys;

#[cfg(test)]
mod tests;
