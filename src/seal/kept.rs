//! The two sorts of sealed content: whole objects, and fields of a person.

/// An object that is sealed as a whole, with a key of its own.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Kept {
    /// A file of evidence.
    Document,
    /// A list of people sent as a file.
    Import,
    /// The content of a platform's message.
    Message,
    /// The signing secret for deliveries to a platform.
    Endpoint,
}

impl Kept {
    // Every key and content authenticates its name, so a name must never change.
    pub(super) const fn names(self) -> (&'static str, &'static str) {
        match self {
            Self::Document => ("document_key", "document"),
            Self::Import => ("import_key", "import"),
            Self::Message => ("message_key", "message"),
            Self::Endpoint => ("endpoint_key", "endpoint"),
        }
    }
}

/// A sealed field of a person.
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
    // Every stored value authenticates its name, so a name must never change.
    pub(super) const fn name(self) -> &'static str {
        match self {
            Self::IdNumber => "id_number",
            Self::Phone => "phone",
            Self::Address => "address",
        }
    }
}
