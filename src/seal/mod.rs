//! Sealing of personal data: without the key file, the ID numbers, phone numbers and addresses in
//! the database are unreadable.
//!
//! Every person has a data key (SM4, GB/T 32907). It seals the person's fields with SM4-GCM (RFC
//! 8998), and is stored wrapped by a master key; once the wrapped key is deleted, the fields can
//! never be opened again. Values that must be found or compared without opening are stored as
//! HMAC-SM3 (GB/T 32905). The keys themselves come from the key file ([`key_file`]).
//!
//! Layouts, with numbers big-endian; each begins with the version and the ID of the key that opens
//! it:
//!
//! ```text
//! wrapped key   version 1 | master key id 2 | data key id 4 | nonce 12 | SM4-GCM of the key 16 | tag 16
//! sealed value  version 1 | data key id 4   | nonce 12      | SM4-GCM of the text            | tag 16
//! ```
//!
//! The bytes before the nonce, the purpose of the value and its person are authenticated. So a
//! value does not open after a change to any byte, nor after a move to another person or field.
//!
//! Data keys and nonces come from the thread's generator of `rand`: `ChaCha12`, seeded by the
//! operating system and reseeded every 64 kB. It is a cryptographic generator, and saves system
//! calls when an import seals a million values. Nonces are random: a data key seals a handful of
//! values, and a master key stays sound for 2^32 wraps (NIST SP 800-38D section 8.3).

pub mod cipher;
pub mod digest;
pub mod error;
pub mod kept;
pub mod key_file;
pub mod keys;

#[cfg(test)]
mod tests;
