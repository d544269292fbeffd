//! Rosters: a list of persons exported as a file. Numbers are masked in it as everywhere; its first
//! row states the account, the time and the purpose, and so does the audit.

use std::collections::HashMap;

use chrono::{Duration, NaiveDate, NaiveDateTime};
use diesel::dsl::{exists, not};
use diesel::prelude::*;

use crate::db::engine::query::paged;
use crate::db::people::merged::Merged;
use crate::db::schema::{account, fact, person, personal};
use crate::domain::files::sheet;
use crate::domain::values::codes::{Kind, Sex, Situation};
use crate::domain::values::division::{Division, Level, tree};
use crate::domain::values::hint::Lang;
use crate::domain::values::id_number::IdNumber;
use crate::domain::values::text::Text;
use crate::error::{Error, Failure, Result, corrupt};
use crate::on_engine;
use crate::ops::people::data_keys::data_keys;
use crate::ops::people::people::{self, PersonBrief, Wanted, masked_phone};
use crate::ops::session::Session;
use crate::seal::kept::Field;

/// Maximum number of persons in a roster.
pub const MOST: i64 = 10_000;

/// The file format of a roster.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Format {
    Csv,
    Workbook,
}

impl Format {
    /// Gives the word of the format.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Csv => "csv",
            Self::Workbook => "xlsx",
        }
    }

    /// Finds the format of a word.
    pub fn from_word(word: &str) -> Option<Self> {
        [Self::Csv, Self::Workbook].into_iter().find(|format| format.as_str() == word)
    }
}

/// Writes the persons in scope that match the filter to a file, and notes the account and the
/// reason in the audit.
///
/// # Errors
/// [`Failure::TooLarge`] for more than [`MOST`] persons, [`Failure::UnknownDivision`] for a
/// division outside the scope.
pub fn write(s: &mut Session, wanted: Wanted, format: Format, reason: &Text, lang: Lang) -> Result<Vec<u8>> {
    let found = people::list(s, &Wanted { limit: MOST, after: None, ..wanted })?;
    let many = i64::try_from(found.len()).unwrap_or(i64::MAX);
    if many > MOST {
        return Err(Failure::TooLarge.into());
    }
    let now = s.clock.now();
    let username: String = account::table.find(s.actor().account.clone()).select(account::username).first(s.conn)?;
    let ids: Vec<i64> = found.iter().map(|brief| brief.id).collect();
    let (mut details, standing) = (details(s, &ids)?, standing(s, &ids)?);
    let mut rows = vec![vec![mark(&username, now, reason, many, lang)], head(lang)];
    for brief in found {
        let (detail, standing) = (details.remove(&brief.id).unwrap_or_default(), standing.get(&brief.id));
        rows.push(row(brief, detail, standing, lang));
    }
    let failed = |e| Error::internal(format!("a roster: {e}"));
    let written = match format {
        Format::Csv => sheet::csv(&rows),
        Format::Workbook => sheet::workbook(&rows, now).map_err(failed)?,
    };
    let told = format!("{} {many} {}", format.as_str(), reason.as_str());
    s.write_beside(None, |s| s.note("people_exported", Some(told)))?;
    Ok(written)
}

/// Gives the text of the first row, so that a stray sheet tells its origin.
fn mark(username: &str, now: NaiveDateTime, reason: &Text, many: i64, lang: Lang) -> String {
    const SHANGHAI: Duration = Duration::hours(8);
    let at = (now + SHANGHAI).format("%Y-%m-%d %H:%M");
    let reason = reason.as_str();
    match lang {
        Lang::Zh => format!("{username} 于 {at} 导出，共 {many} 人，用途：{reason}。含个人信息，请勿外传。"),
        Lang::En => {
            format!("Taken by {username} at {at}, {many} persons, for: {reason}. Personal data: do not pass on.")
        }
    }
}

fn head(lang: Lang) -> Vec<String> {
    let titles: [&str; 13] = match lang {
        Lang::Zh => [
            "编号",
            "姓名",
            "性别",
            "出生日期",
            "身份证号码",
            "联系电话",
            "区划代码",
            "县（市、区）",
            "镇（街道）",
            "村（社区）",
            "就业状况",
            "就业意愿",
            "帮扶意愿",
        ],
        Lang::En => [
            "number",
            "name",
            "sex",
            "birth date",
            "ID number",
            "phone",
            "division",
            "county",
            "town",
            "village",
            "status",
            "wants work",
            "wants help",
        ],
    };
    titles.map(str::to_owned).to_vec()
}

fn row(brief: PersonBrief, detail: Detail, standing: Option<&Standing>, lang: Lang) -> Vec<String> {
    let zh = lang == Lang::Zh;
    let place = |level| {
        let of = Some(brief.division.ancestor(level)).filter(|of| of.level() == level);
        of.and_then(|of: Division| tree().get(of)).map(|entry| entry.name.to_owned()).unwrap_or_default()
    };
    let sex = detail.sex.and_then(Sex::from_number).map_or("", |sex| match sex {
        Sex::Male if zh => "男",
        Sex::Female if zh => "女",
        sex => sex.as_str(),
    });
    let status = standing.and_then(|(status, ..)| Situation::from_number(*status)).map_or("", |status| match status {
        Situation::Died if zh => "已死亡",
        Situation::Absent if zh => "不在劳动力范围",
        Situation::Employed if zh => "就业",
        Situation::WithoutWork if zh => "未就业",
        status => status.as_str(),
    });
    let flag = |wants: Option<bool>| match (wants, zh) {
        (None, _) => "",
        (Some(true), true) => "是",
        (Some(false), true) => "否",
        (Some(true), false) => "yes",
        (Some(false), false) => "no",
    };
    vec![
        brief.id.to_string(),
        brief.name.clone().unwrap_or_default(),
        sex.to_owned(),
        detail.born_on.map(|day| day.to_string()).unwrap_or_default(),
        detail.id_number.unwrap_or_default(),
        detail.phone.unwrap_or_default(),
        brief.division.significant(),
        place(Level::County),
        place(Level::Township),
        place(Level::Village),
        status.to_owned(),
        flag(standing.map(|(_, work, _)| *work)).to_owned(),
        flag(standing.map(|(.., help)| *help)).to_owned(),
    ]
}

/// Status, wish for work, wish for help.
type Standing = (i16, bool, bool);

fn standing(s: &mut Session, ids: &[i64]) -> Result<HashMap<i64, Standing>> {
    let rows: Vec<(i64, Standing)> = paged(ids, |page| {
        let query = s.people().filter(person::id.eq_any(page));
        let query = query.select((person::id, (person::status, person::wants_work, person::wants_help)));
        Ok(on_engine!(&mut *s.conn, |c| query.load(c))?)
    })?;
    Ok(rows.into_iter().collect())
}

/// The recorded data of a person, with the numbers masked.
#[derive(Default)]
struct Detail {
    sex: Option<i16>,
    born_on: Option<NaiveDate>,
    id_number: Option<String>,
    phone: Option<String>,
}

fn details(s: &mut Session, ids: &[i64]) -> Result<HashMap<i64, Detail>> {
    type Row = (i64, i16, Option<i16>, Option<NaiveDate>, Option<Vec<u8>>, Option<Vec<u8>>);
    let merged = Merged::now(s.conn)?;
    let registrations = merged.names(ids.iter().copied());
    let keys = data_keys(s, &registrations)?;
    let kinds = [Kind::PersonRegistered.number(), Kind::PersonChanged.number()];
    let rows: Vec<Row> = paged(&registrations, |page| {
        let void = diesel::alias!(fact as void);
        let voided = void.filter(void.field(fact::voids).eq(fact::position.nullable()));
        let query = fact::table
            .left_join(personal::table)
            .filter(fact::person_id.eq_any(page))
            .filter(fact::kind.eq_any(kinds))
            .filter(not(exists(voided)))
            .order((fact::effective_on, fact::position))
            .select((
                fact::person_id.assume_not_null(),
                fact::kind,
                fact::sex,
                fact::born_on,
                personal::id_number.nullable(),
                personal::phone.nullable(),
            ));
        Ok(on_engine!(&mut *s.conn, |c| query.load(c))?)
    })?;
    let mut details: HashMap<i64, Detail> = HashMap::new();
    for (id, kind, sex, born_on, id_number, phone) in rows {
        if merged.is_given_up(id) && kind == Kind::PersonRegistered.number() {
            continue;
        }
        let open = |field, sealed: Option<Vec<u8>>| -> Result<Option<String>> {
            let (Some(sealed), Some(key)) = (sealed, keys.get(&id)) else { return Ok(None) };
            let opened = key.open(field, id, &sealed);
            opened.map(Some).map_err(|e| corrupt("person", id, e))
        };
        let (id_number, phone) = (open(Field::IdNumber, id_number)?, open(Field::Phone, phone)?);
        let detail = details.entry(merged.root(id)).or_default();
        detail.sex = sex.or(detail.sex);
        detail.born_on = born_on.or(detail.born_on);
        if let Some(number) = id_number {
            detail.id_number = IdNumber::parse(&number).ok().map(|number| number.masked());
        }
        if let Some(phone) = phone {
            detail.phone = Some(masked_phone(&phone));
        }
    }
    Ok(details)
}
