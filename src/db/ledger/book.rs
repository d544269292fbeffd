//! The working set of one batch: every name, subject and fact that its lines refer to. It is loaded
//! before the first line and updated after each, so that a line sees the effect of the lines before
//! it.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use diesel::dsl::max;
use diesel::prelude::*;

use super::names::Names;
use crate::db::Conn;
use crate::db::decisions::applications::{self, Application};
use crate::db::engine::query::paged;
use crate::db::facts::log::{self, Said};
use crate::db::facts::rows;
use crate::db::people::merged::Merged;
use crate::db::people::subjects::{HouseholdRow, Name, PersonRow};
use crate::db::schema::{employment, fact, helper, household, person, person_key, sender};
use crate::domain::ledger::accept::Start;
use crate::domain::ledger::fact::Claim;
use crate::domain::ledger::incoming::Incoming;
use crate::domain::people::person::PersonFact;
use crate::domain::registers::world::World;
use crate::domain::values::codes::Kind;
use crate::domain::values::text::Reference;
use crate::error::Result;
use crate::on_engine;
use crate::seal::kept::Field;
use crate::seal::keys::Keys;

/// An event that a sender has already sent.
#[derive(Clone, Debug)]
pub struct Event {
    pub position: i64,
    pub content_hash: Vec<u8>,
    pub kind: i16,
    pub person_id: Option<i64>,
    pub household_id: Option<i64>,
    pub employment_id: Option<i64>,
    /// For a step: the position of its application.
    pub about: Option<i64>,
    /// For a merge: the registration merged away.
    pub other_id: Option<i64>,
    pub voided: bool,
}

/// The working set of a batch.
#[derive(Default)]
pub struct Book {
    pub senders: BTreeMap<String, i32>,
    pub new_senders: Vec<(i32, String)>,
    pub persons: Names,
    pub households: Names,
    pub employments: Names,
    pub helpers: Names,
    pub person_rows: HashMap<i64, PersonRow>,
    pub household_rows: HashMap<i64, HouseholdRow>,
    /// The rows as they were loaded, so that only changed ones are written.
    loaded: (HashMap<i64, PersonRow>, HashMap<i64, HouseholdRow>),
    /// The wrapped data keys of the persons for which the batch may seal values.
    pub wrapped: HashMap<i64, Vec<u8>>,
    pub events: HashMap<Name, Event>,
    /// The live applications that steps and voids of the batch refer to, by position.
    pub applications: BTreeMap<i64, Application>,
    /// Live registrations by the blind index of their ID number.
    pub id_numbers: HashMap<Vec<u8>, i64>,
    /// The live start of each employment: its position, its person and its day.
    pub starts: HashMap<i64, (i64, Start)>,
    /// The live ends and pay changes of each employment, each with the person in its row.
    pub followed: HashMap<i64, Vec<(i64, PersonFact)>>,
    pub world: World,
    /// The merge map.
    pub merged: Merged,
    /// The last position of the ledger.
    pub position: i64,
}

/// The sender of lines that name no sender.
pub const DEFAULT_SENDER: &str = "default";

/// Gives the sender of an incoming line, and the sender of its subjects' references.
pub fn senders_of(incoming: &Incoming) -> (&str, &str) {
    let own = incoming.sender.as_ref().map_or(DEFAULT_SENDER, Reference::as_str);
    (own, incoming.line.subject_sender.as_ref().map_or(own, Reference::as_str))
}

/// Gives the event of the same sender that a line refers to.
fn target_of(incoming: &Incoming) -> Option<&Reference> {
    match &incoming.line.claim {
        Claim::Voided { voids: target, .. } | Claim::ApplicationStep { application: target, .. } => Some(target),
        _ => None,
    }
}

/// Tells whether a fact of this kind is an application.
pub fn is_application(kind: i16) -> bool {
    kind == Kind::HouseholdApplied.number() || kind == Kind::PersonApplied.number()
}

impl Book {
    /// Loads the working set of a batch. The caller holds the ledger's write transaction.
    ///
    /// # Errors
    /// When the database fails.
    pub fn open(conn: &mut Conn, keys: &Keys, batch: &[Incoming]) -> Result<Self> {
        let mut book = Self::default();
        book.load_last(conn)?;
        for (id, name) in sender::table.select((sender::id, sender::name)).load::<(i32, String)>(conn)? {
            book.senders.insert(name, id);
        }
        book.load_subjects(conn, batch)?;
        book.load_names(conn, batch)?;
        let voided = book.load_events(conn, batch)?;
        book.load_jobs(conn, &voided)?;
        book.load_identities(conn, keys, batch)?;

        let people: BTreeSet<i64> = book.person_rows.keys().copied().collect();
        let households: BTreeSet<i64> = book.household_rows.keys().copied().collect();
        let near = log::neighbourhood(conn, &people, &households, i64::MAX)?;
        (book.world, book.merged) = (near.world, near.merged);
        book.load_rows_of_neighbours(conn)?;
        book.loaded = (book.person_rows.clone(), book.household_rows.clone());
        Ok(book)
    }

    /// Gives the rows of persons that changed since they were loaded.
    pub fn changed_people(&self) -> impl Iterator<Item = &PersonRow> {
        self.loaded.0.iter().filter_map(|(id, was)| self.person_rows.get(id).filter(|now| *now != was))
    }

    /// Gives the persons that no longer have the ID number with which they were loaded.
    pub fn given_up_id_numbers(&self) -> Vec<i64> {
        let had = self.loaded.0.values().filter(|was| was.id_number_index.is_some());
        let has = |id| self.person_rows.get(&id).and_then(|now| now.id_number_index.as_ref());
        had.filter(|was| has(was.id) != was.id_number_index.as_ref()).map(|was| was.id).collect()
    }

    /// Gives the rows of households that changed since they were loaded.
    pub fn changed_households(&self) -> impl Iterator<Item = &HouseholdRow> {
        self.loaded.1.iter().filter_map(|(id, was)| self.household_rows.get(id).filter(|now| *now != was))
    }

    /// Gives the number of a sender, and adds the sender if it is new.
    pub fn sender(&mut self, name: &str) -> i32 {
        if let Some(id) = self.senders.get(name) {
            return *id;
        }
        let id = self.senders.values().max().map_or(1, |last| last + 1);
        self.senders.insert(name.to_owned(), id);
        self.new_senders.push((id, name.to_owned()));
        id
    }

    /// Groups references by their senders. New senders are left out, because no reference of theirs
    /// can exist yet.
    fn by_sender<'b>(
        &self,
        batch: &'b [Incoming],
        names: impl Fn(&'b Incoming) -> Vec<(&'b str, &'b Reference)>,
    ) -> BTreeMap<i32, Vec<&'b str>> {
        let mut groups: BTreeMap<i32, BTreeSet<&str>> = BTreeMap::new();
        for (sender, reference) in batch.iter().flat_map(names) {
            if let Some(id) = self.senders.get(sender) {
                groups.entry(*id).or_default().insert(reference.as_str());
            }
        }
        groups.into_iter().map(|(id, refs)| (id, refs.into_iter().collect())).collect()
    }

    /// Loads the last number of every numbered table.
    fn load_last(&mut self, conn: &mut Conn) -> Result<()> {
        type Last = Option<i64>;
        let query = diesel::select((
            fact::table.select(max(fact::position)).single_value(),
            person::table.select(max(person::id)).single_value(),
            household::table.select(max(household::id)).single_value(),
            employment::table.select(max(employment::id)).single_value(),
            helper::table.select(max(helper::id)).single_value(),
        ));
        let (position, person, household, employment, helper): (Last, Last, Last, Last, Last) =
            on_engine!(conn, |c| query.get_result(c))?;
        self.position = position.unwrap_or(0);
        self.persons.next = person.unwrap_or(0) + 1;
        self.households.next = household.unwrap_or(0) + 1;
        self.employments.next = employment.unwrap_or(0) + 1;
        self.helpers.next = helper.unwrap_or(0) + 1;
        Ok(())
    }

    fn load_subjects(&mut self, conn: &mut Conn, batch: &[Incoming]) -> Result<()> {
        let people = self.by_sender(batch, |i| {
            let subject = senders_of(i).1;
            let other = match &i.line.claim {
                Claim::PersonMerged { other, other_sender, .. } => {
                    Some((other_sender.as_ref().map_or(subject, Reference::as_str), other))
                }
                _ => None,
            };
            i.line.claim.person().map(|person| (subject, person)).into_iter().chain(other).collect()
        });
        for (sender, refs) in people {
            let rows = paged(&refs, |page| {
                Ok(on_engine!(conn, |c| person::table
                    .filter(person::sender_id.eq(sender))
                    .filter(person::ref_.eq_any(page))
                    .load::<PersonRow>(c))?)
            })?;
            self.person_rows.extend(rows.into_iter().map(|r| (r.id, r)));
        }
        let households =
            self.by_sender(batch, |i| i.line.claim.household().map(|r| (senders_of(i).1, r)).into_iter().collect());
        for (sender, refs) in households {
            let rows = paged(&refs, |page| {
                Ok(on_engine!(conn, |c| household::table
                    .filter(household::sender_id.eq(sender))
                    .filter(household::ref_.eq_any(page))
                    .load::<HouseholdRow>(c))?)
            })?;
            self.household_rows.extend(rows.into_iter().map(|r| (r.id, r)));
        }
        self.persons.learn(self.person_rows.values().map(|r| (r.id, r.sender_id, r.ref_.clone())).collect());
        self.households.learn(self.household_rows.values().map(|r| (r.id, r.sender_id, r.ref_.clone())).collect());
        Ok(())
    }

    fn load_names(&mut self, conn: &mut Conn, batch: &[Incoming]) -> Result<()> {
        let employments =
            self.by_sender(batch, |i| i.line.claim.employment().map(|r| (senders_of(i).0, r)).into_iter().collect());
        for (sender, refs) in employments {
            let rows = paged(&refs, |page| {
                Ok(on_engine!(conn, |c| employment::table
                    .filter(employment::sender_id.eq(sender))
                    .filter(employment::ref_.eq_any(page))
                    .load::<(i64, i32, String)>(c))?)
            })?;
            self.employments.learn(rows);
        }
        let helpers =
            self.by_sender(batch, |i| i.line.claim.helper().map(|r| (senders_of(i).0, r)).into_iter().collect());
        for (sender, refs) in helpers {
            let rows = paged(&refs, |page| {
                Ok(on_engine!(conn, |c| helper::table
                    .filter(helper::sender_id.eq(sender))
                    .filter(helper::ref_.eq_any(page))
                    .load::<(i64, i32, String)>(c))?)
            })?;
            self.helpers.learn(rows);
        }
        Ok(())
    }

    /// Loads the facts of the employments that the batch names, and of those in facts that it
    /// voids. The present holder of such an employment is affected by changes to other persons'
    /// facts about it.
    fn load_jobs(&mut self, conn: &mut Conn, of_voided: &BTreeSet<i64>) -> Result<()> {
        let known: BTreeSet<i64> = self.employments.ids.values().chain(of_voided).copied().collect();
        let rows = log::of_employments(conn, &known.into_iter().collect::<Vec<_>>(), i64::MAX)?;
        for row in rows {
            let (Some(employment), Some(person)) = (row.employment_id, row.person_id) else { continue };
            if row.kind == Kind::EmploymentStarted.number() {
                let start = Start { person, on: row.effective_on };
                self.starts.insert(employment, (row.position, start));
            } else if let Said::Person(_, fact) = row.said()? {
                self.followed.entry(employment).or_default().push((person, fact));
            }
        }
        let holders = of_voided.iter().filter_map(|e| self.starts.get(e)).map(|(_, start)| start.person).collect();
        self.load_rows(conn, &holders, &BTreeSet::new())
    }

    /// Loads the events that the batch names, and gives the employments of the facts that it voids.
    fn load_events(&mut self, conn: &mut Conn, batch: &[Incoming]) -> Result<BTreeSet<i64>> {
        let events = self.by_sender(batch, |i| {
            let own = senders_of(i).0;
            let voids = target_of(i).map(|target| (own, target));
            std::iter::once((own, &i.line.event_ref)).chain(voids).collect()
        });
        type Row = (i64, i32, String, Vec<u8>, i16, Option<i64>, Option<i64>, Option<i64>, Option<i64>, Option<i64>);
        let mut rows: Vec<Row> = Vec::new();
        for (sender, refs) in events {
            rows.extend(paged(&refs, |page| {
                Ok(on_engine!(conn, |c| fact::table
                    .filter(fact::sender_id.eq(sender))
                    .filter(fact::event_ref.eq_any(page))
                    .select((
                        fact::position,
                        fact::sender_id,
                        fact::event_ref,
                        fact::content_hash,
                        fact::kind,
                        fact::person_id,
                        fact::household_id,
                        fact::employment_id,
                        fact::about,
                        fact::other_id,
                    ))
                    .load::<Row>(c))?)
            })?);
        }
        let voided = voided_among(conn, &rows.iter().map(|r| r.0).collect::<Vec<_>>())?;
        let mut people = BTreeSet::new();
        let mut households = BTreeSet::new();
        let mut employments = BTreeSet::new();
        let targets: BTreeSet<Name> = batch
            .iter()
            .filter_map(|i| Some((*self.senders.get(senders_of(i).0)?, target_of(i)?.as_str().to_owned())))
            .collect();
        let mut applications = BTreeSet::new();
        for (
            position,
            sender,
            event_ref,
            content_hash,
            kind,
            person_id,
            household_id,
            employment_id,
            about,
            other_id,
        ) in rows
        {
            let name = (sender, event_ref);
            if [Kind::EmploymentEnded, Kind::PayChanged].map(Kind::number).contains(&kind) {
                people.extend(person_id);
            }
            if targets.contains(&name) {
                people.extend(person_id.into_iter().chain(other_id));
                households.extend(household_id);
                employments.extend(employment_id);
                applications.extend(about.or(is_application(kind).then_some(position)));
            }
            let voided = voided.contains(&position);
            let event =
                Event { position, content_hash, kind, person_id, household_id, employment_id, about, other_id, voided };
            self.events.insert(name, event);
        }
        self.applications = applications::load(conn, &applications.into_iter().collect::<Vec<_>>())?;
        // A void affects the subjects of the voided fact.
        self.load_rows(conn, &people, &households)?;
        Ok(employments)
    }

    fn load_identities(&mut self, conn: &mut Conn, keys: &Keys, batch: &[Incoming]) -> Result<()> {
        let indexes: Vec<Vec<u8>> = batch
            .iter()
            .filter_map(|i| match &i.line.claim {
                Claim::PersonRegistered { person_data, .. } => {
                    Some(keys.blind_index(Field::IdNumber, person_data.id_number.as_str()).to_vec())
                }
                _ => None,
            })
            .collect();
        let taken = paged(&indexes, |page| {
            Ok(on_engine!(conn, |c| person::table
                .filter(person::id_number_index.eq_any(page))
                .select((person::id_number_index, person::id))
                .load::<(Option<Vec<u8>>, i64)>(c))?)
        })?;
        self.id_numbers.extend(taken.into_iter().filter_map(|(index, id)| Some((index?, id))));

        let sealing: BTreeSet<i64> = batch
            .iter()
            .filter(|i| rows::needs_key(&i.line.claim))
            .filter_map(|i| {
                let sender = *self.senders.get(senders_of(i).1)?;
                self.persons.get(&(sender, i.line.claim.person()?.as_str().to_owned()))
            })
            .collect();
        let wrapped = paged(&sealing.into_iter().collect::<Vec<_>>(), |page| {
            Ok(on_engine!(conn, |c| person_key::table
                .filter(person_key::person_id.eq_any(page))
                .load::<(i64, Vec<u8>)>(c))?)
        })?;
        self.wrapped.extend(wrapped);
        Ok(())
    }

    fn load_rows_of_neighbours(&mut self, conn: &mut Conn) -> Result<()> {
        let people = self.world.people().collect();
        let households = self.world.households().collect();
        self.load_rows(conn, &people, &households)
    }

    fn load_rows(&mut self, conn: &mut Conn, people: &BTreeSet<i64>, households: &BTreeSet<i64>) -> Result<()> {
        let people: Vec<i64> = people.iter().copied().filter(|p| !self.person_rows.contains_key(p)).collect();
        let rows = paged(&people, |page| {
            Ok(on_engine!(conn, |c| person::table.filter(person::id.eq_any(page)).load::<PersonRow>(c))?)
        })?;
        self.person_rows.extend(rows.into_iter().map(|r| (r.id, r)));
        let households: Vec<i64> =
            households.iter().copied().filter(|h| !self.household_rows.contains_key(h)).collect();
        let rows = paged(&households, |page| {
            Ok(on_engine!(conn, |c| household::table.filter(household::id.eq_any(page)).load::<HouseholdRow>(c))?)
        })?;
        self.household_rows.extend(rows.into_iter().map(|r| (r.id, r)));
        Ok(())
    }
}

/// Gives those of these positions that are voided.
fn voided_among(conn: &mut Conn, positions: &[i64]) -> Result<BTreeSet<i64>> {
    let voided = paged(positions, |page| {
        let page: Vec<Option<i64>> = page.into_iter().map(Some).collect();
        Ok(on_engine!(conn, |c| fact::table
            .filter(fact::voids.eq_any(page))
            .select(fact::voids)
            .load::<Option<i64>>(c))?)
    })?;
    Ok(voided.into_iter().flatten().collect())
}
