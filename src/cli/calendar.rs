//! `bangfu calendar`.

use std::path::PathBuf;

use chrono::NaiveDate;
use clap::{Args, Subcommand};

use super::context::{Context, Plain};
use super::print::{print, print_json};
use crate::domain::values::hint::Lang;
use crate::domain::values::text::Text;
use crate::domain::values::working_days::YEARS;
use crate::error::{Error, Failure, Result};
use crate::ops::decisions::calendars::{
    self, CalendarList, CalendarView, LoadedCalendar, NoticeInput, RowFault, YearNoticeView,
};

#[derive(Subcommand)]
pub(super) enum CalendarCommand {
    /// Load the State Council's notice on the days off of a year.
    Import(ImportNotice),
    /// List the loaded notices.
    List(ListNotices),
    /// Show the calendar of a year.
    Show(ShowYear),
}

#[derive(Args)]
pub(super) struct ImportNotice {
    /// CSV: date,day,holiday; a row for each day off (off) and each weekend worked (work).
    file: PathBuf,
    /// The number of the document, as in 国办发明电〔2024〕12号.
    #[arg(long, value_parser = document)]
    document: Option<Text>,
    /// The day of its publication, YYYY-MM-DD.
    #[arg(long)]
    published_on: Option<NaiveDate>,
    /// The year of the notice, if its days do not show it.
    #[arg(long, value_parser = year)]
    year: Option<i32>,
    #[arg(long, default_value = "text")]
    format: Plain,
}

#[derive(Args)]
pub(super) struct ListNotices {
    #[arg(long, default_value = "text")]
    format: Plain,
}

#[derive(Args)]
pub(super) struct ShowYear {
    #[arg(value_parser = year)]
    year: i32,
    #[arg(long, default_value = "text")]
    format: Plain,
}

fn document(text: &str) -> std::result::Result<Text, String> {
    Text::parse(text, Text::SHORT).map_err(|_| "1 to 64 characters".to_owned())
}

fn year(text: &str) -> std::result::Result<i32, String> {
    let year = text.parse().ok().filter(|year| YEARS.contains(year));
    year.ok_or_else(|| format!("a year from {} to {}", YEARS.start(), YEARS.end()))
}

impl CalendarCommand {
    pub(super) fn is_json(&self) -> bool {
        let (Self::Import(ImportNotice { format, .. })
        | Self::List(ListNotices { format })
        | Self::Show(ShowYear { format, .. })) = self;
        *format == Plain::Json
    }

    pub(super) fn run(self, context: &Context) -> Result<()> {
        let is_json = self.is_json();
        match self {
            Self::Import(command) => command.run(context, is_json),
            Self::List(_) => {
                let known = calendars::listed(&mut context.open()?, context.clock.today())?;
                if is_json { print_json(&known) } else { print(&listed(&known, context.lang)) }
            }
            Self::Show(command) => {
                let shown = calendars::shown(&mut context.open()?, command.year)?;
                if is_json { print_json(&shown) } else { print(&shown_in(&shown, context.lang)) }
            }
        }
    }
}

impl ImportNotice {
    fn run(self, context: &Context, is_json: bool) -> Result<()> {
        let unreadable =
            |e: std::io::Error| Error::new(Failure::InputUnreadable).context(format!("{}: {e}", self.file.display()));
        let content = std::fs::read(&self.file).map_err(unreadable)?;
        let new = NoticeInput { content, year: self.year, document: self.document, published_on: self.published_on };
        let mut conn = context.open()?;
        let loaded = conn.write(|conn| calendars::load_into(conn, context.clock.now(), None, &new))?;
        match loaded {
            Ok(loaded) if is_json => print_json(&loaded),
            Ok(loaded) => print(&told(&loaded, context.lang)),
            Err(faults) => {
                let faults: Vec<RowFault> = faults.iter().map(|fault| RowFault::of(fault, context.lang)).collect();
                let failure = Failure::BadCalendar;
                if is_json {
                    let message = failure.message(context.lang);
                    print_json(&serde_json::json!({"code": failure.code(), "message": message, "errors": faults}))?;
                } else {
                    print(&faults.iter().map(|fault| line_of(fault, context.lang)).collect::<Vec<_>>().join("\n"))?;
                }
                Err(failure.into())
            }
        }
    }
}

fn line_of(RowFault { line, column, reason }: &RowFault, lang: Lang) -> String {
    let column = column.map(|column| format!(" {column}")).unwrap_or_default();
    match (line, lang) {
        (Some(line), Lang::Zh) => format!("第 {line} 行{column}：{reason}"),
        (Some(line), Lang::En) => format!("line {line}{column}: {reason}"),
        (None, _) => reason.clone(),
    }
}

fn told(loaded: &LoadedCalendar, lang: Lang) -> String {
    let CalendarView { year, working_days, .. } = loaded.calendar;
    let redated = loaded.redated;
    match (lang, loaded.already_loaded) {
        (Lang::Zh, false) => {
            format!("已导入 {year} 年放假安排：全年 {working_days} 个工作日，重新推算了 {redated} 个帮扶个案的期限。")
        }
        (Lang::En, false) => {
            format!("The notice for {year} is loaded: {working_days} working days; {redated} cases have other days.")
        }
        (Lang::Zh, true) => format!("{year} 年放假安排与现行的相同，没有变化。"),
        (Lang::En, true) => format!("This notice for {year} is in force already; nothing changed."),
    }
}

fn listed(known: &CalendarList, lang: Lang) -> String {
    let mut lines: Vec<String> = known.notices.iter().map(|notice| notice_of(notice, lang)).collect();
    lines.extend(known.provisional.iter().map(|year| match lang {
        Lang::Zh => format!("{year}  尚无放假安排，按周末和法定节假日暂定"),
        Lang::En => format!("{year}  no notice: provisional, by weekends and statutory days off"),
    }));
    lines.join("\n")
}

fn notice_of(notice: &YearNoticeView, lang: Lang) -> String {
    let source = match (notice.source, lang) {
        ("built_in", Lang::Zh) => "程序自带",
        ("built_in", Lang::En) => "built in",
        (_, Lang::Zh) => "已导入",
        (_, Lang::En) => "loaded",
    };
    let replaced = match (notice.in_force, lang) {
        (true, _) => "",
        (false, Lang::Zh) => "，已被取代",
        (false, Lang::En) => ", replaced",
    };
    let day = |day: Option<String>| day.unwrap_or_else(|| "–".to_owned());
    let published_on = day(notice.published_on.map(|day| day.to_string()));
    let loaded_at = day(notice.loaded_at.map(|at| at.format("%Y-%m-%dT%H:%M:%SZ").to_string()));
    let document = day(notice.document.clone());
    format!("{}  {source}{replaced}  {published_on}  {loaded_at}  {document}", notice.year)
}

fn shown_in(shown: &CalendarView, lang: Lang) -> String {
    let CalendarView { year, working_days, provisional, .. } = shown;
    let mut text = match (lang, provisional) {
        (Lang::Zh, false) => format!("{year} 年：{working_days} 个工作日"),
        (Lang::Zh, true) => format!("{year} 年（暂定，尚无放假安排）：{working_days} 个工作日"),
        (Lang::En, false) => format!("{year}: {working_days} working days"),
        (Lang::En, true) => format!("{year} (provisional, no notice): {working_days} working days"),
    };
    for day in &shown.days {
        let word = match (day.day, lang) {
            ("work", Lang::Zh) => "上班",
            ("work", Lang::En) => "work",
            (_, Lang::Zh) => "放假",
            (_, Lang::En) => "off ",
        };
        text += &format!("\n  {}  {word}  {}", day.date, day.holiday.as_deref().unwrap_or("–"));
    }
    text
}
