//! Tokens. An access token is a JWT signed with `EdDSA` (RFC 8037), valid for 15 minutes; a refresh
//! token is random, and the database stores its hash.

use chrono::{Duration, NaiveDateTime};
use jsonwebtoken::jwk::Jwk;
use jsonwebtoken::{Algorithm, DecodingKey, EncodingKey, Header, Validation};
use rand::Rng as _;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::actor::{Action, Actor, Role};
use crate::domain::values::division::Division;
use crate::error::{Error, Result};
use crate::seal::keys::Keys;

/// The minutes for which an access token is valid.
pub const ACCESS_MINUTES: i64 = 15;
/// The hours for which an unused refresh token is valid.
pub const REFRESH_HOURS: i64 = 12;
/// The days after a sign-in until it can no longer be refreshed.
pub const SIGN_IN_DAYS: i64 = 7;

const ISSUER: &str = "bangfu";

/// Signs and verifies access tokens.
pub struct Tokens {
    signing: EncodingKey,
    verifying: DecodingKey,
}

/// The claims of an access token. Times are seconds since 1970.
#[derive(Serialize, Deserialize)]
struct Claims {
    iss: String,
    /// The account.
    sub: String,
    /// The version of the account.
    ver: i64,
    role: String,
    /// The 12 digits of the division that is the account's scope.
    division: String,
    /// The words of actions, separated by single blanks; absent if the token is not limited (RFC
    /// 9068 section 2.2.3).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    scope: Option<String>,
    iat: i64,
    exp: i64,
    jti: Uuid,
}

impl Tokens {
    /// Derives the signing key from the key file, so that no other secret has to be kept.
    ///
    /// # Errors
    /// When the cryptographic library refuses the key, which does not happen.
    pub fn new(keys: &Keys) -> Result<Self> {
        // The PKCS #8 frame of an Ed25519 seed (RFC 8410).
        const FRAME: [u8; 16] =
            [0x30, 0x2e, 0x02, 0x01, 0x00, 0x30, 0x05, 0x06, 0x03, 0x2b, 0x65, 0x70, 0x04, 0x22, 0x04, 0x20];
        let seed = keys.derive("access-token");
        let signing = EncodingKey::from_ed_der(&[&FRAME[..], &seed[..]].concat());
        let public = Jwk::from_encoding_key(&signing, Algorithm::EdDSA).and_then(|jwk| DecodingKey::from_jwk(&jwk));
        let verifying = public.map_err(|e| Error::internal(format!("the token key: {e}")))?;
        Ok(Self { signing, verifying })
    }

    /// Signs an access token for an actor.
    ///
    /// # Errors
    /// When signing fails.
    pub fn issue(&self, actor: &Actor, now: NaiveDateTime) -> Result<String> {
        let iat = now.and_utc().timestamp();
        let claims = Claims {
            iss: ISSUER.to_owned(),
            sub: actor.account.clone(),
            ver: actor.version,
            role: actor.role.as_str().to_owned(),
            division: actor.scope.code(),
            scope: actor.only.as_ref().map(|only| scope_of(only)),
            iat,
            exp: iat + ACCESS_MINUTES * 60,
            jti: Uuid::new_v4(),
        };
        let signed = jsonwebtoken::encode(&Header::new(Algorithm::EdDSA), &claims, &self.signing);
        signed.map_err(|e| Error::internal(format!("signing a token: {e}")))
    }

    /// Verifies an access token: gives its actor if this service issued it and it has not expired.
    pub fn read(&self, token: &str, now: NaiveDateTime) -> Option<Actor> {
        let mut rules = Validation::new(Algorithm::EdDSA);
        rules.set_issuer(&[ISSUER]);
        rules.set_required_spec_claims(&["exp", "iss", "sub"]);
        // Checked below by the program's clock; the library would use the machine's.
        rules.validate_exp = false;
        let claims = jsonwebtoken::decode::<Claims>(token, &self.verifying, &rules).ok()?.claims;
        let now = now.and_utc().timestamp();
        (claims.iat <= now && now < claims.exp).then_some(())?;
        Some(Actor {
            account: claims.sub,
            version: claims.ver,
            role: Role::from_word(&claims.role)?,
            scope: Division::parse(&claims.division)?,
            only: match &claims.scope {
                Some(words) => Some(limits(words)?),
                None => None,
            },
        })
    }
}

/// Writes the actions of a limited token as an OAuth scope (RFC 6749 section 3.3).
pub fn scope_of(only: &[Action]) -> String {
    only.iter().map(|action| action.as_str()).collect::<Vec<_>>().join(" ")
}

/// Reads an OAuth scope: the words of actions, separated by single blanks.
pub fn limits(scope: &str) -> Option<Vec<Action>> {
    scope.split(' ').map(Action::from_word).collect()
}

/// Generates a refresh token: 256 random bits, in hexadecimal.
pub fn refresh_token() -> String {
    let mut bytes = [0; 32];
    rand::rng().fill_bytes(&mut bytes);
    crate::seal::digest::hex(&bytes)
}

/// Gives the moment at which a refresh token issued now expires, in a family that signed in at
/// `signed_in_at`.
pub fn refresh_until(signed_in_at: NaiveDateTime, now: NaiveDateTime) -> NaiveDateTime {
    (now + Duration::hours(REFRESH_HOURS)).min(signed_in_at + Duration::days(SIGN_IN_DAYS))
}

#[cfg(test)]
mod tests {
    use chrono::NaiveDate;

    use super::*;

    fn keys() -> (tempfile::TempDir, Keys) {
        let dir = tempfile::tempdir().unwrap();
        let keys = Keys::create(&dir.path().join("key")).unwrap();
        (dir, keys)
    }

    #[test]
    fn a_token_lasts_15_minutes_and_is_read_by_its_own_key_only() {
        let (dir, keys) = keys();
        let tokens = Tokens::new(&keys).unwrap();
        let actor =
            Actor { account: "a".into(), version: 3, role: Role::TownOfficer, scope: Division::CITY, only: None };
        let now = NaiveDate::from_ymd_opt(2026, 3, 31).unwrap().and_hms_opt(12, 0, 0).unwrap();

        let token = tokens.issue(&actor, now).unwrap();

        assert_eq!(tokens.read(&token, now), Some(actor.clone()));
        assert_eq!(tokens.read(&token, now + Duration::minutes(15) - Duration::seconds(1)), Some(actor.clone()));
        assert_eq!(tokens.read(&token, now + Duration::minutes(15)), None);
        assert_eq!(tokens.read(&token, now - Duration::seconds(1)), None);
        let again = Tokens::new(&Keys::load(&dir.path().join("key")).unwrap()).unwrap();
        assert_eq!(again.read(&token, now), Some(actor), "a restart signs nobody out");
        assert_eq!(Tokens::new(&self::keys().1).unwrap().read(&token, now), None);
    }

    #[test]
    fn a_token_is_limited_to_its_scope_and_to_what_the_role_may() {
        let (_dir, keys) = keys();
        let tokens = Tokens::new(&keys).unwrap();
        let only = limits("record_facts read_people").unwrap();
        let actor = Actor {
            account: "a".into(),
            version: 1,
            role: Role::HiringPlatform,
            scope: Division::CITY,
            only: Some(only),
        };
        let now = NaiveDate::from_ymd_opt(2026, 3, 31).unwrap().and_hms_opt(12, 0, 0).unwrap();
        let read = tokens.read(&tokens.issue(&actor, now).unwrap(), now).unwrap();
        assert_eq!(read, actor);
        let may = Action::ALL.iter().copied().filter(|action| read.may(*action)).collect::<Vec<_>>();
        assert_eq!(may, [Action::RecordFacts]);
        assert_eq!([limits(""), limits("record_facts  read_people"), limits("everything")], [None, None, None]);
    }

    #[test]
    fn a_token_without_a_signature_is_none() {
        let (_dir, keys) = keys();
        let tokens = Tokens::new(&keys).unwrap();
        let actor = Actor { account: "a".into(), version: 1, role: Role::Auditor, scope: Division::CITY, only: None };
        let now = NaiveDate::from_ymd_opt(2026, 3, 31).unwrap().and_hms_opt(12, 0, 0).unwrap();
        let token = tokens.issue(&actor, now).unwrap();
        let (body, _) = token.rsplit_once('.').unwrap();
        // {"alg":"none","typ":"JWT"}
        let unsigned = format!("eyJhbGciOiJub25lIiwidHlwIjoiSldUIn0.{}.", body.split('.').nth(1).unwrap());
        for forged in [format!("{body}."), unsigned, String::new(), "a.b.c".into()] {
            assert_eq!(tokens.read(&forged, now), None);
        }
    }
}
