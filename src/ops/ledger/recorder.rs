//! Recording facts: the one way into the ledger, for a single fact and for a file of a million lines alike. A batch is
//! checked line by line against a working set ([`crate::db::ledger::book`]), appended, and the histories it touches are derived
//! anew, all in the caller's one transaction.

use std::borrow::Cow;
use std::collections::BTreeSet;

use chrono::NaiveDateTime;

use super::derived::{refresh_flexible, settle_merged};
use super::profiles::Profiles;
use crate::clock::business_day;
use crate::db::decisions::applications::{self, Application, ApplicationRow};
use crate::db::employment::spells::Spells;
use crate::db::engine::bulk;
use crate::db::facts::log::Said;
use crate::db::facts::rows::{self, FactRow, PersonalRow};
use crate::db::files::rolls;
use crate::db::help::cases;
use crate::db::ledger::book::{Book, Event, is_application, senders_of};
use crate::db::people::subjects::{self, HouseholdRow, Name, PersonRow};
use crate::db::registers::labour::LabourSpans;
use crate::db::registers::spans::Written;
use crate::db::{self, Conn};
use crate::domain::decisions::application::Taken;
use crate::domain::ledger::fact::{Claim, Line};
use crate::domain::ledger::incoming::{Incoming, Outcome};
use crate::domain::ledger::{accept, interchange};
use crate::domain::people::person::PersonFact;
use crate::domain::values::codes::{Code, Kind, Situation};
use crate::domain::values::division::Division;
use crate::domain::values::hint::Hint;
use crate::domain::values::refusal::Refusal;
use crate::domain::values::text::Reference;
use crate::domain::values::uscc::Uscc;
use crate::error::{Error, Failure, Result};
use crate::seal::kept::Field;
use crate::seal::keys::{DataKey, Keys};

/// What became of a batch.
pub struct Appended {
    /// Of each line, in their order.
    pub outcomes: Vec<Outcome>,
    /// Persons registered before whose histories it may have changed.
    pub touched: BTreeSet<i64>,
}

/// Appends a batch inside a write transaction ([`Conn::write`]), with what is derived from it within the ledger. What
/// follows beyond is the caller's.
///
/// # Errors
/// When the database fails; a line that is refused is no error.
pub fn append(conn: &mut Conn, keys: &Keys, now: NaiveDateTime, batch: &[Incoming]) -> Result<Appended> {
    let mut outcomes = Vec::with_capacity(batch.len());
    let mut touched = BTreeSet::new();
    while let Some(rest) = batch.get(outcomes.len()..).filter(|rest| !rest.is_empty()) {
        // What was said of two is said of one after a merging: the working set is gathered for what comes before, and anew.
        let merging = rest.iter().position(|incoming| matches!(incoming.line.claim, Claim::PersonMerged { .. }));
        let rest = merging.and_then(|at| rest.get(..=at)).unwrap_or(rest);
        let mut recorder = Recorder::open(conn, keys, now, rest)?;
        for incoming in rest {
            outcomes.push(recorder.take(incoming)?);
            // And so after a merging is voided.
            if !recorder.merged.is_empty() {
                break;
            }
        }
        touched.extend(recorder.save(conn)?);
    }
    Ok(Appended { outcomes, touched })
}

struct Recorder<'k> {
    book: Book,
    keys: &'k Keys,
    now: NaiveDateTime,
    facts: Vec<FactRow>,
    personal: Vec<PersonalRow>,
    new_keys: Vec<(i64, Vec<u8>)>,
    new_people: BTreeSet<i64>,
    new_households: BTreeSet<i64>,
    touched_people: BTreeSet<i64>,
    touched_households: BTreeSet<i64>,
    /// Persons whose latest name may be another.
    renamed: BTreeSet<i64>,
    new_applications: BTreeSet<i64>,
    /// Applications whose steps changed, or that were voided.
    touched_applications: BTreeSet<i64>,
    profiles: Profiles,
    spells: Spells,
    living_lines_changed: bool,
    /// Whether a line of the batch may have changed where a subject lies.
    moved: bool,
    /// Registrations that were merged, or no longer are.
    merged: BTreeSet<i64>,
}

/// Why a line goes no further.
enum Stop {
    Refused(Refusal),
    Failed(Error),
}

impl From<Refusal> for Stop {
    fn from(refusal: Refusal) -> Self {
        Self::Refused(refusal)
    }
}

fn refuse(code: Code, field: &'static str) -> Refusal {
    Refusal::new(code, Some(field))
}

/// The field a code of the person's rules is about.
fn refuse_person(code: Code) -> Refusal {
    match code {
        Code::BadValue => Refusal::bad_value(
            "retirement_group",
            Hint::said("退休类别须与性别相符", "the retirement group must fit the person's sex"),
        ),
        Code::EmploymentExists | Code::EmploymentUnknown | Code::AlreadyEnded => refuse(code, "employment_ref"),
        Code::AlreadyMember => refuse(code, "household_ref"),
        Code::UnknownPerson => refuse(code, "person_ref"),
        _ => refuse(code, "effective_on"),
    }
}

impl<'k> Recorder<'k> {
    fn open(conn: &mut Conn, keys: &'k Keys, now: NaiveDateTime, batch: &[Incoming]) -> Result<Self> {
        Ok(Self {
            book: Book::open(conn, keys, batch)?,
            keys,
            now,
            facts: Vec::new(),
            personal: Vec::new(),
            new_keys: Vec::new(),
            new_people: BTreeSet::new(),
            new_households: BTreeSet::new(),
            touched_people: BTreeSet::new(),
            touched_households: BTreeSet::new(),
            renamed: BTreeSet::new(),
            new_applications: BTreeSet::new(),
            touched_applications: BTreeSet::new(),
            profiles: Profiles::default(),
            spells: Spells::default(),
            living_lines_changed: false,
            moved: false,
            merged: BTreeSet::new(),
        })
    }

    fn take(&mut self, incoming: &Incoming) -> Result<Outcome> {
        let (own, subject) = senders_of(incoming);
        let (own, subject) = (own.to_owned(), subject.to_owned());
        let hash = self.content_hash(&incoming.line, own == subject, &subject);
        let event = self.book.senders.get(&own).map(|id| (*id, incoming.line.event_ref.as_str().to_owned()));
        if let Some(known) = event.and_then(|name| self.book.events.get(&name)) {
            return Ok(if known.content_hash == hash || self.is_said_anew(known, incoming) {
                Outcome::Duplicate { position: known.position }
            } else {
                Outcome::Refused(refuse(Code::Conflict, "event_ref"))
            });
        }
        match self.apply(incoming, &own, &subject, hash) {
            Ok(outcome) => Ok(outcome),
            Err(Stop::Refused(refusal)) => Ok(Outcome::Refused(refusal)),
            Err(Stop::Failed(error)) => Err(error),
        }
    }

    /// Whether a line says again, under another registration of the same person, what an event said of an employment: it was
    /// kept under the registration by which that started, and is exported so.
    fn is_said_anew(&self, known: &Event, incoming: &Incoming) -> bool {
        let (own, subject) = senders_of(incoming);
        let named = self.name(subject, incoming.line.claim.person()).and_then(|name| self.book.persons.get(&name));
        let kept = known.person_id.and_then(|id| self.book.person_rows.get(&id));
        let (Some(named), Some(kept)) = (named, kept) else { return false };
        let sender = self.book.senders.iter().find(|(_, id)| **id == kept.sender_id).map(|(name, _)| name.as_str());
        let (Some(sender), Ok(reference)) = (sender, Reference::parse(&kept.ref_)) else { return false };
        let mut line = incoming.line.clone();
        match &mut line.claim {
            Claim::EmploymentEnded { person, .. } | Claim::PayChanged { person, .. } => *person = reference,
            _ => return false,
        }
        line.subject_sender = Reference::parse(sender).ok();
        self.root(named) == self.root(kept.id) && self.content_hash(&line, own == sender, sender) == known.content_hash
    }

    /// The keyed hash of what the line says; whose line it is, and that its subjects are its sender's, goes without
    /// saying.
    fn content_hash(&self, line: &Line, own_subjects: bool, subject: &str) -> Vec<u8> {
        let mut line = Cow::Borrowed(line);
        if own_subjects && line.subject_sender.is_some() {
            line.to_mut().subject_sender = None;
        }
        if let Claim::PersonMerged { other_sender: Some(sender), .. } = &line.claim
            && sender.as_str() == subject
            && let Claim::PersonMerged { other_sender, .. } = &mut line.to_mut().claim
        {
            *other_sender = None;
        }
        self.keys.content_hash(&interchange::content(&line)).to_vec()
    }

    fn apply(&mut self, incoming: &Incoming, own: &str, subject: &str, hash: Vec<u8>) -> Result<Outcome, Stop> {
        let line = &incoming.line;
        let mut row = FactRow {
            position: self.book.position + 1,
            kind: line.claim.kind().number(),
            effective_on: line.effective_on,
            event_ref: line.event_ref.as_str().to_owned(),
            content_hash: hash,
            claimed_at: line.recorded_at.map(|at| at.naive_utc()),
            recorded_at: self.now,
            ..FactRow::default()
        };
        match &line.claim {
            Claim::MonthClosed { .. } => return Err(refuse(Code::RestoreOnly, "kind").into()),
            Claim::Voided { voids, .. } => {
                let target = self.check_void(own, voids, incoming.scope)?;
                row.voids = Some(target.position);
                row.person_id = target.person_id;
                row.household_id = target.household_id;
                row.sender_id = self.book.sender(own);
                self.void(&target);
                return self.append(row, &line.claim, None).map_err(Stop::Failed);
            }
            Claim::ApplicationStep { application, officer, step, .. } => {
                let target = self.check_application(own, application, incoming.scope)?;
                let officer = officer.as_ref().map(|officer| officer.as_str().to_owned());
                self.take_step(
                    target.position,
                    row.position,
                    Taken { on: row.effective_on, officer, step: *step.clone() },
                )?;
                row.about = Some(target.position);
                row.person_id = target.person_id;
                row.household_id = target.household_id;
                rows::put(&line.claim, &mut row);
                row.sender_id = self.book.sender(own);
                let said = self.said(&row).map_err(Stop::Failed)?;
                self.learn(&row, &line.claim, &said);
                return self.append(row, &line.claim, None).map_err(Stop::Failed);
            }
            _ => {}
        }
        self.resolve(&mut row, incoming, own, subject)?;
        rows::put(&line.claim, &mut row);
        row.inherits = matches!(line.claim, Claim::EmploymentStarted { .. }) && self.of_others(&row).next().is_some();
        let said = self.said(&row).map_err(Stop::Failed)?;
        self.check(&row, &line.claim, &said)?;
        let flag = self.flag(&said);
        if incoming.live {
            self.check_placing(&line.claim, &said)?;
            if let Some(code) = flag {
                return Err(refuse(code, "effective_on").into());
            }
        }
        // From here on the line is in: names it brings get their numbers.
        row.sender_id = self.book.sender(own);
        self.name_new(&mut row, &line.claim, own, subject);
        let said = self.said(&row).map_err(Stop::Failed)?;
        self.learn(&row, &line.claim, &said);
        self.append(row, &line.claim, flag).map_err(Stop::Failed)
    }

    /// What a row says, of the one who stays.
    fn said(&self, row: &FactRow) -> Result<Said> {
        Ok(match row.rule_row().said()? {
            Said::Person(id, fact) => Said::Person(self.root(id), fact),
            other => other,
        })
    }

    /// The one who stays of a registration.
    fn root(&self, id: i64) -> i64 {
        self.book.merged.root(id)
    }

    /// The ends and pay changes of a row's employment that were recorded under other registrations than its person's.
    fn of_others(&self, row: &FactRow) -> impl Iterator<Item = &(i64, PersonFact)> {
        let followed = row.employment_id.and_then(|employment| self.book.followed.get(&employment));
        followed.into_iter().flatten().filter(move |(person, _)| row.person_id != Some(*person))
    }

    /// Those of them that are of somebody else.
    fn inherited(&self, row: &FactRow) -> Vec<PersonFact> {
        let own = row.person_id.map(|person| self.root(person));
        self.of_others(row).filter(|(person, _)| Some(self.root(*person)) != own).map(|(_, fact)| *fact).collect()
    }

    fn name(&self, sender: &str, reference: Option<&Reference>) -> Option<Name> {
        Some((*self.book.senders.get(sender)?, reference?.as_str().to_owned()))
    }

    /// Finds the subjects a line names. A registration's subject may have no number yet; it then stands as 0.
    fn resolve(&self, row: &mut FactRow, incoming: &Incoming, own: &str, subject: &str) -> Result<(), Stop> {
        let claim = &incoming.line.claim;
        if claim.person().is_some() {
            let known = self.name(subject, claim.person()).and_then(|n| self.book.persons.get(&n));
            let live = known.and_then(|id| self.book.person_rows.get(&id)).filter(|p| p.registered);
            row.person_id = match claim {
                Claim::PersonRegistered { .. } if live.is_some() => {
                    return Err(refuse(Code::AlreadyRegistered, "person_ref").into());
                }
                Claim::PersonRegistered { .. } => Some(known.unwrap_or(0)),
                _ => {
                    let live = live.filter(|p| self.reaches_person(incoming.scope, p));
                    Some(live.ok_or(refuse(Code::UnknownPerson, "person_ref"))?.id)
                }
            };
        }
        if let Claim::PersonMerged { other, other_sender, .. } = claim {
            let sender = other_sender.as_ref().map_or(subject, Reference::as_str);
            let known = self.name(sender, Some(other)).and_then(|n| self.book.persons.get(&n));
            let live = known.and_then(|id| self.book.person_rows.get(&id)).filter(|p| p.registered);
            let live = live.filter(|p| self.reaches_person(incoming.scope, p));
            row.other_id = Some(live.ok_or(refuse(Code::UnknownPerson, "other_ref"))?.id);
        }
        if claim.household().is_some() {
            let known = self.name(subject, claim.household()).and_then(|n| self.book.households.get(&n));
            let live = known.and_then(|id| self.book.household_rows.get(&id)).filter(|h| h.registered);
            row.household_id = match claim {
                Claim::HouseholdRegistered { .. } if live.is_some() => {
                    return Err(refuse(Code::AlreadyRegistered, "household_ref").into());
                }
                Claim::HouseholdRegistered { .. } => Some(known.unwrap_or(0)),
                _ => {
                    let live = live.filter(|h| self.reaches_household(incoming.scope, h));
                    Some(live.ok_or(refuse(Code::UnknownHousehold, "household_ref"))?.id)
                }
            };
        }
        if claim.employment().is_some() {
            let employment =
                self.name(own, claim.employment()).and_then(|n| self.book.employments.get(&n)).unwrap_or(0);
            row.employment_id = Some(employment);
            // Under whichever of their registrations somebody's employment ends, it ends under that by which it started.
            let started = self.book.starts.get(&employment).map(|(_, start)| start.person);
            let follows = matches!(claim, Claim::PayChanged { .. } | Claim::EmploymentEnded { .. });
            if let (true, Some(started), Some(person)) = (follows, started, row.person_id)
                && self.root(started) == self.root(person)
            {
                row.person_id = Some(started);
            }
        }
        if claim.helper().is_some() {
            row.helper_id = Some(self.name(own, claim.helper()).and_then(|n| self.book.helpers.get(&n)).unwrap_or(0));
        }
        // What is registered must lie where whoever registers it may look.
        let place = match claim {
            Claim::PersonRegistered { person_data, .. } => Some((person_data.residence_division, "residence_division")),
            Claim::HouseholdRegistered { division, .. } | Claim::DelegationSet { division, .. } => {
                Some((*division, "division"))
            }
            _ => None,
        };
        match place {
            Some((division, field)) if !is_within(incoming.scope, division.number()) => {
                Err(refuse(Code::UnknownDivision, field).into())
            }
            _ => Ok(()),
        }
    }

    /// Whether a person lies in a scope, by all lines before this one: who moves somebody away has nothing more to say of
    /// them, also in the same batch.
    fn reaches_person(&self, scope: Option<Division>, row: &PersonRow) -> bool {
        let Some(row) = self.book.person_rows.get(&self.root(row.id)) else { return false };
        if scope.is_none() || !self.moved {
            return is_within(scope, row.division);
        }
        let mut row = row.clone();
        row.stand(&self.book.world.histories());
        is_within(scope, row.division)
    }

    /// As [`Self::reaches_person`], of a household.
    fn reaches_household(&self, scope: Option<Division>, row: &HouseholdRow) -> bool {
        if scope.is_none() || !self.moved {
            return is_within(scope, row.division);
        }
        let mut row = row.clone();
        row.stand(&self.book.world.histories());
        is_within(scope, row.division)
    }

    fn check(&self, row: &FactRow, claim: &Claim, said: &Said) -> Result<(), Stop> {
        if let Claim::PersonRegistered { person_data, .. } = claim
            && self.book.id_numbers.contains_key(self.index_of(person_data).as_slice())
        {
            return Err(refuse(Code::IdNumberTaken, "id_number").into());
        }
        let Said::Person(id, fact) = said else { return Ok(()) };
        let start = row
            .employment_id
            .and_then(|e| self.book.starts.get(&e))
            .map(|(_, start)| accept::Start { person: self.root(start.person), ..*start });
        accept::person_fact(*id, self.book.world.facts_of(*id), fact, start).map_err(refuse_person)?;
        match (row.person_id, row.other_id) {
            (Some(stays), Some(other)) => self.check_merging(stays, other),
            _ => Ok(()),
        }
    }

    /// Checks that a live request places nobody outside the labour force: [`accept::placing`].
    fn check_placing(&self, claim: &Claim, said: &Said) -> Result<(), Stop> {
        let Said::Person(id, fact) = said else { return Ok(()) };
        let life = || self.book.world.histories().life(*id);
        let today = business_day(self.now);
        accept::placing(claim, || life().unfit_on(fact.on), || life().unfit_on(today))
            .map_err(|code| refuse(code, "effective_on").into())
    }

    /// Checks that two registrations may be merged: neither was given up, and nothing known of one contradicts the other.
    fn check_merging(&self, stays: i64, other: i64) -> Result<(), Stop> {
        if stays == other {
            let hint = Hint::said("不能与自身合并", "a registration cannot be merged into itself");
            return Err(Refusal::bad_value("other_ref", hint).into());
        }
        for (id, field) in [(stays, "person_ref"), (other, "other_ref")] {
            if self.book.merged.is_given_up(id) {
                return Err(refuse(Code::AlreadyMerged, field).into());
            }
        }
        let world = &self.book.world;
        if accept::merging(world.facts_of(stays), world.facts_of(other)).is_empty() {
            Ok(())
        } else {
            Err(refuse(Code::MergeConflict, "other_ref").into())
        }
    }

    fn index_of(&self, registration: &crate::domain::people::said::Registration) -> Vec<u8> {
        self.keys.blind_index(Field::IdNumber, registration.id_number.as_str()).to_vec()
    }

    fn flag(&self, said: &Said) -> Option<Code> {
        match said {
            Said::Person(id, fact) => accept::person_flag(&self.book.world, *id, fact),
            Said::Household(id, fact) => accept::household_flag(&self.book.world, *id, fact.what, fact.on),
            Said::Line(_) | Said::Void(_) | Said::Aside => None,
        }
    }

    fn check_void(&self, own: &str, voids: &Reference, scope: Option<Division>) -> Result<Event, Stop> {
        let unknown = || Stop::from(refuse(Code::UnknownEvent, "voids"));
        let target = self.name(own, Some(voids)).and_then(|n| self.book.events.get(&n)).ok_or_else(unknown)?;
        let person = target.person_id.and_then(|p| self.book.person_rows.get(&p));
        let household = target.household_id.and_then(|h| self.book.household_rows.get(&h));
        if !person.is_none_or(|p| self.reaches_person(scope, p))
            || !household.is_none_or(|h| self.reaches_household(scope, h))
        {
            return Err(unknown());
        }
        if target.kind == Kind::Voided.number() {
            return Err(refuse(Code::VoidOfVoid, "voids").into());
        }
        if target.voided {
            return Err(refuse(Code::AlreadyVoided, "voids").into());
        }
        let world = &self.book.world;
        let in_use = if target.kind == Kind::PersonRegistered.number() {
            target.person_id.is_some_and(|p| self.book.merged.is_given_up(p) || world.facts_of(p).len() > 1)
        } else if target.kind == Kind::HouseholdRegistered.number() {
            target.household_id.is_some_and(|h| {
                world.household_facts_of(h).len() > 1
                    || world.people().any(|p| world.households_of(p).any(|of| of == h))
            })
        } else if is_application(target.kind) {
            self.book.applications.get(&target.position).is_some_and(|a| !a.steps.is_empty())
        } else if let Some(application) = target.about.and_then(|about| self.book.applications.get(&about)) {
            application.steps.last().is_some_and(|(last, _)| *last != target.position)
        } else {
            false
        };
        if in_use {
            return Err(refuse(Code::InUse, "voids").into());
        }
        Ok(target.clone())
    }

    /// Finds the live application a step is about.
    fn check_application(&self, own: &str, reference: &Reference, scope: Option<Division>) -> Result<Event, Stop> {
        let unknown = || Stop::from(refuse(Code::UnknownEvent, "application_ref"));
        let target = self.name(own, Some(reference)).and_then(|n| self.book.events.get(&n)).ok_or_else(unknown)?;
        let person = target.person_id.and_then(|p| self.book.person_rows.get(&p));
        let household = target.household_id.and_then(|h| self.book.household_rows.get(&h));
        let reached = person.is_none_or(|p| self.reaches_person(scope, p))
            && household.is_none_or(|h| self.reaches_household(scope, h));
        if !is_application(target.kind) || target.voided || !reached {
            return Err(unknown());
        }
        Ok(target.clone())
    }

    /// Adds a step to an application, if it fits where that stands.
    fn take_step(&mut self, application: i64, position: i64, taken: Taken) -> Result<(), Stop> {
        let known = self.book.applications.get_mut(&application);
        let known = known.ok_or_else(|| refuse(Code::UnknownEvent, "application_ref"))?;
        known.standing().take(&taken).map_err(Refusal::from)?;
        known.steps.push((position, taken));
        self.touched_applications.insert(application);
        Ok(())
    }

    /// Takes what is voided out of the working set.
    fn void(&mut self, target: &Event) {
        let of = target.person_id.map(|person| self.root(person));
        if let (Some(other), Some(person)) = (target.other_id, target.person_id) {
            if let Some(row) = self.book.person_rows.get_mut(&other) {
                row.merged_into = None;
            }
            self.merged.extend([other, person]);
        }
        self.touch(target.person_id, target.household_id);
        if is_application(target.kind) {
            self.book.applications.remove(&target.position);
            self.touched_applications.insert(target.position);
        }
        if let Some(about) = target.about {
            if let Some(application) = self.book.applications.get_mut(&about) {
                application.steps.retain(|(position, _)| *position != target.position);
            }
            self.touched_applications.insert(about);
        }
        self.moved |= Kind::from_number(target.kind).is_none_or(places);
        self.book.world.void(target.position, of, target.household_id);
        for event in self.book.events.values_mut().filter(|e| e.position == target.position) {
            event.voided = true;
        }
        if let Some(employment) = target.employment_id {
            self.void_of_job(target.position, employment);
        }
        if let (Some(Kind::PersonRegistered | Kind::PersonChanged | Kind::JobSought), Some(person)) =
            (Kind::from_number(target.kind), of)
        {
            self.profiles.described(person);
        }
        match Kind::from_number(target.kind) {
            Some(Kind::PersonRegistered) => {
                if let Some(row) = target.person_id.and_then(|p| self.book.person_rows.get_mut(&p)) {
                    row.registered = false;
                    row.name_id = None;
                    if let Some(index) = row.id_number_index.take() {
                        self.book.id_numbers.remove(&index);
                    }
                }
            }
            Some(Kind::HouseholdRegistered) => {
                if let Some(row) = target.household_id.and_then(|h| self.book.household_rows.get_mut(&h)) {
                    row.registered = false;
                }
            }
            Some(Kind::PersonChanged) => self.renamed.extend(of),
            Some(Kind::LivingLineSet) => self.living_lines_changed = true,
            _ => {}
        }
    }

    /// Takes a voided start, pay change or end out of its employment.
    fn void_of_job(&mut self, position: i64, employment: i64) {
        let followed = self.book.followed.entry(employment).or_default();
        followed.retain(|(_, fact)| fact.position != position);
        let Some((started, start)) = self.book.starts.get(&employment).copied() else { return };
        let merged = &self.book.merged;
        let holder = merged.root(start.person);
        if started == position {
            self.book.starts.remove(&employment);
            for (_, fact) in followed.iter().filter(|(person, _)| merged.root(*person) != holder) {
                self.book.world.void(fact.position, Some(holder), None);
            }
        } else {
            self.book.world.void(position, Some(holder), None);
            self.touched_people.insert(holder);
        }
    }

    fn touch(&mut self, person: Option<i64>, household: Option<i64>) {
        match (person, household) {
            (Some(person), _) => {
                let person = self.root(person);
                self.touched_people.insert(person);
                // Also when the joining itself is voided in the same breath.
                self.touched_households.extend(household);
            }
            (None, Some(household)) => {
                self.touched_households.insert(household);
            }
            (None, None) => {}
        }
    }

    /// Gives numbers to the names an accepted line brings.
    fn name_new(&mut self, row: &mut FactRow, claim: &Claim, own: &str, subject: &str) {
        let (own, subject) = (self.book.sender(own), self.book.sender(subject));
        let name = |sender, reference: Option<&Reference>| reference.map(|r| (sender, r.as_str().to_owned()));
        if let Some(name) = name(subject, claim.person()).filter(|_| row.person_id == Some(0)) {
            let id = self.book.persons.number(name);
            self.new_people.insert(id);
            row.person_id = Some(id);
        }
        if let Some(name) = name(subject, claim.household()).filter(|_| row.household_id == Some(0)) {
            let id = self.book.households.number(name);
            self.new_households.insert(id);
            row.household_id = Some(id);
        }
        if let Some(name) = name(own, claim.employment()) {
            row.employment_id = Some(self.book.employments.number(name));
        }
        if let Some(name) = name(own, claim.helper()) {
            row.helper_id = Some(self.book.helpers.number(name));
        }
        if let (Claim::PersonRegistered { person, person_data }, Some(id)) = (claim, row.person_id) {
            let index = self.index_of(person_data);
            self.book.id_numbers.insert(index.clone(), id);
            let entry = self.book.person_rows.entry(id).or_insert_with(|| PersonRow {
                id,
                sender_id: subject,
                ref_: person.as_str().to_owned(),
                registered: true,
                id_number_index: None,
                name_id: None,
                division: person_data.residence_division.number(),
                household_id: None,
                status: Situation::WithoutWork.number(),
                wants_work: false,
                wants_help: false,
                helper_id: None,
                merged_into: None,
            });
            entry.registered = true;
            entry.id_number_index = Some(index);
        }
        if let (Claim::HouseholdRegistered { household, division, urban }, Some(id)) = (claim, row.household_id) {
            let entry = self.book.household_rows.entry(id).or_insert_with(|| HouseholdRow {
                id,
                sender_id: subject,
                ref_: household.as_str().to_owned(),
                registered: true,
                division: division.number(),
                urban: *urban,
            });
            (entry.registered, entry.division, entry.urban) = (true, division.number(), *urban);
        }
    }

    /// Lets the lines after it see an accepted one.
    fn learn(&mut self, row: &FactRow, claim: &Claim, said: &Said) {
        self.touch(row.person_id, row.household_id);
        self.moved |= places(claim.kind());
        if let (Some(other), Some(person)) = (row.other_id, row.person_id) {
            if let Some(given_up) = self.book.person_rows.get_mut(&other) {
                given_up.merged_into = Some(person);
            }
            self.merged.extend([other, person]);
        }
        match said {
            Said::Person(id, fact) => self.book.world.add_person_fact(*id, *fact),
            Said::Household(id, fact) => self.book.world.add_household_fact(*id, *fact),
            Said::Line(line) => {
                self.book.world.lines.add(*line);
                self.living_lines_changed = true;
            }
            Said::Void(_) | Said::Aside => {}
        }
        if let Claim::PersonApplied { .. } | Claim::HouseholdApplied { .. } = claim {
            let category = match claim {
                Claim::PersonApplied { category, .. } => Some(*category),
                _ => None,
            };
            let application = Application {
                person_id: row.person_id.map(|person| self.root(person)),
                household_id: row.household_id,
                category,
                applied_on: row.effective_on,
                steps: Vec::new(),
            };
            self.book.applications.insert(row.position, application);
            self.new_applications.insert(row.position);
        }
        if let (Claim::EmploymentStarted { job, .. }, Some(employment), Some(person)) =
            (claim, row.employment_id, row.person_id)
        {
            self.spells.unit(row.position, job.uscc.as_ref().map(Uscc::as_str));
            let start = accept::Start { person, on: row.effective_on };
            self.book.starts.insert(employment, (row.position, start));
            let holder = self.root(person);
            for fact in self.inherited(row) {
                self.book.world.add_person_fact(holder, fact);
            }
        }
        if let (
            Claim::EmploymentEnded { .. } | Claim::PayChanged { .. },
            Some(employment),
            Some(person),
            Said::Person(_, fact),
        ) = (claim, row.employment_id, row.person_id, said)
        {
            self.book.followed.entry(employment).or_default().push((person, *fact));
        }
        if let (Claim::JobSought { .. }, Said::Person(person, _)) = (claim, said) {
            self.profiles.described(*person);
        }
        if let (Claim::PersonChanged { changes, .. }, Said::Person(person, _)) = (claim, said) {
            let person = *person;
            self.profiles.described(person);
            if changes.name.is_some() {
                self.renamed.insert(person);
            }
        }
        if let (Claim::PersonRegistered { person_data, .. }, Some(entry)) =
            (claim, row.person_id.and_then(|p| self.book.person_rows.get_mut(&p)))
        {
            entry.name_id = Some(row.position);
            self.profiles.registered(entry.id, person_data, self.new_people.contains(&entry.id));
        }
    }

    fn append(&mut self, mut row: FactRow, claim: &Claim, flag: Option<Code>) -> Result<Outcome> {
        let position = row.position;
        let sealing = row.person_id.filter(|_| rows::needs_key(claim));
        let key = sealing.map(|person| self.data_key(person)).transpose()?;
        if let Some(side) = rows::side(claim, position, row.person_id, key.as_ref()) {
            row.personal_id = Some(position);
            self.personal.push(side);
        }
        let event = Event {
            position,
            content_hash: row.content_hash.clone(),
            kind: row.kind,
            person_id: row.person_id,
            household_id: row.household_id,
            employment_id: row.employment_id,
            about: row.about,
            other_id: row.other_id,
            voided: false,
        };
        self.book.events.insert((row.sender_id, row.event_ref.clone()), event);
        self.book.position = position;
        self.facts.push(row);
        Ok(Outcome::Applied { position, flag })
    }

    /// The person's data key: the one kept, or a new one.
    fn data_key(&mut self, person: i64) -> Result<DataKey> {
        if let Some(wrapped) = self.book.wrapped.get(&person) {
            let key = self.keys.unwrap_data_key(person, wrapped);
            return key.map_err(|e| Error::new(Failure::Internal).context(format!("the data key of {person}: {e}")));
        }
        let (key, wrapped) = self.keys.new_data_key(person);
        self.book.wrapped.insert(person, wrapped.clone());
        self.new_keys.push((person, wrapped));
        Ok(key)
    }

    /// Writes what the batch brings and what is derived from it; gives the persons registered before whose histories it
    /// may have changed.
    fn save(mut self, conn: &mut Conn) -> Result<BTreeSet<i64>> {
        if self.facts.is_empty() {
            return Ok(BTreeSet::new());
        }
        let (households, people) = self.touched();
        // Who is registered and no more can be offered to nobody.
        let mut offerable: BTreeSet<i64> = people.iter().copied().filter(|id| !self.profiles.is_new(*id)).collect();
        let mut written = Written::default();
        let mut labour = LabourSpans::default();
        {
            let histories = self.book.world.histories();
            for id in &households {
                written.household(*id, &histories.timeline(*id), self.new_households.contains(id));
            }
            for id in &people {
                written.person(*id, &histories.person_spans(*id), self.new_people.contains(id));
            }
            for id in &self.touched_people {
                self.spells.person(*id, self.book.world.facts_of(*id), self.new_people.contains(id));
                labour.person(*id, &histories.life(*id), self.new_people.contains(id));
            }
            for id in &people {
                if let Some(row) = self.book.person_rows.get_mut(id) {
                    row.stand(&histories);
                }
            }
            for id in &households {
                if let Some(row) = self.book.household_rows.get_mut(id) {
                    row.stand(&histories);
                }
            }
        }
        subjects::save_senders(conn, &self.book.new_senders)?;
        subjects::save_keys(conn, &self.new_keys)?;
        subjects::save_employments(conn, &self.book.employments.new)?;
        subjects::save_helpers(conn, &self.book.helpers.new)?;
        bulk::insert(conn, &self.personal)?;
        self.save_people(conn)?;
        self.save_households(conn)?;
        bulk::insert(conn, &self.facts)?;
        subjects::settle_names(conn, &self.renamed, &self.book.merged)?;
        self.save_applications(conn)?;
        self.profiles.save(conn, self.keys)?;
        written.save(conn)?;
        self.spells.save(conn)?;
        labour.save(conn)?;
        db::placement::referrals::settle_ends(conn, &offerable, &self.book.world.histories())?;
        if self.living_lines_changed {
            offerable.extend(refresh_flexible(conn)?);
        }
        let opened = self.facts.iter().filter(|row| row.kind == Kind::CaseOpened.number());
        let opened = opened.filter_map(|row| row.person_id).map(|person| self.book.merged.root(person)).collect();
        cases::settle(conn, &people, &opened, &self.book.world.histories(), &self.book.merged)?;
        if !self.merged.is_empty() {
            offerable.extend(settle_merged(conn, self.keys, self.merged)?);
        }
        Ok(offerable)
    }

    /// The subjects whose histories the batch may have changed; see [`crate::db::facts::log::neighbourhood`].
    fn touched(&self) -> (BTreeSet<i64>, BTreeSet<i64>) {
        let world = &self.book.world;
        let mut people = self.touched_people.clone();
        people.extend(self.touched_households.iter().flat_map(|h| world.members_of(*h)));
        let mut households = self.touched_households.clone();
        households.extend(people.iter().flat_map(|p| world.households_of(*p)));
        people.extend(households.iter().flat_map(|h| world.members_of(*h)));
        (households, people)
    }

    fn save_applications(&self, conn: &mut Conn) -> Result<()> {
        let handled = |position: &i64| self.book.applications.get(position).filter(|known| !known.steps.is_empty());
        let row = |position: &i64| handled(position).map(|known| ApplicationRow::of(*position, known));
        let rows: Vec<ApplicationRow> = self.touched_applications.iter().filter_map(row).collect();
        let known: Vec<i64> = self.touched_applications.difference(&self.new_applications).copied().collect();
        applications::save(conn, &known, &rows)
    }

    fn save_people(&self, conn: &mut Conn) -> Result<()> {
        let new: Vec<PersonRow> =
            self.new_people.iter().filter_map(|id| self.book.person_rows.get(id).cloned()).collect();
        // A number that was given up is free before another takes it.
        let given_up = self.book.given_up_id_numbers();
        subjects::free_id_numbers(conn, &given_up)?;
        rolls::forget(conn, &given_up)?;
        bulk::insert(conn, &new)?;
        for row in self.book.changed_people() {
            subjects::update_person(conn, row)?;
        }
        Ok(())
    }

    fn save_households(&self, conn: &mut Conn) -> Result<()> {
        let new: Vec<HouseholdRow> =
            self.new_households.iter().filter_map(|id| self.book.household_rows.get(id).cloned()).collect();
        bulk::insert(conn, &new)?;
        for row in self.book.changed_households() {
            subjects::update_household(conn, row)?;
        }
        Ok(())
    }
}

/// Whether a fact of that kind may say where its subjects lie.
fn places(kind: Kind) -> bool {
    matches!(
        kind,
        Kind::PersonRegistered
            | Kind::PersonChanged
            | Kind::HouseholdRegistered
            | Kind::HouseholdMoved
            | Kind::MemberJoined
            | Kind::MemberLeft
    )
}

/// Tells whether a division lies in a scope; no scope has no bounds.
fn is_within(scope: Option<Division>, division: i64) -> bool {
    scope.is_none_or(|s| Division::from_number(division).is_some_and(|d| s.covers(d)))
}
