//! Vacancies, what fits whom, and referrals.

pub mod matching;
pub mod referrals;
pub mod vacancies;
