//! `bangfu month-end`.

use clap::{Args, Subcommand, ValueEnum};

use super::context::{Context, Format, Plain};
use super::print::{bar, division, month, print, print_json};
use super::table;
use crate::domain::values::division::Division;
use crate::domain::values::hint::Lang;
use crate::domain::values::month::Month;
use crate::error::{Error, Failure, Result};
use crate::ops::months::show::{self, Asked};
use crate::ops::months::{close, diff, replay};

#[derive(Subcommand)]
pub(super) enum MonthEnd {
    /// Close a month for good, as known now.
    Close(Close),
    /// Show the lines of a month.
    Show(Show),
    /// Compare a closed month with what is known now.
    Diff(OfMonth),
    /// Recompute a closed month from its facts alone.
    Verify(OfMonth),
}

#[derive(Args)]
pub(super) struct Close {
    #[arg(value_parser = month)]
    month: Month,
    #[arg(long, default_value = "text")]
    format: Plain,
}

#[derive(Args)]
pub(super) struct OfMonth {
    #[arg(value_parser = month)]
    month: Month,
    #[arg(long, default_value = "text")]
    format: Plain,
}

#[derive(Args)]
pub(super) struct Show {
    #[arg(value_parser = month)]
    month: Month,
    /// The code of the division; the city by default.
    #[arg(long, default_value = "440700", value_parser = division)]
    division: Division,
    /// The depth below the division.
    #[arg(long, default_value = "self")]
    depth: Depth,
    /// As closed, or as known now; by default as closed if the month is closed.
    #[arg(long)]
    view: Option<View>,
    /// Restated as known at this position of the ledger.
    #[arg(long)]
    known_at: Option<i64>,
    #[arg(long, default_value = "table")]
    format: Format,
}

#[derive(Clone, Copy, ValueEnum)]
enum Depth {
    #[value(name = "self")]
    Itself,
    County,
    Township,
    Village,
}

#[derive(Clone, Copy, ValueEnum)]
enum View {
    Closed,
    Restated,
}

impl MonthEnd {
    pub(super) fn is_json(&self) -> bool {
        match self {
            Self::Close(c) => c.format == Plain::Json,
            Self::Show(c) => c.format == Format::Json,
            Self::Diff(c) | Self::Verify(c) => c.format == Plain::Json,
        }
    }

    pub(super) fn run(self, context: &Context) -> Result<()> {
        match self {
            Self::Close(command) => command.run(context),
            Self::Show(command) => command.run(context),
            Self::Diff(command) => command.diff(context),
            Self::Verify(command) => command.verify(context),
        }
    }
}

impl Close {
    fn run(self, context: &Context) -> Result<()> {
        let closed = close::close(&mut context.open()?, &context.clock, self.month)?;
        if self.format == Plain::Json {
            return print_json(&closed);
        }
        let close::Closed { month, already_closed, position, digest } = closed;
        print(&match (context.lang, already_closed) {
            (Lang::Zh, false) => format!("{month} 已结账：账本位置 {position}，摘要 {digest}。"),
            (Lang::Zh, true) => format!("{month} 此前已经结账：账本位置 {position}，摘要 {digest}。"),
            (Lang::En, false) => format!("{month} is closed at position {position}, digest {digest}."),
            (Lang::En, true) => format!("{month} was closed already, at position {position}, digest {digest}."),
        })
    }
}

impl Show {
    fn run(self, context: &Context) -> Result<()> {
        let asked = Asked {
            division: self.division,
            depth: match self.depth {
                Depth::Itself => show::Depth::Itself,
                Depth::County => show::Depth::County,
                Depth::Township => show::Depth::Township,
                Depth::Village => show::Depth::Village,
            },
            view: match (self.view, self.known_at) {
                (Some(View::Closed), _) => Some(show::View::Closed),
                (Some(View::Restated), _) | (None, Some(_)) => Some(show::View::Restated),
                (None, None) => None,
            },
            known_at: self.known_at,
        };
        let shown = show::show(&mut context.open()?, self.month, &asked)?;
        match self.format {
            Format::Json => print_json(&shown),
            Format::Csv => print(table::csv(&shown)?.trim_end()),
            Format::Table => print(&table::text(&shown, context.lang)),
        }
    }
}

impl OfMonth {
    fn diff(self, context: &Context) -> Result<()> {
        let diff = diff::diff(&mut context.open()?, self.month)?;
        if self.format == Plain::Json {
            return print_json(&diff);
        }
        print(&diff_words(&diff, context.lang))
    }

    fn verify(self, context: &Context) -> Result<()> {
        let bar = bar("facts");
        let verified = replay::verify(&mut context.open_readers()?, self.month, &|facts| bar.inc(facts))?;
        bar.finish_and_clear();
        let month = self.month.to_string();
        if let Some(difference) = verified.difference {
            return Err(Error::new(Failure::Unverified).context(difference));
        }
        if self.format == Plain::Json {
            return print_json(&serde_json::json!({
                "month": month, "verified": true, "position": verified.position, "digest": verified.digest,
            }));
        }
        print(&match context.lang {
            Lang::Zh => format!("{month} 与事实一致：账本位置 {}，摘要 {}。", verified.position, verified.digest),
            Lang::En => {
                format!("{month} follows from its facts: position {}, digest {}.", verified.position, verified.digest)
            }
        })
    }
}

fn diff_words(diff: &diff::Diff, lang: Lang) -> String {
    let standing = |s: &diff::Standing| {
        let cause = s.cause.map(|c| format!(" {}", c.as_str())).unwrap_or_default();
        let since = s.since.map(|d| format!(" {d}")).unwrap_or_default();
        let division = s.division.map(|d| format!(" {d}")).unwrap_or_default();
        format!("{}{since}{cause}{division}", s.state.as_str())
    };
    let facts = |facts: &[crate::ops::registers::explain::Behind]| {
        facts
            .iter()
            .map(|f| format!("\n    {} {} {} ({})", f.position, f.effective_on, f.kind, f.event_ref))
            .collect::<String>()
    };
    let mut text = match lang {
        Lang::Zh => format!(
            "{}：结账位置 {}，现位置 {}；{} 户、{} 人有差异。",
            diff.month,
            diff.closed_position,
            diff.position,
            diff.households.len(),
            diff.persons.len()
        ),
        Lang::En => format!(
            "{}: closed at position {}, now {}; {} households and {} persons differ.",
            diff.month,
            diff.closed_position,
            diff.position,
            diff.households.len(),
            diff.persons.len()
        ),
    };
    for h in &diff.households {
        text += &format!(
            "\n  {} ({}): {} -> {}{}",
            h.household_ref,
            h.sender,
            standing(&h.closed),
            standing(&h.restated),
            facts(&h.facts)
        );
    }
    for p in &diff.persons {
        text += &format!(
            "\n  {} ({}): {} [{}] -> {} [{}]{}",
            p.person_ref,
            p.sender,
            standing(&p.closed.standing),
            p.closed.categories.join(","),
            standing(&p.restated.standing),
            p.restated.categories.join(","),
            facts(&p.facts)
        );
    }
    text
}
