//! The keys: master keys, and a data key for each person.

use std::fmt;

use rand::Rng;
use zeroize::Zeroizing;

use super::cipher::{HmacSm3, KEY_LEN, Secret, Sm4Gcm, VERSION, cipher_of, decrypt, encrypt, keyed, mac, split_header};
use super::digest::hex;
use super::error::SealError;
use super::kept::{Field, Kept};

pub(in crate::seal) const WRAPPED_HEADER_LEN: usize = 7;

pub(in crate::seal) const SEALED_HEADER_LEN: usize = 5;

/// The keys of one installation: master keys for the data keys, and the keys of the indexes and
/// hashes.
///
/// [`Keys::create`] and [`Keys::load`] make it; dropping it wipes the memory.
pub struct Keys {
    newest: Master,
    older: Vec<Master>,
    index: HmacSm3,
    hash: HmacSm3,
    check_value: String,
}

pub(in crate::seal) struct Master {
    id: u16,
    cipher: Sm4Gcm,
}

impl Keys {
    /// Makes a data key for a person, and wraps it with the newest master key. The wrapped form is
    /// to be stored.
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

    /// Unwraps a person's data key with the master key that it names.
    ///
    /// # Errors
    /// When the bytes are not a wrapped key, name a master key that is not in the key file, or
    /// belong to another person.
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

    /// Makes a key for a kept object with this ID, and wraps it, as [`Self::new_data_key`] does for
    /// a person.
    pub fn new_key_of(&self, kept: Kept, id: i64) -> (DataKey, Vec<u8>) {
        self.new_key(kept.names().0, id)
    }

    /// Unwraps the key of a kept object.
    ///
    /// # Errors
    /// As [`Self::unwrap_data_key`].
    pub fn unwrap_key_of(&self, kept: Kept, id: i64, wrapped: &[u8]) -> Result<DataKey, SealError> {
        self.unwrap_key(kept.names().0, id, wrapped)
    }

    /// Computes the blind index of a sealed value: equal for equal values of a field, and nothing
    /// else can be learnt from it.
    ///
    /// The value must be normalised (an ID number with 18 characters and a capital X), or equal
    /// values give different indexes.
    pub fn blind_index(&self, field: Field, normalised: &str) -> [u8; 32] {
        mac(&self.index, field.name(), normalised.as_bytes())
    }

    /// Computes the blind index of a telephone number by its last four digits. Only ten thousand
    /// values exist, so the holder of the index key can recover the digits from the index; without
    /// the key they cannot be recovered.
    pub fn phone_end_index(&self, digits: &str) -> [u8; 32] {
        mac(&self.index, "phone_end", digits.as_bytes())
    }

    /// Hashes the content of an imported line, so that a repeated line is recognised without
    /// storing its content.
    pub fn content_hash(&self, content: &[u8]) -> [u8; 32] {
        mac(&self.hash, "content", content)
    }

    /// Computes the pseudonym of a person for a recipient, in hexadecimal digits: the same for the
    /// same two, different for another recipient, and computable only with the index key.
    pub fn pseudonym(&self, to: &str, person_id: i64) -> String {
        // The number has a fixed length, so two different pairs never give the same bytes.
        hex(&mac(&self.index, "pseudonym", &[to.as_bytes(), &person_id.to_be_bytes()].concat()))
    }

    /// Derives a secret for another use, named by its label. The same key file gives the same
    /// secret, which reveals nothing of the keys.
    pub fn derive(&self, label: &str) -> Zeroizing<[u8; 32]> {
        Zeroizing::new(mac(&self.index, "derive", label.as_bytes()))
    }

    /// Gives the value by which a database recognises its key file; it reveals nothing of the keys.
    ///
    /// It depends on the index key, the hash key and the oldest master key; a newer master key does
    /// not change it.
    pub fn check_value(&self) -> &str {
        &self.check_value
    }

    pub(super) fn new(mut masters: Vec<(u16, Secret<KEY_LEN>)>, index: &Secret<32>, hash: &Secret<32>) -> Option<Self> {
        masters.sort_by_key(|(id, _)| *id);
        let index = keyed(index);
        let hash = keyed(hash);

        let (_, oldest) = masters.first()?;
        let check = mac(&index, "check", &mac(&hash, "check", oldest.as_slice()));
        let check_value = format!("hmac-sm3:{}", hex(&check));

        let mut older: Vec<Master> =
            masters.iter().map(|(id, key)| Master { id: *id, cipher: cipher_of(key) }).collect();
        let newest = older.pop()?;
        Some(Self { newest, older, index, hash, check_value })
    }
}

impl fmt::Debug for Keys {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Keys").field("newest", &self.newest.id).finish_non_exhaustive()
    }
}

/// A data key: seals and opens the fields of one person.
///
/// Dropping it wipes the memory.
pub struct DataKey {
    id: [u8; 4],
    cipher: Sm4Gcm,
}

impl DataKey {
    fn new(id: [u8; 4], key: &[u8; KEY_LEN]) -> Self {
        Self { id, cipher: cipher_of(key) }
    }

    /// Seals a field of the person of this key. Sealing the same text twice gives different bytes.
    pub fn seal(&self, field: Field, person_id: i64, plaintext: &str) -> Vec<u8> {
        let [a, b, c, d] = self.id;
        encrypt(&self.cipher, &[VERSION, a, b, c, d], field.name(), person_id, plaintext.as_bytes())
    }

    /// Opens a sealed field.
    ///
    /// # Errors
    /// When the bytes are not a sealed value, were sealed with another data key, were altered, or
    /// belong to another field or person.
    pub fn open(&self, field: Field, person_id: i64, sealed: &[u8]) -> Result<String, SealError> {
        let opened = self.open_bytes(field.name(), person_id, sealed)?;
        std::str::from_utf8(&opened).map(str::to_owned).map_err(|_| SealError::Malformed)
    }

    /// Seals the content of the object of this key.
    pub fn seal_kept(&self, kept: Kept, id: i64, content: &[u8]) -> Vec<u8> {
        let [a, b, c, d] = self.id;
        encrypt(&self.cipher, &[VERSION, a, b, c, d], kept.names().1, id, content)
    }

    /// Opens the content of a kept object.
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
