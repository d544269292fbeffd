//! SM4-GCM and HMAC-SM3, and the byte layout of a sealed value.

use aes_gcm::aead::consts::U12;
use aes_gcm::aead::{Nonce, Tag};
use aes_gcm::{AeadInOut, AesGcm};
use hmac::{Hmac, KeyInit, Mac};
use rand::Rng;
use sm3::Sm3;
use sm4::Sm4;
use zeroize::{ZeroizeOnDrop, Zeroizing};

use super::error::SealError;

/// SM4 in Galois/counter mode. GCM is defined for every cipher with blocks of 128 bits; a test
/// checks the vector of RFC 8998.
pub(in crate::seal) type Sm4Gcm = AesGcm<Sm4, U12>;

pub(in crate::seal) type HmacSm3 = Hmac<Sm3>;

// Expanded keys are wiped only under the `zeroize` features of aes-gcm, sm4 and sm3; without them
// this must not compile.
const _: () = {
    const fn wiped_on_drop<T: ZeroizeOnDrop>() {}
    wiped_on_drop::<Sm4Gcm>();
    // An HMAC consists of two of these.
    wiped_on_drop::<Sm3>();
};

pub(in crate::seal) const VERSION: u8 = 1;

pub(in crate::seal) const KEY_LEN: usize = 16;

pub(in crate::seal) const NONCE_LEN: usize = 12;

pub(in crate::seal) const TAG_LEN: usize = 16;

/// A secret of `N` bytes, wiped when dropped.
pub(in crate::seal) type Secret<const N: usize> = Zeroizing<[u8; N]>;

#[expect(clippy::expect_used, reason = "HMAC takes keys of any length")]
pub(in crate::seal) fn keyed(key: &Secret<32>) -> HmacSm3 {
    HmacSm3::new_from_slice(key.as_slice()).expect("HMAC takes keys of any length")
}

/// Computes HMAC-SM3 from the state after its key; a copy of that state saves two blocks of hashing
/// for each call.
pub(in crate::seal) fn mac(keyed: &HmacSm3, domain: &str, bytes: &[u8]) -> [u8; 32] {
    let mut mac = keyed.clone();
    // No domain contains a zero byte, so two different pairs of domain and bytes never give the
    // same input.
    mac.update(domain.as_bytes());
    mac.update(&[0]);
    mac.update(bytes);
    mac.finalize().into_bytes().into()
}

/// Gives header, nonce, ciphertext and tag of a plaintext, bound to its purpose and its person.
#[expect(clippy::expect_used, reason = "GCM refuses only texts of 64 GiB")]
pub(in crate::seal) fn encrypt(
    cipher: &Sm4Gcm,
    header: &[u8],
    purpose: &str,
    person_id: i64,
    plaintext: &[u8],
) -> Vec<u8> {
    let mut nonce = Nonce::<Sm4Gcm>::default();
    rand::rng().fill_bytes(&mut nonce);

    let mut sealed = Vec::with_capacity(header.len() + NONCE_LEN + plaintext.len() + TAG_LEN);
    sealed.extend_from_slice(header);
    sealed.extend_from_slice(&nonce);
    sealed.extend_from_slice(plaintext);
    let body = &mut sealed[header.len() + NONCE_LEN..];
    let tag = cipher
        .encrypt_inout_detached(&nonce, &associated(header, purpose, person_id), body.into())
        .expect("GCM refuses only texts of 64 GiB");
    sealed.extend_from_slice(&tag);
    sealed
}

pub(in crate::seal) fn decrypt<const HEADER: usize>(
    cipher: &Sm4Gcm,
    sealed: &[u8],
    purpose: &str,
    person_id: i64,
) -> Result<Zeroizing<Vec<u8>>, SealError> {
    let (header, rest) = split_header::<HEADER>(sealed)?;
    let (nonce, rest) = rest.split_first_chunk::<NONCE_LEN>().ok_or(SealError::Malformed)?;
    let (body, tag) = rest.split_last_chunk::<TAG_LEN>().ok_or(SealError::Malformed)?;

    let mut opened = Zeroizing::new(body.to_vec());
    cipher
        .decrypt_inout_detached(
            &Nonce::<Sm4Gcm>::from(*nonce),
            &associated(header, purpose, person_id),
            opened.as_mut_slice().into(),
            &Tag::<Sm4Gcm>::from(*tag),
        )
        .map_err(|_| SealError::NotAuthentic)?;
    Ok(opened)
}

/// Splits off the bytes before the nonce, if this program knows their version.
pub(in crate::seal) fn split_header<const HEADER: usize>(sealed: &[u8]) -> Result<(&[u8; HEADER], &[u8]), SealError> {
    let (header, rest) = sealed.split_first_chunk().ok_or(SealError::Malformed)?;
    match header[0] {
        VERSION => Ok((header, rest)),
        other => Err(SealError::UnknownVersion(other)),
    }
}

/// Gives the associated data, which is authenticated but not encrypted. Both ends have fixed
/// lengths, so two contexts never give the same bytes.
pub(in crate::seal) fn associated(header: &[u8], purpose: &str, person_id: i64) -> Vec<u8> {
    [header, b"bangfu ", purpose.as_bytes(), &person_id.to_be_bytes()].concat()
}

pub(in crate::seal) fn cipher_of(key: &[u8; KEY_LEN]) -> Sm4Gcm {
    Sm4Gcm::new(key.into())
}
