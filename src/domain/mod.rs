//! The rules, pure: no clock, no database, no web. What was said is in `fact`, how it is written in `interchange`; what
//! it means for a person in `person` and `determination`, for a household in `household`, for a month in `part` and
//! `lines`. Normative text: docs/rules.md.

pub mod accept;
pub mod application;
pub mod case;
pub mod codes;
pub mod columns;
pub mod delivery;
pub mod determination;
pub mod division;
pub mod document;
pub mod eligibility;
pub mod employer;
pub mod fact;
pub mod filing;
pub mod household;
pub mod interchange;
pub mod likeness;
pub mod lines;
pub mod lists;
pub mod living;
pub mod matching;
pub mod message;
pub mod month;
pub mod name;
pub mod outlook;
pub mod package;
pub mod part;
pub mod person;
pub mod records;
pub mod referral;
pub mod refusal;
pub mod register;
pub mod retirement;
pub mod roll;
pub mod seeker;
pub mod sheet;
pub mod survey;
pub mod text;
pub mod vacancy;
pub mod welfare;
pub mod working_days;
pub mod world;
