//! Claims to rows and back: the column of the ledger, or of the side table of personal data, that
//! stores each field of an interchange line.

use chrono::{NaiveDate, NaiveDateTime};
use diesel::prelude::*;
use serde_json::{Map, Value, json};

use super::log::RuleRow;
use crate::db::engine::bulk::rows;
use crate::db::schema::{fact, personal};
use crate::domain::decisions::application::Taken;
use crate::domain::decisions::step::{Detail, Step};
use crate::domain::employment::job::Job;
use crate::domain::ledger::fact::{By, Claim, ServiceDetails};
use crate::domain::people::said::{Changes, Optional, Registration};
use crate::domain::placement::sought::Sought;
use crate::domain::values::codes::{
    Absence, Category, CloseReason, Exit, Form, Kind, Mode, Outcome, Package, Place, RetirementGroup, Service, Sex,
    StepKind,
};
use crate::domain::values::disability::Disability;
use crate::domain::values::division::Division;
use crate::domain::values::id_number::IdNumber;
use crate::domain::values::occupation::Occupation;
use crate::domain::values::text::{Phone, Reference, Text};
use crate::domain::values::uscc::Uscc;
use crate::error::{Result, corrupt};
use crate::seal::kept::Field;
use crate::seal::keys::DataKey;

/// A row of the ledger.
#[derive(Insertable, Queryable, Clone, Debug, Default)]
#[diesel(table_name = fact, treat_none_as_default_value = false)]
pub struct FactRow {
    pub position: i64,
    pub kind: i16,
    pub effective_on: NaiveDate,
    pub sender_id: i32,
    pub event_ref: String,
    pub content_hash: Vec<u8>,
    pub person_id: Option<i64>,
    pub household_id: Option<i64>,
    pub employment_id: Option<i64>,
    pub helper_id: Option<i64>,
    pub division: Option<i64>,
    pub code: Option<i16>,
    pub reason: Option<i16>,
    pub amount: Option<i64>,
    pub sex: Option<i16>,
    pub retirement_group: Option<i16>,
    pub born_on: Option<NaiveDate>,
    pub voids: Option<i64>,
    pub personal_id: Option<i64>,
    pub attributes: Option<String>,
    pub claimed_at: Option<NaiveDateTime>,
    pub recorded_at: NaiveDateTime,
    /// For a start: see [`super::log::Inherited`].
    pub inherits: bool,
    /// For a step: the position of its application.
    pub about: Option<i64>,
    /// For a merge: the registration merged away.
    pub other_id: Option<i64>,
}

/// A row of the side table: names, free text, sealed values.
#[derive(Insertable, Queryable, Clone, Default)]
#[diesel(table_name = personal, treat_none_as_default_value = false)]
pub struct PersonalRow {
    pub id: i64,
    pub person_id: Option<i64>,
    pub name: Option<String>,
    pub note: Option<String>,
    pub id_number: Option<Vec<u8>>,
    pub phone: Option<Vec<u8>>,
    pub address: Option<Vec<u8>>,
}

rows! {
    FactRow => fact,
    PersonalRow => personal,
}

impl FactRow {
    /// Gives the columns that the rules read.
    pub fn rule_row(&self) -> RuleRow {
        RuleRow {
            position: self.position,
            kind: self.kind,
            effective_on: self.effective_on,
            person_id: self.person_id,
            household_id: self.household_id,
            employment_id: self.employment_id,
            helper_id: self.helper_id,
            division: self.division,
            code: self.code,
            reason: self.reason,
            amount: self.amount,
            sex: self.sex,
            retirement_group: self.retirement_group,
            born_on: self.born_on,
            voids: self.voids,
        }
    }
}

impl PersonalRow {
    fn is_empty(&self) -> bool {
        self.name.is_none()
            && self.note.is_none()
            && self.id_number.is_none()
            && self.phone.is_none()
            && self.address.is_none()
    }
}

/// Tells whether a claim has a value to seal, and so needs the person's data key.
pub fn needs_key(claim: &Claim) -> bool {
    match claim {
        Claim::PersonRegistered { .. } => true,
        Claim::PersonChanged { changes, .. } => changes.optional.phone.is_some() || changes.optional.address.is_some(),
        _ => false,
    }
}

/// Writes the content of a claim into the columns of its ledger row, which already holds the IDs of
/// its subjects.
pub fn put(claim: &Claim, row: &mut FactRow) {
    let mut attributes = Attributes::default();
    match claim {
        Claim::PersonRegistered { person_data, .. } => {
            row.sex = Some(person_data.sex.number());
            row.born_on = Some(person_data.birth_date);
            row.division = Some(person_data.residence_division.number());
            attributes.put_optional(&person_data.optional, row);
        }
        Claim::PersonChanged { changes, .. } => {
            row.division = changes.residence_division.map(Division::number);
            attributes.put_optional(&changes.optional, row);
        }
        Claim::HouseholdRegistered { division, urban, .. } => {
            row.division = Some(division.number());
            row.code = Some(i16::from(*urban));
        }
        Claim::MemberJoined { relation, .. } => attributes.put("relation", Some(relation.as_str())),
        Claim::HouseholdMoved { division, .. } => row.division = Some(division.number()),
        Claim::WishDeclared { work, help, .. } => row.code = Some(i16::from(*work) + 2 * i16::from(*help)),
        Claim::AbsenceStarted { absence, .. } | Claim::AbsenceEnded { absence, .. } => {
            row.code = Some(absence.number());
        }
        Claim::EmploymentStarted { job, .. } => {
            row.code = Some(job.form.number());
            row.amount = job.monthly_pay;
            attributes.put_job(job);
        }
        Claim::PayChanged { monthly_pay, .. } => row.amount = Some(*monthly_pay),
        Claim::HouseholdRemoved { reason, .. } | Claim::RemovalDismissed { reason, .. } => {
            row.reason = Some(reason.number());
        }
        Claim::PersonApplied { category, .. } | Claim::PersonDetermined { category, .. } => {
            row.code = Some(category.number());
        }
        Claim::DeterminationRemoved { category, reason, .. } => {
            row.code = category.map(Category::number);
            row.reason = Some(reason.number());
        }
        Claim::ServiceDelivered { service, details, .. } => {
            row.code = Some(service.number());
            attributes.put("outcome", details.outcome.map(Outcome::as_str));
            attributes.put("mode", details.mode.map(Mode::as_str));
            attributes.put("posts", details.posts);
            attributes.put("justified", details.justified);
            attributes.put("next_on", details.next_on.map(|d| d.to_string()));
        }
        Claim::CaseOpened { package, .. } => row.code = Some(package.number()),
        Claim::CaseClosed { reason, .. } => row.code = Some(reason.number()),
        Claim::HandoverAnswered { accepted, .. } => row.code = Some(i16::from(*accepted)),
        Claim::ContactAttempted { mode, .. } => row.code = mode.map(Mode::number),
        Claim::JobSought { sought, .. } => {
            row.amount = sought.pay_from;
            row.division = sought.area.map(Division::number);
            row.code = sought.form.map(Form::number);
            attributes.put_sought(sought);
        }
        Claim::LivingLineSet { division, monthly } => {
            row.division = Some(division.number());
            row.amount = Some(*monthly);
        }
        Claim::ApplicationStep { officer, step, .. } => {
            row.code = Some(step.kind().number());
            attributes.put("officer", officer.as_ref().map(Reference::as_str));
            for (name, detail) in step.details() {
                match detail {
                    Detail::Flag(flag) => attributes.put(name, Some(flag)),
                    Detail::Word(word) => attributes.put(name, Some(word)),
                }
            }
        }
        Claim::DelegationSet { division, delegated } => {
            row.division = Some(division.number());
            row.code = Some(i16::from(*delegated));
        }
        Claim::PersonMerged { .. }
        | Claim::MemberLeft { .. }
        | Claim::Died { .. }
        | Claim::EmploymentEnded { .. }
        | Claim::UnemploymentRegistered { .. }
        | Claim::UnemploymentDeregistered { .. }
        | Claim::HouseholdApplied { .. }
        | Claim::HouseholdRecognised { .. }
        | Claim::HelperAssigned { .. }
        | Claim::HelperReleased { .. }
        | Claim::Voided { .. }
        | Claim::CasePlanned { .. }
        | Claim::HandoverOffered { .. }
        | Claim::MonthClosed { .. } => {}
    }
    attributes.put("officer", claim.by().and_then(|by| by.officer.as_ref()).map(Reference::as_str));
    row.attributes = attributes.text();
}

/// Gives the side row of a claim, if the claim has personal data. `key` is the person's data key,
/// present if [`needs_key`] says so.
pub fn side(claim: &Claim, id: i64, person_id: Option<i64>, key: Option<&DataKey>) -> Option<PersonalRow> {
    let seal = |field, text: &str| Some(key?.seal(field, person_id?, text));
    let contact = |o: &Optional| {
        let phone = o.phone.as_ref().and_then(|p| seal(Field::Phone, p.as_str()));
        (phone, o.address.as_ref().and_then(|a| seal(Field::Address, a.as_str())))
    };
    let text = |t: &Text| t.as_str().to_owned();
    let mut side = PersonalRow { id, person_id, ..PersonalRow::default() };
    match claim {
        Claim::PersonRegistered { person_data, .. } => {
            side.name = Some(text(&person_data.name));
            side.id_number = seal(Field::IdNumber, person_data.id_number.as_str());
            (side.phone, side.address) = contact(&person_data.optional);
        }
        Claim::PersonChanged { changes, .. } => {
            side.name = changes.name.as_ref().map(text);
            (side.phone, side.address) = contact(&changes.optional);
        }
        Claim::EmploymentEnded { reason, .. }
        | Claim::UnemploymentRegistered { reason, .. }
        | Claim::UnemploymentDeregistered { reason, .. }
        | Claim::Voided { reason, .. } => side.note = reason.as_ref().map(text),
        Claim::ApplicationStep { note, .. } => side.note = note.as_ref().map(text),
        Claim::ServiceDelivered { details, .. } => side.note = details.note.as_ref().map(text),
        claim => side.note = claim.by()?.note.as_ref().map(text),
    }
    (!side.is_empty()).then_some(side)
}

/// The attributes that no rule reads, collected for one column.
#[derive(Default)]
struct Attributes(Map<String, Value>);

impl Attributes {
    fn put(&mut self, name: &str, value: Option<impl Into<Value>>) {
        if let Some(value) = value {
            self.0.insert(name.to_owned(), value.into());
        }
    }

    fn put_optional(&mut self, o: &Optional, row: &mut FactRow) {
        row.retirement_group = o.retirement_group.map(RetirementGroup::number);
        self.put("hukou_division", o.hukou_division.map(Division::code));
        self.put("hukou_rural", o.hukou_rural);
        self.put("ethnic", o.ethnic.as_deref());
        self.put("education", o.education.as_deref());
        self.put("marital", o.marital.as_deref());
        self.put("disability", o.disability.as_ref().map(|d| json!({"category": d.category, "grade": d.grade})));
        self.put("graduated_on", o.graduated_on.map(|d| d.to_string()));
    }

    fn put_job(&mut self, job: &Job) {
        self.put("uscc", job.uscc.as_ref().map(Uscc::as_str));
        self.put("occupation", job.occupation.as_ref().map(Text::as_str));
        self.put("industry", job.industry.as_ref().map(Text::as_str));
        self.put("place", job.place.map(Place::as_str));
        self.put("contract_until", job.contract_until.map(|d| d.to_string()));
        self.put("hired_as_difficult", job.hired_as_difficult);
    }

    fn put_sought(&mut self, sought: &Sought) {
        let occupations: Vec<&str> = sought.occupations.iter().map(Occupation::as_str).collect();
        self.put("occupations", (!occupations.is_empty()).then_some(occupations));
        self.put("available_on", sought.available_on.map(|d| d.to_string()));
        self.put("profile_shared", sought.profile_shared.then_some(true));
    }

    fn text(self) -> Option<String> {
        (!self.0.is_empty()).then(|| Value::Object(self.0).to_string())
    }
}

/// The references behind the IDs in a row.
#[derive(Clone, Debug, Default)]
pub struct Names {
    pub person: Option<Reference>,
    pub household: Option<Reference>,
    pub employment: Option<Reference>,
    pub helper: Option<Reference>,
    pub voids: Option<Reference>,
    /// The event that a step is about.
    pub about: Option<Reference>,
    /// For a merge: the registration merged away, and its sender if not the sender of the person.
    pub other: Option<Reference>,
    pub other_sender: Option<Reference>,
}

/// Reads the content of a step's row, without its note.
///
/// # Errors
/// When the row is damaged.
pub fn taken(position: i64, on: NaiveDate, code: Option<i16>, attributes: Option<&str>) -> Result<Taken> {
    let read = || {
        let attributes: Map<String, Value> = attributes.map_or(Ok(Map::new()), serde_json::from_str).ok()?;
        let detail = |name: &str| match attributes.get(name)? {
            Value::Bool(flag) => Some(Detail::Flag(*flag)),
            Value::String(word) => Some(Detail::Word(word.clone())),
            _ => None,
        };
        let officer = attributes.get("officer").and_then(Value::as_str).map(str::to_owned);
        Some(Taken { on, officer, step: Step::read(StepKind::from_number(code?)?, detail).ok()? })
    };
    read().ok_or_else(|| corrupt("step", position, "not whole"))
}

/// Reads the job sought from a row's columns and attributes.
pub fn sought(
    amount: Option<i64>,
    division: Option<i64>,
    code: Option<i16>,
    attributes: &Map<String, Value>,
) -> Sought {
    let codes = attributes.get("occupations").and_then(Value::as_array);
    let occupation = |code: &Value| Occupation::parse(code.as_str()?).ok();
    Sought {
        occupations: codes.into_iter().flatten().filter_map(occupation).collect(),
        pay_from: amount,
        area: division.and_then(Division::from_number),
        form: code.and_then(Form::from_number),
        available_on: attributes.get("available_on").and_then(Value::as_str).and_then(|d| d.parse().ok()),
        profile_shared: attributes.get("profile_shared").and_then(Value::as_bool).unwrap_or_default(),
    }
}

/// Reads a claim back from its row. `key` is the person's data key, needed if the side row holds
/// sealed values.
///
/// # Errors
/// When the row is damaged, or a sealed value does not open.
pub fn get(row: &FactRow, side: Option<&PersonalRow>, names: &Names, key: Option<&DataKey>) -> Result<Claim> {
    let reader = Reader {
        row,
        side,
        key,
        attributes: row.attributes.as_deref().map(serde_json::from_str).transpose().ok().flatten(),
    };
    reader.claim(names).ok_or_else(|| corrupt("fact", row.position, "not whole"))
}

struct Reader<'r> {
    row: &'r FactRow,
    side: Option<&'r PersonalRow>,
    key: Option<&'r DataKey>,
    attributes: Option<Map<String, Value>>,
}

impl Reader<'_> {
    fn claim(&self, names: &Names) -> Option<Claim> {
        let row = self.row;
        let person = || names.person.clone();
        let household = || names.household.clone();
        let employment = || names.employment.clone();
        let helper = || names.helper.clone();
        let category = || row.code.and_then(Category::from_number);
        let division = || Division::from_number(row.division?);
        let exit = || row.reason.and_then(Exit::from_number);
        Some(match Kind::from_number(row.kind)? {
            Kind::PersonRegistered => Claim::PersonRegistered {
                person: person()?,
                person_data: Box::new(Registration {
                    id_number: IdNumber::parse(&self.open(Field::IdNumber, self.side?.id_number.as_deref())?).ok()?,
                    name: Text::parse(self.side?.name.as_deref()?, Text::NAME).ok()?,
                    sex: Sex::from_number(row.sex?)?,
                    birth_date: row.born_on?,
                    residence_division: division()?,
                    optional: self.optional()?,
                }),
            },
            Kind::PersonChanged => Claim::PersonChanged {
                person: person()?,
                changes: Box::new(Changes {
                    name: self.side.and_then(|s| s.name.as_deref()).and_then(|n| Text::parse(n, Text::NAME).ok()),
                    residence_division: row.division.and_then(Division::from_number),
                    optional: self.optional()?,
                }),
            },
            Kind::HouseholdRegistered => {
                Claim::HouseholdRegistered { household: household()?, division: division()?, urban: row.code? == 1 }
            }
            Kind::MemberJoined => {
                Claim::MemberJoined { household: household()?, person: person()?, relation: self.word("relation")? }
            }
            Kind::MemberLeft => Claim::MemberLeft { household: household()?, person: person()? },
            Kind::HouseholdMoved => Claim::HouseholdMoved { household: household()?, division: division()? },
            Kind::WishDeclared => {
                Claim::WishDeclared { person: person()?, work: row.code? & 1 != 0, help: row.code? & 2 != 0 }
            }
            Kind::AbsenceStarted => {
                Claim::AbsenceStarted { person: person()?, absence: Absence::from_number(row.code?)? }
            }
            Kind::AbsenceEnded => Claim::AbsenceEnded { person: person()?, absence: Absence::from_number(row.code?)? },
            Kind::Died => Claim::Died { person: person()? },
            Kind::EmploymentStarted => {
                Claim::EmploymentStarted { person: person()?, employment: employment()?, job: Box::new(self.job()?) }
            }
            Kind::PayChanged => {
                Claim::PayChanged { person: person()?, employment: employment()?, monthly_pay: row.amount? }
            }
            Kind::EmploymentEnded => {
                Claim::EmploymentEnded { person: person()?, employment: employment()?, reason: self.short() }
            }
            Kind::UnemploymentRegistered => Claim::UnemploymentRegistered { person: person()?, reason: self.short() },
            Kind::UnemploymentDeregistered => {
                Claim::UnemploymentDeregistered { person: person()?, reason: self.short() }
            }
            Kind::HouseholdApplied => Claim::HouseholdApplied { household: household()? },
            Kind::HouseholdRecognised => Claim::HouseholdRecognised { household: household()? },
            Kind::HouseholdRemoved => Claim::HouseholdRemoved { household: household()?, reason: exit()? },
            Kind::PersonApplied => Claim::PersonApplied { person: person()?, category: category()? },
            Kind::PersonDetermined => Claim::PersonDetermined { person: person()?, category: category()? },
            Kind::DeterminationRemoved => {
                Claim::DeterminationRemoved { person: person()?, category: category(), reason: exit()? }
            }
            Kind::HelperAssigned => Claim::HelperAssigned { person: person()?, helper: helper()? },
            Kind::HelperReleased => Claim::HelperReleased { person: person()?, helper: helper()? },
            Kind::ServiceDelivered => Claim::ServiceDelivered {
                person: person()?,
                service: Service::from_number(row.code?)?,
                details: Box::new(ServiceDetails {
                    outcome: self.word("outcome").as_deref().and_then(Outcome::from_word),
                    note: self.note(),
                    helper: names.helper.clone(),
                    mode: self.word("mode").as_deref().and_then(Mode::from_word),
                    posts: self.attributes.as_ref().and_then(|a| a.get("posts")?.as_u64()?.try_into().ok()),
                    justified: self.flag("justified"),
                    next_on: self.word("next_on").and_then(|d| d.parse().ok()),
                }),
            },
            Kind::LivingLineSet => Claim::LivingLineSet { division: division()?, monthly: row.amount? },
            Kind::Voided => Claim::Voided { voids: names.voids.clone()?, reason: self.short() },
            Kind::ApplicationStep => {
                let taken = taken(row.position, row.effective_on, row.code, row.attributes.as_deref()).ok()?;
                Claim::ApplicationStep {
                    application: names.about.clone()?,
                    officer: taken.officer.and_then(|officer| Reference::parse(&officer).ok()),
                    step: Box::new(taken.step),
                    note: self.note(),
                }
            }
            Kind::DelegationSet => Claim::DelegationSet { division: division()?, delegated: row.code? == 1 },
            Kind::CaseOpened => {
                Claim::CaseOpened { person: person()?, package: Package::from_number(row.code?)?, by: self.by() }
            }
            Kind::CasePlanned => Claim::CasePlanned { person: person()?, by: self.by() },
            Kind::CaseClosed => {
                Claim::CaseClosed { person: person()?, reason: CloseReason::from_number(row.code?)?, by: self.by() }
            }
            Kind::HandoverOffered => Claim::HandoverOffered { person: person()?, helper: helper()?, by: self.by() },
            Kind::PersonMerged => Claim::PersonMerged {
                person: person()?,
                other: names.other.clone()?,
                other_sender: names.other_sender.clone(),
                by: self.by(),
            },
            Kind::HandoverAnswered => {
                Claim::HandoverAnswered { person: person()?, accepted: row.code? == 1, by: self.by() }
            }
            Kind::RemovalDismissed => Claim::RemovalDismissed { person: person()?, reason: exit()?, by: self.by() },
            Kind::ContactAttempted => {
                Claim::ContactAttempted { person: person()?, mode: row.code.and_then(Mode::from_number), by: self.by() }
            }
            Kind::JobSought => {
                let attributes = self.attributes.clone().unwrap_or_default();
                let sought = sought(row.amount, row.division, row.code, &attributes);
                Claim::JobSought { person: person()?, sought: Box::new(sought) }
            }
            Kind::MonthClosed => return None,
        })
    }

    fn by(&self) -> By {
        By { officer: self.word("officer").and_then(|officer| Reference::parse(&officer).ok()), note: self.note() }
    }

    fn note(&self) -> Option<Text> {
        self.side.and_then(|s| s.note.as_deref()).and_then(|n| Text::parse(n, Text::NOTE).ok())
    }

    fn optional(&self) -> Option<Optional> {
        let side = self.side;
        Some(Optional {
            retirement_group: self.row.retirement_group.and_then(RetirementGroup::from_number),
            hukou_division: self.word("hukou_division").as_deref().and_then(Division::parse),
            hukou_rural: self.flag("hukou_rural"),
            ethnic: self.word("ethnic"),
            education: self.word("education"),
            marital: self.word("marital"),
            phone: match side.and_then(|s| s.phone.as_deref()) {
                Some(sealed) => Some(Phone::parse(&self.open(Field::Phone, Some(sealed))?).ok()?),
                None => None,
            },
            address: match side.and_then(|s| s.address.as_deref()) {
                Some(sealed) => Some(Text::parse(&self.open(Field::Address, Some(sealed))?, Text::ADDRESS).ok()?),
                None => None,
            },
            disability: self.attributes.as_ref().and_then(|a| a.get("disability")).and_then(|d| {
                Some(Disability {
                    category: d.get("category")?.as_str()?.to_owned(),
                    grade: d.get("grade")?.as_str()?.to_owned(),
                })
            }),
            graduated_on: self.word("graduated_on").and_then(|d| d.parse().ok()),
        })
    }

    fn job(&self) -> Option<Job> {
        Some(Job {
            form: Form::from_number(self.row.code?)?,
            uscc: self.word("uscc").and_then(|v| Uscc::parse(&v).ok()),
            monthly_pay: self.row.amount,
            occupation: self.word("occupation").and_then(|v| Text::parse(&v, Text::SHORT).ok()),
            industry: self.word("industry").and_then(|v| Text::parse(&v, Text::SHORT).ok()),
            place: self.word("place").as_deref().and_then(Place::from_word),
            contract_until: self.word("contract_until").and_then(|d| d.parse().ok()),
            hired_as_difficult: self.flag("hired_as_difficult"),
        })
    }

    fn word(&self, name: &str) -> Option<String> {
        Some(self.attributes.as_ref()?.get(name)?.as_str()?.to_owned())
    }

    fn flag(&self, name: &str) -> Option<bool> {
        self.attributes.as_ref()?.get(name)?.as_bool()
    }

    fn short(&self) -> Option<Text> {
        self.side.and_then(|s| s.note.as_deref()).and_then(|n| Text::parse(n, Text::SHORT).ok())
    }

    fn open(&self, field: Field, sealed: Option<&[u8]>) -> Option<String> {
        self.key?.open(field, self.row.person_id?, sealed?).ok()
    }
}
