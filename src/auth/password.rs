//! Passwords: argon2id hashes, and generated passwords.

use argon2::password_hash::phc::PasswordHash;
use argon2::password_hash::{PasswordHasher, PasswordVerifier};
use argon2::{Algorithm, Argon2, Params, Version};
use rand::RngExt as _;

use crate::error::{Error, Failure, Result};

/// The fewest characters of a chosen password.
pub const SHORTEST: usize = 12;
/// The most bytes of a password; a longer one would only cost time.
pub const LONGEST: usize = 256;

/// A hash of no known password, at the same cost as [`hash`]. Verifying an unknown name against it
/// takes as long as verifying a wrong password.
const NOBODY: &str = "$argon2id$v=19$m=19456,t=2,p=1$bm9ib2R5aXNoZXJlMDE$AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8";

/// Gives the hasher: 19 MiB, two passes, one lane, OWASP's first choice for argon2id.
fn argon2() -> Argon2<'static> {
    Argon2::new(Algorithm::Argon2id, Version::V0x13, Params::DEFAULT)
}

/// Hashes a password, as a PHC string.
///
/// # Errors
/// [`Failure::BadRequest`] if the password is too short or too long.
pub fn hash(password: &str) -> Result<String> {
    if password.chars().count() < SHORTEST || password.len() > LONGEST {
        return Err(Error::new(Failure::BadRequest).context("the length of a password"));
    }
    let hashed = argon2().hash_password(password.as_bytes());
    hashed.map(|h| h.to_string()).map_err(|e| Error::internal(format!("hashing a password: {e}")))
}

/// Tells whether a password matches a hash. Without a hash it takes as long, and the answer is no.
pub fn verify(password: &str, hash: Option<&str>) -> bool {
    let known = PasswordHash::new(hash.unwrap_or(NOBODY));
    let same = known
        .is_ok_and(|known| password.len() <= LONGEST && argon2().verify_password(password.as_bytes(), &known).is_ok());
    same && hash.is_some()
}

/// Generates a password of 20 characters that are hard to confuse, with 116 bits of entropy.
pub fn random() -> String {
    const CHARACTERS: &[u8] = b"abcdefghijkmnpqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ23456789";
    let mut rng = rand::rng();
    (0..20).map(|_| char::from(CHARACTERS[rng.random_range(0..CHARACTERS.len())])).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_password_is_verified_and_another_is_not() {
        let hashed = hash("correct horse battery").unwrap();
        assert!(hashed.starts_with("$argon2id$v=19$m=19456,t=2,p=1$"));
        assert!(verify("correct horse battery", Some(&hashed)));
        assert!(!verify("correct horse batterx", Some(&hashed)));
        assert!(!verify("correct horse battery", None));
        assert!(PasswordHash::new(NOBODY).is_ok(), "or the answer for a name nobody has would be quick");
    }

    #[test]
    fn a_short_password_is_refused_and_a_made_one_is_not() {
        assert_eq!(hash("too short").unwrap_err().failure, Failure::BadRequest);
        assert_ne!(random(), random());
        assert_eq!(random().len(), 20);
    }
}
