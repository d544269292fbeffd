//! Lists of people sent as files: surveys of graduates and villages' real-name ledgers. Every good row becomes facts by the
//! ledger's one way in, batch by batch; what became of a row is kept in the transaction that records it. The facts are named
//! after the file and the row, so that a file that broke off midway goes on where it was, and one that was recorded is not
//! recorded again. Interchange lines are imported by `import`.

use std::collections::{BTreeMap, HashMap, HashSet};

use chrono::{Days, NaiveDate, NaiveDateTime};
use diesel::dsl::{exists, max, not};
use diesel::prelude::*;
use serde::Serialize;
use serde_json::{Map, Value};
use zeroize::Zeroizing;

use crate::auth::Role;
use crate::clock::utc;
use crate::db::engine::query::paged;
use crate::db::ledger::restoring;
use crate::db::people::merged::{self, Merged};
use crate::db::schema::{fact, import, import_row, person, personal, sender};
use crate::domain::files::columns::{Column, Why, titles};
use crate::domain::files::sheet::cells::Cell;
use crate::domain::files::sheet::{self, Sheet};
use crate::domain::files::survey::{self, Entry, List, Reading};
use crate::domain::ledger::fact::{Claim, Line};
use crate::domain::ledger::incoming::{Incoming, Outcome};
use crate::domain::people::name;
use crate::domain::people::said::{Changes, Optional, Registration};
use crate::domain::values::codes::{Kind, RowOutcome};
use crate::domain::values::division::Division;
use crate::domain::values::hint::Lang;
use crate::domain::values::text::{Phone, Reference, Text};
use crate::error::{Error, Failure, Result};
use crate::on_engine;
use crate::ops::people::data_keys::data_keys;
use crate::ops::recording::record;
use crate::ops::session::audit::{self, Note};
use crate::ops::session::references::OWN_SENDER;
use crate::ops::session::{Session, division};
use crate::seal::kept::{Field, Kept};

/// Rows of one transaction: at most two facts each.
const BATCH: usize = 500;
/// Refused rows that an answer lists; the result has all.
const SHOWN: i64 = 1_000;
/// Days for which a file is kept, to write its result.
const KEPT_DAYS: u64 = 30;

/// What is asked of an import.
pub struct Asked {
    pub list: List,
    /// Whose names those have who are registered.
    pub sender: Option<Reference>,
    /// Check everything, keep nothing.
    pub dry_run: bool,
    pub content: Vec<u8>,
    pub lang: Lang,
}

/// What is told of an import.
#[derive(Serialize, utoipa::ToSchema, Debug)]
pub struct ImportView {
    /// None of a dry run, which keeps nothing.
    pub id: Option<i64>,
    #[schema(value_type = String, example = "graduates")]
    pub list: &'static str,
    /// What its account reached.
    #[schema(value_type = String, example = "440703002101")]
    pub division: Division,
    pub account: String,
    /// Whose names those have who were registered.
    pub sender: String,
    /// UTC.
    #[serde(serialize_with = "utc")]
    pub sent_at: NaiveDateTime,
    /// `done`, or `unfinished`: it is under way, or broke off and goes on when the file is sent again.
    #[schema(value_type = String, example = "done")]
    pub state: &'static str,
    /// How many rows it has.
    pub rows: i32,
    /// How many are done with.
    pub taken: i32,
    pub registered: i32,
    pub changed: i32,
    /// The ledger says so already.
    pub unchanged: i32,
    /// By an earlier sending of the same file.
    pub recorded_before: i32,
    pub refused: i32,
    /// The last day on which the result can be had.
    pub result_until: Option<NaiveDate>,
}

/// An import with its refused rows.
#[derive(Serialize, utoipa::ToSchema, Debug)]
pub struct ImportReport {
    #[serde(flatten)]
    pub import: ImportView,
    /// Whether the file was sent before and this is what came of it then.
    pub earlier: bool,
    pub dry_run: bool,
    /// The columns that were read, by their usual names; every other was left alone.
    #[schema(example = json!(["姓名", "身份证号码", "联系电话"]))]
    pub columns: Vec<&'static str>,
    /// The first 1,000.
    pub refusals: Vec<RefusedRow>,
}

/// A refused row.
#[derive(Serialize, utoipa::ToSchema, Debug)]
pub struct RefusedRow {
    /// As a spreadsheet counts them.
    pub row: i32,
    /// A code of the interchange contract, `repeated` or `name_differs`.
    #[schema(example = "bad_value")]
    pub code: String,
    #[schema(example = "身份证号码")]
    pub column: Option<String>,
    /// Why, and what to do about it.
    pub reason: String,
}

impl RefusedRow {
    /// Says in a language why a row is refused.
    pub(in crate::ops) fn of(number: usize, why: Why, lang: Lang) -> Self {
        Self {
            row: count(number),
            code: why.code.to_owned(),
            column: why.column.map(str::to_owned),
            reason: match lang {
                Lang::Zh => why.zh,
                Lang::En => why.en,
            },
        }
    }
}

/// Takes the rows of a file: records the good ones, and tells what became of each.
///
/// # Errors
/// What the database gives; the batches recorded before stay, and the same file sent again goes on.
pub fn take(s: &mut Session, asked: &Asked, sheet: &Sheet) -> Result<ImportReport> {
    if !asked.dry_run {
        return run(s, asked, sheet);
    }
    let mut tried = None;
    let undone = s.write(|s| {
        tried = Some(run(s, asked, sheet)?);
        Err::<(), _>(Error::new(Failure::Internal).context("a dry run"))
    });
    match (tried, undone) {
        (Some(report), _) => Ok(report),
        (None, Err(e)) => Err(e),
        (None, Ok(())) => Err(Failure::Internal.into()),
    }
}

/// Does it in a transaction of its own; a dry run is one already.
fn within<T>(s: &mut Session, dry_run: bool, work: impl FnOnce(&mut Session<'_>) -> Result<T>) -> Result<T> {
    if dry_run { work(s) } else { s.write(work) }
}

fn run(s: &mut Session, asked: &Asked, sheet: &Sheet) -> Result<ImportReport> {
    let sender = asked.sender.as_ref().map_or(OWN_SENDER, Reference::as_str).to_owned();
    let reach = s.actor().scope;
    let named = format!("import {} {reach} {} {sender} ", asked.list.as_str(), sender.len());
    let hash = s.keys.content_hash(&[named.as_bytes(), &asked.content].concat());
    let known = within(s, asked.dry_run, |s| {
        restoring::refuse(s.conn)?;
        find(s, &hash).and_then(|known| known.map_or_else(|| create(s, asked, sheet, &sender, &hash), Ok))
    })?;
    let earlier = known.finished;
    if !earlier {
        let own = Some(reach).filter(|_| s.actor().role == Role::CommunityCaseworker);
        let entries = Reading::new(reach, own, known.read_on).entries(sheet);
        let mut file = File { id: known.id, name: file_name(&hash), sender };
        let mut rest = entries.as_slice();
        while !rest.is_empty() {
            let (batch, others) = rest.split_at(BATCH.min(rest.len()));
            rest = others;
            within(s, asked.dry_run, |s| {
                file.record(s, batch)?;
                if others.is_empty() { file.finish(s) } else { Ok(()) }
            })?;
        }
    }
    let mut view = get(s, known.id)?;
    view.id = view.id.filter(|_| !asked.dry_run);
    view.result_until = view.result_until.filter(|_| !asked.dry_run);
    Ok(ImportReport {
        import: view,
        earlier,
        dry_run: asked.dry_run,
        columns: titles(&sheet.head, &survey::COLUMNS),
        refusals: refusals(s, known.id, asked.lang)?,
    })
}

/// How the facts of a file begin that are named after it.
fn file_name(hash: &[u8]) -> String {
    let digits: String = hash.iter().take(16).map(|byte| format!("{byte:02x}")).collect();
    format!("import:{digits}")
}

/// An import that was begun.
struct Known {
    id: i64,
    read_on: NaiveDate,
    finished: bool,
}

fn find(s: &mut Session, hash: &[u8]) -> Result<Option<Known>> {
    let query = import::table
        .filter(import::hash.eq(hash))
        .filter(import::account.eq(s.actor().account.clone()))
        .select((import::id, import::read_on, import::finished_at));
    let known: Option<(i64, NaiveDate, Option<NaiveDateTime>)> = query.first(s.conn).optional()?;
    Ok(known.map(|(id, read_on, finished_at)| Known { id, read_on, finished: finished_at.is_some() }))
}

fn create(s: &mut Session, asked: &Asked, sheet: &Sheet, sender: &str, hash: &[u8]) -> Result<Known> {
    let (now, read_on) = (s.clock.now(), s.clock.today());
    forget(s, read_on)?;
    let last: Option<i64> = import::table.select(max(import::id)).first(s.conn)?;
    let id = last.unwrap_or(0) + 1;
    let (key, wrapped) = s.keys.new_key_of(Kept::Import, id);
    diesel::insert_into(import::table)
        .values((
            import::id.eq(id),
            import::hash.eq(hash),
            import::account.eq(s.actor().account.clone()),
            import::list.eq(asked.list.as_str()),
            import::division.eq(s.actor().scope.number()),
            import::sender.eq(sender),
            import::read_on.eq(read_on),
            import::row_count.eq(count(sheet.rows.len())),
            (import::registered.eq(0), import::changed.eq(0), import::unchanged.eq(0)),
            (import::recorded_before.eq(0), import::refused.eq(0)),
            import::wrapped.eq(wrapped),
            import::sealed.eq(key.seal_kept(Kept::Import, id, &asked.content)),
            import::sent_at.eq(now),
        ))
        .execute(s.conn)?;
    s.note("import_begun", Some(id.to_string()))?;
    Ok(Known { id, read_on, finished: false })
}

/// Throws away the files of imports whose result is not to be had any longer.
fn forget(s: &mut Session, today: NaiveDate) -> Result<()> {
    let Some(before) = today.checked_sub_days(Days::new(KEPT_DAYS)) else { return Ok(()) };
    diesel::update(import::table.filter(import::sealed.is_not_null()).filter(import::read_on.lt(before)))
        .set((import::wrapped.eq(None::<Vec<u8>>), import::sealed.eq(None::<Vec<u8>>)))
        .execute(s.conn)?;
    Ok(())
}

/// The last day on which the result of a file that came on a day can be had.
fn kept_until(read_on: NaiveDate) -> Option<NaiveDate> {
    read_on.checked_add_days(Days::new(KEPT_DAYS))
}

fn count(rows: usize) -> i32 {
    i32::try_from(rows).unwrap_or(i32::MAX)
}

/// A file on its way into the ledger.
struct File {
    id: i64,
    /// What the references of its facts and people begin with.
    name: String,
    /// Whose names those have who are registered.
    sender: String,
}

/// What became of a row, as it is kept.
#[derive(Insertable)]
#[diesel(table_name = import_row, treat_none_as_default_value = false)]
struct Done {
    import_id: i64,
    number: i32,
    outcome: i16,
    code: Option<String>,
    title: Option<String>,
    zh: Option<String>,
    en: Option<String>,
}

/// What the ledger knows of somebody in reach.
struct Standing {
    sender: String,
    person_ref: String,
    registered_on: NaiveDate,
    /// What was said of the person, the later the later, with the day from which on it holds.
    said: Vec<(NaiveDate, Said)>,
    wishes: Vec<(NaiveDate, (bool, bool))>,
}

/// What one registration or change says of what a list can say too.
#[derive(Clone, Default)]
struct Said {
    name: Option<String>,
    division: Option<i64>,
    phone: Option<String>,
    address: Option<String>,
    attributes: Map<String, Value>,
}

impl File {
    /// Records a batch of rows, but for those that are done with.
    fn record(&mut self, s: &mut Session, batch: &[(usize, Result<Entry, Why>)]) -> Result<()> {
        restoring::refuse(s.conn)?;
        let numbers: Vec<i32> = batch.iter().map(|(number, _)| count(*number)).collect();
        let id = self.id;
        let done: HashSet<i32> = on_engine!(&mut *s.conn, |c| import_row::table
            .filter(import_row::import_id.eq(id))
            .filter(import_row::number.eq_any(numbers))
            .select(import_row::number)
            .load(c))?
        .into_iter()
        .collect();
        let open: Vec<&(usize, Result<Entry, Why>)> =
            batch.iter().filter(|(number, _)| !done.contains(&count(*number))).collect();
        if open.is_empty() {
            return Ok(());
        }
        let before = self.recorded_before(s, &open)?;
        let known = standings(s, open.iter().filter_map(|(_, entry)| entry.as_ref().ok()))?;

        let mut lines: Vec<Incoming> = Vec::new();
        let mut rows: Vec<(usize, Row<'_>)> = Vec::new();
        for (number, entry) in open {
            let row = match entry {
                Err(why) => Row::Refused(why.clone()),
                Ok(_) if before.contains(number) => Row::RecordedBefore,
                Ok(entry) => {
                    let from = lines.len();
                    match self.lines(*number, entry, known.get(entry.registration.id_number.as_str())) {
                        Err(why) => Row::Refused(why),
                        Ok((sender, said)) => {
                            let incoming =
                                |line| Incoming { sender: Some(sender.clone()), line, live: true, scope: s.scope() };
                            lines.extend(said.into_iter().map(incoming));
                            Row::Sent { entry, lines: from..lines.len() }
                        }
                    }
                }
            };
            rows.push((*number, row));
        }
        let outcomes = record::record(s.conn, s.keys, s.clock.now(), &lines)?;
        let is_known = |entry: &Entry| known.contains_key(entry.registration.id_number.as_str());
        let rows: Vec<(usize, RowOutcome, Option<Why>)> = rows
            .into_iter()
            .map(|(number, row)| {
                let (outcome, why) = row.outcome(&outcomes, is_known);
                (number, outcome, why)
            })
            .collect();
        self.keep(s, rows, &outcomes)
    }

    /// The rows of which this file's facts are in the ledger: it was sent by another account of the same village, or before
    /// the database was restored.
    fn recorded_before(&self, s: &mut Session, open: &[&(usize, Result<Entry, Why>)]) -> Result<HashSet<usize>> {
        let senders: Vec<i32> = sender::table.select(sender::id).load(s.conn)?;
        let events: HashMap<String, usize> = open
            .iter()
            .filter(|(_, entry)| entry.is_ok())
            .flat_map(|(number, _)| ["r", "c", "w"].map(|what| (self.event(*number, what), *number)))
            .collect();
        let names: Vec<String> = events.keys().cloned().collect();
        let known: Vec<String> = paged(&names, |page| {
            Ok(on_engine!(&mut *s.conn, |c| fact::table
                .filter(fact::sender_id.eq_any(&senders))
                .filter(fact::event_ref.eq_any(page))
                .select(fact::event_ref)
                .load(c))?)
        })?;
        Ok(known.iter().filter_map(|event| events.get(event).copied()).collect())
    }

    fn event(&self, number: usize, what: &str) -> String {
        format!("{}:{number}:{what}", self.name)
    }

    /// What a row has to say that the ledger does not know, and whose names it says it under.
    fn lines(&self, number: usize, entry: &Entry, known: Option<&Standing>) -> Result<(Reference, Vec<Line>), Why> {
        let reference = |text: &str| {
            Reference::parse(text)
                .map_err(|hint| Why::of_refusal(&crate::domain::values::refusal::Refusal::bad_value("event_ref", hint)))
        };
        let (sender, person) = match known {
            Some(known) => (reference(&known.sender)?, reference(&known.person_ref)?),
            None => (reference(&self.sender)?, reference(&format!("{}:{number}", self.name))?),
        };
        let line = |what: &str, claim: Claim| {
            Ok(Line {
                event_ref: reference(&self.event(number, what))?,
                effective_on: entry.on,
                sender: None,
                subject_sender: None,
                recorded_at: None,
                claim,
            })
        };
        let mut lines = Vec::new();
        match known {
            None => {
                let person_data = Box::new(entry.registration.clone());
                lines.push(line("r", Claim::PersonRegistered { person: person.clone(), person_data })?);
            }
            Some(known) => {
                let said = known.on(entry.on);
                if said.name.as_ref().is_some_and(|of| name::fold(of) != name::fold(entry.registration.name.as_str())) {
                    return Err(Why::of(
                        "name_differs",
                        Column::Name,
                        "该身份证号码登记的是另一姓名；请核对号码，确已更名的请先在人员资料中变更。",
                        "the ID number is registered under another name; check the number, or record the change of name first.",
                    ));
                }
                if let Some(changes) = said.changes(entry) {
                    lines.push(line("c", Claim::PersonChanged { person: person.clone(), changes: Box::new(changes) })?);
                }
            }
        }
        let wish = known.and_then(|known| known.wish_on(entry.on));
        let work = entry.wants_work.or(wish.map(|(work, _)| work));
        let help = entry.wants_help.or(wish.map(|(_, help)| help));
        // Whether somebody wants work is never guessed.
        if let Some(work) = work {
            let help = help.unwrap_or(false);
            if wish != Some((work, help)) {
                lines.push(line("w", Claim::WishDeclared { person, work, help })?);
            }
        }
        Ok((sender, lines))
    }

    /// Writes down what became of rows, and who brought it about.
    fn keep(&self, s: &mut Session, rows: Vec<(usize, RowOutcome, Option<Why>)>, outcomes: &[Outcome]) -> Result<()> {
        let of = |wanted: RowOutcome| count(rows.iter().filter(|(_, outcome, _)| *outcome == wanted).count());
        diesel::update(import::table.find(self.id))
            .set((
                import::registered.eq(import::registered + of(RowOutcome::Registered)),
                import::changed.eq(import::changed + of(RowOutcome::Changed)),
                import::unchanged.eq(import::unchanged + of(RowOutcome::Unchanged)),
                import::recorded_before.eq(import::recorded_before + of(RowOutcome::RecordedBefore)),
                import::refused.eq(import::refused + of(RowOutcome::Refused)),
            ))
            .execute(s.conn)?;
        let done: Vec<Done> = rows
            .into_iter()
            .map(|(number, outcome, why)| {
                let code = why.as_ref().map(|why| why.code.to_owned());
                let title = why.as_ref().and_then(|why| why.column).map(str::to_owned);
                let (zh, en) = why.map(|why| (why.zh, why.en)).unzip();
                Done { import_id: self.id, number: count(number), outcome: outcome.number(), code, title, zh, en }
            })
            .collect();
        on_engine!(&mut *s.conn, |c| diesel::insert_into(import_row::table).values(&done).execute(c))?;
        let positions: Vec<i64> = outcomes
            .iter()
            .filter_map(|outcome| match outcome {
                Outcome::Applied { position, .. } => Some(*position),
                Outcome::Duplicate { .. } | Outcome::Refused(_) => None,
            })
            .collect();
        let note = Note {
            at: s.clock.now(),
            account: Some(s.actor().account.clone()),
            action: "import_recorded".to_owned(),
            subject: Some(self.id.to_string()),
            request_id: s.request_id.to_owned(),
            first_position: positions.first().copied(),
            last_position: positions.last().copied(),
        };
        audit::note(s.conn, &[note])
    }

    fn finish(&self, s: &mut Session) -> Result<()> {
        let now = s.clock.now();
        diesel::update(import::table.find(self.id)).set(import::finished_at.eq(now)).execute(s.conn)?;
        Ok(())
    }
}

/// A row of a batch on its way.
enum Row<'e> {
    Refused(Why),
    RecordedBefore,
    /// Its lines are these of the batch.
    Sent {
        entry: &'e Entry,
        lines: std::ops::Range<usize>,
    },
}

impl Row<'_> {
    fn outcome(self, outcomes: &[Outcome], is_known: impl Fn(&Entry) -> bool) -> (RowOutcome, Option<Why>) {
        let (entry, own) = match self {
            Self::Refused(why) => return (RowOutcome::Refused, Some(why)),
            Self::RecordedBefore => return (RowOutcome::RecordedBefore, None),
            Self::Sent { entry, lines } => (entry, outcomes.get(lines).unwrap_or_default()),
        };
        let refusal = own.iter().find_map(|outcome| match outcome {
            Outcome::Refused(refusal) => Some(Why::of_refusal(refusal)),
            Outcome::Applied { .. } | Outcome::Duplicate { .. } => None,
        });
        let outcome = match &refusal {
            Some(_) => RowOutcome::Refused,
            None if own.is_empty() => RowOutcome::Unchanged,
            None if own.iter().all(|outcome| matches!(outcome, Outcome::Duplicate { .. })) => {
                RowOutcome::RecordedBefore
            }
            None if is_known(entry) => RowOutcome::Changed,
            None => RowOutcome::Registered,
        };
        (outcome, refusal)
    }
}

impl Standing {
    /// What holds on a day; of one before the registration, what that says.
    fn on(&self, day: NaiveDate) -> Said {
        let mut holds = Said::default();
        for (_, said) in self.said.iter().filter(|(from, _)| *from <= day.max(self.registered_on)) {
            let said = said.clone();
            holds.name = said.name.or(holds.name);
            holds.division = said.division.or(holds.division);
            holds.phone = said.phone.or(holds.phone);
            holds.address = said.address.or(holds.address);
            holds.attributes.extend(said.attributes);
        }
        holds
    }

    fn wish_on(&self, day: NaiveDate) -> Option<(bool, bool)> {
        self.wishes.iter().rev().find(|(from, _)| *from <= day).map(|(_, wish)| *wish)
    }
}

impl Said {
    /// What a row says otherwise; what it does not say stays.
    fn changes(&self, entry: &Entry) -> Option<Changes> {
        let Registration { residence_division, optional, .. } = &entry.registration;
        let word = |name: &str| self.attributes.get(name).and_then(Value::as_str);
        let digits = |phone: &str| phone.chars().filter(char::is_ascii_digit).collect::<String>();
        let plain = |address: &str| address.chars().filter(|c| !c.is_whitespace()).collect::<String>();
        let new_phone = |phone: &&Phone| self.phone.as_deref().map(digits) != Some(digits(phone.as_str()));
        let new_address = |address: &&Text| self.address.as_deref().map(plain) != Some(plain(address.as_str()));
        let new_day = |day: &NaiveDate| word("graduated_on") != Some(&day.to_string());
        let rural = self.attributes.get("hukou_rural").and_then(Value::as_bool);
        let changes = Changes {
            name: None,
            residence_division: Some(*residence_division)
                .filter(|of| entry.says_where && self.division != Some(of.number())),
            optional: Optional {
                phone: optional.phone.as_ref().filter(new_phone).cloned(),
                address: optional.address.as_ref().filter(new_address).cloned(),
                education: optional.education.clone().filter(|code| word("education") != Some(code.as_str())),
                hukou_rural: optional.hukou_rural.filter(|is| rural != Some(*is)),
                graduated_on: optional.graduated_on.filter(new_day),
                ..Optional::default()
            },
        };
        (changes != Changes::default()).then_some(changes)
    }
}

/// What the ledger knows of those of these people who are in reach, by their ID numbers.
fn standings<'e>(s: &mut Session, entries: impl Iterator<Item = &'e Entry>) -> Result<HashMap<String, Standing>> {
    let numbers: HashMap<Vec<u8>, &str> = entries
        .map(|entry| entry.registration.id_number.as_str())
        .map(|number| (s.keys.blind_index(Field::IdNumber, number).to_vec(), number))
        .collect();
    let indexes: Vec<Vec<u8>> = numbers.keys().cloned().collect();
    let owners = merged::of_id_numbers(s.conn, &indexes)?;
    let owned: Vec<i64> = owners.values().copied().collect();
    let people: Vec<(i64, (String, String))> = paged(&owned, |page| {
        let query = s.people().filter(person::id.eq_any(page)).select((person::id, (sender::name, person::ref_)));
        Ok(on_engine!(&mut *s.conn, |c| query.load(c))?)
    })?;
    let people: HashMap<i64, (String, String)> = people.into_iter().collect();
    let ids: Vec<i64> = people.keys().copied().collect();
    let said = said_of(s, &ids)?;
    let wishes = wishes_of(s, &ids)?;
    let mut standings = HashMap::new();
    for (index, number) in numbers {
        let Some(id) = owners.get(&index) else { continue };
        let Some((sender, person_ref)) = people.get(id).cloned() else { continue };
        let (registered_on, said) = said.get(id).cloned().unwrap_or_default();
        let wishes = wishes.get(id).cloned().unwrap_or_default();
        standings.insert(number.to_owned(), Standing { sender, person_ref, registered_on, said, wishes });
    }
    Ok(standings)
}

/// The live registrations and changes of persons, the later ones later, with the day of the registration.
fn said_of(s: &mut Session, ids: &[i64]) -> Result<HashMap<i64, (NaiveDate, Vec<(NaiveDate, Said)>)>> {
    type Row = (i64, i16, NaiveDate, Option<i64>, Option<String>, Option<String>, Option<Vec<u8>>, Option<Vec<u8>>);
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
                fact::effective_on,
                fact::division,
                fact::attributes,
                personal::name.nullable(),
                personal::phone.nullable(),
                personal::address.nullable(),
            ));
        Ok(on_engine!(&mut *s.conn, |c| query.load(c))?)
    })?;
    let mut people: HashMap<i64, (NaiveDate, Vec<(NaiveDate, Said)>)> = HashMap::new();
    for (id, kind, on, division, attributes, name, phone, address) in rows {
        let open = |field, sealed: Option<Vec<u8>>| -> Result<Option<String>> {
            let (Some(sealed), Some(key)) = (sealed, keys.get(&id)) else { return Ok(None) };
            let opened = key.open(field, id, &sealed);
            opened.map(Some).map_err(|e| Error::new(Failure::Internal).context(format!("person {id}: {e}")))
        };
        let said = Said {
            name,
            division,
            phone: open(Field::Phone, phone)?,
            address: open(Field::Address, address)?,
            attributes: attributes.as_deref().and_then(|text| serde_json::from_str(text).ok()).unwrap_or_default(),
        };
        if kind == Kind::PersonRegistered.number() && merged.is_given_up(id) {
            continue;
        }
        let person = people.entry(merged.root(id)).or_default();
        if kind == Kind::PersonRegistered.number() {
            person.0 = on;
        }
        person.1.push((on, said));
    }
    Ok(people)
}

/// The live wishes of persons, the later ones later: work, help.
fn wishes_of(s: &mut Session, ids: &[i64]) -> Result<BTreeMap<i64, Vec<(NaiveDate, (bool, bool))>>> {
    let merged = Merged::now(s.conn)?;
    let rows: Vec<(i64, NaiveDate, Option<i16>)> = paged(&merged.names(ids.iter().copied()), |page| {
        let void = diesel::alias!(fact as void);
        let voided = void.filter(void.field(fact::voids).eq(fact::position.nullable()));
        let query = fact::table
            .filter(fact::person_id.eq_any(page))
            .filter(fact::kind.eq(Kind::WishDeclared.number()))
            .filter(not(exists(voided)))
            .order((fact::effective_on, fact::position))
            .select((fact::person_id.assume_not_null(), fact::effective_on, fact::code));
        Ok(on_engine!(&mut *s.conn, |c| query.load(c))?)
    })?;
    let mut wishes: BTreeMap<i64, Vec<(NaiveDate, (bool, bool))>> = BTreeMap::new();
    for (id, on, code) in rows {
        let code = code.unwrap_or(0);
        wishes.entry(merged.root(id)).or_default().push((on, (code & 1 != 0, code & 2 != 0)));
    }
    Ok(wishes)
}

/// The first refused rows of an import.
fn refusals(s: &mut Session, id: i64, lang: Lang) -> Result<Vec<RefusedRow>> {
    type Refused = (i32, Option<String>, Option<String>, Option<String>, Option<String>);
    let query = import_row::table
        .filter(import_row::import_id.eq(id))
        .filter(import_row::outcome.eq(RowOutcome::Refused.number()))
        .order(import_row::number)
        .limit(SHOWN)
        .select((import_row::number, import_row::code, import_row::title, import_row::zh, import_row::en));
    let rows: Vec<Refused> = on_engine!(&mut *s.conn, |c| query.load(c))?;
    let refused = |(row, code, column, zh, en): Refused| RefusedRow {
        row,
        code: code.unwrap_or_default(),
        column,
        reason: match lang {
            Lang::Zh => zh.unwrap_or_default(),
            Lang::En => en.unwrap_or_default(),
        },
    };
    Ok(rows.into_iter().map(refused).collect())
}

type ViewRow = (
    (i64, String, i64, String, String, NaiveDate),
    (i32, i32, i32, i32, i32, i32),
    (NaiveDateTime, Option<NaiveDateTime>),
);

impl ImportView {
    fn of((what, counts, (sent_at, finished_at)): ViewRow) -> Result<Self> {
        let (id, list, number, account, sender, read_on) = what;
        let (rows, registered, changed, unchanged, recorded_before, refused) = counts;
        Ok(Self {
            id: Some(id),
            list: List::from_word(&list).ok_or(Failure::Internal)?.as_str(),
            division: division(number)?,
            account,
            sender,
            sent_at,
            state: if finished_at.is_some() { "done" } else { "unfinished" },
            rows,
            taken: registered + changed + unchanged + recorded_before + refused,
            registered,
            changed,
            unchanged,
            recorded_before,
            refused,
            result_until: kept_until(read_on),
        })
    }
}

/// The columns of [`ViewRow`].
#[diesel::dsl::auto_type]
fn columns() -> _ {
    (
        (import::id, import::list, import::division, import::account, import::sender, import::read_on),
        (
            import::row_count,
            import::registered,
            import::changed,
            import::unchanged,
            import::recorded_before,
            import::refused,
        ),
        (import::sent_at, import::finished_at),
    )
}

/// Lists the imports of accounts in reach, the latest first, one more than the limit when there are more.
///
/// # Errors
/// When the database fails.
pub fn list(s: &mut Session, before: Option<i64>, limit: i64) -> Result<Vec<ImportView>> {
    let (from, to) = s.bounds();
    let query = import::table
        .filter(import::division.ge(from))
        .filter(import::division.lt(to))
        .filter(import::id.lt(before.unwrap_or(i64::MAX)))
        .order(import::id.desc())
        .limit(limit + 1)
        .select(columns());
    let rows: Vec<ViewRow> = on_engine!(&mut *s.conn, |c| query.load(c))?;
    rows.into_iter().map(ImportView::of).collect()
}

/// Looks at an import of an account in reach: how far it is, and what became of its rows.
///
/// # Errors
/// [`Failure::NotFound`] when there is none.
pub fn get(s: &mut Session, id: i64) -> Result<ImportView> {
    let (from, to) = s.bounds();
    let query = import::table
        .filter(import::id.eq(id))
        .filter(import::division.ge(from))
        .filter(import::division.lt(to))
        .select(columns());
    let row: Option<ViewRow> = query.first(s.conn).optional()?;
    ImportView::of(row.ok_or(Failure::NotFound)?)
}

/// Opens the file of an import of the actor's own.
///
/// # Errors
/// [`Failure::NotFound`] when it is another account's, or the file is kept no longer.
pub fn file(s: &mut Session, id: i64) -> Result<Zeroizing<Vec<u8>>> {
    type Sealed = (Option<Vec<u8>>, Option<Vec<u8>>, NaiveDate);
    get(s, id)?;
    let query = import::table.filter(import::id.eq(id)).filter(import::account.eq(s.actor().account.clone())).select((
        import::wrapped,
        import::sealed,
        import::read_on,
    ));
    let (wrapped, sealed, read_on) = query.first::<Sealed>(s.conn).optional()?.ok_or(Failure::NotFound)?;
    let is_kept = kept_until(read_on).is_some_and(|day| s.clock.today() <= day);
    let (Some(wrapped), Some(sealed)) = (wrapped, sealed.filter(|_| is_kept)) else {
        return Err(Failure::NotFound.into());
    };
    let broken = |e| Error::new(Failure::Internal).context(format!("import {id}: {e}"));
    let key = s.keys.unwrap_key_of(Kept::Import, id, &wrapped).map_err(broken)?;
    key.open_kept(Kept::Import, id, &sealed).map_err(broken)
}

/// Writes the result of an import as a workbook: the rows of its [`file()`] as they came, with what
/// became of each and why. Only the account that sent the file has it, since its personal data is
/// shown as it was sent; that it was given out is written down.
///
/// It is made when it is asked for, from the sealed file and the outcomes kept with the facts: one made with the upload would be
/// missing where the import broke off, and would hold the same data twice.
///
/// # Errors
/// [`Failure::NotFound`] when it is another account's.
pub fn result(s: &mut Session, id: i64, sheet: &Sheet, lang: Lang) -> Result<Vec<u8>> {
    if get(s, id)?.account != s.actor().account {
        return Err(Failure::NotFound.into());
    }
    let query = import_row::table.filter(import_row::import_id.eq(id)).select((
        import_row::number,
        import_row::outcome,
        import_row::zh,
        import_row::en,
    ));
    let done: Vec<(i32, i16, Option<String>, Option<String>)> = on_engine!(&mut *s.conn, |c| query.load(c))?;
    let done: HashMap<i32, (i16, Option<String>)> = done
        .into_iter()
        .map(|(number, outcome, zh, en)| (number, (outcome, if lang == Lang::Zh { zh } else { en })))
        .collect();
    let width = sheet.rows.iter().map(|row| row.cells.len()).max().unwrap_or(0).max(sheet.head.cells.len());
    let written = |cells: &[Cell], outcome: &str, reason: &str| {
        let mut texts: Vec<String> = cells.iter().map(Cell::text).collect();
        texts.resize(width, String::new());
        texts.extend([outcome.to_owned(), reason.to_owned()]);
        texts
    };
    let (outcome, reason) = if lang == Lang::Zh { ("结果", "原因") } else { ("outcome", "reason") };
    let mut rows = vec![written(&sheet.head.cells, outcome, reason)];
    for row in &sheet.rows {
        let (outcome, reason) = done
            .get(&count(row.number))
            .map_or((None, None), |(outcome, reason)| (RowOutcome::from_number(*outcome), reason.as_deref()));
        rows.push(written(&row.cells, word(outcome, lang), reason.unwrap_or_default()));
    }
    let written = sheet::workbook(&rows, s.clock.now())
        .map_err(|e| Error::new(Failure::Internal).context(format!("import {id}: {e}")))?;
    s.write_beside(None, |s| s.note("import_result_read", Some(id.to_string())))?;
    Ok(written)
}

/// Says what became of a row; none, as long as its import has not come to it.
fn word(outcome: Option<RowOutcome>, lang: Lang) -> &'static str {
    let (zh, en) = match outcome {
        Some(RowOutcome::Registered) => ("已登记", "registered"),
        Some(RowOutcome::Changed) => ("已变更", "changed"),
        Some(RowOutcome::Unchanged) => ("无变化", "unchanged"),
        Some(RowOutcome::RecordedBefore) => ("此前已录入", "recorded before"),
        Some(RowOutcome::Refused) => ("未录入", "refused"),
        None => ("尚未处理", "not yet taken"),
    };
    match lang {
        Lang::Zh => zh,
        Lang::En => en,
    }
}
