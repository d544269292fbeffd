//! Tests of sealing: the vectors of the standards, and the values that must not open.

use aes_gcm::aead::{Aead, Payload};
use sm3::{Digest as _, Sm3};
use sm4::Sm4;
use sm4::cipher::BlockCipherEncrypt;
use zeroize::Zeroizing;

use super::digest::{Digest, hex};
use super::error::SealError;
use super::kept::{Field, Kept};
use super::keys::Keys;
use crate::seal::cipher::KEY_LEN;
use crate::seal::cipher::cipher_of;
use hmac::KeyInit;

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

    let sealed = cipher_of(&key).encrypt(&nonce.into(), Payload { msg: &msg, aad: &aad }).unwrap();

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
        keys.unwrap_key_of(Kept::Import, 7, &wrapped).unwrap().open_kept(Kept::Import, 7, &sealed).unwrap().as_slice(),
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
