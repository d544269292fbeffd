//! What is kept sealed: a thing as a whole, or a field of a person.

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
    pub(super) const fn names(self) -> (&'static str, &'static str) {
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
    pub(super) const fn name(self) -> &'static str {
        match self {
            Self::IdNumber => "id_number",
            Self::Phone => "phone",
            Self::Address => "address",
        }
    }
}
