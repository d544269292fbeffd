//! `bangfu explain`.

use chrono::NaiveDate;
use clap::{Args, Subcommand};
use serde::Serialize;

use super::context::{Context, Plain};
use super::print::{print, print_json};
use crate::db::ledger::book::DEFAULT_SENDER;
use crate::error::Result;
use crate::ops::registers::explain::{self, Behind};

#[derive(Subcommand)]
pub(super) enum Explain {
    /// Explain the status of a household.
    Household(Of),
    /// Explain the status of a person.
    Person(Of),
}

#[derive(Args)]
pub(super) struct Of {
    /// The sender's reference.
    reference: String,
    /// The day, YYYY-MM-DD.
    #[arg(long)]
    on: NaiveDate,
    /// The sender of the reference.
    #[arg(long, default_value = DEFAULT_SENDER)]
    sender: String,
    /// As known at this position of the ledger.
    #[arg(long)]
    known_at: Option<i64>,
    #[arg(long, default_value = "text")]
    format: Plain,
}

impl Explain {
    pub(super) fn is_json(&self) -> bool {
        let (Self::Household(of) | Self::Person(of)) = self;
        of.format == Plain::Json
    }

    pub(super) fn run(self, context: &Context) -> Result<()> {
        let mut conn = context.open()?;
        match self {
            Self::Household(of) => {
                let id = explain::find_household(&mut conn, &of.sender, &of.reference)?;
                let answer = explain::household(&mut conn, id, of.on, of.known_at, context.lang)?;
                answered(&of, &answer, &answer.because, &answer.facts)
            }
            Self::Person(of) => {
                let id = explain::find_person(&mut conn, &of.sender, &of.reference)?;
                let answer = explain::person(&mut conn, id, of.on, of.known_at, context.lang)?;
                answered(&of, &answer, &answer.because, &answer.facts)
            }
        }
    }
}

fn answered(of: &Of, answer: &impl Serialize, because: &[String], facts: &[Behind]) -> Result<()> {
    if of.format == Plain::Json {
        return print_json(answer);
    }
    let mut text = format!("{} {}", of.reference, of.on);
    for sentence in because {
        text += &format!("\n  {sentence}");
    }
    for fact in facts {
        text += &format!("\n  {:>8}  {}  {}  {}", fact.position, fact.effective_on, fact.kind, fact.event_ref);
    }
    print(&text)
}
