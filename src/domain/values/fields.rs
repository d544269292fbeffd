//! The fields of one JSON object, each read as the type that it must have.

use super::codes::Code;
use super::hint::Hint;
use super::read::{Object, Value};
use super::refusal::Refusal;

/// The largest length of a line in bytes (1 MB); a longer line is refused.
pub const LONGEST_LINE: usize = 1_000_000;

/// The fields of one line, by name.
pub(crate) struct Fields<'a>(Object<'a>);

impl<'a> Fields<'a> {
    pub(crate) fn of(line: &'a [u8]) -> Result<Self, Refusal> {
        match std::str::from_utf8(line).map(serde_json::from_str) {
            Ok(Ok(Value::Object(object))) if line.len() <= LONGEST_LINE => Ok(Self(object)),
            _ => Err(Refusal::new(Code::BadJson, None)),
        }
    }

    /// Tells whether a field with this name exists.
    pub(crate) fn has(&self, name: &str) -> bool {
        self.0.contains_key(name)
    }

    pub(crate) fn get(&self, name: &str) -> Option<&Value<'a>> {
        self.0.get(name)
    }

    pub(crate) fn names(&self) -> impl Iterator<Item = &str> {
        self.0.keys().map(AsRef::as_ref)
    }

    /// Checks that all fields have one of these names.
    ///
    /// # Errors
    /// The first field with another name.
    pub(crate) fn only(&self, names: &[&str]) -> Result<(), Refusal> {
        match self.names().find(|name| !names.contains(name)) {
            Some(name) => Err(Refusal::unknown_field(name)),
            None => Ok(()),
        }
    }

    /// Reads an optional field.
    pub(crate) fn optional<T>(
        &self,
        name: &'static str,
        read: impl Fn(&Value<'_>) -> Result<T, Hint>,
    ) -> Result<Option<T>, Refusal> {
        self.0.get(name).map(read).transpose().map_err(|hint| Refusal::bad_value(name, hint))
    }

    /// Reads a required field.
    pub(crate) fn required<T>(
        &self,
        name: &'static str,
        read: impl Fn(&Value<'_>) -> Result<T, Hint>,
    ) -> Result<T, Refusal> {
        self.optional(name, read)?.ok_or_else(|| missing(name))
    }
}

pub(crate) fn missing(field: &'static str) -> Refusal {
    Refusal::new(Code::MissingField, Some(field))
}
