//! What a value should have been, said in two languages.

use std::borrow::Cow;

/// The language a message is written in.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum Lang {
    #[default]
    Zh,
    En,
}

/// What a value should have been: said without a full stop, to go on with what to do.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Hint {
    /// In both languages.
    Said { zh: &'static str, en: &'static str },
    /// One of these words.
    OneOf(&'static str),
}

impl Hint {
    /// Makes a hint of its two wordings.
    pub const fn said(zh: &'static str, en: &'static str) -> Self {
        Self::Said { zh, en }
    }

    pub(super) fn in_lang(self, lang: Lang) -> Cow<'static, str> {
        match (self, lang) {
            (Self::Said { zh, .. }, Lang::Zh) => zh.into(),
            (Self::Said { en, .. }, Lang::En) => en.into(),
            (Self::OneOf(words), Lang::Zh) => format!("应为下列之一：{words}").into(),
            (Self::OneOf(words), Lang::En) => format!("expected one of: {words}").into(),
        }
    }
}
