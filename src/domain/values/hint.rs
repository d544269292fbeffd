//! Hints about what a value should have been, in two languages.

use std::borrow::Cow;

/// The language of a message.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum Lang {
    #[default]
    Zh,
    En,
}

/// What a value should have been, without a full stop, so that an instruction can follow.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Hint {
    /// A text in both languages.
    Said { zh: &'static str, en: &'static str },
    /// One of the listed words.
    OneOf(&'static str),
}

impl Hint {
    /// Makes a hint from its two texts.
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
