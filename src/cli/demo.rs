//! `bangfu demo`: a synthetic city, month by month.

use clap::Args;

use super::context::Context;
use super::print::{bar, print};
use super::{serve, table};
use crate::auth::actor::Role;
use crate::auth::password;
use crate::clock::Clock;
use crate::db::Conn;
use crate::db::facts::log::last_position;
use crate::demo::city::City;
use crate::domain::ledger::incoming::{Incoming, Outcome};
use crate::domain::ledger::interchange;
use crate::domain::values::division::Division;
use crate::domain::values::hint::Lang;
use crate::domain::values::month::Month;
use crate::error::{Error, Failure, Result};
use crate::ops::months::close;
use crate::ops::months::show::{self, Asked, Depth, View};
use crate::ops::office::accounts;
use crate::ops::recording::record::record;
use crate::ops::transfer::import::BATCH;
use crate::seal::keys::Keys;

#[derive(Args)]
pub(super) struct Demo {
    /// The number of persons.
    #[arg(long, default_value_t = 10_000, value_parser = clap::value_parser!(u32).range(100..=5_000_000))]
    persons: u32,
    /// The number of months, from 2025-01.
    #[arg(long, default_value_t = 12, value_parser = clap::value_parser!(u8).range(1..=60))]
    months: u8,
    /// Another seed makes another city.
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// Stop after the table.
    #[arg(long)]
    no_serve: bool,
    /// The address to listen on.
    #[arg(long, env = "BANGFU_LISTEN", default_value = "127.0.0.1:8080")]
    listen: std::net::SocketAddr,
}

impl Demo {
    pub(super) fn run(self, context: &Context) -> Result<()> {
        let mut conn = context.open_or_make()?;
        if last_position(&mut conn)? > 0 {
            return Err(Error::new(Failure::NotEmpty)
                .context("to go on with it run `bangfu serve`; for another city name another file with --database"));
        }
        let keys = context.keys(&mut conn)?;
        let last = self.make(&mut conn, &keys, context)?;
        for view in [View::Closed, View::Restated] {
            let asked = Asked { division: Division::CITY, depth: Depth::County, view: Some(view), known_at: None };
            print(&table::text(&show::show(&mut conn, last, &asked)?, context.lang))?;
            print("")?;
        }
        if self.no_serve {
            return Ok(());
        }
        accounts(&mut conn, context)?;
        drop(conn);
        serve::listen(context, keys, self.listen)
    }

    /// Records the city chapter by chapter, closes each month on the 5th of the next, and gives the
    /// last month.
    fn make(&self, conn: &mut Conn, keys: &Keys, context: &Context) -> Result<Month> {
        let bar = bar("facts");
        let persons = usize::try_from(self.persons).unwrap_or(usize::MAX);
        let mut last = None;
        for chapter in City::new(self.seed, persons, usize::from(self.months)) {
            for lines in chapter.lines.chunks(BATCH) {
                let batch = lines.iter().map(|line| incoming(line)).collect::<Result<Vec<_>>>()?;
                let outcomes = conn.write(|conn| record(conn, keys, context.clock.now(), &batch))?;
                if let Some(Outcome::Refused(refusal)) = outcomes.iter().find(|o| matches!(o, Outcome::Refused(_))) {
                    return Err(Error::new(Failure::Internal)
                        .context(format!("the demo sent a line that is {}", refusal.code.as_str())));
                }
                bar.inc(u64::try_from(lines.len()).unwrap_or(0));
            }
            if let Some(month) = chapter.month.as_deref().and_then(Month::parse) {
                close::close(conn, &fifth_after(month, &context.clock), month)?;
                last = Some(month);
            }
        }
        bar.finish_and_clear();
        last.ok_or_else(|| Error::internal("the demo has no month"))
    }
}

/// The accounts of the demo, one for each role.
const ACCOUNTS: [(&str, Role, i64); 6] = [
    ("admin", Role::CityAdministrator, 440_700_000_000),
    ("pengjiang", Role::DistrictSupervisor, 440_703_000_000),
    ("town", Role::TownOfficer, 440_703_002_000),
    ("community", Role::CommunityCaseworker, 440_703_002_101),
    ("platform", Role::HiringPlatform, 440_700_000_000),
    ("auditor", Role::Auditor, 440_700_000_000),
];

/// Creates the accounts, and prints their passwords, which are not stored in readable form.
fn accounts(conn: &mut Conn, context: &Context) -> Result<()> {
    print(match context.lang {
        Lang::Zh => "演示账号（密码仅显示这一次）：",
        Lang::En => "Accounts of the demo, their passwords shown this once:",
    })?;
    for (name, role, division) in ACCOUNTS {
        let Some(division) = Division::from_number(division) else { continue };
        let word = password::random();
        accounts::create(conn, &context.clock, name, &word, role, division)?;
        print(&format!("  {name:<10} {word}  {} {division}", role.as_str()))?;
    }
    Ok(())
}

/// Gives a clock that stands on the 5th of the month after `month`, or `present` if that day cannot
/// be computed.
fn fifth_after(month: Month, present: &Clock) -> Clock {
    let fifth = month.next().first().checked_add_days(chrono::Days::new(4));
    fifth.and_then(|d| d.and_hms_opt(1, 0, 0)).map_or_else(|| present.clone(), Clock::fixed)
}

fn incoming(line: &str) -> Result<Incoming> {
    let line = interchange::parse(line.as_bytes())
        .map_err(|r| Error::internal(format!("the demo sent a line that is {}", r.code.as_str())))?;
    Ok(Incoming { sender: None, line, live: false, scope: None })
}
