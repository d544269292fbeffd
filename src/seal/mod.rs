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

pub mod key_file;

use std::fmt;
use std::fmt::Write as _;

use aes_gcm::AesGcm;
use aes_gcm::aead::consts::U12;
use aes_gcm::aead::{AeadInOut, Nonce, Tag};
use hmac::{Hmac, KeyInit, Mac};
use rand::Rng;
use sm3::{Digest as _, Sm3};
use sm4::Sm4;
use zeroize::{ZeroizeOnDrop, Zeroizing};

pub use self::key_file::KeyFileError;

/// SM4 in Galois/counter mode: GCM is defined for any cipher of 128-bit blocks; the vector of RFC 8998 is a test below.
type Sm4Gcm = AesGcm<Sm4, U12>;

type HmacSm3 = Hmac<Sm3>;

// Expanded keys are wiped only under the `zeroize` features of aes-gcm, sm4 and sm3; without them this must not build.
const _: () = {
    const fn wiped_on_drop<T: ZeroizeOnDrop>() {}
    wiped_on_drop::<Sm4Gcm>();
    // An HMAC is made of two of these.
    wiped_on_drop::<Sm3>();
};

const VERSION: u8 = 1;
const KEY_LEN: usize = 16;
const NONCE_LEN: usize = 12;
const TAG_LEN: usize = 16;
const WRAPPED_HEADER_LEN: usize = 7;
const SEALED_HEADER_LEN: usize = 5;

/// Something that is kept sealed as a whole, with a key of its own.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Kept {
    /// A file of evidence.
    Document,
    /// A list of people that was sent as a file.
    Import,
    /// What a message of a platform says.
    Message,
    /// What deliveries to a platform are signed with.
    Endpoint,
}

impl Kept {
    // Part of what every key and content authenticates: a name may never change.
    const fn names(self) -> (&'static str, &'static str) {
        match self {
            Self::Document => ("document_key", "document"),
            Self::Import => ("import_key", "import"),
            Self::Message => ("message_key", "message"),
            Self::Endpoint => ("endpoint_key", "endpoint"),
        }
    }
}

/// Names a field of a person that is kept sealed.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Field {
    /// The citizen's ID number (GB 11643).
    IdNumber,
    /// The telephone number.
    Phone,
    /// The street address.
    Address,
}

impl Field {
    // Part of what every stored value authenticates: a name may never change.
    const fn name(self) -> &'static str {
        match self {
            Self::IdNumber => "id_number",
            Self::Phone => "phone",
            Self::Address => "address",
        }
    }
}

/// Holds the keys of one installation: master keys for the data keys, and the keys of the indexes and hashes.
///
/// Made and read by [`Keys::create`] and [`Keys::load`]; wiped from memory when dropped.
pub struct Keys {
    newest: Master,
    older: Vec<Master>,
    index: HmacSm3,
    hash: HmacSm3,
    check_value: String,
}

struct Master {
    id: u16,
    cipher: Sm4Gcm,
}

impl Keys {
    /// Makes a data key for a person and wraps it with the newest master key; the wrapped form is what is stored.
    pub fn new_data_key(&self, person_id: i64) -> (DataKey, Vec<u8>) {
        self.new_key("data_key", person_id)
    }

    fn new_key(&self, purpose: &str, of: i64) -> (DataKey, Vec<u8>) {
        let mut id = [0; 4];
        let mut key = Zeroizing::new([0; KEY_LEN]);
        let mut rng = rand::rng();
        rng.fill_bytes(&mut id);
        rng.fill_bytes(key.as_mut_slice());

        let [high, low] = self.newest.id.to_be_bytes();
        let header = [VERSION, high, low, id[0], id[1], id[2], id[3]];
        let wrapped = encrypt(&self.newest.cipher, &header, purpose, of, key.as_slice());
        (DataKey::new(id, &key), wrapped)
    }

    /// Unwraps a person's data key with the master key it names.
    ///
    /// # Errors
    /// When the bytes are no wrapped key, name a master key that is not in the key file, or are not this person's.
    pub fn unwrap_data_key(&self, person_id: i64, wrapped: &[u8]) -> Result<DataKey, SealError> {
        self.unwrap_key("data_key", person_id, wrapped)
    }

    fn unwrap_key(&self, purpose: &str, of: i64, wrapped: &[u8]) -> Result<DataKey, SealError> {
        let (&[_, high, low, ref id @ ..], _) = split_header::<WRAPPED_HEADER_LEN>(wrapped)?;
        let master_id = u16::from_be_bytes([high, low]);
        let master = std::iter::once(&self.newest)
            .chain(&self.older)
            .find(|master| master.id == master_id)
            .ok_or(SealError::UnknownMasterKey(master_id))?;

        let opened = decrypt::<WRAPPED_HEADER_LEN>(&master.cipher, wrapped, purpose, of)?;
        let key = opened.as_slice().try_into().map_err(|_| SealError::Malformed)?;
        Ok(DataKey::new(*id, key))
    }

    /// Makes a key for something that is kept, by its number, and wraps it, as [`Self::new_data_key`] does for a person.
    pub fn new_key_of(&self, kept: Kept, id: i64) -> (DataKey, Vec<u8>) {
        self.new_key(kept.names().0, id)
    }

    /// Unwraps the key of something that is kept.
    ///
    /// # Errors
    /// As [`Self::unwrap_data_key`].
    pub fn unwrap_key_of(&self, kept: Kept, id: i64, wrapped: &[u8]) -> Result<DataKey, SealError> {
        self.unwrap_key(kept.names().0, id, wrapped)
    }

    /// Answers where to look for a value that is kept sealed: equal for equal values of a field, and telling no more.
    ///
    /// The value comes normalised (an ID number with 18 characters and a capital X), or equal ones are not found.
    pub fn blind_index(&self, field: Field, normalised: &str) -> [u8; 32] {
        mac(&self.index, field.name(), normalised.as_bytes())
    }

    /// Answers where to look for a telephone number by its last four digits. There are ten thousand of them: whoever has the
    /// index key can tell them all, nobody else any.
    pub fn phone_end_index(&self, digits: &str) -> [u8; 32] {
        mac(&self.index, "phone_end", digits.as_bytes())
    }

    /// Hashes the content of an imported line, so that a repeated line is known without keeping what it said.
    pub fn content_hash(&self, content: &[u8]) -> [u8; 32] {
        mac(&self.hash, "content", content)
    }

    /// Names a person to somebody: the same for the same two, another to everybody else, and to be computed by nobody without the
    /// index key. In hexadecimal digits.
    pub fn pseudonym(&self, to: &str, person_id: i64) -> String {
        // The number has a fixed length, so that no two pairs read alike.
        hex(&mac(&self.index, "pseudonym", &[to.as_bytes(), &person_id.to_be_bytes()].concat()))
    }

    /// Derives a secret for another use, named by its label: the same from the same key file, and telling nothing of the
    /// keys in it.
    pub fn derive(&self, label: &str) -> Zeroizing<[u8; 32]> {
        Zeroizing::new(mac(&self.index, "derive", label.as_bytes()))
    }

    /// Answers what a database keeps to tell its key file from another; it reveals nothing of the keys.
    ///
    /// It is over the index key, the hash key and the oldest master key: adding a newer master key leaves it as it is.
    pub fn check_value(&self) -> &str {
        &self.check_value
    }

    fn new(mut masters: Vec<(u16, Secret<KEY_LEN>)>, index: &Secret<32>, hash: &Secret<32>) -> Option<Self> {
        masters.sort_by_key(|(id, _)| *id);
        let index = keyed(index);
        let hash = keyed(hash);

        let (_, oldest) = masters.first()?;
        let check = mac(&index, "check", &mac(&hash, "check", oldest.as_slice()));
        let check_value = format!("hmac-sm3:{}", hex(&check));

        let mut older: Vec<Master> = masters.iter().map(|(id, key)| Master { id: *id, cipher: cipher(key) }).collect();
        let newest = older.pop()?;
        Some(Self { newest, older, index, hash, check_value })
    }
}

/// A secret of so many bytes, wiped when dropped.
type Secret<const N: usize> = Zeroizing<[u8; N]>;

impl fmt::Debug for Keys {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Keys").field("newest", &self.newest.id).finish_non_exhaustive()
    }
}

/// Seals and opens the fields of one person.
///
/// Wiped from memory when dropped.
pub struct DataKey {
    id: [u8; 4],
    cipher: Sm4Gcm,
}

impl DataKey {
    fn new(id: [u8; 4], key: &[u8; KEY_LEN]) -> Self {
        Self { id, cipher: cipher(key) }
    }

    /// Seals a field of the person the key was made for; sealing the same text twice gives different bytes.
    pub fn seal(&self, field: Field, person_id: i64, plaintext: &str) -> Vec<u8> {
        let [a, b, c, d] = self.id;
        encrypt(&self.cipher, &[VERSION, a, b, c, d], field.name(), person_id, plaintext.as_bytes())
    }

    /// Opens a sealed field.
    ///
    /// # Errors
    /// When the bytes are no sealed value, were sealed with another data key, were altered, or are of another field or
    /// person.
    pub fn open(&self, field: Field, person_id: i64, sealed: &[u8]) -> Result<String, SealError> {
        let opened = self.open_bytes(field.name(), person_id, sealed)?;
        std::str::from_utf8(&opened).map(str::to_owned).map_err(|_| SealError::Malformed)
    }

    /// Seals the content of what the key was made for.
    pub fn seal_kept(&self, kept: Kept, id: i64, content: &[u8]) -> Vec<u8> {
        let [a, b, c, d] = self.id;
        encrypt(&self.cipher, &[VERSION, a, b, c, d], kept.names().1, id, content)
    }

    /// Opens such a content.
    ///
    /// # Errors
    /// As [`Self::open`].
    pub fn open_kept(&self, kept: Kept, id: i64, sealed: &[u8]) -> Result<Zeroizing<Vec<u8>>, SealError> {
        self.open_bytes(kept.names().1, id, sealed)
    }

    fn open_bytes(&self, name: &str, of: i64, sealed: &[u8]) -> Result<Zeroizing<Vec<u8>>, SealError> {
        let (&[_, ref id @ ..], _) = split_header::<SEALED_HEADER_LEN>(sealed)?;
        if *id != self.id {
            return Err(SealError::OtherDataKey);
        }
        decrypt::<SEALED_HEADER_LEN>(&self.cipher, sealed, name, of)
    }
}

impl fmt::Debug for DataKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("DataKey").finish_non_exhaustive()
    }
}

/// Says why something sealed does not open; never what is in it.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum SealError {
    /// Too short, or not what the layout says.
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

/// Digests bytes with SM3 (GB/T 32905), unkeyed, for what anyone may check: a closed month.
#[derive(Default)]
pub struct Digest(Sm3);

impl Digest {
    /// Takes in more bytes.
    pub fn update(&mut self, bytes: &[u8]) {
        self.0.update(bytes);
    }

    /// Ends the digest and writes it with the name of its hash: `sm3:` and 64 hexadecimal digits.
    pub fn finish(self) -> String {
        format!("sm3:{}", hex(&self.0.finalize()))
    }
}

fn cipher(key: &[u8; KEY_LEN]) -> Sm4Gcm {
    Sm4Gcm::new(key.into())
}

#[expect(clippy::expect_used, reason = "HMAC takes keys of any length")]
fn keyed(key: &Secret<32>) -> HmacSm3 {
    HmacSm3::new_from_slice(key.as_slice()).expect("HMAC takes keys of any length")
}

/// HMAC-SM3 from the state after its key: a copy of that state spares two blocks of hashing a call.
fn mac(keyed: &HmacSm3, domain: &str, bytes: &[u8]) -> [u8; 32] {
    let mut mac = keyed.clone();
    // No domain holds a zero byte, so no pair of domain and bytes reads as another.
    mac.update(domain.as_bytes());
    mac.update(&[0]);
    mac.update(bytes);
    mac.finalize().into_bytes().into()
}

/// Header, nonce, ciphertext and tag of a plaintext that is `purpose` of that person.
#[expect(clippy::expect_used, reason = "GCM refuses only texts of 64 GiB")]
fn encrypt(cipher: &Sm4Gcm, header: &[u8], purpose: &str, person_id: i64, plaintext: &[u8]) -> Vec<u8> {
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

fn decrypt<const HEADER: usize>(
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

/// The bytes before the nonce, of a version this program knows, and those from the nonce on.
fn split_header<const HEADER: usize>(sealed: &[u8]) -> Result<(&[u8; HEADER], &[u8]), SealError> {
    let (header, rest) = sealed.split_first_chunk().ok_or(SealError::Malformed)?;
    match header[0] {
        VERSION => Ok((header, rest)),
        other => Err(SealError::UnknownVersion(other)),
    }
}

/// What is authenticated beside the text. The ends have fixed lengths, so that no two contexts read alike.
fn associated(header: &[u8], purpose: &str, person_id: i64) -> Vec<u8> {
    [header, b"bangfu ", purpose.as_bytes(), &person_id.to_be_bytes()].concat()
}

/// Writes bytes in hexadecimal.
pub(crate) fn hex(bytes: &[u8]) -> String {
    let mut text = String::with_capacity(2 * bytes.len());
    for byte in bytes {
        // Writing to a string cannot fail.
        let _ = write!(text, "{byte:02x}");
    }
    text
}

#[cfg(test)]
mod tests {
    use aes_gcm::aead::{Aead, Payload};
    use sm4::cipher::BlockCipherEncrypt;

    use super::*;

    const TEXT: &str = "江门市蓬江区某路1号";

    fn keys(masters: &[(u16, u8)]) -> Keys {
        let masters = masters.iter().map(|(id, byte)| (*id, Zeroizing::new([*byte; KEY_LEN]))).collect();
        Keys::new(masters, &Zeroizing::new([7; 32]), &Zeroizing::new([8; 32])).unwrap()
    }

    fn unhex(text: &str) -> Vec<u8> {
        (0..text.len()).step_by(2).map(|at| u8::from_str_radix(&text[at..at + 2], 16).unwrap()).collect()
    }

    #[test]
    fn sm3_gives_the_standards_digest() {
        let mut digest = Digest::default();
        digest.update(b"a");
        digest.update(b"bc");

        assert_eq!(digest.finish(), "sm3:66c7f0f462eeedd9d1f2d46bdc10e4e24167c4875cf2f7a2297da02b8f4ba8e0");
    }

    #[test]
    fn sm4_gives_the_standards_block() {
        let key: [u8; 16] = unhex("0123456789abcdeffedcba9876543210").try_into().unwrap();
        let mut block = key.into();

        Sm4::new(&key.into()).encrypt_block(&mut block);

        assert_eq!(hex(&block), "681edf34d206965e86b3e94f536e4246");
    }

    /// RFC 8998, appendix A.1.
    #[test]
    fn sm4_gcm_gives_the_rfcs_vector() {
        let key: [u8; 16] = unhex("0123456789abcdeffedcba9876543210").try_into().unwrap();
        let nonce: [u8; 12] = unhex("00001234567800000000abcd").try_into().unwrap();
        let aad = unhex("feedfacedeadbeeffeedfacedeadbeefabaddad2");
        let msg = unhex(
            "aaaaaaaaaaaaaaaabbbbbbbbbbbbbbbbccccccccccccccccddddddddddddddddeeeeeeeeeeeeeeeeffffffffffffffffeeeeeeeeeeeeeeeeaaaaaaaaaaaaaaaa",
        );

        let sealed = cipher(&key).encrypt(&nonce.into(), Payload { msg: &msg, aad: &aad }).unwrap();

        assert_eq!(
            hex(&sealed),
            "17f399f08c67d5ee19d0dc9969c4bb7d5fd46fd3756489069157b282bb200735d82710ca5c22f0ccfa7cbf93d496ac15a56834cbcf98c397b4024a2691233b8d\
             83de3541e4c2b58177e065a9bf7b62ec"
        );
    }

    #[test]
    fn hmac_sm3_is_plain_hmac_over_the_domain_a_zero_and_the_bytes() {
        let key = [7; 32];
        let pad = |byte: u8| (0..64).map(|at| byte ^ key.get(at).copied().unwrap_or(0)).collect::<Vec<u8>>();
        let inner = Sm3::digest([pad(0x36), b"phone".to_vec(), vec![0], b"13800138000".to_vec()].concat());
        let outer = Sm3::digest([pad(0x5c), inner.to_vec()].concat());

        let index = keys(&[(1, 1)]).blind_index(Field::Phone, "13800138000");

        assert_eq!(index.as_slice(), outer.as_slice());
    }

    #[test]
    fn a_sealed_field_opens_with_the_unwrapped_key() {
        let keys = keys(&[(1, 1)]);
        let (made, wrapped) = keys.new_data_key(42);
        let sealed = made.seal(Field::Address, 42, TEXT);

        let unwrapped = keys.unwrap_data_key(42, &wrapped).unwrap();

        assert_eq!(unwrapped.open(Field::Address, 42, &sealed).unwrap(), TEXT);
        assert_eq!((wrapped.len(), sealed.len()), (51, 33 + TEXT.len()));
        assert_ne!(made.seal(Field::Address, 42, TEXT), sealed);
    }

    #[test]
    fn a_changed_bit_anywhere_is_refused() {
        let keys = keys(&[(1, 1)]);
        let (key, wrapped) = keys.new_data_key(42);
        let sealed = key.seal(Field::Phone, 42, "13800138000");
        let flipped = |bytes: &[u8], at: usize| {
            let mut bytes = bytes.to_vec();
            bytes[at] ^= 1;
            bytes
        };

        for at in 0..sealed.len() {
            assert!(key.open(Field::Phone, 42, &flipped(&sealed, at)).is_err(), "sealed byte {at}");
        }
        for at in 0..wrapped.len() {
            assert!(keys.unwrap_data_key(42, &flipped(&wrapped, at)).is_err(), "wrapped byte {at}");
        }
    }

    #[test]
    fn what_is_cut_short_is_refused_without_panic() {
        let keys = keys(&[(1, 1)]);
        let (key, wrapped) = keys.new_data_key(42);
        let sealed = key.seal(Field::Phone, 42, "13800138000");

        for len in 0..sealed.len() {
            assert!(key.open(Field::Phone, 42, &sealed[..len]).is_err());
        }
        for len in 0..wrapped.len() {
            assert!(keys.unwrap_data_key(42, &wrapped[..len]).is_err());
        }
        assert_eq!(key.open(Field::Phone, 42, &[2; 60]), Err(SealError::UnknownVersion(2)));
    }

    #[test]
    fn a_value_moved_to_another_field_or_person_does_not_open() {
        let keys = keys(&[(1, 1)]);
        let (key, wrapped) = keys.new_data_key(42);
        let (other, _) = keys.new_data_key(43);
        let sealed = key.seal(Field::Phone, 42, "13800138000");

        assert_eq!(key.open(Field::IdNumber, 42, &sealed), Err(SealError::NotAuthentic));
        assert_eq!(key.open(Field::Phone, 43, &sealed), Err(SealError::NotAuthentic));
        assert_eq!(other.open(Field::Phone, 42, &sealed), Err(SealError::OtherDataKey));
        assert_eq!(keys.unwrap_data_key(43, &wrapped).unwrap_err(), SealError::NotAuthentic);
    }

    #[test]
    fn another_master_key_of_the_same_id_does_not_unwrap() {
        let (_, wrapped) = keys(&[(1, 1)]).new_data_key(42);

        assert_eq!(keys(&[(1, 2)]).unwrap_data_key(42, &wrapped).unwrap_err(), SealError::NotAuthentic);
    }

    #[test]
    fn the_newest_master_key_wraps_and_older_ones_still_unwrap() {
        let (_, before) = keys(&[(1, 1)]).new_data_key(42);
        let rotated = keys(&[(300, 3), (1, 1), (2, 2)]);
        let (_, after) = rotated.new_data_key(42);

        assert!(rotated.unwrap_data_key(42, &before).is_ok());
        assert!(rotated.unwrap_data_key(42, &after).is_ok());
        let unknown = keys(&[(1, 1)]).unwrap_data_key(42, &after).unwrap_err();
        assert_eq!(unknown, SealError::UnknownMasterKey(300));
        assert!(unknown.to_string().contains("300"));
    }

    #[test]
    fn the_check_value_stays_over_a_rotation_and_differs_between_key_files() {
        let check = |masters: &[(u16, u8)], index: u8, hash: u8| {
            let masters = masters.iter().map(|(id, byte)| (*id, Zeroizing::new([*byte; KEY_LEN]))).collect();
            let keys = Keys::new(masters, &Zeroizing::new([index; 32]), &Zeroizing::new([hash; 32])).unwrap();
            keys.check_value().to_owned()
        };
        let value = check(&[(1, 1)], 7, 8);

        assert_eq!(check(&[(1, 1), (2, 2)], 7, 8), value);
        for other in [check(&[(1, 2)], 7, 8), check(&[(1, 1)], 9, 8), check(&[(1, 1)], 7, 9)] {
            assert_ne!(other, value);
        }
    }

    #[test]
    fn a_pseudonym_is_equal_only_for_the_same_two_under_one_key() {
        let one = keys(&[(1, 1)]);
        let name = one.pseudonym("a", 7);

        assert_eq!(name.len(), 64);
        assert_eq!(keys(&[(2, 2)]).pseudonym("a", 7), name);
        for other in [one.pseudonym("a", 8), one.pseudonym("b", 7), one.pseudonym("", 7)] {
            assert_ne!(other, name);
        }
        let masters = vec![(1, Zeroizing::new([1; KEY_LEN]))];
        let another = Keys::new(masters, &Zeroizing::new([9; 32]), &Zeroizing::new([8; 32])).unwrap();
        assert_ne!(another.pseudonym("a", 7), name);
    }

    #[test]
    fn a_blind_index_is_equal_only_for_one_value_of_one_field_under_one_key() {
        let one = keys(&[(1, 1)]);
        let index = one.blind_index(Field::IdNumber, "11010519491231002X");

        assert_eq!(keys(&[(2, 2)]).blind_index(Field::IdNumber, "11010519491231002X"), index);
        assert_ne!(one.blind_index(Field::Phone, "11010519491231002X"), index);
        assert_ne!(one.blind_index(Field::IdNumber, "110105194912310021"), index);
        assert_ne!(one.content_hash(b"11010519491231002X"), index);
    }

    #[test]
    fn a_list_opens_by_its_own_key_and_number_and_not_as_a_document() {
        let keys = keys(&[(1, 1)]);
        let (key, wrapped) = keys.new_key_of(Kept::Import, 7);
        let sealed = key.seal_kept(Kept::Import, 7, b"list");
        assert_eq!(
            keys.unwrap_key_of(Kept::Import, 7, &wrapped)
                .unwrap()
                .open_kept(Kept::Import, 7, &sealed)
                .unwrap()
                .as_slice(),
            b"list"
        );
        assert_eq!(keys.unwrap_key_of(Kept::Import, 8, &wrapped).unwrap_err(), SealError::NotAuthentic);
        assert_eq!(keys.unwrap_key_of(Kept::Document, 7, &wrapped).unwrap_err(), SealError::NotAuthentic);
        assert_eq!(key.open_kept(Kept::Import, 8, &sealed).unwrap_err(), SealError::NotAuthentic);
        assert_eq!(key.open_kept(Kept::Document, 7, &sealed).unwrap_err(), SealError::NotAuthentic);
    }

    #[test]
    fn nothing_secret_shows_in_debug() {
        let keys = keys(&[(1, 1)]);
        let (key, _) = keys.new_data_key(42);

        assert_eq!(format!("{keys:?} {key:?}"), "Keys { newest: 1, .. } DataKey { .. }");
    }
}
