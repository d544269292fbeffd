//! Evidence files of applications. The ledger records which file proves what; the file itself is
//! stored once per content, sealed with a key of its own.

use diesel::dsl::max;
use diesel::prelude::*;
use serde::Serialize;

use super::application_views;
use super::applications::{self, Asked, StepDone};
use crate::db::schema::document;
use crate::domain::decisions::document as domain;
use crate::domain::decisions::step::{Detail, Step};
use crate::domain::values::codes::{Evidence, MediaType, StepKind};
use crate::error::{Failure, Result, corrupt};
use crate::ops::session::Session;
use crate::seal::digest::Digest;
use crate::seal::kept::Kept;

/// A file that was added to an application.
#[derive(Serialize, utoipa::ToSchema, Debug)]
pub struct AddedDocument {
    /// The SM3 digest of the content.
    #[schema(example = "sm3:66c7f0f462eeedd9d1f2d46bdc10e4e24167c4875cf2f7a2297da02b8f4ba8e0")]
    pub document: String,
    #[schema(value_type = String, example = "application/pdf")]
    pub media_type: &'static str,
    /// The size in bytes.
    pub size: usize,
}

/// Adds a file to an application as a step. Gives `None` if the content is of no accepted type, or
/// not of the declared one.
///
/// # Errors
/// [`Failure::NotFound`] for an application out of scope; the refusal of the step; errors of the
/// database.
pub fn add(
    s: &mut Session,
    application: i64,
    evidence: Evidence,
    said: Option<MediaType>,
    content: &[u8],
) -> Result<Option<AddedDocument>> {
    application_views::get(s, application)?;
    let Some(media_type) = domain::media_type(content).filter(|of| said == Some(*of)) else { return Ok(None) };
    let mut digest = Digest::default();
    digest.update(content);
    let hash = digest.finish();
    let mut details = std::collections::BTreeMap::new();
    details.insert("evidence", Detail::Word(evidence.as_str().to_owned()));
    details.insert("document", Detail::Word(hash.clone()));
    let asked = Asked { kind: StepKind::DocumentAdded, details, on: None, note: None };
    let keep = |s: &mut Session<'_>| keep(s, &hash, media_type, content);
    let StepDone = applications::step_and(s, application, &asked, keep)?;
    Ok(Some(AddedDocument { document: hash, media_type: media_type.as_str(), size: content.len() }))
}

/// Stores a file, unless one with the same content is stored.
fn keep(s: &mut Session, hash: &str, media_type: MediaType, content: &[u8]) -> Result<()> {
    let known: i64 = document::table.filter(document::hash.eq(hash)).count().get_result(s.conn)?;
    if known > 0 {
        return Ok(());
    }
    let last: Option<i64> = document::table.select(max(document::id)).first(s.conn)?;
    let id = last.unwrap_or(0) + 1;
    let (key, wrapped) = s.keys.new_key_of(Kept::Document, id);
    diesel::insert_into(document::table)
        .values((
            document::id.eq(id),
            document::hash.eq(hash),
            document::media_type.eq(media_type.as_str()),
            document::size.eq(i64::try_from(content.len()).unwrap_or(i64::MAX)),
            document::wrapped.eq(wrapped),
            document::sealed.eq(key.seal_kept(Kept::Document, id, content)),
            document::added_at.eq(s.clock.now()),
        ))
        .execute(s.conn)?;
    Ok(())
}

/// Opens a file of an application in scope, and notes the access in the audit.
///
/// # Errors
/// [`Failure::NotFound`] if the application has no such file, or this database does not hold it.
pub fn read(s: &mut Session, application: i64, hash: &str) -> Result<(MediaType, Vec<u8>)> {
    let is_it = |step: &Step| matches!(step, Step::DocumentAdded { document, .. } if document == hash);
    if !application_views::steps_of(s, application)?.iter().any(is_it) {
        return Err(Failure::NotFound.into());
    }
    let known: Option<(i64, String, Vec<u8>, Vec<u8>)> = document::table
        .filter(document::hash.eq(hash))
        .select((document::id, document::media_type, document::wrapped, document::sealed))
        .first(s.conn)
        .optional()?;
    let (id, media_type, wrapped, sealed) = known.ok_or(Failure::NotFound)?;
    let broken = |e| corrupt("document", id, e);
    let key = s.keys.unwrap_key_of(Kept::Document, id, &wrapped).map_err(broken)?;
    let content = key.open_kept(Kept::Document, id, &sealed).map_err(broken)?;
    let media_type = MediaType::from_word(&media_type).ok_or(Failure::Internal)?;
    s.write_beside(None, |s| s.note("document_read", Some(format!("{application} {hash}"))))?;
    Ok((media_type, content.to_vec()))
}
