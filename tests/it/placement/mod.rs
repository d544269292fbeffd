//! Vacancies, matching and referrals.

pub mod matching;
pub mod placing;
pub mod referrals;
pub mod seeking;
pub mod vacancies;
